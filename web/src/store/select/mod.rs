//! What the components show: small values made from the store, compared before anything is rendered.

mod branches;
mod cards;
mod feed;
mod inspector;
mod judgement;
mod keys;
mod lanes;
mod leases;
mod locks;
mod log;
mod members;
mod pending;
mod run;
mod watches;

use std::{collections::BTreeMap, rc::Rc};

use agora_core::{
    id::{ClientId, NodeId, Term},
    raft::Rule,
    run::{Branch, BranchId, Mark},
    shared::Sequence,
    sim::{
        CLIENTS_MAX,
        frame::{MemberFrame, Process, RoleFrame},
        intervention::Name,
        place::Place,
    },
    time::SimTime,
};

pub use branches::{BranchRow, BranchesView, ComparisonView, DifferenceView};
pub use cards::{Card, CardFact, CardsView, ChangeCell, Mood, Tag};
pub use feed::{EventRow, Tone};
pub use inspector::{ActionButton, DialView, Fact, InspectorView, PeerRow, Section, SwitchView, WireRow};
pub use judgement::{CheckRow, RuleRow};
pub use lanes::{LanesView, StageRow, TracedRequest};
pub use log::{LogCell, LogRow, LogView};
pub use pending::{PendingGroup, PendingRow};
pub use run::{RunView, SearchView};

use super::{
    Store,
    completion::Completion,
    named::Piece,
    playback::speed_label,
    terminal::{Row, RowKind},
};
use crate::scene::{geometry::Point, hit::Selection};

/// The bar above everything.
#[derive(Clone, PartialEq, Debug)]
pub struct TopView {
    pub playing: bool,
    pub notch: i32,
    /// The speed in force, which calm time may have raised.
    pub rate: String,
    pub hurrying: bool,
    pub calm_runs_faster: bool,
    pub time: String,
    pub leader: Option<(NodeId, Term)>,
    pub seed: String,
    pub broken: usize,
    pub checks: usize,
    /// The rules that are off.
    pub rules_off: Vec<&'static str>,
}

/// The tape, but for what is painted.
#[derive(Clone, PartialEq, Debug)]
pub struct TapeView {
    /// What the jumps go to.
    pub kind: &'static str,
    pub live: bool,
    /// Whether the playhead is on its way.
    pub walking: bool,
    /// In whole milliseconds, for those who do not see it.
    pub now: u64,
    pub edge: u64,
    pub words: String,
}

/// What the strip shows; painted anew when it differs.
#[derive(Clone, PartialEq, Debug)]
pub struct TapeKey {
    pub span: SimTime,
    pub marks: usize,
    /// Where the last band ends, as coarse as the eye.
    pub edge: u64,
    pub branch: BranchId,
    pub stubs: Vec<SimTime>,
    pub origin: Option<SimTime>,
}

/// One member's button on the picture.
#[derive(Clone, PartialEq, Debug)]
pub struct MemberSpot {
    pub id: NodeId,
    pub at: Point,
    pub role: &'static str,
    pub term: Term,
    pub label: String,
    pub selected: bool,
}

/// A wire's handle.
#[derive(Clone, PartialEq, Debug)]
pub struct WireSpot {
    pub ends: (NodeId, NodeId),
    pub at: Point,
    pub label: String,
    pub state: &'static str,
}

/// What lies over the canvas.
#[derive(Clone, PartialEq, Debug)]
pub struct StageView {
    pub radius: f64,
    pub members: Vec<MemberSpot>,
    pub wires: Vec<WireSpot>,
    pub clients: Vec<(ClientId, Point, String, bool)>,
    /// The selected member's actions and where they stand.
    pub bar: Option<(Point, String, Vec<ActionButton>)>,
    pub clickable: bool,
}

/// The terminals.
#[derive(Clone, PartialEq, Debug)]
pub struct TerminalView {
    pub tabs: Vec<(ClientId, bool)>,
    pub active: ClientId,
    /// There is room for one more.
    pub can_open: bool,
    pub endpoint: Option<Name>,
    pub members: Vec<NodeId>,
    pub rows: Rc<Vec<Row>>,
    /// The command in the foreground, how long it has been running, and the member that it waits for.
    pub running: Option<(String, String, Option<NodeId>)>,
    /// What that command does, where it is more than to wait for an answer.
    pub doing: Option<String>,
    /// The parts of the rows of output that name something, by the rows' keys.
    pub pieces: Rc<BTreeMap<u64, Vec<Piece>>>,
    pub completion: Option<Completion>,
    pub queued: usize,
    /// What is typed goes on with the lines before.
    pub goes_on: bool,
    pub input: String,
    pub status: u8,
}

impl Store {
    pub fn top(&self) -> TopView {
        let calm = self.is_calm();
        TopView {
            playing: self.playback.playing,
            notch: self.playback.notch,
            rate: speed_label(self.playback.rate(calm)),
            hurrying: self.playback.is_hurrying(calm),
            calm_runs_faster: self.playback.calm_runs_faster,
            time: clock(self.shown.now.0),
            leader: self.shown.leader().map(|leader| (leader.id, leader.term)),
            seed: self.seed.clone(),
            broken: self.shown.checks.iter().filter(|verdict| verdict.breach.is_some()).count(),
            checks: self.shown.checks.len(),
            rules_off: self.shown.sabotage.broken().map(Rule::name).collect(),
        }
    }

