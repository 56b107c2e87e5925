//! The store and its watches beside what is obvious: a list of all changes that ever were.

use std::{collections::BTreeMap, sync::Arc};

use agora_core::{
    api::{
        Denial,
        kv::{OpAnswer, Order, Range, SortTarget},
        watch::{WatchCreate, WatchEventKind, WatchId},
    },
    id::{ClientId, LeaseId, RequestId, Revision},
    mvcc::{Bytes, Change, KeyRange, KeyValue, Store, watch::Hub},
    shared::Run,
    time::{Duration, SimTime},
};
use proptest::{collection::vec, prelude::*};

fn key(number: u8) -> Bytes {
    Bytes::from([b'a' + number].as_slice())
}

/// What is done to one key, or to some, within a change.
#[derive(Clone, Debug)]
enum Act {
    Put(u8, u8, Option<i64>),
    Delete(KeyRange),
}

#[derive(Clone, Debug)]
enum Step {
    Change(Vec<Act>),
    Read(Range),
    /// Up to so many revisions before the newest, or after it.
    Compact(i64),
    Sweep(usize),
    Defragment,
}

fn keys() -> impl Strategy<Value = KeyRange> {
    prop_oneof![
        (0..8_u8).prop_map(|one| KeyRange::One(key(one))),
        (0..8_u8, 0..9_u8).prop_map(|(start, end)| KeyRange::Between(key(start), key(end))),
        (0..8_u8).prop_map(|start| KeyRange::From(key(start))),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (0..8_u8, 0..4_u8, proptest::option::of(1..3_i64)).prop_map(|(key, value, lease)| Act::Put(key, value, lease)),
        1 => keys().prop_map(Act::Delete),
    ]
}

fn range() -> impl Strategy<Value = Range> {
    let bound = || proptest::option::weighted(0.2, (0..60_u64).prop_map(Revision));
    let sort_by = prop_oneof![
        Just(SortTarget::Key),
        Just(SortTarget::Version),
        Just(SortTarget::Create),
        Just(SortTarget::Modify),
        Just(SortTarget::Value),
    ];
    let order = prop_oneof![Just(None), Just(Some(Order::Ascend)), Just(Some(Order::Descend))];
    let how = (sort_by, order, proptest::option::of(0..5_usize), any::<bool>(), prop::bool::weighted(0.1));
    let which = (keys(), proptest::option::of((0..60_u64).prop_map(Revision)));
    (which, how, (bound(), bound(), bound(), bound())).prop_map(|(which, how, bounds)| Range {
        revision: which.1,
        limit: how.2,
        sort_by: how.0,
        order: how.1,
        keys_only: how.3,
        count_only: how.4,
        mod_revision_min: bounds.0,
        mod_revision_max: bounds.1,
        create_revision_min: bounds.2,
        create_revision_max: bounds.3,
        ..Range::of(which.0)
    })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => vec(act(), 0..4).prop_map(Step::Change),
        6 => range().prop_map(Step::Read),
        1 => (-3..20_i64).prop_map(Step::Compact),
        2 => (1..20_usize).prop_map(Step::Sweep),
        1 => Just(Step::Defragment),
    ]
}

/// All changes that ever were: the revision, the key, and what it then was, if it was there.
#[derive(Clone, Default)]
struct Model {
    changes: Vec<(Revision, Bytes, Option<KeyValue>)>,
    revision: u64,
    compacted: Option<u64>,
}

impl Model {
    fn at(&self, revision: u64) -> BTreeMap<Bytes, KeyValue> {
        let mut state = BTreeMap::new();
        for (_, key, kv) in self.changes.iter().take_while(|change| change.0.0 <= revision) {
            match kv {
                Some(kv) => drop(state.insert(key.clone(), kv.clone())),
                None => drop(state.remove(key)),
            }
        }
        state
    }

