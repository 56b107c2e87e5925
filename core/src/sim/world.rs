//! The world as a value: what happens next, and what it brings about.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use super::{
    alarms::Alarms,
    disk::Disk,
    event::{Event, EventKind, LossReason},
    flights::{Flight, Flights},
    frame::Process,
    network::{Dials, Fate, Network},
    packet::Packet,
    place::Place,
    roster::Roster,
    start::Founding,
    station::Station,
};
use crate::{
    api::{Answer, Call, Response},
    client::{self, Client},
    id::{ClientId, EventId, MessageId, NodeId, NodeSet, RequestId},
    raft::{Durable, Sabotage, Tuning, event::RaftEvent, membership::Configuration},
    rng::{Label, Stream},
    server::{Happening, HashWord, Input, Member, Output, Settings},
    time::{Duration, SimTime},
};

/// How many terminals there is room for.
pub const CLIENTS_MAX: u8 = 9;

/// What a world is made from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Options {
    /// How many members: 1 to 9.
    pub members: u8,
    /// How many terminals: 1 to 9.
    pub clients: u8,
    /// Where all chance comes from.
    pub seed: u64,
    /// How every member is set up.
    pub settings: Settings,
    /// What every wire begins with.
    pub dials: Dials,
    /// How long a disk takes to store something.
    pub disk_latency: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            members: 5,
            clients: 2,
            seed: 1,
            settings: Settings::default(),
            dials: Dials::default(),
            disk_latency: super::disk::LATENCY,
        }
    }
}

/// Why no world can be made from some options.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OptionsError {
    /// Not 1 to 9 members.
    Members(u8),
    /// Not 1 to 9 clients.
    Clients(u8),
    /// The election timeout does not leave room for heartbeats.
    ElectionTooShort {
        /// What was asked for.
        election: Duration,
        /// The heartbeat interval.
        heartbeat: Duration,
    },
    /// Raft's own rules on its options.
    Raft(crate::raft::TuningError),
}

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Members(count) => write!(f, "a cluster here has 1 to 9 members, not {count}"),
            Self::Clients(count) => write!(f, "there can be 1 to 9 terminals, not {count}"),
            Self::ElectionTooShort { election, heartbeat } => write!(
                f,
                "the election timeout ({election}) must be at least five heartbeat intervals ({heartbeat} each), as etcd demands"
            ),
            Self::Raft(error) => error.fmt(f),
        }
    }
}

impl Options {
    /// The members that the cluster begins with.
    pub(crate) fn first_members(&self) -> NodeSet {
        (1..=self.members).filter_map(NodeId::new).collect()
    }

    /// The longest election timeout that etcd takes.
    const ELECTION_MAX: Duration = Duration::from_secs(50);

    /// Whether a world can be made from these.
    ///
    /// # Errors
    /// What is wrong, with the rule.
    pub fn check(&self) -> Result<(), OptionsError> {
        let Tuning { heartbeat, election, .. } = self.settings.tuning;
        if !(1..=9).contains(&self.members) {
            Err(OptionsError::Members(self.members))
        } else if !(1..=CLIENTS_MAX).contains(&self.clients) {
            Err(OptionsError::Clients(self.clients))
        } else if heartbeat == Duration::ZERO || election < heartbeat * 5 || election > Self::ELECTION_MAX {
            Err(OptionsError::ElectionTooShort { election, heartbeat })
        } else {
            self.settings.tuning.validate().map_err(OptionsError::Raft)
        }
    }
}

/// A client and whether it runs.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Seat {
    pub(super) client: Client,
    pub(super) process: Process,
    /// What arrived while it was paused.
    pub(super) inbox: Vec<Flight>,
}

/// The whole simulated world at one moment.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct World {
    pub(super) options: Options,
    pub(super) now: SimTime,
    pub(super) steps: u64,
    pub(super) stations: Vec<Station>,
    pub(super) seats: Vec<Seat>,
    pub(super) network: Network,
    pub(super) flights: Flights,
    pub(super) sabotage: Sabotage,
    /// Who belongs to the cluster, and which of them are connected.
    pub(super) roster: Roster,
    pub(super) names: client::Names,
    /// How the cluster that there is began.
    pub(super) founding: Founding,
    last_event: EventId,
    last_message: MessageId,
    /// What the step under way has brought about so far.
    events: Vec<Event>,
    /// The event that the step under way began with.
    cause: Option<EventId>,
    /// When each member's disk and process, then when each client next does something by itself.
    pub(super) alarms: Alarms,
    /// What a member wants done; empty between steps.
    output: Output,
}

