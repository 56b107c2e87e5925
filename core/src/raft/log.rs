//! The replicated log of one node: append at the end, cut off at the end, give up at the front.
//!
//! A clone shares its entries with the original, so that a world of many nodes is cheap to keep as a checkpoint.

use core::{
    fmt,
    hash::{Hash, Hasher},
    ops::{Range, RangeInclusive},
};

use super::message::{Command, Entries, Entry, LogPosition};
use crate::{
    id::{Index, Term},
    shared::Sequence,
};

/// A log whose clones share storage.
///
/// What arrives as a long run of entries is not copied: messages, the logs of all nodes and of their disks share it.
///
/// Example: a log compacted up to 5@2 that then got 6@2 and 7@3 has `before() == 5@2`, `first_index() == 6`, `last() == 7@3`,
/// `term_at(5) == Some(2)`, `term_at(4) == None`, `get(5) == None`.
#[derive(Clone)]
pub struct Log<C> {
    before: LogPosition,
    last: LogPosition,
    /// From `before` on.
    entries: Sequence<Entry<C>>,
}

impl<C: Command> Log<C> {
    /// An empty log that continues after `before`; the default position starts a new log.
    pub const fn after(before: LogPosition) -> Self {
        Self { before, last: before, entries: Sequence::new() }
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
        // A place is no larger than the memory, which an index in a message may be.
        let exists = index > self.before.index && index <= self.last.index;
        if exists { self.entries.get(self.place(index)) } else { None }
    }

    /// The entries of that range which exist, in order.
    pub fn iter(&self, range: RangeInclusive<Index>) -> impl Iterator<Item = &Entry<C>> {
        self.entries.range(self.places(&range))
    }

    /// The entries of that range which exist, without copying more than needs be.
    pub fn run(&self, range: RangeInclusive<Index>) -> Entries<C> {
        self.entries.run(self.places(&range))
    }

    /// The entries from `from` on, up to `bytes` of them but at least one; and their payload bytes.
    pub fn slice(&self, from: Index, bytes: usize) -> (Entries<C>, usize) {
        let mut weight = 0;
        let mut payload = 0;
        let mut to = from.previous();
        for entry in self.iter(from..=self.last.index) {
            let size = entry.payload.size();
            weight += Entry::<C>::HEADER + size;
            if to >= from && weight > bytes {
                break;
            }
            payload += size;
            to = entry.index;
        }
        (self.run(from..=to), payload)
    }

    /// Where in the list the entry after `before` and all behind it stand.
    const fn place(&self, index: Index) -> usize {
        (index.0 - self.before.index.0 - 1) as usize
    }

    fn places(&self, range: &RangeInclusive<Index>) -> Range<usize> {
        let end = self.last.index.next();
        let from = (*range.start()).max(self.first_index()).min(end);
        let to = (*range.end()).min(self.last.index).next().max(from);
        self.place(from)..self.place(to)
    }

    /// Adds the next entry.
    pub fn push(&mut self, entry: Entry<C>) {
        assert!(entry.index == self.last.index.next(), "entry {} after {}", entry.index, self.last.index);
        self.last = entry.position();
        self.entries.push(entry);
    }

    /// Adds the next entries, which follow each other.
    pub fn push_run(&mut self, entries: Entries<C>) {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return };
        assert!(first.index == self.last.index.next(), "entry {} after {}", first.index, self.last.index);
        self.last = last.position();
        self.entries.push_run(entries);
    }

    /// Cuts off `from` and all that follow; what was given up at the front stays given up.
    pub fn truncate(&mut self, from: Index) {
        if from > self.last.index {
            return;
        }
        self.entries.truncate(self.place(from.max(self.first_index())));
        self.last = self.entries.last().map_or(self.before, Entry::position);
    }

    /// Gives up the entries up to `to`, or all when there are fewer.
    pub fn compact(&mut self, to: Index) {
        if to >= self.last.index {
            *self = Self::after(self.last);
            return;
        }
        let Some(term) = self.term_at(to).filter(|_| to > self.before.index) else { return };
        self.entries.drop_front(self.place(to.next()));
        self.before = LogPosition { term, index: to };
    }

    /// Puts these consecutive entries in, in place of all from the first of them on.
    ///
    /// Entries that lie before the log are left out, and all when they would leave a hole.
    pub fn replace(&mut self, entries: Entries<C>) {
        let known = entries.partition_point(|entry| entry.index <= self.before.index);
        let Some(first) = entries.get(known) else { return };
        self.truncate(first.index);
        if first.index == self.last.index.next() {
            self.push_run(entries.skip(known));
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

    /// Lets a clone that is made now share all of it for ever.
    pub(super) fn settle(&mut self) {
        self.entries.settle();
    }

    /// Takes another log's storage wherever both hold the same.
    pub(super) fn share_with(&mut self, other: &Self) {
        self.entries.share_with(&other.entries);
    }

    /// How many stored entries this log shares with another one, for tests of what a clone costs.
    #[cfg(test)]
    pub fn shared_with(&self, other: &Self) -> usize {
        self.entries.shared_with(&other.entries)
    }
}

impl<C: Command> PartialEq for Log<C> {
    fn eq(&self, other: &Self) -> bool {
        (self.before, self.last) == (other.before, other.last) && self.entries == other.entries
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
