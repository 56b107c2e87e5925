//! The newest version of every key.

use alloc::{collections::BTreeMap, vec::Vec};
use core::ops::Bound;

use super::Bytes;
use crate::id::{LeaseId, Revision};

/// A key and all that is known of it (etcd, `mvccpb.KeyValue`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct KeyValue {
    /// The key.
    pub key: Bytes,
    /// The value.
    pub value: Bytes,
    /// The revision at which the key came into being.
    pub create_revision: Revision,
    /// The revision of the last put.
    pub mod_revision: Revision,
    /// How many puts since it came into being, from 1.
    pub version: u64,
    /// The lease it is attached to.
    pub lease: Option<LeaseId>,
}

/// Which keys are meant: `[key, end)` in the order of bytes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum KeyRange {
    /// This key alone.
    One(Bytes),
    /// From this key up to, not including, the other.
    Between(Bytes, Bytes),
    /// This key and everything after it.
    From(Bytes),
}

/// The two ends of a range, as a `BTreeMap` takes them.
type Bounds<'a> = (Bound<&'a [u8]>, Bound<&'a [u8]>);

impl KeyRange {
    /// Every key that begins with `prefix`; all keys for an empty one.
    ///
    /// Ends before the first key that is greater than all of them: the prefix with its last byte below 0xff raised by
    /// one and the rest cut off. A prefix of 0xff only has no such key, hence everything from it on.
    pub fn prefix(prefix: &[u8]) -> Self {
        match prefix.iter().rposition(|&byte| byte < 0xff) {
            Some(last) => {
                let mut end = prefix[..=last].to_vec();
                end[last] += 1;
                Self::Between(prefix.into(), end.into())
            }
            None if prefix.is_empty() => Self::From(Bytes::from(&b"\0"[..])),
            None => Self::From(prefix.into()),
        }
    }

    /// The first key that is meant.
    pub fn start(&self) -> &Bytes {
        match self {
            Self::One(key) | Self::Between(key, _) | Self::From(key) => key,
        }
    }

    /// How many bytes its keys are long.
    pub fn size(&self) -> usize {
        match self {
            Self::One(key) | Self::From(key) => key.len(),
            Self::Between(key, end) => key.len() + end.len(),
        }
    }

    fn bounds(&self) -> Option<Bounds<'_>> {
        let end = match self {
            Self::One(key) => Bound::Included(&**key),
            // A BTreeMap panics on a backward range; etcd finds nothing in it.
            Self::Between(key, end) if end <= key => return None,
            Self::Between(_, end) => Bound::Excluded(&**end),
            Self::From(_) => Bound::Unbounded,
        };
        Some((Bound::Included(&**self.start()), end))
    }
}

/// The store of one member.
///
/// ```
/// use agora_core::{id::Revision, mvcc::{KeyRange, Store}};
/// let mut store = Store::default();
/// store.put(b"color"[..].into(), b"blue"[..].into());
/// store.put(b"color"[..].into(), b"red"[..].into());
/// let found = store.range(&KeyRange::One(b"color"[..].into())).next().unwrap();
/// assert_eq!((found.create_revision, found.mod_revision, found.version), (Revision(2), Revision(3), 2));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Store {
    revision: Revision,
    keys: BTreeMap<Bytes, KeyValue>,
}

impl Default for Store {
    /// An empty store stands at revision 1, so that the first write is 2 (etcd, `kvstore.go`).
    fn default() -> Self {
        Self { revision: Revision(1), keys: BTreeMap::new() }
    }
}

impl Store {
    /// The revision of the last change.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys of a range, in order.
    pub fn range(&self, range: &KeyRange) -> impl DoubleEndedIterator<Item = &KeyValue> {
        range.bounds().map(|bounds| self.keys.range::<[u8], _>(bounds)).into_iter().flatten().map(|(_, found)| found)
    }

    /// Sets a key, at a revision of its own even when the value stays the same. Returns what was there before.
    pub fn put(&mut self, key: Bytes, value: Bytes) -> Option<KeyValue> {
        self.revision.0 += 1;
        if let Some(found) = self.keys.get_mut(&key) {
            let next = KeyValue { key, value, mod_revision: self.revision, version: found.version + 1, ..*found };
            return Some(core::mem::replace(found, next));
        }
        let (create_revision, mod_revision) = (self.revision, self.revision);
        self.keys.insert(key.clone(), KeyValue { key, value, create_revision, mod_revision, version: 1, lease: None })
    }

    /// Removes the keys of a range, all in one revision; without any the revision stays. Returns what was removed.
    pub fn delete(&mut self, range: &KeyRange) -> Vec<KeyValue> {
        let removed = self.range(range).cloned().collect::<Vec<_>>();
        if !removed.is_empty() {
            self.revision.0 += 1;
        }
        for gone in &removed {
            self.keys.remove(&gone.key);
        }
        removed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Bytes {
        text.as_bytes().into()
    }

    #[test]
    fn a_store_begins_at_revision_one_and_an_equal_put_still_counts() {
        let mut store = Store::default();
        assert_eq!(store.revision(), Revision(1));
        store.put(bytes("a"), bytes("1"));
        store.put(bytes("a"), bytes("1"));
        assert_eq!(store.revision(), Revision(3));
    }

    #[test]
    fn deleting_nothing_leaves_the_revision_and_deleting_many_takes_one() {
        let mut store = Store::default();
        for key in ["a", "b", "c"] {
            store.put(bytes(key), bytes("1"));
        }
        assert!(store.delete(&KeyRange::One(bytes("x"))).is_empty());
        assert_eq!(store.revision(), Revision(4));
        assert_eq!(store.delete(&KeyRange::Between(bytes("a"), bytes("c"))).len(), 2);
        assert_eq!(store.revision(), Revision(5));
    }

    #[test]
    fn a_key_created_again_starts_at_version_one() {
        let mut store = Store::default();
        store.put(bytes("a"), bytes("1"));
        store.put(bytes("a"), bytes("2"));
        store.delete(&KeyRange::One(bytes("a")));
        store.put(bytes("a"), bytes("3"));
        let found = store.range(&KeyRange::One(bytes("a"))).next().unwrap();
        assert_eq!((found.create_revision, found.version), (Revision(5), 1));
    }

    #[test]
    fn a_prefix_ends_before_the_next_greater_key() {
        assert_eq!(KeyRange::prefix(b"ab"), KeyRange::Between(bytes("ab"), bytes("ac")));
        assert_eq!(KeyRange::prefix(b"a\xff"), KeyRange::Between(b"a\xff"[..].into(), bytes("b")));
        assert_eq!(KeyRange::prefix(b"\xff\xff"), KeyRange::From(b"\xff\xff"[..].into()));
        assert_eq!(KeyRange::prefix(b""), KeyRange::From(bytes("\0")));
    }

    #[test]
    fn a_backward_range_is_empty() {
        let mut store = Store::default();
        store.put(bytes("a"), bytes("1"));
        assert_eq!(store.range(&KeyRange::Between(bytes("b"), bytes("a"))).count(), 0);
    }
}
