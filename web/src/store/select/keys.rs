//! The keys of one member, each with its lives: generations of revisions, from creation to removal.

use agora_core::{
    id::Revision,
    mvcc::{Bytes, Store as Keyspace},
};

use super::cards::{Card, CardsView, ChangeCell, Mood, readable};
use crate::store::{Store, named::Named};

/// So many keys are shown, and of each the newest so many changes.
const KEYS_MAX: usize = 200;
const CHANGES_MAX: usize = 30;

impl Store {
    pub(super) fn key_cards(&self) -> CardsView {
        let words = &self.text().etcd;
        let of = self.looked_at();
        let Some(keyspace) = self.machine_looked_at().map(agora_core::machine::Machine::store) else {
            return CardsView { of, hint: words.not_known.to_owned(), ..CardsView::default() };
        };
        let all = keyspace.keys_known().count();
        let picked = self.picked_key(keyspace);
        // What was picked is shown in any case.
        let mut keys = keyspace.keys_known().take(KEYS_MAX).collect::<Vec<_>>();
        if let Some(picked) = keyspace.keys_known().find(|key| Some(*key) == picked.as_ref())
            && !keys.contains(&picked)
        {
            keys.push(picked);
        }
        let mut hint = format!("{} {} · {} {all}", words.revision, keyspace.revision(), words.keys_known);
        if let Some(compacted) = keyspace.compacted() {
            hint = format!("{hint} · {} {compacted}", words.compacted);
        }
        if all > keys.len() {
            hint = format!("{hint} · {} {}", words.shown_first, keys.len());
        }
        if all == 0 {
            hint = format!("{hint} · {}", words.keys_empty);
        }
        let cards = keys.into_iter().map(|key| self.key_card(key, keyspace, picked.as_ref() == Some(key)));
        CardsView { of, hint, cards: cards.collect(), ..CardsView::default() }
    }

    /// The key that was picked, or the first one that the picked revision changed.
    fn picked_key(&self, keyspace: &Keyspace) -> Option<Bytes> {
        match self.picked.as_ref()? {
            Named::Key(key) => Some(key.clone()),
            Named::Revision(revision) => {
                let change = keyspace.changes(*revision).next()?;
                (change.place.main() == *revision).then(|| change.kv.key.clone())
            }
            Named::Lease(_) | Named::Member(_) => None,
        }
    }

    fn key_card(&self, key: &Bytes, keyspace: &Keyspace, picked: bool) -> Card {
        let words = &self.text().etcd;
        let title = readable(key, 80);
        let mut card =
            Card { key: format!("{key:x?}"), title, named: Some(Named::Key(key.clone())), picked, ..Card::default() };
        match keyspace.get(key) {
            Some(kv) => {
                card.fact(words.value, readable(&kv.value, 60));
                card.link("create_revision", kv.create_revision, Named::Revision(kv.create_revision));
                card.link("mod_revision", kv.mod_revision, Named::Revision(kv.mod_revision));
                card.fact("version", kv.version);
                if let Some(lease) = kv.lease {
                    card.link(words.lease, lease, Named::Lease(lease));
                }
            }
            None => card.tag(words.removed, Mood::Plain),
        }
        let lives = keyspace.generations(key);
        let mut surplus = lives.iter().map(|life| life.changes.len()).sum::<usize>().saturating_sub(CHANGES_MAX);
        for life in lives {
            let skipped = surplus.min(life.changes.len());
            surplus -= skipped;
            let last = life.changes.last().copied();
            let cells = life.changes.iter().skip(skipped).map(|place| {
                let (revision, sub) = (place.main(), place.sub());
                let removal = life.ended && Some(*place) == last;
                let value = || keyspace.get_at(key, revision).map(|kv| readable(&kv.value, 16)).unwrap_or_default();
                ChangeCell {
                    place: if sub == 0 { revision.to_string() } else { format!("{revision}.{sub}") },
                    value: (!removal).then(value),
                    picked: self.is_picked(&Named::Revision(revision)),
                    named: Named::Revision(Revision(revision.0)),
                }
            });
            let cells = cells.collect::<Vec<_>>();
            if !cells.is_empty() {
                card.lives.push(cells);
            }
        }
        card
    }
}
