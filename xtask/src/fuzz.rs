//! `cargo xtask fuzz`: millions of lines of nonsense at the prompt.

use std::{
    panic,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use agora_tests::fuzz::Fuzz;
use anyhow::{Result, anyhow};
use lexopt::prelude::{Long, ValueExt};

/// Types them, and tells what became of them.
///
/// # Errors
/// The first line that does not end, says nothing, or leaves a part of itself behind.
pub fn command(mut args: lexopt::Parser) -> Result<()> {
    let (mut inputs, mut seed) = (10_000_000_u64, 1);
    while let Some(arg) = args.next()? {
        match arg {
            Long("inputs") => inputs = args.value()?.parse()?,
            Long("seed") => seed = args.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let began = Instant::now();
    let mut fuzz = Fuzz::new(seed);
    let typed = Arc::new(Mutex::new(String::new()));
    tell_of_panics(typed.clone());
    for number in 1..=inputs {
        let line = fuzz.line();
        line.clone_into(&mut typed.lock().unwrap_or_else(PoisonError::into_inner));
        fuzz.type_in(&line).map_err(|error| anyhow!("seed {seed}, line {number}: {error}"))?;
        if number.is_multiple_of(10_000) {
            eprint!("\r{number} of {inputs} … ");
        }
    }
    eprintln!();
    let tally = fuzz.tally();
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{} lines: {} done, {} refused and nothing changed, {} ended by ^C ({seconds:.1} s)",
        tally.typed, tally.done, tally.refused, tally.interrupted
    );
    Ok(())
}

/// A panic ends the program; this says which line it was.
fn tell_of_panics(typed: Arc<Mutex<String>>) {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |about| {
        eprintln!("\nthe line was {:?}", typed.lock().unwrap_or_else(PoisonError::into_inner));
        usual(about);
    }));
}
