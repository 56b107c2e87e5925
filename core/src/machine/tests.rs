//! What committed commands do, one rule at a time.

use alloc::{sync::Arc, vec, vec::Vec};

use super::{request::check, *};
use crate::{
    api::{
        Call, Origin,
        kv::{Compact, Compare, CompareTarget, Op, Relation, Txn},
        maintenance::{AlarmKind, MaintenanceAnswer},
    },
    id::NodeId,
    mvcc::Bytes,
};

fn bytes(text: &str) -> Bytes {
    text.as_bytes().into()
}

fn one(key: &str) -> KeyRange {
    KeyRange::One(bytes(key))
}

fn all() -> KeyRange {
    KeyRange::prefix(b"")
}

fn put(key: &str, value: &str) -> Put {
    Put::of(bytes(key), bytes(value))
}

fn leased(key: &str, lease: i64) -> Put {
    Put { lease: Some(LeaseId(lease)), ..put(key, "v") }
}

fn delete(keys: KeyRange) -> DeleteRange {
    DeleteRange { keys, previous: false }
}

fn get(key: &str) -> Op {
    Op::Range(Range::of(one(key)))
}

fn at(revision: u64) -> Op {
    Op::Range(Range { revision: Some(Revision(revision)), ..Range::of(all()) })
}

fn then(success: Vec<Op>) -> Txn {
    Txn { success, ..Txn::default() }
}

fn grant(id: i64, ttl: i64) -> Operation {
    Operation::LeaseGrant { id: LeaseId(id), ttl }
}

fn revoke(id: i64) -> Operation {
    Operation::LeaseRevoke { id: LeaseId(id) }
}

/// A machine that is fed one operation after the other.
#[derive(Default)]
struct Fed(Machine);

impl Fed {
    fn apply(&mut self, operation: Operation) -> Applied {
        let number = self.0.applied().index.0;
        let origin = Origin::Member { node: NodeId::new(1).unwrap(), number };
        let proposal = Proposal::new(origin, None, operation);
        self.0.apply(Index(number + 1), Term(1), Some(&proposal)).unwrap()
    }

    /// Applies it; it must be done.
    fn done(&mut self, operation: Operation) -> Answer {
        self.apply(operation).result.unwrap()
    }

    /// Applies it; it must be refused, and nothing may have changed.
    fn refused(&mut self, operation: Operation) -> Denial {
        let before = self.0.clone();
        let Applied { result, changes, .. } = self.apply(operation);
        let parts = |machine: &Machine| (machine.store.clone(), machine.leases.clone(), machine.alarms.clone());
        assert!(parts(&before) == parts(&self.0) && changes.is_empty(), "refused, and yet something changed");
        result.unwrap_err()
    }

    fn put(&mut self, put: Put) -> Answer {
        self.done(Operation::Put(put.into()))
    }

    fn delete(&mut self, keys: KeyRange) -> Answer {
        self.done(Operation::Delete(delete(keys).into()))
    }

    fn txn(&mut self, txn: Txn) -> (bool, Vec<(Revision, OpAnswer)>) {
        match self.done(Operation::Txn(txn.into())) {
            Answer::Op(OpAnswer::Txn { succeeded, answers }) => (succeeded, answers),
            other => panic!("a transaction answers a transaction: {other:?}"),
        }
    }

    fn value(&self, key: &str) -> Option<Bytes> {
        self.0.store().get(key.as_bytes()).map(|kv| kv.value.clone())
    }

    fn attached(&self, lease: i64) -> Vec<Bytes> {
        self.0.leases().get(LeaseId(lease)).unwrap().keys().cloned().collect()
    }
}

fn compare(keys: KeyRange, relation: Relation, target: CompareTarget) -> Compare {
    Compare { keys, target, relation }
}

