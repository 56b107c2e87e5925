//! The little of a shell that a prompt needs: words and quotes, `$?`, `&`, and the prefixes that people paste.

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use super::{Process, Turn, desk::Command, terminal::LineKind};
use crate::{
    etcdctl::{self, Exit},
    id::NodeId,
};

/// What a line asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Line {
    /// Nothing: it is empty, or a comment.
    Nothing,
    /// `echo …`.
    Echo(String),
    /// An etcdctl command.
    Run {
        /// The words behind `etcdctl`.
        words: Vec<String>,
        /// It ends with `&`.
        background: bool,
    },
}

/// Reads a typed line. `status` is what `$?` stands for.
///
/// # Errors
/// A quote that does not end, and what this shell does not have, get a shell's error, status 2: nothing is run.
pub(super) fn read(line: &str, status: u8) -> Result<Line, Exit> {
    let mut words = split(line, status).map_err(|wrong| Exit {
        status: 2,
        output: String::new(),
        error: format!("sh: {wrong}\n"),
    })?;
    let background = words.last().is_some_and(|word| word == "&");
    if background {
        words.pop();
    }
    let assignments = words.iter().take_while(|word| is_assignment(word)).count();
    words.drain(..assignments);
    match words.first().map(String::as_str) {
        None => Ok(Line::Nothing),
        Some("echo") if words.get(1).is_some_and(|word| word == "-n") => Ok(Line::Echo(words[2..].join(" "))),
        Some("echo") => Ok(Line::Echo(words[1..].join(" ") + "\n")),
        Some("etcdctl") => Ok(Line::Run { words: words.split_off(1), background }),
        Some(_) => Ok(Line::Run { words, background }),
    }
}

/// Starts a process from the words behind `etcdctl`.
///
/// # Errors
/// The command's end, where it ends at once.
pub(super) fn start(
    line: Arc<str>,
    words: &[String],
    only: Option<NodeId>,
    turn: &mut Turn<'_>,
) -> Result<Process, Exit> {
    let invocation = etcdctl::parse(words)?;
    if let Some(warning) = invocation.warning {
        turn.show(LineKind::Error, warning);
    }
    Process::start(line, invocation, only, turn)
}

/// Runs a command for a program. One that is done at once gives its exit status.
pub(super) fn child(command: &Command, line: &Arc<str>, turn: &mut Turn<'_>) -> Result<Process, u8> {
    let ended = |exit: &Exit, turn: &mut Turn<'_>| {
        turn.show_exit(exit);
        exit.status
    };
    match command.words.first().map(String::as_str) {
        Some("etcdctl") => start(line.clone(), &command.words[1..], None, turn).map_err(|exit| ended(&exit, turn)),
        Some("echo") => {
            let output = command.words[1..].join(" ") + "\n";
            Err(ended(&Exit { output, ..Exit::default() }, turn))
        }
        Some("true") => Err(0),
        Some("false") => Err(1),
        _ => Err(127),
    }
}

/// `NAME=value` before a command, as in `ETCDCTL_API=3 etcdctl get a`.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// Why a line cannot be split into words.
const OPEN_QUOTE: &str = "unterminated quoted string: close it with the same quote";

/// Words, with quotes taken off.
fn split(line: &str, status: u8) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' => words.extend(word.take()),
            '#' if word.is_none() => break,
            '&' if letters.peek().is_none() => {
                words.extend(word.take());
                words.push("&".to_string());
            }
            '\'' => {
                let text = word.get_or_insert_default();
                loop {
                    match letters.next().ok_or(OPEN_QUOTE)? {
                        '\'' => break,
                        letter => text.push(letter),
                    }
                }
            }
            '"' => {
                let text = word.get_or_insert_default();
                loop {
                    match letters.next().ok_or(OPEN_QUOTE)? {
                        '"' => break,
                        '\\' if letters.peek().is_some_and(|next| "\"\\$`".contains(*next)) => {
                            text.extend(letters.next());
                        }
                        '$' if letters.next_if_eq(&'?').is_some() => *text += &status.to_string(),
                        letter => text.push(letter),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(letters.next()),
            '$' if letters.next_if_eq(&'?').is_some() => *word.get_or_insert_default() += &status.to_string(),
            ';' | '&' | '|' | '<' | '>' | '(' | ')' | '`' => {
                return Err(format!(
                    "{letter} is not understood here: one command a line; quote it ('{letter}') to mean it"
                ));
            }
            '$' if letters.peek().is_some_and(|next| next.is_alphanumeric() || "_{(@*#!".contains(*next)) => {
                return Err("only $? is known here: quote the $ ('$') to mean it".to_string());
            }
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        split(line, 3).unwrap()
    }

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(words(r#"put a "b c" 'd "e"' f\ g"#), ["put", "a", "b c", "d \"e\"", "f g"]);
        assert_eq!(words(r#"get """#), ["get", ""]);
        assert_eq!(words("put k v &"), ["put", "k", "v", "&"]);
        assert_eq!(words("put k v&"), ["put", "k", "v", "&"]);
        assert_eq!(words("put k 'a&b' # note"), ["put", "k", "a&b"]);
        assert_eq!(words("put k 5$ \"$HOME\""), ["put", "k", "5$", "$HOME"]);
        assert_eq!(split("put a 'b", 0), Err(OPEN_QUOTE.to_string()));
    }

    #[test]
    fn the_last_status_can_be_asked_for() {
        assert_eq!(read("echo $? \"<$?>\" '$?'", 3), Ok(Line::Echo("3 <3> $?\n".to_string())));
    }

    #[test]
    fn what_a_shell_would_do_otherwise_is_refused_and_not_taken_for_data() {
        for line in
            ["put k v; get k", "get a && get b", "get a | cat", "get a > x", "put k $HOME", "put k `id`", "a & b"]
        {
            let refused = read(line, 0).expect_err(line);
            assert_eq!((refused.status, refused.output.as_str()), (2, ""), "{line}");
            assert!(refused.error.starts_with("sh: "), "{line}");
        }
    }

    #[test]
    fn pasted_prefixes_fall_away() {
        let run = |line| read(line, 0).unwrap();
        assert_eq!(run("ETCDCTL_API=3 etcdctl get a"), run("get a"));
        assert_eq!(run("   # only a note"), Line::Nothing);
    }
}
