//! The script language: what is printed parses to the same, and what is wrong is told with its place.

use agora_core::{
    id::{ClientId, NodeId},
    run::{
        Options, Player, PlayerError, Run,
        script::{self, Problem, Statement},
    },
    sim::{
        Refusal,
        intervention::{Intervention, Name},
        place::Place,
    },
};

/// Every form of every statement, as it prints.
const LINES: &[&str] = &[
    "",
    "# a note, with  its   spaces",
    "cluster 3 seed 7",
    "cluster 9 seed 18446744073709551615 clients 9 election 500ms heartbeat 50ms pre-vote off check-quorum off snapshot-count 10 catch-up-entries 0 latency 1ms \
     jitter 0s disk 10ms",
    "cluster 3 seed 1 quota-backend-bytes 90000 max-txn-ops 4 max-request-bytes 100 lease-checkpoints on \
     initial-corrupt-check on corrupt-check-time 90s auto-compaction revision 5",
    "cluster 3 seed 1 auto-compaction periodic 90s",
    "advance 250ms",
    "advance 1500us",
    "until leader",
    "until no-leader limit 10s",
    "until no-leader for 5s limit 1m",
    "until split-vote",
    "until two-leaders limit 10s",
    "until quiet",
    "until commit",
    "until election",
    "until violation limit 1h",
    "until c2 idle",
    "step 12",
    "c1$ put color \"dark blue\"  # not a note of ours",
    "c2@n3$ get color",
    "c2@leader$ get color &",
    "c1$ ^C",
    "kill leader",
    "kill c1",
    "restart n2",
    "pause n2",
    "resume n2",
    "wipe n2",
    "cut n1 n2",
    "cut n1 -> n2",
    "cut c1 leader",
    "heal",
    "heal n1 -> n2",
    "partition n1 n2 c1 | leader | others",
    "link latency 10ms jitter 5ms loss 10% duplicate 0.5% reorder 100%",
    "link n1 c2 loss 0.0001%",
    "disk n1 latency 5ms lose-unsynced on full off",
    "corrupt n2",
    "corrupt leader color",
    "clock n1 rate 1.5",
    "clock n1 rate 0.000001",
    "clock leader jump 3s",
    "clock n1 jump -3s",
    "deliver m17",
    "drop m17",
    "delay m17 50ms",
    "duplicate m17",
    "fire n2",
    "sabotage commit-older-terms on",
    "expect leader",
    "expect not leader n2",
    "expect n1 role pre-candidate",
    "expect n1 process down",
    "expect n1 term 2",
    "expect n1 commit >= 5",
    "expect not n1 keys <= 0",
    "expect c1 status 128",
    "expect c1 output \"a \\\"quoted\\\"\\n\\tline \\\\\"",
    "expect c1 idle",
    "expect violation",
    "expect not violation log-matching",
];

#[test]
fn every_statement_prints_as_it_parses() {
    for line in LINES {
        let script = script::parse(&format!("{line}\n")).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(script.to_string(), format!("{line}\n"));
    }
}

#[test]
fn short_forms_mean_what_the_long_ones_do() {
    for (short, long) in [
        ("cluster", "cluster 5 seed 1"),
        ("cluster 3", "cluster 3 seed 1"),
        ("step", "step 1"),
        ("advance 0.25s", "advance 250ms"),
        ("disk n1 full", "disk n1 full on"),
        ("  kill   n2  ", "kill n2"),
        ("expect n1 term = 2", "expect n1 term 2"),
        ("link loss 1.50%", "link loss 1.5%"),
    ] {
        let [short, long] = [short, long].map(|line| script::parse(line).unwrap().lines.remove(0).statement);
        assert_eq!(short, long);
    }
}

