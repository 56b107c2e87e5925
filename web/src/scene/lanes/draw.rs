//! The lanes as shapes.

use agora_core::{sim::event::MessageKind, time::SimTime};

use super::{Bead, GUTTER, LaneMark, Lanes, MARGIN, Sign, Strand, Tint};
use crate::scene::{
    geometry::Point,
    shape::{Color, Dash, Lettering, Look, Shape, Stroke},
    theme::Palette,
};

/// How much is left of what is not lit.
const FADED: f32 = 0.16;

impl Lanes<'_> {
    /// Everything, in the order of painting; `now` is the playhead.
    pub fn shapes(&self, now: SimTime, palette: &Palette) -> Vec<Shape> {
        let drawing = self.drawing();
        let mut shapes = Vec::with_capacity(64 + drawing.strands.len() + drawing.marks.len() * 2);
        self.ground(now, palette, &mut shapes);
        shapes.extend(drawing.strands.iter().flat_map(|strand| strand_shapes(strand, palette)));
        shapes.extend(drawing.beads.iter().flat_map(|bead| bead_shapes(bead, palette)));
        for mark in &drawing.marks {
            mark_shapes(mark, palette, &mut shapes);
        }
        self.names(palette, &mut shapes);
        shapes
    }

    /// Whose lane each is. What happened before the stretch that is shown passes behind the names.
    fn names(&self, palette: &Palette, shapes: &mut Vec<Shape>) {
        let at = Point::new(GUTTER / 2.0, self.size.height / 2.0);
        let look = Look::filled(palette.surface);
        shapes.push(Shape::Rect { at, width: GUTTER, height: self.size.height, corner: 0.0, look });
        for place in self.places {
            let Some(y) = self.y(*place) else { continue };
            let lettering = Lettering { size: 12.0, bold: true, color: palette.ink, halo: None };
            shapes.push(Shape::Text { at: Point::new(GUTTER / 2.0, y), text: place.to_string(), lettering });
        }
    }

    fn ground(&self, now: SimTime, palette: &Palette, shapes: &mut Vec<Shape>) {
        let right = self.size.width - MARGIN + 6.0;
        for place in self.places {
            let Some(y) = self.y(*place) else { continue };
            let stroke = Stroke::new(palette.faint, 1.0);
            shapes.push(Shape::Line { from: Point::new(GUTTER, y), to: Point::new(right, y), stroke });
        }
        self.times(palette, shapes);
        if self.from <= now && now <= self.to {
            let x = self.x(now);
            let bottom = self.size.height - 15.0;
            let stroke = Stroke::new(palette.accent, 1.5);
            shapes.push(Shape::Line { from: Point::new(x, 0.0), to: Point::new(x, bottom), stroke });
        }
    }

    /// Times below, at round steps.
    fn times(&self, palette: &Palette, shapes: &mut Vec<Shape>) {
        let span = self.to.0.saturating_sub(self.from.0).max(1);
        let room = ((self.size.width - GUTTER) / 90.0).max(1.0) as u64;
        let rough = span / room;
        let power = 10_u64.pow(rough.max(1).ilog10());
        let step = [1, 2, 5, 10].into_iter().map(|factor| factor * power).find(|step| *step >= rough).unwrap_or(power);
        let mut time = self.from.0.div_ceil(step) * step;
        while time <= self.to.0 {
            let x = self.x(SimTime(time));
            let bottom = self.size.height - 15.0;
            let stroke = Stroke::new(palette.faint.faded(0.6), 1.0).dashed(Dash::Dotted);
            shapes.push(Shape::Line { from: Point::new(x, 2.0), to: Point::new(x, bottom), stroke });
            let decimals = if step < 1_000 { 4 } else { 3 };
            let text = format!("{:.decimals$} s", time as f64 / 1e6);
            let half = 3.1 * text.len() as f64;
            let at = Point::new(x.clamp(GUTTER + half, self.size.width - half), self.size.height - 7.0);
            let lettering = Lettering { size: 10.5, bold: false, color: palette.muted, halo: None };
            shapes.push(Shape::Text { at, text, lettering });
            time += step;
        }
    }
}

fn tinted(color: Color, tint: Tint, palette: &Palette) -> Color {
    match tint {
        Tint::Plain | Tint::Past | Tint::Picked => color,
        Tint::Future => palette.accent,
        Tint::Faded => color.faded(FADED),
    }
}

fn strand_shapes(strand: &Strand, palette: &Palette) -> Vec<Shape> {
    let (color, width, dash) = match strand.kind {
        _ if strand.lost => (palette.danger, 1.4, Dash::Solid),
        MessageKind::Heartbeat | MessageKind::HeartbeatResponse => (palette.muted.faded(0.5), 1.0, Dash::Dotted),
        MessageKind::AppendResponse { .. }
        | MessageKind::VoteResponse { .. }
        | MessageKind::PreVoteResponse { .. }
        | MessageKind::ReadResponse => (palette.muted.faded(0.8), 1.0, Dash::Solid),
        MessageKind::Request { .. } | MessageKind::Response { .. } => (palette.ink, 1.8, Dash::Solid),
        _ => (palette.ink.faded(0.75), 1.3, Dash::Solid),
    };
    let lit = matches!(strand.tint, Tint::Past | Tint::Future | Tint::Picked);
    let stroke = Stroke::new(tinted(color, strand.tint, palette), if lit { width + 0.7 } else { width }).dashed(dash);
    let mut shapes = vec![Shape::Line { from: strand.from, to: strand.to, stroke }];
    if strand.lost {
        shapes.extend(cross(strand.to, 3.5, tinted(palette.danger, strand.tint, palette)));
    } else if !strand.open {
        let back = strand.to.toward(strand.from, (6.0 / strand.to.distance(strand.from).max(6.0)).min(1.0));
        let (x, y) = ((strand.to.x - back.x) * 0.45, (strand.to.y - back.y) * 0.45);
        let points = vec![strand.to, back.shifted(-y, x), back.shifted(y, -x)];
        shapes.push(Shape::Polygon { points, look: Look::filled(stroke.color) });
    }
    shapes
}

