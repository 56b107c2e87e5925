//! Events in English, one line each.

use core::fmt;

use super::event::{Event, EventKind, LossReason, MessageKind, Outcome, WatchNews, WatchSaid};
use crate::raft::event::{Denial, DropReason, RaftEvent, SendState, StepDownReason};
use crate::raft::message::Ballot;

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(f, "{place} {}", self.kind),
            None => self.kind.fmt(f),
        }
    }
}

impl fmt::Display for EventKind {
    /// The fact without its place, as it follows a name: `became leader@3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Intervened(line) => f.write_str(line),
            Self::TimerFired => f.write_str("timer ran out"),
            Self::Sent { message, to, kind } => write!(f, "sent {message} {kind} to {to}"),
            Self::Delivered { message, from, kind } => write!(f, "got {message} {kind} from {from}"),
            Self::Lost { message, to, reason } => write!(f, "lost {message} to {to}: {reason}"),
            Self::Raft(fact) => fact.fmt(f),
            Self::Proposed { request, .. } => write!(f, "proposes the write {request}"),
            Self::Stored { last, .. } => write!(f, "stored up to {last}"),
            Self::Applied { index, revision, .. } => write!(f, "applied {index}, revision {revision}"),
            Self::Crashed { lost: 0 } => f.write_str("crashed"),
            Self::Crashed { lost } => write!(f, "crashed and lost {lost} unsynced"),
            Self::Removed => f.write_str("was removed from the cluster, and ends"),
            Self::Inconsistent { peer } => write!(f, "found that its data and those of {peer} differ"),
            Self::Started { last, term, .. } => write!(f, "started with term {term}, log to {last}"),
            Self::Founded(_) => f.write_str("another cluster begins, from a snapshot"),
            Self::Paused => f.write_str("paused"),
            Self::Resumed => f.write_str("resumed"),
            Self::Wiped => f.write_str("lost its disk"),
            Self::RequestSent { request, to, ask, .. } => {
                write!(f, "sent the {} {request} to {to}", if ask.is_write() { "write" } else { "read" })
            }
            Self::RequestEnded { request, outcome } => write!(f, "{request} {outcome}"),
            Self::Changed(changes) => write!(f, "applied {} changes", changes.len()),
            Self::Watch(news) => news.fmt(f),
            Self::LeaseGranted { lease } => write!(f, "was granted lease {lease}"),
            Self::LeaseExpired { lease } => write!(f, "finds that lease {lease} is over"),
            Self::LeaseEnded { lease, keys, .. } => write!(f, "ended lease {lease}, and deleted {keys} keys"),
            Self::KeyObtained { key } => write!(f, "holds {}", alloc::string::String::from_utf8_lossy(key)),
            Self::CommandEnded { status } => write!(f, "command ended with {status}"),
        }
    }
}

impl fmt::Display for WatchNews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (response, revision) = match &self.said {
            WatchSaid::Asked { wanted, .. } => return write!(f, "watches {}", wanted.keys),
            WatchSaid::Heard { response, revision } => (response, revision),
            WatchSaid::Ended => return f.write_str("watches no more"),
        };
        match (self.changes().next(), self.changes().next_back()) {
            (Some(first), Some(last)) if first != last => write!(f, "heard of revisions {first} to {last}"),
            (Some(only), _) => write!(f, "heard of revision {only}"),
            (None, _) if response.canceled => f.write_str("heard that its watch has ended"),
            (None, _) if response.created => write!(f, "heard that its watch begins, at revision {revision}"),
            (None, _) => write!(f, "heard that its watch has got to revision {revision}"),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done { revision, .. } => write!(f, "done at revision {revision}"),
            Self::Refused => f.write_str("refused"),
            Self::Unknown => f.write_str("unknown: it may have happened or not"),
        }
    }
}

impl fmt::Display for LossReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cut => "the wire is cut",
            Self::Chance => "the wire loses some",
            Self::Down => "nobody listens",
            Self::ByHand => "dropped by hand",
        })
    }
}

