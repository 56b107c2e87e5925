//! What it costs to walk in an hour of virtual time: five members, ten puts a second, an hour recorded.
//!
//! `cargo bench --bench runs`. Of several tries the fastest counts, since all else is the machine's other work.

mod memory;

use std::time::Instant;

use agora_core::{
    id::ClientId,
    run::{
        Condition, Goal, Landmark, Progress, Timeline,
        faults::FaultPlan,
        search::{Search, Searching, Template},
    },
    sim::intervention::Intervention,
    time::{Duration, SimTime},
};

const HOUR: u64 = 3_600;
const SECOND: u64 = 1_000_000;

fn main() {
    let before = memory::live();
    let (mut timeline, recorded) = timed(|| Timeline::under_load(HOUR as u32));
    let held = memory::live() - before;
    let marks = timeline.marks().len();
    println!("record an hour                {recorded:9.2} s    {} turns, {marks} marks", timeline.run().turns());
    println!("memory with its checkpoints   {:9.1} MiB  ({} checkpoints)", mib(held), timeline.checkpoints());

    let mut seeks = Vec::new();
    for draw in 0..200_u64 {
        let time = SimTime(draw.wrapping_mul(7_919_000_003) % (HOUR * SECOND));
        seeks.push(fastest(&mut timeline, |timeline| {
            timeline.seek_now(Goal::Time(time));
        }));
    }
    tell("seek anywhere", &mut seeks);
    let mut steps = (0..100).map(|_| timed(|| timeline.step_back()).1 * 1e3).collect::<Vec<_>>();
    tell("one turn back", &mut steps);
    let mut jumps = Vec::new();
    for _ in 0..50 {
        jumps.push(
            timed(|| {
                timeline.seek_previous(Landmark::Commit);
                assert_eq!(timeline.proceed(u64::MAX), Progress::Arrived);
            })
            .1 * 1e3,
        );
    }
    tell("to the commit before", &mut jumps);
    let mut windows = (0..100)
        .map(|draw| SimTime(draw * 37 * SECOND))
        .map(|from| {
            fastest(&mut timeline, |timeline| drop(timeline.window(from, from + Duration::from_secs(2), 6_000)))
        })
        .collect::<Vec<_>>();
    tell("two seconds of events", &mut windows);
    let mut forks = Vec::new();
    for draw in 1..20_u64 {
        timeline.seek_now(Goal::Time(SimTime(draw * 97 * SECOND)));
        forks.push(timed(|| timeline.act(&put(0, 0)).expect("a terminal takes lines at any time")).1 * 1e3);
        let main = timeline.branches()[0].id();
        forks.push(timed(|| timeline.switch(main).expect("it is there")).1 * 1e3);
    }
    tell("open a branch, or another", &mut forks);
    println!("memory with 20 branches       {:9.1} MiB", mib(memory::live() - before));
    let run = timeline.edge().clone();
    drop(timeline);
    println!("memory of the run alone       {:9.1} MiB", mib(memory::live() - before));
    drop(run);

    let template = Template::Faults(FaultPlan::default());
    let mut search = Search::new(template, Condition::Violation, 0..400, Duration::from_secs(30));
    let (found, took) = timed(|| search.proceed(u64::MAX));
    assert_eq!(found, Searching::Over);
    println!(
        "search                        {:9.0} seeds of 30 virtual seconds in a second, under faults",
        400.0 / took
    );
}

fn put(key: u64, value: u64) -> Intervention {
    Intervention::Type { client: ClientId(1), endpoint: None, line: format!("put key{key} value{value}").into() }
}

fn mib(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// Milliseconds of the fastest of five tries, each begun at the start of the run.
fn fastest(timeline: &mut Timeline, what: impl Fn(&mut Timeline)) -> f64 {
    let tries = (0..5).map(|_| {
        timeline.seek_now(Goal::Start);
        timed(|| what(timeline)).1 * 1e3
    });
    tries.fold(f64::INFINITY, f64::min)
}

fn timed<T>(what: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let done = what();
    (done, start.elapsed().as_secs_f64())
}

fn tell(name: &str, millis: &mut [f64]) {
    millis.sort_by(f64::total_cmp);
    let (middle, most) = (millis[millis.len() / 2], millis[millis.len() - 1]);
    println!("{name:28}  {middle:9.2} ms   at most {most:.2} ms");
}
