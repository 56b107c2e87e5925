//! Seeds are searched for what one looks for, and what is found is made small.
//!
//! `cargo xtask prove` does the same for every rule.

use agora_core::{
    raft::Rule,
    run::{
        Condition, Options, Player,
        faults::FaultPlan,
        script,
        search::{Hit, Minimiser, Plan, Search, Searching, Template},
    },
    time::{Duration, SimTime},
};

const SPAN: Duration = Duration::from_secs(10);

fn first(template: Template, sought: &str, seeds: std::ops::Range<u64>) -> (Condition, Hit) {
    let sought = sought.parse::<Condition>().unwrap();
    let mut search = Search::new(template, sought, seeds, SPAN);
    loop {
        match search.proceed(10) {
            Searching::Working(tried) => assert_eq!(tried, search.tried()),
            Searching::Found(hit) => return (sought, *hit),
            Searching::Over => panic!("none of {} seeds shows {sought}", search.of()),
        }
    }
}

fn minimised(hit: &Hit, sought: Condition) -> Minimiser {
    let mut minimiser = hit.minimiser(sought);
    while !minimiser.proceed(50) {}
    minimiser
}

/// The lines that say something.
fn lines(script: &str) -> usize {
    script.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).count()
}

fn shows_a_violation(text: &str) -> bool {
    let script = script::parse(text).unwrap();
    let player = Player::play_all(&script, false).unwrap_or_else(|(line, error)| panic!("{line}: {error}\n{text}"));
    player.run.checks().first_breach().is_some()
}

/// A rule is taken away, some seed's run breaks a promise, and a few lines are enough to show it.
#[test]
fn planted_sabotage_comes_out_as_a_short_script() {
    for (rule, seeds) in [
        (Rule::NoMajority, 0..50),
        (Rule::VoteTwice, 0..400),
        (Rule::CommitBeyondMatch, 0..400),
        (Rule::ReadsWithoutQuorum, 0..400),
    ] {
        let (sought, hit) = first(Template::Faults(FaultPlan::without(rule)), "violation", seeds);
        let small = minimised(&hit, sought);
        let script = small.script();
        assert!(lines(&script) <= 12, "{rule} ({} tries):\n{script}", small.tries());
        assert!(shows_a_violation(&script), "{script}");
        assert!(script.contains(rule.name()), "{script}");
        let without = script.lines().filter(|line| !line.starts_with("sabotage") && !line.starts_with("until v"));
        let without = without.filter(|line| !line.starts_with("expect")).collect::<Vec<_>>().join("\n");
        assert!(!shows_a_violation(&without), "it is the sabotage that shows:\n{script}");
    }
}

#[test]
fn what_can_be_looked_for_is_found_and_a_short_script_waits_for_it() {
    let ends = ["no-leader for 3s", "split-vote", "two-leaders", "commit", "election", "leader"];
    for (sought, end) in
        ["no leader for 3s", "split vote", "two leaders", "commit", "election", "leader"].iter().zip(ends)
    {
        let (sought, hit) = first(Template::Faults(FaultPlan::default()), sought, 0..300);
        let again = Plan::of(&hit.run);
        assert_eq!(hit.run.options().seed, hit.seed);
        let (run, found) = again.play(sought);
        assert!(found, "{sought}");
        assert_eq!(run.fingerprint(), hit.run.fingerprint(), "{sought}");
        let small = minimised(&hit, sought);
        let script = small.script();
        assert!(script.ends_with(&format!("until {end}\n")), "{script}");
        assert!(lines(&script) <= 6, "{script}");
        assert!(small.tries() < 5_000, "{sought}: {} tries", small.tries());
        let player = Player::play_all(&script::parse(&script).unwrap(), false);
        player.unwrap_or_else(|(line, error)| panic!("line {line}: {error}\n{script}"));
    }
}

/// What is so from the beginning is no find: it has to come about.
#[test]
fn what_is_so_at_the_beginning_has_to_come_about() {
    for sought in ["no-leader", "c1 idle", "quiet"] {
        let (sought, hit) = first(Template::Faults(FaultPlan::default()), sought, 0..300);
        assert!(hit.run.now() > SimTime::ZERO, "{sought}");
        let small = minimised(&hit, sought);
        let (run, _) = Plan::of(small.run()).play(sought);
        assert!(sought.holds(&run), "{}", small.script());
        let script = script::parse(&small.script()).unwrap();
        let player = Player::play_all(&script, false).unwrap();
        assert!(sought.holds(&player.run), "{}", small.script());
    }
}

#[test]
fn deeds_are_tried_with_other_seeds() {
    let mut player =
        Player::play_all(&script::parse("cluster 3\nadvance 2s\nkill leader\nadvance 2s\n").unwrap(), false);
    let run = player.as_mut().unwrap().run.clone();
    let (sought, hit) = first(Template::Deeds(Plan::of(&run)), "split vote", 0..2_000);
    assert_eq!((hit.run.options().members, hit.run.deeds().len() <= 1), (3, true));
    let small = minimised(&hit, sought);
    assert!(small.run().now() <= hit.run.now());
    assert!(lines(&small.script()) <= lines(&hit.run.text()));
}

#[test]
fn a_search_finds_the_same_in_whatever_steps() {
    let template = || Template::Faults(FaultPlan::without(Rule::VoteTwice));
    let hits = |count: u64| {
        let mut search = Search::new(template(), Condition::Violation, 0..60, SPAN);
        let mut hits = Vec::new();
        loop {
            match search.proceed(count) {
                Searching::Working(_) => {}
                Searching::Found(hit) => hits.push((hit.seed, hit.run.fingerprint())),
                Searching::Over => return hits,
            }
        }
    };
    assert!(!hits(7).is_empty());
    assert_eq!(hits(7), hits(u64::MAX));
}

#[test]
fn minimising_with_nothing_to_find_changes_nothing() {
    let run = agora_core::run::Run::new(Options::default());
    let minimiser = Minimiser::new(&run, Condition::Violation);
    assert_eq!(minimiser.run().now(), SimTime::ZERO);
    assert_eq!(minimiser.script(), run.text());
}

#[test]
fn words_that_are_nothing_to_look_for_are_refused() {
    for text in ["", "leaders", "no leader for", "no leader for 5", "commit limit 3s", "until commit"] {
        let error = text.parse::<Condition>().unwrap_err().to_string();
        assert!(error.contains("try violation"), "{text}: {error}");
    }
    for text in ["violation", "no-leader for 5s", "split-vote", "two-leaders", "quiet", "c2 idle"] {
        assert_eq!(text.parse::<Condition>().unwrap().to_string(), text);
    }
    for (spoken, written) in [
        ("a violation", "violation"),
        ("no leader for 5s", "no-leader for 5s"),
        ("no leader", "no-leader"),
        ("a split vote", "split-vote"),
        ("two leaders at once in different terms", "two-leaders"),
    ] {
        assert_eq!(spoken.parse::<Condition>().unwrap().to_string(), written);
    }
}
