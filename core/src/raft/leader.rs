//! What a leader does: the beginning of its term, proposals, heartbeats, commits, and its end for want of a majority.

use alloc::vec::Vec;

use super::{
    effects::Effects,
    event::{DropReason, RaftEvent, SendState, StepDownReason},
    message::{Body, Command, Entry, Payload},
    node::Node,
    progress::Progress,
    quorum::Tally,
    read_index::ReadQueue,
    role::{Leadership, Role},
};
use crate::{
    id::{Index, NodeId, NodeMap, NodeSet},
    time::Duration,
};

impl<C: Command> Node<C> {
    /// Begins to lead, with an entry of its own term: only that commits what older terms left (Raft §5.4.2, §8).
    pub(super) fn become_leader(&mut self, fx: &mut Effects<C>) {
        let last = self.log.last();
        let peers = self.configuration.members().without(self.id);
        let mut progress = NodeMap::default();
        progress.follow(peers, || Progress::new(last.index.next(), false, self.now));
        self.role = Role::Leader(Leadership {
            progress,
            transfer: None,
            reads: ReadQueue::default(),
            // Whatever the log holds that is not applied might be a change.
            pending_change: if self.sabotage.change_without_commit { Index(0) } else { last.index },
            uncommitted: 0,
            heartbeat_due: self.now + self.tuning.heartbeat,
            quorum_due: self.quorum_check_due(),
        });
        self.leader = Some(self.id);
        fx.events.push(RaftEvent::BecameLeader { term: self.term, last });
        self.draw_timeout(Duration::ZERO, fx);
        self.append_own(alloc::vec![Payload::Noop], fx);
        self.broadcast_append(fx);
    }

    /// Appends proposals, or passes them on to the leader. What is not taken comes back with the reason.
    pub(super) fn propose(
        &mut self,
        payloads: Vec<Payload<C>>,
        fx: &mut Effects<C>,
    ) -> Option<(Vec<Payload<C>>, DropReason)> {
        if payloads.is_empty() {
            return None;
        }
        let Err(reason) = self.place_for(&payloads) else {
            if self.role.is_leader() {
                self.append_own(payloads, fx);
                self.broadcast_append(fx);
            } else if let Some(leader) = self.leader {
                self.pass_on(leader, Body::Propose(payloads), fx);
            }
            return None;
        };
        fx.events.extend(payloads.iter().map(|_| RaftEvent::ProposalDropped { reason }));
        Some((payloads, reason))
    }

    /// Whether proposals can be taken here, or a leader is known that may take them.
    fn place_for(&self, payloads: &[Payload<C>]) -> Result<(), DropReason> {
        match &self.role {
            Role::Leader(leadership) => {
                let bytes: usize = payloads.iter().map(Payload::size).sum();
                let full =
                    |limit: usize| leadership.uncommitted > 0 && bytes > 0 && leadership.uncommitted + bytes > limit;
                if !self.configuration.members().contains(self.id) {
                    Err(DropReason::NotMember)
                } else if leadership.transfer.is_some() {
                    Err(DropReason::TransferPending)
                } else if self.tuning.uncommitted_bytes.is_some_and(full) {
                    Err(DropReason::UncommittedFull)
                } else {
                    Ok(())
                }
            }
            Role::Follower if self.leader.is_some() && !self.tuning.forward_proposals => Err(DropReason::ForwardingOff),
            Role::Follower if self.leader.is_some() => Ok(()),
            _ => Err(DropReason::NoLeader),
        }
    }

    /// Appends to the own log. A change that may not be made now becomes a no-op.
    pub(super) fn append_own(&mut self, payloads: Vec<Payload<C>>, fx: &mut Effects<C>) {
        let (term, mut index) = (self.term, self.log.last_index());
        let entries = payloads.into_iter().map(|payload| {
            index = index.next();
            let payload = self.admitted(index, payload, fx);
            if let Role::Leader(leadership) = &mut self.role {
                leadership.uncommitted += payload.size();
            }
            Entry { index, term, payload }
        });
        let entries = entries.collect();
        self.append(entries, fx);
    }

    fn admitted(&mut self, index: Index, payload: Payload<C>, fx: &mut Effects<C>) -> Payload<C> {
        let Payload::Change(change, _) = &payload else { return payload };
        if !self.admits(change) {
            fx.events.push(RaftEvent::ChangeRefused);
            return Payload::Noop;
        }
        if let Role::Leader(leadership) = &mut self.role {
            leadership.pending_change = index;
        }
        payload
    }

