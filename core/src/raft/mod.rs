//! One Raft node, as etcd runs it: inputs in, effects out; no clock, no network, no disk of its own.
//!
//! What is not here: applying commands (`machine`), answering clients (`server`), moving messages (`sim`).
//! "Raft" with a section is the extended paper (Ongaro, Ousterhout 2014), "dissertation" is Ongaro's; files are etcd-io/raft's.

mod change;
mod disk;
mod durable;
mod effects;
mod election;
pub mod event;
mod follower;
mod leader;
mod log;
pub mod membership;
pub mod message;
mod node;
mod progress;
mod quorum;
mod read_index;
mod replicate;
mod role;
mod sabotage;
mod snapshot;
mod transfer;
mod tuning;

pub use durable::{Durable, HardState, Rebase, Write};
pub use effects::{Effects, Input, ReadReady};
pub use event::{Denial, DropReason, RaftEvent, SendState, StepDownReason};
pub use log::Log;
pub use membership::{ChangeError, ChangeStep, ConfigChange, Configuration, Transition};
pub use message::{Ballot, Body, Command, Entries, Entry, LogPosition, Message, Payload, ReadId, Snapshot};
pub use node::Node;
pub use progress::Progress;
pub use quorum::{Quorum, Tally};
pub use read_index::{PendingRead, ReadQueue};
pub use role::{Campaign, Leadership, Role, Timer, Transfer};
pub use sabotage::{Rule, Sabotage, UnknownRule};
pub use tuning::{ReadMode, Tuning, TuningError};

#[cfg(test)]
mod tests;
