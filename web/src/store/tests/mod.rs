//! The page without a browser: actions in, state and tasks out.

mod etcd;
mod library;
mod walk;

use agora_core::{
    id::NodeId,
    raft::Rule,
    run::{Landmark, Options, Player, script},
    sim::{
        frame::Process,
        intervention::{Intervention, Name},
        place::Place,
    },
};

use super::{
    Store, Surroundings,
    action::Action,
    select::{Section, role_name},
    task::Task,
    terminal::RowKind,
};
use crate::{
    scene::{geometry::Size, hit::Selection},
    text::Language,
};

fn node(number: u8) -> NodeId {
    NodeId::new(number).expect("a small number")
}

fn store() -> Store {
    let mut store = Store::new(&Surroundings::default(), Options { seed: 7, ..Options::default() });
    let stage = Size { width: 700.0, height: 560.0 };
    store.update(Action::Resize { stage, page_width: 1400.0, pixel_ratio: 1.0 });
    store
}

fn with_leader() -> Store {
    let mut store = store();
    jump(&mut store, Landmark::Election);
    assert!(store.frame().leader().is_some());
    store
}

/// Jumps to the next landmark, however many repaints that takes.
fn jump(store: &mut Store, landmark: Landmark) {
    store.update(Action::LookFor(landmark));
    store.update(Action::JumpNext);
    arrive(store);
}

fn arrive(store: &mut Store) {
    while store.is_busy() {
        store.update(Action::Tick(0.016));
    }
}

fn enter(store: &mut Store, line: &str) -> Vec<Task> {
    store.update(Action::Typed(line.to_owned()));
    store.update(Action::Submit)
}

fn play(store: &mut Store, seconds: f64) {
    store.playback.playing = true;
    store.playback.set_notch(0);
    for _ in 0..(seconds * 50.0) as u32 {
        store.update(Action::Tick(0.02));
    }
}

fn shown(store: &Store, kind: RowKind) -> Vec<String> {
    store.terminal_view().rows.iter().filter(|row| row.kind == kind).map(|row| row.text.clone()).collect()
}

#[test]
fn a_command_is_typed_runs_and_is_answered() {
    let mut store = with_leader();
    let tasks = enter(&mut store, "put color blue");
    assert!(tasks.iter().any(|task| matches!(task, Task::KeepRun(run) if run.contains("put color blue"))), "{tasks:?}");
    play(&mut store, 3.0);
    assert_eq!(shown(&store, RowKind::Input), ["put color blue"]);
    assert_eq!(shown(&store, RowKind::Output), ["OK"]);
    assert!(store.script().contains("c1$ put color blue"));
}

#[test]
fn a_prompt_that_was_copied_along_and_a_written_interrupt_are_what_they_are_in_a_script() {
    let mut store = with_leader();
    enter(&mut store, "$ docker exec -it -e \"ETCDCTL_API=3\" etcd  etcdctl put color blue");
    play(&mut store, 3.0);
    assert_eq!(shown(&store, RowKind::Output), ["OK"]);
    enter(&mut store, "$ watch color");
    play(&mut store, 1.0);
    enter(&mut store, "^C");
    assert_eq!(store.terminal_view().running, None);
    is_its_text(&store);
}

#[test]
fn another_cluster_is_asked_for_at_the_prompt() {
    let mut store = with_leader();
    enter(&mut store, "put color blue");
    enter(&mut store, "cluster 3 seed 9 --heartbeat-interval=50");
    while store.is_busy() {
        store.update(Action::Tick(0.016));
    }
    assert_eq!(store.frame().members.len(), 3);
    assert!(store.script().starts_with("cluster 3 seed 9"), "{}", store.script());
    let before = store.script();
    enter(&mut store, "cluster 77");
    assert_eq!(store.script(), before, "what is refused changes nothing");
    enter(&mut store, "until leader");
    assert_eq!(shown(&store, RowKind::Error), [store.text().a_line_of_a_script]);
}

/// Whatever was typed, the run's text leads to the same run.
fn is_its_text(store: &Store) {
    let script = script::parse(&store.script()).expect("it is a script");
    let again = Player::play_all(&script, false).expect("it can be played").run;
    assert_eq!(again.text(), *store.script());
}

