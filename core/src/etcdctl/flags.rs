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
    /// Texts with a comma between; given twice, the second follows the first.
    List,
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

    /// How the library calls it in an error.
    fn name(&self) -> String {
        self.short.map_or_else(|| format!("--{}", self.long), |short| format!("-{short}, --{}", self.long))
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
        self.values.get(long).is_some_and(|value| go::bool(value) == Some(true))
    }

    /// Whether a flag was given.
    pub(super) fn has(&self, long: &str) -> bool {
        self.values.contains_key(long)
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

    /// What a list holds; an empty one, and one that was not given, hold nothing.
    pub(super) fn list(&self, long: &str) -> Vec<&str> {
        self.text(long).filter(|text| !text.is_empty()).map_or_else(Vec::new, |text| text.split(',').collect())
    }

    /// Gives a flag a value, as the command line or the environment does.
    pub(super) fn set(&mut self, flag: &Flag, value: &str) -> Result<(), String> {
        check(flag, value)?;
        match self.values.get_mut(flag.long) {
            Some(list) if flag.kind == Kind::List => *list = format!("{list},{value}"),
            _ => drop(self.values.insert(flag.long, value.to_string())),
        }
        Ok(())
    }
}

/// Words without their owner.
pub(super) fn borrowed(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// Tells flags and arguments apart; flags may stand anywhere, and `--` ends them. The error is pflag's text.
pub(super) fn split(words: &[&str], known: &[&[Flag]]) -> Result<Words, String> {
    let mut split = Words::default();
    let mut rest = words.iter().copied();
    while let Some(word) = rest.next() {
        if word == "--" {
            split.arguments.extend(rest.map(String::from));
            break;
        } else if let Some(body) = word.strip_prefix("--") {
            let (name, value) = body.split_once('=').map_or((body, None), |(name, value)| (name, Some(value)));
            if name.is_empty() || name.starts_with('-') {
                return Err(format!("bad flag syntax: {word}"));
            }
            let flag = known.iter().copied().flatten().find(|flag| flag.long == name);
            let flag = flag.ok_or_else(|| format!("unknown flag: --{name}"))?;
            let value = match value {
                Some(value) => value,
                None if flag.kind == Kind::Bool => "true",
                None => rest.next().ok_or_else(|| format!("flag needs an argument: --{name}"))?,
            };
            split.set(flag, value)?;
        } else if word.len() > 1 && word.starts_with('-') {
            shorthands(&word[1..], known, &mut rest, &mut split)?;
        } else {
            split.arguments.push(word.into());
        }
    }
    Ok(split)
}

/// One word of single-letter flags: `-w json`, `-wjson`, `-w=json`.
fn shorthands<'a>(
    letters: &str,
    known: &[&[Flag]],
    rest: &mut impl Iterator<Item = &'a str>,
    split: &mut Words,
) -> Result<(), String> {
    let mut remaining = letters;
    while let Some(letter) = remaining.chars().next() {
        let flag = known
            .iter()
            .copied()
            .flatten()
            .find(|flag| flag.short == Some(letter))
            .ok_or_else(|| format!("unknown shorthand flag: {} in -{remaining}", go::quoted_letter(letter)))?;
        let after = &remaining[letter.len_utf8()..];
        if let Some(value) = after.strip_prefix('=').filter(|value| !value.is_empty()) {
            return split.set(flag, value);
        }
        if flag.kind == Kind::Bool {
            split.set(flag, "true")?;
            remaining = after;
            continue;
        }
        if !after.is_empty() {
            return split.set(flag, after);
        }
        let value = rest
            .next()
            .ok_or_else(|| format!("flag needs an argument: {} in -{remaining}", go::quoted_letter(letter)))?;
        return split.set(flag, value);
    }
    Ok(())
}

fn check(flag: &Flag, value: &str) -> Result<(), String> {
    let wrong = |why: String| {
        Err(format!("invalid argument {} for {:?} flag: {why}", go::quoted(value.as_bytes()), flag.name()))
    };
    let quoted = || go::quoted(value.as_bytes());
    match flag.kind {
        Kind::Bool if go::bool(value).is_none() => {
            wrong(format!("strconv.ParseBool: parsing {}: invalid syntax", quoted()))
        }
        Kind::Int => match go::int(value) {
            Ok(_) => Ok(()),
            Err(what) => wrong(format!("strconv.ParseInt: parsing {}: {what}", quoted())),
        },
        Kind::Span => match go::duration(value) {
            Ok(_) => Ok(()),
            Err(what) => wrong(format!("time: {what} duration {}", quoted())),
        },
        _ => Ok(()),
    }
}
