//! Transactions: compare, then do one of two lists of operations, as one revision.

use alloc::{sync::Arc, vec::Vec};
use core::cmp::Ordering;

use super::Machine;
use crate::{
    api::{
        Denial,
        kv::{Compare, CompareTarget, DeleteRange, Op, OpAnswer, Put, Range, Relation, Txn},
    },
    id::Revision,
    lease::Registry,
    mvcc::{Change, KeyValue, Store, Write},
    shared::Run,
};

/// Which way a transaction goes, and each transaction within it that is on this way.
struct Path<'a> {
    succeeded: bool,
    ops: &'a [Op],
    /// One for each of the operations that is a transaction, in order.
    within: Vec<Path<'a>>,
}

impl<'a> Path<'a> {
    /// All comparisons, at every depth, see the state before the transaction (etcd, `apply.go`, `compareToPath`).
    fn of(txn: &'a Txn, store: &Store) -> Self {
        let succeeded = txn.compares.iter().all(|compare| holds(compare, store));
        let ops = if succeeded { &txn.success } else { &txn.failure };
        let within = ops.iter().filter_map(|op| if let Op::Txn(txn) = op { Some(Self::of(txn, store)) } else { None });
        Self { succeeded, ops, within: within.collect() }
    }

    /// Judges the operations on the way, in order, those of inner transactions where they stand.
    fn check(&self, judge: &impl Fn(&Op) -> Result<(), Denial>) -> Result<(), Denial> {
        let mut within = self.within.iter();
        self.ops.iter().try_for_each(|op| match op {
            Op::Txn(_) => within.next().map_or(Ok(()), |path| path.check(judge)),
            op => judge(op),
        })
    }

    /// Whether a put on the way keeps a value or a lease, and therefore needs the key to be there.
    fn keeps_something(&self) -> bool {
        self.ops.iter().any(|op| matches!(op, Op::Put(put) if put.ignore_value || put.ignore_lease))
            || self.within.iter().any(Self::keeps_something)
    }
}

/// Whether every key in the range is as wanted; a range without keys is judged as one missing key, whose numbers are 0
/// and whose value is like nothing, not even unlike something.
fn holds(compare: &Compare, store: &Store) -> bool {
    let mut found = store.keys(&compare.keys).peekable();
    if found.peek().is_none() {
        return relates(compare, None);
    }
    found.all(|kv| relates(compare, Some(kv)))
}

fn relates(compare: &Compare, kv: Option<&KeyValue>) -> bool {
    let number = |of: fn(&KeyValue) -> i64, wanted: i64| kv.map_or(0, of).cmp(&wanted);
    let ordering = match &compare.target {
        CompareTarget::Value(wanted) => match kv {
            Some(kv) => kv.value.cmp(wanted),
            None => return false,
        },
        CompareTarget::Version(wanted) => number(|kv| kv.version.cast_signed(), *wanted),
        CompareTarget::Create(wanted) => number(|kv| kv.create_revision.0.cast_signed(), *wanted),
        CompareTarget::Modify(wanted) => number(|kv| kv.mod_revision.0.cast_signed(), *wanted),
        CompareTarget::Lease(wanted) => number(|kv| kv.lease.map_or(0, |lease| lease.0), *wanted),
    };
    match compare.relation {
        Relation::Equal => ordering == Ordering::Equal,
        Relation::NotEqual => ordering != Ordering::Equal,
        Relation::Greater => ordering == Ordering::Greater,
        Relation::Less => ordering == Ordering::Less,
    }
}

impl Machine {
    /// Answers a transaction that changes nothing, whatever its comparisons say.
    ///
    /// # Errors
    /// [`Denial::FutureRevision`] and [`Denial::Compacted`], if a read on its way is of such a revision.
    pub fn read_txn(&self, txn: &Txn) -> Result<OpAnswer, Denial> {
        assert!(txn.is_read_only(), "{txn} was to be read");
        let path = Path::of(txn, &self.store);
        path.check(&|op| self.check_range(op))?;
        self.read_path(&path)
    }

    fn read_path(&self, path: &Path<'_>) -> Result<OpAnswer, Denial> {
        let mut within = path.within.iter();
        let answer = |op: &Op| match op {
            Op::Range(range) => Ok(Some((self.store.revision(), self.store.range(range)?))),
            Op::Txn(_) => within.next().map(|path| Ok((WITHIN, self.read_path(path)?))).transpose(),
            Op::Put(_) | Op::Delete(_) => Ok(None),
        };
        let answers = path.ops.iter().map(answer).filter_map(Result::transpose).collect::<Result<_, _>>()?;
        Ok(OpAnswer::Txn { succeeded: path.succeeded, answers })
    }

