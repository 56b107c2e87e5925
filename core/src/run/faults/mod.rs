//! Runs under random faults: a seed is drawn out into what people do to a cluster, and then the cluster must recover.
//!
//! Everything goes through [`Run::act`], so such a run prints and replays as any other. Two faults are left out, since
//! Raft does not promise anything under them: `wipe`, and disks that lose what they called stored (Raft §5, "persistent
//! state"). Nor are forwarded proposals and clients' requests duplicated by hand: etcd sends them over TCP, and whoever
//! proposes twice commits twice (dissertation §6.3).

mod coverage;
mod draw;

pub use coverage::{Coverage, Sight};

use alloc::{format, string::String, vec, vec::Vec};
use core::fmt;

use super::{Condition, Run, Watcher};
use crate::{
    check::{Breach, Invariant},
    id::{ClientId, NodeId},
    raft::Rule,
    sim::{
        frame::{Frame, LogFrame, MemberFrame, Process, RoleFrame, Standing},
        intervention::{ClockDial, DiskDial, Intervention, LinkDial, Name},
        place::Place,
    },
    time::{Duration, SimTime},
};
use draw::Draws;

/// How long a run is disturbed, and what must come of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FaultPlan {
    /// For so long faults come; nothing may break an invariant.
    pub disturbed: Duration,
    /// Within so long after that, when all is calm, one leads, writes are taken, and all members are equal.
    /// `None` ends the run with the faults.
    pub settles_within: Option<Duration>,
    /// A protective rule that is off.
    pub sabotage: Option<Rule>,
}

impl Default for FaultPlan {
    fn default() -> Self {
        Self { disturbed: Duration::from_secs(10), settles_within: Some(Duration::from_secs(30)), sabotage: None }
    }
}

impl FaultPlan {
    /// A search for what breaks without a rule: nobody asks whether such a cluster recovers.
    pub const fn without(rule: Rule) -> Self {
        Self { disturbed: Duration::from_secs(10), settles_within: None, sabotage: Some(rule) }
    }
}

/// What should not have happened in a run under faults.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Trouble {
    /// An invariant was broken.
    Breach(Invariant, Breach),
    /// The cluster did not recover in time; what was missing at the end, in words.
    Unsettled(String),
    /// What was looked for has happened.
    Found(Condition),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Breach(invariant, breach) => {
                write!(f, "{} is violated at {}, event {}: {}", invariant.name(), breach.at, breach.event, breach.text)
            }
            Self::Unsettled(text) => write!(f, "the cluster did not settle: {text}"),
            Self::Found(sought) => write!(f, "found: {sought}"),
        }
    }
}

/// A run under faults.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Faults {
    run: Run,
    plan: FaultPlan,
    draws: Draws,
    coverage: Coverage,
    /// Looks for something that ends the run.
    watcher: Option<Watcher>,
}

/// Who writes at the end, to show that the cluster takes writes.
const WRITER: ClientId = ClientId(1);

/// How often one looks whether the cluster has recovered.
const GLANCE: Duration = Duration::from_millis(250);

impl Faults {
    /// The run that `seed` stands for, at its beginning.
    pub fn new(seed: u64, plan: FaultPlan) -> Self {
        let (draws, options) = Draws::new(seed);
        let mut faults =
            Self { run: Run::new(options), plan, draws, coverage: Coverage::of_run(&options), watcher: None };
        faults.coverage.count(faults.run.events());
        faults
    }

    /// The same, which ends as soon as something happens.
    pub fn looking_for(seed: u64, plan: FaultPlan, sought: Condition) -> Self {
        let mut faults = Self::new(seed, plan);
        faults.watcher = Some(Watcher::new(sought, &faults.run));
        faults
    }

    /// The run alone.
    pub fn into_run(self) -> Run {
        self.run
    }

    /// The run, as far as it has come.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// What happened in it, counted.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Plays it to its end, or to the first trouble.
    ///
    /// # Errors
    /// The trouble.
    pub fn play(&mut self) -> Result<(), Trouble> {
        if let Some(rule) = self.plan.sabotage {
            self.act(&Intervention::Sabotage(rule, true))?;
        }
        let end = self.run.now() + self.plan.disturbed;
        while self.run.now() < end {
            for intervention in self.draws.interventions(&self.run) {
                self.act(&intervention)?;
            }
            self.pass(end)?;
        }
        match self.plan.settles_within {
            None => Ok(()),
            Some(within) => {
                self.calm()?;
                self.settle(self.run.now() + within)
            }
        }
    }

