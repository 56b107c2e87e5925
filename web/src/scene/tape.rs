//! The tape: the whole run as one strip. Bands are terms, ticks are what one may want to find again.
//!
//! Above the strip stand the stubs of branches that left, below it the time. Marks of one kind that fall on the same
//! pixel are painted once, so that an hour costs no more than its pixels.

use std::collections::BTreeSet;

use agora_core::{
    id::Term,
    run::{Mark, MarkKind},
    sim::place::Place,
    time::SimTime,
};

use super::{
    geometry::{Point, Size},
    shape::{Color, Dash, Lettering, Look, Shape, Stroke},
    theme::{Palette, TERM_INK},
};

/// Where the strip begins and ends, from the top.
const TOP: f64 = 11.0;
const BOTTOM: f64 = 34.0;
/// Room at both ends, so that the playhead's handle stays whole.
const MARGIN: f64 = 8.0;
/// The tape's lengths, in seconds; beyond them it is as many times the last.
const SPANS: [u64; 11] = [5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600];
/// How far apart two times are written at least.
const LABELS_APART: f64 = 64.0;

/// How long the tape of a run is that has come to `edge`: a round number of seconds, so that it does not stretch all the
/// time.
pub fn span(edge: SimTime) -> SimTime {
    let seconds = edge.0 / 1_000_000 + 1;
    let last = SPANS[SPANS.len() - 1];
    let round = SPANS.into_iter().find(|span| *span >= seconds).unwrap_or_else(|| seconds.div_ceil(last) * last);
    SimTime(round * 1_000_000)
}

/// The moment at a part of the tape's width, both ends included.
pub fn time_at(part: f64, span: SimTime) -> SimTime {
    SimTime((part.clamp(0.0, 1.0) * span.0 as f64) as u64)
}

/// Which part of the tape lies at a distance from its left end.
pub fn part_at(x: f64, width: f64) -> f64 {
    ((x - MARGIN) / (width - MARGIN * 2.0).max(1.0)).clamp(0.0, 1.0)
}

/// All that decides how the tape looks, but for the playhead.
pub struct Tape<'a, M> {
    pub size: Size,
    /// How long it is.
    pub span: SimTime,
    /// How far the run has come.
    pub edge: SimTime,
    pub marks: M,
    /// When branches left this one, and when it left the one that it comes from.
    pub stubs: &'a [SimTime],
    pub origin: Option<SimTime>,
    pub palette: &'a Palette,
}

/// A stretch of the strip in one term.
struct Band {
    from: SimTime,
    term: Term,
    leader: Option<Place>,
}

