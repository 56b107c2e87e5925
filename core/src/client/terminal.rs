//! What a terminal shows.

use alloc::{string::String, sync::Arc};

use crate::{shared::Sequence, time::SimTime};

/// Where a line comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LineKind {
    /// Typed, behind the prompt.
    Input,
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// One line, without its line feed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TerminalLine {
    /// When it appeared.
    pub at: SimTime,
    /// Where it comes from.
    pub kind: LineKind,
    /// The text.
    pub text: Arc<str>,
}

/// Everything a terminal has shown, oldest first. Frames share it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Terminal {
    lines: Sequence<TerminalLine>,
}

impl Terminal {
    /// Everything it has shown.
    pub fn lines(&self) -> &Sequence<TerminalLine> {
        &self.lines
    }

    /// Shows one more line.
    pub fn show(&mut self, at: SimTime, kind: LineKind, text: &str) {
        self.lines.push(TerminalLine { at, kind, text: text.into() });
    }

    /// Lets a clone that is made now share all of it for ever.
    pub(super) fn settle(&mut self) {
        self.lines.settle();
    }

    /// What the commands printed, byte for byte, without what was typed.
    pub fn printed(&self) -> String {
        let printed = self.lines.iter().filter(|line| line.kind != LineKind::Input);
        printed.flat_map(|line| [&*line.text, "\n"]).collect()
    }
}
