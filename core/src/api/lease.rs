//! Leases: a promise to keep keys for as long as somebody shows signs of life.

use alloc::vec::Vec;

use crate::{id::LeaseId, mvcc::Bytes};

/// What can be asked about leases.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LeaseRequest {
    /// A new one.
    Grant {
        /// The id it shall have; `None` lets the member choose. Signed, since nonsense may be asked for.
        id: Option<i64>,
        /// Its time to live in seconds, raised to the least that the cluster grants.
        ttl: i64,
    },
    /// Ends one, and removes its keys.
    Revoke {
        /// Which.
        id: LeaseId,
    },
    /// A sign of life: its time begins anew.
    KeepAlive {
        /// Which.
        id: LeaseId,
    },
    /// How long it still lives.
    TimeToLive {
        /// Which.
        id: LeaseId,
        /// And which keys are attached to it.
        keys: bool,
    },
    /// All that there are.
    List,
}

/// What comes back.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum LeaseAnswer {
    /// It is granted.
    Grant {
        /// Its id.
        id: LeaseId,
        /// Its time to live in seconds.
        ttl: i64,
    },
    /// It is gone.
    Revoke,
    /// It lives on.
    KeepAlive {
        /// Which.
        id: LeaseId,
        /// Its time to live in seconds; 0 where there is no such lease.
        ttl: i64,
    },
    /// What is known of it.
    TimeToLive {
        /// Which.
        id: LeaseId,
        /// Whole seconds that are left; -1 where there is no such lease.
        ttl: i64,
        /// The time to live that it was granted.
        granted: i64,
        /// Its keys, in order, if they were asked for.
        keys: Vec<Bytes>,
    },
    /// All of them, the one that ends first before the others.
    List(Vec<LeaseId>),
}
