//! Handing leadership over (dissertation §3.10).

use super::{
    effects::Effects,
    event::RaftEvent,
    message::{Body, Command},
    node::Node,
    role::{Role, Transfer},
};
use crate::id::NodeId;

impl<C: Command> Node<C> {
    /// Starts a hand-over, or passes the wish on to the leader.
    ///
    /// The same target again changes nothing, another one replaces it; who has no vote cannot lead.
    pub(super) fn transfer(&mut self, target: NodeId, fx: &mut Effects<C>) {
        let deadline = self.now + self.tuning.election;
        let Role::Leader(leadership) = &mut self.role else {
            if let (Role::Follower, Some(leader)) = (&self.role, self.leader) {
                self.pass_on(leader, Body::Transfer { target }, fx);
            }
            return;
        };
        let known = target == self.id || leadership.progress.contains(target);
        let under_way = leadership.transfer.map(|transfer| transfer.target);
        if !known || !self.configuration.all_voters().contains(target) || under_way == Some(target) {
            return;
        }
        self.abort_transfer(fx);
        let Role::Leader(leadership) = &mut self.role else { return };
        if target == self.id {
            return;
        }
        leadership.transfer = Some(Transfer { target, deadline });
        fx.events.push(RaftEvent::TransferStarted { target });
        if !self.finish_transfer(target, fx) {
            self.send_append(target, true, fx);
        }
    }

    /// Lets the target stand once it has the whole log. Whether that is so.
    pub(super) fn finish_transfer(&self, peer: NodeId, fx: &mut Effects<C>) -> bool {
        let Role::Leader(leadership) = &self.role else { return false };
        let Some(progress) = leadership.progress.get(peer) else { return false };
        let due = leadership.transfer.is_some_and(|transfer| transfer.target == peer)
            && progress.matched == self.log.last_index();
        if due {
            self.send(peer, Body::TimeoutNow, fx);
        }
        due
    }

    /// Gives a hand-over up; proposals are taken again.
    pub(super) fn abort_transfer(&mut self, fx: &mut Effects<C>) {
        let Role::Leader(leadership) = &mut self.role else { return };
        if let Some(Transfer { target, .. }) = leadership.transfer.take() {
            fx.events.push(RaftEvent::TransferAborted { target });
        }
    }
}
