//! The machine beside what is obvious: the keys as they were at every revision, and who holds a lease on what.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use agora_core::{
    api::{
        Answer, Denial, Operation, Origin, Proposal,
        kv::{Compact, Compare, CompareTarget, DeleteRange, Op, OpAnswer, Put, Range, Relation, Txn},
    },
    id::{Index, LeaseId, NodeId, Revision, Term},
    machine::Machine,
    mvcc::{Bytes, KeyRange, KeyValue},
};
use proptest::{collection::vec, option, prelude::*};

fn key(number: u8) -> Bytes {
    Bytes::from([b'a' + number].as_slice())
}

fn keys() -> impl Strategy<Value = KeyRange> {
    prop_oneof![
        3 => (0..5_u8).prop_map(|one| KeyRange::One(key(one))),
        1 => (0..5_u8, 0..6_u8).prop_map(|(start, end)| KeyRange::Between(key(start), key(end))),
        1 => (0..5_u8).prop_map(|start| KeyRange::From(key(start))),
    ]
}

fn put() -> impl Strategy<Value = Put> {
    let lease = option::weighted(0.4, (1..4_i64).prop_map(LeaseId));
    let keeps = || prop::bool::weighted(0.1);
    (0..5_u8, 0..3_u8, lease, any::<bool>(), keeps(), keeps()).prop_map(
        |(number, value, lease, previous, ignore_value, ignore_lease)| Put {
            lease,
            previous,
            ignore_value,
            ignore_lease,
            ..Put::of(key(number), Bytes::from([value].as_slice()))
        },
    )
}

fn compare() -> impl Strategy<Value = Compare> {
    let target = prop_oneof![
        (0..4_i64).prop_map(CompareTarget::Version),
        (0..20_i64).prop_map(CompareTarget::Create),
        (0..20_i64).prop_map(CompareTarget::Modify),
        (0..3_u8).prop_map(|value| CompareTarget::Value(Bytes::from([value].as_slice()))),
        (0..4_i64).prop_map(CompareTarget::Lease),
    ];
    let relation =
        prop_oneof![Just(Relation::Equal), Just(Relation::NotEqual), Just(Relation::Greater), Just(Relation::Less)];
    (keys(), target, relation).prop_map(|(keys, target, relation)| Compare { keys, target, relation })
}

fn op() -> impl Strategy<Value = Op> {
    let range = (keys(), option::weighted(0.3, (1..25_u64).prop_map(Revision)))
        .prop_map(|(keys, revision)| Op::Range(Range { revision, ..Range::of(keys) }));
    let delete = (keys(), any::<bool>()).prop_map(|(keys, previous)| Op::Delete(DeleteRange { keys, previous }));
    let leaf = prop_oneof![4 => put().prop_map(Op::Put), 2 => delete, 2 => range];
    leaf.prop_recursive(2, 12, 3, |inner| txn_of(inner).prop_map(Op::Txn))
}

fn txn_of(op: impl Strategy<Value = Op> + Clone) -> impl Strategy<Value = Txn> {
    (vec(compare(), 0..3), vec(op.clone(), 0..4), vec(op, 0..4)).prop_map(|(compares, success, failure)| Txn {
        compares,
        success,
        failure,
    })
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        6 => txn_of(op().boxed()).prop_map(|txn| Operation::Txn(txn.into())),
        3 => put().prop_map(|put| Operation::Put(put.into())),
        1 => (keys(), any::<bool>()).prop_map(|(keys, previous)| Operation::Delete(DeleteRange { keys, previous }.into())),
        2 => (1..4_i64).prop_map(|id| Operation::LeaseGrant { id: LeaseId(id), ttl: 100 }),
        1 => (1..4_i64).prop_map(|id| Operation::LeaseRevoke { id: LeaseId(id) }),
        1 => (0..25_i64).prop_map(|revision| Operation::Compact(Compact { revision, physical: false })),
    ]
}

type Keys = BTreeMap<Bytes, KeyValue>;

/// All that ever was.
#[derive(Clone, Default)]
struct Model {
    /// The keys at each revision; the first is that of an empty store, 0.
    past: Vec<Keys>,
    compacted: Option<u64>,
    leases: BTreeSet<LeaseId>,
}

impl Model {
    fn revision(&self) -> u64 {
        self.past.len() as u64 - 1
    }

    fn now(&self) -> &Keys {
        self.past.last().expect("a store begins with a revision")
    }

    /// Makes the keys after a change those of the next revision, if anything was changed.
    fn commit(&mut self, keys: Keys, changed: bool) {
        if changed {
            self.past.push(keys);
        }
    }

