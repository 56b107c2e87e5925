//! Keys, watches, leases, locks and members on the page; completion; names in the output.

use agora_core::id::ClientId;

use super::{NodeId, Store, enter, node, play, shown, with_leader};
use crate::{
    scene::hit::Selection,
    store::{
        Panel,
        action::Action,
        named::Named,
        select::{Card, CardsView},
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

fn value<'a>(card: &'a Card, label: &str) -> Option<&'a str> {
    card.facts.iter().find(|fact| fact.label == label).map(|fact| fact.value.as_str())
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
    let known = ["create_revision", "mod_revision", "version", "value"].map(|label| value(card, label));
    assert_eq!(known, [Some("5"), Some("5"), Some("1"), Some("red")]);
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
    assert_eq!(value(&cards(&mut store, Panel::Keys).cards[0], "state"), Some("removed"));
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
    assert_eq!(
        (card.title.clone(), value(card, "granted for"), value(card, "key")),
        (lease.to_string(), Some("60 s"), Some("door"))
    );
    let left = value(card, "ends in").and_then(|left| left.strip_suffix(" s")?.parse::<f64>().ok());
    assert!(left.is_some_and(|left| (50.0..60.0).contains(&left)), "{left:?}");
    let leader = leader(&store);
    let follower = (1..=9).map(node).find(|id| *id != leader).expect("a follower");
    store.update(Action::Select(Selection::Member(follower)));
    let view = cards(&mut store, Panel::Leases);
    assert_eq!(value(&view.cards[0], "ends in"), Some("only the leader counts"));
}

#[test]
fn a_watch_shows_where_it_stands_and_the_terminal_says_what_it_does() {
    let mut store = with_leader();
    carry_out(&mut store, &["watch color"]);
    // Elsewhere the client would go on from the revision at which its watch was created (etcd, `watch.go`, `nextRev`).
    assert_eq!(store.terminal_view().doing.as_deref(), Some("watches color from revision 1"));
    let view = cards(&mut store, Panel::Watches);
    let [card] = view.cards.as_slice() else { panic!("{view:?}") };
    assert_eq!(card.title, "color");
    let known = ["Client", "next revision", "pace", "responses waiting"].map(|label| value(card, label));
    assert_eq!(known, [Some("c1"), Some("2"), Some("synced"), Some("0")]);
}

#[test]
fn the_second_who_wants_a_lock_waits_behind_the_first() {
    let mut store = with_leader();
    carry_out(&mut store, &["lock door"]);
    store.update(Action::ShowTerminal(ClientId(2)));
    carry_out(&mut store, &["lock door"]);
    let doing = store.terminal_view().doing.expect("it waits");
    assert!(doing.starts_with("waits behind c1 (door/"), "{doing}");
    let view = cards(&mut store, Panel::Locks);
    let [card] = view.cards.as_slice() else { panic!("{view:?}") };
    assert_eq!((card.title.as_str(), card.alarm), ("door", None));
    let [first, second] = card.facts.as_slice() else { panic!("{card:?}") };
    assert!(first.label == "c1" && first.value.starts_with("holds door/"), "{first:?}");
    assert!(second.label == "c2" && second.value.starts_with("waits behind c1"), "{second:?}");
    store.update(Action::Speak(Language::Chinese));
    assert!(store.terminal_view().doing.is_some_and(|doing| doing.starts_with("排在 c1")));
}

#[test]
fn the_members_have_their_ids_and_addresses() {
    let mut store = with_leader();
    let view = cards(&mut store, Panel::Members);
    assert_eq!(view.cards.len(), store.frame().members.len());
    let card = &view.cards[1];
    assert_eq!((card.title.as_str(), value(card, "name"), value(card, "vote")), ("n2", Some("n2"), Some("voter")));
    assert_eq!(value(card, "client URLs"), Some("http://n2:2379"));
    assert!(value(card, "id").is_some_and(|id| id.len() > 10 && u64::from_str_radix(id, 16).is_ok()));
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
    let pieces = store.terminal_view().pieces.into_values().flatten();
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
