//! The node as a whole: start, one step, the write for the disk, and the views of it.

use alloc::{boxed::Box, vec::Vec};

use super::{
    disk::Disk,
    durable::{Durable, HardState, Write},
    effects::{Effects, Input},
    event::{DropReason, RaftEvent},
    log::Log,
    membership::Configuration,
    message::{Ballot, Body, Command, Message, Snapshot},
    quorum::Quorum,
    role::{Role, Timer},
    sabotage::Sabotage,
    tuning::{Tuning, TuningError},
};
use crate::{
    id::{Index, NodeId, Term},
    rng::Stream,
    time::{Duration, SimTime},
};

/// Terms and indexes from here on are nonsense: no run gets there, and arithmetic below them cannot overflow.
pub(super) const NONSENSE: u64 = 1 << 62;

/// One member's Raft: a value that turns inputs into effects.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Node<C: Command> {
    pub(super) id: NodeId,
    pub(super) tuning: Tuning,
    pub(super) sabotage: Sabotage,
    pub(super) term: Term,
    pub(super) vote: Option<NodeId>,
    pub(super) leader: Option<NodeId>,
    pub(super) role: Role,
    pub(super) log: Log<C>,
    pub(super) commit: Index,
    /// Committed entries were handed out up to here.
    pub(super) handed_out: Index,
    pub(super) applied: Index,
    /// The configuration that the cluster began with.
    pub(super) initial: Configuration,
    pub(super) configuration: Configuration,
    /// Changes behind the snapshot that shall not take effect, in order.
    pub(super) void: Vec<Index>,
    pub(super) snapshot: Option<Snapshot<C>>,
    /// The snapshot came from a leader and the machine does not have it yet.
    pub(super) install_pending: bool,
    pub(super) disk: Disk,
    pub(super) timer: Timer,
    timers: Stream,
    pub(super) now: SimTime,
}

impl<C: Command> Node<C> {
    /// Lets a clone that is made now share all of its log for ever.
    pub fn settle(&mut self) {
        self.log.settle();
    }

    /// Takes the storage of another node's log wherever both hold the same: it stays what it is, and takes less room.
    pub fn share_with(&mut self, other: &Self) {
        self.log.share_with(&other.log);
    }

    /// Starts a node from what its disk holds, for the first time or after a crash.
    ///
    /// The machine must hold the state of `durable.snapshot()`; committed entries after it are handed out (again).
    /// On the `first_boot` of a new cluster the first election timer is shortened as etcd does, to [heartbeat, heartbeat + E).
    ///
    /// # Errors
    /// [`TuningError`] when no node can run with that tuning.
    pub fn restart(
        id: NodeId,
        durable: &Durable<C>,
        tuning: Tuning,
        sabotage: Sabotage,
        timers: Stream,
        now: SimTime,
        first_boot: bool,
    ) -> Result<(Self, Effects<C>), TuningError> {
        tuning.validate()?;
        let mut hard = durable.hard_state();
        if sabotage.forget_vote {
            hard.vote = None;
        }
        let log = durable.log().clone();
        let snapshot = durable.snapshot().cloned();
        let applied = snapshot.as_ref().map_or(Index(0), |snapshot| snapshot.last.index);
        // A disk that lost writes may know of a commit beyond its log.
        let commit = hard.commit.min(log.last_index()).max(applied);
        let mut node = Self {
            id,
            tuning,
            sabotage,
            term: hard.term,
            vote: hard.vote,
            leader: None,
            role: Role::Follower,
            disk: Disk::new(durable.hard_state(), log.last_index(), applied),
            log,
            commit,
            handed_out: applied,
            applied,
            initial: durable.initial(),
            configuration: durable.configuration(),
            void: Vec::new(),
            snapshot,
            install_pending: false,
            timer: Timer { started: now, timeout: Duration::ZERO },
            timers,
            now,
        };
        let mut fx = Effects::default();
        fx.events.push(RaftEvent::BecameFollower { term: node.term, reason: None });
        let already_run = if first_boot { tuning.election - tuning.heartbeat } else { Duration::ZERO };
        node.draw_timeout(already_run, &mut fx);
        node.finish(&mut fx);
        Ok((node, fx))
    }

    /// Feeds one input to this node and returns all that must happen because of it.
    ///
    /// `now` is this node's own clock and never goes back.
    pub fn step(&mut self, now: SimTime, input: Input<C>) -> Effects<C> {
        let mut fx = Effects::default();
        self.step_into(now, input, &mut fx);
        fx
    }

