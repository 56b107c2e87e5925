//! Points, sizes and the curved lanes that messages travel on, in CSS pixels.

use std::f64::consts::TAU;

/// A place on the stage, from its top left corner.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The point `part` of the way to `other`.
    #[must_use]
    pub fn toward(self, other: Self, part: f64) -> Self {
        Self::new(self.x + (other.x - self.x) * part, self.y + (other.y - self.y) * part)
    }

    /// The point at `turns` (0 is up, a quarter is right) and `radius` from here.
    #[must_use]
    pub fn around(self, turns: f64, radius: f64) -> Self {
        let angle = turns * TAU;
        Self::new(self.x + angle.sin() * radius, self.y - angle.cos() * radius)
    }

    #[must_use]
    pub fn shifted(self, x: f64, y: f64) -> Self {
        Self::new(self.x + x, self.y + y)
    }

    /// How far this is from the straight line between two points.
    pub fn distance_to_line(self, from: Self, to: Self) -> f64 {
        let (x, y) = (to.x - from.x, to.y - from.y);
        let length = x * x + y * y;
        if length == 0.0 {
            return self.distance(from);
        }
        let part = (((self.x - from.x) * x + (self.y - from.y) * y) / length).clamp(0.0, 1.0);
        self.distance(from.toward(to, part))
    }
}

#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// One direction of a wire: a slight arc to the sender's right, so that question and answer do not collide.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lane {
    pub from: Point,
    pub control: Point,
    pub to: Point,
}

impl Lane {
    /// The lane from the rim of one disc to the rim of the other.
    pub fn between(from: Point, from_radius: f64, to: Point, to_radius: f64) -> Self {
        let distance = from.distance(to).max(1.0);
        let (x, y) = ((to.x - from.x) / distance, (to.y - from.y) / distance);
        let bend = (distance * 0.07).min(22.0);
        let middle = from.toward(to, 0.5);
        Self {
            from: from.toward(to, (from_radius / distance).min(0.5)).shifted(-y * 4.0, x * 4.0),
            control: middle.shifted(-y * bend, x * bend),
            to: to.toward(from, (to_radius / distance).min(0.5)).shifted(-y * 4.0, x * 4.0),
        }
    }

    /// The point `part` of the way along.
    pub fn at(self, part: f64) -> Point {
        let part = part.clamp(0.0, 1.0);
        self.from.toward(self.control, part).toward(self.control.toward(self.to, part), part)
    }

    pub fn length(self) -> f64 {
        self.from.distance(self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_directions_of_a_wire_keep_apart() {
        let (left, right) = (Point::new(0.0, 0.0), Point::new(200.0, 0.0));
        let there = Lane::between(left, 20.0, right, 20.0).at(0.5);
        let back = Lane::between(right, 20.0, left, 20.0).at(0.5);
        assert!(there.distance(back) > 12.0, "{there:?} {back:?}");
    }

    #[test]
    fn a_lane_ends_at_the_rims() {
        let (from, to) = (Point::new(10.0, 10.0), Point::new(10.0, 210.0));
        let lane = Lane::between(from, 30.0, to, 30.0);
        assert!((lane.at(0.0).distance(from) - 30.0).abs() < 1.0);
        assert!((lane.at(1.0).distance(to) - 30.0).abs() < 1.0);
    }

    #[test]
    fn up_is_no_turn_and_right_a_quarter() {
        let centre = Point::new(5.0, 5.0);
        assert!(centre.around(0.0, 2.0).distance(Point::new(5.0, 3.0)) < 1e-9);
        assert!(centre.around(0.25, 2.0).distance(Point::new(7.0, 5.0)) < 1e-9);
    }
}
