//! What must always hold, judged after every event.
//!
//! The checks read events and nothing else. They keep books of their own, so that a bug in a member cannot hide in
//! the member's own state; the books grow with what is written, never with time that passes.

mod books;
mod client_view;
mod history;
mod watches;

pub use crate::sim::verdict::{Breach, Invariant, Verdict};

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use crate::{
    id::{Index, NodeId, Term},
    raft::{
        event::RaftEvent,
        message::{Ballot, LogPosition},
    },
    sim::{
        event::{Event, EventKind},
        place::Place,
    },
};
use books::{Applied, Entries, Ledger};
use client_view::Acknowledged;
use history::History;
use watches::Watches;

/// The judge of one run.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Checks {
    /// The first breach of each invariant.
    breaches: BTreeMap<Invariant, Breach>,
    leaders: BTreeMap<Term, NodeId>,
    votes: BTreeMap<(Term, NodeId), NodeId>,
    /// By number, from 1.
    members: Vec<Known>,
    /// Every entry that was ever appended, and what is committed.
    entries: Entries,
    ledger: Ledger,
    applied: Applied,
    acknowledged: Acknowledged,
    history: History,
    watches: Watches,
}

/// What the judge knows of one member from its events.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Known {
    term: Term,
    /// The term that its disk holds.
    stored: Term,
    commit: Index,
    /// The terms of its log: where each run of one term begins.
    log: books::Terms,
    leads: Option<Term>,
}

type Finding = Result<(), (Invariant, String)>;

