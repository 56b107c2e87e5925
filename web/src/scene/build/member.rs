//! A member: a disc in its term's colour, the term's number in it, a ring that empties as its timer runs out,
//! a badge for its role, and below it its name, its timer in numbers and the end of its log.

use agora_core::{
    id::{Index, NodeId},
    sim::{
        event::MessageKind,
        frame::{MemberFrame, Process, RoleFrame, Standing},
        place::Place,
    },
};

use super::Picture;
use crate::scene::{
    geometry::Point,
    hit::Selection,
    layout::RING_GAP,
    shape::{Color, Dash, Lettering, Look, Shape, Stroke},
    theme::TERM_INK,
};

/// How many entries of the log stand below a member.
const STRIP: u64 = 8;

impl Picture<'_> {
    pub(super) fn members(&self, shapes: &mut Vec<Shape>) {
        let last = self.frame.members.iter().map(|member| member.log.last.0).max().unwrap_or(0);
        let first = last.saturating_sub(STRIP - 1).max(1);
        for member in &self.frame.members {
            let Some(at) = self.layout.member(member.id) else { continue };
            self.disc(shapes, member, at);
            self.ring(shapes, member, at);
            self.badge(shapes, member, at);
            self.label(shapes, member, at, first);
        }
    }

    fn disc(&self, shapes: &mut Vec<Shape>, member: &MemberFrame, at: Point) {
        let palette = self.palette;
        let radius = self.layout.radius;
        let color = palette.term(member.term);
        let running = member.process == Process::Running;
        if running && member.role == RoleFrame::Leader {
            shapes.push(Shape::Disc { at, radius: radius * 1.62, look: Look::filled(color.faded(0.16)) });
            shapes.push(Shape::Disc { at, radius: radius * 1.42, look: Look::filled(color.faded(0.2)) });
        }
        if self.selection == Selection::Member(member.id) {
            let look = Look::outlined(Stroke::new(palette.accent, 2.5));
            shapes.push(Shape::Disc { at, radius: radius + RING_GAP + 6.0, look });
        }
        let (alpha, rim) = match (member.process, member.role) {
            (Process::Down, _) => (0.16, Stroke::new(palette.muted, 2.0).dashed(Dash::Dashed)),
            (Process::Paused, _) => (0.45, Stroke::new(palette.muted, 2.0)),
            (Process::Running, RoleFrame::Leader) => (1.0, Stroke::new(palette.ink, 3.0)),
            (Process::Running, RoleFrame::Candidate) => (1.0, Stroke::new(palette.ink, 2.0).dashed(Dash::Dashed)),
            (Process::Running, RoleFrame::PreCandidate) => (1.0, Stroke::new(palette.ink, 2.0).dashed(Dash::Dotted)),
            (Process::Running, RoleFrame::Follower) => (1.0, Stroke::new(palette.ink.faded(0.4), 1.5)),
        };
        // A faded disc must hide the wires behind it all the same.
        let radius = if member.process == Process::Down { radius * 0.88 } else { radius };
        shapes.push(Shape::Disc { at, radius, look: Look::filled(palette.surface) });
        shapes.push(Shape::Disc { at, radius, look: Look::filled(color.faded(alpha)).with(rim) });
        self.term(shapes, member, at);
    }

    fn term(&self, shapes: &mut Vec<Shape>, member: &MemberFrame, at: Point) {
        let radius = self.layout.radius;
        let color = if member.process == Process::Running { TERM_INK } else { self.palette.ink };
        let text = member.term.to_string();
        let size = radius * if text.len() > 2 { 0.6 } else { 0.82 };
        let campaign = member.campaign.is_some();
        let lift = if campaign { radius * 0.2 } else { 0.0 };
        let with_word = radius >= 30.0 && !campaign;
        let drop = if with_word { radius * 0.12 } else { 0.0 };
        let plain = |size, bold| Lettering { size, bold, color, halo: None };
        shapes.push(Shape::Text { at: at.shifted(0.0, drop + 1.0 - lift), text, lettering: plain(size, true) });
        if with_word {
            let at = at.shifted(0.0, -radius * 0.5);
            shapes.push(Shape::Text { at, text: self.text.term.to_lowercase(), lettering: plain(10.5, false) });
        }
        if campaign {
            self.votes(shapes, member, at.shifted(0.0, radius * 0.55), color);
        }
    }

    /// A dot for each voter: full for a yes, half for a yes on its way, crossed for a no, empty for silence.
    fn votes(&self, shapes: &mut Vec<Shape>, member: &MemberFrame, at: Point, color: Color) {
        let Some(campaign) = member.campaign else { return };
        let voters = member.configuration.all_voters();
        let step = (self.layout.radius * 1.4 / voters.len().max(1) as f64).min(10.0);
        let dot = step * 0.36;
        let start = at.shifted(-step * (voters.len().saturating_sub(1)) as f64 / 2.0, 0.0);
        for (place, voter) in voters.iter().enumerate() {
            let at = start.shifted(step * place as f64, 0.0);
            let stroke = Stroke::new(color, 1.25);
            if campaign.granted.contains(voter) {
                shapes.push(Shape::Disc { at, radius: dot, look: Look::filled(color).with(stroke) });
            } else if campaign.refused.contains(voter) {
                let arm = dot * 0.8;
                shapes.push(Shape::Line { from: at.shifted(-arm, -arm), to: at.shifted(arm, arm), stroke });
                shapes.push(Shape::Line { from: at.shifted(-arm, arm), to: at.shifted(arm, -arm), stroke });
            } else if self.vote_under_way(voter, member.id) {
                shapes.push(Shape::Disc { at, radius: dot, look: Look::filled(color.faded(0.45)).with(stroke) });
            } else {
                shapes.push(Shape::Disc { at, radius: dot, look: Look::outlined(stroke) });
            }
        }
    }

    fn vote_under_way(&self, voter: NodeId, candidate: NodeId) -> bool {
        self.frame.flights.iter().any(|flight| {
            flight.from == Place::Member(voter)
                && flight.to == Place::Member(candidate)
                && matches!(
                    flight.kind,
                    MessageKind::VoteResponse { granted: true } | MessageKind::PreVoteResponse { granted: true }
                )
        })
    }

    /// The election timer empties clockwise from the top; a leader's thin ring runs to its next heartbeat.
    fn ring(&self, shapes: &mut Vec<Shape>, member: &MemberFrame, at: Point) {
        if member.process == Process::Down {
            return;
        }
        let radius = self.layout.radius + RING_GAP;
        let now = self.frame.now;
        let alpha = if member.process == Process::Paused { 0.35 } else { 0.8 };
        if let Some(timer) = member.timer {
            let whole = timer.ends.since(timer.started).as_micros().max(1) as f64;
            let gone = (now.since(timer.started).as_micros() as f64 / whole).clamp(0.0, 1.0);
            let track = Look::outlined(Stroke::new(self.palette.faint, 4.0));
            shapes.push(Shape::Disc { at, radius, look: track });
            let stroke = Stroke::new(self.palette.ink.faded(alpha), 4.0);
            shapes.push(Shape::Arc { at, radius, from: gone, to: 1.0, stroke });
        } else if let Some(next) = member.heartbeat_at {
            // etcd's heartbeat interval is the longest that a leader ever waits.
            let left = (next.since(now).as_micros() as f64 / 100_000.0).clamp(0.0, 1.0);
            let stroke = Stroke::new(self.palette.ink.faded(alpha * 0.6), 1.5);
            shapes.push(Shape::Arc { at, radius, from: 1.0 - left, to: 1.0, stroke });
        }
    }

    /// A small disc at the upper right: a crown, a ballot, a question mark, a pause sign, a cross, or a plus for who was added.
    fn badge(&self, shapes: &mut Vec<Shape>, member: &MemberFrame, at: Point) {
        let palette = self.palette;
        let at = at.around(0.125, self.layout.radius + 3.0);
        let size = if self.layout.compact { 8.0 } else { 10.5 };
        let plate = |shapes: &mut Vec<Shape>, fill: Color| {
            let look = Look::filled(fill).with(Stroke::new(palette.surface, 2.0));
            shapes.push(Shape::Disc { at, radius: size, look });
        };
        let stroke = Stroke::new(palette.surface, size * 0.24);
        let line = |shapes: &mut Vec<Shape>, (a, b): (f64, f64), (c, d): (f64, f64)| {
            let scale = size * 0.42;
            let (from, to) = (at.shifted(a * scale, b * scale), at.shifted(c * scale, d * scale));
            shapes.push(Shape::Line { from, to, stroke });
        };
        match (member.process, member.role) {
            (Process::Down, _) if member.standing == Standing::Unstarted => {
                plate(shapes, palette.muted);
                line(shapes, (-1.0, 0.0), (1.0, 0.0));
                line(shapes, (0.0, -1.0), (0.0, 1.0));
            }
            (Process::Down, _) => {
                plate(shapes, palette.danger);
                line(shapes, (-1.0, -1.0), (1.0, 1.0));
                line(shapes, (-1.0, 1.0), (1.0, -1.0));
            }
            (Process::Paused, _) => {
                plate(shapes, palette.ink);
                line(shapes, (-0.7, -1.0), (-0.7, 1.0));
                line(shapes, (0.7, -1.0), (0.7, 1.0));
            }
            (Process::Running, RoleFrame::Leader) => {
                plate(shapes, palette.ink);
                shapes.push(crown(at, size * 0.6, palette.surface));
            }
            (Process::Running, RoleFrame::Candidate) => {
                plate(shapes, palette.ink);
                line(shapes, (-1.0, 0.0), (-0.2, 0.9));
                line(shapes, (-0.2, 0.9), (1.1, -0.9));
            }
            (Process::Running, RoleFrame::PreCandidate) => {
                plate(shapes, palette.muted);
                let lettering = Lettering { size: size * 1.4, bold: true, color: palette.surface, halo: None };
                shapes.push(Shape::Text { at: at.shifted(0.0, 0.5), text: "?".to_owned(), lettering });
            }
            (Process::Running, RoleFrame::Follower) => {}
        }
    }

    fn label(&self, shapes: &mut Vec<Shape>, member: &MemberFrame, at: Point, first: u64) {
        let compact = self.layout.compact;
        let top = at.shifted(0.0, self.layout.radius + RING_GAP + if compact { 11.0 } else { 15.0 });
        let size = if compact { 11.5 } else { 14.0 };
        let lettering = self.lettering(size, true, self.palette.ink);
        let text = format!("{} · {}", member.id, self.text.role(member));
        shapes.push(Shape::Text { at: top, text, lettering });
        let strip = top.shifted(0.0, if compact { 13.0 } else { 33.0 });
        self.strip(shapes, member, strip, first);
        if !compact && let Some(text) = self.countdown(member) {
            let lettering = self.lettering(11.5, false, self.palette.muted);
            shapes.push(Shape::Text { at: top.shifted(0.0, 16.5), text, lettering });
        }
    }

    /// What is left of the timer, of what was drawn.
    fn countdown(&self, member: &MemberFrame) -> Option<String> {
        if member.process == Process::Down {
            return None;
        }
        let now = self.frame.now;
        if let Some(timer) = member.timer {
            return Some(format!("{} / {} ms", timer.ends.since(now).as_millis(), timer.drawn.as_millis()));
        }
        let next = member.heartbeat_at?;
        Some(format!("{} {} ms", self.text.heartbeat_in, next.since(now).as_millis()))
    }

    /// The same window of indexes under every member: full when committed, outlined when not, a point when absent.
    fn strip(&self, shapes: &mut Vec<Shape>, member: &MemberFrame, at: Point, first: u64) {
        let step = if self.layout.compact { 8.5 } else { 11.0 };
        let side = step - 2.0;
        let start = at.shifted(-step * (STRIP - 1) as f64 / 2.0, 0.0);
        let faded = if member.process == Process::Down { 0.4 } else { 1.0 };
        for place in 0..STRIP {
            let index = Index(first + place);
            let at = start.shifted(step * place as f64, 0.0);
            let cell = member.log.cells.iter().find(|cell| cell.index == index);
            let Some(cell) = cell else {
                shapes.push(Shape::Disc { at, radius: 1.25, look: Look::filled(self.palette.unborn) });
                continue;
            };
            let color = self.palette.term(cell.term).faded(faded);
            let rim = Stroke::new(self.palette.ink.faded(0.35 * faded), 0.75);
            let (side, look) = if index <= member.commit {
                (side, Look::filled(color).with(rim))
            } else {
                (side - 1.5, Look::filled(self.palette.surface).with(Stroke::new(color, 2.0)))
            };
            shapes.push(Shape::Rect { at, width: side, height: side, corner: 2.0, look });
        }
    }
}

fn crown(at: Point, size: f64, color: Color) -> Shape {
    let corners = [(-1.0, -0.55), (-0.5, 0.1), (0.0, -0.8), (0.5, 0.1), (1.0, -0.55), (0.8, 0.75), (-0.8, 0.75)];
    let points = corners.map(|(x, y)| at.shifted(x * size, y * size)).to_vec();
    Shape::Polygon { points, look: Look::filled(color) }
}
