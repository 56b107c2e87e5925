//! Messages in flight: the shape tells the kind, the colour the sender's term, a hollow shape is an answer.

use agora_core::{
    sim::{
        event::MessageKind,
        frame::{FlightFrame, Process},
        place::Place,
    },
    time::SimTime,
};

use super::Picture;
use crate::scene::{
    geometry::{Lane, Point},
    hit::{Hit, Selection},
    layout::Layout,
    shape::{Color, Lettering, Look, Shape, Stroke},
    theme::TERM_INK,
};

/// How long, in real seconds, a moving message is seen in one place: fast ones become streaks.
const EXPOSURE: f64 = 0.05;

/// Where a message is. A doomed one gets no farther than half-way; one that waits stands before its receiver.
pub fn flight_at(flight: &FlightFrame, now: SimTime, layout: &Layout) -> Option<Point> {
    Some(layout.lane(flight.from, flight.to)?.at(progress(flight, now)))
}

fn progress(flight: &FlightFrame, now: SimTime) -> f64 {
    let whole = flight.ends.since(flight.sent).as_micros().max(1) as f64;
    let part = (now.since(flight.sent).as_micros() as f64 / whole).min(1.0);
    if flight.waiting {
        1.0
    } else if flight.doomed.is_some() {
        part / 2.0
    } else {
        part
    }
}

/// What a message looks like, apart from its colour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Glyph {
    Dot,
    Diamond,
    Square(u32),
    Triangle,
    Cross,
}

struct Style {
    glyph: Glyph,
    size: f64,
    hollow: bool,
    /// Bad news: drawn in the colour of danger.
    bad: bool,
}

impl Style {
    const fn new(glyph: Glyph, size: f64) -> Self {
        Self { glyph, size, hollow: false, bad: false }
    }

    const fn answer(glyph: Glyph, size: f64, good: bool) -> Self {
        Self { glyph, size, hollow: true, bad: !good }
    }

    /// Messages grow with the members.
    fn scaled(self, factor: f64) -> Self {
        Self { size: self.size * factor.clamp(0.8, 1.25), ..self }
    }

    const fn of(kind: MessageKind) -> Self {
        match kind {
            MessageKind::PreVoteRequest => Self::new(Glyph::Diamond, 6.0),
            MessageKind::VoteRequest => Self::new(Glyph::Diamond, 8.5),
            MessageKind::PreVoteResponse { granted } => Self::answer(Glyph::Diamond, 5.5, granted),
            MessageKind::VoteResponse { granted } => Self::answer(Glyph::Diamond, 7.5, granted),
            MessageKind::Append { entries: 0 } => Self::new(Glyph::Square(0), 4.5),
            MessageKind::Append { entries } => Self::new(Glyph::Square(entries), 8.0),
            MessageKind::AppendResponse { accepted } => Self::answer(Glyph::Square(0), 5.0, accepted),
            MessageKind::Snapshot => Self::new(Glyph::Square(0), 11.0),
            MessageKind::Heartbeat => Self::new(Glyph::Dot, 4.5),
            MessageKind::HeartbeatResponse => Self::answer(Glyph::Dot, 4.0, true),
            MessageKind::StaleTerm => Self::answer(Glyph::Dot, 5.5, false),
            MessageKind::TimeoutNow | MessageKind::Transfer => Self::new(Glyph::Triangle, 9.0),
            MessageKind::Propose | MessageKind::Request { write: true } => Self::new(Glyph::Triangle, 8.0),
            MessageKind::ReadRequest
            | MessageKind::LeaseRequest
            | MessageKind::HashRequest
            | MessageKind::Request { write: false } => Self::new(Glyph::Triangle, 6.5),
            MessageKind::ReadResponse | MessageKind::LeaseResponse | MessageKind::HashResponse => {
                Self::answer(Glyph::Triangle, 6.5, true)
            }
            MessageKind::Response { ok } => Self::answer(Glyph::Triangle, 8.0, ok),
            MessageKind::Refused => Self::answer(Glyph::Cross, 6.0, false),
        }
    }
}

