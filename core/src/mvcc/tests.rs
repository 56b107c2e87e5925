//! The store's rules, one by one; `tests/tests/store.rs` compares it with all versions of all keys.

use alloc::{string::String, vec, vec::Vec};

use super::*;
use crate::{
    api::{
        Denial,
        kv::{OpAnswer, Order, Range, SortTarget},
    },
    id::{LeaseId, Revision},
};

fn bytes(text: &str) -> Bytes {
    text.as_bytes().into()
}

fn put(store: &mut Store, key: &str, value: &str) {
    let mut write = store.write();
    write.put(bytes(key), bytes(value), None);
    write.finish();
}

fn delete(store: &mut Store, keys: &KeyRange) -> usize {
    let mut write = store.write();
    let gone = write.delete(keys);
    write.finish();
    gone.len()
}

fn one(key: &str) -> KeyRange {
    KeyRange::One(bytes(key))
}

fn all() -> KeyRange {
    KeyRange::prefix(b"")
}

/// Keys and values that a read finds, whether there are more, and how many there are.
type Found = (Vec<(String, String)>, bool, u64);

fn read(store: &Store, range: &Range) -> Result<Found, Denial> {
    let OpAnswer::Range { found, more, count } = store.range(range)? else { panic!("a read answers a read") };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok((found.iter().map(|kv| (text(&kv.key), text(&kv.value))).collect(), more, count))
}

/// Only the keys of what a read finds.
fn keys(store: &Store, range: &Range) -> (String, bool, u64) {
    let (found, more, count) = read(store, range).unwrap();
    (found.into_iter().map(|(key, _)| key).collect::<Vec<_>>().join(" "), more, count)
}

fn mains(store: &Store, key: &str) -> Vec<(Vec<u64>, bool)> {
    let lives = store.generations(key.as_bytes()).into_iter();
    lives.map(|life| (life.changes.iter().map(|place| place.main().0).collect(), life.ended)).collect()
}

#[test]
fn a_removed_key_is_known_until_its_removal_is_compacted() {
    let mut store = Store::default();
    put(&mut store, "a", "1");
    put(&mut store, "b", "1");
    delete(&mut store, &one("a"));
    put(&mut store, "b", "2");
    let known =
        |store: &Store| store.keys_known().map(|key| String::from_utf8_lossy(key).into_owned()).collect::<Vec<_>>();
    assert_eq!((known(&store), store.len()), (vec!["a".into(), "b".into()], 1));
    assert!(store.is_known(b"a") && !store.is_known(b"c"));
    store.compact(5).unwrap();
    assert!(store.compact_step(100));
    assert_eq!(known(&store), ["b"]);
    assert!(!store.is_known(b"a"));
}

#[test]
fn a_store_begins_at_revision_one_and_an_equal_put_still_counts() {
    let mut store = Store::default();
    assert_eq!(store.revision(), Revision(1));
    put(&mut store, "a", "1");
    put(&mut store, "a", "1");
    assert_eq!(store.revision(), Revision(3));
}

#[test]
fn deleting_nothing_leaves_the_revision_and_deleting_many_takes_one() {
    let mut store = Store::default();
    for key in ["a", "b", "c"] {
        put(&mut store, key, "1");
    }
    assert_eq!((delete(&mut store, &one("x")), store.revision()), (0, Revision(4)));
    assert_eq!(delete(&mut store, &KeyRange::Between(bytes("a"), bytes("c"))), 2);
    assert_eq!((store.revision(), store.len()), (Revision(5), 1));
    assert_eq!(delete(&mut store, &KeyRange::Between(bytes("d"), bytes("a"))), 0, "a backward range is empty");
}

#[test]
fn a_key_created_again_starts_at_version_one() {
    let mut store = Store::default();
    put(&mut store, "a", "1");
    put(&mut store, "a", "2");
    delete(&mut store, &one("a"));
    put(&mut store, "a", "3");
    let found = store.get(b"a").unwrap();
    assert_eq!((found.create_revision, found.mod_revision, found.version), (Revision(5), Revision(5), 1));
}

