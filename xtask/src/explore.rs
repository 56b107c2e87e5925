//! `cargo xtask explore`: plays any number of runs under random faults, and keeps the script of each that goes wrong.

use std::{
    cell::Cell,
    collections::BTreeMap,
    fs,
    num::NonZero,
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use agora_core::raft::Rule;
use agora_core::run::Condition;
use agora_core::run::faults::{Coverage, FaultPlan, Faults, Sight};
use anyhow::{Context, Result, ensure};
use lexopt::prelude::{Long, ValueExt};

use crate::{find, root};

/// How much virtual time a run gets when something is looked for.
const SPAN: agora_core::time::Duration = agora_core::time::Duration::from_secs(30);

/// After so many runs that went wrong the search ends: they tell enough.
const ENOUGH: usize = 10;
const PROGRESS: Duration = Duration::from_secs(2);

thread_local! {
    /// The seed that this thread plays, for the message of a panic.
    static SEED: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Which seeds to play, and how.
#[derive(Debug, PartialEq, Eq)]
pub struct Search {
    /// How many, over all shards.
    pub seeds: u64,
    /// The first.
    pub from: u64,
    /// On how many threads.
    pub jobs: u64,
    /// Which part of how many: every n-th seed is this one's.
    pub shard: (u64, u64),
    /// With a rule off.
    pub without: Option<Rule>,
    /// Not trouble, but this is looked for; the first run that shows it is made small.
    pub find: Option<Condition>,
    /// How much virtual time each run gets when something is looked for.
    pub span: agora_core::time::Duration,
}

/// What came of a search so far.
#[derive(Default)]
struct Findings {
    runs: u64,
    virtual_seconds: f64,
    steps: u64,
    coverage: Coverage,
    /// By seed: what went wrong, and where its script is.
    troubles: BTreeMap<u64, (String, PathBuf)>,
}

impl Search {
    /// Reads the command line behind `explore`.
    ///
    /// # Errors
    /// When a word is not understood.
    pub fn parse(mut args: lexopt::Parser) -> Result<Self> {
        let jobs = thread::available_parallelism().map_or(1, NonZero::get) as u64;
        let mut search = Self { seeds: 1000, from: 0, jobs, shard: (1, 1), without: None, find: None, span: SPAN };
        while let Some(arg) = args.next()? {
            match arg {
                Long("seeds") => search.seeds = args.value()?.parse()?,
                Long("from") => search.from = args.value()?.parse()?,
                Long("jobs") => search.jobs = args.value()?.parse()?,
                Long("shard") => search.shard = shard(&args.value()?.string()?)?,
                Long("find") => search.find = Some(args.value()?.parse()?),
                Long("span") => {
                    let span = args.value()?.string()?;
                    search.span = span.parse().map_err(|error| anyhow::anyhow!("{span:?} is not {error}"))?;
                }
                Long("without") => search.without = Some(args.value()?.parse()?),
                other => return Err(other.unexpected().into()),
            }
        }
        ensure!(search.jobs > 0, "--jobs takes at least 1");
        Ok(search)
    }

    /// Plays the seeds and tells what came of it.
    ///
    /// # Errors
    /// When a run goes wrong, or its script cannot be written.
    pub fn run(&self) -> Result<()> {
        if let Some(sought) = self.find {
            return find::command(self, sought);
        }
        name_the_seed_in_panics();
        let plan = self.without.map_or_else(FaultPlan::default, FaultPlan::without);
        let (findings, next, over) = (Mutex::new(Findings::default()), AtomicU64::new(0), AtomicBool::new(false));
        let began = Instant::now();
        thread::scope(|scope| {
            let workers = (0..self.jobs).map(|_| {
                scope.spawn(|| {
                    while let Some(seed) = self.seed(next.fetch_add(1, Ordering::Relaxed))
                        && !over.load(Ordering::Relaxed)
                    {
                        let mut faults = Faults::new(seed, plan);
                        let trouble = play(seed, &mut faults);
                        let mut findings = findings.lock().unwrap_or_else(PoisonError::into_inner);
                        let kept = trouble.map_or(Ok(()), |trouble| findings.keep(seed, trouble, &faults));
                        findings.add(&faults);
                        if kept.is_err() || findings.troubles.len() >= ENOUGH {
                            over.store(true, Ordering::Relaxed);
                        }
                        kept?;
                    }
                    Ok(())
                })
            });
            let workers = workers.collect::<Vec<_>>();
            let mut told = Instant::now();
            while workers.iter().any(|worker| !worker.is_finished()) {
                thread::sleep(Duration::from_millis(20));
                if told.elapsed() >= PROGRESS {
                    told = Instant::now();
                    let findings = findings.lock().unwrap_or_else(PoisonError::into_inner);
                    eprintln!("{}", findings.progress(self.share(), began.elapsed()));
                }
            }
            workers.into_iter().try_for_each(|worker| worker.join().expect("a worker catches its panics"))
        })
        .and_then(|()| {
            let findings = findings.into_inner().unwrap_or_else(PoisonError::into_inner);
            findings.summary(self.share(), began.elapsed())
        })
    }

    /// The seed with this number among this shard's.
    fn seed(&self, number: u64) -> Option<u64> {
        let (shard, shards) = self.shard;
        let place = number * shards + shard - 1;
        (place < self.seeds).then(|| self.from + place)
    }

    /// How many seeds are this shard's.
    fn share(&self) -> u64 {
        let (shard, shards) = self.shard;
        (self.seeds + shards - shard) / shards
    }
}

/// `2/8`: the second of eight.
fn shard(text: &str) -> Result<(u64, u64)> {
    let (shard, shards) = text.split_once('/').context("a shard is I/N, as in 2/8")?;
    let (shard, shards) = (shard.parse::<u64>()?, shards.parse::<u64>()?);
    ensure!((1..=shards).contains(&shard), "there is no shard {shard} of {shards}: they are counted from 1");
    Ok((shard, shards))
}

/// Plays one run. Returns what went wrong.
fn play(seed: u64, faults: &mut Faults) -> Option<String> {
    SEED.set(Some(seed));
    let played = panic::catch_unwind(AssertUnwindSafe(|| faults.play()));
    SEED.set(None);
    match played {
        Ok(Ok(())) => None,
        Ok(Err(trouble)) => Some(trouble.to_string()),
        Err(_) => Some("it panicked with the next step".to_owned()),
    }
}

/// Where a panic ends the whole program, its message is all that is left.
fn name_the_seed_in_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        if let Some(seed) = SEED.get() {
            eprintln!("with the seed {seed}:");
        }
        usual(panicked);
    }));
}

