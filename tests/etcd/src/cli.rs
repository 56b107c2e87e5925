//! Command lines, to the real etcdctl and to a terminal of a simulated cluster.

mod generate;
mod normal;

use std::fmt;
use std::io::Write;
use std::process::Stdio;

use agora_core::{
    client::terminal::LineKind,
    id::ClientId,
    run::{Options, Run},
    sim::intervention::Intervention,
    time::Duration,
};
use anyhow::{Context, Result};
use serde_json::json;

pub use generate::script;

use crate::reference::Reference;

/// How long a command may take in the simulated world.
const PATIENCE: Duration = Duration::from_secs(60);

/// One command.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// The words behind `etcdctl`.
    pub words: Vec<String>,
    /// What stands on standard input.
    pub input: Option<String>,
}

impl fmt::Display for Line {
    /// As one types it, with single quotes where a shell needs them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain =
            |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "-_=/.,:+@%".contains(c));
        for (place, word) in self.words.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            let word = normal::shift(word, 0);
            if is_plain(&word) {
                write!(f, "{space}{word}")?;
            } else {
                write!(f, "{space}'{}'", word.replace('\'', r"'\''"))?;
            }
        }
        self.input.as_ref().map_or(Ok(()), |input| write!(f, " <<END\n{}END", normal::shift_input(input, 0)))
    }
}

/// Runs the lines through the real etcdctl. Each answer is what was printed, normalised, and the exit status.
///
/// # Errors
/// When etcdctl cannot be run, or the member behind it does not answer.
pub fn on_reference(reference: &mut Reference, lines: &[Line]) -> Result<Vec<String>> {
    let offset = crate::gateway::reset(reference)?;
    let mut answers = Vec::new();
    for line in lines {
        let mut process = reference
            .etcdctl()
            .args(line.words.iter().map(|word| normal::shift(word, offset)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("running etcdctl; `cargo xtask etcd fetch` brings it")?;
        let mut input = process.stdin.take().expect("its input is piped");
        // It may have ended without reading.
        input.write_all(normal::shift_input(line.input.as_deref().unwrap_or_default(), offset).as_bytes()).ok();
        drop(input);
        let output = process.wait_with_output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let status = output.status.code().unwrap_or(-1);
        answers.push(normal::answer(&text(&output.stdout), &text(&output.stderr), status, offset));
    }
    let (_, _) = reference.post("/v3/kv/range", &json!({"key": "YQ=="}))?;
    Ok(answers)
}

/// Types the lines at a terminal of a simulated cluster of one member.
pub fn on_simulation(lines: &[Line]) -> Vec<String> {
    let client = ClientId(1);
    let mut run = Run::new(Options { members: 1, clients: 1, ..Options::default() });
    run.advance(Duration::from_secs(5));
    let mut answers = Vec::new();
    for line in lines {
        let before = terminal(&run, client).0.len();
        let typed = Intervention::Type { client, endpoint: None, line: line.to_string().into() };
        run.act(&typed).expect("a terminal can be typed in");
        let until = run.now() + PATIENCE;
        while !terminal(&run, client).1 && run.step_by(until) {}
        let (shown, _, status) = terminal(&run, client);
        let printed = |kind: LineKind| {
            let of_kind = shown[before..].iter().filter(|(of, _)| *of == kind);
            of_kind.flat_map(|(_, text)| [text.as_str(), "\n"]).collect::<String>()
        };
        answers.push(normal::answer(&printed(LineKind::Output), &printed(LineKind::Error), status, 0));
    }
    answers
}

/// What a terminal shows, whether it waits for input, and the last exit status.
fn terminal(run: &Run, client: ClientId) -> (Vec<(LineKind, String)>, bool, i32) {
    let client = run.world().client(client).expect("the terminal is there");
    let lines = client.terminal().lines().iter().map(|line| (line.kind, line.text.to_string()));
    (lines.collect(), client.is_idle(), client.status().into())
}