impl<'a, M: Iterator<Item = &'a Mark> + Clone> Tape<'_, M> {
    pub fn shapes(&self) -> Vec<Shape> {
        let mut shapes = Vec::with_capacity(256);
        self.ground(&mut shapes);
        self.bands(&mut shapes);
        self.ticks(&mut shapes);
        self.branches(&mut shapes);
        self.labels(&mut shapes);
        shapes
    }

    fn ground(&self, shapes: &mut Vec<Shape>) {
        let (left, right) = (self.x(SimTime::ZERO), self.x(self.span));
        shapes.push(slab(left, right, self.palette.faint.faded(0.35)));
    }

    fn bands(&self, shapes: &mut Vec<Shape>) {
        let mut band = Band { from: SimTime::ZERO, term: Term(0), leader: None };
        for mark in self.marks.clone() {
            let next = match mark.kind {
                MarkKind::TermBegan(term) => Band { from: mark.at, term, leader: None },
                MarkKind::Elected(term) => Band { from: mark.at, term, leader: mark.place },
                MarkKind::Deposed | MarkKind::Crashed if mark.place.is_some() && mark.place == band.leader => {
                    Band { from: mark.at, term: band.term, leader: None }
                }
                _ => continue,
            };
            self.band(&band, mark.at, shapes);
            band = next;
        }
        self.band(&band, self.edge, shapes);
    }

    fn band(&self, band: &Band, to: SimTime, shapes: &mut Vec<Shape>) {
        let (left, right) = (self.x(band.from), self.x(to));
        if right - left < 0.2 {
            return;
        }
        let color = self.palette.term(band.term);
        if band.leader.is_none() {
            // Without a leader the strip is low, and dashed along its top.
            shapes.push(slab(left, right, color.faded(0.16)));
            let y = TOP + 1.0;
            let stroke = Stroke::new(self.palette.muted.faded(0.7), 1.0).dashed(Dash::Dotted);
            shapes.push(Shape::Line { from: Point::new(left, y), to: Point::new(right, y), stroke });
            return;
        }
        shapes.push(slab(left, right, color.faded(0.62)));
        let text = band.term.to_string();
        if right - left > 12.0 + 7.0 * text.len() as f64 {
            let at = Point::new(left + 9.0 + 3.0 * text.len() as f64, f64::midpoint(TOP, BOTTOM));
            let color = TERM_INK;
            shapes.push(Shape::Text { at, text, lettering: Lettering { size: 11.0, bold: true, color, halo: None } });
        }
    }

    fn ticks(&self, shapes: &mut Vec<Shape>) {
        let mut painted = BTreeSet::new();
        // What is rare and grave comes last, on top.
        for layer in 0..4 {
            for mark in self.marks.clone().filter(|mark| layer_of(mark.kind) == Some(layer)) {
                let x = self.x(mark.at);
                if painted.insert((layer, x as i64)) {
                    self.tick(mark.kind, x, shapes);
                }
            }
        }
    }

    fn tick(&self, kind: MarkKind, x: f64, shapes: &mut Vec<Shape>) {
        let palette = self.palette;
        let line = |from: f64, to: f64, color: Color, width: f64| Shape::Line {
            from: Point::new(x, from),
            to: Point::new(x, to),
            stroke: Stroke::new(color, width),
        };
        match kind {
            MarkKind::Asked { .. } => shapes.push(line(BOTTOM - 6.0, BOTTOM - 1.0, palette.ink.faded(0.75), 1.5)),
            MarkKind::Answered { .. } => shapes.push(line(BOTTOM - 8.0, BOTTOM - 1.0, palette.danger, 2.0)),
            MarkKind::Deed => shapes.push(Shape::Polygon {
                points: vec![Point::new(x - 4.0, TOP), Point::new(x + 4.0, TOP), Point::new(x, TOP + 7.0)],
                look: Look::filled(palette.ink),
            }),
            // A notch, as if its keys had been cut out of the strip.
            MarkKind::LeaseEnded(_) => shapes.push(Shape::Polygon {
                points: vec![Point::new(x - 4.0, BOTTOM), Point::new(x + 4.0, BOTTOM), Point::new(x, BOTTOM - 8.0)],
                look: Look::filled(palette.accent),
            }),
            MarkKind::Elected(term) => {
                shapes.push(line(TOP, BOTTOM, palette.ink, 1.5));
                let look = Look::filled(palette.term(term)).with(Stroke::new(palette.ink, 1.5));
                shapes.push(Shape::Disc { at: Point::new(x, TOP + 2.0), radius: 3.5, look });
            }
            MarkKind::Crashed => {
                shapes.push(line(TOP, BOTTOM, palette.danger, 1.5));
                for (from, to) in [((-3.5, -3.5), (3.5, 3.5)), ((-3.5, 3.5), (3.5, -3.5))] {
                    let centre = Point::new(x, BOTTOM - 5.0);
                    let stroke = Stroke::new(palette.danger, 2.0);
                    shapes.push(Shape::Line {
                        from: centre.shifted(from.0, from.1),
                        to: centre.shifted(to.0, to.1),
                        stroke,
                    });
                }
            }
            MarkKind::Broken(_) => {
                shapes.push(line(TOP - 6.0, BOTTOM, palette.danger, 2.5));
                shapes.push(Shape::Polygon {
                    points: vec![Point::new(x, TOP - 7.0), Point::new(x + 9.0, TOP - 3.5), Point::new(x, TOP)],
                    look: Look::filled(palette.danger),
                });
            }
            _ => {}
        }
    }

    fn branches(&self, shapes: &mut Vec<Shape>) {
        let stroke = Stroke::new(self.palette.accent, 2.0);
        let mut stub = |at: SimTime, lean: f64| {
            let foot = Point::new(self.x(at), TOP);
            let elbow = foot.shifted(lean, -6.0);
            shapes.push(Shape::Line { from: foot, to: elbow, stroke });
            shapes.push(Shape::Line { from: elbow, to: elbow.shifted(lean, 0.0), stroke });
        };
        self.stubs.iter().for_each(|at| stub(*at, 6.0));
        self.origin.iter().for_each(|at| stub(*at, -6.0));
    }

    fn labels(&self, shapes: &mut Vec<Shape>) {
        let seconds = self.span.0 / 1_000_000;
        let room = ((self.size.width - MARGIN * 2.0) / LABELS_APART).max(1.0) as u64;
        let step = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600]
            .into_iter()
            .find(|step| seconds / step <= room)
            .unwrap_or_else(|| seconds.div_ceil(room));
        for second in (0..=seconds).step_by(step as usize) {
            let x = self.x(SimTime(second * 1_000_000));
            let stroke = Stroke::new(self.palette.muted.faded(0.6), 1.0);
            shapes.push(Shape::Line { from: Point::new(x, BOTTOM), to: Point::new(x, BOTTOM + 3.0), stroke });
            let text = label(second);
            // The text is centred; at the ends it must not leave the canvas.
            let half = 3.2 * text.len() as f64;
            let x = x.clamp(half, (self.size.width - half).max(half));
            let lettering = Lettering { size: 10.5, bold: false, color: self.palette.muted, halo: None };
            shapes.push(Shape::Text { at: Point::new(x, BOTTOM + 9.5), text, lettering });
        }
    }

    fn x(&self, at: SimTime) -> f64 {
        place(at, self.span, self.size.width)
    }
}

