//! The event feed: what happened, newest first.

use std::rc::Rc;

use agora_core::{id::Term, sim::place::Place};

use super::clock;
use crate::{store::Store, text::event};

/// How many events are shown.
const ROWS_MAX: usize = 150;

#[derive(Clone, PartialEq, Debug)]
pub struct EventRow {
    pub id: u64,
    pub time: String,
    pub place: Option<Place>,
    pub term: Option<Term>,
    pub text: String,
    pub tone: Tone,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    Plain,
    /// An election was won.
    Great,
    /// Something died or was lost.
    Bad,
    /// A person stepped in.
    Person,
}

impl Store {
    pub fn feed(&self) -> Rc<Vec<EventRow>> {
        Rc::clone(&self.feed)
    }

    /// Writes the rows anew when the feed has grown or the language has changed.
    pub(in crate::store) fn refresh_feed(&mut self) {
        let feed = self.run.feed();
        if feed.len() == self.feed_length {
            return;
        }
        self.feed_length = feed.len();
        let rows = feed.iter().rev().filter(|notice| event::is_worth_a_row(&notice.event)).take(ROWS_MAX).map(|notice| EventRow {
            id: notice.event.id.0,
            time: clock(notice.event.at.0),
            place: notice.event.place,
            term: event::term(&notice.event),
            text: event::describe(self.language, &notice.event),
            tone: event::tone(&notice.event),
        });
        self.feed = Rc::new(rows.collect());
    }
}
