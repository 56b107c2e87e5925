//! What is done with a client's request: refused for its shape, answered at once, kept until a read is confirmed, or
//! proposed (etcd, `v3rpc/` and `v3_server.go`).

use alloc::{sync::Arc, vec::Vec};

use super::{Happening, Member, Output, WaitingWrite, reads::Query, request_timeout};
use crate::{
    api::{
        Answer, Call, Denial, Operation, Origin, Proposal, Request,
        auth::Token,
        maintenance::{Alarm, AlarmKind, MaintenanceAnswer, MaintenanceRequest},
        watch::WatchOrder,
    },
    id::RequestId,
    machine::request,
    time::SimTime,
};

impl Member {
    pub(super) fn request(&mut self, now: SimTime, id: RequestId, request: Request, output: &mut Output) {
        let Some(request) = self.wait_for_check(id, request) else { return };
        let Some(request) = self.wait_for_store(id, request) else { return };
        if self.is_early(&request) {
            return self.wait_for_token(now, id, request);
        }
        if let Err(denial) = request::check(&request.call, self.settings.txn_ops_max) {
            return self.refuse(id, denial, output);
        }
        // A learner answers only for what it has (etcd, `isRPCSupportedForLearner`).
        let own = match &request.call {
            Call::Range(range) => range.serializable,
            Call::Maintenance(MaintenanceRequest::Status | MaintenanceRequest::Snapshot)
            | Call::Close(_)
            | Call::Http(_) => true,
            _ => false,
        };
        if !own && self.is_learner() {
            return self.refuse(id, Denial::NotForLearner, output);
        }
        let user = match self.let_in(&request) {
            Ok(user) => user,
            Err(denial) => return self.refuse(id, denial, output),
        };
        let Request { token, call } = request;
        match call {
            Call::Range(range) => {
                let serializable = range.serializable;
                self.read(now, id, Query::Range(range, token.map(Arc::new)), serializable, output);
            }
            Call::Txn(txn) if txn.is_read_only() => {
                let serializable = txn.is_serializable();
                self.read(now, id, Query::Txn(txn, token.map(Arc::new)), serializable, output);
            }
            Call::Put(put) => self.propose(now, id, user, Operation::Put(put), output),
            Call::Delete(delete) => self.propose(now, id, user, Operation::Delete(delete), output),
            Call::Txn(txn) => self.propose(now, id, user, Operation::Txn(txn), output),
            Call::Compact(compact) => self.propose(now, id, user, Operation::Compact(compact), output),
            Call::Lease(request) => self.lease_request(now, id, user, request, output),
            Call::Maintenance(request) => self.maintain(now, id, user, request, output),
            Call::Watch(order) => match &*order {
                WatchOrder::Create(wish) if let Err(denial) = self.may_watch(token.as_ref(), wish) => {
                    self.refuse_watch(id, denial, output);
                }
                order => self.watch_order(now, id, order, output),
            },
            Call::Cluster(request) => self.cluster_request(now, id, token, &request, output),
            Call::Auth(request) => self.auth_request(now, id, user, request, output),
            Call::Http(path) => self.page(now, id, &path, output),
            Call::Close(stream) => self.close_stream(stream),
        }
    }

    /// A read: at once where it may be old, otherwise once the leader has confirmed that it still leads.
    pub(super) fn read(&mut self, now: SimTime, id: RequestId, query: Query, serializable: bool, output: &mut Output) {
        if serializable {
            return self.answer_query(now, id, &query, output);
        }
        let until = now + request_timeout(self.raft.tuning());
        self.reads.wait(id, query, until);
        self.start_reads(now, output);
    }

    pub(super) fn answer_query(&mut self, now: SimTime, id: RequestId, query: &Query, output: &mut Output) {
        let auth = self.machine.auth();
        let user = |token: &Option<Arc<Token>>| auth.user_of(token.as_deref());
        let result = match query {
            Query::Range(range, token) => user(token)
                .and_then(|user| auth.check_read(user.as_ref(), &range.keys))
                .and_then(|()| self.machine.range(range).map(Answer::Op)),
            Query::Txn(txn, token) => user(token)
                .and_then(|user| auth.check_txn(user.as_ref(), txn))
                .and_then(|()| self.machine.read_txn(txn).map(Answer::Op)),
            Query::Hashes => return self.judge_hashes(now, output),
            Query::Page(page) => return self.finish_page(id, *page, None, output),
            Query::Login(request) => return self.log_in(now, id, request, output),
            Query::Members => Ok(self.member_list()),
            Query::Alarms => {
                let alarms = self.machine.alarms().iter().copied().collect::<Vec<_>>();
                Ok(Answer::Maintenance(MaintenanceAnswer::Alarms(alarms)))
            }
        };
        if let Ok(Answer::Op(answer)) = &result {
            self.counters.answered(answer);
        }
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
