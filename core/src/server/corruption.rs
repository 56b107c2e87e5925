//! Whether members hold the same data: they compare hashes of their keys. Who leads raises an alarm when they differ, and
//! who starts does not go on (etcd, `corrupt.go`).
//!
//! What is not here: the hashes that compactions leave behind (`--experimental-compact-hash-check-enabled`), which are
//! compared only where somebody asks for it.

use alloc::vec::Vec;

use super::{Happening, Member, Output, Settings, reads::Query, request_timeout};
use crate::{
    api::{
        Call, Operation, Request,
        maintenance::{Alarm, AlarmKind},
    },
    id::{ClientId, NodeId, NodeSet, RequestId, Revision},
    raft::{Input as RaftInput, Role},
    time::{Duration, SimTime},
};

/// When a member compares its data with its peers'.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct CorruptCheck {
    /// Whenever it starts with data (etcd, `--experimental-initial-corrupt-check`).
    pub initial: bool,
    /// While it leads, so often; never where this is zero (etcd, `--experimental-corrupt-check-time`).
    pub every: Duration,
}

/// What members tell each other about their data (etcd, `/members/hashkv`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HashWord {
    /// Asks for the hash of all keys as of a revision.
    Ask {
        /// The asker's number for its question.
        check: u32,
        /// As of which revision.
        revision: Revision,
    },
    /// Answers that.
    Told {
        /// The asker's number for its question.
        check: u32,
        /// `None` where there is none: the member is behind, has forgotten that revision, or does not run.
        hashed: Option<Hashed>,
    },
}

/// A hash of all keys.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Hashed {
    /// The hash.
    pub hash: u32,
    /// The newest revision of whoever computed it.
    pub revision: Revision,
    /// Up to where that one's history is forgotten.
    pub compacted: Option<Revision>,
}

/// The comparison under way, and when the next one is due.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Corruption {
    settings: CorruptCheck,
    next: SimTime,
    checks: u32,
    check: Option<Check>,
    /// What clients ask of a member that has not finished its first comparison.
    waiting: Vec<(RequestId, Request)>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Check {
    number: u32,
    /// It is the one before the member serves anybody.
    initial: bool,
    own: Hashed,
    awaited: NodeSet,
    told: Vec<(NodeId, Hashed)>,
    /// Whoever has not answered by then does not count.
    until: SimTime,
}

impl Corruption {
    pub(super) fn new(settings: &Settings, now: SimTime) -> Self {
        let settings = settings.corrupt_check;
        let next = if settings.every == Duration::ZERO { SimTime::NEVER } else { now + settings.every };
        Self { settings, next, checks: 0, check: None, waiting: Vec::new() }
    }

    #[inline]
    pub(super) fn deadline(&self) -> SimTime {
        self.check.as_ref().map_or(self.next, |check| check.until.min(self.next))
    }
}

impl Member {
    /// At its start: compares what its disk held, where it held something, before it serves anybody.
    pub(super) fn check_initially(&mut self, now: SimTime, output: &mut Output) {
        if self.corruption.settings.initial && self.machine.applied().index.0 > 0 {
            self.begin_check(now, true, output);
        }
    }

    /// Does what is due.
    #[inline]
    pub(super) fn check_hashes(&mut self, now: SimTime, output: &mut Output) {
        if self.corruption.deadline() <= now {
            self.go_on_checking(now, output);
        }
    }

    #[cold]
    fn go_on_checking(&mut self, now: SimTime, output: &mut Output) {
        if self.corruption.check.as_ref().is_some_and(|check| check.until <= now) {
            self.compare(now, output);
        }
        if self.corruption.next <= now {
            self.corruption.next = now + self.corruption.settings.every;
            if matches!(self.raft.role(), Role::Leader(_)) && self.corruption.check.is_none() {
                self.begin_check(now, false, output);
            }
        }
    }

    fn hashed(&self, revision: Revision) -> Option<Hashed> {
        let store = self.machine.store();
        let hash = store.hash_kv(revision.0.cast_signed()).ok()?;
        Some(Hashed { hash, revision: store.revision(), compacted: store.compacted() })
    }

