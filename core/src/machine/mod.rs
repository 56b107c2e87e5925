//! The replicated state machine: what a committed command does. Reads no clock and draws no number, because every
//! member runs it and all must agree.
//!
//! Store and leases meet here: a put may attach a key to a lease, and the end of a lease removes its keys.

mod alarms;
mod auth;
mod members;
mod quota;
pub mod request;
#[cfg(test)]
mod tests;
mod txn;

pub use auth::Auth;
pub use members::Members;
pub use quota::QUOTA_DEFAULT;

use alloc::{collections::BTreeSet, sync::Arc, vec::Vec};

use crate::{
    api::{
        Answer, Denial, Operation, Proposal,
        cluster::ClusterAnswer,
        kv::{DeleteRange, OpAnswer, Put, Range},
        lease::LeaseAnswer,
        maintenance::Alarm,
    },
    id::{Index, LeaseId, Revision, Term},
    lease::Registry,
    mvcc::{Change, KeyRange, Store},
    raft::message::LogPosition,
    shared::Run,
};

/// One member's applied state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Machine {
    store: Store,
    leases: Registry,
    alarms: BTreeSet<Alarm>,
    members: Members,
    auth: Arc<Auth>,
    applied: LogPosition,
    hash: u64,
}

/// What [`Machine::hash`] begins with (the offset basis of FNV-1a).
const HASH_SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// Entries of a store's file that tell of the log: its place, its term, the configuration.
const META: usize = 3;

/// The least time to live of a lease at etcd's default timeouts: one and a half election timeouts, in whole seconds.
const LEASE_TTL_MIN: i64 = 2;

impl Default for Machine {
    fn default() -> Self {
        Self::new(LEASE_TTL_MIN)
    }
}

/// What came of a committed command.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Applied {
    /// The answer, or why nothing was done.
    pub result: Result<Answer, Denial>,
    /// What it changed, in order, all of one revision: what watches are told.
    pub changes: Run<Arc<Change>>,
    /// The store's revision afterwards, which goes into the answer's header.
    pub revision: Revision,
}

impl Machine {
    /// Nothing yet. No lease will be granted less than `lease_ttl_min` seconds; all members must agree on that.
    pub fn new(lease_ttl_min: i64) -> Self {
        Self {
            store: Store::default(),
            leases: Registry::new(lease_ttl_min),
            alarms: BTreeSet::new(),
            members: Members::default(),
            auth: Arc::default(),
            applied: LogPosition::default(),
            hash: HASH_SEED,
        }
    }

    /// The machine of a cluster that begins with these members.
    pub fn of(members: Members) -> Self {
        Self { members, ..Self::default() }
    }

    /// The machine of another cluster that begins with what this one holds: keys, leases, users and alarms stay, members and
    /// places in the log do not (etcd, `snapshot restore`).
    #[must_use]
    pub fn founding(&self, members: Members, applied: LogPosition) -> Self {
        Self { members, applied, hash: HASH_SEED, ..self.clone() }
    }

    /// How many entries the file of its store has: changes of keys, leases, members, users, roles, alarms, and what tells of
    /// the log and the store themselves (etcd, `schema/bucket.go`).
    pub fn entries(&self) -> usize {
        let compacted = if self.store.compacted().is_some() { 2 } else { 0 };
        let cluster = self.members.iter().count() + self.members.gone() + 1;
        let auth = self.auth.entries();
        self.store.changes_kept() + self.leases.len() + self.alarms.len() + cluster + auth + compacted + META
    }

    /// Who belongs to the cluster.
    pub fn members(&self) -> &Members {
        &self.members
    }

    /// The same, for what Raft changes by itself.
    pub fn members_mut(&mut self) -> &mut Members {
        &mut self.members
    }

    /// The key space.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The key space, for what is not replicated: removing what is compacted, and defragmenting.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// The leases and their keys.
    pub fn leases(&self) -> &Registry {
        &self.leases
    }

    /// The alarms that are on, by member.
    pub fn alarms(&self) -> &BTreeSet<Alarm> {
        &self.alarms
    }

    /// Users, roles and permissions.
    pub fn auth(&self) -> &Auth {
        &self.auth
    }

    /// The last entry applied.
    pub fn applied(&self) -> LogPosition {
        self.applied
    }

    /// A running hash of everything applied: members that applied the same entries have the same one.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// The revision of the store.
    pub fn revision(&self) -> Revision {
        self.store.revision()
    }

