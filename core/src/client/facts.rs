//! What a client's request and its answer tell about the history: all that a judge of the history is told.

use crate::{
    api::{
        Answer, Call,
        kv::{OpAnswer, Range},
    },
    machine::mix,
    mvcc::KeyRange,
    sim::event::{Ask, Saw},
};

/// What is asked.
pub(super) fn ask(call: &Call) -> Ask {
    match call {
        Call::Range(range) if range.serializable => Ask::Serializable,
        Call::Range(range) => match &**range {
            Range { keys: KeyRange::One(key), keys_only: false, count_only: false, .. } => {
                Ask::Get { key: digest(key) }
            }
            _ => Ask::Read,
        },
        Call::Put(put) => Ask::Put { key: digest(&put.key), value: digest(&put.value) },
        Call::Delete(delete) => {
            let key = if let KeyRange::One(key) = &delete.keys { Some(digest(key)) } else { None };
            Ask::Delete { key }
        }
        _ => Ask::Read,
    }
}

/// What the answer to that tells.
pub(super) fn saw(ask: Ask, answer: &Answer) -> Saw {
    match (ask, answer) {
        (_, Answer::Op(OpAnswer::Put { .. })) => Saw::Change,
        (_, Answer::Op(OpAnswer::Delete { deleted, .. })) if *deleted > 0 => Saw::Change,
        (Ask::Delete { key: Some(_) }, Answer::Op(OpAnswer::Delete { .. })) => Saw::Absent,
        (Ask::Get { .. }, Answer::Op(OpAnswer::Range { found, .. })) => found
            .first()
            .map_or(Saw::Absent, |found| Saw::Version { modified: found.mod_revision, value: digest(&found.value) }),
        _ => Saw::Nothing,
    }
}

fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(bytes.len() as u64 + 1, |hash, byte| mix(hash, u64::from(*byte)))
}
