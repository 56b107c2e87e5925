//! What passes between a member and whoever carries it: what it is told, and what it wants done.

use alloc::{sync::Arc, vec::Vec};

use super::{Command, HashWord};
use crate::{
    api::{
        Request, Response,
        lease::{LeaseAnswer, LeaseRequest},
    },
    id::{Index, LeaseId, NodeId, RequestId, Revision, Term},
    mvcc::{Bytes, Change},
    raft::{ConfigChange, Write, event::RaftEvent, message::Message},
    shared::Run,
};

/// What a member is told.
#[derive(Clone, Debug)]
pub enum Input {
    /// Its clock has reached [`super::Member::deadline`].
    Wake,
    /// Somebody lets its Raft timer run out now.
    Fire,
    /// A message from a peer.
    Peer(Message<Command>),
    /// A client's request.
    Request(RequestId, Request),
    /// A peer that does not lead passes on what a client asked about a lease.
    Relay(NodeId, RequestId, LeaseRequest),
    /// The leader answers that.
    Relayed(RequestId, LeaseAnswer),
    /// A peer asks what this member's data are, or answers.
    Hash(NodeId, HashWord),
    /// A bit of a value flips on its disk: of this key's, or of the one that was put last.
    Rot(Option<Bytes>),
    /// A client reads no more of a stream, or again: what TCP tells a sender.
    Flow {
        /// Which stream.
        stream: RequestId,
        /// Whether it reads.
        flows: bool,
    },
    /// The write handed out last is on the disk.
    Stored,
    /// An operator asks its Raft node for this change, past the rules of the server.
    Reconfigure(ConfigChange),
    /// An operator wants this member to lead.
    Transfer(NodeId),
    /// An operator lets it forget who leads.
    ForgetLeader,
}

/// What a member wants done, in this order: store `stored`, send, begin `write`.
///
/// Whoever carries it out drains it and hands it in again, so that its lists keep their room.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Output {
    /// Must be on the disk at once; it needs no sync, so it takes no time.
    pub stored: Vec<Write<Command>>,
    /// Messages to peers.
    pub send: Vec<Message<Command>>,
    /// Answers to clients.
    pub answers: Vec<(RequestId, Response)>,
    /// To be written and synced; [`Input::Stored`] says when it is done.
    pub write: Option<Write<Command>>,
    /// Requests about leases that the leader shall answer.
    pub relay: Vec<(NodeId, RequestId, LeaseRequest)>,
    /// Answers to such requests, for the members that passed them on.
    pub relayed: Vec<(NodeId, RequestId, LeaseAnswer)>,
    /// What happened.
    pub events: Vec<Happening>,
    /// Requests that the leader shall answer in its place.
    pub forward: Vec<(NodeId, RequestId, Request)>,
    /// What it asks its peers about their data, and tells them of its own.
    pub hashes: Vec<(NodeId, HashWord)>,
    /// It was removed from the cluster, and its process ends.
    pub ended: bool,
    /// Its data are not what its peers have, and its process ends.
    pub unfit: bool,
}

/// What happened inside a member.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Happening {
    /// Inside its Raft node.
    Raft(RaftEvent),
    /// Its data and a peer's differ.
    Inconsistent {
        /// Whose.
        peer: NodeId,
    },
    /// It made a client's write a proposal.
    Proposed {
        /// The request.
        request: RequestId,
        /// The proposal's digest.
        digest: u64,
    },
    /// Its machine changed these keys, as one revision.
    Changed(Run<Arc<Change>>),
    /// Its machine applied an entry.
    Applied {
        /// The entry.
        index: Index,
        /// Its term.
        term: Term,
        /// The digest of its command, 0 without one.
        digest: u64,
        /// The store's revision afterwards.
        revision: Revision,
        /// The machine's hash afterwards.
        hash: u64,
    },
    /// It leads, and found that a lease's time is over.
    LeaseExpired {
        /// Which.
        lease: LeaseId,
    },
    /// Its machine ended a lease.
    LeaseEnded {
        /// Which.
        lease: LeaseId,
        /// The entry that says so.
        index: Index,
        /// How many keys went with it.
        keys: u32,
    },
}
