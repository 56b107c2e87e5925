//! `cargo xtask explore --find`: looks over many seeds for something, and prints the first run that shows it, made small.

use std::time::Instant;

use agora_core::run::{
    Condition,
    faults::FaultPlan,
    search::{Hit, Search as Seeds, Searching, Template},
};
use anyhow::{Result, bail};

use crate::explore::Search;

/// After so many seeds the progress is told.
const STEP: u64 = 500;

/// Looks, one seed after the other, so that the first is the first on every machine.
///
/// # Errors
/// When no seed shows it.
pub fn command(search: &Search, sought: Condition) -> Result<()> {
    let plan = search.without.map_or_else(FaultPlan::default, FaultPlan::without);
    let seeds = search.from..search.from + search.seeds;
    let mut seeds = Seeds::new(Template::Faults(plan), sought, seeds, search.span);
    let began = Instant::now();
    let hit = loop {
        match seeds.proceed(STEP) {
            Searching::Working(tried) => {
                let rate = tried as f64 / began.elapsed().as_secs_f64().max(0.001);
                eprintln!("{tried} of {} seeds, {rate:.0} a second", seeds.of());
            }
            Searching::Found(hit) => break hit,
            Searching::Over => {
                bail!("none of {} seeds shows {sought}: try more with --seeds, or --span 2m", seeds.of())
            }
        }
    };
    print(&hit, sought);
    Ok(())
}

fn print(hit: &Hit, sought: Condition) {
    eprintln!(
        "seed {} shows it at {}, after {} deeds; making it small",
        hit.seed,
        hit.run.now(),
        hit.run.deeds().len()
    );
    let mut minimiser = hit.minimiser(sought);
    while !minimiser.proceed(100) {}
    println!("# {sought}: made from the random run of seed {} in {} tries.", hit.seed, minimiser.tries());
    print!("{}", minimiser.script());
}
