//! Lines through the real etcdctl.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    os::unix::process::ExitStatusExt,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use serde_json::json;

use super::{BUSY, ENDLESS, End, FREE, LIMIT, Line, MARKED, RUNS, WAITS, is_marked, marker, names::Names, normal};
use crate::{gateway::bytes, reference::Cluster};

/// How long it may take until every watch is known that what runs is to have.
const SETTLED: Duration = Duration::from_secs(4);

/// How often it is looked at what a process has printed.
const LOOK: Duration = Duration::from_millis(2);

/// Runs the lines through the real etcdctl. Each answer is what was printed, normalised, and the exit status.
///
/// # Errors
/// When etcdctl cannot be run, or the members behind it do not answer.
pub fn on_reference(cluster: &mut Cluster, lines: &[Line]) -> Result<Vec<String>> {
    let names = Names::of_reference(crate::gateway::reset(cluster)?, cluster);
    if lines.iter().any(|line| line.words.first().is_some_and(|word| word == "member")) && cluster.len() > 1 {
        cluster.wait_for_health();
    }
    let mut terminals = Terminals { cluster, names, jobs: BTreeMap::new(), markers: 0 };
    let answers = lines.iter().map(|line| terminals.answer(line)).collect::<Result<Vec<_>>>();
    terminals.jobs.values_mut().for_each(Job::kill);
    // Whether it still lives.
    cluster.revive()?;
    cluster.sync()?;
    cluster.first_mut().post("/v3/kv/range", &json!({"key": "YQ=="}))?;
    answers
}

/// The terminals, and what runs in them.
struct Terminals<'a> {
    cluster: &'a mut Cluster,
    names: Names,
    jobs: BTreeMap<u8, Job>,
    /// How many markers were put.
    markers: usize,
}

/// A process, and where it prints.
struct Job {
    line: Line,
    process: Child,
    output: PathBuf,
    error: PathBuf,
}

