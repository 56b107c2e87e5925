//! What a follower does with its leader's appends and heartbeats (Raft §5.3).

use super::{
    effects::Effects,
    event::RaftEvent,
    message::{Body, Command, Entries, Entry, LogPosition},
    node::Node,
};
use crate::id::{Index, NodeId, Term};

impl<C: Command> Node<C> {
    /// Appends what fits behind its own log, and says up to where the logs agree; or says where they may.
    ///
    /// Source: etcd-io/raft, `raft.go`, `handleAppendEntries`.
    pub(super) fn receive_append(
        &mut self,
        from: NodeId,
        term: Term,
        previous: LogPosition,
        entries: Entries<C>,
        commit: Index,
        fx: &mut Effects<C>,
    ) {
        if !is_run(term, previous, &entries) {
            return;
        }
        // Committed entries are never compared again, let alone cut off.
        if previous.index < self.commit && !self.sabotage.truncate_always {
            return self.send_in(term, from, Body::AppendAccepted { last: self.commit }, fx);
        }
        let fits = match self.log.term_at(previous.index) {
            Some(term) => term == previous.term || self.sabotage.append_without_check,
            None => false,
        };
        if !fits {
            let at_most = previous.index.min(self.log.last_index());
            let hint = self.log.agreement(at_most, previous.term);
            return self.send_in(term, from, Body::AppendRejected { rejected: previous.index, hint }, fx);
        }
        let last = Index(previous.index.0 + entries.len() as u64);
        if self.sabotage.truncate_always {
            self.truncate(previous.index.next(), fx);
        }
        self.adopt(entries, fx);
        self.commit_to(commit.min(last), fx);
        self.send_in(term, from, Body::AppendAccepted { last }, fx);
    }

    /// Raises the commit index, never beyond its own log, and answers.
    pub(super) fn receive_heartbeat(
        &mut self,
        from: NodeId,
        term: Term,
        commit: Index,
        reads_up_to: u64,
        fx: &mut Effects<C>,
    ) {
        self.commit_to(commit, fx);
        self.send_in(term, from, Body::HeartbeatResponse { reads_up_to }, fx);
    }

    /// Adds entries, which follow each other, at the end of the log.
    pub(super) fn append(&mut self, entries: Entries<C>, fx: &mut Effects<C>) {
        let mut previous_term = self.log.last().term;
        fx.events.extend(entries.iter().map(|entry| {
            let (at, digest) = (entry.position(), entry.payload.digest());
            RaftEvent::Appended { at, previous_term: core::mem::replace(&mut previous_term, at.term), digest }
        }));
        self.log.push_run(entries);
    }

    /// Takes entries in: those it has already stay untouched, the first that conflicts cuts off all behind it.
    fn adopt(&mut self, entries: Entries<C>, fx: &mut Effects<C>) {
        let is_new = |entry: &Entry<C>| self.log.term_at(entry.index) != Some(entry.term);
        let Some(known) = entries.iter().position(is_new) else { return };
        let from = entries[known].index;
        if from <= self.log.last_index() {
            self.truncate(from, fx);
        }
        self.append(entries.skip(known), fx);
    }

    fn truncate(&mut self, from: Index, fx: &mut Effects<C>) {
        let from = from.max(self.log.first_index());
        if from > self.log.last_index() {
            return;
        }
        self.log.truncate(from);
        self.disk.truncated(from);
        // Never with all rules in force. With one broken somewhere, what was committed here is gone: the checks shall see it.
        self.commit = self.commit.min(self.log.last_index());
        fx.events.push(RaftEvent::Truncated { from });
    }
}

/// Whether these are consecutive entries behind `previous`, none newer than the message.
fn is_run<C>(term: Term, previous: LogPosition, entries: &[Entry<C>]) -> bool {
    let places = (previous.index.0 + 1)..;
    previous.term <= term
        && entries.iter().zip(places).all(|(entry, place)| entry.index.0 == place && entry.term <= term)
}
