//! `cargo xtask elections`: the elections of the literature, held by the real Raft nodes, beside what was published.

use std::fmt::{self, Write as _};
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use agora_core::run::elections::Election;
use agora_core::time::Duration;
use anyhow::Result;
use lexopt::prelude::{Long, ValueExt};

/// An election that takes longer is given up.
const LIMIT: Duration = Duration::from_secs(600);

/// Raft, figure 16: the timeouts in ms, how many trials, and the published time without a leader in ms, as in [`Times`].
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

/// Times without a leader in ms: least, tenth percentile, median, mean, 90th and 99th percentile, most.
///
/// One that was given up counts as [`LIMIT`], and so the mean is a lower bound then.
struct Times([f64; 7]);

impl Times {
    /// Where the median stands.
    const MEDIAN: usize = 2;

    fn of(mut micros: Vec<u64>) -> Self {
        micros.sort_unstable();
        let ms = |micros: u64| micros as f64 / 1e3;
        let at = |percent: usize| ms(micros[(micros.len() - 1) * percent / 100]);
        let mean = ms(micros.iter().sum::<u64>()) / micros.len() as f64;
        Self([at(0), at(10), at(50), mean, at(90), at(99), at(100)])
    }
}

fn is_none(ms: f64) -> bool {
    ms >= LIMIT.as_secs_f64() * 1e3
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|ms| match *ms {
            ms if ms.is_nan() => write!(f, " {:>8}", "–"),
            ms if is_none(ms) => write!(f, " {:>8}", "none"),
            ms => write!(f, " {ms:>8.0}"),
        })
    }
}

/// Reads the command line behind `elections`, holds them all, and prints the tables.
///
/// # Errors
/// A word that is not understood.
pub fn command(mut args: lexopt::Parser) -> Result<()> {
    let mut jobs = thread::available_parallelism().map_or(1, NonZero::get);
    while let Some(arg) = args.next()? {
        match arg {
            Long("jobs") => jobs = args.value()?.parse::<NonZero<usize>>()?.get(),
            other => return Err(other.unexpected().into()),
        }
    }
    println!("{}", figure_16(jobs));
    println!("{}", wide_area(jobs));
    Ok(())
}

fn figure_16(jobs: usize) -> String {
    let mut table = "\
Raft, figure 16: time without a leader in ms; 5 servers, the leader dies, 2 of the 4 others cannot win; messages take 2 to 5.5 ms
                            min      p10      p50     mean      p90      p99      max   median against the published one
"
    .to_owned();
    for (min, max, trials, published) in FIGURE_16 {
        let timeouts = format!("{min}–{max}");
        let election = Election::figure_16(min, max);
        let ours = hold(&election, trials, jobs, &timeouts);
        let like_etcd = Election { newer_term_resets_timer: true, ..election };
        let like_etcd = hold(&like_etcd, trials, jobs, &timeouts);
        let (median, theirs) = (ours.0[Times::MEDIAN], published[Times::MEDIAN]);
        let ratio = if is_none(median) { String::new() } else { format!("× {:.2}", median / theirs) };
        let _ = writeln!(table, "{timeouts:<9} {:<12}{}", "published", Times(published));
        let _ = writeln!(table, "{:<9} {:<12}{ours}   {ratio}", "", "simulated");
        let _ = writeln!(table, "{:<9} {:<12}{like_etcd}", "", "as etcd");
    }
    table + "\
\"as etcd\": a newer term alone sets a timer back, so those who cannot win hold up those who can; PreVote, off here, prevents that.
\"none\": not within 600 s, which also stands for such an election in the mean.
"
}

fn wide_area(jobs: usize) -> String {
    let mut table = "\
Dissertation §9.3: time to elect a leader in ms; 5 servers, messages take 30 to 40 ms, timeouts are 300 to 600 ms
failed      mean      p50      p99
"
    .to_owned();
    for failed in 0..=2 {
        let name = format!("{failed} failed");
        let [_, _, median, mean, _, p99, _] = hold(&Election::wide_area(failed), WIDE_AREA_TRIALS, jobs, &name).0;
        let _ = writeln!(table, "{failed:<7} {mean:>8.0} {median:>8.0} {p99:>8.0}");
    }
    table
}

/// Holds an election under seeds 0, 1, …, shared out among threads.
fn hold(election: &Election, trials: u64, jobs: usize, name: &str) -> Times {
    eprint!("\r{name}: {trials} elections … ");
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
    eprintln!("done");
    Times::of(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let election = Election::figure_16(12, 24);
        let [one, three] = [1, 3].map(|jobs| hold(&election, 50, jobs, "").0);
        assert_eq!(one.map(f64::to_bits), three.map(f64::to_bits));
    }

    #[test]
    fn what_was_given_up_is_no_number() {
        let times = Times::of(vec![LIMIT.as_micros(), 5_000, 7_000]);
        assert_eq!(
            times.to_string().split_whitespace().collect::<Vec<_>>(),
            ["5", "5", "7", "200004", "7", "7", "none"]
        );
    }
}
