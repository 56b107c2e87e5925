//! A cluster of simulated members, spoken to without a client between: disks store at once, every message takes the same
//! short time, and the clock leaps to where something is due.

use std::collections::BTreeMap;

use agora_core::{
    api::{
        Call, Request, Response,
        auth::Token,
        maintenance::MaintenanceRequest,
        watch::{WatchCreate, WatchOrder},
    },
    id::{ClientId, NodeId, NodeSet, RequestId},
    raft::{Configuration, Durable, Sabotage},
    rng::{Label, Stream},
    server::{Command, Input, Member, Output, Settings, Surroundings, member_id},
    time::{Duration, SimTime},
};

/// How long a request may take on the members' clocks.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a watch that is behind is given to catch up.
const REST: Duration = Duration::from_secs(1);

/// How long until everybody has heard of what is done: two heartbeats and more.
const ROUND: Duration = Duration::from_millis(300);

/// How long a message takes.
const LATENCY: Duration = Duration::from_millis(1);

/// A member that is there, or that was killed, or removed.
#[derive(Debug)]
struct Seat {
    id: NodeId,
    /// The process; `None` when it is down.
    member: Option<Member>,
    disk: Durable<Command>,
    starts: u32,
    /// Since when it runs.
    since: SimTime,
}

/// The members, and what is under way between them.
#[derive(Debug)]
pub struct Simulated {
    seats: Vec<Seat>,
    now: SimTime,
    asked: u32,
    answers: Vec<(RequestId, Response)>,
    /// What arrives, by when and in which order it left.
    flights: BTreeMap<(SimTime, u64), (NodeId, Input)>,
    sent: u64,
    /// The place of the member that is added next.
    next: u8,
    /// Who was killed and has not been started since.
    killed: Vec<u8>,
}

fn node(number: u8) -> NodeId {
    NodeId::new(number).expect("members are counted from 1")
}

impl Simulated {
    /// So many members with empty stores, of which the first leads.
    pub fn new(members: u8) -> Self {
        let all = (1..=members).fold(NodeSet::EMPTY, |set, number| set.with(node(number)));
        let disk = Durable::new(Configuration::of(all));
        let seat =
            |number| Seat { id: node(number), member: None, disk: disk.clone(), starts: 0, since: SimTime::ZERO };
        let mut cluster = Self {
            seats: (1..=members).map(seat).collect(),
            now: SimTime::ZERO,
            asked: 0,
            answers: Vec::new(),
            flights: BTreeMap::new(),
            sent: 0,
            next: members + 1,
            killed: Vec::new(),
        };
        (1..=members).for_each(|number| cluster.start(number));
        cluster.settle();
        // As long as connections must have held before members are changed.
        cluster.pass(Surroundings::HEALTHY + Duration::from_secs(1));
        cluster
    }

    /// Whether this member's process runs.
    pub fn runs(&self, number: u8) -> bool {
        self.place(node(number)).is_some_and(|place| self.seats[place].member.is_some())
    }

    /// The process ends, and keeps what its disk holds. The first of the others leads from then on.
    pub fn kill(&mut self, number: u8) {
        let place = self.place(node(number)).expect("who is killed is there");
        self.killed.push(number);
        self.seats[place].member = None;
        self.settle();
    }

    /// The process starts again, from its disk. The first of all that run leads from then on.
    pub fn restart(&mut self, number: u8) {
        self.killed.retain(|killed| *killed != number);
        self.start(number);
        self.settle();
    }

    /// Whoever was killed starts again.
    pub fn revive(&mut self) {
        while let Some(number) = self.killed.first().copied() {
            self.restart(number);
        }
    }

    fn start(&mut self, number: u8) {
        let place = self.place(node(number)).expect("who is started was there");
        let seat = &mut self.seats[place];
        seat.starts += 1;
        seat.since = self.now;
        let timers = Stream::new(1, Label::Timer { node: seat.id, start: seat.starts });
        let (settings, sabotage) = (Settings::default(), Sabotage::default());
        let name = seat.id.to_string().into();
        let (member, output) =
            Member::start(seat.id, name, &seat.disk, settings, sabotage, timers, self.now, seat.starts);
        seat.member = Some(member);
        self.perform(place, output);
    }

    /// Lets the first member that runs lead, if a majority runs, and everybody hear of it.
    fn settle(&mut self) {
        let running = self.seats.iter().filter(|seat| seat.member.is_some()).count();
        if running <= self.seats.len() / 2 {
            return self.pass(ROUND);
        }
        let leads = |seat: &Seat| {
            let raft = seat.member.as_ref()?.raft();
            (raft.leader() == Some(seat.id)).then_some(seat.id)
        };
        let until = self.now + PATIENCE;
        // Whoever was just killed is still obeyed for a while.
        let leader = loop {
            let terms = self.seats.iter().filter_map(|seat| Some(seat.member.as_ref()?.raft().term())).max();
            let newest = |seat: &&Seat| seat.member.as_ref().map(|member| member.raft().term()) == terms;
            if let Some(leader) = self.seats.iter().filter(newest).find_map(leads) {
                break leader;
            }
            assert!(self.wake(until), "nobody leads within {PATIENCE}");
        };
        let first = self.seats.iter().find(|seat| seat.member.is_some()).expect("a majority runs").id;
        if leader != first {
            self.pass(ROUND);
            let target = member_id(first);
            let response =
                self.ask(leader.number(), None, Call::Maintenance(MaintenanceRequest::MoveLeader { target }));
            assert!(response.result.is_ok(), "{first} does not take over from {leader}: {response:?}");
        }
        self.pass(ROUND);
    }

