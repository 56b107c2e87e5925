//! Going to a place: a budget of turns at a time, so that whoever shows the run never has to wait.

use alloc::sync::Arc;
use core::fmt;

use super::{BranchId, Timeline};
use crate::{
    id::EventId,
    run::{Deed, Landmark, Mark, Moment, Run},
    shared::Sequence,
    time::{Duration, SimTime},
};

/// A place in a branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// Its beginning, before any event of the queue.
    Start,
    /// This moment, with everything that happens and is done up to and at it.
    Time(SimTime),
    /// Just after the turn in which this event happened.
    Event(EventId),
    /// Just after so many turns (see [`Run::turns`]).
    Turn(u64),
    /// The live edge.
    Edge,
}

/// Where a seek leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reached {
    /// To the goal.
    Goal,
    /// The goal lies beyond the live edge, which is here: it leads there.
    ClampedTo(SimTime),
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Goal => f.write_str("there"),
            Self::ClampedTo(edge) => write!(f, "the run has come to {edge} so far: play on to see what follows"),
        }
    }
}

/// How far a seek has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// It is there (or there was none under way).
    Arrived,
    /// It is there, and a new branch goes on from there.
    Branched(BranchId),
    /// It has come this far, and wants to be called again.
    Working(SimTime),
    /// What was looked for did not come in the time allowed; the playhead is where it was.
    NotFound,
}

/// Under way to a place of the current branch.
#[derive(Clone, Debug)]
pub(super) struct Seek {
    run: Run,
    to: Target,
    /// A branch begins there, after so many deeds, at this moment.
    fork: Option<(usize, Moment)>,
}

#[derive(Clone, Copy, Debug)]
enum Target {
    Time(SimTime),
    Event(EventId),
    Turn(u64),
    /// Into new time, until a landmark comes that is not among the first so many marks.
    Landmark(Landmark, SimTime, usize),
}

impl Timeline {
    /// Sets out for a place of the current branch; [`Timeline::proceed`] does the work. A new seek takes the place of one
    /// that is under way. A goal beyond the live edge leads to the live edge, and the answer says so.
    pub fn seek(&mut self, goal: Goal) -> Reached {
        let edge = self.edge();
        let end = edge.now();
        let (beyond, target) = match goal {
            Goal::Start => (false, Some(Target::Turn(0))),
            Goal::Time(time) => (time > end, (time < end).then_some(Target::Time(time))),
            Goal::Event(event) => {
                let last = edge.last_event();
                (event > last, (event <= last).then_some(Target::Event(event)))
            }
            Goal::Turn(turn) => (turn > edge.turns(), (turn < edge.turns()).then_some(Target::Turn(turn))),
            Goal::Edge => (false, None),
        };
        if let Some(to) = target {
            let run = self.nearest(to);
            self.seek = Some(Seek { run, to, fork: None });
        } else {
            self.seek = None;
            self.enter_edge();
        }
        if beyond { Reached::ClampedTo(end) } else { Reached::Goal }
    }

    /// Goes on with the seek under way, by at most `budget` turns.
    pub fn proceed(&mut self, budget: u64) -> Progress {
        let Some(mut seek) = self.seek.take() else { return Progress::Arrived };
        if let Target::Landmark(landmark, until, ref mut seen) = seek.to {
            return match find(&mut seek.run, landmark, until, seen, budget) {
                Some(true) => {
                    self.branches[self.current].edge = None;
                    self.run = seek.run;
                    self.keep_checkpoint();
                    Progress::Arrived
                }
                Some(false) => Progress::NotFound,
                None => self.go_on_later(seek),
            };
        }
        let deeds = self.deeds().clone();
        for _ in 0..budget {
            if !seek.to.is_ahead_of(&seek.run) || !turn(&mut seek.run, &deeds, seek.to.time()) {
                return self.arrive(seek);
            }
            self.branches[self.current].checkpoints.offer(&mut seek.run);
        }
        self.go_on_later(seek)
    }

    /// Goes to a place at once.
    pub fn seek_now(&mut self, goal: Goal) -> Reached {
        let reached = self.seek(goal);
        self.proceed(u64::MAX);
        reached
    }

    /// Whether a seek is under way.
    pub fn is_seeking(&self) -> bool {
        self.seek.is_some()
    }

    /// Gives up the seek under way; the playhead is where it was.
    pub fn stay(&mut self) {
        self.seek = None;
    }

    /// Sets out for the next landmark after the playhead. Where none is recorded, new time is looked through, from the live
    /// edge on and for `limit` at most; if none comes, that time has not passed.
    pub fn seek_next(&mut self, landmark: Landmark, limit: Duration) {
        let here = self.run.last_event();
        let marks = self.marks();
        let first = position(marks, |mark| mark.event <= here);
        let next = marks.range(first..marks.len()).find(|mark| landmark.is(mark.kind)).map(|mark| mark.event);
        if let Some(event) = next {
            self.seek(Goal::Event(event));
        } else {
            let run = self.edge().clone();
            let to = Target::Landmark(landmark, run.now() + limit, run.marks().len());
            self.seek = Some(Seek { run, to, fork: None });
        }
    }