impl Checks {
    /// What is known of every invariant, in a fixed order.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let verdict = |invariant| Verdict { invariant, breach: self.breaches.get(&invariant).cloned() };
        Invariant::ALL.into_iter().map(verdict).collect()
    }

    /// The first breach of any invariant.
    pub fn first_breach(&self) -> Option<(Invariant, &Breach)> {
        let breaches = self.breaches.iter().map(|(invariant, breach)| (*invariant, breach));
        breaches.min_by_key(|(_, breach)| breach.event)
    }

    /// Lets a clone that is made now share the books for ever, as far as they only grow.
    pub fn settle(&mut self) {
        self.entries.settle();
        self.applied.settle();
        self.watches.settle();
    }

    /// Judges one event. Returns whether an invariant was broken for the first time.
    #[inline]
    pub fn observe(&mut self, event: &Event) -> bool {
        !event.is_traffic() && self.weigh(event)
    }

    fn weigh(&mut self, event: &Event) -> bool {
        if let EventKind::Founded(held) = &event.kind {
            // Another cluster has terms, places and promises of its own.
            let breaches = core::mem::take(&mut self.breaches);
            *self = Self { breaches, history: History::begun_with(held), ..Self::default() };
            return false;
        }
        let mut news = false;
        if let Err((invariant, text)) = self.judge(event) {
            news |= self.note(event, invariant, text);
        }
        let more = match (&event.kind, event.place) {
            (EventKind::Raft(RaftEvent::BecameLeader { term, .. }), Some(place)) => self.lost_write(place, *term),
            (EventKind::RequestSent { .. } | EventKind::RequestEnded { .. }, _) => self.history.observe(&event.kind),
            _ => return news,
        };
        if let Err((invariant, text)) = more {
            news |= self.note(event, invariant, text);
        }
        news
    }

    /// Writes down a breach. Returns whether it is the first of its kind.
    fn note(&mut self, event: &Event, invariant: Invariant, text: String) -> bool {
        let news = !self.breaches.contains_key(&invariant);
        self.breaches.entry(invariant).or_insert(Breach { event: event.id, at: event.at, text });
        news
    }

    /// A new leader's log is the history from now on: what a client was told is done must be in it.
    fn lost_write(&mut self, place: Place, term: Term) -> Finding {
        let Some(node) = place.member() else { return Ok(()) };
        let log = &known(&mut self.members, node).log;
        self.acknowledged.must_be_in(log, place, term, &self.ledger)
    }

    fn judge(&mut self, event: &Event) -> Finding {
        let member = event.place.and_then(Place::member);
        match (&event.kind, member) {
            (EventKind::Raft(fact), Some(node)) => self.raft(node, fact),
            (EventKind::Stored { term, .. }, Some(node)) => {
                self.known(node).stored = *term;
                Ok(())
            }
            (EventKind::Started { last, last_term, term }, Some(node)) => {
                self.started(node, LogPosition { term: *last_term, index: *last }, *term)
            }
            (EventKind::Crashed { .. }, Some(node)) => {
                self.known(node).leads = None;
                Ok(())
            }
            (EventKind::Wiped, Some(node)) => {
                *self.known(node) = Known::default();
                Ok(())
            }
            (EventKind::Applied { index, term, digest, revision, hash }, Some(node)) => {
                self.applied.check(node, LogPosition { term: *term, index: *index }, *digest, (*revision, *hash))
            }
            (EventKind::Changed(changes), _) => {
                self.watches.changed(changes);
                Ok(())
            }
            (EventKind::Watch(news), _) => self.watches.observe(news),
            (EventKind::RequestEnded { outcome, request }, _) => {
                self.acknowledged.check(*request, *outcome, &self.ledger)
            }
            _ => Ok(()),
        }
    }

    fn known(&mut self, node: NodeId) -> &mut Known {
        known(&mut self.members, node)
    }

    fn started(&mut self, node: NodeId, last: LogPosition, term: Term) -> Finding {
        let known = known(&mut self.members, node);
        // A term that was not stored yet has not left the member either.
        let before = known.stored;
        self.entries.bring_back(&mut known.log, last);
        // The commit index is stored without a sync, so a restart may find an older one (etcd, `MustSync`).
        known.commit = Index(0);
        known.leads = None;
        known.term = term;
        never_back(node, "term", before.0, term.0)
    }

    fn raft(&mut self, node: NodeId, fact: &RaftEvent) -> Finding {
        match fact {
            RaftEvent::BecameLeader { term, last } => self.became_leader(node, *term, *last),
            RaftEvent::BecameFollower { term, .. } => {
                self.known(node).leads = None;
                self.term_is(node, *term)
            }
            RaftEvent::BecameCandidate { term } | RaftEvent::TermAdopted { term } => self.term_is(node, *term),
            RaftEvent::Voted { ballot: Ballot::Vote, term, candidate } => self.voted(node, *term, *candidate),
            RaftEvent::Appended { at, previous_term, digest } => self.appended(node, *at, *previous_term, *digest),
            RaftEvent::Truncated { from } => self.truncated(node, *from),
            RaftEvent::Committed { to } => self.committed(node, *to),
            RaftEvent::SnapshotInstalled { last } => {
                self.known(node).log.restart_at(*last);
                self.known(node).commit = last.index;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn term_is(&mut self, node: NodeId, term: Term) -> Finding {
        let known = self.known(node);
        let before = core::mem::replace(&mut known.term, term);
        never_back(node, "term", before.0, term.0)
    }

    fn became_leader(&mut self, node: NodeId, term: Term, last: LogPosition) -> Finding {
        self.known(node).leads = Some(term);
        self.term_is(node, term)?;
        let first = *self.leaders.entry(term).or_insert(node);
        if first != node {
            let text = format!("{node} leads term {term}, and so did {first}");
            return Err((Invariant::ElectionSafety, text));
        }
        let log = &known(&mut self.members, node).log;
        match self.ledger.missing_in(log, term, last.index) {
            Some(entry) => {
                let text = format!(
                    "{node} leads term {term} without the entry {} of term {}, which is committed",
                    entry.index, entry.term
                );
                Err((Invariant::LeaderCompleteness, text))
            }
            None => Ok(()),
        }
    }

    fn voted(&mut self, node: NodeId, term: Term, candidate: NodeId) -> Finding {
        let first = *self.votes.entry((term, node)).or_insert(candidate);
        if first == candidate {
            return Ok(());
        }
        let text = format!("{node} voted for {candidate} in term {term}, and for {first} before");
        Err((Invariant::OneVotePerTerm, text))
    }

    fn appended(&mut self, node: NodeId, at: LogPosition, previous_term: Term, digest: u64) -> Finding {
        let known = self.known(node);
        let follows = known.log.last_index().next() == at.index;
        known.log.push(at);
        if !follows {
            let text = format!("{node} appended the entry {} elsewhere than at the end of its log", at.index);
            return Err((Invariant::LogMatching, text));
        }
        match self.entries.note(at, previous_term, digest) {
            Ok(()) => Ok(()),
            Err(text) => Err((Invariant::LogMatching, format!("{node}: {text}"))),
        }
    }

    fn truncated(&mut self, node: NodeId, from: Index) -> Finding {
        let known = self.known(node);
        known.log.truncate(from);
        if known.leads.is_some() {
            let text = format!("{node} leads, and removed its own entries from {from} on");
            return Err((Invariant::LeaderAppendOnly, text));
        }
        Ok(())
    }

    fn committed(&mut self, node: NodeId, to: LogPosition) -> Finding {
        let known = known(&mut self.members, node);
        let before = core::mem::replace(&mut known.commit, to.index);
        never_back(node, "commit index", before.0, to.index.0)?;
        match self.ledger.commit(before, to, &known.log, known.term) {
            Ok(()) => Ok(()),
            Err(text) => Err((Invariant::StateMachineSafety, format!("{node}: {text}"))),
        }
    }
}

/// What is known of a member, nothing at first.
fn known(members: &mut Vec<Known>, node: NodeId) -> &mut Known {
    let place = usize::from(node.number()) - 1;
    if members.len() <= place {
        members.resize(place + 1, Known::default());
    }
    &mut members[place]
}

fn never_back(node: NodeId, what: &str, before: u64, after: u64) -> Finding {
    if after >= before {
        return Ok(());
    }
    Err((Invariant::NeverBack, format!("the {what} of {node} went back from {before} to {after}")))
}
