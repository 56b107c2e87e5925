//! From a world to a frame.

use alloc::{sync::Arc, vec::Vec};

use super::{
    flights::Flight,
    frame::{
        CampaignFrame, CellContent, CellFrame, ClientFrame, ClockFrame, DiskFrame, FlightFrame, Frame, JobFrame,
        LeaseFrame, LogFrame, MemberFrame, Process, ProgressFrame, RoleFrame, Standing, StoreFrame, TimerFrame,
        WatchFrame,
    },
    station::Station,
    world::{Seat, World},
};
use crate::{
    client::{Client, Process as Job},
    id::{Index, LeaseId, NodeId, Revision, Term},
    lease::Lease,
    machine::Machine,
    mvcc::watch::WatcherView,
    raft::{
        Campaign, Leadership, Log, Node, Role,
        message::{Entry, Payload},
    },
    server::{Command, Member},
    time::SimTime,
};

impl World {
    /// Everything that can be seen at this moment. What the checks say is left for their owner to fill in.
    pub fn frame(&self) -> Frame {
        let waiting = self.stations.iter().flat_map(|station| &station.inbox);
        let waiting = waiting.chain(self.seats.iter().flat_map(|seat| &seat.inbox));
        let flying = self.post.flights.in_order().into_iter().map(|flight| flight_frame(flight, false));
        let mut flights = flying.chain(waiting.map(|flight| flight_frame(flight, true))).collect::<Vec<_>>();
        flights.sort_unstable_by_key(|flight| flight.id);
        Frame {
            now: self.chronicle.now,
            steps: self.steps,
            next: Some(self.next_at()).filter(|at| *at != SimTime::NEVER),
            members: self
                .stations
                .iter()
                .filter(|station| !station.forgotten)
                .map(|station| self.member_frame(station))
                .collect(),
            clients: self.seats.iter().map(client_frame).collect(),
            flights,
            dials: self.post.network.initial(),
            wires: self.post.network.changed().collect(),
            sabotage: self.sabotage,
            checks: Vec::new(),
        }
    }

    /// The running leader of the highest term.
    pub fn leader(&self) -> Option<NodeId> {
        self.leaders().max_by_key(|(_, term)| *term).map(|(node, _)| node)
    }

    /// Every running member that leads, or thinks so, with its term.
    pub fn leaders(&self) -> impl Iterator<Item = (NodeId, Term)> {
        let running =
            self.stations.iter().filter(|station| !station.paused).filter_map(|station| station.member.as_ref());
        let leaders = running.map(Member::raft).filter(|raft| matches!(raft.role(), Role::Leader(_)));
        leaders.map(|raft| (raft.id(), raft.term()))
    }

    /// The clients, in the order of their numbers.
    pub fn frame_clients(&self) -> impl Iterator<Item = &Client> {
        self.seats.iter().map(|seat| &seat.client)
    }

    /// What a member's log holds at an index.
    pub fn entry(&self, node: NodeId, index: Index) -> Option<CellContent> {
        let raft = self.stations[self.station(node)?].member.as_ref()?.raft();
        raft.log().get(index).map(|entry| cell(entry).content)
    }

    /// What a member knows: all keys and their history, the leases, the members. Of one that is down, what its snapshot
    /// holds; `None` where there is none.
    pub fn machine(&self, node: NodeId) -> Option<&Machine> {
        let station = &self.stations[self.station(node)?];
        match &station.member {
            Some(member) => Some(member.machine()),
            None => station.disk.shown.snapshot().map(|snapshot| &*snapshot.state),
        }
    }

    fn member_frame(&self, station: &Station) -> MemberFrame {
        let disk = DiskFrame {
            writing: station.disk.writing(),
            latency: station.disk.latency,
            lying: station.disk.is_lying(),
            full: station.disk.full,
        };
        let clock = ClockFrame { shows: station.clock.shows(self.chronicle.now), rate_ppm: station.clock.rate_ppm() };
        let standing = self.standing(station);
        match &station.member {
            Some(member) => running_frame(station, member, standing, disk, clock),
            None => down_frame(station, standing, disk, clock),
        }
    }
}

fn running_frame(
    station: &Station,
    member: &Member,
    standing: Standing,
    disk: DiskFrame,
    clock: ClockFrame,
) -> MemberFrame {
    let raft = member.raft();
    let (role, campaign, leadership) = match raft.role() {
        Role::Follower => (RoleFrame::Follower, None, None),
        Role::PreCandidate(campaign) => (RoleFrame::PreCandidate, Some(campaign), None),
        Role::Candidate(campaign) => (RoleFrame::Candidate, Some(campaign), None),
        Role::Leader(leadership) => (RoleFrame::Leader, None, Some(leadership)),
    };
    let on_world_clock = |local| station.clock.reaches(local);
    let timer = raft.timer();
    MemberFrame {
        id: station.id,
        process: station.process(),
        standing,
        role,
        learner: raft.configuration().learners.contains(station.id),
        term: raft.term(),
        vote: raft.vote(),
        leader: raft.leader(),
        timer: leadership.is_none().then(|| TimerFrame {
            drawn: timer.timeout,
            started: on_world_clock(timer.started),
            ends: on_world_clock(timer.started + timer.timeout),
        }),
        heartbeat_at: leadership.map(|leadership| on_world_clock(leadership.heartbeat_due)),
        campaign: campaign.map(|campaign| campaign_frame(campaign, raft)),
        progress: leadership.map_or_else(Vec::new, progress_frames),
        configuration: raft.configuration(),
        log: log_frame(raft.log(), raft.stored_up_to()),
        commit: raft.commit(),
        applied: member.machine().applied().index,
        store: StoreFrame {
            revision: member.machine().revision(),
            keys: member.machine().store().len(),
            hash: member.machine().hash(),
        },
        leases: lease_frames(member.machine(), |lease| member.lease_ends(lease).map(on_world_clock)),
        watches: member.watchers().map(|view| watch_frame(view, member)).collect(),
        disk,
        clock,
    }
}

