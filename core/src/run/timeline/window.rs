//! The events of a stretch of time: not kept, but had again from the nearest checkpoint.

use alloc::vec::Vec;

use super::{Timeline, seek};
use crate::{id::EventId, run::causality::Window, sim::event::Event, time::SimTime};

impl Timeline {
    /// Every event of the current branch from one moment to another, both included; of more than `limit` the first ones.
    ///
    /// It takes no more than `limit` turns, beside those from the nearest checkpoint.
    pub fn window(&self, from: SimTime, to: SimTime, limit: usize) -> Window {
        let before = |run: &crate::run::Run| run.now() < from;
        self.collect(before, |event| event.at >= from, |event| event.at > to, limit)
    }

    /// Every event of the current branch from one to another, both included; of more than `limit` the first ones.
    pub fn window_of(&self, from: EventId, to: EventId, limit: usize) -> Window {
        let before = |run: &crate::run::Run| run.last_event() < from;
        self.collect(before, |event| event.id >= from, |event| event.id > to, limit)
    }

    fn collect(
        &self,
        before: impl Fn(&crate::run::Run) -> bool,
        has_begun: impl Fn(&Event) -> bool,
        is_over: impl Fn(&Event) -> bool,
        limit: usize,
    ) -> Window {
        let mut run = self.branch().checkpoints.before(before);
        let (deeds, end) = (self.deeds().clone(), self.edge().turns());
        let mut events = Vec::new();
        let mut turns = limit;
        loop {
            for event in run.events() {
                if is_over(event) || events.len() == limit {
                    return Window::new(events);
                }
                if has_begun(event) {
                    events.push(event.clone());
                }
            }
            turns = turns.saturating_sub(usize::from(!events.is_empty()));
            if turns == 0 || run.turns() >= end || !seek::turn(&mut run, &deeds, SimTime::NEVER) {
                return Window::new(events);
            }
        }
    }
}
