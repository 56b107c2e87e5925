//! What was printed, without what differs from cluster to cluster, and with revisions counted from this script's 1.

use std::fmt::Write as _;

use super::{Line, names::Names};

/// One answer as text.
pub fn answer(line: &Line, names: &Names, output: &str, error: &str, status: &str) -> String {
    let mut text = String::new();
    // Help is in words of our own.
    let is_help = output.starts_with("NAME:") || output.contains("\nFlags of every command:\n");
    let is_about_members =
        line.words.iter().any(|word| ["endpoint", "member", "defrag", "auth"].contains(&word.as_str()));
    if is_help {
        text += "(help)\n";
    } else {
        let clean = sessions(&names.clean(output));
        let mut lines = clean.lines().map(|line| self::line(line, names)).collect::<Vec<_>>();
        if is_about_members {
            lines.iter_mut().for_each(|line| *line = numbers(line));
        }
        // Which key of a lease comes first is not promised.
        if line.words.iter().any(|word| word == "timetolive") {
            lines.iter_mut().for_each(|line| *line = keys(line));
            let first = lines.iter().position(|line| line.starts_with("\"Key\" : ")).unwrap_or(lines.len());
            lines[first..].sort();
        }
        let asked = line.words.iter().filter(|word| word.starts_with("--endpoints=") && !word.contains(','));
        if names.are_many() && asked.count() == 0 {
            lines.iter_mut().for_each(|line| *line = by_anyone(line));
        }
        if names.are_many() && is_about_members {
            in_order(&mut lines);
        }
        lines.iter().for_each(|line| {
            let _ = writeln!(text, "{line}");
        });
    }
    // The client library's log is no part of the answer, nor are usages, nor the calls that led to a panic.
    let error = match error.rsplit_once("\n\n") {
        Some((usage, rest)) if usage.contains("\nFlags:\n") => rest,
        _ => ["\n[signal ", "\n\ngoroutine "]
            .iter()
            .find_map(|calls| error.split_once(calls))
            .map_or(error, |(panic, _)| panic),
    };
    let said = error.lines().filter(|line| !line.starts_with("{\"level\":"));
    let mut said = said.map(|line| revisions(&sessions(&names.clean(line)), names)).collect::<Vec<_>>();
    if names.are_many() && is_about_members {
        failures_in_order(&mut said);
    }
    said.iter().for_each(|line| {
        let _ = writeln!(text, "! {line}");
    });
    text + status
}

/// Without the member that answered, where any of several may.
fn by_anyone(line: &str) -> String {
    let mut clean = String::new();
    let mut rest = line;
    for mark in ["\"MemberID\" : MEMBER", "\"member_id\":MEMBER"] {
        while let Some((before, after)) = rest.split_once(mark) {
            clean += before;
            clean += mark;
            rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    clean + rest
}

/// Several members come in the order of their ids, which are random, or of their answers: `endpoint health` asks all at once.
fn in_order(lines: &mut [String]) {
    for line in lines.iter_mut() {
        *line = list_in_order(line);
        if let Some((name, list)) = line.split_once("ETCD_INITIAL_CLUSTER=\"") {
            let mut list = list.trim_end_matches('"').split(',').collect::<Vec<_>>();
            list.sort_unstable();
            *line = format!("{name}ETCD_INITIAL_CLUSTER={}", list.join(","));
        }
    }
    if lines.iter().any(|line| line.starts_with("ETCD_")) {
        return;
    }
    // In fields, each has lines of its own, up to one that is empty; in other forms, one.
    let is_fields = lines.iter().any(String::is_empty);
    let mut groups: Vec<Vec<String>> = Vec::new();
    for line in lines.iter() {
        let is_within = is_fields && !line.starts_with("\"ID\" : ");
        match groups.last_mut().filter(|group| is_within && group.last().is_some_and(|line| !line.is_empty())) {
            Some(group) => group.push(line.clone()),
            None => groups.push(vec![line.clone()]),
        }
    }
    groups.sort();
    lines.iter_mut().zip(groups.into_iter().flatten()).for_each(|(line, sorted)| *line = sorted);
}

/// What is said of each member that failed comes in the order of their ids, too, and before what is said of all.
fn failures_in_order(lines: &mut [String]) {
    let of_each = lines.iter().take_while(|line| line.starts_with("Failed to ")).count();
    lines[..of_each].sort();
}

/// A line of JSON with the members in its list in order.
fn list_in_order(line: &str) -> String {
    let Some((before, rest)) = line.split_once("[{") else { return line.to_owned() };
    let (mut depth, mut begin, mut list) = (0, 0, Vec::new());
    let rest = format!("{{{rest}");
    for (place, c) in rest.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' if depth > 0 => depth -= 1,
            ']' | ',' if depth == 0 => {
                list.push(&rest[begin..place]);
                begin = place + 1;
            }
            _ => {}
        }
        if c == ']' && begin > place {
            list.sort_unstable();
            return format!("{before}[{}]{}", list.join(","), &rest[begin..]);
        }
    }
    line.to_owned()
}

