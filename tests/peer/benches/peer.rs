//! How many proposals a second a cluster in memory commits and applies everywhere: Agora's node beside raft-rs.

use std::time::Instant;

use agora_peer::{Cluster, Member, Ours, PAYLOAD, Theirs};

/// Rounds of each case; the two sides take turns, so that the machine's other work hits both.
const ROUNDS: usize = 15;

/// How many batches may be under way at once: one after another, and streaming.
const AHEAD: [u64; 2] = [1, 16];

fn main() {
    println!("proposals of {PAYLOAD} bytes a second, committed and applied everywhere; medians of {ROUNDS} rounds");
    println!("members  batch  ahead       agora     raft-rs  ratio");
    let mut lowest = f64::INFINITY;
    for ahead in AHEAD {
        for members in [3, 5] {
            for size in [1, 64] {
                let batches = if size == 1 { 20_000 } else { 1_000 };
                let (mut ours, mut theirs) = (Vec::new(), Vec::new());
                for _ in 0..ROUNDS {
                    ours.push(rate::<Ours>(members, batches, size, ahead));
                    theirs.push(rate::<Theirs>(members, batches, size, ahead));
                }
                let (ours, theirs) = (median(ours), median(theirs));
                let ratio = ours / theirs;
                lowest = lowest.min(ratio);
                println!("{members:7} {size:6} {ahead:6} {ours:11.0} {theirs:11.0} {ratio:6.2}");
            }
        }
    }
    println!("lowest ratio: {lowest:.2}");
}

/// Proposals a second of a fresh cluster.
fn rate<M: Member>(members: usize, batches: u64, size: u64, ahead: u64) -> f64 {
    let mut cluster = Cluster::<M>::new(members);
    let start = Instant::now();
    cluster.run(batches, size, ahead);
    (batches * size) as f64 / start.elapsed().as_secs_f64()
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
