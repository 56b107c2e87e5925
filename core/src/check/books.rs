//! What the judge writes down: logs as runs of terms, entries by place and term, and what is committed.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use super::Finding;
use crate::{
    id::{Index, NodeId, Revision, Term},
    raft::message::LogPosition,
    shared::Sequence,
    sim::verdict::Invariant,
};

/// The terms of a log, as the places where each begins: short, however long the log is.
///
/// A log with the terms 1 1 1 4 4 is `[(1, 1), (4, 4)]` with last index 5.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Terms {
    /// First place and term of each run, rising.
    runs: Vec<(Index, Term)>,
    last: Index,
}

impl Terms {
    pub(super) fn last_index(&self) -> Index {
        self.last
    }

    pub(super) fn push(&mut self, at: LogPosition) {
        if self.runs.last().is_none_or(|(_, term)| *term != at.term) {
            self.runs.push((at.index, at.term));
        }
        self.last = at.index;
    }

    /// Removes everything from `from` on.
    pub(super) fn truncate(&mut self, from: Index) {
        if from > self.last {
            return;
        }
        while self.runs.last().is_some_and(|(start, _)| *start >= from) {
            self.runs.pop();
        }
        self.last = from.previous();
    }

    /// A snapshot took the place of everything.
    pub(super) fn restart_at(&mut self, last: LogPosition) {
        // Entries behind the snapshot's end stay only when the log already had that end (etcd, `restore`).
        if self.term_at(last.index) != Some(last.term) {
            self.runs.clear();
            self.runs.push((last.index, last.term));
            self.last = last.index;
        }
    }

    pub(super) fn term_at(&self, index: Index) -> Option<Term> {
        if index > self.last {
            return None;
        }
        let run = self.runs.partition_point(|(start, _)| *start <= index).checked_sub(1)?;
        Some(self.runs[run].1)
    }

    /// The runs of terms from `from` to `to`, each with its last place.
    fn runs_between(&self, from: Index, to: Index) -> impl Iterator<Item = (Index, Index, Term)> {
        let begin = self.runs.partition_point(|(start, _)| *start <= from).saturating_sub(1);
        self.runs[begin.min(self.runs.len())..].iter().enumerate().filter_map(move |(offset, (start, term))| {
            let end = self.runs.get(begin + offset + 1).map_or(self.last, |(next, _)| next.previous());
            let (first, last) = ((*start).max(from), end.min(to));
            (first <= last).then_some((first, last, *term))
        })
    }
}

/// Every entry that anybody appended, by place and term. Two logs that share one share everything before it if every
/// such pair always comes with the same content and the same term before it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Entries {
    /// What was seen first at each index, from 1.
    first: Sequence<Option<Seen>>,
    /// What else was seen, in other terms or later than what follows it: rare.
    others: BTreeMap<(Index, Term), Seen>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Seen {
    term: Term,
    previous_term: Term,
    digest: u64,
}

impl Entries {
    /// A crash lost the end of a log, which ends at `last` again. What had been cut off and replaced without being
    /// stored is back: the log up to an entry follows from that entry, since all logs that have it match.
    pub(super) fn bring_back(&self, log: &mut Terms, last: LogPosition) {
        let mut back = Vec::new();
        let mut at = last;
        while at.index > Index(0) && log.term_at(at.index) != Some(at.term) {
            let Some(term) = self.previous_term(at) else { break };
            back.push(at);
            at = LogPosition { term, index: at.index.previous() };
        }
        log.truncate(at.index.next());
        back.into_iter().rev().for_each(|at| log.push(at));
    }

    pub(super) fn settle(&mut self) {
        self.first.settle();
    }

    fn previous_term(&self, at: LogPosition) -> Option<Term> {
        let first = *self.first.get((at.index.0 as usize).checked_sub(1)?).unwrap_or(&None);
        let seen = first.filter(|seen| seen.term == at.term).or_else(|| self.others.get(&(at.index, at.term)).copied());
        seen.map(|seen| seen.previous_term)
    }

