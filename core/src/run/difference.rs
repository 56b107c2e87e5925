//! Where two branches first differ, in what can be seen.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use super::{
    Deed, Moment, Run,
    condition::{Quantity, process_word, role_word},
    timeline::{BranchError, BranchId, Timeline, come_nearer, pass},
};
use crate::{
    id::EventId,
    raft::Rule,
    shared::Sequence,
    sim::{
        frame::{ClientFrame, DiskFrame, Frame, MemberFrame},
        place::Place,
    },
    time::SimTime,
};

/// The first difference between two branches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The first moment at which they differ.
    pub at: SimTime,
    /// The first event that happened in one of them only, or otherwise.
    pub event: EventId,
    /// Where; `None` for the whole world.
    pub place: Option<Place>,
    /// In what.
    pub field: Field,
    /// Its value in the one and in the other, in the words of the script language.
    pub values: [String; 2],
}

/// What two worlds can differ in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Field {
    /// Whether a process runs.
    Process,
    /// A member's role.
    Role,
    /// Whom a member voted for.
    Vote,
    /// Who leads, as far as a member knows.
    Leader,
    /// A member's term, commit index, log, revision …
    Number(Quantity),
    /// The content of a member's store, by its hash.
    Store,
    /// What a member's timer or clock shows.
    Timer,
    /// What a member's disk does, or how it is set.
    Disk,
    /// What a terminal shows.
    Terminal,
    /// What runs in a terminal.
    Command,
    /// Which messages are on their way.
    Messages,
    /// Which wires are cut, or how their dials stand.
    Wires,
    /// Which protective rules are off.
    Sabotage,
    /// What the checks say.
    Checks,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Process => "process",
            Self::Role => "role",
            Self::Vote => "vote",
            Self::Leader => "leader",
            Self::Number(quantity) => quantity.name(),
            Self::Store => "store",
            Self::Timer => "timer",
            Self::Disk => "disk",
            Self::Terminal => "terminal",
            Self::Command => "command",
            Self::Messages => "messages",
            Self::Wires => "wires",
            Self::Sabotage => "sabotage",
            Self::Checks => "checks",
        })
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, other] = &self.values;
        write!(f, "at {}, event {}: ", self.at, self.event)?;
        if let Some(place) = self.place {
            write!(f, "{place} ")?;
        }
        write!(f, "{}: {one} | {other}", self.field)
    }
}

/// Two branches that are being compared, a budget of turns at a time.
#[derive(Clone, Debug)]
pub struct Comparing {
    /// What is done in each of them.
    deeds: [Sequence<Deed>; 2],
    /// Up to when both go.
    end: SimTime,
    /// Where the first deed comes that only one of them has, and how many come before; `None` where neither has one.
    fork: Option<(usize, Moment)>,
    step: Step,
}

#[derive(Clone, Debug)]
enum Step {
    /// On the way to where they part.
    Coming(Box<Run>),
    /// Both runs, the next moment to look at, and the first event after they parted.
    Looking(Box<[Run; 2]>, SimTime, EventId),
}

/// How many turns a look at two frames stands for.
const LOOK: u64 = 40;

impl Comparing {
    /// How far it has come.
    pub fn now(&self) -> SimTime {
        match &self.step {
            Step::Coming(run) => run.now(),
            Step::Looking(_, at, _) => *at,
        }
    }