const REVISIONS: [&str; 7] = [
    "\"Revision\" : ",
    "\"CreateRevision\" : ",
    "\"ModRevision\" : ",
    "\"PrevCreateRevision\" : ",
    "\"PrevModRevision\" : ",
    "compacted revision ",
    "progress notify: ",
];

/// Fields that are a cluster's own, or that the clock moves.
const OWN: [&str; 4] = ["\"RaftTerm\" : ", "\"TTL\" : ", "\"AuthRevision\" : ", "AuthRevision: "];

fn line(line: &str, names: &Names) -> String {
    if let Some(name) = OWN.iter().find(|name| line.starts_with(**name)) {
        let rest = line[name.len()..].trim();
        // A lease that is gone has less than nothing.
        return format!("{name}{}", if rest == "0" || rest.starts_with('-') { rest } else { "own" });
    }
    if let Some(name) = REVISIONS.iter().find(|name| line.starts_with(**name)) {
        let revision = line[name.len()..].trim_end().parse::<i64>();
        return revision.map_or_else(|_| line.to_owned(), |revision| format!("{name}{}", names.moved(revision)));
    }
    if line.starts_with('{') || line.starts_with("[{") { json(line, names) } else { remaining(line) }
}

/// A line of JSON, without losing the order of its fields.
fn json(line: &str, names: &Names) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\":") {
        let name = before.rsplit('"').next().unwrap_or_default();
        text += before;
        text += "\":";
        let end = after.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(after.len());
        let number = &after[..end];
        match (name, number.parse::<i64>()) {
            ("raft_term" | "authRevision", Ok(_)) => text += "own",
            ("ttl", Ok(ttl)) if ttl > 0 => text += "alive",
            ("revision" | "create_revision" | "mod_revision" | "CompactRevision", Ok(revision)) => {
                text += &names.moved(revision).to_string();
            }
            _ => text += number,
        }
        rest = &after[end..];
    }
    text + rest
}

/// Revisions in flags that an error repeats.
fn revisions(line: &str, names: &Names) -> String {
    let mut parts = line.split("rev=");
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let revision = part[..end].parse().map(|revision| names.moved(revision).to_string());
        clean += &format!("rev={}{}", revision.as_deref().unwrap_or(&part[..end]), &part[end..]);
    }
    clean
}

/// What is left of a lease.
fn remaining(line: &str) -> String {
    let Some((before, after)) = line.split_once(" remaining(") else { return line.to_owned() };
    let end = after.find(')').unwrap_or(after.len());
    let rest = if after.starts_with(['0', '-']) { &after[..end] } else { "alive" };
    format!("{before} remaining({rest}{}", &after[end..])
}

/// Keys in their order, wherever a line lists them.
fn keys(line: &str) -> String {
    let sorted = |begin: &str, end: char, between: &str| {
        let (before, after) = line.split_once(begin)?;
        let (list, after) = after.split_once(end)?;
        let mut list = list.split(between).collect::<Vec<_>>();
        list.sort_unstable();
        Some(format!("{before}{begin}{}{end}{after}", list.join(between)))
    };
    sorted("attached keys([", ']', " ").or_else(|| sorted("\"keys\":[", ']', ",")).unwrap_or_else(|| line.to_owned())
}

/// Ids of leases that nobody named: those behind locks and elections. They begin with a part of the member's own, which may
/// begin with zeros, and go on with milliseconds.
fn sessions(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let mut clean = String::new();
    let mut rest = text;
    while let Some(begin) = rest.find(is_digit) {
        let end = rest[begin..].find(|c| !is_digit(c)).map_or(rest.len(), |end| begin + end);
        clean += &rest[..begin];
        clean += if end - begin >= 11 { "SESSION" } else { &rest[begin..end] };
        rest = &rest[end..];
    }
    clean + rest
}

