//! What a script can wait for, and what it can claim.

use alloc::{
    format,
    string::{String, ToString},
};
use core::fmt;

use super::Run;
use crate::{
    client::terminal::{LineKind, TerminalLine},
    id::{ClientId, NodeId, NodeSet},
    raft::{ReadMode, membership::Configuration},
    shared::Sequence,
    sim::{
        event::MessageKind,
        frame::{ClientFrame, Frame, MemberFrame, Process, RoleFrame, Standing},
        verdict::Invariant,
    },
    time::Duration,
};

/// What `until` waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Condition {
    /// `leader`: a running member leads.
    Leader,
    /// `no-leader`: none does.
    NoLeader,
    /// `quiet`: nothing runs in the terminals, nobody campaigns, the disks rest, and nothing but heartbeats is on its way.
    Quiet,
    /// `commit`: somebody's commit index rises.
    Commit,
    /// `election`: somebody wins one.
    Election,
    /// `members`: a configuration comes into force somewhere.
    Members,
    /// `violation`: an invariant is broken.
    Violation,
    /// `c1 idle`: nothing runs in the foreground of that terminal.
    Idle(ClientId),
    /// `no-leader for 5s`: for so long no running member has led.
    LeaderlessFor(Duration),
    /// `split-vote`: several stood for election in one term, nobody won it, and somebody had to stand again (Raft §5.2).
    SplitVote,
    /// `two-leaders`: two running members lead at once, in different terms: the older one does not know yet (Raft §8).
    TwoLeaders,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leader => f.write_str("leader"),
            Self::NoLeader => f.write_str("no-leader"),
            Self::Quiet => f.write_str("quiet"),
            Self::Commit => f.write_str("commit"),
            Self::Election => f.write_str("election"),
            Self::Members => f.write_str("members"),
            Self::Violation => f.write_str("violation"),
            Self::Idle(client) => write!(f, "{client} idle"),
            Self::LeaderlessFor(span) => write!(f, "no-leader for {span}"),
            Self::SplitVote => f.write_str("split-vote"),
            Self::TwoLeaders => f.write_str("two-leaders"),
        }
    }
}

impl Condition {
    /// Whether it is something that is so for a while, rather than an event, which has to happen from now on.
    pub const fn is_state(self) -> bool {
        !matches!(self, Self::Commit | Self::Election | Self::Members | Self::LeaderlessFor(_) | Self::SplitVote)
    }

    /// Whether it is so now, if it is something that is so for a while; a [`super::Watcher`] sees what happens.
    pub fn holds(self, run: &Run) -> bool {
        let world = run.world();
        match self {
            Self::Leader => world.leader().is_some(),
            Self::NoLeader => world.leader().is_none(),
            Self::Quiet => is_quiet(&world.frame()),
            Self::Violation => run.checks().first_breach().is_some(),
            Self::Idle(client) => world.client(client).is_some_and(crate::client::Client::is_idle),
            Self::TwoLeaders => {
                let mut terms = world.leaders().map(|(_, term)| term);
                terms.next().is_some_and(|first| terms.any(|term| term != first))
            }
            Self::Commit | Self::Election | Self::Members | Self::LeaderlessFor(_) | Self::SplitVote => false,
        }
    }
}

fn is_quiet(frame: &Frame) -> bool {
    let beat = |kind: MessageKind| matches!(kind, MessageKind::Heartbeat | MessageKind::HeartbeatResponse);
    frame.clients.iter().all(|client| client.running.is_none() && client.queued == 0 && client.background.is_empty())
        && frame.flights.iter().all(|flight| beat(flight.kind))
        && frame.members.iter().all(|member| member.campaign.is_none() && member.disk.writing.is_none())
}

/// What `expect` claims: a fact, or that it is none.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Expectation {
    /// `expect not …`.
    pub negated: bool,
    /// The fact.
    pub fact: Fact,
}

