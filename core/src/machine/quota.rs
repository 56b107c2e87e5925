//! How much a member's store may grow (etcd, `quota.go`).

use super::Machine;
use crate::api::{
    Operation,
    kv::{Op, Put, Txn},
};

/// The quota where none is given: 2 GiB.
pub const QUOTA_DEFAULT: u64 = 2 * 1024 * 1024 * 1024;

/// What a key costs beside its bytes.
const KEY: u64 = 256;

/// What a lease costs.
const LEASE: u64 = 64;

impl Operation {
    /// By how many bytes it may let the store grow; 0 if it is never refused for want of space.
    ///
    /// A transaction costs its dearer branch. As in etcd, puts of a transaction within it are not counted (22139).
    pub fn charge(&self) -> u64 {
        match self {
            Self::Put(put) => charge(put),
            Self::Txn(txn) => charge_txn(txn),
            Self::LeaseGrant { .. } => LEASE,
            _ => 0,
        }
    }
}

fn charge(put: &Put) -> u64 {
    KEY + put.size() as u64
}

fn charge_txn(txn: &Txn) -> u64 {
    let branch = |ops: &[Op]| {
        let puts = ops.iter().map(|op| if let Op::Put(put) = op { charge(put) } else { 0 });
        puts.sum::<u64>()
    };
    branch(&txn.success).max(branch(&txn.failure))
}

impl Machine {
    /// Whether an operation would let the store reach its quota: the member refuses it before it is proposed, and raises
    /// the alarm. What counts is the file's length, not what of it is in use.
    pub fn over_quota(&self, quota: u64, operation: &Operation) -> bool {
        let charge = operation.charge();
        charge > 0 && self.store.size().allocated + charge >= quota
    }
}
