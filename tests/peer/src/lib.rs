//! Clusters in memory, of Agora's Raft node and of raft-rs, driven by one and the same loop.
//!
//! Both sides get the same proposals in the same batches, keep logs in memory, send whatever messages they like through
//! the same mailboxes, and have applied a proposal when they have read its bytes. No time passes: no heartbeats are sent,
//! and nothing is logged.

mod ours;
mod theirs;

pub use ours::Ours;
pub use theirs::Theirs;

/// Bytes of one proposal.
pub const PAYLOAD: usize = 64;

/// The most appends on their way to one follower.
pub const INFLIGHT: usize = 256;

/// The most bytes of entries in one append.
pub const MESSAGE_BYTES: usize = 1024 * 1024;

/// One node together with its storage and its machine.
pub trait Member: Sized {
    /// What members send each other.
    type Message;

    /// The members 0 to `count - 1` of a new cluster; their elections are yet to come.
    fn cluster(count: usize) -> Vec<Self>;

    /// Stands for election.
    fn campaign(&mut self);

    /// Whether it leads.
    fn leads(&self) -> bool;

    /// Takes in a message.
    fn receive(&mut self, message: Self::Message);

    /// Takes proposals, all at once.
    fn propose(&mut self, batch: Vec<Vec<u8>>);

    /// Stores what there is to store, applies what is committed, and hands every message to `send` with its receiver.
    fn settle(&mut self, send: impl FnMut(usize, Self::Message));

    /// What it has applied.
    fn applied(&self) -> Applied;
}

/// A machine that does little: it reads every byte, and counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Applied {
    /// How many proposals.
    pub count: u64,
    /// Over all their bytes, in order.
    pub checksum: u64,
}

impl Applied {
    /// Applies one proposal.
    pub fn apply(&mut self, bytes: &[u8]) {
        self.count += 1;
        self.checksum = mix(self.checksum, bytes);
    }
}

/// A number from another one and some bytes.
fn mix(start: u64, bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    words.chain(rest.iter().map(|byte| u64::from(*byte))).fold(start, |sum, word| {
        let mixed = (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    })
}

/// A cluster in which member 0 leads.
pub struct Cluster<M: Member> {
    members: Vec<M>,
    mailboxes: Vec<Vec<M::Message>>,
}

impl<M: Member> Cluster<M> {
    /// A new cluster, after its first election.
    pub fn new(count: usize) -> Self {
        let mut cluster = Self { members: M::cluster(count), mailboxes: (0..count).map(|_| Vec::new()).collect() };
        cluster.members[0].campaign();
        while !cluster.members[0].leads() {
            cluster.turn();
        }
        // What the election left behind is no part of any measurement.
        while cluster.turn() {}
        cluster
    }

    /// Every member once: it takes in its mail and settles. Whether a message was sent.
    fn turn(&mut self) -> bool {
        let mut sent = false;
        for place in 0..self.members.len() {
            let member = &mut self.members[place];
            let mut mail = std::mem::take(&mut self.mailboxes[place]);
            mail.drain(..).for_each(|message| member.receive(message));
            // The box goes back for its room.
            self.mailboxes[place] = mail;
            member.settle(|to, message| {
                sent = true;
                self.mailboxes[to].push(message);
            });
        }
        sent
    }

    /// Proposes `batches` of `size` proposals each, with at most `ahead` batches that are not applied everywhere, and
    /// goes on until all are.
    ///
    /// # Panics
    /// If the members end up in different states.
    pub fn run(&mut self, batches: u64, size: u64, ahead: u64) -> Applied {
        let before = self.slowest();
        let mut proposed = 0;
        loop {
            let done = (self.slowest() - before) / size;
            if done == batches {
                break;
            }
            while proposed < batches && proposed - done < ahead {
                let batch = (0..size).map(|number| payload(proposed * size + number)).collect();
                self.members[0].propose(batch);
                proposed += 1;
            }
            self.turn();
        }
        let applied = self.members[0].applied();
        assert!(self.members.iter().all(|member| member.applied() == applied), "members differ in what they applied");
        applied
    }

    fn slowest(&self) -> u64 {
        self.members.iter().map(|member| member.applied().count).min().unwrap_or_default()
    }
}

fn payload(number: u64) -> Vec<u8> {
    let mut bytes = vec![0x5a; PAYLOAD];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_apply_the_same_proposals_in_the_same_order() {
        for (members, size, ahead) in [(3, 1, 1), (5, 64, 16), (3, 64, 1), (5, 1, 600)] {
            let ours = Cluster::<Ours>::new(members).run(1_000, size, ahead);
            let theirs = Cluster::<Theirs>::new(members).run(1_000, size, ahead);
            assert_eq!(ours, theirs, "{members} members, batches of {size}");
            assert_eq!(ours.count, 1_000 * size);
        }
    }
}
