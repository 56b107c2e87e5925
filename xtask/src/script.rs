//! `cargo xtask run`: plays a script without a screen, and prints what happens.

use std::{fs, path::PathBuf};

use agora_core::id::ClientId;
use agora_core::run::{Player, PlayerError, script};
use anyhow::{Context, Result, bail};
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

    /// Plays the script and prints its transcript, or what one terminal showed.
    ///
    /// # Errors
    /// A line that does not parse or cannot be done, a claim that is not so, a broken invariant: with file, line and
    /// (for what does not parse) column. What happened before is printed all the same.
    pub fn play(&self) -> Result<()> {
        let name = self.file.display();
        let text = fs::read_to_string(&self.file).with_context(|| format!("cannot read {name}"))?;
        let mut script = script::parse(&text)
            .map_err(|error| anyhow::anyhow!("{name}:{}:{}: {}", error.line, error.column, error.problem))?;
        if let Some(seed) = self.seed {
            script.options.seed = seed;
        }
        for remark in script::whole_lines(&text).filter_map(|(_, line)| script::remark(line)) {
            eprint!("{name}: {remark}");
        }
        let mut player = Player::new(&script, true).map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
        let ended = script.lines.iter().try_for_each(|line| player.play(line).map_err(|error| (line.number, error)));
        self.print(&player)?;
        if let Err((line, error)) = ended {
            bail!("{name}:{line}: {error}");
        }
        player.verdict(&script).map_err(|error: PlayerError| anyhow::anyhow!("{name}: {error}"))
    }

    fn print(&self, player: &Player) -> Result<()> {
        let Some(client) = &self.output else {
            print!("{}", player.transcript.text);
            return Ok(());
        };
        let number = client.strip_prefix('c').and_then(|number| number.parse().ok());
        let terminal = number.and_then(|number| player.run.world().client(ClientId(number)));
        let terminal = terminal.with_context(|| format!("there is no terminal {client} in this run"))?.terminal();
        print!("{}", terminal.printed());
        Ok(())
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
