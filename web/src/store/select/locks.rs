//! Locks and elections: who believes to hold them, and who waits behind whom.

use std::collections::BTreeMap;

use agora_core::{
    client::Doing,
    id::ClientId,
    sim::frame::{ClientFrame, JobFrame},
};

use super::cards::{Card, CardsView};
use crate::{
    store::{
        Store,
        named::{Named, Piece},
    },
    text::etcd,
};

/// One who wants a lock, or has it.
struct Contender<'a> {
    client: ClientId,
    key: &'a str,
    doing: &'a Doing,
}

impl Store {
    pub(super) fn lock_cards(&self) -> CardsView {
        let words = &self.text().etcd;
        let mut locks = BTreeMap::<&str, Vec<Contender<'_>>>::new();
        for (client, job) in self.jobs() {
            if let Some(key) = key_of(&job.doing) {
                let name = key.rsplit_once('/').map_or(key, |(name, _)| name);
                locks.entry(name).or_default().push(Contender { client: client.id, key, doing: &job.doing });
            }
        }
        let cards = locks.into_iter().map(|(name, contenders)| self.lock_card(name, contenders)).collect::<Vec<_>>();
        let hint = if cards.is_empty() { words.locks_empty } else { words.locks_explained };
        CardsView { hint: hint.to_owned(), cards, ..CardsView::default() }
    }

    fn lock_card(&self, name: &str, mut contenders: Vec<Contender<'_>>) -> Card {
        let keyspace = self.machine_looked_at().map(agora_core::machine::Machine::store);
        let created = |key: &str| keyspace?.get(key.as_bytes()).map(|kv| kv.create_revision);
        // The order of the queue is that of the keys' creation; a holder comes first even when its key is gone.
        contenders.sort_by_key(|contender| {
            let waits = matches!(contender.doing, Doing::Queueing { .. });
            (waits, created(contender.key).is_none(), created(contender.key), contender.client)
        });
        let holders = contenders.iter().filter(|contender| matches!(contender.doing, Doing::Holding { .. })).count();
        let mut card = Card { key: name.to_owned(), title: name.to_owned(), ..Card::default() };
        card.alarm = (holders > 1).then_some(self.text().etcd.two_holders);
        for contender in contenders {
            let does = self.doing_with(contender.doing, false).unwrap_or_default();
            let key = Piece::named(contender.key, Named::Key(contender.key.as_bytes().into()));
            card.pieces(&contender.client.to_string(), vec![Piece::plain(does), key]);
        }
        card
    }

    /// Every command that runs, in the foreground or behind it.
    fn jobs(&self) -> impl Iterator<Item = (&ClientFrame, &JobFrame)> {
        let clients = self.shown.clients.iter();
        clients.flat_map(|client| client.running.iter().chain(&client.background).map(move |job| (client, job)))
    }

    /// What a command does, in words; `None` while it only waits for an answer.
    pub(in crate::store) fn doing(&self, doing: &Doing) -> Option<String> {
        self.doing_with(doing, true)
    }

    /// The same, with or without the key that one holds oneself.
    fn doing_with(&self, doing: &Doing, key: bool) -> Option<String> {
        let owner = |key: &str| {
            let mut jobs = self.jobs();
            jobs.find(|(_, job)| key_of(&job.doing) == Some(key)).map(|(client, _)| client.id)
        };
        etcd::doing(self.language, doing, self.shown.now, key, owner)
    }
}

/// The key of one who wants a lock or has it.
fn key_of(doing: &Doing) -> Option<&str> {
    match doing {
        Doing::Queueing { key, .. } | Doing::Holding { key, .. } | Doing::Releasing { key } => Some(key),
        _ => None,
    }
}