fn bead_shapes(bead: &Bead, palette: &Palette) -> Vec<Shape> {
    let ink = tinted(palette.muted, bead.tint, palette);
    let text = format!("♥ {}", bead.count);
    let width = (bead.to.x - bead.from.x).max(8.0 + 6.5 * text.chars().count() as f64);
    let at = Point::new(f64::midpoint(bead.from.x, bead.to.x), bead.from.y);
    let look = Look::filled(palette.surface).with(Stroke::new(ink, 1.2));
    let lettering = Lettering { size: 11.0, bold: true, color: ink, halo: None };
    vec![Shape::Rect { at, width, height: 15.0, corner: 7.5, look }, Shape::Text { at, text, lettering }]
}

fn cross(at: Point, reach: f64, color: Color) -> [Shape; 2] {
    let line = |x: f64, y: f64| Shape::Line {
        from: at.shifted(-x, -y),
        to: at.shifted(x, y),
        stroke: Stroke::new(color, 2.0),
    };
    [line(reach, reach), line(reach, -reach)]
}

fn mark_shapes(mark: &LaneMark, palette: &Palette, shapes: &mut Vec<Shape>) {
    let at = mark.at;
    let tint = |color: Color| tinted(color, mark.tint, palette);
    let term = tint(mark.term.map_or(palette.muted, |term| palette.term(term)));
    let (ink, danger) = (tint(palette.ink), tint(palette.danger));
    let rim = Stroke::new(ink, 1.2);
    let square = |size: f64, look: Look| Shape::Rect { at, width: size, height: size, corner: 1.5, look };
    let polygon = |points: &[(f64, f64)], look: Look| Shape::Polygon {
        points: points.iter().map(|(x, y)| at.shifted(*x, *y)).collect(),
        look,
    };
    if mark.tint == Tint::Picked {
        let stroke = Stroke::new(palette.accent, 2.0);
        let look = Look::filled(palette.surface).with(stroke);
        shapes.push(Shape::Disc { at, radius: 9.0, look });
    }
    match mark.sign {
        Sign::Crown => {
            let points = [(-6.5, -4.0), (-3.2, 0.0), (0.0, -6.0), (3.2, 0.0), (6.5, -4.0), (5.2, 5.0), (-5.2, 5.0)];
            shapes.push(polygon(&points, Look::filled(term).with(rim)));
        }
        Sign::Diamond => {
            let points = [(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)];
            shapes.push(polygon(&points, Look::filled(term).with(rim)));
        }
        Sign::Ring => {
            let look = Look::filled(palette.surface).with(Stroke::new(ink, 1.5));
            shapes.push(Shape::Disc { at, radius: 3.4, look });
        }
        Sign::Hollow => shapes.push(square(8.0, Look::filled(palette.surface).with(Stroke::new(ink, 1.6)))),
        Sign::Full => shapes.push(square(8.0, Look::filled(term).with(rim))),
        Sign::Bar => {
            let stroke = Stroke::new(ink, 3.0);
            shapes.push(Shape::Line { from: at.shifted(0.0, -5.0), to: at.shifted(0.0, 5.0), stroke });
        }
        Sign::Dot => shapes.push(Shape::Disc { at, radius: 3.2, look: Look::filled(ink) }),
        Sign::Ask => shapes.push(polygon(&[(-4.0, -5.0), (5.5, 0.0), (-4.0, 5.0)], Look::filled(ink))),
        Sign::Answer => {
            let look = Look::filled(palette.surface).with(Stroke::new(ink, 2.2));
            shapes.push(Shape::Disc { at, radius: 4.2, look });
        }
        Sign::Heard => {
            let look = Look::filled(palette.accent).with(Stroke::new(palette.surface, 1.0));
            shapes.push(polygon(&[(-5.0, -4.0), (5.0, -4.0), (1.5, 0.0), (5.0, 4.0), (-5.0, 4.0)], look));
        }
        Sign::Lease => {
            let look = Look::filled(palette.surface).with(Stroke::new(palette.accent, 1.8));
            shapes.push(polygon(&[(-4.5, 4.5), (4.5, 4.5), (0.0, -5.0)], look));
        }
        Sign::Crash => shapes.extend(cross(at, 5.0, danger)),
        Sign::Start => shapes.push(polygon(&[(-5.0, 4.5), (5.0, 4.5), (0.0, -5.0)], Look::filled(ink))),
        Sign::Deed => shapes.push(polygon(&[(-4.5, -5.0), (4.5, -5.0), (0.0, 4.0)], Look::filled(ink))),
        Sign::Bad => shapes.push(square(8.0, Look::filled(palette.surface).with(Stroke::new(danger, 2.0)))),
    }
}
