//! The leases that one member knows. Only a leader counts down.

use super::cards::{Card, CardsView, readable};
use crate::store::{Store, named::Named};

impl Store {
    pub(super) fn lease_cards(&self) -> CardsView {
        let words = &self.text().etcd;
        let of = self.looked_at();
        let leases = of.and_then(|id| self.shown.member(id)).map_or(&[][..], |member| &member.leases);
        let cards = leases.iter().map(|lease| {
            let named = Named::Lease(lease.id);
            let picked = self.is_picked(&named);
            let title = lease.id.to_string();
            let mut card = Card { key: title.clone(), title, named: Some(named), picked, ..Card::default() };
            card.fact(words.ttl, format!("{} s", lease.ttl));
            card.fact(
                words.ends_in,
                lease.ends.map_or_else(|| words.leader_counts.to_owned(), |ends| self.until(ends)),
            );
            for key in &lease.keys {
                card.link(words.key, readable(key, 60), Named::Key(key.clone()));
            }
            card
        });
        let hint = if leases.is_empty() { words.leases_empty } else { words.leases_explained };
        CardsView { of, hint: hint.to_owned(), cards: cards.collect(), ..CardsView::default() }
    }
}
