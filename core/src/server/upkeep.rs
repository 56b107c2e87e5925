//! What a member does about its store in the background: it removes what is compacted, a little at a time (etcd,
//! `kvstore_compaction.go`).

use alloc::vec::Vec;
use core::mem;

use super::{Member, Output};
use crate::{
    api::Response,
    id::RequestId,
    time::{Duration, SimTime},
};

/// So many changes are looked at in one go, and then there is a pause (etcd, `CompactionBatchLimit` and
/// `CompactionSleepInterval`).
const BATCH: usize = 1000;
const PAUSE: Duration = Duration::from_millis(10);

/// The work under way.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Upkeep {
    /// When the next batch is due; [`SimTime::NEVER`] with nothing to remove.
    next: SimTime,
    /// Answers to compactions that shall be physical: they wait for the end of the work.
    held: Vec<(RequestId, Response)>,
}

impl Default for Upkeep {
    fn default() -> Self {
        Self { next: SimTime::NEVER, held: Vec::new() }
    }
}

impl Upkeep {
    pub(super) fn deadline(&self) -> SimTime {
        self.next
    }
}

impl Member {
    /// An answer that waits until what is compacted is removed.
    pub(super) fn hold(&mut self, id: RequestId, response: Response) {
        self.upkeep.held.push((id, response));
    }

    /// Removes a batch of what is compacted, if that is due.
    #[inline]
    pub(super) fn keep_up(&mut self, now: SimTime, output: &mut Output) {
        if self.machine.store().is_compacting() || self.upkeep.next != SimTime::NEVER || !self.upkeep.held.is_empty() {
            self.go_on_compacting(now, output);
        }
    }

    #[cold]
    fn go_on_compacting(&mut self, now: SimTime, output: &mut Output) {
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
}
