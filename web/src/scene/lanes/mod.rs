//! The lanes: time runs to the right, every member and client has a lane, messages are slanted lines between them.
//!
//! Heartbeats that follow each other without anything between them become one bead with their number.

mod draw;

use std::collections::{BTreeMap, BTreeSet};

use agora_core::{
    id::{EventId, MessageId, Term},
    raft::event::RaftEvent,
    sim::{
        event::{Event, EventKind, MessageKind},
        place::Place,
    },
    time::SimTime,
};

use super::geometry::{Point, Size};
use crate::text::event;

/// Room for the names.
pub const GUTTER: f64 = 34.0;
/// Room at the right.
const MARGIN: f64 = 14.0;
/// Room for the times below.
const FOOT: f64 = 17.0;
/// How far apart marks of one moment stand.
const APART: f64 = 6.0;
const MARK_REACH: f64 = 9.0;
const STRAND_REACH: f64 = 6.0;

/// What is lit; the rest fades.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Light {
    /// Nothing in particular.
    #[default]
    All,
    /// An event with what led to it and what follows from it.
    Cone { picked: EventId, past: BTreeSet<EventId>, future: BTreeSet<EventId> },
    /// One request.
    Trace(BTreeSet<EventId>),
}

/// In which light something stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tint {
    Plain,
    Picked,
    Past,
    Future,
    Faded,
}

impl Light {
    fn on(&self, event: EventId) -> Tint {
        match self {
            Self::All => Tint::Plain,
            Self::Cone { picked, .. } if *picked == event => Tint::Picked,
            Self::Cone { past, .. } if past.contains(&event) => Tint::Past,
            Self::Cone { future, .. } if future.contains(&event) => Tint::Future,
            Self::Trace(events) if events.contains(&event) => Tint::Plain,
            Self::Cone { .. } | Self::Trace(_) => Tint::Faded,
        }
    }
}

/// How an event is marked on its lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// Somebody leads from now on.
    Crown,
    /// Somebody stands for election.
    Diamond,
    /// A vote or a refusal, a timer that ran out.
    Ring,
    /// An entry is appended.
    Hollow,
    /// Entries are committed.
    Full,
    /// A disk has it.
    Bar,
    /// An entry is applied.
    Dot,
    /// A client asks.
    Ask,
    /// A client has its answer.
    Answer,
    /// A client hears from a watch.
    Heard,
    /// A lease is over, or has ended.
    Lease,
    Crash,
    Start,
    /// A person stepped in.
    Deed,
    /// Something was given up.
    Bad,
}

fn sign(kind: &EventKind) -> Option<Sign> {
    Some(match kind {
        EventKind::Intervened(_) => Sign::Deed,
        EventKind::Crashed { .. } | EventKind::Wiped => Sign::Crash,
        EventKind::Started { .. } | EventKind::Resumed => Sign::Start,
        EventKind::Paused => Sign::Bad,
        EventKind::Stored { .. } => Sign::Bar,
        EventKind::Applied { .. } => Sign::Dot,
        EventKind::RequestSent { .. } => Sign::Ask,
        EventKind::RequestEnded { .. } => Sign::Answer,
        kind if kind.is_watch_notice() => Sign::Heard,
        EventKind::LeaseExpired { .. } | EventKind::LeaseEnded { .. } => Sign::Lease,
        EventKind::Raft(fact) => match fact {
            RaftEvent::BecameLeader { .. } => Sign::Crown,
            RaftEvent::BecamePreCandidate { .. } | RaftEvent::BecameCandidate { .. } => Sign::Diamond,
            RaftEvent::Voted { .. } | RaftEvent::VoteRefused { .. } | RaftEvent::ElectionTimedOut => Sign::Ring,
            RaftEvent::Appended { .. } => Sign::Hollow,
            RaftEvent::Committed { .. } | RaftEvent::SnapshotInstalled { .. } => Sign::Full,
            RaftEvent::Truncated { .. } | RaftEvent::ProposalDropped { .. } | RaftEvent::ChangeRefused => Sign::Bad,
            _ => return None,
        },
        _ => return None,
    })
}

/// A stretch of a run, to be drawn.
pub struct Lanes<'a> {
    pub size: Size,
    pub from: SimTime,
    pub to: SimTime,
    /// From the top down.
    pub places: &'a [Place],
    pub events: &'a [Event],
    pub light: &'a Light,
}

/// An event on its lane.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct LaneMark {
    pub event: EventId,
    pub at: Point,
    pub sign: Sign,
    pub term: Option<Term>,
    pub tint: Tint,
}

