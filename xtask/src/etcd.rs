//! `cargo xtask etcd`: brings a real etcd, and holds the simulated cluster against it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use agora_etcd_tests::family::{Family, Way};
use agora_etcd_tests::hunt::{Hunt, LENGTH};
use anyhow::{Context, Result, bail, ensure};
use lexopt::prelude::{Long, Value, ValueExt};

use crate::chromium::on_path;
use crate::root;

/// Debian's packages, and the release that has them in the version that is held against.
const PACKAGES: [&str; 2] = ["etcd-server", "etcd-client"];
const RELEASE: &str = "trixie";
const VERSION: &str = "3.5.16";

/// Reads the command line behind `etcd`, and does it.
///
/// # Errors
/// A word that is not understood, a real etcd that is not to be had, or a difference.
pub fn command(mut args: lexopt::Parser) -> Result<()> {
    let mut hunt = Hunt { scripts: 100, seed: 0, way: Way::Gateway, families: Vec::new(), differences: 1 };
    let mut fetch_only = false;
    while let Some(arg) = args.next()? {
        match arg {
            Value(word) if word == "fetch" => fetch_only = true,
            Long("scripts") => hunt.scripts = args.value()?.parse()?,
            Long("seed") => hunt.seed = args.value()?.parse()?,
            Long("way") => hunt.way = args.value()?.parse()?,
            Long("only") => hunt.families.push(args.value()?.parse()?),
            Long("differences") => hunt.differences = args.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    fetch()?;
    if fetch_only { Ok(()) } else { run(&mut hunt) }
}

fn run(hunt: &mut Hunt) -> Result<()> {
    if hunt.families.is_empty() {
        hunt.families = Family::by(hunt.way);
    }
    let families = hunt.families.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    println!("{} scripts of {LENGTH} commands through {} from seed {}: {families}", hunt.scripts, hunt.way, hunt.seed);
    let scripts = hunt.scripts;
    let mut told = 0;
    let findings = hunt.run(|findings| {
        findings.differences[told..].iter().for_each(|text| println!("{text}"));
        told = findings.differences.len();
        let done = findings.equal + told as u64;
        if done.is_multiple_of(100) || done == scripts {
            eprint!("\r{} of {done} alike, of {scripts} … ", findings.equal);
        }
    })?;
    eprintln!();
    let seconds = findings.took.as_secs_f64();
    let run = findings.equal + findings.differences.len() as u64;
    println!("{} of {run} scripts answered alike, {:.1} scripts in a second", findings.equal, run as f64 / seconds);
    ensure!(findings.differences.is_empty(), "the simulated cluster answers differently");
    Ok(())
}

/// Brings the real programs into `target/etcd/bin`, unless they are there.
///
/// Nothing is installed: apt, with lists of its own, downloads the packages from where this machine's own come from, and
/// dpkg unpacks them.
///
/// # Errors
/// When the machine has no apt, or its sources lead to no Debian archive; the message says what to do instead.
pub fn fetch() -> Result<()> {
    let target = agora_etcd_tests::folder();
    if agora_etcd_tests::is_fetched() {
        return Ok(());
    }
    let instead = format!("put etcd and etcdctl {VERSION} into {} by hand, and try again", target.display());
    for tool in ["apt-get", "dpkg"] {
        ensure!(on_path(tool).is_some(), "{tool} is missing: {instead}");
    }
    let source = debian_source(Path::new("/etc/apt")).with_context(|| instead.clone())?;
    let work = root().join("target/etcd/apt");
    let unpacked = download(&source, &work).with_context(|| instead.clone())?;
    fs::create_dir_all(&target)?;
    for name in ["etcd", "etcdctl"] {
        fs::copy(unpacked.join("usr/bin").join(name), target.join(name))
            .with_context(|| format!("unpacking {name}"))?;
    }
    let output = Command::new(target.join("etcd")).arg("--version").output().context("running etcd")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(said.contains(VERSION), "this is another etcd than {VERSION}:\n{said}{instead}");
    println!("etcd and etcdctl {VERSION} are in {}", target.display());
    Ok(())
}

/// Downloads and unpacks the packages. Returns the folder they are unpacked in.
fn download(source: &Source, work: &Path) -> Result<PathBuf> {
    let unpacked = work.join("unpacked");
    for folder in ["state/lists/partial", "cache/archives/partial", "unpacked"] {
        fs::create_dir_all(work.join(folder))?;
    }
    fs::write(work.join("status"), "")?;
    fs::write(work.join("debian.sources"), source.for_release(RELEASE))?;
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.current_dir(work).args(["-qq", "-o", "APT::Sandbox::User=root"]);
        for (option, path) in [
            ("Dir::Etc::SourceList", "debian.sources"),
            ("Dir::Etc::SourceParts", "none"),
            ("Dir::State", "state"),
            ("Dir::State::status", "status"),
            ("Dir::Cache", "cache"),
        ] {
            apt.arg("-o").arg(format!("{option}={}", work.join(path).display()));
        }
        apt
    };
    done(apt().arg("update"))?;
    done(apt().arg("download").args(PACKAGES))?;
    for entry in fs::read_dir(work)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "deb") {
            done(Command::new("dpkg").arg("-x").arg(&path).arg(&unpacked))?;
        }
    }
    Ok(unpacked)
}