    /// The same as [`Node::step`], behind the effects of earlier steps that have not been begun.
    #[inline]
    pub fn step_into(&mut self, now: SimTime, input: Input<C>, fx: &mut Effects<C>) {
        self.now = self.now.max(now);
        match input {
            Input::Message(message) => self.receive(message, fx),
            Input::Wake => self.wake(fx),
            Input::Fire => self.fire(fx),
            Input::Stored => {
                let votes = self.disk.done();
                tell_votes(votes, fx);
                self.count_self(fx);
            }
            Input::Propose(payloads) => {
                if let Some((payloads, reason)) = self.propose(payloads, fx) {
                    fx.dropped.extend(payloads.into_iter().map(|payload| (payload, reason)));
                }
            }
            Input::Read(id) => self.read(id, fx),
            Input::Applied(index) => self.applied_up_to(index, fx),
            Input::Void(index) => self.void.push(index),
            Input::Compact { to, keep, state } => self.compact(to, keep, state, fx),
            Input::Transfer(target) => self.transfer(target, fx),
            Input::ForgetLeader => self.forget_leader(),
            Input::Unreachable(peer) => self.unreachable(peer, fx),
            Input::SnapshotFailed(peer) => self.snapshot_failed(peer, fx),
        }
        self.finish(fx);
    }

    /// Everything that waits for the disk, as one write; `None` when nothing waits or a write is under way.
    ///
    /// Answer it with [`Input::Stored`] once it is durable.
    pub fn write(&mut self) -> Option<Write<C>> {
        let hard = self.hard_state();
        let last = self.log.last_index();
        if self.disk.is_busy() || !self.disk.is_behind(hard, last) {
            return None;
        }
        let before = self.disk.hard_handed;
        let snapshot = if self.disk.snapshot_waits { self.snapshot.clone().map(Box::new) } else { None };
        let entries = self.log.run(self.disk.handed.next()..=last);
        let write = Write {
            promises: !entries.is_empty() || snapshot.is_some() || (hard.term, hard.vote) != (before.term, before.vote),
            hard: (hard != before).then_some(hard),
            rebase: self.disk.rebase,
            entries,
            snapshot,
        };
        self.disk.begin(hard, last, write.snapshot.as_ref().map(|snapshot| snapshot.last.index));
        Some(write)
    }

    /// When this node next wants [`Input::Wake`], on its own clock; [`SimTime::NEVER`] when it has no timer.
    pub fn deadline(&self) -> SimTime {
        match &self.role {
            Role::Leader(leadership) => leadership.deadline(),
            _ if self.is_promotable() => self.timer.deadline(),
            _ => SimTime::NEVER,
        }
    }

    fn wake(&mut self, fx: &mut Effects<C>) {
        if self.now < self.deadline() {
            return;
        }
        if self.role.is_leader() { self.wake_leader(fx) } else { self.election_timed_out(fx) }
    }

    fn fire(&mut self, fx: &mut Effects<C>) {
        if self.role.is_leader() { self.beat(fx) } else { self.election_timed_out(fx) }
    }

    fn receive(&mut self, message: Message<C>, fx: &mut Effects<C>) {
        let Message { from, to, term, body } = message;
        if to != self.id || from == self.id || highest_number(term, &body) >= NONSENSE {
            return;
        }
        let Some(term) = term else { return self.receive_forwarded(body, fx) };
        if term > self.term && !self.meet_newer_term(from, term, &body, fx) {
            return;
        }
        if term < self.term && !self.meet_older_term(from, &body, fx) {
            return;
        }
        match body {
            Body::VoteRequest { ballot, last, transfer: _ } => self.answer_candidate(from, term, ballot, last, fx),
            Body::VoteResponse { ballot, granted } => self.receive_vote(from, term, ballot, granted, fx),
            Body::Append { previous, entries, commit } => {
                if self.follow(from, fx) {
                    self.receive_append(from, term, previous, entries, commit, fx);
                }
            }
            Body::Heartbeat { commit, reads_up_to } => {
                if self.follow(from, fx) {
                    self.receive_heartbeat(from, term, commit, reads_up_to, fx);
                }
            }
            Body::InstallSnapshot(snapshot) => {
                if self.follow(from, fx) {
                    self.receive_snapshot(from, term, *snapshot, fx);
                }
            }
            Body::AppendAccepted { last } => self.append_accepted(from, last, fx),
            Body::AppendRejected { rejected, hint } => self.append_rejected(from, rejected, hint, fx),
            Body::HeartbeatResponse { reads_up_to } => self.heartbeat_answered(from, reads_up_to, fx),
            Body::StaleTerm => self.heard_from(from),
            Body::TimeoutNow => self.timeout_now(fx),
            Body::ReadIndex { id, index } => self.receive_read_index(id, index, fx),
            Body::Propose(_) | Body::Read(_) | Body::Transfer { .. } => {}
        }
    }

