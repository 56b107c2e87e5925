//! From a sender to the wire: a message gets its name, its fate, and the event of its sending.

use super::{
    chronicle::Chronicle,
    event::{EventKind, LossReason},
    flights::{Flight, Flights},
    network::{Dials, Fate, Network},
    packet::Packet,
    place::Place,
};
use crate::{id::MessageId, time::SimTime};

/// The wires and what is on them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Post {
    pub(super) network: Network,
    pub(super) flights: Flights,
    last: MessageId,
}

impl Post {
    pub(super) fn new(seed: u64, dials: Dials) -> Self {
        Self { network: Network::new(seed, dials), flights: Flights::default(), last: MessageId(0) }
    }

    /// Sends a message now, twice where its wire doubles it.
    pub(super) fn send(&mut self, from: Place, to: Place, packet: Packet, chronicle: &mut Chronicle) {
        let Fate { ends, doomed, twin } = self.network.wire(from, to).send(chronicle.now);
        let twin = twin.filter(|_| packet.may_come_twice()).map(|ends| (ends, packet.clone()));
        self.launch(from, to, packet, ends, doomed, chronicle);
        if let Some((ends, packet)) = twin {
            self.launch(from, to, packet, ends, doomed, chronicle);
        }
    }

    #[inline]
    fn launch(
        &mut self,
        from: Place,
        to: Place,
        packet: Packet,
        ends: SimTime,
        doomed: Option<LossReason>,
        chronicle: &mut Chronicle,
    ) {
        self.last.0 += 1;
        let (id, kind) = (self.last, packet.kind());
        let sending = chronicle.tell(Some(from), EventKind::Sent { message: id, to, kind });
        self.flights.add(Flight { id, from, to, packet, sent: chronicle.now, ends, doomed, sending });
    }
}
