//! The command line of etcdctl 3.5: words in, a request out; an answer in, printed text out.
//!
//! Results, formats, error lines and exit statuses are etcdctl's; the texts of `help` are our own.

mod action;
mod commands;
mod complete;
mod flags;
mod go;
mod help;
mod print;
mod start;
#[cfg(test)]
mod tests;

pub use action::{Action, Endpoint, EndpointAsk, Invocation, Login, Reading, Restore, Watch, WatchLine};
pub use commands::{Environment, WatchStep, finish, offline, parse, watch_line};
pub use complete::{Candidate, Known, complete};
pub use print::{
    Defragmented, Format, Health, SavedStatus, Style, endpoint_failed, hashes, health, kept_alive, member_added, moved,
    print, print_found, role_detail, saved, saved_status, statuses, watch, watch_environment,
};

pub use start::{Start, initial_cluster, start};

use alloc::string::String;

use crate::api::{Call, lease::LeaseRequest};

/// Whether these are addresses of peers as etcd takes them.
///
/// # Errors
/// What is wrong, in etcd's words.
pub fn check_urls(urls: &[&str]) -> Result<(), String> {
    go::urls(urls)
}

/// A Go string literal (`%q`): printable text as it is, the rest escaped.
pub fn quoted(bytes: &[u8]) -> String {
    go::quoted(bytes)
}

/// How a command ended without asking anybody, or with an error.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Exit {
    /// The exit status: 0 well, 1 an error, 2 no connection, 3 a bad input, 4 an unknown
    /// format or order, 5 interrupted, 128 wrong arguments (etcdctl, `error.go`).
    pub status: u8,
    /// What goes to standard output.
    pub output: String,
    /// What goes to standard error.
    pub error: String,
}

impl Exit {
    /// The error of a call, as its command says it.
    pub fn failed(call: &Call, text: impl core::fmt::Display) -> Self {
        match call {
            Call::Lease(LeaseRequest::Grant { .. }) => Self::error(1, alloc::format!("failed to grant lease ({text})")),
            Call::Lease(LeaseRequest::Revoke { .. }) => {
                Self::error(1, alloc::format!("failed to revoke lease ({text})"))
            }
            Call::Lease(_) => Self::error(2, text),
            _ => Self::error(1, text),
        }
    }

    /// An error in etcdctl's form: `Error: …`.
    pub fn error(status: u8, text: impl core::fmt::Display) -> Self {
        Self { status, output: String::new(), error: alloc::format!("Error: {text}\n") }
    }
}
