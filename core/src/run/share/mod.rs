//! Runs that travel: as a file to save and open, and as the fragment of a link.
//!
//! A file is a script with two more kinds of lines: a header with the format's version, and `branch` lines, each of which
//! begins the text of another branch where it left an earlier one. A script without either is a file too. Reading goes in
//! two steps: everything is parsed and weighed first, so that nothing half-loads; then [`Opening`] plays it, a budget of
//! turns at a time.

mod base64;
mod error;
mod escape;
mod file;
mod link;
mod opening;
mod view;

pub use error::OpenError;
pub use link::{Link, from_link, to_link};
pub use opening::{Opened, Opening};
pub use view::View;

/// The version of files and links that is written, and the newest one that is read.
pub const VERSION: u32 = 1;

/// What is opened at most. Whoever sends a link must not be able to keep a page busy for a century.
pub mod limits {
    use crate::time::Duration;

    /// Bytes of a link's fragment.
    pub const LINK_BYTES: usize = 256 * 1024;
    /// Bytes of a run's text.
    pub const TEXT_BYTES: usize = 4 * 1024 * 1024;
    /// Branches.
    pub const BRANCHES: usize = 100;
    /// Virtual time, over all branches.
    pub const SPAN: Duration = Duration::from_secs(24 * 3600);
    /// Events and deeds that happen until everything is there.
    pub const TURNS: u64 = 50_000_000;
    /// Messages on their way at once.
    pub const FLIGHTS: usize = 100_000;
    /// Bytes of keys and values in a store.
    pub const STORE_BYTES: u64 = 128 << 20;
    /// Bytes that the terminals print.
    pub const PRINTED_BYTES: usize = 64 << 20;
}
