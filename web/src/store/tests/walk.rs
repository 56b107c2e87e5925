//! Walking in time.

use agora_core::{run::Landmark, sim::intervention::Intervention, time::SimTime};

use super::{arrive, enter, node, play, with_leader};
use crate::{
    scene::{
        geometry::Size,
        lanes::{Light, Sign},
    },
    store::{
        Panel, Store,
        action::{Action, BranchAction, LaneAction, Scrub},
        select::TracedRequest,
    },
};

/// A run with a leader, two writes and the leader's death, at its live edge.
pub(super) fn story() -> Store {
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
    assert!(store.script().starts_with(&*script), "{}", store.script());
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
    arrive(&mut store);
    let traced = store.lanes().traced;
    let [TracedRequest { request, stages, .. }] = traced.as_slice() else { panic!("one trace") };
    assert_eq!(request, "c1.2");
    assert_eq!(stages.len(), 6, "{stages:?}");
    assert!((stages.iter().map(|stage| stage.part).sum::<f64>() - 1.0).abs() < 1e-6);
    store.update(Action::Lanes(LaneAction::LetGo));
    assert_eq!(store.lanes().traced, []);
}

fn traced(store: &mut Store, typed: &str) -> Vec<String> {
    let client = store.active();
    let line = store.terminal_view().rows.iter().find(|row| row.text == typed).and_then(|row| row.line);
    store.update(Action::Lanes(LaneAction::Follow(client, line.expect("a line of the client"))));
    arrive(store);
    store.lanes().traced.into_iter().map(|traced| traced.request).collect()
}

#[test]
fn every_request_of_a_line_is_followed_and_none_of_another() {
    let mut store = with_leader();
    let loops = "for i in 1 2 3; do put k$i v; done";
    enter(&mut store, loops);
    enter(&mut store, "lock name &");
    enter(&mut store, "put color red");
    play(&mut store, 3.0);
    assert_eq!(traced(&mut store, loops), ["c1.1", "c1.2", "c1.3"]);
    let locked = traced(&mut store, "lock name &");
    assert!(locked.len() >= 2, "a lease, and a key: {locked:?}");
    let put = traced(&mut store, "put color red");
    assert_eq!(put.len(), 1, "{put:?}");
    assert!(!locked.contains(&put[0]));

    // A loop may send more than anybody wants to see.
    let many = "for i in 1 2 3 4 5 6 7 8 9 10 11; do for j in 1 2 3 4 5 6 7 8 9 10; do put k v; done; done";
    enter(&mut store, many);
    play(&mut store, 20.0);
    assert_eq!(traced(&mut store, many).len(), 100);
    assert!(store.toast.as_ref().is_some_and(|toast| toast.text.contains("100 / 110")), "{:?}", store.toast);
}

/// A run without checkpoints, as one that was opened from a link: the page must not stand still.
#[test]
fn a_comparison_and_the_lanes_take_a_budget_in_each_repaint() {
    let mut store = with_leader();
    enter(&mut store, "put color blue");
    store.timeline.play(agora_core::time::Duration::from_secs(120));
    store.begin(agora_core::run::Timeline::of(store.run().clone()));
    enter(&mut store, "kill leader");
    store.update(Action::Undo);
    assert!(store.is_busy(), "it is a long way");
    store.update(Action::Escape);
    assert!(!store.is_busy() && store.branches().rows.len() == 1, "and may be given up");
    store.update(Action::Undo);
    arrive(&mut store);
    let rows = store.branches().rows;
    assert_eq!(rows.len(), 2);
    let other = rows.iter().find(|row| !row.shown).expect("the first branch").id;
    store.timeline.play(agora_core::time::Duration::from_secs(1));
    store.update(Action::Branch(BranchAction::Compare(other)));
    arrive(&mut store);
    let view = store.branches();
    assert!(view.comparing.is_none() && view.comparison.is_some_and(|view| view.difference.is_some()));

    store.begin(agora_core::run::Timeline::of(store.run().clone()));
    store.update(Action::Drawer(Panel::Lanes));
    assert!(store.lanes().reading.is_some());
    store.update(Action::Stop);
    assert!(store.lanes().reading.is_none() && store.lanes().empty);
    store.update(Action::Lanes(LaneAction::Wider));
    arrive(&mut store);
    assert!(!store.lanes().empty);
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
    let crown = picture
        .lanes(size)
        .drawing()
        .marks
        .into_iter()
        .find(|mark| mark.sign == Sign::Crown)
        .expect("somebody was elected");
    store.update(Action::Lanes(LaneAction::ClickAt(crown.at, size)));
    let Light::Cone { picked, past, future } = store.lanes_picture().light else { panic!("a cone") };
    assert_eq!(picked, crown.event);
    assert!(!past.is_empty() && !future.is_empty() && past.iter().all(|event| *event < picked));
    assert!(store.lanes().picked.is_some_and(|(_, _, words)| words.contains("became leader")));
    store.update(Action::Lanes(LaneAction::ToCause));
    assert!(store.lanes().picked.is_some_and(|(event, ..)| past.contains(&event)));
}
