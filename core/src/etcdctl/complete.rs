//! What a word that is being typed could become: commands, flags, keys, members, leases, files.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    commands::{self, GLOBAL, ROOT, Verb},
    flags::{Flag, Kind},
};

/// What the world knows at this moment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
    /// Live keys, in order.
    pub keys: Vec<String>,
    /// Names of members: `n1`.
    pub members: Vec<String>,
    /// Their 64-bit ids in hexadecimal.
    pub member_ids: Vec<String>,
    /// Live leases in hexadecimal.
    pub leases: Vec<String>,
    /// Files of this terminal.
    pub files: Vec<String>,
}

/// What a word could become.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// The whole word.
    pub text: String,
    /// What it is, in a few words; empty where the word says it.
    pub help: &'static str,
}

/// At most so many are offered.
const OFFERED_MAX: usize = 100;

/// What the word in front of the cursor could become, best first; `cursor` counts bytes, and is moved back to where a
/// letter begins. The word that is replaced goes back to the last space in front of the cursor.
pub fn complete(line: &str, cursor: usize, known: &Known) -> Vec<Candidate> {
    let cursor = (0..=cursor.min(line.len())).rev().find(|place| line.is_char_boundary(*place)).unwrap_or(0);
    let before = &line[..cursor];
    let start = before.rfind([';', '&', '|', '(']).map_or(0, |place| place + 1);
    let (typed, word) = before[start..].rsplit_once(char::is_whitespace).unwrap_or(("", &before[start..]));
    let mut words = typed.split_whitespace().filter(|word| *word != "$").map(String::from).collect::<Vec<_>>();
    let prefixes = words.iter().take_while(|word| word.contains('=') && !word.starts_with('-')).count();
    words.drain(..prefixes);
    if let Some(place) = words.iter().position(|word| word.rsplit('/').next() == Some("etcdctl")) {
        words.drain(..=place);
    }
    let (path, rest) = commands::find(&words);
    let mut found = candidates(word, &path, &words, &rest, known);
    found.retain(|candidate| candidate.text.starts_with(word) && candidate.text != word);
    found.truncate(OFFERED_MAX);
    found
}

fn candidates(word: &str, path: &[&'static Verb], words: &[String], rest: &[&str], known: &Known) -> Vec<Candidate> {
    let verb = path.last().copied().unwrap_or(&ROOT);
    let plain =
        |texts: &[String]| texts.iter().map(|text| Candidate { text: text.clone(), help: "" }).collect::<Vec<_>>();
    let flags = || path.iter().flat_map(|verb| verb.flags).chain(GLOBAL);
    if let Some((flag, _)) = word.split_once('=').filter(|_| word.starts_with("--")) {
        let values = values(&flag[2..], known);
        return values.into_iter().map(|value| Candidate { text: format!("{flag}={value}"), help: "" }).collect();
    }
    if word.starts_with('-') {
        return flags().filter(|flag| !flag.help.is_empty()).map(offered).collect();
    }
    let last = words.last().map_or("", String::as_str);
    let takes = |flag: &&Flag| {
        flag.kind != Kind::Bool
            && (last.strip_prefix("--") == Some(flag.long)
                || flag.short.is_some_and(|short| last.strip_prefix('-') == Some(short.to_string().as_str())))
    };
    if let Some(flag) = flags().find(takes) {
        return plain(&values(flag.long, known));
    }
    if !verb.children.is_empty() {
        let names = verb.children.iter().map(|child| Candidate { text: child.name.into(), help: child.help });
        return names.collect();
    }
    let arguments = rest.iter().filter(|word| !word.starts_with('-')).count();
    match (verb.name, arguments) {
        ("get" | "del" | "watch", 0 | 1) | ("put" | "lock" | "elect", 0) => plain(&known.keys),
        ("timetolive" | "keep-alive" | "revoke", 0) => plain(&known.leases),
        ("remove" | "update" | "promote" | "move-leader", 0) => plain(&known.member_ids),
        ("add", 0) if path.iter().any(|verb| verb.name == "member") => plain(&known.members),
        ("save" | "status" | "restore", 0) if path.iter().any(|verb| verb.name == "snapshot") => plain(&known.files),
        ("help", _) => {
            ROOT.children.iter().map(|child| Candidate { text: child.name.into(), help: child.help }).collect()
        }
        _ => Vec::new(),
    }
}

fn offered(flag: &Flag) -> Candidate {
    let sign = if flag.kind == Kind::Bool { "" } else { "=" };
    Candidate { text: format!("--{}{sign}", flag.long), help: flag.help }
}

/// What a flag may be set to.
fn values(flag: &str, known: &Known) -> Vec<String> {
    let fixed = |values: &[&str]| values.iter().map(|value| (*value).to_string()).collect();
    match flag {
        "write-out" | "w" => fixed(&["simple", "json", "fields", "table"]),
        "order" => fixed(&["ASCEND", "DESCEND"]),
        "sort-by" => fixed(&["CREATE", "KEY", "MODIFY", "VALUE", "VERSION"]),
        "consistency" => fixed(&["l", "s"]),
        "lease" => known.leases.clone(),
        "endpoints" => known.members.iter().map(|member| format!("{member}:2379")).collect(),
        "peer-urls" => known.members.iter().map(|member| format!("http://{member}:2380")).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(line: &str) -> Vec<String> {
        let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_string()).collect::<Vec<_>>();
        let known = Known {
            keys: list(&["/a/1", "/a/2", "color"]),
            members: list(&["n1", "n2"]),
            member_ids: list(&["8e9e05c52164694d"]),
            leases: list(&["694d7d5f3050ef39"]),
            files: list(&["snapshot.db"]),
        };
        complete(line, line.len(), &known).into_iter().map(|candidate| candidate.text).collect()
    }

    #[test]
    fn the_word_in_front_of_the_cursor_is_completed() {
        assert_eq!(offered("pu"), ["put"]);
        assert_eq!(offered("ETCDCTL_API=3 etcdctl le"), ["lease"]);
        assert_eq!(offered("lease ti"), ["timetolive"]);
        assert_eq!(offered("get /a"), ["/a/1", "/a/2"]);
        assert_eq!(offered("put x 1; get c"), ["color"]);
        assert_eq!(offered("lease revoke 6"), ["694d7d5f3050ef39"]);
        assert_eq!(offered("member remove "), ["8e9e05c52164694d"]);
        assert_eq!(offered("snapshot restore s"), ["snapshot.db"]);
        assert_eq!(offered("get a --sort"), ["--sort-by="]);
        assert_eq!(offered("get a --sort-by=V"), ["--sort-by=VALUE", "--sort-by=VERSION"]);
        assert_eq!(offered("get a -w t"), ["table"]);
        assert_eq!(offered("get a --endpoints "), ["n1:2379", "n2:2379"]);
        assert_eq!(offered("endpoint health --cl"), ["--cluster"]);
        assert_eq!(offered("put color "), [""; 0]);
    }

    #[test]
    fn a_cursor_anywhere_does_no_harm() {
        let line = "putä ö --w";
        for cursor in 0..line.len() + 3 {
            complete(line, cursor, &Known::default());
        }
        assert!(complete("get a", 2, &Known::default()).iter().any(|candidate| candidate.text == "get"));
    }
}
