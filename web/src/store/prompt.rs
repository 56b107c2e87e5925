//! A line typed at the prompt: for the page, for the world, or for the client's process.

use agora_core::{
    client::{Doing, shell::lines},
    run::script,
    sim::{frame::ClientFrame, intervention::Intervention},
};

use super::{Store, task::Task, terminal::NoteKind};
use crate::text::refusal;

impl Store {
    /// Carries out what stands in the prompt.
    pub(super) fn submit(&mut self) -> Vec<Task> {
        let Some(line) = self.terminal().take() else { return Vec::new() };
        // A prompt that was copied along.
        let line = line.strip_prefix("$ ").map_or(line.as_str(), str::trim_start).to_owned();
        let words = line.split_whitespace().collect::<Vec<_>>();
        match *words.as_slice() {
            // An empty line ends a part of a transaction that is typed line by line.
            [] if self.is_read() => self.type_line(""),
            [] => Vec::new(),
            ["^C"] => self.interrupt(),
            ["help"] => self.say(&line, Self::say_help),
            ["examples"] => self.say(&line, Self::say_examples),
            ["clear"] => {
                self.clear_terminal();
                Vec::new()
            }
            // A script of one line: a run with another cluster.
            ["cluster", ..] => self.open_text(&line),
            ["advance" | "until" | "step" | "expect", ..] => self.say(&line, Self::say_script),
            ["reset"] => self.reset(),
            ["reset", seed] => {
                seed.clone_into(&mut self.seed);
                self.reset()
            }
            // `c2@n3$ get color`: another terminal's prompt, as scripts write it.
            [word, ..] if script::is_verb(word) || word.starts_with('c') && word.ends_with('$') => {
                self.intervene(&line)
            }
            _ => self.type_line(&line),
        }
    }

    /// Carries out a text of several lines, one after the other, as if each had been typed.
    pub(super) fn paste(&mut self, text: &str) -> Vec<Task> {
        let pasted = Pasted::read(text);
        let mut tasks = Vec::new();
        for line in pasted.lines {
            let line = std::mem::take(&mut self.terminal().input) + line;
            self.terminal().typed(line);
            tasks.extend(self.submit());
        }
        if pasted.left_out > 0 {
            let said = format!("{} {}", self.text().lines_left_out, pasted.left_out);
            self.note(NoteKind::Plain, &said);
        }
        tasks
    }

    /// ^C: a text that goes on is given up; where there is none, the client's process hears it.
    pub(super) fn interrupt(&mut self) -> Vec<Task> {
        if self.terminal().give_up() {
            return Vec::new();
        }
        self.act_or_toast(&Intervention::Interrupt(self.active))
    }

    /// Whether what is typed is a command's input, now or by the time it is its turn.
    fn is_read(&self) -> bool {
        let reads = |client: &ClientFrame| client.running.as_ref().is_some_and(|job| job.doing == Doing::Reading);
        self.client().is_some_and(|client| reads(client) || client.queued > 0)
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

    fn say_script(&mut self) {
        let text = self.text().a_line_of_a_script;
        self.note(NoteKind::Error, text);
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

/// The commands of a text that was pasted.
struct Pasted<'a> {
    lines: Vec<&'a str>,
    /// How many lines are no commands.
    left_out: usize,
}

impl<'a> Pasted<'a> {
    /// In a text that shows prompts (`$ etcdctl get a`) the lines without one are what the commands printed: only those
    /// that begin as a command does are carried out. Comments are passed over.
    fn read(text: &'a str) -> Self {
        let has_prompts = text.lines().any(|line| line.trim_start().starts_with("$ "));
        let mut pasted = Self { lines: Vec::new(), left_out: 0 };
        let mut begun = String::new();
        for line in text.lines() {
            let typed = if begun.is_empty() { line.trim() } else { line };
            if begun.is_empty() && (typed.starts_with('#') || (has_prompts && typed.is_empty())) {
                continue;
            }
            if begun.is_empty() && has_prompts && !typed.starts_with("$ ") && !begins_a_command(typed) {
                pasted.left_out += 1;
                continue;
            }
            pasted.lines.push(typed);
            begun = begun + typed + "\n";
            if !lines::goes_on(begun.trim_end_matches('\n')) {
                begun.clear();
            }
        }
        pasted
    }
}

/// Whether a line without a prompt begins with a program, or with a variable's value in front of one.
fn begins_a_command(line: &str) -> bool {
    let mut words = line.split_whitespace();
    match words.next() {
        Some("docker" | "podman" | "sudo" | "curl" | "export" | "for" | "etcd") => true,
        // Not `etcdctl version: 3.5.16`, which is what it prints.
        Some("etcdctl") => words.next().is_some_and(|word| !word.ends_with(':')),
        Some(word) => word.split_once('=').is_some_and(|(name, _)| {
            name.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        }),
        None => false,
    }
}
