//! Looking through many seeds for a run in which something happens, and making what is found small.
//!
//! A search and a minimiser are values that do a little at a time: a command plays them to the end, a page's worker
//! tells of its progress in between. Neither has a clock, and both find the same wherever they run.

mod minimise;
mod plan;
mod sought;

pub use minimise::Minimiser;
pub use plan::{Plan, PlannedDeed};
pub use sought::SoughtError;

use core::ops::Range;

use super::{
    Condition, Run,
    faults::{FaultPlan, Faults, Trouble},
};
use crate::time::{Duration, SimTime};

/// What is played with every seed.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(clippy::large_enum_variant, reason = "a search has one of these")]
pub enum Template {
    /// Random faults, drawn from the seed, and the plan's sabotage if it has one.
    Faults(FaultPlan),
    /// Always the same deeds at the same times; only chance differs. What cannot be done at its time is left.
    Deeds(Plan),
}

/// A search through seeds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Search {
    template: Template,
    sought: Condition,
    seeds: Range<u64>,
    /// The next seed.
    next: u64,
    /// How much virtual time each seed gets.
    span: Duration,
    /// How much virtual time has been played.
    played: Duration,
}

/// A run in which it happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Its seed.
    pub seed: u64,
    /// The run, just after it happened.
    pub run: Run,
}

/// How far a search has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Searching {
    /// So many seeds have been played.
    Working(u64),
    /// It happened. A search that goes on looks for the next one.
    Found(alloc::boxed::Box<Hit>),
    /// It happened with none of the seeds.
    Over,
}

impl Search {
    /// A search that has tried nothing yet; each seed gets `span` of virtual time.
    pub fn new(template: Template, sought: Condition, seeds: Range<u64>, span: Duration) -> Self {
        let next = seeds.start;
        Self { template, sought, seeds, next, span, played: Duration::ZERO }
    }

    /// How many seeds have been played.
    pub fn tried(&self) -> u64 {
        self.next - self.seeds.start
    }

    /// How many there are.
    pub fn of(&self) -> u64 {
        self.seeds.end.saturating_sub(self.seeds.start)
    }

    /// How much virtual time has been played.
    pub fn played(&self) -> Duration {
        self.played
    }

    /// Plays up to `count` more seeds, until one is a hit.
    pub fn proceed(&mut self, count: u64) -> Searching {
        for _ in 0..count {
            if self.next >= self.seeds.end {
                return Searching::Over;
            }
            let seed = self.next;
            self.next += 1;
            let (run, found) = self.play(seed);
            self.played = self.played + run.now().since(SimTime::ZERO);
            if found {
                return Searching::Found(alloc::boxed::Box::new(Hit { seed, run }));
            }
        }
        if self.next >= self.seeds.end { Searching::Over } else { Searching::Working(self.tried()) }
    }

    fn play(&self, seed: u64) -> (Run, bool) {
        match &self.template {
            Template::Faults(plan) => {
                let plan = FaultPlan { disturbed: self.span, settles_within: None, ..*plan };
                let mut faults = Faults::looking_for(seed, plan, self.sought);
                let found = matches!(faults.play(), Err(Trouble::Found(_)));
                (faults.into_run(), found)
            }
            Template::Deeds(plan) => {
                let mut plan = plan.clone();
                plan.options.seed = seed;
                plan.until = SimTime::ZERO + self.span;
                plan.play(self.sought)
            }
        }
    }
}

impl Hit {
    /// What makes it small.
    pub fn minimiser(&self, sought: Condition) -> Minimiser {
        Minimiser::new(&self.run, sought)
    }
}
