//! What etcdctl says about itself, in our own words, and its errors about unknown words, in its own.

use alloc::{format, string::String, vec::Vec};

use super::{
    Exit,
    commands::{self, GLOBAL, ROOT, Verb},
    flags::{Flag, Kind},
    go,
};

/// `etcdctl version`.
pub(super) fn version() -> Exit {
    Exit { output: String::from("etcdctl version: 3.5.16\nAPI version: 3.5\n"), ..Exit::default() }
}

/// `etcdctl put --help`, and a family without a command: the end with status 0.
pub(super) fn about(path: &[&'static Verb]) -> Exit {
    Exit { output: text(path), ..Exit::default() }
}

/// `etcdctl help lease grant`.
pub(super) fn topic(words: &[String]) -> Exit {
    let (path, _) = commands::find(words);
    let mut exit = about(&path);
    if path.len() == 1 && !words.is_empty() {
        let topics = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>();
        exit.error = format!("Unknown help topic [{}]\n", topics.join(" "));
    }
    exit
}

/// What a command is and takes.
fn text(path: &[&'static Verb]) -> String {
    let verb = path.last().copied().unwrap_or(&ROOT);
    if verb.children.is_empty() {
        return usage_of(verb);
    }
    let own = path.iter().skip(1).map(|verb| verb.name).collect::<Vec<_>>().join(" ");
    let mut text = if own.is_empty() {
        format!("{}\n\nCommands:\n", verb.usage)
    } else {
        format!("{own}: {}\n\nCommands:\n", verb.help)
    };
    for child in verb.children {
        let usage = if child.usage.is_empty() { child.name } else { child.usage };
        text += &format!("  {usage:46} {}\n", child.help);
    }
    text += &flags_of(verb);
    text + "\nMore about one: etcdctl help <command>\n"
}

/// What one command is and takes.
pub(super) fn usage_of(verb: &Verb) -> String {
    format!("{}: {}\n{}", verb.usage, verb.help, flags_of(verb))
}

fn flags_of(verb: &Verb) -> String {
    let own = if verb.flags.is_empty() { String::new() } else { format!("\nFlags:\n{}", list(verb.flags)) };
    format!("{own}\nFlags of every command:\n{}", list(GLOBAL))
}

fn list(flags: &[Flag]) -> String {
    let line = |flag: &Flag| {
        let short = flag.short.map_or(String::from("    "), |short| format!("-{short}, "));
        let value = if flag.kind == Kind::Bool { "" } else { "=…" };
        format!("  {short}--{:<18} {}\n", format!("{}{value}", flag.long), flag.help)
    };
    flags.iter().filter(|flag| !flag.help.is_empty()).map(line).collect()
}

/// A flag that does not exist or has a wrong value: the usage, and the flag library's text twice, as etcdctl does.
pub(super) fn misused(path: &[&'static Verb], wrong: &str) -> Exit {
    Exit { status: 1, output: text(path), error: format!("Error: {wrong}\n\nError: {wrong}\n") }
}

/// A command that does not exist, with the commands it may have been meant for.
pub(super) fn unknown(name: &str) -> Exit {
    let near = suggestions(name);
    let mut error = format!("Error: unknown command {} for \"etcdctl\"\n", go::quoted(name.as_bytes()));
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
    let names = ROOT.children.iter().map(|verb| verb.name).filter(|name| *name != "help" && *name != "version");
    names.filter(near).collect()
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
