//! What one can look for.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
};
use core::{fmt, str::FromStr};

use crate::{
    id::{NodeSet, Term},
    raft::event::RaftEvent,
    run::{Condition, Run, script},
    sim::{event::EventKind, place::Place},
    time::{Duration, SimTime},
};

/// What one looks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sought {
    /// `violation`: an invariant is broken.
    Violation,
    /// `no leader for 5s`: for so long no running member leads.
    NoLeaderFor(Duration),
    /// `split vote`: several stood for election in one term, nobody won it, and somebody had to stand again (Raft §5.2).
    SplitVote,
    /// `two leaders`: two running members lead at once, in different terms: the older one does not know yet (Raft §8).
    TwoLeaders,
    /// Anything that `until` waits for.
    Condition(Condition),
}

impl fmt::Display for Sought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violation => f.write_str("violation"),
            Self::NoLeaderFor(span) => write!(f, "no leader for {span}"),
            Self::SplitVote => f.write_str("split vote"),
            Self::TwoLeaders => f.write_str("two leaders"),
            Self::Condition(condition) => condition.fmt(f),
        }
    }
}

/// Words that are nothing one can look for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SoughtError(String);

impl fmt::Display for SoughtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is nothing to look for: try violation, \"no leader for 5s\", \"split vote\", \"two leaders\", or what until \
             waits for (no-leader, quiet, commit, election, \"c1 idle\")",
            self.0
        )
    }
}

impl core::error::Error for SoughtError {}

impl FromStr for Sought {
    type Err = SoughtError;

    fn from_str(text: &str) -> Result<Self, SoughtError> {
        let unknown = || SoughtError(text.to_string());
        match text.trim() {
            "violation" => Ok(Self::Violation),
            "split vote" => Ok(Self::SplitVote),
            "two leaders" => Ok(Self::TwoLeaders),
            other => match other.strip_prefix("no leader for ") {
                Some(span) => span.parse().map(Self::NoLeaderFor).map_err(|_| unknown()),
                None => match script::line(1, &format!("until {other}")).map(|line| line.statement) {
                    Ok(script::Statement::Until(condition, None)) => Ok(Self::Condition(condition)),
                    _ => Err(unknown()),
                },
            },
        }
    }
}

/// Looks at a run after each of its turns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watcher {
    sought: Sought,
    /// Since when nobody leads.
    leaderless: Option<SimTime>,
    /// Who stood in which term, while nobody has won that.
    stood: BTreeMap<Term, NodeSet>,
}

impl Watcher {
    /// One that has seen nothing yet.
    pub const fn new(sought: Sought) -> Self {
        Self { sought, leaderless: None, stood: BTreeMap::new() }
    }

    /// Looks at the run after a turn, or after time has passed. Returns whether what is sought is so, or has just happened.
    pub fn look(&mut self, run: &Run) -> bool {
        match self.sought {
            Sought::Violation => run.checks().first_breach().is_some(),
            Sought::Condition(condition) => condition.holds(run),
            Sought::NoLeaderFor(span) => {
                if run.world().leader().is_some() {
                    self.leaderless = None;
                    return false;
                }
                let since = *self.leaderless.get_or_insert(run.now());
                run.now().since(since) >= span
            }
            Sought::TwoLeaders => {
                let elected = |kind: &EventKind| matches!(kind, EventKind::Raft(RaftEvent::BecameLeader { .. }));
                run.events().iter().any(|event| elected(&event.kind)) && {
                    let mut terms = run.world().leaders().map(|(_, term)| term);
                    terms.next().is_some_and(|first| terms.any(|term| term != first))
                }
            }
            Sought::SplitVote => run.events().iter().any(|event| match &event.kind {
                EventKind::Raft(RaftEvent::BecameLeader { term, .. }) => {
                    self.stood.retain(|stood, _| stood > term);
                    false
                }
                EventKind::Raft(RaftEvent::BecameCandidate { term }) => {
                    let node = event.place.and_then(Place::member).into_iter().collect::<NodeSet>();
                    let split = self.stood.range(..term).any(|(_, stood)| stood.len() > 1);
                    let stood = self.stood.entry(*term).or_insert(NodeSet::EMPTY);
                    *stood = stood.union(node);
                    split
                }
                _ => false,
            }),
        }
    }
}
