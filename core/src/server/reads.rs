//! Linearizable reads that wait on one member: first for the leader's word that it still leads, then for the machine
//! to apply what was committed when the leader said so (dissertation §6.4; etcd, `v3_server.go`, `linearizableReadLoop`).

use alloc::{sync::Arc, vec::Vec};

use super::http::Page;
use crate::{
    api::{
        auth::{AuthRequest, Token},
        kv::{Range, Txn},
    },
    id::{Index, NodeId, RequestId},
    raft::message::ReadId,
    time::{Duration, SimTime},
};

/// After this long without the leader's word a member asks again (etcd, `readIndexRetryTime`).
const RETRY: Duration = Duration::from_millis(500);

/// What is read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Query {
    /// Keys, for whom this token stands for.
    Range(Arc<Range>, Option<Arc<Token>>),
    /// Keys, after comparisons.
    Txn(Arc<Txn>, Option<Arc<Token>>),
    /// Whether a password is right; then a token follows by way of the log.
    Login(Arc<AuthRequest>),
    /// The alarms that are on.
    Alarms,
    /// Who belongs to the cluster.
    Members,
    /// Nothing: the leader compares hashes, if it leads still.
    Hashes,
    /// Nothing: a page tells whether it can be read.
    Page(Page),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Read {
    id: RequestId,
    query: Query,
    until: SimTime,
}

/// The reads that waited when the leader was last asked: its one answer serves them all.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Batch {
    id: ReadId,
    retry_at: SimTime,
    reads: Vec<Read>,
}

/// The waiting reads of one member.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Reads {
    node: NodeId,
    /// Every question gets a number of its own, so that a late answer to an old one can never serve a new one.
    asked: u64,
    waiting: Vec<Read>,
    batch: Option<Batch>,
    confirmed: Vec<(Index, Read)>,
}

impl Reads {
    pub(super) fn new(node: NodeId, incarnation: u32) -> Self {
        let asked = u64::from(incarnation) << 32;
        Self { node, asked, waiting: Vec::new(), batch: None, confirmed: Vec::new() }
    }

    pub(super) fn wait(&mut self, id: RequestId, query: Query, until: SimTime) {
        self.waiting.push(Read { id, query, until });
    }

    fn number(&mut self) -> ReadId {
        self.asked += 1;
        ReadId { node: self.node, number: self.asked }
    }

    /// The question to put to the leader now, for every read that waits and is in no batch.
    pub(super) fn next_batch(&mut self, now: SimTime) -> Option<ReadId> {
        if self.batch.is_some() || self.waiting.is_empty() {
            return None;
        }
        let id = self.number();
        let reads = core::mem::take(&mut self.waiting);
        self.batch = Some(Batch { id, retry_at: now + RETRY, reads });
        Some(id)
    }

    /// The question to put again, under a new name, when the leader has been silent for too long.
    pub(super) fn retry(&mut self, now: SimTime) -> Option<ReadId> {
        self.batch.as_ref().filter(|batch| batch.retry_at <= now)?;
        let id = self.number();
        let batch = self.batch.as_mut()?;
        batch.id = id;
        batch.retry_at = now + RETRY;
        Some(id)
    }

    /// The leader's word: the batch may be served once `index` is applied. An answer to an older question is nothing.
    pub(super) fn confirmed(&mut self, id: ReadId, index: Index) {
        if let Some(batch) = self.batch.take_if(|batch| batch.id == id) {
            self.confirmed.extend(batch.reads.into_iter().map(|read| (index, read)));
        }
    }

    /// A new leader: the old one's word would say nothing any more. Returns the reads that fail for it.
    pub(super) fn leader_changed(&mut self) -> Vec<(RequestId, Query)> {
        let batch = self.batch.take();
        batch.map_or_else(Vec::new, |batch| batch.reads.into_iter().map(|read| (read.id, read.query)).collect())
    }

    /// Whether a read waits for nothing but the machine.
    pub(super) fn any_confirmed(&self) -> bool {
        !self.confirmed.is_empty()
    }

    /// The reads that may be answered now that `applied` is.
    pub(super) fn served(&mut self, applied: Index) -> Vec<(RequestId, Query)> {
        let served = self.confirmed.extract_if(.., |(index, _)| *index <= applied);
        served.map(|(_, read)| (read.id, read.query)).collect()
    }

    /// The reads whose time is over.
    pub(super) fn give_up(&mut self, now: SimTime) -> Vec<(RequestId, Query)> {
        let late = |read: &mut Read| read.until <= now;
        let mut gone = self.waiting.extract_if(.., late).collect::<Vec<_>>();
        if let Some(batch) = &mut self.batch {
            gone.extend(batch.reads.extract_if(.., late));
        }
        gone.extend(self.confirmed.extract_if(.., |(_, read)| read.until <= now).map(|(_, read)| read));
        self.batch.take_if(|batch| batch.reads.is_empty());
        gone.into_iter().map(|read| (read.id, read.query)).collect()
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.batch.is_none() && self.confirmed.is_empty()
    }

    #[inline]
    pub(super) fn deadline(&self) -> SimTime {
        if self.is_empty() { SimTime::NEVER } else { self.first_deadline() }
    }

    #[cold]
    fn first_deadline(&self) -> SimTime {
        let retry = self.batch.as_ref().map_or(SimTime::NEVER, |batch| batch.retry_at);
        self.all().map(|read| read.until).min().unwrap_or(SimTime::NEVER).min(retry)
    }

    fn all(&self) -> impl Iterator<Item = &Read> {
        let batch = self.batch.iter().flat_map(|batch| &batch.reads);
        self.waiting.iter().chain(batch).chain(self.confirmed.iter().map(|(_, read)| read))
    }
}
