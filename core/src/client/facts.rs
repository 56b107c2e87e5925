//! What a client's request and its answer tell about the history: all that a judge of the history is told.

use alloc::{sync::Arc, vec::Vec};

use crate::{
    api::{
        Answer, Call,
        kv::{Op, OpAnswer, Range, Txn},
        maintenance::MaintenanceRequest,
    },
    machine::mix,
    mvcc::{KeyRange, Store},
    sim::event::{Ask, Held, Saw},
};

/// The keys of a store.
pub(crate) fn held(store: &Store) -> Arc<[Held]> {
    let Ok(OpAnswer::Range { found, .. }) = store.range(&Range::of(KeyRange::prefix(b""))) else {
        return Arc::from([]);
    };
    let held = found.iter().map(|kv| Held {
        key: digest(&kv.key),
        value: digest(&kv.value),
        modified: kv.mod_revision,
        leased: kv.lease.is_some(),
    });
    held.collect()
}

/// What is asked.
pub(super) fn ask(call: &Call) -> Ask {
    match call {
        Call::Range(range) if range.serializable || range.revision.is_some() => Ask::Serializable,
        Call::Range(range) => match &**range {
            Range { keys: KeyRange::One(key), keys_only: false, count_only: false, limit, .. }
                if limit.is_none() && is_unfiltered(range) =>
            {
                Ask::Get { key: digest(key) }
            }
            _ => Ask::Read,
        },
        Call::Put(put) if put.ignore_value => Ask::Change([(digest(&put.key), None)].into()),
        Call::Put(put) => {
            let leased = put.lease.is_some() || put.ignore_lease;
            Ask::Put { key: digest(&put.key), value: digest(&put.value), leased }
        }
        Call::Delete(delete) => {
            let key = if let KeyRange::One(key) = &delete.keys { Some(digest(key)) } else { None };
            Ask::Delete { key }
        }
        Call::Txn(txn) if txn.is_read_only() && txn.is_serializable() => Ask::Serializable,
        Call::Txn(txn) if txn.is_read_only() => Ask::Read,
        Call::Txn(txn) => {
            let mut keys = Vec::new();
            touched(txn, &mut keys);
            Ask::Change(keys.into())
        }
        call if call.is_change() => Ask::Change([].into()),
        Call::Maintenance(MaintenanceRequest::AlarmList) => Ask::Read,
        _ => Ask::Serializable,
    }
}

fn is_unfiltered(range: &Range) -> bool {
    let bounds = [range.mod_revision_min, range.mod_revision_max, range.create_revision_min, range.create_revision_max];
    bounds.iter().all(Option::is_none)
}

/// The keys that a transaction may put, with their values, or remove. A range of keys is every key: `touched` then
/// names none, and the judge of the history takes an absent key for explained.
fn touched(txn: &Txn, keys: &mut Vec<(u64, Option<u64>)>) {
    for op in txn.success.iter().chain(&txn.failure) {
        match op {
            Op::Put(put) => {
                let value = (!put.ignore_value).then(|| digest(&put.value));
                keys.push((digest(&put.key), value));
                if put.lease.is_some() || put.ignore_lease {
                    keys.push((digest(&put.key), None));
                }
            }
            Op::Delete(delete) => keys.push(match &delete.keys {
                KeyRange::One(key) => (digest(key), None),
                KeyRange::Between(..) | KeyRange::From(_) => (ANY, None),
            }),
            Op::Txn(txn) => touched(txn, keys),
            Op::Range(_) => {}
        }
    }
}

/// Stands for every key.
pub(crate) const ANY: u64 = 0;

/// What the answer to that tells.
pub(super) fn saw(ask: &Ask, answer: &Answer) -> Saw {
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
