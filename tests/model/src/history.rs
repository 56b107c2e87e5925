//! What once was true, as far as a later state may contradict it.

use std::collections::BTreeMap;

use agora_core::{
    id::{Index, NodeId, Term},
    raft::{Entry, RaftEvent},
};

use crate::member::{Letter, Member};

/// A promise that the past and the present break together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Breach {
    /// Two nodes led in one term.
    TwoLeaders,
    /// Two nodes took different entries at one index for committed.
    CommittedDiffers,
}

/// An entry, and the term of the node that first knew it to be committed: its leader's.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Committed {
    /// The entry.
    pub entry: Entry<Letter>,
    /// The leader's term.
    pub term: Term,
}

/// The past.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct History {
    /// Who led in which term.
    pub leaders: BTreeMap<Term, NodeId>,
    /// Every entry that anybody took for committed, from index 1 on.
    pub committed: Vec<Committed>,
    /// A stored entry gave way to another one.
    pub replaced: bool,
    /// What went wrong first.
    pub breach: Option<Breach>,
}

impl History {
    /// The past once one member did this in one step; `None` when nothing is new.
    pub fn after(&self, before: &Member, after: &Member, events: &[RaftEvent]) -> Option<Self> {
        if events.is_empty() && after.node.commit() <= before.node.commit() {
            return None;
        }
        let mut history = self.clone();
        for event in events {
            match *event {
                RaftEvent::BecameLeader { term, .. } => history.led(term, after.node.id()),
                RaftEvent::Truncated { from } if from <= before.node.stored_up_to() => history.replaced = true,
                _ => {}
            }
        }
        let newly = before.node.commit().next()..=after.node.commit();
        after.node.log().iter(newly).for_each(|entry| history.commits(entry, after.node.term()));
        Some(history)
    }

    fn led(&mut self, term: Term, leader: NodeId) {
        if *self.leaders.entry(term).or_insert(leader) != leader {
            self.breach.get_or_insert(Breach::TwoLeaders);
        }
    }

    fn commits(&mut self, entry: &Entry<Letter>, term: Term) {
        let place = entry.index.previous();
        match self.committed.get(place.0 as usize) {
            Some(known) if known.entry != *entry => {
                self.breach.get_or_insert(Breach::CommittedDiffers);
            }
            Some(_) => {}
            None => {
                assert!(place == Index(self.committed.len() as u64), "commits leave no hole");
                self.committed.push(Committed { entry: entry.clone(), term });
            }
        }
    }
}