#[test]
fn what_is_wrong_is_told_with_its_column_and_what_could_stand_there() {
    for (line, column, expected) in [
        ("jump n1", 1, "a statement: cluster, advance"),
        ("kill", 5, "a member or client: n1, c1, leader"),
        ("kill n0", 6, "a member or client: n1, c1, leader"),
        ("kill n1 n2", 9, "the end of the line"),
        ("kill n01", 6, "a member or client"),
        ("advance", 8, "a span of time"),
        ("advance 5", 9, "a span of time"),
        ("advance -5s", 9, "a span of time"),
        ("until tea", 7, "a condition"),
        ("until leader limit", 19, "a span of time"),
        ("cluster 3 seeds 4", 11, "seed, election"),
        ("cluster 3 seed x", 16, "a seed"),
        ("partition n1 n2", 16, "| and another side"),
        ("partition n1 |", 15, "a member or client"),
        ("link n1 loss 5%", 9, "a member or client"),
        ("link loss 101%", 11, "a share: 0% to 100%"),
        ("link loss 5", 11, "a share: 0% to 100%"),
        ("disk n1", 8, "a dial of a disk"),
        ("clock n1 rate 0", 15, "a rate above 0"),
        ("clock n1 jump -", 15, "a span of time"),
        ("clock n1 jump - 3s", 15, "a span of time"),
        ("clock n1 jump --3s", 16, "a span of time"),
        ("deliver 17", 9, "a message by its name"),
        ("sabotage everything on", 10, "a rule: commit-older-terms"),
        ("sabotage forget-vote", 21, "on or off"),
        ("expect n1 mood good", 11, "what to expect of a member"),
        ("expect c1 output blue", 18, "a text in double quotes"),
        ("c1@others$ get a", 1, "a prompt"),
        ("c1$ txn <<END\nput a b", 14, "the end of this text"),
        ("c1$ put a \\", 12, "the end of this text"),
    ] {
        let error = script::parse(&format!("# first\n{line}")).expect_err(line);
        assert_eq!((error.line, error.column), (2, column), "{line}: {error}");
        let expected = format!("expected {expected}");
        assert!(error.problem.to_string().starts_with(&expected), "{line}: {error}");
    }
}

/// What can be read and cannot be is an error of its own kind, with etcd's rule where it is one of etcd's.
#[test]
fn what_cannot_be_is_refused_with_the_rule() {
    use agora_core::{raft::ChangeError, sim::OptionsError};
    let node = |number| NodeId::new(number).unwrap();
    for (line, column, problem, says) in [
        ("cluster 10", 11, Problem::Options(OptionsError::Members(10)), "a cluster here has 1 to 9 members, not 10"),
        ("cluster 3 clients 0", 20, Problem::Options(OptionsError::Clients(0)), "there can be 1 to 9 terminals, not 0"),
        ("reconfigure n1 n1", 16, Problem::NamedTwice(node(1)), "(member ID already exist): name it once"),
        ("reconfigure n1 learner n2 n2", 27, Problem::NamedTwice(node(2)), "n2 is named twice"),
        (
            "reconfigure n1 n2 learner n2",
            27,
            Problem::Members(ChangeError::VoterAndLearner(node(2))),
            "n2 is in Learners and Voters",
        ),
        ("reconfigure", 12, Problem::Members(ChangeError::RemovesAllVoters), "removed all voters: keep at least one"),
        ("reconfigure learner n1", 13, Problem::Members(ChangeError::RemovesAllVoters), "removed all voters"),
        ("expect n1 voters n1 n1", 21, Problem::NamedTwice(node(1)), "name it once"),
        ("advance 100000h", 9, Problem::TooLong, "a span of time has at most 24h here: take a shorter one"),
        ("until leader limit 25h", 20, Problem::TooLong, "at most 24h"),
        ("clock n1 jump -25h", 16, Problem::TooLong, "at most 24h"),
        ("step 50000001", 6, Problem::TooManySteps, "at most 50000000 events can be stepped through"),
    ] {
        let error = script::parse(&format!("# first\n{line}")).expect_err(line);
        assert_eq!(error.problem, problem, "{line}");
        assert_eq!((error.line, error.column), (2, column), "{line}: {error}");
        assert!(error.to_string().contains(says), "{line}: {error}");
    }
    let error = script::parse("cluster 3 election 200ms").unwrap_err();
    let says = "line 1, column 25: the election timeout (200ms) must be at least five heartbeat intervals";
    assert!(error.to_string().starts_with(says), "{error}");
    let error = script::parse("kill n1\ncluster 3").unwrap_err();
    assert_eq!(error.to_string(), "line 2, column 1: cluster can only be the first line of a run: move it there");
    for allowed in ["advance 24h", "step 50000000", "reconfigure n1 n2 learner n3"] {
        assert!(script::parse(allowed).is_ok(), "{allowed}");
    }
}

