//! Every protective rule has a switch, and without the rule the check that should notice does.
//!
//! `UPDATE_SABOTAGE=1 cargo test --test sabotage` writes down which seeds show it now.

use std::{env, fmt::Write, fs, path::Path};

use agora_core::{
    check::Invariant,
    raft::Rule,
    run::{
        Player,
        faults::{FaultPlan, Faults, Sight, Trouble},
        script::{self, Statement},
    },
    sim::intervention::Intervention,
};

/// So many seeds are tried for each rule.
const SEEDS: u64 = 20_000;

/// So many runs are counted over.
const COUNTED: u64 = 400;

/// How it is shown what a rule is good for.
enum Proof {
    /// Some seed's run under faults breaks this invariant first.
    Seeds(Invariant),
    /// A script leads there.
    Script(Invariant, &'static str),
    /// No promise breaks; but over the same runs this is counted so much more often without the rule than with it.
    Count(Sight, &'static str),
    /// Whole clusters do not show it, for this reason; a test of the node does.
    Node(&'static str, &'static str),
}

fn proof(rule: Rule) -> Proof {
    use Invariant as I;
    use Proof::{Count, Node, Script, Seeds};
    match rule {
        Rule::CommitOlderTerms => Node(
            "figures::figure_8_without_its_rule_loses_a_committed_entry",
            "leader completeness; in a whole cluster the no-op of the new term travels in the same append as the older \
             entries, up to 1 MiB of them, so no majority holds those without it",
        ),
        Rule::AnswerBeforeSync | Rule::VoteWithoutLogCheck | Rule::ChangeWithoutJoint => Seeds(I::LeaderCompleteness),
        Rule::ForgetVote | Rule::VoteTwice => Seeds(I::OneVotePerTerm),
        Rule::FixedTimeouts => {
            Node("rules::fixed_timeouts", "no promise; elections only take longer, as votes keep being split")
        }
        Rule::NoPreVote => Count(Sight::DeposedLeaders, "who was cut off comes back with a higher term"),
        Rule::NoCheckQuorum => Count(Sight::Rivals, "a leader that is cut off does not notice"),
        Rule::NoMajority => Seeds(I::ElectionSafety),
        Rule::AppendWithoutCheck => Seeds(I::LogMatching),
        Rule::TruncateAlways => Seeds(I::NeverBack),
        Rule::CommitBeyondMatch | Rule::ObeyOlderTerms => Seeds(I::StateMachineSafety),
        Rule::ChangeWithoutCommit => Script(I::LeaderCompleteness, "sabotage/change_without_commit.agora"),
        Rule::OverlappingChanges => Script(I::LeaderCompleteness, "sabotage/overlapping_changes.agora"),
        Rule::ReadsWithoutQuorum | Rule::ReadsBeforeCommit => Seeds(I::Linearizable),
        Rule::ReadsTrustOldAnswers => Script(I::Linearizable, "sabotage/reads_trust_old_answers.agora"),
    }
}

/// The first seed whose run breaks this invariant without the rule, and no promise with it.
fn seed_that_shows(rule: Rule, invariant: Invariant) -> u64 {
    let shows = |seed: &u64| {
        let broken = Faults::new(*seed, FaultPlan::without(rule)).play();
        matches!(broken, Err(Trouble::Breach(found, _)) if found == invariant)
    };
    let seed = (0..SEEDS).find(shows);
    let seed = seed.unwrap_or_else(|| panic!("no seed below {SEEDS} breaks {} without {rule}", invariant.name()));
    let whole = Faults::new(seed, FaultPlan { settles_within: None, ..FaultPlan::default() }).play();
    assert_eq!(whole, Ok(()), "seed {seed} with {rule} in force");
    seed
}

/// How often something is counted in the same runs with the rule and without it: at least a third more often without it.
fn counted(rule: Rule, sight: Sight) -> (u64, u64) {
    let count = |plan: FaultPlan| -> u64 {
        let counts = (0..COUNTED).map(|seed| {
            let mut faults = Faults::new(seed, plan);
            assert_eq!(faults.play(), Ok(()), "seed {seed} without {rule}");
            faults.coverage().of(sight)
        });
        counts.sum()
    };
    let with = count(FaultPlan { settles_within: None, ..FaultPlan::default() });
    let without = count(FaultPlan::without(rule));
    assert!(without * 3 >= with * 4, "{} with {rule} in force: {with}, without: {without}", sight.name());
    (with, without)
}

/// The script breaks this invariant, and does not when the rule stays in force.
fn check_script(rule: Rule, invariant: Invariant, file: &str) {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts").join(file)).expect(file);
    let text = text.lines().take_while(|line| *line != "---").collect::<Vec<_>>().join("\n");
    let mut script = script::parse(&text).expect("a script that parses");
    let broken = |script: &_| {
        let player = Player::play_all(script, false).unwrap_or_else(|(line, error)| panic!("{file}:{line}: {error}"));
        player.run.checks().first_breach().map(|(invariant, _)| invariant)
    };
    assert_eq!(broken(&script), Some(invariant), "{file}");
    script.lines.retain(|line| {
        line.statement != Statement::Act(Intervention::Sabotage(rule, true))
            && !matches!(line.statement, Statement::Expect(_))
    });
    assert_eq!(broken(&script), None, "{file} with {rule} in force");
}

fn table() -> String {
    let mut text = String::from(
        "# Sabotage\n\n\
         Each switch takes one protective rule away from every member (`sabotage forget-vote on`). What then breaks is\n\
         caught by the check named beside it; with the rule in force, the same run breaks nothing. `tests/tests/sabotage.rs`\n\
         makes this page and keeps it true. `cargo xtask explore --without RULE` finds more.\n\n\
         | rule | without it | what breaks | shown by |\n|---|---|---|---|\n",
    );
    for rule in Rule::ALL {
        let proof = proof(*rule);
        if let Proof::Seeds(invariant) | Proof::Script(invariant, _) = proof {
            assert_eq!(Invariant::guarded_by(*rule), Some(invariant), "{rule}");
        } else if let Proof::Count(..) = proof {
            assert_eq!(Invariant::guarded_by(*rule), None, "{rule}");
        }
        let (breaks, shown) = match proof {
            Proof::Seeds(invariant) => {
                let seed = seed_that_shows(*rule, invariant);
                (
                    format!("`{}`", invariant.name()),
                    format!("`cargo xtask explore --without {rule} --from {seed} --seeds 1`"),
                )
            }
            Proof::Count(sight, why) => {
                let (with, without) = counted(*rule, sight);
                (
                    format!("no promise; {why}"),
                    format!("{COUNTED} runs under faults: {with} {} with the rule, {without} without it", sight.name()),
                )
            }
            Proof::Script(invariant, file) => {
                check_script(*rule, invariant, file);
                (format!("`{}`", invariant.name()), format!("`tests/scripts/{file}`"))
            }
            Proof::Node(name, breaks) => (breaks.to_owned(), format!("`core/src/raft/tests`, `{name}`")),
        };
        let _ = writeln!(text, "| `{rule}` | {} | {breaks} | {shown} |", rule.meaning());
    }
    text + OPTIONS
}

/// What is no switch, since etcd's library offers it as an option.
const OPTIONS: &str = "\nWhat the Raft library offers as an option is no switch here, and breaks a promise all the same. With `reads lease` a \
     leader answers\nreads for as long as its clock says that it leads (dissertation §6.4.1); etcd's server never does. It looks once per \
     election timeout\nwhether a majority was heard, so it may trust for two of its own timeouts, and the others elect another after one \
     of theirs. Each\nclock below makes the time in which both are so longer; a leader's fast clock makes it shorter, and closes it at twice \
     the others'\nrate. The same script with reads that ask a majority breaks nothing, nor does it without its `clock` lines.\n\n\
     | with `reads lease` and | what breaks | shown by |\n|---|---|---|\n\
     | clocks that are right, in a bad moment | `linearizable` | \
     `tests/scripts/members/a_lease_read_may_be_stale_though_clocks_are_right.agora` |\n\
     | a leader whose clock is slow | `linearizable` | \
     `tests/scripts/members/a_lease_read_under_a_slow_leader_is_stale.agora` |\n\
     | followers whose clocks are fast | `linearizable` | \
     `tests/scripts/members/a_lease_read_under_fast_followers_is_stale.agora` |\n\
     | a leader whose clock is set back | `linearizable` | \
     `tests/scripts/members/a_clock_that_is_set_back_prolongs_a_lease.agora` |\n\
     | a leader whose clock is twice as fast | nothing | \
     `tests/scripts/members/a_fast_leader_gives_its_lease_up_in_time.agora` |\n";

#[test]
fn every_switch_is_caught_by_its_check() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/SABOTAGE.md");
    let table = table();
    if env::var_os("UPDATE_SABOTAGE").is_some() {
        fs::write(&file, table).expect("a writable page");
        return;
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(written, table, "what shows the rules has changed: UPDATE_SABOTAGE=1 cargo test --test sabotage");
}

/// Plays a script of members without its claims, changed in some way. Returns the first promise that broke.
fn first_breach(file: &str, change: impl Fn(&str) -> Option<String>) -> Option<Invariant> {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/members").join(file)).expect(file);
    let lines = text.lines().take_while(|line| *line != "---").filter(|line| !line.starts_with("expect"));
    let script = script::parse(&lines.filter_map(change).collect::<Vec<_>>().join("\n")).expect("a script that parses");
    let player = Player::play_all(&script, false).unwrap_or_else(|(line, error)| panic!("{file}:{line}: {error}"));
    player.run.checks().first_breach().map(|(invariant, _)| invariant)
}

/// What the table says of lease reads: it takes the lease, and, for all but the moment that is bad anyway, the clock.
#[test]
fn only_lease_reads_are_stale_and_which_clocks_make_them_so() {
    let asking = |line: &str| Some(line.replace(" reads lease", ""));
    let right = |line: &str| (!line.starts_with("clock")).then(|| line.to_owned());
    for (file, stale) in [
        ("a_lease_read_under_a_slow_leader_is_stale.agora", true),
        ("a_lease_read_under_fast_followers_is_stale.agora", true),
        ("a_clock_that_is_set_back_prolongs_a_lease.agora", true),
        ("a_lease_read_may_be_stale_though_clocks_are_right.agora", true),
        ("a_fast_leader_gives_its_lease_up_in_time.agora", false),
    ] {
        let broken = first_breach(file, |line| Some(line.to_owned()));
        assert_eq!(broken, stale.then_some(Invariant::Linearizable), "{file}");
        assert_eq!(first_breach(file, asking), None, "{file}, with reads that ask a majority");
        // The bad moment is the same in the two scripts that do without a wrong clock: there the fast clock helps.
        let is_bad_moment = file.contains("clocks_are_right") || !stale;
        let without = first_breach(file, right);
        assert_eq!(without, is_bad_moment.then_some(Invariant::Linearizable), "{file}, with clocks that are right");
    }
}

#[test]
fn the_tests_of_the_node_that_the_table_names_exist() {
    for rule in Rule::ALL {
        let Proof::Node(test, _) = proof(*rule) else { continue };
        let (file, name) = test.split_once("::").expect("a file and a name");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/raft/tests").join(file).with_extension("rs");
        let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(source.contains(&format!("\nfn {name}()")), "there is no {test}");
    }
}
