//! What a node is at the moment, with what belongs to that role alone.

use super::{progress::Progress, read_index::ReadQueue};
use crate::{
    id::{Index, NodeId, NodeMap, NodeSet},
    time::{Duration, SimTime},
};

/// A node's role (Raft §5.1; the pre-candidate is the dissertation's §9.6).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// It takes what a leader sends, and waits for one otherwise.
    Follower,
    /// It asks whether it could win.
    PreCandidate(Campaign),
    /// It stands for election.
    Candidate(Campaign),
    /// It leads.
    Leader(Leadership),
}

impl Role {
    /// Whether it leads.
    pub const fn is_leader(&self) -> bool {
        matches!(self, Self::Leader(_))
    }

    /// What belongs to its campaign, when it has one.
    pub const fn campaign(&self) -> Option<&Campaign> {
        match self {
            Self::PreCandidate(campaign) | Self::Candidate(campaign) => Some(campaign),
            Self::Follower | Self::Leader(_) => None,
        }
    }

    /// What belongs to its leadership, when it leads.
    pub const fn leadership(&self) -> Option<&Leadership> {
        match self {
            Self::Leader(leadership) => Some(leadership),
            _ => None,
        }
    }
}

/// A campaign and the answers so far. The first answer of each node counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Campaign {
    /// Who said yes; the node itself once its own vote is stored.
    pub granted: NodeSet,
    /// Who said no.
    pub refused: NodeSet,
}

/// What only a leader keeps (Raft, figure 2: volatile state on leaders).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Leadership {
    /// The other members.
    pub progress: NodeMap<Progress>,
    /// The hand-over under way.
    pub transfer: Option<Transfer>,
    /// Reads that wait for a confirmation.
    pub reads: ReadQueue,
    /// The last configuration change in the log is at or before this place: none may follow before it is applied.
    pub pending_change: Index,
    /// Payload bytes that were taken and are not committed.
    pub uncommitted: usize,
    /// When the next heartbeat is due.
    pub heartbeat_due: SimTime,
    /// When the quorum is checked next; [`SimTime::NEVER`] without `CheckQuorum`.
    pub quorum_due: SimTime,
}

impl Leadership {
    /// When a leader wants to be woken.
    pub(super) fn deadline(&self) -> SimTime {
        let transfer = self.transfer.map_or(SimTime::NEVER, |transfer| transfer.deadline);
        self.heartbeat_due.min(self.quorum_due).min(transfer)
    }
}

/// Leadership on its way to another node (dissertation §3.10).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Transfer {
    /// Who shall lead.
    pub target: NodeId,
    /// When it is given up.
    pub deadline: SimTime,
}

/// The election timer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Timer {
    /// When it was started or set back last.
    pub started: SimTime,
    /// How long it runs: drawn from [E, 2E) unless the tuning narrows that, less on a first boot.
    pub timeout: Duration,
}

impl Timer {
    /// When it runs out.
    pub fn deadline(self) -> SimTime {
        self.started + self.timeout
    }
}
