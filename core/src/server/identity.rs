//! The 64-bit names by which etcd calls a cluster and its members.

use crate::{id::NodeId, machine::mix};

/// The cluster's id.
pub const fn cluster_id() -> u64 {
    mix(0x61_676f_7261, 0)
}

/// A member's id.
pub const fn member_id(node: NodeId) -> u64 {
    mix(cluster_id(), node.number() as u64)
}
