//! What is under a point of the stage: a message first, then a wire. Members and clients are real buttons above it.

use agora_core::{
    id::{ClientId, Index, MessageId, NodeId},
    sim::{frame::Frame, place::Place},
};

use super::{build::flight_at, geometry::Point, layout::Layout};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hit {
    Message(MessageId),
    Wire(NodeId, NodeId),
}

/// What the reader has picked out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Selection {
    #[default]
    None,
    Member(NodeId),
    Client(ClientId),
    Message(MessageId),
    /// Both wires between two places, the lesser one first.
    Wire(Place, Place),
    Entry(Index),
}

impl Selection {
    /// In words, for a link; a message is gone before a link is opened.
    pub fn words(self) -> Option<String> {
        match self {
            Self::None | Self::Message(_) => None,
            Self::Member(id) => Some(id.to_string()),
            Self::Client(id) => Some(id.to_string()),
            Self::Wire(a, b) => Some(format!("{a}-{b}")),
            Self::Entry(index) => Some(format!("entry{index}")),
        }
    }

    /// What those words mean.
    pub fn named(words: &str) -> Option<Self> {
        if let Some(index) = words.strip_prefix("entry") {
            return Some(Self::Entry(Index(index.parse().ok()?)));
        }
        if let Some((a, b)) = words.split_once('-') {
            return Some(Self::Wire(place(a)?, place(b)?));
        }
        Some(match place(words)? {
            Place::Member(id) => Self::Member(id),
            Place::Client(id) => Self::Client(id),
        })
    }
}

fn place(word: &str) -> Option<Place> {
    let (kind, number) = word.split_at_checked(1)?;
    let number = number.parse().ok()?;
    match kind {
        "n" => NodeId::new(number).map(Place::Member),
        "c" => Some(Place::Client(ClientId(number))),
        _ => None,
    }
}

const MESSAGE_REACH: f64 = 13.0;
const WIRE_REACH: f64 = 9.0;

pub fn hit(at: Point, frame: &Frame, layout: &Layout) -> Option<Hit> {
    let messages = frame.flights.iter().filter_map(|flight| Some((flight.id, flight_at(flight, frame.now, layout)?)));
    let nearest = messages.map(|(id, place)| (id, place.distance(at))).min_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((id, distance)) = nearest
        && distance <= MESSAGE_REACH
    {
        return Some(Hit::Message(id));
    }
    let wires = layout.wires().map(|((a, from), (b, to))| (Hit::Wire(a, b), at.distance_to_line(from, to)));
    let nearest = wires.min_by(|a, b| a.1.total_cmp(&b.1))?;
    (nearest.1 <= WIRE_REACH).then_some(nearest.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{build::samples, geometry::Size};

    #[test]
    fn a_message_is_in_front_of_its_wire() {
        let frame = samples::frame();
        let layout = Layout::of(Size { width: 700.0, height: 600.0 }, &frame);
        let flight = &frame.flights[0];
        let at = flight_at(flight, frame.now, &layout).unwrap();
        assert_eq!(hit(at, &frame, &layout), Some(Hit::Message(flight.id)));
    }

    #[test]
    fn a_selection_comes_back_from_its_words() {
        let n = |number| Place::Member(samples::node(number));
        for selection in [
            Selection::Member(samples::node(3)),
            Selection::Client(ClientId(2)),
            Selection::Wire(n(1), Place::Client(ClientId(1))),
            Selection::Entry(Index(12)),
        ] {
            assert_eq!(selection.words().and_then(|words| Selection::named(&words)), Some(selection));
        }
        for nonsense in ["", "n", "n99", "é", "x1", "n1-", "entry"] {
            assert_eq!(Selection::named(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn every_wire_can_be_clicked_in_its_middle() {
        let mut frame = samples::frame();
        frame.flights.clear();
        for (width, height) in [(700.0, 600.0), (390.0, 360.0)] {
            let layout = Layout::of(Size { width, height }, &frame);
            for ((a, from), (b, to)) in layout.wires() {
                assert_eq!(hit(from.toward(to, 0.5), &frame, &layout), Some(Hit::Wire(a, b)), "{width} {a} {b}");
            }
        }
    }

    #[test]
    fn a_corner_is_empty() {
        let frame = samples::frame();
        let layout = Layout::of(Size { width: 700.0, height: 600.0 }, &frame);
        assert_eq!(hit(Point::new(2.0, 2.0), &frame, &layout), None);
    }
}
