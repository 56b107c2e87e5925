//! What travels on the wires.

use alloc::boxed::Box;

use super::event::MessageKind;
use crate::{
    api::{
        Request, Response,
        lease::{LeaseAnswer, LeaseRequest},
    },
    id::{RequestId, Term},
    raft::message::{Ballot, Body, Message},
    server::{Command, HashWord},
};

/// The content of one message.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Packet {
    /// Between members.
    Raft(Message<Command>),
    /// From a client.
    Request(RequestId, Request),
    /// To a client.
    Response(RequestId, Box<Response>),
    /// Between members: what a client asked about a lease, for the leader.
    Relay(RequestId, LeaseRequest),
    /// Between members: the leader's answer to that.
    Relayed(RequestId, LeaseAnswer),
    /// Between members: what the data of one are.
    Hash(HashWord),
    /// To a client, from a machine on which nobody listens, or no longer.
    Refused {
        /// The request that is not served.
        request: RequestId,
        /// Whether a member had got it before it died.
        delivered: bool,
    },
}

impl Packet {
    /// What it is, for the eye.
    #[inline]
    pub(super) fn kind(&self) -> MessageKind {
        match self {
            Self::Raft(message) => raft_kind(&message.body),
            Self::Request(_, request) => MessageKind::Request { write: request.call.is_change() },
            Self::Response(_, response) => MessageKind::Response { ok: response.result.is_ok() },
            Self::Relay(..) => MessageKind::LeaseRequest,
            Self::Relayed(..) => MessageKind::LeaseResponse,
            Self::Hash(HashWord::Ask { .. }) => MessageKind::HashRequest,
            Self::Hash(HashWord::Told { .. }) => MessageKind::HashResponse,
            Self::Refused { .. } => MessageKind::Refused,
        }
    }

    /// Whether the wire may double it. A connection hides duplicates from a client, and a proposal that is passed on
    /// twice is committed twice, so etcd's peers speak TCP; all else between members stands for itself.
    pub(super) fn may_come_twice(&self) -> bool {
        matches!(self, Self::Raft(message) if !matches!(message.body, Body::Propose(_)))
    }

    /// The term it carries.
    pub(super) fn term(&self) -> Option<Term> {
        match self {
            Self::Raft(message) => message.term,
            _ => None,
        }
    }
}

#[inline]
fn raft_kind(body: &Body<Command>) -> MessageKind {
    match body {
        Body::VoteRequest { ballot: Ballot::PreVote, .. } => MessageKind::PreVoteRequest,
        Body::VoteRequest { ballot: Ballot::Vote, .. } => MessageKind::VoteRequest,
        Body::VoteResponse { ballot: Ballot::PreVote, granted } => MessageKind::PreVoteResponse { granted: *granted },
        Body::VoteResponse { ballot: Ballot::Vote, granted } => MessageKind::VoteResponse { granted: *granted },
        Body::Append { entries, .. } => MessageKind::Append { entries: entries.len() as u32 },
        Body::AppendAccepted { .. } => MessageKind::AppendResponse { accepted: true },
        Body::AppendRejected { .. } => MessageKind::AppendResponse { accepted: false },
        Body::StaleTerm => MessageKind::StaleTerm,
        Body::Heartbeat { .. } => MessageKind::Heartbeat,
        Body::HeartbeatResponse { .. } => MessageKind::HeartbeatResponse,
        Body::InstallSnapshot(_) => MessageKind::Snapshot,
        Body::TimeoutNow => MessageKind::TimeoutNow,
        Body::Propose(_) => MessageKind::Propose,
        Body::Read(_) => MessageKind::ReadRequest,
        Body::ReadIndex { .. } => MessageKind::ReadResponse,
        Body::Transfer { .. } => MessageKind::Transfer,
    }
}
