//! Walks through all states within bounds, larger ones than the tests': `cargo run --release -p agora-model-tests`.
//!
//! With `-- --terms 2 --proposals 1 --crashes 1 --beats 0 --slow-disks --without vote-twice` it takes one walk of your own
//! instead; what is not named is nothing, and one term.

use std::process::ExitCode;

use agora_core::raft::Rule;
use agora_model_tests::{Bounds, Walk};
use lexopt::prelude::{Long, ValueExt};

/// Terms, proposals, crashes, heartbeats, slow disks.
const WALKS: [(u64, u8, u8, u8, bool); 7] = [
    (2, 1, 0, 0, false),
    (1, 1, 0, 1, false),
    (2, 0, 1, 0, false),
    (2, 1, 1, 0, false),
    (1, 1, 1, 0, true),
    (2, 0, 0, 0, true),
    (2, 0, 1, 0, true),
];

fn main() -> Result<ExitCode, lexopt::Error> {
    let walks = match chosen()? {
        Some(walk) => vec![walk],
        None => WALKS.map(standard).to_vec(),
    };
    let mut broken = false;
    for walk in walks {
        let findings = walk.walk();
        println!("{walk}: {findings}");
        broken |= !findings.breaches.is_empty();
    }
    Ok(if broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn standard((terms, proposals, crashes, beats, slow_disks): (u64, u8, u8, u8, bool)) -> Walk {
    Walk::within(Bounds { terms, proposals, crashes, beats, slow_disks })
}

/// The walk that the command line asks for; `None` when it says nothing.
fn chosen() -> Result<Option<Walk>, lexopt::Error> {
    let mut walk = standard((1, 0, 0, 0, false));
    let mut args = lexopt::Parser::from_env();
    let mut named = false;
    while let Some(arg) = args.next()? {
        named = true;
        match arg {
            Long("terms") => walk.bounds.terms = args.value()?.parse()?,
            Long("proposals") => walk.bounds.proposals = args.value()?.parse()?,
            Long("crashes") => walk.bounds.crashes = args.value()?.parse()?,
            Long("beats") => walk.bounds.beats = args.value()?.parse()?,
            Long("slow-disks") => walk.bounds.slow_disks = true,
            Long("without") => walk.without = Some(args.value()?.parse::<Rule>()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(named.then_some(walk))
}
