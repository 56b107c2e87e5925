//! Containers whose clones share storage, so that a world can be kept as a checkpoint at little cost.

mod sequence;

pub use sequence::Sequence;