fn done(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("running {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

/// Where a machine's packages come from.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Source {
    uri: String,
    signed_by: Option<String>,
}

impl Source {
    /// The same archive, another release, in apt's own words.
    fn for_release(&self, release: &str) -> String {
        let signed_by = self.signed_by.as_ref().map(|key| format!("Signed-By: {key}\n")).unwrap_or_default();
        format!("Types: deb\nURIs: {}\nSuites: {release}\nComponents: main\n{signed_by}", self.uri)
    }
}

/// The archive that this machine's own release of Debian comes from.
fn debian_source(etc: &Path) -> Result<Source> {
    let mut files = vec![etc.join("sources.list")];
    let parts = fs::read_dir(etc.join("sources.list.d")).into_iter().flatten().flatten();
    files.extend(parts.map(|entry| entry.path()));
    files.sort();
    let texts = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    let mut found = texts.flat_map(|text| [stanzas(&text), lines(&text)].concat());
    match found.next() {
        Some(source) => Ok(source),
        None => bail!("this machine's apt has no source of Debian's main archive"),
    }
}

/// A release of Debian as sources name it; its updates and backports stand beside it.
fn is_release(suite: &str) -> bool {
    ["stable", "testing", "unstable", "sid", "bullseye", "bookworm", RELEASE, "forky"].contains(&suite)
}

/// Sources in stanzas of fields.
fn stanzas(text: &str) -> Vec<Source> {
    let of = |stanza: &str| {
        let field = |name: &str| {
            let lines = stanza.lines().filter_map(|line| line.split_once(':'));
            lines.filter(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
        };
        let has = |name: &str, wanted: &dyn Fn(&str) -> bool| field(name)?.split_whitespace().find(|word| wanted(word));
        has("Types", &|word| word == "deb")?;
        has("Suites", &is_release)?;
        has("Components", &|word| word == "main")?;
        let uri = field("URIs")?.split_whitespace().next()?.to_owned();
        Some(Source { uri, signed_by: field("Signed-By").map(ToOwned::to_owned) })
    };
    text.split("\n\n").filter_map(of).collect()
}

/// Sources in one line each.
fn lines(text: &str) -> Vec<Source> {
    let of = |line: &str| {
        let rest = line.trim().strip_prefix("deb ")?.trim_start();
        let (options, rest) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).unwrap_or(("", rest));
        let mut words = rest.split_whitespace();
        let (uri, suite) = (words.next()?, words.next()?);
        let signed_by = options.split_whitespace().find_map(|option| option.strip_prefix("signed-by="));
        (is_release(suite) && words.any(|word| word == "main"))
            .then(|| Source { uri: uri.to_owned(), signed_by: signed_by.map(ToOwned::to_owned) })
    };
    text.lines().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_in_a_stanza_is_found_among_others() {
        let text = "Types: deb\nURIs: https://tools.example/x\nSuites: nodistro\nComponents: main\n\n\
                    Types: deb\n# a note: this\nURIs: http://packages.example/all\nSuites: bookworm bookworm-updates\n\
                    Components: main\nSigned-By: /key.gpg\n\n\
                    Types: deb\nURIs: http://packages.example/security\nSuites: bookworm-security\nComponents: main\n";
        let source = Source { uri: "http://packages.example/all".to_owned(), signed_by: Some("/key.gpg".to_owned()) };
        assert_eq!(stanzas(text), std::slice::from_ref(&source));
        assert_eq!(stanzas(&source.for_release("trixie")), [source]);
    }

    #[test]
    fn a_source_in_a_line_is_found_among_others() {
        let text = "# deb http://old.example trixie main\ndeb https://x.example cloud main\n\
                    deb [arch=amd64 signed-by=/key.gpg] http://packages.example/all trixie main contrib\n\
                    deb http://packages.example/all trixie-backports main\n";
        let source = Source { uri: "http://packages.example/all".to_owned(), signed_by: Some("/key.gpg".to_owned()) };
        assert_eq!(lines(text), [source]);
    }
}