    /// What cannot be done at that moment is left.
    fn act(&mut self, intervention: &Intervention) -> Result<(), Trouble> {
        if self.run.act(intervention).is_ok() { self.look() } else { Ok(()) }
    }

    /// Time passes until the next fault: now and then by a few single events, to stop in the middle of a moment.
    fn pass(&mut self, end: SimTime) -> Result<(), Trouble> {
        if let Some(steps) = self.draws.steps() {
            for _ in 0..steps {
                if self.run.step_by(end) {
                    self.look()?;
                }
            }
            return Ok(());
        }
        let until = (self.run.now() + self.draws.pause()).min(end);
        self.pass_to(until)
    }

    fn pass_to(&mut self, until: SimTime) -> Result<(), Trouble> {
        while self.run.step_by(until) {
            self.look()?;
        }
        self.run.advance_to(until);
        Ok(())
    }

    fn look(&mut self) -> Result<(), Trouble> {
        self.coverage.count(self.run.events());
        if let Some(watcher) = &mut self.watcher
            && watcher.look(&self.run)
        {
            return Err(Trouble::Found(watcher.condition()));
        }
        match self.run.checks().first_breach() {
            None => Ok(()),
            Some((invariant, breach)) => Err(Trouble::Breach(invariant, breach.clone())),
        }
    }

    /// Mends everything.
    fn calm(&mut self) -> Result<(), Trouble> {
        use Intervention as I;
        let frame = self.run.frame();
        let calm_wires = vec![
            LinkDial::Latency(Duration::from_millis(10)),
            LinkDial::Jitter(Duration::from_millis(2)),
            LinkDial::Loss(0),
            LinkDial::Duplicate(0),
            LinkDial::Reorder(0),
        ];
        let mut mends = vec![I::Heal(None), I::Link(None, calm_wires)];
        for member in &frame.members {
            let name = Name::from(member.id);
            let calm_disk = vec![DiskDial::Full(false), DiskDial::Latency(Duration::from_millis(2))];
            mends.extend([I::Disk(name, calm_disk), I::Clock(name, ClockDial::Rate(1_000_000))]);
        }
        let members = frame.members.iter().map(|member| (Place::Member(member.id), member.process));
        let clients = frame.clients.iter().map(|client| (Place::Client(client.id), client.process));
        for (place, process) in members.chain(clients) {
            match process {
                Process::Running => {}
                Process::Paused => mends.push(I::Resume(Name::Place(place))),
                Process::Down => mends.push(I::Restart(Name::Place(place))),
            }
        }
        mends.push(I::Interrupt(WRITER));
        mends.iter().try_for_each(|mend| self.act(mend))?;
        self.stop_removed_members()
    }

    /// Who was removed and never heard of it would go on asking for votes: whoever removed it stops it, once nobody needs it.
    ///
    /// A removal is in force for a member when that member has applied it, not sooner. Until then a leader, or whoever may
    /// become one, counts the removed in its majorities, and etcd has the operator wait for that (etcd-io/raft, `doc.go`):
    /// of n1 n2 n3 n4 that leave n1 and n2 behind, n3 and n4 together decide nothing before they know.
    fn stop_removed_members(&mut self) -> Result<(), Trouble> {
        let frame = self.run.frame();
        let removed = frame.members.iter().filter(|member| member.standing == Standing::Removed);
        let running = removed.filter(|member| member.process != Process::Down && !is_counted_on(&frame, member.id));
        running.map(|member| Intervention::Kill(member.id.into())).try_for_each(|kill| self.act(&kill))
    }

    /// What an operator does for a cluster that does not come to rest: leaves a joint configuration that waits for it,
    /// starts who has been added, begins a new term where one member has gone on to it, and lets removed members vote
    /// once more where those who stayed count on them, not knowing of the removal (etcd-io/raft, `doc.go`).
    fn lend_a_hand(&mut self, glances: u32) -> Result<(), Trouble> {
        let frame = self.run.frame();
        let leader = frame.leader();
        if leader.is_some_and(|leader| leader.configuration.is_joint() && !leader.configuration.auto_leave) {
            self.act(&Intervention::LeaveJoint)?;
        }
        // Without both rules nobody tells a leader of a newer term that a member which never stands has voted in.
        let is_passed = leader.is_some_and(|leader| frame.members.iter().any(|member| member.term > leader.term));
        if let Some(leader) = leader.filter(|_| is_passed && glances % 8 == 7) {
            self.act(&Intervention::Restart(leader.id.into()))?;
        }
        for member in frame.members.iter().filter(|member| member.process == Process::Down) {
            let helps = is_counted_on(&frame, member.id) && glances % 8 == 7;
            if member.standing != Standing::Removed || helps {
                self.act(&Intervention::Restart(member.id.into()))?;
            }
        }
        self.stop_removed_members()
    }