impl Picture<'_> {
    pub(super) fn flights(&self, shapes: &mut Vec<Shape>) {
        for flight in &self.frame.flights {
            if !flight.waiting
                && let Some(lane) = self.layout.lane(flight.from, flight.to)
            {
                self.flight(shapes, flight, lane);
            }
        }
        self.waiting(shapes);
    }

    fn flight(&self, shapes: &mut Vec<Shape>, flight: &FlightFrame, lane: Lane) {
        let part = progress(flight, self.frame.now);
        let at = lane.at(part);
        let style = Style::of(flight.kind).scaled(self.layout.radius / 30.0);
        let doomed = flight.doomed.is_some() && part > 0.3;
        let color = match flight.term {
            _ if doomed || style.bad => self.palette.danger,
            Some(term) => self.palette.term(term),
            None => self.palette.muted,
        };
        self.tail(shapes, flight, lane, part, color);
        if self.selection == Selection::Message(flight.id) || self.hover == Some(Hit::Message(flight.id)) {
            let look = Look::outlined(Stroke::new(self.palette.accent, 2.5));
            shapes.push(Shape::Disc { at, radius: style.size + 7.0, look });
        }
        self.glyph(shapes, &style, at, lane, color);
    }

    fn tail(&self, shapes: &mut Vec<Shape>, flight: &FlightFrame, lane: Lane, part: f64, color: Color) {
        let flight_seconds = flight.ends.since(flight.sent).as_secs_f64().max(1e-6);
        let blur = self.rate * EXPOSURE / flight_seconds;
        let length = blur.max(16.0 / lane.length().max(1.0)).min(part);
        let points = (0..=8).map(|piece| lane.at(part - length * (1.0 - f64::from(piece) / 8.0))).collect();
        shapes.push(Shape::Trail { points, stroke: Stroke::new(color.faded(0.8), 3.5) });
    }

    fn glyph(&self, shapes: &mut Vec<Shape>, style: &Style, at: Point, lane: Lane, color: Color) {
        let rim = Stroke::new(self.palette.ink.faded(0.55), 1.0);
        if style.hollow {
            // The rim goes round a thick coloured line, so that a pale colour shows on a pale ground too.
            let under = Look::filled(self.palette.surface).with(Stroke::new(self.palette.ink.faded(0.55), 4.5));
            shapes.push(outline(style, at, lane, under));
            shapes.push(outline(style, at, lane, Look::outlined(Stroke::new(color, 2.5))));
        } else {
            shapes.push(outline(style, at, lane, Look::filled(color).with(rim)));
        }
        if let Glyph::Square(entries) = style.glyph
            && entries > 0
        {
            let lettering = Lettering { size: 11.0, bold: true, color: TERM_INK, halo: None };
            shapes.push(Shape::Text { at, text: entries.to_string(), lettering });
        }
    }

    /// Messages that have arrived at a stopped process: only their number is shown.
    fn waiting(&self, shapes: &mut Vec<Shape>) {
        for (id, at) in self.layout.members() {
            let queue = self.frame.flights.iter().filter(|flight| flight.waiting && flight.to == Place::Member(id));
            let count = queue.count();
            let paused = self.frame.member(id).is_some_and(|member| member.process == Process::Paused);
            if count == 0 || !paused {
                continue;
            }
            let at = at.around(0.875, self.layout.radius + 4.0);
            let look = Look::filled(self.palette.ink).with(Stroke::new(self.palette.surface, 2.0));
            shapes.push(Shape::Rect { at, width: 24.0, height: 17.0, corner: 8.5, look });
            let lettering = Lettering { size: 11.0, bold: true, color: self.palette.surface, halo: None };
            shapes.push(Shape::Text { at, text: count.to_string(), lettering });
        }
    }
}

fn outline(style: &Style, at: Point, lane: Lane, look: Look) -> Shape {
    let size = style.size;
    match style.glyph {
        Glyph::Dot => Shape::Disc { at, radius: size, look },
        Glyph::Square(_) => Shape::Rect { at, width: size * 2.0, height: size * 2.0, corner: 3.0, look },
        Glyph::Diamond => {
            let corners = [(0.0, -size), (size, 0.0), (0.0, size), (-size, 0.0)];
            Shape::Polygon { points: corners.map(|(x, y)| at.shifted(x, y)).to_vec(), look }
        }
        Glyph::Triangle => {
            let (x, y) = direction(lane);
            let tip = at.shifted(x * size, y * size);
            let base = at.shifted(-x * size * 0.7, -y * size * 0.7);
            let (across, down) = (-y * size * 0.75, x * size * 0.75);
            Shape::Polygon { points: vec![tip, base.shifted(across, down), base.shifted(-across, -down)], look }
        }
        Glyph::Cross => {
            let (arm, thick) = (size, size * 0.3);
            let corners = [
                (-arm, -arm + thick),
                (-arm + thick, -arm),
                (0.0, -thick),
                (arm - thick, -arm),
                (arm, -arm + thick),
                (thick, 0.0),
                (arm, arm - thick),
                (arm - thick, arm),
                (0.0, thick),
                (-arm + thick, arm),
                (-arm, arm - thick),
                (-thick, 0.0),
            ];
            Shape::Polygon { points: corners.map(|(x, y)| at.shifted(x, y)).to_vec(), look }
        }
    }
}

fn direction(lane: Lane) -> (f64, f64) {
    let length = lane.length().max(1.0);
    ((lane.to.x - lane.from.x) / length, (lane.to.y - lane.from.y) / length)
}
