//! What etcd promises of watches (`api_guarantees`): they are ordered, unique, reliable, atomic, resumable and bookmarkable.
//!
//! Judged is what clients' watches were told, against what members applied since the first watch was asked for. A watch is
//! the same one whichever member it is told by, so that what lies between two members is judged, too.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use super::Finding;
use crate::{
    api::watch::{WatchEvent, WatchEventKind},
    id::Revision,
    mvcc::Change,
    shared::{Run, Sequence},
    sim::{
        event::{Wanted, WatchNews, WatchSaid, WatcherId},
        verdict::Invariant,
    },
};

/// The changes of one revision.
type Changes = Run<Arc<Change>>;

/// What is known of watches.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Watches {
    /// What was applied since the first watch was asked for, by revision.
    history: Sequence<(Revision, Changes)>,
    watchers: BTreeMap<WatcherId, Watcher>,
}

/// One watch of a client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Watcher {
    wanted: Wanted,
    /// It has been told of everything before this; `None` until it is known where it begins.
    next: Option<Revision>,
    /// It was told something, if only that nothing happened.
    heard: bool,
    /// What came in pieces so far.
    pieces: Vec<WatchEvent>,
}

impl Watcher {
    fn wants(&self, change: &Change) -> bool {
        let unwanted = if change.is_removal() { self.wanted.no_delete } else { self.wanted.no_put };
        !unwanted && self.wanted.keys.contains(&change.kv.key)
    }
}

/// The revision after one.
const fn behind(revision: Revision) -> Revision {
    Revision(revision.0 + 1)
}

fn breach(promise: &str, text: &str) -> Finding {
    Err((Invariant::WatchPromises, format!("{promise}: {text}")))
}

fn is_same(event: &WatchEvent, change: &Change) -> bool {
    (event.kind == WatchEventKind::Delete) == change.is_removal() && event.kv == change.kv
}

fn describe(key: &[u8], revision: Revision) -> String {
    format!("{} at revision {revision}", String::from_utf8_lossy(key))
}

impl Watches {
    pub(super) fn settle(&mut self) {
        self.history.settle();
    }

    /// A revision was applied for the first time.
    pub(super) fn changed(&mut self, changes: &Changes) {
        let Some(first) = changes.first() else { return };
        let revision = first.kv.mod_revision;
        if self.history.last().is_none_or(|(last, _)| *last < revision) {
            self.history.push((revision, changes.clone()));
        }
    }

    /// Where the history that is known begins; `None` without any.
    fn floor(&self) -> Option<Revision> {
        self.history.first().map(|(revision, _)| *revision)
    }