#[test]
fn the_changes_of_a_transaction_share_a_revision_and_are_numbered() {
    let mut store = Store::default();
    put(&mut store, "b", "0");
    let mut write = store.write();
    assert_eq!(write.revision(), Revision(2));
    write.put(bytes("a"), bytes("1"), Some(LeaseId(7)));
    assert_eq!(write.revision(), Revision(3), "a read sees what was written before it");
    assert_eq!(write.get(b"a").unwrap().lease, Some(LeaseId(7)));
    write.delete(&all());
    let changes = write.finish();
    let told = changes.iter().map(|change| (change.place.main().0, change.place.sub(), change.is_removal()));
    assert_eq!(told.collect::<Vec<_>>(), [(3, 0, false), (3, 1, true), (3, 2, true)]);
    assert_eq!((store.revision(), store.len()), (Revision(3), 0));
    assert!(store.changes(Revision(3)).eq(changes.iter()));
}

#[test]
fn an_old_revision_is_read_as_it_was() {
    let mut store = Store::default();
    put(&mut store, "a", "1");
    put(&mut store, "a", "2");
    delete(&mut store, &one("a"));
    put(&mut store, "a", "3");
    let value = |revision| store.get_at(b"a", Revision(revision)).map(|kv| kv.value.clone());
    assert_eq!(
        (1..=6).map(value).collect::<Vec<_>>(),
        [None, Some(bytes("1")), Some(bytes("2")), None, Some(bytes("3")), Some(bytes("3")),]
    );
    let at = |revision| read(&store, &Range { revision: Some(Revision(revision)), ..Range::of(all()) });
    assert_eq!(at(2).unwrap().2, 1);
    assert_eq!(at(4).unwrap().2, 0);
    assert_eq!(at(0).unwrap().0, [("a".into(), "3".into())], "revision 0 is the newest");
    assert_eq!(at(6), Err(Denial::FutureRevision));
}

#[test]
fn a_revision_is_found_in_a_long_chain() {
    let mut store = Store::default();
    for round in 0..5_000 {
        put(&mut store, "a", &alloc::format!("{round}"));
    }
    for revision in 2..=5_001 {
        let kv = store.get_at(b"a", Revision(revision)).unwrap();
        assert_eq!((kv.mod_revision, kv.version), (Revision(revision), revision - 1));
    }
}

/// etcd, `key_index.go`: a key with puts at 2 and 3, a removal at 4, a put at 5, a removal at 6.
#[test]
fn key_index_the_worked_example() {
    let mut whole = Store::default();
    put(&mut whole, "a", "1");
    put(&mut whole, "a", "2");
    delete(&mut whole, &one("a"));
    put(&mut whole, "a", "3");
    delete(&mut whole, &one("a"));
    put(&mut whole, "z", "");
    assert_eq!(mains(&whole, "a"), [(vec![2, 3, 4], true), (vec![5, 6], true)]);
    for (at, left) in [
        (2, vec![(vec![2, 3, 4], true), (vec![5, 6], true)]),
        (3, vec![(vec![3, 4], true), (vec![5, 6], true)]),
        (4, vec![(vec![4], true), (vec![5, 6], true)]),
        (5, vec![(vec![5, 6], true)]),
        (6, vec![(vec![6], true)]),
        (7, vec![]),
    ] {
        let mut store = whole.clone();
        store.compact(at).unwrap();
        assert!(store.compact_step(100));
        assert_eq!(mains(&store, "a"), left, "compacted at {at}");
    }
    let mut twice = whole;
    twice.compact(6).unwrap();
    twice.compact_step(100);
    twice.compact(7).unwrap();
    twice.compact_step(100);
    assert_eq!((mains(&twice, "a"), twice.changes_kept()), (vec![], 1));
}

