//! Command lines, to the real etcdctl and to terminals of a simulated cluster.

mod arguments;
mod generate;
mod line;
mod names;
mod normal;
mod real;
mod service;
mod simulated;
mod together;

use std::time::Duration;

pub use generate::script;
pub use line::{End, Line};
pub use real::on_reference;
pub use simulated::on_simulation;

/// How long a command may take in the real world.
const LIMIT: Duration = Duration::from_secs(8);

/// The value that ends the reading of a watch.
const MARKER: &str = "end~";

/// The status of a command that was ended by the harness, of one that does not end, of one that goes on beside the next
/// lines, and what is said of a terminal that is in use, or that is not.
const MARKED: &str = "[until the marker]";
const ENDLESS: &str = "[does not end]";
const RUNS: &str = "[runs]";
const WAITS: &str = "[waits for what does not come]";
const BUSY: &str = "[the terminal is in use]";
const FREE: &str = "[nothing runs there]";

/// What is typed, one line after the other, at terminals of a cluster of so many members.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    /// How many members there are.
    pub members: u8,
    /// What is typed.
    pub lines: Vec<Line>,
}

/// Whether a watch has printed the marker, in whichever form.
fn is_marked(output: &str) -> bool {
    [MARKER, "ZW5kfg==", "\\x65\\x6e\\x64\\x7e"].iter().any(|form| output.contains(form))
}
