//! What an intervention does. It is looked at as a whole first: a refused one changes nothing.

use alloc::{string::ToString, vec::Vec};
use core::fmt;

use super::{
    event::{EventKind, LossReason},
    flights::Flight,
    frame::{Process, Standing},
    intervention::{ClockDial, DiskDial, Intervention, LinkDial, Name, Span},
    options::CLIENTS_MAX,
    place::Place,
    world::{Seat, World},
};
use crate::{
    client::{self, shell::lines::is_whole},
    id::{ClientId, MessageId, NodeId},
    raft::{ChangeError, ConfigChange, Durable},
    server::Input,
};

/// Why an intervention was refused, and what to do instead.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Refusal {
    /// No such member or client.
    Nobody(Place),
    /// Nobody leads at this moment.
    NoLeader,
    /// `others` stands where only one place can.
    OthersHere,
    /// `others` stands in a partition, and every member is named in it.
    NoOthers,
    /// A member is needed, and this is a client.
    NotMember(Place),
    /// Its process is not running, so it cannot be killed, paused or typed at.
    NotRunning(Place),
    /// What is typed is less than a text, or more than one.
    NotWhole,
    /// Its process is not paused.
    NotPaused(Place),
    /// The message has arrived, was lost, or never was.
    NoMessage(MessageId),
    /// A wire needs two different ends.
    SameEnds(Place),
    /// The receiver of the message cannot take it now.
    ReceiverNotRunning(MessageId, Place),
    /// A place stands on two sides of a partition.
    OnTwoSides(Place),
    /// Two clients have no wire between them.
    NoWire(Place, Place),
    /// It was removed, and no place is given twice.
    WasRemoved(NodeId),
    /// The next member gets another place.
    NotNext(NodeId, NodeId),
    /// As many members are seen as there is room for.
    NoRoom,
    /// The terminal is there already.
    IsOpen(ClientId),
    /// The next terminal has another name, or there is room for no more.
    NotNextTerminal(ClientId, Option<ClientId>),
    /// The leader's configuration is what is asked for.
    NothingToChange,
    /// A change cannot follow the leader's configuration.
    Change(ChangeError),
    /// Its disk is of the cluster that was there before a snapshot was restored.
    OldCluster(NodeId),
    /// There is no such value in its store.
    NothingStored(NodeId),
    /// The message has arrived already, and waits for its paused receiver.
    AlreadyThere(MessageId),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody(place @ Place::Client(_)) => {
                write!(f, "there is no {place} in this run: open {place} makes one")
            }
            Self::Nobody(place) => write!(f, "there is no {place} in this run"),
            Self::NoLeader => f.write_str("nobody leads at this moment: wait for an election"),
            Self::NoOthers => f.write_str("others is nobody here: every member is named already"),
            Self::OthersHere => f.write_str("others can only stand as one side of a partition: name one member"),
            Self::NotMember(place) => write!(f, "{place} is a client: only members have a disk, a clock and a timer"),
            Self::NotRunning(place) => write!(f, "{place} is not running: restart or resume it first"),
            Self::NotWhole => f.write_str(
                "one text is typed at a time, and all of it: to the line that ends its here-document, or to a line that does \
                 not end with a backslash",
            ),
            Self::NotPaused(place) => write!(f, "{place} is not paused"),
            Self::NoMessage(id) => write!(f, "{id} is not on its way: it has arrived, was lost, or was never sent"),
            Self::SameEnds(place) => write!(f, "a wire needs two ends, and {place} is one: name another"),
            Self::ReceiverNotRunning(id, place) => write!(f, "{id} cannot be delivered while {place} is not running"),
            Self::OnTwoSides(place) => write!(f, "{place} stands on two sides: name everybody once"),
            Self::NoWire(a, b) => write!(f, "there is no wire between {a} and {b}: clients talk to members only"),
            Self::WasRemoved(node) => {
                write!(f, "{node} was removed, and a place is never given twice: add the next one instead")
            }
            Self::NotNext(node, next) => write!(f, "there is no {node} yet: the next new member is {next}"),
            Self::IsOpen(client) => write!(f, "{client} is open already"),
            Self::NotNextTerminal(client, Some(next)) => {
                write!(f, "{client} cannot be opened: the next terminal is {next}")
            }
            Self::NotNextTerminal(..) => f.write_str("there is room for 9 terminals here: use one of them"),
            Self::NoRoom => f.write_str("there is room for 9 members here: remove one, wipe it, and add again"),
            Self::NothingToChange => f.write_str("these are the members already: name others"),
            Self::Change(error) => error.fmt(f),
            Self::OldCluster(node) => write!(
                f,
                "{node} has the data of the cluster before this one: start it from a data directory, or wipe it first"
            ),
            Self::NothingStored(node) => {
                write!(f, "{node} holds no such key: put one first, and then corrupt it")
            }
            Self::AlreadyThere(id) => write!(f, "{id} has arrived and waits for its receiver: resume that first"),
        }
    }
}