    /// Waits until the cluster has recovered.
    fn settle(&mut self, deadline: SimTime) -> Result<(), Trouble> {
        let put = Intervention::Type { client: WRITER, endpoint: None, line: "put settled yes".into() };
        self.act(&put)?;
        for glances in 0.. {
            self.pass_to(self.run.now() + GLANCE)?;
            self.lend_a_hand(glances)?;
            let missing = match self.run.world().client(WRITER) {
                Some(writer) if !writer.is_idle() => String::from("a write is not acknowledged"),
                Some(writer) if writer.status() != 0 => {
                    self.act(&put)?;
                    String::from("a write failed")
                }
                _ => match differences(&self.run.frame()) {
                    None => return Ok(()),
                    Some(missing) => missing,
                },
            };
            if self.run.now() >= deadline {
                if is_wedged(&self.run.frame()) {
                    return Ok(());
                }
                return Err(Trouble::Unsettled(missing));
            }
        }
        Ok(())
    }
}

/// Whether a majority may need this removed member: the leader has it in its configuration or, while nobody leads, one of
/// those who stayed has.
fn is_counted_on(frame: &Frame, removed: NodeId) -> bool {
    let counts = |member: &MemberFrame| member.configuration.all_voters().contains(removed);
    match frame.leader() {
        Some(leader) => counts(leader),
        None => frame.members.iter().any(|member| member.standing != Standing::Removed && counts(member)),
    }
}

/// Whether nobody can ever be elected, as in etcd: whoever has the longest log has left the configuration by it, and those
/// who stayed do not know of that yet (`raft/change.rs`; etcd-io/raft, `doc.go`).
fn is_wedged(frame: &Frame) -> bool {
    let newest = |member: &MemberFrame| (member.log.cells.last().map(|cell| cell.term), member.log.last);
    let longest = frame.members.iter().map(newest).max();
    let mut holders = frame.members.iter().filter(|member| Some(newest(member)) == longest);
    frame.leader().is_none() && holders.all(|member| !member.configuration.all_voters().contains(member.id))
}

/// A number for each seed's run under faults, of so much virtual time: the same on every machine.
pub fn fingerprints(seeds: core::ops::Range<u64>, span: Duration) -> Vec<u64> {
    let fingerprint = |seed| {
        let mut faults = Faults::new(seed, FaultPlan { disturbed: span, settles_within: None, sabotage: None });
        // A run that goes wrong is a run too.
        let _ = faults.play();
        faults.run.fingerprint()
    };
    seeds.map(fingerprint).collect()
}

/// Whether two logs end at the same place and hold the same as far as both still have their entries.
fn same_log(a: &LogFrame, b: &LogFrame) -> bool {
    let both_have = a.first.max(b.first);
    let [a_entries, b_entries] = [a, b].map(|log| log.cells.iter().filter(|cell| cell.index >= both_have));
    a.last == b.last && a_entries.eq(b_entries)
}

/// What keeps a cluster from being at rest under one leader, if anything does.
fn differences(frame: &Frame) -> Option<String> {
    let leaders = frame.members.iter().filter(|member| member.role == RoleFrame::Leader).collect::<Vec<_>>();
    let [leader] = leaders.as_slice() else { return Some(format!("{} lead", leaders.len())) };
    if leader.configuration.is_joint() {
        return Some(format!("{} leads in a joint configuration", leader.id));
    }
    for member in frame.members.iter().filter(|member| member.standing != Standing::Removed) {
        let differs = if member.leader != Some(leader.id) || member.term != leader.term {
            "does not follow it"
        } else if !same_log(&member.log, &leader.log) {
            "has another log"
        } else if member.commit != leader.log.last || member.applied != leader.log.last {
            "has not applied all of its log"
        } else if member.store != leader.store {
            "holds other data"
        } else {
            continue;
        };
        return Some(format!("{} leads, and {} {differs}", leader.id, member.id));
    }
    None
}
