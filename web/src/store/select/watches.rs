//! The watches that clients have open, at the member that serves each.

use agora_core::{
    mvcc::watch::Pace,
    sim::frame::{MemberFrame, WatchFrame},
};

use super::cards::{Card, CardsView, Mood, range};
use crate::store::{Store, named::Named};

impl Store {
    pub(super) fn watch_cards(&self) -> CardsView {
        let words = &self.text().etcd;
        let members = self.shown.members.iter();
        let cards = members.flat_map(|member| member.watches.iter().map(|watch| self.watch_card(member, watch)));
        let cards = cards.collect::<Vec<_>>();
        let hint = if cards.is_empty() { words.watches_empty } else { words.watches_explained };
        CardsView { hint: hint.to_owned(), cards, ..CardsView::default() }
    }

    fn watch_card(&self, member: &MemberFrame, watch: &WatchFrame) -> Card {
        let words = &self.text().etcd;
        let key = format!("{} {} {:?}", member.id, watch.stream, watch.id);
        let mut card = Card { key, title: range(&watch.keys, words.every_key), ..Card::default() };
        let (pace, mood) = match watch.pace {
            Pace::Synced => (words.synced, Mood::Good),
            Pace::Unsynced => (words.unsynced, Mood::Bad),
            Pace::Victim => (words.slow, Mood::Bad),
            Pace::Compacted => (words.watch_compacted, Mood::Bad),
        };
        card.tag(pace, mood);
        card.fact(words.client, watch.stream.client);
        card.link(words.served_by, member.id, Named::Member(member.id));
        card.fact(words.next_revision, watch.next);
        card.fact(words.store_at, member.store.revision);
        card.fact(words.waiting, watch.waiting);
        card
    }
}