type Done = Result<(), Refusal>;

impl World {
    /// Replaces `leader` and `others` by the names that they stand for at this moment.
    ///
    /// # Errors
    /// [`Refusal::NoLeader`], [`Refusal::Nobody`], [`Refusal::OthersHere`] and [`Refusal::NoOthers`].
    pub fn resolve(&self, intervention: &Intervention) -> Result<Intervention, Refusal> {
        use Intervention as I;
        let one = |name: &Name| self.place(*name).map(Name::Place);
        let span = |span: &Span| Ok(Span { from: one(&span.from)?, to: one(&span.to)?, ..*span });
        Ok(match intervention {
            I::Type { client, line, .. } if line.trim() == "^C" => I::Interrupt(*client),
            I::Type { client, endpoint, line } => {
                self.place((*client).into())?;
                let endpoint = endpoint.as_ref().map(one).transpose()?;
                I::Type { client: *client, endpoint, line: line.clone() }
            }
            I::Interrupt(client) => {
                self.place((*client).into())?;
                I::Interrupt(*client)
            }
            I::Kill(name) => I::Kill(one(name)?),
            I::Restart(name) => I::Restart(one(name)?),
            I::Pause(name) => I::Pause(one(name)?),
            I::Resume(name) => I::Resume(one(name)?),
            I::Wipe(name) => I::Wipe(one(name)?),
            I::Cut(wire) => I::Cut(span(wire)?),
            I::Heal(wire) => I::Heal(wire.as_ref().map(span).transpose()?),
            I::Partition(sides) => I::Partition(self.sides(sides)?),
            I::Link(Some((a, b)), dials) => I::Link(Some((one(a)?, one(b)?)), dials.clone()),
            I::Disk(name, dials) => I::Disk(one(name)?, dials.clone()),
            I::Clock(name, dial) => I::Clock(one(name)?, *dial),
            I::Corrupt(name, key) => I::Corrupt(one(name)?, key.clone()),
            I::Fire(name) => I::Fire(one(name)?),
            I::Transfer(name) => I::Transfer(one(name)?),
            I::ForgetLeader(name) => I::ForgetLeader(one(name)?),
            other => other.clone(),
        })
    }

    fn place(&self, name: Name) -> Result<Place, Refusal> {
        match name {
            Name::Place(place) => {
                let known = match place {
                    Place::Member(node) => self.places().any(|place| place == node),
                    Place::Client(client) => self.seat(client).is_some(),
                };
                known.then_some(place).ok_or(Refusal::Nobody(place))
            }
            Name::Leader => self.leader().map(Place::Member).ok_or(Refusal::NoLeader),
            Name::Others => Err(Refusal::OthersHere),
        }
    }

