//! Terms, campaigns and votes (Raft §5.1, §5.2, §5.4.1; dissertation §9.6 for `PreVote`, §4.2.3 for the vote lease).

use super::{
    effects::Effects,
    event::{Denial, RaftEvent, StepDownReason},
    message::{Ballot, Body, Command, LogPosition, Payload},
    node::{NONSENSE, Node},
    quorum::Tally,
    role::{Campaign, Role},
};
use crate::{
    id::{NodeId, Term},
    time::{Duration, SimTime},
};

impl<C: Command> Node<C> {
    /// The election timer ran out: campaign, unless something forbids it.
    pub(super) fn election_timed_out(&mut self, fx: &mut Effects<C>) {
        if !self.is_promotable() {
            return;
        }
        self.timer.started = self.now;
        fx.events.push(RaftEvent::ElectionTimedOut);
        let ballot = if self.pre_votes() { Ballot::PreVote } else { Ballot::Vote };
        self.stand(ballot, false, fx);
    }

    /// The leader hands over: campaign at once, without asking first (dissertation §3.10).
    pub(super) fn timeout_now(&mut self, fx: &mut Effects<C>) {
        if matches!(self.role, Role::Follower) {
            self.stand(Ballot::Vote, true, fx);
        }
    }

    /// A node without a vote does not stand, nor does one that has not applied a change of who may vote.
    fn stand(&mut self, ballot: Ballot, transfer: bool, fx: &mut Effects<C>) {
        let unapplied = self.applied.next()..=self.commit;
        let change_unapplied = self.log.iter(unapplied).any(|entry| matches!(entry.payload, Payload::Change(..)));
        // Only a disk that lies knows such a term; nobody would believe the one after it.
        let last_term = self.term.0 >= NONSENSE - 1;
        if self.is_promotable() && !change_unapplied && !last_term {
            self.campaign(ballot, transfer, fx);
        }
    }

    fn campaign(&mut self, ballot: Ballot, transfer: bool, fx: &mut Effects<C>) {
        let campaign = Campaign::default();
        self.leader = None;
        match ballot {
            Ballot::PreVote => {
                self.role = Role::PreCandidate(campaign);
                fx.events.push(RaftEvent::BecamePreCandidate { term: self.term });
            }
            Ballot::Vote => {
                self.term = self.term.next();
                self.vote = Some(self.id);
                self.role = Role::Candidate(campaign);
                fx.events.push(RaftEvent::BecameCandidate { term: self.term });
                self.disk.voted(self.term, self.id);
                self.draw_timeout(Duration::ZERO, fx);
            }
        }
        let asked = if ballot == Ballot::PreVote { self.term.next() } else { self.term };
        let last = self.log.last();
        for voter in self.configuration.all_voters().without(self.id).iter() {
            self.send_in(asked, voter, Body::VoteRequest { ballot, last, transfer }, fx);
        }
        // A consent binds nobody, so the own one counts at once; the own vote counts when it is stored.
        if ballot == Ballot::PreVote {
            self.count_vote(self.id, true, fx);
        }
    }

    /// Counts an answer to the campaign under way; the first of each voter.
    pub(super) fn count_vote(&mut self, voter: NodeId, granted: bool, fx: &mut Effects<C>) {
        let quorum = self.quorum();
        let (Role::PreCandidate(campaign) | Role::Candidate(campaign)) = &mut self.role else { return };
        if campaign.granted.union(campaign.refused).contains(voter) {
            return;
        }
        if granted {
            campaign.granted.insert(voter);
        } else {
            campaign.refused.insert(voter);
        }
        let tally = quorum.tally(campaign.granted, campaign.refused);
        let asking = matches!(self.role, Role::PreCandidate(_));
        let ballot = if asking { Ballot::PreVote } else { Ballot::Vote };
        fx.events.push(RaftEvent::VoteCounted { ballot, voter, granted });
        match tally {
            Tally::Won if asking => self.campaign(Ballot::Vote, false, fx),
            Tally::Won => self.become_leader(fx),
            Tally::Lost => self.become_follower(self.term, None, StepDownReason::ElectionLost, fx),
            Tally::Pending => {}
        }
    }

