//! The words in which a run is judged. What judges it is in `check`.

use alloc::string::String;

use crate::{id::EventId, raft::Rule, time::SimTime};

/// One thing that must always hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Invariant {
    /// At most one leader in a term (Raft §5.2).
    ElectionSafety,
    /// A leader never changes or removes entries of its own log (Raft §5.3).
    LeaderAppendOnly,
    /// Two logs with the same entry at one place are the same up to it (Raft §5.3).
    LogMatching,
    /// A committed entry is in the log of every later leader (Raft §5.4).
    LeaderCompleteness,
    /// No two members apply different commands at the same index (Raft §5.4.3).
    StateMachineSafety,
    /// A member votes for at most one candidate in a term (Raft §5.2).
    OneVotePerTerm,
    /// A member's term and commit index never go back while its process lives, nor a term that its disk has stored.
    NeverBack,
    /// A write that was acknowledged is in every later state (etcd's durability guarantee).
    NoLostWrite,
    /// What clients saw is what one store would have shown them that did one thing after another, each between its
    /// request and its answer; serializable reads are excepted (etcd's guarantee for its API).
    Linearizable,
    /// Members that have applied the same index have the same revision and hash (etcd, `HashKV`).
    SameState,
    /// Watches are ordered, unique, reliable, atomic, resumable and bookmarkable (etcd, `api_guarantees`).
    WatchPromises,
}

impl Invariant {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        Self::ElectionSafety,
        Self::LeaderAppendOnly,
        Self::LogMatching,
        Self::LeaderCompleteness,
        Self::StateMachineSafety,
        Self::OneVotePerTerm,
        Self::NeverBack,
        Self::NoLostWrite,
        Self::Linearizable,
        Self::SameState,
        Self::WatchPromises,
    ];

    /// What this rule protects; `None` where the cluster loses time without it, and no promise.
    ///
    /// A test of the sabotage switches holds this list to what breaks first.
    pub const fn guarded_by(rule: Rule) -> Option<Self> {
        Some(match rule {
            Rule::CommitOlderTerms
            | Rule::AnswerBeforeSync
            | Rule::VoteWithoutLogCheck
            | Rule::ChangeWithoutCommit
            | Rule::OverlappingChanges
            | Rule::ChangeWithoutJoint => Self::LeaderCompleteness,
            Rule::ForgetVote | Rule::VoteTwice => Self::OneVotePerTerm,
            Rule::NoMajority => Self::ElectionSafety,
            Rule::AppendWithoutCheck => Self::LogMatching,
            Rule::TruncateAlways => Self::NeverBack,
            Rule::CommitBeyondMatch | Rule::ObeyOlderTerms => Self::StateMachineSafety,
            Rule::ReadsWithoutQuorum | Rule::ReadsBeforeCommit | Rule::ReadsTrustOldAnswers => Self::Linearizable,
            Rule::FixedTimeouts | Rule::NoPreVote | Rule::NoCheckQuorum => return None,
        })
    }

    /// Its name in scripts and on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ElectionSafety => "election-safety",
            Self::LeaderAppendOnly => "leader-append-only",
            Self::LogMatching => "log-matching",
            Self::LeaderCompleteness => "leader-completeness",
            Self::StateMachineSafety => "state-machine-safety",
            Self::OneVotePerTerm => "one-vote-per-term",
            Self::NeverBack => "never-back",
            Self::NoLostWrite => "no-lost-write",
            Self::Linearizable => "linearizable",
            Self::SameState => "same-state",
            Self::WatchPromises => "watch-promises",
        }
    }

    /// What it says, in one line.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::ElectionSafety => "at most one leader in a term",
            Self::LeaderAppendOnly => "a leader only ever adds to its log",
            Self::LogMatching => "logs that share an entry share everything before it",
            Self::LeaderCompleteness => "what is committed is in the log of every later leader",
            Self::StateMachineSafety => "no two members apply different commands at the same index",
            Self::OneVotePerTerm => "a member votes for at most one candidate in a term",
            Self::NeverBack => "terms and commit indexes never go back",
            Self::NoLostWrite => "an acknowledged write is never lost",
            Self::Linearizable => {
                "clients see one store that does one thing after another (serializable reads excepted)"
            }
            Self::SameState => "members that applied the same entries hold the same data",
            Self::WatchPromises => "a watch is told of every change, once, in order, and a revision as a whole",
        }
    }
}

/// How an invariant was broken.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Breach {
    /// By this event.
    pub event: EventId,
    /// At this moment.
    pub at: SimTime,
    /// In words.
    pub text: String,
}

/// What is known of one invariant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Verdict {
    /// The invariant.
    pub invariant: Invariant,
    /// How it was first broken, if it was.
    pub breach: Option<Breach>,
}
