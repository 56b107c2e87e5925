//! The messages on their way, and which one ends its way next.

use alloc::{collections::VecDeque, vec::Vec};
use core::hash::{Hash, Hasher};

use super::{event::LossReason, packet::Packet, place::Place};
use crate::{
    api::Answer,
    id::{EventId, MessageId, NodeId, RequestId},
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

impl Flight {
    /// The stream of watches that it belongs to, and the member that speaks on it.
    pub(super) fn stream(&self) -> Option<(NodeId, RequestId)> {
        let Packet::Response(id, response) = &self.packet else { return None };
        let node = self.from.member()?;
        matches!(response.result, Ok(Answer::Watch(_))).then_some((node, *id))
    }
}

/// All of them. A queue says which is next; a removed message leaves its key behind, which is skipped later.
#[derive(Debug, Default)]
pub(super) struct Flights {
    slots: Vec<Option<Flight>>,
    free: Vec<u32>,
    /// In order: what is sent last mostly ends last, so that a new key has few to pass.
    queue: VecDeque<Key>,
}

/// When a message ends its way, its name, and where it is kept.
type Key = (SimTime, MessageId, u32);

impl Flights {
    #[inline]
    pub(super) fn add(&mut self, flight: Flight) {
        let (ends, id) = (flight.ends, flight.id);
        let slot = if let Some(slot) = self.free.pop() {
            self.slots[slot as usize] = Some(flight);
            slot
        } else {
            self.slots.push(Some(flight));
            self.slots.len() as u32 - 1
        };
        let key = (ends, id, slot);
        if self.queue.back().is_none_or(|last| *last < key) {
            self.queue.push_back(key);
        } else {
            self.queue.insert(self.queue.partition_point(|other| *other < key), key);
        }
    }

    /// When the next one ends its way.
    pub(super) fn next_at(&self) -> SimTime {
        self.queue.front().map_or(SimTime::NEVER, |(ends, ..)| *ends)
    }

    /// Takes the next one out.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<Flight> {
        let (_, _, slot) = self.queue.pop_front()?;
        self.free.push(slot);
        self.drop_stale();
        self.slots[slot as usize].take()
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
    #[inline]
    fn drop_stale(&mut self) {
        while let Some((_, _, slot)) = self.queue.front() {
            if self.slots[*slot as usize].is_some() {
                return;
            }
            self.free.push(*slot);
            self.queue.pop_front();
        }
    }
}

impl Clone for Flights {
    /// The copy has room for what is on its way now, not for what once was.
    fn clone(&self) -> Self {
        let flights = self.queue.iter().filter_map(|key| Some((key, self.slots[key.2 as usize].as_ref()?)));
        let (mut slots, mut queue) = (Vec::new(), VecDeque::new());
        for (number, (&(ends, id, _), flight)) in flights.enumerate() {
            slots.push(Some(flight.clone()));
            queue.push_back((ends, id, number as u32));
        }
        Self { slots, free: Vec::new(), queue }
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