    /// What a watch wants to hear of, from one revision to another, as far as that is known.
    fn expected(&self, watcher: &Watcher, from: Revision, to: Revision) -> Vec<Arc<Change>> {
        let (mut low, mut high) = (0, self.history.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.history.get(middle).is_some_and(|(revision, _)| *revision < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let revisions = self.history.range(low..self.history.len()).take_while(|(revision, _)| *revision <= to);
        revisions.flat_map(|(_, changes)| changes.iter()).filter(|change| watcher.wants(change)).cloned().collect()
    }

    /// A watch was asked for, or told something.
    pub(super) fn observe(&mut self, news: &WatchNews) -> Finding {
        match &news.said {
            WatchSaid::Asked { wanted, from } => self.asked(news.watcher, wanted, *from),
            WatchSaid::Ended => {
                self.watchers.remove(&news.watcher);
                Ok(())
            }
            WatchSaid::Heard { revision, response } if response.created => {
                if let Some(watcher) = self.watchers.get_mut(&news.watcher) {
                    watcher.next = watcher.next.or(Some(behind(*revision)));
                }
                Ok(())
            }
            WatchSaid::Heard { revision, response } => {
                let Some(mut watcher) = self.watchers.remove(&news.watcher) else { return Ok(()) };
                if response.canceled {
                    return Ok(());
                }
                watcher.heard = true;
                watcher.pieces.extend(response.events.iter().cloned());
                let judged = if response.fragment {
                    Ok(())
                } else if watcher.pieces.is_empty() {
                    self.bookmark(&mut watcher, *revision)
                } else {
                    let events = core::mem::take(&mut watcher.pieces);
                    self.batch(&mut watcher, &events)
                };
                self.watchers.insert(news.watcher, watcher);
                judged
            }
        }
    }

    fn asked(&mut self, id: WatcherId, wanted: &Wanted, from: Option<Revision>) -> Finding {
        let Some(watcher) = self.watchers.get_mut(&id) else {
            let watcher = Watcher { wanted: wanted.clone(), next: from, heard: false, pieces: Vec::new() };
            self.watchers.insert(id, watcher);
            return Ok(());
        };
        // What came in pieces and was not whole comes again.
        watcher.pieces.clear();
        let (Some(next), Some(from)) = (watcher.next, from) else { return Ok(()) };
        if !watcher.heard {
            // From now on, and nothing has come: it goes on with the revision that it was told at its beginning (etcd
            // client, `serveSubstream`).
            watcher.next = Some(next.min(from));
        }
        let watcher = watcher.clone();
        match self.expected(&watcher, next, Revision(from.0.saturating_sub(1))).first() {
            Some(missed) => {
                let text = format!("a watch goes on from revision {from}, and was not told of ");
                breach("resumable", &(text + &describe(&missed.kv.key, missed.kv.mod_revision)))
            }
            None => Ok(()),
        }
    }

    /// It is told that nothing more comes up to a revision.
    fn bookmark(&self, watcher: &mut Watcher, revision: Revision) -> Finding {
        let Some(next) = watcher.next else { return Ok(()) };
        let missed = self.expected(watcher, next, revision);
        watcher.next = Some(next.max(behind(revision)));
        match missed.first() {
            Some(missed) => {
                let text = format!("a watch was told that it has got to revision {revision}, and was not told of ");
                breach("bookmarkable", &(text + &describe(&missed.kv.key, missed.kv.mod_revision)))
            }
            None => Ok(()),
        }
    }

    /// It is told what happened.
    fn batch(&self, watcher: &mut Watcher, events: &[WatchEvent]) -> Finding {
        let Some(last) = events.last().map(|event| event.kv.mod_revision) else { return Ok(()) };
        let next = watcher.next.unwrap_or(Revision(0));
        watcher.next = Some(next.max(behind(last)));
        for pair in events.windows(2) {
            if pair[1].kv.mod_revision < pair[0].kv.mod_revision {
                return breach("ordered", &("a watch was told late of ".to_string() + &told(&pair[1])));
            }
        }
        if let Some(event) = events.iter().find(|event| event.kv.mod_revision < next) {
            let before = self.expected(watcher, event.kv.mod_revision, event.kv.mod_revision);
            let known = before.iter().any(|change| is_same(event, change));
            let (promise, text) = if known { ("unique", "again of ") } else { ("ordered", "late of ") };
            return breach(promise, &(format!("a watch was told {text}") + &told(event)));
        }
        let Some(floor) = self.floor() else { return Ok(()) };
        let expected = self.expected(watcher, next.max(floor), last);
        let mut events = events.iter().filter(|event| event.kv.mod_revision >= floor).peekable();
        for change in &expected {
            match events.next_if(|event| is_same(event, change)) {
                Some(_) => {}
                None if change.kv.mod_revision == last => {
                    let missed = describe(&change.kv.key, last);
                    return breach(
                        "atomic",
                        &("a watch was told of a part of a revision, without ".to_string() + &missed),
                    );
                }
                None => {
                    let missed = describe(&change.kv.key, change.kv.mod_revision);
                    return breach("reliable", &("a watch was not told of ".to_string() + &missed));
                }
            }
        }
        match events.next() {
            Some(event) => {
                let text = "a watch was told of what it did not ask for, or never happened: ".to_string();
                breach("reliable", &(text + &told(event)))
            }
            None => Ok(()),
        }
    }
}

fn told(event: &WatchEvent) -> String {
    describe(&event.kv.key, event.kv.mod_revision)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::watch::WatchResponse,
        id::ClientId,
        mvcc::{KeyRange, Store},
    };
    use alloc::vec;

    const WATCHER: WatcherId = WatcherId { client: ClientId(1), number: 1 };

    /// A store in which revision 2 puts a and b, 3 puts a, 4 removes b, and 5 puts x; and a judge who knows.
    fn judge() -> (Watches, Vec<WatchEvent>) {
        let (mut store, mut judge, mut events) = (Store::default(), Watches::default(), Vec::new());
        let bytes = |text: &str| text.as_bytes().into();
        let steps: [&[(&str, Option<&str>)]; 4] =
            [&[("a", Some("1")), ("b", Some("1"))], &[("a", Some("2"))], &[("b", None)], &[("x", Some("1"))]];
        for step in steps {
            let mut write = store.write();
            for (key, value) in step {
                match value {
                    Some(value) => {
                        write.put(bytes(key), bytes(value), None);
                    }
                    None => drop(write.delete(&KeyRange::One(bytes(key)))),
                }
            }
            let changes = write.finish();
            judge.changed(&changes);
            events.extend(changes.iter().map(|change| WatchEvent {
                kind: if change.is_removal() { WatchEventKind::Delete } else { WatchEventKind::Put },
                kv: change.kv.clone(),
                previous: None,
            }));
        }
        (judge, events)
    }

    fn wanted() -> Wanted {
        Wanted { keys: KeyRange::Between(b"a"[..].into(), b"c"[..].into()), no_put: false, no_delete: false }
    }

    fn ask(judge: &mut Watches, from: u64) -> Finding {
        let said = WatchSaid::Asked { wanted: wanted(), from: Some(Revision(from)) };
        judge.observe(&WatchNews { watcher: WATCHER, said })
    }

    /// A watch from now on, which is told that it begins at revision 3.
    fn begin_from_now(judge: &mut Watches) {
        let said = WatchSaid::Asked { wanted: wanted(), from: None };
        judge.observe(&WatchNews { watcher: WATCHER, said }).unwrap();
        let response = Arc::new(WatchResponse { created: true, ..WatchResponse::default() });
        let said = WatchSaid::Heard { revision: Revision(3), response };
        judge.observe(&WatchNews { watcher: WATCHER, said }).unwrap();
    }

    fn hear(judge: &mut Watches, revision: u64, events: &[WatchEvent], fragment: bool) -> Finding {
        let response = WatchResponse { events: events.to_vec(), fragment, ..WatchResponse::default() };
        let said = WatchSaid::Heard { revision: Revision(revision), response: Arc::new(response) };
        judge.observe(&WatchNews { watcher: WATCHER, said })
    }

    fn broken(finding: Finding) -> String {
        let (invariant, text) = finding.expect_err("a promise is broken");
        assert_eq!(invariant, Invariant::WatchPromises);
        text.split(':').next().unwrap_or_default().to_string()
    }

    #[test]
    fn a_watch_that_is_told_everything_once_and_in_order_is_right() {
        let (mut judge, events) = judge();
        ask(&mut judge, 2).unwrap();
        hear(&mut judge, 3, &events[..3], false).unwrap();
        // It goes on elsewhere, in pieces, and is told how far it has got.
        ask(&mut judge, 4).unwrap();
        hear(&mut judge, 4, &events[3..4], true).unwrap();
        hear(&mut judge, 4, &[], false).unwrap();
        hear(&mut judge, 5, &[], false).unwrap();
    }

    #[test]
    fn a_watch_from_now_begins_behind_the_revision_that_it_is_told() {
        let (mut judge, events) = judge();
        begin_from_now(&mut judge);
        hear(&mut judge, 4, &events[3..4], false).unwrap();
    }

    #[test]
    fn a_watch_that_has_heard_nothing_goes_on_with_the_revision_of_its_beginning() {
        let (mut judge, events) = judge();
        begin_from_now(&mut judge);
        ask(&mut judge, 3).unwrap();
        hear(&mut judge, 4, &events[2..4], false).unwrap();
        ask(&mut judge, 3).unwrap();
        assert_eq!(broken(hear(&mut judge, 4, &events[2..4], false)), "unique");
    }

    #[test]
    fn each_promise_that_is_broken_is_named() {
        let cases: [(&str, u64, Vec<usize>); 6] = [
            ("ordered", 2, vec![2, 0]),
            ("unique", 3, vec![0, 1, 2]),
            ("reliable", 2, vec![0, 1, 3]),
            ("atomic", 2, vec![0]),
            ("atomic", 2, vec![1]),
            ("reliable", 2, vec![0, 1, 2, 3, 4]),
        ];
        for (promise, from, told) in cases {
            let (mut judge, events) = judge();
            ask(&mut judge, from).unwrap();
            let told = told.into_iter().map(|place| events[place].clone()).collect::<Vec<_>>();
            assert_eq!(broken(hear(&mut judge, 5, &told, false)), promise, "{told:?}");
        }
        let (mut judge, events) = judge();
        ask(&mut judge, 2).unwrap();
        hear(&mut judge, 2, &events[..2], false).unwrap();
        assert_eq!(broken(hear(&mut judge, 3, &[], false)), "bookmarkable");
        assert_eq!(broken(hear(&mut judge, 3, &events[2..3], false)), "unique", "what was skipped comes late");
        let (mut judge, events) = self::judge();
        ask(&mut judge, 2).unwrap();
        hear(&mut judge, 2, &events[..2], false).unwrap();
        assert_eq!(broken(ask(&mut judge, 4)), "resumable");
    }

    #[test]
    fn what_never_happened_is_noticed() {
        let (mut judge, mut events) = judge();
        ask(&mut judge, 2).unwrap();
        events[2].kv.value = b"9"[..].into();
        assert_eq!(broken(hear(&mut judge, 3, &events[..3], false)), "atomic");
        let (mut judge, mut events) = self::judge();
        ask(&mut judge, 2).unwrap();
        events.truncate(3);
        events[2].kv.mod_revision = Revision(9);
        assert_eq!(broken(hear(&mut judge, 9, &events, false)), "reliable");
    }
}
