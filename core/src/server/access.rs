//! Who asks, and what that user may do, as far as it is looked at before anything is proposed (etcd, `v3_server.go`,
//! `AuthInfoFromCtx`, `Authenticate`, `checkMembershipOperationPermission`; `v3rpc/maintenance.go`, `v3rpc/watch.go`).

use alloc::{format, sync::Arc, vec::Vec};
use core::mem;

use super::{Member, Output, members::check_peer_urls, reads::Query, request_timeout};
use crate::{
    api::{
        Answer, Call, Denial, Operation, Request,
        auth::{AuthRequest, Token},
        cluster::ClusterRequest,
        lease::LeaseRequest,
        maintenance::MaintenanceRequest,
        watch::{WatchCreate, WatchId, WatchOrder, WatchResponse},
    },
    id::RequestId,
    mvcc::KeyRange,
    time::SimTime,
};

/// A user, as it was when its request came.
pub(super) type User = Option<Arc<Token>>;

/// Requests whose tokens are newer than what this member has applied.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Access {
    early: Vec<(SimTime, RequestId, Request)>,
}

impl Access {
    pub(super) fn deadline(&self) -> SimTime {
        self.early.iter().map(|(until, ..)| *until).min().unwrap_or(SimTime::NEVER)
    }
}

/// Whether nobody looks at who asks.
fn is_open(call: &Call) -> bool {
    match call {
        // Reads are looked at when they are answered.
        Call::Range(_) | Call::Http(_) | Call::Close(_) => true,
        Call::Txn(txn) => txn.is_read_only(),
        Call::Watch(order) => !matches!(**order, WatchOrder::Create(_)),
        Call::Lease(request) => matches!(
            request,
            LeaseRequest::KeepAlive { .. } | LeaseRequest::List | LeaseRequest::TimeToLive { keys: false, .. }
        ),
        Call::Cluster(request) => matches!(**request, ClusterRequest::List { .. }),
        Call::Maintenance(request) => matches!(
            request,
            MaintenanceRequest::AlarmList | MaintenanceRequest::Status | MaintenanceRequest::MoveLeader { .. }
        ),
        Call::Auth(request) => matches!(**request, AuthRequest::Authenticate { .. }),
        Call::Put(_) | Call::Delete(_) | Call::Compact(_) => false,
    }
}

/// In maintenance, etcd lets its own words for a refusal out, not those of its API.
fn in_maintenance(denial: Denial) -> Denial {
    match denial {
        Denial::UserEmpty => Denial::MaintenanceUserEmpty,
        Denial::UserNotFound => Denial::MaintenanceUserNotFound,
        Denial::PermissionDenied => Denial::MaintenanceDenied,
        Denial::InvalidToken => Denial::MaintenanceInvalidToken,
        other => other,
    }
}

/// A watch from some key on is looked at as if it were of that key alone, as etcd 3.5 does.
fn watched(wish: &WatchCreate) -> KeyRange {
    match &wish.keys {
        KeyRange::From(key) => KeyRange::One(key.clone()),
        keys => keys.clone(),
    }
}

impl Member {
    /// A token that this member has not applied yet makes its request wait (etcd, `isValidSimpleToken`).
    pub(super) fn is_early(&self, request: &Request) -> bool {
        let auth = self.machine.auth();
        let newer = |token: &Token| auth.is_enabled() && token.revision > auth.revision();
        request.token.as_ref().is_some_and(newer)
    }

    pub(super) fn wait_for_token(&mut self, now: SimTime, id: RequestId, request: Request) {
        self.access.early.push((now + request_timeout(self.raft.tuning()), id, request));
    }

    /// Requests whose token has become known, and those whose time is over.
    #[inline]
    pub(super) fn admit(&mut self, now: SimTime, output: &mut Output) {
        if !self.access.early.is_empty() {
            self.admit_early(now, output);
        }
    }

    #[cold]
    fn admit_early(&mut self, now: SimTime, output: &mut Output) {
        for (until, id, request) in mem::take(&mut self.access.early) {
            if until <= now {
                self.refuse(id, Denial::InvalidToken, output);
            } else if self.is_early(&request) {
                self.access.early.push((until, id, request));
            } else {
                self.request(now, id, request, output);
            }
        }
    }

    /// Who asks, if that may be asked by that user at all; what is judged when it is applied, or answered, passes.
    pub(super) fn let_in(&self, request: &Request) -> Result<User, Denial> {
        if is_open(&request.call) {
            return Ok(None);
        }
        let auth = self.machine.auth();
        let user = auth.user_of(request.token.as_ref());
        let admin = || auth.check_admin(user.as_ref().map_err(|denial| *denial)?.as_ref());
        match &request.call {
            Call::Cluster(request) => {
                // Addresses that are none are refused whoever asks (etcd, `v3rpc/member.go`).
                if let ClusterRequest::Add { peer_urls, .. } = &**request {
                    check_peer_urls(peer_urls)?;
                }
                admin()?;
            }
            Call::Maintenance(
                MaintenanceRequest::Defragment
                | MaintenanceRequest::Hash
                | MaintenanceRequest::HashKv { .. }
                | MaintenanceRequest::Snapshot,
            ) => admin().map_err(in_maintenance)?,
            Call::Lease(LeaseRequest::TimeToLive { id, keys: true }) => {
                self.machine.check_lease_read(user.clone()?.as_ref(), *id)?;
            }
            _ => {}
        }
        Ok(user?.map(Arc::new))
    }

    /// A watch that its user may not have begins and ends with one response.
    pub(super) fn refuse_watch(&self, id: RequestId, denial: Denial, output: &mut Output) {
        let told = match denial {
            Denial::InvalidToken | Denial::AuthOldRevision | Denial::UserEmpty => denial,
            _ => Denial::PermissionDenied,
        };
        let reason = format!("rpc error: code = {:?} desc = {told}", told.code());
        let response =
            WatchResponse { id: WatchId(-1), created: true, canceled: true, reason, ..WatchResponse::default() };
        self.answer(id, Answer::Watch(Arc::new(response)), output);
    }

    /// Whether a user may have a watch.
    pub(super) fn may_watch(&self, token: Option<&Token>, wish: &WatchCreate) -> Result<(), Denial> {
        let auth = self.machine.auth();
        let user = auth.user_of(token)?;
        auth.check_read(user.as_ref(), &watched(wish))
    }

    pub(super) fn auth_request(
        &mut self,
        now: SimTime,
        id: RequestId,
        user: User,
        request: Arc<AuthRequest>,
        output: &mut Output,
    ) {
        match &*request {
            // The password is looked at here first: a wrong one never gets into the log.
            AuthRequest::Authenticate { .. } => self.read(now, id, Query::Login(request), false, output),
            _ => self.propose(now, id, user, Operation::Auth(request), output),
        }
    }

    /// What was applied up to when it was asked is known here: a right password gets a token by way of the log.
    pub(super) fn log_in(&mut self, now: SimTime, id: RequestId, request: &Arc<AuthRequest>, output: &mut Output) {
        let AuthRequest::Authenticate { name, password } = &**request else { return };
        match self.machine.auth().check_password(name, password) {
            Ok(()) => self.propose(now, id, None, Operation::Auth(Arc::clone(request)), output),
            Err(denial) => self.refuse(id, denial, output),
        }
    }
}