    /// Asks a member, and waits for the answer.
    pub fn ask(&mut self, number: u8, token: Option<Token>, call: Call) -> Response {
        let id = self.send(number, token, call);
        let until = self.now + PATIENCE;
        loop {
            if let Some(place) = self.answers.iter().position(|(of, _)| *of == id) {
                return self.answers.remove(place).1;
            }
            assert!(self.wake(until), "request {id:?} is not answered within {PATIENCE}");
        }
    }

    /// Opens a watch on a stream of its own.
    pub fn open(&mut self, number: u8, token: Option<Token>, create: WatchCreate) -> RequestId {
        self.send(number, token, Call::Watch(std::sync::Arc::new(WatchOrder::Create(create))))
    }

    /// A member was added; the next one has the place behind it.
    pub fn give_place(&mut self) {
        self.next += 1;
    }

    /// Lets everybody hear of what was done.
    pub fn spread(&mut self) {
        if self.seats.len() > 1 {
            self.pass(ROUND);
        }
    }

    /// Lets some time pass, for watches that are behind.
    pub fn rest(&mut self) {
        self.pass(REST);
    }

    /// What came on a stream so far.
    pub fn told(&self, stream: RequestId) -> Vec<Response> {
        self.answers.iter().filter(|(of, _)| *of == stream).map(|(_, response)| response.clone()).collect()
    }

    fn pass(&mut self, span: Duration) {
        let until = self.now + span;
        while self.wake(until) {}
        self.now = until;
    }

    fn place(&self, id: NodeId) -> Option<usize> {
        self.seats.iter().position(|seat| seat.id == id)
    }

    fn send(&mut self, number: u8, token: Option<Token>, call: Call) -> RequestId {
        self.asked += 1;
        let id = RequestId { client: ClientId(1), number: self.asked };
        let place = self.place(node(number)).expect("who is asked is there");
        self.step(place, Input::Request(id, Request { token, call }));
        id
    }

    /// Leaps to what is due next, if that is not after `until`.
    fn wake(&mut self, until: SimTime) -> bool {
        let flight = self.flights.first_key_value().map(|(due, _)| *due);
        let deadline = |(place, seat): (usize, &Seat)| Some((seat.member.as_ref()?.deadline(), place));
        let alarm = self.seats.iter().enumerate().filter_map(deadline).min();
        match (flight, alarm) {
            (Some((at, number)), alarm) if at <= until && alarm.is_none_or(|(due, _)| at <= due) => {
                self.now = self.now.max(at);
                let (to, input) = self.flights.remove(&(at, number)).expect("it was looked up");
                if let Some(place) = self.place(to) {
                    self.step(place, input);
                }
                true
            }
            (_, Some((due, place))) if due <= until => {
                self.now = self.now.max(due);
                self.step(place, Input::Wake);
                true
            }
            _ => false,
        }
    }

    /// What this member's connections are like.
    fn surroundings(&self, own: NodeId) -> Surroundings {
        let since = |id| self.place(id).map_or(self.now, |place| self.seats[place].since);
        let peers = self.seats.iter().filter(|seat| seat.id != own && seat.member.is_some()).map(|seat| seat.id);
        let (mut connected, mut healthy) = (NodeSet::EMPTY, NodeSet::EMPTY);
        for peer in peers {
            connected.insert(peer);
            if self.now.since(since(peer).max(since(own))) >= Surroundings::HEALTHY {
                healthy.insert(peer);
            }
        }
        Surroundings { connected, healthy, place: NodeId::new(self.next) }
    }

    fn step(&mut self, place: usize, input: Input) {
        let surroundings = self.surroundings(self.seats[place].id);
        let now = self.now;
        let Some(member) = &mut self.seats[place].member else { return };
        if matches!(input, Input::Request(..)) {
            member.look_around(surroundings);
        }
        let mut output = Output::default();
        member.step(now, input, &mut output);
        self.perform(place, output);
    }

    fn perform(&mut self, place: usize, output: Output) {
        let mut output = output;
        let own = self.seats[place].id;
        loop {
            self.answers.append(&mut output.answers);
            for write in output.stored.drain(..) {
                self.seats[place].disk.store(write);
            }
            output.send.drain(..).for_each(|message| self.fly(message.to, Input::Peer(message)));
            output.relay.drain(..).for_each(|(to, id, request)| self.fly(to, Input::Relay(own, id, request)));
            output.relayed.drain(..).for_each(|(to, id, answer)| self.fly(to, Input::Relayed(id, answer)));
            output.forward.drain(..).for_each(|(to, id, request)| self.fly(to, Input::Request(id, request)));
            if output.ended {
                self.seats[place].member = None;
                return;
            }
            let Some(write) = output.write.take() else { return };
            let seat = &mut self.seats[place];
            seat.disk.store(write);
            output = Output::default();
            let Some(member) = &mut seat.member else { return };
            member.step(self.now, Input::Stored, &mut output);
        }
    }

    fn fly(&mut self, to: NodeId, input: Input) {
        self.sent += 1;
        self.flights.insert((self.now + LATENCY, self.sent), (to, input));
    }
}