    /// Sets out for the last landmark before the playhead. Returns whether there is one.
    pub fn seek_previous(&mut self, landmark: Landmark) -> bool {
        // What the last turn brought about is here, unless time has passed since.
        let here = match self.run.events().first() {
            Some(event) if event.at == self.run.now() => event.id,
            _ => EventId(self.run.last_event().0 + 1),
        };
        let marks = self.marks();
        let end = position(marks, |mark| mark.event < here);
        let previous = marks.range(0..end).rev().find(|mark| landmark.is(mark.kind)).map(|mark| mark.event);
        previous.map(|event| self.seek(Goal::Event(event))).is_some()
    }

    fn go_on_later(&mut self, seek: Seek) -> Progress {
        let at = seek.run.now();
        self.seek = Some(seek);
        Progress::Working(at)
    }

    /// Sets out to where so many deeds of the current branch are done, at a moment before the next one: there a branch begins.
    pub(super) fn seek_fork(&mut self, deeds: usize, at: Moment) {
        // Turns name every state, but for time that passes in between.
        let to = Target::Turn(at.steps() + deeds as u64);
        self.seek = Some(Seek { run: self.nearest(to), to, fork: Some((deeds, at)) });
    }

    fn arrive(&mut self, mut seek: Seek) -> Progress {
        if let Some((deeds, at)) = seek.fork {
            rest_until(&mut seek.run, at);
            self.leave_edge();
            self.run = seek.run;
            return Progress::Branched(self.fork(deeds, at));
        }
        if let Target::Time(time) = seek.to {
            seek.run.advance_to(time);
        }
        if self.is_live() {
            self.branches[self.current].edge = Some(Arc::new(core::mem::replace(&mut self.run, seek.run)));
        } else {
            self.run = seek.run;
        }
        Progress::Arrived
    }

    /// The last known state that lies before a target.
    fn nearest(&self, to: Target) -> Run {
        let known = self.seek.as_ref().filter(|seek| !matches!(seek.to, Target::Landmark(..))).map(|seek| &seek.run);
        let known = known.into_iter().chain([&self.run]).filter(|run| to.is_ahead_of(run));
        let kept = self.branch().checkpoints.before(|run| to.is_ahead_of(run));
        known.filter(|run| run.turns() > kept.turns()).max_by_key(|run| run.turns()).cloned().unwrap_or(kept)
    }
}

impl Target {
    /// Whether more turns lead from this state to the target, or may do.
    fn is_ahead_of(self, run: &Run) -> bool {
        match self {
            Self::Time(time) => run.now() <= time,
            Self::Event(event) => run.last_event() < event,
            Self::Turn(turn) => run.turns() < turn,
            Self::Landmark(..) => true,
        }
    }

    const fn time(self) -> SimTime {
        match self {
            Self::Time(time) => time,
            _ => SimTime::NEVER,
        }
    }
}

/// How many marks from the first on are so.
fn position(marks: &Sequence<Mark>, is_so: impl Fn(&Mark) -> bool) -> usize {
    let (mut low, mut high) = (0, marks.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if marks.get(middle).is_some_and(&is_so) { low = middle + 1 } else { high = middle }
    }
    low
}

/// Looks for a landmark in new time. `None` when the budget is spent first.
fn find(run: &mut Run, landmark: Landmark, until: SimTime, seen: &mut usize, budget: u64) -> Option<bool> {
    for _ in 0..budget {
        if !run.step_by(until) {
            return Some(false);
        }
        if run.passed(landmark, seen) {
            return Some(true);
        }
    }
    None
}

/// Takes the next turn of a recorded run if it is due by `until`: the next deed, where its moment has come, or an event.
pub(super) fn turn(run: &mut Run, deeds: &Sequence<Deed>, until: SimTime) -> bool {
    match deeds.get(run.deeds().len()) {
        Some(deed) if deed.at.steps() == run.world().steps() => {
            if deed.at.time > until {
                return false;
            }
            rest_until(run, deed.at);
            run.act(&deed.intervention).expect("what could be done once can be done again");
            true
        }
        _ => run.step_by(until),
    }
}

/// Takes every turn of a recorded run up to and at a time.
pub(in crate::run) fn pass(run: &mut Run, deeds: &Sequence<Deed>, until: SimTime) {
    while turn(run, deeds, until) {}
    run.advance_to(until);
}

/// Takes a turn on the way to a moment with exactly so many deeds done. Returns whether it is there.
pub(in crate::run) fn come_nearer(run: &mut Run, deeds: &Sequence<Deed>, done: usize, at: Moment) -> bool {
    if run.turns() < at.steps() + done as u64 {
        turn(run, deeds, SimTime::NEVER);
        return false;
    }
    rest_until(run, at);
    true
}

/// Lets time pass without an event, up to a moment.
fn rest_until(run: &mut Run, at: Moment) {
    if run.moment() != at {
        let steps = run.world().steps();
        run.advance_to(at.time);
        assert!(
            run.moment() == at,
            "{} events of {steps} led to {:?}, not to {at:?}",
            run.world().steps(),
            run.moment()
        );
    }
}
