//! A run: options, a seed, and what people did when. The world at any moment follows from these.

pub mod causality;
mod condition;
mod difference;
pub mod elections;
pub mod faults;
mod landmark;
mod load;
mod mark;
mod pending;
pub mod script;
pub mod search;
pub mod share;
mod timeline;
mod transcript;
mod watcher;

pub use crate::sim::{Dials, Options, OptionsError, Refusal};
pub use causality::{Stage, StageSpan, Trace, Window};
pub use condition::{Condition, Expectation, Fact, Failure};
pub use difference::{Comparing, Difference, Field};
pub use landmark::Landmark;
pub use mark::{Mark, MarkKind};
pub use pending::{Blocked, Pending, PendingKind};
pub use timeline::{
    Acted, Branch, BranchError, BranchId, Fork, Goal, NothingToUndo, Progress, Reached, Scan, Timeline,
};
pub use transcript::{Player, PlayerError, Transcript};
pub use watcher::Watcher;

use alloc::string::String;
use core::hash::{Hash, Hasher};

use crate::{
    check::Checks,
    id::EventId,
    shared::Sequence,
    sim::{
        World,
        event::{Event, EventKind, LossReason},
        frame::Frame,
        intervention::Intervention,
    },
    time::{Duration, SimTime},
};

/// A moment of a run, exact to the event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment {
    /// The time.
    pub time: SimTime,
    /// How many events had been taken from the queue before this time.
    pub steps_before: u64,
    /// How many of this time's events had been taken.
    pub steps_at: u64,
    /// All of this time's events had been taken, and time had been let pass up to here.
    pub settled: bool,
}

impl Moment {
    /// Where every run begins.
    pub const START: Self = Self { time: SimTime::ZERO, steps_before: 0, steps_at: 0, settled: false };

    /// How many events had been taken from the queue.
    pub const fn steps(self) -> u64 {
        self.steps_before + self.steps_at
    }
}

/// Something that a person did, and when.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Deed {
    /// When.
    pub at: Moment,
    /// What, with every name resolved.
    pub intervention: Intervention,
}

/// A fact worth a line in a feed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Notice {
    /// The fact.
    pub event: Event,
}

/// A run: its world as it is now, and all that is needed to have it again.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Run {
    world: World,
    checks: Checks,
    deeds: Sequence<Deed>,
    feed: Sequence<Notice>,
    marks: mark::Marks,
    moment: Moment,
}

impl Run {
    /// A run that has just begun.
    ///
    /// # Errors
    /// What [`Options::check`] finds.
    pub fn try_new(options: Options) -> Result<Self, OptionsError> {
        let world = World::new(options)?;
        let moment = Moment::START;
        let mut run = Self {
            world,
            checks: Checks::default(),
            deeds: Sequence::new(),
            feed: Sequence::new(),
            marks: mark::Marks::default(),
            moment,
        };
        run.take_in();
        Ok(run)
    }