    /// What other nodes pass on carries no term, for it says nothing about theirs.
    fn receive_forwarded(&mut self, body: Body<C>, fx: &mut Effects<C>) {
        match body {
            Body::Propose(payloads) => {
                // The one who sent it learns nothing, as in etcd: its client times out.
                let _: Option<(_, DropReason)> = self.propose(payloads, fx);
            }
            Body::Read(id) => self.read(id, fx),
            Body::Transfer { target } => self.transfer(target, fx),
            _ => {}
        }
    }

    /// What follows from any input: committed entries go out, and the disk is asked for.
    #[inline]
    fn finish(&mut self, fx: &mut Effects<C>) {
        if self.sabotage.answer_before_sync {
            self.believe_disk(fx);
        }
        self.hand_out(fx);
        fx.sync |= self.disk.is_behind(self.hard_state(), self.log.last_index());
    }

    /// What is on its way to the disk counts already (sabotage).
    #[cold]
    fn believe_disk(&mut self, fx: &mut Effects<C>) {
        tell_votes(self.disk.believe_votes(), fx);
        while self.count_self(fx) {}
    }

    /// Counts this node's own vote or own log for a quorum, as far as they are stored. Whether that decided something.
    ///
    /// Before, an acknowledged write could vanish with a power cut (etcd 14370).
    fn count_self(&mut self, fx: &mut Effects<C>) -> bool {
        match &self.role {
            Role::Candidate(campaign) => {
                let voted = if self.sabotage.answer_before_sync { self.hard_state() } else { self.disk.hard_stored };
                let counts =
                    !campaign.granted.contains(self.id) && (voted.term, voted.vote) == (self.term, Some(self.id));
                if counts {
                    self.count_vote(self.id, true, fx);
                }
                counts
            }
            Role::Leader(_) => self.advance_commit(fx),
            Role::Follower | Role::PreCandidate(_) => false,
        }
    }

    /// Hands out what is committed and stored here: first a snapshot, then the entries behind it.
    #[inline]
    fn hand_out(&mut self, fx: &mut Effects<C>) {
        if self.install_pending || self.commit.min(self.stored_or_believed()) > self.handed_out {
            self.hand_out_news(fx);
        }
    }

    #[inline(never)]
    fn hand_out_news(&mut self, fx: &mut Effects<C>) {
        if self.install_pending {
            let Some(snapshot) = &self.snapshot else { return };
            let last = snapshot.last.index;
            if self.disk.snapshot_stored < last && !self.sabotage.answer_before_sync {
                return;
            }
            // A snapshot is installed only beyond the commit index: what waits here is all before it.
            fx.committed.clear();
            fx.install = Some(snapshot.clone());
            self.install_pending = false;
            self.handed_out = last;
            self.applied = last;
        }
        let ready = self.commit.min(self.stored_or_believed());
        if ready > self.handed_out {
            fx.committed.extend(self.log.iter(self.handed_out.next()..=ready).cloned());
            self.handed_out = ready;
        }
    }

    /// Up to here this node may count its own log.
    pub(super) fn stored_or_believed(&self) -> Index {
        if self.sabotage.answer_before_sync { self.log.last_index() } else { self.disk.stored }
    }

    /// Raises the commit index, as far as the log goes.
    pub(super) fn commit_to(&mut self, index: Index, fx: &mut Effects<C>) {
        let index = index.min(self.log.last_index());
        if index <= self.commit {
            return;
        }
        self.commit = index;
        let Some(term) = self.log.term_at(index) else { return };
        fx.events.push(RaftEvent::Committed { to: super::LogPosition { term, index } });
    }

    /// Sends under this node's own term.
    pub(super) fn send(&self, to: NodeId, body: Body<C>, fx: &mut Effects<C>) {
        self.send_in(self.term, to, body, fx);
    }

    /// Sends under a term that is not this node's: what a pre-vote asks for.
    pub(super) fn send_in(&self, term: Term, to: NodeId, body: Body<C>, fx: &mut Effects<C>) {
        fx.send.push(Message { from: self.id, to, term: Some(term), body });
    }

    /// Sends what carries no term.
    pub(super) fn pass_on(&self, to: NodeId, body: Body<C>, fx: &mut Effects<C>) {
        fx.send.push(Message { from: self.id, to, term: None, body });
    }

    /// Starts the election timer with a fresh timeout (Raft §5.2), of which some may have run already.
    pub(super) fn draw_timeout(&mut self, already_run: Duration, fx: &mut Effects<C>) {
        let drawn = self.timers.span_below(self.tuning.spread());
        let extra = if self.sabotage.fixed_timeouts { Duration::ZERO } else { drawn };
        let timeout = self.tuning.election - already_run + extra;
        self.timer = Timer { started: self.now, timeout };
        fx.events.push(RaftEvent::TimeoutDrawn(timeout));
    }

