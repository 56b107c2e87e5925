//! Ranges of keys as permissions know them: whether some keys lie within others (etcd, `range_perm_cache.go`, over the
//! intervals of `adt/interval_tree.go`).

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::mvcc::{Bytes, KeyRange};

/// Where a range ends.
#[derive(Clone, PartialEq, Eq)]
enum End {
    Before(Vec<u8>),
    Never,
}

impl End {
    fn of(keys: &KeyRange) -> Self {
        match keys {
            // The next key after a key is that with a zero behind it.
            KeyRange::One(key) => Self::Before([&**key, &[0]].concat()),
            KeyRange::Between(_, end) => Self::Before(end.to_vec()),
            KeyRange::From(_) => Self::Never,
        }
    }

    /// Compares with a key.
    fn to(&self, key: &[u8]) -> Ordering {
        match self {
            Self::Before(end) => end.as_slice().cmp(key),
            Self::Never => Ordering::Greater,
        }
    }

    fn reaches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Never, _) => true,
            (Self::Before(_), Self::Never) => false,
            (Self::Before(end), Self::Before(other)) => end >= other,
        }
    }
}

/// Whether this can be permitted: a key, or a range that is not backward.
pub(super) fn is_range(keys: &KeyRange) -> bool {
    let forward = match keys {
        KeyRange::Between(start, end) => start < end,
        KeyRange::One(_) | KeyRange::From(_) => true,
    };
    forward && !keys.start().is_empty()
}

/// Whether a range is the one that is written as this key and this end: no end is the key alone, a zero byte is no end.
pub(super) fn is_written(keys: &KeyRange, key: &Bytes, end: &Bytes) -> bool {
    keys.start() == key
        && match keys {
            KeyRange::One(_) => end.is_empty(),
            KeyRange::Between(_, last) => last == end,
            KeyRange::From(_) => **end == [0],
        }
}

fn overlap(wanted: &KeyRange, held: &KeyRange) -> bool {
    let (start, end) = (wanted.start(), End::of(wanted));
    let left = start < held.start() && end.to(held.start()).is_le();
    let right = End::of(held).to(start).is_le();
    !left && !right
}

/// Whether all keys that are wanted lie within those that are held, in one piece or in several that touch.
pub(super) fn contain(held: &[&KeyRange], wanted: &KeyRange) -> bool {
    let mut touched = held.iter().copied().filter(|held| overlap(wanted, held)).collect::<Vec<_>>();
    if let KeyRange::One(_) = wanted {
        return !touched.is_empty();
    }
    touched.sort_by(|one, other| one.start().cmp(other.start()));
    let Some((first, rest)) = touched.split_first() else { return false };
    let mut end = End::of(first);
    for next in rest {
        if end.to(next.start()).is_lt() {
            return false;
        }
        let next = End::of(next);
        if next.reaches(&end) {
            end = next;
        }
    }
    end.reaches(&End::of(wanted)) && first.start() <= wanted.start()
}