#[test]
fn an_intervention_is_not_just_any_statement() {
    assert!(script::intervention("kill n1").is_ok());
    assert!(script::intervention("c1$ get a").is_ok());
    for line in ["advance 2s", "# note", "", "expect leader"] {
        assert!(script::intervention(line).is_err(), "{line}");
    }
}

fn player(text: &str) -> (Player, script::Script) {
    let script = script::parse(text).unwrap();
    (Player::new(&script, false).unwrap(), script)
}

#[test]
fn a_refused_intervention_changes_nothing_and_says_what_to_do() {
    for (before, line, says) in [
        ("", "kill n4", "there is no n4 in this run"),
        ("", "kill leader", "nobody leads at this moment: wait for an election"),
        ("kill n1", "kill n1", "n1 is not running: restart or resume it first"),
        ("kill n1", "pause n1", "n1 is not running: restart or resume it first"),
        ("kill n1", "fire n1", "n1 is not running: restart or resume it first"),
        ("kill c1", "c1$ get a", "c1 is not running: restart or resume it first"),
        ("", "resume n1", "n1 is not paused"),
        ("", "disk c1 full on", "c1 is a client: only members have a disk, a clock and a timer"),
        ("", "cut n1 n1", "a wire needs two ends, and n1 is one: name another"),
        ("", "cut c1 c2", "there is no wire between c1 and c2: clients talk to members only"),
        ("", "cut n1 others", "others can only stand as one side of a partition: name one member"),
        ("", "partition n1 n2 n3 | others", "others is nobody here: every member is named already"),
        ("", "partition n1 n2 | n2 n3", "n2 stands on two sides: name everybody once"),
        ("", "drop m99999", "m99999 is not on its way: it has arrived, was lost, or was never sent"),
    ] {
        let (mut player, script) = player(&format!("cluster 3\n{before}\n{line}"));
        player.play(&script.lines[1]).unwrap();
        let untouched = player.clone();
        match player.play(&script.lines[2]) {
            Err(PlayerError::Refused(refusal)) => assert_eq!(refusal.to_string(), says),
            other => panic!("{line}: {other:?}"),
        }
        assert!(player == untouched, "{line}");
    }
}

/// Whatever can be typed is found again in the printed run; what could not be is refused.
#[test]
fn what_is_typed_is_one_text_and_all_of_it() {
    let typed = |line: &str| Intervention::Type { client: ClientId(1), endpoint: None, line: line.into() };
    for line in
        ["", " put a b ", "put a \\\nb", "txn <<END\n\nput a b\n\nEND", "for i in 1 2; do", "echo \"a", "# kill n1"]
    {
        let mut run = Run::new(Options { members: 1, ..Options::default() });
        run.act(&typed(line)).unwrap();
        run.act(&Intervention::Kill(Name::Place(Place::Member(NodeId::new(1).unwrap())))).unwrap();
        let again = Player::play_all(&script::parse(&run.text()).unwrap(), false).unwrap();
        assert_eq!(again.run.fingerprint(), run.fingerprint(), "{line}");
    }
    for line in ["put a b\n", "put a b\nget a", "put a \\", "txn <<END", "txn <<END\nput a b"] {
        let mut run = Run::new(Options::default());
        let untouched = run.clone();
        assert_eq!(run.act(&typed(line)), Err(Refusal::NotWhole), "{line}");
        assert!(run == untouched, "{line}");
    }
    let mut run = Run::new(Options::default());
    run.act(&typed(" ^C ")).unwrap();
    let done = run.deeds().iter().map(|deed| deed.intervention.clone()).collect::<Vec<_>>();
    assert_eq!(done, [Intervention::Interrupt(ClientId(1))]);
}