    /// Commits what a quorum holds, if it is of this term (Raft §5.3, §5.4.2), and tells everybody. Whether it did.
    pub(super) fn advance_commit(&mut self, fx: &mut Effects<C>) -> bool {
        let Role::Leader(leadership) = &self.role else { return false };
        if self.commit == self.log.last_index() {
            return false;
        }
        let own = self.stored_or_believed();
        let reached = self.quorum().reached(|voter| {
            if voter == self.id { own.0 } else { leadership.progress.get(voter).map_or(0, |peer| peer.matched.0) }
        });
        let index = Index(reached).min(self.log.last_index());
        // A majority may hold an entry of an older term, and yet it must wait: it commits only behind one of ours (Figure 8).
        let own_term = self.log.term_at(index) == Some(self.term);
        if index <= self.commit || !(own_term || self.sabotage.commit_older_terms) {
            return false;
        }
        let newly = self.log.iter(self.commit.next()..=index).map(|entry| entry.payload.size()).sum();
        self.commit_to(index, fx);
        if let Role::Leader(leadership) = &mut self.role {
            leadership.uncommitted = leadership.uncommitted.saturating_sub(newly);
        }
        self.release_reads(fx);
        self.broadcast_append(fx);
        true
    }

    /// A leader's timers: its quorum, its hand-over, its heartbeat.
    pub(super) fn wake_leader(&mut self, fx: &mut Effects<C>) {
        let Role::Leader(leadership) = &self.role else { return };
        let (heartbeat_due, quorum_due) = (leadership.heartbeat_due, leadership.quorum_due);
        let transfer_over = leadership.transfer.is_some_and(|transfer| transfer.deadline <= self.now);
        if quorum_due <= self.now && !self.check_quorum() {
            return self.become_follower(self.term, None, StepDownReason::QuorumLost, fx);
        }
        if transfer_over {
            self.abort_transfer(fx);
        }
        if heartbeat_due <= self.now {
            self.beat(fx);
        }
    }

    /// The heartbeat timer ran out, or was fired: the next heartbeat is an interval away.
    pub(super) fn beat(&mut self, fx: &mut Effects<C>) {
        if let Role::Leader(leadership) = &mut self.role {
            leadership.heartbeat_due = self.now + self.tuning.heartbeat;
        }
        self.heartbeat(fx);
    }

    /// Tells everybody that it lives, and how far they may commit: never beyond what they are known to hold.
    pub(super) fn heartbeat(&mut self, fx: &mut Effects<C>) {
        let Role::Leader(leadership) = &mut self.role else { return };
        let reads_up_to = leadership.reads.newest();
        fx.send.reserve(leadership.progress.len());
        for (to, progress) in leadership.progress.iter_mut() {
            let held = if self.sabotage.commit_beyond_match { self.commit } else { progress.matched.min(self.commit) };
            progress.commit_sent = progress.commit_sent.max(held);
            fx.send.push(super::Message {
                from: self.id,
                to,
                term: Some(self.term),
                body: Body::Heartbeat { commit: held, reads_up_to },
            });
        }
    }

    /// A follower answered a heartbeat: it may be sent to again, and may confirm reads.
    pub(super) fn heartbeat_answered(&mut self, from: NodeId, reads_up_to: u64, fx: &mut Effects<C>) {
        let last = self.log.last_index();
        let Role::Leader(leadership) = &mut self.role else { return };
        let Some(progress) = leadership.progress.get_mut(from) else { return };
        progress.recent_active = true;
        progress.paused = false;
        let newest = leadership.reads.newest();
        let confirmed = if self.sabotage.reads_trust_old_answers { newest } else { reads_up_to.min(newest) };
        progress.reads_acked = progress.reads_acked.max(confirmed);
        let waiting = !leadership.reads.is_empty();
        let behind = progress.matched < last;
        let state = progress.state;
        if state == SendState::Snapshot {
            self.doubt_snapshot(from, fx);
        }
        if behind || state != SendState::Replicate {
            self.send_append(from, true, fx);
        }
        if waiting {
            self.confirm_reads(fx);
        }
    }

    /// Whether a majority was heard since the last time; a new period begins (`CheckQuorum`, dissertation §6.2).
    fn check_quorum(&mut self) -> bool {
        let (quorum, due, matters) = (self.quorum(), self.quorum_check_due(), self.checks_quorum());
        let Role::Leader(leadership) = &mut self.role else { return false };
        let mut heard = NodeSet::EMPTY.with(self.id);
        for (peer, progress) in leadership.progress.iter_mut() {
            if core::mem::take(&mut progress.recent_active) {
                heard.insert(peer);
            }
        }
        leadership.quorum_due = due;
        !matters || quorum.tally(heard, NodeSet::EMPTY) == Tally::Won
    }
}
