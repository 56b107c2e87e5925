//! Places in time that one wants to come to.

use super::Run;
use crate::{
    raft::event::RaftEvent,
    sim::event::{Event, EventKind},
    time::Duration,
};

/// What one waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Landmark {
    /// Somebody wins an election.
    Election,
    /// A leader's commit index rises.
    Commit,
    /// A client gets an answer, or gives up.
    Answer,
    /// An invariant is broken.
    Violation,
}

impl Landmark {
    fn is(self, event: &Event) -> bool {
        matches!(
            (self, &event.kind),
            (Self::Election, EventKind::Raft(RaftEvent::BecameLeader { .. }))
                | (Self::Commit, EventKind::Raft(RaftEvent::Committed { .. }))
                | (Self::Answer, EventKind::RequestEnded { .. })
        )
    }
}

impl Run {
    /// Runs until just after the next landmark, for `limit` of virtual time at most. Returns whether it came; where it
    /// did not, the run is as it was.
    pub fn skip_to(&mut self, landmark: Landmark, limit: Duration) -> bool {
        let start = self.clone();
        let until = self.now() + limit;
        let broken = self.broken();
        while self.step_by(until) {
            let came = match landmark {
                Landmark::Violation => self.broken() > broken,
                _ => self.events().iter().any(|event| landmark.is(event)),
            };
            if came {
                return true;
            }
        }
        *self = start;
        false
    }

    fn broken(&self) -> usize {
        self.checks().verdicts().iter().filter(|verdict| verdict.breach.is_some()).count()
    }
}
