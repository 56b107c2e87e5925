//! The frame: everything that can be seen of a world at one moment.
//!
//! The picture, the checks of a lesson and the `expect` lines of a script read frames and nothing else. A fact that
//! a test needs belongs here, where a reader of the screen finds it too.

use alloc::{sync::Arc, vec::Vec};

use super::{
    event::{LossReason, MessageKind},
    network::Dials,
    place::Place,
    verdict::Verdict,
};
use crate::{
    api::{Proposal, watch::WatchId},
    client::{Doing, terminal::TerminalLine},
    id::{ClientId, Index, LeaseId, MessageId, NodeId, NodeSet, RequestId, Revision, Term},
    mvcc::{Bytes, KeyRange, watch::Pace},
    raft::{ConfigChange, Sabotage, event::SendState, membership::Configuration},
    shared::Sequence,
    time::{Duration, SimTime},
};

/// Everything that can be seen at one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Frame {
    /// The moment: everything that happens up to and at it has happened, unless single events are being stepped.
    pub now: SimTime,
    /// How many events have been taken from the queue since the run began.
    pub steps: u64,
    /// When the next event is due; `None` when nothing will ever happen by itself.
    pub next: Option<SimTime>,
    /// The members, in the order of their numbers.
    pub members: Vec<MemberFrame>,
    /// The clients, likewise.
    pub clients: Vec<ClientFrame>,
    /// Every message on its way, in the order of sending.
    pub flights: Vec<FlightFrame>,
    /// The dials of every wire that is not among [`Frame::wires`].
    pub dials: Dials,
    /// Every directed wire that is cut or has dials of its own.
    pub wires: Vec<WireFrame>,
    /// Which protective rules are off.
    pub sabotage: Sabotage,
    /// What the checks say of the run up to now, in a fixed order.
    pub checks: Vec<Verdict>,
}

impl Frame {
    /// The member of that name.
    pub fn member(&self, id: NodeId) -> Option<&MemberFrame> {
        self.members.iter().find(|member| member.id == id)
    }

    /// The directed wire from one place to another, if it is not as all are.
    pub fn wire(&self, from: Place, to: Place) -> Option<&WireFrame> {
        self.wires.iter().find(|wire| wire.from == from && wire.to == to)
    }

    /// Whether nothing gets through from one place to another.
    pub fn is_cut(&self, from: Place, to: Place) -> bool {
        self.wire(from, to).is_some_and(|wire| wire.cut)
    }

    /// The running leader of the highest term, if there is one.
    pub fn leader(&self) -> Option<&MemberFrame> {
        self.members
            .iter()
            .filter(|member| member.role == RoleFrame::Leader && member.process != Process::Down)
            .max_by_key(|member| member.term)
    }
}

/// What a process does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Process {
    /// It runs.
    Running,
    /// It is stopped where it stands; messages wait for it.
    Paused,
    /// It does not exist.
    Down,
}

/// What a place is to the cluster.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Standing {
    /// It belongs to it.
    Member,
    /// It was added, and its process has never been started.
    Unstarted,
    /// It was removed. Its process ends once it knows, and may be there until then.
    Removed,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Member, Self::Unstarted, Self::Removed];

    /// Its name in scripts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Unstarted => "unstarted",
            Self::Removed => "removed",
        }
    }
}

/// The part that a member plays (Raft §5.1).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RoleFrame {
    /// Follows.
    Follower,
    /// Asks whether it could win.
    PreCandidate,
    /// Stands for election.
    Candidate,
    /// Leads.
    Leader,
}

/// One member.
#[derive(Clone, PartialEq, Debug)]
pub struct MemberFrame {
    /// Its name.
    pub id: NodeId,
    /// Whether its process runs. When it is down, the rest shows what its disk holds, with the role of a follower.
    pub process: Process,
    /// What it is to the cluster, as the member knows it that has applied most.
    pub standing: Standing,
    /// Its role.
    pub role: RoleFrame,
    /// Whether it gets the log without a vote.
    pub learner: bool,
    /// Its term.
    pub term: Term,
    /// Whom it voted for in that term.
    pub vote: Option<NodeId>,
    /// Who leads, as far as it knows.
    pub leader: Option<NodeId>,
    /// Its election timer; a leader has none.
    pub timer: Option<TimerFrame>,
    /// When a leader sends its next heartbeat.
    pub heartbeat_at: Option<SimTime>,
    /// A candidate's or pre-candidate's campaign.
    pub campaign: Option<CampaignFrame>,
    /// A leader's view of every other member, in the order of their numbers.
    pub progress: Vec<ProgressFrame>,
    /// The configuration it has applied.
    pub configuration: Configuration,
    /// Its log.
    pub log: LogFrame,
    /// The last entry known to be committed.
    pub commit: Index,
    /// The last entry its machine applied.
    pub applied: Index,
    /// Its store.
    pub store: StoreFrame,
    /// The leases that it knows, by id.
    pub leases: Vec<LeaseFrame>,
    /// The watches that clients have open with it.
    pub watches: Vec<WatchFrame>,
    /// Its disk.
    pub disk: DiskFrame,
    /// Its clock.
    pub clock: ClockFrame,
}

/// An election timer, on the world's clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimerFrame {
    /// The timeout that was drawn for this term and role, on the member's own clock.
    pub drawn: Duration,
    /// When the timer last started.
    pub started: SimTime,
    /// When it runs out.
    pub ends: SimTime,
}