impl Findings {
    fn add(&mut self, faults: &Faults) {
        self.runs += 1;
        self.virtual_seconds += faults.run().now().0 as f64 / 1e6;
        self.steps += faults.run().world().steps();
        self.coverage.add(faults.coverage());
    }

    fn keep(&mut self, seed: u64, trouble: String, faults: &Faults) -> Result<()> {
        let folder = root().join("target/explore");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let file = folder.join(format!("seed-{seed}.agora"));
        let script = format!("# Seed {seed}: {trouble}\n{}", faults.run().text());
        fs::write(&file, script).with_context(|| format!("cannot write {}", file.display()))?;
        println!("seed {seed}: {trouble}\n    cargo xtask run {}", file.display());
        self.troubles.insert(seed, (trouble, file));
        Ok(())
    }

    fn progress(&self, share: u64, took: Duration) -> String {
        let took = took.as_secs_f64().max(0.001);
        format!(
            "{} of {share} runs, {:.0} a second; {:.0} virtual seconds, {:.0} x real time; {} went wrong",
            self.runs,
            self.runs as f64 / took,
            self.virtual_seconds,
            self.virtual_seconds / took,
            self.troubles.len()
        )
    }

    fn summary(&self, share: u64, took: Duration) -> Result<()> {
        println!("{} in {:.1} s", self.progress(share, took), took.as_secs_f64());
        println!("{} events; on the way:", self.steps);
        for sight in Sight::ALL {
            println!("{:12} {}", self.coverage.of(*sight), sight.name());
        }
        let seeds = self.troubles.keys().map(u64::to_string).collect::<Vec<_>>().join(", ");
        ensure!(self.troubles.is_empty(), "runs went wrong: seeds {seeds}");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Search> {
        Search::parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn shards_part_the_seeds_among_them() {
        let mut seeds = Vec::new();
        for shard in 1..=3 {
            let search = parse(&format!("--seeds 10 --from 100 --shard {shard}/3")).unwrap();
            let own = (0..).map_while(|number| search.seed(number)).collect::<Vec<_>>();
            assert_eq!(own.len() as u64, search.share());
            seeds.extend(own);
        }
        seeds.sort_unstable();
        assert_eq!(seeds, (100..110).collect::<Vec<_>>());
    }

    #[test]
    fn words_that_mean_nothing_are_refused() {
        assert!(parse("--shard 4/3").is_err());
        assert!(parse("--shard 0/3").is_err());
        assert!(parse("--jobs 0").is_err());
        assert!(parse("--without gravity").is_err());
        assert_eq!(parse("--without forget-vote").unwrap().without, Some(Rule::ForgetVote));
    }
}