#[test]
fn a_text_of_several_lines_is_carried_out_when_it_is_whole() {
    let mut store = with_leader();
    enter(&mut store, "put a \\");
    assert!(store.terminal_view().goes_on);
    assert_eq!(shown(&store, RowKind::Input), ["put a \\"]);
    enter(&mut store, "one");
    for line in ["txn <<END", "value(\"a\") = \"one\"", "", "put b two", "", "", "END"] {
        enter(&mut store, line);
    }
    assert!(!store.terminal_view().goes_on);
    play(&mut store, 3.0);
    enter(&mut store, "put c \"1 << 2\"");
    enter(&mut store, "get --prefix \"\" --print-value-only");
    play(&mut store, 3.0);
    assert_eq!(shown(&store, RowKind::Output), ["OK", "SUCCESS", "", "OK", "OK", "one", "two", "1 << 2"]);
    is_its_text(&store);

    enter(&mut store, "txn <<END");
    let before = store.script();
    store.update(Action::Interrupt);
    assert!(!store.terminal_view().goes_on, "^C gives up what is begun");
    assert_eq!(store.script(), before);
}

#[test]
fn a_transaction_is_typed_line_by_line() {
    let mut store = with_leader();
    let before = store.script();
    enter(&mut store, "");
    assert_eq!(store.script(), before, "nothing typed is nothing done");
    for line in ["txn", "value(\"a\") = \"one\"", "", "put b two", "", "put b three", "", "get b --print-value-only"] {
        enter(&mut store, line);
    }
    play(&mut store, 3.0);
    assert_eq!(shown(&store, RowKind::Output).last().map(String::as_str), Some("three"));
    is_its_text(&store);
}

#[test]
fn a_section_of_a_text_is_pasted_with_its_prompts_comments_and_output() {
    let mut store = with_leader();
    let section = "\t# write\n\t$ docker exec -it etcd etcdctl put a \"an object\"\n\tOK\n\t\n\
                   \t$ export IPS=\"192.168.22.11 192.168.22.12\"\n\
                   \t$ for ip in ${IPS}; do etcdctl --endpoints=http://${ip}:2379 get a -w \\\n\tsimple; done\n\
                   \ta\n\tan object\n\tETCDCTL_API=3 etcdctl get a --print-value-only\n\tetcdctl version: 3.3.8\n";
    store.update(Action::Paste(section.to_owned()));
    play(&mut store, 6.0);
    assert_eq!(shown(&store, RowKind::Output), ["OK", "a", "an object", "a", "an object", "an object"]);
    assert_eq!(shown(&store, RowKind::Error), Vec::<String>::new());
    assert_eq!(
        shown(&store, RowKind::Note).last().map(String::as_str),
        Some("Lines left out, for they are no commands: 4")
    );
    is_its_text(&store);

    store.update(Action::Typed("get ".to_owned()));
    store.update(Action::Paste("a\nput b 2".to_owned()));
    play(&mut store, 2.0);
    assert!(
        shown(&store, RowKind::Input).ends_with(&["get a".to_owned(), "put b 2".to_owned()]),
        "what shows no prompts is all commands"
    );
}

#[test]
fn a_verb_acts_on_the_world_and_a_wrong_one_says_what_was_expected() {
    let mut store = with_leader();
    let leader = store.frame().leader().map(|leader| leader.id).expect("a leader");
    enter(&mut store, "kill leader");
    assert_eq!(store.frame().member(leader).map(|member| member.process), Some(Process::Down));
    let before = store.script();
    enter(&mut store, "kill n77x");
    assert_eq!(shown(&store, RowKind::Error).len(), 1);
    assert_eq!(store.script(), before, "a refused line leaves no trace in the run");
}

#[test]
fn help_lists_examples_and_leaves_the_world_alone() {
    for language in [Language::English, Language::Chinese] {
        let mut store = store();
        store.update(Action::Speak(language));
        let before = store.script();
        enter(&mut store, "help");
        let examples = store.terminal_view().rows.iter().filter(|row| matches!(row.kind, RowKind::Example(_))).count();
        assert_eq!(examples, language.text().examples.len());
        assert_eq!(store.script(), before);
    }
}

