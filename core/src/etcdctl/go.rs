//! Numbers and spans as Go reads them from a command line (`strconv.ParseInt` with base 0, `time.ParseDuration`).

use crate::time::Duration;

/// A whole number: decimal, or with `0x`, `0o`, `0b` or a leading 0; `_` may stand between digits.
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

/// A span such as `1m30s`, `.5s` or `0`; a negative one counts as none, since no time-out is shorter.
///
/// # Errors
/// Go's words for what is wrong.
pub(super) fn duration(text: &str) -> Result<Duration, alloc::string::String> {
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
                _ => return Err(alloc::format!("unknown unit {unit:?} in")),
            };
        rest = after;
    }
    if nanos > i64::MAX as f64 {
        return Err("invalid".into());
    }
    Ok(if negative { Duration::ZERO } else { Duration((nanos / 1e3) as u64) })
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
