//! The events of a stretch of time: not kept, but had again from the nearest checkpoint, a budget of turns at a time.

use alloc::vec::Vec;

use super::{BranchId, Timeline, seek};
use crate::{
    run::{Run, causality::Window},
    sim::event::Event,
    time::SimTime,
};

/// A stretch of the current branch that is being read.
#[derive(Clone, Debug)]
pub struct Scan {
    branch: BranchId,
    run: Run,
    from: SimTime,
    to: SimTime,
    limit: usize,
    events: Vec<Event>,
    /// How many turns it may still take once it has begun to collect.
    turns: usize,
    /// The state that it began with has not been looked at.
    fresh: bool,
}

impl Scan {
    /// How far it has come.
    pub fn now(&self) -> SimTime {
        self.run.now()
    }

    /// Takes in the events of a turn. Returns whether more may follow.
    fn collect(&mut self) -> bool {
        for event in self.run.events() {
            if event.at > self.to || self.events.len() == self.limit {
                return false;
            }
            if event.at >= self.from {
                self.events.push(event.clone());
            }
        }
        self.turns = self.turns.saturating_sub(usize::from(!self.events.is_empty()));
        self.turns > 0
    }
}

impl Timeline {
    /// Sets out to read every event of the current branch from one moment to another, both included; of more than `limit`
    /// the first ones. [`Timeline::read_on`] does the work: no more than `limit` turns, beside those from the nearest
    /// checkpoint.
    pub fn scan(&self, from: SimTime, to: SimTime, limit: usize) -> Scan {
        let run = self.branch().checkpoints.before(|run| run.now() < from);
        let branch = self.branch().id();
        Scan { branch, run, from, to, limit, events: Vec::new(), turns: limit, fresh: true }
    }

    /// Goes on with reading, by at most `budget` turns. The window once it is whole; an empty one when another branch is
    /// shown by now.
    pub fn read_on(&mut self, scan: &mut Scan, budget: u64) -> Option<Window> {
        if scan.branch != self.branch().id() {
            return Some(Window::default());
        }
        let (deeds, end) = (self.deeds().clone(), self.edge().turns());
        for _ in 0..budget {
            let went = core::mem::take(&mut scan.fresh)
                || (scan.run.turns() < end && seek::turn(&mut scan.run, &deeds, SimTime::NEVER));
            if !went || !scan.collect() {
                return Some(Window::new(core::mem::take(&mut scan.events)));
            }
            self.branches[self.current].checkpoints.offer(&mut scan.run);
        }
        None
    }

    /// The same at once.
    pub fn window(&mut self, from: SimTime, to: SimTime, limit: usize) -> Window {
        let mut scan = self.scan(from, to, limit);
        self.read_on(&mut scan, u64::MAX).unwrap_or_default()
    }
}
