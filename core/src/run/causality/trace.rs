//! One request followed through the cluster: what it brought about, and where its time went.

use alloc::{collections::BTreeSet, vec::Vec};

use super::Window;
use crate::{
    id::{EventId, Index, LeaseId, RequestId},
    raft::event::RaftEvent,
    sim::{
        event::{Event, EventKind, MessageKind, Outcome, WatchNews},
        place::Place,
    },
    time::{Duration, SimTime},
};

/// A stage on a request's way, in order. A read has only the first and the last two.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stage {
    /// From the client until its leader appends it (for a read: until the member has it).
    ToLeader,
    /// Until the first follower of the majority that counts has appended it too.
    Replicate,
    /// Until a majority's disks have it.
    Sync,
    /// Until the leader knows, and calls it committed.
    Commit,
    /// Until the member that was asked has applied it (for a read: has confirmed it, and may answer).
    Apply,
    /// Until the client has the answer.
    Reply,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [Self::ToLeader, Self::Replicate, Self::Sync, Self::Commit, Self::Apply, Self::Reply];

    /// Its name in scripts and links.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ToLeader => "to-leader",
            Self::Replicate => "replicate",
            Self::Sync => "sync",
            Self::Commit => "commit",
            Self::Apply => "apply",
            Self::Reply => "reply",
        }
    }
}

/// How long a stage took.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StageSpan {
    /// Which.
    pub stage: Stage,
    /// When it began.
    pub from: SimTime,
    /// How long it took.
    pub took: Duration,
    /// The event with which it ended.
    pub ended: EventId,
}

/// What a request brought about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
    /// The request.
    pub request: RequestId,
    /// Every event that tells of it, in order, on all members and beyond its answer: what watches told of it too, to whatever
    /// client, and the end of a lease that it granted or revoked.
    pub events: Vec<EventId>,
    /// The entry that carries it, for a write that was appended.
    pub index: Option<Index>,
    /// The stages that it has been through, without gaps: together they are the time from asking to the answer, or to as
    /// far as it has come.
    pub stages: Vec<StageSpan>,
}

impl Window {
    /// Follows a client's request through the window; `None` when it was not sent in it.
    ///
    /// A write is known by its entry, wherever that travels: alone or among others in one append, again after a loss, and
    /// on members that append it after the answer.
    pub fn trace(&self, request: RequestId) -> Option<Trace> {
        let asked = self
            .events()
            .iter()
            .find(|event| matches!(event.kind, EventKind::RequestSent { request: sent, .. } if sent == request))?;
        let mut tracer = Tracer::new(self, request);
        tracer.connection();
        let is_write = matches!(&asked.kind, EventKind::RequestSent { ask, .. } if ask.is_write());
        if is_write {
            tracer.entry();
        } else {
            tracer.arrival();
        }
        tracer.lease();
        Some(tracer.trace(asked))
    }
}

struct Tracer<'a> {
    window: &'a Window,
    request: RequestId,
    found: BTreeSet<EventId>,
    index: Option<Index>,
    /// Where stages end.
    ends: Vec<(Stage, &'a Event)>,
}

impl<'a> Tracer<'a> {
    const fn new(window: &'a Window, request: RequestId) -> Self {
        Self { window, request, found: BTreeSet::new(), index: None, ends: Vec::new() }
    }

    fn events(&self) -> impl DoubleEndedIterator<Item = &'a Event> + use<'a> {
        self.window.events().iter()
    }

    /// The client's side: what it sent, where that arrived, what was passed on, the answer and how it came about.
    fn connection(&mut self) {
        let client = Place::Client(self.request.client);
        for event in self.events() {
            let tells = match &event.kind {
                EventKind::RequestSent { request, .. } | EventKind::RequestEnded { request, .. } => {
                    *request == self.request
                }
                // It leaves right after it is asked.
                EventKind::Sent { kind: MessageKind::Request { .. }, .. } => {
                    event.place == Some(client) && self.found.contains(&EventId(event.id.0 - 1))
                }
                EventKind::Delivered { kind: MessageKind::Request { .. }, .. } | EventKind::Lost { .. } => {
                    event.cause.is_some_and(|cause| self.found.contains(&cause))
                }
                // A follower passes a proposal or a read on in the same step.
                EventKind::Sent { kind: MessageKind::Propose | MessageKind::ReadRequest, .. } => {
                    self.caused_by(event, |kind| matches!(kind, MessageKind::Request { .. }))
                }
                EventKind::Delivered { kind: MessageKind::Propose | MessageKind::ReadRequest, .. } => {
                    event.cause.is_some_and(|cause| self.found.contains(&cause))
                }
                _ => false,
            };
            if tells {
                self.found.insert(event.id);
            }
        }
        let Some(ended) = self.events().rev().find(|event| self.is_end(event)) else { return };
        let arrived = ended.cause.and_then(|cause| self.window.event(cause));
        let answered = arrived.and_then(|event| event.cause).and_then(|cause| self.window.event(cause));
        self.found.extend([arrived, answered].into_iter().flatten().map(|event| event.id));
        if let Some(answered) = answered.filter(|event| matches!(event.kind, EventKind::Sent { .. })) {
            self.ends.push((Stage::Apply, answered));
            self.ends.push((Stage::Reply, ended));
        }
    }

