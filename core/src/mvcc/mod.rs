//! The versioned key space of one member: revisions are the only clock here.

mod store;

pub use store::{KeyRange, KeyValue, Store};

use alloc::sync::Arc;

/// The bytes of a key or a value: shared, never changed.
pub type Bytes = Arc<[u8]>;
