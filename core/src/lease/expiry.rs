//! When leases end, on the leader's clock.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::{Lease, Registry};
use crate::{
    api::Operation,
    id::LeaseId,
    time::{Duration, SimTime},
};

/// How many leases may be revoked in a second (etcd, `lessor.go`, `defaultLeaseRevokeRate`).
const REVOKES_A_SECOND: i64 = 1000;

/// How often the leader looks for leases that have ended.
const SCAN: Duration = Duration::from_millis(500);

/// How many leases that have ended one look finds at most.
const FOUND_MAX: usize = REVOKES_A_SECOND as usize / 2;

/// After how long a lease that has ended and is still there is named again.
const RETRY: Duration = Duration::from_secs(3);

/// How often the leader tells how long a long lease still has.
const CHECKPOINT: Duration = Duration::from_secs(300);

/// How many leases one such word names at most.
const CHECKPOINT_MAX: usize = 1000;

/// What came of a sign of life.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Renewal {
    /// This member is not the leader, whom it should ask.
    NotPrimary,
    /// There is no such lease.
    NotFound,
    /// It has ended and waits to be revoked: the answer is [`Renewal::NotFound`] once it is, and it must be asked again
    /// if this member stops leading before (etcd, `lessor.go`, `Renew`).
    Ended,
    /// It begins anew.
    Renewed {
        /// Its time to live in seconds.
        ttl: i64,
        /// Whether what was told about its remaining time must be taken back first, through the log.
        clear_checkpoint: bool,
    },
}

/// The moments at which leases end: known to the leader alone, on its own clock, and never stored.
///
/// A lease ends no sooner than its time to live after its last sign of life, and may live longer: a new leader gives each
/// its full time and one election timeout more.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Expiry {
    primary: bool,
    /// Whether leases are checkpointed at all (etcd, `--experimental-enable-lease-checkpoint`).
    checkpoints: bool,
    ends: BTreeMap<LeaseId, SimTime>,
    /// When to look at a lease: at its end, and again if it is still there.
    looks: Schedule,
    /// When to tell how long a lease still has.
    words: Schedule,
    /// Not to look before.
    scan: SimTime,
}

/// At most one moment for each lease, and which comes first.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Schedule {
    queue: BTreeSet<(SimTime, LeaseId)>,
    at: BTreeMap<LeaseId, SimTime>,
}

impl Schedule {
    fn set(&mut self, id: LeaseId, at: SimTime) {
        if let Some(before) = self.at.insert(id, at) {
            self.queue.remove(&(before, id));
        }
        self.queue.insert((at, id));
    }

    fn remove(&mut self, id: LeaseId) {
        if let Some(at) = self.at.remove(&id) {
            self.queue.remove(&(at, id));
        }
    }

    fn first(&self) -> SimTime {
        self.queue.first().map_or(SimTime::NEVER, |(at, _)| *at)
    }

    fn due(&self, now: SimTime, at_most: usize) -> Vec<LeaseId> {
        self.queue.iter().take_while(|(at, _)| *at <= now).take(at_most).map(|(_, id)| *id).collect()
    }
}

impl Expiry {
    /// A member that does not lead. With `checkpoints` it will tell, when it leads, how long leases still have.
    pub fn new(checkpoints: bool) -> Self {
        Self { checkpoints, ..Self::default() }
    }

    /// Whether this member watches over the leases.
    pub fn is_primary(&self) -> bool {
        self.primary
    }

    /// This member leads now. Every lease lives for its time and `extend` more from now on.
    ///
    /// Where 1000 leases or more would end at about the same time, they are spread out, so that they can be revoked as
    /// fast as they end (etcd, `lessor.go`, `Promote`).
    pub fn promote(&mut self, now: SimTime, extend: Duration, leases: &Registry) {
        *self = Self { primary: true, scan: now, ..Self::new(self.checkpoints) };
        for lease in leases.iter() {
            self.set_end(lease.id, now + extend + seconds(lease.seconds_left()));
            self.plan_checkpoint(now, lease);
        }
        if leases.len() >= REVOKES_A_SECOND as usize {
            self.spread(now, extend, leases);
        }
    }

    fn spread(&mut self, now: SimTime, extend: Duration, leases: &Registry) {
        const SECOND: i64 = 1_000_000;
        // Fewer than can be revoked, so that some of the rate is left for the others.
        let rate = REVOKES_A_SECOND * 3 / 4;
        let mut by_end = self.ends.iter().map(|(&id, &end)| (end.since(now).0.cast_signed(), id)).collect::<Vec<_>>();
        by_end.sort_unstable();
        let mut base = by_end[0].0;
        let (mut next, mut ending) = (base + SECOND, 0);
        for (left, id) in by_end {
            if left > next {
                (base, next, ending) = (left, left + SECOND, 1);
                continue;
            }
            ending += 1;
            if ending > rate {
                let delay = SECOND * ending / rate - (left - base);
                next = base + delay;
                let whole = leases.get(id).map_or(0, Lease::seconds_left);
                self.set_end(id, now + extend + seconds(whole) + Duration(delay.max(0) as u64));
            }
        }
    }