    /// Goes on, by about `budget` turns. What it found, once it is done: the first difference, or that there is none.
    pub fn proceed(&mut self, budget: u64) -> Option<Option<Difference>> {
        let Some((shared, fork)) = self.fork else { return Some(None) };
        let mut left = budget;
        while left > 0 {
            match &mut self.step {
                Step::Coming(run) => {
                    left -= 1;
                    if come_nearer(run, &self.deeds[0], shared, fork) {
                        let event = EventId(run.last_event().0 + 1);
                        self.step = Step::Looking(Box::new([(**run).clone(), (**run).clone()]), fork.time, event);
                    }
                }
                Step::Looking(runs, at, event) => {
                    left = left.saturating_sub(LOOK);
                    if *at > self.end {
                        return Some(None);
                    }
                    for (run, deeds) in runs.iter_mut().zip(&self.deeds) {
                        pass(run, deeds, *at);
                    }
                    if let Some((place, field, values)) = first_in(&runs[0].frame(), &runs[1].frame()) {
                        return Some(Some(Difference { at: *at, event: *event, place, field, values }));
                    }
                    let next = runs.iter().zip(&self.deeds).map(|(run, deeds)| {
                        let deed = deeds.get(run.deeds().len()).map_or(SimTime::NEVER, |deed| deed.at.time);
                        run.world().next_at().min(deed)
                    });
                    *at = next.min().unwrap_or(SimTime::NEVER);
                }
            }
        }
        None
    }
}

impl Timeline {
    /// Sets out to find where two branches first differ; [`Comparing::proceed`] does the work.
    ///
    /// # Errors
    /// [`BranchError::Gone`].
    pub fn compare(&self, one: BranchId, other: BranchId) -> Result<Comparing, BranchError> {
        let edges = [self.edge_of(one)?, self.edge_of(other)?];
        let shared = edges[0].deeds().iter().zip(edges[1].deeds().iter()).take_while(|(a, b)| a == b).count();
        // They are the same run up to the first deed that only one of them has.
        let fork = edges.iter().filter_map(|edge| edge.deeds().get(shared)).map(|deed| deed.at).min();
        let fork = fork.filter(|fork| edges.iter().all(|edge| edge.moment() >= *fork));
        let from = self.state_before(one, shared, fork.unwrap_or(Moment::START))?;
        Ok(Comparing {
            deeds: edges.map(|edge| edge.deeds().clone()),
            end: edges[0].now().min(edges[1].now()),
            fork: fork.map(|fork| (shared, fork)),
            step: Step::Coming(Box::new(from)),
        })
    }

    /// Where two branches first differ, at once; `None` when one only goes on from where the other one ends.
    ///
    /// # Errors
    /// [`BranchError::Gone`].
    pub fn first_difference(&self, one: BranchId, other: BranchId) -> Result<Option<Difference>, BranchError> {
        Ok(self.compare(one, other)?.proceed(u64::MAX).flatten())
    }
}

type Found = (Option<Place>, Field, [String; 2]);

/// The first difference between two frames: members first, since they are what one looks at.
fn first_in(one: &Frame, other: &Frame) -> Option<Found> {
    let members = one.members.iter().zip(&other.members).find_map(|(a, b)| {
        let (field, values) = between_members(a, b)?;
        Some((Some(Place::Member(a.id)), field, values))
    });
    let clients = || {
        one.clients.iter().zip(&other.clients).find_map(|(a, b)| {
            let (field, values) = between_clients(a, b)?;
            Some((Some(Place::Client(a.id)), field, values))
        })
    };
    members.or_else(clients).or_else(|| between_worlds(one, other).map(|(field, values)| (None, field, values)))
}

/// The values, if they differ.
fn differ<T: PartialEq>(one: &T, other: &T, tell: impl Fn(&T) -> String) -> Option<[String; 2]> {
    (one != other).then(|| [tell(one), tell(other)])
}

fn or_none<T: ToString>(value: Option<&T>) -> String {
    value.map_or_else(|| String::from("none"), T::to_string)
}

