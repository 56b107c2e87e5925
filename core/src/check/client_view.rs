//! What clients were told, held against what the cluster did.

use alloc::format;

use super::{
    Finding,
    books::{Ledger, Terms},
};
use crate::{
    id::{RequestId, Term},
    raft::message::LogPosition,
    sim::{event::Outcome, place::Place, verdict::Invariant},
};

/// The newest write, by its place in the log, that anybody was told is done. Logs match, so if it is kept, all are.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Acknowledged {
    newest: Option<(LogPosition, RequestId)>,
}

impl Acknowledged {
    /// A write may be acknowledged only once its entry is committed.
    pub(super) fn check(&mut self, request: RequestId, outcome: Outcome, ledger: &Ledger) -> Finding {
        let Outcome::Done { index: Some(index), .. } = outcome else { return Ok(()) };
        let Some(term) = ledger.term_at(index) else {
            let text = format!("the write {request} was acknowledged at the entry {index}, which is not committed");
            return Err((Invariant::NoLostWrite, text));
        };
        let at = LogPosition { term, index };
        if self.newest.is_none_or(|(newest, _)| newest.index < index) {
            self.newest = Some((at, request));
        }
        Ok(())
    }

    /// The log of a new leader must hold it. What the log begins after lies in a snapshot of what is committed.
    pub(super) fn must_be_in(&self, log: &Terms, leader: Place, term: Term, ledger: &Ledger) -> Finding {
        let Some((at, request)) = self.newest else { return Ok(()) };
        // Votes may be slow: somebody can still win an older term, and will commit nothing in it.
        if ledger.known_since(at.index).is_none_or(|since| term <= since) {
            return Ok(());
        }
        let in_snapshot = at.index <= log.last_index() && log.term_at(at.index).is_none();
        if in_snapshot || log.term_at(at.index) == Some(at.term) {
            return Ok(());
        }
        let text = format!(
            "the write {request} was acknowledged at the entry {}, and {leader}, which leads term {term}, does not have it",
            at.index
        );
        Err((Invariant::NoLostWrite, text))
    }
}
