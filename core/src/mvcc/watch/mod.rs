//! Watches of one member: who hears of which change, and when (etcd, `watchable_store.go`, `v3rpc/watch.go`).
//!
//! A watcher is synced when it has been told of everything up to the store's revision: it is told of each change as it
//! happens. Otherwise it is unsynced, and catches up from the store's history. When its stream's channel is full, what it
//! should be told waits with it: it is a victim. Every 100 ms unsynced watchers catch up, every 10 ms victims try again.
//!
//! Clockless: the moment is an argument, and [`Hub::deadline`] says when to come back. Nothing leaves by itself:
//! [`Hub::take`] takes what waits on a stream as fast as its client reads.

mod group;
mod intervals;
mod leave;
mod stream;
mod sync;
#[cfg(test)]
mod tests;

pub use leave::Sent;

use alloc::{collections::BTreeMap, string::ToString, sync::Arc, vec::Vec};

use super::{Bytes, Change, KeyRange, Store};
use crate::{
    api::watch::{WatchCreate, WatchId, WatchResponse},
    id::{RequestId, Revision},
    shared::Map,
    time::{Duration, SimTime},
};
use group::Group;
use stream::{Stream, Waiting};

/// A watcher's number in its member, never used twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
struct Serial(u64);

/// How far a watcher has got.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum State {
    Synced,
    Unsynced,
    /// Its stream's channel was full; this waits.
    Victim(Batch),
    /// What it wanted is compacted; it hears nothing more.
    Compacted,
}

/// Changes for one watcher.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Batch {
    changes: Vec<Arc<Change>>,
    /// Where the next batch begins, if this one was cut off.
    more: Option<Revision>,
}

/// Who is told, and of what.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Who {
    serial: Serial,
    stream: RequestId,
    id: WatchId,
    wish: Arc<WatchCreate>,
    /// The first revision that it has not been told of. While it is synced, it has been told of all that happened, too.
    /// Signed, since nonsense may be asked for.
    from: i64,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Watcher {
    who: Who,
    state: State,
    /// It is told at the next opportunity that nothing happened.
    progress_due: bool,
}

/// What can be seen of a watcher.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct WatcherView {
    /// Its stream.
    pub stream: RequestId,
    /// Its number there.
    pub id: WatchId,
    /// What it watches.
    pub keys: KeyRange,
    /// The first revision that it has not been told of.
    pub from: i64,
    /// How far it has got.
    pub pace: Pace,
}

/// How far a watcher has got.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Pace {
    /// It hears of each change as it happens.
    Synced,
    /// It catches up from history.
    Unsynced,
    /// Its stream is full.
    Victim,
    /// What it wanted is compacted.
    Compacted,
}

/// All watches of one member.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Hub {
    watchers: Map<Serial, Watcher>,
    synced: Group,
    unsynced: Map<Serial, ()>,
    victims: Map<Serial, ()>,
    streams: BTreeMap<RequestId, Stream>,
    next: Serial,
    /// The last watcher of the last pass; the next pass begins behind it.
    cursor: Serial,
    /// The last revision of which synced watchers were told.
    told: i64,
    sync_at: SimTime,
    victims_at: SimTime,
    /// Responses of this many bytes go in pieces, where that was asked for.
    response_bytes_max: usize,
}

impl Hub {
    /// No watches. Responses of `response_bytes_max` bytes and more go in pieces where a watch asks for that.
    pub fn new(response_bytes_max: usize) -> Self {
        Self {
            watchers: Map::new(),
            synced: Group::default(),
            unsynced: Map::new(),
            victims: Map::new(),
            streams: BTreeMap::new(),
            next: Serial(0),
            cursor: Serial(0),
            told: 0,
            sync_at: SimTime::NEVER,
            victims_at: SimTime::NEVER,
            response_bytes_max,
        }
    }