impl Seat {
    /// A terminal in which nothing has been typed.
    pub(super) fn new(id: ClientId, seed: u64) -> Self {
        let client = Client::new(id, Stream::new(seed, Label::Client(id)));
        Self { client, process: Process::Running, inbox: Vec::new() }
    }

    /// When the client does something by itself.
    fn wakes_at(&self) -> SimTime {
        if self.process == Process::Running { self.client.deadline() } else { SimTime::NEVER }
    }
}

impl World {
    /// A world in which every member has just been started for the first time.
    ///
    /// # Errors
    /// What [`Options::check`] finds.
    pub fn new(options: Options) -> Result<Self, OptionsError> {
        options.check()?;
        let members = options.first_members();
        let disk = || Disk::new(Durable::new(Configuration::of(members)), options.disk_latency);
        let mut world = Self {
            now: SimTime::ZERO,
            steps: 0,
            stations: members.iter().map(|id| Station::new(id, disk(), options.settings)).collect(),
            seats: (1..=options.clients).map(|number| Seat::new(ClientId(number), options.seed)).collect(),
            network: Network::new(options.seed, options.dials),
            flights: Flights::default(),
            sabotage: Sabotage::default(),
            roster: Roster::begin(Configuration::of(members)),
            names: client::Names::default(),
            founding: Founding::first(Configuration::of(members)),
            last_event: EventId(0),
            last_message: MessageId(0),
            events: Vec::new(),
            cause: None,
            alarms: Alarms::default(),
            output: Output::default(),
            options,
        };
        for place in 0..world.stations.len() {
            world.start_member(place);
        }
        world.note_connections();
        world.set_alarms();
        Ok(world)
    }

    /// The moment.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// What it was made from.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// How many events have been taken from the queue.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The last thing that happened.
    pub fn last_event(&self) -> EventId {
        self.last_event
    }

    /// How many messages are on their way, or wait for a paused receiver.
    pub fn messages(&self) -> usize {
        let waiting = self.stations.iter().map(|station| station.inbox.len());
        self.flights.in_order().len() + waiting.chain(self.seats.iter().map(|seat| seat.inbox.len())).sum::<usize>()
    }

    /// What the last step, intervention or start brought about, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// A client.
    pub fn client(&self, id: ClientId) -> Option<&Client> {
        self.seats.iter().map(|seat| &seat.client).find(|client| client.id() == id)
    }

    /// When something next happens by itself; [`SimTime::NEVER`] if nothing will.
    pub fn next_at(&self) -> SimTime {
        self.next().0
    }

    /// When something happens, and which of [`World::alarms`] that is; `None` for a message, which goes first.
    fn next(&self) -> (SimTime, Option<usize>) {
        let (message, (alarm, number)) = (self.flights.next_at(), self.alarms.first());
        // A deadline that passed while a process was paused is due now, not then.
        if message <= alarm { (message.max(self.now), None) } else { (alarm.max(self.now), Some(number)) }
    }

    /// Sets the alarms anew, after anything may have changed.
    pub(super) fn set_alarms(&mut self) {
        (0..self.stations.len()).for_each(|place| self.set_station_alarms(place));
        (0..self.seats.len()).for_each(|place| self.set_seat_alarm(place));
    }

    fn set_station_alarms(&mut self, place: usize) {
        let station = &self.stations[place];
        self.alarms.set(2 * place, station.disk.done_at());
        self.alarms.set(2 * place + 1, station.wake);
    }

    fn set_seat_alarm(&mut self, place: usize) {
        self.alarms.set(2 * self.stations.len() + place, self.seats[place].wakes_at());
    }

    /// Lets the next thing happen. `false` when nothing ever will by itself.
    pub fn step(&mut self) -> bool {
        self.step_by(SimTime::NEVER)
    }

