//! What the browser is asked to do; only the app performs it.

/// A setting that is remembered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Setting {
    Language,
    Theme,
    Calm,
}

impl Setting {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Language => "agora.language",
            Self::Theme => "agora.theme",
            Self::Calm => "agora.calm",
        }
    }
}

#[derive(Clone, PartialEq, Debug)]
pub enum Task {
    /// Render the panels; without this only the picture is painted.
    Render,
    Remember(Setting, String),
    /// Put this on the clipboard and say how it went.
    Copy(String),
    /// Keep the run as text where a panic cannot take it.
    KeepRun(String),
    /// The language or the colours changed.
    Dress,
    /// Take the toast of this number away after so many milliseconds.
    ToastOver(u32, u32),
    FocusPrompt,
    /// Put this fragment into the address and the whole address on the clipboard.
    Share(String),
    /// The address says nothing about the run any more.
    ClearAddress,
    /// Keep a run in the browser, by its id: its name on the first line, its file below.
    KeepForLater(String, String),
    /// Tell what is kept under this id.
    ReadRun(String),
    ForgetRun(String),
    ListRuns,
    /// This tab now shows the run of this id; tabs that show it too shall know, and when this one was opened.
    ThisRun(String, u64),
    /// Offer a file of this name to save.
    Download(String, String),
    /// Start a worker for a search of this number; the one before ends.
    BeginSearch(u32, String),
    EndSearch,
    /// Give the focus to the element of this id, once it is there.
    Focus(&'static str),
    /// Give the focus back to the page, away from the prompt.
    Blur,
}
