//! Golden scenarios: bare nodes driven step by step, with every message and every change of state written down.
//!
//! Files are those of `tests/scenarios`, in the language of [`goldenscript`]; the claim is the name and the first line.
//! `UPDATE_SCENARIOS=1 cargo test --test scenarios` writes down what happens now; read the change as prose before keeping it.

mod cluster;
mod commands;
mod words;

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use agora_tests::golden::first_difference;
use commands::Stage;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the folder of scenarios").map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
}

#[test]
fn every_scenario_happens_as_it_is_written() {
    let update = env::var_os("UPDATE_SCENARIOS").is_some();
    let mut differ = Vec::new();
    for path in files() {
        let name = path.display();
        let text = fs::read_to_string(&path).expect("a readable scenario");
        match goldenscript::generate(&mut Stage::default(), &text) {
            Ok(happens) if happens == text => {}
            Ok(happens) if update => fs::write(&path, &happens).expect("a writable scenario"),
            Ok(happens) => differ.push(format!("{name}\n{}", first_difference(&text, &happens))),
            Err(why) => differ.push(format!("{name}\n  {why}")),
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

/// A transcript that says nothing compares nothing.
#[test]
fn every_scenario_states_its_claim_and_its_source() {
    let mut claims = BTreeSet::new();
    for path in files() {
        let text = fs::read_to_string(&path).expect("a readable scenario");
        let name = path.display();
        let claim = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default();
        assert!(
            claim.ends_with(").") && claim.contains('('),
            "{name}: the first line states the claim and (its source)."
        );
        assert!(claims.insert(claim.to_owned()), "{name}: another scenario claims the same");
        let effects = text.lines().filter(|line| line.starts_with("  ")).count();
        assert!(effects > 0, "{name}: nothing happens in it");
    }
    assert!(claims.len() >= 40, "only {} scenarios found", claims.len());
}
