//! Why a file or a link is refused, and what to do.

use alloc::string::String;
use core::fmt;

use super::{VERSION, limits};
use crate::{
    run::{BranchError, PlayerError, script::ParseError},
    sim::OptionsError,
};

/// Why a file or a link cannot be opened. Nothing is opened then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OpenError {
    /// It was not made by Agora.
    Foreign,
    /// It was made by a newer Agora.
    Newer(u32),
    /// It is cut off, or something in it was changed.
    Damaged,
    /// It has a part that this version does not know.
    UnknownPart(String),
    /// It is larger than anything that is opened; the number of bytes.
    TooLong(usize),
    /// It has more branches than are opened.
    TooManyBranches,
    /// It would take too much virtual time, too many events, or too many messages at once.
    TooMuch(&'static str),
    /// A line is no line of the script language.
    Line(ParseError),
    /// A line, from 1, cannot be done where it stands, or what it claims is not so.
    Play(usize, PlayerError),
    /// A branch, by the line where it begins, leaves a branch that is not there, or later than that one has deeds.
    Fork(usize),
    /// A branch cannot be called so.
    Name(usize, BranchError),
    /// No world can be made from the options.
    Options(OptionsError),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("this is no run of Agora: open a file or a link that Agora's Share made"),
            Self::Newer(version) => write!(
                f,
                "this was made by a newer Agora (its format is {version}, this page reads up to {VERSION}): reload the page \
                 to get the newest, and open it again"
            ),
            Self::Damaged => {
                f.write_str("the link is cut off or was changed on its way: ask for it again, or for the run as a file")
            }
            Self::UnknownPart(part) => {
                write!(
                    f,
                    "the part {part:?} is unknown here: reload the page to get the newest Agora, and open it again"
                )
            }
            Self::TooLong(bytes) => write!(
                f,
                "it has {bytes} bytes; links up to {} and files up to {} are opened: shorten the run, or save it as a file",
                limits::LINK_BYTES,
                limits::TEXT_BYTES
            ),
            Self::TooManyBranches => {
                write!(f, "it has more than {} branches: delete some, and save it again", limits::BRANCHES)
            }
            Self::TooMuch(what) => write!(f, "{what}: shorten the run"),
            Self::Line(error) => error.fmt(f),
            Self::Play(line, error) => write!(f, "line {line}: {error}"),
            Self::Fork(line) => write!(
                f,
                "line {line}: the branch leaves no earlier branch that has so many deeds: correct the name or the number"
            ),
            Self::Name(line, error) => write!(f, "line {line}: {error}"),
            Self::Options(error) => error.fmt(f),
        }
    }
}
