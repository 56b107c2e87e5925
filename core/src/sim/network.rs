//! The wires: how long a message takes and whether it arrives is decided when it is sent, from the wire's own stream.

use alloc::{boxed::Box, vec::Vec};

use super::{event::LossReason, frame::WireFrame, place::Place};
use crate::{
    rng::{Label, Stream},
    sim::intervention::LinkDial,
    time::{Duration, SimTime},
};

/// What a wire does to messages.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Dials {
    /// How long a message takes at least.
    pub latency: Duration,
    /// Up to how much longer, drawn evenly.
    pub jitter: Duration,
    /// How many of a million are lost.
    pub loss_ppm: u32,
    /// How many of a million arrive twice.
    pub duplicate_ppm: u32,
    /// How many of a million are held back so that later ones overtake them.
    pub reorder_ppm: u32,
}

impl Default for Dials {
    /// A calm network, slower than a real data centre's so that a message can be seen.
    fn default() -> Self {
        Self {
            latency: Duration::from_millis(10),
            jitter: Duration::from_millis(2),
            loss_ppm: 0,
            duplicate_ppm: 0,
            reorder_ppm: 0,
        }
    }
}

impl Dials {
    /// Turns one dial.
    pub fn turn(&mut self, dial: LinkDial) {
        match dial {
            LinkDial::Latency(latency) => self.latency = latency,
            LinkDial::Jitter(jitter) => self.jitter = jitter,
            LinkDial::Loss(ppm) => self.loss_ppm = ppm,
            LinkDial::Duplicate(ppm) => self.duplicate_ppm = ppm,
            LinkDial::Reorder(ppm) => self.reorder_ppm = ppm,
        }
    }
}

/// One directed wire.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Wire {
    pub(super) dials: Dials,
    cut: bool,
    stream: Stream,
    /// When the last message arrives: messages of one wire stay in order unless the reorder dial says otherwise.
    last_arrival: SimTime,
}

/// What becomes of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Fate {
    /// When it arrives, or is lost half-way.
    pub(super) ends: SimTime,
    pub(super) doomed: Option<LossReason>,
    /// When a second copy arrives.
    pub(super) twin: Option<SimTime>,
}

/// One number for two, in an order that more places only add to.
const fn pair(from: usize, to: usize) -> usize {
    if from < to { to * to + from } else { from * from + from + to }
}

/// In [`Network::numbers`]: none yet.
const NO_NUMBER: u8 = u8::MAX;

const MILLION: u64 = 1_000_000;

impl Wire {
    fn new(seed: u64, from: Place, to: Place, dials: Dials) -> Self {
        let label = Label::Link { from: from.number(), to: to.number() };
        Self { dials, cut: false, stream: Stream::new(seed, label), last_arrival: SimTime::ZERO }
    }

    /// Decides what becomes of a message that is sent now. Always two draws, whatever the dials say: the halves of one
    /// choose the spans, three parts of the other decide the chances; no bit serves twice.
    pub(super) fn send(&mut self, now: SimTime) -> Fate {
        let dials = self.dials;
        let (spans, chances) = (self.stream.bits(), self.stream.bits());
        let span = |limit: Duration, shift| Duration(portion(limit.0, spans >> shift, 32));
        let chance = |ppm: u32, shift| ppm > 0 && portion(MILLION, chances >> shift, 21) < u64::from(ppm);
        let jitter = span(dials.jitter, 0);
        let late_by = span(dials.latency + dials.latency + dials.jitter, 32);
        let lost = chance(dials.loss_ppm, 0);
        let twice = chance(dials.duplicate_ppm, 21);
        let held_back = chance(dials.reorder_ppm, 42);

        let takes = dials.latency + jitter;
        let doomed = match (self.cut, lost) {
            (true, _) => Some(LossReason::Cut),
            (false, true) => Some(LossReason::Chance),
            (false, false) => None,
        };
        if doomed.is_some() {
            return Fate { ends: now + takes / 2, doomed, twin: None };
        }
        let ends = if held_back { now + takes + late_by } else { (now + takes).max(self.last_arrival) };
        if !held_back {
            self.last_arrival = ends;
        }
        Fate { ends, doomed, twin: twice.then(|| ends + late_by) }
    }
}

/// A number in `0..limit`, chosen by the lowest `width` bits.
const fn portion(limit: u64, bits: u64, width: u32) -> u64 {
    let bits = bits & ((1 << width) - 1);
    // In a browser a wide multiplication is a call; limits that need one are rare.
    match bits.checked_mul(limit) {
        Some(product) => product >> width,
        None => ((bits as u128 * limit as u128) >> width) as u64,
    }
}