/// A campaign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CampaignFrame {
    /// Who said yes, the candidate included.
    pub granted: NodeSet,
    /// Who said no.
    pub refused: NodeSet,
    /// How many votes a majority is (of the incoming half, when joint).
    pub needed: usize,
}

/// How a leader sees one other member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProgressFrame {
    /// The other member.
    pub peer: NodeId,
    /// The last entry known to be stored there.
    pub matched: Index,
    /// The next entry to send.
    pub next: Index,
    /// How entries are sent.
    pub state: SendState,
    /// Appends that have no answer yet.
    pub in_flight: usize,
    /// Whether it was heard in this CheckQuorum period.
    pub recent_active: bool,
}

/// A log.
#[derive(Clone, PartialEq, Debug)]
pub struct LogFrame {
    /// The first entry kept; everything before it stands in a snapshot.
    pub first: Index,
    /// The last entry.
    pub last: Index,
    /// The last entry that the disk holds for sure.
    pub stored: Index,
    /// The newest entries, at most [`LogFrame::WINDOW`], the last one last.
    pub cells: Vec<CellFrame>,
}

impl LogFrame {
    /// How many entries a frame shows.
    pub const WINDOW: u64 = 64;
}

/// One entry of a log.
#[derive(Clone, PartialEq, Debug)]
pub struct CellFrame {
    /// Its place.
    pub index: Index,
    /// Its term.
    pub term: Term,
    /// What it holds.
    pub content: CellContent,
}

/// What an entry holds.
#[derive(Clone, PartialEq, Debug)]
pub enum CellContent {
    /// Nothing: a leader's first entry.
    Noop,
    /// A client's command.
    Command(Arc<Proposal>),
    /// A change of the members.
    Change(ConfigChange),
}

/// A store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StoreFrame {
    /// Its revision.
    pub revision: Revision,
    /// How many keys it holds.
    pub keys: usize,
    /// The running hash of everything applied.
    pub hash: u64,
}

/// A lease, as one member knows it.
#[derive(Clone, PartialEq, Debug)]
pub struct LeaseFrame {
    /// Its id.
    pub id: LeaseId,
    /// Its time to live in seconds, as it was granted.
    pub ttl: i64,
    /// When it ends, on the world's clock; only a leader knows.
    pub ends: Option<SimTime>,
    /// Its keys, in order.
    pub keys: Vec<Bytes>,
}

/// A watch, as the member has it that serves it.
#[derive(Clone, PartialEq, Debug)]
pub struct WatchFrame {
    /// Whose stream it is on.
    pub stream: RequestId,
    /// Its number there.
    pub id: WatchId,
    /// What it watches.
    pub keys: KeyRange,
    /// The first revision that it has not been told of.
    pub next: i64,
    /// How far it has got.
    pub pace: Pace,
    /// How many responses wait on its stream.
    pub waiting: usize,
}

/// A disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DiskFrame {
    /// When the write under way began and when it will be done.
    pub writing: Option<(SimTime, SimTime)>,
    /// How long a write takes.
    pub latency: Duration,
    /// Whether it calls things stored that it would lose.
    pub lying: bool,
    /// Whether it takes no more.
    pub full: bool,
}

/// A clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClockFrame {
    /// What it shows.
    pub shows: SimTime,
    /// How fast it goes: 1 000 000 is right.
    pub rate_ppm: u32,
}

/// A message on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FlightFrame {
    /// Its name.
    pub id: MessageId,
    /// The sender.
    pub from: Place,
    /// The receiver.
    pub to: Place,
    /// What it is.
    pub kind: MessageKind,
    /// The sender's term, when it carries one.
    pub term: Option<Term>,
    /// When it left.
    pub sent: SimTime,
    /// When it arrives; for a doomed one, when it will be lost, half-way.
    pub ends: SimTime,
    /// Why it will not arrive, when that is decided already.
    pub doomed: Option<LossReason>,
    /// It has arrived, and waits for a paused receiver.
    pub waiting: bool,
}

/// A directed wire that is not as all are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WireFrame {
    /// From here.
    pub from: Place,
    /// To here.
    pub to: Place,
    /// Nothing gets through.
    pub cut: bool,
    /// What it does to messages.
    pub dials: Dials,
}

/// A client: a terminal and the process in it.
#[derive(Clone, PartialEq, Debug)]
pub struct ClientFrame {
    /// Its name.
    pub id: ClientId,
    /// Whether its process can run.
    pub process: Process,
    /// What runs in the foreground.
    pub running: Option<JobFrame>,
    /// Lines typed ahead.
    pub queued: usize,
    /// What runs in the background.
    pub background: Vec<JobFrame>,
    /// The exit status of the last command.
    pub status: u8,
    /// Everything that the terminal shows, oldest first.
    pub lines: Sequence<TerminalLine>,
}

/// A command that runs.
#[derive(Clone, PartialEq, Debug)]
pub struct JobFrame {
    /// The line as typed.
    pub line: Arc<str>,
    /// Since when.
    pub since: SimTime,
    /// When it gives up.
    pub deadline: Option<SimTime>,
    /// The member that it waits for.
    pub endpoint: Option<NodeId>,
    /// What it does right now.
    pub doing: Doing,
}
