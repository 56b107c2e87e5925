//! Text with mistakes in it, drawn from a seed.

use agora_core::rng::{Label, Stream};

/// What links and files are made of.
pub const LINKS: &[&str] = &[
    "agora=1",
    "&run=",
    "&pack=",
    "&t=",
    "&sum=",
    "%",
    "%f",
    "%C3",
    "+",
    ";",
    "=",
    "&",
    "#",
    "A",
    "_",
    "-",
    "\u{fc}",
    "\u{1f600}",
    "99999999999999999999",
    "advance+",
    "step+",
    "branch+%22a%22+from+%22main%22+after+",
    "\n",
    "\0",
];

/// What command lines are made of.
pub const LINES: &[&str] = &[
    " ",
    "  ",
    "\t",
    "\n",
    "'",
    "\"",
    "\\",
    "''",
    "-",
    "--",
    "=",
    "-w",
    " -w json",
    " --prefix",
    " --rev=",
    " --hex",
    " --user=",
    "--=",
    "$",
    "${",
    "$LEASE1",
    "$(",
    "`",
    "#",
    ";",
    "&",
    "&&",
    "|",
    "||",
    ">",
    "<",
    "<<END\n",
    "\nEND\n",
    "(",
    ")",
    "{",
    "*",
    "~",
    "0x",
    "1e9",
    "-1",
    "9223372036854775808",
    "99999999999999999999",
    "7b",
    "\u{0}",
    "\u{fc}",
    "\u{1f600}",
    "\u{202e}",
    "http://",
    ":",
    "n1:2379",
    ",",
    "/",
];

/// Draws mistakes.
pub struct Garbler {
    stream: Stream,
    pieces: &'static [&'static str],
}

impl Garbler {
    /// The mistakes of this seed, made of these pieces.
    pub fn new(seed: u64, pieces: &'static [&'static str]) -> Self {
        Self { stream: Stream::new(seed, Label::Outside(2)), pieces }
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.stream.below(limit as u64) as usize
    }

    /// One of these.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// The text with one to four mistakes: letters changed, taken away, put in, doubled or cut off; or pieces alone.
    pub fn garble(&mut self, text: &str) -> String {
        if self.below(8) == 0 {
            return (0..self.below(12)).map(|_| self.one(self.pieces)).collect();
        }
        let mut letters = text.chars().collect::<Vec<_>>();
        for _ in 0..=self.below(4) {
            let (from, to) = (self.below(letters.len() + 1), self.below(letters.len() + 1));
            let (from, to) = (from.min(to), from.max(to));
            match self.below(6) {
                0 => letters.truncate(to),
                1 => drop(letters.drain(from..to.min(from + 8))),
                2 if to > 0 => letters[to - 1] = char::from(32 + self.below(95) as u8),
                3 => {
                    let again = letters[from..to].to_vec();
                    letters.splice(to..to, again);
                }
                _ => drop(letters.splice(from..from, self.one(self.pieces).chars())),
            }
        }
        letters.into_iter().collect()
    }
}
