//! Forgetting old revisions: for the readers at once, in storage step by step.

use alloc::{sync::Arc, vec::Vec};
use core::ops::Bound;

use super::{Change, Store, SubRevision};
use crate::{api::Denial, id::Revision};

/// What of a compaction is still to be removed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Compaction {
    /// The first change that was not looked at.
    cursor: SubRevision,
    /// Up to which revision.
    to: Revision,
}

impl Store {
    /// Forgets what is older than the newest version of each key at `revision`. Signed, since nonsense may be asked for.
    ///
    /// Nobody can read the forgotten from now on; [`Store::compact_step`] removes it.
    ///
    /// Example (etcd, `key_index.go`): a key is put at 2, 3, removed at 4, put at 5, removed at 6. `compact(3)` leaves
    /// {3, 4t} {5, 6t}; `compact(5)` leaves {5, 6t}; `compact(6)` leaves {6t}; `compact(7)` nothing.
    ///
    /// # Errors
    /// [`Denial::Compacted`] if it is forgotten already, [`Denial::FutureRevision`] if it is not there yet.
    pub fn compact(&mut self, revision: i64) -> Result<(), Denial> {
        let wanted = u64::try_from(revision).map(Revision).map_err(|_| Denial::Compacted)?;
        if self.compacted.is_some_and(|compacted| wanted <= compacted) {
            return Err(Denial::Compacted);
        }
        if wanted > self.revision {
            return Err(Denial::FutureRevision);
        }
        self.compacted = Some(wanted);
        self.compaction = Some(Compaction { cursor: SubRevision::new(Revision(0), 0), to: wanted });
        Ok(())
    }

    /// Whether something that is forgotten still takes space.
    pub fn is_compacting(&self) -> bool {
        self.compaction.is_some()
    }

    /// Looks at `budget` changes at most and removes those that are forgotten. Returns whether all is done.
    pub fn compact_step(&mut self, budget: usize) -> bool {
        let Some(Compaction { cursor, to }) = self.compaction.clone() else { return true };
        let end = SubRevision::new(Revision(to.0 + 1), 0);
        let due = self.history.range(Bound::Included(&cursor), Bound::Excluded(&end)).take(budget);
        let due = due.map(|(_, change)| Arc::clone(change)).collect::<Vec<_>>();
        for change in &due {
            if !self.is_kept(change, to) {
                self.forget(change);
            }
        }
        self.compaction = match due.last() {
            Some(last) if due.len() == budget => Some(Compaction { cursor: last.place.next(), to }),
            _ => None,
        };
        self.compaction.is_none()
    }

    /// Whether a compaction leaves a change in place: the newest of its key, and a removal only at that very revision
    /// (etcd 19179: a watch may begin there).
    pub(super) fn is_kept(&self, change: &Change, to: Revision) -> bool {
        let newest = self.index.get(&*change.kv.key).and_then(|newest| newest.at(to, &self.history));
        newest.is_some_and(|newest| newest.place == change.place) && (!change.is_removal() || change.place.main() == to)
    }

    fn forget(&mut self, change: &Change) {
        self.history.remove(&change.place);
        self.pages.take_away(change);
        let is_newest = |newest: &Arc<Change>| newest.place == change.place;
        if self.index.get(&*change.kv.key).is_some_and(is_newest) {
            self.index.remove(&*change.kv.key);
        }
    }
}
