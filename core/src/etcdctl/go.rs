//! Numbers, spans, quoted texts and addresses as Go's library reads and writes them.

use alloc::{format, string::String, vec::Vec};
use core::fmt::Write;

use crate::time::Duration;

/// A whole number as a flag takes it (`strconv.ParseInt` with base 0): decimal, or with `0x`, `0o`, `0b` or a leading 0; `_` may stand between digits.
///
/// # Errors
/// Go's word for what is wrong.
pub(super) fn int(text: &str) -> Result<i64, &'static str> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let (base, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    let misplaced = digits.ends_with('_') || digits.contains("__") || (base == 10 && digits.starts_with('_'));
    let digits = digits.replace('_', "");
    if misplaced || digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        return Err("invalid syntax");
    }
    let number = i128::from_str_radix(&digits, base).map_err(|_| "value out of range")?;
    i64::try_from(if negative { -number } else { number }).map_err(|_| "value out of range")
}

/// A span (`time.ParseDuration`) such as `1m30s`, `.5s` or `0`; a negative one counts as none, since no time-out is shorter.
///
/// # Errors
/// Go's words for what is wrong.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Ok(Duration::ZERO);
    }
    if rest.is_empty() {
        return Err("invalid".into());
    }
    let mut nanos = 0f64;
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at(number_end);
        let number: f64 = number.parse().map_err(|_| "invalid")?;
        let unit_end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        nanos += number
            * match unit {
                "" => return Err("missing unit in".into()),
                "ns" => 1.0,
                "us" | "µs" | "μs" => 1e3,
                "ms" => 1e6,
                "s" => 1e9,
                "m" => 6e10,
                "h" => 3.6e12,
                _ => return Err(format!("unknown unit {unit:?} in")),
            };
        rest = after;
    }
    if nanos > i64::MAX as f64 {
        return Err("invalid".into());
    }
    Ok(if negative { Duration::ZERO } else { Duration((nanos / 1e3) as u64) })
}

/// The words that Go takes for a truth value (`strconv.ParseBool`).
pub(super) fn bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// A number of a fixed base without a prefix, in signed 64 bits (`strconv.ParseInt`).
///
/// # Errors
/// Go's whole text.
pub(super) fn parse_int(text: &str, base: u32) -> Result<i64, String> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let number = digits_of(digits, base)
        .and_then(|number| i64::try_from(if negative { -number } else { number }).map_err(|_| "value out of range"));
    number.map_err(|what| format!("strconv.ParseInt: parsing {}: {what}", quoted(text.as_bytes())))
}

/// A number of a fixed base without a sign or a prefix, in unsigned 64 bits (`strconv.ParseUint`).
///
/// # Errors
/// Go's whole text.
pub(super) fn parse_uint(text: &str, base: u32) -> Result<u64, String> {
    let number = digits_of(text, base).and_then(|number| u64::try_from(number).map_err(|_| "value out of range"));
    number.map_err(|what| format!("strconv.ParseUint: parsing {}: {what}", quoted(text.as_bytes())))
}

fn digits_of(digits: &str, base: u32) -> Result<i128, &'static str> {
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        return Err("invalid syntax");
    }
    i128::from_str_radix(digits, base).map_err(|_| "value out of range")
}

/// A Go string literal (`%q`): printable text as it is, the rest escaped.
pub(super) fn quoted(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            escape(&mut text, letter, '"');
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text + "\""
}

/// A Go character literal (`%q` or `%c` between quotes).
pub(super) fn quoted_letter(letter: char) -> String {
    let mut text = String::from("'");
    escape(&mut text, letter, '\'');
    text + "'"
}

