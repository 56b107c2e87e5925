//! Deeds with their times, apart from a run: what a search plays with other seeds, and what a minimiser takes apart.

use alloc::vec::Vec;

use crate::{
    run::{Condition, Moment, Options, Run, Watcher},
    sim::intervention::Intervention,
    time::{Duration, SimTime},
};

/// Something to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedDeed {
    /// When: up to and with a time, or after so many of a time's events.
    pub at: Moment,
    /// What.
    pub intervention: Intervention,
}

/// What to do with a cluster, and for how long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// What the cluster is made from.
    pub options: Options,
    /// In order.
    pub deeds: Vec<PlannedDeed>,
    /// When it ends.
    pub until: SimTime,
}

impl Plan {
    /// What was done in a run, up to where it is.
    pub fn of(run: &Run) -> Self {
        let deeds = run.deeds().iter();
        let deeds = deeds.map(|deed| PlannedDeed { at: deed.at, intervention: deed.intervention.clone() }).collect();
        Self { options: *run.options(), deeds, until: run.now() }
    }

    /// Plays it until what is sought happens, or to its end; returns whether it happened. What cannot be done is left.
    pub fn play(&self, sought: Condition) -> (Run, bool) {
        let Ok(mut run) = Run::try_new(self.options) else { return (Run::new(Options::default()), false) };
        let mut watcher = Watcher::new(sought, &run);
        for deed in &self.deeds {
            if come_to(&mut run, deed.at, &mut watcher) {
                return (run, true);
            }
            if run.act(&deed.intervention).is_ok() && watcher.look(&run) {
                return (run, true);
            }
        }
        let found = pass(&mut run, self.until, &mut watcher);
        (run, found)
    }
}

/// Comes as near to a moment as there are events at it.
fn come_to(run: &mut Run, at: Moment, watcher: &mut Watcher) -> bool {
    if at.settled {
        return pass(run, at.time, watcher);
    }
    if at.time > SimTime::ZERO && pass(run, SimTime(at.time.0 - 1), watcher) {
        return true;
    }
    let steps = if run.now() < at.time { at.steps_at } else { at.steps_at.saturating_sub(run.moment().steps_at) };
    (0..steps).any(|_| run.step_by(at.time) && watcher.look(run))
}

/// Lets time pass, unless it has passed already.
fn pass(run: &mut Run, until: SimTime, watcher: &mut Watcher) -> bool {
    if until < run.now() || (until == run.now() && run.moment().settled) {
        return false;
    }
    while run.step_by(until) {
        if watcher.look(run) {
            return true;
        }
    }
    run.advance_to(until);
    watcher.look(run)
}

impl PlannedDeed {
    /// The same deed, all of a time's events later or earlier.
    #[must_use]
    pub(super) fn moved_to(&self, time: SimTime) -> Self {
        let at = Moment { time, steps_before: 0, steps_at: 0, settled: true };
        Self { at, intervention: self.intervention.clone() }
    }

    /// The same deed, later after the one before it by so much less.
    #[must_use]
    pub(super) fn sooner_by(&self, span: Duration) -> Self {
        Self { at: Moment { time: SimTime(self.at.time.0.saturating_sub(span.0)), ..self.at }, ..self.clone() }
    }
}
