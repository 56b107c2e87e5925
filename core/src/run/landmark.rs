//! Places in time that one wants to come to.

use super::{MarkKind, Run};
use crate::time::Duration;

/// What one waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Landmark {
    /// Somebody wins an election.
    Election,
    /// An entry is committed that nobody knew to be committed before.
    Commit,
    /// A client gets an answer, or gives up.
    Answer,
    /// A process dies.
    Crash,
    /// A client hears from a watch that keys changed.
    Notice,
    /// A lease ends, by its time or by a request.
    LeaseEnd,
    /// An invariant is broken.
    Violation,
}

impl Landmark {
    /// Whether a mark of a run is one.
    pub const fn is(self, kind: MarkKind) -> bool {
        matches!(
            (self, kind),
            (Self::Election, MarkKind::Elected(_))
                | (Self::Commit, MarkKind::Committed(_))
                | (Self::Answer, MarkKind::Answered { .. })
                | (Self::Crash, MarkKind::Crashed)
                | (Self::Notice, MarkKind::Notified)
                | (Self::LeaseEnd, MarkKind::LeaseEnded(_))
                | (Self::Violation, MarkKind::Broken(_))
        )
    }
}

impl Run {
    /// Runs until just after the next landmark, for `limit` of virtual time at most. Returns whether it came; where it
    /// did not, the run is as it was.
    pub fn skip_to(&mut self, landmark: Landmark, limit: Duration) -> bool {
        let start = self.clone();
        let until = self.now() + limit;
        let mut seen = self.marks().len();
        while self.step_by(until) {
            if self.passed(landmark, &mut seen) {
                return true;
            }
        }
        *self = start;
        false
    }

    /// Whether a landmark is among the marks from number `seen` on, which becomes the number of all.
    pub(super) fn passed(&self, landmark: Landmark, seen: &mut usize) -> bool {
        let marks = self.marks();
        let new = core::mem::replace(seen, marks.len())..marks.len();
        marks.range(new).any(|mark| landmark.is(mark.kind))
    }
}