    /// A client opens a stream. Watches on it that ask for progress are told every `progress_every` (etcd: 10 min, and up
    /// to a tenth more by chance). Nothing if it is open.
    pub fn open(&mut self, now: SimTime, stream: RequestId, progress_every: Duration) {
        self.streams.entry(stream).or_insert_with(|| Stream::open(now, progress_every));
    }

    /// Whether a stream is open.
    pub fn is_open(&self, stream: RequestId) -> bool {
        self.streams.contains_key(&stream)
    }

    /// The client is gone, and all its watches with it.
    pub fn close(&mut self, stream: RequestId) {
        let Some(closed) = self.streams.remove(&stream) else { return };
        closed.watchers.values().for_each(|&serial| self.forget(serial));
    }

    /// Begins a watch on an open stream; the answer waits there.
    ///
    /// Without a revision it begins behind the store's; with one that is compacted it ends soon. -1 is taken as no
    /// revision while nothing was ever compacted, and as compacted otherwise: so does etcd 3.5.
    pub fn create(&mut self, now: SimTime, stream: RequestId, wish: &WatchCreate, store: &Store) {
        let mut wish = wish.clone();
        wish.keys = with_first_key(wish.keys);
        if matches!(&wish.keys, KeyRange::Between(start, end) if end <= start) {
            return self.refuse(stream, "mvcc: watcher range is empty", store);
        }
        let Some(open) = self.streams.get_mut(&stream) else { return };
        let Some(id) = open.choose_id(wish.id) else {
            return self.refuse(stream, "mvcc: duplicate watch ID provided on the WatchStream", store);
        };
        self.next.0 += 1;
        let serial = self.next;
        open.watchers.insert(id, serial);
        open.control.push_back((store.revision(), WatchResponse { id, created: true, ..WatchResponse::default() }));
        let next = number(store.revision()) + 1;
        let from = if wish.start == 0 { next } else { wish.start };
        let progress_due = wish.progress;
        let who = Who { serial, stream, id, wish: wish.into(), from };
        self.watchers.insert(serial, Watcher { who, state: State::Unsynced, progress_due });
        self.place(now, serial, from >= next);
    }

    /// Answers a wish for a watch that is not granted, for the reason given.
    pub fn refuse(&mut self, stream: RequestId, reason: &str, store: &Store) {
        if let Some(open) = self.streams.get_mut(&stream) {
            let refusal = WatchResponse {
                id: WatchId(-1),
                created: true,
                canceled: true,
                reason: reason.to_string(),
                ..WatchResponse::default()
            };
            open.control.push_back((store.revision(), refusal));
        }
    }

    /// Ends a watch; the answer waits on the stream, and nothing that the watch still had to say. Nothing if there is no
    /// such watch.
    pub fn cancel(&mut self, stream: RequestId, id: WatchId, store: &Store) {
        let Some(open) = self.streams.get_mut(&stream) else { return };
        let Some(serial) = open.watchers.remove(&id) else { return };
        open.control.push_back((store.revision(), WatchResponse { id, canceled: true, ..WatchResponse::default() }));
        open.silence(serial);
        self.forget(serial);
    }

    /// A client asks how far its watches have got: answered only if all of them are synced, and behind what they still
    /// have to say (etcd 15220).
    pub fn progress(&mut self, stream: RequestId, store: &Store) {
        let Some(open) = self.streams.get_mut(&stream) else { return };
        let is_synced = |serial| self.watchers.get(serial).is_some_and(|watcher| watcher.state == State::Synced);
        if !open.watchers.is_empty() && open.watchers.values().all(is_synced) {
            // A full channel swallows it.
            open.send(Waiting { who: None, revision: store.revision(), changes: Vec::new(), compacted: None });
        }
    }

