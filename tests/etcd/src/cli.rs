//! Command lines, to the real etcdctl and to a terminal of a simulated cluster.

mod arguments;
mod generate;
mod line;
mod names;
mod normal;
mod service;

use std::fs::{self, File};
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

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
pub use line::{End, Line};

use crate::gateway::bytes;
use crate::reference::Reference;
use names::Names;

/// How long a command may take in the simulated world.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long one may take in the real one.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(8);

/// The value that ends the reading of a watch.
const MARKER: &str = "end~";

/// The status of a command that was ended by the harness, and of one that does not end.
const MARKED: &str = "[until the marker]";
const ENDLESS: &str = "[does not end]";

/// Whether a watch has printed the marker, in whichever form.
fn is_marked(output: &str) -> bool {
    [MARKER, "ZW5kfg==", "\\x65\\x6e\\x64\\x7e"].iter().any(|form| output.contains(form))
}

/// Runs the lines through the real etcdctl. Each answer is what was printed, normalised, and the exit status.
///
/// # Errors
/// When etcdctl cannot be run, or the member behind it does not answer.
pub fn on_reference(reference: &mut Reference, lines: &[Line]) -> Result<Vec<String>> {
    let mut names = Names::of_reference(crate::gateway::reset(reference)?, reference);
    let mut answers = Vec::new();
    for line in lines {
        if let End::Marker { key, start } = &line.end {
            loop {
                let body = json!({"key": bytes(key.as_bytes()), "value": bytes(MARKER.as_bytes())});
                let (_, answer) = reference.post("/v3/kv/put", &body)?;
                let revision = answer["header"]["revision"].as_str().and_then(|text| text.parse::<i64>().ok());
                if revision.is_none_or(|revision| names.moved(revision) >= *start) {
                    break;
                }
            }
        }
        let (output, error, status) = run(reference, line, &names)?;
        names.learn(line, &output);
        answers.push(normal::answer(line, &names, &output, &error, &status));
    }
    // Whether it still lives.
    reference.post("/v3/kv/range", &json!({"key": "YQ=="}))?;
    Ok(answers)
}

/// Runs one line. Returns what it printed on its two outputs, and how it ended.
fn run(reference: &Reference, line: &Line, names: &Names) -> Result<(String, String, String)> {
    let mut command = reference.etcdctl();
    let [output, error] = ["output", "error"].map(|name| reference.folder().join(name));
    command.stdout(File::create(&output)?).stderr(File::create(&error)?).stdin(Stdio::piped());
    command.envs(line.environment.iter().map(|(name, value)| (name, names.fill(value))));
    command.args(line.words.iter().map(|word| names.fill(word)));
    let mut process = command.spawn().context("running etcdctl; `cargo xtask etcd fetch` brings it")?;
    let mut input = process.stdin.take().expect("its input is piped");
    // It may have ended without reading.
    input.write_all(names.fill(line.input.as_deref().unwrap_or_default()).as_bytes()).ok();
    drop(input);
    let printed = || fs::read(&output).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let status = end(&mut process, line, || printed().unwrap_or_default())?;
    let error = String::from_utf8_lossy(&fs::read(&error)?).into_owned();
    Ok((printed()?, error, status))
}

/// Waits for the end of a process, or brings it about.
fn end(process: &mut Child, line: &Line, printed: impl Fn() -> String) -> Result<String> {
    let since = Instant::now();
    loop {
        if let Some(status) = process.try_wait()? {
            return Ok(format!("[{}]", status.code().unwrap_or(-1)));
        }
        let done = match line.end {
            End::Itself => false,
            End::Marker { .. } => is_marked(&printed()),
            End::Interrupt => printed().lines().count() >= 2,
        };
        if done && line.end == End::Interrupt {
            Command::new("kill").args(["-INT", &process.id().to_string()]).status().context("running kill")?;
            let status = process.wait()?;
            return Ok(format!("[{}]", status.code().unwrap_or(-1)));
        }
        if done || since.elapsed() > LIMIT {
            process.kill().ok();
            process.wait()?;
            return Ok(if done { MARKED } else { ENDLESS }.to_owned());
        }
        thread::sleep(std::time::Duration::from_millis(2));
    }
}

