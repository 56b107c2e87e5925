//! What a leader knows of one follower's log, and how fast it may send.

use alloc::collections::VecDeque;

use super::{event::SendState, tuning::Tuning};
use crate::{id::Index, time::SimTime};

/// One follower, as its leader sees it. Always `matched < next`.
///
/// Source: etcd-io/raft, `tracker/progress.go`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Progress {
    /// Up to here the follower's log is stored and equals the leader's.
    pub matched: Index,
    /// The next entry to send.
    pub next: Index,
    /// How it is sent to.
    pub state: SendState,
    /// No append may be sent until the follower is heard of again.
    pub paused: bool,
    /// It was heard since the last check of the quorum.
    pub recent_active: bool,
    /// The last entry of the snapshot on its way.
    pub pending_snapshot: Option<Index>,
    /// When the state last changed, on the leader's clock.
    pub since: SimTime,
    /// The highest commit index it was told.
    pub commit_sent: Index,
    /// The newest place in the queue of reads for which it confirmed the leader.
    pub reads_acked: u64,
    /// Appends on their way: the last index of each, and its payload bytes.
    pub inflight: VecDeque<(Index, usize)>,
    /// The sum of those bytes.
    pub inflight_bytes: usize,
}

impl Progress {
    /// A follower of which nothing is known; probing starts at `next`.
    pub const fn new(next: Index, recent_active: bool, now: SimTime) -> Self {
        Self {
            matched: Index(0),
            next,
            state: SendState::Probe,
            paused: false,
            recent_active,
            pending_snapshot: None,
            since: now,
            commit_sent: Index(0),
            reads_acked: 0,
            inflight: VecDeque::new(),
            inflight_bytes: 0,
        }
    }

    /// Whether nothing may be sent now.
    pub const fn is_paused(&self) -> bool {
        self.paused || matches!(self.state, SendState::Snapshot)
    }

    /// Whether as much is on its way as may be.
    pub fn is_full(&self, tuning: &Tuning) -> bool {
        self.inflight.len() >= tuning.inflight_messages
            || tuning.inflight_bytes.is_some_and(|limit| self.inflight_bytes >= limit)
    }

    /// Probes, from behind the snapshot that was on its way, or else from behind what is known to match.
    pub fn become_probe(&mut self, now: SimTime) {
        let next = self.matched.max(self.pending_snapshot.unwrap_or_default()).next();
        self.enter(SendState::Probe, next, now);
    }

    /// Streams from behind what is known to match.
    pub fn become_replicate(&mut self, now: SimTime) {
        self.enter(SendState::Replicate, self.matched.next(), now);
    }

    /// Waits for a snapshot up to `last` to arrive.
    pub fn become_snapshot(&mut self, last: Index, now: SimTime) {
        self.enter(SendState::Snapshot, last.next().max(self.matched.next()), now);
        self.pending_snapshot = Some(last);
    }

    fn enter(&mut self, state: SendState, next: Index, now: SimTime) {
        self.state = state;
        self.next = next;
        self.paused = false;
        self.pending_snapshot = None;
        self.since = now;
        self.commit_sent = self.commit_sent.min(next.previous());
        self.inflight.clear();
        self.inflight_bytes = 0;
    }

    /// Notes that an append with so many entries was sent.
    pub fn sent(&mut self, entries: usize, bytes: usize, commit: Index, tuning: &Tuning) {
        match self.state {
            SendState::Replicate => {
                if entries > 0 {
                    self.next.0 += entries as u64;
                    self.inflight.push_back((self.next.previous(), bytes));
                    self.inflight_bytes += bytes;
                }
                self.paused = self.is_full(tuning);
            }
            SendState::Probe => self.paused |= entries > 0,
            SendState::Snapshot => {}
        }
        self.commit_sent = self.commit_sent.max(commit);
    }

    /// Whether telling it this commit index could raise its own, and nothing sent so far has done that already.
    pub fn wants_commit(&self, commit: Index) -> bool {
        commit > self.commit_sent && self.commit_sent < self.next.previous()
    }

    /// It says that it holds everything up to `last`. Whether that is news.
    pub fn accepted(&mut self, last: Index) -> bool {
        if last <= self.matched {
            return false;
        }
        self.matched = last;
        self.next = self.next.max(last.next());
        self.paused = false;
        true
    }

    /// Takes appends up to `last` out of the window.
    pub fn free(&mut self, last: Index) {
        while let Some((_, bytes)) = self.inflight.front().filter(|(index, _)| *index <= last) {
            self.inflight_bytes -= bytes;
            self.inflight.pop_front();
        }
    }

    /// It refused an append behind `rejected`; the logs may agree up to `hint` at best. Whether that is news.
    pub fn rejected(&mut self, rejected: Index, hint: Index) -> bool {
        match self.state {
            SendState::Snapshot => return false,
            // Everything after `matched` may be sent again, but what matched still matches.
            SendState::Replicate if rejected <= self.matched => return false,
            SendState::Replicate => self.next = self.matched.next(),
            // Who refuses what it once acknowledged has lost its disk: no use to ask it again and again.
            SendState::Probe if rejected != self.next.previous() || rejected <= self.matched => return false,
            SendState::Probe => {
                let agreed = if hint < rejected { hint.next() } else { rejected };
                self.next = agreed.max(self.matched.next());
                self.paused = false;
            }
        }
        self.commit_sent = self.commit_sent.min(self.next.previous());
        true
    }
}
