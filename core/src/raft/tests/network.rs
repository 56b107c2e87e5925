//! Nodes with disks and a wire between them: everything arrives in order and at once, unless a test says otherwise.

use alloc::{collections::VecDeque, vec, vec::Vec};

use super::*;

/// One member: its node, its disk, and a machine that remembers every byte.
pub(super) struct Member {
    pub(super) node: Node<Byte>,
    pub(super) durable: Durable<Byte>,
    pub(super) machine: Vec<u8>,
    pub(super) up: bool,
    pub(super) reads: Vec<ReadReady>,
    pub(super) dropped: Vec<(Payload<Byte>, DropReason)>,
    /// Promises that wait for the next write.
    held: Vec<Message<Byte>>,
    /// The write under way, and the promises that it covers.
    writing: Option<(Write<Byte>, Vec<Message<Byte>>)>,
}

/// A cluster in a moment.
pub(super) struct Network {
    pub(super) members: Vec<Member>,
    pub(super) now: SimTime,
    pub(super) wire: VecDeque<Message<Byte>>,
    /// Directed pairs that nothing passes.
    pub(super) cut: Vec<(NodeId, NodeId)>,
    /// Whether a write is done as soon as it is handed out.
    pub(super) disks_at_once: bool,
    pub(super) events: Vec<(NodeId, RaftEvent)>,
    seed: u64,
}

impl Network {
    /// A cluster of so many voters.
    pub(super) fn of(size: u8) -> Self {
        let members: Vec<u8> = (1..=size).collect();
        let disks = members.iter().map(|_| Durable::new(voters(&members))).collect();
        Self::start(disks, Tuning::default(), Sabotage::default(), 1)
    }

    /// Members n1, n2, … with these disks.
    pub(super) fn start(disks: Vec<Durable<Byte>>, tuning: Tuning, sabotage: Sabotage, seed: u64) -> Self {
        let mut network = Self {
            members: Vec::new(),
            now: SimTime::ZERO,
            wire: VecDeque::new(),
            cut: Vec::new(),
            disks_at_once: true,
            events: Vec::new(),
            seed,
        };
        for (durable, number) in disks.into_iter().zip(1..) {
            network.join(number, durable, tuning, sabotage);
        }
        network
    }

    /// Adds the member with the next number.
    pub(super) fn join(&mut self, number: u8, durable: Durable<Byte>, tuning: Tuning, sabotage: Sabotage) {
        assert_eq!(usize::from(number), self.members.len() + 1);
        let timers = Stream::new(self.seed, Label::Timer { node: id(number), start: 1 });
        let (node, effects) = Node::restart(id(number), &durable, tuning, sabotage, timers, self.now, false).unwrap();
        let machine = durable.snapshot().map_or(Vec::new(), |snapshot| snapshot.state.clone());
        self.members.push(Member {
            node,
            durable,
            machine,
            up: true,
            reads: Vec::new(),
            dropped: Vec::new(),
            held: Vec::new(),
            writing: None,
        });
        self.perform(number, effects);
    }

    pub(super) fn node(&self, number: u8) -> &Node<Byte> {
        &self.member(number).node
    }

    pub(super) fn member(&self, number: u8) -> &Member {
        &self.members[usize::from(number) - 1]
    }

    pub(super) fn member_mut(&mut self, number: u8) -> &mut Member {
        &mut self.members[usize::from(number) - 1]
    }

    pub(super) fn numbers(&self) -> Vec<u8> {
        (1..=self.members.len() as u8).collect()
    }

    /// The leader of the highest term, if a living node leads.
    pub(super) fn leader(&self) -> Option<u8> {
        let leads = |number: &u8| self.member(*number).up && self.node(*number).role().is_leader();
        self.numbers().into_iter().filter(leads).max_by_key(|number| self.node(*number).term())
    }

    /// Feeds a node, and lets everything that follows happen at the same moment.
    pub(super) fn step(&mut self, number: u8, input: Input<Byte>) {
        self.feed(number, input);
        self.settle();
    }

    /// Feeds a node; what it sends stays on the wire.
    pub(super) fn feed(&mut self, number: u8, input: Input<Byte>) {
        let now = self.now;
        let member = self.member_mut(number);
        if member.up {
            let effects = member.node.step(now, input);
            self.perform(number, effects);
        }
    }

    /// Delivers all that is on the wire, and all that follows.
    pub(super) fn settle(&mut self) {
        for _ in 0..20_000 {
            let Some(message) = self.wire.pop_front() else { return };
            self.arrive(message);
        }
        panic!("the network never falls silent: {:?}", self.wire);
    }