/// A dead member shows what its disk holds.
fn down_frame(station: &Station, standing: Standing, disk: DiskFrame, clock: ClockFrame) -> MemberFrame {
    let durable = &station.disk.shown;
    let state = durable.hard_state();
    let snapshot = durable.snapshot();
    let machine = snapshot.map(|snapshot| &*snapshot.state);
    MemberFrame {
        id: station.id,
        process: Process::Down,
        standing,
        role: RoleFrame::Follower,
        learner: durable.configuration().learners.contains(station.id),
        term: state.term,
        vote: state.vote,
        leader: None,
        timer: None,
        heartbeat_at: None,
        campaign: None,
        progress: Vec::new(),
        configuration: durable.configuration(),
        log: log_frame(durable.log(), durable.log().last_index()),
        commit: state.commit,
        applied: snapshot.map_or(Index(0), |snapshot| snapshot.last.index),
        store: StoreFrame {
            revision: machine.map_or(Revision(1), Machine::revision),
            keys: machine.map_or(0, |machine| machine.store().len()),
            hash: machine.map_or(0, Machine::hash),
        },
        leases: machine.map_or_else(Vec::new, |machine| lease_frames(machine, |_| None)),
        watches: Vec::new(),
        disk,
        clock,
    }
}

fn lease_frames(machine: &Machine, ends: impl Fn(LeaseId) -> Option<SimTime>) -> Vec<LeaseFrame> {
    let frame = |lease: &Lease| LeaseFrame {
        id: lease.id,
        ttl: lease.ttl,
        ends: ends(lease.id),
        keys: lease.keys().cloned().collect(),
    };
    machine.leases().iter().map(frame).collect()
}

fn watch_frame(view: WatcherView, member: &Member) -> WatchFrame {
    let waiting = member.channel_len(view.stream);
    WatchFrame { stream: view.stream, id: view.id, keys: view.keys, next: view.from, pace: view.pace, waiting }
}

fn campaign_frame(campaign: &Campaign, raft: &Node<Command>) -> CampaignFrame {
    let needed = raft.configuration().voters.len() / 2 + 1;
    CampaignFrame { granted: campaign.granted, refused: campaign.refused, needed }
}

fn progress_frames(leadership: &Leadership) -> Vec<ProgressFrame> {
    let frame = |(peer, progress): (NodeId, &crate::raft::Progress)| ProgressFrame {
        peer,
        matched: progress.matched,
        next: progress.next,
        state: progress.state,
        in_flight: progress.inflight.len(),
        recent_active: progress.recent_active,
    };
    leadership.progress.iter().map(frame).collect()
}

fn log_frame(log: &Log<Command>, stored: Index) -> LogFrame {
    let (first, last) = (log.first_index(), log.last_index());
    let from = Index(last.0.saturating_sub(LogFrame::WINDOW - 1)).max(first);
    LogFrame { first, last, stored, cells: log.iter(from..=last).map(cell).collect() }
}

fn cell(entry: &Entry<Command>) -> CellFrame {
    let content = match &entry.payload {
        Payload::Noop => CellContent::Noop,
        Payload::Command(proposal) => CellContent::Command(Arc::clone(proposal)),
        Payload::Change(change, _) => CellContent::Change((**change).clone()),
    };
    CellFrame { index: entry.index, term: entry.term, content }
}

fn flight_frame(flight: &Flight, waiting: bool) -> FlightFrame {
    FlightFrame {
        id: flight.id,
        from: flight.from,
        to: flight.to,
        kind: flight.packet.kind(),
        term: flight.packet.term(),
        sent: flight.sent,
        ends: flight.ends,
        doomed: flight.doomed,
        waiting,
    }
}

fn client_frame(seat: &Seat) -> ClientFrame {
    let job = |job: &Job| JobFrame {
        line: job.line().clone(),
        since: job.since(),
        deadline: Some(job.gives_up_at()).filter(|at| *at != SimTime::NEVER),
        endpoint: job.waits_for().next().map(|(_, to)| to),
        doing: job.doing(),
    };
    let client = &seat.client;
    ClientFrame {
        id: client.id(),
        process: seat.process,
        running: client.foreground().map(job),
        queued: client.queued(),
        background: client.background().iter().map(job).collect(),
        status: client.status(),
        lines: client.terminal().lines().clone(),
    }
}
