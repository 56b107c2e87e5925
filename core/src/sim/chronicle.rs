//! What happens, as events with causes: the moment, and what the step under way has brought about so far.

use alloc::vec::Vec;

use super::{
    event::{Event, EventKind},
    place::Place,
};
use crate::{id::EventId, time::SimTime};

/// The events of one step, and the count of all before them.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Chronicle {
    pub(super) now: SimTime,
    last: EventId,
    events: Vec<Event>,
    /// The event that the step under way began with.
    cause: Option<EventId>,
}

impl Chronicle {
    /// The last thing that happened.
    pub(super) const fn last(&self) -> EventId {
        self.last
    }

    /// What the step has brought about so far, in order.
    pub(super) fn events(&self) -> &[Event] {
        &self.events
    }

    /// What the step began with, or what the last one did.
    pub(super) const fn cause(&self) -> Option<EventId> {
        self.cause
    }

    /// Begins a step or an intervention: forgets what the last one brought about.
    pub(super) fn begin(&mut self) {
        self.events.clear();
        self.cause = None;
    }

    /// What is told next happens because of that.
    pub(super) const fn blame(&mut self, cause: Option<EventId>) {
        self.cause = cause;
    }

    /// Tells what a step began with; everything else in it happens because of that.
    pub(super) fn begin_with(&mut self, place: Option<Place>, kind: EventKind) {
        self.cause = Some(self.tell(place, kind));
    }

    /// Tells what happened; `None` is the whole world.
    #[expect(
        clippy::inline_always,
        reason = "an event is built where it stays: without, its copying costs a hundredth of all work"
    )]
    #[inline(always)]
    pub(super) fn tell(&mut self, place: Option<Place>, kind: EventKind) -> EventId {
        self.last.0 += 1;
        let id = self.last;
        self.events.push(Event { id, at: self.now, place, cause: self.cause, kind });
        id
    }
}
