//! Runs that are kept: saved by themselves in the browser, shared as links, saved and opened as files.

use agora_core::run::{
    Timeline,
    share::{OpenError, Opened, Opening, View, from_link},
};

use super::{Panel, Store, action::LibraryAction, task::Task};
use crate::text::refusal;

/// How long “Copied” is shown, in milliseconds.
const COPIED_LIFE: u32 = 2_000;
/// How many turns of a run that is being opened one repaint plays.
const TURNS: u64 = 2_500;
/// A run that time alone changes is saved this often, in real seconds.
const SAVE_EVERY: f64 = 5.0;

/// A run that the browser keeps.
#[derive(Clone, PartialEq, Debug)]
pub struct SavedRun {
    /// Its name for the browser.
    pub id: String,
    pub name: String,
    /// When it was saved last, in the reader's own way of writing times.
    pub when: String,
}

/// What lies over the page and wants an answer.
#[derive(Clone, PartialEq, Debug)]
pub enum Dialog {
    /// A link or a text can be pasted, a file chosen.
    Open(String),
    /// A run is being opened; the moment that it has come to, in seconds.
    Opening(String),
    /// It was not opened; the reason.
    Refused(String),
    Search,
}

/// A run on its way in.
struct Incoming {
    opening: Opening,
    /// Under which id and name it is kept, if it is already.
    kept: Option<(String, String)>,
}

/// What the page knows of runs that are kept.
#[derive(Default)]
pub(super) struct Library {
    /// Under what this run is kept.
    id: String,
    name: String,
    /// When this page was opened; with the count it names runs.
    born: u64,
    count: u32,
    /// There is something to save.
    dirty: bool,
    /// Real seconds since it was saved.
    waiting: f64,
    pub full: bool,
    pub saved: Vec<SavedRun>,
    /// What its name is to become.
    pub renaming: Option<String>,
    incoming: Option<Incoming>,
    pub dialog: Option<Dialog>,
    /// The address says which run this is.
    addressed: bool,
}

impl Library {
    pub fn new(born: u64, name: String) -> Self {
        Self { id: format!("{born}-0"), born, name, ..Self::default() }
    }

    pub const fn is_opening(&self) -> bool {
        self.incoming.is_some()
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn id(&self) -> &str {
        &self.id
    }
}

impl Store {
    pub(super) fn library(&mut self, action: LibraryAction) -> Vec<Task> {
        match action {
            LibraryAction::Share => self.share(),
            LibraryAction::Shared(copied) => {
                let text = &self.text().run;
                if !copied {
                    return self.toast(text.link_in_address.to_owned(), false);
                }
                self.toast(text.link_copied.to_owned(), false);
                vec![Task::ToastOver(self.toasts, COPIED_LIFE)]
            }
            LibraryAction::AskToOpen => {
                self.library.dialog = Some(Dialog::Open(String::new()));
                vec![Task::Focus("open-text")]
            }
            LibraryAction::OpenTyped(typed) => {
                if let Some(Dialog::Open(text)) = &mut self.library.dialog {
                    *text = typed;
                }
                Vec::new()
            }
            LibraryAction::OpenTypedText => match self.library.dialog.take() {
                Some(Dialog::Open(text)) if !text.trim().is_empty() => self.open_text(&text),
                other => {
                    self.library.dialog = other;
                    Vec::new()
                }
            },
            LibraryAction::OpenText(text) => self.open_text(&text),
            LibraryAction::OpenLink(fragment) => self.open_link(&fragment),
            LibraryAction::OpenSaved(id) => vec![Task::ReadRun(id)],
            LibraryAction::Found(id, kept) => self.found(id, &kept),
            LibraryAction::Stay => {
                (self.library.dialog, self.library.incoming) = (None, None);
                vec![Task::FocusPrompt]
            }
            LibraryAction::SaveFile => {
                let view = self.view();
                vec![Task::Download(format!("{}.agora", self.library.name), self.timeline.to_file(&view))]
            }
            LibraryAction::Leave => self.save(),
            LibraryAction::Claimed(id, born) => self.claimed(&id, born),
            LibraryAction::Saved(done) => self.change(|store| store.library.full = !done),
            LibraryAction::Listed(saved) => self.change(|store| store.library.saved = saved),
            LibraryAction::Forget(id) => vec![Task::ForgetRun(id), Task::ListRuns],
            LibraryAction::Rename => {
                self.library.renaming = Some(self.library.name.clone());
                vec![Task::Focus("run-name")]
            }
            LibraryAction::NameTyped(name) => self.change(|store| store.library.renaming = Some(name)),
            LibraryAction::SaveName => self.save_run_name(),
        }
    }

    /// What is looked at, for a link or a file.
    fn view(&self) -> View {
        let panel = if self.page_width >= 1200.0 { self.drawer } else { self.sheet };
        let selection = self.selection.words();
        View { selection, panel: Some(panel.name().to_owned()), ..self.timeline.view() }
    }

    fn share(&mut self) -> Vec<Task> {
        match self.timeline.to_link(&self.view()) {
            Ok(link) => {
                self.library.addressed = true;
                vec![Task::Share(link)]
            }
            Err(error) => self.refuse(&error),
        }
    }

    /// A link with whatever stands before its fragment, or the text of a run.
    pub(super) fn open_text(&mut self, text: &str) -> Vec<Task> {
        let text = text.trim();
        let fragment = text.split_once('#').map(|(_, fragment)| fragment);
        match fragment.filter(|_| !text.contains('\n') && !text.starts_with('#')) {
            Some(fragment) => self.open_link(fragment),
            None => self.open(Opening::new(text, None), None),
        }
    }

