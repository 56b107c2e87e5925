//! What the random runs come across, counted: a fault that never happens proves nothing.

use alloc::collections::{BTreeMap, BTreeSet};

use crate::{
    id::{ClientId, MessageId, NodeId, NodeSet, RequestId},
    raft::{
        ReadMode,
        event::{Denial, RaftEvent, SendState, StepDownReason},
        message::Ballot,
    },
    sim::{
        Options,
        event::{Ask, Event, EventKind, LossReason, MessageKind, Outcome},
        place::Place,
    },
};

macro_rules! sights {
    ($($sight:ident, $name:literal;)*) => {
        /// One kind of thing worth coming across.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Sight {
            $(#[doc = concat!("Counted: ", $name, ".")] $sight,)*
        }

        impl Sight {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$sight,)*];

            /// What is counted, in the plural.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$sight => $name,)* }
            }
        }
    };
}

sights! {
    Elections, "elections won";
    LostElections, "elections lost";
    QuorumLost, "leaders that gave up without a majority";
    Deposed, "leaders and candidates that met a higher term";
    DeposedLeaders, "leaders deposed by a higher term";
    Rivals, "elections won while an older leader led on";
    PreVoteRefusals, "pre-votes refused";
    VoteRefusals, "votes refused";
    LogsBehind, "candidates refused for a log that was behind";
    LeasesKept, "candidates refused because the leader was alive";
    Truncations, "logs cut off";
    RejectedAppends, "appends rejected";
    Probes, "followers probed";
    Batches, "appends of several entries";
    StaleTerms, "old terms answered with the newer one";
    Crashes, "crashes";
    LossyCrashes, "crashes that lost unsynced entries";
    Restarts, "restarts with a history";
    Pauses, "processes paused";
    CutMessages, "messages lost to a cut";
    LostMessages, "messages lost by chance";
    UnheardMessages, "messages to a dead process";
    DroppedMessages, "messages dropped by hand";
    DuplicatedMessages, "messages duplicated by chance";
    ReorderedMessages, "messages that overtook others";
    ForwardedProposals, "proposals passed on";
    DroppedProposals, "proposals dropped";
    ForwardedReads, "reads passed on";
    ConfirmedReads, "reads confirmed by a majority";
    RetriedReads, "reads asked again";
    Acknowledged, "requests answered";
    RefusedRequests, "requests refused";
    UnknownOutcomes, "requests with an unknown outcome";
    SnapshotsSent, "snapshots sent";
    SnapshotsInstalled, "snapshots installed";
    Compactions, "logs compacted";
    JointConfigurations, "joint configurations in force";
    RefusedChanges, "changes of the members refused";
    MembersAdded, "members added";
    LearnersPromoted, "learners promoted";
    MembersRemoved, "members removed";
    RemovedEnded, "removed members that ended";
    TransfersStarted, "transfers of leadership started";
    TransfersAborted, "transfers of leadership given up";
    LeaseReads, "reads answered on a lease";
}

/// How often each [`Sight`] was come across.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coverage {
    counts: [u64; Sight::ALL.len()],
    /// The newest message that arrived on each wire.
    newest: BTreeMap<(Place, Place), MessageId>,
    /// Clients of which a request was refused, while its command goes on.
    refused: BTreeSet<ClientId>,
    /// Who leads.
    leaders: BTreeSet<NodeId>,
    /// Everybody who was ever a member, a learner, and who was seen to be no more.
    members: NodeSet,
    learners: NodeSet,
    gone: NodeSet,
    /// Where reads are answered on a lease: the linearizable ones without an answer.
    lease_reads: Option<BTreeSet<RequestId>>,
}

impl Default for Coverage {
    fn default() -> Self {
        Self {
            counts: [0; Sight::ALL.len()],
            newest: BTreeMap::new(),
            refused: BTreeSet::new(),
            leaders: BTreeSet::new(),
            members: NodeSet::EMPTY,
            learners: NodeSet::EMPTY,
            gone: NodeSet::EMPTY,
            lease_reads: None,
        }
    }
}

