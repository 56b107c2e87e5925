//! How responses leave a stream.

use alloc::vec::Vec;

use super::{Hub, Who, stream::Waiting};
use crate::{
    api::watch::{WatchEvent, WatchEventKind, WatchId, WatchResponse},
    id::{RequestId, Revision},
    mvcc::{Change, KeyValue, Store},
};

/// What leaves on a stream.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Sent {
    /// Which.
    pub stream: RequestId,
    /// The revision of its header; 0 where something is compacted, as in etcd.
    pub revision: Revision,
    /// What is said.
    pub response: WatchResponse,
}

impl Hub {
    /// The streams on which something waits.
    pub fn waiting(&self) -> impl Iterator<Item = RequestId> {
        self.streams.iter().filter(|(_, stream)| !stream.is_idle()).map(|(&stream, _)| stream)
    }

    /// How many responses wait in a stream's channel, of 128 at most; 0 if it is not open.
    pub fn channel_len(&self, stream: RequestId) -> usize {
        self.streams.get(&stream).map_or(0, super::stream::Stream::waiting)
    }

    /// Takes the next response that waits on a stream; it may come in pieces. Nothing once nothing waits.
    ///
    /// What a key held before is looked up only now, and is left out if it is compacted meanwhile.
    pub fn take(&mut self, stream: RequestId, store: &Store) -> Vec<Sent> {
        let Some(open) = self.streams.get_mut(&stream) else { return Vec::new() };
        if let Some((revision, response)) = open.control.pop_front() {
            return [Sent { stream, revision, response }].into();
        }
        let Some(waiting) = open.next() else { return Vec::new() };
        let revision = waiting.revision;
        let Some(who) = &waiting.who else {
            let response = WatchResponse { id: WatchId(-1), ..WatchResponse::default() };
            return [Sent { stream, revision, response }].into();
        };
        if who.wish.progress && !waiting.changes.is_empty() {
            self.watchers.get_mut(&who.serial).into_iter().for_each(|watcher| watcher.progress_due = false);
        }
        let bytes_max = if who.wish.fragment { self.response_bytes_max } else { usize::MAX };
        let pieces = fragments(response(&waiting, who, store), bytes_max).into_iter();
        pieces.map(|response| Sent { stream, revision, response }).collect()
    }

    /// Takes all that waits on all streams.
    pub fn take_all(&mut self, store: &Store) -> Vec<Sent> {
        let mut taken = Vec::new();
        for stream in self.waiting().collect::<Vec<_>>() {
            loop {
                let some = self.take(stream, store);
                if some.is_empty() {
                    break;
                }
                taken.extend(some);
            }
        }
        taken
    }
}

fn response(waiting: &Waiting, who: &Who, store: &Store) -> WatchResponse {
    WatchResponse {
        id: who.id,
        canceled: waiting.compacted.is_some(),
        compacted: waiting.compacted,
        events: waiting.changes.iter().map(|change| event(change, who.wish.previous, store)).collect(),
        ..WatchResponse::default()
    }
}

fn event(change: &Change, previous: bool, store: &Store) -> WatchEvent {
    let kind = if change.is_removal() { WatchEventKind::Delete } else { WatchEventKind::Put };
    let previous = if previous && !change.is_create() { before(change, store) } else { None };
    WatchEvent { kind, kv: change.kv.clone(), previous }
}

/// The key at the revision before, if that can still be read.
fn before(change: &Change, store: &Store) -> Option<KeyValue> {
    let revision = Revision(change.place.main().0 - 1);
    let known = store.compacted().is_none_or(|compacted| revision >= compacted);
    store.get_at(&change.kv.key, revision).filter(|_| known).cloned()
}

/// A response in pieces of less than so many bytes, of one event at least; all but the last say that more follows (etcd,
/// `v3rpc/watch.go`, `sendFragments`).
fn fragments(whole: WatchResponse, bytes_max: usize) -> Vec<WatchResponse> {
    if whole.events.len() < 2 || whole.events.iter().map(size).sum::<usize>() < bytes_max {
        return [whole].into();
    }
    let mut pieces = Vec::new();
    let (mut piece, mut bytes) = (WatchResponse { events: Vec::new(), ..whole.clone() }, 0);
    for event in whole.events {
        bytes += size(&event);
        if !piece.events.is_empty() && bytes >= bytes_max {
            bytes = size(&event);
            let next = WatchResponse { events: Vec::new(), ..piece.clone() };
            pieces.push(WatchResponse { fragment: true, ..core::mem::replace(&mut piece, next) });
        }
        piece.events.push(event);
    }
    pieces.push(piece);
    pieces
}

/// How many bytes an event takes in a message, about.
fn size(event: &WatchEvent) -> usize {
    let kv = |kv: &KeyValue| 24 + kv.key.len() + kv.value.len();
    kv(&event.kv) + event.previous.as_ref().map_or(0, kv)
}
