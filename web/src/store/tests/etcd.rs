//! Keys, watches, leases, locks and members on the page; completion; names in the output.

use agora_core::id::ClientId;

use super::{NodeId, Store, enter, node, play, shown, with_leader};
use crate::{
    scene::hit::Selection,
    store::{
        Panel,
        action::Action,
        named::Named,
        select::{Card, CardsView, Mood},
        task::Task,
        terminal::RowKind,
    },
    text::Language,
};

/// The cards of a panel, opened for it.
fn cards(store: &mut Store, panel: Panel) -> CardsView {
    store.update(Action::Show(panel));
    let view = store.cards();
    assert_eq!(view.panel, Some(panel));
    view
}

fn value(card: &Card, label: &str) -> Option<String> {
    let fact = card.facts.iter().find(|fact| fact.label == label)?;
    Some(fact.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" "))
}

fn values<const N: usize>(card: &Card, labels: [&str; N]) -> [String; N] {
    labels.map(|label| value(card, label).unwrap_or_default())
}

fn tag(card: &Card) -> (&str, Mood) {
    card.tag.as_ref().map(|tag| (tag.text.as_str(), tag.mood)).expect("a tag")
}

/// Types lines one after the other, each once the one before has ended.
fn carry_out(store: &mut Store, lines: &[&str]) {
    for line in lines {
        enter(store, line);
        play(store, 2.0);
    }
}

fn leader(store: &Store) -> NodeId {
    store.frame().leader().map(|leader| leader.id).expect("a leader")
}

#[test]
fn a_key_shows_its_lives_and_what_is_known_of_it() {
    let mut store = with_leader();
    carry_out(&mut store, &["put color blue", "put color cyan", "del color", "put color red", "put other 1"]);
    let view = cards(&mut store, Panel::Keys);
    assert_eq!(view.of, Some(leader(&store)));
    let card = view.cards.iter().find(|card| card.title == "color").expect("the key");
    let known = values(card, ["create_revision", "mod_revision", "version", "value"]);
    assert_eq!(known, ["5", "5", "1", "red"]);
    let lives = card.lives.iter().map(|life| {
        life.iter().map(|change| format!("{} {}", change.place, change.value.as_deref().unwrap_or("-"))).collect()
    });
    assert_eq!(lives.collect::<Vec<Vec<_>>>(), [vec!["2 blue", "3 cyan", "4 -"], vec!["5 red"]]);
}

#[test]
fn the_keys_are_those_of_the_member_that_is_selected() {
    let mut store = with_leader();
    let leader = leader(&store);
    let other = (1..=9).map(node).find(|id| *id != leader).expect("another member");
    carry_out(&mut store, &[&format!("partition {other} | others"), "put color blue"]);
    assert_eq!(cards(&mut store, Panel::Keys).cards.len(), 1);
    store.update(Action::Select(Selection::Member(other)));
    let view = cards(&mut store, Panel::Keys);
    assert_eq!((view.of, view.cards.len()), (Some(other), 0), "it is cut off and has heard of no key");
}

#[test]
fn a_removed_key_keeps_its_card_until_its_history_is_compacted() {
    let mut store = with_leader();
    carry_out(&mut store, &["put color blue", "del color"]);
    assert_eq!(tag(&cards(&mut store, Panel::Keys).cards[0]), ("removed", Mood::Plain));
    carry_out(&mut store, &["put other 1", "compaction 4"]);
    play(&mut store, 3.0);
    let view = cards(&mut store, Panel::Keys);
    assert!(view.cards.iter().all(|card| card.title == "other") && view.hint.contains("compacted up to 4"), "{view:?}");
}

#[test]
fn a_lease_is_counted_down_by_the_leader_alone() {
    let mut store = with_leader();
    carry_out(&mut store, &["lease grant 60"]);
    let lease = store.frame().leader().expect("a leader").leases[0].id;
    carry_out(&mut store, &[&format!("put door open --lease={lease}")]);
    let view = cards(&mut store, Panel::Leases);
    let [card] = view.cards.as_slice() else { panic!("{view:?}") };
    assert_eq!(card.title, lease.to_string());
    assert_eq!(values(card, ["granted for", "keys"]), ["60 s", "door"]);
    let left = tag(card).0.strip_suffix(" s").and_then(|left| left.parse::<f64>().ok()).expect("a number of seconds");
    assert!((50.0..60.0).contains(&left), "{left}");
    assert!(card.left.is_some_and(|part| (part - left / 60.0).abs() < 0.01), "{:?}", card.left);
    let leader = leader(&store);
    let follower = (1..=9).map(node).find(|id| *id != leader).expect("a follower");
    store.update(Action::Select(Selection::Member(follower)));
    let view = cards(&mut store, Panel::Leases);
    assert_eq!((tag(&view.cards[0]).0, view.cards[0].left), ("only the leader counts", None));
}

