//! Seeded streams of numbers: one for each label, so that what one link or timer draws never shifts another's.

use core::{
    fmt,
    hash::{Hash, Hasher},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    id::{ClientId, NodeId},
    time::Duration,
};

/// What a stream is for. Two labels never share numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Label {
    /// A member's election timeouts.
    Timer {
        /// The member.
        node: NodeId,
        /// Its how-manieth start, from 1: a restarted member does not draw the same timeouts again.
        start: u32,
    },
    /// The wire from one place to another; places are numbered by the simulator.
    Link {
        /// The sending place.
        from: u16,
        /// The receiving place.
        to: u16,
    },
    /// A member's disk.
    Disk(NodeId),
    /// A client's choices: which endpoint, which ids.
    Client(ClientId),
    /// Anything that a test or a tool draws outside the world, by a number of its own.
    Outside(u32),
}

impl Label {
    fn stream(self) -> u64 {
        let (kind, rest) = match self {
            Self::Timer { node, start } => (1, u64::from(start) << 8 | u64::from(node.number())),
            Self::Link { from, to } => (2, u64::from(from) << 16 | u64::from(to)),
            Self::Disk(node) => (3, u64::from(node.number())),
            Self::Client(client) => (4, u64::from(client.0)),
            Self::Outside(number) => (5, u64::from(number)),
        };
        kind << 56 | rest
    }
}

/// A portable stream of numbers (ChaCha8): the same on every machine, for ever.
#[derive(Clone, PartialEq, Eq)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of this label under this seed.
    pub fn new(seed: u64, label: Label) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(label.stream());
        Self(generator)
    }

    /// The next 64 random bits: always one draw.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number in `0..limit`, or 0 when `limit` is 0: always one draw, so that streams stay in step.
    pub fn below(&mut self, limit: u64) -> u64 {
        // A multiply maps the bits onto the range without a second draw; its bias is under 2^-32 for the
        // ranges used here (at most hours in µs).
        ((u128::from(self.bits()) * u128::from(limit)) >> 64) as u64
    }

    /// A span in `[0, limit)`, zero when `limit` is: always one draw.
    pub fn span_below(&mut self, limit: Duration) -> Duration {
        Duration(self.below(limit.0))
    }
}

impl Hash for Stream {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.get_stream().hash(state);
        self.0.get_word_pos().hash(state);
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stream({:#x} at {})", self.0.get_stream(), self.0.get_word_pos())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_do_not_share_numbers_and_seeds_do_not_either() {
        let node = NodeId::new(1).unwrap();
        let first = |seed, label| Stream::new(seed, label).bits();
        assert_ne!(first(1, Label::Timer { node, start: 1 }), first(1, Label::Disk(node)));
        assert_ne!(first(1, Label::Timer { node, start: 1 }), first(2, Label::Timer { node, start: 1 }));
        assert_ne!(first(1, Label::Link { from: 1, to: 2 }), first(1, Label::Link { from: 2, to: 1 }));
    }

    #[test]
    fn the_stream_is_portable() {
        let mut stream = Stream::new(7, Label::Outside(1));
        let drawn = [stream.below(1000), stream.below(1000), stream.below(1000)];
        assert_eq!(drawn, [556, 859, 497]);
    }
}
