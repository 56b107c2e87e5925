//! What is done to a cluster next, drawn from one stream.

use alloc::{format, string::String, vec, vec::Vec};

use crate::{
    client::Client,
    id::{ClientId, NodeId, NodeSet},
    raft::{ReadMode, Transition, Tuning},
    rng::{Label, Stream},
    run::Run,
    server::Settings,
    sim::{
        Dials, Options,
        event::MessageKind,
        frame::{FlightFrame, Frame, Process},
        intervention::{ClockDial, DiskDial, Intervention, LinkDial, Name, Span},
        place::Place,
    },
    time::Duration,
};

/// Which stream the faults are drawn from.
const STREAM: Label = Label::Outside(1);

/// What can be done, and how often, in parts of all.
const KINDS: [(Kind, u64); 29] = [
    (Kind::Type, 200),
    (Kind::Interrupt, 2),
    (Kind::Message, 30),
    (Kind::Fire, 6),
    (Kind::Kill, 5),
    (Kind::KillLeader, 4),
    (Kind::KillAll, 1),
    (Kind::Pause, 4),
    (Kind::PauseLeader, 2),
    (Kind::KillClient, 1),
    (Kind::PauseClient, 1),
    (Kind::Cut, 5),
    (Kind::CutOneWay, 5),
    (Kind::Partition, 4),
    (Kind::SplitOffLeader, 2),
    (Kind::Wires, 3),
    (Kind::Wire, 6),
    (Kind::SlowDisk, 4),
    (Kind::FullDisk, 1),
    (Kind::ClockRate, 3),
    (Kind::ClockJump, 2),
    (Kind::Reconfigure, 8),
    (Kind::Transfer, 4),
    (Kind::ForgetLeader, 2),
    (Kind::Restart, 2),
    (Kind::Revive, 10),
    (Kind::Resume, 10),
    (Kind::Heal, 8),
    (Kind::Mend, 8),
];

/// From here on [`KINDS`] are repairs, which no run does without.
const REPAIRS: usize = 24;

/// So many places are given at most: removed members keep theirs.
const PLACES: u8 = 9;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Type,
    Interrupt,
    Message,
    Fire,
    Kill,
    KillLeader,
    KillAll,
    Pause,
    PauseLeader,
    KillClient,
    PauseClient,
    Cut,
    CutOneWay,
    Partition,
    SplitOffLeader,
    Wires,
    Wire,
    SlowDisk,
    FullDisk,
    ClockRate,
    ClockJump,
    Reconfigure,
    Transfer,
    ForgetLeader,
    Restart,
    Revive,
    Resume,
    Heal,
    Mend,
}

/// What a lease cannot stand: clocks that differ, messages that do not arrive in time, leadership that is moved
/// (dissertation §6.4.1). A run whose reads rest on leases has none of it.
const BREAKS_LEASES: [Kind; 15] = [
    Kind::Message,
    Kind::Fire,
    Kind::Pause,
    Kind::PauseLeader,
    Kind::Cut,
    Kind::CutOneWay,
    Kind::Partition,
    Kind::SplitOffLeader,
    Kind::Wires,
    Kind::Wire,
    Kind::ClockRate,
    Kind::ClockJump,
    Kind::Transfer,
    Kind::ForgetLeader,
    Kind::Resume,
];

/// The stream of one run, and what the run is like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Draws {
    stream: Stream,
    members: u8,
    clients: u8,
    keys: u64,
    /// How often each of [`KINDS`] comes in this run: most runs know only some faults, and so get further in them.
    weights: [u64; KINDS.len()],
    /// The mean time between two faults.
    pause: Duration,
    /// How many values have been put: each is put once, so that what is read tells who wrote it.
    values: u32,
}