    /// Lets the next thing happen if it is due by `until`. Returns whether it was.
    pub fn step_by(&mut self, until: SimTime) -> bool {
        let (at, due) = self.next();
        if at > until || at == SimTime::NEVER {
            return false;
        }
        self.now = at;
        self.steps += 1;
        self.begin(None);
        let members = 2 * self.stations.len();
        match due {
            None => {
                if let Some(flight) = self.flights.pop() {
                    let to = flight.to;
                    self.arrive(flight);
                    self.set_alarms_at(to);
                }
            }
            Some(alarm) if alarm >= members => {
                self.feed_client(alarm - members, client::Input::Wake);
                self.set_seat_alarm(alarm - members);
            }
            Some(alarm) => {
                let place = alarm / 2;
                if alarm % 2 == 0 {
                    self.disk_done(place);
                } else {
                    self.begin_with(Place::Member(self.stations[place].id), EventKind::TimerFired);
                    self.feed(place, Input::Wake);
                }
                self.set_station_alarms(place);
            }
        }
        true
    }

    /// Lets time pass in which nothing happens: up to `until`, which is not after [`World::next_at`].
    pub fn rest(&mut self, until: SimTime) {
        assert!(until <= self.next_at(), "something happens at {} before {until}", self.next_at());
        self.now = self.now.max(until);
    }

    /// Begins a step or an intervention: forgets what the last one brought about.
    pub(super) fn begin(&mut self, cause: Option<EventId>) {
        self.events.clear();
        self.cause = cause;
    }

    /// Tells what a step began with; everything else in it happens because of that.
    fn begin_with(&mut self, place: Place, kind: EventKind) {
        self.cause = Some(self.tell(Some(place), kind));
    }

    pub(super) fn tell(&mut self, place: Option<Place>, kind: EventKind) -> EventId {
        self.last_event.0 += 1;
        let id = self.last_event;
        self.events.push(Event { id, at: self.now, place, cause: self.cause, kind });
        id
    }

    /// Tells of an intervention, as the cause of all that follows from it.
    pub(super) fn tell_cause(&mut self, kind: EventKind) {
        self.cause = Some(self.tell(None, kind));
    }

    pub(super) fn send(&mut self, from: Place, to: Place, packet: Packet) {
        let Fate { ends, doomed, twin } = self.network.wire(from, to).send(self.now);
        let twin = twin.filter(|_| packet.may_come_twice()).map(|ends| (ends, packet.clone()));
        self.launch(from, to, packet, ends, doomed);
        if let Some((ends, packet)) = twin {
            self.launch(from, to, packet, ends, doomed);
        }
    }

    #[inline]
    fn launch(&mut self, from: Place, to: Place, packet: Packet, ends: SimTime, doomed: Option<LossReason>) {
        self.last_message.0 += 1;
        let id = self.last_message;
        let sending = self.tell(Some(from), EventKind::Sent { message: id, to, kind: packet.kind() });
        self.flights.add(Flight { id, from, to, packet, sent: self.now, ends, doomed, sending });
    }

    /// A message's way ends: it arrives, or it is lost.
    #[inline]
    pub(super) fn arrive(&mut self, flight: Flight) {
        self.cause = Some(flight.sending);
        let reason = flight
            .doomed
            .or_else(|| self.network.is_cut(flight.from, flight.to).then_some(LossReason::Cut))
            .or_else(|| (self.process(flight.to) == Process::Down).then_some(LossReason::Down));
        match reason {
            Some(reason) => self.lose(flight, reason),
            None => self.deliver(flight),
        }
    }

    #[cold]
    pub(super) fn lose(&mut self, flight: Flight, reason: LossReason) {
        let Flight { id, from, to, packet, .. } = flight;
        self.tell(Some(from), EventKind::Lost { message: id, to, reason });
        if reason != LossReason::Down {
            return;
        }
        match packet {
            Packet::Request(request, _) => self.send(to, from, Packet::Refused { request, delivered: false }),
            Packet::Hash(HashWord::Ask { check, .. }) => {
                self.send(to, from, Packet::Hash(HashWord::Told { check, hashed: None }));
            }
            _ => {}
        }
    }

