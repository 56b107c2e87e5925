//! A typed text as a shell takes it apart: words in pieces that are not expanded yet, operators, here-documents.

use alloc::{
    collections::VecDeque,
    format,
    string::{String, ToString},
    vec::Vec,
};

/// A part of a word.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Piece {
    /// Text, as it stands.
    Text(String),
    /// `$NAME`, `${NAME}` or `$?`. Outside of quotes its value is split into words.
    Variable {
        /// The name.
        name: String,
        /// It stands in double quotes.
        quoted: bool,
    },
}

/// A word in its parts. A word with quotes around nothing has one empty text.
pub(super) type Word = Vec<Piece>;

/// What a text is made of.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Token {
    /// A word.
    Word(Word),
    /// `;` and a line's end.
    Semicolon,
    /// `&`
    Ampersand,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `|`
    Pipe,
    /// `< file`
    From,
    /// `<<END`: the lines up to END.
    Here(Word),
    /// `<<< word`
    HereWord,
    /// `> file`
    Into,
    /// `>> file`
    Onto,
}

impl Token {
    /// Whether no part of a command, but what stands between two.
    pub(super) const fn ends_command(&self) -> bool {
        matches!(self, Self::Semicolon | Self::Ampersand | Self::And | Self::Or | Self::Pipe)
    }
}

/// Why a text cannot be taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Broken {
    /// More lines are needed; this says for what.
    Unfinished(&'static str),
    /// It will not do, however it goes on.
    Wrong(String),
}

/// An open quote.
pub(super) const OPEN_QUOTE: &str = "unterminated quoted string: close it with the same quote";
/// A here-document without its end.
pub(super) const OPEN_HERE: &str = "the lines of << have no end: write its word alone on a line";

/// Takes a text apart.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Broken> {
    let mut reader = Reader { text, place: 0, tokens: Vec::new(), word: None };
    let mut documents: VecDeque<(usize, String, bool)> = VecDeque::new();
    while let Some(letter) = reader.next() {
        match letter {
            ' ' | '\t' | '\r' => reader.end_word(),
            '#' if reader.word.is_none() => reader.skip_line(),
            '\n' => {
                reader.push(Token::Semicolon);
                while let Some((place, end, raw)) = documents.pop_front() {
                    reader.tokens[place] = Token::Here(reader.document(&end, raw)?);
                }
            }
            ';' => reader.push(Token::Semicolon),
            '&' if reader.next_is('&') => reader.push(Token::And),
            '&' => reader.push(Token::Ampersand),
            '|' if reader.next_is('|') => reader.push(Token::Or),
            '|' => reader.push(Token::Pipe),
            '<' if reader.next_is('<') => {
                if reader.next_is('<') {
                    reader.push(Token::HereWord);
                    continue;
                }
                reader.next_is('-');
                let (end, raw) = reader.delimiter()?;
                reader.push(Token::Here(Vec::new()));
                documents.push_back((reader.tokens.len() - 1, end, raw));
            }
            '<' => reader.push(Token::From),
            '>' if reader.next_is('>') => reader.push(Token::Onto),
            '>' => reader.push(Token::Into),
            '(' | ')' | '`' => {
                return Err(Broken::Wrong(format!(
                    "{letter} is not understood here: quote it ('{letter}') to mean it"
                )));
            }
            letter => reader.part(letter)?,
        }
    }
    reader.end_word();
    if documents.is_empty() { Ok(reader.tokens) } else { Err(Broken::Unfinished(OPEN_HERE)) }
}

/// The variables of a text in which nothing else means anything: a here-document.
fn expandable(text: &str) -> Result<Word, Broken> {
    let mut reader = Reader { text, place: 0, tokens: Vec::new(), word: Some(Vec::new()) };
    loop {
        reader.text_until(|byte| matches!(byte, b'\\' | b'$'));
        match reader.next() {
            None => break,
            Some('$') => reader.variable(true)?,
            Some(letter) => reader.escaped(letter, "$`\\"),
        }
    }
    Ok(reader.word.unwrap_or_default())
}

struct Reader<'a> {
    text: &'a str,
    /// How many bytes of it have been read.
    place: usize,
    tokens: Vec<Token>,
    word: Option<Word>,
}

/// Whether a byte means something outside of quotes and inside of a word; no byte of a letter beyond ASCII does.
const fn is_special(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t'
            | b'\r'
            | b'\n'
            | b';'
            | b'&'
            | b'|'
            | b'<'
            | b'>'
            | b'('
            | b')'
            | b'`'
            | b'\''
            | b'"'
            | b'\\'
            | b'$'
    )
}

impl<'a> Reader<'a> {
    /// What has not been read yet.
    fn rest(&self) -> &'a str {
        &self.text[self.place..]
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.place += letter.len_utf8();
        Some(letter)
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next_is(&mut self, letter: char) -> bool {
        let is = self.peek() == Some(letter);
        self.place += if is { letter.len_utf8() } else { 0 };
        is
    }

