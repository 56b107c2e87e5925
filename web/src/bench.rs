//! How fast the simulator runs in this browser.

use agora_core::{
    id::ClientId,
    run::{Options, Run},
    sim::intervention::Intervention,
    time::Duration,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::platform::page::now;

/// Virtual seconds simulated in a real one, by five members that take ten writes in each virtual second.
#[wasm_bindgen]
pub fn bench_rate(virtual_seconds: u32) -> f64 {
    let mut run = Run::new(Options::default());
    let begin = now();
    for write in 0..u64::from(virtual_seconds) * 10 {
        let line = format!("put key{} {write}", write % 10);
        // A refused write would only make the work less; none is refused while the terminal's process lives.
        let _ = run.act(&Intervention::Type { client: ClientId(1), endpoint: None, line: line.into() });
        run.advance(Duration::from_millis(100));
    }
    f64::from(virtual_seconds) * 1000.0 / (now() - begin).max(0.001)
}
