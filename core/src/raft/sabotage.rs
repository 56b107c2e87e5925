//! Switches that take one protective rule out of a node, to see which invariant dies.

use core::{fmt, str::FromStr};

macro_rules! rules {
    ($($rule:ident, $field:ident, $name:literal, $meaning:literal;)*) => {
        /// Which protective rules a node breaks; by default none.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
        pub struct Sabotage {
            $(#[doc = concat!("On: ", $meaning, ".")] pub $field: bool,)*
        }

        /// One protective rule that can be taken away.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Rule {
            $(#[doc = concat!("Broken: ", $meaning, ".")] $rule,)*
        }

        impl Rule {
            /// Every rule, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$rule,)*];

            /// Its name in scripts.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// What the node does once the rule is off, in one line.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$rule => $meaning,)* }
            }
        }

        impl Sabotage {
            /// Whether this rule is broken.
            pub const fn get(&self, rule: Rule) -> bool {
                match rule { $(Rule::$rule => self.$field,)* }
            }

            /// Breaks this rule, or mends it.
            pub const fn set(&mut self, rule: Rule, broken: bool) {
                match rule { $(Rule::$rule => self.$field = broken,)* }
            }
        }
    };
}

rules! {
    CommitOlderTerms, commit_older_terms, "commit-older-terms",
        "a leader commits entries of older terms by counting copies (Raft §5.4.2)";
    AnswerBeforeSync, answer_before_sync, "answer-before-sync",
        "a node promises votes and entries before its disk holds them (Raft §5, \"persistent state\")";
    ForgetVote, forget_vote, "forget-vote",
        "a restart forgets whom the node voted for (Raft §5.2)";
    VoteTwice, vote_twice, "vote-twice",
        "a node votes for every candidate of a term that asks (Raft §5.2)";
    VoteWithoutLogCheck, vote_without_log_check, "vote-without-log-check",
        "a node votes for candidates whose log is behind its own (Raft §5.4.1)";
    FixedTimeouts, fixed_timeouts, "fixed-timeouts",
        "every election timeout is exactly E, so candidates keep splitting the vote (Raft §5.2)";
    NoPreVote, no_pre_vote, "no-pre-vote",
        "a node stands for election without asking first whether it could win (dissertation §9.6)";
    NoCheckQuorum, no_check_quorum, "no-check-quorum",
        "a leader that hears no majority leads on, and nobody keeps a candidate waiting for a live leader (dissertation §6.2, §4.2.3)";
    NoMajority, no_majority, "no-majority",
        "one node less than a majority is taken for a quorum (Raft §5.2, §5.3)";
    AppendWithoutCheck, append_without_check, "append-without-check",
        "a follower takes entries although the one before them differs from the leader's (Raft §5.3)";
    TruncateAlways, truncate_always, "truncate-always",
        "a follower drops all that follows an append's entries although nothing conflicts (Raft §5.3)";
    CommitBeyondMatch, commit_beyond_match, "commit-beyond-match",
        "heartbeats carry the leader's commit index to followers that may not hold those entries (etcd: min(match, commit))";
    ObeyOlderTerms, obey_older_terms, "obey-older-terms",
        "a follower obeys leaders of older terms (Raft §5.1)";
    ChangeWithoutCommit, change_without_commit, "change-without-commit",
        "a new leader takes a configuration change while one of an older term may be in its log (raft-dev, 2015)";
    OverlappingChanges, overlapping_changes, "overlapping-changes",
        "a leader takes a configuration change while another one is not applied (dissertation §4.1)";
    ChangeWithoutJoint, change_without_joint, "change-without-joint",
        "a change of several voters takes effect at once, without a joint configuration (Raft §6)";
    ReadsWithoutQuorum, reads_without_quorum, "reads-without-quorum",
        "a leader answers reads without asking a majority whether it still leads (dissertation §6.4)";
    ReadsBeforeCommit, reads_before_commit, "reads-before-commit",
        "a new leader answers reads before it committed an entry of its own term (Raft §8)";
    ReadsTrustOldAnswers, reads_trust_old_answers, "reads-trust-old-answers",
        "answers to heartbeats that were sent before a read arrived confirm that read (etcd 20418)";
}

impl Sabotage {
    /// The rules that are broken.
    pub fn broken(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(move |rule| self.get(*rule))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No rule has that name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownRule;

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such rule; one of")?;
        Rule::ALL.iter().try_for_each(|rule| write!(f, " {rule}"))
    }
}

impl core::error::Error for UnknownRule {}

impl FromStr for Rule {
    type Err = UnknownRule;

    fn from_str(name: &str) -> Result<Self, UnknownRule> {
        Self::ALL.iter().copied().find(|rule| rule.name() == name).ok_or(UnknownRule)
    }
}
