//! What the nodes of one cluster say to each other, and the log entries they say it about.

use alloc::{boxed::Box, vec::Vec};
use core::fmt::Debug;
use core::hash::Hash;

use super::membership::{ConfigChange, Configuration};
use crate::{
    id::{Index, NodeId, Term},
    shared::Run,
};

/// What a log carries: any value that the node can copy, weigh and tell apart, and never looks into.
pub trait Command: Clone + Debug + PartialEq + Eq + Hash {
    /// The applied state that stands for a compacted prefix of the log.
    type Snapshot: Clone + Debug + PartialEq + Eq + Hash;

    /// Bytes on the wire, for the limits on message and window size.
    fn size(&self) -> usize;

    /// A number that differs for different commands; the check of log matching compares it.
    fn digest(&self) -> u64;

    /// Bytes of a state on a disk or a wire; nothing when it does not matter.
    fn snapshot_size(_state: &Self::Snapshot) -> usize {
        0
    }
}

/// Where a log ends, or a place in it: the pair that Raft compares (Raft §5.4.1).
///
/// Ordered by term first: that order *is* the rule of who is more up to date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct LogPosition {
    /// The entry's term.
    pub term: Term,
    /// The entry's index.
    pub index: Index,
}

/// One entry of the log (Raft §5.3).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Entry<C> {
    /// Its place.
    pub index: Index,
    /// The term of the leader that made it.
    pub term: Term,
    /// What it holds.
    pub payload: Payload<C>,
}

/// Consecutive entries: those of one append, or of one write. Whoever has them shares them.
pub type Entries<C> = Run<Entry<C>>;

impl<C: Command> Entry<C> {
    /// Bytes of term and index.
    pub(super) const HEADER: usize = 16;

    /// Its term and index.
    pub const fn position(&self) -> LogPosition {
        LogPosition { term: self.term, index: self.index }
    }

    /// Bytes on the wire and on the disk: term, index, payload.
    pub fn size(&self) -> usize {
        Self::HEADER + self.payload.size()
    }
}

/// What one entry holds.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Payload<C> {
    /// Nothing: the first entry of a leader's term (Raft §8), or a configuration change that had to be refused.
    Noop,
    /// A command for the machine.
    Command(C),
    /// A change of the cluster's members, with what the machine has to know of it (a name, addresses). Behind a pointer:
    /// changes are rare, and what every entry and message has room for is copied with each.
    Change(Box<ConfigChange>, Option<C>),
}

impl<C: Command> Payload<C> {
    /// Bytes of what it holds; a no-op holds nothing.
    pub fn size(&self) -> usize {
        match self {
            Self::Noop => 0,
            Self::Command(command) => command.size(),
            Self::Change(change, context) => change.size() + context.as_ref().map_or(0, C::size),
        }
    }

    /// A number that differs for different payloads; 0 for a no-op.
    pub fn digest(&self) -> u64 {
        match self {
            Self::Noop => 0,
            Self::Command(command) => command.digest(),
            Self::Change(change, context) => change.digest() ^ context.as_ref().map_or(0, C::digest),
        }
    }
}

/// A compacted prefix of the log: the state after `last`, and who was a member then.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Snapshot<C: Command> {
    /// The last entry that it stands for.
    pub last: LogPosition,
    /// The configuration after that entry.
    pub configuration: Configuration,
    /// The machine's state after that entry.
    pub state: C::Snapshot,
}

/// One message from a node to another.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Message<C: Command> {
    /// The sender.
    pub from: NodeId,
    /// The receiver.
    pub to: NodeId,
    /// The sender's term; for a pre-vote, and for the grant of one, the term asked for.
    /// `None` on what is forwarded ([`Body::Propose`], [`Body::Read`], [`Body::Transfer`]), which never moves a term.
    pub term: Option<Term>,
    /// What it says.
    pub body: Body<C>,
}

/// Which election a vote belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Ballot {
    /// Asks whether an election could be won; changes no term and no vote (dissertation §9.6).
    PreVote,
    /// The election itself (Raft §5.2).
    Vote,
}

/// A read's name, unique in a run: the node that asked and its how-manieth read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ReadId {
    /// The node on which the client's read waits.
    pub node: NodeId,
    /// Counted from 1 on that node, across restarts.
    pub number: u64,
}

/// What a message says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Body<C: Command> {
    /// Asks for a vote (Raft §5.2).
    VoteRequest {
        /// Which election.
        ballot: Ballot,
        /// Where the candidate's log ends.
        last: LogPosition,
        /// The old leader asked for this election: a live leader is no reason to refuse (dissertation §3.10).
        transfer: bool,
    },
    /// Answers one.
    VoteResponse {
        /// Which election.
        ballot: Ballot,
        /// Whether the vote is given.
        granted: bool,
    },
    /// Entries to append, none when it only tells the commit index (Raft §5.3).
    Append {
        /// The entry before the first one here.
        previous: LogPosition,
        /// Consecutive entries, from `previous.index + 1`.
        entries: Entries<C>,
        /// The leader's commit index.
        commit: Index,
    },
    /// Answers an append or a snapshot: everything up to `last` is stored and equals the leader's log.
    AppendAccepted {
        /// The last index known to match.
        last: Index,
    },
    /// Answers an append whose `previous` did not match.
    AppendRejected {
        /// `previous.index` of the refused append.
        rejected: Index,
        /// Where the logs may agree at best: the leader need not probe beyond it.
        hint: LogPosition,
    },
    /// Answers an append or heartbeat of an older term, only to show the newer one.
    StaleTerm,
    /// The leader lives (Raft §5.2).
    Heartbeat {
        /// The leader's commit index, but never beyond what this follower is known to hold.
        commit: Index,
        /// The newest place in the leader's queue of reads; an answer that names it confirms all up to it.
        reads_up_to: u64,
    },
    /// Answers a heartbeat.
    HeartbeatResponse {
        /// `reads_up_to` of the heartbeat.
        reads_up_to: u64,
    },
    /// The follower is behind the leader's log: it gets the state instead (Raft §7).
    InstallSnapshot(Box<Snapshot<C>>),
    /// The leader asks this node to campaign at once (dissertation §3.10).
    TimeoutNow,
    /// Proposals that a follower passes to its leader.
    Propose(Vec<Payload<C>>),
    /// A linearizable read that a follower passes to its leader (dissertation §6.4).
    Read(ReadId),
    /// Answers one: what is applied up to `index` may be read.
    ReadIndex {
        /// The read.
        id: ReadId,
        /// The index that must be applied before answering the client.
        index: Index,
    },
    /// A wish to move leadership, passed to the leader.
    Transfer {
        /// Who shall lead.
        target: NodeId,
    },
}

impl<C: Command> Body<C> {
    /// Whether this tells another node that something is stored here: it may leave only once that is true.
    ///
    /// A vote and an acknowledgement do, and so does the request for a vote: it says where the own log ends. A candidate
    /// that asks before its log and term are stored, loses both in a crash, and asks in the same term again could win
    /// with a vote for the log that it had.
    pub const fn is_promise(&self) -> bool {
        matches!(
            self,
            Self::VoteRequest { ballot: Ballot::Vote, .. }
                | Self::VoteResponse { .. }
                | Self::AppendAccepted { .. }
                | Self::AppendRejected { .. }
        )
    }
}