    /// A read has no entry: it is with its member once that has the request.
    fn arrival(&mut self) {
        let arrived = self.events().find(|event| {
            let request = matches!(event.kind, EventKind::Delivered { kind: MessageKind::Request { .. }, .. });
            request && self.found.contains(&event.id)
        });
        self.ends.extend(arrived.map(|event| (Stage::ToLeader, event)));
    }

    fn is_end(&self, event: &Event) -> bool {
        matches!(event.kind, EventKind::RequestEnded { request, .. } if request == self.request)
    }

    fn caused_by(&self, event: &Event, is: impl Fn(MessageKind) -> bool) -> bool {
        let cause = event.cause.filter(|cause| self.found.contains(cause));
        cause
            .and_then(|cause| self.window.event(cause))
            .is_some_and(|cause| matches!(cause.kind, EventKind::Delivered { kind, .. } if is(kind)))
    }

    /// The cluster's side: the entry, on every member that appended it.
    fn entry(&mut self) {
        let proposals = self.events().filter_map(|event| match event.kind {
            EventKind::Proposed { request, digest } if request == self.request => Some((event.id, digest)),
            _ => None,
        });
        let (ids, proposals): (Vec<_>, BTreeSet<_>) = proposals.unzip();
        self.found.extend(ids);
        let answered = self.events().find_map(|event| match event.kind {
            EventKind::RequestEnded { request, outcome: Outcome::Done { index, .. } } if request == self.request => {
                index
            }
            _ => None,
        });
        let copies = self.events().filter(|event| match event.kind {
            EventKind::Raft(RaftEvent::Appended { at, digest, .. }) => {
                proposals.contains(&digest) && answered.is_none_or(|index| index == at.index)
            }
            _ => false,
        });
        let copies = copies.collect::<Vec<_>>();
        // Entries come from a leader, so the first to append one leads.
        let Some(first) = copies.first() else { return };
        let EventKind::Raft(RaftEvent::Appended { at, .. }) = first.kind else { return };
        self.index = Some(at.index);
        self.ends.push((Stage::ToLeader, first));
        for copy in &copies {
            self.found.insert(copy.id);
            self.way_to(copy);
            self.on_member(copy, at.index);
        }
        self.lease_ends(|_, index| index == at.index);
        self.notices(at.index);
        self.commit(first, at.index);
    }

    /// What watches told of an entry: each member's answer to its own client, and that it came.
    fn notices(&mut self, index: Index) {
        let revision_after = |wanted: Index| {
            self.events().find_map(|event| match event.kind {
                EventKind::Applied { index, revision, .. } if index == wanted => Some(revision),
                _ => None,
            })
        };
        // An entry that changed nothing left the revision as it was.
        let Some(revision) = revision_after(index) else { return };
        if revision_after(Index(index.0 - 1)) == Some(revision) {
            return;
        }
        let tells = |news: &WatchNews| news.changes().any(|told| told == revision);
        let told = self.events().filter(|event| matches!(&event.kind, EventKind::Watch(news) if tells(news)));
        for told in told.collect::<Vec<_>>() {
            self.found.insert(told.id);
            self.way_to(told);
        }
    }

    /// The ends of leases, by what they were called and by the entries that ended them, on every member.
    fn lease_ends(&mut self, is: impl Fn(LeaseId, Index) -> bool) -> Option<Index> {
        let ends = self.events().filter_map(|event| match event.kind {
            EventKind::LeaseEnded { lease, index, .. } if is(lease, index) => Some((event.id, index)),
            _ => None,
        });
        let (ids, indices): (Vec<_>, BTreeSet<_>) = ends.unzip();
        self.found.extend(ids);
        indices.into_iter().next()
    }