/// A message.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Strand {
    /// The event that a click on it picks: that it arrived, else that it was sent.
    pub event: EventId,
    pub from: Point,
    pub to: Point,
    pub kind: MessageKind,
    /// It got only half-way.
    pub lost: bool,
    /// Its other end lies outside of this stretch.
    pub open: bool,
    pub tint: Tint,
}

/// Heartbeats that follow each other.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bead {
    pub from: Point,
    pub to: Point,
    pub count: usize,
    pub tint: Tint,
}

/// Everything that is drawn of a stretch.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Drawing {
    pub marks: Vec<LaneMark>,
    pub strands: Vec<Strand>,
    pub beads: Vec<Bead>,
}

impl Lanes<'_> {
    /// Where everything stands.
    pub fn drawing(&self) -> Drawing {
        let runs = heartbeat_runs(self.events);
        let beads = runs.iter().filter_map(|run| self.bead(run));
        Drawing { marks: self.marks(), beads: beads.collect(), strands: self.strands(&runs) }
    }

    /// The event under a point.
    pub fn hit(&self, at: Point) -> Option<EventId> {
        let drawing = self.drawing();
        let marks = drawing.marks.iter().map(|mark| (mark.event, mark.at.distance(at)));
        let nearest = marks.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, distance)| *distance <= MARK_REACH);
        if let Some((event, _)) = nearest {
            return Some(event);
        }
        let strands = drawing.strands.iter().map(|strand| (strand.event, at.distance_to_line(strand.from, strand.to)));
        let nearest = strands.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, distance)| *distance <= STRAND_REACH);
        nearest.map(|(event, _)| event)
    }

    /// Where a moment lies, from the left.
    pub fn x(&self, at: SimTime) -> f64 {
        let span = self.to.0.saturating_sub(self.from.0).max(1) as f64;
        let part = (at.0 as f64 - self.from.0 as f64) / span;
        GUTTER + part * (self.size.width - GUTTER - MARGIN)
    }

    /// The height of a place's lane.
    pub fn y(&self, place: Place) -> Option<f64> {
        let row = self.places.iter().position(|other| *other == place)?;
        Some((row as f64 + 0.5) * (self.size.height - FOOT) / self.places.len() as f64)
    }

    fn point(&self, place: Place, at: SimTime) -> Option<Point> {
        Some(Point::new(self.x(at), self.y(place)?))
    }

    fn marks(&self) -> Vec<LaneMark> {
        let mut marks: Vec<LaneMark> = Vec::new();
        let mut crowd = (SimTime::NEVER, BTreeMap::<Place, f64>::new());
        for event in self.events {
            let (Some(sign), Some(place)) = (sign(&event.kind), event.place) else { continue };
            if crowd.0 != event.at {
                crowd = (event.at, BTreeMap::new());
            }
            let Some(at) = self.point(place, event.at) else { continue };
            let aside = crowd.1.entry(place).or_insert(0.0);
            let at = at.shifted(*aside, 0.0);
            *aside += APART;
            let tint = self.light.on(event.id);
            marks.push(LaneMark { event: event.id, at, sign, term: event::term(event), tint });
        }
        marks
    }

    fn strands(&self, runs: &[HeartbeatRun]) -> Vec<Strand> {
        let mut sent: BTreeMap<MessageId, &Event> = BTreeMap::new();
        let mut strands = Vec::new();
        let in_a_bead = |event: &Event| runs.iter().any(|run| run.first <= event.id && event.id <= run.last);
        for event in self.events {
            match &event.kind {
                EventKind::Sent { message, .. } => {
                    sent.insert(*message, event);
                }
                EventKind::Delivered { message, from, kind } => {
                    let begin = sent.remove(message);
                    if !(is_heartbeat(*kind) && in_a_bead(event) && begin.is_none_or(in_a_bead)) {
                        strands.extend(self.arrived(event, begin, *from, *kind));
                    }
                }
                EventKind::Lost { message, to, .. } => {
                    if let Some(begin) = sent.remove(message) {
                        strands.extend(self.lost(event, begin, *to));
                    }
                }
                _ => {}
            }
        }
        let under_way = sent.into_values().filter(|event| !in_a_bead(event)).filter_map(|event| self.leaving(event));
        strands.extend(under_way);
        strands
    }

    fn arrived(&self, event: &Event, begin: Option<&Event>, from: Place, kind: MessageKind) -> Option<Strand> {
        let to = self.point(event.place?, event.at)?;
        let whole = begin.and_then(|begin| self.point(begin.place?, begin.at));
        let stub = || Some(Point::new(to.x - 12.0, to.y + (self.y(from)? - to.y).clamp(-12.0, 12.0)));
        let tint = begin.map_or_else(|| self.light.on(event.id), |begin| self.tint_of(begin.id, event.id));
        Some(Strand { event: event.id, from: whole.or_else(stub)?, to, kind, lost: false, open: whole.is_none(), tint })
    }

    fn lost(&self, event: &Event, begin: &Event, to: Place) -> Option<Strand> {
        let EventKind::Sent { kind, .. } = begin.kind else { return None };
        let from = self.point(begin.place?, begin.at)?;
        let to = from.toward(self.point(to, event.at)?, 0.5);
        let tint = self.tint_of(begin.id, event.id);
        Some(Strand { event: event.id, from, to, kind, lost: true, open: false, tint })
    }

    fn leaving(&self, event: &Event) -> Option<Strand> {
        let EventKind::Sent { to, kind, .. } = event.kind else { return None };
        let from = self.point(event.place?, event.at)?;
        let to = Point::new(from.x + 12.0, from.y + (self.y(to)? - from.y).clamp(-12.0, 12.0));
        Some(Strand { event: event.id, from, to, kind, lost: false, open: true, tint: self.light.on(event.id) })
    }

    /// A line is lit when both of its ends are.
    fn tint_of(&self, begin: EventId, end: EventId) -> Tint {
        match (self.light.on(begin), self.light.on(end)) {
            (Tint::Faded, _) | (_, Tint::Faded) => Tint::Faded,
            (Tint::Past, _) => Tint::Past,
            (_, Tint::Future) => Tint::Future,
            (_, end) => end,
        }
    }

    fn bead(&self, run: &HeartbeatRun) -> Option<Bead> {
        let lit = self.events.iter().filter(|event| run.first <= event.id && event.id <= run.last);
        let mut tints = lit.map(|event| self.light.on(event.id)).rev();
        let tint = tints.find(|tint| *tint != Tint::Faded).unwrap_or(Tint::Faded);
        Some(Bead {
            from: self.point(run.place, run.begin)?,
            to: self.point(run.place, run.end)?,
            count: run.count,
            tint,
        })
    }
}

