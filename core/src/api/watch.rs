//! Watches: a client hears of every change of some keys, from some revision on.

use alloc::{string::String, vec::Vec};

use crate::{
    id::Revision,
    mvcc::{KeyRange, KeyValue},
};

/// A watch's number on its stream.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct WatchId(pub i64);

/// What a client says on a stream of watches.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum WatchOrder {
    /// Begin one.
    Create(WatchCreate),
    /// End one.
    Cancel(WatchId),
    /// Tell how far all watches of the stream have got; answered only when none of them is behind.
    Progress,
}

/// What a watch wants to hear.
#[expect(clippy::struct_excessive_bools, reason = "six independent choices, as etcd's request has them")]
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct WatchCreate {
    /// Of which keys.
    pub keys: KeyRange,
    /// From this revision on; 0 is from now on. Signed, since nonsense may be asked for.
    pub start: i64,
    /// With what each key held before.
    pub previous: bool,
    /// Also, from time to time, that nothing happened.
    pub progress: bool,
    /// Nothing of puts.
    pub no_put: bool,
    /// Nothing of removals.
    pub no_delete: bool,
    /// Large responses in pieces.
    pub fragment: bool,
    /// The stream ends when the member has been without a leader for too long (etcd, `hasleader`).
    pub requires_leader: bool,
    /// The number it shall have; `None` is the next free one.
    pub id: Option<WatchId>,
}

impl WatchCreate {
    /// From now on, everything that happens to some keys.
    pub fn of(keys: KeyRange) -> Self {
        Self {
            keys,
            start: 0,
            previous: false,
            progress: false,
            no_put: false,
            no_delete: false,
            fragment: false,
            requires_leader: false,
            id: None,
        }
    }
}

/// What a member says on a stream of watches. Its header's revision is that of the [`crate::api::Response`] around it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct WatchResponse {
    /// Which watch; -1 speaks of all of them, or of one that never was.
    pub id: WatchId,
    /// The watch has begun.
    pub created: bool,
    /// The watch has ended.
    pub canceled: bool,
    /// Why it ended, where the member ended it.
    pub reason: String,
    /// It ended because what it wanted is compacted: the oldest revision that it could begin at.
    pub compacted: Option<Revision>,
    /// More of the same revision follows.
    pub fragment: bool,
    /// What happened, in order; nothing at all where this tells of progress.
    pub events: Vec<WatchEvent>,
}

impl WatchResponse {
    /// Whether it says only that nothing happened up to its header's revision (etcd client, `IsProgressNotify`).
    pub fn is_progress(&self) -> bool {
        self.events.is_empty() && !self.canceled && !self.created && self.compacted.is_none()
    }
}

/// One change of one key.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct WatchEvent {
    /// Whether it was a put or a removal.
    pub kind: WatchEventKind,
    /// The key as it then was. Of a removed one there are only the key and the mod revision.
    pub kv: KeyValue,
    /// The key as it was before, if that was asked for, is known, and there was one.
    pub previous: Option<KeyValue>,
}

/// What happened to a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WatchEventKind {
    /// It was put.
    Put,
    /// It was removed.
    Delete,
}
