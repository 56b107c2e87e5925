//! The versioned key space of one member: revisions are the only clock here.
//!
//! [`Store`] keeps every version of every key until it is compacted; [`Write`] makes one revision of several changes;
//! [`watch::Hub`] tells of them.

mod change;
mod compact;
mod hash;
mod key;
mod size;
mod store;
#[cfg(test)]
mod tests;
pub mod watch;
mod write;

pub use change::{Change, SubRevision};
pub use key::{KeyRange, KeyValue};
pub use size::Size;
pub use store::{Generation, Store};
pub use write::Write;

use alloc::sync::Arc;

/// The bytes of a key or a value: shared, never changed.
pub type Bytes = Arc<[u8]>;