    pub(super) fn note(&mut self, at: LogPosition, previous_term: Term, digest: u64) -> Result<(), String> {
        let place = at.index.0 as usize;
        let seen = Seen { term: at.term, previous_term, digest };
        if self.first.len() < place {
            self.first.extend(core::iter::repeat_n(None, place - 1 - self.first.len()));
            self.first.push(Some(seen));
        }
        let first = self.first.get(place - 1).copied().flatten().filter(|first| first.term == at.term);
        let before = first.unwrap_or_else(|| *self.others.entry((at.index, at.term)).or_insert(seen));
        if before == seen {
            Ok(())
        } else if before.digest != digest {
            Err(format!("the entry {} of term {} holds something else here than elsewhere", at.index, at.term))
        } else {
            Err(format!(
                "the entry {} of term {} follows one of term {previous_term} here, and one of term {} elsewhere",
                at.index, at.term, before.previous_term
            ))
        }
    }
}

/// What is committed, and since which term.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Ledger {
    terms: Terms,
    /// The term in which everything up to an index was known to be committed, as steps: rising in both.
    known_in: Vec<(Index, Term)>,
}

impl Ledger {
    pub(super) fn last(&self) -> Index {
        self.terms.last_index()
    }

    /// The term of a committed entry.
    pub(super) fn term_at(&self, index: Index) -> Option<Term> {
        self.terms.term_at(index)
    }

    /// The term in which a committed entry was known to be committed: only leaders of later terms must have it.
    pub(super) fn known_since(&self, index: Index) -> Option<Term> {
        let step = self.known_in.partition_point(|(up_to, _)| *up_to < index);
        self.known_in.get(step).map(|(_, term)| *term)
    }

    /// A member, in `term`, holds everything up to `to` committed. `log` is its log, `before` its commit index until now.
    pub(super) fn commit(&mut self, before: Index, to: LogPosition, log: &Terms, term: Term) -> Result<(), String> {
        let known = self.last();
        for (first, last, term) in log.runs_between(before.next(), to.index.min(known)) {
            let here = self.terms.runs_between(first, last).find(|(_, _, committed)| *committed != term);
            if let Some((at, _, committed)) = here {
                return Err(format!("committed the entry {at} of term {term}, where term {committed} was committed"));
            }
        }
        if to.index > known {
            for (first, last, term) in log.runs_between(known.next(), to.index) {
                self.terms.push(LogPosition { index: first, term });
                self.terms.push(LogPosition { index: last, term });
            }
            match self.known_in.last_mut() {
                Some(step) if step.1 >= term => step.0 = to.index,
                _ => self.known_in.push((to.index, term)),
            }
        }
        Ok(())
    }

    /// The first entry that was committed in a term before `term` and is not in `log`.
    pub(super) fn missing_in(&self, log: &Terms, term: Term, last: Index) -> Option<LogPosition> {
        let steps = self.known_in.iter().take_while(|(_, since)| *since < term);
        let committed = steps.last().map_or(Index(0), |(index, _)| *index);
        self.terms.runs_between(Index(1), committed).find_map(|(first, end, committed_term)| {
            // An index before the log's first run lies in a snapshot, which only holds what is committed.
            let lacks = |index: &Index| *index > last || log.term_at(*index).is_some_and(|term| term != committed_term);
            [first, end].into_iter().find(lacks).map(|index| LogPosition { index, term: committed_term })
        })
    }
}

/// What was applied, and what came of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Applied {
    /// One row for each index, from 1: term, digest and state of the first member to apply it.
    rows: Sequence<Option<Row>>,
    /// Those that were applied later than what follows them, since that came in a snapshot.
    late: BTreeMap<Index, Row>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Row {
    term: Term,
    digest: u64,
    state: (Revision, u64),
}

impl Applied {
    pub(super) fn settle(&mut self) {
        self.rows.settle();
    }

    pub(super) fn check(&mut self, node: NodeId, at: LogPosition, digest: u64, state: (Revision, u64)) -> Finding {
        let place = at.index.0 as usize;
        let row = Row { term: at.term, digest, state };
        if self.rows.len() < place {
            self.rows.extend(core::iter::repeat_n(None, place - 1 - self.rows.len()));
            self.rows.push(Some(row));
        }
        let first = self.rows.get(place - 1).copied().flatten();
        let first = first.unwrap_or_else(|| *self.late.entry(at.index).or_insert(row));
        if (first.term, first.digest) != (row.term, row.digest) {
            let text = format!("{node} applied another entry {} than the first member to apply it", at.index);
            return Err((Invariant::StateMachineSafety, text));
        }
        if first.state != row.state {
            let text = format!(
                "after the entry {} {node} is at revision {} with hash {:x}; others are at {} with {:x}",
                at.index, row.state.0, row.state.1, first.state.0, first.state.1
            );
            return Err((Invariant::SameState, text));
        }
        Ok(())
    }
}
