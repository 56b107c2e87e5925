//! The replicated state machine: what a committed command does. Reads no clock and draws no number, because every
//! member runs it and all must agree.

use alloc::vec::Vec;

use crate::{
    api::{
        Answer, Denial, Operation, Proposal,
        kv::{OpAnswer, Range},
    },
    id::{Index, Revision, Term},
    mvcc::Store,
    raft::message::LogPosition,
};

/// One member's applied state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Machine {
    store: Store,
    applied: LogPosition,
    hash: u64,
}

impl Default for Machine {
    fn default() -> Self {
        Self { store: Store::default(), applied: LogPosition::default(), hash: HASH_SEED }
    }
}

/// What [`Machine::hash`] begins with (the offset basis of FNV-1a).
const HASH_SEED: u64 = 0xcbf2_9ce4_8422_2325;

impl Machine {
    /// The key space.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The last entry applied.
    pub fn applied(&self) -> LogPosition {
        self.applied
    }

    /// A running hash of everything applied: members that applied the same entries have the same one.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// Applies one committed entry; `None` stands for one without a command.
    ///
    /// Entries come in order, each once: `index` is the one after [`Machine::applied`].
    pub fn apply(&mut self, index: Index, term: Term, proposal: Option<&Proposal>) -> Option<Result<Answer, Denial>> {
        assert!(index == self.applied.index.next(), "applied {index} after {}", self.applied.index);
        self.applied = LogPosition { term, index };
        let answer = proposal.map(|proposal| self.execute(&proposal.operation));
        for word in [index.0, term.0, proposal.map_or(0, Proposal::digest), self.store.revision().0] {
            self.hash = mix(self.hash, word);
        }
        answer
    }

    fn execute(&mut self, operation: &Operation) -> Result<Answer, Denial> {
        Ok(Answer::Op(match operation {
            Operation::Put(put) => {
                let mut write = self.store.write();
                let before = write.put(put.key.clone(), put.value.clone(), put.lease);
                write.finish();
                OpAnswer::Put { previous: before.filter(|_| put.previous) }
            }
            Operation::Delete(delete) => {
                let mut write = self.store.write();
                let gone = write.delete(&delete.keys);
                write.finish();
                let deleted = gone.len() as u64;
                OpAnswer::Delete { deleted, previous: if delete.previous { gone } else { Vec::new() } }
            }
            _ => return Err(Denial::NotCapable),
        }))
    }

    /// Answers a read from the applied state.
    ///
    /// # Errors
    /// As [`Store::range`].
    pub fn range(&self, range: &Range) -> Result<OpAnswer, Denial> {
        self.store.range(range)
    }

    /// The revision of the store.
    pub fn revision(&self) -> Revision {
        self.store.revision()
    }
}

/// One step of a running hash: cheap, and every bit of both reaches every bit of the result.
pub(crate) const fn mix(hash: u64, word: u64) -> u64 {
    let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}