    fn change(&mut self, acts: &[Act]) {
        let next = Revision(self.revision + 1);
        let before = self.changes.len();
        for act in acts {
            let state = self.at(next.0);
            match act {
                Act::Put(number, value, lease) => {
                    let old = state.get(&key(*number));
                    let kv = KeyValue {
                        key: key(*number),
                        value: Bytes::from([*value].as_slice()),
                        create_revision: old.map_or(next, |old| old.create_revision),
                        mod_revision: next,
                        version: old.map_or(1, |old| old.version + 1),
                        lease: lease.map(LeaseId),
                    };
                    self.changes.push((next, key(*number), Some(kv)));
                }
                Act::Delete(keys) => {
                    let gone = state.keys().filter(|key| keys.contains(key));
                    self.changes.extend(gone.map(|key| (next, key.clone(), None)));
                }
            }
        }
        if self.changes.len() > before {
            self.revision += 1;
        }
    }

    fn read(&self, range: &Range) -> Result<OpAnswer, Denial> {
        let at = match range.revision.map_or(0, |revision| revision.0) {
            0 => self.revision,
            wanted if wanted > self.revision => return Err(Denial::FutureRevision),
            wanted => wanted,
        };
        if self.compacted.is_some_and(|compacted| at < compacted) {
            return Err(Denial::Compacted);
        }
        let state = self.at(at);
        let all = state.into_values().filter(|kv| range.keys.contains(&kv.key)).collect::<Vec<_>>();
        let count = all.len() as u64;
        if range.count_only {
            return Ok(OpAnswer::Range { found: Vec::new(), more: false, count });
        }
        let bounds =
            [range.mod_revision_min, range.mod_revision_max, range.create_revision_min, range.create_revision_max];
        let [mod_min, mod_max, create_min, create_max] = bounds.map(|bound| bound.filter(|bound| bound.0 > 0));
        let unbounded = [mod_min, mod_max, create_min, create_max].iter().all(Option::is_none);
        let limit = range.limit.filter(|limit| *limit > 0).unwrap_or(usize::MAX);
        let mut found = all;
        if range.order.is_none() && unbounded {
            found.truncate(limit.saturating_add(1));
        }
        found.retain(|kv| {
            mod_min.is_none_or(|min| kv.mod_revision >= min)
                && mod_max.is_none_or(|max| kv.mod_revision <= max)
                && create_min.is_none_or(|min| kv.create_revision >= min)
                && create_max.is_none_or(|max| kv.create_revision <= max)
        });
        found.sort_by(|a, b| {
            let rising = match range.sort_by {
                SortTarget::Key => a.key.cmp(&b.key),
                SortTarget::Version => a.version.cmp(&b.version),
                SortTarget::Create => a.create_revision.cmp(&b.create_revision),
                SortTarget::Modify => a.mod_revision.cmp(&b.mod_revision),
                SortTarget::Value => a.value.cmp(&b.value),
            };
            if range.order == Some(Order::Descend) { rising.reverse() } else { rising }
        });
        let more = found.len() > limit;
        found.truncate(limit);
        if range.keys_only {
            found.iter_mut().for_each(|kv| kv.value = Bytes::from([].as_slice()));
        }
        Ok(OpAnswer::Range { found, more, count })
    }

    fn compact(&mut self, revision: i64) -> Result<(), Denial> {
        let wanted = u64::try_from(revision).map_err(|_| Denial::Compacted)?;
        if self.compacted.is_some_and(|compacted| wanted <= compacted) {
            return Err(Denial::Compacted);
        }
        if wanted > self.revision {
            return Err(Denial::FutureRevision);
        }
        self.compacted = Some(wanted);
        Ok(())
    }
}

/// Does the same to the store.
fn change(store: &mut Store, acts: &[Act]) -> Run<Arc<Change>> {
    let mut write = store.write();
    for act in acts {
        match act {
            Act::Put(number, value, lease) => {
                write.put(key(*number), Bytes::from([*value].as_slice()), lease.map(LeaseId));
            }
            Act::Delete(keys) => drop(write.delete(keys)),
        }
    }
    write.finish()
}

