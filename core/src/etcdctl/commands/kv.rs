//! `get`, `put`, `del`, `compaction`.

use alloc::{format, sync::Arc};

use super::{Context, Verb, bad, bytes};
use crate::{
    api::{
        Call,
        kv::{Compact, DeleteRange, Order, Put, Range, SortTarget},
    },
    etcdctl::{
        Action, Exit, Reading,
        flags::{Flag, Kind, Words},
        go,
    },
    id::{LeaseId, Revision},
    mvcc::KeyRange,
};

/// What etcdctl 3.5 says when `del` gets two keys without `--range`.
pub(super) const RANGE_WARNING: &str = "In etcd v3.6, the operation will be suspended for a few seconds to provide the \
                                        user time to verify range.";

const PUT_NEEDS: &str = "put command needs 1 argument and input from stdin or 2 arguments";

pub(super) const GET: Verb =
    Verb::new("get", "get <key> [range_end]", "Reads a key, or a range of keys", GET_FLAGS, |words, _| {
        get(words).map(|range| Action::Call(Call::Range(Arc::new(range))))
    });

pub(super) const GET_FLAGS: &[Flag] = &[
    Flag::new("prefix", Kind::Bool, "every key that begins with <key>"),
    Flag::new("from-key", Kind::Bool, "<key> and every key after it"),
    Flag::new("rev", Kind::Int, "as of this revision"),
    Flag::new("limit", Kind::Int, "at most this many keys"),
    Flag::new("order", Kind::Text, "ASCEND or DESCEND"),
    Flag::new("sort-by", Kind::Text, "CREATE, KEY, MODIFY, VALUE or VERSION"),
    Flag::new("consistency", Kind::Text, "l: linearizable, s: serializable (may be old)"),
    Flag::new("keys-only", Kind::Bool, "print no values"),
    Flag::new("count-only", Kind::Bool, "print only how many there are (with -w fields)"),
    Flag::new("print-value-only", Kind::Bool, "print no keys"),
];

pub(super) const PUT: Verb = Verb::new("put", "put <key> [value]", "Sets a key", PUT_FLAGS, put_action);

pub(super) const PUT_FLAGS: &[Flag] = &[
    Flag::new("lease", Kind::Text, "the lease to attach the key to, in hexadecimal"),
    Flag::new("prev-kv", Kind::Bool, "print what was there before"),
    Flag::new("ignore-value", Kind::Bool, "keep the value that is there"),
    Flag::new("ignore-lease", Kind::Bool, "keep the lease that is there"),
];

pub(super) const DEL: Verb =
    Verb::new("del", "del <key> [range_end]", "Removes a key, or a range of keys", DEL_FLAGS, |words, _| {
        del(words).map(|delete| Action::Call(Call::Delete(Arc::new(delete))))
    });

pub(super) const DEL_FLAGS: &[Flag] = &[
    Flag::new("prefix", Kind::Bool, "every key that begins with <key>"),
    Flag::new("from-key", Kind::Bool, "<key> and every key after it"),
    Flag::new("prev-kv", Kind::Bool, "print what was removed"),
    Flag::new("range", Kind::Bool, "a range is meant"),
];

pub(super) const COMPACTION: Verb = Verb {
    alias: Some("compact"),
    ..Verb::new(
        "compaction",
        "compaction <revision>",
        "Forgets what was before a revision",
        &[Flag::new("physical", Kind::Bool, "wait until the space is free")],
        compaction,
    )
};

fn put_action(words: &Words, _: &Context<'_>) -> Result<Action, Exit> {
    let needs_input = words.arguments.len() == 1 && !words.is_on("ignore-value");
    let put = put(words, needs_input)?;
    Ok(if needs_input { Action::Read(Reading::Put(put)) } else { Action::Call(Call::Put(Arc::new(put))) })
}