impl Terminals<'_> {
    fn answer(&mut self, line: &Line) -> Result<String> {
        self.cluster.sync()?;
        self.settle(0)?;
        match &line.end {
            End::Kill(number) => {
                self.cluster.kill(usize::from(*number) - 1)?;
                return Ok(String::new());
            }
            End::Restart(number) => {
                self.cluster.restart(usize::from(*number) - 1)?;
                return Ok(String::new());
            }
            End::Release { shown, wait } => return self.release(line.terminal, *shown, wait),
            End::Read { key, start } => return self.read(line.terminal, key, *start),
            End::Itself | End::Marker { .. } | End::Interrupt | End::Waits { .. } | End::Runs { .. } => {}
        }
        if self.jobs.contains_key(&line.terminal) {
            return Ok(BUSY.to_owned());
        }
        if let End::Marker { key, start } = &line.end {
            self.put_marker(key, *start)?;
        }
        let mut job = self.start(line)?;
        if let End::Runs { wait, queued } = &line.end {
            self.jobs.insert(line.terminal, job);
            let queued = queued.as_ref().map_or(Ok(true), |(name, count)| self.queues(name, *count))?;
            return Ok(if queued && self.shows(wait)? { RUNS } else { WAITS }.to_owned());
        }
        if let End::Waits { name, count } = &line.end {
            let queued = self.queues(name, *count)?;
            self.settle(1)?;
            let status = job.interrupt()?;
            let told = self.told(&job, &status)?;
            return Ok(if queued { told } else { WAITS.to_owned() });
        }
        let status = job.end(&line.end, self.markers)?;
        self.told(&job, &status)
    }

    fn told(&mut self, job: &Job, status: &str) -> Result<String> {
        let [output, error] = [&job.output, &job.error].map(fs::read);
        let [output, error] = [output?, error?].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        self.names.learn(&job.line, &output);
        Ok(normal::answer(&job.line, &self.names, &output, &error, status))
    }

    /// Puts the marker under a key, not before this revision.
    fn put_marker(&mut self, key: &str, start: i64) -> Result<()> {
        loop {
            self.markers += 1;
            let body = json!({"key": bytes(key.as_bytes()), "value": bytes(marker(self.markers).as_bytes())});
            let (_, answer) = self.cluster.first_mut().post("/v3/kv/put", &body)?;
            let revision = answer["header"]["revision"].as_str().and_then(|text| text.parse::<i64>().ok());
            if revision.is_none_or(|revision| self.names.moved(revision) >= start) {
                return Ok(());
            }
        }
    }

    fn start(&self, line: &Line) -> Result<Job> {
        let folder = self.cluster.member(0).folder();
        let [output, error] = ["output", "error"].map(|name| folder.join(format!("{name}{}", line.terminal)));
        let mut command = self.cluster.etcdctl();
        command.stdout(File::create(&output)?).stderr(File::create(&error)?).stdin(Stdio::piped());
        command.envs(line.environment.iter().map(|(name, value)| (name, self.names.fill(value))));
        if line.words.iter().any(|word| word.starts_with("--endpoints")) {
            // A variable may not stand beside its flag.
            command.env_remove("ETCDCTL_ENDPOINTS");
        }
        command.args(line.words.iter().map(|word| self.names.fill(word)));
        let mut process = command.spawn().context("running etcdctl; `cargo xtask etcd fetch` brings it")?;
        let mut input = process.stdin.take().expect("its input is piped");
        // It may have ended without reading.
        input.write_all(self.names.fill(line.input.as_deref().unwrap_or_default()).as_bytes()).ok();
        Ok(Job { line: line.clone(), process, output, error })
    }

    /// Waits until so many keys lie under a name.
    fn queues(&mut self, name: &str, count: usize) -> Result<bool> {
        let since = Instant::now();
        let end = format!("{}0", name.strip_suffix('/').unwrap_or(name));
        let body = json!({"key": bytes(name.as_bytes()), "range_end": bytes(end.as_bytes()), "count_only": true});
        while since.elapsed() < LIMIT {
            let (_, answer) = self.cluster.first_mut().post("/v3/kv/range", &body)?;
            if answer["count"].as_str().and_then(|text| text.parse().ok()).unwrap_or(0) == count {
                return Ok(true);
            }
            thread::sleep(LOOK);
        }
        Ok(false)
    }

    /// Waits until these terminals show so many lines.
    fn shows(&self, wait: &[(u8, usize)]) -> Result<bool> {
        let since = Instant::now();
        for (terminal, lines) in wait {
            let Some(job) = self.jobs.get(terminal) else { return Ok(false) };
            while job.printed()?.lines().count() < *lines {
                if since.elapsed() > LIMIT {
                    return Ok(false);
                }
                thread::sleep(LOOK);
            }
        }
        Ok(true)
    }

    /// Waits until the members have every watch that what runs in terminals is to have, and so many more, and have told it all.
    ///
    /// Only from then on is it certain what a process does. A key in a queue is there before the client has heard of it, and a
    /// client that ^C meets in between leaves the key to its lease; an observer learns of a leader that comes and goes only
    /// while it watches. What a watch is told of the past comes in one piece, as would what is done until then.
    fn settle(&mut self, more: usize) -> Result<()> {
        let since = Instant::now();
        while !self.jobs.is_empty() || more > 0 {
            let mut wanted = more;
            for job in self.jobs.values_mut() {
                wanted += usize::from(job.watches()?);
            }
            if self.cluster.watchers()? == wanted || since.elapsed() > SETTLED {
                break;
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    /// ^C to what runs in a terminal.
    fn release(&mut self, terminal: u8, shown: usize, wait: &[(u8, usize)]) -> Result<String> {
        let shown = self.shows(&[(terminal, shown)])?;
        let Some(mut job) = self.jobs.remove(&terminal) else { return Ok(FREE.to_owned()) };
        let status = job.interrupt()?;
        let told = self.told(&job, &status)?;
        Ok(if shown && self.shows(wait)? { told } else { WAITS.to_owned() })
    }

    /// Reads a watch up to the marker.
    fn read(&mut self, terminal: u8, key: &str, start: i64) -> Result<String> {
        let Some(mut job) = self.jobs.remove(&terminal) else { return Ok(FREE.to_owned()) };
        self.put_marker(key, start)?;
        let status = job.end(&End::Marker { key: key.to_owned(), start }, self.markers)?;
        self.told(&job, &status)
    }
}

impl Job {
    fn printed(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(&self.output)?).into_owned())
    }

    fn kill(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }

    /// Whether it has a watch, once it does what it is to do: one that has printed what it holds waits for nobody.
    fn watches(&mut self) -> Result<bool> {
        let is_held = |word: &String| word == "lock" || word == "elect";
        let has = |word: &str| self.line.words.iter().any(|other| other == word);
        let waits = !self.line.words.first().is_some_and(is_held) || has("-l") || self.printed()?.lines().count() < 2;
        Ok(waits && self.status()?.is_none())
    }

    fn status(&mut self) -> Result<Option<String>> {
        let status = self.process.try_wait()?;
        // As a shell tells of one whom a signal ended.
        let code = |status: ExitStatus| status.code().or(status.signal().map(|signal| 128 + signal)).unwrap_or(-1);
        Ok(status.map(|status| format!("[{}]", code(status))))
    }

    /// ^C, and its status. What takes no notice is killed.
    fn interrupt(&mut self) -> Result<String> {
        Command::new("kill").args(["-INT", &self.process.id().to_string()]).status().context("running kill")?;
        let since = Instant::now();
        while since.elapsed() < LIMIT {
            if let Some(status) = self.status()? {
                return Ok(status);
            }
            thread::sleep(LOOK);
        }
        self.kill();
        Ok(ENDLESS.to_owned())
    }

    /// Waits for its end, or brings it about, at the marker with this number where there is one.
    fn end(&mut self, end: &End, marker: usize) -> Result<String> {
        let since = Instant::now();
        loop {
            if let Some(status) = self.status()? {
                return Ok(status);
            }
            let done = match end {
                End::Marker { .. } => is_marked(&self.printed()?, marker),
                End::Interrupt => self.printed()?.lines().count() >= 2,
                _ => false,
            };
            if done && *end == End::Interrupt {
                return self.interrupt();
            }
            if done {
                self.kill();
                return Ok(MARKED.to_owned());
            }
            // One that is killed would leave its keys to their lease.
            if since.elapsed() > LIMIT {
                return Ok(format!("{ENDLESS} {}", self.interrupt()?));
            }
            thread::sleep(LOOK);
        }
    }
}
