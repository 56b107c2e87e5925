//! The lanes: which stretch of the run they show, and what is lit in it.

use std::rc::Rc;

use agora_core::{
    client::terminal::LineKind,
    id::{ClientId, EventId, RequestId},
    run::{BranchId, MarkKind, Trace, Window},
    sim::place::Place,
    time::{Duration, SimTime},
};

use super::{Panel, Store, action::LaneAction, task::Task};
use crate::scene::{
    geometry::{Point, Size},
    lanes::{self, Light},
};

/// How much time the lanes can show, in milliseconds.
const SPANS: [u64; 9] = [20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
/// More events than this are not drawn.
const EVENTS_MAX: usize = 6_000;
/// While time runs, the stretch is read anew with every so-manieth rendering.
const READ_EVERY: u8 = 4;

/// What the lanes show and remember.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Lanes {
    /// Which of [`SPANS`].
    zoom: usize,
    /// Held here, else around the playhead.
    held: Option<(SimTime, SimTime)>,
    range: (SimTime, SimTime),
    /// The range, branch and live edge that the window was read for.
    read_for: Option<((SimTime, SimTime), BranchId, u64)>,
    skipped: u8,
    window: Rc<Window>,
    pub light: Light,
    pub trace: Option<Trace>,
}

impl Default for Lanes {
    fn default() -> Self {
        Self {
            zoom: 4,
            held: None,
            range: (SimTime::ZERO, SimTime::ZERO),
            read_for: None,
            skipped: 0,
            window: Rc::default(),
            light: Light::All,
            trace: None,
        }
    }
}

impl Lanes {
    /// The playhead jumped: the window is read anew at once.
    pub fn forget_window(&mut self) {
        self.skipped = READ_EVERY;
    }

    /// How much time they are to show.
    fn span(&self) -> Duration {
        Duration::from_millis(SPANS[self.zoom])
    }

    /// How much time they show.
    pub const fn shown(&self) -> Duration {
        self.range.1.since(self.range.0)
    }

    pub fn picked(&self) -> Option<EventId> {
        match self.light {
            Light::Cone { picked, .. } => Some(picked),
            _ => None,
        }
    }

    pub const fn is_held(&self) -> bool {
        self.held.is_some()
    }

    pub fn window(&self) -> &Window {
        &self.window
    }

    fn let_go(&mut self) {
        (self.held, self.light, self.trace) = (None, Light::All, None);
    }
}

/// What the lanes' canvas shows; painted anew when it differs.
#[derive(Clone, PartialEq, Debug)]
pub struct LanesPicture {
    pub from: SimTime,
    pub to: SimTime,
    pub now: SimTime,
    pub places: Vec<Place>,
    pub window: Rc<Window>,
    pub light: Light,
}

impl Store {
    /// Whether a panel can be seen on this screen.
    pub(super) fn is_shown(&self, panel: Panel) -> bool {
        if self.page_width >= 1200.0 {
            return self.drawer == panel;
        }
        self.sheet == panel && (self.sheet_open || self.page_width > 700.0)
    }

    /// Reads the stretch that the lanes show, if they are seen and it has changed.
    pub(super) fn refresh_lanes(&mut self) {
        if !self.is_shown(Panel::Lanes) {
            return;
        }
        self.lanes.range = self.lanes.held.unwrap_or_else(|| self.around_playhead());
        let edge = self.timeline.edge().turns();
        let wanted = (self.lanes.range, self.timeline.branch().id(), edge);
        if self.lanes.read_for == Some(wanted) {
            return;
        }
        self.lanes.skipped += 1;
        if self.playback.playing && self.lanes.skipped < READ_EVERY {
            return;
        }
        self.lanes.skipped = 0;
        self.lanes.read_for = Some(wanted);
        let (from, to) = self.lanes.range;
        self.lanes.window = Rc::new(self.timeline.window(from, to, EVENTS_MAX));
    }

    /// Up to now where time is new; with some of what follows where it is known.
    fn around_playhead(&self) -> (SimTime, SimTime) {
        let (now, edge) = (self.run().now(), self.timeline.edge().now());
        let span = self.lanes.span();
        let to = (now + span * 2 / 5).0.min(edge.0);
        let from = to.saturating_sub(span.as_micros());
        (SimTime(from), SimTime(from + span.as_micros()))
    }

    pub(super) fn lane(&mut self, action: LaneAction) -> Vec<Task> {
        match action {
            LaneAction::Wider => self.zoom(1),
            LaneAction::Narrower => self.zoom(-1),
            LaneAction::Earlier => self.shift(false),
            LaneAction::Later => self.shift(true),
            LaneAction::ClickAt(at, size) => match self.lane_event_at(at, size) {
                Some(event) => self.pick(event),
                None => self.lanes.let_go(),
            },
            LaneAction::LetGo => self.lanes.let_go(),
            LaneAction::ToCause => {
                let cause = self.lanes.picked().and_then(|event| self.lanes.window.event(event)?.cause);
                self.pick_if_there(cause);
            }
            LaneAction::ToEffect => {
                let effect = self.lanes.picked().and_then(|picked| {
                    self.lanes.window.events().iter().find(|event| event.cause == Some(picked)).map(|event| event.id)
                });
                self.pick_if_there(effect);
            }
            LaneAction::Follow(client, line) => return self.follow(client, line),
        }
        Vec::new()
    }