fn escape(text: &mut String, letter: char, quote: char) {
    match letter {
        '\\' => *text += "\\\\",
        '\n' => *text += "\\n",
        '\r' => *text += "\\r",
        '\t' => *text += "\\t",
        '\x07' => *text += "\\a",
        '\x08' => *text += "\\b",
        '\x0b' => *text += "\\v",
        '\x0c' => *text += "\\f",
        _ if letter == quote => {
            text.push('\\');
            text.push(letter);
        }
        _ if (letter as u32) < 0x80 && letter.is_control() => {
            let _ = write!(text, "\\x{:02x}", letter as u32);
        }
        _ if !is_printable(letter) && letter as u32 > 0xffff => {
            let _ = write!(text, "\\U{:08x}", letter as u32);
        }
        _ if !is_printable(letter) => {
            let _ = write!(text, "\\u{:04x}", letter as u32);
        }
        _ => text.push(letter),
    }
}

/// What Go prints as it is (`strconv.IsPrint`), as far as Rust's own tables tell: no control and format characters, no
/// spaces but the plain one, nothing unassigned or private.
fn is_printable(letter: char) -> bool {
    letter == ' '
        || (!letter.is_whitespace() && letter.escape_debug().len() == 1)
        || matches!(letter, '"' | '\'')
        || is_combining(letter)
}

/// Marks that Rust escapes where they begin a text, and Go prints.
fn is_combining(letter: char) -> bool {
    matches!(letter as u32, 0x300..=0x36f | 0x1ab0..=0x1ace | 0x1dc0..=0x1dff | 0x20d0..=0x20f0 | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f)
}

/// Reads a quoted text at the beginning of `text` (`fmt.Sscanf` with `%q`): what it holds, and what follows it.
///
/// # Errors
/// Go's word for what is wrong.
pub(super) fn unquote(text: &str) -> Result<(Vec<u8>, &str), &'static str> {
    if let Some(body) = text.strip_prefix('`') {
        let (inside, rest) = body.split_once('`').ok_or("unexpected EOF")?;
        return Ok((inside.bytes().filter(|byte| *byte != b'\r').collect(), rest));
    }
    let body = text.strip_prefix('"').ok_or("expected quoted string")?;
    let mut end = None;
    let mut letters = body.char_indices();
    while let Some((place, letter)) = letters.next() {
        if letter == '\\' {
            letters.next().ok_or("unexpected EOF")?;
        } else if letter == '"' {
            end = Some(place);
            break;
        }
    }
    let end = end.ok_or("unexpected EOF")?;
    let mut inside = Vec::new();
    let mut letters = body[..end].chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => return Err("invalid syntax"),
            '\\' => unescape(&mut letters, &mut inside).ok_or("invalid syntax")?,
            letter => inside.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Ok((inside, &body[end + 1..]))
}

