//! `cargo xtask prove`: what the tests show with few runs, with many.

use std::time::Instant;

use agora_core::{
    check::Invariant,
    raft::Rule,
    run::{
        Condition, Goal, Player, Run, Timeline,
        faults::{FaultPlan, Faults},
        script,
        search::{Search, Searching, Template},
        share::{Opening, View, from_link},
    },
    time::{Duration, SimTime},
};
use agora_tests::garble::{Garbler, LINKS};
use anyhow::{Result, ensure};
use lexopt::prelude::{Long, ValueExt};

/// How much virtual time a random run gets.
const SPAN: Duration = Duration::from_secs(8);
/// How many moments of each run are sought.
const SEEKS: u64 = 10;
/// How many seeds are tried for each rule.
const SEEDS: u64 = 20_000;
/// How many lines show a sabotage.
const LINES: usize = 12;
/// So many hits are made small until one is small enough: some seeds break a promise in a roundabout way.
const HITS: u32 = 4;

/// The rules whose absence random runs show.
const RULES: [Rule; 11] = [
    Rule::AnswerBeforeSync,
    Rule::VoteWithoutLogCheck,
    Rule::ForgetVote,
    Rule::VoteTwice,
    Rule::NoMajority,
    Rule::AppendWithoutCheck,
    Rule::TruncateAlways,
    Rule::CommitBeyondMatch,
    Rule::ObeyOlderTerms,
    Rule::ReadsWithoutQuorum,
    Rule::ReadsBeforeCommit,
];

/// Proves, and tells what was proven.
///
/// # Errors
/// The first thing that is not as promised.
pub fn command(mut args: lexopt::Parser) -> Result<()> {
    let (mut runs, mut links) = (1000, 10_000_000);
    while let Some(arg) = args.next()? {
        match arg {
            Long("runs") => runs = args.value()?.parse()?,
            Long("links") => links = args.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let began = Instant::now();
    let took = || format!("{:.1} s", began.elapsed().as_secs_f64());
    for seed in 0..runs {
        one_run(seed)?;
    }
    println!("{runs} runs: each of {SEEKS} seeks equals its replay; text and link lead to the same run ({})", took());
    let mut longest = 0;
    for rule in RULES {
        longest = longest.max(sabotage(rule)?);
    }
    println!("{} rules: each sabotage comes out as a script of at most {longest} lines ({})", RULES.len(), took());
    let refused = garbled(links)?;
    println!("{links} garbled links: {refused} refused, the others whole ({})", took());
    Ok(())
}

fn one_run(seed: u64) -> Result<()> {
    let mut faults = Faults::new(seed, FaultPlan { disturbed: SPAN, settles_within: None, sabotage: None });
    ensure!(faults.play().is_ok(), "seed {seed} goes wrong: see cargo xtask explore");
    let whole = faults.into_run();
    let mut timeline = Timeline::of(whole.clone());
    for draw in 0..SEEKS {
        let time = SimTime(seed.wrapping_mul(7_919).wrapping_add(draw * 3_224_699) % whole.now().0.max(1));
        timeline.seek_now(Goal::Time(time));
        let replay = replayed(&whole, time);
        let same = timeline.run() == &replay && timeline.run().fingerprint() == replay.fingerprint();
        ensure!(same, "seed {seed}: seeking {time} finds another state than a replay");
    }
    timeline.seek_now(Goal::Edge);
    let text = timeline.text();
    let script = script::parse(&text).map_err(|error| anyhow::anyhow!("seed {seed}: {error}"))?;
    let player = Player::play_all(&script, false)
        .map_err(|(line, error)| anyhow::anyhow!("seed {seed}, line {line}: {error}"))?;
    ensure!(player.run.fingerprint() == whole.fingerprint(), "seed {seed}: its text leads to another run");
    let refused = |error| anyhow::anyhow!("seed {seed}: its link is refused: {error}");
    let fragment = timeline.to_link(&View::default()).map_err(refused)?;
    let link = from_link(&fragment).map_err(refused)?;
    let again = Opening::new(link.run.as_deref().unwrap_or_default(), Some(link.view)).and_then(Opening::finish);
    let again = again.map_err(refused)?;
    ensure!(again == timeline, "seed {seed}: its link leads to another run");
    ensure!(again.to_link(&View::default()).map_err(refused)? == fragment, "seed {seed}: its link changes");
    Ok(())
}

/// The run up to a time, without checkpoints.
fn replayed(whole: &Run, until: SimTime) -> Run {
    let mut run = Run::new(*whole.options());
    for deed in whole.deeds().iter().take_while(|deed| deed.at.time <= until) {
        while run.world().steps() < deed.at.steps() {
            run.step();
        }
        if run.moment() != deed.at {
            run.advance_to(deed.at.time);
        }
        run.act(&deed.intervention).expect("what could be done once can be done again");
    }
    run.advance_to(until);
    run
}

/// Finds what breaks without a rule, and makes it small. Returns how many lines it takes.
fn sabotage(rule: Rule) -> Result<usize> {
    let template = Template::Faults(FaultPlan::without(rule));
    let mut search = Search::new(template, Condition::Violation, 0..SEEDS, Duration::from_secs(10));
    let mut shortest: Option<(usize, u64, u32, String)> = None;
    for _ in 0..HITS {
        let Searching::Found(hit) = search.proceed(u64::MAX) else { break };
        let mut minimiser = hit.minimiser(Condition::Violation);
        while !minimiser.proceed(u32::MAX) {}
        let text = minimiser.script();
        let lines = text.lines().count();
        if shortest.as_ref().is_none_or(|(least, ..)| lines < *least) {
            shortest = Some((lines, hit.seed, minimiser.tries(), text));
        }
        if lines <= LINES {
            break;
        }
    }
    let Some((lines, seed, tries, text)) = shortest else {
        anyhow::bail!("none of {SEEDS} seeds shows what breaks without {rule}");
    };
    ensure!(lines <= LINES, "{rule}: {lines} lines after {tries} tries\n{text}");
    let script = script::parse(&text).map_err(|error| anyhow::anyhow!("{rule}: {error}"))?;
    let player =
        Player::play_all(&script, false).map_err(|(line, error)| anyhow::anyhow!("{rule}, line {line}: {error}"))?;
    let broken = player.run.checks().first_breach().map_or("nothing", |(invariant, _)| Invariant::name(invariant));
    println!("{rule}: seed {seed}, {lines} lines, {tries} tries, breaks {broken}");
    Ok(lines)
}

fn garbled(links: u64) -> Result<u64> {
    let samples = (0..4).map(|seed| {
        let mut faults = Faults::new(seed, FaultPlan { disturbed: SPAN / 4, settles_within: None, sabotage: None });
        let _ = faults.play();
        let timeline = Timeline::of(faults.into_run());
        timeline.to_link(&timeline.view()).map_err(|error| anyhow::anyhow!("seed {seed}: {error}"))
    });
    let samples = samples.collect::<Result<Vec<_>>>()?;
    let mut garbler = Garbler::new(2, LINKS);
    let mut refused = 0;
    for number in 0..links {
        let text = garbler.garble(&samples[number as usize % samples.len()]);
        match from_link(&text) {
            Err(_) => refused += 1,
            Ok(link) => {
                ensure!(link.run.is_none_or(|run| run.len() <= agora_core::run::share::limits::TEXT_BYTES), "{text}");
            }
        }
    }
    Ok(refused)
}
