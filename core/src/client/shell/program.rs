//! What a typed text asks for: commands, joined by `;`, `&&`, `||`, `|`, in the background, in loops.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    sync::Arc,
    vec::{self, Vec},
};

use super::words::{self, Broken, Piece, Token, Word};

/// When a command is run, as far as the one before it tells.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum When {
    /// In any case.
    Always,
    /// After `&&`: if the last was well.
    Well,
    /// After `||`: if it was not.
    Ill,
}

/// One thing to be done.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Statement {
    /// A command.
    Command(Command),
    /// `for NAME in WORDS; do …; done`
    For {
        /// The variable.
        name: String,
        /// Its values.
        words: Vec<Word>,
        /// What is done with each.
        body: Arc<[(When, Statement)]>,
    },
}

/// A command whose words are not expanded yet.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Command {
    /// Its words, with assignments in front.
    pub(super) words: Vec<Word>,
    /// Where its standard input comes from.
    pub(super) input: Option<Input>,
    /// Where its standard output goes: a file, and whether to its end.
    pub(super) output: Option<(Word, bool)>,
    /// It runs in the background.
    pub(super) background: bool,
}

/// Where a standard input comes from.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Input {
    /// `<<END`
    Here(Word),
    /// `<<< word`
    Word(Word),
    /// `< file`
    File(Word),
    /// `command |`
    Pipe(Box<Command>),
}

/// Reads a whole text.
pub(super) fn read(text: &str) -> Result<Vec<(When, Statement)>, Broken> {
    let mut parser = Parser { tokens: words::tokens(text)?.into_iter(), depth: 0 };
    let list = parser.list(&[])?;
    match parser.peek() {
        None => Ok(list),
        Some(token) => Err(unexpected(token)),
    }
}

/// How deep loops may stand in each other.
const DEPTH_MAX: usize = 8;

fn unexpected(token: &Token) -> Broken {
    let text = match token {
        Token::Word(word) => plain(word).unwrap_or("$"),
        Token::Semicolon => ";",
        Token::Ampersand => "&",
        Token::And => "&&",
        Token::Or => "||",
        Token::Pipe => "|",
        Token::From | Token::Here(_) | Token::HereWord => "<",
        Token::Into | Token::Onto => ">",
    };
    Broken::Wrong(format!("Syntax error: \"{text}\" unexpected: a command has to stand there"))
}

/// The text of a word that has nothing to be expanded.
fn plain(word: &Word) -> Option<&str> {
    match word.as_slice() {
        [Piece::Text(text)] => Some(text),
        _ => None,
    }
}

