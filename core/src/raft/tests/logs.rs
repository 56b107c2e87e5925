//! The log by itself: what it holds, what a clone shares, and that chunks do not show.

use super::*;
use core::hash::{Hash, Hasher};

fn log(last: u64) -> Log<Byte> {
    let mut log = Log::after(LogPosition::default());
    (1..=last).for_each(|index| log.push(entry(1 + index / 10, index, index as u8)));
    log
}

/// A hash that needs no library.
#[derive(Default)]
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = Fnv::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The worked example of the type's docstring.
#[test]
fn the_worked_example() {
    let mut log = Log::after(at(2, 5));
    log.push(entry(2, 6, 0));
    log.push(entry(3, 7, 0));
    assert_eq!((log.before(), log.first_index(), log.last()), (at(2, 5), Index(6), at(3, 7)));
    assert_eq!((log.term_at(Index(5)), log.term_at(Index(4)), log.get(Index(5))), (Some(Term(2)), None, None));
    assert_eq!(log.term_at(Index(8)), None);
}

/// Whatever is cut, given up and added, across the borders of chunks, a log equals a plain list of the same entries.
#[test]
fn a_log_equals_a_plain_list() {
    for seed in 0..200 {
        let mut draw = Stream::new(seed, Label::Outside(1));
        let mut log = Log::<Byte>::after(LogPosition::default());
        let mut list: Vec<Entry<Byte>> = Vec::new();
        let mut before = at(0, 0);
        for term in 1..60 {
            for _ in 0..draw.below(70) {
                let next = entry(term, log.last_index().0 + 1, term as u8);
                log.push(next.clone());
                list.push(next);
            }
            let place = Index(before.index.0 + draw.below(list.len() as u64 + 2));
            match draw.below(6) {
                2 => {
                    let next = log.last_index().0 + 1;
                    let run = (next..next + draw.below(40)).map(|index| entry(term, index, 7)).collect::<Vec<_>>();
                    list.extend_from_slice(&run);
                    log.replace(run.into());
                }
                3 if !list.is_empty() => {
                    let from = draw.below(list.len() as u64) as usize;
                    let run = vec![entry(term, list[from].index.0, 9)];
                    list.truncate(from);
                    list.extend_from_slice(&run);
                    log.replace(run.into());
                }
                0 => {
                    log.truncate(place);
                    list.retain(|entry| entry.index < place);
                }
                1 if place > before.index => {
                    let up_to = Index(place.0.min(log.last_index().0));
                    before = LogPosition { term: log.term_at(up_to).unwrap(), index: up_to };
                    log.compact(place);
                    list.retain(|entry| entry.index > place);
                }
                _ => {}
            }
            assert_eq!(log.before(), before, "seed {seed}");
            assert_eq!(log.last(), list.last().map_or(before, Entry::position), "seed {seed}");
            assert!(log.iter(Index(0)..=Index(99_999)).eq(list.iter()), "seed {seed}");
            assert!(list.iter().all(|entry| log.term_at(entry.index) == Some(entry.term)), "seed {seed}");
            assert_eq!(log.len(), list.len());
        }
    }
}

/// How a log came about does not show: equal entries are an equal log with an equal hash.
#[test]
fn equal_logs_are_equal() {
    let mut compacted = log(300);
    compacted.compact(Index(200));
    let mut fresh = Log::after(at(21, 200));
    log(300).iter(Index(201)..=Index(300)).for_each(|entry| fresh.push(entry.clone()));
    assert_eq!(compacted, fresh);
    assert_eq!(hash(&compacted), hash(&fresh));
    fresh.truncate(Index(300));
    assert_ne!(compacted, fresh);
    fresh.push(entry(99, 300, 0));
    assert_ne!(compacted, fresh);
}

/// A clone of a node with 100 000 entries shares them; each append after it copies one chunk at most.
#[test]
fn a_clone_shares_its_entries() {
    let mut durable = Durable::new(voters(&[1]));
    durable.store(Write {
        hard: None,
        snapshot: None,
        rebase: None,
        entries: entries(&vec![1; 100_000]).into(),
        promises: true,
    });
    let mut node = restart(1, &durable, Tuning::default(), Sabotage::default());
    assert_eq!(node.log().shared_with(durable.log()), 100_000, "a restart copies nothing");
    let checkpoint = node.clone();
    assert_eq!(node.log().shared_with(checkpoint.log()), 100_000);
    elect(&mut node);
    propose(&mut node, command(1));
    assert!(node.log().shared_with(checkpoint.log()) >= 100_000 - 128);
    assert_eq!(checkpoint.log().last_index(), Index(100_000));
    assert_ne!(node, checkpoint);
}

