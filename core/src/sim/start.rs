//! What `etcd …` does at a prompt: a member's process begins, with what its flags say.

use alloc::{sync::Arc, vec::Vec};

use super::{
    event::{EventKind, LossReason},
    frame::Process,
    place::Place,
    roster::Roster,
    world::World,
};
use crate::{
    api::cluster::MemberInfo,
    client::{self, DataDir},
    etcdctl::Start,
    id::{Index, NodeId, NodeSet, Revision, Term},
    machine::{Members, QUOTA_DEFAULT},
    raft::{Configuration, Durable, LogPosition, RaftEvent, Snapshot},
    server::{Settings, client_urls, member_id},
};

/// How a cluster began.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Founding {
    /// How many there were before it.
    pub(super) count: u32,
    /// What its data directories call it; 0 is the first one, which began with nothing.
    pub(super) cluster: u64,
    /// Its first members.
    pub(super) members: Configuration,
}

impl Founding {
    pub(super) const fn first(members: Configuration) -> Self {
        Self { count: 0, cluster: 0, members }
    }
}

/// Sets what was said with flags; the rest stays.
pub(crate) fn tell(start: &Start, settings: &mut Settings) {
    let tuning = &mut settings.tuning;
    tuning.heartbeat = start.heartbeat.unwrap_or(tuning.heartbeat);
    tuning.election = start.election.unwrap_or(tuning.election);
    tuning.pre_vote = start.pre_vote.unwrap_or(tuning.pre_vote);
    settings.snapshot_count = start.snapshot_count.filter(|count| *count > 0).unwrap_or(settings.snapshot_count);
    settings.quota = match start.quota {
        None => settings.quota,
        Some(0) => QUOTA_DEFAULT,
        // Below 0 there is no limit.
        Some(bytes) => u64::try_from(bytes).unwrap_or(u64::MAX),
    };
    settings.auto_compaction = start.compaction.or(settings.auto_compaction);
    let checks = &mut settings.corrupt_check;
    checks.initial = start.corrupt_check_initial.unwrap_or(checks.initial);
    checks.every = start.corrupt_check_time.unwrap_or(checks.every);
    settings.lease_checkpoints = start.lease_checkpoints.unwrap_or(settings.lease_checkpoints);
    // As wide as the narrowest machine's numbers, so that settings are the same on all.
    let count = |given: Option<u64>, usual: usize| given.map_or(usual, |given| given.min(u32::MAX.into()) as usize);
    settings.txn_ops_max = count(start.txn_ops_max, settings.txn_ops_max);
    settings.request_bytes_max = count(start.request_bytes_max, settings.request_bytes_max);
}

impl World {
    /// Starts a member's process where it is down: one that was added, or one that ended. What its flags say counts for
    /// this start and later ones.
    pub(super) fn start_by_hand(&mut self, node: NodeId, start: &Start) {
        let Some(place) = self.station(node) else { return };
        let station = &mut self.stations[place];
        if station.process() == Process::Down {
            station.named = Some(start.name.as_deref().unwrap_or("default").into());
            tell(start, &mut station.settings);
            self.start_member(place);
            self.set_alarms();
        }
    }

    /// The members whose disks are of another cluster than the one that there is now.
    pub(super) fn stale(&self) -> NodeSet {
        let stations = self.stations.iter().filter(|station| station.cluster != self.founding.count);
        stations.map(|station| station.id).collect()
    }

    /// Starts a member from a data directory that was made from a snapshot. Unless its cluster is the one that there is, it
    /// is the beginning of another one, for which all members have to be down.
    pub(super) fn start_from(&mut self, node: NodeId, start: &Start, data: &DataDir, places: &[NodeId]) {
        let Some(place) = self.station(node) else { return };
        let joins = data.cluster == self.founding.cluster && self.stale().contains(node);
        let down = |world: &Self| world.stations.iter().all(|station| station.process() == Process::Down);
        if self.stations[place].process() != Process::Down || !(joins || down(self)) {
            return;
        }
        let configuration = Configuration::of(places.iter().copied().collect());
        if !joins {
            self.found(data, configuration);
        }
        // The log begins behind an entry for each member (etcd, `saveWALAndSnap`).
        let last = LogPosition { term: Term(1), index: Index(places.len() as u64) };
        let members = data.members.iter().zip(places).map(|((name, urls), place)| MemberInfo {
            id: member_id(*place),
            node: *place,
            name: name.clone(),
            peer_urls: urls.clone(),
            client_urls: client_urls(*place),
            learner: false,
        });
        let state = Arc::new(data.saved.machine.founding(Members::begin(members), last));
        let count = self.founding.count;
        let station = &mut self.stations[place];
        station.disk.wipe(Durable::of_snapshot(Snapshot { last, configuration, state }));
        station.cluster = count;
        self.chronicle.tell(Some(Place::Member(node)), EventKind::Raft(RaftEvent::SnapshotInstalled { last }));
        self.start_by_hand(node, start);
    }

    /// Another cluster takes the place of the one that was there. What was on its way between members of that one is lost.
    fn found(&mut self, data: &DataDir, members: Configuration) {
        self.founding = Founding { count: self.founding.count + 1, cluster: data.cluster, members };
        self.roster = Roster::begin(members);
        self.chronicle.tell(None, EventKind::Founded(client::held(data.saved.machine.store())));
        self.told = self.told.map(|_| Revision(0));
        let between_members = |from: Place, to: Place| matches!((from, to), (Place::Member(_), Place::Member(_)));
        let flying = self.post.flights.in_order();
        let flying = flying.into_iter().filter(|flight| between_members(flight.from, flight.to));
        for id in flying.map(|flight| flight.id).collect::<Vec<_>>() {
            if let Some(flight) = self.post.flights.take(id) {
                self.lose(flight, LossReason::Down);
            }
        }
    }
}
