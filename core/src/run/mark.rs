//! What a tape shows of a run: the few facts by which one finds a place in an hour.

use crate::{
    check::{Checks, Invariant},
    id::{EventId, Index, LeaseId, RequestId, Term},
    raft::event::RaftEvent,
    shared::Sequence,
    sim::{
        event::{Event, EventKind, Outcome},
        place::Place,
    },
    time::SimTime,
};

/// A fact that one may want to find again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Mark {
    /// When.
    pub at: SimTime,
    /// The event; seeking it leads to just after it.
    pub event: EventId,
    /// Where; `None` for what concerns the whole world.
    pub place: Option<Place>,
    /// What.
    pub kind: MarkKind,
}

/// What kinds of marks there are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MarkKind {
    /// Somebody's term is higher than any before: a band begins, as yet without a leader.
    TermBegan(Term),
    /// Somebody was elected: the band has a leader from here on.
    Elected(Term),
    /// Somebody who led no longer does.
    Deposed,
    /// An entry is committed that nobody knew to be committed before.
    Committed(Index),
    /// A process died.
    Crashed,
    /// A process started again.
    Started,
    /// A process was stopped where it stands, or goes on where it is `false`.
    Paused(bool),
    /// A person did something; what is typed at a prompt is [`MarkKind::Asked`] too, if it leads to a request.
    Deed,
    /// A client sent a request.
    Asked {
        /// The request.
        request: RequestId,
        /// The line of its terminal, from 0, that led to it.
        line: u32,
    },
    /// It got the answer, or gave up where it is not `done`.
    Answered {
        /// The request.
        request: RequestId,
        /// Whether it was done.
        done: bool,
    },
    /// A client heard from a watch that keys changed.
    Notified,
    /// A lease ended, by its time or by a request, and its keys with it: the first member has applied that.
    LeaseEnded(LeaseId),
    /// An invariant was broken for the first time.
    Broken(Invariant),
}

/// The marks of a run so far, and what it takes to tell the next one.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Marks {
    list: Sequence<Mark>,
    term: Term,
    committed: Index,
    /// The last entry that ended a lease.
    lease_ended: Index,
    /// Who leads, as a set of bits by [`crate::id::NodeId::number`].
    leaders: u64,
}

impl Marks {
    pub(super) fn list(&self) -> &Sequence<Mark> {
        &self.list
    }

    /// Lets a clone that is made now share all of them for ever.
    pub(super) fn settle(&mut self) {
        self.list.settle();
    }

    /// Takes in an event; `broken` says that it broke an invariant for the first time.
    #[inline]
    pub(super) fn observe(&mut self, event: &Event, broken: bool, checks: &Checks) {
        if broken {
            self.breaches(event, checks);
        }
        // Most events only tell that a message moved.
        if !matches!(event.kind, EventKind::Sent { .. } | EventKind::Delivered { .. }) {
            self.weigh(event);
        }
    }

    fn weigh(&mut self, event: &Event) {
        let kind = match &event.kind {
            EventKind::Raft(fact) => return self.raft(event, fact),
            EventKind::Crashed { .. } => {
                self.leads(event, false);
                MarkKind::Crashed
            }
            EventKind::Started { .. } if event.at > SimTime::ZERO => MarkKind::Started,
            EventKind::Paused => MarkKind::Paused(true),
            EventKind::Resumed => MarkKind::Paused(false),
            EventKind::Intervened(_) => MarkKind::Deed,
            EventKind::RequestSent { request, line, .. } => MarkKind::Asked { request: *request, line: *line },
            kind if kind.is_watch_notice() => MarkKind::Notified,
            EventKind::LeaseEnded { lease, index, .. } if *index > self.lease_ended => {
                self.lease_ended = *index;
                MarkKind::LeaseEnded(*lease)
            }
            EventKind::RequestEnded { request, outcome } => {
                MarkKind::Answered { request: *request, done: matches!(outcome, Outcome::Done { .. }) }
            }
            _ => return,
        };
        self.add(event, kind);
    }

    fn raft(&mut self, event: &Event, fact: &RaftEvent) {
        match fact {
            RaftEvent::BecameCandidate { term } | RaftEvent::TermAdopted { term } => self.term_is(event, *term),
            RaftEvent::BecameLeader { term, .. } => {
                self.term_is(event, *term);
                self.leads(event, true);
                self.add(event, MarkKind::Elected(*term));
            }
            RaftEvent::BecameFollower { term, .. } => {
                self.term_is(event, *term);
                if self.leads(event, false) {
                    self.add(event, MarkKind::Deposed);
                }
            }
            RaftEvent::Committed { to } if to.index > self.committed => {
                self.committed = to.index;
                self.add(event, MarkKind::Committed(to.index));
            }
            _ => {}
        }
    }

    fn term_is(&mut self, event: &Event, term: Term) {
        if term > self.term {
            self.term = term;
            self.add(event, MarkKind::TermBegan(term));
        }
    }

    /// Writes down whether a member leads; returns whether it did before.
    fn leads(&mut self, event: &Event, leads: bool) -> bool {
        let bit = event.place.and_then(Place::member).map_or(0, |node| 1 << node.number());
        let led = self.leaders & bit != 0;
        self.leaders = if leads { self.leaders | bit } else { self.leaders & !bit };
        led
    }

    /// An event can break several invariants at once.
    fn breaches(&mut self, event: &Event, checks: &Checks) {
        let verdicts = checks.verdicts();
        let fresh = verdicts.iter().filter(|verdict| verdict.breach.as_ref().is_some_and(|b| b.event == event.id));
        for verdict in fresh {
            self.add(event, MarkKind::Broken(verdict.invariant));
        }
    }

    fn add(&mut self, event: &Event, kind: MarkKind) {
        self.list.push(Mark { at: event.at, event: event.id, place: event.place, kind });
    }
}
