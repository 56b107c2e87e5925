//! The lanes: which stretch of the run they show, and what is lit in it.

use std::{collections::BTreeSet, rc::Rc};

use agora_core::{
    id::{ClientId, EventId, LeaseId, RequestId},
    run::{BranchId, MarkKind, Notice, Scan, Trace, Window},
    sim::{event::EventKind, place::Place},
    time::{Duration, SimTime},
};

use super::{Panel, Store, action::LaneAction, task::Task, walk::TURNS};
use crate::scene::{
    geometry::{Point, Size},
    lanes::{self, Light},
};

/// How much time the lanes can show, in milliseconds.
const SPANS: [u64; 9] = [20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
/// More events than this are not drawn.
const EVENTS_MAX: usize = 6_000;
/// So much of the run is looked through to follow a command.
const FOLLOW_SPAN: Duration = Duration::from_secs(60);
const FOLLOW_EVENTS: usize = 60_000;
/// So many requests of one line are followed: a loop may send thousands.
const FOLLOW_REQUESTS: usize = 100;
/// Through so many events, all together, one repaint follows requests.
const TRACED_EVENTS: usize = 20_000;
/// While time runs, the stretch is read anew with every so-manieth rendering.
const READ_EVERY: u8 = 4;

/// What the lanes show and remember.
#[derive(Debug)]
pub(super) struct Lanes {
    /// Which of [`SPANS`].
    zoom: usize,
    /// Held here, else around the playhead.
    held: Option<(SimTime, SimTime)>,
    range: (SimTime, SimTime),
    /// The range, branch and live edge that the window was read for.
    read_for: Option<((SimTime, SimTime), BranchId, u64)>,
    skipped: u8,
    /// One wants to see something else: it is read at once.
    anew: bool,
    window: Rc<Window>,
    /// The stretch that is being read.
    reading: Option<Scan>,
    /// It has been read, and requests are being followed through it.
    tracing: Option<Window>,
    pub light: Light,
    /// The requests that are to be followed once the stretch is there.
    requests: Vec<RequestId>,
    /// Those that are followed.
    pub traces: Vec<Trace>,
}

impl Default for Lanes {
    fn default() -> Self {
        Self {
            zoom: 4,
            held: None,
            range: (SimTime::ZERO, SimTime::ZERO),
            read_for: None,
            skipped: 0,
            anew: false,
            window: Rc::default(),
            reading: None,
            tracing: None,
            light: Light::All,
            requests: Vec::new(),
            traces: Vec::new(),
        }
    }
}

impl Lanes {
    /// The playhead jumped: the window is read anew at once.
    pub fn forget_window(&mut self) {
        (self.anew, self.read_for) = (true, None);
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

    pub const fn is_reading(&self) -> bool {
        self.reading.is_some() || self.tracing.is_some()
    }

    /// How far the reading has come.
    pub fn read_to(&self) -> Option<SimTime> {
        self.reading.as_ref().map(Scan::now).or(self.tracing.as_ref().map(|_| self.range.1))
    }

    /// Leaves the stretch unread; what was read before is shown.
    pub fn stop_reading(&mut self) {
        (self.reading, self.tracing) = (None, None);
        self.requests.clear();
    }

    fn let_go(&mut self) {
        (self.held, self.light) = (None, Light::All);
        self.traces.clear();
        self.stop_reading();
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

impl LanesPicture {
    /// The picture in a panel of this size.
    pub fn lanes(&self, size: Size) -> lanes::Lanes<'_> {
        lanes::Lanes {
            size,
            from: self.from,
            to: self.to,
            places: &self.places,
            events: self.window.events(),
            light: &self.light,
        }
    }
}

impl Store {
    /// Whether a panel can be seen on this screen.
    pub fn is_shown(&self, panel: Panel) -> bool {
        if self.page_width >= 1200.0 {
            return panel.stands_beside() || self.drawer == panel;
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
        if !std::mem::take(&mut self.lanes.anew) {
            // What is being read is read to its end, unless one wants to see something else.
            self.lanes.skipped += u8::from(!self.lanes.is_reading());
            if self.lanes.is_reading() || (self.playback.playing && self.lanes.skipped < READ_EVERY) {
                return;
            }
        }
        self.lanes.skipped = 0;
        self.lanes.read_for = Some(wanted);
        if self.lanes.tracing.take().is_some() {
            // One wants to see another stretch than the one in which requests were being followed.
            self.lanes.requests.clear();
        }
        let (from, to) = self.lanes.range;
        let limit = if self.lanes.requests.is_empty() { EVENTS_MAX } else { FOLLOW_EVENTS };
        self.lanes.reading = Some(self.timeline.scan(from, to, limit));
        self.read_on();
    }

    /// One budget more of the stretch that is being read.
    pub(super) fn read_on(&mut self) {
        let Some(scan) = &mut self.lanes.reading else { return self.trace_on() };
        let Some(window) = self.timeline.read_on(scan, TURNS) else { return };
        self.lanes.reading = None;
        if self.lanes.requests.is_empty() {
            self.lanes.window = Rc::new(window);
        } else {
            self.lanes.tracing = Some(window);
            self.trace_on();
        }
    }

    /// Some more of the requests that are to be followed, through the stretch that has been read for them.
    fn trace_on(&mut self) {
        let Some(window) = self.lanes.tracing.take() else { return };
        let some = (TRACED_EVENTS / window.events().len().max(1)).clamp(1, self.lanes.requests.len());
        self.lanes.traces.extend(self.lanes.requests.drain(..some).filter_map(|request| window.trace(request)));
        if !self.lanes.requests.is_empty() {
            self.lanes.tracing = Some(window);
            return;
        }
        let lit = self.lanes.traces.iter().flat_map(|trace| trace.events.iter().copied()).collect::<BTreeSet<_>>();
        // A long stretch has more events than can be drawn; those that are followed must be there.
        let few = window.events().len() <= EVENTS_MAX;
        self.lanes.window = Rc::new(if few { window } else { window.only(&lit) });
        self.lanes.light = Light::Trace(lit);
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
        self.lanes.stop_reading();
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
        self.lanes.stop_reading();
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
        self.lanes_picture().lanes(size).hit(at)
    }

    /// Lights an event with its past and its future.
    fn pick(&mut self, event: EventId) {
        let window = &self.lanes.window;
        let (past, future) = (window.past(event), window.future(event));
        self.lanes.traces.clear();
        self.lanes.light =
            Light::Cone { picked: event, past: past.into_iter().collect(), future: future.into_iter().collect() };
        self.lanes.held = Some(self.lanes.range);
    }

    fn pick_if_there(&mut self, event: Option<EventId>) {
        if let Some(event) = event.filter(|event| self.lanes.window.event(*event).is_some()) {
            self.pick(event);
        }
    }

    /// Follows the requests that a line of a terminal led to.
    fn follow(&mut self, client: ClientId, line: usize) -> Vec<Task> {
        let mut requests = self.requests_of(client, line);
        let all = requests.len();
        requests.truncate(FOLLOW_REQUESTS);
        let Some((from, to)) = self.stretch_of(client, &requests) else {
            return self.toast(self.text().run.sent_nothing.to_owned(), false);
        };
        let took = to.since(from).as_micros();
        self.lanes.let_go();
        self.lanes.requests = requests;
        self.hold(from.0.saturating_sub(took / 12), to.0 + took / 3);
        self.playback.playing = false;
        (self.drawer, self.sheet, self.sheet_open) = (Panel::Lanes, Panel::Lanes, true);
        if all <= FOLLOW_REQUESTS {
            return Vec::new();
        }
        self.toast(format!("{} {FOLLOW_REQUESTS} / {all}", self.text().run.first_followed), false)
    }

    /// The requests that a process sent which a line of a terminal started.
    fn requests_of(&self, client: ClientId, line: usize) -> Vec<RequestId> {
        let mut requests = Vec::new();
        for mark in self.timeline.marks() {
            if let MarkKind::Asked { request, line: of } = mark.kind
                && (request.client, of as usize) == (client, line)
                && !requests.contains(&request)
            {
                requests.push(request);
            }
        }
        requests
    }

    /// From when the first of the requests was sent until the last was answered, or, if none was, until now; to the end of a
    /// lease that came of them, if that is not far.
    fn stretch_of(&self, client: ClientId, requests: &[RequestId]) -> Option<(SimTime, SimTime)> {
        let marks = self.timeline.marks();
        let mut asked = None;
        let mut answered = None;
        for mark in marks {
            match mark.kind {
                MarkKind::Asked { request, .. } if requests.contains(&request) => asked = asked.or(Some(mark.at)),
                MarkKind::Answered { request, .. } if requests.contains(&request) => answered = Some(mark.at),
                _ => {}
            }
        }
        let from = asked?;
        let last = from + FOLLOW_SPAN;
        let mut to = answered.unwrap_or_else(|| self.timeline.edge().now()).min(last);
        if let Some(lease) = self.lease_between(client, from, to) {
            let ended = marks.iter().find(|mark| mark.kind == MarkKind::LeaseEnded(lease));
            to = ended.map_or(to, |mark| mark.at.max(to)).min(last);
        }
        Some((from, to))
    }

    /// The lease that a client was granted in a stretch of time.
    fn lease_between(&self, client: ClientId, from: SimTime, to: SimTime) -> Option<LeaseId> {
        let feed = self.timeline.edge().feed();
        feed.iter().find_map(|Notice { event }| match event.kind {
            EventKind::LeaseGranted { lease } if event.place == Some(Place::Client(client)) => {
                (from..=to).contains(&event.at).then_some(lease)
            }
            _ => None,
        })
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
