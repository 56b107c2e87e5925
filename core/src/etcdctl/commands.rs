//! From the words of a command line to what is to be asked.

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
};

use super::{
    Action, Endpoint, Exit, Invocation,
    flags::{self, Flag, Kind, Words},
    help,
    print::{Format, Style},
};
use crate::{
    api::{
        Call,
        kv::{DeleteRange, Order, Put, Range, SortTarget},
    },
    mvcc::{Bytes, KeyRange},
    time::Duration,
};

/// How long a command takes at most, unless told otherwise.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(5);

/// How long it tries to connect, unless told otherwise.
const DIAL_TIMEOUT: Duration = Duration::from_secs(2);

/// What etcdctl 3.5 says when `del` gets two keys without `--range`.
const RANGE_WARNING: &str = "In etcd v3.6, the operation will be suspended for a few seconds to provide the user time to \
                             verify range.";

/// One command that etcdctl has.
pub(super) struct Verb {
    pub(super) name: &'static str,
    pub(super) usage: &'static str,
    pub(super) help: &'static str,
    pub(super) flags: &'static [Flag],
    build: fn(&Words, Format) -> Result<Call, Exit>,
}

pub(super) const GLOBAL: &[Flag] = &[
    Flag::new("endpoints", Kind::Text, "members to talk to, with a comma between: n1:2379,n2:2379"),
    Flag::new("write-out", Kind::Text, "form of the output: simple, json or fields").short('w'),
    Flag::new("command-timeout", Kind::Span, "give up after this long (5s)"),
    Flag::new("hex", Kind::Bool, "print keys and values as hexadecimal"),
    Flag::new("help", Kind::Bool, "say what a command does").short('h'),
];

/// Flags that mean nothing in a simulated network; they are accepted, so that what is pasted runs.
pub(super) const IDLE: &[Flag] = &[
    Flag::new("cacert", Kind::Text, ""),
    Flag::new("cert", Kind::Text, ""),
    Flag::new("debug", Kind::Bool, ""),
    Flag::new("dial-timeout", Kind::Span, ""),
    Flag::new("discovery-srv", Kind::Text, "").short('d'),
    Flag::new("discovery-srv-name", Kind::Text, ""),
    Flag::new("insecure-discovery", Kind::Bool, ""),
    Flag::new("insecure-skip-tls-verify", Kind::Bool, ""),
    Flag::new("insecure-transport", Kind::Bool, ""),
    Flag::new("keepalive-time", Kind::Span, ""),
    Flag::new("keepalive-timeout", Kind::Span, ""),
    Flag::new("key", Kind::Text, ""),
];

pub(super) const VERBS: &[Verb] = &[
    Verb {
        name: "del",
        usage: "del <key> [range_end]",
        help: "Removes a key, or a range of keys",
        flags: &[
            Flag::new("prefix", Kind::Bool, "every key that begins with <key>"),
            Flag::new("from-key", Kind::Bool, "<key> and every key after it"),
            Flag::new("prev-kv", Kind::Bool, "print what was removed"),
            Flag::new("range", Kind::Bool, "a range is meant"),
        ],
        build: del,
    },
    Verb {
        name: "get",
        usage: "get <key> [range_end]",
        help: "Reads a key, or a range of keys",
        flags: &[
            Flag::new("prefix", Kind::Bool, "every key that begins with <key>"),
            Flag::new("from-key", Kind::Bool, "<key> and every key after it"),
            Flag::new("limit", Kind::Int, "at most this many keys"),
            Flag::new("order", Kind::Text, "ASCEND or DESCEND"),
            Flag::new("sort-by", Kind::Text, "CREATE, KEY, MODIFY, VALUE or VERSION"),
            Flag::new("consistency", Kind::Text, "l: linearizable, s: serializable (may be old)"),
            Flag::new("keys-only", Kind::Bool, "print no values"),
            Flag::new("count-only", Kind::Bool, "print only how many there are"),
            Flag::new("print-value-only", Kind::Bool, "print no keys"),
        ],
        build: get,
    },
    Verb {
        name: "put",
        usage: "put <key> <value>",
        help: "Sets a key",
        flags: &[Flag::new("prev-kv", Kind::Bool, "print what was there before")],
        build: put,
    },
];

