//! Where things are: the two ends of a wire.

use core::fmt;

use crate::id::{ClientId, NodeId};

/// A member or a client: anything that a message can leave or reach.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// A member of the cluster.
    Member(NodeId),
    /// A client's process.
    Client(ClientId),
}

impl Place {
    /// A number of its own, for the label of a wire's random stream.
    pub const fn number(self) -> u16 {
        match self {
            Self::Member(node) => node.number() as u16,
            Self::Client(client) => 256 + client.0 as u16,
        }
    }

    /// How many places there can be.
    pub(super) const SLOTS: usize = NodeId::MAX as usize + 1 + 10;

    /// A small number of its own, below [`Place::SLOTS`].
    pub(super) const fn slot(self) -> usize {
        match self {
            Self::Member(node) => node.number() as usize,
            Self::Client(client) => NodeId::MAX as usize + 1 + client.0 as usize,
        }
    }

    /// The member, if it is one.
    pub const fn member(self) -> Option<NodeId> {
        match self {
            Self::Member(node) => Some(node),
            Self::Client(_) => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(node) => write!(f, "{node}"),
            Self::Client(client) => write!(f, "{client}"),
        }
    }
}
