//! Hundreds of runs under random faults: nothing that was promised breaks, and every cluster recovers.
//!
//! `cargo xtask explore` plays any number more.

use agora_core::run::{
    Player,
    faults::{Coverage, FaultPlan, Faults, Sight},
    script,
};

const SEEDS: u64 = 800;
const REPLAYED: u64 = 100;

fn played(seed: u64) -> Faults {
    let mut faults = Faults::new(seed, FaultPlan::default());
    if let Err(trouble) = faults.play() {
        panic!("seed {seed}: {trouble}\nThe script that leads there:\n{}", faults.run().text());
    }
    faults
}

#[test]
fn every_promise_holds_under_faults_and_every_cluster_recovers() {
    let mut coverage = Coverage::default();
    for seed in 0..SEEDS {
        coverage.add(played(seed).coverage());
    }
    for sight in Sight::ALL {
        assert!(coverage.of(*sight) > 0, "in {SEEDS} runs there were no {}", sight.name());
    }
}

#[test]
fn every_run_under_faults_replays_from_its_script_to_the_byte() {
    for seed in 0..REPLAYED {
        let faults = played(seed);
        let text = faults.run().text();
        let script = script::parse(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
        let again = Player::play_all(&script, false)
            .unwrap_or_else(|(line, error)| panic!("seed {seed}, line {line}: {error}\n{text}"));
        assert_eq!(again.run.text(), text, "seed {seed}");
        assert_eq!(again.run.fingerprint(), faults.run().fingerprint(), "seed {seed}\n{text}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    for seed in 0..20 {
        let (once, again) = (played(seed), played(seed));
        assert_eq!(once.run().text(), again.run().text(), "seed {seed}");
        assert_eq!(once.run().fingerprint(), again.run().fingerprint(), "seed {seed}");
        assert_eq!(once.coverage(), again.coverage(), "seed {seed}");
    }
}

#[test]
fn different_seeds_give_different_runs() {
    let mut prints = (0..50).map(|seed| played(seed).run().fingerprint()).collect::<Vec<_>>();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), 50);
}