    /// A snapshot took the store's place: whoever was synced may not be any more, and keeps its place (etcd 15271, 20221).
    pub fn restore(&mut self, now: SimTime) {
        let synced = self.watchers.iter().filter(|(_, watcher)| watcher.state == State::Synced);
        for serial in synced.map(|(&serial, _)| serial).collect::<Vec<_>>() {
            self.leave(serial);
            if let Some(watcher) = self.watchers.get_mut(&serial) {
                watcher.who.from = watcher.who.from.max(self.told + 1);
            }
            self.place(now, serial, false);
        }
    }

    /// All watchers, in the order in which they came.
    pub fn watchers(&self) -> impl Iterator<Item = WatcherView> {
        self.watchers.iter().map(|(_, watcher)| WatcherView {
            stream: watcher.who.stream,
            id: watcher.who.id,
            keys: watcher.who.wish.keys.clone(),
            from: match watcher.state {
                State::Synced => watcher.who.from.max(self.told + 1),
                _ => watcher.who.from,
            },
            pace: match watcher.state {
                State::Synced => Pace::Synced,
                State::Unsynced => Pace::Unsynced,
                State::Victim(_) => Pace::Victim,
                State::Compacted => Pace::Compacted,
            },
        })
    }

    /// How many watchers are not synced (etcd's metric `etcd_debugging_mvcc_slow_watcher_total`).
    pub fn slow(&self) -> usize {
        self.unsynced.len() + self.victims.len()
    }

    /// How many watchers there are (etcd's metric `etcd_debugging_mvcc_watcher_total`).
    pub fn len(&self) -> usize {
        self.synced.len() + self.slow()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When [`Hub::wake`] has something to do.
    #[inline]
    pub fn deadline(&self) -> SimTime {
        let passes = self.sync_at.min(self.victims_at);
        if self.streams.is_empty() {
            return passes;
        }
        self.streams.values().map(|stream| stream.progress_at).fold(passes, Ord::min)
    }

    /// Puts a watcher that is in no list into the one where it belongs.
    fn place(&mut self, now: SimTime, serial: Serial, synced: bool) {
        let Some(watcher) = self.watchers.get_mut(&serial) else { return };
        if synced {
            watcher.state = State::Synced;
            self.synced.insert(&watcher.who);
        } else {
            watcher.state = State::Unsynced;
            if self.unsynced.is_empty() {
                self.sync_at = next_tick(now, sync::SYNC_EVERY);
            }
            self.unsynced.insert(serial, ());
        }
    }

    /// Takes a watcher out of its list.
    fn leave(&mut self, serial: Serial) {
        let Some(watcher) = self.watchers.get(&serial) else { return };
        match watcher.state {
            State::Synced => self.synced.remove(&watcher.who),
            State::Unsynced => drop_from(&mut self.unsynced, serial, &mut self.sync_at),
            State::Victim(_) => drop_from(&mut self.victims, serial, &mut self.victims_at),
            State::Compacted => {}
        }
    }

    fn forget(&mut self, serial: Serial) {
        self.leave(serial);
        self.watchers.remove(&serial);
    }
}

/// Takes a watcher out of a list, and stops its clock when nobody is left in it.
fn drop_from(list: &mut Map<Serial, ()>, serial: Serial, at: &mut SimTime) {
    list.remove(&serial);
    if list.is_empty() {
        *at = SimTime::NEVER;
    }
}

/// The next beat of a clock that has been beating since the process began.
fn next_tick(now: SimTime, every: Duration) -> SimTime {
    SimTime((now.0 / every.0 + 1) * every.0)
}

/// A revision as what is compared with what may be nonsense.
fn number(revision: Revision) -> i64 {
    revision.0.cast_signed()
}

/// An empty key stands for the first one.
fn with_first_key(keys: KeyRange) -> KeyRange {
    let first = || Bytes::from(&b"\0"[..]);
    match keys {
        KeyRange::One(key) if key.is_empty() => KeyRange::One(first()),
        KeyRange::Between(start, end) if start.is_empty() => KeyRange::Between(first(), end),
        KeyRange::From(start) if start.is_empty() => KeyRange::From(first()),
        other => other,
    }
}
