//! Snapshots: taken, installed (Raft §7), and what both do to the log.

use super::{
    effects::Effects,
    event::RaftEvent,
    log::Log,
    membership::Configuration,
    message::{Body, Command, LogPosition, Payload, Snapshot},
    node::Node,
};
use crate::id::{Index, NodeId, Term};

impl<C: Command> Node<C> {
    /// Lets a state of the machine stand for the log up to `to`; keeps some entries before it for slow followers.
    pub(super) fn compact(&mut self, to: Index, keep: u64, state: C::Snapshot, fx: &mut Effects<C>) {
        assert!(to <= self.applied, "a snapshot at {to} of a machine that applied up to {}", self.applied);
        let covered = self.snapshot.as_ref().map_or(Index(0), |snapshot| snapshot.last.index);
        let Some(term) = self.log.term_at(to).filter(|_| to > covered) else { return };
        let configuration = self.configuration_at(to);
        self.void.retain(|index| *index > to);
        self.snapshot = Some(Snapshot { last: LogPosition { term, index: to }, configuration, state });
        let given_up = Index(to.0.saturating_sub(keep));
        let base = self.log.term_at(given_up).filter(|_| given_up > self.log.before().index);
        self.disk.compacted(base.map(|term| LogPosition { term, index: given_up }));
        if base.is_some() {
            self.log.compact(given_up);
            fx.events.push(RaftEvent::Compacted { to: given_up });
        }
    }

    /// Takes the leader's snapshot, unless it says nothing new, and says up to where the logs agree.
    ///
    /// Source: etcd-io/raft, `raft.go`, `handleSnapshot` and `restore`.
    pub(super) fn receive_snapshot(&mut self, from: NodeId, term: Term, snapshot: Snapshot<C>, fx: &mut Effects<C>) {
        if snapshot.last.term > term {
            return;
        }
        let last = if self.restore(snapshot, fx) { self.log.last_index() } else { self.commit };
        self.send_in(term, from, Body::AppendAccepted { last }, fx);
    }

    fn restore(&mut self, snapshot: Snapshot<C>, fx: &mut Effects<C>) -> bool {
        let last = snapshot.last;
        if last.index <= self.commit || !snapshot.configuration.members().contains(self.id) {
            return false;
        }
        if self.log.term_at(last.index) == Some(last.term) {
            self.commit_to(last.index, fx);
            return false;
        }
        self.log = Log::after(last);
        self.disk.replaced(last);
        self.commit = last.index;
        self.install_pending = true;
        self.void.clear();
        fx.events.push(RaftEvent::SnapshotInstalled { last });
        self.enter_configuration(snapshot.configuration, fx);
        self.snapshot = Some(snapshot);
        true
    }

    /// The configuration after the (applied) entry at `to`: the last one known before, and what the log changed since.
    fn configuration_at(&self, to: Index) -> Configuration {
        if to == self.applied {
            return self.configuration;
        }
        let start = self.snapshot.as_ref();
        let known = start.map_or(Index(0), |snapshot| snapshot.last.index);
        let configuration = start.map_or(self.initial, |snapshot| snapshot.configuration);
        self.log.iter(known.next()..=to).fold(configuration, |configuration, entry| match &entry.payload {
            Payload::Change(..) if self.void.contains(&entry.index) => configuration,
            Payload::Change(change, _) => self.after_change(&configuration, change).unwrap_or(configuration),
            _ => configuration,
        })
    }
}
