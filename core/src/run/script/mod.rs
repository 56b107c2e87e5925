//! The script language: one intervention, clock line or claim to a line. Console, lesson, link and test speak it.

mod flags;
mod parse;
mod print;
mod words;

pub use flags::remark;
pub use parse::{VERBS, intervention, is_verb, parse, whole_lines};
pub(super) use parse::{line, misplaced_branch, misplaced_cluster};
pub use print::print_run;
pub(super) use print::{cluster_line, print_part, print_until};

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::{Condition, Expectation, share::limits};
use crate::{
    id::NodeId,
    raft::ChangeError,
    sim::{Options, OptionsError, intervention::Intervention},
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
    /// What is wrong there.
    pub problem: Problem,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.problem)
    }
}

/// What is wrong at a place of a line. Prints as half a sentence that says what to do.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Problem {
    /// Something else has to stand there, in words.
    Expected(String),
    /// No cluster can be made from these options.
    Options(OptionsError),
    /// A list names a member twice (etcd, `ErrMemberExist`).
    NamedTwice(NodeId),
    /// These members cannot be (etcd-io/raft, `confchange/confchange.go`).
    Members(ChangeError),
    /// More than [`limits::SPAN`].
    TooLong,
    /// More than [`limits::TURNS`] events.
    TooManySteps,
    /// A `cluster` line behind others.
    ClusterNotFirst,
    /// Flags that etcd does not start with, in its words.
    Etcd(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected(what) => write!(f, "expected {what}"),
            Self::Options(error) => error.fmt(f),
            Self::Etcd(said) => f.write_str(said),
            Self::NamedTwice(node) => {
                write!(f, "{node} is named twice, and etcd takes no ID twice (member ID already exist): name it once")
            }
            Self::Members(error) => error.fmt(f),
            Self::TooLong => write!(f, "a span of time has at most {} here: take a shorter one", limits::SPAN),
            Self::TooManySteps => write!(f, "at most {} events can be stepped through: take fewer", limits::TURNS),
            Self::ClusterNotFirst => f.write_str("cluster can only be the first line of a run: move it there"),
        }
    }
}
