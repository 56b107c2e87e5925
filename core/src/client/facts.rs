//! What a client's request and its answer tell about the history: all that a judge of the history is told.

use crate::{
    etcdctl::Call,
    machine::{Answer, Operation, Query, mix},
    mvcc::KeyRange,
    sim::event::{Ask, Saw},
};

/// What is asked.
pub(super) fn ask(call: &Call) -> Ask {
    match call {
        Call::Query(query) if query.serializable => Ask::Serializable,
        Call::Query(Query { range: KeyRange::One(key), keys_only: false, count_only: false, .. }) => {
            Ask::Get { key: digest(key) }
        }
        Call::Query(_) => Ask::Read,
        Call::Change(Operation::Put { key, value, .. }) => Ask::Put { key: digest(key), value: digest(value) },
        Call::Change(Operation::Delete { range, .. }) => {
            let key = if let KeyRange::One(key) = range { Some(digest(key)) } else { None };
            Ask::Delete { key }
        }
    }
}

/// What the answer to that tells.
pub(super) fn saw(ask: Ask, answer: &Answer) -> Saw {
    match (ask, answer) {
        (_, Answer::Put { .. }) => Saw::Change,
        (_, Answer::Delete { deleted, .. }) if *deleted > 0 => Saw::Change,
        (Ask::Delete { key: Some(_) }, Answer::Delete { .. }) => Saw::Absent,
        (Ask::Get { .. }, Answer::Range { found, .. }) => found
            .first()
            .map_or(Saw::Absent, |found| Saw::Version { modified: found.mod_revision, value: digest(&found.value) }),
        _ => Saw::Nothing,
    }
}

fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(bytes.len() as u64 + 1, |hash, byte| mix(hash, u64::from(*byte)))
}
