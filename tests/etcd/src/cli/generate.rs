//! Random command lines.

use super::{Line, normal::REVISION};
use crate::{draw::Draw, family::Family};

/// Makes a script of so many lines from these families.
pub fn script(seed: u64, length: usize, families: &[Family]) -> Vec<Line> {
    let mut maker = Maker { draw: Draw::new(seed), families, newest: 1 };
    (0..length).map(|_| maker.line()).collect()
}

/// Arguments that no command takes well, or that are understood in a way of their own.
const WRONG: [&str; 43] = [
    "get",
    "get a b c",
    "get a b --prefix",
    "get a --prefix --from-key",
    "get a --order=UP",
    "get a --order=descend",
    "get a --sort-by=SIZE",
    "get a --limit=x",
    "get a --limit",
    "get a --limit=-1",
    "get a --nonsense",
    "get a -x",
    "get a -w yaml",
    "get a -w table",
    "get a -w",
    "get a --hex=maybe",
    "get a --prefix=false",
    "get a --consistency=x",
    "get a --consistency=s",
    "get a --keys-only --count-only",
    "get a --count-only",
    "get a --count-only -w fields",
    "get a --print-value-only -w json",
    "get a --keys-only --print-value-only",
    "get a --hex",
    "get a --hex -w fields",
    "get '' --prefix --keys-only",
    "get '' --from-key --limit=1 -w json",
    "get ''",
    "get a --command-timeout=5",
    "get a --command-timeout=x",
    "put a",
    "put",
    "put a b c",
    "put '' v",
    "put a -b",
    "put -- -a -b",
    "del",
    "del a b c",
    "del a b --prefix",
    "del ''",
    "gte a",
    "foo",
];

struct Maker<'a> {
    draw: Draw,
    families: &'a [Family],
    newest: i64,
}

impl Maker<'_> {
    fn has(&self, family: Family) -> bool {
        self.families.contains(&family)
    }

    fn line(&mut self) -> Line {
        let family = if self.draw.once_in(2) { Family::Kv } else { *self.draw.one(self.families) };
        let (words, input) = match family {
            Family::Wrong => {
                let words = self.draw.one(&WRONG).split(' ').map(|word| if word == "''" { "" } else { word });
                (words.map(ToOwned::to_owned).collect(), None)
            }
            Family::Old => (self.get(), None),
            Family::Ignore => (self.put(), None),
            Family::Compact => (self.compaction(), None),
            Family::Txn => self.txn(),
            Family::Kv | Family::Lease | Family::Watch | Family::Alarm | Family::Auth | Family::Member => {
                (self.kv(), None)
            }
        };
        Line { words, input }
    }

    fn kv(&mut self) -> Vec<String> {
        let mut words = match self.draw.below(5) {
            0 | 1 => self.put(),
            2 => self.del(),
            _ => self.get(),
        };
        self.format(&mut words);
        words
    }

    fn format(&mut self, words: &mut Vec<String>) {
        match self.draw.below(6) {
            0 => words.push("--write-out=json".to_owned()),
            1 => words.extend(["-w", "fields"].map(ToOwned::to_owned)),
            _ => {}
        }
        if self.draw.once_in(12) {
            words.push("--hex".to_owned());
        }
    }

    fn put(&mut self) -> Vec<String> {
        self.newest += 1;
        let mut words = vec!["put".to_owned(), self.draw.key().to_owned(), self.draw.value()];
        if self.draw.once_in(3) {
            words.push("--prev-kv".to_owned());
        }
        if self.has(Family::Ignore) {
            if self.draw.once_in(6) {
                words.push("--ignore-value".to_owned());
                if !self.draw.once_in(6) {
                    words.remove(2);
                }
            }
            if self.draw.once_in(6) {
                words.push("--ignore-lease".to_owned());
            }
        }
        words
    }

    fn del(&mut self) -> Vec<String> {
        self.newest += 1;
        let mut words = vec!["del".to_owned()];
        self.keys(&mut words);
        if self.draw.once_in(2) {
            words.push("--prev-kv".to_owned());
        }
        words
    }

    fn get(&mut self) -> Vec<String> {
        let mut words = vec!["get".to_owned()];
        self.keys(&mut words);
        if self.draw.once_in(3) {
            words.push(format!("--limit={}", self.draw.below(4)));
        }
        if self.draw.once_in(3) {
            words.push(format!("--sort-by={}", self.draw.one(&["CREATE", "KEY", "MODIFY", "VALUE", "VERSION"])));
        }
        if self.draw.once_in(3) {
            words.push(format!("--order={}", self.draw.one(&["ASCEND", "DESCEND"])));
        }
        match self.draw.below(10) {
            0 => words.push("--keys-only".to_owned()),
            1 => words.push("--print-value-only".to_owned()),
            2 => words.extend(["--count-only", "--write-out=fields"].map(ToOwned::to_owned)),
            _ => {}
        }
        if self.has(Family::Old) {
            for (flag, once_in) in
                [("rev", 2), ("min-mod-rev", 8), ("max-mod-rev", 8), ("min-create-rev", 8), ("max-create-rev", 8)]
            {
                if self.draw.once_in(once_in) {
                    words.push(format!("--{flag}={REVISION}{}", self.draw.revision(self.newest)));
                }
            }
        }
        words
    }

    fn keys(&mut self, words: &mut Vec<String>) {
        words.push(self.draw.key().to_owned());
        match self.draw.below(8) {
            0 | 1 => words.push("--prefix".to_owned()),
            2 => words.push(self.draw.key().to_owned()),
            3 => words.push("--from-key".to_owned()),
            _ => {}
        }
    }

    fn compaction(&mut self) -> Vec<String> {
        let mut words = vec!["compaction".to_owned(), format!("{REVISION}{}", self.draw.revision(self.newest).max(0))];
        if self.draw.once_in(2) {
            words.push("--physical".to_owned());
        }
        words
    }

    /// A transaction as etcdctl reads it, and now and then one that it does not understand.
    fn txn(&mut self) -> (Vec<String>, Option<String>) {
        let mut words = vec!["txn".to_owned()];
        self.format(&mut words);
        let mut input = String::new();
        for _ in 0..self.draw.below(3) {
            input += &self.compare();
            input.push('\n');
        }
        for _ in 0..2 {
            input.push('\n');
            for _ in 0..self.draw.below(4) {
                let operation = match self.draw.below(3) {
                    0 => self.put(),
                    1 => self.del(),
                    _ => self.get(),
                };
                let words =
                    operation.iter().map(|word| format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"")));
                input += &words.collect::<Vec<_>>().join(" ");
                input.push('\n');
            }
        }
        input.push('\n');
        (words, Some(input))
    }

    fn compare(&mut self) -> String {
        let key = self.draw.key();
        let relation = self.draw.one(&["=", "!=", "<", ">"]);
        let revision = self.draw.revision(self.newest);
        match self.draw.below(5) {
            0 => format!("version(\"{key}\") {relation} \"{}\"", self.draw.below(4)),
            1 => format!("create(\"{key}\") {relation} \"{REVISION}{revision}\""),
            2 => format!("mod(\"{key}\") {relation} \"{REVISION}{revision}\""),
            3 if self.draw.once_in(6) => format!("mod({key}) {relation} {revision}"),
            _ => format!("value(\"{key}\") {relation} \"v{}\"", self.draw.below(12)),
        }
    }
}
