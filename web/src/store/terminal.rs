//! A terminal on the page: what is being typed, what was typed before, and the page's own lines between the client's.

use agora_core::{
    client::{
        shell::lines,
        terminal::{LineKind, TerminalLine},
    },
    id::ClientId,
    shared::Sequence,
    sim::intervention::Name,
};

/// How many lines a terminal shows at most.
pub const LINES_MAX: usize = 300;

/// A line that the page wrote, not the client's process.
#[derive(Clone, PartialEq, Debug)]
struct Note {
    /// It stands after this many of the client's lines.
    after: usize,
    kind: NoteKind,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoteKind {
    /// What was typed, when it was meant for the page or the world.
    Echo,
    Plain,
    Error,
    /// Words that can be typed, and what they are for.
    Words(&'static str),
    /// A command to click, and what it does.
    Example(&'static str),
}

/// One line as shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Unique in its terminal, for keyed rendering.
    pub key: u64,
    pub kind: RowKind,
    pub text: String,
    /// Which of the client's lines it is, if it is one.
    pub line: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    Input,
    Output,
    Error,
    Note,
    Words(&'static str),
    Example(&'static str),
}

#[derive(Clone, PartialEq, Debug)]
pub struct Terminal {
    pub client: ClientId,
    pub input: String,
    /// The member that commands are sent to; all of them where it is `None`.
    pub endpoint: Option<Name>,
    history: Vec<String>,
    /// How far back in the history the reader is; 0 is the line being typed.
    back: usize,
    draft: String,
    /// The lines so far of a text that goes on: a here-document, or lines that end with a backslash.
    begun: String,
    notes: Vec<Note>,
    /// The client's lines before this one are not shown.
    cleared: usize,
}

impl Terminal {
    pub fn new(client: ClientId) -> Self {
        Self {
            client,
            input: String::new(),
            endpoint: None,
            history: Vec::new(),
            back: 0,
            draft: String::new(),
            begun: String::new(),
            notes: Vec::new(),
            cleared: 0,
        }
    }

    /// Adds a line of the page's own after `after` lines of the client's.
    pub fn note(&mut self, after: usize, kind: NoteKind, text: impl Into<String>) {
        self.notes.push(Note { after, kind, text: text.into() });
    }

    pub fn clear(&mut self, lines: usize) {
        self.notes.clear();
        self.cleared = lines;
    }

    /// Forgets the page's own lines behind the first `lines` of the client's.
    pub fn forget_after(&mut self, lines: usize) {
        self.notes.retain(|note| note.after <= lines);
        self.cleared = self.cleared.min(lines);
    }

    /// Takes the typed line away, into the history. `None` where the text goes on in the next line.
    pub fn take(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.input);
        self.back = 0;
        if !line.trim().is_empty() && self.history.last().map(String::as_str) != Some(line.trim()) {
            self.history.push(line.trim().to_owned());
        }
        let mut text = std::mem::take(&mut self.begun);
        // What stands within a here-document stands there as it is.
        text += if text.is_empty() { line.trim() } else { &line };
        if lines::goes_on(&text) {
            self.begun = text + "\n";
            return None;
        }
        Some(text)
    }

    /// Whether what is typed next goes on with what was typed before.
    pub const fn goes_on(&self) -> bool {
        !self.begun.is_empty()
    }

    /// Gives up a text that goes on; whether there was one.
    pub fn give_up(&mut self) -> bool {
        !std::mem::take(&mut self.begun).is_empty()
    }

    pub fn typed(&mut self, input: String) {
        self.input = input;
        self.back = 0;
    }

    pub fn older(&mut self) {
        if self.back == self.history.len() {
            return;
        }
        if self.back == 0 {
            self.draft = std::mem::take(&mut self.input);
        }
        self.back += 1;
        self.recall();
    }

    pub fn newer(&mut self) {
        if self.back > 0 {
            self.back -= 1;
            self.recall();
        }
    }

    fn recall(&mut self) {
        self.input = match self.back {
            0 => std::mem::take(&mut self.draft),
            back => self.history[self.history.len() - back].clone(),
        };
    }

    /// The client's lines and the page's own, in order, the newest [`LINES_MAX`].
    pub fn rows(&self, lines: &Sequence<TerminalLine>) -> Vec<Row> {
        let mut rows = Vec::with_capacity(lines.len() - self.cleared.min(lines.len()) + self.notes.len());
        let mut notes = self.notes.iter().enumerate().peekable();
        for place in self.cleared..=lines.len() {
            while let Some((number, note)) = notes.next_if(|(_, note)| note.after <= place) {
                rows.push(note.row(number));
            }
            if let Some(line) = lines.get(place) {
                rows.push(row(place, line));
            }
        }
        let begun = self.begun.lines().zip(self.notes.len() as u64..);
        rows.extend(begun.map(|(line, number)| Row {
            key: number * 2 + 1,
            kind: RowKind::Input,
            text: line.to_owned(),
            line: None,
        }));
        let surplus = rows.len().saturating_sub(LINES_MAX);
        rows.drain(..surplus);
        rows
    }
}

impl Note {
    fn row(&self, number: usize) -> Row {
        let kind = match self.kind {
            NoteKind::Echo => RowKind::Input,
            NoteKind::Plain => RowKind::Note,
            NoteKind::Error => RowKind::Error,
            NoteKind::Words(words) => RowKind::Words(words),
            NoteKind::Example(command) => RowKind::Example(command),
        };
        // Odd keys are the page's, even ones the client's.
        Row { key: number as u64 * 2 + 1, kind, text: self.text.clone(), line: None }
    }
}

fn row(place: usize, line: &TerminalLine) -> Row {
    let kind = match line.kind {
        LineKind::Input => RowKind::Input,
        LineKind::Output => RowKind::Output,
        LineKind::Error => RowKind::Error,
    };
    Row { key: place as u64 * 2, kind, text: line.text.to_string(), line: Some(place) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use agora_core::time::SimTime;

    fn line(text: &str) -> TerminalLine {
        TerminalLine { at: SimTime::ZERO, kind: LineKind::Output, text: text.into() }
    }

    fn texts(terminal: &Terminal, lines: &Sequence<TerminalLine>) -> Vec<String> {
        terminal.rows(lines).into_iter().map(|row| row.text).collect()
    }

    #[test]
    fn notes_stand_where_they_were_written() {
        let mut terminal = Terminal::new(ClientId(1));
        let mut lines = Sequence::from_iter([line("a")]);
        terminal.note(lines.len(), NoteKind::Plain, "note");
        lines.push(line("b"));
        assert_eq!(texts(&terminal, &lines), ["a", "note", "b"]);
        terminal.clear(lines.len());
        assert_eq!(texts(&terminal, &lines), [""; 0]);
        lines.push(line("c"));
        assert_eq!(texts(&terminal, &lines), ["c"]);
    }

    #[test]
    fn the_history_keeps_what_was_being_typed() {
        let mut terminal = Terminal::new(ClientId(1));
        for line in ["one", "two"] {
            terminal.typed(line.to_owned());
            assert_eq!(terminal.take().as_deref(), Some(line));
        }
        terminal.typed("dra".to_owned());
        terminal.older();
        terminal.older();
        terminal.older();
        assert_eq!(terminal.input, "one");
        terminal.newer();
        assert_eq!(terminal.input, "two");
        terminal.newer();
        terminal.newer();
        assert_eq!(terminal.input, "dra");
    }
}
