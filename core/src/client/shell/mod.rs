//! The shell of a terminal: words, quotes, variables, here-documents, lists, loops, and the programs that people paste.
//!
//! A shell is a value. A typed text is taken apart at once, and carried out step by step: [`Shell::next`] says what has
//! to be done next, whoever owns the shell does it and comes back with its exit status. What is not here says so, and
//! what to do; nothing of a text that cannot be understood is carried out.

mod curl;
pub mod lines;
mod program;
mod programs;
#[cfg(test)]
mod tests;
mod words;

pub use curl::Curl;
pub(super) use curl::is_served;
pub use programs::Task;

use alloc::{
    collections::{BTreeMap, VecDeque},
    format,
    string::{String, ToString},
    sync::Arc,
    vec,
    vec::Vec,
};

use super::files::File;
use crate::etcdctl::{Environment, Exit};
use program::{Command, Input, Statement, When};
use words::{Broken, Piece, Word};

/// How often loops may turn, all together, for one typed text.
const TURNS_MAX: usize = 10_000;
/// How long a text may become by its variables.
const WORDS_MAX: usize = 1 << 20;

/// A shell: its variables, its files, and what it still has to do.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Shell {
    /// Every variable, and whether programs see it.
    variables: BTreeMap<String, (String, bool)>,
    /// Its files: what `echo … > FILE` and `snapshot save FILE` have written.
    files: BTreeMap<String, File>,
    /// Lines of a text that is not finished.
    unfinished: String,
    /// What is to be done, the innermost last.
    frames: Vec<Frame>,
    turns: usize,
}

/// A list that is being carried out, or a loop.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Frame {
    List { statements: VecDeque<(When, Statement)>, environment: Environment },
    Loop { name: String, values: VecDeque<String>, body: Arc<[(When, Statement)]> },
}

/// What became of a typed line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Typed {
    /// It is understood; [`Shell::next`] carries it out.
    Ready,
    /// It goes on in the next line; this says until when.
    More(&'static str),
    /// It is not understood, and nothing of it is done.
    Wrong(Exit),
}

/// What has to be done next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Something that is over already: it is shown, and its status counts.
    Ended(Exit),
    /// A program that takes its time.
    Run {
        /// Which.
        task: Task,
        /// The shell goes on without waiting for it.
        background: bool,
    },
}

/// Variables that the world knows: `LEASE1` is the first lease granted in this run, `KEY1` the first key of a lock or an
/// election.
pub type Known<'a> = &'a dyn Fn(&str) -> Option<String>;

fn wrong(text: &str) -> Exit {
    Exit { status: 2, output: String::new(), error: format!("sh: {text}\n") }
}

impl Shell {
    /// Takes a typed line, or several. One that a lone line cannot finish waits for more of them.
    pub fn typed(&mut self, line: &str) -> Typed {
        let mut text = core::mem::take(&mut self.unfinished);
        text.reserve(line.len() + 1);
        // A prompt that was copied along.
        text += line.strip_prefix("$ ").unwrap_or(line);
        text.push('\n');
        match program::read(&text) {
            Ok(list) => {
                self.turns = 0;
                if !list.is_empty() {
                    self.push(list, Environment::new());
                }
                Typed::Ready
            }
            Err(Broken::Unfinished(why)) => {
                self.unfinished = text;
                Typed::More(why)
            }
            Err(Broken::Wrong(why)) => Typed::Wrong(wrong(&why)),
        }
    }

    /// No more lines come: a text that is not finished is given up.
    pub fn ended(&mut self) -> Option<Exit> {
        let text = core::mem::take(&mut self.unfinished);
        match program::read(&text) {
            Err(Broken::Unfinished(why)) if !text.is_empty() => Some(wrong(why)),
            _ => None,
        }
    }

    /// Whether it waits for the rest of a text.
    pub fn is_unfinished(&self) -> bool {
        !self.unfinished.is_empty()
    }

    /// Whether there is nothing left to do.
    pub fn is_idle(&self) -> bool {
        self.frames.is_empty()
    }

    /// ^C: what was still to be done is not.
    pub fn interrupt(&mut self) {
        self.frames.clear();
        self.unfinished.clear();
    }

    /// What the shell knows its files by.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// A file, or a directory.
    pub(super) fn file(&self, name: &str) -> Option<&File> {
        self.files.get(name.trim_end_matches('/'))
    }

    /// Writes a file, over what was there.
    pub(super) fn keep(&mut self, name: &str, file: File) {
        self.files.insert(name.trim_end_matches('/').into(), file);
    }

    /// A file is moved away.
    pub(super) fn take(&mut self, name: &str) -> Option<File> {
        self.files.remove(name.trim_end_matches('/'))
    }

    fn push(&mut self, statements: Vec<(When, Statement)>, environment: Environment) {
        self.frames.push(Frame::List { statements: statements.into(), environment });
    }