/// The playhead, and how far the run has come: what moves at every repaint.
pub fn playhead(size: Size, span: SimTime, at: SimTime, edge: SimTime, palette: &Palette) -> Vec<Shape> {
    let (x, end) = (place(at, span, size.width), place(edge, span, size.width));
    let fresh = Stroke::new(palette.muted, 1.0).dashed(Dash::Dotted);
    let halo = Stroke::new(palette.surface, 4.0);
    let stroke = Stroke::new(palette.accent, 2.0);
    let line = |x: f64, stroke| Shape::Line { from: Point::new(x, TOP - 4.0), to: Point::new(x, BOTTOM + 2.0), stroke };
    vec![
        line(end, fresh),
        line(x, halo),
        line(x, stroke),
        Shape::Polygon {
            points: vec![
                Point::new(x - 6.0, 1.0),
                Point::new(x + 6.0, 1.0),
                Point::new(x + 6.0, 5.0),
                Point::new(x, TOP + 1.0),
                Point::new(x - 6.0, 5.0),
            ],
            look: Look::filled(palette.accent),
        },
    ]
}

fn place(at: SimTime, span: SimTime, width: f64) -> f64 {
    MARGIN + at.0 as f64 / span.0.max(1) as f64 * (width - MARGIN * 2.0)
}

fn slab(left: f64, right: f64, color: Color) -> Shape {
    Shape::Rect {
        at: Point::new(f64::midpoint(left, right), f64::midpoint(TOP, BOTTOM)),
        width: right - left,
        height: BOTTOM - TOP,
        corner: 0.0,
        look: Look::filled(color),
    }
}

fn label(second: u64) -> String {
    if second < 120 { format!("{second} s") } else { format!("{}:{:02}", second / 60, second % 60) }
}