    /// Answers a read from the applied state.
    ///
    /// # Errors
    /// As [`Store::range`].
    pub fn range(&self, range: &Range) -> Result<OpAnswer, Denial> {
        self.store.range(range)
    }

    /// Applies one committed entry; `None` stands for one without a command.
    ///
    /// Entries come in order, each once: `index` is the one after [`Machine::applied`].
    pub fn apply(&mut self, index: Index, term: Term, proposal: Option<&Proposal>) -> Option<Applied> {
        assert!(index == self.applied.index.next(), "applied {index} after {}", self.applied.index);
        self.applied = LogPosition { term, index };
        let outcome = proposal.map(|proposal| {
            let mut changes = Run::EMPTY;
            // Alarms are heeded before it is looked at who asks (etcd, `applierV3Capped` around `authApplierV3`).
            let allowed = self.heed_alarms(&proposal.operation).and_then(|()| self.authorize(proposal));
            let result = allowed.and_then(|()| self.execute(&proposal.operation, &mut changes));
            Applied { result, changes, revision: self.store.revision() }
        });
        for word in [index.0, term.0, proposal.map_or(0, Proposal::digest), self.store.revision().0] {
            self.hash = mix(self.hash, word);
        }
        outcome
    }

    /// A refused operation leaves everything as it was.
    fn execute(&mut self, operation: &Operation, changes: &mut Run<Arc<Change>>) -> Result<Answer, Denial> {
        match operation {
            Operation::Put(put) => self.put(put, changes).map(Answer::Op),
            Operation::Delete(delete) => Ok(Answer::Op(self.delete(delete, changes))),
            Operation::Txn(txn) => self.txn(txn, changes).map(Answer::Op),
            Operation::Compact(compact) => self.store.compact(compact.revision).map(|()| Answer::Compact),
            Operation::LeaseGrant { id, ttl } => {
                let ttl = self.leases.grant(*id, *ttl)?;
                Ok(Answer::Lease(LeaseAnswer::Grant { id: *id, ttl }))
            }
            Operation::LeaseRevoke { id } => self.revoke(*id, changes),
            Operation::LeaseCheckpoint(told) => {
                told.iter().for_each(|&(id, remaining)| self.leases.checkpoint(id, remaining));
                // Nobody but the leader, who needs no answer, asks for this.
                Ok(Answer::Lease(LeaseAnswer::List(Vec::new())))
            }
            Operation::AlarmActivate(alarm) => Ok(self.raise(*alarm)),
            Operation::AlarmDisarm { member, kind } => Ok(self.disarm(*member, *kind)),
            Operation::Member(_) | Operation::MemberGone(_) | Operation::MemberPublished(_) => {
                // A change that comes with the operation is judged by the member, which tells Raft.
                self.members.check(operation, None)?;
                self.members.apply(operation, None);
                Ok(Answer::Cluster(ClusterAnswer { added: None, members: self.members.list() }))
            }
            Operation::Auth(request) => Arc::make_mut(&mut self.auth).execute(request).map(Answer::Auth),
        }
    }

    fn put(&mut self, put: &Put, changes: &mut Run<Arc<Change>>) -> Result<OpAnswer, Denial> {
        self.has_lease(put.lease)?;
        let mut transaction = txn::Transaction::begin(&mut self.store, &mut self.leases);
        let answer = transaction.put(put)?;
        *changes = transaction.finish();
        Ok(answer)
    }

    fn delete(&mut self, delete: &DeleteRange, changes: &mut Run<Arc<Change>>) -> OpAnswer {
        let mut transaction = txn::Transaction::begin(&mut self.store, &mut self.leases);
        let answer = transaction.delete(delete);
        *changes = transaction.finish();
        answer
    }

    /// Ends a lease: its keys go in order, all in one revision; without keys the revision stays (etcd, `lessor.go`).
    fn revoke(&mut self, id: LeaseId, changes: &mut Run<Arc<Change>>) -> Result<Answer, Denial> {
        let keys = self.leases.revoke(id)?;
        let mut write = self.store.write();
        for key in keys {
            write.delete(&KeyRange::One(key));
        }
        *changes = write.finish();
        Ok(Answer::Lease(LeaseAnswer::Revoke))
    }

    fn has_lease(&self, lease: Option<LeaseId>) -> Result<(), Denial> {
        match lease {
            Some(id) if self.leases.get(id).is_none() => Err(Denial::LeaseNotFound),
            _ => Ok(()),
        }
    }
}

/// One step of a running hash: cheap, and every bit of both reaches every bit of the result.
pub(crate) const fn mix(hash: u64, word: u64) -> u64 {
    let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}
