//! What a client can ask of a member, and what it gets back.

use alloc::{string::String, sync::Arc, vec::Vec};
use core::fmt;

use super::mix;
use crate::{
    id::{Index, NodeId, RequestId, Revision, Term},
    machine::Machine,
    mvcc::{Bytes, KeyRange, KeyValue},
    raft::message::Command,
};

/// A change of the store; it goes through the log.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    /// Sets a key.
    Put {
        /// The key.
        key: Bytes,
        /// Its value.
        value: Bytes,
        /// Whether the answer shall hold what was there before.
        previous: bool,
    },
    /// Removes keys.
    Delete {
        /// Which.
        range: KeyRange,
        /// Whether the answer shall hold what was removed.
        previous: bool,
    },
}

/// A read; it goes through the log's leader, but not through the log.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Query {
    /// Which keys.
    pub range: KeyRange,
    /// At most this many of them, after sorting.
    pub limit: Option<usize>,
    /// Leaves the values out.
    pub keys_only: bool,
    /// Leaves everything out but the count.
    pub count_only: bool,
    /// By what they are sorted.
    pub sort_by: SortTarget,
    /// In which order; `None` is rising, and lets the limit cut before the sorting (etcd, `apply.go`, `Range`).
    pub order: Option<Order>,
    /// Answered at once from what the member has, however old (etcd, `serializable`).
    pub serializable: bool,
}

impl Query {
    /// A linearizable read of everything about the keys of a range.
    pub fn of(range: KeyRange) -> Self {
        Self {
            range,
            limit: None,
            keys_only: false,
            count_only: false,
            sort_by: SortTarget::Key,
            order: None,
            serializable: false,
        }
    }
}

/// By what the answer to a read is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SortTarget {
    /// The key.
    Key,
    /// How often it was put.
    Version,
    /// When it came into being.
    Create,
    /// When it was last put.
    Modify,
    /// The value.
    Value,
}

/// In which order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Order {
    /// The smallest first.
    Ascend,
    /// The greatest first.
    Descend,
}

/// A change with the name of the request that wants it: what the log carries.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Proposal {
    /// Who asked.
    pub request: RequestId,
    /// For what.
    pub operation: Operation,
    digest: u64,
}

impl Proposal {
    /// A proposal; its digest is computed once, here.
    pub fn new(request: RequestId, operation: Operation) -> Self {
        let digest =
            [u64::from(request.client.0), u64::from(request.number)]
                .into_iter()
                .chain(operation.parts().into_iter().flat_map(|part| {
                    core::iter::once(part.len() as u64).chain(part.iter().map(|&byte| u64::from(byte)))
                }))
                .fold(1, mix);
        Self { request, operation, digest }
    }

    /// A number that differs for different proposals.
    pub fn digest(&self) -> u64 {
        self.digest
    }
}

impl Operation {
    fn parts(&self) -> [&[u8]; 2] {
        match self {
            Self::Put { key, value, .. } => [key, value],
            Self::Delete { range, .. } => match range {
                KeyRange::One(key) => [key, &[]],
                KeyRange::From(key) => [key, b"\0"],
                KeyRange::Between(key, end) => [key, end],
            },
        }
    }
}

impl Command for Arc<Proposal> {
    type Snapshot = Arc<Machine>;

    fn size(&self) -> usize {
        self.operation.parts().iter().map(|part| part.len()).sum::<usize>() + 16
    }

    fn digest(&self) -> u64 {
        self.digest
    }
}

impl fmt::Display for Proposal {
    /// As one would type it: `put color blue`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.operation.fmt(f)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |bytes: &Bytes| String::from_utf8_lossy(bytes).into_owned();
        match self {
            Self::Put { key, value, .. } => write!(f, "put {} {}", text(key), text(value)),
            Self::Delete { range: KeyRange::One(key), .. } => write!(f, "del {}", text(key)),
            Self::Delete { range: KeyRange::Between(key, end), .. } => write!(f, "del {} {}", text(key), text(end)),
            Self::Delete { range: KeyRange::From(key), .. } => write!(f, "del {} --from-key", text(key)),
        }
    }
}

/// What a client asks of a member.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Request {
    /// A read.
    Query(Arc<Query>),
    /// A change.
    Change(Arc<Proposal>),
}

/// What a member answers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Response {
    /// Who answers.
    pub member: NodeId,
    /// The store's revision when the request was served.
    pub revision: Revision,
    /// The member's term.
    pub term: Term,
    /// The log entry that carried a change.
    pub index: Option<Index>,
    /// The answer, or why there is none.
    pub result: Result<Answer, Denial>,
}

/// The body of an answer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Answer {
    /// To a put.
    Put {
        /// What was there before, if asked for.
        previous: Option<KeyValue>,
    },
    /// To a delete.
    Delete {
        /// How many keys went.
        deleted: u64,
        /// What they were, if asked for.
        previous: Vec<KeyValue>,
    },
    /// To a read.
    Range {
        /// The keys, sorted and cut as asked.
        found: Vec<KeyValue>,
        /// Whether the limit cut some off.
        more: bool,
        /// How many there are without the limit.
        count: u64,
    },
}

/// Why a member did not do what it was asked (etcd, `rpctypes/error.go`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Denial {
    /// The key is empty.
    EmptyKey,
    /// The request is larger than a member takes.
    TooLarge,
    /// Who leads changed while a read waited.
    LeaderChanged,
    /// The member gave up waiting.
    TimedOut,
    /// Raft did not take the proposal.
    ProposalDropped,
}

impl Denial {
    /// Whether the request surely had no effect.
    pub const fn is_certain(self) -> bool {
        !matches!(self, Self::TimedOut)
    }

    /// Whether a client may try again by itself, where trying again is harmless (gRPC's code Unavailable).
    pub const fn is_unavailable(self) -> bool {
        matches!(self, Self::LeaderChanged | Self::TimedOut)
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyKey => "etcdserver: key is not provided",
            Self::TooLarge => "etcdserver: request is too large",
            Self::LeaderChanged => "etcdserver: leader changed",
            Self::TimedOut => "etcdserver: request timed out",
            Self::ProposalDropped => "raft proposal dropped",
        })
    }
}
