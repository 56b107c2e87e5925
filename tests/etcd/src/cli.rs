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

use base64::{Engine, engine::general_purpose::STANDARD};

pub use generate::script;
pub use line::{End, Line};
pub use real::on_reference;
pub use simulated::on_simulation;

/// How long a command may take in the real world.
const LIMIT: Duration = Duration::from_secs(8);

/// The value that ends the reading of a watch. Each of a script is another, since a watch may hear of former ones, too.
fn marker(number: usize) -> String {
    format!("end~{number:03}")
}

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

/// Whether a watch has printed this marker, in whichever form, and the rest of what it tells of it.
fn is_marked(output: &str, number: usize) -> bool {
    let plain = marker(number);
    let hex = plain.bytes().map(|byte| format!("\\x{byte:02x}")).collect::<String>();
    let forms = [STANDARD.encode(&plain), hex, plain];
    // In fields, the lease comes behind the value.
    let last = if output.contains("\"Value\" : ") { "\"Lease\" : " } else { "" };
    let mut rests = forms.iter().filter_map(|form| output.split_once(form)).map(|(_, rest)| rest);
    rests.any(|rest| rest.ends_with('\n') && rest.contains(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_is_read_up_to_its_own_marker_and_to_the_end_of_what_that_prints() {
        assert!(!is_marked("PUT\na\nend~001\n", 2));
        assert!(!is_marked("PUT\na\nend~002", 2));
        assert!(is_marked("PUT\na\nend~001\nPUT\na\nend~002\n", 2));
        assert!(is_marked("PUT\n\\x61\n\\x65\\x6e\\x64\\x7e\\x30\\x30\\x32\n", 2));
        assert!(is_marked("{\"kv\":{\"value\":\"ZW5kfjAwMg==\"}}\n", 2));
        assert!(!is_marked("\"Value\" : \"end~002\"\n", 2));
        assert!(is_marked("\"Value\" : \"end~002\"\n\"Lease\" : 0\n", 2));
    }
}