/// Something about a frame that is so or not.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Fact {
    /// `leader`, `leader n2`: somebody leads; this one does.
    Leader(Option<NodeId>),
    /// `n2 role follower`.
    Role(NodeId, RoleFrame),
    /// `n2 process down`.
    Process(NodeId, Process),
    /// `n4 standing unstarted`.
    Standing(NodeId, Standing),
    /// `n1 voters n1 n2 n4`, `n1 outgoing none`: who belongs to the configuration that it has applied.
    Members(NodeId, Part, NodeSet),
    /// `n2 term 3`, `n2 commit >= 5`.
    Number(NodeId, Quantity, Relation, u64),
    /// `c1 status 0`: the exit status of the last command.
    Status(ClientId, u8),
    /// `c1 output "blue"`: all that the last command printed, without the last line feed.
    Output(ClientId, String),
    /// `c1 idle`.
    Idle(ClientId),
    /// `violation`, `violation log-matching`: an invariant, this invariant is broken.
    Violation(Option<Invariant>),
}

/// A part of a configuration.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    /// Those who vote; in a joint configuration the incoming half.
    Voters,
    /// The outgoing half.
    Outgoing,
    /// Those who learn.
    Learners,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Voters, Self::Outgoing, Self::Learners];

    /// Its name in scripts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Voters => "voters",
            Self::Outgoing => "outgoing",
            Self::Learners => "learners",
        }
    }

    const fn of(self, configuration: &Configuration) -> NodeSet {
        match self {
            Self::Voters => configuration.voters,
            Self::Outgoing => configuration.outgoing,
            Self::Learners => configuration.learners,
        }
    }
}

/// How reads can be confirmed.
pub(super) const READ_MODES: [ReadMode; 2] = [ReadMode::Safe, ReadMode::LeaseBased];

/// The word for that in scripts.
pub(super) const fn read_mode_word(mode: ReadMode) -> &'static str {
    match mode {
        ReadMode::Safe => "safe",
        ReadMode::LeaseBased => "lease",
    }
}

/// Some members' names, or `none`.
fn names(nodes: NodeSet) -> String {
    if nodes.is_empty() { "none".to_string() } else { nodes.to_string() }
}

/// A number that a member has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Quantity {
    /// Its term.
    Term,
    /// The last entry it knows to be committed.
    Commit,
    /// The last entry it applied.
    Applied,
    /// The last entry of its log.
    Last,
    /// The last entry its disk holds.
    Stored,
    /// Its store's revision.
    Revision,
    /// How many keys its store has.
    Keys,
}

impl Quantity {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Term, Self::Commit, Self::Applied, Self::Last, Self::Stored, Self::Revision, Self::Keys];

    /// Its name in scripts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Commit => "commit",
            Self::Applied => "applied",
            Self::Last => "last",
            Self::Stored => "stored",
            Self::Revision => "revision",
            Self::Keys => "keys",
        }
    }

    pub(super) fn of(self, member: &MemberFrame) -> u64 {
        match self {
            Self::Term => member.term.0,
            Self::Commit => member.commit.0,
            Self::Applied => member.applied.0,
            Self::Last => member.log.last.0,
            Self::Stored => member.log.stored.0,
            Self::Revision => member.store.revision.0,
            Self::Keys => member.store.keys as u64,
        }
    }
}

/// How two numbers are compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Relation {
    /// `=`, or nothing.
    Equal,
    /// `>=`.
    AtLeast,
    /// `<=`.
    AtMost,
}

impl Relation {
    /// Its sign in scripts.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
        }
    }

    fn holds(self, left: u64, right: u64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::AtLeast => left >= right,
            Self::AtMost => left <= right,
        }
    }
}

/// The word for a role in scripts.
pub(super) const fn role_word(role: RoleFrame) -> &'static str {
    match role {
        RoleFrame::Follower => "follower",
        RoleFrame::PreCandidate => "pre-candidate",
        RoleFrame::Candidate => "candidate",
        RoleFrame::Leader => "leader",
    }
}