#[test]
fn comparisons() {
    use CompareTarget::{Create, Lease, Modify, Value, Version};
    use Relation::{Equal, Greater, Less, NotEqual};
    let mut fed = Fed::default();
    fed.done(grant(9, 60));
    fed.put(put("a", "1"));
    fed.put(leased("a", 9));
    fed.put(put("b", "w"));
    for (keys, relation, target, holds) in [
        (one("a"), Equal, Version(2), true),
        (one("a"), Less, Version(2), false),
        (one("a"), Equal, Create(2), true),
        (one("a"), Greater, Create(1), true),
        (one("a"), NotEqual, Modify(2), true),
        (one("a"), Equal, Lease(9), true),
        (one("b"), Equal, Lease(0), true),
        (one("a"), Equal, Value(bytes("v")), true),
        (one("a"), Less, Value(bytes("w")), true),
        (one("a"), Greater, Value(bytes("")), true),
        (one("x"), Equal, Version(0), true),
        (one("x"), Equal, Create(0), true),
        (one("x"), Less, Modify(1), true),
        (one("x"), Greater, Lease(-1), true),
        (one("x"), Equal, Value(bytes("")), false),
        (one("x"), NotEqual, Value(bytes("v")), false),
        (all(), Greater, Version(0), true),
        (all(), Greater, Version(1), false),
        (all(), NotEqual, Value(bytes("v")), false),
        (KeyRange::prefix(b"x"), Equal, Version(0), true),
        (KeyRange::prefix(b"x"), Greater, Version(0), false),
    ] {
        let what = compare(keys, relation, target);
        let (held, _) = fed.txn(Txn { compares: vec![what.clone()], ..Txn::default() });
        assert_eq!(held, holds, "{what:?}");
    }
    let (yes, no) = (compare(one("a"), Greater, Version(0)), compare(one("a"), Equal, Version(0)));
    assert!(fed.txn(Txn::default()).0, "nothing to compare holds");
    assert!(!fed.txn(Txn { compares: vec![yes, no], ..Txn::default() }).0);
}

#[test]
fn operations_see_earlier_ones_and_comparisons_do_not() {
    let mut fed = Fed::default();
    let created = |key| compare(one(key), Relation::Greater, CompareTarget::Version(0));
    let inner = Txn {
        compares: vec![created("a")],
        success: vec![Op::Put(put("c", "seen"))],
        failure: vec![Op::Put(put("c", "unseen"))],
    };
    let (_, answers) = fed.txn(then(vec![
        get("a"),
        Op::Delete(delete(one("nothing"))),
        Op::Put(put("a", "1")),
        get("a"),
        Op::Txn(inner),
        Op::Delete(delete(one("b"))),
        at(1),
    ]));
    let seen = answers.iter().map(|(revision, answer)| {
        let found = if let OpAnswer::Range { count, .. } = answer { Some(*count) } else { None };
        (revision.0, found)
    });
    assert_eq!(
        seen.collect::<Vec<_>>(),
        [(1, Some(0)), (1, None), (2, None), (2, Some(1)), (0, None), (2, None), (2, Some(0))]
    );
    assert_eq!((fed.value("c"), fed.0.revision()), (Some(bytes("unseen")), Revision(2)));
}

#[test]
fn a_transaction_is_one_revision_and_one_that_changes_nothing_none() {
    let mut fed = Fed::default();
    let txn = then(vec![Op::Put(put("a", "1")), Op::Put(put("b", "1")), Op::Delete(delete(one("a")))]);
    let Applied { changes, revision, .. } = fed.apply(Operation::Txn(txn.into()));
    let told = changes.iter().map(|change| (change.place.main().0, change.place.sub(), change.is_removal()));
    assert_eq!((told.collect::<Vec<_>>(), revision), (vec![(2, 0, false), (2, 1, false), (2, 2, true)], Revision(2)));
    fed.txn(then(vec![get("b"), Op::Delete(delete(one("x")))]));
    assert_eq!(fed.0.revision(), Revision(2));
}

