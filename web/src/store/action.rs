//! Everything that can happen to the page.

use agora_core::{
    id::{ClientId, NodeId},
    run::Landmark,
    sim::intervention::{Intervention, Name},
};

use super::{Panel, Theme};
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
    SkipTo(Landmark),
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
    CycleWire(NodeId, NodeId),

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

    Typed(String),
    Submit,
    /// An example was clicked: it is typed and sent.
    Enter(&'static str),
    Interrupt,
    Older,
    Newer,
    ClearTerminal,
    ShowTerminal(ClientId),
    Connect(Option<Name>),

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
