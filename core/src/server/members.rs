//! Changes of the members, as etcd's server takes them (etcd, `server.go`): the rules that protect a quorum from a bad
//! change, what is proposed, what follows when it is applied, and the end of a member that was removed.

use alloc::{string::ToString, sync::Arc, vec::Vec};
use core::mem;

use super::{Command, Happening, Input, Member, Output, WaitingWrite, identity, request_timeout};
use crate::{
    api::{
        Answer, Call, Denial, Operation, Origin, Proposal, Request,
        auth::Token,
        cluster::{ClusterAnswer, ClusterRequest, MemberInfo},
    },
    id::{Index, NodeId, NodeSet, RequestId},
    machine::Members,
    raft::{ChangeStep, ConfigChange, Configuration, Input as RaftInput, Role, message::Payload},
    time::{Duration, SimTime},
};

/// A removed member ends this long after it applied its removal (etcd, `stopWithDelay`).
const FAREWELL: Duration = Duration::from_secs(1);

/// How much of the leader's log a learner must have to vote, in tenths (etcd, `readyPercentThreshold`).
const READY_TENTHS: u64 = 9;

/// What a member's connections to its peers are like, and where there is room; looked at when it is asked for a change.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Surroundings {
    /// Peers that it is connected to.
    pub connected: NodeSet,
    /// Those of them that it has been connected to for [`Surroundings::HEALTHY`] or longer.
    pub healthy: NodeSet,
    /// The place of a member that is added next; `None` when there is no room for one.
    pub place: Option<NodeId>,
}

impl Surroundings {
    /// A connection counts when it has held for so long (etcd, `HealthInterval`).
    pub const HEALTHY: Duration = Duration::from_secs(5);
}

/// Somebody waits for a leader.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Wish {
    id: RequestId,
    until: SimTime,
    /// When one looks again, unless something happens before.
    next: SimTime,
    what: Wished,
}

/// What is wished for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Wished {
    /// That this member leads.
    Leader(NodeId),
    /// That somebody leads who can be asked this; looked at once per election timeout (etcd, `waitLeader`).
    Anybody(Option<Token>, ClusterRequest),
    /// That the leader does what it will not: it is asked again until time is up.
    Nothing,
}

/// What a member does about the members, beside applying changes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Changes {
    /// The name it was started with.
    name: Arc<str>,
    incarnation: u32,
    /// How many changes it has proposed by itself since it was started.
    own: u32,
    surroundings: Surroundings,
    wishes: Vec<Wish>,
    /// It tells its name again, if that is not known by then.
    tell_name_at: SimTime,
    /// It was removed, and ends then.
    ends_at: SimTime,
}

impl Changes {
    pub(super) fn new(name: Arc<str>, incarnation: u32) -> Self {
        Self {
            name,
            incarnation,
            own: 0,
            surroundings: Surroundings::default(),
            wishes: Vec::new(),
            tell_name_at: SimTime::ZERO,
            ends_at: SimTime::NEVER,
        }
    }

    #[inline]
    pub(super) fn deadline(&self) -> SimTime {
        if self.wishes.is_empty() {
            return self.ends_at;
        }
        self.wishes.iter().map(|wish| wish.next).min().unwrap_or(SimTime::NEVER).min(self.ends_at)
    }
}

/// The members that a cluster begins with, all of them started.
pub(super) fn begin(configuration: Configuration) -> Members {
    Members::begin(configuration.members().iter().map(|node| MemberInfo {
        name: node.to_string(),
        client_urls: identity::client_urls(node),
        learner: configuration.learners.contains(node),
        ..unstarted(node)
    }))
}

/// A member that was added and not started.
fn unstarted(node: NodeId) -> MemberInfo {
    MemberInfo {
        id: identity::member_id(node),
        node,
        name: alloc::string::String::new(),
        peer_urls: identity::peer_urls(node),
        client_urls: Vec::new(),
        learner: false,
    }
}

fn is_started(info: &MemberInfo) -> bool {
    !info.name.is_empty()
}

/// Whether so many started ones can be a majority of so many.
const fn has_quorum(started: usize, members: usize) -> bool {
    started > members / 2
}

