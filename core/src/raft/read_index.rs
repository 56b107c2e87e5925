//! Linearizable reads without the log (dissertation §6.4): a read may be answered once a majority, asked after it
//! arrived, still takes this node for its leader, and the commit index of that moment is applied.

use alloc::{collections::VecDeque, vec::Vec};

use super::{
    effects::{Effects, ReadReady},
    event::RaftEvent,
    message::{Body, Command, ReadId},
    node::Node,
    role::Role,
    tuning::ReadMode,
};
use crate::id::{Index, NodeId};

/// One read that waits for a majority.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PendingRead {
    /// The read.
    pub id: ReadId,
    /// The commit index when it was queued.
    pub index: Index,
}

/// A leader's queue of reads.
///
/// Each read has a place, counted from 1 in the leader's term. A heartbeat names the newest place, and an answer to it
/// confirms all places up to that one; so an old answer can never confirm a newer read (etcd 20418, raft PR 397).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct ReadQueue {
    queue: VecDeque<PendingRead>,
    newest: u64,
    /// Reads that came before the leader had committed an entry of its term.
    postponed: Vec<ReadId>,
}

impl ReadQueue {
    /// The newest place, 0 before the first read.
    pub const fn newest(&self) -> u64 {
        self.newest
    }

    /// Whether no read waits for a majority.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// The reads that wait for a majority, oldest first; the last one has the newest place.
    pub fn pending(&self) -> impl Iterator<Item = &PendingRead> {
        self.queue.iter()
    }

    /// The reads that wait for the first commit of the term.
    pub fn postponed(&self) -> &[ReadId] {
        &self.postponed
    }

    fn push(&mut self, id: ReadId, index: Index) {
        self.newest += 1;
        self.queue.push_back(PendingRead { id, index });
    }

    /// Takes out the oldest read, if its place is at most `up_to`.
    fn pop(&mut self, up_to: u64) -> Option<PendingRead> {
        let oldest = self.newest - self.queue.len() as u64 + 1;
        if oldest <= up_to { self.queue.pop_front() } else { None }
    }
}

impl<C: Command> Node<C> {
    /// A read arrived here: a leader sees to it, a follower passes it on, and without a leader it is dropped.
    pub(super) fn read(&mut self, id: ReadId, fx: &mut Effects<C>) {
        let committed_own = self.log.term_at(self.commit) == Some(self.term);
        match (&mut self.role, self.leader) {
            (Role::Leader(leadership), _) => {
                // Until then an older leader may have committed more than this one knows (etcd 7331).
                if !committed_own && !self.sabotage.reads_before_commit {
                    leadership.reads.postponed.push(id);
                    return;
                }
                self.queue_read(id, fx);
                self.ask_readers(fx);
            }
            (Role::Follower, Some(leader)) => self.pass_on(leader, Body::Read(id), fx),
            _ => {}
        }
    }

    /// The leader committed an entry of its term: reads that waited for that go on.
    pub(super) fn release_reads(&mut self, fx: &mut Effects<C>) {
        let Role::Leader(leadership) = &mut self.role else { return };
        if leadership.reads.postponed.is_empty() {
            return;
        }
        for id in core::mem::take(&mut leadership.reads.postponed) {
            self.queue_read(id, fx);
        }
        self.ask_readers(fx);
    }

    /// Answers all reads that a majority has confirmed.
    pub(super) fn confirm_reads(&mut self, fx: &mut Effects<C>) {
        let quorum = self.quorum();
        let Role::Leader(leadership) = &self.role else { return };
        let newest = leadership.reads.newest;
        let confirmed = quorum.reached(|voter| {
            if voter == self.id { newest } else { leadership.progress.get(voter).map_or(0, |peer| peer.reads_acked) }
        });
        while let Some(PendingRead { id, index }) = self.next_confirmed(confirmed) {
            fx.events.push(RaftEvent::ReadConfirmed { id, index });
            self.answer_read(id, index, fx);
        }
    }

    /// The leader answered a read that this node had passed on.
    pub(super) fn receive_read_index(&self, id: ReadId, index: Index, fx: &mut Effects<C>) {
        if id.node == self.id {
            fx.reads.push(ReadReady { id, index });
        }
    }

    fn queue_read(&mut self, id: ReadId, fx: &mut Effects<C>) {
        if self.tuning.reads == ReadMode::LeaseBased || self.sabotage.reads_without_quorum {
            return self.answer_read(id, self.commit, fx);
        }
        if let Role::Leader(leadership) = &mut self.role {
            leadership.reads.push(id, self.commit);
        }
    }

    /// Asks everybody whether this node still leads, if a read wants to know; a single voter need not ask.
    fn ask_readers(&mut self, fx: &mut Effects<C>) {
        self.confirm_reads(fx);
        if self.role.leadership().is_some_and(|leadership| !leadership.reads.is_empty()) {
            self.heartbeat(fx);
        }
    }

    fn next_confirmed(&mut self, up_to: u64) -> Option<PendingRead> {
        match &mut self.role {
            Role::Leader(leadership) => leadership.reads.pop(up_to),
            _ => None,
        }
    }

    fn answer_read(&self, id: ReadId, index: Index, fx: &mut Effects<C>) {
        let asker: NodeId = id.node;
        if asker == self.id {
            fx.reads.push(ReadReady { id, index });
        } else {
            self.send(asker, Body::ReadIndex { id, index }, fx);
        }
    }
}
