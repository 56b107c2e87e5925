//! Containers whose clones share storage, so that a world can be kept as a checkpoint at little cost.

mod chunks;
mod map;
mod run;
mod sequence;

pub use map::{Iter, Map};
pub use run::Run;
pub use sequence::{Elements, Sequence};