/// Rounds of heartbeats with nothing else between.
#[derive(Clone, Copy, PartialEq, Debug)]
struct HeartbeatRun {
    place: Place,
    first: EventId,
    last: EventId,
    begin: SimTime,
    end: SimTime,
    count: usize,
}

const fn is_heartbeat(kind: MessageKind) -> bool {
    matches!(kind, MessageKind::Heartbeat | MessageKind::HeartbeatResponse)
}

/// The runs of two rounds or more, in order.
fn heartbeat_runs(events: &[Event]) -> Vec<HeartbeatRun> {
    let mut runs = Vec::new();
    let mut open: Option<HeartbeatRun> = None;
    for event in events {
        let message = match &event.kind {
            EventKind::Sent { kind, .. } | EventKind::Delivered { kind, .. } => Some(*kind),
            _ => None,
        };
        match message {
            Some(MessageKind::Heartbeat) if matches!(event.kind, EventKind::Sent { .. }) => {
                let Some(place) = event.place else { continue };
                match &mut open {
                    Some(run) if run.place == place => {
                        run.count += usize::from(run.end < event.at);
                        (run.last, run.end) = (event.id, event.at);
                    }
                    _ => {
                        runs.extend(open.take());
                        let (id, at) = (event.id, event.at);
                        open = Some(HeartbeatRun { place, first: id, last: id, begin: at, end: at, count: 1 });
                    }
                }
            }
            Some(kind) if is_heartbeat(kind) => {
                if let Some(run) = &mut open {
                    run.last = event.id;
                }
            }
            // What is not drawn does not come between.
            None if sign(&event.kind).is_none() && !matches!(event.kind, EventKind::Lost { .. }) => {}
            _ => runs.extend(open.take()),
        }
    }
    runs.extend(open);
    runs.retain(|run| run.count > 1);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{shape::Shape, theme};
    use agora_core::{
        run::{Options, Run},
        time::Duration,
    };

    const SIZE: Size = Size { width: 748.0, height: 217.0 };

    /// Every event of a run's first seconds.
    fn events(seconds: u64, deed: Option<(u64, &str)>) -> (Vec<Event>, Vec<Place>) {
        let mut run = Run::new(Options { seed: 7, ..Options::default() });
        let mut events = run.events().to_vec();
        if let Some((at, line)) = deed {
            let until = SimTime::ZERO + Duration::from_secs(at);
            while run.step_by(until) {
                events.extend(run.events().iter().cloned());
            }
            run.act(&agora_core::run::script::intervention(line).unwrap()).unwrap();
            events.extend(run.events().iter().cloned());
        }
        while run.step_by(SimTime::ZERO + Duration::from_secs(seconds)) {
            events.extend(run.events().iter().cloned());
        }
        let frame = run.frame();
        let members = frame.members.iter().map(|member| Place::Member(member.id));
        let places = members.chain(frame.clients.iter().map(|client| Place::Client(client.id))).collect();
        (events, places)
    }

    fn lanes<'a>(events: &'a [Event], places: &'a [Place], light: &'a Light) -> Lanes<'a> {
        let (from, to) = (events[0].at, events[events.len() - 1].at);
        Lanes { size: SIZE, from, to, places, events, light }
    }

    #[test]
    fn calm_time_is_one_bead() {
        let (all, places) = events(10, None);
        let calm: Vec<Event> = all.into_iter().filter(|event| event.at > SimTime(6_000_000)).collect();
        let drawing = lanes(&calm, &places, &Light::All).drawing();
        assert_eq!(drawing.beads.len(), 1, "{:?}", drawing.beads);
        assert!(drawing.beads[0].count > 5, "{:?}", drawing.beads);
        assert_eq!(drawing.marks, []);
        assert!(drawing.strands.len() < 10, "{:?}", drawing.strands);
    }

    /// While time passes the events that were read begin before what is shown.
    #[test]
    fn nothing_is_drawn_over_the_names() {
        let (all, places) = events(10, None);
        let lanes = Lanes { from: SimTime(8_000_000), ..lanes(&all, &places, &Light::All) };
        assert!(lanes.drawing().beads.iter().any(|bead| bead.from.x < 0.0), "one begins before what is shown");
        let shapes = lanes.shapes(SimTime(9_000_000), &theme::LIGHT);
        let names = shapes.len() - places.len();
        assert!(matches!(&shapes[names], Shape::Text { text, .. } if *text == places[0].to_string()));
        assert!(
            matches!(shapes[names - 1], Shape::Rect { width, height, .. } if width >= GUTTER && height >= SIZE.height)
        );
    }

    #[test]
    fn a_write_breaks_the_beads_and_is_drawn() {
        let (all, places) = events(10, Some((8, "c1$ put color blue")));
        let calm: Vec<Event> = all.into_iter().filter(|event| event.at > SimTime(6_000_000)).collect();
        let drawing = lanes(&calm, &places, &Light::All).drawing();
        assert!(drawing.beads.len() >= 2, "{:?}", drawing.beads);
        let count = |sign: Sign| drawing.marks.iter().filter(|mark| mark.sign == sign).count();
        assert_eq!((count(Sign::Ask), count(Sign::Answer)), (1, 1));
        assert_eq!((count(Sign::Hollow), count(Sign::Dot)), (5, 5), "appended and applied by all five");
        let requests = drawing.strands.iter().filter(|strand| matches!(strand.kind, MessageKind::Request { .. }));
        assert!(requests.clone().count() >= 1);
        assert!(requests.clone().all(|strand| strand.from.x < strand.to.x), "messages slant into the future");
    }

    #[test]
    fn what_is_clicked_is_what_is_drawn_there() {
        let (all, places) = events(3, None);
        let light = Light::All;
        let lanes = lanes(&all, &places, &light);
        let drawing = lanes.drawing();
        let lone = |mark: &&LaneMark| {
            drawing.marks.iter().all(|other| other.event == mark.event || other.at.distance(mark.at) > MARK_REACH)
        };
        let mark = drawing.marks.iter().find(lone).expect("a mark that stands alone");
        assert_eq!(lanes.hit(mark.at.shifted(2.0, -2.0)), Some(mark.event));
        assert_eq!(lanes.hit(Point::new(-100.0, -100.0)), None);
    }

    #[test]
    fn what_is_not_lit_fades() {
        let (all, places) = events(3, None);
        let picked = all.iter().find(|event| sign(&event.kind) == Some(Sign::Crown)).expect("a leader").id;
        let past: BTreeSet<EventId> = all.iter().map(|event| event.id).filter(|id| *id < picked).collect();
        let light = Light::Cone { picked, past, future: BTreeSet::new() };
        let drawing = lanes(&all, &places, &light).drawing();
        for mark in drawing.marks {
            let expected = match mark.event.cmp(&picked) {
                std::cmp::Ordering::Less => Tint::Past,
                std::cmp::Ordering::Equal => Tint::Picked,
                std::cmp::Ordering::Greater => Tint::Faded,
            };
            assert_eq!(mark.tint, expected, "{mark:?}");
        }
    }
}
