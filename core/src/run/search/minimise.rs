//! Making a hit small: fewer deeds, fewer members, less time, plainer numbers, for as long as it still shows.
//!
//! Deeds are taken away in halves, quarters and so on (A. Zeller, R. Hildebrandt, "Simplifying and isolating
//! failure-inducing input", 2002); what is left is then made plainer, one thing at a time, until nothing more helps.

use alloc::{format, string::String, vec::Vec};

use super::Plan;
use crate::{
    run::{Condition, Moment, Options, Player, Run, script},
    time::{Duration, SimTime},
};

/// How many tries are made at most.
const TRIES: u32 = 24_000;

/// A hit that becomes smaller and smaller.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Minimiser {
    sought: Condition,
    best: Plan,
    /// The best plan's run, just after the hit.
    run: Run,
    pass: Pass,
    /// Where in the pass.
    place: usize,
    /// Whether the passes have made it smaller since the first of them.
    better: bool,
    tries: u32,
}

/// How many other seeds are tried to show it with a deed less: a line less to read is worth many tries.
const SEEDS_WITHOUT: usize = 200;

/// How many other seeds are tried to show it with something plainer.
const SEEDS: usize = 60;

/// How much longer than before it may take with another seed.
const SLACK: Duration = Duration::from_secs(3);

/// One way to make it smaller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pass {
    /// Without so many deeds in a row.
    Without(usize),
    /// Without one deed, and with another seed.
    Reseeded,
    /// With a member less, a terminal less, or a number as usual, and with this seed or another.
    Options,
    /// With a deed at the same moment as the one before it.
    Together,
    /// With less time before a deed.
    Sooner,
    /// With a deed at a rounder time.
    Rounder,
    Over,
}

impl Minimiser {
    /// One that has tried nothing yet. `run` stands just after the hit.
    pub fn new(run: &Run, sought: Condition) -> Self {
        let best = Plan::of(run);
        let pass = Pass::Without((best.deeds.len() / 2).max(1));
        Self { sought, best, run: run.clone(), pass, place: 0, better: false, tries: 0 }
    }

    /// Makes up to `tries` more tries. Returns whether it is done.
    pub fn proceed(&mut self, tries: u32) -> bool {
        for _ in 0..tries {
            if self.tries >= TRIES {
                self.pass = Pass::Over;
            }
            let Some(candidate) = self.candidate() else {
                if self.pass == Pass::Over {
                    return true;
                }
                self.next_pass();
                continue;
            };
            self.tries += 1;
            if !self.accept(&candidate) {
                self.place += 1;
            }
        }
        false
    }

    /// The smallest run found so far, just after what was sought happened.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// How many tries have been made.
    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// A script that shows it: what was done, and then that one waits for it, where that leads to the same.
    pub fn script(&self) -> String {
        let last = self.run.deeds().last().map_or(Moment::START, |deed| deed.at);
        let waiting = format!("{}until {}\n", script::print_until(&self.run, last), self.sought);
        let waits = last != self.run.moment() && self.is_shown_by(&waiting);
        let text = if waits { waiting } else { self.run.text() };
        match self.run.checks().first_breach().filter(|_| self.sought == Condition::Violation) {
            Some((invariant, _)) => format!("{text}expect violation {}\n", invariant.name()),
            None => text,
        }
    }

    /// Whether a script that waits for what is sought ends where this run does.
    fn is_shown_by(&self, text: &str) -> bool {
        let played = script::parse(text).ok().and_then(|script| Player::play_all(&script, false).ok());
        // One begins to count the time without a leader only after the last deed.
        let may_last = matches!(self.sought, Condition::LeaderlessFor(_));
        played.is_some_and(|played| may_last || played.run.moment() == self.run.moment())
    }

    /// Keeps a candidate if it still shows.
    fn accept(&mut self, candidate: &Plan) -> bool {
        let (run, found) = candidate.play(self.sought);
        if !found {
            return false;
        }
        // What could not be done is gone, and the rest has the moments at which it was done.
        let plan = Plan::of(&run);
        if plan == self.best {
            return false;
        }
        self.best = plan;
        self.run = run;
        self.better = true;
        true
    }

    fn next_pass(&mut self) {
        self.place = 0;
        self.pass = match self.pass {
            Pass::Without(1) => Pass::Reseeded,
            Pass::Reseeded => Pass::Options,
            Pass::Without(size) => Pass::Without(size.div_ceil(2)),
            Pass::Options => Pass::Together,
            Pass::Together => Pass::Sooner,
            Pass::Sooner => Pass::Rounder,
            Pass::Rounder if core::mem::take(&mut self.better) => Pass::Without(1),
            Pass::Rounder | Pass::Over => Pass::Over,
        };
    }

    /// What to try next in this pass.
    fn candidate(&mut self) -> Option<Plan> {
        match self.pass {
            Pass::Without(size) => {
                let from = self.place * size;
                let mut plan = self.best.clone();
                (from < plan.deeds.len()).then(|| {
                    plan.deeds.drain(from..(from + size).min(plan.deeds.len()));
                    plan
                })
            }
            Pass::Reseeded => {
                let (number, seed) = (self.place / SEEDS_WITHOUT, (self.place % SEEDS_WITHOUT) as u64);
                let mut plan = self.best.clone();
                (number < plan.deeds.len()).then(|| {
                    plan.deeds.remove(number);
                    plan.options.seed = seed;
                    plan.until += SLACK;
                    plan
                })
            }
            Pass::Options => {
                let options = plainer(&self.best.options);
                let (number, seed) = (self.place / (SEEDS + 1), self.place % (SEEDS + 1));
                options.get(number).map(|options| self.reseeded(Plan { options: *options, ..self.best.clone() }, seed))
            }
            Pass::Together => self.together(),
            Pass::Sooner => self.shorter(),
            Pass::Rounder => self.rounder(),
            Pass::Over => None,
        }
    }

