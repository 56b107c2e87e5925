//! Runs that are kept, shared, opened and searched for.

use agora_core::raft::Rule;

use super::{arrive, enter, store, walk::story};
use crate::{
    scene::hit::Selection,
    store::{
        Panel, Store,
        action::{Action, LibraryAction, SearchAction},
        library::Dialog,
        search::{Seek, State},
        task::Task,
    },
    text::Language,
};

fn link(store: &mut Store) -> String {
    let tasks = store.update(Action::Library(LibraryAction::Share));
    let link = tasks.into_iter().find_map(|task| if let Task::Share(link) = task { Some(link) } else { None });
    link.expect("a link")
}

/// What was last given to the browser to keep: the id, and the run.
fn kept(tasks: &[Task]) -> Option<(String, String)> {
    tasks.iter().rev().find_map(|task| match task {
        Task::KeepForLater(id, run) => Some((id.clone(), run.clone())),
        _ => None,
    })
}

#[test]
fn a_link_opens_as_the_same_run_with_the_same_view() {
    let mut store = story();
    store.update(Action::Drawer(Panel::Pending));
    store.update(Action::Select(Selection::Member(super::node(3))));
    let expected = store.run().fingerprint();
    let link = link(&mut store);

    let mut other = super::store();
    other.update(Action::Library(LibraryAction::OpenLink(link)));
    arrive(&mut other);
    assert_eq!(other.run().fingerprint(), expected);
    assert_eq!((other.drawer, other.selection), (Panel::Pending, Selection::Member(super::node(3))));
    assert!(other.dialog().is_none() && !other.playback.playing);
}

#[test]
fn a_link_may_be_pasted_with_its_address_and_a_file_as_it_is() {
    let mut store = story();
    let expected = store.run().fingerprint();
    let address = format!("https://example.org/agora/#{}", link(&mut store));
    let file = store.update(Action::Library(LibraryAction::SaveFile)).into_iter().find_map(|task| match task {
        Task::Download(name, text) => Some((name, text)),
        _ => None,
    });
    let (name, file) = file.expect("a file");
    assert_eq!(name, "Seed 7.agora");
    for text in [address, file] {
        let mut other = super::store();
        other.update(Action::Library(LibraryAction::AskToOpen));
        other.update(Action::Library(LibraryAction::OpenTyped(text)));
        other.update(Action::Library(LibraryAction::OpenTypedText));
        arrive(&mut other);
        assert_eq!(other.run().fingerprint(), expected);
    }
}

#[test]
fn what_cannot_be_opened_is_refused_with_the_reason_and_changes_nothing() {
    for language in [Language::English, Language::Chinese] {
        for bad in ["", "agora=99&run=x", "agora=1&run=cluster", "section-2"] {
            let mut store = story();
            store.update(Action::Speak(language));
            let before = (store.run().fingerprint(), store.script());
            store.update(Action::Library(LibraryAction::OpenLink(bad.to_owned())));
            assert!(matches!(store.dialog(), Some(Dialog::Refused(reason)) if reason.chars().count() > 12), "{bad}");
            assert_eq!((store.run().fingerprint(), store.script()), before);
            store.update(Action::Escape);
            assert_eq!(store.dialog(), None);
        }
    }
}

#[test]
fn everything_that_is_done_is_kept_and_comes_back() {
    let mut store = story();
    let tasks = enter(&mut store, "restart n1");
    let (id, run) = kept(&tasks).expect("it is kept at once");
    assert!(run.starts_with("Seed 7\n"), "{run}");
    let tasks = store.update(Action::Library(LibraryAction::Leave));
    let expected = store.run().fingerprint();
    let (_, run) = kept(&tasks).unwrap_or((id.clone(), run));

    let mut other = super::store();
    assert_eq!(other.update(Action::Library(LibraryAction::OpenSaved(id.clone())))[0], Task::ReadRun(id.clone()));
    other.update(Action::Library(LibraryAction::Found(id.clone(), run)));
    arrive(&mut other);
    assert_eq!(other.run().fingerprint(), expected);
    assert_eq!((other.run_view().id, other.run_view().name), (id, "Seed 7".to_owned()));
}

#[test]
fn a_run_in_which_nobody_did_anything_is_not_kept() {
    let mut store = store();
    super::play(&mut store, 12.0);
    assert_eq!(kept(&store.update(Action::Library(LibraryAction::Leave))), None);
}