/// A put; with `value_follows` its value is read from the standard input later.
pub(super) fn put(words: &Words, value_follows: bool) -> Result<Put, Exit> {
    let ignore_value = words.is_on("ignore-value");
    let Some(key) = words.arguments.first() else { return Err(bad(PUT_NEEDS)) };
    if ignore_value && words.arguments.len() > 1 {
        return Err(bad("put command needs only 1 argument when 'ignore-value' is set"));
    }
    let value = match words.arguments.get(1) {
        Some(value) => value.as_str(),
        None if ignore_value || value_follows => "",
        None => return Err(bad(PUT_NEEDS)),
    };
    let lease = go::parse_int(words.text("lease").unwrap_or("0"), 16)
        .map_err(|wrong| bad(format!("bad lease ID ({wrong}), expecting ID in Hex")))?;
    Ok(Put {
        lease: (lease != 0).then_some(LeaseId(lease)),
        previous: words.is_on("prev-kv"),
        ignore_value,
        ignore_lease: words.is_on("ignore-lease"),
        ..Put::of(bytes(key), bytes(value))
    })
}

/// A put whose value has been read.
pub(super) fn with_value(put: Put, value: &str) -> Result<Put, Exit> {
    if value.is_empty() { Err(bad(PUT_NEEDS)) } else { Ok(Put { value: bytes(value), ..put }) }
}

pub(super) fn del(words: &Words) -> Result<DeleteRange, Exit> {
    if words.arguments.len() > 2 {
        return Err(bad("del command needs one argument as key and an optional argument as range_end"));
    }
    Ok(DeleteRange { keys: range(words, "del")?, previous: words.is_on("prev-kv") })
}

pub(super) fn get(words: &Words) -> Result<Range, Exit> {
    if words.is_on("keys-only") && words.is_on("count-only") {
        return Err(bad("`--keys-only` and `--count-only` cannot be set at the same time, choose one"));
    }
    if words.is_on("prefix") && words.is_on("from-key") {
        return Err(bad(BOTH_RANGES));
    }
    let serializable = match words.text("consistency").unwrap_or("l") {
        "l" => false,
        "s" => true,
        other => return Err(Exit::error(4, format!("unknown consistency flag {}", go::quoted(other.as_bytes())))),
    };
    let keys = range(words, "get")?;
    let typed = words.text("order").unwrap_or_default();
    let order = match typed.to_uppercase().as_str() {
        "" => None,
        "ASCEND" => Some(Order::Ascend),
        "DESCEND" => Some(Order::Descend),
        _ => return Err(Exit::error(4, format!("bad sort order {typed}"))),
    };
    let typed = words.text("sort-by").unwrap_or_default();
    let sort_by = match typed.to_uppercase().as_str() {
        "" | "KEY" => SortTarget::Key,
        "CREATE" => SortTarget::Create,
        "MODIFY" => SortTarget::Modify,
        "VALUE" => SortTarget::Value,
        "VERSION" => SortTarget::Version,
        _ => return Err(Exit::error(4, format!("bad sort target {typed}"))),
    };
    let positive = |flag| words.int(flag).and_then(|number| u64::try_from(number).ok()).filter(|&number| number > 0);
    Ok(Range {
        revision: positive("rev").map(Revision),
        limit: positive("limit").and_then(|limit| usize::try_from(limit).ok()),
        keys_only: words.is_on("keys-only"),
        count_only: words.is_on("count-only"),
        sort_by,
        order,
        serializable,
        ..Range::of(keys)
    })
}

fn compaction(words: &Words, _: &Context<'_>) -> Result<Action, Exit> {
    let [revision] = words.arguments.as_slice() else { return Err(bad("compaction command needs 1 argument")) };
    let revision = go::parse_int(revision, 10).map_err(|wrong| Exit::error(1, wrong))?;
    Ok(Action::Call(Call::Compact(Compact { revision, physical: words.is_on("physical") })))
}

const BOTH_RANGES: &str = "`--prefix` and `--from-key` cannot be set at the same time, choose one";

/// The keys that `get` and `del` mean.
fn range(words: &Words, verb: &str) -> Result<KeyRange, Exit> {
    let (prefix, from_key) = (words.is_on("prefix"), words.is_on("from-key"));
    if prefix && from_key {
        return Err(bad(BOTH_RANGES));
    }
    match words.arguments.as_slice() {
        [] => Err(bad(format!("{verb} command needs one argument as key and an optional argument as range_end"))),
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