/// What follows a backslash in a Go string literal.
fn unescape(letters: &mut core::str::Chars<'_>, inside: &mut Vec<u8>) -> Option<()> {
    let first = letters.next()?;
    let mut number = |digits: usize, base: u32, first: u32| {
        (0..digits).try_fold(first, |number, _| number.checked_mul(base)?.checked_add(letters.next()?.to_digit(base)?))
    };
    match first {
        'a' => inside.push(7),
        'b' => inside.push(8),
        'f' => inside.push(12),
        'n' => inside.push(b'\n'),
        'r' => inside.push(b'\r'),
        't' => inside.push(b'\t'),
        'v' => inside.push(11),
        '\\' | '"' => inside.push(first as u8),
        'x' => inside.push(u8::try_from(number(2, 16, 0)?).ok()?),
        '0'..='7' => inside.push(u8::try_from(number(2, 8, first.to_digit(8)?)?).ok()?),
        'u' | 'U' => {
            let letter = char::from_u32(number(if first == 'u' { 4 } else { 8 }, 16, 0)?)?;
            inside.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
        _ => return None,
    }
    Some(())
}

/// Base 64 with padding, as Go's JSON encoder writes bytes.
pub(super) fn base64(bytes: &[u8]) -> String {
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

/// A span as Go prints it (`time.Duration.String`): `2.5ms`, `1m0.5s`, `0s`.
pub(super) fn span(span: Duration) -> String {
    let micros = span.0;
    let fraction = |whole: u64, rest: u64, digits: usize, unit: &str| {
        let rest = format!("{rest:0digits$}");
        let rest = rest.trim_end_matches('0');
        if rest.is_empty() { format!("{whole}{unit}") } else { format!("{whole}.{rest}{unit}") }
    };
    match micros {
        0 => String::from("0s"),
        1..1_000 => format!("{micros}µs"),
        1_000..1_000_000 => fraction(micros / 1_000, micros % 1_000, 3, "ms"),
        _ => {
            let (minutes, seconds) = (micros / 60_000_000, micros % 60_000_000);
            let seconds = fraction(seconds / 1_000_000, seconds % 1_000_000, 6, "s");
            match (minutes / 60, minutes % 60) {
                (0, 0) => seconds,
                (0, minutes) => format!("{minutes}m{seconds}"),
                (hours, minutes) => format!("{hours}h{minutes}m{seconds}"),
            }
        }
    }
}

/// A size as etcdctl prints it (`humanize.Bytes`): `20 kB`, `4.0 MB`.
pub(super) fn size(bytes: u64) -> String {
    if bytes < 10 {
        return format!("{bytes} B");
    }
    let (mut scale, mut unit) = (1u64, 0);
    while bytes / scale >= 1000 && unit < 6 {
        scale *= 1000;
        unit += 1;
    }
    // Rounded to a tenth, half up, as the library does; below ten with the tenth, above without.
    let tenths = (u128::from(bytes) * 100 / u128::from(scale) + 5) / 10;
    let unit = ["B", "kB", "MB", "GB", "TB", "PB", "EB"][unit];
    if tenths < 100 {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    } else {
        format!("{} {unit}", (tenths + 5) / 10)
    }
}

/// Checks a peer's addresses (etcd, `types.NewURLs`).
///
/// # Errors
/// etcd's text about the first bad one.
pub(super) fn urls(list: &[&str]) -> Result<(), String> {
    for url in list {
        let url = url.trim();
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err(match url.split_once(':') {
                Some((scheme, _)) if scheme.starts_with(|c: char| c.is_ascii_digit()) => {
                    format!("parse {}: first path segment in URL cannot contain colon", quoted(url.as_bytes()))
                }
                _ => format!("URL scheme must be http, https, unix, or unixs: {url}"),
            });
        };
        if !["http", "https", "unix", "unixs"].contains(&scheme) {
            return Err(format!("URL scheme must be http, https, unix, or unixs: {url}"));
        }
        let (authority, path) = rest.find('/').map_or((rest, ""), |place| rest.split_at(place));
        if scheme.starts_with("http") {
            if let Some((_, port)) = authority.rsplit_once(':') {
                if !port.chars().all(|digit| digit.is_ascii_digit()) {
                    let port = quoted(format!(":{port}").as_bytes());
                    return Err(format!("parse {}: invalid port {port} after host", quoted(url.as_bytes())));
                }
            } else {
                return Err(format!("URL address does not have the form \"host:port\": {url}"));
            }
            if !path.is_empty() {
                return Err(format!("URL must not contain a path: {url}"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        for (text, number) in [("0x10", 16), ("010", 8), ("1_0", 10), ("0b11", 3), ("-5", -5), ("0", 0), ("+7", 7)] {
            assert_eq!(int(text), Ok(number), "{text}");
        }
        for text in ["", "x", "1_", "_1", "1__0", "08", "0x", "--1", "1.5"] {
            assert_eq!(int(text), Err("invalid syntax"), "{text}");
        }
        assert_eq!(int("9223372036854775808"), Err("value out of range"));
    }

    #[test]
    fn spans_are_read_as_go_reads_them() {
        for (text, micros) in
            [("1m30s", 90_000_000), (".5s", 500_000), ("1h2m3.5s", 3_723_500_000), ("0", 0), ("-1s", 0)]
        {
            assert_eq!(duration(text), Ok(Duration(micros)), "{text}");
        }
        assert_eq!(duration("5").unwrap_err(), "missing unit in");
        assert_eq!(duration("1x").unwrap_err(), "unknown unit \"x\" in");
        for text in ["", "s", ".s", "1.2.3s"] {
            assert_eq!(duration(text).unwrap_err(), "invalid", "{text}");
        }
    }
}