    /// What has to be done next. `status` is how the last thing ended, and what `$?` stands for. `None` when nothing is
    /// left.
    pub fn next(&mut self, status: u8, known: Known<'_>) -> Option<Step> {
        loop {
            match self.frames.last_mut()? {
                Frame::Loop { name, values, body } => {
                    let Some(value) = values.pop_front() else {
                        self.frames.pop();
                        continue;
                    };
                    let (name, body) = (name.clone(), body.to_vec());
                    self.turns += 1;
                    if self.turns > TURNS_MAX {
                        self.interrupt();
                        return Some(Step::Ended(wrong(&format!("loops turn at most {TURNS_MAX} times here"))));
                    }
                    self.set(name, value, None);
                    self.push(body, Environment::new());
                }
                Frame::List { statements, environment } => {
                    let Some((when, statement)) = statements.pop_front() else {
                        self.frames.pop();
                        continue;
                    };
                    let environment = environment.clone();
                    let skipped = match when {
                        When::Always => false,
                        When::Well => status != 0,
                        When::Ill => status == 0,
                    };
                    if skipped {
                        continue;
                    }
                    match statement {
                        Statement::For { name, words, body } => {
                            let values = self.expand_all(words, status, known).into();
                            self.frames.push(Frame::Loop { name, values, body });
                        }
                        Statement::Command(command) => {
                            if let Some(step) = self.carry_out(command, environment, status, known) {
                                return Some(step);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Carries a command out, as far as the shell can; `None` where it has only put more on the list.
    fn carry_out(&mut self, command: Command, environment: Environment, status: u8, known: Known<'_>) -> Option<Step> {
        let input = match self.input(command.input, &environment, status, known) {
            Ok(input) => input,
            Err(exit) => return Some(Step::Ended(exit)),
        };
        let words = self.expand_all(command.words, status, known);
        if words.iter().map(String::len).sum::<usize>() > WORDS_MAX {
            return Some(Step::Ended(wrong("the words have become too long: use fewer or shorter variables")));
        }
        let mut step = self.run(words, environment, input.as_deref());
        if let Some(Step::Run { background, .. }) = &mut step {
            *background = command.background;
        }
        let Some((file, append)) = command.output else { return step };
        let file = self.expand_joined(file, status, known);
        match step {
            Some(Step::Ended(exit)) => Some(Step::Ended(self.write(&file, append, exit))),
            Some(Step::Run { .. }) => Some(Step::Ended(wrong(
                "only echo, printf and cat can write into a file here: leave > away, or use snapshot save FILE",
            ))),
            None => None,
        }
    }

    /// The standard input of a command, where it is not the terminal.
    fn input(
        &mut self,
        input: Option<Input>,
        environment: &Environment,
        status: u8,
        known: Known<'_>,
    ) -> Result<Option<String>, Exit> {
        let text = |word: Word| self.expand_joined(word, status, known);
        match input {
            None => Ok(None),
            Some(Input::Here(word)) => Ok(Some(text(word))),
            Some(Input::Word(word)) => Ok(Some(text(word) + "\n")),
            Some(Input::File(word)) => match text(word).as_str() {
                "/dev/null" => Ok(Some(String::new())),
                file => match self.files.get(file).map(File::text) {
                    Some(Some(text)) => Ok(Some(text.to_string())),
                    Some(None) => Err(wrong(&format!("{file} holds no text: etcdctl snapshot status {file} reads it"))),
                    None => Err(wrong(&format!("cannot open {file}: No such file (echo TEXT > {file} makes one)"))),
                },
            },
            Some(Input::Pipe(from)) => match self.carry_out(*from, environment.clone(), status, known) {
                Some(Step::Ended(exit)) if exit.error.is_empty() => Ok(Some(exit.output)),
                Some(Step::Ended(exit)) => Err(exit),
                _ => {
                    Err(wrong("only echo, printf and cat can stand in front of a pipe here: put the text there itself"))
                }
            },
        }
    }

    fn write(&mut self, file: &str, append: bool, exit: Exit) -> Exit {
        if file != "/dev/null" {
            let written = File::written(self.files.get(file), &exit.output, append);
            self.files.insert(file.into(), written);
        }
        Exit { output: String::new(), ..exit }
    }

    /// The words that some words stand for.
    fn expand_all(&self, words: Vec<Word>, status: u8, known: Known<'_>) -> Vec<String> {
        let mut expanded = Vec::with_capacity(words.len());
        words.into_iter().for_each(|word| self.expand(word, status, known, &mut expanded));
        expanded
    }

    /// The same of one word, where only one can be.
    fn expand_joined(&self, word: Word, status: u8, known: Known<'_>) -> String {
        self.expand_all(vec![word], status, known).join(" ")
    }

    /// Adds the words that a word stands for: several where a variable outside of quotes holds several, none where it
    /// holds nothing.
    fn expand(&self, word: Word, status: u8, known: Known<'_>, words: &mut Vec<String>) {
        let mut open = false;
        let mut add = |text: String, open: &mut bool| match words.last_mut() {
            Some(last) if *open => last.push_str(&text),
            _ => {
                words.push(text);
                *open = true;
            }
        };
        for piece in word {
            match piece {
                Piece::Text(text) => add(text, &mut open),
                Piece::Variable { name, quoted } => {
                    let value = self.value(&name, status, known);
                    if quoted {
                        add(value, &mut open);
                        continue;
                    }
                    let blank = |letter: char| matches!(letter, ' ' | '\t' | '\n');
                    open &= !value.starts_with(blank);
                    for (place, part) in value.split(blank).filter(|part| !part.is_empty()).enumerate() {
                        open &= place == 0;
                        add(part.into(), &mut open);
                    }
                    open &= !value.ends_with(blank);
                }
            }
        }
    }

    /// The value of a variable: the terminal's own, the world's, or nothing.
    fn value(&self, name: &str, status: u8, known: Known<'_>) -> String {
        if name == "?" {
            return status.to_string();
        }
        match self.variables.get(name) {
            Some((value, _)) => value.clone(),
            None => known(name).unwrap_or_default(),
        }
    }

    /// Sets a variable; `exported` `None` leaves it as seen as it was.
    fn set(&mut self, name: String, value: String, exported: Option<bool>) {
        let was = self.variables.get(&name).is_some_and(|(_, exported)| *exported);
        self.variables.insert(name, (value, exported.unwrap_or(was)));
    }

    /// What programs see of its variables.
    pub fn exported(&self) -> Environment {
        let exported = self.variables.iter().filter(|(_, (_, exported))| *exported);
        exported.map(|(name, (value, _))| (name.clone(), value.clone())).collect()
    }
}
