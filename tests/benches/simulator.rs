//! How fast the simulator is: virtual seconds in a second of this machine, with every check on and the feed recorded.

use std::time::Instant;

use agora_core::run::Run;

/// How often each load is run; the fastest run counts, since all else is the machine's other work.
const TRIES: usize = 5;

fn main() {
    println!("virtual seconds in a second of this machine (higher is better)");
    for (name, members, puts) in [("3 members, idle", 3, 0), ("5 members, idle", 5, 0), ("5 members, 10 puts/s", 5, 10)]
    {
        let span = 600;
        let mut best = f64::INFINITY;
        let mut steps = 0;
        for _ in 0..TRIES {
            let start = Instant::now();
            let run = Run::under_load(members, puts, span);
            best = best.min(start.elapsed().as_secs_f64());
            steps = run.world().steps();
        }
        let rate = f64::from(span) / best;
        let per_event = best * 1e9 / steps as f64;
        println!("{name:24} {rate:10.0} x real time   {per_event:6.0} ns an event   {steps} events");
    }
}
