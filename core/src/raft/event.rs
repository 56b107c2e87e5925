//! What happened inside a node, as facts: the checks judge them, the picture draws them, the scripts print them.

use super::{
    membership::Configuration,
    message::{Ballot, LogPosition, ReadId},
};
use crate::{
    id::{Index, NodeId, Term},
    time::Duration,
};

/// Why a leader or candidate gave up its role in the same term, or a follower changed its mind.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StepDownReason {
    /// A message of a higher term arrived.
    HigherTerm,
    /// This term's leader made itself known, or too many voters refused.
    ElectionLost,
    /// No majority answered within an election timeout (`CheckQuorum`).
    QuorumLost,
    /// The node is no longer a voter.
    Removed,
}

/// Why a proposal was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DropReason {
    /// Nobody to pass it to.
    NoLeader,
    /// Leadership is being moved.
    TransferPending,
    /// Too much is uncommitted already.
    UncommittedFull,
    /// The leader is no longer a member.
    NotMember,
    /// This node does not pass proposals on.
    ForwardingOff,
}

/// How a leader sends to one follower (`tracker/state.go`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum SendState {
    /// One append at a time, to find where the logs agree.
    #[default]
    Probe,
    /// Optimistic: many appends in flight.
    Replicate,
    /// A snapshot is under way; no appends.
    Snapshot,
}

/// One fact about a node.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum RaftEvent {
    /// A fresh election timeout was drawn.
    TimeoutDrawn(Duration),
    /// The election timer ran out and the node stood, or tried to.
    ElectionTimedOut,
    /// It follows, perhaps without knowing whom.
    BecameFollower {
        /// Its term.
        term: Term,
        /// Why, when it had another role before.
        reason: Option<StepDownReason>,
    },
    /// It asks whether it could win.
    BecamePreCandidate {
        /// Its term, which stays as it is.
        term: Term,
    },
    /// It stands for election.
    BecameCandidate {
        /// The new term.
        term: Term,
    },
    /// It won.
    BecameLeader {
        /// Its term.
        term: Term,
        /// Where its log ended, before the no-op of this term.
        last: LogPosition,
    },
    /// It learned who leads.
    LeaderKnown {
        /// The leader.
        leader: NodeId,
        /// Of this term.
        term: Term,
    },
    /// Its term rose without an election of its own.
    TermAdopted {
        /// The new term.
        term: Term,
    },
    /// It gave its vote: it is stored and may leave now. Or, to `Ballot::PreVote`, its consent.
    Voted {
        /// Which election.
        ballot: Ballot,
        /// In this term.
        term: Term,
        /// To this candidate.
        candidate: NodeId,
    },
    /// It refused its vote.
    VoteRefused {
        /// Which election.
        ballot: Ballot,
        /// To this candidate.
        candidate: NodeId,
        /// Why.
        denial: Denial,
    },
    /// An answer to its own campaign was counted.
    VoteCounted {
        /// Which election.
        ballot: Ballot,
        /// Whose answer; its own included.
        voter: NodeId,
        /// Whether it was a yes.
        granted: bool,
    },
    /// Its log lost everything from `from` on, because the leader's differs.
    Truncated {
        /// The first index that went.
        from: Index,
    },
    /// An entry joined its log.
    Appended {
        /// The entry's place.
        at: LogPosition,
        /// The term of the entry before it.
        previous_term: Term,
        /// [`super::Command::digest`] of its command; 0 for a no-op, and a digest of the change for a change.
        digest: u64,
    },
    /// Its commit index rose.
    Committed {
        /// To here.
        to: LogPosition,
    },
    /// A snapshot took the place of its log.
    SnapshotInstalled {
        /// The last entry it stands for.
        last: LogPosition,
    },
    /// It sent a snapshot.
    SnapshotSent {
        /// To this follower.
        to: NodeId,
        /// The last entry it stands for.
        last: LogPosition,
    },
    /// The log up to here was given up for a snapshot.
    Compacted {
        /// The last entry given up.
        to: Index,
    },
    /// How it sends to a follower changed.
    SendStateChanged {
        /// The follower.
        to: NodeId,
        /// How it sends now.
        state: SendState,
    },
    /// A configuration came into force.
    ConfigurationChanged(Configuration),
    /// A proposed change was turned into a no-op, because another one is not applied yet or the rules forbid it.
    ChangeRefused,
    /// It began to hand leadership over.
    TransferStarted {
        /// To this node.
        target: NodeId,
    },
    /// It gave that up.
    TransferAborted {
        /// To this node.
        target: NodeId,
    },
    /// A majority confirmed that it still leads, so a read may be served.
    ReadConfirmed {
        /// The read.
        id: ReadId,
        /// Once this is applied.
        index: Index,
    },
    /// A proposal was not taken.
    ProposalDropped {
        /// Why.
        reason: DropReason,
    },
}

/// Why a vote was refused.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Denial {
    /// The candidate's term is older than ours.
    OldTerm,
    /// Our vote of this term went to somebody else, or we know its leader.
    AlreadyVoted,
    /// Our log is more up to date (Raft §5.4.1).
    LogBehind,
    /// We heard a leader within an election timeout: no answer at all is sent (`CheckQuorum`'s vote lease).
    LeaderAlive,
}
