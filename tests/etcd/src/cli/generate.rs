//! Random command lines.

use super::{End, Line, Script, arguments, names::REVISION, together::Together};
use crate::{draw::Draw, family::Family};

/// Makes a script of so many lines from these families.
pub fn script(seed: u64, length: usize, families: &[Family]) -> Script {
    let mut draw = Draw::new(seed);
    let has = |family| families.contains(&family);
    // Whoever watches or locks may not be let in any more when the marker comes, so no script has both.
    let users = has(Family::Auth) && (families.len() <= 2 || draw.once_in(3));
    let members = if has(Family::Cluster) && (families.len() == 1 || draw.once_in(6)) { 3 } else { 1 };
    // A session whose member dies goes on elsewhere, after a time of its own.
    let kills = members > 1 && draw.once_in(6);
    let several = has(Family::Clients) && !kills && !users && (families.len() == 1 || draw.once_in(2));
    let terminals = if several { 2 + draw.below(2) as u8 } else { 1 };
    let mut left_out = vec![if users { Family::Watch } else { Family::Auth }];
    left_out.extend(users.then_some(Family::Lock));
    left_out.extend((!several).then_some(Family::Clients));
    left_out.extend((members == 1).then_some(Family::Cluster));
    let mut families = families.iter().copied().filter(|family| !left_out.contains(family)).collect::<Vec<_>>();
    // What is between terminals, or members, would be drowned by the rest.
    families.extend(several.then_some([Family::Clients; 4]).into_iter().flatten());
    families.extend((members > 1).then_some([Family::Cluster; 4]).into_iter().flatten());
    let learners = !draw.once_in(3);
    let mut maker = Maker {
        draw,
        families: &families,
        newest: 1,
        leases: 0,
        users,
        members,
        added: 0,
        learners,
        kills,
        down: None,
        together: Together::of(terminals),
    };
    let mut lines = if users { maker.root() } else { Vec::new() };
    lines.extend((lines.len()..length).map(|_| maker.line()));
    lines.extend(maker.last());
    Script { members, lines }
}

/// Variables with values, and the flags that they may not stand beside.
const VARIABLES: &[(&str, &str, &[&str])] = &[
    ("ETCDCTL_WRITE_OUT", "json", &["-w", "--write-out"]),
    ("ETCDCTL_WRITE_OUT", "fields", &["-w", "--write-out"]),
    ("ETCDCTL_WRITE_OUT", "simple", &["-w", "--write-out"]),
    ("ETCDCTL_HEX", "true", &["--hex"]),
    ("ETCDCTL_HEX", "nonsense", &["--hex"]),
    ("ETCDCTL_API", "3", &[]),
    ("ETCDCTL_API", "4", &[]),
    ("ETCDCTL_DIAL_TIMEOUT", "3s", &["--dial-timeout"]),
    ("ETCDCTL_COMMAND_TIMEOUT", "7s", &["--command-timeout"]),
    ("ETCDCTL_NOTHING", "x", &[]),
];

/// Makes the lines of one script.
pub(super) struct Maker<'a> {
    pub(super) draw: Draw,
    families: &'a [Family],
    /// About the newest revision; what was refused or changed nothing is counted, too.
    pub(super) newest: i64,
    /// How many leases were asked for.
    pub(super) leases: u64,
    /// Whether it is about users and roles.
    pub(super) users: bool,
    /// How many members there are.
    pub(super) members: u8,
    /// How many more were asked for.
    pub(super) added: u64,
    /// Whether those who come are learners.
    pub(super) learners: bool,
    /// Whether members are killed. Others are then neither added nor removed: that takes connections that have held for long.
    pub(super) kills: bool,
    /// Who is killed.
    pub(super) down: Option<u8>,
    /// What runs in the terminals.
    pub(super) together: Together,
}

