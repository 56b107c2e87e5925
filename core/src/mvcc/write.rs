//! One revision of several changes.

use alloc::{sync::Arc, vec::Vec};

use super::{Bytes, Change, KeyRange, KeyValue, Store, SubRevision, change::removal};
use crate::{
    api::{
        Denial,
        kv::{OpAnswer, Range},
    },
    id::{LeaseId, Revision},
    shared::Run,
};

/// A change of the store under way: whatever it does becomes one revision, and what it reads shows what it did.
///
/// [`Write::finish`] ends it. Without a change the revision stays (etcd, `kvstore_txn.go`).
#[must_use = "a change that is not finished leaves the store in the middle of it"]
pub struct Write<'a> {
    store: &'a mut Store,
    /// What has changed: mostly one key, which needs no list.
    first: Option<Arc<Change>>,
    more: Vec<Arc<Change>>,
}

impl<'a> Write<'a> {
    pub(super) fn new(store: &'a mut Store) -> Self {
        Self { store, first: None, more: Vec::new() }
    }

    /// The revision that a read in it sees: that of the store, or one more once something has changed.
    pub fn revision(&self) -> Revision {
        if self.first.is_none() { self.store.revision } else { self.next() }
    }

    fn next(&self) -> Revision {
        Revision(self.store.revision.0 + 1)
    }

    fn place(&self) -> SubRevision {
        let changes = usize::from(self.first.is_some()) + self.more.len();
        SubRevision::new(self.next(), changes as u32)
    }

    /// A key as it is now.
    pub fn get(&self, key: &[u8]) -> Option<&KeyValue> {
        self.store.get(key)
    }

    /// Answers a read.
    ///
    /// # Errors
    /// As [`Store::range`].
    pub fn range(&self, range: &Range) -> Result<OpAnswer, Denial> {
        self.store.range_within(range, self.revision())
    }

    /// Sets a key, even when its value stays the same. Returns the put that was there before.
    pub fn put(&mut self, key: Bytes, value: Bytes, lease: Option<LeaseId>) -> Option<Arc<Change>> {
        let (place, mod_revision) = (self.place(), self.next());
        let store = &mut *self.store;
        let Some(newest) = store.index.get_mut(&*key) else {
            let kv =
                KeyValue { key: key.clone(), value, create_revision: mod_revision, mod_revision, version: 1, lease };
            let change = Arc::new(Change::first(kv, place));
            store.index.insert(key, Arc::clone(&change));
            store.live += 1;
            self.record(change);
            return None;
        };
        let is_new = newest.is_removal();
        let create_revision = if is_new { mod_revision } else { newest.kv.create_revision };
        let version = newest.kv.version + 1;
        // All changes of a key share its bytes.
        let kv = KeyValue { key: newest.kv.key.clone(), value, create_revision, mod_revision, version, lease };
        let change = Arc::new(Change::after(newest, kv, place, &store.history));
        let before = core::mem::replace(newest, Arc::clone(&change));
        store.live += usize::from(is_new);
        self.record(change);
        (!is_new).then_some(before)
    }

    /// Removes the keys of a range. Returns what was removed, in order.
    pub fn delete(&mut self, keys: &KeyRange) -> Vec<KeyValue> {
        let gone = self.store.keys_at_newest(keys);
        for kv in &gone {
            let (place, revision) = (self.place(), self.next());
            let store = &mut *self.store;
            if let Some(newest) = store.index.get_mut(&*kv.key) {
                let change = Change::after(newest, removal(newest.kv.key.clone(), revision), place, &store.history);
                let change = Arc::new(change);
                *newest = Arc::clone(&change);
                store.live -= 1;
                self.record(change);
            }
        }
        gone
    }

    fn record(&mut self, change: Arc<Change>) {
        self.store.pages.add(&change);
        self.store.history.insert(change.place, Arc::clone(&change));
        match &self.first {
            None => self.first = Some(change),
            Some(_) => self.more.push(change),
        }
    }

    /// Ends it, and returns what has changed, in order.
    pub fn finish(self) -> Run<Arc<Change>> {
        self.store.revision = self.revision();
        self.first.into_iter().chain(self.more).collect()
    }
}

impl Store {
    /// The keys of a range as a change under way sees them.
    fn keys_at_newest(&self, keys: &KeyRange) -> Vec<KeyValue> {
        let (start, end) = keys.bounds();
        let newest = self.index.range::<[u8]>(start, end).map(|(_, newest)| newest);
        newest.filter(|change| !change.is_removal()).map(|change| change.kv.clone()).collect()
    }
}
