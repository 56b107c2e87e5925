//! What follows from what is due: messages arrive, disks are done, and what members and clients want is done.

use alloc::{boxed::Box, vec::Vec};

use super::{
    event::{EventKind, LossReason},
    flights::Flight,
    frame::Process,
    packet::Packet,
    place::Place,
    station::Station,
    world::World,
};
use crate::{
    api::Call,
    client,
    id::{ClientId, NodeId, NodeSet, RequestId, Revision},
    raft::event::RaftEvent,
    rng::{Label, Stream},
    server::{Happening, HashWord, Input, Member, Output},
};

impl World {
    /// A message's way ends: it arrives, or it is lost.
    #[inline]
    pub(super) fn arrive(&mut self, flight: Flight) {
        self.chronicle.blame(Some(flight.sending));
        let reason = flight
            .doomed
            .or_else(|| self.post.network.is_cut(flight.from, flight.to).then_some(LossReason::Cut))
            .or_else(|| (self.process(flight.to) == Process::Down).then_some(LossReason::Down));
        match reason {
            Some(reason) => self.lose(flight, reason),
            None => self.deliver(flight),
        }
    }

    #[cold]
    pub(super) fn lose(&mut self, flight: Flight, reason: LossReason) {
        let Flight { id, from, to, packet, .. } = flight;
        self.chronicle.tell(Some(from), EventKind::Lost { message: id, to, reason });
        if reason != LossReason::Down {
            return;
        }
        match packet {
            Packet::Request(request, _) => {
                self.post.send(to, from, Packet::Refused { request, delivered: false }, &mut self.chronicle);
            }
            Packet::Hash(HashWord::Ask { check, .. }) => {
                self.post.send(to, from, Packet::Hash(HashWord::Told { check, hashed: None }), &mut self.chronicle);
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
        let kind = EventKind::Delivered { message: flight.id, from: flight.from, kind: flight.packet.kind() };
        self.chronicle.begin_with(Some(flight.to), kind);
    }

    pub(super) fn disk_done(&mut self, place: usize) {
        let station = &mut self.stations[place];
        station.disk.finish();
        let (last, term) = (station.disk.shown.log().last_index(), station.disk.shown.hard_state().term);
        let here = Place::Member(station.id);
        self.chronicle.blame(station.write_began.take());
        self.chronicle.begin_with(Some(here), EventKind::Stored { last, term });
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
        let local = station.clock.shows(self.chronicle.now);
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
            station.disk.begin(self.chronicle.now, write);
            station.write_began = self.chronicle.cause();
        }
        station.set_alarm();
        if !self.output.send.is_empty() {
            for message in self.output.send.drain(..) {
                let to = Place::Member(message.to);
                self.post.send(here, to, Packet::Raft(message), &mut self.chronicle);
            }
        }
        if !self.output.relay.is_empty() || !self.output.relayed.is_empty() || !self.output.hashes.is_empty() {
            self.pass_on(here);
        }
        if !self.output.answers.is_empty() {
            for (id, response) in self.output.answers.drain(..) {
                self.post.send(
                    here,
                    Place::Client(id.client),
                    Packet::Response(id, Box::new(response)),
                    &mut self.chronicle,
                );
            }
        }
        if self.output.ended || self.output.unfit || !self.output.forward.is_empty() {
            self.forward_or_end(place);
        }
    }

    /// What members ask each other about leases and data.
    #[cold]
    fn pass_on(&mut self, here: Place) {
        for (to, id, request) in self.output.relay.drain(..) {
            self.post.send(here, Place::Member(to), Packet::Relay(id, request), &mut self.chronicle);
        }
        for (to, id, answer) in self.output.relayed.drain(..) {
            self.post.send(here, Place::Member(to), Packet::Relayed(id, answer), &mut self.chronicle);
        }
        for (to, word) in self.output.hashes.drain(..) {
            self.post.send(here, Place::Member(to), Packet::Hash(word), &mut self.chronicle);
        }
    }

    /// What a member seldom wants: that the leader answers in its place, and that its process ends.
    #[cold]
    fn forward_or_end(&mut self, place: usize) {
        let here = Place::Member(self.stations[place].id);
        for (to, id, request) in self.output.forward.drain(..) {
            self.post.send(here, Place::Member(to), Packet::Request(id, request), &mut self.chronicle);
        }
        if core::mem::take(&mut self.output.ended) {
            self.chronicle.tell(Some(here), EventKind::Removed);
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
                Happening::Changed(changes) => {
                    // Once somebody watches, it is told of every revision when the first member applies it.
                    let revision = changes.first().map(|change| change.kv.mod_revision);
                    let Some(told) = self.told.as_mut().filter(|told| revision > Some(**told)) else { continue };
                    *told = revision.unwrap_or(*told);
                    EventKind::Changed(changes)
                }
                Happening::Inconsistent { peer } => EventKind::Inconsistent { peer },
                Happening::Proposed { request, digest } => EventKind::Proposed { request, digest },
                Happening::Applied { index, term, digest, revision, hash } => {
                    EventKind::Applied { index, term, digest, revision, hash }
                }
                Happening::LeaseExpired { lease } => EventKind::LeaseExpired { lease },
                Happening::LeaseEnded { lease, index, keys } => EventKind::LeaseEnded { lease, index, keys },
            };
            self.chronicle.tell(Some(here), kind);
        }
        self.output.events = happened;
    }

    pub(super) fn feed_client(&mut self, place: usize, input: client::Input) {
        let here = Place::Client(self.seats[place].client.id());
        let view = self.view(here);
        let effects = self.seats[place].client.step(self.chronicle.now, input, view, &self.names);
        self.perform_client(self.seats[place].client.id(), effects);
    }

    /// Does what a client wants done.
    pub(super) fn perform_client(&mut self, client: ClientId, effects: Vec<client::Effect>) {
        let here = Place::Client(client);
        for effect in effects {
            match effect {
                client::Effect::Send { to, id, request } => {
                    self.post.send(here, Place::Member(to), Packet::Request(id, request), &mut self.chronicle);
                }
                client::Effect::Happened(kind) => {
                    self.names.note(&kind);
                    if matches!(kind, EventKind::Watch(_)) && self.told.is_none() {
                        self.told = Some(Revision(0));
                    }
                    self.chronicle.tell(Some(here), kind);
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
                && !self.post.network.is_cut(from, there)
                && !self.post.network.is_cut(there, from)
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
            station.clock.shows(self.chronicle.now),
            station.starts,
        );
        station.member = Some(member);
        let here = Place::Member(station.id);
        self.output = output;
        self.chronicle.tell(Some(here), found);
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
        self.chronicle.tell(Some(here), EventKind::Crashed { lost });
        for flight in unread {
            self.lose(flight, LossReason::Down);
        }
        for (client, request) in self.cut_off(node) {
            self.post.send(
                here,
                Place::Client(client),
                Packet::Refused { request, delivered: true },
                &mut self.chronicle,
            );
        }
        self.note_connections();
    }

    /// The requests that a member has got and not answered.
    fn cut_off(&self, node: NodeId) -> Vec<(ClientId, RequestId)> {
        let flying = self.post.flights.in_order();
        let on_its_way =
            |id| flying.iter().any(|flight| matches!(&flight.packet, Packet::Request(request, _) if *request == id));
        self.seats
            .iter()
            .flat_map(|seat| seat.client.open_requests().map(|(request, to)| (seat.client.id(), request, to)))
            .filter(|(_, request, to)| *to == node && !on_its_way(*request))
            .map(|(client, request, _)| (client, request))
            .collect()
    }
}
