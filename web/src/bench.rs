//! How fast the simulator runs in this browser, and whether it runs as it does elsewhere.

use agora_core::run::{
    Run,
    faults::{FaultPlan, Faults},
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::platform::page::now;

/// Virtual seconds simulated in a real one, by five members that take ten writes in each virtual second.
#[wasm_bindgen]
pub fn bench_rate(virtual_seconds: u32) -> f64 {
    let begin = now();
    let run = Run::under_load(5, 10, virtual_seconds);
    run.now().as_secs_f64() * 1000.0 / (now() - begin).max(0.001)
}

/// The fingerprints of the runs under faults of the first so many seeds, a line for each: the same on every machine.
#[wasm_bindgen]
pub fn fingerprints(seeds: u32) -> String {
    let fingerprint = |seed: u32| {
        let mut faults = Faults::new(u64::from(seed), FaultPlan { settles_within: None, ..FaultPlan::default() });
        // A run that goes wrong has a fingerprint too.
        let _ = faults.play();
        format!("{:016x}\n", faults.run().fingerprint())
    };
    (0..seeds).map(fingerprint).collect()
}
