//! Watchers by what they watch.

use super::{
    Serial, Who,
    intervals::{End, Intervals, Span},
};
use crate::{
    mvcc::{Bytes, KeyRange},
    shared::Map,
};

/// Watchers, to be found by a key that changes (etcd, `watcher_group.go`).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Group {
    /// Those of one key.
    keys: Map<Bytes, Map<Serial, Who>>,
    /// Those of a range.
    ranges: Intervals,
    len: u64,
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.len as usize
    }

    pub(super) fn insert(&mut self, who: &Who) {
        self.len += 1;
        match span(&who.wish.keys) {
            Ok(span) => self.ranges.insert(&span, who),
            Err(key) => match self.keys.get_mut(key) {
                Some(watchers) => drop(watchers.insert(who.serial, who.clone())),
                None => drop(self.keys.insert(key.clone(), [(who.serial, who.clone())].into_iter().collect())),
            },
        }
    }

    pub(super) fn remove(&mut self, who: &Who) {
        self.len -= 1;
        match span(&who.wish.keys) {
            Ok(span) => self.ranges.remove(&span, who.serial),
            Err(key) => {
                let Some(watchers) = self.keys.get_mut(key) else { return };
                watchers.remove(&who.serial);
                if watchers.is_empty() {
                    self.keys.remove(key);
                }
            }
        }
    }

    /// Tells which watchers are interested in a key.
    pub(super) fn interested(&self, key: &[u8], mut tell: impl FnMut(&Who)) {
        if let Some(watchers) = self.keys.get(key) {
            watchers.iter().for_each(|(_, who)| tell(who));
        }
        self.ranges.covering(key, &mut tell);
    }
}

/// A range as an interval, or the one key.
fn span(keys: &KeyRange) -> Result<Span, &Bytes> {
    match keys {
        KeyRange::One(key) => Err(key),
        KeyRange::Between(start, end) => Ok(Span { start: start.clone(), end: End::Before(end.clone()) }),
        KeyRange::From(start) => Ok(Span { start: start.clone(), end: End::Nowhere }),
    }
}
