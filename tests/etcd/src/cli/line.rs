//! One command line of a script.

use std::fmt;

use super::names::Names;

/// One command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Variables in front of it.
    pub environment: Vec<(String, String)>,
    /// The words behind `etcdctl`.
    pub words: Vec<String>,
    /// What stands on standard input.
    pub input: Option<String>,
    /// How it comes to its end.
    pub end: End,
    /// At which terminal, from 1.
    pub terminal: u8,
}

impl Default for Line {
    fn default() -> Self {
        Self { environment: Vec::new(), words: Vec::new(), input: None, end: End::Itself, terminal: 1 }
    }
}

/// How a command comes to its end.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum End {
    /// By itself.
    #[default]
    Itself,
    /// When it prints the marker, which is put under a key before it begins, at a revision not before `start`.
    Marker {
        /// The key.
        key: String,
        /// The revision.
        start: i64,
    },
    /// By ^C, once it has printed two lines.
    Interrupt,
    /// By ^C, once it waits behind others: so many keys lie under this name.
    Waits {
        /// The name.
        name: String,
        /// How many keys.
        count: usize,
    },
    /// Later: it runs on beside the next lines.
    Runs {
        /// The next line comes once these terminals show so many lines.
        wait: Vec<(u8, usize)>,
        /// And once so many keys lie under this name.
        queued: Option<(String, usize)>,
    },
    /// No command: ^C to what runs in the terminal.
    Release {
        /// It comes once the terminal itself shows so many lines.
        shown: usize,
        /// The next line comes once these terminals show so many lines.
        wait: Vec<(u8, usize)>,
    },
    /// No command: a watch that runs in the terminal is read up to the marker, which is put at a revision not before
    /// `start`.
    Read {
        /// Under this key.
        key: String,
        /// The revision.
        start: i64,
    },
    /// No command: a member's process is killed. When it led, the first of the others does from then on.
    Kill(u8),
    /// No command: a member's process starts again.
    Restart(u8),
}

impl Line {
    /// A line of these words.
    pub fn of(words: Vec<String>) -> Self {
        Self { words, ..Self::default() }
    }

    /// The line as it is typed, with single quotes where a shell needs them, and a here-document for its input.
    pub(super) fn typed(&self, names: &Names) -> String {
        let mut text = String::new();
        // A variable may not stand beside its flag.
        if names.are_many() && !self.words.iter().any(|word| word.starts_with("--endpoints")) {
            text += &format!("ETCDCTL_ENDPOINTS={} ", names.endpoints().join(","));
        }
        for (name, value) in &self.environment {
            text += &format!("{name}={} ", quoted(&names.fill(value)));
        }
        text += "etcdctl";
        for word in &self.words {
            text.push(' ');
            text += &quoted(&names.fill(word));
        }
        let input = |input: &String| format!(" <<'END'\n{}END", names.fill(input));
        text + &self.input.as_ref().map_or_else(|| " </dev/null".to_owned(), input)
    }
}

fn quoted(word: &str) -> String {
    let is_plain = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "-_=/.,:+@%".contains(c));
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { terminal, .. } = self;
        let typed = || format!("{terminal}$ {}", self.typed(&Names::of_simulation(1)));
        match &self.end {
            End::Itself => f.write_str(&typed()),
            End::Marker { key, start } => {
                write!(f, "{}   # until the marker, put under {key} at {start} or later", typed())
            }
            End::Interrupt => write!(f, "{}   # and ^C", typed()),
            End::Waits { name, count } => write!(f, "{}   # and ^C behind {} under {name}", typed(), count - 1),
            End::Runs { wait, .. } => write!(f, "{} &   # until {wait:?}", typed()),
            End::Release { wait, .. } => write!(f, "{terminal}$ ^C   # until {wait:?}"),
            End::Read { key, start } => {
                write!(f, "{terminal}$ ^C   # at the marker, put under {key} at {start} or later")
            }
            End::Kill(number) => write!(f, "kill n{number}"),
            End::Restart(number) => write!(f, "restart n{number}"),
        }
    }
}
