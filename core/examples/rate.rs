//! Prints how many virtual seconds are simulated in a real one: five members that take ten writes in each virtual second.
//!
//! The page measures the same work in the browser, so that the two rates can be compared.

use std::time::Instant;

use agora_core::id::ClientId;
use agora_core::run::{Options, Run};
use agora_core::sim::intervention::Intervention;
use agora_core::time::Duration;

const VIRTUAL_SECONDS: u32 = 600;

fn main() {
    let mut run = Run::new(Options::default());
    let begin = Instant::now();
    for write in 0..VIRTUAL_SECONDS * 10 {
        let line = format!("put key{} {write}", write % 10);
        run.act(&Intervention::Type { client: ClientId(1), endpoint: None, line: line.into() })
            .expect("a terminal takes a line while its process lives");
        run.advance(Duration::from_millis(100));
    }
    println!("{}", f64::from(VIRTUAL_SECONDS) / begin.elapsed().as_secs_f64());
}