#[test]
fn everything_is_looked_at_before_the_first_write() {
    let mut fed = Fed::default();
    fed.put(put("a", "1"));
    fed.put(put("a", "2"));
    fed.done(Operation::Compact(Compact { revision: 3, physical: false }));
    let keeps = |key| Op::Put(Put { ignore_value: true, ..put(key, "") });
    let first = || Op::Put(put("z", ""));
    let nested = |op| Op::Txn(then(vec![op]));
    for (ops, denial) in [
        (vec![first(), keeps("x")], Denial::KeyNotFound),
        (vec![first(), Op::Put(Put { ignore_lease: true, ..put("x", "") })], Denial::KeyNotFound),
        (vec![first(), Op::Put(leased("b", 5))], Denial::LeaseNotFound),
        (vec![first(), nested(Op::Put(leased("b", 5)))], Denial::LeaseNotFound),
        (vec![first(), at(4)], Denial::FutureRevision),
        (vec![first(), nested(at(2))], Denial::Compacted),
        (vec![at(2), keeps("x")], Denial::KeyNotFound),
        (vec![Op::Put(leased("b", 5)), keeps("x")], Denial::LeaseNotFound),
        // From some key on: nothing looks for that before; etcd's member panics.
        (vec![Op::Delete(delete(KeyRange::From(bytes("a")))), keeps("a")], Denial::KeyNotFound),
    ] {
        assert_eq!(fed.refused(Operation::Txn(then(ops.clone()).into())), denial, "{ops:?}");
    }
    assert!(fed.txn(then(vec![first(), at(3)])).0);
}

/// etcd 18667: a read of a compacted revision must fail on every member, or on none; here it fails before any write.
#[test]
fn etcd_18667_a_compacted_read_refuses_the_whole_transaction() {
    let mut fed = Fed::default();
    fed.put(put("a", "1"));
    fed.put(put("a", "2"));
    fed.done(Operation::Compact(Compact { revision: 3, physical: false }));
    let txn = then(vec![Op::Put(put("b", "1")), at(2)]);
    assert_eq!(fed.refused(Operation::Txn(txn.into())), Denial::Compacted);
    assert_eq!(fed.value("b"), None);
}

#[test]
fn a_transaction_that_only_reads_is_answered_without_the_log() {
    let mut fed = Fed::default();
    fed.put(put("a", "1"));
    let txn = Txn {
        compares: vec![compare(one("a"), Relation::Equal, CompareTarget::Value(bytes("1")))],
        success: vec![get("a"), Op::Txn(then(vec![get("x")]))],
        failure: vec![at(9)],
    };
    let OpAnswer::Txn { succeeded, answers } = fed.0.read_txn(&txn).unwrap() else { panic!("{txn}") };
    let revisions = answers.iter().map(|(revision, _)| revision.0).collect::<Vec<_>>();
    assert_eq!((succeeded, revisions), (true, vec![2, 0]));
    assert_eq!(fed.0.read_txn(&then(vec![at(9)])), Err(Denial::FutureRevision));
}

#[test]
fn a_put_tells_what_was_before_and_keeps_what_it_is_told_to() {
    let mut fed = Fed::default();
    fed.done(grant(9, 60));
    fed.put(leased("a", 9));
    let kept = Put { ignore_value: true, previous: true, lease: Some(LeaseId(9)), ..put("a", "") };
    let Answer::Op(OpAnswer::Put { previous: Some(before) }) = fed.put(kept) else { panic!("a key was there") };
    assert_eq!((before.version, &*before.value), (1, &b"v"[..]));
    fed.put(Put { ignore_lease: true, ..put("a", "new") });
    let now = fed.0.store().get(b"a").unwrap();
    assert_eq!((&*now.value, now.lease, now.version), (&b"new"[..], Some(LeaseId(9)), 3));
    // Alone, a put looks for its lease first; in a transaction, for the key.
    let both = Put { ignore_value: true, ..leased("x", 5) };
    assert_eq!(fed.refused(Operation::Put(both.clone().into())), Denial::LeaseNotFound);
    assert_eq!(fed.refused(Operation::Txn(then(vec![Op::Put(both)]).into())), Denial::KeyNotFound);
}

#[test]
fn a_key_belongs_to_the_lease_of_its_last_put() {
    let mut fed = Fed::default();
    fed.done(grant(1, 60));
    fed.done(grant(2, 60));
    for key in ["a", "b", "c", "d"] {
        fed.put(leased(key, 1));
    }
    fed.put(leased("a", 2));
    fed.put(put("b", "without"));
    fed.delete(one("c"));
    fed.txn(then(vec![Op::Put(leased("e", 2)), Op::Delete(delete(one("d")))]));
    assert_eq!((fed.attached(1), fed.attached(2)), (vec![], vec![bytes("a"), bytes("e")]));
    fed.done(revoke(1));
    assert_eq!(fed.value("b"), Some(bytes("without")), "it has left the lease before");
}

