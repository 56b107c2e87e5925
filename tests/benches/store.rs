//! How fast the store is, as ratios to a plain ordered map that holds the same bytes, in one run.
//!
//! `cargo bench --bench store`

use std::{
    collections::BTreeMap,
    hint::black_box,
    time::{Duration, Instant},
};

use agora_core::{
    api::{
        kv::{OpAnswer, Range},
        watch::WatchCreate,
    },
    id::{ClientId, RequestId, Revision},
    mvcc::{Bytes, KeyRange, Store, watch::Hub},
    time::{Duration as Span, SimTime},
};

const KEYS: usize = 100_000;
const VERSIONS: usize = 10;
const READS: usize = 200_000;

/// How often each is run, in turns; the fastest run of each counts, since all else is the machine's other work.
const TRIES: usize = 3;

/// What a program would keep that knows no revisions of the whole: each key's versions, each with its revision.
type Plain = BTreeMap<Bytes, Vec<(u64, Bytes)>>;

fn main() {
    let keys = (0..KEYS).map(|number| Bytes::from(format!("key/{number:08}").as_bytes())).collect::<Vec<_>>();
    let values = (0..1_000).map(|number| Bytes::from(format!("value {number:058}").as_bytes())).collect::<Vec<_>>();
    let order = shuffled(KEYS);
    println!("{KEYS} keys of 12 bytes, {VERSIONS} versions of 64 bytes each; lower is better");
    let (plain, store) = puts(&keys, &values, &order);
    gets(&keys, &order, &plain, &store);
    old_gets(&keys, &order, &plain, &store);
    ranges(&keys, &order, &plain, &store);
    watchers();
    sharing(&keys, &values);
    compaction(&store);
}

/// A fixed order that jumps about.
fn shuffled(count: usize) -> Vec<usize> {
    let mut order = (0..count).collect::<Vec<_>>();
    let mut state = 7_u64;
    for place in (1..count).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(place, (state >> 33) as usize % (place + 1));
    }
    order
}

/// The fastest of some runs of each, in turns, and what the last of each made.
fn race<A, B>(mut first: impl FnMut() -> A, mut second: impl FnMut() -> B) -> ((Duration, A), (Duration, B)) {
    let timed = |start: Instant| start.elapsed();
    let mut best = (Duration::MAX, Duration::MAX);
    loop_last(TRIES, || {
        let start = Instant::now();
        let a = first();
        best.0 = best.0.min(timed(start));
        let start = Instant::now();
        let b = second();
        best.1 = best.1.min(timed(start));
        (a, b)
    })
    .map(|(a, b)| ((best.0, a), (best.1, b)))
    .expect("at least one try")
}

fn loop_last<T>(times: usize, mut run: impl FnMut() -> T) -> Option<T> {
    (0..times).fold(None, |before, _| {
        drop(before);
        Some(run())
    })
}

fn report(name: &str, plain: Duration, store: Duration, count: usize, aim: &str) {
    let each = |time: Duration| time.as_secs_f64() * 1e9 / count as f64;
    let ratio = store.as_secs_f64() / plain.as_secs_f64();
    println!("{name:34} plain {:7.0} ns   store {:7.0} ns   ratio {ratio:5.2}   {aim}", each(plain), each(store));
}

fn puts(keys: &[Bytes], values: &[Bytes], order: &[usize]) -> (Plain, Store) {
    let all = || (0..VERSIONS).flat_map(|round| order.iter().map(move |&key| (key, (key + round) % values.len())));
    let ((plain_time, plain), (store_time, store)) = race(
        || {
            let mut plain = Plain::new();
            for (revision, (key, value)) in all().enumerate() {
                let versions = plain.entry(keys[key].clone()).or_default();
                versions.push((revision as u64 + 2, values[value].clone()));
            }
            plain
        },
        || {
            let mut store = Store::default();
            for (key, value) in all() {
                let mut write = store.write();
                black_box(write.put(keys[key].clone(), values[value].clone(), None));
                write.finish();
            }
            store
        },
    );
    report("put", plain_time, store_time, KEYS * VERSIONS, "aim 3");
    (plain, store)
}

fn gets(keys: &[Bytes], order: &[usize], plain: &Plain, store: &Store) {
    let wanted = || order.iter().cycle().take(READS).map(|&key| &keys[key]);
    let ((plain_time, ()), (store_time, ())) = race(
        || wanted().for_each(|key| drop(black_box(plain[key].last().map(|(_, value)| value.clone())))),
        || wanted().for_each(|key| drop(black_box(store.get(key).map(|kv| kv.value.clone())))),
    );
    report("get", plain_time, store_time, READS, "aim 2");
}

