//! Bare nodes with disks, machines and a wire between them. Nothing happens by itself; all that happens is written down.

use std::collections::{BTreeMap, VecDeque};

use agora_core::{
    id::{Index, NodeId, NodeSet, Term},
    raft::{
        Body, Configuration, Durable, Effects, Entry, Input, LogPosition, Message, Node, Payload, Sabotage, Tuning,
        Write,
    },
    rng::{Label, Stream},
    time::{Duration, SimTime},
};

use crate::words::{self, Word};

/// One member.
pub struct Member {
    pub node: Node<Word>,
    durable: Durable<Word>,
    /// The write under way, and the promises that leave once it is done.
    writing: Option<(Write<Word>, Vec<Message<Word>>)>,
    /// Promises that wait for the next write.
    held: Vec<Message<Word>>,
    /// What is committed and not applied.
    committed: VecDeque<Entry<Word>>,
    /// Everything applied, with a space between.
    machine: String,
    /// Its writes end only when the script says so.
    pub slow: bool,
    /// It applies only when the script says so.
    pub lazy: bool,
}

/// A cluster in a moment, and the transcript so far.
#[derive(Default)]
pub struct Cluster {
    pub members: BTreeMap<NodeId, Member>,
    pub initial: Configuration,
    pub tuning: Tuning,
    pub now: SimTime,
    wire: BTreeMap<NodeId, VecDeque<Message<Word>>>,
    pub transcript: String,
}

impl Cluster {
    /// A node without a past.
    pub fn join(&mut self, id: NodeId) {
        let durable = Durable::new(self.initial);
        self.start(id, durable);
    }

    /// A cluster whose members have no past.
    pub fn of(initial: Configuration, tuning: Tuning) -> Self {
        let mut cluster = Self { initial, tuning, ..Self::default() };
        initial.members().iter().for_each(|id| cluster.join(id));
        cluster
    }

    /// A node whose disk holds a log of these terms; each command is its index. It learnt that from the others.
    pub fn join_with_log(&mut self, id: NodeId, term: u64, commit: u64, terms: &[u64]) {
        let mut durable = Durable::new(self.initial);
        let (mut scratch, _) = self.restarted(id, &durable);
        let others = self.initial.members().without(id);
        let entries = terms.iter().zip(1..).map(|(term, index)| Entry {
            index: Index(index),
            term: Term(*term),
            payload: Payload::Command(Word(index.to_string())),
        });
        let body = Body::Append { previous: LogPosition::default(), entries: entries.collect(), commit: Index(commit) };
        let from = others.iter().next().expect("a cluster of more than one member");
        let message = Message { from, to: id, term: Some(Term(term)), body };
        scratch.step(self.now, Input::Message(message));
        durable.store(scratch.write().expect("something to store"));
        self.start(id, durable);
    }

    /// Loses what is not on the disk, and starts again from that.
    pub fn crash(&mut self, id: NodeId) {
        let durable = self.member(id).durable.clone();
        self.tell(&format!("{id} crashes and starts again"));
        let before = words::state(&self.member(id).node);
        self.start(id, durable);
        self.show_changes(id, &before);
    }

    fn start(&mut self, id: NodeId, durable: Durable<Word>) {
        let (node, effects) = self.restarted(id, &durable);
        let machine = durable.snapshot().map_or(String::new(), |snapshot| snapshot.state.clone());
        let member = Member {
            node,
            durable,
            writing: None,
            held: Vec::new(),
            committed: VecDeque::new(),
            machine,
            slow: false,
            lazy: false,
        };
        self.members.insert(id, member);
        self.perform(id, effects);
    }

    fn restarted(&self, id: NodeId, durable: &Durable<Word>) -> (Node<Word>, Effects<Word>) {
        let timers = Stream::new(1, Label::Timer { node: id, start: 1 });
        let started = Node::restart(id, durable, self.tuning, Sabotage::default(), timers, self.now, false);
        started.expect("dials that a node can run with")
    }

    pub fn member(&mut self, id: NodeId) -> &mut Member {
        self.members.get_mut(&id).unwrap_or_else(|| panic!("{id} does not exist"))
    }

    pub fn tell(&mut self, line: &str) {
        self.transcript += line;
        self.transcript += "\n";
    }

    /// Feeds a node; all that it does at once is written down.
    pub fn feed(&mut self, id: NodeId, input: Input<Word>) {
        let now = self.now;
        let member = self.member(id);
        let before = words::state(&member.node);
        let effects = member.node.step(now, input);
        for event in &effects.events {
            if let Some(text) = words::event(event) {
                self.tell(&format!("  {text}"));
            }
        }
        self.show_changes(id, &before);
        self.perform(id, effects);
    }

    fn show_changes(&mut self, id: NodeId, before: &[(String, String)]) {
        let after = words::state(&self.member(id).node);
        let old = |name: &str| before.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
        let mut own = Vec::new();
        let mut lines = Vec::new();
        for (name, value) in &after {
            let text = match old(name) {
                Some(old) if old == value => continue,
                Some(old) if !name.starts_with("of ") => format!("{name} {old} → {value}"),
                _ => format!("{name} {value}"),
            };
            if name.starts_with("of ") { lines.push(text) } else { own.push(text) }
        }
        if !own.is_empty() {
            lines.insert(0, own.join(", "));
        }
        for line in lines {
            self.tell(&format!("  * {line}"));
        }
    }