    pub(super) fn receive_vote(
        &mut self,
        from: NodeId,
        term: Term,
        ballot: Ballot,
        granted: bool,
        fx: &mut Effects<C>,
    ) {
        let meant = match (&self.role, ballot) {
            // A consent names the term that was asked for; a late one for another term means nothing.
            (Role::PreCandidate(_), Ballot::PreVote) => !granted || term == self.term.next(),
            (Role::Candidate(_), Ballot::Vote) => true,
            _ => false,
        };
        if meant {
            self.count_vote(from, granted, fx);
        }
    }

    /// Votes, or says why not.
    ///
    /// A learner votes too: it may have been promoted and not know it yet (etcd PR 10998).
    pub(super) fn answer_candidate(
        &mut self,
        from: NodeId,
        term: Term,
        ballot: Ballot,
        last: LogPosition,
        fx: &mut Effects<C>,
    ) {
        let free = self.vote == Some(from)
            || (self.vote.is_none() && self.leader.is_none())
            || (ballot == Ballot::PreVote && term > self.term)
            || self.sabotage.vote_twice;
        if !free {
            return self.refuse_vote(from, ballot, Denial::AlreadyVoted, fx);
        }
        if last < self.log.last() && !self.sabotage.vote_without_log_check {
            return self.refuse_vote(from, ballot, Denial::LogBehind, fx);
        }
        match ballot {
            Ballot::PreVote => fx.events.push(RaftEvent::Voted { ballot, term, candidate: from }),
            Ballot::Vote => {
                self.timer.started = self.now;
                if self.vote != Some(from) {
                    self.vote = Some(from);
                    self.disk.voted(term, from);
                }
            }
        }
        self.send_in(term, from, Body::VoteResponse { ballot, granted: true }, fx);
    }

    fn refuse_vote(&self, candidate: NodeId, ballot: Ballot, denial: Denial, fx: &mut Effects<C>) {
        fx.events.push(RaftEvent::VoteRefused { ballot, candidate, denial });
        self.send(candidate, Body::VoteResponse { ballot, granted: false }, fx);
    }

    /// The term rule for a message of a higher term (Raft §5.1). Whether the message is to be looked at further.
    pub(super) fn meet_newer_term(&mut self, from: NodeId, term: Term, body: &Body<C>, fx: &mut Effects<C>) -> bool {
        let leader = match body {
            Body::VoteRequest { ballot, transfer, .. } => {
                if !transfer && self.has_live_leader() {
                    let denial = Denial::LeaderAlive;
                    fx.events.push(RaftEvent::VoteRefused { ballot: *ballot, candidate: from, denial });
                    return false;
                }
                if *ballot == Ballot::PreVote {
                    return true;
                }
                None
            }
            Body::VoteResponse { ballot: Ballot::PreVote, granted: true } => return true,
            Body::Append { .. } | Body::Heartbeat { .. } | Body::InstallSnapshot(_) => Some(from),
            _ => None,
        };
        self.become_follower(term, leader, StepDownReason::HigherTerm, fx);
        true
    }

