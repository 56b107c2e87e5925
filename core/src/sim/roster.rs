//! Who belongs to the cluster, as the whole world knows it, and which places are connected since when.

use alloc::{collections::BTreeMap, vec::Vec};

use super::{
    act::Refusal,
    alarms::Alarms,
    disk::Disk,
    frame::{Process, Standing},
    place::Place,
    station::Station,
    world::World,
};
use crate::{
    id::{Index, NodeId, NodeSet},
    raft::{ChangeError, ConfigChange, Durable, Node, Transition, membership::Configuration},
    server::{Command, Input, Member, Surroundings},
    time::SimTime,
};

/// How many places there can be at once: as many as the picture shows.
pub(super) const PLACES_MAX: usize = 9;

/// The newest configuration that any member applied, and the connections between members.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Roster {
    /// How far whoever told of it had applied the log.
    known_at: Index,
    configuration: Configuration,
    /// Pairs of members that can reach each other, the lower number first, and since when.
    connected: BTreeMap<(NodeId, NodeId), SimTime>,
}

impl Roster {
    pub(super) const fn begin(configuration: Configuration) -> Self {
        Self { known_at: Index(0), configuration, connected: BTreeMap::new() }
    }

    /// Who votes.
    pub(super) const fn voters(&self) -> NodeSet {
        self.configuration.voters
    }

    /// Who belongs to the cluster.
    pub(super) const fn members(&self) -> NodeSet {
        self.configuration.members()
    }
}

impl World {
    /// A member tells of the configuration that it has applied. Who is new in it gets a place: a machine that is down,
    /// with an empty disk.
    pub(super) fn note_configuration(&mut self, place: usize, next: Configuration) {
        let Some(member) = &self.stations[place].member else { return };
        let raft = member.raft();
        let at = raft.snapshot().map_or(Index(0), |snapshot| snapshot.last.index).max(raft.applied());
        if at < self.roster.known_at {
            return;
        }
        self.roster.known_at = at;
        self.roster.configuration = next;
        let needed = next.members().iter().map(|node| usize::from(node.number())).max().unwrap_or_default();
        if needed > self.stations.len() {
            let first = self.founding.members;
            for node in (self.stations.len() + 1..=needed).filter_map(|number| NodeId::new(number as u8)) {
                // It learns from the log, or a snapshot, what changed since the cluster began.
                let disk = Disk::new(Durable::new(first), self.options.disk_latency);
                let cluster = self.founding.count;
                self.stations.push(Station { cluster, ..Station::new(node, disk, self.options.settings) });
            }
            // Clients' alarms come behind those of all members.
            self.alarms = Alarms::default();
            self.set_alarms();
        }
    }

    /// How many places have been given, to those who are gone too.
    pub fn places_given(&self) -> u8 {
        self.stations.len() as u8
    }

    /// The members as the leader of this moment sees them.
    pub fn leader_configuration(&self) -> Option<Configuration> {
        self.leading().map(Node::configuration)
    }

    /// What a place is to the cluster.
    pub(super) fn standing(&self, station: &Station) -> Standing {
        if !self.roster.members().contains(station.id) {
            Standing::Removed
        } else if station.starts == 0 {
            Standing::Unstarted
        } else {
            Standing::Member
        }
    }

    /// The place of the member that is added next, if there is room for one.
    pub(super) fn next_place(&self) -> Option<NodeId> {
        let seen = self.places().count();
        (seen < PLACES_MAX).then(|| NodeId::new(self.stations.len() as u8 + 1)).flatten()
    }

    /// Lets a member look at its connections, before it decides on a change of the members.
    pub(super) fn look_around(&mut self, place: usize) {
        let own = self.stations[place].id;
        let (mut connected, mut healthy) = (NodeSet::EMPTY, NodeSet::EMPTY);
        for ((a, b), since) in &self.roster.connected {
            let Some(peer) = (if *a == own { Some(*b) } else { (*b == own).then_some(*a) }) else { continue };
            connected.insert(peer);
            if self.chronicle.now.since(*since) >= Surroundings::HEALTHY {
                healthy.insert(peer);
            }
        }
        let surroundings = Surroundings { connected, healthy, place: self.next_place() };
        if let Some(member) = self.stations[place].running() {
            member.look_around(surroundings);
        }
    }

    /// Looks which members can reach each other, after processes or wires have changed.
    pub(super) fn note_connections(&mut self) {
        let mut connected = BTreeMap::new();
        for a in &self.stations {
            for b in &self.stations[usize::from(a.id.number())..] {
                let (here, there) = (Place::Member(a.id), Place::Member(b.id));
                let up = a.process() == Process::Running && b.process() == Process::Running;
                if up && !self.post.network.is_cut(here, there) && !self.post.network.is_cut(there, here) {
                    let since = self.roster.connected.get(&(a.id, b.id)).copied().unwrap_or(self.chronicle.now);
                    connected.insert((a.id, b.id), since);
                }
            }
        }
        self.roster.connected = connected;
    }

    /// Whether an operator may ask the leader for these members.
    pub(super) fn may_reconfigure(&self, voters: NodeSet, learners: NodeSet) -> Result<(), Refusal> {
        let leader = self.leading().ok_or(Refusal::NoLeader)?;
        if leader.configuration().is_joint() {
            return Err(Refusal::Change(ChangeError::AlreadyJoint));
        }
        if let Some(node) = learners.iter().find(|node| voters.contains(*node)) {
            return Err(Refusal::Change(ChangeError::VoterAndLearner(node)));
        }
        let asked = voters.union(learners);
        let known = leader.configuration().members();
        for node in asked.difference(known).iter() {
            if self.station(node).is_some() {
                return Err(Refusal::WasRemoved(node));
            }
        }
        let new = asked.iter().filter(|node| self.station(*node).is_none()).collect::<Vec<_>>();
        let last = self.stations.len() as u8;
        for (number, node) in (last + 1..).zip(&new) {
            let next = NodeId::new(number).ok_or(Refusal::NoRoom)?;
            if next != *node {
                return Err(Refusal::NotNext(*node, next));
            }
        }
        if self.places().count() + new.len() > PLACES_MAX {
            return Err(Refusal::NoRoom);
        }
        let change = leader.configuration().change_to(voters, learners, Transition::Auto);
        let change = change.ok_or(Refusal::NothingToChange)?;
        leader.configuration().changed(&change).map(drop).map_err(Refusal::Change)
    }

    pub(super) fn may_leave_joint(&self) -> Result<(), Refusal> {
        let leader = self.leading().ok_or(Refusal::NoLeader)?;
        leader.configuration().changed(&ConfigChange::default()).map(drop).map_err(Refusal::Change)
    }

    pub(super) fn reconfigure(&mut self, voters: NodeSet, learners: NodeSet, transition: Transition) {
        let change = self.leading().and_then(|leader| leader.configuration().change_to(voters, learners, transition));
        if let Some(change) = change {
            self.tell_leader(Input::Reconfigure(change));
        }
    }

    /// What an operator does to the leader of this moment.
    pub(super) fn tell_leader(&mut self, input: Input) {
        if let Some(place) = self.leader().and_then(|leader| self.station(leader)) {
            self.feed(place, input);
        }
    }

    fn leading(&self) -> Option<&Node<Command>> {
        let place = self.station(self.leader()?)?;
        self.stations[place].member.as_ref().map(Member::raft)
    }
}
