//! Keys and values: ranges, puts, deletes, transactions, compaction.

use alloc::vec::Vec;

use crate::{
    id::{LeaseId, Revision},
    mvcc::{Bytes, KeyRange, KeyValue},
};

/// A read of keys.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Range {
    /// Which keys.
    pub keys: KeyRange,
    /// As of this revision; `None` is the newest.
    pub revision: Option<Revision>,
    /// At most this many, after filters and sorting; `None` is all.
    pub limit: Option<usize>,
    /// By what they are sorted.
    pub sort_by: SortTarget,
    /// In which order; `None` is the order of the keys where [`Range::sort_by`] is the key, and rising elsewhere.
    pub order: Option<Order>,
    /// Answered at once from what the member has, however old (etcd, `serializable`).
    pub serializable: bool,
    /// Leaves the values out.
    pub keys_only: bool,
    /// Leaves everything out but the count.
    pub count_only: bool,
    /// Leaves out what was last changed before this revision.
    pub mod_revision_min: Option<Revision>,
    /// Leaves out what was last changed after this revision.
    pub mod_revision_max: Option<Revision>,
    /// Leaves out what was created before this revision.
    pub create_revision_min: Option<Revision>,
    /// Leaves out what was created after this revision.
    pub create_revision_max: Option<Revision>,
}

impl Range {
    /// A linearizable read of everything about some keys, as they are now.
    pub fn of(keys: KeyRange) -> Self {
        Self {
            keys,
            revision: None,
            limit: None,
            sort_by: SortTarget::Key,
            order: None,
            serializable: false,
            keys_only: false,
            count_only: false,
            mod_revision_min: None,
            mod_revision_max: None,
            create_revision_min: None,
            create_revision_max: None,
        }
    }
}

/// What keys can be sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SortTarget {
    /// The key.
    Key,
    /// How often it was put since it was created.
    Version,
    /// When it was created.
    Create,
    /// When it was last put.
    Modify,
    /// The value.
    Value,
}

/// Rising or falling.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Order {
    /// Rising.
    Ascend,
    /// Falling.
    Descend,
}

/// The setting of a key.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Put {
    /// The key.
    pub key: Bytes,
    /// Its value.
    pub value: Bytes,
    /// The lease it is attached to; a put without one detaches the key.
    pub lease: Option<LeaseId>,
    /// Whether the answer shall hold what was there before.
    pub previous: bool,
    /// Keeps the value that is there; the key must exist.
    pub ignore_value: bool,
    /// Keeps the lease that is there; the key must exist.
    pub ignore_lease: bool,
}

impl Put {
    /// Sets a key and nothing else.
    pub fn of(key: Bytes, value: Bytes) -> Self {
        Self { key, value, lease: None, previous: false, ignore_value: false, ignore_lease: false }
    }
}

/// The removal of keys.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DeleteRange {
    /// Which.
    pub keys: KeyRange,
    /// Whether the answer shall hold what was removed.
    pub previous: bool,
}

/// One operation of a transaction.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Op {
    /// A read.
    Range(Range),
    /// A put.
    Put(Put),
    /// A removal.
    Delete(DeleteRange),
    /// A transaction within the transaction.
    Txn(Txn),
}

/// If every comparison holds, the first list of operations, otherwise the second; all of it as one change.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Txn {
    /// What is compared; nothing at all holds.
    pub compares: Vec<Compare>,
    /// What is done when all hold.
    pub success: Vec<Op>,
    /// What is done otherwise.
    pub failure: Vec<Op>,
}

impl Txn {
    /// Whether neither list, at any depth, changes anything (etcd, `isTxnReadonly`).
    pub fn is_read_only(&self) -> bool {
        self.success.iter().chain(&self.failure).all(|op| match op {
            Op::Range(_) => true,
            Op::Txn(txn) => txn.is_read_only(),
            Op::Put(_) | Op::Delete(_) => false,
        })
    }

    /// Whether all it reads, at any depth, may be old (etcd, `isTxnSerializable`).
    pub fn is_serializable(&self) -> bool {
        self.success.iter().chain(&self.failure).all(|op| match op {
            Op::Range(range) => range.serializable,
            Op::Txn(txn) => txn.is_serializable(),
            Op::Put(_) | Op::Delete(_) => false,
        })
    }
}

/// A comparison: of one key, or of every key in a range.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Compare {
    /// Which key or keys.
    pub keys: KeyRange,
    /// What of it, with what.
    pub target: CompareTarget,
    /// How.
    pub relation: Relation,
}

/// What is compared with what. The numbers are as wide and as signed as etcd's, since nonsense may be asked for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum CompareTarget {
    /// The key's version; 0 where there is no key.
    Version(i64),
    /// Its create revision; 0 where there is no key.
    Create(i64),
    /// Its mod revision; 0 where there is no key.
    Modify(i64),
    /// Its value; no comparison holds where there is no key.
    Value(Bytes),
    /// Its lease; 0 where there is none.
    Lease(i64),
}

/// How two things are compared: what the key has, with what was given.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Relation {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `<`
    Less,
}

/// Forgets the revisions up to one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Compact {
    /// What is older than the newest version at this revision is forgotten. Signed, since nonsense may be asked for.
    pub revision: i64,
    /// Answers only once the forgotten is removed from the store, too.
    pub physical: bool,
}

/// What came of an operation.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum OpAnswer {
    /// Of a read.
    Range {
        /// The keys.
        found: Vec<KeyValue>,
        /// Whether the limit left some out.
        more: bool,
        /// How many keys there are in the range, whatever filters and limit leave.
        count: u64,
    },
    /// Of a put.
    Put {
        /// What was there before, if that was asked for.
        previous: Option<KeyValue>,
    },
    /// Of a removal.
    Delete {
        /// How many were removed.
        deleted: u64,
        /// What was removed, if that was asked for.
        previous: Vec<KeyValue>,
    },
    /// Of a transaction.
    Txn {
        /// Whether every comparison held.
        succeeded: bool,
        /// What came of each operation that was done, in order, with the revision of the store that it saw or made.
        answers: Vec<(Revision, OpAnswer)>,
    },
}
