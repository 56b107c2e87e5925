//! What keeps a cluster in order, as one member answers it (etcd, `v3rpc/maintenance.go`).

use alloc::{format, string::ToString, sync::Arc};

use super::{Member, Output, access::User, member_id, reads::Query};
use crate::{
    api::{
        Answer, Denial, Operation,
        maintenance::{Alarm, MaintenanceAnswer, MaintenanceRequest, SavedStore, Status},
    },
    id::RequestId,
    time::SimTime,
};

/// The version of etcd that a member says it is.
pub(super) const VERSION: &str = "3.5.16";

impl Member {
    pub(super) fn maintain(
        &mut self,
        now: SimTime,
        id: RequestId,
        user: User,
        request: MaintenanceRequest,
        output: &mut Output,
    ) {
        let answer = match request {
            MaintenanceRequest::AlarmList => return self.read(now, id, Query::Alarms, false, output),
            MaintenanceRequest::AlarmActivate(alarm) => {
                return self.propose(now, id, user, Operation::AlarmActivate(alarm), output);
            }
            MaintenanceRequest::AlarmDisarm { member, kind } => {
                return self.propose(now, id, user, Operation::AlarmDisarm { member, kind }, output);
            }
            MaintenanceRequest::MoveLeader { target } => return self.move_leader(now, id, target, output),
            MaintenanceRequest::HashKv { revision } => match self.machine.store().hash_kv(revision) {
                Ok(hash) => MaintenanceAnswer::HashKv { hash, compacted: self.machine.store().compacted() },
                Err(denial) => return self.refuse(id, denial, output),
            },
            MaintenanceRequest::Hash => MaintenanceAnswer::Hash(self.machine.store().hash_file()),
            MaintenanceRequest::Defragment => return self.defragment(now, id),
            MaintenanceRequest::Status => MaintenanceAnswer::Status(self.status()),
            MaintenanceRequest::Snapshot => MaintenanceAnswer::Snapshot(Arc::new(SavedStore {
                from: self.raft.id(),
                machine: Arc::new(self.machine.clone()),
                size: self.machine.store().size().allocated,
            })),
        };
        self.answer(id, Answer::Maintenance(answer), output);
    }

    fn status(&self) -> Status {
        let size = self.machine.store().size();
        let leader = self.raft.leader();
        let no_leader = leader.is_none().then(|| Denial::NoLeader.to_string());
        let alarm = |alarm: &Alarm| format!("memberID:{} alarm:{} ", alarm.member, alarm.kind.name());
        Status {
            version: VERSION,
            db_size: size.allocated,
            db_size_in_use: size.in_use,
            leader: leader.map_or(0, member_id),
            raft_index: self.raft.commit(),
            raft_term: self.raft.term(),
            raft_applied_index: self.machine.applied().index,
            errors: no_leader.into_iter().chain(self.machine.alarms().iter().map(alarm)).collect(),
            learner: self.is_learner(),
        }
    }
}