impl Coverage {
    /// For a run that is made from these options.
    pub(super) fn of_run(options: &Options) -> Self {
        let leases = options.settings.tuning.reads == ReadMode::LeaseBased;
        Self { members: options.first_members(), lease_reads: leases.then(BTreeSet::new), ..Self::default() }
    }

    /// How often it was come across.
    pub fn of(&self, sight: Sight) -> u64 {
        self.counts[sight as usize]
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
    }

    /// Counts what one step brought about.
    pub(super) fn count(&mut self, events: &[Event]) {
        for event in events {
            self.follow(event);
            if let Some(sight) = self.sight(event) {
                self.counts[sight as usize] += 1;
            }
        }
        for pair in events.windows(2) {
            if is_twin(&pair[0], &pair[1]) {
                self.counts[Sight::DuplicatedMessages as usize] += 1;
            }
        }
    }

    /// Counts what shows only in the light of what was before.
    fn follow(&mut self, event: &Event) {
        let mut more = |sight: Sight, by: usize| self.counts[sight as usize] += by as u64;
        match (&event.kind, event.place.and_then(Place::member)) {
            (EventKind::Raft(RaftEvent::BecameLeader { .. }), Some(node)) => {
                more(Sight::Rivals, usize::from(!self.leaders.is_empty()));
                self.leaders.insert(node);
            }
            (EventKind::Raft(RaftEvent::BecameFollower { reason, .. }), Some(node)) => {
                let led = self.leaders.remove(&node);
                more(Sight::DeposedLeaders, usize::from(led && *reason == Some(StepDownReason::HigherTerm)));
            }
            (EventKind::Crashed { .. }, Some(node)) => {
                self.leaders.remove(&node);
            }
            (EventKind::Raft(RaftEvent::ConfigurationChanged(next)), _) => {
                more(Sight::JointConfigurations, usize::from(next.is_joint()));
                let members = next.members();
                more(Sight::MembersAdded, members.difference(self.members).len());
                self.members = self.members.union(members);
                let promoted = self.learners.intersection(next.voters);
                more(Sight::LearnersPromoted, promoted.len());
                self.learners = self.learners.difference(promoted).union(next.learners);
                // Places are given in order, so whoever lacks below the last member was there once.
                let last = members.iter().last();
                let missing = self.members.difference(members).iter().filter(|node| Some(*node) < last);
                let missing = missing.collect::<NodeSet>().difference(self.gone);
                more(Sight::MembersRemoved, missing.len());
                self.gone = self.gone.union(missing);
            }
            (EventKind::RequestSent { request, ask: Ask::Get { .. } | Ask::Read, .. }, _) => {
                self.lease_reads.iter_mut().for_each(|reads| {
                    reads.insert(*request);
                });
            }
            (EventKind::RequestEnded { request, outcome }, _) => {
                let answered = self.lease_reads.as_mut().is_some_and(|reads| reads.remove(request));
                more(Sight::LeaseReads, usize::from(answered && matches!(outcome, Outcome::Done { .. })));
            }
            _ => {}
        }
    }

    fn sight(&mut self, event: &Event) -> Option<Sight> {
        match &event.kind {
            EventKind::Raft(fact) => raft(fact),
            EventKind::Crashed { lost: 0 } => Some(Sight::Crashes),
            EventKind::Crashed { .. } => Some(Sight::LossyCrashes),
            EventKind::Started { last, .. } => (last.0 > 0).then_some(Sight::Restarts),
            EventKind::Removed => Some(Sight::RemovedEnded),
            EventKind::Paused => Some(Sight::Pauses),
            EventKind::Lost { reason, .. } => Some(match reason {
                LossReason::Cut => Sight::CutMessages,
                LossReason::Chance => Sight::LostMessages,
                LossReason::Down => Sight::UnheardMessages,
                LossReason::ByHand => Sight::DroppedMessages,
            }),
            EventKind::Delivered { message, from, kind } => self.delivered((*from, event.place?), *message, *kind),
            EventKind::RequestSent { request, ask, .. } => {
                (!ask.is_write() && self.refused.contains(&request.client)).then_some(Sight::RetriedReads)
            }
            EventKind::RequestEnded { request, outcome } => Some(match outcome {
                Outcome::Done { .. } => Sight::Acknowledged,
                Outcome::Unknown => Sight::UnknownOutcomes,
                Outcome::Refused => {
                    self.refused.insert(request.client);
                    Sight::RefusedRequests
                }
            }),
            EventKind::CommandEnded { .. } => {
                if let Some(Place::Client(client)) = event.place {
                    self.refused.remove(&client);
                }
                None
            }
            _ => None,
        }
    }

