//! The command line of etcdctl 3.5: words in, a request out; an answer in, printed text out.
//!
//! Results, formats, error lines and exit statuses are etcdctl's; the texts of `help` are our own.

mod action;
mod commands;
mod flags;
mod go;
mod help;
mod print;

pub use action::{Action, Endpoint, EndpointAsk, Invocation, Login, Reading, Restore, Watch, WatchLine};
pub use commands::parse;
pub use print::{Format, Style, print, quoted};

use alloc::string::String;

/// How a command ended without asking anybody, or with an error.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Exit {
    /// The exit status: 0 well, 1 an error, 4 an unknown format or order, 128 wrong arguments (etcdctl, `error.go`).
    pub status: u8,
    /// What goes to standard output.
    pub output: String,
    /// What goes to standard error.
    pub error: String,
}

impl Exit {
    /// An error in etcdctl's form: `Error: …`.
    pub fn error(status: u8, text: impl core::fmt::Display) -> Self {
        Self { status, output: String::new(), error: alloc::format!("Error: {text}\n") }
    }
}
