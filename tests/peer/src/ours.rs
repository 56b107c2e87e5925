//! Agora's node, its log on a disk in memory.

use std::sync::Arc;

use agora_core::{
    id::{NodeId, NodeSet},
    raft::{Command, Configuration, Durable, Effects, Input, Message, Node, Payload, Sabotage, Tuning},
    rng::{Label, Stream},
    time::SimTime,
};

use crate::{Applied, INFLIGHT, MESSAGE_BYTES, Member, mix};

/// What the log carries: shared bytes and their digest, as in the simulated server.
type Load = Arc<Bytes>;

/// A proposal.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Bytes {
    digest: u64,
    bytes: Vec<u8>,
}

/// A proposal behind a shared pointer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Shared(Load);

impl Command for Shared {
    type Snapshot = ();

    fn size(&self) -> usize {
        self.0.bytes.len()
    }

    fn digest(&self) -> u64 {
        self.0.digest
    }
}

/// One member.
pub struct Ours {
    node: Node<Shared>,
    disk: Durable<Shared>,
    effects: Effects<Shared>,
    applied: Applied,
}

impl Ours {
    fn feed(&mut self, input: Input<Shared>) {
        self.node.step_into(SimTime::ZERO, input, &mut self.effects);
        self.effects.events.clear();
    }

    fn apply(&mut self) {
        let Some(last) = self.effects.committed.last().map(|entry| entry.index) else { return };
        for entry in self.effects.committed.drain(..) {
            if let Payload::Command(load) = &entry.payload {
                self.applied.apply(&load.0.bytes);
            }
        }
        self.feed(Input::Applied(last));
    }
}

impl Member for Ours {
    type Message = Message<Shared>;

    fn cluster(count: usize) -> Vec<Self> {
        let ids: NodeSet = (1..=count as u8).filter_map(NodeId::new).collect();
        let tuning = Tuning { inflight_messages: INFLIGHT, message_bytes: MESSAGE_BYTES, ..Tuning::default() };
        let member = |node| {
            let disk = Durable::new(Configuration::of(ids));
            let timers = Stream::new(1, Label::Timer { node, start: 1 });
            let (node, effects) = Node::restart(node, &disk, tuning, Sabotage::default(), timers, SimTime::ZERO, false)
                .expect("good tuning");
            Self { node, disk, effects, applied: Applied::default() }
        };
        ids.iter().map(member).collect()
    }

    fn campaign(&mut self) {
        self.feed(Input::Fire);
    }

    fn leads(&self) -> bool {
        self.node.role().is_leader()
    }

    fn receive(&mut self, message: Self::Message) {
        self.feed(Input::Message(message));
    }

    fn propose(&mut self, batch: Vec<Vec<u8>>) {
        let load = |bytes: Vec<u8>| Payload::Command(Shared(Arc::new(Bytes { digest: mix(1, &bytes), bytes })));
        self.feed(Input::Propose(batch.into_iter().map(load).collect()));
    }

    fn settle(&mut self, mut send: impl FnMut(usize, Self::Message)) {
        // What is sent may promise that something is stored: storing comes first.
        loop {
            while let Some(write) = self.node.write() {
                self.disk.store(write);
                self.feed(Input::Stored);
            }
            if self.effects.committed.is_empty() {
                break;
            }
            self.apply();
        }
        for message in self.effects.send.drain(..) {
            send(usize::from(message.to.number()) - 1, message);
        }
    }

    fn applied(&self) -> Applied {
        self.applied
    }
}
