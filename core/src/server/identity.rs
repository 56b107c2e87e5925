//! The 64-bit names by which etcd calls a cluster and its members, and their addresses.

use alloc::{format, sync::Arc, vec, vec::Vec};

use crate::{id::NodeId, machine::mix};

/// The cluster's id.
pub const fn cluster_id() -> u64 {
    mix(0x61_676f_7261, 0)
}

/// A member's id. No place is ever given twice, so it differs for every member that is ever added.
pub const fn member_id(node: NodeId) -> u64 {
    mix(cluster_id(), node.number() as u64)
}

/// Where the peers of the member in this place find it, unless it says something else.
pub fn peer_urls(node: NodeId) -> Vec<Arc<str>> {
    vec![format!("http://{node}:2380").into()]
}

/// Where its clients find it.
pub fn client_urls(node: NodeId) -> Vec<Arc<str>> {
    vec![format!("http://{node}:2379").into()]
}