impl Draws {
    pub(super) fn new(seed: u64) -> (Self, Options) {
        let mut draws = Self {
            stream: Stream::new(seed, STREAM),
            members: 0,
            clients: 0,
            keys: 0,
            weights: KINDS.map(|(_, weight)| weight),
            pause: Duration::ZERO,
            values: 0,
        };
        draws.members = draws.pick(&[3, 3, 3, 3, 3, 5, 5, 5, 5, 4, 4, 1, 2, 7]);
        draws.clients = draws.pick(&[2, 3, 4, 5]);
        draws.keys = draws.pick(&[1, 2, 3]);
        draws.pause = draws.millis(5, 80);
        for place in 0..KINDS.len() {
            let often = draws.pick(&[0, 1, 1, 3]);
            let always = place == 0 || place >= REPAIRS;
            draws.weights[place] *= if always { often.max(1) } else { often };
        }
        let mut options = draws.options(seed);
        if draws.chance(8) {
            let tuning = &mut options.settings.tuning;
            (tuning.reads, tuning.check_quorum) = (ReadMode::LeaseBased, true);
            for (weight, (kind, _)) in draws.weights.iter_mut().zip(KINDS) {
                *weight *= u64::from(!BREAKS_LEASES.contains(&kind));
            }
        }
        (draws, options)
    }

    fn options(&mut self, seed: u64) -> Options {
        let heartbeat = Duration::from_millis(self.pick(&[50, 100, 100, 150]));
        let tuning = Tuning {
            heartbeat,
            election: heartbeat * self.pick(&[5, 7, 10, 10]),
            pre_vote: !self.chance(20),
            check_quorum: !self.chance(20),
            step_down_on_removal: self.chance(30),
            ..Tuning::default()
        };
        let dials = Dials { latency: self.millis(1, 20), jitter: self.millis(0, 20), ..Dials::default() };
        let disk_latency = self.millis(0, 10);
        let settings = Settings {
            tuning,
            snapshot_count: self.pick(&[100_000, 100_000, 20, 5]),
            catch_up_entries: self.pick(&[0, 3, 5_000]),
            ..Settings::default()
        };
        Options { members: self.members, clients: self.clients, seed, settings, dials, disk_latency }
    }

    /// How many single events pass until the next fault, where time is not to pass as a span.
    pub(super) fn steps(&mut self) -> Option<u64> {
        let steps = 1 + self.stream.below(20);
        self.chance(20).then_some(steps)
    }

    /// How long until the next fault.
    pub(super) fn pause(&mut self) -> Duration {
        self.stream.span_below(self.pause * 2)
    }

    /// What is done now: at one moment, in this order. Some of it may not be possible then.
    pub(super) fn interventions(&mut self, run: &Run) -> Vec<Intervention> {
        use Intervention as I;
        self.members = run.world().places_given();
        let (member, client) = (self.member(), self.client());
        let name = Name::from(member);
        match self.kind() {
            Kind::Type => self.typed(run).into_iter().collect(),
            Kind::Interrupt => vec![I::Interrupt(client)],
            Kind::Message => self.message(run).into_iter().collect(),
            Kind::Fire => vec![I::Fire(name)],
            Kind::Kill => vec![I::Kill(name)],
            Kind::KillLeader => vec![I::Kill(Name::Leader)],
            Kind::KillAll => self.everybody().map(I::Kill).collect(),
            Kind::Pause => vec![I::Pause(name)],
            Kind::PauseLeader => vec![I::Pause(Name::Leader)],
            Kind::KillClient => vec![I::Kill(client.into())],
            Kind::PauseClient => vec![I::Pause(client.into())],
            Kind::Cut => vec![I::Cut(self.span(false))],
            Kind::CutOneWay => vec![I::Cut(self.span(true))],
            Kind::Partition => self.partition(),
            Kind::SplitOffLeader => vec![I::Partition(vec![vec![Name::Leader, client.into()], vec![Name::Others]])],
            Kind::Wires => vec![I::Link(None, vec![self.link_dial(), self.link_dial()])],
            Kind::Wire => {
                let Span { from, to, .. } = self.span(false);
                vec![I::Link(Some((from, to)), vec![self.link_dial()])]
            }
            Kind::SlowDisk => vec![I::Disk(name, vec![DiskDial::Latency(self.millis(0, 300))])],
            Kind::FullDisk => vec![I::Disk(name, vec![DiskDial::Full(true)])],
            Kind::ClockRate => vec![I::Clock(name, ClockDial::Rate(500_000 + self.stream.below(1_500_001) as u32))],
            Kind::ClockJump => {
                let by = self.millis(1, 3_000);
                let back = by.as_millis().is_multiple_of(3);
                vec![I::Clock(name, if back { ClockDial::SetBack(by) } else { ClockDial::Jump(by) })]
            }
            Kind::Reconfigure => self.reconfigure(run).into_iter().collect(),
            Kind::Transfer => vec![I::Transfer(name)],
            Kind::ForgetLeader => vec![I::ForgetLeader(name)],
            Kind::Restart => vec![I::Restart(name)],
            Kind::Revive => down(&run.frame()).map(I::Restart).collect(),
            Kind::Resume => self.everybody().chain([client.into()]).map(I::Resume).collect(),
            Kind::Heal => vec![I::Heal(if self.chance(50) { None } else { Some(self.span(false)) })],
            Kind::Mend => self.mend(name),
        }
    }

