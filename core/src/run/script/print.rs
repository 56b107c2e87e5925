//! From statements, and from runs, to text.

use alloc::{
    format,
    string::{String, ToString},
};
use core::fmt::{self, Write};

use super::{Line, Script, Statement};
use crate::{
    api::maintenance::AutoCompaction,
    run::{Deed, Moment, Run, condition::read_mode_word},
    sim::Options,
    time::Duration,
};

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.statement {
            Statement::Blank => Ok(()),
            Statement::Comment(note) => write!(f, "#{note}"),
            Statement::Cluster(options) => f.write_str(&cluster_line(options)),
            Statement::Advance(span) => write!(f, "advance {span}"),
            Statement::Until(condition, None) => write!(f, "until {condition}"),
            Statement::Until(condition, Some(limit)) => write!(f, "until {condition} limit {limit}"),
            Statement::Step(count) => write!(f, "step {count}"),
            Statement::Act(intervention) => intervention.fmt(f),
            Statement::Expect(expectation) => write!(f, "expect {expectation}"),
        }
    }
}

/// `cluster 5 seed 7`, and what else is not as by default.
pub(in crate::run) fn cluster_line(options: &Options) -> String {
    let usual = Options::default();
    let mut text = format!("cluster {} seed {}", options.members, options.seed);
    let mut say = |differs: bool, word: &str, value: &dyn fmt::Display| {
        if differs {
            let _ = write!(text, " {word} {value}");
        }
    };
    let (settings, dials) = (&options.settings, &options.dials);
    let tuning = &settings.tuning;
    let on = |switch: bool| if switch { "on" } else { "off" };
    say(options.clients != usual.clients, "clients", &options.clients);
    say(tuning.election != usual.settings.tuning.election, "election", &tuning.election);
    say(tuning.heartbeat != usual.settings.tuning.heartbeat, "heartbeat", &tuning.heartbeat);
    say(tuning.pre_vote != usual.settings.tuning.pre_vote, "pre-vote", &on(tuning.pre_vote));
    say(tuning.check_quorum != usual.settings.tuning.check_quorum, "check-quorum", &on(tuning.check_quorum));
    say(tuning.reads != usual.settings.tuning.reads, "reads", &read_mode_word(tuning.reads));
    say(
        tuning.step_down_on_removal != usual.settings.tuning.step_down_on_removal,
        "step-down-on-removal",
        &on(tuning.step_down_on_removal),
    );
    say(settings.snapshot_count != usual.settings.snapshot_count, "snapshot-count", &settings.snapshot_count);
    say(settings.catch_up_entries != usual.settings.catch_up_entries, "catch-up-entries", &settings.catch_up_entries);
    let usual_settings = &usual.settings;
    say(settings.quota != usual_settings.quota, "quota-backend-bytes", &settings.quota);
    say(settings.txn_ops_max != usual_settings.txn_ops_max, "max-txn-ops", &settings.txn_ops_max);
    let request_bytes_max = settings.request_bytes_max;
    say(request_bytes_max != usual_settings.request_bytes_max, "max-request-bytes", &request_bytes_max);
    say(settings.lease_checkpoints, "lease-checkpoints", &on(settings.lease_checkpoints));
    let corrupt_check = &settings.corrupt_check;
    say(corrupt_check.initial, "initial-corrupt-check", &on(corrupt_check.initial));
    say(corrupt_check.every != Duration::ZERO, "corrupt-check-time", &corrupt_check.every);
    match settings.auto_compaction {
        None => {}
        Some(AutoCompaction::Periodic(period)) => say(true, "auto-compaction periodic", &period),
        Some(AutoCompaction::Revision(keep)) => say(true, "auto-compaction revision", &keep),
    }
    say(dials.latency != usual.dials.latency, "latency", &dials.latency);
    say(dials.jitter != usual.dials.jitter, "jitter", &dials.jitter);
    say(options.disk_latency != usual.disk_latency, "disk", &options.disk_latency);
    text
}

/// A run as a script that leads to the same moment: what was done, and how time passed in between.
pub fn print_run(run: &Run) -> String {
    print_until(run, run.moment())
}

/// A run as a script that leads to its last deed, at this moment.
pub(in crate::run) fn print_until(run: &Run, end: Moment) -> String {
    cluster_line(run.options()) + "\n" + &print_part(Moment::START, run.deeds().iter(), end)
}

/// A part of a run: from a moment on, these deeds, and time up to an end.
pub(in crate::run) fn print_part<'a>(from: Moment, deeds: impl Iterator<Item = &'a Deed>, end: Moment) -> String {
    let (mut text, mut at) = (String::new(), from);
    for deed in deeds {
        text += &way(at, deed.at);
        text += &(deed.intervention.to_string() + "\n");
        at = deed.at;
    }
    text + &way(at, end)
}

/// The clock lines that lead from one moment to a later one.
fn way(from: Moment, to: Moment) -> String {
    if from == to {
        return String::new();
    }
    let span = to.time.since(from.time);
    if to.settled {
        return format!("advance {span}\n");
    }
    if to.time == from.time {
        return format!("step {}\n", to.steps_at - from.steps_at);
    }
    // Up to just before that time, and from there event by event.
    let before = span - Duration(1);
    let mut text = String::new();
    if before > Duration::ZERO || !from.settled {
        text += &format!("advance {before}\n");
    }
    text + &format!("step {}\n", to.steps_at)
}
