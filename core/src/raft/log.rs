//! The replicated log of one node: append at the end, cut off at the end, give up at the front.
//!
//! A clone shares its entries with the original, so that a world of many nodes is cheap to keep as a checkpoint.

use alloc::{sync::Arc, vec::Vec};
use core::{
    fmt,
    hash::{Hash, Hasher},
    ops::RangeInclusive,
};

use super::message::{Command, Entry, LogPosition};
use crate::id::{Index, Term};

/// Entries of one chunk: what a clone has to copy at most before its next append.
const CHUNK: usize = 128;

/// A log whose clones share storage.
///
/// Entries lie in chunks of 128 behind shared pointers. Only the last, open chunk is ever written to; a full one is sealed.
/// Example: a log compacted up to 5@2 that then got 6@2 and 7@3 has `before() == 5@2`, `first_index() == 6`, `last() == 7@3`,
/// `term_at(5) == Some(2)`, `term_at(4) == None`, `get(5) == None`.
#[derive(Clone)]
pub struct Log<C> {
    before: LogPosition,
    last: LogPosition,
    /// The index of the first entry in storage; those up to `before` are still there and not shown.
    offset: Index,
    sealed: Arc<Vec<Arc<Vec<Entry<C>>>>>,
    tail: Arc<Vec<Entry<C>>>,
}

impl<C: Command> Log<C> {
    /// An empty log that continues after `before`; the default position starts a new log.
    pub fn after(before: LogPosition) -> Self {
        Self { before, last: before, offset: before.index.next(), sealed: Arc::default(), tail: Arc::default() }
    }

    /// The entry before the first one here: the last one given up, or the zero position.
    pub const fn before(&self) -> LogPosition {
        self.before
    }

    /// The index of the first entry that can be read; `last_index() + 1` when there is none.
    pub const fn first_index(&self) -> Index {
        self.before.index.next()
    }

    /// The index of the last entry, or of the one before the log when it is empty.
    pub const fn last_index(&self) -> Index {
        self.last.index
    }

    /// Where the log ends.
    pub const fn last(&self) -> LogPosition {
        self.last
    }

    /// How many entries can be read.
    pub const fn len(&self) -> usize {
        (self.last.index.0 - self.before.index.0) as usize
    }

    /// Whether no entry can be read.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The term of the entry at `index`; known for [`Log::before`] too, and for nothing before or after.
    pub fn term_at(&self, index: Index) -> Option<Term> {
        if index == self.last.index {
            Some(self.last.term)
        } else if index == self.before.index {
            Some(self.before.term)
        } else {
            self.get(index).map(|entry| entry.term)
        }
    }

    /// The entry at `index`, `None` when it was given up or does not exist yet.
    pub fn get(&self, index: Index) -> Option<&Entry<C>> {
        if index <= self.before.index || index > self.last.index {
            return None;
        }
        let place = (index.0 - self.offset.0) as usize;
        let chunk = self.sealed.get(place / CHUNK).unwrap_or(&self.tail);
        chunk.get(place % CHUNK)
    }

    /// The entries of that range which exist, in order.
    pub fn iter(&self, range: RangeInclusive<Index>) -> impl Iterator<Item = &Entry<C>> {
        let from = range.start().0.max(self.before.index.0 + 1);
        let to = range.end().0.min(self.last.index.0);
        (from..=to).filter_map(|index| self.get(Index(index)))
    }

    /// Copies of the entries from `from` on, up to `bytes` of them but at least one; and their payload bytes.
    pub fn slice(&self, from: Index, bytes: usize) -> (Vec<Entry<C>>, usize) {
        let mut weight = 0;
        let mut payload = 0;
        let mut entries = Vec::new();
        for entry in self.iter(from..=self.last.index) {
            weight += entry.size();
            if !entries.is_empty() && weight > bytes {
                break;
            }
            payload += entry.payload.size();
            entries.push(entry.clone());
        }
        (entries, payload)
    }

    /// Adds the next entry.
    pub fn push(&mut self, entry: Entry<C>) {
        assert!(entry.index == self.last.index.next(), "entry {} after {}", entry.index, self.last.index);
        self.last = entry.position();
        let tail = Arc::make_mut(&mut self.tail);
        tail.push(entry);
        if tail.len() == CHUNK {
            let full = core::mem::take(&mut self.tail);
            Arc::make_mut(&mut self.sealed).push(full);
        }
    }