/// Every command of etcdctl, in its own order; those that are no [`Verb`] are for later.
pub(super) const NAMES: &[&str] = &[
    "get",
    "put",
    "del",
    "txn",
    "compaction",
    "alarm",
    "defrag",
    "endpoint",
    "move-leader",
    "watch",
    "version",
    "lease",
    "member",
    "snapshot",
    "make-mirror",
    "lock",
    "elect",
    "auth",
    "user",
    "role",
    "check",
    "completion",
    "help",
];

/// The command that is meant: its name, its alias, or a beginning that no other command has.
fn named(typed: &str) -> Option<&'static str> {
    if typed == "compact" {
        return Some("compaction");
    }
    let mut begun = NAMES.iter().filter(|name| name.starts_with(typed));
    let whole = NAMES.iter().find(|name| **name == typed);
    whole.or_else(|| begun.next().filter(|_| begun.next().is_none())).copied()
}

/// Reads the words behind `etcdctl`.
///
/// # Errors
/// The command's end, where it asks nothing of the cluster: `help`, `version`, or an error in etcdctl's words.
pub fn parse(words: &[String]) -> Result<Invocation, Exit> {
    let Some(place) = verb_place(words) else {
        return Err(match flags::split(words, [GLOBAL, IDLE, &[]]) {
            Ok(_) => help::overview(),
            Err(wrong) => help::misused(None, &wrong),
        });
    };
    let typed = words[place].as_str();
    if typed.is_empty() {
        return Err(help::overview());
    }
    let name = named(typed).ok_or_else(|| help::unknown(typed))?;
    let verb = match VERBS.iter().find(|verb| verb.name == name) {
        Some(verb) => verb,
        None if name == "help" => return Err(help::about(words.get(place + 1).map(String::as_str))),
        None if name == "version" => return Err(help::version()),
        None => return Err(Exit::error(1, format!("{name} is a command of etcdctl, but Agora does not have it yet"))),
    };
    let others = words[..place].iter().chain(&words[place + 1..]);
    let words = flags::split(others, [GLOBAL, IDLE, verb.flags]).map_err(|wrong| help::misused(Some(verb), &wrong))?;
    if words.is_on("help") {
        return Err(help::about(Some(name)));
    }
    let format = Format::parse(words.text("write-out").unwrap_or("simple"))?;
    let call = (verb.build)(&words, format)?;
    let style = Style { format, hex: words.is_on("hex"), value_only: words.is_on("print-value-only") };
    let is_range = words.arguments.len() > 1;
    let warning = (name == "del" && is_range && !words.is_on("range")).then_some(RANGE_WARNING);
    Ok(Invocation {
        warning,
        action: Action::Call(call),
        style,
        timeout: words.span("command-timeout").unwrap_or(COMMAND_TIMEOUT),
        dial_timeout: words.span("dial-timeout").unwrap_or(DIAL_TIMEOUT),
        endpoints: words.text("endpoints").map(|text| text.split(',').map(|url| Endpoint(url.into())).collect()),
        login: None,
    })
}

/// Where the command's name stands: the first word that is neither a flag nor a flag's value.
fn verb_place(words: &[String]) -> Option<usize> {
    let takes_value = |word: &str| {
        let known = |flag: &&Flag| match word.strip_prefix("--") {
            Some(long) => flag.long == long,
            None => {
                word.strip_prefix('-').is_some_and(|short| flag.short.is_some_and(|letter| short == letter.to_string()))
            }
        };
        GLOBAL.iter().chain(IDLE).find(known).is_some_and(|flag| flag.kind != Kind::Bool)
    };
    let mut place = 0;
    while place < words.len() {
        let word = &words[place];
        if word == "--" || !word.starts_with('-') {
            return (word != "--").then_some(place);
        }
        place += if takes_value(word) { 2 } else { 1 };
    }
    None
}

