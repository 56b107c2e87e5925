//! What `cargo xtask run` is asked to do: which script, with which seed, and whose output to print.

use std::path::PathBuf;

use anyhow::{Context, Result};
use lexopt::prelude::{Long, Value, ValueExt};

/// One script to play without a screen.
#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    /// The script.
    pub file: PathBuf,
    /// Instead of the seed that the script names.
    pub seed: Option<u64>,
    /// Print only what this terminal showed, byte for byte, instead of the transcript.
    pub output: Option<String>,
}

impl Request {
    /// Reads the command line behind `run`.
    ///
    /// # Errors
    /// When no script is named, or a word is not understood.
    pub fn parse(mut args: lexopt::Parser) -> Result<Self> {
        let (mut file, mut seed, mut output) = (None, None, None);
        while let Some(arg) = args.next()? {
            match arg {
                Long("seed") => seed = Some(args.value()?.parse()?),
                Long("output") => output = Some(args.value()?.string()?),
                Value(name) if file.is_none() => file = Some(PathBuf::from(name)),
                other => return Err(other.unexpected().into()),
            }
        }
        let file = file.context("name a script, as in: cargo xtask run FILE")?;
        Ok(Self { file, seed, output })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Request> {
        Request::parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn a_script_alone_keeps_its_own_seed() {
        let request = parse("a.agora").unwrap();
        assert_eq!(request, Request { file: "a.agora".into(), seed: None, output: None });
    }

    #[test]
    fn options_stand_on_either_side_of_the_script() {
        let expected = Request { file: "a.agora".into(), seed: Some(7), output: Some("c1".to_owned()) };
        assert_eq!(parse("--seed 7 a.agora --output=c1").unwrap(), expected);
    }

    #[test]
    fn a_second_script_and_no_script_are_refused() {
        assert!(parse("a.agora b.agora").is_err());
        assert!(parse("--seed 7").is_err());
        assert!(parse("--seed seven a.agora").is_err());
    }
}
