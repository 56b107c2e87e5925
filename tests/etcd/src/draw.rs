//! What both generators draw: keys that meet often, values, revisions around what there is.

use agora_core::rng::{Label, Stream};

/// A stream of choices; the same seed makes the same script.
#[derive(Debug)]
pub struct Draw(Stream);

/// Few keys, so that commands meet; some are beginnings of others, one is no text at all.
pub const KEYS: [&str; 8] = ["a", "a/", "a/b", "b", "ba", "c", "\u{e4}", "z"];

impl Draw {
    /// The choices of one script.
    pub fn new(seed: u64) -> Self {
        Self(Stream::new(seed, Label::Outside(35)))
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0.below(limit)
    }

    /// True once in `of` times.
    pub fn once_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    /// One of these.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    /// A key.
    pub fn key(&mut self) -> &'static str {
        KEYS[self.below(KEYS.len() as u64) as usize]
    }

    /// A value; some are empty.
    pub fn value(&mut self) -> String {
        match self.below(12) {
            0 => String::new(),
            1 => "two words".to_owned(),
            2 => "\u{fc}\"\\".to_owned(),
            number => format!("v{number}"),
        }
    }

    /// A revision between a little below 0 and a little above `newest`, most of them in between.
    pub fn revision(&mut self, newest: i64) -> i64 {
        self.below(newest.max(1).unsigned_abs() + 4).cast_signed() - 1
    }
}