#[test]
fn every_example_is_understood() {
    for (example, _) in Language::English.text().examples {
        let mut store = with_leader();
        store.update(Action::Enter(example));
        assert_eq!(shown(&store, RowKind::Error), [""; 0], "{example}");
    }
}

#[test]
fn a_wire_is_cut_then_open_one_way_then_whole() {
    let mut store = store();
    let states: Vec<_> = (0..3)
        .map(|_| {
            store.update(Action::ClickWire(node(1), node(2)));
            store.stage().wires[0].state
        })
        .collect();
    assert_eq!(states, ["cut", "one-way", "whole"]);
}

#[test]
fn paused_time_asks_for_nothing() {
    let mut store = store();
    store.update(Action::PlayOrPause);
    let now = store.frame().now;
    assert_eq!(store.update(Action::Tick(1.0)), []);
    assert_eq!(store.frame().now, now);
}

#[test]
fn panels_are_rendered_a_few_times_a_second() {
    let mut store = store();
    let renders = (0..60).filter(|_| store.update(Action::Tick(1.0 / 60.0)).contains(&Task::Render)).count();
    assert!((6..=9).contains(&renders), "{renders}");
}

#[test]
fn the_same_seed_begins_the_same_run() {
    let mut store = with_leader();
    let first = store.frame().clone();
    enter(&mut store, "kill leader");
    store.update(Action::Select(Selection::Member(node(2))));
    store.update(Action::Reset);
    assert_eq!(store.selection, Selection::None);
    assert_eq!(shown(&store, RowKind::Input), [""; 0]);
    jump(&mut store, Landmark::Election);
    assert_eq!(*store.frame(), first);
}

#[test]
fn a_seed_that_is_no_number_changes_nothing() {
    let mut store = with_leader();
    let now = store.frame().now;
    store.update(Action::SeedTyped("seven".to_owned()));
    store.update(Action::Reset);
    assert_eq!(store.frame().now, now);
    assert!(store.toast.as_ref().is_some_and(|toast| toast.bad));
}

#[test]
fn a_chosen_endpoint_is_part_of_the_run() {
    let mut store = with_leader();
    store.update(Action::Connect(Some(Name::from(node(3)))));
    enter(&mut store, "get color");
    assert!(store.script().contains("c1@n3$ get color"), "{}", store.script());
}

#[test]
fn the_feed_names_everybody_in_one_row() {
    let store = with_leader();
    let feed = store.feed();
    let row = feed.iter().find(|row| row.text.starts_with("voted for")).expect("an election");
    assert_eq!(row.places.len(), 5, "{row:?}");
}

#[test]
fn the_log_matrix_shows_the_same_window_for_all() {
    let mut store = with_leader();
    play(&mut store, 2.0);
    let log = store.log();
    assert!(log.rows.iter().all(|row| row.cells.len() == log.columns.len()));
    assert!(log.rows.iter().all(|row| row.cells[0].as_ref().is_some_and(|cell| cell.committed && cell.noop)));
}

#[test]
fn a_dead_member_can_only_be_restarted() {
    let mut store = with_leader();
    store.update(Action::Act(Intervention::Kill(node(4).into())));
    store.update(Action::Digit(4));
    let enabled: Vec<_> =
        store.inspector().actions.into_iter().filter(|action| action.enabled).map(|a| a.name).collect();
    assert_eq!(enabled, ["restart"]);
    assert_eq!(store.frame().member(node(4)).map(role_name), Some("down"));
}

#[test]
fn a_rule_that_is_taken_away_is_named_until_it_is_given_back() {
    let mut store = store();
    let rule = Rule::ForgetVote;
    let toggle = |store: &Store| {
        let row = store.rules().into_iter().find(|row| row.name == rule.name());
        row.expect("every rule has a row").toggle
    };
    store.update(toggle(&store));
    assert_eq!(store.top().rules_off, [rule.name()]);
    assert!(store.script().contains("sabotage forget-vote on"));
    store.update(toggle(&store));
    assert_eq!(store.top().rules_off, [""; 0]);

    store.update(Action::Act(Intervention::Sabotage(Rule::NoMajority, true)));
    store.update(Action::Act(Intervention::Sabotage(Rule::VoteTwice, true)));
    store.update(Action::MendAll);
    assert_eq!(store.top().rules_off, [""; 0]);
}

