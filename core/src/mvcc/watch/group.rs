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
    keys: Map<Bytes, Listeners>,
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
                Some(listeners) => listeners.insert(who),
                None => drop(self.keys.insert(key.clone(), Listeners::One(who.clone()))),
            },
        }
    }

    pub(super) fn remove(&mut self, who: &Who) {
        self.len -= 1;
        match span(&who.wish.keys) {
            Ok(span) => self.ranges.remove(&span, who.serial),
            Err(key) => {
                if self.keys.get_mut(key).is_some_and(|listeners| listeners.remove(who.serial)) {
                    self.keys.remove(key);
                }
            }
        }
    }

    /// Tells which watchers are interested in a key.
    pub(super) fn interested(&self, key: &[u8], mut tell: impl FnMut(&Who)) {
        match self.keys.get(key) {
            Some(Listeners::One(who)) => tell(who),
            Some(Listeners::Many(watchers)) => watchers.iter().for_each(|(_, who)| tell(who)),
            None => {}
        }
        self.ranges.covering(key, &mut tell);
    }
}

/// The watchers of one key; mostly there is but one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Listeners {
    One(Who),
    Many(Map<Serial, Who>),
}

impl Listeners {
    fn insert(&mut self, who: &Who) {
        match self {
            Self::One(first) => {
                let both = [(first.serial, first.clone()), (who.serial, who.clone())];
                *self = Self::Many(both.into_iter().collect());
            }
            Self::Many(watchers) => drop(watchers.insert(who.serial, who.clone())),
        }
    }

    /// Takes one out; whether nobody is left.
    fn remove(&mut self, watcher: Serial) -> bool {
        match self {
            Self::One(only) => only.serial == watcher,
            Self::Many(watchers) => {
                watchers.remove(&watcher);
                watchers.is_empty()
            }
        }
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
