//! How a leader sends its log to one follower: probing, streaming, or by snapshot (`tracker/progress.go`, `raft.go`).

use super::{
    effects::Effects,
    event::{RaftEvent, SendState},
    message::{Body, Command, Entries, LogPosition},
    node::Node,
    progress::Progress,
    role::Role,
};
use crate::id::{Index, NodeId};

/// Entries that were cut out of the log for an append.
struct Cut<C> {
    from: Index,
    entries: Entries<C>,
    /// Their payload.
    bytes: usize,
}

impl<C: Command> Node<C> {
    /// Sends every follower what it lacks, or at least the commit index.
    pub(super) fn broadcast_append(&mut self, fx: &mut Effects<C>) {
        let mut cut = None;
        for peer in self.configuration.members().without(self.id).iter() {
            self.send_append_like(peer, true, &mut cut, fx);
        }
    }

    /// Sends one append; when `even_empty`, one without entries too. Whether something was sent.
    pub(super) fn send_append(&mut self, to: NodeId, even_empty: bool, fx: &mut Effects<C>) -> bool {
        self.send_append_like(to, even_empty, &mut None, fx)
    }

    /// The same; the entries are those of the last append that was cut out of the log, when this one begins there too.
    fn send_append_like(
        &mut self,
        to: NodeId,
        even_empty: bool,
        cut: &mut Option<Cut<C>>,
        fx: &mut Effects<C>,
    ) -> bool {
        let Role::Leader(leadership) = &mut self.role else { return false };
        let Some(progress) = leadership.progress.get_mut(to) else { return false };
        if progress.is_paused() {
            return false;
        }
        let index = progress.next.previous();
        let Some(term) = self.log.term_at(index) else { return self.send_snapshot(to, fx) };
        // A full window still lets empty appends through: all that filled it may have been lost (etcd PR 14633).
        let full = progress.state == SendState::Replicate && progress.is_full(&self.tuning);
        let (entries, bytes) = if full || progress.next > self.log.last_index() {
            Default::default()
        } else {
            let cut = match cut {
                Some(cut) if cut.from == progress.next => cut,
                _ => {
                    let (entries, bytes) = self.log.slice(progress.next, self.tuning.message_bytes);
                    cut.insert(Cut { from: progress.next, entries, bytes })
                }
            };
            (cut.entries.clone(), cut.bytes)
        };
        if entries.is_empty() && !even_empty {
            return false;
        }
        progress.sent(entries.len(), bytes, self.commit, &self.tuning);
        let previous = LogPosition { term, index };
        self.send(to, Body::Append { previous, entries, commit: self.commit }, fx);
        true
    }

    /// A follower answered: it holds the leader's log up to `last`.
    pub(super) fn append_accepted(&mut self, from: NodeId, last: Index, fx: &mut Effects<C>) {
        let (first, now) = (self.log.first_index(), self.now);
        let beyond = last > self.log.last_index();
        let Some(progress) = self.progress_mut(from) else { return };
        progress.recent_active = true;
        let was = progress.state;
        let news = !beyond && (progress.accepted(last) || (progress.matched == last && was == SendState::Probe));
        if !news {
            return;
        }
        match was {
            SendState::Probe => progress.become_replicate(now),
            // Whatever snapshot brought it there: the log can take over (raft PR 110).
            SendState::Snapshot if progress.matched.next() >= first => progress.become_replicate(now),
            SendState::Snapshot => {}
            SendState::Replicate => progress.free(last),
        }
        self.note_state(from, was, fx);
        if !self.advance_commit(fx) {
            self.nudge(from, fx);
        }
        while self.send_append(from, false, fx) {}
        self.finish_transfer(from, fx);
    }

    /// A follower refused an append: the next one goes further back, a whole term at a time.
    pub(super) fn append_rejected(&mut self, from: NodeId, rejected: Index, hint: LogPosition, fx: &mut Effects<C>) {
        let agreed = if hint.term.0 > 0 { self.log.agreement(hint.index, hint.term).index } else { hint.index };
        let now = self.now;
        let Some(progress) = self.progress_mut(from) else { return };
        progress.recent_active = true;
        if !progress.rejected(rejected, agreed) {
            return;
        }
        let was = progress.state;
        if was == SendState::Replicate {
            progress.become_probe(now);
        }
        self.note_state(from, was, fx);
        self.send_append(from, true, fx);
    }

