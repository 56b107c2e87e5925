//! A member's part in watches: streams that clients open, what leaves on them, and their end when nobody leads for too
//! long (etcd, `v3rpc/watch.go`, `v3rpc/interceptor.go`).

use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};

use super::{Member, Output};
use crate::{
    api::{Answer, Denial, Response, watch::WatchOrder},
    id::RequestId,
    machine::mix,
    mvcc::{
        Change,
        watch::{Hub, WatcherView},
    },
    time::{Duration, SimTime},
};

/// How often a watch that asks for it is told that nothing happened, and up to a tenth more (etcd,
/// `GetProgressReportInterval`).
const PROGRESS: Duration = Duration::from_secs(600);

/// After so many election timeouts without a leader, streams end whose clients want one (etcd, `maxNoLeaderCnt`).
const LEADERLESS_MAX: u64 = 3;

/// Responses of so many bytes go in pieces where that was asked for.
const RESPONSE_BYTES_MAX: usize = 1536 * 1024;

/// The streams of one member.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Watches {
    hub: Hub,
    streams: BTreeMap<RequestId, Stream>,
    /// Since when nobody leads, as far as this member knows.
    leaderless_since: Option<SimTime>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Stream {
    /// It ends when nobody leads for too long.
    requires_leader: bool,
    /// Its client does not read: nothing more leaves on it.
    stopped: bool,
}

impl Watches {
    /// No streams; nobody is known to lead.
    pub(super) fn new(now: SimTime) -> Self {
        Self { hub: Hub::new(RESPONSE_BYTES_MAX), streams: BTreeMap::new(), leaderless_since: Some(now) }
    }

    pub(super) fn watchers(&self) -> impl Iterator<Item = WatcherView> {
        self.hub.watchers()
    }

    /// How many watchers are behind.
    pub(super) fn slow(&self) -> usize {
        self.hub.slow()
    }

    /// How many streams are open.
    pub(super) fn streams(&self) -> usize {
        self.streams.len()
    }

    pub(super) fn channel_len(&self, stream: RequestId) -> usize {
        self.hub.channel_len(stream)
    }

    /// When streams end for want of a leader.
    #[inline]
    fn leaderless_at(&self, election: Duration) -> SimTime {
        if self.streams.is_empty() {
            return SimTime::NEVER;
        }
        let waits = self.streams.values().any(|stream| stream.requires_leader);
        self.leaderless_since.filter(|_| waits).map_or(SimTime::NEVER, |since| since + election * LEADERLESS_MAX)
    }

    #[inline]
    pub(super) fn deadline(&self, election: Duration) -> SimTime {
        self.hub.deadline().min(self.leaderless_at(election))
    }
}

impl Member {
    pub(super) fn watch_order(&mut self, now: SimTime, id: RequestId, order: &WatchOrder, output: &mut Output) {
        match order {
            WatchOrder::Create(wish) => {
                if wish.requires_leader && self.raft.leader().is_none() {
                    return self.refuse(id, Denial::NoLeader, output);
                }
                // Not all at once: each stream has its own tenth.
                let tenth = mix(u64::from(id.client.0), u64::from(id.number)) % (PROGRESS / 10).as_micros();
                self.watches.hub.open(now, id, PROGRESS + Duration::from_micros(tenth));
                let stream = Stream { requires_leader: wish.requires_leader, stopped: false };
                self.watches.streams.entry(id).or_insert(stream);
                self.watches.hub.create(now, id, wish, self.machine.store());
            }
            WatchOrder::Cancel(watch) => self.watches.hub.cancel(id, *watch, self.machine.store()),
            WatchOrder::Progress => self.watches.hub.progress(id, self.machine.store()),
        }
    }

    /// The client is gone, or wants no more of this stream.
    pub(super) fn close_stream(&mut self, id: RequestId) {
        self.watches.hub.close(id);
        self.watches.streams.remove(&id);
    }

    /// The client reads no more, or again.
    pub(super) fn set_flow(&mut self, id: RequestId, flows: bool) {
        if let Some(stream) = self.watches.streams.get_mut(&id) {
            stream.stopped = !flows;
        }
    }

    /// Watches hear of what was applied.
    pub(super) fn notify_watches(&mut self, now: SimTime, changes: &[Arc<Change>]) {
        self.watches.hub.notify(now, changes);
    }

    /// The store was replaced by a snapshot's.
    pub(super) fn restore_watches(&mut self, now: SimTime) {
        self.watches.hub.restore(now);
    }

    /// Does what is due, and lets leave what waits.
    #[inline]
    pub(super) fn serve_watches(&mut self, now: SimTime, output: &mut Output) {
        let as_before = self.watches.leaderless_since.is_none() && self.raft.leader().is_some();
        if !(as_before && self.watches.streams.is_empty()) {
            self.serve_streams(now, output);
        }
    }

    #[cold]
    fn serve_streams(&mut self, now: SimTime, output: &mut Output) {
        if self.watches.streams.is_empty() {
            return self.note_leader(now);
        }
        if self.watches.hub.deadline() <= now {
            self.watches.hub.wake(now, self.machine.store());
        }
        for stream in self.watches.hub.waiting().collect::<Vec<_>>() {
            if self.watches.streams.get(&stream).is_none_or(|stream| stream.stopped) {
                continue;
            }
            loop {
                let sent = self.watches.hub.take(stream, self.machine.store());
                if sent.is_empty() {
                    break;
                }
                for sent in sent {
                    let result = Ok(Answer::Watch(Arc::new(sent.response)));
                    let response = Response { revision: sent.revision, ..self.respond(None, result) };
                    output.answers.push((stream, response));
                }
            }
        }
        self.note_leader(now);
        if self.watches.leaderless_at(self.raft.tuning().election) <= now {
            self.end_leaderless(output);
        }
    }

    fn note_leader(&mut self, now: SimTime) {
        let since = self.watches.leaderless_since;
        self.watches.leaderless_since = self.raft.leader().is_none().then(|| since.unwrap_or(now));
    }

    fn end_leaderless(&mut self, output: &mut Output) {
        let ended = self.watches.streams.iter().filter(|(_, stream)| stream.requires_leader);
        for id in ended.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.close_stream(id);
            self.refuse(id, Denial::NoLeader, output);
        }
    }
}
