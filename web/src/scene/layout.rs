//! Where everything stands: members on a ring, clients in the corners outside it.

use agora_core::{
    id::{ClientId, NodeId},
    sim::{frame::Frame, place::Place},
};

use super::geometry::{Lane, Point, Size};

/// The places of one picture, all in CSS pixels.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Layout {
    pub size: Size,
    /// A member's disc.
    pub radius: f64,
    /// Little room: labels lose their second line.
    pub compact: bool,
    members: Vec<(NodeId, Point)>,
    clients: Vec<(ClientId, Point)>,
}

/// How far the timer's ring stands off the disc.
pub const RING_GAP: f64 = 7.0;
/// Half the height of a client's box.
pub const CLIENT_HALF: f64 = 17.0;

impl Layout {
    pub fn of(size: Size, frame: &Frame) -> Self {
        let short = size.width.min(size.height);
        let radius = (short * 0.064).clamp(19.0, 38.0);
        let compact = short < 430.0;
        let ring = Ring::fitting(size, frame.members.len(), radius, compact);
        let members = frame.members.iter().enumerate().map(|(place, member)| (member.id, ring.at(place))).collect();
        let clients =
            frame.clients.iter().enumerate().map(|(place, client)| (client.id, corner(size, place))).collect();
        Self { size, radius, compact, members, clients }
    }

    /// Whether everybody in this frame has a place, and nobody else.
    pub fn fits(&self, frame: &Frame) -> bool {
        let members = self.members.iter().map(|(id, _)| *id).eq(frame.members.iter().map(|member| member.id));
        members && self.clients.iter().map(|(id, _)| *id).eq(frame.clients.iter().map(|client| client.id))
    }

    pub fn members(&self) -> impl Iterator<Item = (NodeId, Point)> + '_ {
        self.members.iter().copied()
    }

    pub fn clients(&self) -> impl Iterator<Item = (ClientId, Point)> + '_ {
        self.clients.iter().copied()
    }

    pub fn member(&self, id: NodeId) -> Option<Point> {
        self.members.iter().find(|(member, _)| *member == id).map(|(_, at)| *at)
    }

    pub fn place(&self, place: Place) -> Option<Point> {
        match place {
            Place::Member(id) => self.member(id),
            Place::Client(id) => self.clients.iter().find(|(client, _)| *client == id).map(|(_, at)| *at),
        }
    }

    /// Every pair of members, the lower number first.
    pub fn wires(&self) -> impl Iterator<Item = ((NodeId, Point), (NodeId, Point))> + '_ {
        let pairs = self.members.iter().enumerate();
        pairs.flat_map(|(place, from)| self.members[place + 1..].iter().map(move |to| (*from, *to)))
    }

    /// The lane that a message takes.
    pub fn lane(&self, from: Place, to: Place) -> Option<Lane> {
        Some(Lane::between(self.place(from)?, self.rim(from), self.place(to)?, self.rim(to)))
    }

    fn rim(&self, place: Place) -> f64 {
        match place {
            Place::Member(_) => self.radius + RING_GAP + 4.0,
            Place::Client(_) => CLIENT_HALF + 6.0,
        }
    }
}

/// An ellipse with a member at the top.
struct Ring {
    centre: Point,
    across: f64,
    down: f64,
    count: usize,
}

impl Ring {
    fn fitting(size: Size, count: usize, radius: f64, compact: bool) -> Self {
        let turns = |place: usize| place as f64 / count.max(1) as f64;
        let unit = |place: usize| Point::default().around(turns(place), 1.0);
        let (mut lowest, mut widest) = (0.1_f64, 0.1_f64);
        for place in 0..count {
            lowest = lowest.max(unit(place).y);
            widest = widest.max(unit(place).x.abs());
        }
        let above = radius + RING_GAP + if compact { 12.0 } else { 22.0 };
        let below = radius + RING_GAP + if compact { 38.0 } else { 62.0 };
        let beside = radius + if compact { 26.0 } else { 58.0 };
        let tall = ((size.height - above - below) / (1.0 + lowest)).max(10.0);
        let wide = ((size.width / 2.0 - beside) / widest).max(10.0);
        let (down, across) = (tall.min(wide * 1.25), wide.min(tall * 1.25));
        let slack = size.height - above - below - down * (1.0 + lowest);
        Self { centre: Point::new(size.width / 2.0, above + down + slack / 2.0), across, down, count }
    }

    fn at(&self, place: usize) -> Point {
        let unit = Point::default().around(place as f64 / self.count.max(1) as f64, 1.0);
        self.centre.shifted(unit.x * self.across, unit.y * self.down)
    }
}

/// Bottom left, bottom right, then the corners above.
fn corner(size: Size, place: usize) -> Point {
    let across = if size.width < 430.0 { 34.0 } else { 64.0 };
    let x = if place.is_multiple_of(2) { across } else { size.width - across };
    let y = if (place / 2).is_multiple_of(2) { size.height - 44.0 } else { 44.0 };
    Point::new(x, y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::build::samples;

    #[test]
    fn nothing_overlaps_or_leaves_the_stage() {
        let frame = samples::frame();
        for (width, height) in [(390.0, 360.0), (508.0, 620.0), (720.0, 560.0), (1200.0, 500.0), (320.0, 300.0)] {
            let layout = Layout::of(Size { width, height }, &frame);
            let all: Vec<Point> =
                layout.members().map(|(_, at)| at).chain(layout.clients().map(|(_, at)| at)).collect();
            for (place, a) in all.iter().enumerate() {
                assert!(
                    a.x > 18.0 && a.x < width - 18.0 && a.y > 18.0 && a.y < height - 18.0,
                    "{width}x{height} {a:?}"
                );
                for b in &all[place + 1..] {
                    assert!(a.distance(*b) > layout.radius * 2.0, "{width}x{height} {a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn five_members_have_ten_wires() {
        let layout = Layout::of(Size { width: 700.0, height: 600.0 }, &samples::frame());
        assert_eq!(layout.wires().count(), 10);
        assert!(layout.wires().all(|((from, _), (to, _))| from < to));
    }
}