/// Without numbers, sizes and spans; but versions stay. The width of a table's columns goes with them.
fn numbers(line: &str) -> String {
    let mut clean = String::new();
    let mut rest = line;
    while let Some(begin) = rest.find(|c: char| c.is_ascii_digit()) {
        clean += &rest[..begin];
        let end = rest[begin..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(rest.len(), |end| begin + end);
        let number = &rest[begin..end];
        rest = &rest[end..];
        if number == "3.5.16" || clean.ends_with(char::is_alphabetic) {
            clean += number;
            continue;
        }
        clean.push('#');
        let unit = [" kB", " MB", " B", "\u{b5}s", "ms", "s"]
            .iter()
            .find(|unit| rest.strip_prefix(**unit).is_some_and(|after| !after.starts_with(char::is_alphanumeric)));
        rest = unit.map_or(rest, |unit| &rest[unit.len()..]);
    }
    clean += rest;
    if !line.starts_with(['+', '|']) {
        return clean;
    }
    let mut table = String::new();
    for c in clean.chars() {
        if !([' ', '-'].contains(&c) && table.ends_with(c)) {
            table.push(c);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_are_counted_from_the_scripts_beginning() {
        let names = Names::of_simulation(1);
        let text = "{\"header\":{\"revision\":7,\"raft_term\":9},\"kvs\":[{\"mod_revision\":5,\"version\":105}]}";
        let clean = "{\"header\":{\"revision\":7,\"raft_term\":own},\"kvs\":[{\"mod_revision\":5,\"version\":105}]}";
        assert_eq!(line(text, &names), clean);
    }

    #[test]
    fn help_and_the_librarys_log_are_not_compared() {
        let (line, names) = (Line::default(), Names::of_simulation(1));
        let real = answer(&line, &names, "NAME:\n\tget - …\n", "{\"level\":\"warn\"}\nError: x\n", "[1]");
        assert_eq!(real, "(help)\n! Error: x\n[1]");
    }

    #[test]
    fn what_the_clock_and_the_machine_decide_is_left_out() {
        assert_eq!(
            numbers("x is healthy: took = 2.507089ms, n1, 3.5.16, 20 kB"),
            "x is healthy: took = #, n1, 3.5.16, #"
        );
        assert_eq!(numbers("|   true | 3.8ms |"), "| true | # |");
        assert_eq!(
            remaining("lease 1 granted with TTL(9s), remaining(8s), attached keys([b a])"),
            "lease 1 granted with TTL(9s), remaining(alive), attached keys([b a])"
        );
        assert_eq!(keys("attached keys([b a])"), "attached keys([a b])");
        assert_eq!(sessions("m/694da20ffec94106 a/b m/b6a211fbdb39f8"), "m/SESSION a/b m/SESSION");
    }

    #[test]
    fn members_come_in_any_order() {
        let json = r#"{"h":{"i":1},"members":[{"ID":2,"u":["x","y"]},{"ID":1,"u":["z"]}],"n":[2,1]}"#;
        let sorted = r#"{"h":{"i":1},"members":[{"ID":1,"u":["z"]},{"ID":2,"u":["x","y"]}],"n":[2,1]}"#;
        assert_eq!(list_in_order(json), sorted);
        assert_eq!(list_in_order(r#"[{"e":"b"},{"e":"a"}]"#), r#"[{"e":"a"},{"e":"b"}]"#);
        let ordered = |lines: &[&str]| {
            let mut lines = lines.iter().map(ToString::to_string).collect::<Vec<_>>();
            in_order(&mut lines);
            lines
        };
        let fields = ["\"Endpoint\" : b", "\"Health\" : true", "", "\"Endpoint\" : a", "\"Health\" : false", ""];
        assert_eq!(ordered(&fields), [&fields[3..], &fields[..3]].concat());
        let list = ["\"Header\" : 1", "\"ID\" : 2", "\"Name\" : a", "", "\"ID\" : 1", "\"Name\" : b", ""];
        assert_eq!(ordered(&list), [&list[..1], &list[4..], &list[1..4]].concat());
        assert_eq!(ordered(&["b, 1", "a, 2"]), ["a, 2", "b, 1"]);
        let mut failures = ["Failed to x b", "Failed to x a", "Error: 2", "Error: 1"].map(str::to_owned);
        failures_in_order(&mut failures);
        assert_eq!(failures, ["Failed to x a", "Failed to x b", "Error: 2", "Error: 1"]);
    }
}
