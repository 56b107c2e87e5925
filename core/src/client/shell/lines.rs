//! Which lines that are typed are one text: one that ends with a backslash goes on, and so does one that begins a
//! here-document, up to the line that ends it.

use alloc::format;

/// The word that ends the here-document of a command. What is quoted (`put sum "1 << 2"`) and what stands behind a `#`
/// begins none, and neither does `<<<`.
pub fn mark(command: &str) -> Option<&str> {
    let mut quote = None;
    let mut before = ' ';
    let mut letters = command.char_indices();
    while let Some((place, letter)) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None | Some('"'), '\\') => {
                letters.next();
            }
            (None, '\'' | '"') => quote = Some(letter),
            (None, '#') if before.is_whitespace() => return None,
            (None, '<') => {
                let rest = command[place..].trim_start_matches('<');
                let length = command.len() - place - rest.len();
                if length == 2 {
                    let word = rest.trim_start_matches('-').split_whitespace().next()?;
                    return Some(word.trim_matches(['\'', '"'])).filter(|word| !word.is_empty());
                }
                for _ in 1..length {
                    letters.next();
                }
            }
            _ => {}
        }
        before = letter;
    }
    None
}

/// Whether a text typed at a prompt goes on in the next line: it ends with a backslash, or begins a here-document
/// (`txn <<END`) that is not ended.
pub fn goes_on(text: &str) -> bool {
    mark(text).map_or_else(|| text.ends_with('\\'), |mark| !text.lines().skip(1).any(|line| line.trim() == mark))
}

/// How far the first line reaches, its end included.
pub fn first_line(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |place| place + 1)
}

/// How far the first line reaches with those that a backslash joins to it.
pub fn first_joined(text: &str) -> usize {
    let mut end = first_line(text);
    while text[..end].ends_with("\\\n") && end < text.len() {
        end += first_line(&text[end..]);
    }
    end
}

/// How far the first text reaches of those that follow each other here, the end of its last line included.
pub fn first_text(text: &str) -> usize {
    let mut end = first_joined(text);
    if let Some(mark) = mark(&text[..end]) {
        while end < text.len() {
            let begin = end;
            end += first_line(&text[begin..]);
            if text[begin..end].trim() == mark {
                break;
            }
        }
    }
    end
}

/// Whether it is one text, and all of it: what stands behind it in a script would be another.
pub fn is_whole(text: &str) -> bool {
    let ends_there = || first_text(&format!("{text}\n")) == text.len() + 1;
    !goes_on(text) && (!text.contains('\n') || ends_there())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_reaches_to_the_line_that_ends_it() {
        for whole in [
            "",
            "put a b",
            "put a \\\nb",
            "\\\n",
            "txn <<END\nput a b\nEND",
            "put a \"1 << 2\"",
            "put a b # <<END",
            "get <<<a",
        ] {
            assert!(is_whole(whole), "{whole}");
            assert_eq!(first_text(&format!("{whole}\nget a")), whole.len() + 1, "{whole}");
        }
        for begun in ["put a \\", "txn <<END", "txn <<END\nput a b", "txn \\\n<<'END'\nput a b\nEND 1"] {
            assert!(goes_on(begun) && !is_whole(begun), "{begun}");
        }
        for several in ["put a b\nget a", "put a b\n", "txn <<END\nEND\nget a"] {
            assert!(!goes_on(several) && !is_whole(several), "{several}");
        }
    }
}
