//! One walk through all states of a cluster.

use std::{
    fmt,
    num::NonZero,
    thread,
    time::{Duration, Instant},
};

use agora_core::raft::{Rule, Sabotage};
use stateright::{Checker, HasDiscoveries, Model};

use crate::{Bounds, Cluster};

/// What a walk goes through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Walk {
    /// How far it goes.
    pub bounds: Bounds,
    /// The rule that the members break, if any.
    pub without: Option<Rule>,
}

/// What a walk found.
#[derive(Clone, Debug)]
pub struct Findings {
    /// How many different states there are.
    pub states: usize,
    /// How often a step led to a state, known or new.
    pub steps: usize,
    /// How many steps the farthest state is away.
    pub depth: usize,
    /// How long it took.
    pub took: Duration,
    /// The broken properties, each with the steps that lead there.
    pub breaches: Vec<(&'static str, Vec<String>)>,
    /// What was to be seen somewhere, and was not.
    pub unseen: Vec<&'static str>,
}

impl Walk {
    /// A walk with all rules in force.
    pub const fn within(bounds: Bounds) -> Self {
        Self { bounds, without: None }
    }

    /// Goes through all states, or up to the first breach of a property.
    pub fn walk(&self) -> Findings {
        let mut sabotage = Sabotage::default();
        self.without.into_iter().for_each(|rule| sabotage.set(rule, true));
        let began = Instant::now();
        let cluster = Cluster::new(self.bounds, sabotage);
        // One thread finds the shortest way to a breach, and the same one each time.
        let all = || thread::available_parallelism().map_or(1, NonZero::get);
        let threads = if self.without.is_some() { 1 } else { all() };
        let checker = cluster.checker().threads(threads).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
        let found = checker.discoveries();
        let mut findings = Findings {
            states: checker.unique_state_count(),
            steps: checker.state_count(),
            depth: checker.max_depth(),
            took: began.elapsed(),
            breaches: Vec::new(),
            unseen: Vec::new(),
        };
        for property in checker.model().properties() {
            let path = found.get(property.name);
            match (property.expectation.discovery_is_failure(), path) {
                (true, Some(path)) => {
                    let steps = path.clone().into_actions().iter().map(ToString::to_string).collect();
                    findings.breaches.push((property.name, steps));
                }
                (false, None) => findings.unseen.push(property.name),
                _ => {}
            }
        }
        findings
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { states, steps, depth, took, .. } = self;
        write!(f, "{states} states, {steps} steps, depth {depth}, {:.1} s", took.as_secs_f64())?;
        if !self.unseen.is_empty() {
            write!(f, ", never: {}", self.unseen.join(", "))?;
        }
        for (property, steps) in &self.breaches {
            write!(f, "\n  {property} is broken by")?;
            steps.iter().try_for_each(|step| write!(f, "\n    {step}"))?;
        }
        Ok(())
    }
}

impl fmt::Display for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Bounds { terms, proposals, crashes, beats, changes, slow_disks, pre_vote } = self.bounds;
        write!(f, "terms {terms}, proposals {proposals}, crashes {crashes}, heartbeats {beats}, changes {changes}")?;
        write!(f, ", {} disks", if slow_disks { "slow" } else { "instant" })?;
        write!(f, "{}", if pre_vote { ", pre-votes" } else { "" })?;
        self.without.map_or(Ok(()), |rule| write!(f, ", without {rule}"))
    }
}
