//! One frame for the tests: n1 leads term 3 and an append with two entries is half-way to n2.

use agora_core::{
    id::{ClientId, Index, MessageId, NodeId, Revision, Term},
    raft::{Sabotage, membership::Configuration},
    shared::Sequence,
    sim::{
        Dials,
        event::MessageKind,
        frame::{
            CellContent, CellFrame, ClientFrame, ClockFrame, DiskFrame, FlightFrame, Frame, LogFrame, MemberFrame,
            Process, RoleFrame, Standing, StoreFrame, TimerFrame,
        },
        place::Place,
    },
    time::{Duration, SimTime},
};

pub fn node(number: u8) -> NodeId {
    NodeId::new(number).expect("a small number")
}

pub fn frame() -> Frame {
    let now = SimTime(2_000_000);
    Frame {
        now,
        steps: 100,
        next: Some(SimTime(2_005_000)),
        members: (1..=5).map(member).collect(),
        clients: (1..=2).map(client).collect(),
        flights: vec![FlightFrame {
            id: MessageId(7),
            from: Place::Member(node(1)),
            to: Place::Member(node(2)),
            kind: MessageKind::Append { entries: 2 },
            term: Some(Term(3)),
            sent: SimTime(1_995_000),
            ends: SimTime(2_005_000),
            doomed: None,
            waiting: false,
        }],
        dials: Dials::default(),
        wires: Vec::new(),
        sabotage: Sabotage::default(),
        checks: Vec::new(),
    }
}

fn member(number: u8) -> MemberFrame {
    let leads = number == 1;
    let timer =
        TimerFrame { drawn: Duration::from_millis(1500), started: SimTime(1_250_000), ends: SimTime(2_750_000) };
    let cells = vec![
        CellFrame { index: Index(1), term: Term(2), content: CellContent::Noop },
        CellFrame { index: Index(2), term: Term(3), content: CellContent::Noop },
    ];
    MemberFrame {
        id: node(number),
        process: Process::Running,
        standing: Standing::Member,
        role: if leads { RoleFrame::Leader } else { RoleFrame::Follower },
        learner: false,
        term: Term(3),
        vote: Some(node(1)),
        leader: Some(node(1)),
        timer: (!leads).then_some(timer),
        heartbeat_at: leads.then_some(SimTime(2_050_000)),
        campaign: None,
        progress: Vec::new(),
        configuration: Configuration::of((1..=5).map(node).collect()),
        log: LogFrame { first: Index(1), last: Index(2), stored: Index(2), cells },
        commit: Index(1),
        applied: Index(1),
        store: StoreFrame { revision: Revision(1), keys: 0, hash: 0 },
        leases: Vec::new(),
        watches: Vec::new(),
        disk: DiskFrame { writing: None, latency: Duration::from_millis(1), lying: false, full: false },
        clock: ClockFrame { shows: SimTime(2_000_000), rate_ppm: 1_000_000 },
    }
}

fn client(number: u8) -> ClientFrame {
    ClientFrame {
        id: ClientId(number),
        process: Process::Running,
        running: None,
        queued: 0,
        background: Vec::new(),
        status: 0,
        lines: Sequence::new(),
    }
}
