//! The leases that there are, as every member knows them.

use alloc::{sync::Arc, vec::Vec};

use crate::{api::Denial, id::LeaseId, shared::Map};

/// The longest time to live that can be asked for, in seconds (etcd, `lessor.go`, `MaxLeaseTTL`).
pub const TTL_MAX: i64 = 9_000_000_000;

/// A lease.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Lease {
    /// Its name.
    pub id: LeaseId,
    /// Its time to live in seconds, as it was granted.
    pub ttl: i64,
    /// The seconds that it still had when the leader last told; `None` where that was never told, or is no longer true.
    pub remaining: Option<i64>,
    keys: Map<Arc<[u8]>, ()>,
}

impl Lease {
    /// The keys that end with it, in order.
    pub fn keys(&self) -> impl Iterator<Item = &Arc<[u8]>> {
        self.keys.iter().map(|(key, ())| key)
    }

    /// The seconds that a new leader gives it.
    pub fn seconds_left(&self) -> i64 {
        self.remaining.unwrap_or(self.ttl)
    }
}

/// All leases, with the keys that are attached to each (etcd, `lessor.go`).
///
/// Example: with a least time to live of 2 s, `grant(LeaseId(7), -5)` makes a lease of 2 s; after `attach(7, "a")` and
/// `attach(7, "b")`, `revoke(7)` takes it away and returns `a` and `b`, to be removed in one revision.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Registry {
    leases: Map<LeaseId, Lease>,
    ttl_min: i64,
}

impl Registry {
    /// No lease yet; none will be granted less than `ttl_min` seconds.
    pub fn new(ttl_min: i64) -> Self {
        Self { leases: Map::new(), ttl_min }
    }

    /// A new lease. Returns its time to live in seconds, which is never less than the least.
    ///
    /// # Errors
    /// [`Denial::LeaseNotFound`] for the id 0, [`Denial::LeaseTtlTooLarge`] above [`TTL_MAX`], [`Denial::LeaseExists`].
    pub fn grant(&mut self, id: LeaseId, ttl: i64) -> Result<i64, Denial> {
        if id == LeaseId(0) {
            return Err(Denial::LeaseNotFound);
        }
        if ttl > TTL_MAX {
            return Err(Denial::LeaseTtlTooLarge);
        }
        if self.leases.contains(&id) {
            return Err(Denial::LeaseExists);
        }
        let ttl = ttl.max(self.ttl_min);
        self.leases.insert(id, Lease { id, ttl, remaining: None, keys: Map::new() });
        Ok(ttl)
    }

    /// Ends a lease. Returns its keys, in order: whoever removes them in another order has another hash (etcd,
    /// `lessor.go`, `Revoke`).
    ///
    /// # Errors
    /// [`Denial::LeaseNotFound`].
    pub fn revoke(&mut self, id: LeaseId) -> Result<Vec<Arc<[u8]>>, Denial> {
        let lease = self.leases.remove(&id).ok_or(Denial::LeaseNotFound)?;
        Ok(lease.keys().cloned().collect())
    }

    /// Notes how many seconds a lease still has; 0 takes that back. Nothing where there is no such lease.
    pub fn checkpoint(&mut self, id: LeaseId, remaining: i64) {
        if let Some(lease) = self.leases.get_mut(&id) {
            lease.remaining = (remaining > 0).then_some(remaining);
        }
    }

    /// A key ends with this lease from now on. The lease must be there.
    pub fn attach(&mut self, id: LeaseId, key: Arc<[u8]>) {
        let Some(lease) = self.leases.get_mut(&id) else {
            panic!("a key was attached to lease {id}, which is not there");
        };
        lease.keys.insert(key, ());
    }

    /// A key no longer ends with this lease.
    pub fn detach(&mut self, id: LeaseId, key: &[u8]) {
        if let Some(lease) = self.leases.get_mut(&id) {
            lease.keys.remove(key);
        }
    }

    /// A lease.
    pub fn get(&self, id: LeaseId) -> Option<&Lease> {
        self.leases.get(&id)
    }

    /// All leases, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Lease> {
        self.leases.iter().map(|(_, lease)| lease)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.leases.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.leases.is_empty()
    }
}