impl Maker<'_> {
    fn has(&self, family: Family) -> bool {
        self.families.contains(&family)
    }

    fn line(&mut self) -> Line {
        let family =
            if self.draw.once_in(3) || self.families.is_empty() { Family::Kv } else { self.draw.one(self.families) };
        let terminal = self.together.free(&mut self.draw);
        let line = match family {
            // Some of these tell of every key, also of those of locks, which hold ids; or they remove them.
            Family::Wrong if self.together.is_queueing() => Line::of(self.kv()),
            Family::Wrong => Line::of(arguments::line(&mut self.draw)),
            Family::Clients => return self.together(),
            Family::Cluster => match self.cluster() {
                Line { end: end @ (End::Kill(_) | End::Restart(_)), .. } => return Line { end, ..Line::default() },
                line => line,
            },
            Family::Old => Line::of(self.get()),
            Family::Ignore => Line::of(self.put()),
            // Whether it overtakes a watch from the past depends on the clock.
            Family::Compact if self.together.is_watching() => Line::of(self.kv()),
            Family::Compact => Line::of(self.compaction()),
            Family::Txn => self.txn(),
            Family::Lease => self.lease(),
            Family::Watch => self.watch(),
            Family::Lock => self.lock(),
            Family::Alarm => self.alarm(),
            Family::Auth => self.auth(),
            // These ask every member, also who is down.
            Family::Member if self.down.is_some() => Line::of(self.kv()),
            Family::Member => self.member(),
            Family::Kv | Family::Variables => Line::of(self.kv()),
        };
        // A member that does not lead does not know when leases end, and lists them in any order; and a session's may end, as
        // the simulated members are given time to settle.
        let lists_leases = ["lease", "list"].iter().all(|word| line.words.iter().any(|other| other == word));
        let line = if self.members > 1 && lists_leases { Line::of(self.kv()) } else { line };
        // What a lock prints in other forms has ids in it that cannot be told from data.
        let line = if self.has(Family::Variables) && family != Family::Lock && self.draw.once_in(4) {
            self.with_variable(line)
        } else {
            line
        };
        Line { terminal, ..self.signed(line) }
    }

    /// A variable in front of a line. One that repeats a flag ends in a line of the real one's log.
    fn with_variable(&mut self, mut line: Line) -> Line {
        let (name, value, flags) = self.draw.one(VARIABLES);
        let repeats = |word: &String| flags.iter().any(|flag| word.starts_with(flag));
        if !line.words.iter().any(repeats) {
            line.environment.push((name.to_owned(), value.to_owned()));
        }
        line
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
        if self.has(Family::Lease) && self.draw.once_in(5) {
            words.push(format!("--lease={}", self.lease_id()));
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
            for (flag, once_in) in [("rev", 2), ("min-mod-rev", 60), ("max-create-rev", 60)] {
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
    fn txn(&mut self) -> Line {
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
                let mut operation = match self.draw.below(3) {
                    0 => self.put(),
                    1 => self.del(),
                    _ => self.get(),
                };
                // One that reads what is compacted is refused by the member that is asked, and carried out by the others,
                // whose stores then differ for ever (etcd 18667).
                if self.members > 1 {
                    operation.retain(|word| !word.starts_with("--rev="));
                }
                let words =
                    operation.iter().map(|word| format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"")));
                input += &words.collect::<Vec<_>>().join(" ");
                input.push('\n');
            }
        }
        input.push('\n');
        Line { input: Some(input), ..Line::of(words) }
    }

    fn compare(&mut self) -> String {
        let key = self.draw.key();
        let relation = self.draw.one(&["=", "!=", "<", ">"]);
        let revision = self.draw.revision(self.newest);
        match self.draw.below(6) {
            0 => format!("version(\"{key}\") {relation} \"{}\"", self.draw.below(4)),
            1 => format!("create(\"{key}\") {relation} \"{REVISION}{revision}\""),
            2 => format!("mod(\"{key}\") {relation} \"{REVISION}{revision}\""),
            3 if self.draw.once_in(6) => format!("mod({key}) {relation} {revision}"),
            4 if self.has(Family::Lease) => format!("lease(\"{key}\") {relation} \"{}\"", self.lease_id()),
            _ => format!("value(\"{key}\") {relation} \"v{}\"", self.draw.below(12)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::Way;

    #[test]
    fn several_members_are_asked_for_no_transaction_that_parts_them() {
        let (mut of_one, mut of_many) = (0, 0);
        for seed in 0..300 {
            let script = script(seed, 30, &Family::by(Way::Cli));
            let inputs = script.lines.iter().filter_map(|line| line.input.as_deref());
            let old = inputs.filter(|input| input.contains("\"--rev=")).count();
            *if script.members > 1 { &mut of_many } else { &mut of_one } += old;
        }
        assert!(of_one > 20, "{of_one}");
        assert_eq!(of_many, 0);
    }
    #[test]
    fn several_members_promote_nobody_for_a_user() {
        let (mut of_one, mut of_many) = (0, 0);
        for seed in 0..3_000 {
            let script = script(seed, 30, &Family::by(Way::Cli));
            let is_signed = |line: &&Line| {
                let has = |start: &str| line.words.iter().any(|word| word.starts_with(start));
                has("promote") && has("--user=")
            };
            *if script.members > 1 { &mut of_many } else { &mut of_one } +=
                script.lines.iter().filter(is_signed).count();
        }
        assert!(of_one > 10, "{of_one}");
        assert_eq!(of_many, 0);
    }
}
