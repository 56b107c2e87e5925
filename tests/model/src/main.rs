//! Walks through all states within bounds, larger ones than the tests': `cargo run --release -p agora-model-tests`.
//!
//! With `-- --terms 2 --proposals 1 --crashes 1 --beats 0 --changes 0 --slow-disks --pre-votes --without vote-twice` it takes one walk of your own
//! instead; what is not named is nothing, and one term.

use std::process::ExitCode;

use agora_core::raft::Rule;
use agora_model_tests::{Bounds, Walk};
use lexopt::prelude::{Long, ValueExt};

/// The walks that are taken when nothing else is asked for.
const WALKS: [Bounds; 11] = [
    Bounds { terms: 2, proposals: 1, ..SMALL },
    Bounds { proposals: 1, beats: 1, ..SMALL },
    Bounds { terms: 2, crashes: 1, ..SMALL },
    Bounds { terms: 2, proposals: 1, crashes: 1, ..SMALL },
    Bounds { proposals: 1, crashes: 1, slow_disks: true, ..SMALL },
    Bounds { terms: 2, slow_disks: true, ..SMALL },
    Bounds { terms: 2, crashes: 1, slow_disks: true, ..SMALL },
    Bounds { terms: 3, crashes: 1, ..SMALL },
    Bounds { pre_vote: true, ..SMALL },
    Bounds { terms: 2, changes: 1, ..SMALL },
    Bounds { crashes: 1, changes: 1, ..SMALL },
];

const SMALL: Bounds =
    Bounds { terms: 1, proposals: 0, crashes: 0, beats: 0, changes: 0, slow_disks: false, pre_vote: false };

fn main() -> Result<ExitCode, lexopt::Error> {
    let walks = match chosen()? {
        Some(walk) => vec![walk],
        None => WALKS.map(Walk::within).to_vec(),
    };
    let mut broken = false;
    for walk in walks {
        let findings = walk.walk();
        println!("{walk}: {findings}");
        broken |= !findings.breaches.is_empty();
    }
    Ok(if broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The walk that the command line asks for; `None` when it says nothing.
fn chosen() -> Result<Option<Walk>, lexopt::Error> {
    let mut walk = Walk::within(SMALL);
    let mut args = lexopt::Parser::from_env();
    let mut named = false;
    while let Some(arg) = args.next()? {
        named = true;
        match arg {
            Long("terms") => walk.bounds.terms = args.value()?.parse()?,
            Long("proposals") => walk.bounds.proposals = args.value()?.parse()?,
            Long("crashes") => walk.bounds.crashes = args.value()?.parse()?,
            Long("beats") => walk.bounds.beats = args.value()?.parse()?,
            Long("changes") => walk.bounds.changes = args.value()?.parse()?,
            Long("pre-votes") => walk.bounds.pre_vote = true,
            Long("slow-disks") => walk.bounds.slow_disks = true,
            Long("without") => walk.without = Some(args.value()?.parse::<Rule>()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(named.then_some(walk))
}
