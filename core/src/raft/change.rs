//! Configuration changes (Raft §6, dissertation §4): proposed one at a time, in force once applied, left automatically.

use super::{
    effects::Effects,
    event::{RaftEvent, StepDownReason},
    membership::{ChangeError, ConfigChange, Configuration},
    message::{Command, Payload},
    node::Node,
    progress::Progress,
    role::Role,
};
use crate::id::Index;

impl<C: Command> Node<C> {
    /// The machine has applied the log up to here: the changes in it are in force from now on.
    pub(super) fn applied_up_to(&mut self, index: Index, fx: &mut Effects<C>) {
        assert!(index <= self.handed_out, "applied {index}, but only {} was handed out", self.handed_out);
        while self.applied < index {
            self.applied = self.applied.next();
            let Some(Payload::Change(change, _)) = self.log.get(self.applied).map(|entry| &entry.payload) else {
                continue;
            };
            if self.void.contains(&self.applied) {
                fx.events.push(RaftEvent::ChangeRefused);
                continue;
            }
            match self.after_change(&self.configuration, change) {
                Ok(next) => self.switch_to(next, fx),
                Err(_) => fx.events.push(RaftEvent::ChangeRefused),
            }
        }
        self.leave_joint(fx);
    }

    /// What a change makes of a configuration.
    pub(super) fn after_change(
        &self,
        configuration: &Configuration,
        change: &ConfigChange,
    ) -> Result<Configuration, ChangeError> {
        if self.sabotage.change_without_joint && !change.steps.is_empty() {
            return configuration.changed_at_once(&change.steps);
        }
        configuration.changed(change)
    }

    /// Whether a leader may append this change now; otherwise a no-op takes its place (`raft.go`, `stepLeader`).
    pub(super) fn admits(&self, change: &ConfigChange) -> bool {
        let Role::Leader(leadership) = &self.role else { return false };
        let free = leadership.pending_change <= self.applied || self.sabotage.overlapping_changes;
        free && self.after_change(&self.configuration, change).is_ok()
    }

    /// Puts a configuration in force.
    pub(super) fn enter_configuration(&mut self, next: Configuration, fx: &mut Effects<C>) {
        if next != self.configuration {
            self.configuration = next;
            fx.events.push(RaftEvent::ConfigurationChanged(next));
        }
    }

    /// Puts a configuration in force and, on a leader, does what follows: new followers, a smaller quorum, the own end.
    fn switch_to(&mut self, next: Configuration, fx: &mut Effects<C>) {
        self.enter_configuration(next, fx);
        let Role::Leader(leadership) = &mut self.role else { return };
        let peers = next.members().without(self.id);
        // Counts as heard, or CheckQuorum would end this leadership before a new member had a chance to speak.
        let probe_from = self.log.last_index().max(Index(1));
        leadership.progress.follow(peers, || Progress::new(probe_from, true, self.now));
        let target_gone = leadership.transfer.is_some_and(|transfer| !next.all_voters().contains(transfer.target));
        if target_gone {
            self.abort_transfer(fx);
        }
        if !next.all_voters().contains(self.id) && self.tuning.step_down_on_removal {
            return self.become_follower(self.term, None, StepDownReason::Removed, fx);
        }
        if self.advance_commit(fx) {
            return;
        }
        for peer in peers.iter() {
            self.send_append(peer, false, fx);
        }
    }

    /// A leader ends a joint configuration by itself once it is applied; tried again whenever something is applied.
    fn leave_joint(&mut self, fx: &mut Effects<C>) {
        let Role::Leader(leadership) = &self.role else { return };
        let due = self.configuration.auto_leave && self.applied >= leadership.pending_change;
        if due && leadership.transfer.is_none() {
            self.append_own(alloc::vec![Payload::Change(ConfigChange::default().into(), None)], fx);
            self.broadcast_append(fx);
        }
    }
}
