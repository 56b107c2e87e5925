//! What a world is made from.

use core::fmt;

use super::network::Dials;
use crate::{
    id::{NodeId, NodeSet},
    raft::Tuning,
    server::Settings,
    time::Duration,
};

/// How many terminals there is room for.
pub const CLIENTS_MAX: u8 = 9;

/// What a world is made from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Options {
    /// How many members: 1 to 9.
    pub members: u8,
    /// How many terminals: 1 to 9.
    pub clients: u8,
    /// Where all chance comes from.
    pub seed: u64,
    /// How every member is set up.
    pub settings: Settings,
    /// What every wire begins with.
    pub dials: Dials,
    /// How long a disk takes to store something.
    pub disk_latency: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            members: 5,
            clients: 2,
            seed: 1,
            settings: Settings::default(),
            dials: Dials::default(),
            disk_latency: super::disk::LATENCY,
        }
    }
}

/// Why no world can be made from some options.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OptionsError {
    /// Not 1 to 9 members.
    Members(u8),
    /// Not 1 to 9 clients.
    Clients(u8),
    /// The election timeout does not leave room for heartbeats.
    ElectionTooShort {
        /// What was asked for.
        election: Duration,
        /// The heartbeat interval.
        heartbeat: Duration,
    },
    /// Raft's own rules on its options.
    Raft(crate::raft::TuningError),
}

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Members(count) => write!(f, "a cluster here has 1 to 9 members, not {count}"),
            Self::Clients(count) => write!(f, "there can be 1 to 9 terminals, not {count}"),
            Self::ElectionTooShort { election, heartbeat } => write!(
                f,
                "the election timeout ({election}) must be at least five heartbeat intervals ({heartbeat} each), as etcd demands"
            ),
            Self::Raft(error) => error.fmt(f),
        }
    }
}

impl Options {
    /// The members that the cluster begins with.
    pub(crate) fn first_members(&self) -> NodeSet {
        (1..=self.members).filter_map(NodeId::new).collect()
    }

    /// The longest election timeout that etcd takes.
    const ELECTION_MAX: Duration = Duration::from_secs(50);

    /// Whether a world can be made from these.
    ///
    /// # Errors
    /// What is wrong, with the rule.
    pub fn check(&self) -> Result<(), OptionsError> {
        let Tuning { heartbeat, election, .. } = self.settings.tuning;
        if !(1..=9).contains(&self.members) {
            Err(OptionsError::Members(self.members))
        } else if !(1..=CLIENTS_MAX).contains(&self.clients) {
            Err(OptionsError::Clients(self.clients))
        } else if heartbeat == Duration::ZERO || election < heartbeat * 5 || election > Self::ELECTION_MAX {
            Err(OptionsError::ElectionTooShort { election, heartbeat })
        } else {
            self.settings.tuning.validate().map_err(OptionsError::Raft)
        }
    }
}
