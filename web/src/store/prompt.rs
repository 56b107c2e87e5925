//! A line typed at the prompt: for the page, for the world, or for the client's process.

use agora_core::{
    run::script,
    sim::{frame::ClientFrame, intervention::Intervention},
};

use super::{Store, task::Task, terminal::NoteKind};
use crate::text::refusal;

impl Store {
    /// Carries out what stands in the prompt.
    pub(super) fn submit(&mut self) -> Vec<Task> {
        let line = self.terminal().take();
        if line.is_empty() {
            return Vec::new();
        }
        let words = line.split_whitespace().collect::<Vec<_>>();
        match *words.as_slice() {
            ["help"] => self.say(&line, Self::say_help),
            ["examples"] => self.say(&line, Self::say_examples),
            ["clear"] => {
                self.clear_terminal();
                Vec::new()
            }
            ["reset"] => self.reset(),
            ["reset", seed] => {
                seed.clone_into(&mut self.seed);
                self.reset()
            }
            // `c2@n3$ get color`: another terminal's prompt, as scripts write it.
            [word, ..] if script::is_verb(word) || word.ends_with('$') => self.intervene(&line),
            _ => self.type_line(&line),
        }
    }

    fn type_line(&mut self, line: &str) -> Vec<Task> {
        let endpoint = self.terminal().endpoint;
        let typed = Intervention::Type { client: self.active, endpoint, line: line.into() };
        match self.act(&typed) {
            Ok(tasks) => tasks,
            Err(refusal) => {
                self.note(NoteKind::Echo, line);
                self.note(NoteKind::Error, &refusal);
                Vec::new()
            }
        }
    }

    fn intervene(&mut self, line: &str) -> Vec<Task> {
        self.note(NoteKind::Echo, line);
        let result = match script::intervention(line) {
            Ok(intervention) => self.act(&intervention),
            // The line is the one above; only the place in it is news.
            Err(error) => Err(refusal::unread(self.language, &error)),
        };
        result.unwrap_or_else(|refusal| {
            self.note(NoteKind::Error, &refusal);
            Vec::new()
        })
    }

    fn say(&mut self, line: &str, what: fn(&mut Self)) -> Vec<Task> {
        self.note(NoteKind::Echo, line);
        what(self);
        Vec::new()
    }

    fn say_help(&mut self) {
        let text = self.text();
        for (words, meaning) in text.help_lines {
            self.note(NoteKind::Words(words), meaning);
        }
        self.say_examples();
    }

    fn say_examples(&mut self) {
        for (command, meaning) in self.text().examples {
            self.note(NoteKind::Example(command), meaning);
        }
    }

    pub(super) fn clear_terminal(&mut self) {
        let lines = self.lines();
        self.terminal().clear(lines);
    }

    pub(super) fn note(&mut self, kind: NoteKind, text: &str) {
        let lines = self.lines();
        self.terminal().note(lines, kind, text);
    }

    /// How many lines the active terminal's client has written.
    fn lines(&self) -> usize {
        self.client().map_or(0, |client| client.lines.len())
    }

    pub(super) fn client(&self) -> Option<&ClientFrame> {
        self.frame.clients.iter().find(|client| client.id == self.active)
    }
}
