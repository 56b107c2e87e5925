//! `txn`, and every command that reads its standard input.

use alloc::{format, string::String, sync::Arc, vec::Vec};

use super::{Verb, bad, kv};
use crate::{
    api::{
        Call,
        auth::AuthRequest,
        kv::{Compare, CompareTarget, Op, Relation, Txn},
    },
    etcdctl::{
        Action, Exit, Invocation, Reading,
        flags::{self, Flag, Kind},
        go, help,
    },
    mvcc::{Bytes, KeyRange},
};

pub(super) const TXN: Verb = Verb::new(
    "txn",
    "txn",
    "Carries out requests together, if comparisons hold",
    &[Flag::new("interactive", Kind::Bool, "say what is wanted next").short('i')],
    |words, _| {
        if !words.arguments.is_empty() {
            return Err(bad("txn command does not accept argument"));
        }
        Ok(Action::Read(Reading::Txn { interactive: words.is_on("interactive") }))
    },
);

/// Gives a command that reads its standard input that input, to its end. A command that reads none is left as it is, and
/// so is an interactive watch, which takes its lines one by one.
///
/// # Errors
/// The command's end, where the input is not what it wants.
pub fn finish(mut invocation: Invocation, input: &str) -> Result<Invocation, Exit> {
    let Action::Read(reading) = &invocation.action else { return Ok(invocation) };
    invocation.action = match reading.clone() {
        Reading::Put(put) => Action::Call(Call::Put(Arc::new(kv::with_value(put, input)?))),
        Reading::Txn { interactive } => {
            let (mut said, mut warning) = (String::new(), String::new());
            let txn = read(input, if interactive { Some(&mut said) } else { None }, &mut warning);
            let txn = txn.map_err(|exit| Exit {
                output: said.clone() + &exit.output,
                error: warning.clone() + &exit.error,
                ..exit
            })?;
            invocation.said = said;
            invocation.warning = warning;
            Action::Call(Call::Txn(Arc::new(txn)))
        }
        Reading::Watch => return Ok(invocation),
        Reading::Password { name, add, twice } => {
            let mut lines = input.lines();
            let password = lines.next().unwrap_or_default();
            if twice {
                invocation.said = format!("Password of {name}: \n");
            }
            let failed = |text: String, said: &str| Exit { output: said.into(), ..bad(text) };
            if twice && password.is_empty() {
                return Err(failed("empty password".into(), &invocation.said));
            }
            if twice {
                invocation.said += &format!("Type password of {name} again for confirmation: \n");
                if lines.next() != Some(password) {
                    return Err(failed("given passwords are different".into(), &invocation.said));
                }
            }
            let password: String = password.into();
            Action::Call(Call::Auth(Arc::new(if add {
                AuthRequest::UserAdd { name, password: Some(password) }
            } else {
                AuthRequest::UserChangePassword { name, password }
            })))
        }
    };
    Ok(invocation)
}

/// Reads a whole transaction; `said` takes what the interactive form says, and `warning` what goes to standard error.
fn read(input: &str, mut said: Option<&mut String>, warning: &mut String) -> Result<Txn, Exit> {
    let mut say = |text: &str| {
        if let Some(said) = said.as_deref_mut() {
            *said += text;
        }
    };
    let mut lines = input.split_inclusive('\n');
    let mut txn = Txn::default();
    say("compares:\n");
    while let Some(line) = next(&mut lines)? {
        txn.compares.push(compare(line)?);
    }
    say("success requests (get, put, del):\n");
    while let Some(line) = next(&mut lines)? {
        txn.success.push(request(line, warning)?);
    }
    say("failure requests (get, put, del):\n");
    while let Some(line) = next(&mut lines)? {
        txn.failure.push(request(line, warning)?);
    }
    Ok(txn)
}

/// The next line, `None` for an empty one, which ends a part.
fn next<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Result<Option<&'a str>, Exit> {
    let line = lines.next().filter(|line| line.ends_with('\n')).ok_or_else(|| Exit::error(3, "EOF"))?;
    Ok(Some(line.trim()).filter(|line| !line.is_empty()))
}

/// One comparison: `mod("key") > "3"` (etcdctl, `parseCompare`).
fn compare(line: &str) -> Result<Compare, Exit> {
    let wrong = |text: String| Exit::error(3, text);
    let (target, rest) = line.split_once('(').ok_or_else(|| wrong(format!("malformed comparison: {line}")))?;
    let (key, relation, value) = scan(rest).map_err(|(key, relation)| {
        let key = go::quoted(&key);
        wrong(format!("malformed comparison: {line}; got {target}({key}) {relation} \"\""))
    })?;
    let text = String::from_utf8_lossy(&value).into_owned();
    let number = || go::parse_int(&text, 10).map_err(|_| wrong(format!("invalid txn compare request: {line}")));
    let target = match target {
        "ver" | "version" => CompareTarget::Version(number()?),
        "c" | "create" => CompareTarget::Create(number()?),
        "m" | "mod" => CompareTarget::Modify(number()?),
        "val" | "value" => CompareTarget::Value(Bytes::from(value)),
        // The real one compares leases in no form at all: it has made a text of the number by then.
        "lease" => return Err(panic(if relation_of(relation).is_none() { "Unknown result op" } else { "bad value" })),
        _ => return Err(wrong(format!("malformed comparison: {line} (unknown target {target})"))),
    };
    let relation = relation_of(relation).ok_or_else(|| panic("Unknown result op"))?;
    Ok(Compare { keys: KeyRange::One(Bytes::from(key)), target, relation })
}