fn section(store: &Store, name: &str) -> Section {
    let found = store.inspector().sections.into_iter().find(|section| section.name == name);
    found.unwrap_or_else(|| panic!("no section {name}"))
}

/// Turns a dial of the inspector as its menu does, and tells what then stands in it.
fn turn(store: &mut Store, of: &str, name: &str, to: &str) -> String {
    let dial = |store: &Store| section(store, of).dials.into_iter().find(|dial| dial.name == name).expect("a dial");
    let choice = dial(store).choices.into_iter().find(|(label, _)| label == to).expect("a choice");
    store.update(choice.1);
    let dial = dial(store);
    dial.choices[dial.chosen].0.clone()
}

#[test]
fn every_dial_of_a_member_is_recorded_and_shown() {
    let mut store = with_leader();
    store.update(Action::Digit(2));
    assert_eq!(turn(&mut store, "disk", "disk-latency", "50 ms"), "50 ms");
    assert_eq!(turn(&mut store, "clock", "clock-rate", "× 1.5"), "× 1.5");
    for _ in 0..2 {
        for place in 0..2 {
            let toggle = section(&store, "disk").switches[place].toggle.clone();
            store.update(toggle);
        }
    }
    let jump = section(&store, "clock").actions[1].action.clone();
    store.update(jump);
    let script = store.script();
    for line in [
        "disk n2 latency 50ms",
        "clock n2 rate 1.5",
        "disk n2 lose-unsynced on",
        "disk n2 full on",
        "disk n2 lose-unsynced off",
        "disk n2 full off",
        "clock n2 jump 1s",
    ] {
        assert!(script.contains(line), "{line} in {script}");
    }
}

#[test]
fn a_clicked_wire_has_dials_of_its_own() {
    let mut store = with_leader();
    store.update(Action::ClickWire(node(2), node(1)));
    assert_eq!(store.selection, Selection::Wire(Place::Member(node(1)), Place::Member(node(2))));
    assert_eq!(turn(&mut store, "dials", "link-loss", "25 %"), "25 %");
    assert_eq!(turn(&mut store, "dials", "link-latency", "100 ms"), "100 ms");
    assert!(store.script().contains("link n1 n2 loss 25%"));
    let heal = store.inspector().actions.into_iter().find(|action| action.name == "heal").expect("a button");
    assert!(heal.enabled);
    store.update(heal.action);
    store.update(Action::Select(Selection::None));
    let all = section(&store, "wires");
    assert_eq!(all.wires.iter().map(|wire| &*wire.label).collect::<Vec<_>>(), ["n1 – n2"]);
    assert_eq!(turn(&mut store, "wires", "link-latency", "50 ms"), "50 ms");
    assert!(store.script().contains("link latency 50ms"));
    assert_eq!(turn(&mut store, "wires", "link-loss", "0 %"), "0 %");
    assert_eq!(section(&store, "wires").wires, [], "no wire differs any more");
}

#[test]
fn a_leader_shows_how_it_sees_its_peers() {
    let mut store = with_leader();
    play(&mut store, 2.0);
    let leader = store.frame().leader().map(|leader| leader.id).expect("a leader");
    store.update(Action::Select(Selection::Member(leader)));
    let peers = section(&store, "peers").peers;
    assert_eq!(peers.len(), 4);
    assert!(peers.iter().all(|peer| peer.next == peer.matched.next()), "{peers:?}");
}

#[test]
fn a_broken_promise_is_told_with_its_moment() {
    let mut store = with_leader();
    for line in ["sabotage no-majority on", "sabotage vote-twice on", "partition n1 n2 | n3 n4 | n5"] {
        enter(&mut store, line);
    }
    play(&mut store, 20.0);
    let broken: Vec<_> = store.checks().into_iter().filter(|row| row.breach.is_some()).collect();
    assert_eq!(store.top().broken, broken.len());
    assert!(broken.iter().any(|row| row.name == "election-safety"), "{broken:?}");
}