    /// This member no longer leads.
    pub fn demote(&mut self) {
        *self = Self::new(self.checkpoints);
    }

    /// Something was applied that leases may have to do with.
    pub fn applied(&mut self, now: SimTime, operation: &Operation, leases: &Registry) {
        if !self.primary {
            return;
        }
        match operation {
            Operation::LeaseGrant { id, .. } => {
                if let Some(lease) = leases.get(*id).filter(|_| !self.ends.contains_key(id)) {
                    self.set_end(*id, now + seconds(lease.ttl));
                    self.plan_checkpoint(now, lease);
                }
            }
            Operation::LeaseRevoke { id } if leases.get(*id).is_none() => self.forget(*id),
            Operation::LeaseCheckpoint(told) => {
                told.iter().filter_map(|(id, _)| leases.get(*id)).for_each(|lease| self.plan_checkpoint(now, lease));
            }
            _ => {}
        }
    }

    /// A sign of life.
    pub fn renew(&mut self, now: SimTime, id: LeaseId, leases: &Registry) -> Renewal {
        if !self.primary {
            return Renewal::NotPrimary;
        }
        let (Some(lease), Some(&end)) = (leases.get(id), self.ends.get(&id)) else { return Renewal::NotFound };
        if end <= now {
            return Renewal::Ended;
        }
        self.set_end(id, now + seconds(lease.ttl));
        Renewal::Renewed { ttl: lease.ttl, clear_checkpoint: self.checkpoints && lease.remaining.is_some() }
    }

    /// How long a lease still lives, if this member leads and there is such a lease; nothing once it has ended.
    pub fn remaining(&self, now: SimTime, id: LeaseId) -> Option<Duration> {
        self.ends.get(&id).map(|end| end.since(now))
    }

    /// When a lease ends, if this member leads and there is such a lease.
    pub fn ends(&self, id: LeaseId) -> Option<SimTime> {
        self.ends.get(&id).copied()
    }

    /// All leases, the one that ends first before the others; by id where this member does not lead.
    pub fn listed(&self, leases: &Registry) -> Vec<LeaseId> {
        let mut ids = leases.iter().map(|lease| lease.id).collect::<Vec<_>>();
        ids.sort_by_key(|id| (self.ends(*id).unwrap_or(SimTime::NEVER), *id));
        ids
    }

    /// When [`Expiry::expired`] or [`Expiry::checkpoints`] will next have something.
    pub fn deadline(&self) -> SimTime {
        let look = self.looks.first();
        let look = if look == SimTime::NEVER { look } else { look.max(self.scan) };
        look.min(self.words.first())
    }

    /// Leases that have ended and are to be revoked, at most 500 twice a second. One that is still there after three
    /// seconds is named again.
    ///
    /// Whoever revokes them must first make sure that it still leads (etcd 15247).
    pub fn expired(&mut self, now: SimTime) -> Vec<LeaseId> {
        if now < self.scan {
            return Vec::new();
        }
        let ended = self.looks.due(now, FOUND_MAX);
        ended.iter().for_each(|&id| self.looks.set(id, now + RETRY));
        self.scan = now + SCAN;
        ended
    }

    /// Leases whose remaining seconds are to be told, through the log.
    pub fn checkpoints(&mut self, now: SimTime) -> Vec<(LeaseId, i64)> {
        let due = self.words.due(now, CHECKPOINT_MAX);
        due.iter().for_each(|&id| self.words.remove(id));
        let left = |id| {
            let left = self.remaining(now, id)?;
            (left > Duration::ZERO).then(|| (id, left.0.div_ceil(1_000_000).cast_signed()))
        };
        due.into_iter().filter_map(left).collect()
    }

    fn plan_checkpoint(&mut self, now: SimTime, lease: &Lease) {
        if self.checkpoints && seconds(lease.seconds_left()) > CHECKPOINT {
            self.words.set(lease.id, now + CHECKPOINT);
        }
    }

    fn set_end(&mut self, id: LeaseId, end: SimTime) {
        self.ends.insert(id, end);
        self.looks.set(id, end);
    }

    fn forget(&mut self, id: LeaseId) {
        self.ends.remove(&id);
        self.looks.remove(id);
        self.words.remove(id);
    }
}

fn seconds(whole: i64) -> Duration {
    Duration(u64::try_from(whole).unwrap_or(0).saturating_mul(1_000_000))
}
