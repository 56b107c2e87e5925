//! etcd's API as types: what a client can ask of a member, and what it gets back (etcd, `rpc.proto`).
//!
//! Words only. What a committed change does is in `machine`; who answers, and when, is in `server`.

pub mod auth;
pub mod cluster;
mod denial;
pub mod kv;
pub mod lease;
pub mod maintenance;
mod proposal;
pub mod watch;

pub use denial::{Code, Denial};
pub use proposal::{Operation, Origin, Proposal};

use alloc::sync::Arc;

use crate::id::{Index, NodeId, RequestId, Revision, Term};
use auth::{AuthAnswer, AuthRequest, Token};
use cluster::{ClusterAnswer, ClusterRequest};
use kv::{Compact, DeleteRange, OpAnswer, Put, Range, Txn};
use lease::{LeaseAnswer, LeaseRequest};
use maintenance::{MaintenanceAnswer, MaintenanceRequest};
use watch::{WatchOrder, WatchResponse};

/// What a client asks of a member, and as whom.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Request {
    /// The token of the user that asks; `None` without `--user`.
    pub token: Option<Token>,
    /// What is asked.
    pub call: Call,
}

impl From<Call> for Request {
    /// A request that names no user.
    fn from(call: Call) -> Self {
        Self { token: None, call }
    }
}

/// What can be asked: one of etcd's remote procedures.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Call {
    /// Reads keys.
    Range(Arc<Range>),
    /// Sets a key.
    Put(Arc<Put>),
    /// Removes keys.
    Delete(Arc<DeleteRange>),
    /// Compares, and then does one of two lists of operations, as one change.
    Txn(Arc<Txn>),
    /// Forgets old revisions.
    Compact(Compact),
    /// Speaks on a stream of watches. The name of the request is the name of its stream: the first order opens it,
    /// later ones carry the same name, and every response on it does too.
    Watch(Arc<WatchOrder>),
    /// Leases.
    Lease(LeaseRequest),
    /// The members of the cluster.
    Cluster(Arc<ClusterRequest>),
    /// What keeps a cluster in order.
    Maintenance(MaintenanceRequest),
    /// Users and roles.
    Auth(Arc<AuthRequest>),
    /// A page of the member's web server: `/metrics`, `/health`, `/version`.
    Http(Arc<str>),
    /// The client no longer wants what it asked for under this name, or closes that stream.
    Close(RequestId),
}

/// A member's answer. A stream of watches gets many.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Response {
    /// Who answers.
    pub member: NodeId,
    /// The store's revision there, when the answer was made.
    pub revision: Revision,
    /// The term there.
    pub term: Term,
    /// Where in the log the change is, if it was one that is applied.
    pub index: Option<Index>,
    /// The answer, or why there is none.
    pub result: Result<Answer, Denial>,
}

/// What was asked for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Answer {
    /// To [`Call::Range`], [`Call::Put`], [`Call::Delete`] and [`Call::Txn`].
    Op(OpAnswer),
    /// To [`Call::Compact`].
    Compact,
    /// On a stream of watches.
    Watch(Arc<WatchResponse>),
    /// To [`Call::Lease`].
    Lease(LeaseAnswer),
    /// To [`Call::Cluster`].
    Cluster(ClusterAnswer),
    /// To [`Call::Maintenance`].
    Maintenance(MaintenanceAnswer),
    /// To [`Call::Auth`].
    Auth(AuthAnswer),
    /// To [`Call::Http`]: status and body.
    Http(u16, Arc<str>),
}

impl Call {
    /// Whether it is a change that goes through the log, so that its outcome is unknown until an answer comes.
    pub fn is_change(&self) -> bool {
        match self {
            Self::Put(_) | Self::Delete(_) | Self::Compact(_) => true,
            Self::Txn(txn) => !txn.is_read_only(),
            Self::Lease(request) => matches!(request, LeaseRequest::Grant { .. } | LeaseRequest::Revoke { .. }),
            Self::Cluster(request) => !matches!(**request, ClusterRequest::List { .. }),
            Self::Maintenance(request) => request.is_change(),
            Self::Auth(request) => request.is_change(),
            Self::Range(_) | Self::Watch(_) | Self::Http(_) | Self::Close(_) => false,
        }
    }
}