    /// A run that has just begun, from options that are known to be right.
    pub fn new(options: Options) -> Self {
        Self::try_new(options).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What the run was made from.
    pub fn options(&self) -> &Options {
        self.world.options()
    }

    /// The moment that the run has come to.
    pub fn now(&self) -> SimTime {
        self.world.now()
    }

    /// What people did, in order.
    pub fn deeds(&self) -> &Sequence<Deed> {
        &self.deeds
    }

    /// Everything noteworthy that happened, in order, without the routine of replication: that every member appended
    /// and committed what was put. Only ever grows.
    pub fn feed(&self) -> &Sequence<Notice> {
        &self.feed
    }

    /// What a tape shows of the run, in order: who led when, crashes, commands, commits, broken invariants. Only ever grows.
    pub fn marks(&self) -> &Sequence<Mark> {
        self.marks.list()
    }

    /// How many turns the run has taken: events from the queue, and deeds. It names every state that a run passes through.
    pub fn turns(&self) -> u64 {
        self.world.steps() + self.deeds.len() as u64
    }

    /// The last thing that happened.
    pub fn last_event(&self) -> EventId {
        self.world.last_event()
    }

    /// What the checks say.
    pub fn checks(&self) -> &Checks {
        &self.checks
    }

    /// Everything that can be seen now.
    pub fn frame(&self) -> Frame {
        Frame { checks: self.checks.verdicts(), ..self.world.frame() }
    }

    /// Lets `span` of virtual time pass, with everything that happens in it.
    pub fn advance(&mut self, span: Duration) {
        self.advance_to(self.now() + span);
    }

    /// Lets time pass up to and including `until`.
    pub fn advance_to(&mut self, until: SimTime) {
        while self.step_by(until) {}
        if until > self.now() {
            self.world.rest(until);
            self.moment = Moment { time: until, steps_before: self.world.steps(), steps_at: 0, settled: true };
        }
        self.moment.settled = true;
    }

    /// Lets the next event happen. `false` when nothing ever will by itself.
    pub fn step(&mut self) -> bool {
        self.step_by(SimTime::NEVER)
    }

    /// Lets the next event happen if it is due by `until`. Returns whether it was.
    pub fn step_by(&mut self, until: SimTime) -> bool {
        let before = self.world.steps();
        if !self.world.step_by(until) {
            return false;
        }
        let now = self.world.now();
        if now > self.moment.time {
            self.moment = Moment { time: now, steps_before: before, steps_at: 0, settled: false };
        }
        self.moment.steps_at = self.world.steps() - self.moment.steps_before;
        self.moment.settled = false;
        self.take_in();
        true
    }

    /// Lets a person step in, and writes it down.
    ///
    /// # Errors
    /// Why it cannot be done, and what to do instead; then nothing has changed.
    pub fn act(&mut self, intervention: &Intervention) -> Result<(), Refusal> {
        let intervention = self.world.act(intervention)?;
        self.take_in();
        self.deeds.push(Deed { at: self.moment, intervention });
        Ok(())
    }

    /// Judges and notes what has just happened.
    fn take_in(&mut self) {
        for event in self.world.events() {
            // Two thirds of all events only tell that a message moved; nobody judges those, nor a timer.
            if event.is_traffic() || matches!(event.kind, EventKind::TimerFired) {
                continue;
            }
            let broken = self.checks.observe(event);
            if !broken && only_judged(&event.kind) {
                continue;
            }
            self.marks.observe(event, broken, &self.checks);
            if is_noteworthy(&event.kind) && !is_routine(&event.kind) {
                self.feed.push(Notice { event: event.clone() });
            }
        }
    }

    /// Makes ready for a clone that is kept. The run stays what it is, and takes less room.
    fn settle(&mut self) {
        self.world.settle();
        self.checks.settle();
        self.deeds.settle();
        self.feed.settle();
        self.marks.settle();
    }

    /// The events of the last step or intervention.
    pub fn events(&self) -> &[Event] {
        self.world.events()
    }

    /// The whole run as a script that leads to this same moment.
    pub fn text(&self) -> String {
        script::print_run(self)
    }

    /// A number that differs for runs that differ in anything: the same run has the same on every machine.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// The moment, exact to the event.
    pub fn moment(&self) -> Moment {
        self.moment
    }
}

/// What every write brings about on every member, and what the checks alone look at.
#[inline]
fn only_judged(kind: &EventKind) -> bool {
    use crate::raft::event::RaftEvent as R;
    match kind {
        EventKind::Raft(R::Appended { .. })
        | EventKind::Stored { .. }
        | EventKind::Applied { .. }
        | EventKind::Changed(_)
        | EventKind::Proposed { .. } => true,
        EventKind::Watch(_) => !kind.is_watch_notice(),
        _ => false,
    }
}

/// What every write brings about on every member. It would bury the rest, and fill the memory.
fn is_routine(kind: &EventKind) -> bool {
    use crate::raft::event::RaftEvent as R;
    matches!(kind, EventKind::Raft(R::Appended { .. } | R::Committed { .. }))
}

/// What a transcript shows: what changed, not what was said.
fn is_noteworthy(kind: &EventKind) -> bool {
    use crate::raft::event::RaftEvent as R;
    match kind {
        EventKind::Raft(fact) => !matches!(
            fact,
            R::TimeoutDrawn(_)
                | R::VoteCounted { .. }
                | R::TermAdopted { .. }
                | R::ReadConfirmed { .. }
                | R::SendStateChanged { .. }
                | R::ElectionTimedOut
        ),
        EventKind::Lost { reason, .. } => *reason == LossReason::ByHand,
        EventKind::TimerFired
        | EventKind::Proposed { .. }
        | EventKind::Sent { .. }
        | EventKind::Delivered { .. }
        | EventKind::Stored { .. }
        | EventKind::Applied { .. }
        | EventKind::Changed(_)
        | EventKind::CommandEnded { .. } => false,
        EventKind::Watch(_) => kind.is_watch_notice(),
        EventKind::Intervened(_)
        | EventKind::Crashed { .. }
        | EventKind::Removed
        | EventKind::Founded(_)
        | EventKind::Inconsistent { .. }
        | EventKind::Started { .. }
        | EventKind::Paused
        | EventKind::Resumed
        | EventKind::Wiped
        | EventKind::RequestSent { .. }
        | EventKind::LeaseGranted { .. }
        | EventKind::LeaseExpired { .. }
        | EventKind::LeaseEnded { .. }
        | EventKind::KeyObtained { .. }
        | EventKind::RequestEnded { .. } => true,
    }
}

/// FNV-1a over bytes in a fixed order, so that 32-bit and 64-bit machines agree.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    // Lengths are `usize`: as wide as the machine. They must weigh the same everywhere.
    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_u64(&mut self, number: u64) {
        self.write(&number.to_le_bytes());
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as u64);
    }
}
