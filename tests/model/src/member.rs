//! One member: the real node, its disk, and the Ready loop around them, in the order of `agora_core::server`.

use std::mem;

use agora_core::{
    id::{Index, NodeId},
    raft::{Command, Durable, Effects, Input, Message, Node, RaftEvent, Sabotage, Tuning, Write},
    rng::Stream,
    time::SimTime,
};

use crate::state::fingerprint;

/// A command: its number tells it apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Letter(pub u8);

impl Command for Letter {
    type Snapshot = ();

    fn size(&self) -> usize {
        1
    }

    fn digest(&self) -> u64 {
        u64::from(self.0) + 1
    }
}

/// A member as it stands between two steps.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Member {
    /// Its node. Its clock shows zero, and its stream of timeouts has not been drawn from.
    pub node: Node<Letter>,
    /// What a crash keeps.
    pub durable: Durable<Letter>,
    /// The write under way.
    writing: Option<Write<Letter>>,
    /// Messages that leave when that is done.
    held: Vec<Message<Letter>>,
    /// What the node wants done and has not been begun.
    ready: Effects<Letter>,
}

/// What became visible of one step.
#[derive(Clone, Default, Debug)]
pub struct Output {
    /// What leaves.
    pub sent: Vec<Message<Letter>>,
    /// What the node told.
    pub events: Vec<RaftEvent>,
}

impl Member {
    /// Starts from what a disk holds.
    pub fn start(
        id: NodeId,
        durable: Durable<Letter>,
        tuning: Tuning,
        sabotage: Sabotage,
        timers: &Stream,
        output: &mut Output,
    ) -> Self {
        let (node, ready) = Node::restart(id, &durable, tuning, sabotage, timers.clone(), SimTime::ZERO, false)
            .expect("the tuning is valid");
        let mut member = Self { node, durable, writing: None, held: Vec::new(), ready };
        member.settle(timers, output);
        member
    }

    /// Feeds the node, and does what can be done at once.
    pub fn step(&mut self, input: Input<Letter>, timers: &Stream, output: &mut Output) {
        self.feed(input);
        self.settle(timers, output);
    }

    /// The write under way is done.
    pub fn stored(&mut self, timers: &Stream, output: &mut Output) {
        let Some(write) = self.writing.take() else { return };
        self.durable.store(write);
        output.sent.append(&mut self.held);
        self.step(Input::Stored, timers, output);
    }

    /// Whether a write is under way.
    pub fn is_writing(&self) -> bool {
        self.writing.is_some()
    }

    fn feed(&mut self, input: Input<Letter>) {
        self.node.step_into(SimTime::ZERO, input, &mut self.ready);
    }

    fn settle(&mut self, timers: &Stream, output: &mut Output) {
        while self.writing.is_none() && self.has_work() {
            let messages = mem::take(&mut self.ready.send);
            self.ready.sync = false;
            let applied = mem::take(&mut self.ready.committed).last().map(|entry| entry.index);
            self.apply(applied);
            self.begin_write(messages, output);
        }
        output.events.append(&mut self.ready.events);
        self.ready.dropped.clear();
        as_set(&mut self.ready.send);
        as_set(&mut self.held);
        self.node.set_timers(timers.clone());
    }

    fn has_work(&self) -> bool {
        self.ready.sync || !self.ready.send.is_empty() || !self.ready.committed.is_empty()
    }

    fn apply(&mut self, to: Option<Index>) {
        if let Some(to) = to {
            self.feed(Input::Applied(to));
        }
    }

    /// Sends this round's messages, and begins a write if there is something to store.
    fn begin_write(&mut self, messages: Vec<Message<Letter>>, output: &mut Output) {
        let Some(write) = self.node.write() else {
            output.sent.extend(messages);
            return;
        };
        if !write.must_sync() {
            self.durable.store(write);
            output.sent.extend(messages);
            self.feed(Input::Stored);
            return;
        }
        // Only a leader may speak while it writes, and only what promises nothing.
        let leads = self.node.role().is_leader();
        let careless = self.node.sabotage().answer_before_sync;
        let (free, held) = messages.into_iter().partition(|message| careless || (leads && !message.body.is_promise()));
        output.sent.extend::<Vec<_>>(free);
        self.held = held;
        self.writing = Some(write);
    }
}

/// The wire has no order and needs nothing twice, so what waits for it need not either: otherwise it could grow for ever.
fn as_set(messages: &mut Vec<Message<Letter>>) {
    messages.sort_by_cached_key(fingerprint);
    messages.dedup();
}
