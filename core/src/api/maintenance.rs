//! What keeps a cluster in order: alarms, status, hashes, defragmentation, snapshots, the choice of the leader.

use alloc::{string::String, sync::Arc, vec::Vec};

use crate::{
    id::{Index, NodeId, Revision, Term},
    time::Duration,
};

/// What can be asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MaintenanceRequest {
    /// Which alarms are on.
    AlarmList,
    /// Raises one.
    AlarmActivate(Alarm),
    /// Ends one; `member` 0 is every member's, and no kind is every kind.
    AlarmDisarm {
        /// Whose, by 64-bit id.
        member: u64,
        /// Which.
        kind: Option<AlarmKind>,
    },
    /// How the member is.
    Status,
    /// Gives the space of what was removed back; the member does nothing else meanwhile.
    Defragment,
    /// The hash of the member's whole store.
    Hash,
    /// The hash of all keys at a revision; 0 is the newest. Signed, since nonsense may be asked for.
    HashKv {
        /// As of which revision.
        revision: i64,
    },
    /// A copy of the store.
    Snapshot,
    /// Another leader; only the leader takes this.
    MoveLeader {
        /// Its 64-bit id.
        target: u64,
    },
}

impl MaintenanceRequest {
    /// Whether it goes through the log.
    pub fn is_change(&self) -> bool {
        matches!(self, Self::AlarmActivate(_) | Self::AlarmDisarm { .. })
    }
}

/// Something is wrong on a member, and the cluster knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Alarm {
    /// On which member, by 64-bit id.
    pub member: u64,
    /// What.
    pub kind: AlarmKind,
}

/// What can be wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AlarmKind {
    /// Its store has reached its quota: no more puts.
    NoSpace,
    /// Its data differ from the others'.
    Corrupt,
}

impl AlarmKind {
    /// etcd's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoSpace => "NOSPACE",
            Self::Corrupt => "CORRUPT",
        }
    }
}

/// What comes back.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum MaintenanceAnswer {
    /// The alarms that are on, or that the request changed.
    Alarms(Vec<Alarm>),
    /// How the member is.
    Status(Status),
    /// It is done.
    Defragment,
    /// The hash of the whole store.
    Hash(u32),
    /// The hash of all keys.
    HashKv {
        /// The hash.
        hash: u32,
        /// Up to where the store is compacted; `None` where it never was.
        compacted: Option<Revision>,
    },
    /// A copy of the store.
    Snapshot(Arc<SavedStore>),
    /// Leadership has moved.
    MoveLeader,
}

/// How a member is (etcd, `StatusResponse`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Status {
    /// The version of etcd it runs.
    pub version: &'static str,
    /// Bytes of its store's file.
    pub db_size: u64,
    /// Bytes of that in use.
    pub db_size_in_use: u64,
    /// The leader's 64-bit id; 0 without one.
    pub leader: u64,
    /// The last entry that it knows to be committed.
    pub raft_index: Index,
    /// Its term.
    pub raft_term: Term,
    /// The last entry it applied.
    pub raft_applied_index: Index,
    /// What is wrong with it.
    pub errors: Vec<String>,
    /// It does not vote.
    pub learner: bool,
}

/// A member's store as a snapshot file holds it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SavedStore {
    /// Who made it.
    pub from: NodeId,
    /// Its keys and leases, as the member had applied them.
    pub machine: Arc<crate::machine::Machine>,
    /// The file's size in bytes.
    pub size: u64,
}

/// What a member forgets without being told (etcd, `--auto-compaction-mode` and `--auto-compaction-retention`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AutoCompaction {
    /// All but what changed in this time.
    Periodic(Duration),
    /// All but so many revisions.
    Revision(u64),
}
