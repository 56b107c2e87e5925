//! What etcdctl says about itself, in our own words, and its errors about unknown words, in its own.

use alloc::{format, string::String, vec::Vec};

use super::{
    Exit,
    commands::{GLOBAL, NAMES, VERBS, Verb},
    flags::{Flag, Kind},
};

/// `etcdctl version`.
pub(super) fn version() -> Exit {
    Exit { output: String::from("etcdctl version: 3.5.16\nAPI version: 3.5\n"), ..Exit::default() }
}

/// `etcdctl` and `etcdctl help`.
pub(super) fn overview() -> Exit {
    let mut text = String::from("etcdctl [flags] <command> …\n\nCommands:\n");
    for verb in VERBS {
        text += &format!("  {:24} {}\n", verb.usage, verb.help);
    }
    text += "  version                  Prints the version of etcdctl\n\nFlags of every command:\n";
    text += &list(GLOBAL);
    text += "\nMore about one: etcdctl help <command>\n";
    Exit { output: text, ..Exit::default() }
}

/// `etcdctl help put`, `etcdctl put --help`.
pub(super) fn about(name: Option<&str>) -> Exit {
    let Some(verb) = VERBS.iter().find(|verb| Some(verb.name) == name) else { return overview() };
    Exit { output: usage(verb), ..Exit::default() }
}

fn usage(verb: &Verb) -> String {
    format!("{}: {}\n\nFlags:\n{}\nFlags of every command:\n{}", verb.usage, verb.help, list(verb.flags), list(GLOBAL))
}

fn list(flags: &[Flag]) -> String {
    let line = |flag: &Flag| {
        let short = flag.short.map_or(String::from("    "), |short| format!("-{short}, "));
        let value = if flag.kind == Kind::Bool { "" } else { "=…" };
        format!("  {short}--{:<18} {}\n", format!("{}{value}", flag.long), flag.help)
    };
    flags.iter().map(line).collect()
}

/// A flag that does not exist or has a wrong value: the usage, and the flag library's text twice, as etcdctl does.
pub(super) fn misused(verb: Option<&Verb>, wrong: &str) -> Exit {
    let output = verb.map_or_else(|| overview().output, usage);
    Exit { status: 1, output, error: format!("Error: {wrong}\n\nError: {wrong}\n") }
}

/// A command that does not exist, with the commands it may have been meant for.
pub(super) fn unknown(name: &str) -> Exit {
    let near = suggestions(name);
    let mut error = format!("Error: unknown command {name:?} for \"etcdctl\"\n");
    let again = error.clone();
    if near.is_empty() {
        error += "Run 'etcdctl --help' for usage.\n";
        error += &again;
    } else {
        let list = near.iter().map(|name| format!("\t{name}\n")).collect::<String>();
        error += &format!("\nDid you mean this?\n{list}\nRun 'etcdctl --help' for usage.\n");
        error += &format!("{again}\nDid you mean this?\n{list}\n");
    }
    Exit { status: 1, output: String::new(), error }
}

/// Commands at most two edits away, and those that begin with what was typed (cobra, `SuggestionsFor`).
fn suggestions(typed: &str) -> Vec<&'static str> {
    let typed = typed.to_lowercase();
    let near = |name: &&str| distance(&typed, name) <= 2 || name.starts_with(typed.as_str());
    NAMES.iter().filter(|name| **name != "help" && **name != "version").copied().filter(near).collect()
}

/// How many single letters have to be added, taken away or exchanged (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b = b.chars().collect::<Vec<_>>();
    let mut row = (0..=b.len()).collect::<Vec<_>>();
    for (above, letter) in a.chars().enumerate() {
        let mut diagonal = above;
        row[0] = above + 1;
        for (column, other) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = exchanged.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}
