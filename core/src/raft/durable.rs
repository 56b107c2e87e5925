//! What survives a crash, and how it is written down.

use alloc::boxed::Box;

use super::{
    log::Log,
    membership::Configuration,
    message::{Command, Entries, Entry, LogPosition, Snapshot},
    node::Node,
};
use crate::id::{Index, NodeId, Term};

/// The small part of what survives (Raft, figure 2: persistent state).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct HardState {
    /// The latest term seen.
    pub term: Term,
    /// Who got this node's vote in that term.
    pub vote: Option<NodeId>,
    /// What is known to be committed. May be behind: it is learnt again from the leader.
    pub commit: Index,
}

/// What a node's disk holds.
///
/// A clone shares the log's entries.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Durable<C: Command> {
    hard: HardState,
    initial: Configuration,
    snapshot: Option<Snapshot<C>>,
    log: Log<C>,
}

impl<C: Command> Durable<C> {
    /// An empty disk of a node that knows these members.
    ///
    /// Every member of a cluster starts with the configuration that the cluster began with, one that joins later too:
    /// it learns what changed since from the log or a snapshot.
    pub fn new(configuration: Configuration) -> Self {
        Self {
            hard: HardState::default(),
            initial: configuration,
            snapshot: None,
            log: Log::after(LogPosition::default()),
        }
    }

    /// The disk of a node that begins from a snapshot, without the log that led there.
    pub fn of_snapshot(snapshot: Snapshot<C>) -> Self {
        let last = snapshot.last;
        Self {
            hard: HardState { term: last.term, vote: None, commit: last.index },
            initial: snapshot.configuration,
            log: Log::after(last),
            snapshot: Some(snapshot),
        }
    }

    /// Term, vote and commit index.
    pub const fn hard_state(&self) -> HardState {
        self.hard
    }

    /// The newest snapshot.
    pub const fn snapshot(&self) -> Option<&Snapshot<C>> {
        self.snapshot.as_ref()
    }

    /// The configuration that the cluster began with.
    pub const fn initial(&self) -> Configuration {
        self.initial
    }

    /// The configuration that the snapshot holds, or the initial one. What the log changed since is not in it.
    pub fn configuration(&self) -> Configuration {
        self.snapshot.as_ref().map_or(self.initial, |snapshot| snapshot.configuration)
    }

    /// The log. It may begin before the snapshot ends.
    pub const fn log(&self) -> &Log<C> {
        &self.log
    }

    /// Takes the storage of a node's log wherever both hold the same: it stays what it is, and takes less room.
    pub fn share_with(&mut self, node: &Node<C>) {
        self.log.settle();
        self.log.share_with(&node.log);
    }

    /// Carries out one write.
    pub fn store(&mut self, write: Write<C>) {
        self.hard = write.hard.unwrap_or(self.hard);
        match write.rebase {
            Some(Rebase::Compact(base)) if self.log.term_at(base.index) == Some(base.term) => {
                self.log.compact(base.index);
            }
            Some(Rebase::Compact(base) | Rebase::Reset(base)) => self.log = Log::after(base),
            None => {}
        }
        if let Some(snapshot) = write.snapshot {
            self.snapshot = Some(*snapshot);
        }
        self.log.replace(write.entries);
    }
}

/// Where the log on disk begins from now on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rebase {
    /// Everything up to this place is given up; everything, when the log on disk does not have that place.
    Compact(LogPosition),
    /// Everything is given up; the log goes on after this place.
    Reset(LogPosition),
}

/// One batch for the disk, stored completely or not at all.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Write<C: Command> {
    /// Term, vote and commit index, when any of them changed.
    pub hard: Option<HardState>,
    /// A snapshot that was installed or taken.
    pub snapshot: Option<Box<Snapshot<C>>>,
    /// A new beginning of the log, before the entries are added.
    pub rebase: Option<Rebase>,
    /// Entries that take the place of all from the first of them on.
    pub entries: Entries<C>,
    pub(super) promises: bool,
}

impl<C: Command> Write<C> {
    /// How much is written.
    pub fn bytes(&self) -> usize {
        let hard = if self.hard.is_some() { 24 } else { 0 };
        let snapshot = self.snapshot.as_ref().map_or(0, |snapshot| 16 + C::snapshot_size(&snapshot.state));
        hard + snapshot + self.entries.iter().map(Entry::size).sum::<usize>()
    }

    /// Whether the disk must be synced: something is in it that the node answers for (entries, a snapshot, term or vote).
    /// A commit index alone may get lost.
    ///
    /// Source: etcd-io/raft, `rawnode.go`, `MustSync`.
    pub const fn must_sync(&self) -> bool {
        self.promises
    }
}