/// What is painted over what; `None` for what the tape does not show.
const fn layer_of(kind: MarkKind) -> Option<u8> {
    Some(match kind {
        MarkKind::Asked { .. } => 0,
        MarkKind::Deed | MarkKind::Answered { done: false, .. } => 1,
        MarkKind::Elected(_) | MarkKind::LeaseEnded(_) => 2,
        MarkKind::Crashed | MarkKind::Broken(_) => 3,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::theme::LIGHT;
    use agora_core::{
        id::{EventId, NodeId},
        time::Duration,
    };

    const SIZE: Size = Size { width: 416.0, height: 48.0 };

    fn mark(millis: u64, member: u8, kind: MarkKind) -> Mark {
        let place = NodeId::new(member).map(Place::Member);
        Mark { at: SimTime::ZERO + Duration::from_millis(millis), event: EventId(millis), place, kind }
    }

    fn shapes(marks: &[Mark], edge: u64) -> Vec<Shape> {
        let edge = SimTime(edge * 1_000_000);
        let span = span(edge);
        Tape { size: SIZE, span, edge, marks: marks.iter(), stubs: &[], origin: None, palette: &LIGHT }.shapes()
    }

    fn bands(shapes: &[Shape]) -> Vec<(f64, Color)> {
        let band = |shape: &Shape| match shape {
            Shape::Rect { width, look: Look { fill: Some(color), .. }, .. } => Some((*width, *color)),
            _ => None,
        };
        shapes.iter().filter_map(band).skip(1).collect()
    }

    #[test]
    fn a_band_is_as_long_as_its_term() {
        let marks = [
            mark(1_000, 1, MarkKind::TermBegan(Term(1))),
            mark(1_500, 1, MarkKind::Elected(Term(1))),
            mark(4_000, 1, MarkKind::Crashed),
        ];
        let found = bands(&shapes(&marks, 5));
        let wide = |part: f64| (SIZE.width - MARGIN * 2.0) * part;
        // The tape of a run of 5 s is 10 s long: nothing, asking, leading, nobody.
        for ((width, _), expected) in found.iter().zip([0.1, 0.05, 0.25, 0.1]) {
            assert!((width - wide(expected)).abs() < 0.5, "{found:?}");
        }
        assert_eq!(found.len(), 4);
        assert_eq!(found[2].1.rgb, LIGHT.term(Term(1)).rgb);
        assert!(found[3].1.alpha < found[2].1.alpha, "nobody leads after the crash");
    }

    #[test]
    fn the_crash_of_a_follower_ends_no_band() {
        let marks = [mark(1_000, 1, MarkKind::Elected(Term(1))), mark(2_000, 2, MarkKind::Crashed)];
        assert_eq!(bands(&shapes(&marks, 4)).len(), 2);
    }

    #[test]
    fn a_thousand_marks_on_one_pixel_are_one_tick() {
        let request = agora_core::id::RequestId { client: agora_core::id::ClientId(1), number: 1 };
        let one = shapes(&[mark(1_000, 1, MarkKind::Asked { request, line: 0 })], 4).len();
        let many = vec![mark(1_000, 1, MarkKind::Asked { request, line: 0 }); 1000];
        assert_eq!(shapes(&many, 4).len(), one);
    }

    #[test]
    fn where_the_pointer_is_and_where_the_playhead_is_agree() {
        let span = span(SimTime(17_000_000));
        assert_eq!(span, SimTime(20_000_000));
        for time in [0, 3_000_000, 12_345_678, 20_000_000] {
            let x = place(SimTime(time), span, SIZE.width);
            let found = time_at(part_at(x, SIZE.width), span);
            assert!(found.0.abs_diff(time) <= 1, "{time} {found:?}");
        }
        assert_eq!(time_at(part_at(-50.0, SIZE.width), span), SimTime::ZERO);
    }

    #[test]
    fn the_tape_grows_in_steps() {
        assert_eq!(span(SimTime(0)), SimTime(5_000_000));
        assert_eq!(span(SimTime(4_999_999)), SimTime(5_000_000));
        assert_eq!(span(SimTime(5_000_000)), SimTime(10_000_000));
        assert_eq!(span(SimTime(2 * 3_600_000_000)), SimTime(3 * 3_600_000_000));
    }
}