fn old_gets(keys: &[Bytes], order: &[usize], plain: &Plain, store: &Store) {
    let middle = (KEYS * VERSIONS / 2) as u64;
    let wanted = || order.iter().cycle().take(READS).map(|&key| &keys[key]);
    let at = |versions: &[(u64, Bytes)]| {
        let place = versions.partition_point(|(revision, _)| *revision <= middle);
        place.checked_sub(1).map(|place| versions[place].1.clone())
    };
    let ((plain_time, ()), (store_time, ())) = race(
        || wanted().for_each(|key| drop(black_box(at(&plain[key])))),
        || wanted().for_each(|key| drop(black_box(store.get_at(key, Revision(middle)).map(|kv| kv.value.clone())))),
    );
    report("get at an old revision", plain_time, store_time, READS, "");
}

fn ranges(keys: &[Bytes], order: &[usize], plain: &Plain, store: &Store) {
    let reads = READS / 20;
    let prefixes = || order.iter().cycle().take(reads).map(|&key| KeyRange::prefix(&keys[key][..keys[key].len() - 2]));
    let ((plain_time, plain_found), (store_time, store_found)) = race(
        || {
            let found = prefixes().map(|keys| {
                let KeyRange::Between(start, end) = keys else { return 0 };
                let found =
                    plain.range(start..end).filter_map(|(key, versions)| Some((key.clone(), versions.last()?.clone())));
                black_box(found.collect::<Vec<_>>()).len()
            });
            found.sum::<usize>()
        },
        || {
            let found = prefixes().map(|keys| match store.range(&Range::of(keys)) {
                Ok(OpAnswer::Range { found, .. }) => black_box(found).len(),
                _ => 0,
            });
            found.sum::<usize>()
        },
    );
    assert_eq!((plain_found, store_found), (reads * 100, reads * 100));
    report("range of 100 keys by prefix", plain_time, store_time, reads, "aim 1.5");
}

/// Puts that are all heard of by exactly one watch: by one of all keys, or by one of ten thousand of one key each.
fn watchers() {
    const WATCHERS: usize = 10_000;
    let keys = (0..WATCHERS).map(|number| Bytes::from(format!("w/{number:06}").as_bytes())).collect::<Vec<_>>();
    let stream = RequestId { client: ClientId(1), number: 1 };
    let order = shuffled(WATCHERS);
    let run = |wishes: &[WatchCreate]| {
        let (mut store, mut hub) = (Store::default(), Hub::new(1_500_000));
        hub.open(SimTime::ZERO, stream, Span::from_secs(600));
        wishes.iter().for_each(|wish| hub.create(SimTime::ZERO, stream, wish, &store));
        assert_eq!(hub.take_all(&store).len(), wishes.len());
        let start = Instant::now();
        for &key in order.iter().cycle().take(READS) {
            let mut write = store.write();
            write.put(keys[key].clone(), keys[key].clone(), None);
            hub.notify(SimTime::ZERO, &write.finish());
            assert_eq!(hub.take_all(&store).len(), 1);
        }
        start.elapsed()
    };
    let all = [WatchCreate::of(KeyRange::prefix(b"w/"))];
    let each = keys.iter().map(|key| WatchCreate::of(KeyRange::One(key.clone()))).collect::<Vec<_>>();
    let best = |wishes: &[WatchCreate]| (0..TRIES).map(|_| run(wishes)).min().unwrap_or_default();
    report("put with 10 000 watchers, not 1", best(&all), best(&each), READS, "aim 2");
}

/// An hour of ten puts a second to a hundred keys, kept every ten seconds.
fn sharing(keys: &[Bytes], values: &[Bytes]) {
    let mut store = Store::default();
    let mut kept = Vec::new();
    let (mut own, mut before) = (0, store.clone());
    for put in 0..36_000 {
        let mut write = store.write();
        write.put(keys[put * 7 % 100].clone(), values[put % values.len()].clone(), None);
        write.finish();
        if put % 100 == 99 {
            own += store.own_bytes(&before);
            before = store.clone();
            kept.push(before.clone());
        }
    }
    let newest = store.own_bytes(&Store::default());
    println!(
        "an hour of 10 puts/s, {} copies: {:.1} MiB for the newest, {:.1} MiB for all",
        kept.len(),
        newest as f64 / 1_048_576.0,
        own as f64 / 1_048_576.0
    );
}

/// Each step's time is the shortest of those of some runs, which all do the same: its work, without what interrupts it.
fn compaction(whole: &Store) {
    let mut steps = Vec::<Duration>::new();
    let mut left = 0;
    for _ in 0..TRIES {
        let mut store = whole.clone();
        store.compact(store.revision().0.cast_signed()).expect("the newest revision can be compacted to");
        for step in 0.. {
            let start = Instant::now();
            let done = store.compact_step(1_000);
            let time = start.elapsed();
            match steps.get_mut(step) {
                Some(best) => *best = time.min(*best),
                None => steps.push(time),
            }
            if done {
                break;
            }
        }
        left = store.changes_kept();
    }
    steps.sort_unstable();
    let nth = |share: f64| steps[((steps.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "compaction of {} revisions, {} steps of 1000: median {:.2} ms, 99 of 100 {:.2} ms, longest {:.2} ms (aim 5); {left} changes left",
        KEYS * VERSIONS,
        steps.len(),
        nth(0.5),
        nth(0.99),
        nth(1.0),
    );
}
