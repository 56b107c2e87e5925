//! Wires: whole, cut, cut one way; the glow of traffic; bursts and waves.

use agora_core::{
    id::NodeId,
    sim::{frame::Process, place::Place},
};

use super::Picture;
use crate::scene::{
    afterglow::FlashKind,
    geometry::Point,
    hit::Hit,
    shape::{Color, Dash, Look, Shape, Stroke},
};

impl Picture<'_> {
    pub(super) fn wires(&self, shapes: &mut Vec<Shape>) {
        for ((a, from), (b, to)) in self.layout.wires() {
            let there = self.is_cut(a, b);
            let back = self.is_cut(b, a);
            let pointed = self.hover == Some(Hit::Wire(a, b));
            let color = if pointed { self.palette.accent } else { self.palette.faint };
            let width = if pointed { 3.0 } else { 1.5 };
            let dash = if self.is_down(a) || self.is_down(b) { Dash::Dotted } else { Dash::Solid };
            let stroke = Stroke::new(color, width).dashed(dash);
            match (there, back) {
                (false, false) => shapes.push(Shape::Line { from, to, stroke }),
                (true, true) => self.wall(shapes, from, to, stroke),
                (true, false) => self.valve(shapes, from, to, stroke),
                (false, true) => self.valve(shapes, to, from, stroke),
            }
        }
    }

    fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        let (from, to) = (Place::Member(from), Place::Member(to));
        self.frame.is_cut(from, to)
    }

    fn is_down(&self, id: NodeId) -> bool {
        self.frame.member(id).is_some_and(|member| member.process == Process::Down)
    }

    /// Nothing gets through: the wire has a gap, closed off at both ends.
    fn wall(&self, shapes: &mut Vec<Shape>, from: Point, to: Point, stroke: Stroke) {
        let gap = 9.0 / from.distance(to).max(1.0);
        let (near, far) = (from.toward(to, 0.5 - gap), from.toward(to, 0.5 + gap));
        let stroke = stroke.dashed(Dash::Dashed);
        shapes.push(Shape::Line { from, to: near, stroke });
        shapes.push(Shape::Line { from: far, to, stroke });
        self.bar(shapes, near, to);
        self.bar(shapes, far, to);
    }

    /// Only from `to` to `from` anything gets through.
    fn valve(&self, shapes: &mut Vec<Shape>, from: Point, to: Point, stroke: Stroke) {
        let distance = from.distance(to).max(1.0);
        shapes.push(Shape::Line { from, to, stroke: stroke.dashed(Dash::Dashed) });
        self.bar(shapes, from.toward(to, 0.5 - 9.0 / distance), to);
        let (tip, base) = (from.toward(to, 0.5 - 2.0 / distance), from.toward(to, 0.5 + 10.0 / distance));
        let (x, y) = ((to.y - from.y) / distance * 6.0, (from.x - to.x) / distance * 6.0);
        let points = vec![tip, base.shifted(x, y), base.shifted(-x, -y)];
        shapes.push(Shape::Polygon { points, look: Look::filled(self.palette.muted) });
    }

    /// A short line across the wire.
    fn bar(&self, shapes: &mut Vec<Shape>, at: Point, toward: Point) {
        let distance = at.distance(toward).max(1.0);
        let (x, y) = ((toward.y - at.y) / distance * 8.0, (at.x - toward.x) / distance * 8.0);
        let stroke = Stroke::new(self.palette.danger, 3.0);
        shapes.push(Shape::Line { from: at.shifted(x, y), to: at.shifted(-x, -y), stroke });
    }

    /// Traffic as light on the wires: faint where dots can be followed, all there is where they cannot.
    pub(super) fn glows(&self, shapes: &mut Vec<Shape>) {
        let share = (0.25 + self.rate.max(0.05).log10() * 0.5 + 0.5).clamp(0.12, 1.0) as f32;
        for (from, to, glow) in self.afterglow.glows() {
            let Some(lane) = self.layout.lane(from, to) else { continue };
            let color = glow.term.map_or(self.palette.muted, |term| self.palette.term(term));
            let alpha = (glow.weight as f32 * 0.3).min(0.8) * share;
            let width = 2.0 + glow.weight.min(5.0);
            shapes.push(Shape::Curve { lane, stroke: Stroke::new(color.faded(alpha), width) });
        }
    }

    pub(super) fn flashes(&self, shapes: &mut Vec<Shape>) {
        for flash in self.afterglow.flashes() {
            let left = 1.0 - flash.age as f32;
            match flash.kind {
                FlashKind::Burst { from, to } => {
                    let Some(lane) = self.layout.lane(from, to) else { continue };
                    burst(shapes, lane.at(0.5), flash.age, self.palette.danger.faded(left));
                }
                FlashKind::Wave { member, term } => {
                    let Some(at) = self.layout.member(member) else { continue };
                    let stroke = Stroke::new(self.palette.term(term).faded(left), 1.0 + 5.0 * f64::from(left));
                    let radius = self.layout.radius * (1.2 + flash.age * 1.6);
                    shapes.push(Shape::Disc { at, radius, look: Look::outlined(stroke) });
                }
            }
        }
    }
}

fn burst(shapes: &mut Vec<Shape>, at: Point, age: f64, color: Color) {
    let stroke = Stroke::new(color, 2.0);
    for ray in 0..6 {
        let turns = f64::from(ray) / 6.0 + 0.04;
        let (from, to) = (at.around(turns, 4.0 + 8.0 * age), at.around(turns, 8.0 + 12.0 * age));
        shapes.push(Shape::Line { from, to, stroke });
    }
}
