//! Time as a place that one can walk in: a playhead that goes anywhere, and branches that keep what was done otherwise.
//!
//! A [`Timeline`] holds the branches of one run. Each branch is a list of deeds, of which it shares the first so many
//! with the branch it left; its state at any place follows from them. Checkpoints only spare the way there: what a seek
//! finds never depends on which of them exist.

mod branch;
mod checkpoints;
mod seek;
mod window;

pub use branch::{Branch, BranchError, BranchId, Fork};
pub use seek::{Goal, Progress, Reached};
pub(super) use seek::{come_nearer, pass};
pub use window::Scan;

use alloc::{string::String, sync::Arc, vec, vec::Vec};
use core::fmt;

use super::{Deed, Mark, Moment, Options, OptionsError, Refusal, Run};
use crate::{
    client,
    shared::Sequence,
    sim::intervention::Intervention,
    time::{Duration, SimTime},
};
use seek::Seek;

/// A run with its branches, and the place in it that one looks at.
///
/// Example: after `act` at 2 s and at 5 s the playhead is at the live edge. `seek(Goal::Time(3 s))` shows the run as it
/// was; playing on from there shows the deed of 5 s again. `act` at 3 s instead makes a branch, of which this deed is the
/// second; the old branch keeps its own, and `switch` leads back to it.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// In the order in which they were made; never empty.
    branches: Vec<Branch>,
    /// The place of the current one among them.
    current: usize,
    /// The current branch at the playhead.
    run: Run,
    /// On the way to another place.
    seek: Option<Seek>,
    /// How many branches were ever made.
    made: u32,
}

/// What an act did to the timeline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Acted {
    /// It was added at the live edge.
    Here,
    /// It was done in the past: a new branch has it, and is the current one.
    Branched(BranchId),
}

/// Why nothing can be taken back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NothingToUndo;

impl fmt::Display for NothingToUndo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing to undo: up to here nobody did anything that changed the run")
    }
}

impl Timeline {
    /// A run that has just begun.
    ///
    /// # Errors
    /// What [`Options::check`] finds.
    pub fn try_new(options: Options) -> Result<Self, OptionsError> {
        Run::try_new(options).map(Self::of)
    }

    /// A run that goes on from where it is. What came before has no checkpoint but its beginning.
    pub fn of(mut run: Run) -> Self {
        let branches = vec![Branch::first(&mut run)];
        Self { branches, current: 0, run, seek: None, made: 1 }
    }

    /// The run at the playhead: its frame, its feed up to here, what the checks say up to here.
    ///
    /// While a seek is under way this is still the place that it left.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The run at the live edge of the current branch: everything that has happened in it.
    pub fn edge(&self) -> &Run {
        self.branch().edge.as_deref().unwrap_or(&self.run)
    }

    /// Whether the playhead is at the live edge, so that time that passes is new.
    pub fn is_live(&self) -> bool {
        self.branch().edge.is_none()
    }

    /// What a tape shows of the whole current branch, up to its live edge.
    pub fn marks(&self) -> &Sequence<Mark> {
        self.edge().marks()
    }

    /// Everything that is done in the current branch, beyond the playhead too.
    pub fn deeds(&self) -> &Sequence<Deed> {
        self.edge().deeds()
    }

    /// How many states of the current branch are kept to spare the way to them.
    pub fn checkpoints(&self) -> usize {
        self.branch().checkpoints.len()
    }

    /// Does something at the playhead. In the past that makes a new branch, which leaves the current one here.
    ///
    /// # Errors
    /// Why it cannot be done, and what to do instead; then nothing has changed, and there is no new branch.
    pub fn act(&mut self, intervention: &Intervention) -> Result<Acted, Refusal> {
        self.run.act(intervention)?;
        self.seek = None;
        if self.is_live() {
            self.keep_checkpoint();
            return Ok(Acted::Here);
        }
        let shared = self.run.deeds().len() - 1;
        let at = self.run.deeds().last().map_or(Moment::START, |deed| deed.at);
        Ok(Acted::Branched(self.fork(shared, at)))
    }

    /// Sets out to take back the last thing, up to the playhead, that changed the cluster or its store: a new branch goes on
    /// from just before it. [`Timeline::proceed`] does the work. What was only read, printed or mistyped since then is gone
    /// from the new branch, and no thing to undo.
    ///
    /// # Errors
    /// When there is none.
    pub fn set_out_to_undo(&mut self) -> Result<(), NothingToUndo> {
        let deeds = self.run.deeds().clone();
        let changing = |place: usize| deeds.get(place).filter(|deed| changes_something(&deed.intervention));
        let last = (0..deeds.len()).rev().find_map(|place| Some((place, changing(place)?)));
        let (place, deed) = last.ok_or(NothingToUndo)?;
        self.seek_fork(place, deed.at);
        Ok(())
    }

