//! `cargo xtask elections`: the elections of the literature, held by the real Raft nodes, beside what was published.
//!
//! What it prints is the page `docs/ELECTIONS.md`; `--write` writes it there, and a test holds the page to it.

use std::fmt::Write as _;
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, thread};

use agora_core::run::elections::Election;
use agora_core::time::Duration;
use anyhow::{Context, Result};
use lexopt::prelude::{Long, ValueExt};

use crate::root;

/// Where the page is.
const PAGE: &str = "docs/ELECTIONS.md";

/// An election that takes longer is given up.
const LIMIT: Duration = Duration::from_secs(600);

/// What is told of each row of figure 16.
const COLUMNS: &str = "min | p10 | p50 | mean | p90 | p99 | max";

/// Raft, figure 16: the timeouts in ms, how many trials, and the published time without a leader in ms, as [`COLUMNS`].
const FIGURE_16: [(u64, u64, u64, [f64; 7]); 10] = [
    (150, 150, 100, [9_869.0, 19_979.0, 41_127.0, 54_600.0, 84_989.0, f64::NAN, 528_000.0]),
    (150, 151, 1_000, [86.0, 434.0, 1_199.0, 1_537.0, 3_133.0, 6_015.0, 8_235.0]),
    (150, 155, 1_000, [85.0, 119.0, 287.0, 345.0, 609.0, 1_242.0, 2_143.0]),
    (150, 175, 1_000, [84.0, 107.0, 141.0, 164.0, 291.0, 467.0, 610.0]),
    (150, 200, 1_000, [87.0, 110.0, 146.0, 156.0, 193.0, 352.0, 512.0]),
    (150, 300, 1_000, [93.0, 125.0, 171.0, 181.0, 244.0, 415.0, 603.0]),
    (100, 200, 1_000, [66.0, 85.0, 120.0, 125.0, 166.0, 277.0, 335.0]),
    (50, 100, 1_000, [37.0, 48.0, 67.0, 71.0, 96.0, 169.0, 253.0]),
    (25, 50, 1_000, [24.0, 31.0, 43.0, 48.0, 74.0, 119.0, 276.0]),
    (12, 24, 1_000, [15.0, 20.0, 30.0, 35.0, 53.0, 87.0, 152.0]),
];

const WIDE_AREA_TRIALS: u64 = 10_000;

/// Dissertation §9.3: the published mean and 99.9th percentile in ms, by how many members have failed.
const WIDE_AREA: [Option<(f64, f64)>; 3] = [None, Some((475.0, 1_500.0)), Some((650.0, 3_000.0))];

const OPENING: &str = "\
# Elections

How long a cluster is without a leader, in ms of virtual time: elections of the literature, held by the very Raft nodes of
this repository (`core/src/run/elections.rs`), beside what was published. `cargo xtask elections` prints this page, with
`--write` writes it, and a test holds it to what happens.

## One room: Raft, figure 16

Five members; the leader dies at a random moment of its heartbeat interval, which is half the least election timeout, after a
heartbeat to all at once. Logs have different lengths, so that two of the four others cannot win. 1000 elections for each row, 100
without randomness (Raft §9.3; dissertation §9.3).
";

const FIGURE_16_NOTES: &str = "
What the machines took is not published but for a sum, a round trip and a write to the disk: roughly 15 ms. Known is that heartbeats
arrived at the same time and that terms and votes were written to solid-state disks before anything was said about them. So there
are four numbers here that were fitted, once and for all rows together: a message takes 0.1 to 0.2 ms, a write 0.25 to 8 ms, and a timer
is noticed up to 0.07 ms late. With messages alone (2 to 5.5 ms, fitted to the seven rows from 150–175 on) the second row took 1.86 times
as long as published, and without randomness most elections never ended: timers that never err split the vote again and again.

- 150–150: what parts the timers is their lateness alone, a random walk of some microseconds in each round, until somebody is ahead by
  a write. How long that takes hangs on this one number; the slowest tenth takes half as long again as published, or more.
- A leader counts from when it has its votes; the published one from when the others heard of it, 0.1 to 0.2 ms later.
- \"as etcd\": a newer term alone sets a timer back, so those who cannot win hold up those who can. PreVote, which is off
  here and on in etcd, prevents that.
- \"none\": not within 600 s, which also stands for such an election in the mean.
";

const WIDE_AREA_OPENING: &str = "
## Across a continent: dissertation §9.3

Five members, some of whom have failed; messages take 30 to 40 ms, timeouts are 300 to 600 ms and start afresh, nothing takes
time but messages. 10 000 elections for each row. Published are the means, and that 99.9 of 100 take no longer than the last column says.

| failed | | mean | p50 | p99 | p99.9 |
|---|---|---|---|---|---|
";

