//! Walking in time: playing, stepping, jumping, dragging the playhead. A walk takes a budget of turns in each repaint, so
//! that no distance makes the page stand still.

use std::rc::Rc;

use agora_core::{
    id::EventId,
    run::{Goal, Landmark, Progress, Reached},
    time::{Duration, SimTime},
};

use super::{Store, action::Scrub, playback::CATCH_UP_MAX, task::Task};
use crate::scene::{afterglow::Afterglow, tape};

/// The panels are rendered at most this often while time runs, in real seconds.
const RENDER_EVERY: f64 = 0.125;
/// How far a jump looks ahead, so that a cluster without a majority does not keep it for ever.
const JUMP_LIMIT: Duration = Duration::from_secs(30);
/// How many turns one repaint may take.
pub const TURNS: u64 = 2_500;

/// The playhead is being dragged.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Drag {
    /// Whether time ran before.
    was_playing: bool,
    /// Where it is to go once it has come to where it was sent before.
    wanted: Option<SimTime>,
}

impl Store {
    /// Whether there is work for the next repaint even while time stands still.
    pub fn is_walking(&self) -> bool {
        self.timeline.is_seeking() || self.library.is_opening()
    }

    /// Whether any work goes on in the next repaint, on the way to a place or beside it.
    pub fn is_busy(&self) -> bool {
        self.is_walking() || self.branches.comparing.is_some() || self.lanes.is_reading()
    }

    /// Gives up what takes time: the way to a place, a comparison, the reading of the lanes. Returns whether anything did.
    pub(super) fn stop(&mut self) -> bool {
        let busy = self.timeline.is_seeking() || self.branches.comparing.is_some() || self.lanes.is_reading();
        self.timeline.stay();
        self.branches.comparing = None;
        self.lanes.stop_reading();
        if let Some(drag) = &mut self.drag {
            drag.wanted = None;
        }
        busy
    }

    pub(super) fn tick(&mut self, seconds: f64) -> Vec<Task> {
        if self.library.is_opening() {
            let mut tasks = self.open_on();
            tasks.push(Task::Render);
            return tasks;
        }
        if self.is_walking() {
            return self.walk_on(seconds);
        }
        let mut tasks = self.work_on();
        if !self.playback.playing {
            return tasks;
        }
        let rate = self.rate();
        let span = self.playback.virtual_span(seconds, self.is_calm());
        let begin = self.run().now();
        // Fast time is looked at several times in one repaint, so that the wires glow in proportion to their traffic.
        let looks = if rate > 2.0 { 6 } else { 1 };
        for look in 0..looks {
            self.timeline.play_to(begin + span * (look + 1) / looks, TURNS / looks);
            self.frame = Rc::new(self.run().frame());
            self.afterglow.observe(&self.frame);
        }
        self.afterglow.fade(seconds.min(CATCH_UP_MAX));
        tasks.extend(self.render_soon(seconds));
        tasks.extend(self.save_in_time(seconds));
        tasks
    }

    /// Asks for a rendering of the panels if the last one is a while ago.
    fn render_soon(&mut self, seconds: f64) -> Vec<Task> {
        self.stale += seconds;
        if self.stale < RENDER_EVERY {
            return Vec::new();
        }
        self.refresh();
        vec![Task::Render]
    }

    /// One budget more of what goes on beside time: a comparison, the reading of the lanes.
    fn work_on(&mut self) -> Vec<Task> {
        let mut tasks = Vec::new();
        if self.branches.comparing.is_some() {
            self.compare_on();
            tasks.push(Task::Render);
        }
        if self.lanes.is_reading() {
            self.read_on();
            tasks.push(Task::Render);
        }
        tasks
    }

    /// One budget more on the way to where one wants to be.
    fn walk_on(&mut self, seconds: f64) -> Vec<Task> {
        match self.timeline.proceed(TURNS) {
            Progress::Working(_) => self.render_soon(seconds),
            Progress::Arrived => {
                self.arrive();
                let wanted = self.drag.as_mut().and_then(|drag| drag.wanted.take());
                if let Some(time) = wanted {
                    self.timeline.seek(Goal::Time(time));
                }
                vec![Task::Render]
            }
            Progress::Branched(_) => {
                self.playback.playing = false;
                self.arrive();
                let mut tasks = self.keep();
                tasks.extend(self.say_branched(self.text().run.undone));
                tasks.push(Task::Render);
                tasks
            }
            Progress::NotFound => {
                let mut tasks = self.toast(self.text().not_found_ahead.to_owned(), false);
                tasks.push(Task::Render);
                tasks
            }
        }
    }

