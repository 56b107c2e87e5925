//! What a member refuses before it proposes anything, because of the shape alone (etcd, `v3rpc/key.go`).

use alloc::{collections::BTreeSet, vec::Vec};

use crate::{
    api::{
        Call, Denial,
        kv::{Op, Put, Txn},
    },
    mvcc::KeyRange,
};

/// How many operations a transaction may have where nothing else is set.
pub const TXN_OPS_MAX: usize = 128;

/// Judges the shape of a request about keys.
///
/// `txn_ops_max` is the most comparisons, and the most operations of one branch; what a transaction uses up of it, the
/// ones within it do not have.
///
/// # Errors
/// [`Denial::EmptyKey`], [`Denial::ValueProvided`], [`Denial::LeaseProvided`], [`Denial::TooManyOps`],
/// [`Denial::DuplicateKey`].
pub fn check(call: &Call, txn_ops_max: usize) -> Result<(), Denial> {
    match call {
        Call::Range(range) => check_key(&range.keys),
        Call::Put(put) => check_put(put),
        Call::Delete(delete) => check_key(&delete.keys),
        Call::Txn(txn) => {
            check_txn(txn, txn_ops_max)?;
            Touched::by(&txn.success)?;
            Touched::by(&txn.failure).map(drop)
        }
        _ => Ok(()),
    }
}

fn check_key(keys: &KeyRange) -> Result<(), Denial> {
    if keys.start().is_empty() { Err(Denial::EmptyKey) } else { Ok(()) }
}

fn check_put(put: &Put) -> Result<(), Denial> {
    if put.key.is_empty() {
        Err(Denial::EmptyKey)
    } else if put.ignore_value && !put.value.is_empty() {
        Err(Denial::ValueProvided)
    } else if put.ignore_lease && put.lease.is_some() {
        Err(Denial::LeaseProvided)
    } else {
        Ok(())
    }
}

fn check_txn(txn: &Txn, ops_max: usize) -> Result<(), Denial> {
    let ops = txn.compares.len().max(txn.success.len()).max(txn.failure.len());
    let left = ops_max.checked_sub(ops).ok_or(Denial::TooManyOps)?;
    txn.compares.iter().try_for_each(|compare| check_key(&compare.keys))?;
    txn.success.iter().chain(&txn.failure).try_for_each(|op| match op {
        Op::Range(range) => check_key(&range.keys),
        Op::Put(put) => check_put(put),
        Op::Delete(delete) => check_key(&delete.keys),
        Op::Txn(txn) => check_txn(txn, left),
    })
}

/// What a list of operations puts and removes, on whichever way through the transactions in it.
struct Touched<'a> {
    puts: BTreeSet<&'a [u8]>,
    removals: Vec<&'a KeyRange>,
}

impl<'a> Touched<'a> {
    /// No key may be put twice, nor be put and removed (etcd, `checkIntervals`).
    ///
    /// etcd overlooks two things, and so does this: a removal from some key on, and a removal in a transaction that stands
    /// behind the transaction with the put.
    fn by(ops: &'a [Op]) -> Result<Self, Denial> {
        let removals = ops.iter().filter_map(|op| if let Op::Delete(delete) = op { Some(&delete.keys) } else { None });
        let mut all = Self { puts: BTreeSet::new(), removals: removals.collect() };
        for op in ops {
            let Op::Txn(txn) = op else { continue };
            let (success, failure) = (Self::by(&txn.success)?, Self::by(&txn.failure)?);
            let before = all.puts.clone();
            // Only one of both comes to pass, so that they may put the same key.
            for key in success.puts.iter().chain(&failure.puts) {
                if before.contains(key) || all.removes(key) {
                    return Err(Denial::DuplicateKey);
                }
                all.puts.insert(key);
            }
            all.removals.extend(success.removals);
            all.removals.extend(failure.removals);
        }
        for op in ops {
            let Op::Put(put) = op else { continue };
            if all.removes(&put.key) || !all.puts.insert(&put.key) {
                return Err(Denial::DuplicateKey);
            }
        }
        Ok(all)
    }

    fn removes(&self, key: &[u8]) -> bool {
        self.removals.iter().any(|keys| !matches!(keys, KeyRange::From(_)) && keys.contains(key))
    }
}