fn between_members(a: &MemberFrame, b: &MemberFrame) -> Option<(Field, [String; 2])> {
    let found = |field, values: Option<[String; 2]>| values.map(|values| (field, values));
    let numbers = || {
        Quantity::ALL.into_iter().find_map(|quantity| {
            found(Field::Number(quantity), differ(&quantity.of(a), &quantity.of(b), u64::to_string))
        })
    };
    found(Field::Process, differ(&a.process, &b.process, |process| process_word(*process).to_string()))
        .or_else(|| found(Field::Role, differ(&a.role, &b.role, |role| role_word(*role).to_string())))
        .or_else(numbers)
        .or_else(|| found(Field::Vote, differ(&a.vote, &b.vote, |vote| or_none(vote.as_ref()))))
        .or_else(|| found(Field::Leader, differ(&a.leader, &b.leader, |leader| or_none(leader.as_ref()))))
        .or_else(|| found(Field::Store, differ(&a.store.hash, &b.store.hash, |hash| format!("{hash:x}"))))
        .or_else(|| {
            let timers = |member: &MemberFrame| {
                let election = member.timer.map(|timer| timer.ends);
                (election.or(member.heartbeat_at), member.clock.rate_ppm, member.clock.shows)
            };
            found(
                Field::Timer,
                differ(&timers(a), &timers(b), |(due, _, shows)| format!("{} by {shows}", or_none(due.as_ref()))),
            )
        })
        .or_else(|| found(Field::Disk, differ(&a.disk, &b.disk, disk_words)))
}

fn disk_words(disk: &DiskFrame) -> String {
    let state = match disk.writing {
        Some((_, done)) => format!("writing until {done}"),
        None => String::from("at rest"),
    };
    let dials = [(disk.lying, ", lose-unsynced"), (disk.full, ", full")];
    let dials = dials.into_iter().filter(|(on, _)| *on).map(|(_, word)| word).collect::<String>();
    format!("{state}, latency {}{dials}", disk.latency)
}

fn between_clients(a: &ClientFrame, b: &ClientFrame) -> Option<(Field, [String; 2])> {
    let process = differ(&a.process, &b.process, |process| process_word(*process).to_string());
    let command = |client: &ClientFrame| client.running.as_ref().map(|job| job.line.clone());
    let last_line = |client: &ClientFrame| {
        client.lines.last().map_or_else(|| String::from("nothing"), |line| line.text.to_string())
    };
    process
        .map(|values| (Field::Process, values))
        .or_else(|| {
            differ(&command(a), &command(b), |line| or_none(line.as_ref())).map(|values| (Field::Command, values))
        })
        .or_else(|| (a.lines != b.lines).then(|| (Field::Terminal, [last_line(a), last_line(b)])))
}

fn between_worlds(a: &Frame, b: &Frame) -> Option<(Field, [String; 2])> {
    let rules = |frame: &Frame| {
        let off = Rule::ALL.iter().filter(|rule| frame.sabotage.get(**rule)).map(|rule| rule.name());
        let off = off.collect::<Vec<_>>().join(", ");
        if off.is_empty() { String::from("none") } else { off }
    };
    let cut = |frame: &Frame| {
        let cut = frame.wires.iter().filter(|wire| wire.cut).map(|wire| format!("{} -> {}", wire.from, wire.to));
        let cut = cut.collect::<Vec<_>>().join(", ");
        if cut.is_empty() { String::from("none cut") } else { format!("cut {cut}") }
    };
    let messages = |frame: &Frame| {
        frame.flights.iter().map(|flight| format!("{} until {}", flight.id, flight.ends)).collect::<Vec<_>>().join(", ")
    };
    let broken = |frame: &Frame| {
        let broken = frame.checks.iter().filter(|verdict| verdict.breach.is_some());
        let broken = broken.map(|verdict| verdict.invariant.name()).collect::<Vec<_>>().join(", ");
        if broken.is_empty() { String::from("all hold") } else { broken }
    };
    if a.sabotage != b.sabotage {
        Some((Field::Sabotage, [rules(a), rules(b)]))
    } else if a.wires != b.wires || a.dials != b.dials {
        Some((Field::Wires, [cut(a), cut(b)]))
    } else if a.flights != b.flights {
        Some((Field::Messages, [messages(a), messages(b)]))
    } else if a.checks != b.checks {
        Some((Field::Checks, [broken(a), broken(b)]))
    } else {
        None
    }
}
