//! What a member does about its store in the background: it removes what is compacted, a little at a time (etcd,
//! `kvstore_compaction.go`), compacts by itself (`v3compactor/`), and defragments.

use alloc::{collections::VecDeque, vec::Vec};
use core::mem;

use super::{Command, Member, Output, Settings};
use crate::{
    api::{
        Answer, Call, Operation, Request, Response,
        kv::Compact,
        maintenance::{AutoCompaction, MaintenanceAnswer, MaintenanceRequest},
    },
    id::{RequestId, Revision},
    raft::{
        Role,
        message::{Entry, Snapshot},
    },
    time::{Duration, SimTime},
};

/// So many changes are looked at in one go, and then there is a pause (etcd, `CompactionBatchLimit` and
/// `CompactionSleepInterval`).
const BATCH: usize = 1000;
const PAUSE: Duration = Duration::from_millis(10);

/// A compaction by revisions looks so often (etcd, `revInterval`).
const LOOK: Duration = Duration::from_secs(300);

/// A compaction by time comes at least so often, and notes revisions ten times in between (etcd, `getCompactInterval`,
/// `retryDivisor`).
const INTERVAL_MAX: Duration = Duration::from_secs(3600);
const NOTES: u64 = 10;

/// Defragmenting takes this long, and 10 µs more for each 1000 bytes of the file: about what a solid-state disk does.
const DEFRAGMENT: Duration = Duration::from_millis(20);
const DEFRAGMENT_BYTES_PER_US: u64 = 100;

/// The work under way.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Upkeep {
    /// When the next batch is due; [`SimTime::NEVER`] with nothing to remove.
    next: SimTime,
    /// Answers to compactions that shall be physical: they wait for the end of the work.
    held: Vec<(RequestId, Response)>,
    compactor: Option<Compactor>,
    defragmenting: Option<Defragmenting>,
}

/// Compacts by itself, while its member leads.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Compactor {
    how: AutoCompaction,
    /// When it looks again.
    next: SimTime,
    /// By time: the revisions noted, oldest first.
    noted: VecDeque<Revision>,
    /// By time: when it last compacted, or began.
    last: SimTime,
    /// By time: how long it waits from there. The first time that is the whole period.
    wait: Duration,
    /// By revisions: the last one it asked for.
    asked: Revision,
}

/// The store is copied: nothing is read from it nor written to it, and Raft goes on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Defragmenting {
    by: RequestId,
    done: SimTime,
    /// What Raft wants applied meanwhile.
    install: Option<Snapshot<Command>>,
    committed: Vec<Entry<Command>>,
    /// What clients ask meanwhile.
    requests: Vec<(RequestId, Request)>,
}

fn interval(period: Duration) -> Duration {
    period.min(INTERVAL_MAX)
}

impl Compactor {
    fn new(how: AutoCompaction, now: SimTime, revision: Revision) -> Self {
        let (wait, pause) = match how {
            AutoCompaction::Periodic(period) => (period, interval(period) / NOTES),
            AutoCompaction::Revision(_) => (Duration::ZERO, LOOK),
        };
        Self { how, next: now + pause, noted: [revision].into(), last: now, wait, asked: Revision(0) }
    }

    /// What shall be compacted now, if that is due. `leads`: only the leader's compactor does it.
    fn look(&mut self, now: SimTime, revision: Revision, leads: bool) -> Option<Revision> {
        if self.next > now {
            return None;
        }
        match self.how {
            AutoCompaction::Revision(keep) => {
                self.next = now + LOOK;
                let wanted = Revision(revision.0.saturating_sub(keep));
                let due = leads && wanted.0 > 0 && wanted != self.asked;
                due.then(|| {
                    self.asked = wanted;
                    wanted
                })
            }
            AutoCompaction::Periodic(period) => {
                let pause = interval(period) / NOTES;
                self.next = now + pause;
                let due = leads && now.since(self.last) >= self.wait;
                let oldest = self.noted.front().copied();
                if due {
                    self.wait = interval(period);
                    self.last = now;
                }
                self.noted.push_back(revision);
                if self.noted.len() as u64 > period.as_micros() / pause.as_micros().max(1) + 1 {
                    self.noted.pop_front();
                }
                oldest.filter(|_| due)
            }
        }
    }
}

impl Upkeep {
    pub(super) fn new(settings: &Settings, now: SimTime, revision: Revision) -> Self {
        let compactor = settings.auto_compaction.map(|how| Compactor::new(how, now, revision));
        Self { next: SimTime::NEVER, held: Vec::new(), compactor, defragmenting: None }
    }

    pub(super) fn deadline(&self) -> SimTime {
        let compactor = self.compactor.as_ref().map_or(SimTime::NEVER, |compactor| compactor.next);
        let defragmenting = self.defragmenting.as_ref().map_or(SimTime::NEVER, |work| work.done);
        self.next.min(compactor).min(defragmenting)
    }

    pub(super) fn is_defragmenting(&self) -> bool {
        self.defragmenting.is_some()
    }
}

impl Member {
    /// An answer that waits until what is compacted is removed.
    pub(super) fn hold(&mut self, id: RequestId, response: Response) {
        self.upkeep.held.push((id, response));
    }

    /// Does what is due.
    #[inline]
    pub(super) fn keep_up(&mut self, now: SimTime, output: &mut Output) {
        if self.upkeep.compactor.as_ref().is_some_and(|compactor| compactor.next <= now) {
            self.compact_by_itself(now);
        }
        if self.machine.store().is_compacting() || self.upkeep.next != SimTime::NEVER || !self.upkeep.held.is_empty() {
            self.go_on_compacting(now, output);
        }
    }

