//! Model checking: every state that three members can reach within bounds, with the node that the simulator runs.
//!
//! [`stateright`] walks the states, [`agora_core::raft::Node`] makes the steps; nothing of Raft is modelled a second time.
//! What is abstract, so that the states are finitely many and yet none is left out:
//! - Time stands still. A timer runs out whenever it likes ([`Action::Fire`]), and a write ends whenever it likes
//!   ([`Action::Stored`]), after any number of other steps or never, when a crash comes first.
//! - The wire is a set that only grows: a message arrives never (it is lost), once or often (it is doubled), and in any
//!   order. One that nobody can ever react to is taken off.
//! - A crash is at once followed by the restart, since being down and hearing nothing are the same.
//! - Members are interchangeable, so the one that acts first is n1, and the first among the others is n2.
//!
//! What is left out: `CheckQuorum` (whose lease is made of time), snapshots, reads, and of the changes of membership all but
//! the one that takes a member out.

mod cluster;
mod history;
mod member;
mod state;
mod walk;

pub use cluster::{Action, Bounds, Cluster};
pub use history::{Breach, History};
pub use member::{Letter, Member};
pub use state::{Shared, State};
pub use walk::{Findings, Walk};

/// The names of the properties.
pub mod property {
    /// At most one leader in a term (Raft §5.2).
    pub const ELECTION_SAFETY: &str = "election safety";
    /// Logs that have the same term at an index are equal up to there (Raft §5.3).
    pub const LOG_MATCHING: &str = "log matching";
    /// A leader has every entry that was committed in an earlier term (Raft §5.4).
    pub const LEADER_COMPLETENESS: &str = "leader completeness";
    /// No two members ever take different entries at one index for committed (Raft §5.4.3).
    pub const STATE_MACHINE_SAFETY: &str = "state-machine safety";
    /// Not vacuous: somebody leads.
    pub const LEADER_ELECTED: &str = "a leader is elected";
    /// Not vacuous: a command is committed, and applied by all.
    pub const COMMAND_APPLIED: &str = "all apply a command";
    /// Not vacuous: a member is taken out.
    pub const MEMBER_REMOVED: &str = "a member is out";
    /// Not vacuous: an entry that one member had stored gives way to another leader's.
    pub const ENTRY_REPLACED: &str = "a stored entry is replaced";
}
