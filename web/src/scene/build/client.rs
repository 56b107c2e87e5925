//! Clients: a small terminal outside the ring, with what it is running.

use agora_core::sim::{
    frame::{ClientFrame, Process},
    place::Place,
};

use super::Picture;
use crate::scene::{
    geometry::Point,
    hit::Selection,
    layout::CLIENT_HALF,
    shape::{Dash, Look, Shape, Stroke},
};

impl Picture<'_> {
    pub(super) fn clients(&self, shapes: &mut Vec<Shape>) {
        for client in &self.frame.clients {
            if let Some(at) = self.layout.place(Place::Client(client.id)) {
                self.line_to_endpoint(shapes, client, at);
                self.client(shapes, client, at);
            }
        }
    }

    fn line_to_endpoint(&self, shapes: &mut Vec<Shape>, client: &ClientFrame, at: Point) {
        let endpoint = client.running.as_ref().and_then(|job| job.endpoint);
        if let Some(to) = endpoint.and_then(|member| self.layout.member(member)) {
            let stroke = Stroke::new(self.palette.faint, 1.5).dashed(Dash::Dashed);
            shapes.push(Shape::Line { from: at, to, stroke });
        }
    }

    fn client(&self, shapes: &mut Vec<Shape>, client: &ClientFrame, at: Point) {
        let palette = self.palette;
        let selected = self.selection == Selection::Client(client.id);
        let busy = client.running.is_some();
        let (color, width) = match (selected, busy) {
            (true, _) => (palette.accent, 2.5),
            (false, true) => (palette.ink, 2.0),
            (false, false) => (palette.muted, 1.25),
        };
        let dash = if client.process == Process::Down { Dash::Dashed } else { Dash::Solid };
        let look = Look::filled(palette.surface).with(Stroke::new(color, width).dashed(dash));
        shapes.push(Shape::Rect { at, width: 46.0, height: CLIENT_HALF * 2.0, corner: 7.0, look });
        let (left, right) = (at.shifted(-16.0, -4.0), at.shifted(-11.0, 0.0));
        let stroke = Stroke::new(color, 2.0);
        shapes.push(Shape::Line { from: left, to: right, stroke });
        shapes.push(Shape::Line { from: right, to: at.shifted(-16.0, 4.0), stroke });
        let lettering = self.lettering(14.0, true, palette.ink);
        shapes.push(Shape::Text { at: at.shifted(6.0, 0.5), text: client.id.to_string(), lettering });
        if client.process == Process::Paused {
            let lettering = self.lettering(11.0, true, palette.ink);
            let at = at.shifted(0.0, -CLIENT_HALF - 9.0);
            shapes.push(Shape::Text { at, text: self.text.paused.to_owned(), lettering });
        }
        let doing = client.running.as_ref().and_then(|job| self.text.etcd.doing(&job.doing));
        if let Some(doing) = doing.filter(|_| client.process == Process::Running) {
            let lettering = self.lettering(11.0, true, palette.accent);
            let at = at.shifted(0.0, -CLIENT_HALF - 9.0);
            shapes.push(Shape::Text { at, text: doing.to_owned(), lettering });
        }
        if let Some(job) = &client.running {
            let lettering = self.lettering(11.0, false, palette.muted);
            let text = shortened(&job.line, if self.layout.compact { 9 } else { 17 });
            shapes.push(Shape::Text { at: at.shifted(0.0, CLIENT_HALF + 12.0), text, lettering });
        }
    }
}

fn shortened(line: &str, length: usize) -> String {
    if line.chars().count() <= length {
        return line.to_owned();
    }
    line.chars().take(length - 1).chain(['…']).collect()
}