#[test]
fn what_is_compacted_can_be_read_at_its_revision_and_not_before() {
    let mut store = Store::default();
    for value in ["1", "2", "3"] {
        put(&mut store, "a", value);
    }
    store.compact(3).unwrap();
    let at = |revision| read(&store, &Range { revision: Some(Revision(revision)), ..Range::of(one("a")) });
    assert_eq!(at(2), Err(Denial::Compacted), "at once, though nothing is removed yet");
    assert_eq!(at(3).unwrap().0, [("a".into(), "2".into())]);
    assert_eq!(at(4).unwrap().0, [("a".into(), "3".into())]);
}

#[test]
fn compactions_that_cannot_be() {
    let mut store = Store::default();
    assert_eq!(store.compact(-1), Err(Denial::Compacted));
    assert_eq!(store.compact(2), Err(Denial::FutureRevision));
    // Nothing was ever compacted, so that 0 is something (etcd begins at -1).
    assert_eq!((store.compact(0), store.compacted()), (Ok(()), Some(Revision(0))));
    put(&mut store, "a", "1");
    assert_eq!(store.compact(2), Ok(()));
    assert_eq!(store.compact(2), Err(Denial::Compacted));
    assert_eq!(store.compact(1), Err(Denial::Compacted));
    assert_eq!((store.revision(), store.compacted()), (Revision(2), Some(Revision(2))));
}

/// etcd 6567: after everything is compacted and removed the revision does not go back.
#[test]
fn etcd_6567_the_revision_outlives_everything() {
    let mut store = Store::default();
    put(&mut store, "a", "1");
    delete(&mut store, &one("a"));
    put(&mut store, "b", "1");
    delete(&mut store, &one("b"));
    store.compact(5).unwrap();
    store.compact_step(100);
    assert_eq!((store.revision(), store.len(), mains(&store, "a")), (Revision(5), 0, vec![]));
    put(&mut store, "a", "1");
    assert_eq!(store.get(b"a").unwrap().mod_revision, Revision(6));
}

/// etcd 18089, 19179: whoever watches from the revision of the compaction still hears of a removal at it.
#[test]
fn etcd_18089_a_removal_at_the_compaction_is_kept() {
    let mut store = Store::default();
    put(&mut store, "a", "1");
    delete(&mut store, &one("a"));
    put(&mut store, "b", "1");
    store.compact(3).unwrap();
    store.compact_step(100);
    let heard = store.changes(Revision(3)).map(|change| (change.place.main().0, change.is_removal()));
    assert_eq!(heard.collect::<Vec<_>>(), [(3, true), (4, false)]);
}

#[test]
fn a_compaction_goes_in_steps_and_changes_no_reading() {
    let mut store = Store::default();
    for round in 0..50 {
        put(&mut store, ["a", "b", "c"][round % 3], &alloc::format!("{round}"));
    }
    store.compact(40).unwrap();
    let everything = |store: &Store| {
        let at = |revision| Range { revision: Some(Revision(revision)), ..Range::of(all()) };
        (40..=51).map(|revision| read(store, &at(revision)).unwrap()).collect::<Vec<_>>()
    };
    let (before, hash) = (everything(&store), store.hash_kv(0));
    let mut steps = 1;
    while !store.compact_step(7) {
        assert_eq!((everything(&store), store.hash_kv(0)), (before.clone(), hash));
        steps += 1;
    }
    assert_eq!((everything(&store), store.hash_kv(0)), (before, hash));
    assert_eq!((steps, store.changes_kept()), (6, 3 + 11), "39 changes by seven; three newest and eleven younger");
}

#[test]
fn a_compaction_during_another_takes_over() {
    let mut store = Store::default();
    for _ in 0..30 {
        put(&mut store, "a", "");
    }
    store.compact(20).unwrap();
    assert!(!store.compact_step(5));
    store.compact(25).unwrap();
    while !store.compact_step(5) {}
    assert_eq!(mains(&store, "a"), [((25..=31).collect(), false)]);
}

