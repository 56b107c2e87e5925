//! Watchers by what they watch.

use super::{
    Serial,
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
    keys: Map<Bytes, Map<Serial, ()>>,
    /// Those of a range.
    ranges: Intervals,
    len: u64,
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.len as usize
    }

    pub(super) fn insert(&mut self, watcher: Serial, keys: &KeyRange) {
        self.len += 1;
        match span(keys) {
            Err(key) => match self.keys.get_mut(key) {
                Some(watchers) => drop(watchers.insert(watcher, ())),
                None => drop(self.keys.insert(key.clone(), [(watcher, ())].into_iter().collect())),
            },
            Ok(span) => self.ranges.insert(&span, watcher),
        }
    }

    pub(super) fn remove(&mut self, watcher: Serial, keys: &KeyRange) {
        self.len -= 1;
        match span(keys) {
            Ok(span) => self.ranges.remove(&span, watcher),
            Err(key) => {
                let Some(watchers) = self.keys.get_mut(key) else { return };
                watchers.remove(&watcher);
                if watchers.is_empty() {
                    self.keys.remove(key);
                }
            }
        }
    }

    /// Tells which watchers are interested in a key.
    pub(super) fn interested(&self, key: &[u8], mut tell: impl FnMut(Serial)) {
        if let Some(watchers) = self.keys.get(key) {
            watchers.iter().for_each(|(&watcher, ())| tell(watcher));
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
