//! One change of one key, and how the changes of a key hang together.

use alloc::sync::Arc;
use core::fmt;

use super::{Bytes, KeyValue};
use crate::{id::Revision, shared::Map};

/// A change's place in the store's history: the revision it belongs to, and its number among that revision's changes,
/// from 0 (etcd, `revision.go`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubRevision(u64);

impl SubRevision {
    /// Bits of the number within the revision: 16 million changes of one transaction, and 10^12 revisions.
    const SUB_BITS: u32 = 24;

    /// The place of a revision's change with this number.
    pub const fn new(main: Revision, sub: u32) -> Self {
        assert!(main.0 < 1 << (64 - Self::SUB_BITS) && sub < 1 << Self::SUB_BITS, "a place has 40 and 24 bits");
        Self(main.0 << Self::SUB_BITS | sub as u64)
    }

    /// The revision.
    pub const fn main(self) -> Revision {
        Revision(self.0 >> Self::SUB_BITS)
    }

    /// The number within the revision.
    pub const fn sub(self) -> u32 {
        (self.0 & ((1 << Self::SUB_BITS) - 1)) as u32
    }

    /// The place right behind this one.
    pub(super) const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Debug for SubRevision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.main(), self.sub())
    }
}

/// How many changes of a key lie from one that knows one far back to the next.
const STRIDE: u32 = 8;

/// The changes that the store knows, in order.
pub(super) type History = Map<SubRevision, Arc<Change>>;

/// One change of one key: a put or a removal.
///
/// Changes of a key form a chain, from the newest backwards. Beside the one before it, a change also knows the last one
/// whose depth is a multiple of 8; and these know one of their kind further back, so placed that any revision is found in
/// a logarithmic number of steps (Myers, "An applicative random-access stack", 1983). The links are places in the history,
/// so that a compaction leaves the rest of a chain as it is; a place that is no longer there ends it.
///
/// Example: the change at depth 30 leads back to 29 and to 24, that at 24 to 23 and 0, that at 16 to 15 and 8. From 30 to
/// depth 1 it is 24, 23, 16, 8, and then seven steps.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Change {
    /// The key afterwards. Of a removal: the key, the revision, and nothing else.
    pub kv: KeyValue,
    /// Where in the history it is.
    pub place: SubRevision,
    older: Option<SubRevision>,
    jump: Option<SubRevision>,
    /// How many changes of the key there were before, since the store has known it.
    depth: u32,
    jump_depth: u32,
}

impl Change {
    /// Whether the key was removed.
    pub fn is_removal(&self) -> bool {
        self.kv.version == 0
    }

    /// Whether the key came into being (etcd, `IsCreate`).
    pub fn is_create(&self) -> bool {
        self.kv.create_revision == self.kv.mod_revision
    }

    /// The change of the same key before this one, as far as it was ever known.
    pub fn older(&self) -> Option<SubRevision> {
        self.older
    }

    /// The first change of a key.
    pub(super) fn first(kv: KeyValue, place: SubRevision) -> Self {
        Self { kv, place, older: None, jump: None, depth: 0, jump_depth: 0 }
    }

    /// A change of a key that had one before.
    pub(super) fn after(before: &Self, kv: KeyValue, place: SubRevision, history: &History) -> Self {
        let depth = before.depth + 1;
        let is_mark = before.depth.is_multiple_of(STRIDE);
        let mut jump = if is_mark { Some(before.place) } else { before.jump };
        let mut jump_depth = if is_mark { before.depth } else { before.jump_depth };
        let find = |place: Option<SubRevision>| place.and_then(|place| history.get(&place));
        if depth.is_multiple_of(STRIDE)
            && let Some(mark) = find(jump)
            && let Some(further) = find(mark.jump)
            && further.jump.is_some()
            && mark.depth - mark.jump_depth == mark.jump_depth - further.jump_depth
        {
            // Two jumps of the same length in a row become one over both.
            (jump, jump_depth) = (further.jump, further.jump_depth);
        }
        Self { kv, place, older: Some(before.place), jump, depth, jump_depth }
    }

    /// The newest change of its key that is not newer than `revision`, beginning at this one.
    pub(super) fn at<'a>(self: &'a Arc<Self>, revision: Revision, history: &'a History) -> Option<&'a Arc<Self>> {
        let mut change = self;
        while change.place.main() > revision {
            let next = change.jump.filter(|jump| jump.main() > revision).or(change.older)?;
            change = history.get(&next)?;
        }
        Some(change)
    }
}

/// What stands in the history for the removal of a key.
pub(super) fn removal(key: Bytes, revision: Revision) -> KeyValue {
    KeyValue {
        key,
        value: Bytes::from(&[][..]),
        create_revision: Revision(0),
        mod_revision: revision,
        version: 0,
        lease: None,
    }
}
