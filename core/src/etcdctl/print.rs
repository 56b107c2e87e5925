//! From an answer to the text that etcdctl prints.

use alloc::{format, string::String};
use core::fmt::Write;

use super::Exit;
use crate::{
    api::{Answer, Response, kv::OpAnswer},
    mvcc::{Bytes, KeyValue},
    server::{cluster_id, member_id},
};

/// The form of the output: `-w`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Format {
    /// Lines of keys and values.
    #[default]
    Simple,
    /// One line of JSON, keys and values in base 64.
    Json,
    /// One line for each field.
    Fields,
}

impl Format {
    pub(super) fn parse(text: &str) -> Result<Self, Exit> {
        match text {
            "simple" => Ok(Self::Simple),
            "json" => Ok(Self::Json),
            "fields" => Ok(Self::Fields),
            "table" => Err(Exit::error(4, "table not supported as output format")),
            "protobuf" => Err(Exit::error(4, "protobuf is not printed here: choose simple, json or fields")),
            _ => Err(Exit::error(4, "unsupported output format")),
        }
    }
}

/// How an answer is printed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Style {
    /// The form.
    pub format: Format,
    /// Keys and values as `\x61\x62` (`--hex`).
    pub hex: bool,
    /// No keys (`--print-value-only`).
    pub value_only: bool,
}

/// Prints an answer as etcdctl does; every line ends with a line feed.
pub fn print(style: Style, response: &Response, answer: &Answer) -> String {
    match style.format {
        Format::Simple => simple(style, answer),
        Format::Json => json(response, answer),
        Format::Fields => fields(response, answer),
    }
}

fn simple(style: Style, answer: &Answer) -> String {
    let mut text = String::new();
    let mut pair = |kv: &KeyValue| {
        if !style.value_only {
            text += &plain(&kv.key, style.hex);
            text.push('\n');
        }
        text += &plain(&kv.value, style.hex);
        text.push('\n');
    };
    match answer {
        Answer::Op(OpAnswer::Put { previous }) => {
            previous.iter().for_each(&mut pair);
            text.insert_str(0, "OK\n");
        }
        Answer::Op(OpAnswer::Delete { deleted, previous }) => {
            previous.iter().for_each(&mut pair);
            text.insert_str(0, &format!("{deleted}\n"));
        }
        Answer::Op(OpAnswer::Range { found, .. }) => found.iter().for_each(&mut pair),
        _ => {}
    }
    text
}

fn plain(bytes: &Bytes, hex: bool) -> String {
    if hex {
        bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
    } else {
        String::from_utf8_lossy(bytes).into_owned()
    }
}

fn json(response: &Response, answer: &Answer) -> String {
    let mut text = format!(
        "{{\"header\":{{\"cluster_id\":{},\"member_id\":{},\"revision\":{},\"raft_term\":{}}}",
        cluster_id(),
        member_id(response.member),
        response.revision,
        response.term
    );
    match answer {
        Answer::Op(OpAnswer::Put { previous: Some(previous) }) => {
            text += &format!(",\"prev_kv\":{}", json_pair(previous));
        }
        Answer::Op(OpAnswer::Delete { deleted, previous }) => {
            if *deleted > 0 {
                text += &format!(",\"deleted\":{deleted}");
            }
            text += &json_pairs("prev_kvs", previous);
        }
        Answer::Op(OpAnswer::Range { found, more, count }) => {
            text += &json_pairs("kvs", found);
            if *more {
                text += ",\"more\":true";
            }
            if *count > 0 {
                text += &format!(",\"count\":{count}");
            }
        }
        _ => {}
    }
    text + "}\n"
}

/// Go leaves out what is empty.
fn json_pairs(name: &str, pairs: &[KeyValue]) -> String {
    if pairs.is_empty() {
        return String::new();
    }
    let mut text = format!(",\"{name}\":[");
    for (place, pair) in pairs.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text += &json_pair(pair);
    }
    text + "]"
}

fn json_pair(kv: &KeyValue) -> String {
    let mut text = format!(
        "{{\"key\":\"{}\",\"create_revision\":{},\"mod_revision\":{},\"version\":{}",
        base64(&kv.key),
        kv.create_revision,
        kv.mod_revision,
        kv.version
    );
    if !kv.value.is_empty() {
        let _ = write!(text, ",\"value\":\"{}\"", base64(&kv.value));
    }
    text + "}"
}

fn fields(response: &Response, answer: &Answer) -> String {
    let mut text = format!(
        "\"ClusterID\" : {}\n\"MemberID\" : {}\n\"Revision\" : {}\n\"RaftTerm\" : {}\n",
        cluster_id(),
        member_id(response.member),
        response.revision,
        response.term
    );
    match answer {
        Answer::Op(OpAnswer::Put { previous }) => previous.iter().for_each(|kv| text += &field_lines("Prev", kv)),
        Answer::Op(OpAnswer::Delete { deleted, previous }) => {
            text += &format!("\"Deleted\" : {deleted}\n");
            previous.iter().for_each(|kv| text += &field_lines("Prev", kv));
        }
        Answer::Op(OpAnswer::Range { found, more, count }) => {
            found.iter().for_each(|kv| text += &field_lines("", kv));
            text += &format!("\"More\" : {more}\n\"Count\" : {count}\n");
        }
        _ => {}
    }
    text
}

fn field_lines(prefix: &str, kv: &KeyValue) -> String {
    format!(
        "\"{prefix}Key\" : {}\n\"{prefix}CreateRevision\" : {}\n\"{prefix}ModRevision\" : {}\n\"{prefix}Version\" : {}\n\
         \"{prefix}Value\" : {}\n\"{prefix}Lease\" : 0\n",
        quoted(&kv.key),
        kv.create_revision,
        kv.mod_revision,
        kv.version,
        quoted(&kv.value)
    )
}

/// A Go string literal (`%q`): printable text as it is, the rest escaped.
pub fn quoted(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '"' => text += "\\\"",
                '\\' => text += "\\\\",
                '\n' => text += "\\n",
                '\r' => text += "\\r",
                '\t' => text += "\\t",
                '\x07' => text += "\\a",
                '\x08' => text += "\\b",
                '\x0b' => text += "\\v",
                '\x0c' => text += "\\f",
                control if (control as u32) < 0x80 && control.is_control() => {
                    let _ = write!(text, "\\x{:02x}", control as u32);
                }
                control if control.is_control() => {
                    let _ = write!(text, "\\u{:04x}", control as u32);
                }
                letter => text.push(letter),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text + "\""
}

/// Base 64 with padding, as Go's JSON encoder writes bytes.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, place| bits << 8 | u32::from(*three.get(place).unwrap_or(&0)));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    text
}