    fn apply(&mut self, operation: &Operation) -> Result<Option<OpAnswer>, Denial> {
        let single = |op| Txn { success: vec![op], ..Txn::default() };
        let inner = |answer| match answer {
            OpAnswer::Txn { mut answers, .. } => answers.remove(0).1,
            other => other,
        };
        match operation {
            Operation::Txn(txn) => self.txn(txn).map(Some),
            // Alone, a put is judged by its lease first, in a transaction by its key (etcd, `applierV3backend.Put` and
            // `checkRequestPut`).
            Operation::Put(put) if !self.has_lease(put) => Err(Denial::LeaseNotFound),
            Operation::Put(put) => self.txn(&single(Op::Put((**put).clone()))).map(inner).map(Some),
            Operation::Delete(delete) => self.txn(&single(Op::Delete((**delete).clone()))).map(inner).map(Some),
            Operation::LeaseGrant { id, .. } => {
                if self.leases.insert(*id) {
                    Ok(None)
                } else {
                    Err(Denial::LeaseExists)
                }
            }
            Operation::LeaseRevoke { id } => {
                if !self.leases.remove(id) {
                    return Err(Denial::LeaseNotFound);
                }
                let mut keys = self.now().clone();
                keys.retain(|_, kv| kv.lease != Some(*id));
                let changed = keys.len() < self.now().len();
                self.commit(keys, changed);
                Ok(None)
            }
            Operation::Compact(compact) => {
                let wanted = compact.revision.cast_unsigned();
                if self.compacted.is_some_and(|compacted| wanted <= compacted) {
                    return Err(Denial::Compacted);
                }
                if wanted > self.revision() {
                    return Err(Denial::FutureRevision);
                }
                self.compacted = Some(wanted);
                Ok(None)
            }
            other => panic!("{other:?} is not drawn"),
        }
    }

    /// All of it on a copy of the keys, or nothing.
    fn txn(&mut self, txn: &Txn) -> Result<OpAnswer, Denial> {
        self.check(txn, &|op| self.check_put(op))?;
        self.check(txn, &|op| self.check_range(op))?;
        let (mut keys, mut changed) = (self.now().clone(), false);
        let answer = self.follow(txn, &mut keys, &mut changed)?;
        self.commit(keys, changed);
        Ok(answer)
    }

    fn way<'a>(&self, txn: &'a Txn) -> (bool, &'a [Op]) {
        let holds = txn.compares.iter().all(|compare| self.holds(compare));
        (holds, if holds { &txn.success } else { &txn.failure })
    }

    fn check(&self, txn: &Txn, judge: &impl Fn(&Op) -> Result<(), Denial>) -> Result<(), Denial> {
        self.way(txn).1.iter().try_for_each(|op| match op {
            Op::Txn(txn) => self.check(txn, judge),
            op => judge(op),
        })
    }

    fn check_put(&self, op: &Op) -> Result<(), Denial> {
        let Op::Put(put) = op else { return Ok(()) };
        if (put.ignore_value || put.ignore_lease) && !self.now().contains_key(&put.key) {
            return Err(Denial::KeyNotFound);
        }
        if self.has_lease(put) { Ok(()) } else { Err(Denial::LeaseNotFound) }
    }

    fn has_lease(&self, put: &Put) -> bool {
        put.lease.is_none_or(|lease| self.leases.contains(&lease))
    }

    fn check_range(&self, op: &Op) -> Result<(), Denial> {
        let Op::Range(Range { revision: Some(wanted), .. }) = op else { return Ok(()) };
        if wanted.0 > self.revision() {
            return Err(Denial::FutureRevision);
        }
        if self.compacted.is_some_and(|compacted| wanted.0 < compacted) { Err(Denial::Compacted) } else { Ok(()) }
    }

    fn holds(&self, compare: &Compare) -> bool {
        let found = self.now().values().filter(|kv| compare.keys.contains(&kv.key)).collect::<Vec<_>>();
        let relates = |ordering| match compare.relation {
            Relation::Equal => ordering == Ordering::Equal,
            Relation::NotEqual => ordering != Ordering::Equal,
            Relation::Greater => ordering == Ordering::Greater,
            Relation::Less => ordering == Ordering::Less,
        };
        let numbers = |kv: &KeyValue| match &compare.target {
            CompareTarget::Version(wanted) => kv.version.cast_signed().cmp(wanted),
            CompareTarget::Create(wanted) => kv.create_revision.0.cast_signed().cmp(wanted),
            CompareTarget::Modify(wanted) => kv.mod_revision.0.cast_signed().cmp(wanted),
            CompareTarget::Lease(wanted) => kv.lease.map_or(0, |lease| lease.0).cmp(wanted),
            CompareTarget::Value(wanted) => kv.value.cmp(wanted),
        };
        if found.is_empty() {
            return match &compare.target {
                CompareTarget::Value(_) => false,
                CompareTarget::Version(wanted)
                | CompareTarget::Create(wanted)
                | CompareTarget::Modify(wanted)
                | CompareTarget::Lease(wanted) => relates(0.cmp(wanted)),
            };
        }
        found.into_iter().all(|kv| relates(numbers(kv)))
    }

    fn follow(&self, txn: &Txn, keys: &mut Keys, changed: &mut bool) -> Result<OpAnswer, Denial> {
        let (succeeded, ops) = self.way(txn);
        let mut answers = Vec::new();
        for op in ops {
            let answer = match op {
                Op::Txn(txn) => (Revision(0), self.follow(txn, keys, changed)?),
                Op::Range(range) => {
                    let seen = range.revision.map_or(&*keys, |revision| &self.past[revision.0 as usize]);
                    let found = seen.values().filter(|kv| range.keys.contains(&kv.key)).cloned().collect::<Vec<_>>();
                    let count = found.len() as u64;
                    (self.header(*changed), OpAnswer::Range { found, more: false, count })
                }
                Op::Put(put) => {
                    let previous = self.set(put, keys)?;
                    *changed = true;
                    (self.header(true), OpAnswer::Put { previous: previous.filter(|_| put.previous) })
                }
                Op::Delete(delete) => {
                    let mut gone = Vec::new();
                    keys.retain(|key, kv| {
                        let goes = delete.keys.contains(key);
                        gone.extend(goes.then(|| kv.clone()));
                        !goes
                    });
                    *changed |= !gone.is_empty();
                    let deleted = gone.len() as u64;
                    let previous = if delete.previous { gone } else { Vec::new() };
                    (self.header(*changed), OpAnswer::Delete { deleted, previous })
                }
            };
            answers.push(answer);
        }
        Ok(OpAnswer::Txn { succeeded, answers })
    }

    fn header(&self, changed: bool) -> Revision {
        Revision(self.revision() + u64::from(changed))
    }

    fn set(&self, put: &Put, keys: &mut Keys) -> Result<Option<KeyValue>, Denial> {
        let old = keys.get(&put.key).cloned();
        if (put.ignore_value || put.ignore_lease) && old.is_none() {
            return Err(Denial::KeyNotFound);
        }
        let next = Revision(self.revision() + 1);
        let kept = |keep: bool| old.as_ref().filter(|_| keep);
        let kv = KeyValue {
            key: put.key.clone(),
            value: kept(put.ignore_value).map_or_else(|| put.value.clone(), |old| old.value.clone()),
            create_revision: old.as_ref().map_or(next, |old| old.create_revision),
            mod_revision: next,
            version: old.as_ref().map_or(1, |old| old.version + 1),
            lease: kept(put.ignore_lease).map_or(put.lease, |old| old.lease),
        };
        keys.insert(put.key.clone(), kv);
        Ok(old)
    }
}

