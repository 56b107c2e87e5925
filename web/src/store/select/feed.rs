//! The event feed: what happened, newest first.

use std::rc::Rc;

use agora_core::{
    id::Term,
    run::Notice,
    sim::{event::Event, place::Place},
    time::{Duration, SimTime},
};

use super::clock;
use crate::{store::Store, text::event};

/// How many events are shown.
const EVENTS_MAX: usize = 200;
/// The same thing that happens to several members within this time is one row,
const MOMENT: Duration = Duration::from_millis(100);
/// when no more than this many other rows lie between.
const NEAR: usize = 6;

#[derive(Clone, PartialEq, Debug)]
pub struct EventRow {
    pub id: u64,
    pub at: SimTime,
    pub time: String,
    /// To whom; several when the same happened to each of them in a moment.
    pub places: Vec<Place>,
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
        let feed = self.timeline.run().feed();
        if feed.len() == self.feed_length {
            return;
        }
        self.feed_length = feed.len();
        let worth = feed.iter().filter(|notice| event::is_worth_a_row(&notice.event));
        let surplus = worth.clone().count().saturating_sub(EVENTS_MAX);
        let mut rows: Vec<EventRow> = Vec::new();
        for Notice { event } in worth.skip(surplus) {
            let row = self.event_row(event);
            match rows.iter_mut().rev().take(NEAR).find(|before| row.joins(before)) {
                Some(before) => {
                    before.places.extend(row.places);
                    before.places.sort_unstable();
                }
                None => rows.push(row),
            }
        }
        rows.reverse();
        self.feed = Rc::new(rows);
    }

    fn event_row(&self, event: &Event) -> EventRow {
        EventRow {
            id: event.id.0,
            time: clock(event.at.0),
            at: event.at,
            places: event.place.into_iter().collect(),
            term: event::term(event),
            text: event::describe(self.language, event),
            tone: event::tone(event),
        }
    }
}

impl EventRow {
    /// Whether this only says the same of one more member, shortly after.
    fn joins(&self, before: &Self) -> bool {
        let new = self.places.iter().all(|place| !before.places.contains(place));
        let known = !self.places.is_empty() && !before.places.is_empty();
        known && new && self.text == before.text && self.at.since(before.at) <= MOMENT
    }
}