    fn perform(&mut self, id: NodeId, effects: Effects<Word>) {
        for read in &effects.reads {
            self.tell(&format!("  answers read {} once {} is applied", read.id.number, read.index.0));
        }
        if effects.snapshot_wanted {
            self.tell("  wants a newer snapshot");
        }
        let member = self.member(id);
        if let Some(snapshot) = &effects.install {
            member.machine.clone_from(&snapshot.state);
            member.committed.clear();
        }
        member.committed.extend(effects.committed);
        let unstored = effects.sync || member.writing.is_some();
        let (held, free): (Vec<_>, Vec<_>) =
            effects.send.into_iter().partition(|message| message.body.is_promise() && unstored);
        for message in &held {
            let line = format!("  → {} once stored: {}", message.to, words::message(message));
            self.tell(&line);
        }
        self.member(id).held.extend(held);
        for message in free {
            self.tell(&format!("  → {}: {}", message.to, words::message(&message)));
            self.wire.entry(message.to).or_default().push_back(message);
        }
    }

    /// Hands a write to the disk. Whether there was something to write.
    pub fn begin_write(&mut self, id: NodeId) -> bool {
        let member = self.member(id);
        let Some(write) = member.node.write() else { return false };
        let text = words::disk_write(&write);
        let promises = std::mem::take(&mut member.held);
        member.writing = Some((write, promises));
        self.tell(&format!("{id} writes {text}"));
        true
    }

    /// The write under way is on the disk. Whether there was one.
    pub fn end_write(&mut self, id: NodeId) -> bool {
        let member = self.member(id);
        let Some((write, promises)) = member.writing.take() else { return false };
        let slow = member.slow;
        member.durable.store(write);
        if slow {
            self.tell(&format!("{id} has written"));
        }
        for message in promises {
            self.tell(&format!("  → {}: {}", message.to, words::message(&message)));
            self.wire.entry(message.to).or_default().push_back(message);
        }
        self.feed(id, Input::Stored);
        true
    }

    /// What waits for the next write leaves before it, as no careful member would let it. Whether something waited.
    pub fn leak(&mut self, id: NodeId) -> bool {
        let held = std::mem::take(&mut self.member(id).held);
        let some = !held.is_empty();
        for message in held {
            self.tell(&format!("leaks, {id} → {}: {}", message.to, words::message(&message)));
            self.wire.entry(message.to).or_default().push_back(message);
        }
        some
    }

    /// Applies all that was handed out. Whether there was something.
    pub fn apply(&mut self, id: NodeId) -> bool {
        let member = self.member(id);
        let committed: Vec<_> = member.committed.drain(..).collect();
        let Some(last) = committed.last().map(|entry| entry.index) else { return false };
        for entry in &committed {
            if let Payload::Command(Word(word)) = &entry.payload {
                if !member.machine.is_empty() {
                    member.machine.push(' ');
                }
                member.machine += word;
            }
        }
        self.tell(&format!("{id} applies {}", words::entries(&committed)));
        self.feed(id, Input::Applied(last));
        true
    }

    /// The machine's state becomes the node's snapshot.
    pub fn compact(&mut self, id: NodeId, keep: u64) {
        let member = self.member(id);
        let (to, state) = (member.node.applied(), member.machine.clone());
        self.tell(&format!("{id} takes a snapshot of {}: {state}", to.0));
        self.feed(id, Input::Compact { to, keep, state });
    }

    /// Lets the messages that wait for a node arrive, those of one sender or all, at most so many. Whether there was one.
    pub fn deliver(&mut self, id: NodeId, from: Option<NodeId>, most: usize, again: bool) -> bool {
        let messages = self.take(id, from, most);
        if again {
            self.wire.entry(id).or_default().extend(messages.iter().cloned());
        }
        let some = !messages.is_empty();
        for message in messages {
            self.tell(&format!("{id} ← {}: {}", message.from, words::message(&message)));
            self.feed(id, Input::Message(message));
        }
        some
    }

    /// Loses messages that wait for a node.
    pub fn lose(&mut self, id: NodeId, from: Option<NodeId>, most: usize) {
        for message in self.take(id, from, most) {
            self.tell(&format!("lost, {} to {id}: {}", message.from, words::message(&message)));
        }
    }

    fn take(&mut self, id: NodeId, from: Option<NodeId>, most: usize) -> Vec<Message<Word>> {
        let waiting = std::mem::take(self.wire.entry(id).or_default());
        let mut taken = Vec::new();
        for message in waiting {
            if taken.len() < most && from.is_none_or(|from| from == message.from) {
                taken.push(message);
            } else {
                self.wire.entry(id).or_default().push_back(message);
            }
        }
        taken
    }

    /// Lets these nodes store, apply, and hear each other until nothing is left to do among them.
    pub fn settle(&mut self, among: NodeSet) {
        for _ in 0..1_000 {
            let mut busy = false;
            for id in among.iter().filter(|id| self.members.contains_key(id)).collect::<Vec<_>>() {
                let (slow, lazy) = (self.member(id).slow, self.member(id).lazy);
                busy |= !slow && (self.begin_write(id) | self.end_write(id));
                busy |= !lazy && self.apply(id);
            }
            // What was sent before this round arrives in it; the answers wait for the next.
            let mut letters = Vec::new();
            for id in among.iter().filter(|id| self.members.contains_key(id)).collect::<Vec<_>>() {
                for from in among.iter() {
                    letters.extend(self.take(id, Some(from), usize::MAX));
                }
            }
            for message in letters {
                busy = true;
                let to = message.to;
                self.tell(&format!("{to} ← {}: {}", message.from, words::message(&message)));
                self.feed(to, Input::Message(message));
            }
            if !busy {
                return;
            }
        }
        panic!("the cluster never comes to rest:\n{}", self.transcript);
    }

    /// The clock moves; nobody is woken.
    pub fn wait(&mut self, span: Duration) {
        self.now += span;
    }
}
