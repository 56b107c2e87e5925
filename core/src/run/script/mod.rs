//! The script language: one intervention, clock line or claim to a line. Console, lesson, link and test speak it.

mod flags;
mod parse;
mod print;
mod words;

pub use flags::remark;
pub use parse::{intervention, is_verb, parse, whole_lines};
pub(super) use parse::{line, misplaced_branch, misplaced_cluster};
pub use print::print_run;
pub(super) use print::{cluster_line, print_part, print_until};

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::{Condition, Expectation};
use crate::{
    sim::{Options, intervention::Intervention},
    time::Duration,
};

/// A script: its lines, with the places where they stand in the text.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Script {
    /// What the `cluster` line says; the defaults without one.
    pub options: Options,
    /// The lines, the `cluster` line among them.
    pub lines: Vec<Line>,
}

/// One line of a script.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Line {
    /// Where it stands, from 1.
    pub number: usize,
    /// What it says.
    pub statement: Statement,
}

/// What a line says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Statement {
    /// Nothing.
    Blank,
    /// `# a note`, without the `#`.
    Comment(String),
    /// `cluster 5 seed 7`: what the run is made from.
    Cluster(Options),
    /// `advance 2s`: time passes.
    Advance(Duration),
    /// `until leader limit 10s`: time passes until something is so.
    Until(Condition, Option<Duration>),
    /// `step 3`: the next events.
    Step(u64),
    /// Somebody does something.
    Act(Intervention),
    /// `expect n1 term 2`.
    Expect(Expectation),
}

/// A line that says nothing we know.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What could stand there.
    pub expected: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: expected {}", self.line, self.column, self.expected)
    }
}