/// A terminal of a simulated cluster of one member.
struct Prompt {
    run: Run,
    client: ClientId,
}

/// Types the lines at a terminal of a simulated cluster of one member.
pub fn on_simulation(lines: &[Line]) -> Vec<String> {
    let mut run = Run::new(Options { members: 1, clients: 1, ..Options::default() });
    run.advance(Duration::from_secs(5));
    let mut prompt = Prompt { run, client: ClientId(1) };
    // Where the real member's history ends, the simulated one's does, too.
    prompt.type_in("compaction 1 --physical", &End::Itself);
    let mut names = Names::of_simulation();
    let mut answers = Vec::new();
    for line in lines {
        if let End::Marker { key, start } = &line.end {
            loop {
                let put = Line {
                    words: ["put", key, MARKER, "-w", "json"].map(ToOwned::to_owned).to_vec(),
                    ..Line::default()
                };
                let (output, ..) = prompt.type_in(&put.typed(&names), &End::Itself);
                let revision =
                    output.split("\"revision\":").nth(1).and_then(|rest| rest.split(',').next()?.parse().ok());
                if revision.is_none_or(|revision: i64| revision >= *start) {
                    break;
                }
            }
        }
        let (output, error, status) = prompt.type_in(&line.typed(&names), &line.end);
        names.learn(line, &output);
        answers.push(normal::answer(line, &names, &output, &error, &status));
    }
    answers
}

impl Prompt {
    /// Types a line, and waits for its end, or brings that about. Returns what was printed, and how it ended.
    fn type_in(&mut self, text: &str, end: &End) -> (String, String, String) {
        let before = self.terminal().0.len();
        let typed = Intervention::Type { client: self.client, endpoint: None, line: text.into() };
        self.run.act(&typed).expect("a terminal can be typed in");
        let until = self.run.now() + PATIENCE;
        let mut is_done = false;
        while !self.terminal().1 && !is_done && self.run.step_by(until) {
            is_done = match end {
                End::Itself => false,
                End::Marker { .. } => is_marked(&self.printed(before, LineKind::Output)),
                End::Interrupt => self.printed(before, LineKind::Output).lines().count() >= 2,
            };
        }
        let ended = self.terminal().1;
        let [output, error] = [LineKind::Output, LineKind::Error].map(|kind| self.printed(before, kind));
        if ended {
            return (output, error, format!("[{}]", self.terminal().2));
        }
        self.run.act(&Intervention::Interrupt(self.client)).expect("a terminal can be interrupted");
        let until = self.run.now() + PATIENCE;
        while !self.terminal().1 && self.run.step_by(until) {}
        if *end == End::Interrupt && is_done {
            let [output, error] = [LineKind::Output, LineKind::Error].map(|kind| self.printed(before, kind));
            return (output, error, format!("[{}]", self.terminal().2));
        }
        (output, error, if is_done { MARKED } else { ENDLESS }.to_owned())
    }

    fn printed(&self, before: usize, kind: LineKind) -> String {
        let shown = self.terminal().0;
        let of_kind = shown[before..].iter().filter(|(of, _)| *of == kind);
        of_kind.flat_map(|(_, text)| [text.as_str(), "\n"]).collect()
    }

    /// What it shows, whether it waits for input, and the last exit status.
    fn terminal(&self) -> (Vec<(LineKind, String)>, bool, u8) {
        let client = self.run.world().client(self.client).expect("the terminal is there");
        let lines = client.terminal().lines().iter().map(|line| (line.kind, line.text.to_string()));
        (lines.collect(), client.is_idle(), client.status())
    }
}
