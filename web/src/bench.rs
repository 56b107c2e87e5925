//! How fast the simulator runs in this browser.

use agora_core::run::Run;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::platform::page::now;

/// Virtual seconds simulated in a real one, by five members that take ten writes in each virtual second.
#[wasm_bindgen]
pub fn bench_rate(virtual_seconds: u32) -> f64 {
    let begin = now();
    let run = Run::under_load(5, 10, virtual_seconds);
    run.now().as_secs_f64() * 1000.0 / (now() - begin).max(0.001)
}
