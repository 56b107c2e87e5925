//! How a node, a message and a fact read in a transcript. Places are index@term, as everywhere.

use std::fmt::Write;

use agora_core::{
    id::{NodeId, NodeSet},
    raft::{
        Ballot, Body, ChangeStep, Command, ConfigChange, Configuration, Denial, DropReason, Entry, LogPosition,
        Message, Node, Payload, Progress, RaftEvent, ReadId, Role, SendState, StepDownReason, Transition,
        Write as DiskWrite,
    },
};

/// A command: a word.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Word(pub String);

impl Command for Word {
    /// Everything applied so far, with a space between.
    type Snapshot = String;

    fn size(&self) -> usize {
        self.0.len()
    }

    fn digest(&self) -> u64 {
        self.0.bytes().fold(7, |digest, byte| digest * 31 + u64::from(byte))
    }
}

pub fn place(at: LogPosition) -> String {
    format!("{}@{}", at.index.0, at.term.0)
}

pub fn payload(payload: &Payload<Word>) -> String {
    match payload {
        Payload::Noop => String::from("no-op"),
        Payload::Command(Word(word)) => word.clone(),
        Payload::Change(change, _) => steps(change),
    }
}

fn steps(change: &ConfigChange) -> String {
    if change.steps.is_empty() {
        return String::from("leave-joint");
    }
    let mut text = String::from(match change.transition {
        Transition::Auto => "change",
        Transition::JointImplicit => "joint-change",
        Transition::JointExplicit => "explicit-joint-change",
    });
    for step in &change.steps {
        let _ = match step {
            ChangeStep::AddVoter(node) => write!(text, " voter {node}"),
            ChangeStep::AddLearner(node) => write!(text, " learner {node}"),
            ChangeStep::Remove(node) => write!(text, " remove {node}"),
        };
    }
    text
}

pub fn entry(entry: &Entry<Word>) -> String {
    format!("{} {}", place(entry.position()), payload(&entry.payload))
}

pub fn entries<'a>(list: impl IntoIterator<Item = &'a Entry<Word>>) -> String {
    let list: Vec<_> = list.into_iter().map(entry).collect();
    if list.is_empty() { String::from("nothing") } else { list.join(", ") }
}

fn names(set: NodeSet) -> String {
    set.to_string()
}

fn somebody(node: Option<NodeId>) -> String {
    node.map_or_else(|| String::from("nobody"), |node| node.to_string())
}

pub fn configuration(configuration: &Configuration) -> String {
    let mut text = format!("voters {}", names(configuration.voters));
    for (what, set) in [
        ("outgoing", configuration.outgoing),
        ("learners", configuration.learners),
        ("learners next", configuration.learners_next),
    ] {
        if !set.is_empty() {
            let _ = write!(text, ", {what} {}", names(set));
        }
    }
    if configuration.auto_leave {
        text += ", leaves by itself";
    }
    text
}

fn read(id: ReadId) -> String {
    format!("read {} of {}", id.number, id.node)
}

const fn ballot(ballot: Ballot) -> &'static str {
    match ballot {
        Ballot::PreVote => "pre-vote",
        Ballot::Vote => "vote",
    }
}

/// What a message says, with its term.
pub fn message(message: &Message<Word>) -> String {
    let said = body(&message.body);
    message.term.map_or_else(|| said.clone(), |term| format!("term {}: {said}", term.0))
}

fn body(body: &Body<Word>) -> String {
    match body {
        Body::VoteRequest { ballot: which, last, transfer } => {
            let handed = if *transfer { ", handed over" } else { "" };
            format!("asks for a {}, log ends at {}{handed}", ballot(*which), place(*last))
        }
        Body::VoteResponse { ballot: which, granted } => {
            format!("{} {}", if *granted { "gives a" } else { "refuses a" }, ballot(*which))
        }
        Body::Append { previous, entries: list, commit } => {
            format!("append after {}: {}; commit {}", place(*previous), entries(list.iter()), commit.0)
        }
        Body::AppendAccepted { last } => format!("accepted up to {}", last.0),
        Body::AppendRejected { rejected, hint } => format!("rejected after {}, try {}", rejected.0, place(*hint)),
        Body::StaleTerm => String::from("your term is old"),
        Body::Heartbeat { commit, reads_up_to: 0 } => format!("heartbeat, commit {}", commit.0),
        Body::Heartbeat { commit, reads_up_to } => format!("heartbeat, commit {}, reads up to {reads_up_to}", commit.0),
        Body::HeartbeatResponse { reads_up_to: 0 } => String::from("alive"),
        Body::HeartbeatResponse { reads_up_to } => format!("alive, reads up to {reads_up_to}"),
        Body::InstallSnapshot(snapshot) => {
            format!(
                "snapshot of {}: {}; {}",
                place(snapshot.last),
                snapshot.state,
                configuration(&snapshot.configuration)
            )
        }
        Body::TimeoutNow => String::from("stand for election now"),
        Body::Propose(list) => format!("please append {}", list.iter().map(payload).collect::<Vec<_>>().join(", ")),
        Body::Read(id) => format!("asks for {}", read(*id)),
        Body::ReadIndex { id, index } => format!("{} may be answered at {}", read(*id), index.0),
        Body::Transfer { target } => format!("{target} wants to lead"),
    }
}