    /// The sides of a partition with everybody's own name; `others` are the members named on no other side.
    fn sides(&self, sides: &[Vec<Name>]) -> Result<Vec<Vec<Name>>, Refusal> {
        let mut named = Vec::new();
        for name in sides.iter().flatten().filter(|name| **name != Name::Others) {
            let place = self.place(*name)?;
            if named.contains(&place) {
                return Err(Refusal::OnTwoSides(place));
            }
            named.push(place);
        }
        let others = self.places().map(Place::Member).filter(|place| !named.contains(place));
        let others = others.map(Name::Place).collect::<Vec<_>>();
        let mut spent = false;
        let mut resolved = Vec::new();
        for side in sides {
            let mut members = Vec::new();
            for name in side {
                match name {
                    Name::Others if spent => return Err(Refusal::OthersHere),
                    Name::Others if others.is_empty() => return Err(Refusal::NoOthers),
                    Name::Others => {
                        spent = true;
                        members.extend(&others);
                    }
                    name => members.push(Name::Place(self.place(*name)?)),
                }
            }
            resolved.push(members);
        }
        Ok(resolved)
    }

    /// Lets a person step in. Returns what was done, with every name resolved.
    ///
    /// # Errors
    /// Why it cannot be done; then nothing has changed.
    pub fn act(&mut self, intervention: &Intervention) -> Result<Intervention, Refusal> {
        let intervention = self.resolve(intervention)?;
        self.allow(&intervention)?;
        self.chronicle.begin();
        self.chronicle.begin_with(None, EventKind::Intervened(intervention.to_string().into()));
        self.perform_intervention(&intervention);
        if let Intervention::Type { client, .. } = intervention {
            // What is typed moves no wire; a member that a command starts looks after itself.
            self.set_alarms_at(Place::Client(client));
        } else {
            self.note_connections();
            self.set_alarms();
        }
        Ok(intervention)
    }

    /// Looks whether it can be done, before anything changes.
    fn allow(&self, intervention: &Intervention) -> Done {
        use Intervention as I;
        match intervention {
            I::Type { line, .. } if !is_whole(line) => Err(Refusal::NotWhole),
            I::Type { client, .. } | I::Interrupt(client) => self.must_run(Place::Client(*client)),
            I::Kill(name) | I::Pause(name) => self.must_run(self.place(*name)?).or_else(|refusal| {
                let killed_while_paused = matches!(intervention, I::Kill(_))
                    && self.place(*name).map(|place| self.process(place)) == Ok(Process::Paused);
                if killed_while_paused { Ok(()) } else { Err(refusal) }
            }),
            I::Resume(name) => {
                let place = self.place(*name)?;
                if self.process(place) == Process::Paused { Ok(()) } else { Err(Refusal::NotPaused(place)) }
            }
            I::Fire(name) | I::ForgetLeader(name) => {
                self.member(*name).and_then(|node| self.must_run(Place::Member(node)))
            }
            I::Corrupt(name, key) => self.may_corrupt(*name, key.as_deref()),
            I::Reconfigure { voters, learners, .. } => self.may_reconfigure(*voters, *learners),
            I::LeaveJoint => self.may_leave_joint(),
            I::Transfer(name) => {
                self.member(*name)?;
                self.leader().map(drop).ok_or(Refusal::NoLeader)
            }
            I::Wipe(name) | I::Disk(name, _) | I::Clock(name, _) => self.member(*name).map(drop),
            I::Cut(span) | I::Heal(Some(span)) => self.wire_between(span.from, span.to).map(drop),
            I::Link(Some((a, b)), _) => self.wire_between(*a, *b).map(drop),
            I::Deliver(id) => {
                let flight = self.flight(*id)?;
                match self.process(flight.to) {
                    Process::Running => Ok(()),
                    _ => Err(Refusal::ReceiverNotRunning(*id, flight.to)),
                }
            }
            I::Drop(id) | I::Delay(id, _) | I::Duplicate(id) => self.flight(*id).map(drop),
            I::Restart(name) => match self.place(*name)? {
                Place::Member(node) if self.stale().contains(node) => Err(Refusal::OldCluster(node)),
                _ => Ok(()),
            },
            I::Open(client) => match self.next_client() {
                next if next == Some(*client) => Ok(()),
                _ if self.seat(*client).is_some() => Err(Refusal::IsOpen(*client)),
                next => Err(Refusal::NotNextTerminal(*client, next)),
            },
            I::Heal(None) | I::Partition(_) | I::Link(None, _) | I::Sabotage(..) => Ok(()),
        }
    }