    /// A deed at once after the one before it, with this seed or with another.
    fn together(&mut self) -> Option<Plan> {
        while self.place < self.best.deeds.len() * (SEEDS + 1) {
            let (number, seed) = (self.place / (SEEDS + 1), self.place % (SEEDS + 1));
            let before = number.checked_sub(1).map_or(Moment::START, |before| self.best.deeds[before].at);
            if self.best.deeds[number].at != before {
                let mut plan = self.best.clone();
                plan.deeds[number].at = before;
                return Some(self.reseeded(plan, seed));
            }
            self.place += 1;
        }
        None
    }

    /// A plan with its own seed for 0, else with one of the others.
    fn reseeded(&self, mut plan: Plan, number: usize) -> Plan {
        plan.options.seed = number.checked_sub(1).map_or(self.best.options.seed, |seed| seed as u64);
        if number > 0 {
            plan.until += SLACK;
        }
        plan
    }

    /// Half of the time before a deed, or before the end, is left out.
    fn shorter(&mut self) -> Option<Plan> {
        while self.place < self.best.deeds.len() {
            let deeds = &self.best.deeds;
            let before = self.place.checked_sub(1).map_or(SimTime::ZERO, |before| deeds[before].at.time);
            let gap = deeds[self.place].at.time.since(before);
            if gap >= Duration::from_millis(20) {
                let less = gap / 2;
                let mut plan = self.best.clone();
                plan.deeds.iter_mut().skip(self.place).for_each(|deed| *deed = deed.sooner_by(less));
                plan.until = SimTime(plan.until.0.saturating_sub(less.0));
                return Some(plan);
            }
            self.place += 1;
        }
        None
    }

    /// A time in whole seconds, tenths, hundredths or thousandths, after the deed before and not after the one behind.
    fn rounder(&mut self) -> Option<Plan> {
        const UNITS: [u64; 4] = [1_000_000, 100_000, 10_000, 1_000];
        let deeds = &self.best.deeds;
        while self.place < deeds.len() * UNITS.len() * 2 {
            let (number, way) = (self.place / (UNITS.len() * 2), self.place % (UNITS.len() * 2));
            let (unit, up) = (UNITS[way / 2], way % 2 == 1);
            let at = deeds[number].at;
            let before = number.checked_sub(1).map_or(SimTime::ZERO, |before| deeds[before].at.time);
            let after = deeds.get(number + 1).map_or(self.run.now(), |after| after.at.time);
            let round = if up { at.time.0.next_multiple_of(unit) } else { at.time.0 / unit * unit };
            let is_rounder = !at.settled || !at.time.0.is_multiple_of(unit);
            if is_rounder && (before.0..=after.0).contains(&round) && at.time > before {
                let mut plan = self.best.clone();
                plan.deeds[number] = deeds[number].moved_to(SimTime(round));
                return Some(plan);
            }
            self.place += 1;
        }
        None
    }
}

/// The same options with one thing less or as usual, the most telling first. Each has fewer members, or fewer words in the
/// script's first line, or fewer terminals, so that making them plainer comes to an end.
fn plainer(options: &Options) -> Vec<Options> {
    let weight = |options: &Options| {
        let words = script::cluster_line(options).split(' ').count();
        (options.members, words, options.clients)
    };
    let usual = Options::default();
    let mut all = Vec::new();
    let mut add = |change: &dyn Fn(&mut Options)| {
        let mut plainer = *options;
        change(&mut plainer);
        if weight(&plainer) < weight(options) && plainer.check().is_ok() {
            all.push(plainer);
        }
    };
    for members in 1..options.members {
        add(&|plainer| plainer.members = members);
    }
    add(&|plainer| {
        *plainer = Options { members: options.members, clients: options.clients, seed: options.seed, ..usual };
    });
    add(&|plainer| plainer.clients = usual.clients);
    for clients in 1..options.clients {
        add(&|plainer| plainer.clients = clients);
    }
    add(&|plainer| plainer.settings = usual.settings);
    add(&|plainer| plainer.dials = usual.dials);
    add(&|plainer| plainer.disk_latency = usual.disk_latency);
    let tuning = usual.settings.tuning;
    add(&|plainer| plainer.settings.tuning = tuning);
    add(&|plainer| plainer.settings.tuning.election = tuning.election);
    add(&|plainer| plainer.settings.tuning.heartbeat = tuning.heartbeat);
    add(&|plainer| plainer.settings.tuning.pre_vote = tuning.pre_vote);
    add(&|plainer| plainer.settings.tuning.check_quorum = tuning.check_quorum);
    add(&|plainer| plainer.settings.tuning.reads = tuning.reads);
    add(&|plainer| plainer.settings.tuning.step_down_on_removal = tuning.step_down_on_removal);
    add(&|plainer| plainer.settings.snapshot_count = usual.settings.snapshot_count);
    add(&|plainer| plainer.settings.catch_up_entries = usual.settings.catch_up_entries);
    all
}
