//! Waiting for a condition: what has to be remembered from one turn to the next to tell when it comes about.

use alloc::collections::BTreeMap;

use super::{Condition, Run};
use crate::{
    id::{NodeSet, Term},
    raft::event::RaftEvent,
    sim::{event::EventKind, place::Place},
    time::SimTime,
};

/// Looks at a run after each of its turns, until a condition comes about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watcher {
    condition: Condition,
    /// Whether it was so when one looked last.
    was: bool,
    /// Since when nobody leads.
    leaderless: Option<SimTime>,
    /// Who stood in which term, while nobody has won that.
    stood: BTreeMap<Term, NodeSet>,
}

impl Watcher {
    /// One that has seen nothing before this moment of a run. What is so already has to end first, and to come about anew.
    pub fn new(condition: Condition, run: &Run) -> Self {
        let mut watcher = Self { condition, was: false, leaderless: None, stood: BTreeMap::new() };
        watcher.look(run);
        watcher
    }

    /// What it waits for.
    pub const fn condition(&self) -> Condition {
        self.condition
    }

    /// Looks at the run after a turn, or after time has passed. Returns whether the condition has come about.
    pub fn look(&mut self, run: &Run) -> bool {
        match self.condition {
            Condition::Commit => happened(run, |fact| matches!(fact, RaftEvent::Committed { .. })),
            Condition::Election => happened(run, |fact| matches!(fact, RaftEvent::BecameLeader { .. })),
            Condition::Members => happened(run, |fact| matches!(fact, RaftEvent::ConfigurationChanged(_))),
            Condition::LeaderlessFor(span) => {
                if run.world().leader().is_some() {
                    self.leaderless = None;
                    return false;
                }
                let since = *self.leaderless.get_or_insert(run.now());
                run.now().since(since) >= span
            }
            Condition::SplitVote => self.sees_split_vote(run),
            state => {
                let is = state.holds(run);
                !core::mem::replace(&mut self.was, is) && is
            }
        }
    }

    fn sees_split_vote(&mut self, run: &Run) -> bool {
        run.events().iter().any(|event| match &event.kind {
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
        })
    }
}

fn happened(run: &Run, what: impl Fn(&RaftEvent) -> bool) -> bool {
    run.events().iter().any(|event| matches!(&event.kind, EventKind::Raft(fact) if what(fact)))
}