/// etcd, `lessor.go`, `Revoke`: in order, or the members' hashes would differ.
#[test]
fn a_revoke_removes_its_keys_in_order_in_one_revision() {
    let mut fed = Fed::default();
    fed.done(grant(1, 60));
    for key in ["c", "a", "b"] {
        fed.put(leased(key, 1));
    }
    let Applied { result, changes, revision } = fed.apply(revoke(1));
    assert_eq!((result, revision), (Ok(Answer::Lease(LeaseAnswer::Revoke)), Revision(5)));
    let told = changes.iter().map(|change| (&change.kv.key, change.place.sub(), change.is_removal()));
    assert!(told.eq([(&bytes("a"), 0, true), (&bytes("b"), 1, true), (&bytes("c"), 2, true)]));
    fed.done(grant(2, 60));
    assert_eq!(fed.apply(revoke(2)).revision, Revision(5), "without keys there is no new revision");
    assert_eq!(fed.refused(revoke(1)), Denial::LeaseNotFound);
}

/// etcd 14239.
#[test]
fn etcd_14239_a_lease_with_a_negative_id_is_one_like_any_other() {
    let mut fed = Fed::default();
    fed.done(grant(-7, 60));
    fed.put(leased("a", -7));
    assert_eq!(fed.refused(grant(-7, 60)), Denial::LeaseExists);
    assert_eq!(fed.apply(revoke(-7)).changes.len(), 1);
}

#[test]
fn without_space_nothing_is_done_that_takes_some() {
    let mut fed = Fed::default();
    fed.put(put("a", "1"));
    let alarm = |member| Alarm { member, kind: AlarmKind::NoSpace };
    for member in [5, 5, 6] {
        let told = MaintenanceAnswer::Alarms(vec![alarm(member)]);
        assert_eq!(fed.done(Operation::AlarmActivate(alarm(member))), Answer::Maintenance(told));
    }
    for operation in [
        Operation::Put(put("b", "").into()),
        grant(1, 60),
        Operation::Txn(Txn { failure: vec![Op::Put(put("b", ""))], ..Txn::default() }.into()),
    ] {
        assert_eq!(fed.refused(operation.clone()), Denial::NoSpace, "{operation}");
    }
    // What its cost overlooks is done, as in etcd (22139).
    fed.txn(then(vec![Op::Txn(then(vec![Op::Put(put("b", ""))]))]));
    fed.txn(then(vec![get("a"), Op::Delete(delete(one("a")))]));
    fed.delete(one("b"));
    fed.done(Operation::Compact(Compact { revision: 3, physical: false }));
    let one_member = Operation::AlarmDisarm { member: 5, kind: Some(AlarmKind::NoSpace) };
    fed.done(one_member);
    assert_eq!(fed.refused(grant(1, 60)), Denial::NoSpace, "one member's alarm is enough");
    fed.done(Operation::AlarmDisarm { member: 0, kind: None });
    assert!(fed.0.alarms().is_empty());
    fed.done(grant(1, 60));
}

#[test]
fn with_damaged_data_nothing_is_done_to_keys_and_leases() {
    let mut fed = Fed::default();
    fed.done(grant(1, 60));
    fed.done(Operation::AlarmActivate(Alarm { member: 5, kind: AlarmKind::Corrupt }));
    for operation in [
        Operation::Put(put("b", "").into()),
        Operation::Delete(delete(one("b")).into()),
        Operation::Txn(Txn::default().into()),
        Operation::Compact(Compact { revision: 1, physical: false }),
        grant(2, 60),
        revoke(1),
    ] {
        assert_eq!(fed.refused(operation.clone()), Denial::Corrupt, "{operation}");
    }
    fed.done(Operation::AlarmDisarm { member: 5, kind: Some(AlarmKind::Corrupt) });
    fed.done(revoke(1));
}