    /// The name of the next terminal, if there is room for one.
    fn next_client(&self) -> Option<ClientId> {
        let next = self.seats.len() as u8 + 1;
        (next <= CLIENTS_MAX).then_some(ClientId(next))
    }

    fn must_run(&self, place: Place) -> Done {
        if self.process(place) == Process::Running { Ok(()) } else { Err(Refusal::NotRunning(place)) }
    }

    fn member(&self, name: Name) -> Result<NodeId, Refusal> {
        let place = self.place(name)?;
        place.member().ok_or(Refusal::NotMember(place))
    }

    fn may_corrupt(&self, name: Name, key: Option<&str>) -> Done {
        let node = self.member(name)?;
        self.must_run(Place::Member(node))?;
        let member = self.station(node).and_then(|place| self.stations[place].member.as_ref());
        let store = member.map(|member| member.machine().store());
        let has = store.is_some_and(|store| key.map_or(!store.is_empty(), |key| store.get(key.as_bytes()).is_some()));
        if has { Ok(()) } else { Err(Refusal::NothingStored(node)) }
    }

    fn wire_between(&self, from: Name, to: Name) -> Result<(Place, Place), Refusal> {
        let (from, to) = (self.place(from)?, self.place(to)?);
        match (from, to) {
            _ if from == to => Err(Refusal::SameEnds(from)),
            (Place::Client(_), Place::Client(_)) => Err(Refusal::NoWire(from, to)),
            _ => Ok((from, to)),
        }
    }

    fn flight(&self, id: MessageId) -> Result<&Flight, Refusal> {
        let waits = |flights: &Vec<Flight>| flights.iter().any(|flight| flight.id == id);
        if self.stations.iter().any(|station| waits(&station.inbox)) || self.seats.iter().any(|seat| waits(&seat.inbox))
        {
            return Err(Refusal::AlreadyThere(id));
        }
        self.post.flights.in_order().into_iter().find(|flight| flight.id == id).ok_or(Refusal::NoMessage(id))
    }