/// The store must know all changes behind the compaction, and all keys at every revision from it on.
fn agrees(store: &Store, model: &Model) {
    let from = model.compacted.unwrap_or(0);
    let known = store
        .changes(Revision(from + 1))
        .map(|change| (change.place.main(), change.kv.key.clone(), (!change.is_removal()).then(|| change.kv.clone())));
    let all = model.changes.iter().filter(|change| change.0.0 > from).cloned();
    assert!(known.eq(all), "the changes since {from}");
    for revision in from..=model.revision {
        let state = model.at(revision);
        for number in 0..8 {
            let found = store.get_at(&key(number), Revision(revision));
            assert_eq!(found, state.get(&key(number)), "key {number} at {revision}");
        }
    }
    assert_eq!(store.len(), model.at(model.revision).len());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_store_is_a_list_of_all_changes(steps in vec(step(), 1..60)) {
        let (mut store, mut model) = (Store::default(), Model { revision: 1, ..Model::default() });
        // The same, but nothing forgotten is ever removed.
        let mut lazy = Store::default();
        let mut kept = Vec::new();
        for step in &steps {
            match step {
                Step::Change(acts) => {
                    let changes = change(&mut store, acts);
                    let told = |changes: &[Arc<Change>]| changes.iter().map(|change| (change.place, change.kv.clone())).collect::<Vec<_>>();
                    prop_assert_eq!(told(&changes), told(&change(&mut lazy, acts)));
                    model.change(acts);
                    kept.push((store.clone(), model.clone()));
                }
                Step::Read(range) => prop_assert_eq!(store.range(range), model.read(range)),
                Step::Compact(back) => {
                    let revision = model.revision.cast_signed() - back;
                    let verdict = model.compact(revision);
                    prop_assert_eq!(store.compact(revision), verdict);
                    prop_assert_eq!(lazy.compact(revision), verdict);
                }
                Step::Sweep(budget) => drop(store.compact_step(*budget)),
                Step::Defragment => store.defragment(),
            }
            prop_assert_eq!((store.revision().0, store.compacted().map(|revision| revision.0)), (model.revision, model.compacted));
            prop_assert_eq!(store.hash_kv(0), lazy.hash_kv(0));
        }
        agrees(&store, &model);
        store.compact_step(usize::MAX);
        agrees(&store, &model);
        prop_assert_eq!(store.hash_kv(0), lazy.hash_kv(0));
        kept.iter().step_by(7).for_each(|(store, model)| agrees(store, model));
    }
}

#[derive(Clone, Debug)]
enum Deed {
    Change(Vec<Act>),
    Watch { keys: KeyRange, start: i64, no_put: bool },
    Cancel(i64),
    Drain,
    Wait(u64),
    Compact(i64),
    Restore,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => vec(act(), 1..4).prop_map(|acts| Deed::Change(disjoint(acts))),
        3 => (keys(), 0..40_i64, prop::bool::weighted(0.2))
            .prop_map(|(keys, start, no_put)| Deed::Watch { keys, start, no_put }),
        1 => (0..6_i64).prop_map(Deed::Cancel),
        1 => Just(Deed::Drain),
        3 => (1..120_u64).prop_map(Deed::Wait),
        1 => (0..10_i64).prop_map(Deed::Compact),
        1 => Just(Deed::Restore),
    ]
}

/// Those of some acts that touch no key twice: of a revision that is compacted, only a key's last change is kept.
fn disjoint(acts: Vec<Act>) -> Vec<Act> {
    let all = |keys: &KeyRange| (0..8).filter(|number| keys.contains(&key(*number))).collect::<Vec<_>>();
    let mut touched = Vec::new();
    let mut kept = acts;
    kept.retain(|act| {
        let those = match act {
            Act::Put(number, ..) => vec![*number],
            Act::Delete(keys) => all(keys),
        };
        let is_new = those.iter().all(|number| !touched.contains(number));
        touched.extend(those);
        is_new
    });
    kept
}

/// What a watch was promised, and what it heard.
struct Promise {
    keys: KeyRange,
    from: u64,
    no_put: bool,
    heard: Vec<(Revision, Bytes, bool)>,
    ended: bool,
}

/// A member with one stream of watches, and what was promised on it.
struct Watched {
    store: Store,
    hub: Hub,
    now: SimTime,
    promises: BTreeMap<WatchId, Promise>,
}

