//! What the documents name is there, and what there is to know stands in them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use agora_core::run::script::{self, VERBS};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files of the repository, by their path from its root; what builds make is left out.
fn files() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("an entry of a folder").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && !name.starts_with(".git") {
                folders.push(path);
            } else if path.is_file() {
                let path = path.strip_prefix(root()).expect("a path below the root");
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found
}

/// What stands behind the last dot of a name.
fn ending(name: &str) -> &str {
    Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default()
}

fn documents() -> Vec<(String, String)> {
    let is_one = |name: &String| name == "README.md" || (name.starts_with("docs/") && ending(name) == "md");
    let documents = files().into_iter().filter(is_one).map(|name| (name.clone(), read(&root().join(name))));
    let documents = documents.collect::<Vec<_>>();
    assert!(documents.len() > 5, "{} documents", documents.len());
    documents
}

/// What stands `between` ticks in a text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// The rows of the tables under a heading (of all, for an empty one), as cells.
fn rows<'a>(text: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let part = text.split("\n## ").filter(|part| part.starts_with(heading));
    let lines = part.flat_map(str::lines).filter(|line| line.starts_with("| ") && !line.contains("---"));
    lines.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

#[test]
fn every_file_that_a_document_names_is_there() {
    let files = files();
    let mut seen = 0;
    for (name, text) in documents() {
        let is_path = |word: &&str| {
            let letters = |letter: char| letter.is_ascii_alphanumeric() || "_-./".contains(letter);
            ["rs", "md", "agora", "gs", "toml"].contains(&ending(word)) && word.chars().all(letters)
        };
        for path in quoted(&text).filter(is_path) {
            let is_it = |file: &String| file == path || file.ends_with(&format!("/{path}"));
            assert!(files.iter().any(is_it), "{name} names {path}, which is not there");
            seen += 1;
        }
    }
    assert!(seen > 200, "only {seen} names of files were found");
}

#[test]
fn every_test_that_a_document_names_is_there() {
    let files = files();
    let sources = files.iter().filter(|file| ending(file) == "rs").map(|file| read(&root().join(file)));
    let sources = sources.collect::<Vec<_>>().join("\n");
    let functions = sources.lines().filter_map(|line| {
        let line = line.trim_start();
        let name = line.strip_prefix("fn ").or_else(|| line.split_once(" fn ").map(|(_, name)| name))?;
        name.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
    });
    let stems = files.iter().filter_map(|file| Path::new(file).file_stem()?.to_str());
    let known = functions.chain(stems).collect::<BTreeSet<_>>();
    let mut seen = 0;
    for (name, text) in documents() {
        let is_test = |word: &&str| {
            let letters =
                |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_:/".contains(letter);
            let scripted = word.split_once('/').is_some_and(|(_, rest)| rest.matches('_').count() > 2);
            (word.contains("::") || scripted) && word.chars().all(letters)
        };
        for test in quoted(&text).filter(is_test) {
            let last = test.rsplit([':', '/']).next().unwrap_or_default();
            assert!(known.contains(last), "{name} names {test}, which is not there");
            seen += 1;
        }
    }
    assert!(seen > 200, "only {seen} names of tests were found");
}

/// Every line that the page shows is one, and none of the words that the parser offers is missing.
#[test]
fn the_page_of_the_script_language_is_right_and_whole() {
    let page = read(&root().join("docs/SCRIPT.md"));
    let cells = rows(&page, "");
    let lines =
        cells.iter().filter_map(|cells| cells.first()).flat_map(|cell| quoted(cell)).map(|l| l.replace('\\', ""));
    let is_option = |line: &String| script::parse(&format!("cluster {line}")).is_ok();
    let (options, lines): (Vec<_>, Vec<_>) = lines.partition(is_option);
    for line in &lines {
        script::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
    assert!(options.len() > 15 && lines.len() > 40, "{} options, {} lines", options.len(), lines.len());
    for verb in VERBS {
        let is_it = |line: &String| line.split_whitespace().next() == Some(verb);
        assert!(lines.iter().any(is_it), "{verb} is not on the page");
    }
    let words = quoted(&page).flat_map(|span| span.split([' ', ','])).collect::<BTreeSet<_>>();
    for wrong in [
        "cluster x",
        "link x",
        "disk n1 x",
        "clock n1 x",
        "until x",
        "expect n1 x",
        "expect n1 role x",
        "expect n1 process x",
        "expect n1 standing x",
    ] {
        let said = script::parse(wrong).expect_err(wrong).problem.to_string();
        let offered = said.rsplit(": ").next().unwrap_or_default().trim_start_matches("expected ");
        // `… or flags of etcd` is no word of ours.
        let ours = offered.split(", ").filter(|offer| !offer.starts_with("or "));
        for word in ours.flat_map(|offer| offer.split(" or ")).filter_map(|offer| offer.split(' ').next()) {
            assert!(words.contains(word), "{wrong}: {word} is not on the page ({said})");
        }
    }
}

/// The words of the Chinese page: one for each thing, and none of those that stand beside it.
#[test]
fn chinese_has_one_word_for_one_thing() {
    let words = read(&root().join("docs/GLOSSARY.md"));
    let texts = files().into_iter().filter(|file| file.starts_with("web/src/") && ending(file) == "rs");
    let texts = texts.map(|file| read(&root().join(file))).collect::<Vec<_>>().join("\n");
    let rows = rows(&words, "In Chinese");
    assert!(rows.len() > 10, "{} words", rows.len());
    for row in &rows[1..] {
        let [word, chinese, others] = row[..] else { panic!("{row:?} has not three cells") };
        assert!(texts.contains(chinese), "{word}: the page does not say {chinese}");
        for other in others.split(", ") {
            assert!(!texts.contains(other), "{word}: the page says {other} instead of {chinese}");
        }
    }
}
