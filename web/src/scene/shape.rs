//! What a picture is made of: a flat list of shapes, painted in order.

use super::geometry::{Lane, Point};

/// Red, green, blue, and how much of it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Color {
    pub rgb: u32,
    pub alpha: f32,
}

impl Color {
    pub const fn new(rgb: u32) -> Self {
        Self { rgb, alpha: 1.0 }
    }

    #[must_use]
    pub const fn faded(self, alpha: f32) -> Self {
        Self { rgb: self.rgb, alpha: self.alpha * alpha }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Dash {
    #[default]
    Solid,
    Dashed,
    Dotted,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stroke {
    pub color: Color,
    pub width: f64,
    pub dash: Dash,
}

impl Stroke {
    pub const fn new(color: Color, width: f64) -> Self {
        Self { color, width, dash: Dash::Solid }
    }

    #[must_use]
    pub const fn dashed(self, dash: Dash) -> Self {
        Self { dash, ..self }
    }
}

/// How a closed shape is filled and outlined.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Look {
    pub fill: Option<Color>,
    pub stroke: Option<Stroke>,
}

impl Look {
    pub const fn filled(color: Color) -> Self {
        Self { fill: Some(color), stroke: None }
    }

    pub const fn outlined(stroke: Stroke) -> Self {
        Self { fill: None, stroke: Some(stroke) }
    }

    #[must_use]
    pub const fn with(self, stroke: Stroke) -> Self {
        Self { stroke: Some(stroke), ..self }
    }
}

/// How a text is set; always centred on its point.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lettering {
    pub size: f64,
    pub bold: bool,
    pub color: Color,
    /// A rim in this colour keeps the text legible above wires.
    pub halo: Option<Color>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    Disc {
        at: Point,
        radius: f64,
        look: Look,
    },
    /// Part of a circle, from one angle to another, in turns clockwise from the top.
    Arc {
        at: Point,
        radius: f64,
        from: f64,
        to: f64,
        stroke: Stroke,
    },
    Line {
        from: Point,
        to: Point,
        stroke: Stroke,
    },
    Curve {
        lane: Lane,
        stroke: Stroke,
    },
    /// A line that comes out of nothing at its first point and is full at its last.
    Trail {
        points: Vec<Point>,
        stroke: Stroke,
    },
    Polygon {
        points: Vec<Point>,
        look: Look,
    },
    /// A rectangle around its centre.
    Rect {
        at: Point,
        width: f64,
        height: f64,
        corner: f64,
        look: Look,
    },
    Text {
        at: Point,
        text: String,
        lettering: Lettering,
    },
}