    /// Hands a message to its receiver, or lays it before a paused one.
    #[inline]
    pub(super) fn deliver(&mut self, flight: Flight) {
        let paused = self.process(flight.to) == Process::Paused;
        match flight.to {
            Place::Member(node) => {
                let Some(place) = self.station(node) else { return };
                if paused {
                    self.stations[place].inbox.push(flight);
                    return;
                }
                self.tell_delivered(&flight);
                match flight.packet {
                    Packet::Raft(message) => self.feed(place, Input::Peer(message)),
                    Packet::Request(id, request) => {
                        if matches!(request.call, Call::Cluster(_)) {
                            self.look_around(place);
                        }
                        self.feed(place, Input::Request(id, request));
                    }
                    Packet::Relay(id, request) => {
                        if let Place::Member(from) = flight.from {
                            self.feed(place, Input::Relay(from, id, request));
                        }
                    }
                    Packet::Relayed(id, answer) => self.feed(place, Input::Relayed(id, answer)),
                    Packet::Hash(word) => {
                        if let Place::Member(from) = flight.from {
                            self.feed(place, Input::Hash(from, word));
                        }
                    }
                    Packet::Response(..) | Packet::Refused { .. } => {}
                }
            }
            Place::Client(client) => {
                let Some(place) = self.seat(client) else { return };
                if paused {
                    let stream = flight.stream();
                    self.seats[place].inbox.push(flight);
                    self.set_flow(stream, false);
                    return;
                }
                self.tell_delivered(&flight);
                match flight.packet {
                    Packet::Response(id, response) => {
                        self.tell_notice(client, &response);
                        self.feed_client(place, client::Input::Response(id, *response));
                    }
                    Packet::Refused { request, delivered } => {
                        self.feed_client(place, client::Input::Refused { request, delivered });
                    }
                    Packet::Raft(_)
                    | Packet::Request(..)
                    | Packet::Relay(..)
                    | Packet::Relayed(..)
                    | Packet::Hash(_) => {}
                }
            }
        }
    }

    /// A client that does not read lets its connection fill up, and the member notices.
    pub(super) fn set_flow(&mut self, stream: Option<(NodeId, RequestId)>, flows: bool) {
        let Some((node, stream)) = stream else { return };
        if let Some(place) = self.station(node) {
            self.feed(place, Input::Flow { stream, flows });
            self.set_station_alarms(place);
        }
    }

    fn tell_delivered(&mut self, flight: &Flight) {
        let kind = flight.packet.kind();
        self.begin_with(flight.to, EventKind::Delivered { message: flight.id, from: flight.from, kind });
    }

    /// Tells what a client hears from a watch, if that is what has come.
    fn tell_notice(&mut self, client: ClientId, response: &Response) {
        let Ok(Answer::Watch(notice)) = &response.result else { return };
        let mut revisions = notice.events.iter().map(|event| event.kv.mod_revision).collect::<Vec<_>>();
        revisions.dedup();
        if !revisions.is_empty() {
            let kind = EventKind::Notified { watch: notice.id, revisions: revisions.into() };
            self.tell(Some(Place::Client(client)), kind);
        }
    }

    fn disk_done(&mut self, place: usize) {
        let station = &mut self.stations[place];
        station.disk.finish();
        let (last, term) = (station.disk.shown.log().last_index(), station.disk.shown.hard_state().term);
        self.cause = self.stations[place].write_began.take();
        self.begin_with(Place::Member(self.stations[place].id), EventKind::Stored { last, term });
        if self.stations[place].paused {
            self.stations[place].stored_unseen = true;
        } else {
            self.feed(place, Input::Stored);
        }
    }

    /// Feeds a member that runs, and does what it wants done.
    #[inline]
    pub(super) fn feed(&mut self, place: usize, input: Input) {
        let station = &mut self.stations[place];
        let local = station.clock.shows(self.now);
        if let Some(member) = station.running() {
            member.step(local, input, &mut self.output);
            self.perform(place);
        }
    }

