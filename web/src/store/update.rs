//! What each action changes.

use std::rc::Rc;

use agora_core::{
    id::{ClientId, NodeId},
    run::{Acted, Options, Run, Timeline},
    sim::{
        intervention::{Intervention, Name, Span},
        place::Place,
    },
};

use super::{
    Panel, Store, Theme, Toast,
    action::{Action, LibraryAction},
    branches::Branches,
    lanes::Lanes,
    task::{Setting, Task},
    terminal::Terminal,
};
use crate::{
    scene::{
        geometry::Point,
        hit::{self, Hit, Selection},
        layout::Layout,
    },
    text::{event, refusal},
};

/// How long a toast stays, in milliseconds.
const TOAST_LIFE: u32 = 4_000;

impl Store {
    /// Takes one action; the answer is what the browser has to do. The picture is painted after each of them.
    pub fn update(&mut self, action: Action) -> Vec<Task> {
        let mut tasks = match action {
            Action::Tick(seconds) => return self.tick(seconds),
            Action::PointAt(at) => return self.point_at(at),
            Action::PlayOrPause => self.play_or_pause(),
            Action::Step => self.step(),
            Action::StepBack => self.step_back(),
            Action::LookFor(landmark) => self.change(|store| store.landmark = landmark),
            Action::JumpNext => self.jump_next(),
            Action::JumpPrevious => self.jump_previous(),
            Action::GoLive => self.go_live(),
            Action::Stop => {
                self.stop();
                Vec::new()
            }
            Action::GoTo(event) => self.go_to(event),
            Action::Scrub(scrub) => self.scrub(scrub),
            Action::Branch(action) => self.branch(action),
            Action::Library(action) => self.library(action),
            Action::Search(action) => self.search(action),
            Action::Undo => self.undo(),
            Action::Lanes(action) => self.lane(action),
            Action::Speed(notch) => self.set_notch(notch),
            Action::Faster => self.set_notch(self.playback.notch + 3),
            Action::Slower => self.set_notch(self.playback.notch - 3),
            Action::CalmRunsFaster(wanted) => {
                self.playback.calm_runs_faster = wanted;
                vec![Task::Remember(Setting::Calm, wanted.to_string())]
            }
            Action::SeedTyped(seed) => self.change(|store| store.seed = seed),
            Action::Reset => self.reset(),
            Action::Act(intervention) => self.act_or_toast(&intervention),
            Action::CycleWire(a, b) => self.cycle_wire(a, b),
            Action::ClickWire(a, b) => self.click_wire(a, b),
            Action::MendAll => self.mend_all(),
            Action::Resize { stage, page_width, pixel_ratio } => self.change(|store| {
                (store.stage, store.page_width, store.pixel_ratio) = (stage, page_width, pixel_ratio);
                store.layout = Layout::of(stage, &store.frame);
            }),
            Action::ClickAt(at) => self.click(at),
            Action::Select(selection) => self.select(selection),
            Action::Digit(digit) => self.digit(digit),
            Action::Typed(input) => self.change(|store| store.terminal().typed(input)),
            Action::Complete => self.complete(),
            Action::Pick(named) => self.show_named(&named),
            Action::Submit => self.submit(),
            Action::Enter(line) => {
                self.terminal().typed(line.to_owned());
                let mut tasks = self.submit();
                tasks.push(Task::FocusPrompt);
                tasks
            }
            Action::Paste(text) => self.paste(&text),
            Action::Interrupt => self.interrupt(),
            Action::Older => self.change(|store| store.terminal().older()),
            Action::Newer => self.change(|store| store.terminal().newer()),
            Action::ClearTerminal => self.change(Self::clear_terminal),
            Action::ShowTerminal(client) => {
                self.active = client;
                vec![Task::FocusPrompt]
            }
            Action::OpenTerminal => self.open_terminal(),
            Action::Connect(endpoint) => self.change(|store| store.terminal().endpoint = endpoint),
            page => self.update_page(&page),
        };
        self.refresh();
        tasks.push(Task::Render);
        tasks
    }