#[test]
fn limits_counts_and_more() {
    let mut store = Store::default();
    for key in ["a", "b", "c", "d"] {
        put(&mut store, key, "");
    }
    let limited = |limit| Range { limit: Some(limit), ..Range::of(all()) };
    assert_eq!(keys(&store, &limited(2)), ("a b".into(), true, 4));
    assert_eq!(keys(&store, &limited(4)), ("a b c d".into(), false, 4));
    assert_eq!(keys(&store, &limited(0)), ("a b c d".into(), false, 4), "a limit of 0 is none");
    assert_eq!(keys(&store, &Range { count_only: true, ..limited(2) }), (String::new(), false, 4));
    assert_eq!(keys(&store, &Range::of(KeyRange::From(bytes("c")))), ("c d".into(), false, 2));
    assert_eq!(keys(&store, &Range::of(KeyRange::Between(bytes("c"), bytes("a")))), (String::new(), false, 0));
}

#[test]
fn filters_come_before_sorting_and_limit_and_leave_the_count() {
    let mut store = Store::default();
    for key in ["a", "b", "c", "d"] {
        put(&mut store, key, "");
    }
    put(&mut store, "a", "");
    let revision = |number| Some(Revision(number));
    let filtered = Range { mod_revision_min: revision(4), limit: Some(2), ..Range::of(all()) };
    assert_eq!(keys(&store, &filtered), ("a c".into(), true, 4));
    let filtered = Range { create_revision_max: revision(3), mod_revision_max: revision(5), ..Range::of(all()) };
    assert_eq!(keys(&store, &filtered), ("b".into(), false, 4));
    let filtered = Range { create_revision_min: revision(5), mod_revision_min: revision(0), ..Range::of(all()) };
    assert_eq!(keys(&store, &filtered), ("d".into(), false, 4), "a bound of 0 is none");
}

#[test]
fn sorting() {
    let mut store = Store::default();
    for (key, value) in [("b", "1"), ("a", "2"), ("c", "0"), ("a", "2")] {
        put(&mut store, key, value);
    }
    let sorted = |sort_by, order, limit| keys(&store, &Range { limit, sort_by, order, ..Range::of(all()) }).0;
    let (rising, falling) = (Some(Order::Ascend), Some(Order::Descend));
    assert_eq!(sorted(SortTarget::Key, falling, None), "c b a");
    assert_eq!(sorted(SortTarget::Value, rising, None), "c b a");
    assert_eq!(sorted(SortTarget::Create, None, None), "b a c", "what is no key rises by itself");
    assert_eq!(sorted(SortTarget::Modify, falling, Some(1)), "a");
    assert_eq!(sorted(SortTarget::Version, falling, None), "a b c", "equals stay in the order of keys");
    assert_eq!(sorted(SortTarget::Value, None, Some(1)), "b", "the limit takes a and b, then they are sorted");
    assert_eq!(sorted(SortTarget::Value, rising, Some(1)), "c");
}

#[test]
fn keys_only_has_everything_but_the_value() {
    let mut store = Store::default();
    let mut write = store.write();
    write.put(bytes("a"), bytes("1"), Some(LeaseId(5)));
    write.finish();
    let OpAnswer::Range { found, .. } = store.range(&Range { keys_only: true, ..Range::of(one("a")) }).unwrap() else {
        panic!("a read answers a read")
    };
    assert_eq!((&*found[0].value, found[0].version, found[0].lease), (&b""[..], 1, Some(LeaseId(5))));
}

