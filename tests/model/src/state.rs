//! The state of the whole cluster, cheap to copy and quick to tell apart.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    ops::Deref,
    sync::Arc,
};

use agora_core::{
    id::Index,
    raft::{Message, Payload},
};

use crate::{
    history::{Committed, History},
    member::{Letter, Member},
};

/// A value that states share, and its fingerprint, which is computed once.
#[derive(Debug)]
pub struct Shared<T> {
    /// Differs for different values.
    pub fingerprint: u64,
    value: Arc<T>,
}

impl<T: Hash> Shared<T> {
    /// Shares a value.
    pub fn new(value: T) -> Self {
        Self { fingerprint: fingerprint(&value), value: Arc::new(value) }
    }
}

/// A number that differs for different values.
pub fn fingerprint<T: Hash>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self { fingerprint: self.fingerprint, value: Arc::clone(&self.value) }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint && self.value == other.value
    }
}

impl<T> Hash for Shared<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fingerprint.hash(state);
    }
}

/// Everything that was sent and may still matter, each message once, in the order of fingerprints.
#[derive(Clone, PartialEq, Hash, Debug, Default)]
pub struct Wire(Vec<Shared<Message<Letter>>>);

impl Wire {
    /// Puts a message on the wire.
    pub fn send(&mut self, message: &Shared<Message<Letter>>) {
        if let Err(place) = self.0.binary_search_by_key(&message.fingerprint, |other| other.fingerprint) {
            self.0.insert(place, message.clone());
        }
    }

    /// Takes off what nobody can react to any more.
    pub fn keep(&mut self, matters: impl Fn(&Message<Letter>) -> bool) {
        self.0.retain(|message| matters(message));
    }

    /// What may arrive, in a fixed order.
    pub fn messages(&self) -> impl Iterator<Item = &Shared<Message<Letter>>> {
        self.0.iter()
    }
}

/// How much may still happen of what could go on for ever.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Left {
    /// Proposals.
    pub proposals: u8,
    /// Crashes.
    pub crashes: u8,
    /// Heartbeats.
    pub beats: u8,
    /// Changes of members.
    pub changes: u8,
}

/// The cluster.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct State {
    /// n1, n2, n3.
    pub members: Vec<Shared<Member>>,
    /// What is on its way.
    pub wire: Wire,
    /// What may still happen.
    pub left: Left,
    /// So many members have done something yet; they are the first ones.
    pub acted: u8,
    /// What happened.
    pub history: Shared<History>,
}

impl State {
    /// Raft §5.3: where two logs have the same term at an index, they are equal up to there.
    pub fn logs_match(&self) -> bool {
        let logs: Vec<_> = self.members.iter().map(|member| member.node.log()).collect();
        let pairs =
            logs.iter().enumerate().flat_map(|(place, one)| logs[..place].iter().map(move |other| (one, other)));
        pairs.into_iter().all(|(one, other)| {
            let shorter = one.last_index().min(other.last_index());
            let agree = |index: &u64| one.term_at(Index(*index)) == other.term_at(Index(*index));
            let Some(last) = (1..=shorter.0).rev().find(agree) else { return true };
            let all = Index(1)..=Index(last);
            one.iter(all.clone()).eq(other.iter(all))
        })
    }

    /// Raft §5.4: a leader has every entry that was committed in an earlier term.
    pub fn leaders_are_complete(&self) -> bool {
        let leaders = self.members.iter().map(|member| &member.node).filter(|node| node.role().is_leader());
        leaders.into_iter().all(|leader| {
            let earlier = self.history.committed.iter().filter(|committed| committed.term < leader.term());
            earlier.into_iter().all(|Committed { entry, .. }| leader.log().get(entry.index) == Some(entry))
        })
    }

    /// Whether a member has applied that one of the three is out.
    pub fn somebody_is_out(&self) -> bool {
        self.members.iter().any(|member| member.node.configuration().members().len() < self.members.len())
    }

    /// Whether every member has applied a command.
    pub fn all_applied_a_command(&self) -> bool {
        self.members.iter().all(|member| {
            let applied = Index(1)..=member.node.applied();
            applied.end().0 > 0
                && member.node.log().iter(applied).any(|entry| matches!(entry.payload, Payload::Command(_)))
        })
    }
}
