//! The project's commands. `cargo play` and `cargo xtask …` lead here.

use std::process::ExitCode;
use std::thread;

use anyhow::{Result, ensure};
use lexopt::prelude::{Long, Value, ValueExt};
use xtask::budget::{Budget, LIMIT};
use xtask::chromium;
use xtask::elections;
use xtask::etcd;
use xtask::explore::Search;
use xtask::fuzz;
use xtask::mutants;
use xtask::page::{self, Page, Profile};
use xtask::prove;
use xtask::rate;
use xtask::root;
use xtask::script::Request;
use xtask::server::Server;
use xtask::watch;

const HELP: &str = "\
cargo play               build the page and serve it on this machine
    --open               open it in the browser too
    --port N             from this port on (8080): the next free one is taken
    --dev                build quickly instead of small, and again after each change

cargo xtask dist         write the page to target/dist: files for any static host,
                         and agora.html, the whole page in one file
cargo xtask budget       the same, then weigh each file; fails when the page is too heavy
cargo xtask run FILE     play a script and print what happens; fails when a claim of it does not hold
    --seed N             with another seed than the script's
    --output c1          print only what this terminal showed

cargo xtask explore      play runs under random faults; fails when one breaks an invariant or does not recover,
                         and writes the script of such a run to target/explore
    --seeds N            so many runs (1000)
    --from S             from this seed on (0)
    --jobs J             on so many threads (as many as the machine has)
    --shard I/N          only the I-th of N parts of these seeds, from 1
    --without RULE       with a protective rule off, to see what breaks
    --find CONDITION     look for this instead, make the first run that shows it small, and print it as a script:
                         violation, 'no leader for 5s', 'split vote', 'two leaders', or what until waits for
    --span TIME          so much virtual time for each of those runs (30s)
                         fast: cargo run --release --bin xtask -- explore --seeds 100000

cargo xtask prove        show at length what the tests show in short: that a seek finds what a replay finds, that text and links
                         lead to the same run, that sabotage comes out as a short script, that garbled links do no harm
    --runs N             with so many random runs (1000)
    --links N            and so many garbled links (10000000)

cargo xtask fuzz         type nonsense at the prompt; fails when a line does not end, is refused without a word, or leaves
                         a part of itself behind. Fast: cargo run --release --bin xtask -- fuzz
    --inputs N           so many lines (10000000)
    --seed S             with this seed (1)

cargo xtask elections    hold the elections of Raft's figure 16 and of a wide area, and compare with what was published
    --jobs N             in so many threads (as many as the machine has)

cargo xtask etcd         run random scripts on a real etcd and on the simulated one; fails when an answer differs,
                         and prints the shortest part of the script that makes the difference
    fetch                only bring the real etcd into target/etcd (with apt, nothing is installed)
    --scripts N          so many scripts (100)
    --seed S             from this seed on (0)
    --way W              gateway: typed requests to a member (the default); cli: lines at a prompt
    --only FAMILY        of this kind of command only; may be given more than once
    --differences N      go on until so many scripts differ (1)

cargo xtask mutants      put small faults into Raft, one at a time, and see whether the fast tests notice; fails when one
                         does not. Needs cargo-mutants and the better part of an hour
    --shard K/N          every N-th fault, from the K-th on, from 0 (0/3)";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast_ref::<lexopt::Error>() {
                // It tells its own cause.
                Some(wrong) => eprintln!("error: {wrong}\n\n{}", help_of(&command())),
                None => eprintln!("error: {error:#}"),
            }
            ExitCode::FAILURE
        }
    }
}

/// The first word behind `xtask`, if there is one.
fn command() -> String {
    std::env::args().nth(1).unwrap_or_default()
}

/// What can be said to one command; to all of them where there is none of that name.
fn help_of(command: &str) -> String {
    let is_its = |line: &&str| line.split_whitespace().find(|word| !["cargo", "xtask"].contains(word)) == Some(command);
    let mut lines = HELP.lines().skip_while(|line| !line.starts_with("cargo ") || !is_its(line));
    let Some(first) = lines.next() else { return HELP.into() };
    let rest = lines.take_while(|line| !line.starts_with("cargo "));
    [first].into_iter().chain(rest).collect::<Vec<_>>().join("\n").trim_end().into()
}

fn run() -> Result<()> {
    if std::env::args().skip(1).any(|word| word == "--help" || word == "-h") {
        println!("{}", help_of(&command()));
        return Ok(());
    }
    let mut args = lexopt::Parser::from_env();
    match args.next()? {
        Some(Value(command)) => match command.string()?.as_str() {
            "play" => play(args),
            "dist" => dist(args),
            "budget" => budget(args),
            "run" => Request::parse(args)?.play(),
            "explore" => Search::parse(args)?.run(),
            "fuzz" => fuzz::command(args),
            "prove" => prove::command(args),
            "elections" => elections::command(args),
            "mutants" => mutants::command(args),
            "etcd" => etcd::command(args),
            other => anyhow::bail!("there is no command {other}\n\n{HELP}"),
        },
        None => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => Err(other.unexpected().into()),
    }
}

fn play(mut args: lexopt::Parser) -> Result<()> {
    let (mut port, mut open, mut profile) = (8080, false, Profile::Release);
    while let Some(arg) = args.next()? {
        match arg {
            Long("open") => open = true,
            Long("port") => port = args.value()?.parse()?,
            Long("dev") => profile = Profile::Dev,
            Long("release") => profile = Profile::Release,
            other => return Err(other.unexpected().into()),
        }
    }
    let folder = root().join("target/play");
    let build = || Page::build(profile)?.write_files(&folder);
    build()?;
    let server = Server::bind(&folder, port)?;
    let address = server.address()?;
    println!("Agora is at {address} (Ctrl-C ends it)");
    if open && let Err(error) = open::that(&address) {
        eprintln!("no browser could be opened: {error}");
    }
    if profile == Profile::Release {
        server.run();
        return Ok(());
    }
    thread::spawn(|| server.run());
    watch::each_change(|| match build() {
        Ok(()) => println!("Built again; reload the page to see it"),
        Err(error) => eprintln!("{error:#}"),
    })
}

fn dist(args: lexopt::Parser) -> Result<()> {
    no_more(args)?;
    let folder = page::dist()?;
    println!("The page is in {}: put the files on any static host, or open {}", folder.display(), page::SINGLE);
    Ok(())
}

fn budget(args: lexopt::Parser) -> Result<()> {
    no_more(args)?;
    let folder = page::dist()?;
    let budget = Budget::weigh(&folder)?;
    println!("{budget}");
    if let Some(chromium) = chromium::find() {
        let rate = rate::in_browser(&chromium, &folder)?;
        println!("{rate}");
        ensure!(rate.holds(), "an hour takes more memory in the page than it may");
    }
    ensure!(budget.holds(), "the page weighs more than {LIMIT} bytes after gzip");
    Ok(())
}

fn no_more(mut args: lexopt::Parser) -> Result<()> {
    args.next()?.map_or(Ok(()), |arg| Err(arg.unexpected().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_help_of_its_own() {
        assert_eq!(help_of("dist").lines().count(), 2);
        assert!(help_of("play").ends_with("again after each change"));
        assert!(help_of("mutants").ends_with("(0/3)"));
        let etcd = help_of("etcd");
        assert!(etcd.starts_with("cargo xtask etcd ") && etcd.contains("--way") && !etcd.contains("mutants"), "{etcd}");
        for other in ["", "--help", "xtask", "nosuch"] {
            assert_eq!(help_of(other), HELP);
        }
    }
}
