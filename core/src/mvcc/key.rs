//! Keys, what is known of each, and ranges of them.

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
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum KeyRange {
    /// This key alone.
    One(Bytes),
    /// From this key up to, not including, the other.
    Between(Bytes, Bytes),
    /// This key and everything after it.
    From(Bytes),
}

/// The two ends of a range, as an ordered map takes them.
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

    /// Whether a key is meant. A backward range means none.
    pub fn contains(&self, key: &[u8]) -> bool {
        match self {
            Self::One(one) => **one == *key,
            Self::Between(start, end) => **start <= *key && *key < **end,
            Self::From(start) => **start <= *key,
        }
    }

    pub(super) fn bounds(&self) -> Bounds<'_> {
        let end = match self {
            Self::One(key) => Bound::Included(&**key),
            Self::Between(_, end) => Bound::Excluded(&**end),
            Self::From(_) => Bound::Unbounded,
        };
        (Bound::Included(&**self.start()), end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Bytes {
        text.as_bytes().into()
    }

    #[test]
    fn a_prefix_ends_before_the_next_greater_key() {
        assert_eq!(KeyRange::prefix(b"ab"), KeyRange::Between(bytes("ab"), bytes("ac")));
        assert_eq!(KeyRange::prefix(b"a\xff"), KeyRange::Between(b"a\xff"[..].into(), bytes("b")));
        assert_eq!(KeyRange::prefix(b"\xff\xff"), KeyRange::From(b"\xff\xff"[..].into()));
        assert_eq!(KeyRange::prefix(b""), KeyRange::From(bytes("\0")));
    }

    #[test]
    fn a_range_contains_its_first_key_and_not_its_end() {
        let range = KeyRange::Between(bytes("a"), bytes("c"));
        assert!(range.contains(b"a") && range.contains(b"b\xff") && !range.contains(b"c"));
        assert!(!KeyRange::Between(bytes("c"), bytes("a")).contains(b"b"));
        assert!(KeyRange::From(bytes("b")).contains(b"\xff") && !KeyRange::From(bytes("b")).contains(b"a"));
    }
}
