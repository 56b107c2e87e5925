//! The page without a browser: actions in, state and tasks out.

use agora_core::{
    id::NodeId,
    raft::Rule,
    run::{Landmark, Options},
    sim::{
        frame::Process,
        intervention::{Intervention, Name},
        place::Place,
    },
    time::SimTime,
};

use super::{
    Panel, Store, Surroundings,
    action::{Action, BranchAction, LaneAction, Scrub},
    select::{Section, role_name},
    task::Task,
    terminal::RowKind,
};
use crate::{
    scene::{
        geometry::Size,
        hit::Selection,
        lanes::{Lanes, Light, Sign},
    },
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
    while store.is_walking() {
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
    store.terminal_view().rows.into_iter().filter(|row| row.kind == kind).map(|row| row.text).collect()
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

/// A run with a leader, two writes and the leader's death, at its live edge.
fn story() -> Store {
    let mut store = with_leader();
    enter(&mut store, "put color blue");
    play(&mut store, 2.0);
    enter(&mut store, "put color red");
    play(&mut store, 2.0);
    enter(&mut store, "kill leader");
    play(&mut store, 4.0);
    store.playback.playing = false;
    store
}

fn scrub_to(store: &mut Store, part: f64) {
    store.update(Action::Scrub(Scrub::To(part)));
    arrive(store);
}

#[test]
fn the_playhead_is_dragged_and_time_goes_on_where_it_is_let_go() {
    let mut store = story();
    let edge = store.frame().clone();
    store.playback.playing = true;
    scrub_to(&mut store, 0.3);
    assert!(!store.playback.playing, "time stands still while one drags");
    let then = store.frame().clone();
    assert!(then.now < edge.now && !store.tape().live);
    scrub_to(&mut store, 1.0);
    assert_eq!(*store.frame(), edge);
    scrub_to(&mut store, 0.3);
    assert_eq!(*store.frame(), then);
    store.update(Action::Scrub(Scrub::Over));
    assert!(store.playback.playing);
    store.update(Action::GoLive);
    arrive(&mut store);
    assert_eq!(*store.frame(), edge);
}

#[test]
fn a_drag_that_is_faster_than_the_way_ends_where_it_was_let_go() {
    let mut store = story();
    for part in [0.1, 0.5, 0.2, 0.4, 0.25] {
        store.update(Action::Scrub(Scrub::To(part)));
    }
    store.update(Action::Scrub(Scrub::Over));
    arrive(&mut store);
    assert_eq!(store.frame().now, SimTime((store.tape_span().0 as f64 * 0.25) as u64));
}

#[test]
fn one_step_back_undoes_one_step() {
    let mut store = story();
    store.update(Action::Step);
    let here = store.frame().clone();
    store.update(Action::Step);
    assert_ne!(*store.frame(), here);
    store.update(Action::StepBack);
    arrive(&mut store);
    assert_eq!(*store.frame(), here);
}

#[test]
fn acting_in_the_past_makes_a_branch_and_says_so() {
    let mut store = story();
    let script = store.script();
    scrub_to(&mut store, 0.4);
    store.update(Action::Scrub(Scrub::Over));
    store.update(Action::Act(Intervention::Kill(node(2).into())));
    assert!(store.toast.as_ref().is_some_and(|toast| toast.text.contains("branch 2")), "{:?}", store.toast);
    let view = store.branches();
    assert_eq!(
        view.rows.iter().map(|row| (&*row.name, row.shown)).collect::<Vec<_>>(),
        [("main", false), ("branch 2", true)]
    );
    assert_ne!(store.script(), script);

    let main = view.rows[0].id;
    store.update(Action::Branch(BranchAction::Compare(main)));
    let difference = store.branches().comparison.and_then(|compared| compared.difference).expect("they differ");
    assert_eq!((difference.place.as_deref(), &*difference.field), (Some("n2"), "process"));

    store.update(Action::Branch(BranchAction::Switch(main)));
    assert_eq!(store.script(), script);
    let other = view.rows[1].id;
    store.update(Action::Branch(BranchAction::Rename(other)));
    store.update(Action::Branch(BranchAction::NameTyped("main".into())));
    store.update(Action::Branch(BranchAction::SaveName));
    assert!(store.toast.as_ref().is_some_and(|toast| toast.bad), "the name is taken");
    store.update(Action::Branch(BranchAction::NameTyped("what if".into())));
    store.update(Action::Branch(BranchAction::SaveName));
    assert_eq!(store.branches().rows[1].name, "what if");
    store.update(Action::Branch(BranchAction::Delete(other)));
    assert_eq!(store.branches().rows.len(), 1);
}

#[test]
fn undo_is_a_branch_without_the_last_command() {
    let mut store = story();
    store.update(Action::Undo);
    assert!(!store.script().contains("kill"), "{}", store.script());
    assert_eq!(store.branches().rows.len(), 2);
    store.update(Action::Undo);
    store.update(Action::Undo);
    let rows = store.branches().rows.len();
    store.update(Action::Undo);
    assert_eq!(store.branches().rows.len(), rows, "nothing is left to undo");
    assert!(store.toast.is_some());
}

#[test]
fn jumps_go_both_ways_and_say_when_there_is_nothing() {
    let mut store = story();
    let edge = store.frame().now;
    store.update(Action::LookFor(Landmark::Crash));
    store.update(Action::JumpPrevious);
    arrive(&mut store);
    let crash = store.frame().now;
    assert!(crash < edge);
    store.update(Action::JumpPrevious);
    assert_eq!(store.frame().now, crash);
    assert_eq!(store.toast.as_ref().map(|toast| &*toast.text), Some(store.text().run.none_before));
    store.update(Action::LookFor(Landmark::Election));
    store.update(Action::JumpNext);
    arrive(&mut store);
    assert!(store.frame().leader().is_some() && store.frame().now > crash);
}

#[test]
fn what_is_pending_can_be_dropped() {
    let mut store = story();
    store.update(Action::Drawer(Panel::Pending));
    enter(&mut store, "get color");
    let groups = store.pending();
    let (row, drop) = groups
        .iter()
        .flat_map(|group| &group.rows)
        .find_map(|row| Some((row, row.actions.iter().find(|action| action.name == "drop")?)))
        .expect("the request is on its way");
    assert_eq!(row.actions.iter().map(|a| a.name).collect::<Vec<_>>(), ["deliver", "drop", "delay", "duplicate"]);
    store.update(drop.action.clone());
    assert!(store.script().contains(&format!("drop {}", row.name)));
    let again = store.pending();
    let blocked = again.iter().flat_map(|group| &group.rows).find(|other| other.name == row.name);
    assert!(blocked.is_none_or(|row| row.blocked.is_some()), "{blocked:?}");
}

#[test]
fn a_command_is_followed_through_the_cluster() {
    let mut store = story();
    let client = store.active();
    let line = store.terminal_view().rows.iter().find(|row| row.text == "put color red").and_then(|row| row.line);
    store.update(Action::Lanes(LaneAction::Follow(client, line.expect("a line of the client"))));
    assert_eq!(store.drawer, Panel::Lanes);
    let (request, _, stages) = store.lanes().traced.expect("a trace");
    assert_eq!(request, "c1.2");
    assert_eq!(stages.len(), 6, "{stages:?}");
    assert!((stages.iter().map(|stage| stage.part).sum::<f64>() - 1.0).abs() < 1e-6);
    store.update(Action::Lanes(LaneAction::LetGo));
    assert_eq!(store.lanes().traced, None);
}

#[test]
fn a_picked_event_lights_its_past_and_its_future() {
    let mut store = story();
    store.update(Action::Drawer(Panel::Lanes));
    store.update(Action::LookFor(Landmark::Election));
    store.update(Action::JumpPrevious);
    arrive(&mut store);
    let size = Size { width: 720.0, height: 217.0 };
    let picture = store.lanes_picture();
    let lanes = Lanes {
        size,
        from: picture.from,
        to: picture.to,
        places: &picture.places,
        events: picture.window.events(),
        light: &picture.light,
    };
    let crown = lanes.drawing().marks.into_iter().find(|mark| mark.sign == Sign::Crown).expect("somebody was elected");
    store.update(Action::Lanes(LaneAction::ClickAt(crown.at, size)));
    let Light::Cone { picked, past, future } = store.lanes_picture().light else { panic!("a cone") };
    assert_eq!(picked, crown.event);
    assert!(!past.is_empty() && !future.is_empty() && past.iter().all(|event| *event < picked));
    assert!(store.lanes().picked.is_some_and(|(_, _, words)| words.contains("became leader")));
    store.update(Action::Lanes(LaneAction::ToCause));
    assert!(store.lanes().picked.is_some_and(|(event, ..)| past.contains(&event)));
}