    fn zoom(&mut self, by: isize) {
        let before = self.lanes.range;
        self.lanes.zoom = self.lanes.zoom.saturating_add_signed(by).min(SPANS.len() - 1);
        if self.lanes.held.is_some() {
            let middle = u64::midpoint(before.0.0, before.1.0);
            let span = self.lanes.span().as_micros();
            let from = middle.saturating_sub(span / 2);
            self.hold(from, from + span);
        }
        self.lanes.forget_window();
    }

    fn shift(&mut self, later: bool) {
        let (from, to) = self.lanes.range;
        let by = to.0.saturating_sub(from.0) / 2;
        let edge = self.timeline.edge().now().0;
        let from = if later { (from.0 + by).min(edge) } else { from.0.saturating_sub(by) };
        self.hold(from, from + by * 2);
    }

    fn hold(&mut self, from: u64, to: u64) {
        self.lanes.held = Some((SimTime(from), SimTime(to)));
        self.lanes.forget_window();
    }

    fn lane_event_at(&self, at: Point, size: Size) -> Option<EventId> {
        let picture = self.lanes_picture();
        let lanes = lanes::Lanes {
            size,
            from: picture.from,
            to: picture.to,
            places: &picture.places,
            events: picture.window.events(),
            light: &picture.light,
        };
        lanes.hit(at)
    }

    /// Lights an event with its past and its future.
    fn pick(&mut self, event: EventId) {
        let window = &self.lanes.window;
        let (past, future) = (window.past(event), window.future(event));
        self.lanes.trace = None;
        self.lanes.light =
            Light::Cone { picked: event, past: past.into_iter().collect(), future: future.into_iter().collect() };
        self.lanes.held = Some(self.lanes.range);
    }

    fn pick_if_there(&mut self, event: Option<EventId>) {
        if let Some(event) = event.filter(|event| self.lanes.window.event(*event).is_some()) {
            self.pick(event);
        }
    }

    /// Follows the request that a line of a terminal led to.
    fn follow(&mut self, client: ClientId, line: usize) -> Vec<Task> {
        let Some((request, asked, answered)) = self.request_of(client, line) else {
            return self.toast(self.text().run.sent_nothing.to_owned(), false);
        };
        let took = answered.since(asked).as_micros();
        let (from, to) = (asked.0.saturating_sub(took / 12), answered.0 + took / 3);
        let window = self.timeline.window(SimTime(from), SimTime(to), EVENTS_MAX);
        let Some(trace) = window.trace(request) else {
            return self.toast(self.text().run.sent_nothing.to_owned(), false);
        };
        self.lanes.light = Light::Trace(trace.events.iter().copied().collect());
        self.lanes.trace = Some(trace);
        self.hold(from, to);
        self.playback.playing = false;
        (self.drawer, self.sheet, self.sheet_open) = (Panel::Lanes, Panel::Lanes, true);
        Vec::new()
    }

    /// The first request that was sent after a line was typed and before the next one, with when it was sent and answered.
    fn request_of(&self, client: ClientId, line: usize) -> Option<(RequestId, SimTime, SimTime)> {
        let lines = &self.frame.clients.iter().find(|seat| seat.id == client)?.lines;
        let typed = lines.get(line).filter(|line| line.kind == LineKind::Input)?;
        let next = lines.range(line + 1..lines.len()).find(|line| line.kind == LineKind::Input);
        let until = next.map_or(SimTime::NEVER, |next| next.at);
        let marks = self.timeline.marks().iter().filter(|mark| typed.at <= mark.at);
        let (request, asked) = marks.clone().find_map(|mark| match mark.kind {
            MarkKind::Asked(request) if request.client == client && mark.at <= until => Some((request, mark.at)),
            _ => None,
        })?;
        let answered =
            marks.clone().find(|mark| matches!(mark.kind, MarkKind::Answered { request: r, .. } if r == request))?;
        Some((request, asked, answered.at))
    }

    pub fn lanes_picture(&self) -> LanesPicture {
        let members = self.shown.members.iter().map(|member| Place::Member(member.id));
        let clients = self.shown.clients.iter().map(|client| Place::Client(client.id));
        LanesPicture {
            from: self.lanes.range.0,
            to: self.lanes.range.1,
            now: self.shown.now,
            places: members.chain(clients).collect(),
            window: Rc::clone(&self.lanes.window),
            light: self.lanes.light.clone(),
        }
    }
}
