//! The store: all versions of all keys, and reads of them.

use alloc::{sync::Arc, vec::Vec};
use core::ops::Bound;

use super::{
    Bytes, Change, KeyRange, KeyValue, Size, SubRevision, Write, change::History, compact::Compaction, size::Pages,
};
use crate::{
    api::{
        Denial,
        kv::{OpAnswer, Order, Range, SortTarget},
    },
    id::Revision,
    shared::Map,
};

/// The store of one member.
///
/// An index leads from each key to its newest change, and the history from each place to its change. A clone costs
/// little, and shares everything that stays the same.
///
/// ```
/// use agora_core::{id::Revision, mvcc::Store};
/// let mut store = Store::default();
/// for value in [b"blue", b"cyan"] {
///     let mut write = store.write();
///     write.put(b"color"[..].into(), value[..].into(), None);
///     write.finish();
/// }
/// let found = store.get(b"color").unwrap();
/// assert_eq!((found.create_revision, found.mod_revision, found.version), (Revision(2), Revision(3), 2));
/// assert_eq!(*store.get_at(b"color", Revision(2)).unwrap().value, *b"blue");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Store {
    pub(super) revision: Revision,
    /// Up to where history is forgotten; `None` where it never was.
    pub(super) compacted: Option<Revision>,
    /// What of a compaction is still to be removed.
    pub(super) compaction: Option<Compaction>,
    /// The newest change of each key.
    pub(super) index: Map<Bytes, Arc<Change>>,
    pub(super) history: History,
    /// How many keys there are that are not removed.
    pub(super) live: usize,
    pub(super) pages: Pages,
}

impl Default for Store {
    /// An empty store stands at revision 1, so that the first write is 2 (etcd, `kvstore.go`).
    fn default() -> Self {
        Self {
            revision: Revision(1),
            compacted: None,
            compaction: None,
            index: Map::new(),
            history: Map::new(),
            live: 0,
            pages: Pages::default(),
        }
    }
}

/// A life of a key, from its creation to its removal (etcd, `key_index.go`, `generation`).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Generation {
    /// Its changes that are still known, in order.
    pub changes: Vec<SubRevision>,
    /// Whether the last of them is the removal.
    pub ended: bool,
}

impl Store {
    /// The revision of the last change.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Up to where history is forgotten; `None` where it never was.
    pub fn compacted(&self) -> Option<Revision> {
        self.compacted
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.live
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// How many changes of keys the store still knows.
    pub fn changes_kept(&self) -> usize {
        self.history.len()
    }

    /// How many bytes of memory it takes beside another store with which it shares storage, without keys and values.
    ///
    /// It visits everything in both.
    pub fn own_bytes(&self, other: &Self) -> usize {
        let shared = other.history.len().min(self.history.len());
        let changes = (self.history.len() - shared) * (2 * size_of::<usize>() + size_of::<Change>());
        self.index.own_bytes(&other.index) + self.history.own_bytes(&other.history) + changes
    }

    /// Takes another store's storage wherever both hold the same: it stays what it is, and takes less room.
    pub fn share_with(&mut self, other: &Self) {
        self.history.share_with(&other.history);
        self.index.share_with(&other.index);
    }

    /// Bytes of the store's file.
    pub fn size(&self) -> Size {
        self.pages.size()
    }

    /// One bit of a value flips, as on a disk that rots: of this key's value, or of the value that was put last. Returns
    /// whether there is such a value.
    pub fn rot(&mut self, key: Option<&[u8]>) -> bool {
        let newest = || self.history.iter().map(|(_, change)| change).filter(|change| !change.is_removal()).last();
        let change = match key {
            Some(key) => self.index.get(key).filter(|change| !change.is_removal()),
            None => newest(),
        };
        let Some(change) = change.cloned() else { return false };
        let mut rotten = (*change).clone();
        let mut value = rotten.kv.value.to_vec();
        match value.first_mut() {
            Some(first) => *first ^= 1,
            None => value.push(1),
        }
        rotten.kv.value = value.into();
        let rotten = Arc::new(rotten);
        if let Some(newest) = self.index.get_mut(&change.kv.key).filter(|newest| newest.place == change.place) {
            *newest = Arc::clone(&rotten);
        }
        self.history.insert(change.place, rotten);
        true
    }

    /// Gives the space of what was removed back.
    pub fn defragment(&mut self) {
        self.pages.defragment();
    }

    /// Begins a change: all that is done through it is one revision.
    pub fn write(&mut self) -> Write<'_> {
        Write::new(self)
    }

    /// A key as it is now.
    pub fn get(&self, key: &[u8]) -> Option<&KeyValue> {
        self.index.get(key).filter(|change| !change.is_removal()).map(|change| &change.kv)
    }

    /// A key as it was at a revision, as far as that is still known.
    pub fn get_at(&self, key: &[u8], revision: Revision) -> Option<&KeyValue> {
        let change = self.index.get(key)?.at(revision, &self.history)?;
        (!change.is_removal()).then_some(&change.kv)
    }

    /// The keys of a range as they are now, in order.
    pub fn keys<'a>(&'a self, keys: &'a KeyRange) -> impl Iterator<Item = &'a KeyValue> {
        self.keys_at(keys, self.revision)
    }

    /// The keys of a range as they were at a revision, in order.
    fn keys_at<'a>(&'a self, keys: &'a KeyRange, at: Revision) -> impl Iterator<Item = &'a KeyValue> {
        let (start, end) = keys.bounds();
        self.index.range::<[u8]>(start, end).filter_map(move |(_, newest)| {
            let change = if newest.place.main() <= at { newest } else { newest.at(at, &self.history)? };
            (!change.is_removal()).then_some(&change.kv)
        })
    }