    /// A message of an older term is answered at most so that its sender learns the newer one.
    /// Whether the message is to be looked at further, which only sabotage wants.
    ///
    /// Without the answer to appends and heartbeats, a node with a higher term could never be part of the cluster again
    /// while `CheckQuorum` or `PreVote` keep its elections from happening (`raft.go`, `Step`).
    pub(super) fn meet_older_term(&mut self, from: NodeId, body: &Body<C>, fx: &mut Effects<C>) -> bool {
        match body {
            Body::Append { .. } | Body::Heartbeat { .. } | Body::InstallSnapshot(_)
                if self.sabotage.obey_older_terms && matches!(self.role, Role::Follower) =>
            {
                return true;
            }
            Body::Append { .. } | Body::Heartbeat { .. } if self.checks_quorum() || self.pre_votes() => {
                self.send(from, Body::StaleTerm, fx);
            }
            Body::VoteRequest { ballot: Ballot::PreVote, .. } => {
                self.refuse_vote(from, Ballot::PreVote, Denial::OldTerm, fx);
            }
            Body::VoteRequest { ballot: Ballot::Vote, .. } => {
                let (ballot, denial) = (Ballot::Vote, Denial::OldTerm);
                fx.events.push(RaftEvent::VoteRefused { ballot, candidate: from, denial });
            }
            _ => {}
        }
        false
    }

    /// Takes the sender of a leader's message for the leader. Whether the message is to be looked at further.
    pub(super) fn follow(&mut self, from: NodeId, fx: &mut Effects<C>) -> bool {
        match self.role {
            Role::Leader(_) => return false,
            Role::PreCandidate(_) | Role::Candidate(_) => {
                self.become_follower(self.term, Some(from), StepDownReason::ElectionLost, fx);
            }
            Role::Follower => {
                self.timer.started = self.now;
                self.learn_leader(Some(from), fx);
            }
        }
        true
    }

    /// Follows in this term, with a fresh timer; the vote is free again when the term is new.
    pub(super) fn become_follower(
        &mut self,
        term: Term,
        leader: Option<NodeId>,
        reason: StepDownReason,
        fx: &mut Effects<C>,
    ) {
        if term > self.term {
            self.term = term;
            self.vote = None;
            self.leader = None;
            fx.events.push(RaftEvent::TermAdopted { term });
        }
        // A leader's timer has stood still.
        let reset = self.tuning.newer_term_resets_timer || leader.is_some() || self.role.is_leader();
        if !matches!(self.role, Role::Follower) {
            self.role = Role::Follower;
            self.leader = None;
            fx.events.push(RaftEvent::BecameFollower { term, reason: Some(reason) });
        }
        self.learn_leader(leader, fx);
        if reset {
            self.draw_timeout(Duration::ZERO, fx);
        }
    }

    /// Forgets who leads, so that a pre-vote may be granted; term and timer stay (`raft.go`, `MsgForgetLeader`).
    ///
    /// Refused with lease-based reads, which rest on followers remembering.
    pub(super) fn forget_leader(&mut self) {
        let leases = self.tuning.reads == super::ReadMode::LeaseBased;
        if matches!(self.role, Role::Follower) && !leases {
            self.leader = None;
        }
    }

    /// When a leader that begins a period now has to have heard a majority.
    pub(super) fn quorum_check_due(&self) -> SimTime {
        if self.checks_quorum() { self.now + self.tuning.election } else { SimTime::NEVER }
    }

    const fn pre_votes(&self) -> bool {
        self.tuning.pre_vote && !self.sabotage.no_pre_vote
    }

    pub(super) const fn checks_quorum(&self) -> bool {
        self.tuning.check_quorum && !self.sabotage.no_check_quorum
    }

    fn learn_leader(&mut self, leader: Option<NodeId>, fx: &mut Effects<C>) {
        if self.leader == leader {
            return;
        }
        self.leader = leader;
        if let Some(leader) = leader {
            fx.events.push(RaftEvent::LeaderKnown { leader, term: self.term });
        }
    }

    /// `CheckQuorum`'s vote lease: within an election timeout of hearing a leader, there is no reason for another one.
    fn has_live_leader(&self) -> bool {
        let live = match &self.role {
            Role::Leader(leadership) => self.now < leadership.quorum_due,
            _ => self.leader.is_some() && self.now.since(self.timer.started) < self.tuning.election,
        };
        self.checks_quorum() && live
    }
}