    /// Cuts off `from` and all that follow; what was given up at the front stays given up.
    pub fn truncate(&mut self, from: Index) {
        if from > self.last.index {
            return;
        }
        if from <= self.first_index() {
            *self = Self::after(self.before);
            return;
        }
        let place = (from.0 - self.offset.0) as usize;
        let (chunk, kept) = (place / CHUNK, place % CHUNK);
        if let Some(opened) = self.sealed.get(chunk) {
            self.tail = Arc::new(opened[..kept].to_vec());
            Arc::make_mut(&mut self.sealed).truncate(chunk);
        } else {
            Arc::make_mut(&mut self.tail).truncate(kept);
        }
        // When the cut falls between two chunks, the last entry is a sealed one.
        let last = self.tail.last().or_else(|| self.sealed.last()?.last());
        self.last = last.map_or(self.before, Entry::position);
    }

    /// Gives up the entries up to `to`, or all when there are fewer.
    pub fn compact(&mut self, to: Index) {
        if to >= self.last.index {
            *self = Self::after(self.last);
            return;
        }
        let Some(term) = self.term_at(to).filter(|_| to > self.before.index) else { return };
        self.before = LogPosition { term, index: to };
        let whole = ((to.0 + 1 - self.offset.0) as usize / CHUNK).min(self.sealed.len());
        if whole > 0 {
            Arc::make_mut(&mut self.sealed).drain(..whole);
            self.offset.0 += (whole * CHUNK) as u64;
        }
    }

    /// Puts these consecutive entries in, in place of all from the first of them on.
    ///
    /// Entries that would leave a hole, or that lie before the log, are left out.
    pub fn replace(&mut self, entries: Vec<Entry<C>>) {
        for (place, entry) in entries.into_iter().enumerate() {
            if entry.index <= self.before.index {
                continue;
            }
            if place == 0 || entry.index <= self.last.index {
                self.truncate(entry.index);
            }
            if entry.index == self.last.index.next() {
                self.push(entry);
            }
        }
    }

    /// The last place at or before `index` whose term is at most `term`: where two logs may agree at best.
    ///
    /// Beyond the log's end, `index` itself; where entries were given up, a place with term 0, which says nothing.
    ///
    /// Source: etcd-io/raft, `log.go`, `findConflictByTerm`.
    pub fn agreement(&self, index: Index, term: Term) -> LogPosition {
        if index > self.last.index {
            return LogPosition { term: Term(0), index };
        }
        let mut at = index;
        loop {
            match self.term_at(at) {
                Some(here) if here > term && at.0 > 0 => at = at.previous(),
                Some(here) => return LogPosition { term: here, index: at },
                None => return LogPosition { term: Term(0), index: at },
            }
        }
    }

    /// How many stored entries this log shares with another one, for tests of what a clone costs.
    #[cfg(test)]
    pub(super) fn shared_with(&self, other: &Self) -> usize {
        let sealed = if Arc::ptr_eq(&self.sealed, &other.sealed) {
            self.sealed.len()
        } else {
            self.sealed.iter().zip(other.sealed.iter()).filter(|(mine, theirs)| Arc::ptr_eq(mine, theirs)).count()
        };
        let tail = if Arc::ptr_eq(&self.tail, &other.tail) { self.tail.len() } else { 0 };
        sealed * CHUNK + tail
    }
}

impl<C: Command> PartialEq for Log<C> {
    fn eq(&self, other: &Self) -> bool {
        let shared = self.offset == other.offset
            && Arc::ptr_eq(&self.sealed, &other.sealed)
            && Arc::ptr_eq(&self.tail, &other.tail);
        let all = self.first_index()..=self.last.index;
        self.before == other.before && self.last == other.last && (shared || self.iter(all.clone()).eq(other.iter(all)))
    }
}

impl<C: Command> Eq for Log<C> {}

impl<C: Command> Hash for Log<C> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.before.hash(state);
        self.last.hash(state);
        self.iter(self.first_index()..=self.last.index).for_each(|entry| entry.hash(state));
    }
}

impl<C: Command> fmt::Debug for Log<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "after {:?} ", self.before)?;
        f.debug_list().entries(self.iter(self.first_index()..=self.last.index)).finish()
    }
}