    /// Carries out a transaction: all of it, or nothing.
    ///
    /// Whatever could go wrong is looked for before the first write: previous keys and leases of all puts, then the
    /// revisions of all reads (etcd, `apply.go`, `checkRequests`).
    pub(super) fn txn(&mut self, txn: &Txn, changes: &mut Run<Arc<Change>>) -> Result<OpAnswer, Denial> {
        let path = Path::of(txn, &self.store);
        path.check(&|op| self.check_put(op))?;
        path.check(&|op| self.check_range(op))?;
        let before = path.keeps_something().then(|| self.clone());
        let mut transaction = Transaction::begin(&mut self.store, &mut self.leases);
        let outcome = transaction.follow(&path);
        *changes = transaction.finish();
        if let (Err(_), Some(before)) = (&outcome, before) {
            // A put that keeps a key's value, after a removal from some key on in the same transaction: nothing looks
            // for that, and etcd's member panics here.
            *changes = Run::EMPTY;
            *self = before;
        }
        outcome
    }

    fn check_put(&self, op: &Op) -> Result<(), Denial> {
        let Op::Put(put) = op else { return Ok(()) };
        if (put.ignore_value || put.ignore_lease) && self.store.get(&put.key).is_none() {
            return Err(Denial::KeyNotFound);
        }
        self.has_lease(put.lease)
    }

    fn check_range(&self, op: &Op) -> Result<(), Denial> {
        match op {
            Op::Range(Range { revision: Some(revision), .. }) if *revision > self.store.revision() => {
                Err(Denial::FutureRevision)
            }
            Op::Range(Range { revision: Some(revision), .. }) if *revision > Revision(0) => {
                let compacted = self.store.compacted().is_some_and(|compacted| *revision < compacted);
                if compacted { Err(Denial::Compacted) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }
}

/// etcd leaves the header of a transaction within a transaction empty.
const WITHIN: Revision = Revision(0);

/// A revision in the making: keys, and the leases that they are attached to.
pub(super) struct Transaction<'a> {
    write: Write<'a>,
    leases: &'a mut Registry,
}

impl<'a> Transaction<'a> {
    pub(super) fn begin(store: &'a mut Store, leases: &'a mut Registry) -> Self {
        Self { write: store.write(), leases }
    }

    fn follow(&mut self, path: &Path<'_>) -> Result<OpAnswer, Denial> {
        let mut within = path.within.iter();
        let mut answers = Vec::with_capacity(path.ops.len());
        for op in path.ops {
            let answer = match op {
                Op::Range(range) => self.write.range(range)?,
                Op::Put(put) => self.put(put)?,
                Op::Delete(delete) => self.delete(delete),
                Op::Txn(_) => match within.next() {
                    Some(path) => self.follow(path)?,
                    None => continue,
                },
            };
            let revision = if matches!(op, Op::Txn(_)) { WITHIN } else { self.write.revision() };
            answers.push((revision, answer));
        }
        Ok(OpAnswer::Txn { succeeded: path.succeeded, answers })
    }

    /// Sets a key, and moves it from the lease it had to the one it gets. The lease must be there.
    pub(super) fn put(&mut self, put: &Put) -> Result<OpAnswer, Denial> {
        let (mut value, mut lease) = (&put.value, put.lease);
        // Most puts keep nothing, and need no look at what is there.
        if put.ignore_value || put.ignore_lease {
            let kept = self.write.get(&put.key).ok_or(Denial::KeyNotFound)?;
            value = if put.ignore_value { &kept.value } else { value };
            lease = if put.ignore_lease { kept.lease } else { lease };
        }
        let value = value.clone();
        let before = self.write.put(put.key.clone(), value, lease);
        let before = before.as_deref().map(|change| &change.kv);
        self.detach(before);
        if let Some(id) = lease {
            self.leases.attach(id, put.key.clone());
        }
        Ok(OpAnswer::Put { previous: before.filter(|_| put.previous).cloned() })
    }

    pub(super) fn delete(&mut self, delete: &DeleteRange) -> OpAnswer {
        let gone = self.write.delete(&delete.keys);
        gone.iter().for_each(|kv| self.detach(Some(kv)));
        let deleted = gone.len() as u64;
        OpAnswer::Delete { deleted, previous: if delete.previous { gone } else { Vec::new() } }
    }

    fn detach(&mut self, kv: Option<&KeyValue>) {
        if let Some((kv, lease)) = kv.and_then(|kv| Some((kv, kv.lease?))) {
            self.leases.detach(lease, &kv.key);
        }
    }

    pub(super) fn finish(self) -> Run<Arc<Change>> {
        self.write.finish()
    }
}
