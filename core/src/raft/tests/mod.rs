//! The rules of Raft, each in one short test; and many random runs against the promises of the paper.
//!
//! This file has what they share: a command of one byte, and single nodes with a chosen past.

mod disk;
mod election;
mod figures;
mod limits;
mod logs;
mod membership;
mod network;
mod paper;
mod promises;
mod random;
mod reads;
mod replication;
mod rules;
mod snapshots;
mod survival;
mod transfer;
mod values;

use alloc::{vec, vec::Vec};

use super::*;
use crate::{
    id::{Index, NodeId, NodeSet, Term},
    rng::{Label, Stream},
    time::{Duration, SimTime},
};

/// A command that weighs as many bytes as its number says, and at least one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Byte(pub(super) u8);

impl Command for Byte {
    /// Every command applied so far.
    type Snapshot = Vec<u8>;

    fn size(&self) -> usize {
        usize::from(self.0).max(1)
    }

    fn digest(&self) -> u64 {
        u64::from(self.0) + 1
    }

    fn snapshot_size(state: &Vec<u8>) -> usize {
        state.len()
    }
}

fn id(number: u8) -> NodeId {
    NodeId::new(number).unwrap()
}

fn set(numbers: &[u8]) -> NodeSet {
    numbers.iter().copied().map(id).collect()
}

fn voters(numbers: &[u8]) -> Configuration {
    Configuration::of(set(numbers))
}

fn at(term: u64, index: u64) -> LogPosition {
    LogPosition { term: Term(term), index: Index(index) }
}

fn command(number: u8) -> Payload<Byte> {
    Payload::Command(Byte(number))
}

fn entry(term: u64, index: u64, number: u8) -> Entry<Byte> {
    Entry { term: Term(term), index: Index(index), payload: command(number) }
}

fn change(steps: &[ChangeStep]) -> Payload<Byte> {
    Payload::Change(ConfigChange { transition: Transition::Auto, steps: steps.to_vec() }.into(), None)
}

/// A log with entries of these terms, from index 1 on; each entry's command is its index.
fn entries(terms: &[u64]) -> Vec<Entry<Byte>> {
    terms.iter().zip(1..).map(|(term, index)| entry(*term, index, index as u8)).collect()
}

/// A disk with that configuration, term, commit index, and a log of those terms.
fn disk(configuration: Configuration, term: u64, commit: u64, terms: &[u64]) -> Durable<Byte> {
    let mut durable = Durable::new(configuration);
    durable.store(Write {
        hard: Some(HardState { term: Term(term), vote: None, commit: Index(commit) }),
        snapshot: None,
        rebase: None,
        entries: entries(terms).into(),
        promises: true,
    });
    durable
}

fn restart(number: u8, durable: &Durable<Byte>, tuning: Tuning, sabotage: Sabotage) -> Node<Byte> {
    let timers = Stream::new(1, Label::Timer { node: id(number), start: 1 });
    Node::restart(id(number), durable, tuning, sabotage, timers, SimTime::ZERO, false).unwrap().0
}

/// A node of a cluster of these voters, in that term, with a log of those terms.
fn node(number: u8, members: &[u8], term: u64, terms: &[u64]) -> Node<Byte> {
    restart(number, &disk(voters(members), term, 0, terms), Tuning::default(), Sabotage::default())
}

/// Stores all that waits.
fn store(node: &mut Node<Byte>) -> Effects<Byte> {
    let mut all = Effects::default();
    store_into(node, &mut all);
    all
}

fn store_into(node: &mut Node<Byte>, all: &mut Effects<Byte>) {
    while node.write().is_some() {
        let now = node.now;
        node.step_into(now, Input::Stored, all);
    }
}

/// Applies all that was handed out.
fn apply(node: &mut Node<Byte>) -> Effects<Byte> {
    node.step(node.now, Input::Applied(node.handed_out))
}

/// Lets a message arrive from node `from`, in that term.
fn deliver(node: &mut Node<Byte>, from: u8, term: u64, body: Body<Byte>) -> Effects<Byte> {
    let mut effects = Effects::default();
    deliver_into(node, from, term, body, &mut effects);
    effects
}