    /// What concerns only how the page looks.
    fn update_page(&mut self, action: &Action) -> Vec<Task> {
        match *action {
            Action::Drawer(panel) => self.change(|store| store.drawer = panel),
            Action::Sheet(panel) => self.change(|store| {
                store.sheet_open = store.sheet != panel || !store.sheet_open;
                store.sheet = panel;
            }),
            Action::Show(panel) => self.change(|store| {
                (store.drawer, store.sheet, store.sheet_open) = (panel, panel, true);
            }),
            Action::Speak(language) => {
                self.language = language;
                self.feed_length = 0;
                vec![Task::Remember(Setting::Language, language.code().to_owned()), Task::Dress]
            }
            Action::Theme(theme) => {
                self.theme = theme;
                let name = match theme {
                    Theme::System => "system",
                    Theme::Light => "light",
                    Theme::Dark => "dark",
                };
                vec![Task::Remember(Setting::Theme, name.to_owned()), Task::Dress]
            }
            Action::SystemDark(dark) => {
                self.system_dark = dark;
                vec![Task::Dress]
            }
            Action::Help(open) => self.change(|store| store.help_open = open),
            Action::CopyScript => vec![Task::Copy(self.script.to_string())],
            Action::Copied(done) => {
                let text = self.text();
                if done {
                    self.toast(text.copied.to_owned(), false)
                } else {
                    (self.drawer, self.sheet, self.sheet_open) = (Panel::Script, Panel::Script, true);
                    self.toast(text.not_copied.to_owned(), true)
                }
            }
            Action::ToastOver(number) => self.change(|store| {
                store.toast.take_if(|toast| toast.number == number);
            }),
            Action::Escape => self.escape(),
            Action::GoToPrompt => vec![Task::FocusPrompt],
            _ => Vec::new(),
        }
    }

    pub(super) fn change(&mut self, change: impl FnOnce(&mut Self)) -> Vec<Task> {
        change(self);
        Vec::new()
    }

    /// Brings everything that depends on the run up to date.
    pub(super) fn refresh(&mut self) {
        self.frame = Rc::new(self.run().frame());
        self.shown = Rc::clone(&self.frame);
        self.make_room();
        self.afterglow.observe(&self.frame);
        self.stale = 0.0;
        self.announce();
        self.refresh_feed();
        self.refresh_lanes();
    }

    /// Gives members and clients that are new a place in the picture, and each client a terminal.
    fn make_room(&mut self) {
        if !self.layout.fits(&self.frame) {
            self.layout = Layout::of(self.stage, &self.frame);
        }
        for client in self.frame.clients.iter().skip(self.terminals.len()) {
            self.terminals.push(Terminal::new(client.id));
        }
        // Before the moment at which a terminal was opened it is not there.
        if self.active.0 as usize > self.frame.clients.len() {
            self.active = ClientId(1);
        }
    }

    /// One more terminal, which is then the active one.
    fn open_terminal(&mut self) -> Vec<Task> {
        let next = ClientId(self.frame.clients.len() as u8 + 1);
        match self.act(&Intervention::Open(next)) {
            Ok(mut tasks) => {
                self.refresh();
                self.active = next;
                tasks.push(Task::FocusPrompt);
                tasks
            }
            Err(refusal) => self.toast(refusal, true),
        }
    }

    /// Puts the latest great event into words for the live region.
    fn announce(&mut self) {
        let feed = self.timeline.run().feed();
        let mut fresh = feed.range(self.announced.min(feed.len())..feed.len()).rev();
        if let Some(notice) = fresh.find(|notice| event::is_great(&notice.event)) {
            self.announcement = event::sentence(self.language, &notice.event);
        }
        self.announced = feed.len();
    }

    fn set_notch(&mut self, notch: i32) -> Vec<Task> {
        self.playback.set_notch(notch);
        Vec::new()
    }

    /// A new run; the page keeps its looks and the terminals their history.
    pub(super) fn reset(&mut self) -> Vec<Task> {
        let Ok(seed) = self.seed.trim().parse() else {
            return self.toast(self.text().seed_is_a_number.to_owned(), true);
        };
        let mut tasks = self.save();
        self.begin(Timeline::of(Run::new(Options { seed, ..Options::default() })));
        self.greet();
        self.playback.playing = true;
        tasks.extend(self.new_run());
        tasks.extend(self.keep());
        tasks
    }