    fn perform_intervention(&mut self, intervention: &Intervention) {
        use Intervention as I;
        match intervention {
            I::Type { client, endpoint, line } => {
                let only = endpoint.and_then(|name| self.member(name).ok());
                self.tell_client(*client, client::Input::Typed { line: line.clone(), only });
            }
            I::Interrupt(client) => self.tell_client(*client, client::Input::Interrupt),
            I::Kill(name) => self.at(*name, Self::kill),
            I::Restart(name) => self.at(*name, Self::restart),
            I::Pause(name) => self.at(*name, Self::pause),
            I::Resume(name) => self.at(*name, Self::resume),
            I::Wipe(name) => self.at(*name, Self::wipe),
            I::Cut(span) => self.set_cut(*span, true),
            I::Heal(Some(span)) => self.set_cut(*span, false),
            I::Heal(None) => self.post.network.heal_all(),
            I::Partition(sides) => self.partition(sides),
            I::Link(ends, dials) => dials.iter().for_each(|dial| self.turn(*ends, *dial)),
            I::Disk(name, dials) => dials.iter().for_each(|dial| self.turn_disk(*name, *dial)),
            I::Clock(name, dial) => self.turn_clock(*name, *dial),
            I::Deliver(id) => {
                if let Some(flight) = self.post.flights.take(*id) {
                    self.deliver(flight);
                }
            }
            I::Drop(id) => {
                if let Some(flight) = self.post.flights.take(*id) {
                    self.lose(flight, LossReason::ByHand);
                }
            }
            I::Delay(id, by) => {
                if let Some(flight) = self.post.flights.take(*id) {
                    let ends = flight.ends + *by;
                    self.post.flights.add(Flight { ends, ..flight });
                }
            }
            I::Duplicate(id) => self.duplicate(*id),
            I::Fire(name) => {
                if let Some(place) = self.member(*name).ok().and_then(|node| self.station(node)) {
                    self.feed(place, Input::Fire);
                }
            }
            I::Corrupt(name, key) => {
                if let Some(place) = self.member(*name).ok().and_then(|node| self.station(node)) {
                    self.feed(place, Input::Rot(key.as_ref().map(|key| key.as_bytes().into())));
                }
            }
            I::Reconfigure { voters, learners, transition } => self.reconfigure(*voters, *learners, *transition),
            I::LeaveJoint => self.tell_leader(Input::Reconfigure(ConfigChange::default())),
            I::Transfer(name) => {
                if let Ok(target) = self.member(*name) {
                    self.tell_leader(Input::Transfer(target));
                }
            }
            I::ForgetLeader(name) => {
                if let Some(place) = self.member(*name).ok().and_then(|node| self.station(node)) {
                    self.feed(place, Input::ForgetLeader);
                }
            }
            I::Open(client) => self.seats.push(Seat::new(*client, self.options.seed)),
            I::Sabotage(rule, on) => {
                self.sabotage.set(*rule, *on);
                for station in &mut self.stations {
                    if let Some(member) = &mut station.member {
                        member.set_sabotage(self.sabotage);
                    }
                }
            }
        }
    }

    fn at(&mut self, name: Name, what: impl FnOnce(&mut Self, Place)) {
        if let Ok(place) = self.place(name) {
            what(self, place);
        }
    }

    fn tell_client(&mut self, client: ClientId, input: client::Input) {
        if let Some(place) = self.seat(client) {
            self.feed_client(place, input);
        }
    }

    fn kill(&mut self, place: Place) {
        match place {
            Place::Member(node) => {
                if let Some(station) = self.station(node) {
                    self.crash_member(station);
                }
            }
            Place::Client(client) => {
                let Some(seat) = self.seat(client) else { return };
                let now = self.chronicle.now;
                let seat = &mut self.seats[seat];
                let effects = seat.client.crash(now);
                seat.process = Process::Down;
                let unread = core::mem::take(&mut seat.inbox);
                self.chronicle.tell(Some(place), EventKind::Crashed { lost: 0 });
                self.perform_client(client, effects);
                for flight in unread {
                    self.lose(flight, LossReason::Down);
                }
            }
        }
    }

    fn restart(&mut self, place: Place) {
        if self.process(place) != Process::Down {
            self.kill(place);
        }
        match place {
            Place::Member(node) => {
                if let Some(station) = self.station(node) {
                    self.start_member(station);
                }
            }
            Place::Client(client) => {
                if let Some(seat) = self.seat(client) {
                    self.seats[seat].process = Process::Running;
                    self.chronicle.tell(Some(place), EventKind::Resumed);
                }
            }
        }
    }

    fn pause(&mut self, place: Place) {
        match place {
            Place::Member(node) => {
                if let Some(station) = self.station(node) {
                    self.stations[station].paused = true;
                    self.stations[station].set_alarm();
                }
            }
            Place::Client(client) => {
                if let Some(seat) = self.seat(client) {
                    self.seats[seat].process = Process::Paused;
                }
            }
        }
        self.chronicle.tell(Some(place), EventKind::Paused);
    }