    /// Lets one message arrive, if its way is open.
    pub(super) fn arrive(&mut self, message: Message<Byte>) {
        let known = usize::from(message.to.number()) <= self.members.len();
        if known && !self.cut.contains(&(message.from, message.to)) {
            self.feed(message.to.number(), Input::Message(message));
        }
    }

    /// Lets virtual time pass, waking each node when it wants.
    pub(super) fn advance(&mut self, span: Duration) {
        let end = self.now + span;
        loop {
            let due = self.members.iter().filter(|member| member.up).map(|member| member.node.deadline()).min();
            let Some(due) = due.filter(|due| *due <= end) else { break };
            self.now = self.now.max(due);
            for number in self.numbers() {
                if self.node(number).deadline() <= self.now {
                    self.step(number, Input::Wake);
                }
            }
        }
        self.now = end;
    }

    /// Elects this node by firing its timer, after everybody's vote lease has run out.
    pub(super) fn elect(&mut self, number: u8) {
        self.now += Duration::from_secs(1);
        self.step(number, Input::Fire);
        assert!(self.node(number).role().is_leader(), "n{number} was not elected: {:?}", self.node(number).role());
    }

    pub(super) fn propose(&mut self, number: u8, payload: Payload<Byte>) {
        self.step(number, Input::Propose(vec![payload]));
    }

    /// Cuts this node off, in both directions.
    pub(super) fn isolate(&mut self, number: u8) {
        for other in self.numbers() {
            self.cut.push((id(number), id(other)));
            self.cut.push((id(other), id(number)));
        }
    }

    pub(super) fn heal(&mut self) {
        self.cut.clear();
    }

    pub(super) fn crash(&mut self, number: u8) {
        let member = self.member_mut(number);
        member.up = false;
        member.held.clear();
        member.writing = None;
    }

    pub(super) fn restart(&mut self, number: u8) {
        let (now, seed) = (self.now, self.seed ^ self.events.len() as u64);
        let member = self.member_mut(number);
        let timers = Stream::new(seed, Label::Timer { node: id(number), start: 1 });
        let (tuning, sabotage) = (*member.node.tuning(), member.node.sabotage());
        let (node, effects) = Node::restart(id(number), &member.durable, tuning, sabotage, timers, now, false).unwrap();
        member.machine = member.durable.snapshot().map_or(Vec::new(), |snapshot| snapshot.state.clone());
        member.node = node;
        member.up = true;
        self.perform(number, effects);
    }

    /// The write under way is done.
    pub(super) fn disk_done(&mut self, number: u8) {
        let now = self.now;
        let member = self.member_mut(number);
        let Some((write, promises)) = member.writing.take() else { return };
        member.durable.store(write);
        let effects = member.node.step(now, Input::Stored);
        self.wire.extend(promises);
        self.perform(number, effects);
    }

    /// Compacts a node's log up to what it has applied.
    pub(super) fn compact(&mut self, number: u8, keep: u64) {
        let state = self.member(number).machine.clone();
        let to = self.node(number).applied();
        self.step(number, Input::Compact { to, keep, state });
    }

    pub(super) fn is_writing(&self, number: u8) -> bool {
        self.member(number).writing.is_some()
    }

    pub(super) fn count(&self, wanted: impl Fn(&RaftEvent) -> bool) -> usize {
        self.events.iter().filter(|(_, event)| wanted(event)).count()
    }

    fn perform(&mut self, number: u8, effects: Effects<Byte>) {
        self.events.extend(effects.events.into_iter().map(|event| (id(number), event)));
        let (at_once, now) = (self.disks_at_once, self.now);
        let member = self.member_mut(number);
        member.reads.extend(effects.reads);
        member.dropped.extend(effects.dropped);
        let waits = effects.sync && !member.node.sabotage().answer_before_sync;
        let mut free = Vec::new();
        for message in effects.send {
            match &mut member.writing {
                _ if !message.body.is_promise() => free.push(message),
                _ if waits => member.held.push(message),
                Some((_, covered)) => covered.push(message),
                None => free.push(message),
            }
        }
        if let Some(write) = member.node.write() {
            member.writing = Some((write, core::mem::take(&mut member.held)));
        }
        if let Some(snapshot) = effects.install {
            member.machine = snapshot.state;
        }
        let applied = effects.committed.last().map(|entry| entry.index);
        for entry in effects.committed {
            if let Payload::Command(Byte(byte)) = entry.payload {
                member.machine.push(byte);
            }
        }
        let after = applied.map(|index| member.node.step(now, Input::Applied(index)));
        self.wire.extend(free);
        if let Some(effects) = after {
            self.perform(number, effects);
        }
        if effects.snapshot_wanted {
            let state = self.member(number).machine.clone();
            let to = self.node(number).applied();
            self.feed(number, Input::Compact { to, keep: 0, state });
        }
        if at_once {
            self.disk_done(number);
        }
    }
}
