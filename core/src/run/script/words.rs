//! The words of one line, with the columns where they begin.

use alloc::{format, string::ToString};
use core::str::FromStr;

use super::{ParseError, Problem};
use crate::{
    id::{ClientId, MessageId, NodeId},
    run::share::limits,
    sim::{intervention::Name, place::Place},
    time::Duration,
};

/// What is left of a line.
pub(super) struct Words<'a> {
    line: usize,
    text: &'a str,
    /// Where the rest begins, in bytes.
    at: usize,
}

pub(super) type Parsed<T> = Result<T, ParseError>;

impl<'a> Words<'a> {
    pub(super) fn new(line: usize, text: &'a str) -> Self {
        let mut words = Self { line, text, at: 0 };
        words.skip_space();
        words
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    /// An error at the word that comes next.
    pub(super) fn error(&self, expected: &str) -> ParseError {
        self.wrong(Problem::Expected(expected.to_string()))
    }

    /// Another error there.
    pub(super) fn wrong(&self, problem: Problem) -> ParseError {
        let column = self.text[..self.at].chars().count() + 1;
        ParseError { line: self.line, column, problem }
    }

    pub(super) fn peek(&self) -> Option<&'a str> {
        self.text[self.at..].split_whitespace().next()
    }

    /// Everything that is left, without the space around it.
    pub(super) fn rest(&mut self) -> &'a str {
        let rest = self.text[self.at..].trim_end();
        self.at = self.text.len();
        rest
    }

    pub(super) fn take(&mut self) -> Option<&'a str> {
        let word = self.peek()?;
        self.at += word.len();
        self.skip_space();
        Some(word)
    }

    /// Takes the next word if it is this one.
    pub(super) fn accept(&mut self, word: &str) -> bool {
        let is = self.peek() == Some(word);
        if is {
            self.take();
        }
        is
    }

    /// Takes the beginning of the next word if it is this, and its end follows at once.
    pub(super) fn accept_start(&mut self, start: &str) -> bool {
        let is = self.peek().is_some_and(|word| word.len() > start.len() && word.starts_with(start));
        if is {
            self.at += start.len();
        }
        is
    }

    /// Takes the next word if `read` understands it; an error at its column otherwise.
    pub(super) fn read<T>(&mut self, expected: &str, read: impl FnOnce(&'a str) -> Option<T>) -> Parsed<T> {
        let value = self.peek().and_then(read).ok_or_else(|| self.error(expected))?;
        self.take();
        Ok(value)
    }

    pub(super) fn end(&self) -> Parsed<()> {
        if self.peek().is_none() { Ok(()) } else { Err(self.error("the end of the line")) }
    }

    pub(super) fn duration(&mut self) -> Parsed<Duration> {
        let too_long = self.wrong(Problem::TooLong);
        let span =
            self.read("a span of time: a number and us, ms, s, m or h, as in 250ms", |word| word.parse().ok())?;
        if span > limits::SPAN { Err(too_long) } else { Ok(span) }
    }

    pub(super) fn number<T: FromStr>(&mut self, expected: &str) -> Parsed<T> {
        self.read(expected, |word| word.parse().ok())
    }

    pub(super) fn switch(&mut self) -> Parsed<bool> {
        self.read("on or off", |word| match word {
            "on" => Some(true),
            "off" => Some(false),
            _ => None,
        })
    }

    pub(super) fn name(&mut self) -> Parsed<Name> {
        self.read("a member or client: n1, c1, leader", name)
    }

    pub(super) fn node(&mut self) -> Parsed<NodeId> {
        self.read("a member: n1, n2, …", node)
    }

    pub(super) fn message(&mut self) -> Parsed<MessageId> {
        self.read("a message by its name in the picture: m17", |word| {
            word.strip_prefix('m').and_then(digits).map(MessageId)
        })
    }

    /// `10%`, `0.5%`, in parts of a million.
    pub(super) fn percent(&mut self) -> Parsed<u32> {
        self.read("a share: 0% to 100%", |word| decimal(word.strip_suffix('%')?, 4).filter(|ppm| *ppm <= 1_000_000))
    }

    /// `1.5`, in parts of a million.
    pub(super) fn rate(&mut self) -> Parsed<u32> {
        self.read("a rate above 0 and up to 1000: 1 is right, 1.5 is fast", |word| {
            decimal(word, 6).filter(|ppm| (1..=1_000_000_000).contains(ppm))
        })
    }

    /// One of `options`, by its name.
    pub(super) fn one_of<T: Copy>(&mut self, what: &str, options: &[(&str, T)]) -> Parsed<T> {
        let names = options.iter().map(|(name, _)| *name).collect::<alloc::vec::Vec<_>>().join(", ");
        let expected = format!("{what}: {names}");
        self.read(&expected, |word| options.iter().find(|(name, _)| *name == word).map(|(_, value)| *value))
    }
}

/// Decimal digits without sign or leading zero.
fn digits(text: &str) -> Option<u64> {
    let plain =
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

pub(super) fn node(word: &str) -> Option<NodeId> {
    digits(word.strip_prefix('n')?).and_then(|number| NodeId::new(u8::try_from(number).ok()?))
}

pub(super) fn client(word: &str) -> Option<ClientId> {
    let number = u8::try_from(digits(word.strip_prefix('c')?)?).ok()?;
    (1..=9).contains(&number).then_some(ClientId(number))
}

pub(super) fn name(word: &str) -> Option<Name> {
    match word {
        "leader" => Some(Name::Leader),
        "others" => Some(Name::Others),
        _ => place(word).map(Name::Place),
    }
}

fn place(word: &str) -> Option<Place> {
    node(word).map(Place::Member).or_else(|| client(word).map(Place::Client))
}

/// A decimal number in units of `10^-places`.
fn decimal(text: &str, places: u32) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > places as usize {
        return None;
    }
    let whole = whole.parse::<u32>().ok()?.checked_mul(10u32.pow(places))?;
    let scale = 10u32.pow(places - fraction.len() as u32);
    whole.checked_add(fraction.parse::<u32>().ok()? * scale)
}