/// Times without a leader in µs, shortest first. One that was given up counts as [`LIMIT`]: the mean is a lower bound then.
struct Times(Vec<u64>);

impl Times {
    fn of(mut micros: Vec<u64>) -> Self {
        micros.sort_unstable();
        Self(micros)
    }

    /// So many of a thousand took no longer, in ms.
    fn at(&self, permille: usize) -> f64 {
        self.0[(self.0.len() - 1) * permille / 1000] as f64 / 1e3
    }

    fn mean(&self) -> f64 {
        self.0.iter().sum::<u64>() as f64 / self.0.len() as f64 / 1e3
    }

    /// As [`COLUMNS`].
    fn row(&self) -> [f64; 7] {
        [self.at(0), self.at(100), self.at(500), self.mean(), self.at(900), self.at(990), self.at(1000)]
    }
}

/// Cells of a table, in whole ms.
fn cells(times: &[f64]) -> String {
    let cell = |ms: &f64| match *ms {
        ms if ms.is_nan() => String::from("–"),
        ms if ms >= LIMIT.as_secs_f64() * 1e3 => String::from("none"),
        ms => format!("{ms:.0}"),
    };
    times.iter().map(cell).collect::<Vec<_>>().join(" | ")
}

/// Reads the command line behind `elections`, holds them all, and prints the page.
///
/// # Errors
/// A word that is not understood, or a page that cannot be written.
pub fn command(mut args: lexopt::Parser) -> Result<()> {
    let (mut jobs, mut write) = (cores(), false);
    while let Some(arg) = args.next()? {
        match arg {
            Long("jobs") => jobs = args.value()?.parse::<NonZero<usize>>()?.get(),
            Long("write") => write = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let page = page(jobs);
    print!("{page}");
    if write { fs::write(root().join(PAGE), page).with_context(|| format!("cannot write {PAGE}")) } else { Ok(()) }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

fn page(jobs: usize) -> String {
    [OPENING, &figure_16(jobs), FIGURE_16_NOTES, WIDE_AREA_OPENING, &wide_area(jobs)].concat()
}

fn figure_16(jobs: usize) -> String {
    let mut table = format!("\n| timeouts | | {COLUMNS} | median by the published one |\n|{}\n", "---|".repeat(10));
    for (min, max, trials, published) in FIGURE_16 {
        let timeouts = format!("{min}–{max}");
        let election = Election::figure_16(min, max);
        let ours = hold(&election, trials, jobs, &timeouts).row();
        let like_etcd = Election { newer_term_resets_timer: true, ..election };
        let like_etcd = hold(&like_etcd, trials, jobs, &timeouts).row();
        let ratio = ours[2] / published[2];
        let _ = writeln!(table, "| {timeouts} | published | {} | |", cells(&published));
        let _ = writeln!(table, "| | simulated | {} | {ratio:.2} |", cells(&ours));
        let _ = writeln!(table, "| | as etcd | {} | |", cells(&like_etcd));
    }
    table
}

fn wide_area(jobs: usize) -> String {
    let mut table = String::new();
    for (failed, published) in (0..).zip(WIDE_AREA) {
        let ours = hold(&Election::wide_area(failed), WIDE_AREA_TRIALS, jobs, &format!("{failed} failed"));
        if let Some((mean, most)) = published {
            let _ = writeln!(table, "| {failed} | published | {} |", cells(&[mean, f64::NAN, f64::NAN, most]));
        }
        let row = [ours.mean(), ours.at(500), ours.at(990), ours.at(999)];
        let name = if published.is_some() { String::new() } else { format!("{failed} ") };
        let _ = writeln!(table, "| {name}| simulated | {} |", cells(&row));
    }
    table
}

/// Holds an election under seeds 0, 1, …, shared out among threads.
fn hold(election: &Election, trials: u64, jobs: usize, name: &str) -> Times {
    eprintln!("{name}: {trials} elections …");
    let next = AtomicU64::new(0);
    let work = || {
        let mut times = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= trials {
                return times;
            }
            times.push(election.hold(seed, LIMIT).map_or(LIMIT, |elected| elected.after.min(LIMIT)).as_micros());
        }
    };
    let times = thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("an election never panics")).collect()
    });
    Times::of(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_happens() {
        let written = fs::read_to_string(root().join(PAGE)).unwrap_or_default();
        assert!(written == page(cores()), "elections go another way now: cargo xtask elections --write");
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let election = Election::figure_16(12, 24);
        let [one, three] = [1, 3].map(|jobs| hold(&election, 50, jobs, "").0);
        assert_eq!(one, three);
    }

    #[test]
    fn what_was_given_up_is_no_number() {
        let times = Times::of(vec![LIMIT.as_micros(), 5_000, 7_000]);
        assert_eq!(cells(&times.row()), "5 | 5 | 7 | 200004 | 7 | 7 | none");
    }
}