    pub fn tape(&self) -> TapeView {
        let (now, edge) = (self.run().now(), self.timeline.edge().now());
        let words = if self.is_walking() {
            self.text().run.under_way.to_owned()
        } else {
            format!("{} {} {} s", clock(now.0), self.text().run.of, clock(edge.0))
        };
        TapeView {
            kind: self.text().landmark(self.landmark),
            live: self.timeline.is_live(),
            walking: self.is_walking(),
            now: now.0 / 1000,
            edge: edge.0 / 1000,
            words,
        }
    }

    pub fn tape_key(&self) -> TapeKey {
        let branch = self.timeline.branch();
        let left = |other: &&Branch| other.fork().is_some_and(|fork| fork.branch == branch.id());
        let span = self.tape_span();
        TapeKey {
            span,
            marks: self.timeline.marks().len(),
            edge: self.timeline.edge().now().0 / (span.0 / 1000).max(1),
            branch: branch.id(),
            stubs: self.timeline.branches().iter().filter(left).map(|other| self.left_at(other.id())).collect(),
            origin: branch.fork().map(|_| self.left_at(branch.id())),
        }
    }

    /// The marks of the branch that is shown, and how far it has come.
    pub fn tape_marks(&self) -> (&Sequence<Mark>, SimTime) {
        (self.timeline.marks(), self.timeline.edge().now())
    }

    pub fn stage(&self) -> StageView {
        let members = self.shown.members.iter().filter_map(|member| self.member_spot(member)).collect();
        let clients = self
            .layout
            .clients()
            .map(|(id, at)| (id, at, format!("{} {id}", self.text().client), self.selection == Selection::Client(id)));
        StageView {
            radius: self.layout.radius,
            members,
            wires: self.layout.wires().map(|((a, from), (b, to))| self.wire_spot(a, b, from.toward(to, 0.5))).collect(),
            clients: clients.collect(),
            bar: self.action_bar(),
            clickable: self.hover.is_some(),
        }
    }

    fn member_spot(&self, member: &MemberFrame) -> Option<MemberSpot> {
        let text = self.text();
        Some(MemberSpot {
            id: member.id,
            at: self.layout.member(member.id)?,
            role: role_name(member),
            term: member.term,
            label: format!("{}, {}, {} {}", member.id, text.role(member), text.term, member.term),
            selected: self.selection == Selection::Member(member.id),
        })
    }

    fn wire_spot(&self, a: NodeId, b: NodeId, at: Point) -> WireSpot {
        let (from, to) = (Place::Member(a), Place::Member(b));
        let (words, state) = match (self.shown.is_cut(from, to), self.shown.is_cut(to, from)) {
            (false, false) => (self.text().wire_whole, "whole"),
            (true, true) => (self.text().wire_cut, "cut"),
            _ => (self.text().wire_one_way, "one-way"),
        };
        WireSpot { ends: (a, b), at, label: format!("{a} – {b}: {words}"), state }
    }

    fn action_bar(&self) -> Option<(Point, String, Vec<ActionButton>)> {
        let Selection::Member(id) = self.selection else { return None };
        let member = self.shown.member(id)?;
        Some((self.layout.member(id)?, id.to_string(), inspector::member_actions(member, self.text())))
    }

    pub fn terminal_view(&self) -> TerminalView {
        let terminal = self.active_terminal();
        let client = self.shown.clients.iter().find(|client| client.id == self.active);
        let running = client.and_then(|client| client.running.as_ref()).map(|job| {
            let waited = self.shown.now.since(job.since);
            (job.line.to_string(), format!("{:.2} s", waited.as_secs_f64()), job.endpoint)
        });
        let rows = terminal.rows(&client.map_or_else(Default::default, |client| client.lines.clone()));
        let names = self.names();
        let output = rows.iter().filter(|row| row.kind == RowKind::Output);
        TerminalView {
            doing: client.and_then(|client| self.doing(&client.running.as_ref()?.doing)),
            pieces: Rc::new(output.filter_map(|row| Some((row.key, names.pieces(&row.text)?))).collect()),
            completion: self.completion(),
            tabs: self.shown.clients.iter().map(|client| (client.id, client.running.is_some())).collect(),
            active: self.active,
            can_open: self.shown.clients.len() < usize::from(CLIENTS_MAX),
            endpoint: terminal.endpoint,
            members: self.shown.members.iter().map(|member| member.id).collect(),
            rows: Rc::new(rows),
            running,
            queued: client.map_or(0, |client| client.queued),
            goes_on: terminal.goes_on(),
            input: terminal.input.clone(),
            status: client.map_or(0, |client| client.status),
        }
    }

    /// The run in the script language.
    pub fn script(&self) -> Rc<str> {
        Rc::clone(&self.script)
    }
}

/// The role as the page's own tests and styles know it.
pub const fn role_name(member: &MemberFrame) -> &'static str {
    match (member.process, member.role) {
        (Process::Down, _) => "down",
        (_, RoleFrame::Follower) => "follower",
        (_, RoleFrame::PreCandidate) => "pre-candidate",
        (_, RoleFrame::Candidate) => "candidate",
        (_, RoleFrame::Leader) => "leader",
    }
}

/// Virtual time in seconds and milliseconds.
pub fn clock(micros: u64) -> String {
    format!("{}.{:03}", micros / 1_000_000, micros / 1_000 % 1_000)
}