    /// The same at once.
    ///
    /// # Errors
    /// When there is nothing to take back.
    pub fn undo(&mut self) -> Result<BranchId, NothingToUndo> {
        self.set_out_to_undo()?;
        self.proceed(u64::MAX);
        Ok(self.branch().id())
    }

    /// Lets virtual time pass up to `until`: in the past what is recorded happens again, from the live edge on it is new.
    /// Takes at most `budget` turns; returns whether that was enough.
    pub fn play_to(&mut self, until: SimTime, budget: u64) -> bool {
        self.seek = None;
        for _ in 0..budget {
            if !self.turn(until) {
                self.run.advance_to(until);
                return true;
            }
        }
        false
    }

    /// Lets `span` of virtual time pass, however much happens in it.
    pub fn play(&mut self, span: Duration) {
        self.play_to(self.run.now() + span, u64::MAX);
    }

    /// Takes the next turn: an event, or in the past a deed. `false` when nothing ever will by itself.
    pub fn step(&mut self) -> bool {
        self.seek = None;
        self.turn(SimTime::NEVER)
    }

    /// Takes the last turn back. `false` at the beginning.
    pub fn step_back(&mut self) -> bool {
        let Some(turn) = self.run.turns().checked_sub(1) else { return false };
        self.seek_now(Goal::Turn(turn));
        true
    }

    /// The next turn of the current branch, if it is due by `until`.
    fn turn(&mut self, until: SimTime) -> bool {
        let Some(edge) = &self.branch().edge else {
            let went = self.run.step_by(until);
            self.keep_checkpoint();
            return went;
        };
        // From the live edge on time is new.
        if self.run.turns() == edge.turns() {
            if until < edge.now() {
                return false;
            }
            self.enter_edge();
            return self.turn(until);
        }
        let deeds = edge.deeds().clone();
        let went = seek::turn(&mut self.run, &deeds, until);
        self.keep_checkpoint();
        went
    }

    /// Moves the playhead to the live edge.
    fn enter_edge(&mut self) {
        if let Some(edge) = self.branches[self.current].edge.take() {
            self.run = Arc::unwrap_or_clone(edge);
        }
    }

    /// Sets the live edge aside before the playhead leaves it.
    fn leave_edge(&mut self) {
        if self.is_live() {
            self.branches[self.current].edge = Some(Arc::new(self.run.clone()));
        }
    }

    fn keep_checkpoint(&mut self) {
        self.branches[self.current].checkpoints.offer(&mut self.run);
    }

    /// A new branch whose live edge is the playhead; the current one is left.
    fn fork(&mut self, shared: usize, at: Moment) -> BranchId {
        let from = self.branch();
        let fork = Fork { branch: from.id(), deeds: shared };
        let checkpoints = from.checkpoints.up_to(shared, at);
        let id = BranchId(self.made);
        self.made += 1;
        let name = self.free_name();
        self.branches.push(Branch::leaving(id, name, fork, checkpoints));
        self.show(self.branches.len() - 1);
        self.seek = None;
        id
    }

    fn free_name(&self) -> String {
        let mut names = (self.made..).map(|number| alloc::format!("branch {number}"));
        names.find(|name| self.find(name).is_none()).unwrap_or_default()
    }
}

impl PartialEq for Timeline {
    /// Whether both show the same place of the same branches, whatever checkpoints they have.
    fn eq(&self, other: &Self) -> bool {
        let whole = |timeline: &Self| {
            let place = |id| timeline.place_of(id).ok();
            let branches = timeline.branches.iter();
            branches
                .map(|b| (b.name.clone(), b.fork.map(|f| (place(f.branch), f.deeds)), b.edge.clone()))
                .collect::<Vec<_>>()
        };
        self.current == other.current && self.run == other.run && whole(self) == whole(other)
    }
}

/// Whether an intervention may have changed the cluster or its store, rather than only what a terminal shows.
fn changes_something(intervention: &Intervention) -> bool {
    match intervention {
        Intervention::Type { line, .. } => client::is_change(line),
        Intervention::Interrupt(_) => false,
        _ => true,
    }
}
