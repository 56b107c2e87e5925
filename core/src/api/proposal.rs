//! What a member asks Raft to replicate (etcd, `raft_internal.proto`).

use alloc::{string::String, sync::Arc, vec::Vec};
use core::{
    fmt,
    hash::{Hash, Hasher},
};

use super::{
    auth::AuthRequest,
    cluster::MemberInfo,
    kv::{Compact, DeleteRange, Op, Put, Range, Txn},
    maintenance::{Alarm, AlarmKind},
};
use crate::{
    id::{LeaseId, NodeId, RequestId},
    machine::{Machine, mix},
    mvcc::KeyRange,
    raft::message::Command,
};

/// A change of the replicated state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    /// Sets a key.
    Put(Arc<Put>),
    /// Removes keys.
    Delete(Arc<DeleteRange>),
    /// A transaction that may change something.
    Txn(Arc<Txn>),
    /// Forgets old revisions.
    Compact(Compact),
    /// A new lease, its id chosen by the member that was asked.
    LeaseGrant {
        /// Its id.
        id: LeaseId,
        /// Its time to live in seconds, as it was asked for.
        ttl: i64,
    },
    /// Ends a lease, and removes its keys.
    LeaseRevoke {
        /// Which.
        id: LeaseId,
    },
    /// The leader's word on how long leases still live, so that the next leader does not begin anew.
    LeaseCheckpoint(Vec<(LeaseId, i64)>),
    /// Raises an alarm.
    AlarmActivate(Alarm),
    /// Ends alarms; member 0 is every member's, and no kind is every kind.
    AlarmDisarm {
        /// Whose, by 64-bit id.
        member: u64,
        /// Which.
        kind: Option<AlarmKind>,
    },
    /// Goes with a change of the configuration: what the cluster shall know of the member that comes, moves, or votes.
    Member(Arc<MemberInfo>),
    /// Goes with a change of the configuration: the member that leaves.
    MemberGone(u64),
    /// A member that has started tells its name and where its clients find it.
    MemberPublished(Arc<MemberInfo>),
    /// Users and roles.
    Auth(Arc<AuthRequest>),
}

impl Operation {
    /// How many bytes it weighs in the log, about.
    pub fn size(&self) -> usize {
        let urls =
            |info: &MemberInfo| info.peer_urls.iter().chain(&info.client_urls).map(|url| url.len()).sum::<usize>();
        16 + match self {
            Self::Put(put) => put.size(),
            Self::Delete(delete) => delete.keys.size(),
            Self::Txn(txn) => txn.size(),
            Self::LeaseCheckpoint(leases) => leases.len() * 16,
            Self::Member(info) | Self::MemberPublished(info) => info.name.len() + urls(info),
            Self::Compact(_)
            | Self::LeaseGrant { .. }
            | Self::LeaseRevoke { .. }
            | Self::AlarmActivate(_)
            | Self::AlarmDisarm { .. }
            | Self::MemberGone(_)
            | Self::Auth(_) => 0,
        }
    }
}

impl Put {
    /// How many bytes it weighs.
    pub fn size(&self) -> usize {
        self.key.len() + self.value.len()
    }
}

impl Txn {
    /// How many bytes it weighs.
    pub fn size(&self) -> usize {
        let op = |op: &Op| match op {
            Op::Range(range) => range.keys.size(),
            Op::Put(put) => put.size(),
            Op::Delete(delete) => delete.keys.size(),
            Op::Txn(txn) => txn.size(),
        };
        let compares = self.compares.iter().map(|compare| compare.keys.size() + 16).sum::<usize>();
        compares + self.success.iter().chain(&self.failure).map(op).sum::<usize>()
    }
}

/// Who wants a change.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Origin {
    /// A client, by this request.
    Client(RequestId),
    /// A member by itself; its changes are counted from 1 since the process started.
    Member {
        /// Which.
        node: NodeId,
        /// Which start of its process, and which change since then.
        number: u64,
    },
}

