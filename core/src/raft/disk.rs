//! Which parts of a node are on its disk, on their way there, or still to be written.

use alloc::vec::Vec;

use super::{
    durable::{HardState, Rebase},
    message::LogPosition,
};
use crate::id::{Index, NodeId, Term};

/// The node's knowledge of its disk. One write is under way at a time.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Disk {
    /// Entries up to here are durable as they stand in the log.
    pub(super) stored: Index,
    /// Entries up to here were handed out, as they stand in the log.
    pub(super) handed: Index,
    /// The hard state that is durable.
    pub(super) hard_stored: HardState,
    /// The hard state that was handed out last.
    pub(super) hard_handed: HardState,
    /// The last entry of the snapshot that is durable; zero without one.
    pub(super) snapshot_stored: Index,
    /// A snapshot was taken or installed and is not handed out yet.
    pub(super) snapshot_waits: bool,
    /// A new beginning of the log that is not handed out yet.
    pub(super) rebase: Option<Rebase>,
    /// Votes that were given and are not durable: for whom, in which term.
    votes: Vec<(Term, NodeId)>,
    under_way: Option<UnderWay>,
}

/// A write that the disk is busy with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct UnderWay {
    /// Entries up to here are durable once it is done. Falls when the log is cut meanwhile: what then stands in the log
    /// is not what is being written, even if it has the same index.
    last: Index,
    snapshot: Option<Index>,
    /// So many of the votes are in it.
    votes: usize,
}

impl Disk {
    /// A disk that holds exactly what the node starts from.
    pub(super) const fn new(hard: HardState, last: Index, snapshot: Index) -> Self {
        Self {
            stored: last,
            handed: last,
            hard_stored: hard,
            hard_handed: hard,
            snapshot_stored: snapshot,
            snapshot_waits: false,
            rebase: None,
            votes: Vec::new(),
            under_way: None,
        }
    }

    pub(super) const fn is_busy(&self) -> bool {
        self.under_way.is_some()
    }

    /// Whether there is something to write for a node in this state.
    pub(super) fn is_behind(&self, hard: HardState, last: Index) -> bool {
        last > self.handed || hard != self.hard_handed || self.snapshot_waits || self.rebase.is_some()
    }

    /// The log was cut off from here on.
    pub(super) fn truncated(&mut self, from: Index) {
        let kept = from.previous();
        self.handed = self.handed.min(kept);
        self.stored = self.stored.min(kept);
        if let Some(under_way) = &mut self.under_way {
            under_way.last = under_way.last.min(kept);
        }
    }

    /// A snapshot took the place of the whole log, which goes on after `base`.
    pub(super) fn replaced(&mut self, base: LogPosition) {
        self.truncated(Index(0));
        self.handed = base.index;
        self.rebase = Some(Rebase::Reset(base));
        self.snapshot_waits = true;
    }

    /// A snapshot was taken, and the log given up to `base`, if at all.
    pub(super) fn compacted(&mut self, base: Option<LogPosition>) {
        self.snapshot_waits = true;
        let Some(base) = base else { return };
        self.rebase = Some(Rebase::Compact(base));
    }

    /// A write is handed out that holds all of the node up to `last`.
    pub(super) fn begin(&mut self, hard: HardState, last: Index, snapshot: Option<Index>) {
        self.handed = last;
        self.hard_handed = hard;
        self.snapshot_waits = false;
        self.rebase = None;
        self.under_way = Some(UnderWay { last, snapshot, votes: self.votes.len() });
    }

    /// The write is done. Does nothing when none was under way. Returns the votes that are durable now.
    pub(super) fn done(&mut self) -> Vec<(Term, NodeId)> {
        let Some(under_way) = self.under_way.take() else { return Vec::new() };
        self.hard_stored = self.hard_handed;
        self.stored = self.stored.max(under_way.last);
        self.snapshot_stored = under_way.snapshot.unwrap_or(self.snapshot_stored);
        self.take_votes(under_way.votes)
    }

    /// A vote was given.
    pub(super) fn voted(&mut self, term: Term, candidate: NodeId) {
        self.votes.push((term, candidate));
    }

    /// The votes that are not durable, for a node that does not wait for that.
    pub(super) fn believe_votes(&mut self) -> Vec<(Term, NodeId)> {
        if let Some(under_way) = &mut self.under_way {
            under_way.votes = 0;
        }
        self.take_votes(self.votes.len())
    }

    fn take_votes(&mut self, count: usize) -> Vec<(Term, NodeId)> {
        if count == 0 {
            return Vec::new();
        }
        let later = self.votes.split_off(count);
        core::mem::replace(&mut self.votes, later)
    }
}
