//! A member's disk: what it holds survives a crash, what is on its way there does not.

use crate::{
    raft::{Durable, Write},
    server::{Command, Member},
    time::{Duration, SimTime},
};

/// How long a write and its sync take unless told otherwise: a common solid-state disk.
pub(super) const LATENCY: Duration = Duration::from_millis(2);

/// A disk.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Disk {
    /// What a reader finds: everything the member was told is stored.
    pub(super) shown: Durable<Command>,
    /// What is stored for sure, where that is less, because the disk lies.
    truly: Option<Durable<Command>>,
    pub(super) latency: Duration,
    pub(super) full: bool,
    writing: Option<Writing>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Writing {
    write: Write<Command>,
    since: SimTime,
    done: SimTime,
}

impl Disk {
    pub(super) fn new(holds: Durable<Command>, latency: Duration) -> Self {
        Self { shown: holds, truly: None, latency, full: false, writing: None }
    }

    /// When the write under way will be done.
    pub(super) fn done_at(&self) -> SimTime {
        self.writing.as_ref().map_or(SimTime::NEVER, |writing| writing.done)
    }

    /// When the write under way began and will be done.
    pub(super) fn writing(&self) -> Option<(SimTime, SimTime)> {
        self.writing.as_ref().map(|writing| (writing.since, writing.done))
    }

    pub(super) fn begin(&mut self, now: SimTime, write: Write<Command>) {
        self.writing = Some(Writing { write, since: now, done: now + self.latency });
    }

    /// The write under way is done.
    pub(super) fn finish(&mut self) {
        if let Some(writing) = self.writing.take() {
            self.shown.store(writing.write);
        }
    }

    /// Stores what needs no sync.
    pub(super) fn store(&mut self, write: Write<Command>) {
        self.shown.store(write);
    }

    /// Takes the storage of the member's log wherever both hold the same.
    pub(super) fn share_with(&mut self, member: &Member) {
        self.shown.share_with(member.raft());
        self.truly.iter_mut().for_each(|truly| truly.share_with(member.raft()));
    }

    pub(super) fn is_lying(&self) -> bool {
        self.truly.is_some()
    }

    /// From now on it calls things stored that a crash takes away; or it stops that, and stores what it owes.
    pub(super) fn set_lying(&mut self, lying: bool) {
        self.truly = lying.then(|| self.truly.take().unwrap_or_else(|| self.shown.clone()));
    }

    /// The power fails: what was not stored is gone. Returns how many entries of the log went.
    pub(super) fn crash(&mut self) -> u64 {
        let mut lost = self.writing.take().map_or(0, |writing| writing.write.entries.len() as u64);
        if let Some(truly) = &self.truly {
            let before = self.shown.log().last_index().0;
            self.shown = truly.clone();
            lost += before.saturating_sub(self.shown.log().last_index().0);
        }
        lost
    }

    /// Empties it.
    pub(super) fn wipe(&mut self, empty: Durable<Command>) {
        self.writing = None;
        self.truly = self.truly.is_some().then(|| empty.clone());
        self.shown = empty;
    }
}