    /// Whether this node may stand for election: it has a vote, and no snapshot is on its way into the machine.
    pub(super) const fn is_promotable(&self) -> bool {
        self.configuration.all_voters().contains(self.id) && !self.install_pending
    }

    pub(super) const fn quorum(&self) -> Quorum {
        Quorum { configuration: self.configuration, too_small: self.sabotage.no_majority }
    }

    /// Who it is.
    pub const fn id(&self) -> NodeId {
        self.id
    }

    /// Its current term.
    pub const fn term(&self) -> Term {
        self.term
    }

    /// Who got its vote in this term.
    pub const fn vote(&self) -> Option<NodeId> {
        self.vote
    }

    /// Who leads this term, as far as it knows; itself when it leads.
    pub const fn leader(&self) -> Option<NodeId> {
        self.leader
    }

    /// What it is, with all that belongs to that.
    pub const fn role(&self) -> &Role {
        &self.role
    }

    /// Its log.
    pub const fn log(&self) -> &Log<C> {
        &self.log
    }

    /// Up to here the log is durable as it stands.
    pub const fn stored_up_to(&self) -> Index {
        self.disk.stored
    }

    /// Whether a write was handed out that is not done.
    pub const fn is_writing(&self) -> bool {
        self.disk.is_busy()
    }

    /// Up to here the log is known to be committed.
    pub const fn commit(&self) -> Index {
        self.commit
    }

    /// Up to here the machine has applied the log.
    pub const fn applied(&self) -> Index {
        self.applied
    }

    /// The members, as of what is applied.
    pub const fn configuration(&self) -> Configuration {
        self.configuration
    }

    /// The newest snapshot, which it would send to a follower that is far behind.
    pub const fn snapshot(&self) -> Option<&Snapshot<C>> {
        self.snapshot.as_ref()
    }

    /// The election timer. It stands still on leaders, and on nodes without a vote.
    pub const fn timer(&self) -> Timer {
        self.timer
    }

    /// Term, vote and commit index as they are in memory.
    pub const fn hard_state(&self) -> HardState {
        HardState { term: self.term, vote: self.vote, commit: self.commit }
    }

    /// Its dials.
    pub const fn tuning(&self) -> &Tuning {
        &self.tuning
    }

    /// Turns its dials. A timer that runs keeps its length; the next one is drawn from the new range.
    ///
    /// # Errors
    /// [`TuningError`] when no node can run with them; nothing changes then.
    pub fn set_tuning(&mut self, tuning: Tuning) -> Result<(), TuningError> {
        tuning.validate()?;
        self.tuning = tuning;
        let quorum_due = self.quorum_check_due();
        if let Role::Leader(leadership) = &mut self.role {
            leadership.quorum_due =
                if tuning.check_quorum { leadership.quorum_due.min(quorum_due) } else { SimTime::NEVER };
            leadership.heartbeat_due = leadership.heartbeat_due.min(self.now + tuning.heartbeat);
        }
        Ok(())
    }

    /// Draws its timeouts from this stream from now on; a timer that runs keeps its length.
    ///
    /// Nodes that differ in nothing but their luck become equal when they are given equal streams.
    pub fn set_timers(&mut self, timers: Stream) {
        self.timers = timers;
    }

    /// The rules it breaks.
    pub const fn sabotage(&self) -> Sabotage {
        self.sabotage
    }

    /// Breaks rules, or mends them.
    pub fn set_sabotage(&mut self, sabotage: Sabotage) {
        self.sabotage = sabotage;
        let due = self.quorum_check_due();
        if let Role::Leader(leadership) = &mut self.role {
            leadership.quorum_due = leadership.quorum_due.min(due);
        }
    }
}

/// A vote is given once it is stored; one that a crash takes away was never given.
fn tell_votes<C: Command>(votes: Vec<(Term, NodeId)>, fx: &mut Effects<C>) {
    let ballot = Ballot::Vote;
    fx.events.extend(votes.into_iter().map(|(term, candidate)| RaftEvent::Voted { ballot, term, candidate }));
}

/// The largest term or index that a message names.
fn highest_number<C: Command>(term: Option<Term>, body: &Body<C>) -> u64 {
    let named = match body {
        Body::VoteRequest { last, .. } => last.index.0.max(last.term.0),
        Body::Append { previous, entries, commit } => {
            let last = entries.last().map_or(0, |entry| entry.index.0.max(entry.term.0));
            previous.index.0.max(commit.0).max(last)
        }
        Body::InstallSnapshot(snapshot) => snapshot.last.index.0.max(snapshot.last.term.0),
        Body::AppendAccepted { last } => last.0,
        Body::AppendRejected { rejected, hint } => rejected.0.max(hint.index.0),
        Body::Heartbeat { commit, .. } => commit.0,
        _ => 0,
    };
    named.max(term.unwrap_or_default().0)
}
