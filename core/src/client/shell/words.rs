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
    let mut reader = Reader { letters: text.chars().collect(), place: 0, tokens: Vec::new(), word: None };
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
    let mut reader = Reader { letters: text.chars().collect(), place: 0, tokens: Vec::new(), word: Some(Vec::new()) };
    while let Some(letter) = reader.next() {
        match letter {
            '\\' if reader.peek().is_some_and(|next| "$`\\".contains(next)) => {
                let next = reader.next().unwrap_or('\\');
                reader.letter(next);
            }
            '$' => reader.variable(true)?,
            letter => reader.letter(letter),
        }
    }
    Ok(reader.word.unwrap_or_default())
}

struct Reader {
    letters: Vec<char>,
    place: usize,
    tokens: Vec<Token>,
    word: Option<Word>,
}

impl Reader {
    fn next(&mut self) -> Option<char> {
        let letter = self.letters.get(self.place).copied();
        self.place += usize::from(letter.is_some());
        letter
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.place).copied()
    }

    fn next_is(&mut self, letter: char) -> bool {
        let is = self.peek() == Some(letter);
        self.place += usize::from(is);
        is
    }

    fn end_word(&mut self) {
        self.tokens.extend(self.word.take().map(Token::Word));
    }

    fn push(&mut self, token: Token) {
        self.end_word();
        self.tokens.push(token);
    }

    fn skip_line(&mut self) {
        while self.peek().is_some_and(|letter| letter != '\n') {
            self.place += 1;
        }
    }

    fn letter(&mut self, letter: char) {
        let word = self.word.get_or_insert_default();
        match word.last_mut() {
            Some(Piece::Text(text)) => text.push(letter),
            _ => word.push(Piece::Text(letter.to_string())),
        }
    }

    /// Makes sure that there is a word, if an empty one.
    fn quote(&mut self) {
        let word = self.word.get_or_insert_default();
        if !matches!(word.last(), Some(Piece::Text(_))) {
            word.push(Piece::Text(String::new()));
        }
    }

    /// One part of a word that begins with this letter.
    fn part(&mut self, letter: char) -> Result<(), Broken> {
        match letter {
            '\'' => {
                self.quote();
                loop {
                    match self.next().ok_or_else(|| Broken::Wrong(OPEN_QUOTE.into()))? {
                        '\'' => return Ok(()),
                        letter => self.letter(letter),
                    }
                }
            }
            '"' => {
                self.quote();
                loop {
                    match self.next().ok_or_else(|| Broken::Wrong(OPEN_QUOTE.into()))? {
                        '"' => return Ok(()),
                        '\\' if self.peek() == Some('\n') => self.place += 1,
                        '\\' if self.peek().is_some_and(|next| "\"\\$`".contains(next)) => {
                            let next = self.next().unwrap_or('\\');
                            self.letter(next);
                        }
                        '`' => return Err(Self::substitution()),
                        '$' => self.variable(true)?,
                        letter => self.letter(letter),
                    }
                }
            }
            '\\' => match self.next() {
                None => return Err(Broken::Unfinished("a line that ends with \\ goes on: type the rest")),
                Some('\n') => {}
                Some(letter) => self.letter(letter),
            },
            '$' => self.variable(false)?,
            letter => self.letter(letter),
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
                let rest = &self.letters[self.place + 1..];
                let length = rest.iter().position(|letter| *letter == '}');
                let length = length.ok_or(Broken::Unfinished("${ has no }: close it"))?;
                let name = rest[..length].iter().collect::<String>();
                if !is_name(&name) && name != "?" {
                    return Err(Broken::Wrong(format!("${{{name}}}: only ${{NAME}} is known here")));
                }
                self.place += length + 2;
                name
            }
            Some('(') => return Err(Self::substitution()),
            Some(letter) if letter.is_ascii_alphabetic() || letter == '_' => {
                let mut name = String::new();
                while let Some(letter) = self.peek().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_') {
                    name.push(letter);
                    self.place += 1;
                }
                name
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
            self.place += 1;
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
        while self.place < self.letters.len() {
            let rest = &self.letters[self.place..];
            let length = rest.iter().position(|letter| *letter == '\n').unwrap_or(rest.len());
            let line = rest[..length].iter().collect::<String>();
            self.place += (length + 1).min(rest.len());
            if line.trim_matches(['\t', '\r']) == end {
                return if raw { Ok(alloc::vec![Piece::Text(text)]) } else { expandable(&text) };
            }
            text += &line;
            text.push('\n');
        }
        Err(Broken::Unfinished(OPEN_HERE))
    }
}

/// Whether a text can name a variable.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}
