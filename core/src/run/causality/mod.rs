//! Cause and effect among the events of a stretch of time.

mod trace;

pub use trace::{Stage, StageSpan, Trace};

use alloc::{collections::BTreeSet, vec::Vec};

use crate::{
    id::{EventId, MessageId},
    sim::{
        event::{Event, EventKind},
        place::Place,
    },
};

/// Consecutive events, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Window {
    events: Vec<Event>,
}

impl Window {
    pub(super) fn new(events: Vec<Event>) -> Self {
        Self { events }
    }

    /// The events, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The event of that name, if it is in the window.
    pub fn event(&self, id: EventId) -> Option<&Event> {
        Some(&self.events[self.place(id)?])
    }

    /// Only some of its events.
    #[must_use]
    pub fn only(&self, which: &BTreeSet<EventId>) -> Self {
        Self { events: self.events.iter().filter(|event| which.contains(&event.id)).cloned().collect() }
    }

    fn place(&self, id: EventId) -> Option<usize> {
        self.events.binary_search_by_key(&id, |event| event.id).ok()
    }

    /// Every event of the window that happened before this one, in order: earlier at the same place, or linked to it by
    /// messages (L. Lamport, "Time, clocks, and the ordering of events", 1978). Without the event itself.
    pub fn past(&self, id: EventId) -> Vec<EventId> {
        let Some(place) = self.place(id) else { return Vec::new() };
        let mut cone = Cone::default();
        cone.take(&self.events[place], End::Sending);
        let mut past = Vec::new();
        for event in self.events[..place].iter().rev() {
            if cone.has(event, End::Sending) {
                cone.take(event, End::Sending);
                past.push(event.id);
            }
        }
        past.reverse();
        past
    }

    /// Every event of the window that this one happened before, in order: later at the same place, or linked to it by
    /// messages. Without the event itself.
    pub fn future(&self, id: EventId) -> Vec<EventId> {
        let Some(place) = self.place(id) else { return Vec::new() };
        let mut cone = Cone::default();
        cone.take(&self.events[place], End::Arriving);
        let mut future = Vec::new();
        for event in &self.events[place + 1..] {
            if cone.has(event, End::Arriving) {
                cone.take(event, End::Arriving);
                future.push(event.id);
            }
        }
        future
    }

    /// The events by which this one came about, from the first that is known to the event itself.
    pub fn causes(&self, id: EventId) -> Vec<EventId> {
        let mut causes = Vec::new();
        let mut next = self.event(id);
        while let Some(event) = next {
            causes.push(event.id);
            next = event.cause.and_then(|cause| self.event(cause));
        }
        causes.reverse();
        causes
    }
}

/// Which end of a message the sweep is looking for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Sending,
    Arriving,
}

/// What a sweep through the events has reached.
#[derive(Default)]
struct Cone {
    places: BTreeSet<Place>,
    messages: BTreeSet<MessageId>,
    /// Causes looked for, backwards; events whose effects count, forwards.
    events: BTreeSet<EventId>,
}

impl Cone {
    fn has(&self, event: &Event, end: End) -> bool {
        let at_place = event.place.is_some_and(|place| self.places.contains(&place) && happens_there(&event.kind));
        let by_message = match (&event.kind, end) {
            (EventKind::Sent { message, .. }, End::Sending)
            | (EventKind::Delivered { message, .. } | EventKind::Lost { message, .. }, End::Arriving) => {
                self.messages.contains(message)
            }
            _ => false,
        };
        let by_cause = match end {
            End::Sending => self.events.contains(&event.id),
            End::Arriving => event.cause.is_some_and(|cause| self.events.contains(&cause)),
        };
        at_place || by_message || by_cause
    }

    fn take(&mut self, event: &Event, end: End) {
        if happens_there(&event.kind) {
            self.places.extend(event.place);
        }
        match (&event.kind, end) {
            (EventKind::Delivered { message, .. } | EventKind::Lost { message, .. }, End::Sending)
            | (EventKind::Sent { message, .. }, End::Arriving) => {
                self.messages.insert(*message);
            }
            _ => {}
        }
        match end {
            End::Sending => self.events.extend(event.cause),
            End::Arriving => {
                self.events.insert(event.id);
            }
        }
    }
}

/// Whether the place of an event takes part in it: that a message was lost, its sender does not know.
const fn happens_there(kind: &EventKind) -> bool {
    !matches!(kind, EventKind::Lost { .. })
}