const STREAM: RequestId = RequestId { client: ClientId(1), number: 1 };

impl Watched {
    fn wait(&mut self, millis: u64) {
        let until = self.now + Duration::from_millis(millis);
        while self.hub.deadline() <= until {
            self.now = self.hub.deadline();
            self.hub.wake(self.now, &self.store);
        }
        self.now = until;
    }

    fn drain(&mut self) {
        for sent in self.hub.take_all(&self.store) {
            let Some(promise) = self.promises.get_mut(&sent.response.id) else { continue };
            assert!(!promise.ended, "a watch that has ended speaks");
            promise.ended = sent.response.canceled;
            let mut revisions = promise.heard.last().map(|last| last.0).into_iter().collect::<Vec<_>>();
            let first = sent.response.events.first().map(|event| event.kv.mod_revision);
            assert!(first.is_none_or(|first| !revisions.contains(&first)), "a revision in two responses");
            for event in &sent.response.events {
                revisions.push(event.kv.mod_revision);
                let put = event.kind == WatchEventKind::Put;
                promise.heard.push((event.kv.mod_revision, event.kv.key.clone(), put));
            }
            assert!(revisions.is_sorted(), "out of order");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Ordered, unique, reliable, atomic, and resumable from any revision: etcd's promises to those who watch.
    #[test]
    fn a_watch_hears_of_everything_once_and_in_order(deeds in vec(deed(), 1..300)) {
        let (store, hub) = (Store::default(), Hub::new(1_000_000));
        let mut watched = Watched { store, hub, now: SimTime::ZERO, promises: BTreeMap::new() };
        let mut model = Model { revision: 1, ..Model::default() };
        watched.hub.open(SimTime::ZERO, STREAM, Duration::from_secs(3_600));
        let mut next = 0;
        for deed in deeds {
            match deed {
                Deed::Change(acts) => {
                    let changes = change(&mut watched.store, &acts);
                    watched.hub.notify(watched.now, &changes);
                    model.change(&acts);
                }
                Deed::Watch { keys, start, no_put } => {
                    let empty = matches!(&keys, KeyRange::Between(start, end) if end <= start);
                    let wish = WatchCreate { start, no_put, ..WatchCreate::of(keys.clone()) };
                    watched.hub.create(watched.now, STREAM, &wish, &watched.store);
                    if !empty {
                        let from = if start == 0 { model.revision + 1 } else { start.cast_unsigned() };
                        let promise = Promise { keys, from, no_put, heard: Vec::new(), ended: false };
                        watched.promises.insert(WatchId(next), promise);
                        next += 1;
                    }
                }
                Deed::Cancel(id) => {
                    watched.drain();
                    watched.promises.remove(&WatchId(id));
                    watched.hub.cancel(STREAM, WatchId(id), &watched.store);
                }
                Deed::Drain => watched.drain(),
                Deed::Wait(millis) => watched.wait(millis),
                Deed::Compact(back) => {
                    let revision = model.revision.cast_signed() - back;
                    prop_assert_eq!(watched.store.compact(revision), model.compact(revision));
                    watched.store.compact_step(usize::MAX);
                }
                Deed::Restore => watched.hub.restore(watched.now),
            }
        }
        for _ in 0..5 {
            watched.drain();
            watched.wait(500);
        }
        watched.drain();
        for (id, promise) in &watched.promises {
            let wanted = model.changes.iter().filter(|(revision, key, kv)| {
                revision.0 >= promise.from && promise.keys.contains(key) && !(promise.no_put && kv.is_some())
            });
            let wanted = wanted.map(|(revision, key, kv)| (*revision, key.clone(), kv.is_some())).collect::<Vec<_>>();
            if promise.ended {
                prop_assert!(wanted.starts_with(&promise.heard), "{:?} heard what was not next", id);
                prop_assert!(model.compacted.is_some_and(|compacted| promise.from < compacted));
            } else {
                prop_assert_eq!(&promise.heard, &wanted, "{:?} from {}", id, promise.from);
            }
        }
    }
}