pub fn disk_write(write: &DiskWrite<Word>) -> String {
    let mut parts = Vec::new();
    if let Some(snapshot) = &write.snapshot {
        parts.push(format!("snapshot of {}", place(snapshot.last)));
    }
    if let Some(hard) = write.hard {
        parts.push(format!("term {}, vote {}, commit {}", hard.term.0, somebody(hard.vote), hard.commit.0));
    }
    if write.rebase.is_some() {
        parts.push(String::from("a new beginning of the log"));
    }
    if !write.entries.is_empty() {
        parts.push(entries(write.entries.iter()));
    }
    let sync = if write.must_sync() { "" } else { " (no sync)" };
    parts.join("; ") + sync
}

/// What a fact adds to what the change of the state shows; `None` when that is nothing.
pub fn event(event: &RaftEvent) -> Option<String> {
    Some(match event {
        RaftEvent::ElectionTimedOut => String::from("election timer ran out"),
        RaftEvent::BecameFollower { reason: Some(reason), .. } => String::from(match reason {
            StepDownReason::HigherTerm => "gives up: there is a higher term",
            StepDownReason::ElectionLost => "gives up: the election is lost",
            StepDownReason::QuorumLost => "gives up: no majority was heard",
            StepDownReason::Removed => "gives up: it was removed",
        }),
        RaftEvent::Voted { ballot: which, term, candidate } => {
            format!("gave {candidate} its {} of term {}", ballot(*which), term.0)
        }
        RaftEvent::VoteRefused { ballot: which, candidate, denial } => {
            let why = match denial {
                Denial::OldTerm => "its term is old",
                Denial::AlreadyVoted => "the vote is taken",
                Denial::LogBehind => "its log is behind",
                Denial::LeaderAlive => "a leader is alive, so no answer",
            };
            format!("no {} for {candidate}: {why}", ballot(*which))
        }
        RaftEvent::VoteCounted { ballot: which, voter, granted } => {
            format!("counts {} of {voter}: {}", ballot(*which), if *granted { "yes" } else { "no" })
        }
        RaftEvent::Truncated { from } => format!("cuts its log from {}", from.0),
        RaftEvent::Appended { at, .. } => format!("appends {}", place(*at)),
        RaftEvent::SnapshotInstalled { last } => format!("installs the snapshot of {}", place(*last)),
        RaftEvent::Compacted { to } => format!("gives up its log to {}", to.0),
        RaftEvent::ChangeRefused => String::from("refuses the change"),
        RaftEvent::TransferStarted { target } => format!("hands over to {target}"),
        RaftEvent::TransferAborted { target } => format!("no longer hands over to {target}"),
        RaftEvent::ReadConfirmed { id, index } => format!("confirms {} at {}", read(*id), index.0),
        RaftEvent::ProposalDropped { reason } => String::from(match reason {
            DropReason::NoLeader => "drops a proposal: no leader",
            DropReason::TransferPending => "drops a proposal: handing over",
            DropReason::UncommittedFull => "drops a proposal: too much is uncommitted",
            DropReason::NotMember => "drops a proposal: no member any more",
            DropReason::ForwardingOff => "drops a proposal: passes nothing on",
        }),
        RaftEvent::TimeoutDrawn(_)
        | RaftEvent::BecameFollower { reason: None, .. }
        | RaftEvent::BecamePreCandidate { .. }
        | RaftEvent::BecameCandidate { .. }
        | RaftEvent::BecameLeader { .. }
        | RaftEvent::LeaderKnown { .. }
        | RaftEvent::TermAdopted { .. }
        | RaftEvent::Committed { .. }
        | RaftEvent::SnapshotSent { .. }
        | RaftEvent::SendStateChanged { .. }
        | RaftEvent::ConfigurationChanged(_) => return None,
    })
}

pub const fn role(role: &Role) -> &'static str {
    match role {
        Role::Follower => "follower",
        Role::PreCandidate(_) => "pre-candidate",
        Role::Candidate(_) => "candidate",
        Role::Leader(_) => "leader",
    }
}

/// The state of a node, field by field, with what a leader knows of each follower.
pub fn state(node: &Node<Word>) -> Vec<(String, String)> {
    let mut fields = vec![
        (String::from("role"), String::from(role(node.role()))),
        (String::from("term"), node.term().0.to_string()),
        (String::from("vote"), somebody(node.vote())),
        (String::from("leader"), somebody(node.leader())),
        (String::from("timer"), format!("from {}", node.timer().started)),
        (String::from("log"), format!("{} to {}", node.log().first_index().0, place(node.log().last()))),
        (String::from("stored"), node.stored_up_to().0.to_string()),
        (String::from("commit"), node.commit().0.to_string()),
        (String::from("applied"), node.applied().0.to_string()),
        (String::from("members"), configuration(&node.configuration())),
    ];
    if let Some(leadership) = node.role().leadership() {
        fields.extend(leadership.progress.iter().map(|(peer, known)| (format!("of {peer}"), progress(known))));
    }
    fields
}

fn progress(progress: &Progress) -> String {
    let state = match progress.state {
        SendState::Probe => "probe",
        SendState::Replicate => "replicate",
        SendState::Snapshot => "snapshot",
    };
    let mut text = format!("{state} {}/{}", progress.matched.0, progress.next.0);
    if let Some(last) = progress.pending_snapshot {
        let _ = write!(text, " of {}", last.0);
    }
    if progress.paused {
        text += " paused";
    }
    if !progress.inflight.is_empty() {
        let _ = write!(text, " {} in flight", progress.inflight.len());
    }
    let _ = write!(text, " told {}", progress.commit_sent.0);
    if progress.recent_active {
        text += " heard";
    }
    text
}
