//! The hash by which members compare their stores, over the bytes that etcd would have in its file.

use alloc::vec::Vec;

use super::{Change, Store};
use crate::{api::Denial, id::Revision};

/// The generator polynomial of CRC-32C (Castagnoli), its bits reversed.
const POLYNOMIAL: u32 = 0x82f6_3b78;

/// The remainders of all bytes.
const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut remainder = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            remainder = if remainder & 1 == 1 { (remainder >> 1) ^ POLYNOMIAL } else { remainder >> 1 };
            bit += 1;
        }
        table[byte] = remainder;
        byte += 1;
    }
    table
};

/// A CRC-32C under way.
#[derive(Clone, Copy)]
pub(crate) struct Crc(u32);

impl Crc {
    /// The checksum of nothing.
    pub(crate) const fn new() -> Self {
        Self(!0)
    }

    /// The checksum of what there was and these bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = TABLE[((self.0 ^ u32::from(byte)) & 0xff) as usize] ^ (self.0 >> 8);
        }
    }

    /// The checksum.
    pub(crate) const fn value(self) -> u32 {
        !self.0
    }
}

impl Store {
    /// The hash of all keys at a revision, as etcd computes it (`hash.go`, `HashByRev`); 0 is the newest. Signed, since
    /// nonsense may be asked for.
    ///
    /// It covers what a compaction up to there would leave and all changes since the last one, so that members agree
    /// however far each has got with removing.
    ///
    /// # Errors
    /// [`Denial::Compacted`] and [`Denial::FutureRevision`], as for a read.
    pub fn hash_kv(&self, revision: i64) -> Result<u32, Denial> {
        let at = match u64::try_from(revision).unwrap_or(0) {
            0 => self.revision,
            wanted => Revision(wanted),
        };
        if revision > 0 && self.compacted.is_some_and(|compacted| at < compacted) {
            return Err(Denial::Compacted);
        }
        if at > self.revision {
            return Err(Denial::FutureRevision);
        }
        let keeps_something = self.index.iter().any(|(key, _)| self.get_at(key, at).is_some());
        let mut crc = Crc::new();
        crc.write(b"key");
        for change in self.changes(Revision(0)).take_while(|change| change.place.main() <= at) {
            if self.is_hashed(change, at, keeps_something) {
                crc.write(&place_bytes(change));
                crc.write(&kv_bytes(change));
            }
        }
        Ok(crc.value())
    }

    fn is_hashed(&self, change: &Change, at: Revision, keeps_something: bool) -> bool {
        let Some(compacted) = self.compacted else { return true };
        let main = change.place.main();
        // A removal at the compaction's revision counts for nobody: older members have forgotten it (`hash.go`).
        if main == compacted && change.is_removal() {
            return false;
        }
        if main > compacted {
            true
        } else if keeps_something {
            let kept = self.index.get(&*change.kv.key).and_then(|newest| newest.at(at, &self.history));
            !change.is_removal() && kept.is_some_and(|kept| kept.place == change.place)
        } else {
            // Where there is no key at that revision, etcd counts all that its file still holds.
            self.is_kept(change, compacted)
        }
    }

    /// The hash of everything that the store's file holds, forgotten or not.
    pub fn hash_file(&self) -> u32 {
        let mut crc = Crc::new();
        for change in self.changes(Revision(0)) {
            crc.write(&place_bytes(change));
            crc.write(&kv_bytes(change));
        }
        crc.value()
    }
}

/// A change's key in the file (etcd, `revision.go`): revision, `_`, number, and `t` for a removal.
fn place_bytes(change: &Change) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(18);
    bytes.extend(change.place.main().0.to_be_bytes());
    bytes.push(b'_');
    bytes.extend(u64::from(change.place.sub()).to_be_bytes());
    if change.is_removal() {
        bytes.push(b't');
    }
    bytes
}

/// A change's value in the file: a protobuf message (etcd, `kv.proto`, `KeyValue`). Of a removal only the key.
fn kv_bytes(change: &Change) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(stored_size(change) as usize);
    let kv = &change.kv;
    let text = |bytes: &mut Vec<u8>, field: u8, text: &[u8]| {
        if !text.is_empty() {
            bytes.push(field << 3 | 2);
            varint(bytes, text.len() as u64);
            bytes.extend(text);
        }
    };
    text(&mut bytes, 1, &kv.key);
    for (field, number) in numbers(change) {
        if number != 0 {
            bytes.push(field << 3);
            varint(&mut bytes, number);
        }
        if field == 4 {
            text(&mut bytes, 5, &kv.value);
        }
    }
    bytes
}

/// The numbers of the message, with their fields.
fn numbers(change: &Change) -> [(u8, u64); 4] {
    let kv = &change.kv;
    // In the file a removal does not know its revision; its place tells.
    let mod_revision = if change.is_removal() { 0 } else { kv.mod_revision.0 };
    let lease = kv.lease.map_or(0, |lease| lease.0 as u64);
    [(2, kv.create_revision.0), (3, mod_revision), (4, kv.version), (6, lease)]
}

/// How many bytes a change takes in the file, key and value.
pub(super) fn stored_size(change: &Change) -> u64 {
    let text = |len: usize| if len == 0 { 0 } else { 1 + varint_len(len as u64) + len as u64 };
    let numbers = numbers(change).into_iter().filter(|&(_, number)| number != 0);
    17 + u64::from(change.is_removal())
        + text(change.kv.key.len())
        + text(change.kv.value.len())
        + numbers.map(|(_, number)| 1 + varint_len(number)).sum::<u64>()
}

fn varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn varint_len(number: u64) -> u64 {
    u64::from((64 - (number | 1).leading_zeros()).div_ceil(7))
}