    /// A process goes on: it finds what arrived in the meantime in the order of arrival, and its timers overdue.
    fn resume(&mut self, place: Place) {
        self.chronicle.tell(Some(place), EventKind::Resumed);
        match place {
            Place::Member(node) => {
                let Some(at) = self.station(node) else { return };
                self.stations[at].paused = false;
                if core::mem::take(&mut self.stations[at].stored_unseen) {
                    self.feed(at, Input::Stored);
                }
                for flight in core::mem::take(&mut self.stations[at].inbox) {
                    self.deliver(flight);
                }
                self.stations[at].set_alarm();
            }
            Place::Client(client) => {
                let Some(at) = self.seat(client) else { return };
                self.seats[at].process = Process::Running;
                for flight in core::mem::take(&mut self.seats[at].inbox) {
                    let stream = flight.stream();
                    self.deliver(flight);
                    self.set_flow(stream, true);
                }
            }
        }
    }

    fn wipe(&mut self, place: Place) {
        let Some(at) = place.member().and_then(|node| self.station(node)) else { return };
        if self.stations[at].member.is_some() {
            self.crash_member(at);
        }
        self.stations[at].disk.wipe(Durable::new(self.founding.members));
        self.stations[at].cluster = self.founding.count;
        // What was removed and holds nothing any more makes room in the picture.
        self.stations[at].forgotten = self.standing(&self.stations[at]) == Standing::Removed;
        self.chronicle.tell(Some(place), EventKind::Wiped);
    }

    fn set_cut(&mut self, span: Span, cut: bool) {
        let Ok((from, to)) = self.wire_between(span.from, span.to) else { return };
        self.post.network.set_cut(from, to, cut);
        if !span.one_way {
            self.post.network.set_cut(to, from, cut);
        }
    }

    fn partition(&mut self, sides: &[Vec<Name>]) {
        let side_of = |place: Place| sides.iter().position(|side| side.contains(&Name::Place(place)));
        let members = self.places().map(Place::Member);
        let clients = self.seats.iter().map(|seat| Place::Client(seat.client.id()));
        let places = members.chain(clients).collect::<Vec<_>>();
        for from in &places {
            for to in &places {
                let (Some(a), Some(b)) = (side_of(*from), side_of(*to)) else { continue };
                if self.wire_between(Name::Place(*from), Name::Place(*to)).is_ok() {
                    self.post.network.set_cut(*from, *to, a != b);
                }
            }
        }
    }

    fn turn(&mut self, ends: Option<(Name, Name)>, dial: LinkDial) {
        match ends {
            None => self.post.network.turn_all(dial),
            Some((a, b)) => {
                let Ok((a, b)) = self.wire_between(a, b) else { return };
                self.post.network.wire(a, b).dials.turn(dial);
                self.post.network.wire(b, a).dials.turn(dial);
            }
        }
    }

    fn turn_disk(&mut self, name: Name, dial: DiskDial) {
        let Some(at) = self.member(name).ok().and_then(|node| self.station(node)) else { return };
        let disk = &mut self.stations[at].disk;
        match dial {
            DiskDial::Latency(latency) => disk.latency = latency,
            DiskDial::LoseUnsynced(on) => disk.set_lying(on),
            DiskDial::Full(on) => disk.full = on,
        }
    }

    fn turn_clock(&mut self, name: Name, dial: ClockDial) {
        let Some(at) = self.member(name).ok().and_then(|node| self.station(node)) else { return };
        let now = self.chronicle.now;
        let station = &mut self.stations[at];
        match dial {
            ClockDial::Rate(ppm) => station.clock.set_rate(now, ppm),
            ClockDial::Jump(ahead) => station.clock.jump(now, ahead),
            ClockDial::SetBack(by) => station.clock.set_back(now, by),
        }
        station.set_alarm();
    }

    fn duplicate(&mut self, id: MessageId) {
        let Some(flight) = self.post.flights.take(id) else { return };
        let Flight { from, to, ref packet, .. } = flight;
        let packet = packet.clone();
        self.post.flights.add(flight);
        self.post.send(from, to, packet, &mut self.chronicle);
    }
}
