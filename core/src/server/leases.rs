//! A member's part in leases: the leader watches over their ends, everybody else sends signs of life on to it (etcd,
//! `v3_server.go`, `LeaseRenew` and `LeaseTimeToLive`; `server.go`, `revokeExpiredLeases`).

use alloc::{sync::Arc, vec::Vec};
use core::mem;

use super::{Happening, Member, Output, Settings, WaitingWrite, access::User, member_id, request_timeout};
use crate::{
    api::{
        Answer, Denial, Operation, Origin, Proposal,
        lease::{LeaseAnswer, LeaseRequest},
    },
    id::{LeaseId, NodeId, RequestId},
    lease::{Expiry, Renewal},
    raft::Role,
    time::{Duration, SimTime},
};

/// How long until a leader that does not answer is asked once more.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// What a member does about leases, beside applying what is decided.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Leases {
    expiry: Expiry,
    incarnation: u32,
    /// How many ids it has given out, and how many changes it has proposed by itself, since it was started.
    given: u32,
    proposed: u32,
    /// What cannot be answered yet: nobody leads, or a lease has ended and is not revoked yet.
    waiting: Vec<Waiting>,
}

/// A request about a lease that waits.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Waiting {
    id: RequestId,
    request: LeaseRequest,
    until: SimTime,
    /// The member that passed it on, and that gets the answer; `None` where a client asked.
    via: Option<NodeId>,
    /// The leader that it was passed on to, and when that is asked again.
    asked: Option<(NodeId, SimTime)>,
}

impl Leases {
    pub(super) fn new(settings: &Settings, incarnation: u32) -> Self {
        let expiry = Expiry::new(settings.lease_checkpoints);
        Self { expiry, incarnation, given: 0, proposed: 0, waiting: Vec::new() }
    }

    pub(super) fn ends(&self, lease: LeaseId) -> Option<SimTime> {
        self.expiry.ends(lease)
    }

    #[inline]
    pub(super) fn deadline(&self) -> SimTime {
        if self.waiting.is_empty() {
            return self.expiry.deadline();
        }
        let wakes = |waiting: &Waiting| waiting.asked.map_or(SimTime::NEVER, |(_, again)| again).min(waiting.until);
        let waiting = self.waiting.iter().map(wakes).min().unwrap_or(SimTime::NEVER);
        self.expiry.deadline().min(waiting)
    }

    /// An id that no other member gives: its own id, the time in ms, a count (etcd, `idutil/id.go`).
    fn next_id(&mut self, node: NodeId, now: SimTime) -> LeaseId {
        self.given += 1;
        let (member, count) = (member_id(node) & 0x7fff, u64::from(self.given) & 0xff);
        let ms = (now.0 / 1000) & 0xff_ffff_ffff;
        LeaseId((member << 48 | ms << 8 | count).cast_signed())
    }

    fn origin(&mut self, node: NodeId) -> Origin {
        self.proposed += 1;
        // Beside what a member says of itself, which is counted from the start of each incarnation (`members`).
        Origin::Member { node, number: 1 << 63 | u64::from(self.incarnation) << 32 | u64::from(self.proposed) }
    }
}

impl Member {
    pub(super) fn lease_request(
        &mut self,
        now: SimTime,
        id: RequestId,
        user: User,
        request: LeaseRequest,
        output: &mut Output,
    ) {
        match request {
            LeaseRequest::Grant { id: wanted, ttl } => {
                let given = match wanted {
                    None | Some(0) => self.leases.next_id(self.raft.id(), now),
                    Some(wanted) => LeaseId(wanted),
                };
                self.propose(now, id, user, Operation::LeaseGrant { id: given, ttl }, output);
            }
            LeaseRequest::Revoke { id: lease } => {
                self.propose(now, id, user, Operation::LeaseRevoke { id: lease }, output);
            }
            LeaseRequest::List => {
                let listed = self.leases.expiry.listed(self.machine.leases());
                self.answer(id, Answer::Lease(LeaseAnswer::List(listed)), output);
            }
            LeaseRequest::KeepAlive { .. } | LeaseRequest::TimeToLive { .. } => {
                let until = now + request_timeout(self.raft.tuning());
                self.leases.waiting.push(Waiting { id, request, until, via: None, asked: None });
            }
        }
    }

    /// A member that does not lead passes a request on.
    pub(super) fn relay(&mut self, now: SimTime, from: NodeId, id: RequestId, request: LeaseRequest) {
        let until = now + request_timeout(self.raft.tuning());
        self.leases.waiting.push(Waiting { id, request, until, via: Some(from), asked: None });
    }

    /// The leader has answered what was passed on to it.
    pub(super) fn relayed(&mut self, id: RequestId, answer: LeaseAnswer, output: &mut Output) {
        let place = self.leases.waiting.iter().position(|waiting| waiting.via.is_none() && waiting.id == id);
        if let Some(place) = place {
            self.leases.waiting.remove(place);
            self.answer(id, Answer::Lease(answer), output);
        }
    }

    /// Answers, or sends on, what has waited for a leader, for the machine, or for a lease to be revoked.
    #[inline]
    pub(super) fn serve_leases(&mut self, now: SimTime, output: &mut Output) {
        if !self.leases.waiting.is_empty() {
            self.serve_waiting_leases(now, output);
        }
    }

