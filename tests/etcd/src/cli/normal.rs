//! What was printed, without what differs from cluster to cluster, and with revisions counted from this script's 1.

use std::fmt::Write as _;

/// Marks a revision in a generated word, so that it can be moved by what is in the real store already.
pub const REVISION: char = '\u{ab}';

/// Moves a marked revision.
pub fn shift(word: &str, offset: i64) -> String {
    match word.split_once(REVISION) {
        None => word.to_owned(),
        Some((before, revision)) => match revision.parse::<i64>() {
            Ok(revision) if revision > 0 => format!("{before}{}", revision + offset),
            _ => format!("{before}{revision}"),
        },
    }
}

/// Moves the marked revisions of an input.
pub fn shift_input(input: &str, offset: i64) -> String {
    let mut parts = input.split(REVISION);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(part.len());
        text += &shift(&format!("{REVISION}{}", &part[..end]), offset);
        text += &part[end..];
    }
    text
}

/// One answer as text.
pub fn answer(output: &str, error: &str, status: i32, offset: i64) -> String {
    let mut text = String::new();
    // Help is in words of our own.
    let is_help = output.starts_with("NAME:") || output.contains("\nFlags of every command:\n");
    if is_help {
        text += "(help)\n";
    } else {
        output.split_inclusive('\n').for_each(|line| text += &self::line(line, offset));
        // A terminal shows the same, whether the last line is ended or not.
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    }
    // The client library's log is no part of the answer.
    let said = error.lines().filter(|line| !line.starts_with("{\"level\":"));
    said.for_each(|line| {
        let _ = writeln!(text, "! {line}");
    });
    let _ = write!(text, "[{status}]");
    text
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

/// Fields of the header that are a cluster's own.
const OWN: [&str; 3] = ["\"ClusterID\" : ", "\"MemberID\" : ", "\"RaftTerm\" : "];

fn line(line: &str, offset: i64) -> String {
    if let Some(name) = OWN.iter().find(|name| line.starts_with(**name)) {
        let rest = if line[name.len()..].trim() == "0" { "0" } else { "own" };
        return format!("{name}{rest}\n");
    }
    if let Some(name) = REVISIONS.iter().find(|name| line.starts_with(**name)) {
        let revision = line[name.len()..].trim_end().parse::<i64>();
        return revision.map_or_else(|_| line.to_owned(), |revision| format!("{name}{}\n", moved(revision, offset)));
    }
    if line.starts_with('{') { json(line, offset) } else { line.to_owned() }
}

fn moved(revision: i64, offset: i64) -> i64 {
    if revision > 0 { revision - offset } else { revision }
}

/// A line of JSON, without losing the order of its fields.
fn json(line: &str, offset: i64) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\":") {
        let name = before.rsplit('"').next().unwrap_or_default();
        text += before;
        text += "\":";
        let end = after.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(after.len());
        let number = &after[..end];
        match (name, number.parse::<i64>()) {
            ("cluster_id" | "member_id" | "raft_term", _) if !number.is_empty() => text += "own",
            ("revision" | "create_revision" | "mod_revision" | "CompactRevision", Ok(revision)) => {
                text += &moved(revision, offset).to_string();
            }
            _ => text += number,
        }
        rest = &after[end..];
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_are_counted_from_the_scripts_beginning() {
        assert_eq!(shift("--rev=\u{ab}5", 100), "--rev=105");
        assert_eq!(shift("--rev=\u{ab}0", 100), "--rev=0");
        assert_eq!(shift("--rev=5", 100), "--rev=5");
        assert_eq!(shift_input("mod(\"a\") = \"\u{ab}3\"\n\n", 10), "mod(\"a\") = \"13\"\n\n");
        let json =
            "{\"header\":{\"cluster_id\":14,\"revision\":107},\"kvs\":[{\"mod_revision\":105,\"version\":105}]}\n";
        let expected =
            "{\"header\":{\"cluster_id\":own,\"revision\":7},\"kvs\":[{\"mod_revision\":5,\"version\":105}]}\n";
        assert_eq!(line(json, 100), expected);
        assert_eq!(line("\"ModRevision\" : 105\n", 100), "\"ModRevision\" : 5\n");
    }

    #[test]
    fn help_and_the_librarys_log_are_not_compared() {
        let real = answer("NAME:\n\tget - …\n", "{\"level\":\"warn\"}\nError: x\n", 1, 0);
        assert_eq!(real, "(help)\n! Error: x\n[1]");
    }
}