    fn delivered(&mut self, wire: (Place, Place), message: MessageId, kind: MessageKind) -> Option<Sight> {
        let newest = self.newest.entry(wire).or_default();
        if message < *newest {
            return Some(Sight::ReorderedMessages);
        }
        *newest = message;
        match kind {
            MessageKind::AppendResponse { accepted: false } => Some(Sight::RejectedAppends),
            MessageKind::Append { entries: 2.. } => Some(Sight::Batches),
            MessageKind::StaleTerm => Some(Sight::StaleTerms),
            MessageKind::Propose => Some(Sight::ForwardedProposals),
            MessageKind::ReadRequest => Some(Sight::ForwardedReads),
            _ => None,
        }
    }
}

fn raft(fact: &RaftEvent) -> Option<Sight> {
    match fact {
        RaftEvent::BecameLeader { .. } => Some(Sight::Elections),
        RaftEvent::BecameFollower { reason: Some(reason), .. } => match reason {
            StepDownReason::ElectionLost => Some(Sight::LostElections),
            StepDownReason::QuorumLost => Some(Sight::QuorumLost),
            StepDownReason::HigherTerm => Some(Sight::Deposed),
            StepDownReason::Removed => None,
        },
        RaftEvent::VoteRefused { denial: Denial::LogBehind, .. } => Some(Sight::LogsBehind),
        RaftEvent::VoteRefused { denial: Denial::LeaderAlive, .. } => Some(Sight::LeasesKept),
        RaftEvent::VoteRefused { ballot: Ballot::PreVote, .. } => Some(Sight::PreVoteRefusals),
        RaftEvent::VoteRefused { ballot: Ballot::Vote, .. } => Some(Sight::VoteRefusals),
        RaftEvent::Truncated { .. } => Some(Sight::Truncations),
        RaftEvent::SendStateChanged { state: SendState::Probe, .. } => Some(Sight::Probes),
        RaftEvent::ReadConfirmed { .. } => Some(Sight::ConfirmedReads),
        RaftEvent::SnapshotSent { .. } => Some(Sight::SnapshotsSent),
        RaftEvent::SnapshotInstalled { .. } => Some(Sight::SnapshotsInstalled),
        RaftEvent::Compacted { .. } => Some(Sight::Compactions),
        RaftEvent::ChangeRefused => Some(Sight::RefusedChanges),
        RaftEvent::TransferStarted { .. } => Some(Sight::TransfersStarted),
        RaftEvent::TransferAborted { .. } => Some(Sight::TransfersAborted),
        RaftEvent::ProposalDropped { .. } => Some(Sight::DroppedProposals),
        _ => None,
    }
}

/// Whether a message left twice: a member never sends two of these in a row to the same place by itself.
fn is_twin(first: &Event, second: &Event) -> bool {
    let (EventKind::Sent { to, kind, .. }, EventKind::Sent { to: to_again, kind: kind_again, .. }) =
        (&first.kind, &second.kind)
    else {
        return false;
    };
    first.place == second.place
        && to == to_again
        && kind == kind_again
        && matches!(kind, MessageKind::VoteRequest | MessageKind::VoteResponse { .. } | MessageKind::HeartbeatResponse)
}