    #[cold]
    fn serve_waiting_leases(&mut self, now: SimTime, output: &mut Output) {
        for waiting in mem::take(&mut self.leases.waiting) {
            if let Some(waiting) = self.serve_lease(now, waiting, output) {
                self.leases.waiting.push(waiting);
            }
        }
    }

    fn serve_lease(&mut self, now: SimTime, mut waiting: Waiting, output: &mut Output) -> Option<Waiting> {
        if waiting.until <= now {
            if waiting.via.is_none() {
                self.refuse(waiting.id, Denial::TimedOut, output);
            }
            return None;
        }
        if !self.leads() {
            // Only the leader knows. What was passed on to a member that no longer leads is asked again by whoever did.
            if waiting.via.is_some() {
                return None;
            }
            let leader = self.raft.leader().filter(|leader| *leader != self.raft.id());
            let asked = |leader| waiting.asked.is_some_and(|(whom, again)| whom == leader && again > now);
            if let Some(leader) = leader.filter(|leader| !asked(*leader)) {
                waiting.asked = Some((leader, now + ASK_AGAIN));
                output.relay.push((leader, waiting.id, waiting.request));
            }
            return Some(waiting);
        }
        // A lease that is granted and not yet applied here is there (etcd 13932).
        if self.machine.applied().index < self.raft.commit() {
            return Some(waiting);
        }
        let answer = match waiting.request {
            LeaseRequest::KeepAlive { id } => self.keep_alive(now, id),
            LeaseRequest::TimeToLive { id, keys } => Some(self.time_to_live(now, id, keys)),
            LeaseRequest::Grant { .. } | LeaseRequest::Revoke { .. } | LeaseRequest::List => None,
        };
        let Some(answer) = answer else { return Some(waiting) };
        match waiting.via {
            Some(member) => output.relayed.push((member, waiting.id, answer)),
            None => self.answer(waiting.id, Answer::Lease(answer), output),
        }
        None
    }

    /// `None`: the lease has ended, and the answer waits until it is revoked.
    fn keep_alive(&mut self, now: SimTime, id: LeaseId) -> Option<LeaseAnswer> {
        match self.leases.expiry.renew(now, id, self.machine.leases()) {
            Renewal::NotPrimary | Renewal::Ended => None,
            Renewal::NotFound => Some(LeaseAnswer::KeepAlive { id, ttl: 0 }),
            Renewal::Renewed { ttl, clear_checkpoint } => {
                if clear_checkpoint {
                    self.propose_own(now, Operation::LeaseCheckpoint([(id, 0)].into()));
                }
                Some(LeaseAnswer::KeepAlive { id, ttl })
            }
        }
    }

    fn time_to_live(&self, now: SimTime, id: LeaseId, keys: bool) -> LeaseAnswer {
        let Some(lease) = self.machine.leases().get(id) else {
            return LeaseAnswer::TimeToLive { id, ttl: -1, granted: 0, keys: Vec::new() };
        };
        let left = self.leases.expiry.remaining(now, id).map_or(0, |left| left.as_secs().cast_signed());
        let keys = if keys { lease.keys().cloned().collect() } else { Vec::new() };
        LeaseAnswer::TimeToLive { id, ttl: left, granted: lease.ttl, keys }
    }

    /// Takes the watch over the leases with leadership, and leaves it with that.
    #[inline]
    pub(super) fn follow_leadership(&mut self, now: SimTime) {
        let leads = self.leads();
        if leads != self.leases.expiry.is_primary() {
            self.leadership_changed(now, leads);
        }
    }

    #[cold]
    fn leadership_changed(&mut self, now: SimTime, leads: bool) {
        if leads {
            self.leases.expiry.promote(now, self.raft.tuning().election, self.machine.leases());
        } else {
            self.leases.expiry.demote();
        }
    }

    /// Proposes that leases end whose time is over, and tells how long others still have. A leader that has been
    /// replaced without knowing it proposes in vain: what it appends is never committed.
    pub(super) fn end_leases(&mut self, now: SimTime, output: &mut Output) {
        if self.leases.expiry.deadline() > now {
            return;
        }
        for id in self.leases.expiry.expired(now) {
            self.counters.leases_expired += 1;
            output.events.push(Happening::LeaseExpired { lease: id });
            self.propose_own(now, Operation::LeaseRevoke { id });
        }
        let told = self.leases.expiry.checkpoints(now);
        if !told.is_empty() {
            self.propose_own(now, Operation::LeaseCheckpoint(told));
        }
    }

    pub(super) fn lease_applied(&mut self, now: SimTime, operation: &Operation) {
        self.leases.expiry.applied(now, operation, self.machine.leases());
    }

    fn leads(&self) -> bool {
        matches!(self.raft.role(), Role::Leader(_))
    }

    /// Proposes a change that no client asked for.
    pub(super) fn propose_own(&mut self, now: SimTime, operation: Operation) {
        let origin = self.leases.origin(self.raft.id());
        let until = now + request_timeout(self.raft.tuning());
        let proposal = Arc::new(Proposal::new(origin, None, operation));
        self.writes.push(WaitingWrite { proposal, change: None, until, blocked: true });
    }
}