/// Whether these are addresses at which peers can find a member.
pub(super) fn check_peer_urls(urls: &[Arc<str>]) -> Result<(), Denial> {
    if !urls.is_empty() && urls.iter().all(|url| is_peer_url(url)) { Ok(()) } else { Err(Denial::MemberBadUrls) }
}

/// An address as etcd takes it: a scheme, a host, a port, and nothing behind it (etcd, `types.NewURLs`).
fn is_peer_url(url: &str) -> bool {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    rest.and_then(|rest| rest.rsplit_once(':'))
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

impl Member {
    /// Tells it what its connections are like.
    pub fn look_around(&mut self, surroundings: Surroundings) {
        self.changes.surroundings = surroundings;
    }

    pub(super) fn cluster_request(
        &mut self,
        now: SimTime,
        id: RequestId,
        token: Option<Token>,
        request: &ClusterRequest,
        output: &mut Output,
    ) {
        if let ClusterRequest::List { linearizable } = request {
            return self.read(now, id, super::reads::Query::Members, !*linearizable, output);
        }
        // Only the leader knows how far a learner is: everybody else asks it (etcd, `promoteMemberHTTP`).
        if matches!(request, ClusterRequest::Promote { .. }) && !matches!(self.raft.role(), Role::Leader(_)) {
            let what = match self.raft.leader() {
                // What is passed on does not say who asks, so that where permissions count the leader refuses it each
                // time, with an error after which it is asked again.
                Some(_) if self.machine.auth().is_enabled() => Wished::Nothing,
                Some(leader) => {
                    let call = Call::Cluster(Arc::new(request.clone()));
                    return output.forward.push((leader, id, Request { token, call }));
                }
                None => Wished::Anybody(token, request.clone()),
            };
            let until = now + request_timeout(self.raft.tuning());
            let next = now + self.raft.tuning().election;
            self.changes.wishes.push(Wish { id, until, next, what });
            return;
        }
        match self.change_for(request) {
            Ok((change, operation)) => {
                let until = now + request_timeout(self.raft.tuning());
                let proposal = Arc::new(Proposal::new(Origin::Client(id), None, operation));
                output.events.push(Happening::Proposed { request: id, digest: proposal.digest() });
                self.writes.push(WaitingWrite { proposal, change, until, blocked: true });
            }
            Err(denial) => self.refuse(id, denial, output),
        }
    }

    /// What has to be proposed, if nothing speaks against it here and now.
    fn change_for(&self, request: &ClusterRequest) -> Result<(Option<ConfigChange>, Operation), Denial> {
        let step = |step| Some(ConfigChange { steps: alloc::vec![step], ..ConfigChange::default() });
        let members = self.machine.members();
        let known = |id: u64| members.get(id).ok_or(Denial::MemberNotFound);
        Ok(match request {
            ClusterRequest::Add { peer_urls, learner } => {
                check_peer_urls(peer_urls)?;
                self.may_add(*learner)?;
                let node = self.changes.surroundings.place.ok_or(Denial::NoPlace)?;
                let info = MemberInfo { peer_urls: peer_urls.clone(), learner: *learner, ..unstarted(node) };
                let add = if *learner { ChangeStep::AddLearner(node) } else { ChangeStep::AddVoter(node) };
                (step(add), Operation::Member(Arc::new(info)))
            }
            ClusterRequest::Remove { id } => {
                let node = known(*id)?.node;
                self.may_remove(node)?;
                (step(ChangeStep::Remove(node)), Operation::MemberGone(*id))
            }
            ClusterRequest::Update { id, peer_urls } => {
                check_peer_urls(peer_urls)?;
                let info = MemberInfo { peer_urls: peer_urls.clone(), ..(**known(*id)?).clone() };
                (None, Operation::Member(Arc::new(info)))
            }
            ClusterRequest::Promote { id } => {
                let info = known(*id)?;
                self.may_promote(info)?;
                let voter = MemberInfo { learner: false, ..(**info).clone() };
                (step(ChangeStep::AddVoter(info.node)), Operation::Member(Arc::new(voter)))
            }
            ClusterRequest::List { .. } => return Err(Denial::NotCapable),
        })
    }

    /// Source: etcd, `mayAddMember`, with `--strict-reconfig-check`, which is on.
    fn may_add(&self, learner: bool) -> Result<(), Denial> {
        let members = self.machine.members();
        let (started, voters) = self.voters_without(None);
        // A second member may be added to a single one, although that one alone will be no majority then.
        let ready = learner || (started == 1 && voters == 1) || has_quorum(started, voters + 1);
        if !ready {
            return Err(Denial::MemberNotEnoughStarted);
        }
        let healthy = self.changes.surroundings.healthy.with(self.raft.id());
        if members.voting().all(|info| healthy.contains(info.node)) { Ok(()) } else { Err(Denial::Unhealthy) }
    }

    /// Source: etcd, `mayRemoveMember`.
    fn may_remove(&self, node: NodeId) -> Result<(), Denial> {
        let members = self.machine.members();
        if members.at(node).is_some_and(|info| info.learner) {
            return Ok(());
        }
        let (started, voters) = self.voters_without(Some(node));
        if !has_quorum(started, voters) {
            return Err(Denial::MemberNotEnoughStarted);
        }
        let own = self.raft.id();
        // Who is down is no part of the quorum that works.
        if node != own && !self.changes.surroundings.connected.contains(node) {
            return Ok(());
        }
        let healthy = self.changes.surroundings.healthy.with(own);
        let active = members.voting().filter(|info| healthy.contains(info.node)).count();
        if active > 1 + voters / 2 { Ok(()) } else { Err(Denial::Unhealthy) }
    }

    /// Source: etcd, `mayPromoteMember` and `isLearnerReady`.
    fn may_promote(&self, info: &MemberInfo) -> Result<(), Denial> {
        let Role::Leader(leadership) = self.raft.role() else { return Err(Denial::NotLeader) };
        let leader_at = self.raft.stored_up_to().0;
        let matched = match leadership.progress.get(info.node) {
            Some(progress) => progress.matched.0,
            None => leader_at,
        };
        if matched * 10 < leader_at * READY_TENTHS {
            return Err(Denial::LearnerNotReady);
        }
        if !info.learner {
            return Err(Denial::MemberNotLearner);
        }
        let (started, voters) = self.voters_without(None);
        if has_quorum(started + 1, voters + 1) { Ok(()) } else { Err(Denial::MemberNotEnoughStarted) }
    }

    /// How many voters are started, and how many there are, without this one.
    fn voters_without(&self, node: Option<NodeId>) -> (usize, usize) {
        let voters = self.machine.members().voting().filter(|info| Some(info.node) != node);
        voters.fold((0, 0), |(started, all), info| (started + usize::from(is_started(info)), all + 1))
    }

    pub(super) fn move_leader(&mut self, now: SimTime, id: RequestId, target: u64, output: &mut Output) {
        if !matches!(self.raft.role(), Role::Leader(_)) {
            return self.refuse(id, Denial::NotLeader, output);
        }
        let Some(target) = self.machine.members().get(target).filter(|info| !info.learner).map(|info| info.node) else {
            return self.refuse(id, Denial::BadLeaderTransferee, output);
        };
        let until = now + request_timeout(self.raft.tuning());
        self.changes.wishes.push(Wish { id, until, next: until, what: Wished::Leader(target) });
        self.feed(now, RaftInput::Transfer(target), output);
    }

    /// Answers or passes on those whose leader has come, or whose patience is over.
    #[inline]
    pub(super) fn answer_moves(&mut self, now: SimTime, output: &mut Output) {
        if !self.changes.wishes.is_empty() {
            self.answer_waiting_moves(now, output);
        }
    }

    #[cold]
    fn answer_waiting_moves(&mut self, now: SimTime, output: &mut Output) {
        let leader = self.raft.leader();
        for Wish { id, until, next, what } in mem::take(&mut self.changes.wishes) {
            match what {
                Wished::Leader(target) if leader == Some(target) => {
                    let moved = Answer::Maintenance(crate::api::maintenance::MaintenanceAnswer::MoveLeader);
                    output.answers.push((id, self.respond(None, Ok(moved))));
                }
                Wished::Anybody(token, request) if next <= now && leader.is_some() => {
                    self.cluster_request(now, id, token, &request, output);
                }
                Wished::Leader(_) | Wished::Nothing if until <= now => self.refuse(id, Denial::TimedOut, output),
                Wished::Anybody(..) if until <= now => self.refuse(id, Denial::NoLeader, output),
                what => {
                    let next = if next > now { next } else { (now + self.raft.tuning().election).min(until) };
                    self.changes.wishes.push(Wish { id, until, next, what });
                }
            }
        }
    }

    pub(super) fn member_list(&self) -> Answer {
        Answer::Cluster(ClusterAnswer { added: None, members: self.machine.members().list() })
    }

    /// Applies what a change of the configuration tells the machine. Raft is told when it shall not take effect.
    pub(super) fn apply_change(
        &mut self,
        now: SimTime,
        index: Index,
        change: &ConfigChange,
        proposal: Option<&Proposal>,
        output: &mut Output,
    ) -> Option<Result<Answer, Denial>> {
        let Some(proposal) = proposal else {
            self.machine.members_mut().follow(change, unstarted);
            return None;
        };
        let members = self.machine.members_mut();
        if let Err(denial) = members.check(&proposal.operation, Some(change)) {
            self.feed(now, RaftInput::Void(index), output);
            return Some(Err(denial));
        }
        let before =
            if let Operation::Member(info) = &proposal.operation { members.get(info.id).cloned() } else { None };
        members.apply(&proposal.operation, Some(change));
        let added = match &proposal.operation {
            Operation::Member(info) if before.is_none() => Some((**info).clone()),
            _ => None,
        };
        Some(Ok(Answer::Cluster(ClusterAnswer { added, members: members.list() })))
    }

    /// After something was applied: whether this member belongs to the cluster still.
    pub(super) fn note_membership(&mut self, was_member: bool, now: SimTime) {
        let is_member = self.raft.configuration().members().contains(self.raft.id());
        if is_member {
            self.changes.ends_at = SimTime::NEVER;
        } else if was_member {
            self.changes.ends_at = now + FAREWELL;
        }
    }

    /// At its start: a member whose snapshot tells that it was removed has nothing to do here. In the outgoing half of a
    /// joint configuration it votes on: without it nobody may ever be elected.
    pub(super) fn note_removal(&mut self, now: SimTime) {
        let own = self.raft.id();
        if self.machine.members().is_gone(own) && !self.raft.configuration().members().contains(own) {
            self.changes.ends_at = now + FAREWELL;
        }
    }

    /// Whether it was removed, and its time is over.
    pub(super) fn is_over(&self, now: SimTime) -> bool {
        self.changes.ends_at <= now
    }

    /// A member whose name is not what the cluster knows it by tells it, once a leader is there (etcd, `publishV3`).
    #[inline]
    pub(super) fn tell_name(&mut self, now: SimTime) {
        if self.changes.tell_name_at <= now && self.raft.leader().is_some() {
            self.tell_name_now(now);
        }
    }

    #[cold]
    fn tell_name_now(&mut self, now: SimTime) {
        let node = self.raft.id();
        let Some(info) = self.machine.members().at(node) else { return };
        if info.name == *self.changes.name {
            // A name that is known is never forgotten: an id that is gone does not come back.
            self.changes.tell_name_at = SimTime::NEVER;
            return;
        }
        let info = MemberInfo {
            name: self.changes.name.to_string(),
            client_urls: identity::client_urls(node),
            ..(**info).clone()
        };
        let until = now + request_timeout(self.raft.tuning());
        self.changes.tell_name_at = until;
        self.changes.own += 1;
        let number = u64::from(self.changes.incarnation) << 32 | u64::from(self.changes.own);
        let origin = Origin::Member { node, number };
        let proposal: Command = Arc::new(Proposal::new(origin, None, Operation::MemberPublished(Arc::new(info))));
        self.writes.push(WaitingWrite { proposal, change: None, until, blocked: true });
    }

    /// What an operator does to Raft itself.
    pub(super) fn by_hand(&mut self, now: SimTime, input: &Input, output: &mut Output) {
        let input = match input {
            Input::Reconfigure(change) => RaftInput::Propose(alloc::vec![Payload::Change(change.clone().into(), None)]),
            Input::Transfer(target) => RaftInput::Transfer(*target),
            _ => RaftInput::ForgetLeader,
        };
        self.feed(now, input, output);
    }
}
