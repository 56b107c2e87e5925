//! How watchers hear of changes: at once, or when they catch up.

use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};
use core::ops::Bound;

use super::{
    Batch, Hub, Serial, State, Who,
    group::Group,
    number,
    stream::{Stream, Waiting},
};
use crate::{
    id::{RequestId, Revision},
    mvcc::{Change, Store},
    time::{Duration, SimTime},
};

/// How often unsynced watchers catch up.
pub(super) const SYNC_EVERY: Duration = Duration::from_millis(100);

/// How soon the next pass follows one that left some watchers behind: what etcd's own pass takes.
const SYNC_AGAIN: Duration = Duration::from_millis(1);

/// How often victims try again.
const VICTIMS_EVERY: Duration = Duration::from_millis(10);

/// How many watchers catch up in one pass.
const WATCHERS_MAX: usize = 512;

/// How many revisions one batch has at most.
const REVISIONS_MAX: usize = 1000;

impl Hub {
    /// Tells synced watchers of one revision's changes, in the moment in which they happen.
    pub fn notify(&mut self, now: SimTime, changes: &[Arc<Change>]) {
        let Some(revision) = changes.first().map(|change| change.place.main()) else { return };
        self.told = number(revision);
        let mut batches = BTreeMap::<Serial, (Who, Batch)>::new();
        for change in changes {
            self.synced.interested(&change.kv.key, |who| {
                if who.from <= number(revision) {
                    let (_, batch) = batches.entry(who.serial).or_insert_with(|| (who.clone(), Batch::default()));
                    batch.changes.push(Arc::clone(change));
                }
            });
        }
        for (serial, (who, batch)) in batches {
            if !send(&mut self.streams, &who, &batch, revision) {
                self.leave(serial);
                self.add_victim(now, serial, number(revision) + 1, batch);
            }
        }
    }

    /// Does what is due: catching up, trying again, telling of progress.
    pub fn wake(&mut self, now: SimTime, store: &Store) {
        if self.victims_at <= now {
            self.move_victims(now, store);
        }
        if self.sync_at <= now {
            self.sync(now, store);
        }
        let due = self.streams.iter().filter(|(_, stream)| stream.progress_at <= now);
        for stream in due.map(|(&stream, _)| stream).collect::<Vec<_>>() {
            self.tell_progress(now, stream, store);
        }
    }

    /// One pass over unsynced watchers.
    fn sync(&mut self, now: SimTime, store: &Store) {
        let before = self.unsynced.len();
        let compacted = store.compacted().map_or(-1, number);
        let chosen = self.choose();
        let (behind, lost): (Vec<_>, Vec<_>) = chosen
            .into_iter()
            .partition(|serial| self.watchers.get(serial).is_some_and(|watcher| watcher.who.from >= compacted));
        lost.into_iter().for_each(|serial| self.tell_compacted(serial, compacted));
        let mut batches = self.batches(&behind, store);
        for serial in behind {
            let batch = batches.remove(&serial).unwrap_or_default();
            self.catch_up(now, serial, batch, store);
        }
        if !self.unsynced.is_empty() {
            let again = if self.unsynced.len() < before { SYNC_AGAIN } else { SYNC_EVERY };
            self.sync_at = now + again;
        }
    }

    /// The watchers of one pass. Each has its turn, though those before it stay.
    fn choose(&mut self) -> Vec<Serial> {
        let behind = self.unsynced.range(Bound::Excluded(&self.cursor), Bound::Unbounded);
        let rest = self.unsynced.range(Bound::Unbounded, Bound::Included(&self.cursor));
        let chosen = behind.chain(rest).map(|(&serial, ())| serial).take(WATCHERS_MAX).collect::<Vec<_>>();
        self.cursor = chosen.last().copied().unwrap_or_default();
        chosen
    }

    /// Ends a watcher that wants what is forgotten. While its stream is full it stays where it is, and is told later
    /// (etcd 17529).
    fn tell_compacted(&mut self, serial: Serial, compacted: i64) {
        let Some(who) = self.watchers.get(&serial).map(|watcher| watcher.who.clone()) else { return };
        let Some(stream) = self.streams.get_mut(&who.stream) else { return };
        let compacted = Revision(u64::try_from(compacted).unwrap_or(0));
        let changes = Vec::new();
        let word = Waiting { who: Some(who), revision: Revision(0), changes, compacted: Some(compacted) };
        if stream.send(word) {
            self.leave(serial);
            if let Some(watcher) = self.watchers.get_mut(&serial) {
                watcher.state = State::Compacted;
            }
        }
    }