    fn begin_check(&mut self, now: SimTime, initial: bool, output: &mut Output) {
        let revision = self.machine.revision();
        let Some(own) = self.hashed(revision) else { return };
        self.corruption.checks += 1;
        let check = self.corruption.checks;
        let peers = self.machine.members().iter().map(|info| info.node).filter(|node| *node != self.raft.id());
        let awaited = peers.collect::<NodeSet>();
        output.hashes.extend(awaited.iter().map(|peer| (peer, HashWord::Ask { check, revision })));
        let until = now + request_timeout(self.raft.tuning());
        self.corruption.check = Some(Check { number: check, initial, own, awaited, told: Vec::new(), until });
        if awaited.is_empty() {
            self.compare(now, output);
        }
    }

    /// A peer asks, or answers.
    pub(super) fn hash_word(&mut self, now: SimTime, from: NodeId, word: HashWord, output: &mut Output) {
        match word {
            HashWord::Ask { check, revision } => {
                output.hashes.push((from, HashWord::Told { check, hashed: self.hashed(revision) }));
            }
            HashWord::Told { check: number, hashed } => {
                let Some(check) = self.corruption.check.as_mut().filter(|check| check.number == number) else { return };
                check.told.extend(hashed.filter(|_| check.awaited.contains(from)).map(|hashed| (from, hashed)));
                check.awaited.remove(from);
                if check.awaited.is_empty() {
                    self.compare(now, output);
                }
            }
        }
    }

    /// All have answered who will.
    fn compare(&mut self, now: SimTime, output: &mut Output) {
        let Some(check) = &mut self.corruption.check else { return };
        if !check.initial {
            // What is compared next must be what the whole cluster has agreed on: the leader makes sure that it leads.
            check.until = SimTime::NEVER;
            let id = RequestId { client: ClientId(0), number: check.number };
            return self.read(now, id, Query::Hashes, false, output);
        }
        let Some(Check { own, told, .. }) = self.corruption.check.take() else { return };
        let differs = |other: &Hashed| other.hash != own.hash && other.compacted == own.compacted;
        if let Some((peer, _)) = told.iter().find(|(_, other)| differs(other)) {
            output.events.push(Happening::Inconsistent { peer: *peer });
            output.unfit = true;
            return;
        }
        for (id, request) in core::mem::take(&mut self.corruption.waiting) {
            self.request(now, id, request, output);
        }
    }

    /// The leader leads still: it judges what its peers have told. Nobody can say whose data are damaged, so that the alarm
    /// is no member's (etcd PR 14828).
    pub(super) fn judge_hashes(&mut self, now: SimTime, output: &mut Output) {
        let Some(Check { own, told, .. }) = self.corruption.check.take_if(|check| !check.initial) else { return };
        let (revision, compacted) = (self.machine.revision(), self.machine.store().compacted());
        let differs = |other: &Hashed| {
            other.revision > revision
                || other.compacted > compacted
                || (other.compacted == own.compacted && other.hash != own.hash)
        };
        if let Some((peer, _)) = told.iter().find(|(_, other)| differs(other)) {
            output.events.push(Happening::Inconsistent { peer: *peer });
            self.propose_own(now, Operation::AlarmActivate(Alarm { member: 0, kind: AlarmKind::Corrupt }));
        }
    }

    /// It leads no more, or nobody says whether it does: what its peers have told counts for nothing.
    pub(super) fn forget_hashes(&mut self) {
        self.corruption.check.take_if(|check| !check.initial);
    }

    /// While a member compares its data for the first time, requests wait.
    pub(super) fn wait_for_check(&mut self, id: RequestId, request: Request) -> Option<Request> {
        if self.corruption.check.as_ref().is_none_or(|check| !check.initial) {
            return Some(request);
        }
        match &request.call {
            Call::Close(closed) => self.corruption.waiting.retain(|(waiting, _)| waiting != closed),
            _ => self.corruption.waiting.push((id, request)),
        }
        None
    }

    /// A bit of a value flips, as on a disk that rots, and stays so: what the member starts from next has it, too.
    pub(super) fn rot(&mut self, now: SimTime, key: Option<&[u8]>, output: &mut Output) {
        if self.machine.store_mut().rot(key) {
            let state = alloc::sync::Arc::new(self.machine.clone());
            let (to, keep) = (self.machine.applied().index, self.settings.catch_up_entries);
            self.feed(now, RaftInput::Compact { to, keep, state }, output);
        }
    }
}
