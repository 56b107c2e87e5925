//! A frame becomes shapes. The order is the order of painting: wires, their glow, clients, members, messages, flashes.

mod client;
mod flight;
mod member;
mod wire;

use agora_core::sim::frame::Frame;

pub use flight::flight_at;

use super::{
    afterglow::Afterglow,
    hit::{Hit, Selection},
    layout::Layout,
    shape::{Color, Lettering, Shape},
    theme::Palette,
};
use crate::text::Text;

/// Everything that decides how one moment looks.
pub struct Picture<'a> {
    pub frame: &'a Frame,
    pub layout: &'a Layout,
    pub palette: &'a Palette,
    pub text: &'a Text,
    pub afterglow: &'a Afterglow,
    pub selection: Selection,
    pub hover: Option<Hit>,
    /// Virtual seconds in a real one; 0 while time stands still.
    pub rate: f64,
}

/// Above this rate a message's flight is shorter than a repaint, and only the glow of the wires is drawn.
pub const DOTS_RATE_MAX: f64 = 4.0;

impl Picture<'_> {
    pub fn shapes(&self) -> Vec<Shape> {
        let mut shapes = Vec::with_capacity(256);
        self.wires(&mut shapes);
        self.glows(&mut shapes);
        self.clients(&mut shapes);
        self.members(&mut shapes);
        if self.rate <= DOTS_RATE_MAX {
            self.flights(&mut shapes);
        }
        self.flashes(&mut shapes);
        shapes
    }

    fn lettering(&self, size: f64, bold: bool, color: Color) -> Lettering {
        Lettering { size, bold, color, halo: Some(self.palette.surface) }
    }
}

#[cfg(test)]
pub mod samples;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scene::{geometry::Size, theme},
        text::Language,
    };
    use agora_core::sim::frame::Process;

    fn shapes(frame: &Frame, rate: f64) -> Vec<Shape> {
        let layout = Layout::of(Size { width: 700.0, height: 600.0 }, frame);
        let mut afterglow = Afterglow::default();
        afterglow.observe(frame);
        let picture = Picture {
            frame,
            layout: &layout,
            palette: &theme::DARK,
            text: Language::English.text(),
            afterglow: &afterglow,
            selection: Selection::None,
            hover: None,
            rate,
        };
        picture.shapes()
    }

    fn texts(shapes: &[Shape]) -> Vec<&str> {
        let text = |shape: &'_ Shape| matches!(shape, Shape::Text { .. });
        shapes
            .iter()
            .filter(|s| text(s))
            .map(|s| if let Shape::Text { text, .. } = s { text.as_str() } else { "" })
            .collect()
    }

    #[test]
    fn every_member_shows_its_term_and_role_in_words() {
        let shapes = shapes(&samples::frame(), 0.1);
        let texts = texts(&shapes);
        assert!(texts.contains(&"n1 · Leader"), "{texts:?}");
        assert_eq!(texts.iter().filter(|text| **text == "3").count(), 5, "{texts:?}");
    }

    #[test]
    fn a_timer_shows_what_is_left_and_what_was_drawn() {
        let shapes = shapes(&samples::frame(), 0.1);
        assert!(texts(&shapes).contains(&"750 / 1500 ms"), "{:?}", texts(&shapes));
    }

    #[test]
    fn a_dead_member_has_no_timer() {
        let mut frame = samples::frame();
        let arcs = |shapes: Vec<Shape>| shapes.iter().filter(|shape| matches!(shape, Shape::Arc { .. })).count();
        let before = arcs(shapes(&frame, 0.1));
        frame.members[1].process = Process::Down;
        assert_eq!(arcs(shapes(&frame, 0.1)), before - 1);
    }

    #[test]
    fn messages_are_drawn_until_time_runs_too_fast() {
        let frame = samples::frame();
        assert!(shapes(&frame, 0.1).len() > shapes(&frame, 50.0).len());
        let mut empty = frame.clone();
        empty.flights.clear();
        assert_eq!(texts(&shapes(&frame, 0.1)).len(), texts(&shapes(&empty, 0.1)).len() + 1, "the entry count");
    }

    #[test]
    fn a_message_is_half_way_after_half_its_time() {
        let frame = samples::frame();
        let layout = Layout::of(Size { width: 700.0, height: 600.0 }, &frame);
        let flight = &frame.flights[0];
        let lane = layout.lane(flight.from, flight.to).unwrap();
        assert_eq!(flight_at(flight, frame.now, &layout), Some(lane.at(0.5)));
        let mut doomed = *flight;
        doomed.doomed = Some(agora_core::sim::event::LossReason::Cut);
        assert_eq!(flight_at(&doomed, frame.now, &layout), Some(lane.at(0.25)));
    }
}
