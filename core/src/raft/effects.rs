//! What goes into a node, and what comes out.

use alloc::vec::Vec;

use super::{
    event::{DropReason, RaftEvent},
    message::{Command, Entry, Message, Payload, ReadId, Snapshot},
};
use crate::id::{Index, NodeId};

/// One thing that happens to a node.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Input<C: Command> {
    /// The node's clock has, perhaps, reached [`super::Node::deadline`].
    Wake,
    /// Somebody fires the node's timer by hand: a leader's heartbeat, anybody else's election timer.
    Fire,
    /// A message arrived.
    Message(Message<C>),
    /// The write that [`super::Node::write`] handed out last is durable.
    Stored,
    /// Commands or changes of this node's clients, to be appended in this order.
    Propose(Vec<Payload<C>>),
    /// A linearizable read is wanted at this node. It is dropped without a word when no leader is known: ask again.
    Read(ReadId),
    /// The machine has applied everything up to here; configuration changes take effect now.
    Applied(Index),
    /// The change in this entry, which is applied next, shall not take effect: the machine has a reason against it
    /// (etcd, `ValidateConfigurationChange`). Every node must be told so of the same entries.
    Void(Index),
    /// The machine's state at `to` (at most what is applied) may stand for the log.
    Compact {
        /// The last entry that the state holds.
        to: Index,
        /// How many entries before that stay in the log, for followers that are a little behind.
        keep: u64,
        /// The state.
        state: C::Snapshot,
    },
    /// Somebody wants this node to lead (dissertation §3.10).
    Transfer(NodeId),
    /// The node shall forget who leads, so that it may grant a pre-vote.
    ForgetLeader,
    /// A message to that node could not be delivered.
    Unreachable(NodeId),
    /// A snapshot for that node could not be delivered.
    SnapshotFailed(NodeId),
}

/// A read that may be answered once `index` is applied.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ReadReady {
    /// The read.
    pub id: ReadId,
    /// What must be applied before the answer.
    pub index: Index,
}

/// What must happen because of one input.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Effects<C: Command> {
    /// Something waits in [`super::Node::write`].
    pub sync: bool,
    /// Messages in the order of sending. A promise ([`super::Body::is_promise`]) may leave only when all that is in the node now is stored.
    pub send: Vec<Message<C>>,
    /// Newly committed entries, stored here, in order; each is handed out once.
    pub committed: Vec<Entry<C>>,
    /// The machine must take this state before `committed`; it then counts as applied up to `last`.
    pub install: Option<Snapshot<C>>,
    /// Reads that were confirmed.
    pub reads: Vec<ReadReady>,
    /// Proposals of this node's clients that were not taken.
    pub dropped: Vec<(Payload<C>, DropReason)>,
    /// A follower needs a snapshot that knows it as a member, and the last one does not: time for [`Input::Compact`].
    pub snapshot_wanted: bool,
    /// What happened, in order.
    pub events: Vec<RaftEvent>,
}

impl<C: Command> Default for Effects<C> {
    fn default() -> Self {
        Self {
            sync: false,
            send: Vec::new(),
            committed: Vec::new(),
            install: None,
            reads: Vec::new(),
            dropped: Vec::new(),
            snapshot_wanted: false,
            events: Vec::new(),
        }
    }
}

impl<C: Command> Effects<C> {
    /// Whether nothing has to be done.
    pub fn is_empty(&self) -> bool {
        !self.sync
            && !self.snapshot_wanted
            && self.install.is_none()
            && self.send.is_empty()
            && self.committed.is_empty()
            && self.reads.is_empty()
            && self.dropped.is_empty()
            && self.events.is_empty()
    }
}