/// What Go prints where a program cannot go on, without the calls that led there.
fn panic(text: &str) -> Exit {
    Exit { status: 2, output: String::new(), error: format!("panic: {text}\n") }
}

fn relation_of(text: &str) -> Option<Relation> {
    match text {
        "=" => Some(Relation::Equal),
        "!=" => Some(Relation::NotEqual),
        ">" => Some(Relation::Greater),
        "<" => Some(Relation::Less),
        _ => None,
    }
}

/// Key, relation and value of a comparison.
type Scanned<'a> = (Vec<u8>, &'a str, Vec<u8>);

/// `"key") = "value"`, as `fmt.Sscanf` reads it; the error has what was read.
fn scan(text: &str) -> Result<Scanned<'_>, (Vec<u8>, &str)> {
    let (key, rest) = go::unquote(text.trim_start()).map_err(|_| (Vec::new(), ""))?;
    let spaced = |rest: &str| rest.starts_with([' ', '\t', '\r']);
    let Some(rest) = rest.strip_prefix(')').filter(|rest| spaced(rest)) else { return Err((key, "")) };
    let rest = rest.trim_start();
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (relation, rest) = rest.split_at(end);
    if relation.is_empty() || !spaced(rest) {
        return Err((key, relation));
    }
    match go::unquote(rest.trim_start()) {
        Ok((value, _)) => Ok((key, relation, value)),
        Err(_) => Err((key, relation)),
    }
}

/// One request: `put a 1` (etcdctl, `parseRequestUnion`).
fn request(line: &str, warning: &mut String) -> Result<Op, Exit> {
    let words = argify(line)?;
    if words.len() < 2 {
        return Err(Exit::error(3, format!("invalid txn compare request: {line}")));
    }
    let invalid = || Exit::error(3, format!("invalid txn request: {line}"));
    let verbs = [&kv::PUT, &kv::GET, &kv::DEL];
    let name = words.iter().position(|word| !word.starts_with('-')).ok_or_else(invalid)?;
    let mut begun = verbs.iter().filter(|verb| verb.name.starts_with(words[name].as_str()));
    let verb = begun.next().filter(|_| begun.next().is_none()).ok_or_else(invalid)?;
    let rest = words.iter().enumerate().filter(|(place, _)| *place != name).map(|(_, word)| word.as_str());
    let rest = rest.collect::<Vec<_>>();
    let words = flags::split(&rest, &[verb.flags, super::HELP]).map_err(|_| {
        let exit = invalid();
        Exit { error: format!("{}\n{}", help::usage_of(verb), exit.error), ..exit }
    })?;
    if words.is_on("help") {
        // The real one prints the help and then waits for ever, which Go notices.
        let error = String::from("fatal error: all goroutines are asleep - deadlock!\n");
        return Err(Exit { status: 2, output: help::usage_of(verb), error });
    }
    Ok(match verb.name {
        "put" => Op::Put(kv::put(&words, false)?),
        "get" => Op::Range(kv::get(&words)?),
        _ => {
            let delete = kv::del(&words)?;
            if words.arguments.len() > 1 && !words.is_on("range") {
                *warning += &format!("{}\n", kv::RANGE_WARNING);
            }
            Op::Delete(delete)
        }
    })
}

/// Splits a line of a transaction or an interactive watch into words (etcdctl, `argify`).
///
/// Its single quotes are broken: what they hold is cut to one letter less than the line has words. That is kept.
pub(super) fn argify(line: &str) -> Result<Vec<String>, Exit> {
    let space = |c: char| matches!(c, '\t' | '\n' | '\x0c' | '\r' | ' ');
    let mut words: Vec<&str> = Vec::new();
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        let end = match letter {
            '"' => closing(rest),
            '\'' => rest[1..].find('\'').map(|place| place + 2),
            letter if space(letter) => None,
            _ => Some(rest.find(space).unwrap_or(rest.len())),
        };
        match end {
            Some(end) => {
                words.push(&rest[..end]);
                rest = &rest[end..];
            }
            None => rest = &rest[letter.len_utf8()..],
        }
    }
    let count = words.len();
    words
        .into_iter()
        .map(|word| match word.as_bytes()[0] {
            b'\'' => {
                let cut = word.as_bytes().get(1..count - 1).ok_or_else(|| {
                    panic(&format!(
                        "runtime error: slice bounds out of range [:{}] with length {}",
                        count - 1,
                        word.len()
                    ))
                })?;
                Ok(String::from_utf8_lossy(cut).into_owned())
            }
            b'"' => {
                let (inside, _) = go::unquote(word).map_err(|wrong| Exit::error(3, wrong))?;
                Ok(String::from_utf8_lossy(&inside).into_owned())
            }
            _ => Ok(word.into()),
        })
        .collect()
}

/// Where a double-quoted text that begins here ends.
fn closing(text: &str) -> Option<usize> {
    let mut letters = text.char_indices().skip(1);
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return Some(place + 1),
            '\\' => drop(letters.next().filter(|(_, next)| *next != '\n')?),
            _ => {}
        }
    }
    None
}