fn deliver_into(node: &mut Node<Byte>, from: u8, term: u64, body: Body<Byte>, all: &mut Effects<Byte>) {
    let message = Message { from: id(from), to: node.id(), term: Some(Term(term)), body };
    node.step_into(node.now, Input::Message(message), all);
}

fn propose(node: &mut Node<Byte>, payload: Payload<Byte>) -> Effects<Byte> {
    node.step(node.now, Input::Propose(vec![payload]))
}

/// Makes the node leader of the next term by the votes of all others; its no-op is stored, and nobody has acknowledged it.
fn elect(node: &mut Node<Byte>) -> Effects<Byte> {
    let others = node.configuration().all_voters().without(node.id());
    let mut all = node.step(node.now, Input::Fire);
    for ballot in [Ballot::PreVote, Ballot::Vote] {
        let term = if ballot == Ballot::PreVote { node.term().next() } else { node.term() };
        for other in others.iter() {
            let body = Body::VoteResponse { ballot, granted: true };
            deliver_into(node, other.number(), term.0, body, &mut all);
        }
        store_into(node, &mut all);
    }
    assert!(node.role().is_leader(), "not elected: {:?}", node.role());
    all
}

/// A follower's acknowledgement, in the leader's term.
fn accept(node: &mut Node<Byte>, from: u8, last: u64) -> Effects<Byte> {
    deliver(node, from, node.term().0, Body::AppendAccepted { last: Index(last) })
}

/// A follower's answer to a heartbeat.
fn alive(node: &mut Node<Byte>, from: u8, reads_up_to: u64) -> Effects<Byte> {
    deliver(node, from, node.term().0, Body::HeartbeatResponse { reads_up_to })
}

/// Lets that much time pass, and wakes the node.
fn wait(node: &mut Node<Byte>, span: Duration) -> Effects<Byte> {
    let now = node.now + span;
    node.step(now, Input::Wake)
}

fn wait_for_timer(node: &mut Node<Byte>) -> Effects<Byte> {
    let now = node.deadline();
    node.step(now, Input::Wake)
}

/// The bodies sent to one node.
fn sent(effects: &Effects<Byte>, to: u8) -> Vec<&Body<Byte>> {
    effects.send.iter().filter(|message| message.to == id(to)).map(|message| &message.body).collect()
}

/// The appends sent to one node: previous place, terms of the entries, commit index.
fn appends(effects: &Effects<Byte>, to: u8) -> Vec<(LogPosition, Vec<u64>, u64)> {
    let append = |body: &Body<Byte>| match body {
        Body::Append { previous, entries, commit } => {
            Some((*previous, entries.iter().map(|entry| entry.term.0).collect(), commit.0))
        }
        _ => None,
    };
    sent(effects, to).into_iter().filter_map(append).collect()
}

fn granted(effects: &Effects<Byte>, to: u8) -> Option<bool> {
    sent(effects, to).into_iter().find_map(|body| match body {
        Body::VoteResponse { granted, .. } => Some(*granted),
        _ => None,
    })
}

fn ask(node: &mut Node<Byte>, from: u8, term: u64, ballot: Ballot, last: LogPosition) -> Effects<Byte> {
    deliver(node, from, term, Body::VoteRequest { ballot, last, transfer: false })
}

fn terms(node: &Node<Byte>) -> Vec<u64> {
    node.log().iter(Index(1)..=node.log().last_index()).map(|entry| entry.term.0).collect()
}

fn follower_of(node: &Node<Byte>) -> Option<u8> {
    matches!(node.role(), Role::Follower).then(|| node.leader().map_or(0, NodeId::number))
}

fn progress(node: &Node<Byte>, peer: u8) -> &Progress {
    node.role().leadership().unwrap().progress.get(id(peer)).unwrap()
}

fn read_id(node: u8, number: u64) -> ReadId {
    ReadId { node: id(node), number }
}