    /// Takes in that the playhead has come from elsewhere.
    pub(super) fn arrive(&mut self) {
        self.frame = Rc::new(self.timeline.run().frame());
        self.afterglow = Afterglow::dark(&self.frame);
        self.announced = self.announced.min(self.run().feed().len());
        self.feed_length = usize::MAX;
        self.lanes.forget_window();
        self.refresh();
    }

    /// Sets out, and is often there at once.
    pub(super) fn set_out(&mut self) -> Vec<Task> {
        if !self.is_walking() {
            self.arrive();
            return Vec::new();
        }
        self.walk_on(0.0)
    }

    pub(super) fn play_or_pause(&mut self) -> Vec<Task> {
        self.timeline.stay();
        self.playback.playing = !self.playback.playing;
        Vec::new()
    }

    pub(super) fn step(&mut self) -> Vec<Task> {
        self.playback.playing = false;
        if self.timeline.step() { Vec::new() } else { self.toast(self.text().nothing_to_come.to_owned(), false) }
    }

    pub(super) fn step_back(&mut self) -> Vec<Task> {
        self.playback.playing = false;
        // Several steps may be asked for before the first is done.
        match self.run().turns().checked_sub(1) {
            Some(turn) if !self.is_walking() => {
                self.timeline.seek(Goal::Turn(turn));
                self.set_out()
            }
            Some(_) => Vec::new(),
            None => self.toast(self.text().run.none_before.to_owned(), false),
        }
    }

    pub(super) fn jump_next(&mut self) -> Vec<Task> {
        self.playback.playing = false;
        self.timeline.seek_next(self.landmark, JUMP_LIMIT);
        self.set_out()
    }

    pub(super) fn jump_previous(&mut self) -> Vec<Task> {
        self.playback.playing = false;
        if self.timeline.seek_previous(self.landmark) {
            return self.set_out();
        }
        self.toast(self.text().run.none_before.to_owned(), false)
    }

    pub(super) fn go_live(&mut self) -> Vec<Task> {
        if self.timeline.is_live() {
            return Vec::new();
        }
        self.timeline.seek(Goal::Edge);
        self.set_out()
    }

    pub(super) fn go_to(&mut self, event: EventId) -> Vec<Task> {
        self.playback.playing = false;
        let reached = self.timeline.seek(Goal::Event(event));
        let mut tasks = self.set_out();
        if let Reached::ClampedTo(_) = reached {
            tasks.extend(self.toast(self.text().run.beyond.to_owned(), false));
        }
        tasks
    }

    pub(super) fn scrub(&mut self, scrub: Scrub) -> Vec<Task> {
        match scrub {
            Scrub::To(part) => {
                let drag = self.drag.unwrap_or(Drag { was_playing: self.playback.playing, wanted: None });
                self.playback.playing = false;
                let time = tape::time_at(part, self.tape_span());
                let on_the_way = self.is_walking() && self.drag.is_some();
                self.drag = Some(Drag { wanted: on_the_way.then_some(time), ..drag });
                if on_the_way {
                    return Vec::new();
                }
                self.timeline.seek(Goal::Time(time));
                self.set_out()
            }
            Scrub::Over => {
                let Some(drag) = self.drag.take() else { return Vec::new() };
                self.playback.playing = drag.was_playing;
                let Some(time) = drag.wanted else { return Vec::new() };
                self.timeline.seek(Goal::Time(time));
                self.set_out()
            }
        }
    }

    /// How long the tape is, in virtual time.
    pub fn tape_span(&self) -> SimTime {
        tape::span(self.timeline.edge().now())
    }
}

/// What the jumps can go to, in the order of the menu.
pub const LANDMARKS: [Landmark; 7] = [
    Landmark::Election,
    Landmark::Commit,
    Landmark::Answer,
    Landmark::Notice,
    Landmark::LeaseEnd,
    Landmark::Crash,
    Landmark::Violation,
];