/// The ladder: forgetting frees nothing, removing frees nothing of the file, defragmenting does.
#[test]
fn the_quota_counts_the_length_of_the_file() {
    let mut fed = Fed::default();
    let quota = 200_000;
    let large = Operation::Put(put("a", &"x".repeat(50_000)).into());
    while !fed.0.over_quota(quota, &large) {
        fed.done(large.clone());
    }
    assert_eq!(fed.0.revision(), Revision(4), "32 kB for nothing, 53 kB for each, and 50 kB and 256 bytes to come");
    fed.done(Operation::Compact(Compact { revision: 4, physical: true }));
    assert!(fed.0.over_quota(quota, &large));
    assert!(fed.0.store_mut().compact_step(100));
    assert!(fed.0.over_quota(quota, &large));
    fed.0.store_mut().defragment();
    assert!(!fed.0.over_quota(quota, &large));
    assert!(!fed.0.over_quota(1, &Operation::Delete(delete(all()).into())), "what costs nothing always passes");
    assert!(fed.0.over_quota(32_768 + 53_248 + 64, &grant(1, 60)));
}

#[test]
fn shapes_that_are_refused_before_anything_is_proposed() {
    let many = |count: usize| (0..count).map(|_| get("a")).collect::<Vec<_>>();
    let put_op = |key| Op::Put(put(key, ""));
    let del_op = |keys| Op::Delete(delete(keys));
    let nested = |success| Op::Txn(then(success));
    let either = |success, failure| Op::Txn(Txn { success, failure, ..Txn::default() });
    let ac = || KeyRange::Between(bytes("a"), bytes("c"));
    let cases = [
        (many(128), Ok(())),
        (many(129), Err(Denial::TooManyOps)),
        (vec![nested(many(127))], Ok(())),
        (vec![nested(many(128))], Err(Denial::TooManyOps)),
        (vec![get("")], Err(Denial::EmptyKey)),
        (vec![nested(vec![put_op("")])], Err(Denial::EmptyKey)),
        (vec![Op::Put(Put { ignore_value: true, ..put("a", "1") })], Err(Denial::ValueProvided)),
        (vec![Op::Put(Put { ignore_lease: true, ..leased("a", 1) })], Err(Denial::LeaseProvided)),
        (vec![put_op("a"), put_op("a")], Err(Denial::DuplicateKey)),
        (vec![put_op("a"), del_op(one("a"))], Err(Denial::DuplicateKey)),
        (vec![put_op("b"), del_op(ac())], Err(Denial::DuplicateKey)),
        (vec![put_op("c"), del_op(ac())], Ok(())),
        (vec![put_op("b"), del_op(KeyRange::Between(bytes("c"), bytes("a")))], Ok(())),
        (vec![put_op("b"), del_op(KeyRange::From(bytes("a")))], Ok(())),
        (vec![del_op(one("a")), del_op(ac())], Ok(())),
        (vec![put_op("a"), nested(vec![put_op("a")])], Err(Denial::DuplicateKey)),
        (vec![put_op("a"), nested(vec![del_op(one("a"))])], Err(Denial::DuplicateKey)),
        (vec![nested(vec![put_op("a")]), del_op(one("a"))], Err(Denial::DuplicateKey)),
        (vec![nested(vec![put_op("a")]), nested(vec![put_op("a")])], Err(Denial::DuplicateKey)),
        (vec![nested(vec![del_op(one("a"))]), nested(vec![put_op("a")])], Err(Denial::DuplicateKey)),
        (vec![nested(vec![put_op("a")]), nested(vec![del_op(one("a"))])], Ok(())),
        (vec![either(vec![put_op("a")], vec![put_op("a")])], Ok(())),
        (vec![either(vec![put_op("a")], vec![put_op("a")]), put_op("a")], Err(Denial::DuplicateKey)),
    ];
    for (ops, verdict) in cases {
        assert_eq!(check(&Call::Txn(then(ops.clone()).into()), 128), verdict, "{ops:?}");
        let failure = Txn { failure: ops.clone(), ..Txn::default() };
        assert_eq!(check(&Call::Txn(failure.into()), 128), verdict, "{ops:?}");
    }
    let compares = vec![compare(one(""), Relation::Equal, CompareTarget::Version(0))];
    assert_eq!(check(&Call::Txn(Txn { compares, ..Txn::default() }.into()), 128), Err(Denial::EmptyKey));
    assert_eq!(check(&Call::Put(Arc::new(put("", ""))), 128), Err(Denial::EmptyKey));
    assert_eq!(check(&Call::Range(Arc::new(Range::of(all()))), 128), Ok(()));
    assert_eq!(check(&Call::Delete(Arc::new(delete(one("")))), 128), Err(Denial::EmptyKey));
}