#[test]
fn a_watch_shows_where_it_stands_and_the_terminal_says_what_it_does() {
    let mut store = with_leader();
    carry_out(&mut store, &["watch color"]);
    // Elsewhere the client would go on from the revision at which its watch was created (etcd, `watch.go`, `nextRev`).
    assert_eq!(store.terminal_view().doing.as_deref(), Some("watches color from revision 1"));
    let view = cards(&mut store, Panel::Watches);
    let [card] = view.cards.as_slice() else { panic!("{view:?}") };
    assert_eq!((card.title.as_str(), tag(card)), ("color", ("synced", Mood::Good)));
    let known = values(card, ["for", "next revision", "store at", "responses waiting"]);
    assert_eq!(known, ["c1", "2", "1", "0"]);
}

#[test]
fn the_second_who_wants_a_lock_waits_behind_the_first() {
    let mut store = with_leader();
    carry_out(&mut store, &["lock door"]);
    store.update(Action::ShowTerminal(ClientId(2)));
    carry_out(&mut store, &["lock door"]);
    let doing = store.terminal_view().doing.expect("it waits");
    assert!(doing.starts_with("waits behind c1, lease ends in"), "{doing}");
    let view = cards(&mut store, Panel::Locks);
    let [card] = view.cards.as_slice() else { panic!("{view:?}") };
    assert_eq!((card.title.as_str(), card.alarm), ("door", None));
    let [first, second] = card.facts.as_slice() else { panic!("{card:?}") };
    assert!(first.label == "c1" && first.pieces[0].text.starts_with("holds, lease"), "{first:?}");
    assert!(second.label == "c2" && second.pieces[0].text.starts_with("waits behind c1"), "{second:?}");
    let keys = card.facts.iter().map(|fact| (&fact.pieces[1].text, &fact.pieces[1].named));
    assert!(keys.clone().all(|(key, named)| *named == Some(Named::Key(key.as_bytes().into()))), "{keys:?}");
    store.update(Action::Speak(Language::Chinese));
    assert!(store.terminal_view().doing.is_some_and(|doing| doing.starts_with("排在 c1")));
}

#[test]
fn the_members_have_their_ids_and_addresses() {
    let mut store = with_leader();
    let view = cards(&mut store, Panel::Members);
    assert_eq!(view.cards.len(), store.frame().members.len());
    let card = &view.cards[1];
    assert_eq!(card.title, "n2");
    assert_eq!(values(card, ["vote", "client URLs", "name"]), ["voter", "http://n2:2379", ""], "its name is its title");
    assert!(card.tag.as_ref().is_some_and(|tag| tag.term == store.frame().leader().map(|leader| leader.term)));
    assert!(value(card, "id").is_some_and(|id| id.len() > 10 && u64::from_str_radix(&id, 16).is_ok()));
}

#[test]
fn a_panel_that_is_not_open_costs_nothing() {
    let mut store = with_leader();
    store.update(Action::Show(Panel::Log));
    assert_eq!(store.cards(), CardsView::default());
}

#[test]
fn tab_completes_commands_and_what_lives_in_the_cluster() {
    let mut store = with_leader();
    carry_out(&mut store, &["put color blue", "put colour red"]);
    let ghost = |store: &mut Store, line: &str| {
        store.update(Action::Typed(line.to_owned()));
        store.terminal_view().completion.map(|completion| completion.ghost)
    };
    assert_eq!(ghost(&mut store, "").as_deref(), None, "Tab moves the focus on where nothing is typed");
    assert_eq!(ghost(&mut store, "compa").as_deref(), Some("ction "));
    assert_eq!(ghost(&mut store, "kill le").as_deref(), None, "no word of etcdctl");
    assert_eq!(ghost(&mut store, "get c").as_deref(), Some("olo"));
    store.update(Action::Complete);
    assert_eq!(store.terminal_view().input, "get colo");
    store.update(Action::Complete);
    assert_eq!(shown(&store, RowKind::Note).last().map(String::as_str), Some("color  colour"));
    assert_eq!(store.terminal_view().completion, None, "a second Tab moves the focus on");
    assert_eq!(ghost(&mut store, "get colou").as_deref(), Some("r "));
    assert_eq!(ghost(&mut store, "get a --endpoints n").as_deref(), Some(""));
}