    /// Does what a member wants done: empties [`World::output`].
    fn perform(&mut self, place: usize) {
        let here = Place::Member(self.stations[place].id);
        if !self.output.events.is_empty() {
            self.tell_happened(place);
        }
        let station = &mut self.stations[place];
        if station.disk.full && (self.output.write.is_some() || !self.output.stored.is_empty()) {
            // etcd cannot go on without its log: the process ends (`wal.go`).
            self.output = Output::default();
            self.crash_member(place);
            return;
        }
        // Most steps want only one of these done.
        if !self.output.stored.is_empty() {
            self.output.stored.drain(..).for_each(|write| station.disk.store(write));
        }
        if let Some(write) = self.output.write.take() {
            station.disk.begin(self.now, write);
            station.write_began = self.cause;
        }
        station.set_alarm();
        if !self.output.send.is_empty() {
            let mut messages = core::mem::take(&mut self.output.send);
            for message in messages.drain(..) {
                let to = Place::Member(message.to);
                self.send(here, to, Packet::Raft(message));
            }
            self.output.send = messages;
        }
        if !self.output.relay.is_empty() || !self.output.relayed.is_empty() || !self.output.hashes.is_empty() {
            self.pass_on(here);
        }
        if !self.output.answers.is_empty() {
            for (id, response) in core::mem::take(&mut self.output.answers) {
                self.send(here, Place::Client(id.client), Packet::Response(id, Box::new(response)));
            }
        }
        if self.output.ended || self.output.unfit || !self.output.forward.is_empty() {
            self.forward_or_end(place);
        }
    }

    /// What members ask each other about leases and data.
    #[cold]
    fn pass_on(&mut self, here: Place) {
        for (to, id, request) in core::mem::take(&mut self.output.relay) {
            self.send(here, Place::Member(to), Packet::Relay(id, request));
        }
        for (to, id, answer) in core::mem::take(&mut self.output.relayed) {
            self.send(here, Place::Member(to), Packet::Relayed(id, answer));
        }
        for (to, word) in core::mem::take(&mut self.output.hashes) {
            self.send(here, Place::Member(to), Packet::Hash(word));
        }
    }

    /// What a member seldom wants: that the leader answers in its place, and that its process ends.
    #[cold]
    fn forward_or_end(&mut self, place: usize) {
        let here = Place::Member(self.stations[place].id);
        for (to, id, request) in core::mem::take(&mut self.output.forward) {
            self.send(here, Place::Member(to), Packet::Request(id, request));
        }
        if core::mem::take(&mut self.output.ended) {
            self.tell(Some(here), EventKind::Removed);
            self.crash_member(place);
        }
        if core::mem::take(&mut self.output.unfit) {
            self.crash_member(place);
        }
    }

    fn tell_happened(&mut self, place: usize) {
        let here = Place::Member(self.stations[place].id);
        let mut happened = core::mem::take(&mut self.output.events);
        for event in happened.drain(..) {
            let kind = match event {
                Happening::Raft(RaftEvent::ConfigurationChanged(next)) => {
                    self.note_configuration(place, next);
                    EventKind::Raft(RaftEvent::ConfigurationChanged(next))
                }
                Happening::Raft(event) => EventKind::Raft(event),
                Happening::Inconsistent { peer } => EventKind::Inconsistent { peer },
                Happening::Proposed { request, digest } => EventKind::Proposed { request, digest },
                Happening::Applied { index, term, digest, revision, hash } => {
                    EventKind::Applied { index, term, digest, revision, hash }
                }
                Happening::LeaseExpired { lease } => EventKind::LeaseExpired { lease },
                Happening::LeaseEnded { lease, index, keys } => EventKind::LeaseEnded { lease, index, keys },
            };
            self.tell(Some(here), kind);
        }
        self.output.events = happened;
    }

    pub(super) fn feed_client(&mut self, place: usize, input: client::Input) {
        let here = Place::Client(self.seats[place].client.id());
        let view = self.view(here);
        let effects = self.seats[place].client.step(self.now, input, view, &self.names);
        self.perform_client(self.seats[place].client.id(), effects);
    }

    /// Does what a client wants done.
    pub(super) fn perform_client(&mut self, client: ClientId, effects: Vec<client::Effect>) {
        let here = Place::Client(client);
        for effect in effects {
            match effect {
                client::Effect::Send { to, id, request } => {
                    self.send(here, Place::Member(to), Packet::Request(id, request));
                }
                client::Effect::Happened(kind) => {
                    self.names.note(&kind);
                    self.tell(Some(here), kind);
                }
                client::Effect::StartMember { node, start, data: None } => self.start_by_hand(node, &start),
                client::Effect::StartMember { node, start, data: Some((data, places)) } => {
                    self.start_from(node, &start, &data, &places);
                }
            }
        }
    }

