//! One command line of a script.

use std::fmt;

use super::names::Names;

/// One command.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// Variables in front of it.
    pub environment: Vec<(String, String)>,
    /// The words behind `etcdctl`.
    pub words: Vec<String>,
    /// What stands on standard input.
    pub input: Option<String>,
    /// How it comes to its end.
    pub end: End,
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
}

impl Line {
    /// A line of these words.
    pub fn of(words: Vec<String>) -> Self {
        Self { words, ..Self::default() }
    }

    /// The line as it is typed, with single quotes where a shell needs them, and a here-document for its input.
    pub(super) fn typed(&self, names: &Names) -> String {
        let mut text = String::new();
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
        f.write_str(&self.typed(&Names::of_simulation()))?;
        match &self.end {
            End::Itself => Ok(()),
            End::Marker { key, start } => write!(f, "   # until the marker, put under {key} at {start} or later"),
            End::Interrupt => f.write_str("   # and ^C"),
        }
    }
}