/// `findConflictByTerm`: the last place whose term is not above the one asked for.
#[test]
fn where_logs_may_agree() {
    let mut log = Log::<Byte>::after(at(1, 2));
    log.replace(vec![entry(2, 3, 0), entry(2, 4, 0), entry(5, 5, 0)].into());
    for (index, term, agreed) in [
        (5, 5, at(5, 5)),
        (5, 4, at(2, 4)),
        (4, 2, at(2, 4)),
        (5, 1, at(1, 2)),
        (5, 0, at(0, 1)),
        (9, 1, at(0, 9)),
        (0, 7, at(0, 0)),
    ] {
        assert_eq!(log.agreement(Index(index), Term(term)), agreed, "{index}@{term}");
    }
}

/// Numbers that no log reaches, nor any memory: there is nothing, and nothing is taken for something.
#[test]
fn nothing_is_far_beyond_the_log() {
    let mut log = log(10);
    log.compact(Index(3));
    for far in [11, 1 << 31, (1 << 32) + 4, (1 << 32) + 5, (1 << 62) - 1, u64::MAX - 1] {
        let far = Index(far);
        assert_eq!((log.get(far), log.term_at(far)), (None, None), "{far}");
        assert_eq!(log.iter(far..=Index(u64::MAX)).count(), 0, "{far}");
        assert_eq!(log.slice(far, 100).0.len(), 0, "{far}");
        assert_eq!(log.agreement(far, Term(9)), LogPosition { term: Term(0), index: far });
        assert_eq!(log.run(Index(9)..=far).len(), 2, "{far}");
    }
    log.truncate(Index(u64::MAX));
    assert_eq!(log.last_index(), Index(10));
}

/// Logs are equal when their beginnings, their ends and all between are.
#[test]
fn logs_that_differ() {
    let one = log(200);
    let mut other = Log::after(LogPosition::default());
    for index in 1..=200 {
        other.push(entry(1 + index / 10, index, if index == 7 { 99 } else { index as u8 }));
    }
    assert_ne!(one, other, "one command differs");
    assert_eq!((one.before(), one.last()), (other.before(), other.last()));
    let mut shorter = one.clone();
    shorter.compact(Index(150));
    assert_ne!(one, shorter, "one begins later");
    let mut longer = one.clone();
    longer.push(entry(30, 201, 0));
    assert_ne!(one, longer, "one ends later");
    assert!(!one.is_empty() && Log::<Byte>::after(at(2, 9)).is_empty());
    assert_eq!(alloc::format!("{:?}", log(0)), "after LogPosition { term: Term(0), index: Index(0) } []");
    assert!(alloc::format!("{:?}", log(1)).contains("Byte(1)"));
}

/// Equal logs of nodes and disks can share their entries, so that a world with all of them is cheap to keep.
#[test]
fn equal_logs_share_their_entries() {
    let long = vec![1; 100];
    let mut one = node(1, &[1, 2, 3], 1, &long);
    let mut other = node(2, &[1, 2, 3], 1, &long);
    one.settle();
    assert_eq!(one.log().shared_with(one.clone().log()), 100, "a clone shares all, for ever");
    elect(&mut one);
    assert_eq!(one.log().last_index(), Index(101), "it goes on");
    assert_eq!(other.log().shared_with(one.log()), 0);
    other.settle();
    other.share_with(&one);
    assert_eq!(other.log().shared_with(one.log()), 100);
    let mut disk = disk(voters(&[1, 2, 3]), 1, 0, &long);
    disk.share_with(&one);
    assert_eq!(disk.log().shared_with(one.log()), 100);
}

/// What was settled is shared for ever: whoever goes on copies none of it.
#[test]
fn a_settled_log_is_not_copied() {
    let mut leader = node(1, &[1, 2, 3], 0, &[]);
    elect(&mut leader);
    for number in 1..100 {
        propose(&mut leader, command(number));
    }
    leader.settle();
    let kept = leader.clone();
    propose(&mut leader, command(100));
    assert_eq!((kept.log().shared_with(leader.log()), leader.log().len()), (100, 101));
}