/// Raft §6; etcd-io/raft, `confchange/confchange.go`.
#[test]
fn changes_that_cannot_be_are_refused_with_etcd_s_rule() {
    use agora_core::{
        id::NodeSet,
        raft::Transition,
        sim::intervention::Intervention::{self, Reconfigure},
    };
    let all: NodeSet = (1..=3).filter_map(NodeId::new).collect();
    let line = |line: &str| script::intervention(line).unwrap();
    let by_hand = |voters, learners| Reconfigure { voters, learners, transition: Transition::Auto };
    let refused = |player: &mut Player, deed: &Intervention| player.run.act(deed).unwrap_err().to_string();

    let (mut player, script) = player("cluster 3\nuntil leader\nreconfigure n1 n2 n3 n4 explicit\nadvance 1s");
    let nobody = refused(&mut player, &line("reconfigure n1 n2"));
    assert_eq!(nobody, "nobody leads at this moment: wait for an election");
    player.play(&script.lines[1]).unwrap();
    for (deed, says) in [
        (line("reconfigure leave"), "can't leave a non-joint config: there is nothing to leave"),
        (line("reconfigure n1 n2 n3"), "these are the members already: name others"),
        (line("reconfigure n1 n2 n3 n5"), "there is no n5 yet: the next new member is n4"),
        (by_hand(NodeSet::EMPTY, NodeSet::EMPTY), "removed all voters: keep at least one"),
        (by_hand(NodeSet::EMPTY, all), "removed all voters: keep at least one"),
        (by_hand(all, all), "n1 is in Learners and Voters: a learner has no vote, so name it once"),
    ] {
        assert_eq!(refused(&mut player, &deed), says);
    }
    script.lines[2..].iter().for_each(|line| player.play(line).unwrap());
    for joint in ["reconfigure n1 n2", "reconfigure n1 n2 n3 n4", "reconfigure n1 n2 n3 learner n4 implicit"] {
        let says = refused(&mut player, &line(joint));
        assert_eq!(says, "config is already joint: leave it before the next change", "{joint}");
    }
}

#[test]
fn a_claim_that_is_not_so_says_what_is() {
    for (claim, says) in [
        ("leader n2", "expected leader n2, found no leader"),
        ("n1 role leader", "expected n1 role leader, found n1 role follower"),
        ("n1 term >= 3", "expected n1 term >= 3, found n1 term 0"),
        ("not n1 process running", "expected not n1 process running, found n1 process running"),
        ("c1 output \"x\"", "expected c1 output \"x\", found c1 output \"\""),
        ("violation", "expected violation, found no violation"),
        ("n9 term 0", "expected n9 term 0, found no n9"),
    ] {
        let (mut player, script) = player(&format!("cluster 3\nexpect {claim}"));
        match player.play(&script.lines[1]) {
            Err(PlayerError::Expectation(failure)) => assert_eq!(failure.to_string(), says),
            other => panic!("{claim}: {other:?}"),
        }
    }
}

#[test]
fn waiting_in_vain_and_stepping_beyond_the_end_are_errors() {
    let (mut lonely, script) = player("cluster 3\npartition n1 | n2 | n3\nuntil leader limit 5s");
    lonely.play(&script.lines[1]).unwrap();
    let error = lonely.play(&script.lines[2]).unwrap_err();
    assert_eq!(error.to_string(), "waited 5s for leader, and it did not come");

    let (mut nobody, script) = player("cluster 1 clients 1\nuntil c2 idle limit 5s\nopen c2\nuntil c2 idle limit 5s");
    let error = nobody.play(&script.lines[1]).unwrap_err();
    assert_eq!(error.to_string(), "waited 5s for c2 idle, and it did not come", "a terminal that is not there");
    nobody.play(&script.lines[2]).unwrap();
    nobody.play(&script.lines[3]).unwrap();

    let (mut dead, script) = player("cluster 1\nkill n1\nstep 2");
    dead.play(&script.lines[1]).unwrap();
    assert_eq!(dead.play(&script.lines[2]), Err(PlayerError::Over));
}

/// A live run acts between the events of one instant; its text must lead back there.
#[test]
fn a_run_that_was_stepped_by_hand_is_had_again_from_its_text() {
    let mut run = Run::new(script::parse("cluster 5 seed 3").unwrap().options);
    for round in 0..60 {
        for _ in 0..round % 7 {
            run.step();
        }
        if round % 3 == 0 {
            run.advance(agora_core::time::Duration::from_micros(round * 997));
        }
        for line in
            [format!("c1$ put k{round} v"), format!("cut n{} n{}", round % 5 + 1, (round + 1) % 5 + 1), "heal".into()]
        {
            run.act(&script::intervention(&line).unwrap()).unwrap();
        }
    }
    let text = run.text();
    let script = script::parse(&text).unwrap();
    assert!(script.lines.iter().any(|line| matches!(line.statement, Statement::Step(_))), "no step in {text}");
    let again = Player::play_all(&script, false).unwrap_or_else(|(line, error)| panic!("line {line}: {error}\n{text}"));
    assert_eq!(again.run.text(), text);
    assert_eq!(again.run.fingerprint(), run.fingerprint());
}
