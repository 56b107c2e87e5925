//! Text in the fragment of a link: percent-escapes, so chosen that a script can still be read.

use alloc::{string::String, vec::Vec};

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// What stands for itself. A space becomes `+`, a line's end `;`.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'$' | b'@' | b'/' | b':' | b',' | b'!')
}

pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for byte in text.bytes() {
        match byte {
            b' ' => escaped.push('+'),
            b'\n' => escaped.push(';'),
            byte if is_plain(byte) => escaped.push(char::from(byte)),
            byte => {
                escaped.push('%');
                escaped.extend([byte >> 4, byte & 15].map(|digit| char::from(DIGITS[usize::from(digit)])));
            }
        }
    }
    escaped
}

/// `None` where an escape is broken, or the bytes are no text. Takes escapes that were not needed, too.
pub(super) fn unescape(escaped: &str) -> Option<String> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let mut bytes = Vec::with_capacity(escaped.len());
    let mut rest = escaped.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b';' => b'\n',
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}
