//! The leases that one member knows. Only a leader counts down.

use super::cards::{Card, CardsView, Mood, readable};
use crate::store::{
    Store,
    named::{Named, Piece},
};

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
            match lease.ends {
                Some(ends) => {
                    let left = ends.since(self.shown.now).as_secs_f64() / (lease.ttl.max(1) as f64);
                    card.left = Some(left.clamp(0.0, 1.0));
                    card.tag(self.until(ends), if left < 0.2 { Mood::Bad } else { Mood::Plain });
                }
                None => card.tag(words.leader_counts, Mood::Plain),
            }
            card.fact(words.ttl, format!("{} s", lease.ttl));
            let keys = lease.keys.iter().map(|key| Piece::named(readable(key, 60), Named::Key(key.clone())));
            match lease.keys.len() {
                0 => card.fact(words.attached, self.text().none),
                _ => card.pieces(words.attached, keys.collect()),
            }
            card
        });
        let hint = if leases.is_empty() { words.leases_empty } else { words.leases_explained };
        CardsView { of, hint: hint.to_owned(), cards: cards.collect(), ..CardsView::default() }
    }
}