    /// What a client in this place finds.
    fn view(&self, from: Place) -> client::View {
        let which = |is: &dyn Fn(&Station) -> bool| {
            let stations = self.stations.iter().filter(|station| is(station));
            stations.map(|station| station.id).collect::<NodeSet>()
        };
        client::View {
            members: which(&|station| !station.forgotten),
            reach: self.reach(from),
            up: which(&|station| station.member.is_some()),
            known: which(&|station| station.starts > 0).intersection(self.roster.voters()),
            stale: self.stale(),
            cluster: self.founding.cluster,
        }
    }

    /// The members to which a connection from this place comes about now.
    fn reach(&self, from: Place) -> NodeSet {
        let reachable = |station: &&Station| {
            let there = Place::Member(station.id);
            station.process() == Process::Running
                && !self.network.is_cut(from, there)
                && !self.network.is_cut(there, from)
        };
        self.stations.iter().filter(reachable).map(|station| station.id).collect()
    }

    /// Starts a member's process from what its disk holds.
    pub(super) fn start_member(&mut self, place: usize) {
        let station = &mut self.stations[place];
        station.starts += 1;
        station.paused = false;
        let durable = &station.disk.shown;
        let label = Label::Timer { node: station.id, start: station.starts };
        let (last, term) = (durable.log().last(), durable.hard_state().term);
        let found = EventKind::Started { last: last.index, last_term: last.term, term };
        let (member, output) = Member::start(
            station.id,
            station.name(),
            durable,
            station.settings,
            self.sabotage,
            Stream::new(self.options.seed, label),
            station.clock.shows(self.now),
            station.starts,
        );
        station.member = Some(member);
        let here = Place::Member(station.id);
        self.output = output;
        self.tell(Some(here), found);
        self.perform(place);
        self.note_connections();
    }

    /// Ends a member's process; what its disk has not stored is gone, and its clients' connections break.
    pub(super) fn crash_member(&mut self, place: usize) {
        let station = &mut self.stations[place];
        let here = Place::Member(station.id);
        let node = station.id;
        let lost = station.disk.crash();
        station.member = None;
        station.paused = false;
        station.stored_unseen = false;
        let unread = core::mem::take(&mut station.inbox);
        station.set_alarm();
        self.tell(Some(here), EventKind::Crashed { lost });
        for flight in unread {
            self.lose(flight, LossReason::Down);
        }
        for (client, request) in self.cut_off(node) {
            self.send(here, Place::Client(client), Packet::Refused { request, delivered: true });
        }
        self.note_connections();
    }

    /// The requests that a member has got and not answered.
    fn cut_off(&self, node: NodeId) -> Vec<(ClientId, RequestId)> {
        let flying = self.flights.in_order();
        let on_its_way =
            |id| flying.iter().any(|flight| matches!(&flight.packet, Packet::Request(request, _) if *request == id));
        self.seats
            .iter()
            .flat_map(|seat| seat.client.open_requests().map(|(request, to)| (seat.client.id(), request, to)))
            .filter(|(_, request, to)| *to == node && !on_its_way(*request))
            .map(|(client, request, _)| (client, request))
            .collect()
    }

    /// The places that are seen.
    pub(super) fn places(&self) -> impl Iterator<Item = NodeId> {
        self.stations.iter().filter(|station| !station.forgotten).map(|station| station.id)
    }

    /// Where a member's station is: they stand in the order of their numbers, from 1.
    pub(super) fn station(&self, node: NodeId) -> Option<usize> {
        Some(usize::from(node.number()) - 1).filter(|place| *place < self.stations.len())
    }

    /// Where a client's seat is, likewise.
    pub(super) fn seat(&self, client: ClientId) -> Option<usize> {
        usize::from(client.0).checked_sub(1).filter(|place| *place < self.seats.len())
    }

    fn set_alarms_at(&mut self, place: Place) {
        match place {
            Place::Member(node) => self.station(node).into_iter().for_each(|place| self.set_station_alarms(place)),
            Place::Client(client) => self.seat(client).into_iter().for_each(|place| self.set_seat_alarm(place)),
        }
    }

    pub(super) fn process(&self, place: Place) -> Process {
        match place {
            Place::Member(node) => self.station(node).map_or(Process::Down, |place| self.stations[place].process()),
            Place::Client(client) => self.seat(client).map_or(Process::Down, |place| self.seats[place].process),
        }
    }
}