    /// Other members, as the leader of this moment sees them.
    fn reconfigure(&mut self, run: &Run) -> Option<Intervention> {
        let (what, how, chosen) = (self.below(100), self.below(10), self.stream.bits());
        let configuration = run.world().leader_configuration()?;
        if configuration.is_joint() {
            return (what < 60).then_some(Intervention::LeaveJoint);
        }
        let (mut voters, mut learners) = (configuration.voters, configuration.learners);
        let new = NodeId::new(self.members + 1).filter(|_| self.members < PLACES);
        let members = configuration.members();
        let other = members.iter().nth((chosen % members.len() as u64) as usize)?;
        match what {
            0..25 => voters = new.map_or(voters, |new| voters.with(new)),
            25..45 => learners = new.map_or(learners, |new| learners.with(new)),
            45..65 => (voters, learners) = (voters.union(learners), NodeSet::EMPTY),
            65..85 => (voters, learners) = (voters.without(other), learners.without(other)),
            _ => {
                let pick = |node: &NodeId| chosen >> (node.number() % 60) & 3 != 0;
                voters = members.iter().filter(pick).collect();
                voters = new.filter(|_| how & 1 == 0).map_or(voters, |new| voters.with(new));
                learners = NodeSet::EMPTY;
            }
        }
        // One voter that is left alone may never learn that it is, when the other is gone (etcd-io/raft, `doc.go`).
        let shrinks = voters.len() < configuration.voters.len();
        if voters.is_empty() || (shrinks && voters.len() < 2) {
            return None;
        }
        let transition = match how {
            0..6 => Transition::Auto,
            6..8 => Transition::JointImplicit,
            _ => Transition::JointExplicit,
        };
        Some(Intervention::Reconfigure { voters, learners, transition })
    }

    /// A line at a prompt that is free, or now and then typed ahead.
    fn typed(&mut self, run: &Run) -> Option<Intervention> {
        let client = self.client();
        let ahead = self.chance(5);
        let line = self.line();
        let connected = self.below(100);
        let endpoint = match connected {
            0..15 => Some(Name::from(self.member())),
            15..20 => Some(Name::Leader),
            _ => None,
        };
        let free = run.world().client(client).is_some_and(Client::is_idle);
        (free || ahead).then(|| Intervention::Type { client, endpoint, line: line.into() })
    }

    fn line(&mut self) -> String {
        let key = ["a", "b", "c"][self.stream.below(self.keys) as usize];
        let mut line = match self.below(100) {
            0..45 => {
                self.values += 1;
                let shown = if self.chance(10) { " --prev-kv" } else { "" };
                format!("put {key} v{}{shown}", self.values)
            }
            45..80 => format!("get {key}"),
            80..84 => format!("get {key} --consistency=s"),
            84..88 => format!("get {key} --prefix"),
            88..97 => format!("del {key}"),
            _ => format!("del {key} --from-key"),
        };
        if self.chance(20) {
            line += &format!(" --command-timeout={}", self.millis(50, 1_000));
        }
        if self.chance(20) {
            line += " &";
        }
        line
    }

