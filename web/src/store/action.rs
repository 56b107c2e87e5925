//! Everything that can happen to the page.

use agora_core::{
    id::{ClientId, EventId, NodeId},
    run::{BranchId, Landmark},
    sim::{
        intervention::{Intervention, Name},
        place::Place,
    },
};

use super::{Panel, Theme, library::SavedRun, named::Named};
use crate::{
    scene::{
        geometry::{Point, Size},
        hit::Selection,
    },
    text::Language,
};

#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// Real time passed, in seconds since the last repaint.
    Tick(f64),
    PlayOrPause,
    Step,
    StepBack,
    /// What the jumps go to.
    LookFor(Landmark),
    JumpNext,
    JumpPrevious,
    GoLive,
    /// Whatever is under way is given up.
    Stop,
    /// To just after an event of the branch that is shown.
    GoTo(EventId),
    Scrub(Scrub),
    /// The slider's notch, see [`super::playback::Playback`].
    Speed(i32),
    Faster,
    Slower,
    CalmRunsFaster(bool),
    SeedTyped(String),
    /// A new run from the seed that stands in its field.
    Reset,

    Act(Intervention),
    /// Cut, then cut one way only, then whole again.
    CycleWire(Place, Place),
    /// The same, and the wire is shown unless a member or a client is.
    ClickWire(NodeId, NodeId),

    /// The stage's size, the page's width, and how many device pixels make one of ours.
    Resize {
        stage: Size,
        page_width: f64,
        pixel_ratio: f64,
    },
    PointAt(Option<Point>),
    ClickAt(Point),
    Select(Selection),
    /// A digit: the member of that number.
    Digit(u8),

    /// What a text names was clicked.
    Pick(Named),

    Typed(String),
    /// Tab, at the end of the line.
    Complete,
    Submit,
    /// Several lines were pasted into the prompt, behind what stands there.
    Paste(String),
    /// An example was clicked: it is typed and sent.
    Enter(&'static str),
    Interrupt,
    Older,
    Newer,
    ClearTerminal,
    ShowTerminal(ClientId),
    OpenTerminal,
    Connect(Option<Name>),

    Branch(BranchAction),
    Library(LibraryAction),
    Search(SearchAction),
    Undo,
    Lanes(LaneAction),

    Drawer(Panel),
    Sheet(Panel),
    /// A panel, wherever it is on this screen.
    Show(Panel),
    /// Every rule that is off works again.
    MendAll,
    Speak(Language),
    Theme(Theme),
    SystemDark(bool),
    Help(bool),
    CopyScript,
    Copied(bool),
    ToastOver(u32),
    Escape,
    GoToPrompt,
}

/// The playhead is dragged along the tape.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Scrub {
    /// To this part of the tape's length; time stands still meanwhile.
    To(f64),
    /// It is let go: time runs again if it did before.
    Over,
}

/// What is done with branches.
#[derive(Clone, PartialEq, Debug)]
pub enum BranchAction {
    Switch(BranchId),
    /// Its name becomes a field.
    Rename(BranchId),
    NameTyped(String),
    SaveName,
    KeepName,
    Delete(BranchId),
    /// With the branch that is shown.
    Compare(BranchId),
}

/// What is done with runs that are kept.
#[derive(Clone, PartialEq, Debug)]
pub enum LibraryAction {
    /// As a link, on the clipboard and in the address.
    Share,
    /// Whether the clipboard took the link.
    Shared(bool),
    AskToOpen,
    OpenTyped(String),
    OpenTypedText,
    /// A file's or a pasted text.
    OpenText(String),
    /// A link's fragment.
    OpenLink(String),
    /// A run that the browser keeps, by its id.
    OpenSaved(String),
    /// What the browser keeps under this id: a name, and a file below.
    Found(String, String),
    /// Close the dialog, and open nothing.
    Stay,
    SaveFile,
    /// The page is hidden or left.
    Leave,
    /// Another tab has the run of this id; when that tab was opened.
    Claimed(String, u64),
    /// Whether the browser had room for the run.
    Saved(bool),
    Listed(Vec<SavedRun>),
    /// The browser shall not keep this run any longer.
    Forget(String),
    Rename,
    NameTyped(String),
    SaveName,
}

/// What is done with a search through many seeds.
#[derive(Clone, PartialEq, Debug)]
pub enum SearchAction {
    Ask,
    Sought(String),
    /// The name of a rule that is off; empty for none.
    Without(String),
    Seeds(String),
    Span(String),
    Begin,
    Cancel,
    /// What the worker of the search with this number says.
    Heard(u32, String),
    OpenFound,
}

/// What is done with the lanes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum LaneAction {
    Wider,
    Narrower,
    Earlier,
    Later,
    /// A point of the canvas, and the canvas's size.
    ClickAt(Point, Size),
    LetGo,
    ToCause,
    ToEffect,
    /// Follow the command on this line of a terminal.
    Follow(ClientId, usize),
}
