//! What is done with a client's request: refused for its shape, answered at once, kept until a read is confirmed, or
//! proposed (etcd, `v3rpc/` and `v3_server.go`).

use alloc::{sync::Arc, vec::Vec};

use super::{Happening, Member, Output, WaitingWrite, reads::Query, request_timeout};
use crate::{
    api::{
        Answer, Call, Denial, Operation, Origin, Proposal, Request,
        auth::Token,
        maintenance::{Alarm, AlarmKind, MaintenanceAnswer, MaintenanceRequest},
    },
    id::RequestId,
    machine::request,
    time::SimTime,
};

impl Member {
    pub(super) fn request(&mut self, now: SimTime, id: RequestId, request: Request, output: &mut Output) {
        let user = request.token.map(Arc::new);
        if let Err(denial) = request::check(&request.call, self.settings.txn_ops_max) {
            return self.refuse(id, denial, output);
        }
        // A learner answers only for what it has (etcd, `isRPCSupportedForLearner`).
        let own = match &request.call {
            Call::Range(range) => range.serializable,
            Call::Maintenance(MaintenanceRequest::Status) | Call::Close(_) | Call::Http(_) => true,
            _ => false,
        };
        if !own && self.is_learner() {
            return self.refuse(id, Denial::NotForLearner, output);
        }
        match request.call {
            Call::Range(range) => {
                let serializable = range.serializable;
                self.read(now, id, Query::Range(range), serializable, output);
            }
            Call::Txn(txn) if txn.is_read_only() => {
                let serializable = txn.is_serializable();
                self.read(now, id, Query::Txn(txn), serializable, output);
            }
            Call::Put(put) => self.propose(now, id, user, Operation::Put(put), output),
            Call::Delete(delete) => self.propose(now, id, user, Operation::Delete(delete), output),
            Call::Txn(txn) => self.propose(now, id, user, Operation::Txn(txn), output),
            Call::Compact(compact) => self.propose(now, id, user, Operation::Compact(compact), output),
            Call::Lease(request) => self.lease_request(now, id, request, output),
            Call::Maintenance(request) => self.maintain(now, id, request, output),
            Call::Watch(order) => self.watch_order(now, id, &order, output),
            Call::Cluster(request) => self.cluster_request(now, id, &request, output),
            Call::Auth(_) | Call::Http(_) => {
                self.refuse(id, Denial::NotCapable, output);
            }
            Call::Close(stream) => self.close_stream(stream),
        }
    }

    fn maintain(&mut self, now: SimTime, id: RequestId, request: MaintenanceRequest, output: &mut Output) {
        match request {
            MaintenanceRequest::AlarmList => self.read(now, id, Query::Alarms, false, output),
            MaintenanceRequest::AlarmActivate(alarm) => {
                self.propose(now, id, None, Operation::AlarmActivate(alarm), output);
            }
            MaintenanceRequest::AlarmDisarm { member, kind } => {
                self.propose(now, id, None, Operation::AlarmDisarm { member, kind }, output);
            }
            MaintenanceRequest::HashKv { revision } => match self.machine.store().hash_kv(revision) {
                Ok(hash) => {
                    let compacted = self.machine.store().compacted();
                    let answer = MaintenanceAnswer::HashKv { hash, compacted };
                    self.answer(id, Answer::Maintenance(answer), output);
                }
                Err(denial) => self.refuse(id, denial, output),
            },
            MaintenanceRequest::Hash => {
                let hash = self.machine.store().hash_file();
                self.answer(id, Answer::Maintenance(MaintenanceAnswer::Hash(hash)), output);
            }
            MaintenanceRequest::Defragment => {
                self.machine.store_mut().defragment();
                self.answer(id, Answer::Maintenance(MaintenanceAnswer::Defragment), output);
            }
            MaintenanceRequest::MoveLeader { target } => self.move_leader(now, id, target, output),
            MaintenanceRequest::Status | MaintenanceRequest::Snapshot => {
                self.refuse(id, Denial::NotCapable, output);
            }
        }
    }

    /// A read: at once where it may be old, otherwise once the leader has confirmed that it still leads.
    pub(super) fn read(&mut self, now: SimTime, id: RequestId, query: Query, serializable: bool, output: &mut Output) {
        if serializable {
            return self.answer_query(id, &query, output);
        }
        let until = now + request_timeout(self.raft.tuning());
        self.reads.wait(id, query, until);
        self.start_reads(now, output);
    }

    pub(super) fn answer_query(&self, id: RequestId, query: &Query, output: &mut Output) {
        let result = match query {
            Query::Range(range) => self.machine.range(range).map(Answer::Op),
            Query::Txn(txn) => self.machine.read_txn(txn).map(Answer::Op),
            Query::Members => Ok(self.member_list()),
            Query::Alarms => {
                let alarms = self.machine.alarms().iter().copied().collect::<Vec<_>>();
                Ok(Answer::Maintenance(MaintenanceAnswer::Alarms(alarms)))
            }
        };
        output.answers.push((id, self.respond(None, result)));
    }

    /// Has a change replicated, unless it is too large or there is no room for it.
    pub(super) fn propose(
        &mut self,
        now: SimTime,
        id: RequestId,
        user: Option<Arc<Token>>,
        operation: Operation,
        output: &mut Output,
    ) {
        if operation.size() > self.settings.request_bytes_max {
            return self.refuse(id, Denial::TooLarge, output);
        }
        if self.machine.over_quota(self.settings.quota, &operation) {
            let alarm = Alarm { member: super::member_id(self.raft.id()), kind: AlarmKind::NoSpace };
            self.propose_own(now, Operation::AlarmActivate(alarm));
            return self.refuse(id, Denial::NoSpace, output);
        }
        let until = now + request_timeout(self.raft.tuning());
        let proposal = Arc::new(Proposal::new(Origin::Client(id), user, operation));
        output.events.push(Happening::Proposed { request: id, digest: proposal.digest() });
        self.writes.push(WaitingWrite { proposal, change: None, until, blocked: true });
    }

    pub(super) fn answer(&self, id: RequestId, answer: Answer, output: &mut Output) {
        output.answers.push((id, self.respond(None, Ok(answer))));
    }

    pub(super) fn refuse(&self, id: RequestId, denial: Denial, output: &mut Output) {
        output.answers.push((id, self.respond(None, Err(denial))));
    }
}
