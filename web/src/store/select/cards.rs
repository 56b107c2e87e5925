//! What the panels Keys, Watches, Leases, Locks and Members show: cards, each with a name and facts. Only those of the
//! panel that is open are made.

use std::fmt::Display;

use agora_core::{
    id::{NodeId, Term},
    mvcc::KeyRange,
    time::SimTime,
};

use crate::store::{
    Panel, Store,
    named::{Named, Piece},
};

/// One of these panels.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CardsView {
    /// Which; `None` when none of them is open.
    pub panel: Option<Panel>,
    /// Whose view of things it is.
    pub of: Option<NodeId>,
    /// What it shows, or why it is empty.
    pub hint: String,
    pub cards: Vec<Card>,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Card {
    /// Unique in its panel.
    pub key: String,
    pub title: String,
    /// What the title names, and a click on it shows.
    pub named: Option<Named>,
    pub picked: bool,
    /// What matters most, beside the title.
    pub tag: Option<Tag>,
    /// How much is left of it, from 0 to 1.
    pub left: Option<f64>,
    /// What is wrong with it.
    pub alarm: Option<&'static str>,
    pub facts: Vec<CardFact>,
    /// A key's lives, from the first.
    pub lives: Vec<Vec<ChangeCell>>,
}

/// A few words beside a card's title.
#[derive(Clone, PartialEq, Debug)]
pub struct Tag {
    pub text: String,
    pub mood: Mood,
    /// The term whose colour it has.
    pub term: Option<Term>,
}

/// How a tag looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mood {
    Plain,
    Good,
    Bad,
}

#[derive(Clone, PartialEq, Debug)]
pub struct CardFact {
    pub label: String,
    pub pieces: Vec<Piece>,
}

/// One change of a key.
#[derive(Clone, PartialEq, Debug)]
pub struct ChangeCell {
    /// `5`, or `5.1` for what is not the first change of its revision.
    pub place: String,
    pub named: Named,
    /// The value; `None` where the key was removed.
    pub value: Option<String>,
    pub picked: bool,
}

impl Card {
    pub(super) fn fact(&mut self, label: &str, value: impl Display) {
        self.pieces(label, vec![Piece::plain(value)]);
    }

    pub(super) fn link(&mut self, label: &str, value: impl Display, named: Named) {
        self.pieces(label, vec![Piece::named(value, named)]);
    }

    pub(super) fn pieces(&mut self, label: &str, pieces: Vec<Piece>) {
        self.facts.push(CardFact { label: label.to_owned(), pieces });
    }

    pub(super) fn tag(&mut self, text: impl Display, mood: Mood) {
        self.tag = Some(Tag { text: text.to_string(), mood, term: None });
    }
}

impl Store {
    pub fn cards(&self) -> CardsView {
        let Some(panel) = Panel::CARDS.into_iter().find(|panel| self.is_shown(*panel)) else {
            return CardsView::default();
        };
        let view = match panel {
            Panel::Watches => self.watch_cards(),
            Panel::Leases => self.lease_cards(),
            Panel::Locks => self.lock_cards(),
            Panel::Members => self.member_cards(),
            _ => self.key_cards(),
        };
        CardsView { panel: Some(panel), ..view }
    }

    pub(super) fn is_picked(&self, named: &Named) -> bool {
        self.picked.as_ref() == Some(named)
    }

    /// How long until then, in seconds.
    pub(super) fn until(&self, then: SimTime) -> String {
        format!("{:.1} s", then.since(self.shown.now).as_secs_f64())
    }
}

/// Bytes as a reader can take them, at most so many letters.
pub(super) fn readable(bytes: &[u8], length: usize) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut letters = text.chars().map(|letter| if letter.is_control() { '·' } else { letter });
    let mut shown = letters.by_ref().take(length).collect::<String>();
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// A range of keys: `color`, `/a/…` for a prefix, `[a, c)`, `a → ∞`, or the word for all of them.
pub(super) fn range(keys: &KeyRange, all: &str) -> String {
    const LENGTH: usize = 40;
    match keys {
        KeyRange::One(key) => readable(key, LENGTH),
        every if *every == KeyRange::prefix(b"") => all.to_owned(),
        prefix if *prefix == KeyRange::prefix(prefix.start()) => format!("{}…", readable(prefix.start(), LENGTH)),
        KeyRange::Between(from, to) => format!("[{}, {})", readable(from, LENGTH), readable(to, LENGTH)),
        KeyRange::From(from) => format!("{} → ∞", readable(from, LENGTH)),
    }
}
