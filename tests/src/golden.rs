//! Golden scripts: blocks of script lines, each followed by `---` and what happened, up to a blank line.

use std::fmt::Write;

use agora_core::run::{
    Player,
    script::{self, Script},
};

/// What stands between a block's lines and its transcript.
const RULE: &str = "---";

/// A golden script, played.
#[derive(Debug)]
pub struct Played {
    /// The file as it should read: the same lines, with what happened now.
    pub text: String,
    /// The script without its transcripts.
    pub script: Script,
    /// The run at its end.
    pub player: Player,
}

/// Plays the text of a golden script.
///
/// # Errors
/// What is wrong with it, with the line: it does not parse, cannot be done, or claims what is not so.
pub fn play(text: &str) -> Result<Played, String> {
    // Transcripts become blank lines, so that every error names the line of the file.
    let mut in_transcript = false;
    let lines = text.lines().map(|line| {
        let keep = !in_transcript && line != RULE;
        in_transcript = !line.is_empty() && (in_transcript || line == RULE);
        if keep { [line, "\n"].concat() } else { String::from("\n") }
    });
    let source = lines.collect::<String>();
    let script = script::parse(&source).map_err(|error| error.to_string())?;
    let mut player = Player::new(&script, false).map_err(|error| error.to_string())?;

    let mut golden = String::new();
    let mut written = 0;
    let mut in_transcript = false;
    let all = text.lines().collect::<Vec<_>>();
    for (line, (number, whole)) in script.lines.iter().zip(script::whole_lines(&source)) {
        let source = all[number - 1..number - 1 + whole.lines().count().max(1)].join("\n");
        let source = source.as_str();
        player.play(line).map_err(|error| format!("line {}: {error}", line.number))?;
        if source == RULE {
            in_transcript = true;
            let _ = writeln!(golden, "{RULE}\n{}", &player.transcript.text[written..]);
            written = player.transcript.text.len();
        } else if !in_transcript {
            let _ = writeln!(golden, "{source}");
        }
        in_transcript &= !source.is_empty();
    }
    player.verdict(&script).map_err(|error| error.to_string())?;
    if written < player.transcript.text.len() {
        return Err(format!("the last block has no {RULE}: what happens in it is not compared"));
    }
    let text = golden.trim_end().to_owned() + "\n";
    Ok(Played { text, script, player })
}

/// The first line in which what is written differs from what happens.
pub fn first_difference(written: &str, happens: &str) -> String {
    let mut lines = written.lines().zip(happens.lines()).enumerate();
    let Some((place, (written, happens))) = lines.find(|(_, (a, b))| a != b) else {
        return String::from("  one is longer than the other");
    };
    format!("  line {}: written {written:?}, but now {happens:?}", place + 1)
}