    /// A message did not get through: no more streaming into the void.
    pub(super) fn unreachable(&mut self, peer: NodeId, fx: &mut Effects<C>) {
        self.probe_from(SendState::Replicate, peer, |_| {}, fx);
    }

    /// A snapshot did not get through: probe again, after the next sign of life.
    pub(super) fn snapshot_failed(&mut self, peer: NodeId, fx: &mut Effects<C>) {
        let forget = |progress: &mut Progress| progress.pending_snapshot = None;
        if self.probe_from(SendState::Snapshot, peer, forget, fx)
            && let Some(progress) = self.progress_mut(peer)
        {
            progress.paused = true;
        }
    }

    /// Nobody may ever tell what became of a snapshot. A follower that lives and has been silent about it for an election
    /// timeout is probed: it has it, or it will say what it lacks.
    pub(super) fn doubt_snapshot(&mut self, peer: NodeId, fx: &mut Effects<C>) {
        let (now, patience) = (self.now, self.tuning.election);
        let overdue = self.progress_mut(peer).is_some_and(|progress| now.since(progress.since) >= patience);
        if overdue {
            self.probe_from(SendState::Snapshot, peer, |_| {}, fx);
        }
    }

    /// Notes a sign of life.
    pub(super) fn heard_from(&mut self, peer: NodeId) {
        if let Some(progress) = self.progress_mut(peer) {
            progress.recent_active = true;
        }
    }

    /// What this node knows of a follower, when it leads.
    pub(super) fn progress_mut(&mut self, peer: NodeId) -> Option<&mut Progress> {
        match &mut self.role {
            Role::Leader(leadership) => leadership.progress.get_mut(peer),
            _ => None,
        }
    }

    /// The follower is too far behind for the log (Raft §7). Only one that was heard of is sent so much.
    fn send_snapshot(&mut self, to: NodeId, fx: &mut Effects<C>) -> bool {
        let Role::Leader(leadership) = &mut self.role else { return false };
        let Some(progress) = leadership.progress.get_mut(to).filter(|progress| progress.recent_active) else {
            return false;
        };
        let Some(snapshot) = &self.snapshot else { return false };
        // It would refuse a state in which it is not a member.
        if !snapshot.configuration.members().contains(to) {
            fx.snapshot_wanted = true;
            return false;
        }
        let last = snapshot.last;
        let was = progress.state;
        progress.become_snapshot(last.index, self.now);
        let body = Body::InstallSnapshot(alloc::boxed::Box::new(snapshot.clone()));
        self.note_state(to, was, fx);
        fx.events.push(RaftEvent::SnapshotSent { to, last });
        self.send(to, body, fx);
        true
    }

    /// Tells a follower of a higher commit index before the next heartbeat does, when that can help it.
    fn nudge(&mut self, peer: NodeId, fx: &mut Effects<C>) {
        let commit = self.commit;
        if self.progress_mut(peer).is_some_and(|progress| progress.wants_commit(commit)) {
            self.send_append(peer, true, fx);
        }
    }

    fn probe_from(
        &mut self,
        state: SendState,
        peer: NodeId,
        before: impl FnOnce(&mut Progress),
        fx: &mut Effects<C>,
    ) -> bool {
        let now = self.now;
        let Some(progress) = self.progress_mut(peer).filter(|progress| progress.state == state) else { return false };
        before(progress);
        progress.become_probe(now);
        self.note_state(peer, state, fx);
        true
    }

    fn note_state(&mut self, peer: NodeId, was: SendState, fx: &mut Effects<C>) {
        let Some(progress) = self.progress_mut(peer) else { return };
        let state = progress.state;
        if state != was {
            fx.events.push(RaftEvent::SendStateChanged { to: peer, state });
        }
    }
}