    /// Reads so many bytes.
    fn take(&mut self, length: usize) -> &'a str {
        let taken = &self.rest()[..length];
        self.place += length;
        taken
    }

    /// Reads up to the first byte of that kind, or all, into the word.
    fn text_until(&mut self, is_end: impl Fn(u8) -> bool) {
        let rest = self.rest();
        let length = rest.bytes().position(is_end).unwrap_or(rest.len());
        if length > 0 {
            let text = self.take(length);
            self.add(text);
        }
    }

    fn end_word(&mut self) {
        self.tokens.extend(self.word.take().map(Token::Word));
    }

    fn push(&mut self, token: Token) {
        self.end_word();
        self.tokens.push(token);
    }

    fn skip_line(&mut self) {
        self.place += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// Adds to the word, which begins here if there is none; an empty text makes sure that there is one.
    fn add(&mut self, added: &str) {
        let word = self.word.get_or_insert_with(|| Vec::with_capacity(1));
        match word.last_mut() {
            Some(Piece::Text(text)) => text.push_str(added),
            _ => word.push(Piece::Text(added.into())),
        }
    }

    fn letter(&mut self, letter: char) {
        self.add(letter.encode_utf8(&mut [0; 4]));
    }

    /// What stands behind a backslash, if it is one of these; otherwise the backslash itself.
    fn escaped(&mut self, backslash: char, escapable: &str) {
        let next = self.peek().filter(|next| escapable.contains(*next));
        self.place += next.map_or(0, char::len_utf8);
        self.letter(next.unwrap_or(backslash));
    }

    /// One part of a word that begins with this letter.
    fn part(&mut self, letter: char) -> Result<(), Broken> {
        match letter {
            '\'' => {
                let length = self.rest().find('\'').ok_or_else(|| Broken::Wrong(OPEN_QUOTE.into()))?;
                let text = self.take(length);
                self.add(text);
                self.place += 1;
            }
            '"' => {
                self.add("");
                loop {
                    self.text_until(|byte| matches!(byte, b'"' | b'\\' | b'`' | b'$'));
                    match self.next().ok_or_else(|| Broken::Wrong(OPEN_QUOTE.into()))? {
                        '"' => return Ok(()),
                        '`' => return Err(Self::substitution()),
                        '$' => self.variable(true)?,
                        _ if self.next_is('\n') => {}
                        backslash => self.escaped(backslash, "\"\\$`"),
                    }
                }
            }
            '\\' => match self.next() {
                None => return Err(Broken::Unfinished("a line that ends with \\ goes on: type the rest")),
                Some('\n') => {}
                Some(letter) => self.letter(letter),
            },
            '$' => self.variable(false)?,
            letter => {
                self.place -= letter.len_utf8();
                let rest = self.rest();
                let run = self.take(rest.bytes().position(is_special).unwrap_or(rest.len()));
                if let Some(range) = range(run) {
                    return Err(Broken::Wrong(format!(
                        "{{{range}}} is not known here: write the words themselves (for i in 1 2 3), or quote it \
                         ('{{{range}}}') to mean it"
                    )));
                }
                self.add(run);
            }
        }
        Ok(())
    }

    fn substitution() -> Broken {
        Broken::Wrong(
            "the output of a command cannot be put into another here: $LEASE1 is the first lease of this run, $KEY1 the \
             first key of a lock"
                .into(),
        )
    }

    /// What follows a `$`.
    fn variable(&mut self, quoted: bool) -> Result<(), Broken> {
        let name = match self.peek() {
            Some('?') => {
                self.place += 1;
                "?".to_string()
            }
            Some('{') => {
                let rest = &self.rest()[1..];
                let (name, _) = rest.split_once('}').ok_or(Broken::Unfinished("${ has no }: close it"))?;
                if !is_name(name) && name != "?" {
                    return Err(Broken::Wrong(format!("${{{name}}}: only ${{NAME}} is known here")));
                }
                self.place += name.len() + 2;
                name.to_string()
            }
            Some('(') => return Err(Self::substitution()),
            Some(letter) if letter.is_ascii_alphabetic() || letter == '_' => {
                let rest = self.rest();
                let length = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'_');
                self.take(length.unwrap_or(rest.len())).to_string()
            }
            Some(letter) if letter.is_ascii_digit() || "@*#!$-".contains(letter) => {
                return Err(Broken::Wrong(format!("${letter} is not known here: quote it ('${letter}') to mean it")));
            }
            _ => {
                self.letter('$');
                return Ok(());
            }
        };
        self.word.get_or_insert_default().push(Piece::Variable { name, quoted });
        Ok(())
    }

    /// The word that ends a here-document, and whether it is quoted, so that nothing in the lines is expanded.
    fn delimiter(&mut self) -> Result<(String, bool), Broken> {
        while self.next_is(' ') || self.next_is('\t') {}
        let (mut end, mut raw) = (String::new(), false);
        while let Some(letter) = self.peek().filter(|letter| !letter.is_whitespace() && !";&|<>()".contains(*letter)) {
            self.place += letter.len_utf8();
            if matches!(letter, '\'' | '"' | '\\') {
                raw = true;
            } else {
                end.push(letter);
            }
        }
        if end.is_empty() { Err(Broken::Wrong("<< needs a word: txn <<END".into())) } else { Ok((end, raw)) }
    }

    /// The lines up to the one that ends the document.
    fn document(&mut self, end: &str, raw: bool) -> Result<Word, Broken> {
        let mut text = String::new();
        while !self.rest().is_empty() {
            let rest = self.rest();
            let line = rest.split_once('\n').map_or(rest, |(line, _)| line);
            self.place += (line.len() + 1).min(rest.len());
            if line.trim_matches(['\t', '\r']) == end {
                return if raw { Ok(alloc::vec![Piece::Text(text)]) } else { expandable(&text) };
            }
            text += line;
            text.push('\n');
        }
        Err(Broken::Unfinished(OPEN_HERE))
    }
}

/// What stands in braces that a larger shell would make several words of: `1..3`. What has commas in braces is left alone,
/// as values are often written so.
fn range(text: &str) -> Option<&str> {
    let is_end =
        |end: &str| end.parse::<i64>().is_ok() || matches!(end.as_bytes(), [letter] if letter.is_ascii_alphabetic());
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(inside, _)| inside).find(|inside| {
        let mut ends = inside.split("..");
        ends.clone().count() > 1 && ends.all(is_end)
    })
}

/// Whether a text can name a variable.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}