fn bytes(text: &str) -> Bytes {
    text.as_bytes().into()
}

fn bad(text: &str) -> Exit {
    Exit::error(128, text)
}

fn put(words: &Words, _: Format) -> Result<Call, Exit> {
    let [key, value, ..] = words.arguments.as_slice() else {
        return Err(bad("put command needs 1 argument and input from stdin or 2 arguments"));
    };
    Ok(Call::Put(Arc::new(Put { previous: words.is_on("prev-kv"), ..Put::of(bytes(key), bytes(value)) })))
}

fn del(words: &Words, _: Format) -> Result<Call, Exit> {
    if words.arguments.len() > 2 {
        return Err(bad("del command needs one argument as key and an optional argument as range_end"));
    }
    let keys = range(words, "del")?;
    Ok(Call::Delete(Arc::new(DeleteRange { keys, previous: words.is_on("prev-kv") })))
}

fn get(words: &Words, format: Format) -> Result<Call, Exit> {
    if words.is_on("keys-only") && words.is_on("count-only") {
        return Err(bad("`--keys-only` and `--count-only` cannot be set at the same time, choose one"));
    }
    if words.is_on("count-only") && format != Format::Fields {
        return Err(bad("--count-only is only for `--write-out=fields`"));
    }
    if words.is_on("print-value-only") && format != Format::Simple {
        return Err(bad("print-value-only is only for `--write-out=simple`"));
    }
    let keys = range(words, "get")?;
    let serializable = match words.text("consistency").unwrap_or("l") {
        "l" => false,
        "s" => true,
        other => return Err(Exit::error(4, format!("unknown consistency flag {other:?}"))),
    };
    let order = match words.text("order").unwrap_or_default().to_uppercase().as_str() {
        "" => None,
        "ASCEND" => Some(Order::Ascend),
        "DESCEND" => Some(Order::Descend),
        _ => return Err(Exit::error(4, format!("bad sort order {}", words.text("order").unwrap_or_default()))),
    };
    let sort_by = match words.text("sort-by").unwrap_or_default().to_uppercase().as_str() {
        "" | "KEY" => SortTarget::Key,
        "CREATE" => SortTarget::Create,
        "MODIFY" => SortTarget::Modify,
        "VALUE" => SortTarget::Value,
        "VERSION" => SortTarget::Version,
        _ => return Err(Exit::error(4, format!("bad sort target {}", words.text("sort-by").unwrap_or_default()))),
    };
    Ok(Call::Range(Arc::new(Range {
        limit: words.int("limit").and_then(|limit| usize::try_from(limit).ok()).filter(|&limit| limit > 0),
        keys_only: words.is_on("keys-only"),
        count_only: words.is_on("count-only"),
        sort_by,
        order,
        serializable,
        ..Range::of(keys)
    })))
}

/// The keys that `get` and `del` mean.
fn range(words: &Words, verb: &str) -> Result<KeyRange, Exit> {
    let (prefix, from_key) = (words.is_on("prefix"), words.is_on("from-key"));
    if prefix && from_key {
        return Err(bad("`--prefix` and `--from-key` cannot be set at the same time, choose one"));
    }
    match words.arguments.as_slice() {
        [] => Err(bad(&format!("{verb} command needs one argument as key and an optional argument as range_end"))),
        [_, _, ..] if prefix || from_key => {
            Err(bad("too many arguments, only accept one argument when `--prefix` or `--from-key` is set"))
        }
        [key, end, ..] if end.is_empty() => Ok(KeyRange::One(bytes(key))),
        [key, end, ..] => Ok(KeyRange::Between(bytes(key), bytes(end))),
        [key] if prefix => Ok(KeyRange::prefix(key.as_bytes())),
        [key] if from_key && key.is_empty() => Ok(KeyRange::From(bytes("\0"))),
        [key] if from_key => Ok(KeyRange::From(bytes(key))),
        [key] => Ok(KeyRange::One(bytes(key))),
    }
}
