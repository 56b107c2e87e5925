//! The messages on their way, and which one ends its way next.

use alloc::{collections::BinaryHeap, vec::Vec};
use core::{
    cmp::Reverse,
    hash::{Hash, Hasher},
};

use super::{event::LossReason, packet::Packet, place::Place};
use crate::{
    id::{EventId, MessageId},
    time::SimTime,
};

/// A message on its way.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Flight {
    pub(super) id: MessageId,
    pub(super) from: Place,
    pub(super) to: Place,
    pub(super) packet: Packet,
    pub(super) sent: SimTime,
    /// When it arrives; when it is doomed, when it is lost.
    pub(super) ends: SimTime,
    pub(super) doomed: Option<LossReason>,
    /// The event of its sending.
    pub(super) sending: EventId,
}

/// All of them. A heap says which is next; a removed message leaves its key behind, which is skipped later.
#[derive(Clone, Debug, Default)]
pub(super) struct Flights {
    slots: Vec<Option<Flight>>,
    free: Vec<u32>,
    queue: BinaryHeap<Reverse<(SimTime, MessageId, u32)>>,
}

impl Flights {
    pub(super) fn add(&mut self, flight: Flight) {
        let key = (flight.ends, flight.id);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() as u32 - 1
        });
        self.slots[slot as usize] = Some(flight);
        self.queue.push(Reverse((key.0, key.1, slot)));
    }

    /// When the next one ends its way.
    pub(super) fn next_at(&self) -> SimTime {
        self.queue.peek().map_or(SimTime::NEVER, |Reverse((ends, ..))| *ends)
    }

    /// Takes the next one out.
    pub(super) fn pop(&mut self) -> Option<Flight> {
        let Reverse((_, _, slot)) = self.queue.pop()?;
        let flight = self.slots[slot as usize].take();
        self.free.push(slot);
        self.drop_stale();
        flight
    }

    /// Takes one out by its name.
    pub(super) fn take(&mut self, id: MessageId) -> Option<Flight> {
        let slot = self.slots.iter_mut().find(|slot| slot.as_ref().is_some_and(|flight| flight.id == id))?;
        let flight = slot.take();
        self.drop_stale();
        flight
    }

    /// All of them, in the order of sending.
    pub(super) fn in_order(&self) -> Vec<&Flight> {
        let mut flights = self.slots.iter().flatten().collect::<Vec<_>>();
        flights.sort_unstable_by_key(|flight| flight.id);
        flights
    }

    /// Keeps the first key of the queue one of a message that is still there. A slot is free only once its key is gone.
    fn drop_stale(&mut self) {
        while let Some(Reverse((_, _, slot))) = self.queue.peek() {
            if self.slots[*slot as usize].is_some() {
                return;
            }
            self.free.push(*slot);
            self.queue.pop();
        }
    }
}

impl PartialEq for Flights {
    fn eq(&self, other: &Self) -> bool {
        self.in_order() == other.in_order()
    }
}

impl Eq for Flights {}

impl Hash for Flights {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.in_order().hash(state);
    }
}
