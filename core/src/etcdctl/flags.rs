//! Flags as etcdctl's flag library (pflag) reads them, with its error texts.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::go;
use crate::time::Duration;

/// What a flag takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Nothing, or `=true`, `=false`.
    Bool,
    /// Any text.
    Text,
    /// A whole number.
    Int,
    /// A Go duration: `5s`, `300ms`.
    Span,
}

/// One flag that a command knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Flag {
    pub(super) long: &'static str,
    pub(super) short: Option<char>,
    pub(super) kind: Kind,
    pub(super) help: &'static str,
}

impl Flag {
    pub(super) const fn new(long: &'static str, kind: Kind, help: &'static str) -> Self {
        Self { long, short: None, kind, help }
    }

    pub(super) const fn short(mut self, short: char) -> Self {
        self.short = Some(short);
        self
    }
}

/// The words of a command line, told apart.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Words {
    pub(super) arguments: Vec<String>,
    values: BTreeMap<&'static str, String>,
}

impl Words {
    /// Whether a flag that takes nothing is on.
    pub(super) fn is_on(&self, long: &str) -> bool {
        self.values.get(long).is_some_and(|value| parse_bool(value) == Some(true))
    }

    pub(super) fn text(&self, long: &str) -> Option<&str> {
        self.values.get(long).map(String::as_str)
    }

    pub(super) fn int(&self, long: &str) -> Option<i64> {
        self.text(long).and_then(|text| go::int(text).ok())
    }

    pub(super) fn span(&self, long: &str) -> Option<Duration> {
        self.text(long).and_then(|text| go::duration(text).ok())
    }
}

/// Tells flags and arguments apart; flags may stand anywhere, and `--` ends them. The error is pflag's text.
pub(super) fn split<'a>(words: impl IntoIterator<Item = &'a String>, known: [&[Flag]; 3]) -> Result<Words, String> {
    let mut split = Words::default();
    let mut rest = words.into_iter();
    while let Some(word) = rest.next() {
        if word == "--" {
            split.arguments.extend(rest.cloned());
            break;
        } else if let Some(body) = word.strip_prefix("--") {
            let (name, value) = body.split_once('=').map_or((body, None), |(name, value)| (name, Some(value)));
            if name.is_empty() || name.starts_with('-') {
                return Err(format!("bad flag syntax: {word}"));
            }
            let flag = known.into_iter().flatten().find(|flag| flag.long == name);
            let flag = flag.ok_or_else(|| format!("unknown flag: --{name}"))?;
            let value = match value {
                Some(value) => value.to_string(),
                None if flag.kind == Kind::Bool => "true".to_string(),
                None => rest.next().cloned().ok_or_else(|| format!("flag needs an argument: --{name}"))?,
            };
            check(flag, &value, &format!("--{name}"))?;
            split.values.insert(flag.long, value);
        } else if word.len() > 1 && word.starts_with('-') {
            shorthands(&word[1..], known, &mut rest, &mut split)?;
        } else {
            split.arguments.push(word.clone());
        }
    }
    Ok(split)
}

/// One word of single-letter flags: `-w json`, `-wjson`, `-w=json`.
fn shorthands<'a>(
    letters: &str,
    known: [&[Flag]; 3],
    rest: &mut impl Iterator<Item = &'a String>,
    split: &mut Words,
) -> Result<(), String> {
    let mut remaining = letters;
    while let Some(letter) = remaining.chars().next() {
        let flag = known
            .into_iter()
            .flatten()
            .find(|flag| flag.short == Some(letter))
            .ok_or_else(|| format!("unknown shorthand flag: '{letter}' in -{remaining}"))?;
        let after = &remaining[letter.len_utf8()..];
        let name = format!("-{letter}, --{}", flag.long);
        if let Some(value) = after.strip_prefix('=') {
            check(flag, value, &name)?;
            split.values.insert(flag.long, value.to_string());
            return Ok(());
        }
        if flag.kind == Kind::Bool {
            split.values.insert(flag.long, "true".to_string());
            remaining = after;
            continue;
        }
        let value = if after.is_empty() {
            rest.next().cloned().ok_or_else(|| format!("flag needs an argument: '{letter}' in -{remaining}"))?
        } else {
            after.to_string()
        };
        check(flag, &value, &name)?;
        split.values.insert(flag.long, value);
        return Ok(());
    }
    Ok(())
}

fn check(flag: &Flag, value: &str, name: &str) -> Result<(), String> {
    let wrong = |why: String| Err(format!("invalid argument {value:?} for {name:?} flag: {why}"));
    match flag.kind {
        Kind::Bool if parse_bool(value).is_none() => {
            wrong(format!("strconv.ParseBool: parsing {value:?}: invalid syntax"))
        }
        Kind::Int => match go::int(value) {
            Ok(_) => Ok(()),
            Err(what) => wrong(format!("strconv.ParseInt: parsing {value:?}: {what}")),
        },
        Kind::Span => match go::duration(value) {
            Ok(_) => Ok(()),
            Err(what) => wrong(format!("time: {what} duration {value:?}")),
        },
        _ => Ok(()),
    }
}

/// The words that Go takes for a truth value (`strconv.ParseBool`).
fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