/// All wires. Places are few, so there is a slot for each pair, which is found without a search.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Network {
    seed: u64,
    /// Which places have a number of their own here, in that order.
    places: Vec<Place>,
    /// That number, by [`Place::slot`].
    numbers: [u8; Place::SLOTS],
    /// By [`pair`] of the two numbers.
    wires: Vec<Option<Box<Wire>>>,
    /// How many of them are cut.
    cut_wires: usize,
    /// What a wire begins with.
    initial: Dials,
}

impl Network {
    pub(super) fn new(seed: u64, initial: Dials) -> Self {
        Self { seed, places: Vec::new(), numbers: [NO_NUMBER; Place::SLOTS], wires: Vec::new(), cut_wires: 0, initial }
    }

    /// The wire from one place to another; made when it is first used.
    #[inline]
    pub(super) fn wire(&mut self, from: Place, to: Place) -> &mut Wire {
        let wire = pair(self.number(from), self.number(to));
        let (seed, initial) = (self.seed, self.initial);
        self.wires[wire].get_or_insert_with(|| Box::new(Wire::new(seed, from, to, initial)))
    }

    #[inline]
    fn number(&mut self, place: Place) -> usize {
        let number = self.numbers[place.slot()];
        if number == NO_NUMBER { self.add(place) } else { usize::from(number) }
    }

    fn add(&mut self, place: Place) -> usize {
        let number = self.places.len();
        self.places.push(place);
        self.numbers[place.slot()] = number as u8;
        self.wires.resize((number + 1) * (number + 1), None);
        number
    }

    pub(super) fn is_cut(&self, from: Place, to: Place) -> bool {
        self.cut_wires > 0 && self.existing(from, to).is_some_and(|wire| wire.cut)
    }

    /// Cuts a wire, or heals it.
    pub(super) fn set_cut(&mut self, from: Place, to: Place, cut: bool) {
        let was = core::mem::replace(&mut self.wire(from, to).cut, cut);
        self.cut_wires = self.cut_wires + usize::from(cut) - usize::from(was);
    }

    fn existing(&self, from: Place, to: Place) -> Option<&Wire> {
        let [from, to] = [from, to].map(|place| usize::from(self.numbers[place.slot()]));
        self.wires.get(pair(from, to))?.as_deref()
    }

    /// What a wire begins with.
    pub(super) const fn initial(&self) -> Dials {
        self.initial
    }

    /// Every wire that is cut or has dials of its own, in order.
    pub(super) fn changed(&self) -> impl Iterator<Item = WireFrame> {
        let mut places = self.places.clone();
        places.sort_unstable();
        let pairs =
            places.clone().into_iter().flat_map(move |from| places.clone().into_iter().map(move |to| (from, to)));
        pairs.filter_map(|(from, to)| {
            let wire = self.existing(from, to)?;
            let changed = wire.cut || wire.dials != self.initial;
            changed.then_some(WireFrame { from, to, cut: wire.cut, dials: wire.dials })
        })
    }

    /// Heals every wire.
    pub(super) fn heal_all(&mut self) {
        self.cut_wires = 0;
        for wire in self.wires.iter_mut().flatten() {
            wire.cut = false;
        }
    }

    /// Turns a dial of every wire, and of those that are not made yet.
    pub(super) fn turn_all(&mut self, dial: LinkDial) {
        self.initial.turn(dial);
        for wire in self.wires.iter_mut().flatten() {
            wire.dials.turn(dial);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ClientId;

    fn wire(dials: Dials) -> Wire {
        Wire::new(1, Place::Client(ClientId(1)), Place::Client(ClientId(2)), dials)
    }

    #[test]
    fn a_wire_keeps_its_order_unless_it_is_told_to_reorder() {
        let jittery = Dials { jitter: Duration::from_millis(50), ..Dials::default() };
        let arrivals = |dials| {
            let mut wire = wire(dials);
            (0..200).map(|ms| wire.send(SimTime(ms * 1_000)).ends).collect::<Vec<_>>()
        };
        assert!(arrivals(jittery).is_sorted());
        assert!(!arrivals(Dials { reorder_ppm: 200_000, ..jittery }).is_sorted());
    }

    #[test]
    fn a_dial_takes_its_share_and_moves_nothing_else() {
        let calm = Dials { loss_ppm: 0, ..Dials::default() };
        let (mut whole, mut lossy) = (wire(calm), wire(Dials { loss_ppm: 250_000, ..calm }));
        let mut lost = 0;
        for second in 0..10_000 {
            let (a, b) = (whole.send(SimTime(second * MILLION)), lossy.send(SimTime(second * MILLION)));
            match b.doomed {
                Some(LossReason::Chance) => lost += 1,
                _ => assert_eq!(a.ends, b.ends),
            }
        }
        assert!((2_300..2_700).contains(&lost), "{lost} of 10000 lost at 25%");
    }
}
