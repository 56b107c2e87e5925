//! One client's stream of watches: what waits to leave on it.

use alloc::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    vec::Vec,
};

use super::{Serial, Who};
use crate::{
    api::watch::{WatchId, WatchResponse},
    id::Revision,
    mvcc::Change,
    time::{Duration, SimTime},
};

/// How many responses wait on a stream at most (etcd, `watchable_store.go`, `chanBufLen`).
pub(super) const CHANNEL: usize = 128;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Stream {
    pub(super) watchers: BTreeMap<WatchId, Serial>,
    /// Words about the beginning and end of watches, which leave before all else.
    pub(super) control: VecDeque<(Revision, WatchResponse)>,
    /// What watchers have to say; never more than [`CHANNEL`].
    channel: VecDeque<Waiting>,
    next_id: i64,
    /// How often watches that asked for it are told that nothing happened, and when next.
    progress_every: Duration,
    pub(super) progress_at: SimTime,
}

/// A response on its way out.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Waiting {
    /// Who says it; `None` speaks for all watches of the stream.
    pub(super) who: Option<Who>,
    /// Up to which revision it tells.
    pub(super) revision: Revision,
    pub(super) changes: Vec<Arc<Change>>,
    pub(super) compacted: Option<Revision>,
}

impl Stream {
    pub(super) fn open(now: SimTime, progress_every: Duration) -> Self {
        Self {
            watchers: BTreeMap::new(),
            control: VecDeque::new(),
            channel: VecDeque::new(),
            next_id: 0,
            progress_every,
            progress_at: now + progress_every,
        }
    }

    /// A free number for a watch; `None` if the one it wants is taken. 0 wants none (etcd, `AutoWatchID`).
    pub(super) fn choose_id(&mut self, wanted: Option<WatchId>) -> Option<WatchId> {
        if let Some(id) = wanted.filter(|id| *id != WatchId(0)) {
            return (!self.watchers.contains_key(&id)).then_some(id);
        }
        while self.watchers.contains_key(&WatchId(self.next_id)) {
            self.next_id += 1;
        }
        self.next_id += 1;
        Some(WatchId(self.next_id - 1))
    }

    /// Puts a response into the channel. Whether there was room.
    pub(super) fn send(&mut self, waiting: Waiting) -> bool {
        let room = self.channel.len() < CHANNEL;
        if room {
            self.channel.push_back(waiting);
        }
        room
    }

    /// Drops what a watcher still had to say.
    pub(super) fn silence(&mut self, serial: Serial) {
        self.channel.retain(|waiting| waiting.who.as_ref().is_none_or(|who| who.serial != serial));
    }

    pub(super) fn next(&mut self) -> Option<Waiting> {
        self.channel.pop_front()
    }

    pub(super) fn is_idle(&self) -> bool {
        self.control.is_empty() && self.channel.is_empty()
    }

    /// How many responses wait in the channel.
    pub(super) fn waiting(&self) -> usize {
        self.channel.len()
    }

    pub(super) fn progress_told(&mut self, now: SimTime) {
        self.progress_at = now + self.progress_every;
    }
}
