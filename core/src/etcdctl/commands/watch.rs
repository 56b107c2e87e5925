//! `watch`, on the command line and line by line.

use alloc::{format, string::String, vec::Vec};

use super::{Context, Environment, Verb, bad, bytes, txn::argify};
use crate::{
    api::watch::WatchCreate,
    etcdctl::{
        Action, Exit, Reading, Watch, WatchLine,
        flags::{self, Flag, Kind, Words},
        go,
    },
    mvcc::KeyRange,
};

pub(super) const WATCH: Verb = Verb::new(
    "watch",
    "watch <key> [range_end] [-- command…]",
    "Tells every change of a key, or of a range of keys",
    FLAGS,
    watch,
);

const FLAGS: &[Flag] = &[
    Flag::new("interactive", Kind::Bool, "read one command a line: watch …, progress").short('i'),
    Flag::new("prefix", Kind::Bool, "every key that begins with <key>"),
    Flag::new("rev", Kind::Int, "from this revision on"),
    Flag::new("prev-kv", Kind::Bool, "print what was there before, too"),
    Flag::new("progress-notify", Kind::Bool, "tell every ten minutes how far the watch is"),
];

const NUMBER: &str = "bad number of arguments";
const CONFLICT: &str = "bad number of arguments (found conflicting environment key)";
const SEPARATOR: &str = "bad number of arguments (found separator --, but no commands)";

/// The keys that the environment names.
fn named(environment: &Environment) -> Result<Vec<&String>, Exit> {
    let variable = |name| environment.get(name).filter(|value| !value.is_empty());
    match (variable("ETCDCTL_WATCH_KEY"), variable("ETCDCTL_WATCH_RANGE_END")) {
        (None, Some(end)) => Err(bad(format!(
            "ETCDCTL_WATCH_KEY is empty but got ETCDCTL_WATCH_RANGE_END={}",
            go::quoted(end.as_bytes())
        ))),
        (key, end) => Ok(key.into_iter().chain(end).collect()),
    }
}

fn watch(words: &Words, context: &Context<'_>) -> Result<Action, Exit> {
    let named = named(context.environment)?;
    if words.is_on("interactive") {
        return Ok(Action::Read(Reading::Watch));
    }
    let raw = context.raw;
    let separator = raw.iter().position(|word| word == "--");
    if separator.is_some_and(|place| place + 1 == raw.len()) {
        return Err(bad(SEPARATOR));
    }
    if separator.is_none() && raw.is_empty() && named.is_empty() {
        return Err(bad(NUMBER));
    }
    let command = separator.map_or(&[][..], |place| &raw[place + 1..]);
    let before = words.arguments.len().saturating_sub(command.len());
    if !named.is_empty() && before > 0 {
        return Err(bad(CONFLICT));
    }
    let arguments = named.into_iter().chain(&words.arguments).cloned().collect();
    Ok(order(words, &cut(arguments, command), command.to_vec())
        .map_or_else(|wrong| Action::Wrong(bad(wrong)), Action::Watch))
}

/// The arguments in front of the command: those before the last that is the command's first word, as the real one has it.
fn cut(mut arguments: Vec<String>, command: &[String]) -> Vec<String> {
    if let Some(first) = command.first() {
        arguments.truncate(arguments.iter().rposition(|word| word == first).unwrap_or(0));
    }
    arguments
}

/// What is watched (etcdctl, `getWatchChan`).
fn order(words: &Words, arguments: &[String], command: Vec<String>) -> Result<Watch, &'static str> {
    let prefix = words.is_on("prefix");
    let keys = match arguments {
        [] => return Err(NUMBER),
        [_, _] if prefix => return Err("`range_end` and `--prefix` are mutually exclusive"),
        [key, ..] if prefix => KeyRange::prefix(key.as_bytes()),
        [key, end] if !end.is_empty() => KeyRange::Between(bytes(key), bytes(end)),
        [key, ..] if key.is_empty() => KeyRange::One(bytes("\0")),
        [key, ..] => KeyRange::One(bytes(key)),
    };
    let order = WatchCreate {
        start: words.int("rev").unwrap_or(0),
        previous: words.is_on("prev-kv"),
        progress: words.is_on("progress-notify"),
        ..WatchCreate::of(keys)
    };
    Ok(Watch { order, command })
}

/// What a line of an interactive watch leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WatchStep {
    /// It is carried out.
    Do(WatchLine),
    /// It is not understood; this goes to standard error, and the next line is read.
    Say(String),
}

/// Reads a line of an interactive watch, without its line feed. At the end of the input the command ends with
/// [`Exit::error`] 3 and `error reading watch request line: EOF`.
///
/// # Errors
/// The command's end.
pub fn watch_line(line: &str, environment: &Environment) -> Result<WatchStep, Exit> {
    let words = argify(line)?;
    let say = |text: String| Ok(WatchStep::Say(text));
    match words.first().map(String::as_str) {
        None => say(format!("Invalid command: {line} (watch and progress supported)\n")),
        Some("progress") => Ok(WatchStep::Do(WatchLine::Progress)),
        Some("watch") => {
            let named = named(environment)?;
            if words.len() < 2 && named.is_empty() {
                return say(format!("Invalid command {line} (command type or key is not provided)\n"));
            }
            let raw = &words[1..];
            let separator = raw.iter().position(|word| word == "--");
            if separator.is_some_and(|place| place + 1 == raw.len()) {
                return Err(bad(SEPARATOR));
            }
            let command = separator.map_or(&[][..], |place| &raw[place + 1..]);
            let words = flags::split(&flags::borrowed(raw), &[FLAGS]).map_err(bad)?;
            if separator.is_none() && words.arguments.is_empty() && named.is_empty() {
                return Err(bad(NUMBER));
            }
            if separator.is_none() && !words.arguments.is_empty() && !named.is_empty() {
                return Err(bad(CONFLICT));
            }
            let arguments = named.into_iter().chain(&words.arguments).cloned().collect();
            match order(&words, &cut(arguments, command), command.to_vec()) {
                Ok(watch) => Ok(WatchStep::Do(WatchLine::Watch(watch))),
                Err(wrong) => say(format!("Invalid command {line} ({wrong})\n")),
            }
        }
        Some(_) => say(format!("Invalid command {line} (only support watch)\n")),
    }
}