#[test]
fn names_in_the_output_can_be_picked() {
    let mut store = with_leader();
    carry_out(&mut store, &["put color blue", "get color", "get color -w fields", "lease grant 60", "member list"]);
    let pieces = store.terminal_view().pieces;
    let pieces = pieces.values().flatten().cloned();
    let named = pieces.filter_map(|piece| piece.named.map(|named| (piece.text, named))).collect::<Vec<_>>();
    let lease = store.frame().leader().expect("a leader").leases[0].id;
    let has = |text: &str, name: &Named| named.iter().any(|(shown, named)| shown == text && named == name);
    assert!(has("color", &Named::Key(b"color"[..].into())), "{named:?}");
    assert!(has("2", &Named::Revision(agora_core::id::Revision(2))), "{named:?}");
    assert!(has(&lease.to_string(), &Named::Lease(lease)), "{named:?}");
    assert!(has("n2", &Named::Member(node(2))), "{named:?}");
    assert!(!named.iter().any(|(shown, _)| shown == "blue"), "a value is no name");

    let tasks = store.update(Action::Pick(Named::Revision(agora_core::id::Revision(2))));
    assert!(tasks.contains(&Task::Focus("picked")), "{tasks:?}");
    let card = &store.cards().cards[0];
    assert!(card.picked && card.lives[0][0].picked, "{card:?}");
    store.update(Action::Pick(Named::Lease(lease)));
    let view = store.cards();
    assert!(view.panel == Some(Panel::Leases) && view.cards[0].picked, "{view:?}");
    store.update(Action::Pick(Named::Member(node(2))));
    assert_eq!((store.selection, store.cards().panel), (Selection::Member(node(2)), Some(Panel::Members)));
}

#[test]
fn a_terminal_that_is_opened_is_the_active_one_and_stands_in_the_picture() {
    let mut store = with_leader();
    assert!(store.terminal_view().can_open);
    store.update(Action::OpenTerminal);
    let view = store.terminal_view();
    assert_eq!((view.active, view.tabs.len()), (ClientId(3), 3));
    assert_eq!(store.stage().clients.len(), 3);
    assert!(store.script().contains("open c3"), "it is a deed like any other: {}", store.script());
    carry_out(&mut store, &["put color blue"]);
    assert_eq!(shown(&store, RowKind::Output), ["OK"]);
    for _ in 3..9 {
        store.update(Action::OpenTerminal);
    }
    assert!(!store.terminal_view().can_open, "nine are all there is room for");
    // Where the playhead stands before that moment, the terminal is not there.
    store.update(Action::Undo);
    assert_eq!(store.terminal_view().tabs.len(), 8);
}

#[test]
fn a_member_that_is_added_has_a_place_in_the_picture_at_once() {
    let mut store = with_leader();
    play(&mut store, 6.0);
    carry_out(&mut store, &["member add n6 --learner --peer-urls=http://n6:2380"]);
    assert_eq!(store.stage().members.len(), 6, "{:?}", shown(&store, RowKind::Error));
    let view = cards(&mut store, Panel::Members);
    let card = view.cards.iter().find(|card| card.title == "n6").expect("a card");
    assert_eq!(tag(card).0, "Not started");
    assert_eq!(values(card, ["vote", "name"]), ["learner", "none: not started"]);
}

#[test]
fn a_rule_that_is_off_says_which_promise_is() {
    let mut store = with_leader();
    enter(&mut store, "sabotage no-majority on");
    let rules = store.rules();
    let rule = rules.iter().find(|rule| rule.off).expect("a rule that is off");
    assert_eq!(rule.protects.map(|(name, _)| name), Some("election-safety"));
    let unguarded = store.checks().into_iter().filter(|check| check.unguarded).map(|check| check.name);
    assert_eq!(unguarded.collect::<Vec<_>>(), ["election-safety"]);
}

#[test]
fn what_the_world_refuses_is_explained_in_the_readers_language() {
    let mut store = with_leader();
    store.update(Action::Speak(Language::Chinese));
    enter(&mut store, "resume n2");
    enter(&mut store, "cut n1");
    assert_eq!(shown(&store, RowKind::Error), ["n2 没有暂停", "第 7 列：应为成员或客户端：n1, c1, leader"]);
}

#[test]
fn whatever_can_be_done_to_a_member_by_a_button_is_recorded() {
    let mut store = with_leader();
    play(&mut store, 0.5);
    let leader = leader(&store);
    let other = (1..=9).map(node).find(|id| *id != leader).expect("another member");
    store.update(Action::Select(Selection::Member(other)));
    for name in ["forget-leader", "fire", "isolate"] {
        let view = store.inspector();
        let button = view.actions.iter().find(|button| button.name == name).unwrap_or_else(|| panic!("no {name}"));
        assert!(button.enabled, "{name}");
        store.update(button.action.clone());
    }
    let script = store.script();
    for line in [format!("forget-leader {other}"), format!("fire {other}"), format!("partition {other} | ")] {
        assert!(script.contains(&line), "{line} is not in {script}");
    }
}