#[test]
fn a_new_run_is_kept_apart_from_the_one_before() {
    let mut store = story();
    let first = store.run_view().id;
    let tasks = store.update(Action::Reset);
    assert_eq!(kept(&tasks[..1]).map(|(id, _)| id), Some(first.clone()), "the old one is saved first");
    let tasks = enter(&mut store, "kill n2");
    let (second, _) = kept(&tasks).expect("it is kept");
    assert_ne!(second, first);
    store.update(Action::Library(LibraryAction::Rename));
    store.update(Action::Library(LibraryAction::NameTyped("n2 dies".to_owned())));
    let tasks = store.update(Action::Library(LibraryAction::SaveName));
    assert!(kept(&tasks).is_some_and(|(id, run)| id == second && run.starts_with("n2 dies\n")));
}

#[test]
fn a_full_storage_is_told_until_there_is_room() {
    let mut store = story();
    store.update(Action::Library(LibraryAction::Saved(false)));
    assert!(store.is_storage_full());
    enter(&mut store, "restart n1");
    assert!(store.is_storage_full());
    store.update(Action::Library(LibraryAction::Saved(true)));
    assert!(!store.is_storage_full());
}

/// Begins a search and lets what the worker would do happen here.
fn search(store: &mut Store) -> Vec<State> {
    let tasks = store.update(Action::Search(SearchAction::Begin));
    let begun = tasks.into_iter().find_map(|task| match task {
        Task::BeginSearch(number, request) => Some((number, request)),
        _ => None,
    });
    let (number, request) = begun.expect("a search");
    let mut seek = Seek::new(&request).expect("the page has looked at it");
    let mut states = Vec::new();
    while let Some(said) = seek.proceed() {
        store.update(Action::Search(SearchAction::Heard(number - 1, "nothing 5".to_owned())));
        store.update(Action::Search(SearchAction::Heard(number, said)));
        states.push(store.search_view().state);
    }
    states
}

#[test]
fn a_search_finds_a_planted_violation_makes_it_small_and_opens_it() {
    let mut store = story();
    store.update(Action::Search(SearchAction::Ask));
    store.update(Action::Search(SearchAction::Without(Rule::NoMajority.name().to_owned())));
    let states = search(&mut store);
    assert!(matches!(states[0], State::Looking(..) | State::Shrinking(..)), "{states:?}");
    let Some(State::Found(_, script)) = states.last() else { panic!("{states:?}") };
    assert!(script.lines().count() <= 12, "{script}");
    store.update(Action::Search(SearchAction::OpenFound));
    arrive(&mut store);
    assert_eq!(store.dialog(), None);
    assert!(store.top().broken > 0 && store.script().contains("sabotage no-majority on"));
}

#[test]
fn what_happens_in_no_run_is_told() {
    let mut store = story();
    store.update(Action::Search(SearchAction::Seeds("12".to_owned())));
    store.update(Action::Search(SearchAction::Span("2".to_owned())));
    assert_eq!(search(&mut store).last(), Some(&State::Nothing(12)));
}

#[test]
fn what_cannot_be_looked_for_starts_no_worker() {
    for (action, reason) in [
        (SearchAction::Sought("world peace".to_owned()), "nothing to look for"),
        (SearchAction::Seeds("many".to_owned()), "number of runs"),
        (SearchAction::Span("0".to_owned()), "seconds"),
    ] {
        let mut store = story();
        store.update(Action::Search(action));
        let tasks = store.update(Action::Search(SearchAction::Begin));
        assert!(!tasks.iter().any(|task| matches!(task, Task::BeginSearch(..))));
        let State::Wrong(said) = store.search_view().state else { panic!("{reason}") };
        assert!(said.contains(reason), "{said}");

        store.update(Action::Speak(Language::Chinese));
        store.update(Action::Search(SearchAction::Begin));
        let State::Wrong(said) = store.search_view().state else { panic!("{reason}") };
        assert!(!said.contains(reason) && said.ends_with('。'), "{said}");
    }
}

/// A duplicated tab remembers the same run: what both then save would be lost for one of them.
#[test]
fn of_two_tabs_with_one_run_the_younger_goes_on_with_a_copy() {
    let mut elder = story();
    let id = elder.run_view().id;
    let heard = |store: &mut Store, born: u64| store.update(Action::Library(LibraryAction::Claimed(id.clone(), born)));
    let tasks = heard(&mut elder, 5);
    assert!(tasks.contains(&Task::ThisRun(id.clone(), 0)), "the elder says that it has it");
    assert_eq!(elder.run_view().id, id);
    assert!(heard(&mut elder, 0).iter().any(|task| matches!(task, Task::KeepForLater(other, _) if *other != id)));
    assert_ne!(elder.run_view().id, id);
    assert_eq!(elder.run_view().name, "Seed 7 (copy)");
    assert!(elder.toast.is_some());
    let tasks = enter(&mut elder, "kill n2");
    assert!(kept(&tasks).is_some_and(|(kept, _)| kept != id));
    let tasks = heard(&mut elder, 0);
    assert!(!tasks.iter().any(|task| matches!(task, Task::ThisRun(..))), "it is no longer the same run");
}
