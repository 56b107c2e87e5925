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
    /// Take the toast of this number away in a while.
    ToastOver(u32),
    FocusPrompt,
    /// Give the focus to the element of this id, once it is there.
    Focus(&'static str),
    /// Give the focus back to the page, away from the prompt.
    Blur,
}