struct Parser {
    tokens: vec::IntoIter<Token>,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.as_slice().first()
    }

    /// The word that stands here, if it is one with nothing to expand.
    fn keyword(&self) -> Option<&str> {
        match self.peek() {
            Some(Token::Word(word)) => plain(word),
            _ => None,
        }
    }

    fn skip_ends(&mut self) {
        while self.peek() == Some(&Token::Semicolon) {
            self.tokens.next();
        }
    }

    /// Commands, up to one of these words.
    fn list(&mut self, ends: &[&str]) -> Result<Vec<(When, Statement)>, Broken> {
        let mut list = Vec::new();
        let mut when = When::Always;
        loop {
            // A line may end behind && and ||.
            self.skip_ends();
            let at_end = self.peek().is_none() || self.keyword().is_some_and(|word| ends.contains(&word));
            if at_end && when != When::Always {
                return Err(Broken::Unfinished("&& and || need a command behind them"));
            } else if at_end {
                return Ok(list);
            }
            let mut statement = self.statement()?;
            let after = match self.tokens.next() {
                None | Some(Token::Semicolon) => When::Always,
                Some(Token::And) => When::Well,
                Some(Token::Or) => When::Ill,
                Some(Token::Ampersand) => {
                    match &mut statement {
                        Statement::Command(command) => command.background = true,
                        Statement::For { .. } => {
                            return Err(Broken::Wrong("a loop cannot run in the background here".into()));
                        }
                    }
                    When::Always
                }
                Some(token) => return Err(unexpected(&token)),
            };
            list.push((when, statement));
            when = after;
        }
    }

    /// A loop, or commands with pipes between.
    fn statement(&mut self) -> Result<Statement, Broken> {
        match self.keyword() {
            Some("for") => return self.looped(),
            Some(word @ ("while" | "until" | "if" | "case" | "function" | "{")) => {
                return Err(Broken::Wrong(format!(
                    "{word} is not known here: there are for … in …; do …; done, && and ||"
                )));
            }
            Some(word @ ("do" | "done" | "then" | "else" | "fi" | "esac" | "}")) => {
                return Err(Broken::Wrong(format!(
                    "Syntax error: \"{word}\" unexpected: nothing has begun that it could end"
                )));
            }
            _ => {}
        }
        let mut command = self.command()?;
        while self.peek() == Some(&Token::Pipe) {
            self.tokens.next();
            let from = command;
            command = self.command()?;
            if command.input.is_none() {
                command.input = Some(Input::Pipe(Box::new(from)));
            }
        }
        Ok(Statement::Command(command))
    }

    fn command(&mut self) -> Result<Command, Broken> {
        let mut command = Command::default();
        let begun = self.tokens.len();
        while self.peek().is_some_and(|token| !token.ends_command())
            && let Some(token) = self.tokens.next()
        {
            match token {
                Token::Word(word) => command.words.push(word),
                Token::Here(text) => command.input = Some(Input::Here(text)),
                Token::HereWord => command.input = Some(Input::Word(self.target("<<<")?)),
                Token::From => command.input = Some(Input::File(self.target("<")?)),
                Token::Into => command.output = Some((self.target(">")?, false)),
                Token::Onto => command.output = Some((self.target(">>")?, true)),
                Token::Semicolon | Token::Ampersand | Token::And | Token::Or | Token::Pipe => break,
            }
        }
        match self.peek() {
            Some(token) if self.tokens.len() == begun => Err(unexpected(token)),
            None if self.tokens.len() == begun => Err(Broken::Unfinished("| needs a command behind it")),
            _ => Ok(command),
        }
    }

    /// The word behind a redirection.
    fn target(&mut self, operator: &str) -> Result<Word, Broken> {
        match self.tokens.next() {
            Some(Token::Word(word)) => Ok(word),
            _ => Err(Broken::Wrong(format!("{operator} needs a word behind it"))),
        }
    }

    /// `for NAME in WORDS; do …; done`
    fn looped(&mut self) -> Result<Statement, Broken> {
        const UNFINISHED: Broken = Broken::Unfinished("a loop goes on to its done: for X in a b; do …; done");
        if self.depth >= DEPTH_MAX {
            return Err(Broken::Wrong(format!("loops stand in each other at most {DEPTH_MAX} deep here")));
        }
        self.tokens.next();
        let name = match self.keyword() {
            Some(name) if words::is_name(name) => name.to_string(),
            None if self.peek().is_none() => return Err(UNFINISHED),
            _ => return Err(Broken::Wrong("Syntax error: Bad for loop variable: for NAME in …".into())),
        };
        self.tokens.next();
        self.expect("in")?;
        let mut values = Vec::new();
        while self.peek().is_some_and(|token| matches!(token, Token::Word(_))) {
            values.push(self.target("in")?);
        }
        self.skip_ends();
        self.expect("do")?;
        self.depth += 1;
        let body = self.list(&["done"])?;
        self.depth -= 1;
        self.expect("done")?;
        if body.is_empty() {
            return Err(Broken::Wrong(
                "Syntax error: \"done\" unexpected: a command has to stand in front of it".into(),
            ));
        }
        Ok(Statement::For { name, words: values, body: body.into() })
    }

    fn expect(&mut self, word: &str) -> Result<(), Broken> {
        match self.peek() {
            None => Err(Broken::Unfinished("a loop goes on to its done: for X in a b; do …; done")),
            Some(token) if self.keyword() != Some(word) => Err(unexpected(token)),
            Some(_) => {
                self.tokens.next();
                Ok(())
            }
        }
    }
}