    /// What each of some watchers has missed, as far as one batch goes.
    fn batches(&self, chosen: &[Serial], store: &Store) -> BTreeMap<Serial, Batch> {
        let watchers = chosen.iter().filter_map(|serial| Some(&self.watchers.get(serial)?.who));
        let mut group = Group::default();
        let (mut first, mut open) = (i64::MAX, 0);
        // A watcher from before all revisions is told nothing of the past.
        for who in watchers.filter(|who| who.from >= 0) {
            group.insert(who);
            first = first.min(who.from);
            open += 1;
        }
        let mut batches = BTreeMap::<Serial, (Batch, usize)>::new();
        for change in store.changes(Revision(first.min(number(store.revision()) + 1).cast_unsigned())) {
            let main = change.place.main();
            group.interested(&change.kv.key, |who| {
                if who.from > number(main) {
                    return;
                }
                let (batch, revisions) = batches.entry(who.serial).or_default();
                if batch.more.is_some() {
                    return;
                }
                if batch.changes.last().is_none_or(|last| last.place.main() != main) {
                    *revisions += 1;
                }
                if *revisions > REVISIONS_MAX {
                    batch.more = Some(main);
                    open -= 1;
                } else {
                    batch.changes.push(Arc::clone(change));
                }
            });
            if open == 0 {
                break;
            }
        }
        batches.into_iter().map(|(serial, (batch, _))| (serial, batch)).collect()
    }

    /// Hands a watcher what it has missed, and puts it where it then belongs.
    fn catch_up(&mut self, now: SimTime, serial: Serial, batch: Batch, store: &Store) {
        let Some(watcher) = self.watchers.get_mut(&serial) else { return };
        let next = number(store.revision()) + 1;
        // A watch of the future keeps its revision (etcd 20221).
        watcher.who.from = batch.more.map_or(watcher.who.from.max(next), number);
        let from = watcher.who.from;
        let sent = batch.changes.is_empty() || send(&mut self.streams, &watcher.who, &batch, store.revision());
        if sent && batch.more.is_some() {
            return;
        }
        self.leave(serial);
        if sent {
            self.place(now, serial, true);
        } else {
            self.add_victim(now, serial, from, batch);
        }
    }

    fn add_victim(&mut self, now: SimTime, serial: Serial, from: i64, batch: Batch) {
        if let Some(watcher) = self.watchers.get_mut(&serial) {
            watcher.who.from = from;
            watcher.state = State::Victim(batch);
            if self.victims.is_empty() {
                self.victims_at = now + VICTIMS_EVERY;
            }
            self.victims.insert(serial, ());
        }
    }

    /// Victims whose stream has room again are told what waited, and go on.
    fn move_victims(&mut self, now: SimTime, store: &Store) {
        for serial in self.victims.iter().map(|(&serial, ())| serial).collect::<Vec<_>>() {
            let Some(watcher) = self.watchers.get(&serial) else { continue };
            let State::Victim(batch) = &watcher.state else { continue };
            let told = Revision((watcher.who.from - 1).cast_unsigned());
            if !send(&mut self.streams, &watcher.who, batch, told) {
                continue;
            }
            let synced = watcher.who.from > number(store.revision());
            self.leave(serial);
            self.place(now, serial, synced);
        }
        if !self.victims.is_empty() {
            self.victims_at = now + VICTIMS_EVERY;
        }
    }

    /// Tells the watches of a stream that asked for it, and that were told nothing else meanwhile, that nothing happened.
    fn tell_progress(&mut self, now: SimTime, stream: RequestId, store: &Store) {
        let Some(open) = self.streams.get_mut(&stream) else { return };
        open.progress_told(now);
        for serial in open.watchers.values().copied().collect::<Vec<_>>() {
            let Some(watcher) = self.watchers.get_mut(&serial).filter(|watcher| watcher.who.wish.progress) else {
                continue;
            };
            if watcher.progress_due && watcher.state == State::Synced {
                let (who, revision) = (Some(watcher.who.clone()), store.revision());
                open.send(Waiting { who, revision, changes: Vec::new(), compacted: None });
            }
            watcher.progress_due = true;
        }
    }
}

/// Puts a watcher's changes into its stream's channel, without those that it does not want; without any of them nothing is
/// sent. Whether there was room.
fn send(streams: &mut BTreeMap<RequestId, Stream>, who: &Who, batch: &Batch, revision: Revision) -> bool {
    let Some(stream) = streams.get_mut(&who.stream) else { return true };
    let wanted = |change: &&Arc<Change>| if change.is_removal() { !who.wish.no_delete } else { !who.wish.no_put };
    let changes = batch.changes.iter().filter(wanted).cloned().collect::<Vec<_>>();
    changes.is_empty() || stream.send(Waiting { who: Some(who.clone()), revision, changes, compacted: None })
}
