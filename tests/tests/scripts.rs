//! Every golden script under `tests/scripts`: its claim is its name and its first line.
//!
//! `UPDATE_SCRIPTS=1 cargo test --test scripts` writes down what happens now; read the change as prose before keeping it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use agora_core::run::{Player, script};
use agora_tests::golden::{self, Played, first_difference};

fn scripts() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder of scripts") {
            let path = entry.expect("an entry of a folder").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() >= 12, "only {} scripts found", found.len());
    found
}

fn played(path: &Path) -> (String, Played) {
    let text = fs::read_to_string(path).expect("a readable script");
    let played = golden::play(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (text, played)
}

#[test]
fn every_script_happens_as_it_is_written() {
    let update = env::var_os("UPDATE_SCRIPTS").is_some();
    let mut differ = Vec::new();
    for path in scripts() {
        let (text, played) = played(&path);
        assert!(text.starts_with("# "), "{}: the first line states the claim", path.display());
        if played.text != text {
            if update {
                fs::write(&path, &played.text).expect("a writable script");
            }
            differ.push(format!("{}\n{}", path.display(), first_difference(&text, &played.text)));
        }
    }
    assert!(update || differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn every_script_prints_as_it_parses() {
    for path in scripts() {
        let (_, played) = played(&path);
        let again = script::parse(&played.script.to_string()).expect("a printed script parses");
        assert_eq!(again, played.script, "{}", path.display());
    }
}

#[test]
fn every_run_is_had_again_from_its_text_to_the_byte() {
    for path in scripts() {
        let (_, played) = played(&path);
        let text = played.player.run.text();
        let script = script::parse(&text).expect("a run prints as a script");
        let again =
            Player::play_all(&script, false).unwrap_or_else(|(line, error)| panic!("line {line}: {error}\n{text}"));
        assert_eq!(again.run.text(), text, "{}", path.display());
        assert_eq!(again.run.fingerprint(), played.player.run.fingerprint(), "{}", path.display());
    }
}