/// RFC 3720 has the example of the checksum; the rest is what an etcd 3.5.16 answered to `endpoint hashkv`.
#[test]
fn the_hash_is_etcd_s() {
    let mut crc = hash::Crc::new();
    crc.write(b"123456789");
    assert_eq!(crc.value(), 0xe306_9283);
    let mut store = Store::default();
    assert_eq!(store.hash_kv(0), Ok(1_084_519_789));
    put(&mut store, "a", "1");
    assert_eq!(store.hash_kv(0), Ok(2_587_454_935));
    put(&mut store, "b", "22");
    put(&mut store, "a", "3");
    delete(&mut store, &one("a"));
    put(&mut store, "c", "x");
    assert_eq!((store.hash_kv(0), store.hash_kv(3)), (Ok(2_713_001_294), Ok(2_627_027_711)));
    store.compact(4).unwrap();
    assert_eq!((store.hash_kv(0), store.hash_kv(5)), (Ok(352_112_972), Ok(2_554_369_166)));
    store.compact(5).unwrap();
    assert_eq!(store.hash_kv(0), Ok(2_274_546_635));
}

#[test]
fn the_hash_does_not_depend_on_how_far_a_compaction_got() {
    let mut store = Store::default();
    for value in ["1", "2", "3"] {
        put(&mut store, "a", value);
        put(&mut store, "b", value);
    }
    delete(&mut store, &one("a"));
    let before = store.hash_kv(0).unwrap();
    store.compact(8).unwrap();
    let logical = store.hash_kv(0).unwrap();
    assert_ne!(before, logical, "what is forgotten no longer counts");
    assert_eq!(store.hash_kv(7), Err(Denial::Compacted));
    assert_eq!(store.hash_kv(9), Err(Denial::FutureRevision));
    store.compact_step(100);
    assert_eq!(store.hash_kv(0), Ok(logical));
}

#[test]
fn the_file_grows_and_shrinks_only_when_defragmented() {
    let mut store = Store::default();
    assert_eq!(store.size(), Size { allocated: 32_768, in_use: 24_576 }, "etcd 3.5.16 on a new member");
    for _ in 0..3 {
        put(&mut store, "a", &"x".repeat(1_000_000));
    }
    let full = store.size();
    assert_eq!(full.in_use - 24_576, 3 * 245 * 4096);
    store.compact(4).unwrap();
    assert_eq!(store.size(), full, "forgetting frees nothing");
    store.compact_step(100);
    assert_eq!(store.size(), Size { in_use: 24_576 + 245 * 4096, ..full }, "removing frees pages inside the file");
    store.defragment();
    assert_eq!(store.size().allocated, store.size().in_use + 8_192);
}

#[test]
fn a_clone_shares_and_stays_as_it_was() {
    let mut store = Store::default();
    for round in 0..2_000 {
        put(&mut store, &alloc::format!("k{}", round % 100), "value");
    }
    let kept = store.clone();
    put(&mut store, "k7", "new");
    let (shared, all) = store.history.shared_nodes(&kept.history);
    assert!(all - shared <= 3, "{shared} of {all}");
    assert_eq!((&*kept.get(b"k7").unwrap().value, &*store.get(b"k7").unwrap().value), (&b"value"[..], &b"new"[..]));
    assert_ne!(kept, store);
}

#[test]
fn a_value_that_rots_is_another_one_and_so_is_the_hash() {
    let mut store = Store::default();
    put(&mut store, "a", "1");
    put(&mut store, "b", "2");
    delete(&mut store, &one("b"));
    let (was, hash) = (store.clone(), store.hash_kv(0).unwrap());
    assert!(!store.rot(Some(b"b")) && !store.rot(Some(b"c")), "what is not there cannot rot");
    assert_eq!(store, was);
    assert!(store.rot(None));
    assert_eq!(&*store.get_at(b"b", Revision(3)).unwrap().value, b"3", "the one that was put last");
    assert!(store.rot(Some(b"a")));
    assert_eq!((&*store.get(b"a").unwrap().value, store.revision()), (&b"0"[..], was.revision()));
    assert_ne!(store.hash_kv(0), Ok(hash));
    assert_eq!(store.changes_kept(), was.changes_kept());
}
