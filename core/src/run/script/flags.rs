//! etcd's own flags: what somebody pastes from a real start, behind `cluster` or as it stands.

use alloc::{
    collections::BTreeSet,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    ParseError, Problem,
    words::{Parsed, Words},
};
use crate::{
    client::shell::{Shell, Step, Task, Typed},
    etcdctl::{self, Environment, Exit, Start},
    sim::{self, Options},
};

/// Reads the rest of a `cluster` line as flags of etcd, into options.
pub(super) fn flags(words: &mut Words<'_>, options: &mut Options) -> Parsed<()> {
    let before = words.error("flags that set something: --quota-backend-bytes=…");
    let mut given: Vec<String> = Vec::new();
    while let Some(word) = words.take() {
        given.push(word.to_string());
    }
    let start = etcdctl::start(&given, &Environment::default()).map_err(|exit| refused(before, &exit))?;
    set(&start, options);
    Ok(())
}

/// What a start that was refused says stands in the error's place.
fn refused(at: ParseError, exit: &Exit) -> ParseError {
    let said = exit.error.trim_end();
    if said.is_empty() { at } else { ParseError { problem: Problem::Etcd(said.to_string()), ..at } }
}

/// A line that starts etcd (`etcd --name n1 --initial-cluster …`, with `docker run …`, `sudo` or `ExecStart=` in front of
/// it) is the cluster that it asks for. `None` where it starts no etcd.
pub(super) fn pasted(number: usize, line: &str) -> Option<Parsed<Options>> {
    let start = match started(line)? {
        Ok(start) => start,
        Err(exit) => return Some(Err(refused(Words::new(number, line).error("a start of etcd"), &exit))),
    };
    let mut options = Options { members: 1, ..Options::default() };
    set(&start, &mut options);
    Some(options.check().map(|()| options).map_err(|error| Words::new(number, line).wrong(Problem::Options(error))))
}

/// The start of etcd that a line stands for, or why that is refused.
fn started(line: &str) -> Option<Result<Start, Exit>> {
    let is_etcd = |word: &str| word.rsplit(['/', '=']).next() == Some("etcd");
    if !line.split_whitespace().any(is_etcd) {
        return None;
    }
    let mut shell = Shell::default();
    if let Typed::Wrong(exit) = shell.typed(line) {
        return Some(Err(exit));
    }
    match shell.next(0, &|_| None)? {
        Step::Run { task: Task::Etcd(start), .. } => Some(Ok((*start).clone())),
        Step::Ended(exit) if !exit.error.is_empty() => Some(Err(exit)),
        _ => None,
    }
}

/// Says which flags of a `cluster` line, or of a pasted start of etcd, are accepted without meaning anything here.
pub fn remark(line: &str) -> Option<String> {
    let start = match line.trim_start().strip_prefix("cluster ") {
        Some(rest) => {
            let flags = rest.split_whitespace().skip_while(|word| !word.starts_with('-')).map(ToString::to_string);
            etcdctl::start(&flags.collect::<Vec<_>>(), &Environment::default()).ok()?
        }
        None if line.starts_with('#') => return None,
        None => started(line)?.ok()?,
    };
    start.remark()
}

fn set(start: &Start, options: &mut Options) {
    let names = start.cluster.iter().map(|(name, _)| name).collect::<BTreeSet<_>>();
    if !names.is_empty() {
        options.members = u8::try_from(names.len()).unwrap_or(u8::MAX);
    }
    sim::start::tell(start, &mut options.settings);
}