/// The word for a process in scripts.
pub(super) const fn process_word(process: Process) -> &'static str {
    match process {
        Process::Running => "running",
        Process::Paused => "paused",
        Process::Down => "down",
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("not ")?;
        }
        match &self.fact {
            Fact::Leader(None) => f.write_str("leader"),
            Fact::Leader(Some(node)) => write!(f, "leader {node}"),
            Fact::Role(node, role) => write!(f, "{node} role {}", role_word(*role)),
            Fact::Process(node, process) => write!(f, "{node} process {}", process_word(*process)),
            Fact::Standing(node, standing) => write!(f, "{node} standing {}", standing.name()),
            Fact::Members(node, part, nodes) => write!(f, "{node} {} {}", part.name(), names(*nodes)),
            Fact::Number(node, quantity, Relation::Equal, number) => write!(f, "{node} {} {number}", quantity.name()),
            Fact::Number(node, quantity, relation, number) => {
                write!(f, "{node} {} {} {number}", quantity.name(), relation.sign())
            }
            Fact::Status(client, status) => write!(f, "{client} status {status}"),
            Fact::Output(client, text) => write!(f, "{client} output {text:?}"),
            Fact::Idle(client) => write!(f, "{client} idle"),
            Fact::Violation(None) => f.write_str("violation"),
            Fact::Violation(Some(invariant)) => write!(f, "violation {}", invariant.name()),
        }
    }
}

/// What was found in place of what was expected.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Failure {
    /// The claim.
    pub expected: Expectation,
    /// What is so.
    pub found: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

impl Expectation {
    /// Holds the claim against a frame.
    ///
    /// # Errors
    /// What is so instead.
    pub fn check(&self, frame: &Frame) -> Result<(), Failure> {
        let (holds, found) = self.fact.look(frame);
        if holds == self.negated { Err(Failure { expected: self.clone(), found }) } else { Ok(()) }
    }
}

impl Fact {
    /// Whether it is so, and what is so.
    fn look(&self, frame: &Frame) -> (bool, String) {
        let of = |node: NodeId, look: &dyn Fn(&MemberFrame) -> (bool, String)| {
            frame.member(node).map_or((false, format!("no {node}")), look)
        };
        let client = |id: ClientId, look: &dyn Fn(&ClientFrame) -> (bool, String)| {
            frame.clients.iter().find(|client| client.id == id).map_or((false, format!("no {id}")), look)
        };
        match self {
            Self::Leader(who) => {
                let leader = frame.leader().map(|member| member.id);
                let found = leader.map_or_else(|| "no leader".to_string(), |leader| format!("leader {leader}"));
                (leader.is_some() && who.is_none_or(|who| leader == Some(who)), found)
            }
            Self::Role(node, role) => {
                of(*node, &|member| (member.role == *role, format!("{node} role {}", role_word(member.role))))
            }
            Self::Process(node, process) => of(*node, &|member| {
                (member.process == *process, format!("{node} process {}", process_word(member.process)))
            }),
            Self::Standing(node, standing) => of(*node, &|member| {
                (member.standing == *standing, format!("{node} standing {}", member.standing.name()))
            }),
            Self::Members(node, part, nodes) => of(*node, &|member| {
                let found = part.of(&member.configuration);
                (found == *nodes, format!("{node} {} {}", part.name(), names(found)))
            }),
            Self::Number(node, quantity, relation, number) => of(*node, &|member| {
                let found = quantity.of(member);
                (relation.holds(found, *number), format!("{node} {} {found}", quantity.name()))
            }),
            Self::Status(id, status) => {
                client(*id, &|client| (client.status == *status, format!("{id} status {}", client.status)))
            }
            Self::Output(id, text) => client(*id, &|client| {
                let output = last_output(&client.lines);
                (output == *text, format!("{id} output {output:?}"))
            }),
            Self::Idle(id) => client(*id, &|client| match &client.running {
                None => (client.queued == 0, format!("{id} idle")),
                Some(job) => (false, format!("{id} running {}", job.line)),
            }),
            Self::Violation(which) => {
                let broken = frame.checks.iter().filter(|verdict| verdict.breach.is_some());
                let names = broken.map(|verdict| verdict.invariant).collect::<alloc::vec::Vec<_>>();
                let holds = which.map_or(!names.is_empty(), |which| names.contains(&which));
                let found =
                    names.iter().map(|invariant| format!("violation {} ", invariant.name())).collect::<String>();
                (holds, if found.is_empty() { "no violation".to_string() } else { found.trim_end().to_string() })
            }
        }
    }
}

/// What was printed since the last line that was typed.
fn last_output(lines: &Sequence<TerminalLine>) -> String {
    let printed = lines.iter().rev().take_while(|line| line.kind != LineKind::Input).map(|line| &*line.text);
    let mut printed = printed.collect::<alloc::vec::Vec<_>>();
    printed.reverse();
    printed.join("\n")
}
