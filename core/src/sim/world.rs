//! The world as a value: what happens next, and what it brings about.

use alloc::vec::Vec;

use super::{
    alarms::Alarms,
    chronicle::Chronicle,
    disk::Disk,
    event::{Event, EventKind},
    flights::Flight,
    frame::Process,
    options::{Options, OptionsError},
    place::Place,
    post::Post,
    roster::Roster,
    start::Founding,
    station::Station,
};
use crate::{
    client::{self, Client},
    id::{ClientId, EventId, NodeId, Revision},
    raft::{Durable, Sabotage, membership::Configuration},
    rng::{Label, Stream},
    server::{Input, Output},
    time::SimTime,
};

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
    pub(super) chronicle: Chronicle,
    pub(super) steps: u64,
    pub(super) stations: Vec<Station>,
    pub(super) seats: Vec<Seat>,
    pub(super) post: Post,
    pub(super) sabotage: Sabotage,
    /// Who belongs to the cluster, and which of them are connected.
    pub(super) roster: Roster,
    pub(super) names: client::Names,
    /// How the cluster that there is began.
    pub(super) founding: Founding,
    /// Up to which revision it was told what changed; `None` until somebody watches.
    pub(super) told: Option<Revision>,
    /// When each member's disk and process, then when each client next does something by itself.
    pub(super) alarms: Alarms,
    /// What a member wants done; empty between steps.
    pub(super) output: Output,
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
            chronicle: Chronicle::default(),
            steps: 0,
            stations: members.iter().map(|id| Station::new(id, disk(), options.settings)).collect(),
            seats: (1..=options.clients).map(|number| Seat::new(ClientId(number), options.seed)).collect(),
            post: Post::new(options.seed, options.dials),
            sabotage: Sabotage::default(),
            roster: Roster::begin(Configuration::of(members)),
            names: client::Names::default(),
            founding: Founding::first(Configuration::of(members)),
            told: None,
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
        self.chronicle.now
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
        self.chronicle.last()
    }

    /// How many messages are on their way, or wait for a paused receiver.
    pub fn messages(&self) -> usize {
        let waiting = self.stations.iter().map(|station| station.inbox.len());
        self.post.flights.in_order().len()
            + waiting.chain(self.seats.iter().map(|seat| seat.inbox.len())).sum::<usize>()
    }

    /// What the last step, intervention or start brought about, in order.
    pub fn events(&self) -> &[Event] {
        self.chronicle.events()
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
        let (message, (alarm, number)) = (self.post.flights.next_at(), self.alarms.first());
        // A deadline that passed while a process was paused is due now, not then.
        if message <= alarm {
            (message.max(self.chronicle.now), None)
        } else {
            (alarm.max(self.chronicle.now), Some(number))
        }
    }

    /// Sets the alarms anew, after anything may have changed.
    pub(super) fn set_alarms(&mut self) {
        (0..self.stations.len()).for_each(|place| self.set_station_alarms(place));
        (0..self.seats.len()).for_each(|place| self.set_seat_alarm(place));
    }

    pub(super) fn set_station_alarms(&mut self, place: usize) {
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
        self.chronicle.now = at;
        self.steps += 1;
        self.chronicle.begin();
        let members = 2 * self.stations.len();
        match due {
            None => {
                if let Some(flight) = self.post.flights.pop() {
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
                    let here = Place::Member(self.stations[place].id);
                    self.chronicle.begin_with(Some(here), EventKind::TimerFired);
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
        self.chronicle.now = self.chronicle.now.max(until);
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

    pub(super) fn set_alarms_at(&mut self, place: Place) {
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