/// Feeds it to the machine.
fn feed(machine: &mut Machine, operation: Operation) -> Result<Answer, Denial> {
    let number = machine.applied().index.0;
    let origin = Origin::Member { node: NodeId::new(1).expect("there is a first member"), number };
    let proposal = Proposal::new(origin, None, operation);
    machine.apply(Index(number + 1), Term(1), Some(&proposal)).expect("a proposal is applied").result
}

/// The machine must hold the keys as they were at every revision that is not compacted, and each lease its keys.
fn agrees(machine: &Machine, model: &Model) {
    assert_eq!(machine.revision().0, model.revision());
    for revision in model.compacted.unwrap_or(0)..=model.revision() {
        for number in 0..5 {
            let found = machine.store().get_at(&key(number), Revision(revision));
            assert_eq!(found, model.past[revision as usize].get(&key(number)), "key {number} at {revision}");
        }
    }
    for id in (1..4).map(LeaseId) {
        let attached = machine.leases().get(id).map(|lease| lease.keys().cloned().collect::<Vec<_>>());
        let held = model.now().values().filter(|kv| kv.lease == Some(id)).map(|kv| kv.key.clone()).collect();
        assert_eq!(attached, model.leases.contains(&id).then_some(held), "the keys of lease {id:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// All or nothing, in one revision, with comparisons that see what was before and operations that see each other; what is
    /// refused leaves everything as it was.
    #[test]
    fn transactions_do_all_of_what_they_say_or_nothing(operations in vec(operation(), 1..40)) {
        let mut machine = Machine::default();
        // An empty store is at revision 1.
        let mut model = Model { past: vec![Keys::new(); 2], ..Model::default() };
        for operation in operations {
            let wanted = model.clone().apply(&operation);
            let found = feed(&mut machine, operation.clone());
            match (&found, &wanted) {
                (Ok(Answer::Op(found)), Ok(Some(wanted))) => prop_assert_eq!(found, wanted, "{:?}", operation),
                (Ok(_), Ok(None)) => {}
                (Err(found), Err(wanted)) => prop_assert_eq!(found, wanted, "{:?}", operation),
                _ => prop_assert!(false, "{:?}: {:?}, and not {:?}", operation, found, wanted),
            }
            if wanted.is_ok() {
                let _ = model.apply(&operation);
            }
            agrees(&machine, &model);
        }
    }
}
