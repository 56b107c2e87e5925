//! The replicated state machine: what a committed command does. Reads no clock and draws no number, because every
//! member runs it and all must agree.

use alloc::{sync::Arc, vec::Vec};

use crate::{
    api::{
        Answer, Denial, Operation, Proposal,
        kv::{OpAnswer, Order, Range, SortTarget},
    },
    id::{Index, Revision, Term},
    mvcc::{KeyValue, Store},
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
                let before = self.store.put(put.key.clone(), put.value.clone());
                OpAnswer::Put { previous: before.filter(|_| put.previous) }
            }
            Operation::Delete(delete) => {
                let gone = self.store.delete(&delete.keys);
                let deleted = gone.len() as u64;
                OpAnswer::Delete { deleted, previous: if delete.previous { gone } else { Vec::new() } }
            }
            _ => return Err(Denial::NotCapable),
        }))
    }

    /// Answers a read from the applied state.
    pub fn range(&self, range: &Range) -> OpAnswer {
        let mut found = self.store.range(&range.keys).collect::<Vec<_>>();
        let count = found.len() as u64;
        if let (None, Some(limit)) = (range.order, range.limit) {
            found.truncate(limit + 1);
        }
        sort(&mut found, range.sort_by, range.order.unwrap_or(Order::Ascend));
        let more = range.limit.is_some_and(|limit| found.len() > limit) && !range.count_only;
        found.truncate(range.limit.unwrap_or(usize::MAX));
        let nothing = Arc::from(&[][..]);
        let keep = |found: &KeyValue| {
            let value = if range.keys_only { Arc::clone(&nothing) } else { found.value.clone() };
            KeyValue { value, ..found.clone() }
        };
        let found = if range.count_only { Vec::new() } else { found.into_iter().map(keep).collect() };
        OpAnswer::Range { found, more, count }
    }

    /// The revision of the store.
    pub fn revision(&self) -> Revision {
        self.store.revision()
    }
}

fn sort(found: &mut [&KeyValue], by: SortTarget, order: Order) {
    match by {
        SortTarget::Key => {}
        SortTarget::Version => found.sort_by_key(|kv| kv.version),
        SortTarget::Create => found.sort_by_key(|kv| kv.create_revision),
        SortTarget::Modify => found.sort_by_key(|kv| kv.mod_revision),
        SortTarget::Value => found.sort_by(|a, b| a.value.cmp(&b.value)),
    }
    if order == Order::Descend {
        found.reverse();
    }
}

/// One step of a running hash: cheap, and every bit of both reaches every bit of the result.
pub(crate) const fn mix(hash: u64, word: u64) -> u64 {
    let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}