    /// Shows another run in place of this one.
    pub(super) fn begin(&mut self, timeline: Timeline) {
        self.timeline = timeline;
        self.frame = Rc::new(self.run().frame());
        self.terminals = self.frame.clients.iter().map(|client| Terminal::new(client.id)).collect();
        self.active = ClientId(1);
        self.seed = self.run().options().seed.to_string();
        (self.selection, self.picked, self.listed) = (Selection::None, None, None);
        self.layout = Layout::of(self.stage, &self.frame);
        (self.drag, self.branches, self.lanes) = (None, Branches::default(), Lanes::default());
        self.announced = 0;
        self.arrive();
    }

    /// Does something to the world.
    ///
    /// # Errors
    /// The world's refusal, as text; nothing has changed then.
    pub(super) fn act(&mut self, intervention: &Intervention) -> Result<Vec<Task>, String> {
        let acted = self.timeline.act(intervention).map_err(|why| refusal::refused(self.language, &why))?;
        let mut tasks = self.keep();
        if let Acted::Branched(_) = acted {
            tasks.extend(self.say_branched(self.text().run.branched));
        }
        Ok(tasks)
    }

    /// Keeps what was done, now that it has changed.
    pub(super) fn keep(&mut self) -> Vec<Task> {
        let script = self.timeline.edge().text();
        self.script = script.as_str().into();
        let mut tasks = vec![Task::KeepRun(script)];
        tasks.extend(self.touch());
        tasks
    }

    pub(super) fn act_or_toast(&mut self, intervention: &Intervention) -> Vec<Task> {
        self.act(intervention).unwrap_or_else(|refusal| self.toast(refusal, true))
    }

    fn mend_all(&mut self) -> Vec<Task> {
        let broken = self.frame.sabotage.broken();
        broken.flat_map(|rule| self.act_or_toast(&Intervention::Sabotage(rule, false))).collect()
    }

    fn cycle_wire(&mut self, a: Place, b: Place) -> Vec<Task> {
        let (from, to) = (Name::Place(a), Name::Place(b));
        let both = Span { from, to, one_way: false };
        self.act_or_toast(&match (self.frame.is_cut(a, b), self.frame.is_cut(b, a)) {
            (false, false) => Intervention::Cut(both),
            (true, true) => Intervention::Heal(Some(Span { from: to, to: from, one_way: true })),
            _ => Intervention::Heal(Some(both)),
        })
    }

    fn click_wire(&mut self, a: NodeId, b: NodeId) -> Vec<Task> {
        let (a, b) = (Place::Member(a.min(b)), Place::Member(a.max(b)));
        if !matches!(self.selection, Selection::Member(_) | Selection::Client(_)) {
            self.select(Selection::Wire(a, b));
        }
        self.cycle_wire(a, b)
    }

    fn point_at(&mut self, at: Option<Point>) -> Vec<Task> {
        let hover = at.and_then(|at| hit::hit(at, &self.frame, &self.layout));
        if hover == self.hover {
            return Vec::new();
        }
        self.hover = hover;
        vec![Task::Render]
    }

    fn click(&mut self, at: Point) -> Vec<Task> {
        match hit::hit(at, &self.frame, &self.layout) {
            Some(Hit::Message(message)) => self.select(Selection::Message(message)),
            Some(Hit::Wire(a, b)) => self.click_wire(a, b),
            None => self.select(Selection::None),
        }
    }

    pub(super) fn select(&mut self, selection: Selection) -> Vec<Task> {
        self.selection = selection;
        if selection != Selection::None {
            self.sheet = Panel::Inspector;
        }
        if let Selection::Client(client) = selection {
            self.active = client;
        }
        Vec::new()
    }

    fn digit(&mut self, digit: u8) -> Vec<Task> {
        match NodeId::new(digit).filter(|id| self.frame.member(*id).is_some()) {
            Some(id) => self.select(Selection::Member(id)),
            None => Vec::new(),
        }
    }

    fn escape(&mut self) -> Vec<Task> {
        if self.stop() {
            return Vec::new();
        }
        if self.help_open {
            self.help_open = false;
        } else if self.library.dialog.is_some() {
            return self.library(LibraryAction::Stay);
        } else if self.sheet_open {
            self.sheet_open = false;
        } else {
            self.selection = Selection::None;
            self.picked = None;
        }
        vec![Task::Blur]
    }

    pub(super) fn toast(&mut self, text: String, bad: bool) -> Vec<Task> {
        self.toasts += 1;
        self.announcement.clone_from(&text);
        self.toast = Some(Toast { number: self.toasts, text, bad });
        vec![Task::ToastOver(self.toasts, TOAST_LIFE)]
    }
}