    fn open_link(&mut self, fragment: &str) -> Vec<Task> {
        let opening = from_link(fragment).and_then(|link| Opening::new(&link.run.unwrap_or_default(), Some(link.view)));
        self.open(opening, None)
    }

    fn open(&mut self, opening: Result<Opening, OpenError>, kept: Option<(String, String)>) -> Vec<Task> {
        match opening {
            Ok(opening) => {
                self.library.dialog = Some(Dialog::Opening(super::select::clock(0)));
                self.library.incoming = Some(Incoming { opening, kept });
                self.open_on()
            }
            Err(error) => self.refuse(&error),
        }
    }

    fn refuse(&mut self, error: &OpenError) -> Vec<Task> {
        self.library.incoming = None;
        self.library.dialog = Some(Dialog::Refused(refusal::reason(self.language, error)));
        vec![Task::Focus("dialog-close")]
    }

    /// What the browser had kept under an id: the name, then the file.
    fn found(&mut self, id: String, kept: &str) -> Vec<Task> {
        let (name, text) = kept.split_once('\n').unwrap_or_default();
        self.open(Opening::new(text, None), Some((id, name.to_owned())))
    }

    /// Plays a little more of the run that is being opened.
    pub(super) fn open_on(&mut self) -> Vec<Task> {
        let Some(incoming) = &mut self.library.incoming else { return Vec::new() };
        match incoming.opening.proceed(TURNS) {
            Ok(Opened::Working(_, at)) => {
                self.library.dialog = Some(Dialog::Opening(super::select::clock(at.0)));
                Vec::new()
            }
            Ok(Opened::Ready(timeline)) => self.opened(*timeline),
            Err(error) => self.refuse(&error),
        }
    }

    fn opened(&mut self, timeline: Timeline) -> Vec<Task> {
        let Some(Incoming { opening, kept }) = self.library.incoming.take() else { return Vec::new() };
        self.library.dialog = None;
        let mut tasks = self.save();
        self.begin(timeline);
        self.greet();
        let seed = format!("{} {}", self.text().seed, self.seed);
        (self.library.id, self.library.name) = kept.unwrap_or_else(|| (self.library.fresh_id(), seed));
        self.playback.playing = false;
        self.look_as(opening.view());
        tasks.extend(self.keep());
        tasks.push(Task::ThisRun(self.library.id.clone(), self.library.born));
        tasks.push(Task::ListRuns);
        tasks
    }

    fn look_as(&mut self, view: &View) {
        if let Some(panel) = view.panel.as_deref().and_then(Panel::named) {
            (self.drawer, self.sheet) = (panel, panel);
        }
        if let Some(selection) = view.selection.as_deref().and_then(crate::scene::hit::Selection::named) {
            self.selection = selection;
        }
        self.refresh();
    }

    /// A run of its own begins: the one before it stays as it was saved last.
    pub(super) fn new_run(&mut self) -> Vec<Task> {
        self.library.id = self.library.fresh_id();
        self.library.name = format!("{} {}", self.text().seed, self.seed);
        self.library.dirty = false;
        vec![Task::ThisRun(self.library.id.clone(), self.library.born), Task::ListRuns]
    }

    /// Another tab has this run too, as when a tab is duplicated: they would write over each other. The one that was opened
    /// later goes on with a copy.
    fn claimed(&mut self, id: &str, born: u64) -> Vec<Task> {
        if id != self.library.id {
            return Vec::new();
        }
        if born > self.library.born {
            return vec![Task::ThisRun(self.library.id.clone(), self.library.born)];
        }
        self.library.id = self.library.fresh_id();
        self.library.name = format!("{} ({})", self.library.name, self.text().run.copy);
        self.library.dirty = true;
        let mut tasks = self.save();
        tasks.extend([Task::ThisRun(self.library.id.clone(), self.library.born), Task::ListRuns]);
        tasks.extend(self.toast(self.text().run.copied_run.to_owned(), false));
        tasks
    }

    /// Takes in that people have done something, which is worth saving.
    pub(super) fn touch(&mut self) -> Vec<Task> {
        self.library.dirty = true;
        let mut tasks = self.save();
        if std::mem::take(&mut self.library.addressed) {
            tasks.push(Task::ClearAddress);
        }
        tasks
    }

    pub(super) fn save_in_time(&mut self, seconds: f64) -> Vec<Task> {
        self.library.waiting += seconds;
        if self.library.waiting < SAVE_EVERY {
            return Vec::new();
        }
        self.library.waiting = 0.0;
        self.save()
    }

    /// Has the run kept, unless nobody has done anything in it.
    pub(super) fn save(&mut self) -> Vec<Task> {
        if !self.library.dirty && self.timeline.deeds().is_empty() {
            return Vec::new();
        }
        self.library.dirty = false;
        let kept = format!("{}\n{}", self.library.name, self.timeline.to_file(&self.view()));
        let id = self.library.id.clone();
        let is_listed = self.library.saved.iter().any(|run| run.id == id);
        let mut tasks = vec![Task::KeepForLater(id, kept)];
        if !is_listed {
            tasks.push(Task::ListRuns);
        }
        tasks
    }

    fn save_run_name(&mut self) -> Vec<Task> {
        let name = self.library.renaming.take().unwrap_or_default().trim().replace(['\n', '\r'], " ");
        if name.is_empty() {
            return Vec::new();
        }
        self.library.name = name;
        self.library.dirty = true;
        let mut tasks = self.save();
        tasks.push(Task::ListRuns);
        tasks
    }
}

impl Library {
    fn fresh_id(&mut self) -> String {
        self.count += 1;
        format!("{}-{}", self.born, self.count)
    }
}