    /// Answers a read (etcd, `apply.go`, `Range`).
    ///
    /// # Errors
    /// [`Denial::FutureRevision`] and [`Denial::Compacted`], where the revision that is asked for is not there yet, or no
    /// longer. What is compacted can still be read as of that very revision.
    pub fn range(&self, range: &Range) -> Result<OpAnswer, Denial> {
        self.range_within(range, self.revision)
    }

    /// [`Store::range`] where `current` is the newest revision; a transaction under way is one ahead of the store.
    pub(super) fn range_within(&self, range: &Range, current: Revision) -> Result<OpAnswer, Denial> {
        let at = match range.revision {
            Some(revision) if revision > current => return Err(Denial::FutureRevision),
            Some(revision) if revision > Revision(0) => revision,
            _ => current,
        };
        if self.compacted.is_some_and(|compacted| at < compacted) {
            return Err(Denial::Compacted);
        }
        let mut all = self.keys_at(&range.keys, at);
        if range.count_only {
            return Ok(OpAnswer::Range { found: Vec::new(), more: false, count: all.count() as u64 });
        }
        let limit = range.limit.filter(|&limit| limit > 0);
        // Without an order that was asked for, the limit comes before the sorting.
        let fetched =
            limit.filter(|_| range.order.is_none() && !has_filter(range)).map_or(usize::MAX, |limit| limit + 1);
        let mut found = all.by_ref().take(fetched).collect::<Vec<_>>();
        let count = (found.len() + all.count()) as u64;
        if has_filter(range) {
            found.retain(|kv| passes(kv, range));
        }
        sort(&mut found, range.sort_by, range.order.unwrap_or(Order::Ascend));
        let more = limit.is_some_and(|limit| found.len() > limit);
        found.truncate(limit.unwrap_or(usize::MAX));
        Ok(OpAnswer::Range { found: answer(&found, range.keys_only), more, count })
    }

    /// All changes from a revision on that are still known, in order.
    pub fn changes(&self, from: Revision) -> impl Iterator<Item = &Arc<Change>> {
        let start = SubRevision::new(from, 0);
        self.history.range(Bound::Included(&start), Bound::<&SubRevision>::Unbounded).map(|(_, change)| change)
    }

    /// The change of a key before another one of its, where that one is still known and was a put.
    pub fn before(&self, change: &Change) -> Option<&KeyValue> {
        let older = self.history.get(&change.older()?)?;
        (!older.is_removal()).then_some(&older.kv)
    }

    /// Whether a life of a key is still known.
    pub fn is_known(&self, key: &[u8]) -> bool {
        self.index.contains(key)
    }

    /// Every key of which a life is still known, in order, the removed ones too.
    pub fn keys_known(&self) -> impl Iterator<Item = &Bytes> {
        self.index.iter().map(|(key, _)| key)
    }

    /// The lives of a key that are still known, from the first (etcd, `key_index.go`).
    pub fn generations(&self, key: &[u8]) -> Vec<Generation> {
        let mut chain = Vec::new();
        let mut next = self.index.get(key);
        while let Some(change) = next {
            chain.push(change);
            next = change.older().and_then(|older| self.history.get(&older));
        }
        let mut generations = Vec::<Generation>::new();
        for change in chain.into_iter().rev() {
            if generations.last().is_none_or(|generation| generation.ended) {
                generations.push(Generation::default());
            }
            if let Some(generation) = generations.last_mut() {
                generation.changes.push(change.place);
                generation.ended = change.is_removal();
            }
        }
        generations
    }
}

fn has_filter(range: &Range) -> bool {
    let bounds = [range.mod_revision_min, range.mod_revision_max, range.create_revision_min, range.create_revision_max];
    bounds.into_iter().flatten().any(|bound| bound > Revision(0))
}

fn passes(kv: &KeyValue, range: &Range) -> bool {
    // A bound of 0 is none (etcd, `apply.go`).
    let set = |bound: Option<Revision>| bound.filter(|&bound| bound > Revision(0));
    set(range.mod_revision_min).is_none_or(|min| kv.mod_revision >= min)
        && set(range.mod_revision_max).is_none_or(|max| kv.mod_revision <= max)
        && set(range.create_revision_min).is_none_or(|min| kv.create_revision >= min)
        && set(range.create_revision_max).is_none_or(|max| kv.create_revision <= max)
}

/// Sorts what is in the order of keys. What is equal keeps that order, falling too (Go's `sort.Sort` on short lists).
fn sort(found: &mut [&KeyValue], by: SortTarget, order: Order) {
    let compare = |a: &KeyValue, b: &KeyValue| match by {
        SortTarget::Key => a.key.cmp(&b.key),
        SortTarget::Version => a.version.cmp(&b.version),
        SortTarget::Create => a.create_revision.cmp(&b.create_revision),
        SortTarget::Modify => a.mod_revision.cmp(&b.mod_revision),
        SortTarget::Value => a.value.cmp(&b.value),
    };
    match (by, order) {
        (SortTarget::Key, Order::Ascend) => {}
        (SortTarget::Key, Order::Descend) => found.reverse(),
        // One call for all: each would be compiled to a sort of its own.
        (_, order) => found.sort_by(|a, b| if order == Order::Ascend { compare(a, b) } else { compare(b, a) }),
    }
}

fn answer(found: &[&KeyValue], keys_only: bool) -> Vec<KeyValue> {
    if !keys_only {
        return found.iter().map(|&kv| kv.clone()).collect();
    }
    let nothing = Bytes::from(&[][..]);
    found.iter().map(|&kv| KeyValue { key: kv.key.clone(), value: nothing.clone(), ..*kv }).collect()
}
