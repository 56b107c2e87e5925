//! Who belongs to the cluster.

use alloc::{string::String, sync::Arc, vec::Vec};

use crate::id::NodeId;

/// What can be asked about the members.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ClusterRequest {
    /// A new one.
    Add {
        /// Where its peers will find it.
        peer_urls: Vec<Arc<str>>,
        /// It shall not vote yet.
        learner: bool,
    },
    /// One leaves.
    Remove {
        /// Its 64-bit id.
        id: u64,
    },
    /// One has moved.
    Update {
        /// Its 64-bit id.
        id: u64,
        /// Where its peers find it now.
        peer_urls: Vec<Arc<str>>,
    },
    /// A learner shall vote.
    Promote {
        /// Its 64-bit id.
        id: u64,
    },
    /// Who they are.
    List {
        /// Asks the leader first, so that the list is not old.
        linearizable: bool,
    },
}

/// One member, as the cluster knows it (etcd, `membership.Member`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MemberInfo {
    /// Its 64-bit id.
    pub id: u64,
    /// Its place in the simulated world.
    pub node: NodeId,
    /// Its name; empty until it was started.
    pub name: String,
    /// Where its peers find it.
    pub peer_urls: Vec<Arc<str>>,
    /// Where its clients find it; none until it was started.
    pub client_urls: Vec<Arc<str>>,
    /// It does not vote.
    pub learner: bool,
}

/// What comes back: the members afterwards, and the one that was added.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ClusterAnswer {
    /// The new one, for [`ClusterRequest::Add`].
    pub added: Option<MemberInfo>,
    /// All of them, by id.
    pub members: Vec<MemberInfo>,
}