    fn message(&mut self, run: &Run) -> Option<Intervention> {
        let (place, what, late) = (self.stream.bits(), self.below(100), self.millis(1, 500));
        let flights = run.frame().flights;
        let flight = flights.get((place % (flights.len() as u64).max(1)) as usize)?;
        match what {
            0..30 => Some(Intervention::Drop(flight.id)),
            30..60 => Some(Intervention::Delay(flight.id, late)),
            60..80 => Some(Intervention::Deliver(flight.id)),
            _ => may_come_twice(flight).then_some(Intervention::Duplicate(flight.id)),
        }
    }

    fn partition(&mut self) -> Vec<Intervention> {
        let everybody = self.everybody().chain((1..=self.clients).map(|number| ClientId(number).into()));
        let (left, right) = everybody.partition::<Vec<_>, _>(|_| self.stream.below(2) == 0);
        if left.is_empty() || right.is_empty() { Vec::new() } else { vec![Intervention::Partition(vec![left, right])] }
    }

    fn mend(&mut self, name: Name) -> Vec<Intervention> {
        let calm = [LinkDial::Loss(0), LinkDial::Duplicate(0), LinkDial::Reorder(0)];
        let latency = LinkDial::Latency(self.millis(1, 20));
        vec![match self.below(3) {
            0 => Intervention::Link(None, calm.into_iter().chain([latency]).collect()),
            1 => Intervention::Disk(name, vec![DiskDial::Full(false), DiskDial::Latency(self.millis(0, 10))]),
            _ => Intervention::Clock(name, ClockDial::Rate(1_000_000)),
        }]
    }

    fn link_dial(&mut self) -> LinkDial {
        match self.below(5) {
            0 => LinkDial::Latency(self.millis(0, 200)),
            1 => LinkDial::Jitter(self.millis(0, 200)),
            2 => LinkDial::Loss(self.stream.below(400_000) as u32),
            3 => LinkDial::Duplicate(self.stream.below(300_000) as u32),
            _ => LinkDial::Reorder(self.stream.below(300_000) as u32),
        }
    }

    /// Two members, or now and then a client and a member.
    fn span(&mut self, one_way: bool) -> Span {
        let (from, to, client) = (self.member(), self.member(), self.client());
        let (from, to) = match self.below(10) {
            0 => (client.into(), to.into()),
            1 => (from.into(), client.into()),
            _ => (from.into(), to.into()),
        };
        Span { from, to, one_way }
    }

    fn everybody(&self) -> impl Iterator<Item = Name> + use<> {
        (1..=self.members).filter_map(NodeId::new).map(Name::from)
    }

    fn member(&mut self) -> NodeId {
        let number = 1 + self.stream.below(u64::from(self.members)) as u8;
        NodeId::new(number).expect("members are numbered from 1")
    }

    fn client(&mut self) -> ClientId {
        ClientId(1 + self.stream.below(u64::from(self.clients)) as u8)
    }

    fn kind(&mut self) -> Kind {
        let mut left = self.stream.below(self.weights.iter().sum());
        for ((kind, _), weight) in KINDS.into_iter().zip(self.weights) {
            match left.checked_sub(weight) {
                Some(rest) => left = rest,
                None => return kind,
            }
        }
        Kind::Type
    }

    fn below(&mut self, limit: u64) -> usize {
        self.stream.below(limit) as usize
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.stream.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64)]
    }

    /// So many milliseconds, both ends included.
    fn millis(&mut self, least: u64, most: u64) -> Duration {
        Duration::from_millis(least + self.stream.below(most - least + 1))
    }
}

/// What travels as a stream never comes twice in etcd, and is not made to stand it.
fn may_come_twice(flight: &FlightFrame) -> bool {
    !matches!(
        flight.kind,
        MessageKind::Propose | MessageKind::Request { .. } | MessageKind::Response { .. } | MessageKind::Refused
    )
}

/// Whoever is down.
fn down(frame: &Frame) -> impl Iterator<Item = Name> {
    let members = frame.members.iter().map(|member| (Place::Member(member.id), member.process));
    let clients = frame.clients.iter().map(|client| (Place::Client(client.id), client.process));
    members.chain(clients).filter(|(_, process)| *process == Process::Down).map(|(place, _)| Name::Place(place))
}