impl fmt::Display for MessageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yes = |yes: bool| if yes { "yes" } else { "no" };
        match self {
            Self::PreVoteRequest => f.write_str("pre-vote request"),
            Self::PreVoteResponse { granted } => write!(f, "pre-vote {}", yes(*granted)),
            Self::VoteRequest => f.write_str("vote request"),
            Self::VoteResponse { granted } => write!(f, "vote {}", yes(*granted)),
            Self::Append { entries: 0 } => f.write_str("append of nothing"),
            Self::Append { entries: 1 } => f.write_str("append of 1 entry"),
            Self::Append { entries } => write!(f, "append of {entries} entries"),
            Self::AppendResponse { accepted: true } => f.write_str("append accepted"),
            Self::AppendResponse { accepted: false } => f.write_str("append rejected"),
            Self::StaleTerm => f.write_str("newer term"),
            Self::Heartbeat => f.write_str("heartbeat"),
            Self::HeartbeatResponse => f.write_str("heartbeat response"),
            Self::Snapshot => f.write_str("snapshot"),
            Self::TimeoutNow => f.write_str("timeout now"),
            Self::Propose => f.write_str("forwarded proposal"),
            Self::LeaseRequest => f.write_str("forwarded lease request"),
            Self::LeaseResponse => f.write_str("lease response"),
            Self::HashRequest => f.write_str("hash request"),
            Self::HashResponse => f.write_str("hash"),
            Self::ReadRequest => f.write_str("read index request"),
            Self::ReadResponse => f.write_str("read index"),
            Self::Transfer => f.write_str("leadership wish"),
            Self::Request { write } => f.write_str(if *write { "write request" } else { "read request" }),
            Self::Response { ok } => f.write_str(if *ok { "response" } else { "error response" }),
            Self::Refused => f.write_str("connection refused"),
        }
    }
}

impl fmt::Display for RaftEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimeoutDrawn(timeout) => write!(f, "drew an election timeout of {timeout}"),
            Self::ElectionTimedOut => f.write_str("election timed out"),
            Self::BecameFollower { term, reason: None } => write!(f, "became follower@{term}"),
            Self::BecameFollower { term, reason: Some(reason) } => write!(f, "became follower@{term}: {reason}"),
            Self::BecamePreCandidate { term } => write!(f, "became pre-candidate@{term}"),
            Self::BecameCandidate { term } => write!(f, "became candidate@{term}"),
            Self::BecameLeader { term, .. } => write!(f, "became leader@{term}"),
            Self::LeaderKnown { leader, term } => write!(f, "follows {leader}@{term}"),
            Self::TermAdopted { term } => write!(f, "adopted term {term}"),
            Self::Voted { ballot: Ballot::Vote, term, candidate } => write!(f, "voted for {candidate}@{term}"),
            Self::Voted { ballot: Ballot::PreVote, term, candidate } => {
                write!(f, "would vote for {candidate}@{term}")
            }
            Self::VoteRefused { candidate, denial, .. } => write!(f, "refused {candidate}: {denial}"),
            Self::VoteCounted { voter, granted, .. } => {
                write!(f, "counted {} from {voter}", if *granted { "a yes" } else { "a no" })
            }
            Self::Truncated { from } => write!(f, "removed everything from {from} on"),
            Self::Appended { at, .. } => write!(f, "appended {}@{}", at.index, at.term),
            Self::Committed { to } => write!(f, "committed up to {}@{}", to.index, to.term),
            Self::SnapshotInstalled { last } => write!(f, "installed a snapshot of {}@{}", last.index, last.term),
            Self::SnapshotSent { to, last } => write!(f, "sent a snapshot of {}@{} to {to}", last.index, last.term),
            Self::Compacted { to } => write!(f, "compacted its log up to {to}"),
            Self::SendStateChanged { to, state } => write!(f, "now sends to {to} by {state}"),
            Self::ConfigurationChanged(configuration) => {
                write!(f, "has the voters {}", configuration.voters)?;
                if configuration.is_joint() {
                    write!(f, " and the outgoing {}", configuration.outgoing)?;
                }
                if !configuration.learners.is_empty() {
                    write!(f, ", the learners {}", configuration.learners)?;
                }
                if !configuration.learners_next.is_empty() {
                    write!(f, ", the learners to be {}", configuration.learners_next)?;
                }
                Ok(())
            }
            Self::ChangeRefused => f.write_str("refused a change of the members"),
            Self::TransferStarted { target } => write!(f, "hands leadership to {target}"),
            Self::TransferAborted { target } => write!(f, "gave up handing leadership to {target}"),
            Self::ReadConfirmed { index, .. } => write!(f, "confirmed a read at {index}"),
            Self::ProposalDropped { reason } => write!(f, "dropped a proposal: {reason}"),
        }
    }
}

impl fmt::Display for StepDownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HigherTerm => "a higher term",
            Self::ElectionLost => "the election is lost",
            Self::QuorumLost => "no majority answers",
            Self::Removed => "no longer a voter",
        })
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OldTerm => "its term is old",
            Self::AlreadyVoted => "voted already, or knows the leader",
            Self::LogBehind => "its log is behind",
            Self::LeaderAlive => "the leader is alive",
        })
    }
}

impl fmt::Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoLeader => "nobody leads",
            Self::TransferPending => "leadership is being handed over",
            Self::UncommittedFull => "too much is uncommitted",
            Self::NotMember => "the leader is no longer a member",
            Self::ForwardingOff => "proposals are not passed on",
        })
    }
}

impl fmt::Display for SendState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Probe => "probing",
            Self::Replicate => "replicating",
            Self::Snapshot => "snapshot",
        })
    }
}