/// A change as the log carries it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Proposal {
    /// Who wants it.
    pub origin: Origin,
    /// As which user, and at which revision of users and roles; `None` without permissions.
    pub user: Option<Arc<super::auth::Token>>,
    /// What.
    pub operation: Operation,
    digest: u64,
}

impl Proposal {
    /// A change that a client or a member wants.
    pub fn new(origin: Origin, user: Option<Arc<super::auth::Token>>, operation: Operation) -> Self {
        let mut mixer = Mixer(1);
        origin.hash(&mut mixer);
        user.hash(&mut mixer);
        operation.hash(&mut mixer);
        let digest = mixer.finish();
        Self { origin, user, operation, digest }
    }

    /// A number that stands for all of it.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The client's request that it comes from.
    pub fn request(&self) -> Option<RequestId> {
        match self.origin {
            Origin::Client(request) => Some(request),
            Origin::Member { .. } => None,
        }
    }
}

/// A hasher that gives the same on every machine, eight bytes at a time.
struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for eight in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..eight.len()].copy_from_slice(eight);
            self.0 = mix(self.0, u64::from_le_bytes(word));
        }
    }

    // Numbers go in by value: their bytes differ from machine to machine, and so does the width of `usize`.
    fn write_u8(&mut self, number: u8) {
        self.write_u64(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = mix(self.0, number);
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number as u64);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as u64);
    }
}

impl Command for Arc<Proposal> {
    type Snapshot = Arc<Machine>;

    fn size(&self) -> usize {
        self.operation.size()
    }

    fn digest(&self) -> u64 {
        self.digest
    }
}

impl fmt::Display for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.operation.fmt(f)
    }
}

fn text(bytes: &[u8]) -> alloc::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

impl fmt::Display for KeyRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(key) => f.write_str(&text(key)),
            Self::Between(key, end) => write!(f, "{} {}", text(key), text(end)),
            Self::From(key) => write!(f, "{} --from-key", text(key)),
        }
    }
}

impl fmt::Display for Put {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "put {} {}", text(&self.key), text(&self.value))?;
        self.lease.map_or(Ok(()), |lease| write!(f, " --lease={lease}"))
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range(Range { keys, .. }) => write!(f, "get {keys}"),
            Self::Put(put) => put.fmt(f),
            Self::Delete(delete) => write!(f, "del {}", delete.keys),
            Self::Txn(txn) => txn.fmt(f),
        }
    }
}

impl fmt::Display for Txn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, ops: &[Op]| {
            ops.iter().enumerate().try_for_each(|(place, op)| write!(f, "{}{op}", if place == 0 { "" } else { "; " }))
        };
        write!(f, "txn if {} then {{", self.compares.len())?;
        list(f, &self.success)?;
        f.write_str("} else {")?;
        list(f, &self.failure)?;
        f.write_str("}")
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put(put) => put.fmt(f),
            Self::Delete(delete) => write!(f, "del {}", delete.keys),
            Self::Txn(txn) => txn.fmt(f),
            Self::Compact(compact) => write!(f, "compact {}", compact.revision),
            Self::LeaseGrant { id, ttl } => write!(f, "grant lease {id} {ttl}s"),
            Self::LeaseRevoke { id } => write!(f, "revoke lease {id}"),
            Self::LeaseCheckpoint(leases) => write!(f, "checkpoint {} leases", leases.len()),
            Self::AlarmActivate(alarm) => write!(f, "raise {}", alarm.kind.name()),
            Self::AlarmDisarm { .. } => f.write_str("disarm"),
            Self::Member(info) if info.learner => write!(f, "learner {}", info.node),
            Self::Member(info) => write!(f, "member {}", info.node),
            Self::MemberGone(id) => write!(f, "remove member {id:x}"),
            Self::MemberPublished(info) => write!(f, "publish {}", info.name),
            Self::Auth(_) => f.write_str("users and roles"),
        }
    }
}