    /// The end of a lease that the request granted, if it comes in the window: that the leader found it over, that every
    /// member ended it, and what watches told of its keys.
    fn lease(&mut self) {
        let granted = self.events().find_map(|event| match event.kind {
            EventKind::LeaseGranted { lease } if event.cause.is_some_and(|cause| self.found.contains(&cause)) => {
                Some((event.id, lease))
            }
            _ => None,
        });
        let Some((id, lease)) = granted else { return };
        let found =
            self.events().filter(|event| matches!(event.kind, EventKind::LeaseExpired { lease: l } if l == lease));
        let found = found.map(|event| event.id).collect::<Vec<_>>();
        self.found.extend(found);
        self.found.insert(id);
        if let Some(index) = self.lease_ends(|ended, _| ended == lease) {
            self.notices(index);
        }
    }

    /// The message by which something came about, if one did.
    fn way_to(&mut self, event: &Event) {
        let delivered = event.cause.and_then(|cause| self.window.event(cause));
        if let Some(delivered) = delivered.filter(|event| matches!(event.kind, EventKind::Delivered { .. })) {
            self.found.insert(delivered.id);
            self.found.extend(delivered.cause.filter(|cause| self.window.event(*cause).is_some()));
        }
    }

    /// What becomes of an entry where it was appended: stored, acknowledged, known to be committed, applied.
    fn on_member(&mut self, copy: &Event, index: Index) {
        let mut here = self.events().filter(|event| event.id > copy.id && event.place == copy.place);
        let (mut stored, mut committed, mut applied) = (None, None, None);
        // A crash or a newer leader may take it away again before all of that.
        let lost = |event: &Event| match event.kind {
            EventKind::Crashed { .. } => true,
            EventKind::Raft(RaftEvent::Truncated { from }) => from <= index,
            _ => false,
        };
        for event in here.by_ref().take_while(|event| !lost(event)) {
            match event.kind {
                EventKind::Stored { last, .. } if last >= index && stored.is_none() => stored = Some(event),
                EventKind::Raft(RaftEvent::Committed { to }) if to.index >= index && committed.is_none() => {
                    committed = Some(event);
                }
                EventKind::Applied { index: at, .. } if at == index => {
                    applied = Some(event);
                    break;
                }
                _ => {}
            }
        }
        self.found.extend([stored, committed, applied].into_iter().flatten().map(|event| event.id));
        if let Some(committed) = committed {
            self.way_to(committed);
        }
        if let Some(stored) = stored {
            self.acknowledgement(stored);
        }
        if let Some(applied) = applied
            && let Some((_, end)) = self.ends.iter_mut().find(|(stage, _)| *stage == Stage::Apply)
            && end.place == applied.place
        {
            *end = applied;
        }
    }

    /// The message that tells the leader that it is stored.
    fn acknowledgement(&mut self, stored: &Event) {
        for event in self.events().filter(|event| event.id > stored.id) {
            let accepts = |kind: &MessageKind| matches!(kind, MessageKind::AppendResponse { accepted: true });
            let tells = match &event.kind {
                EventKind::Sent { kind, .. } => accepts(kind) && event.cause == Some(stored.id),
                EventKind::Delivered { kind, .. } => {
                    accepts(kind) && event.cause.is_some_and(|cause| self.found.contains(&cause))
                }
                _ => false,
            };
            if tells {
                self.found.insert(event.id);
            }
        }
    }

    /// How the leader came to call it committed: by the answer of the follower that made the majority whole, or by its
    /// own disk, where that was last.
    fn commit(&mut self, appended: &'a Event, index: Index) {
        let committed = self.events().find(|event| {
            let rose = matches!(event.kind, EventKind::Raft(RaftEvent::Committed { to }) if to.index >= index);
            rose && event.id > appended.id && event.place == appended.place
        });
        let Some(committed) = committed else { return };
        let causes = self.window.causes(committed.id);
        let stored = causes.iter().rev().filter_map(|id| self.window.event(*id));
        let stored = { stored }.find(|event| matches!(event.kind, EventKind::Stored { .. }));
        if let Some(stored) = stored.filter(|stored| stored.id > appended.id) {
            let copied = self.events().take_while(|event| event.id < stored.id).filter(|event| {
                let appends =
                    matches!(event.kind, EventKind::Raft(RaftEvent::Appended { at, .. }) if at.index == index);
                appends && event.place == stored.place && event.id > appended.id
            });
            self.ends.extend(copied.last().map(|event| (Stage::Replicate, event)));
            self.ends.push((Stage::Sync, stored));
        }
        self.ends.push((Stage::Commit, committed));
    }

    fn trace(mut self, asked: &'a Event) -> Trace {
        self.ends.sort_by_key(|(stage, _)| *stage);
        let mut from = asked.at;
        let mut stages = Vec::new();
        for (stage, end) in self.ends {
            stages.push(StageSpan { stage, from, took: end.at.since(from), ended: end.id });
            from = from.max(end.at);
        }
        Trace { request: self.request, events: self.found.into_iter().collect(), index: self.index, stages }
    }
}