    #[cold]
    fn compact_by_itself(&mut self, now: SimTime) {
        let (revision, leads) = (self.machine.revision(), matches!(self.raft.role(), Role::Leader(_)));
        let due = self.upkeep.compactor.as_mut().and_then(|compactor| compactor.look(now, revision, leads));
        if let Some(revision) = due {
            let revision = revision.0.cast_signed();
            self.propose_own(now, Operation::Compact(Compact { revision, physical: false }));
        }
    }

    /// Removes a batch of what is compacted, if that is due.
    #[cold]
    fn go_on_compacting(&mut self, now: SimTime, output: &mut Output) {
        if self.upkeep.is_defragmenting() {
            return;
        }
        if !self.machine.store().is_compacting() {
            self.upkeep.next = SimTime::NEVER;
            output.answers.append(&mut self.upkeep.held);
            return;
        }
        if self.upkeep.next == SimTime::NEVER {
            self.upkeep.next = now;
        }
        if self.upkeep.next <= now {
            let done = self.machine.store_mut().compact_step(BATCH);
            self.upkeep.next = if done { SimTime::NEVER } else { now + PAUSE };
            if done {
                output.answers.extend(mem::take(&mut self.upkeep.held));
            }
        }
    }

    /// Begins to defragment.
    pub(super) fn defragment(&mut self, now: SimTime, by: RequestId) {
        let bytes = self.machine.store().size().allocated;
        let done = now + DEFRAGMENT + Duration::from_micros(bytes / DEFRAGMENT_BYTES_PER_US);
        let (committed, requests) = (Vec::new(), Vec::new());
        self.upkeep.defragmenting = Some(Defragmenting { by, done, install: None, committed, requests });
        // A batch of removals waits for it, too.
        self.upkeep.next = SimTime::NEVER;
    }

    /// While the store is defragmented, requests wait; what needs nothing of it does not.
    pub(super) fn wait_for_store(&mut self, id: RequestId, request: Request) -> Option<Request> {
        let Some(work) = &mut self.upkeep.defragmenting else { return Some(request) };
        let needs_none = match &request.call {
            Call::Maintenance(MaintenanceRequest::Status) => true,
            Call::Http(path) => path.starts_with("/metrics") || path.starts_with("/version"),
            Call::Close(closed) => {
                work.requests.retain(|(waiting, _)| waiting != closed);
                true
            }
            _ => false,
        };
        if needs_none {
            return Some(request);
        }
        work.requests.push((id, request));
        None
    }

    /// While the store is defragmented, what is committed waits.
    pub(super) fn put_off(&mut self) {
        let Some(work) = &mut self.upkeep.defragmenting else { return };
        if let Some(snapshot) = self.ready.install.take() {
            work.install = Some(snapshot);
            work.committed.clear();
        }
        work.committed.append(&mut self.ready.committed);
    }

    /// The store is defragmented: what has waited is done.
    pub(super) fn end_defragmenting(&mut self, now: SimTime, output: &mut Output) {
        let Some(work) = self.upkeep.defragmenting.take_if(|work| work.done <= now) else { return };
        self.machine.store_mut().defragment();
        self.answer(work.by, Answer::Maintenance(MaintenanceAnswer::Defragment), output);
        if self.ready.install.is_none() {
            self.ready.install = work.install;
            self.ready.committed.splice(..0, work.committed);
        }
        if self.reads.any_confirmed() {
            self.answer_reads(now, output);
        }
        for (id, request) in work.requests {
            self.request(now, id, request, output);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60_000_000;

    fn at(minutes: u64) -> SimTime {
        SimTime(minutes * MINUTE)
    }

    /// The times, in minutes, and revisions at which a leader compacts whose store gains one revision a minute, in so many
    /// minutes.
    fn compactions(how: AutoCompaction, minutes: u64) -> Vec<(u64, u64)> {
        let mut compactor = Compactor::new(how, at(0), Revision(1));
        let mut done = Vec::new();
        for minute in 1..=minutes {
            while compactor.next <= at(minute) {
                let due = compactor.next;
                let revision = Revision(1 + due.0 / MINUTE);
                done.extend(compactor.look(due, revision, true).map(|revision| (due.0 / MINUTE, revision.0)));
            }
        }
        done
    }

    // The revision compacted is the oldest one noted, and the last note is a tenth of a period old when it is looked at: what
    // is kept is the period and a tenth of it (etcd, `periodic.go`, `Run`).
    #[test]
    fn a_short_period_is_compacted_once_in_each() {
        let period = AutoCompaction::Periodic(Duration::from_secs(600));
        assert_eq!(compactions(period, 40), [(10, 1), (20, 10), (30, 20), (40, 30)]);
    }

    #[test]
    fn a_long_period_is_waited_for_once_and_then_compacted_every_hour() {
        let period = AutoCompaction::Periodic(Duration::from_secs(3 * 3600));
        assert_eq!(compactions(period, 330), [(180, 1), (240, 55), (300, 115)]);
    }

    #[test]
    fn revisions_are_looked_at_every_five_minutes() {
        let keep = AutoCompaction::Revision(8);
        assert_eq!(compactions(keep, 20), [(10, 3), (15, 8), (20, 13)]);
    }

    #[test]
    fn only_the_leader_compacts_and_a_revision_is_asked_for_once() {
        let mut compactor = Compactor::new(AutoCompaction::Revision(0), at(0), Revision(1));
        assert_eq!(compactor.look(at(5), Revision(9), false), None);
        assert_eq!(compactor.look(at(10), Revision(9), true), Some(Revision(9)));
        assert_eq!(compactor.look(at(15), Revision(9), true), None);
        assert_eq!(compactor.look(at(20), Revision(10), true), Some(Revision(10)));
    }
}
