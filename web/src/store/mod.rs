//! The page's state and everything that changes it: plain values, no browser, tested natively.
//!
//! [`Store::update`] takes an [`Action`] and returns what the browser has to do because of it.

pub mod action;
mod branches;
pub mod completion;
pub mod keys;
pub mod lanes;
pub mod library;
pub mod named;
pub mod playback;
mod prompt;
pub mod search;
pub mod select;
pub mod task;
pub mod terminal;
#[cfg(test)]
mod tests;
mod update;
pub mod walk;

use std::rc::Rc;

use agora_core::{
    id::ClientId,
    run::{Landmark, Options, Run, Timeline},
    sim::frame::Frame,
};

use self::{
    branches::Branches, lanes::Lanes, library::Library, named::Named, playback::Playback, search::Search,
    select::EventRow, terminal::Terminal, walk::Drag,
};
use crate::{
    scene::{
        afterglow::Afterglow,
        geometry::Size,
        hit::{Hit, Selection},
        layout::Layout,
    },
    text::{Language, Text},
};

/// Which colours the reader wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// Whatever the system has.
    #[default]
    System,
    Light,
    Dark,
}

/// The panels of the page. Where there is room some stand side by side, elsewhere each is a tab.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Panel {
    Inspector,
    Log,
    Lanes,
    Pending,
    Branches,
    Events,
    Checks,
    Sabotage,
    Script,
    Keys,
    Watches,
    Leases,
    Locks,
    Members,
}

impl Panel {
    /// All of them, in the order of their tabs.
    pub const ALL: [Self; 14] = [
        Self::Inspector,
        Self::Log,
        Self::Keys,
        Self::Watches,
        Self::Leases,
        Self::Locks,
        Self::Members,
        Self::Lanes,
        Self::Pending,
        Self::Branches,
        Self::Events,
        Self::Checks,
        Self::Sabotage,
        Self::Script,
    ];

    /// Those that show cards.
    pub const CARDS: [Self; 5] = [Self::Keys, Self::Watches, Self::Leases, Self::Locks, Self::Members];

    /// Whether it needs no tab where there is room beside the picture.
    pub const fn stands_beside(self) -> bool {
        matches!(self, Self::Inspector | Self::Events)
    }

    /// The panel of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|panel| panel.name() == name)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Inspector => "inspector",
            Self::Log => "log",
            Self::Lanes => "lanes",
            Self::Pending => "pending",
            Self::Branches => "branches",
            Self::Events => "events",
            Self::Checks => "checks",
            Self::Sabotage => "sabotage",
            Self::Script => "script",
            Self::Keys => "keys",
            Self::Watches => "watches",
            Self::Leases => "leases",
            Self::Locks => "locks",
            Self::Members => "members",
        }
    }
}

/// A short message over the picture.
#[derive(Clone, PartialEq, Debug)]
pub struct Toast {
    pub number: u32,
    pub text: String,
    pub bad: bool,
}

/// What the browser told us when the page began.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    pub language: Language,
    pub theme: Theme,
    pub system_dark: bool,
    pub calm_runs_faster: bool,
    /// Milliseconds since 1970, to name runs by.
    pub now: u64,
}

/// The whole state of the page.
pub struct Store {
    timeline: Timeline,
    /// What the jumps go to.
    pub landmark: Landmark,
    /// The playhead is being dragged.
    drag: Option<Drag>,
    branches: Branches,
    lanes: Lanes,
    library: Library,
    search: Search,
    /// The run's present, as the picture shows it.
    frame: Rc<Frame>,
    /// The run's present at the last rendering of the panels.
    shown: Rc<Frame>,
    /// Real seconds since the panels were rendered.
    stale: f64,
    pub playback: Playback,
    pub layout: Layout,
    stage: Size,
    page_width: f64,
    pub pixel_ratio: f64,
    pub afterglow: Afterglow,
    pub selection: Selection,
    pub hover: Option<Hit>,
    /// What was pointed at in a panel or in a terminal's output.
    picked: Option<Named>,
    /// The line for which the candidates were printed last.
    listed: Option<String>,
    terminals: Vec<Terminal>,
    active: ClientId,
    pub drawer: Panel,
    pub sheet: Panel,
    pub sheet_open: bool,
    pub language: Language,
    pub theme: Theme,
    system_dark: bool,
    pub help_open: bool,
    /// The seed as typed, which may not be a number yet.
    pub seed: String,
    pub toast: Option<Toast>,
    toasts: u32,
    /// What the live region says.
    pub announcement: String,
    announced: usize,
    feed: Rc<Vec<EventRow>>,
    feed_length: usize,
    script: Rc<str>,
}

impl Store {
    pub fn new(around: &Surroundings, options: Options) -> Self {
        let seed = options.seed.to_string();
        let timeline = Timeline::of(Run::new(options));
        let run = timeline.run();
        let frame = Rc::new(run.frame());
        let mut store = Self {
            terminals: frame.clients.iter().map(|client| Terminal::new(client.id)).collect(),
            active: ClientId(1),
            script: run.text().into(),
            timeline,
            landmark: Landmark::Commit,
            drag: None,
            branches: Branches::default(),
            lanes: Lanes::default(),
            library: Library::new(around.now, format!("{} {seed}", around.language.text().seed)),
            search: Search::default(),
            shown: Rc::clone(&frame),
            frame,
            stale: 0.0,
            playback: Playback::new(around.calm_runs_faster),
            layout: Layout::default(),
            stage: Size::default(),
            page_width: 0.0,
            pixel_ratio: 1.0,
            afterglow: Afterglow::default(),
            selection: Selection::None,
            hover: None,
            picked: None,
            listed: None,
            drawer: Panel::Log,
            sheet: Panel::Inspector,
            sheet_open: false,
            language: around.language,
            theme: around.theme,
            system_dark: around.system_dark,
            help_open: false,
            seed,
            toast: None,
            toasts: 0,
            announcement: String::new(),
            announced: 0,
            feed: Rc::default(),
            feed_length: 0,
        };
        store.greet();
        store
    }

    pub fn text(&self) -> &'static Text {
        self.language.text()
    }

    /// The run at the playhead.
    fn run(&self) -> &Run {
        self.timeline.run()
    }

    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    pub fn is_dark(&self) -> bool {
        match self.theme {
            Theme::System => self.system_dark,
            Theme::Light => false,
            Theme::Dark => true,
        }
    }

    /// Virtual seconds in a real one at this moment.
    pub fn rate(&self) -> f64 {
        if self.playback.playing { self.playback.rate(self.is_calm()) } else { 0.0 }
    }

    pub fn is_calm(&self) -> bool {
        crate::scene::afterglow::is_calm(&self.frame)
    }

    pub fn active(&self) -> ClientId {
        self.active
    }

    fn terminal(&mut self) -> &mut Terminal {
        let active = self.active;
        let place = self.terminals.iter().position(|terminal| terminal.client == active).unwrap_or(0);
        &mut self.terminals[place]
    }

    fn active_terminal(&self) -> &Terminal {
        let place = self.terminals.iter().position(|terminal| terminal.client == self.active).unwrap_or(0);
        &self.terminals[place]
    }

    /// The first lines of the first terminal.
    fn greet(&mut self) {
        let text = self.text();
        if let Some(terminal) = self.terminals.first_mut() {
            terminal.note(0, terminal::NoteKind::Plain, text.greeting);
        }
    }
}
