//! How fast the simulator runs in this browser, how fast one walks in an hour of it and how much room that takes, and whether
//! it runs as it does elsewhere.

use agora_core::{
    id::ClientId,
    run::{
        Goal, Progress, Run, Timeline,
        faults::{FaultPlan, Faults},
    },
    sim::intervention::Intervention,
    time::{Duration, SimTime},
};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::js_sys::{ArrayBuffer, WebAssembly::Memory};

use crate::{platform::page::now, store::walk::TURNS};

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

/// Records so much virtual time with its checkpoints, as [`bench_rate`] does, walks in it, and tells, with spaces in between:
/// how many milliseconds recording took, a seek in the middle and at most, opening a branch at most, reading two seconds for
/// the lanes at most, and the most that one repaint does of a longer way; then how many MiB of memory the page has with the hour in it.
#[wasm_bindgen]
pub fn bench_walk(virtual_seconds: u32) -> String {
    let (mut timeline, recorded) = timed(|| Timeline::under_load(virtual_seconds));
    // All that the page has by then: what an earlier bench has left free would hide some of the hour.
    let held = memory() / f64::from(1 << 20);
    let end = timeline.edge().now().0;
    let place = |draw: u64| SimTime(draw.wrapping_mul(7_919_000_003) % end);
    let mut seeks = Vec::new();
    for draw in 0..100 {
        seeks.push(fastest(&mut timeline, |timeline| {
            timeline.seek_now(Goal::Time(place(draw)));
        }));
    }
    seeks.sort_by(f64::total_cmp);
    let windows = (0..30).map(|draw| {
        let from = place(draw);
        fastest(&mut timeline, |timeline| drop(timeline.window(from, from + Duration::from_secs(2), 6_000)))
    });
    let window = windows.fold(0.0, f64::max);
    let mut branch = 0.0;
    for draw in 1..10 {
        timeline.seek_now(Goal::Time(place(draw)));
        let typed = Intervention::Type { client: ClientId(1), endpoint: None, line: "put key value".into() };
        branch = timed(|| timeline.act(&typed)).1.max(branch);
        let first = timeline.branches()[0].id();
        branch = timed(|| timeline.switch(first)).1.max(branch);
    }
    let slice = longest_slice(timeline.edge(), SimTime(end / 8));
    let (middle, most) = (seeks[seeks.len() / 2], seeks[seeks.len() - 1]);
    format!("{recorded:.0} {middle:.2} {most:.2} {branch:.2} {window:.2} {slice:.2} {held:.1}")
}

/// Milliseconds of the longest of the repaints that a way takes without checkpoints; of three tries the fastest counts for
/// each of them.
fn longest_slice(run: &Run, to: SimTime) -> f64 {
    let mut slices = Vec::new();
    for _ in 0..3 {
        let mut bare = Timeline::of(run.clone());
        bare.seek(Goal::Time(to));
        for place in 0.. {
            let (progress, took) = timed(|| bare.proceed(TURNS));
            match slices.get_mut(place) {
                None => slices.push(took),
                Some(slice) => *slice = took.min(*slice),
            }
            if progress == Progress::Arrived {
                break;
            }
        }
    }
    slices.into_iter().fold(0.0, f64::max)
}

/// Milliseconds of the fastest of three tries, each begun at the start of the run.
fn fastest(timeline: &mut Timeline, what: impl Fn(&mut Timeline)) -> f64 {
    let tries = (0..3).map(|_| {
        timeline.seek_now(Goal::Start);
        timed(|| what(timeline)).1
    });
    tries.fold(f64::INFINITY, f64::min)
}

fn timed<T>(what: impl FnOnce() -> T) -> (T, f64) {
    let begin = now();
    let done = what();
    (done, now() - begin)
}

/// How many bytes the module has.
fn memory() -> f64 {
    let memory = wasm_bindgen::memory().unchecked_into::<Memory>();
    f64::from(memory.buffer().unchecked_into::<ArrayBuffer>().byte_length())
}
