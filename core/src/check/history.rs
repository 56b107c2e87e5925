//! Whether the clients' history is linearizable, judged from what clients asked and were told, and nothing else.
//!
//! Every answer carries the revision of the store, and every key the revision of its last put, so the order in which
//! things took effect needs no search: it is the order of revisions. What is left to check is that this order agrees
//! with real time, that no two writes share a place in it, and that every read shows the last write before its own
//! place. A write whose outcome is unknown may take its place whenever it likes, once, or never.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use core::{
    cmp::Reverse,
    ops::Bound::{Excluded, Included},
};

use super::Finding;
use crate::{
    client::ANY,
    id::{RequestId, Revision},
    shared::Map,
    sim::{
        event::{Ask, EventKind, Held, Outcome, Saw},
        verdict::Invariant,
    },
};

/// A key, by its digest.
type Key = u64;

/// A place in the history of a key. The newest comes first, since what is asked for is the last one before another.
type Place = (Key, Reverse<Revision>);

/// What is known of the history.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct History {
    /// The newest revision in any answer so far: what is asked from now on must find it, or a newer one.
    newest: Revision,
    /// Requests without an answer. They are few.
    open: Vec<Open>,
    /// Which acknowledged write made each revision behind the [`History::floor`].
    made: Map<Revision, RequestId>,
    /// The revisions at which a range of keys was removed.
    swept: Map<Revision, ()>,
    /// What is known to have been put, or to be gone where it is `None`, at a revision. Of each key those behind the
    /// [`History::floor`], and the newest before it.
    versions: Map<Place, Option<u64>>,
    /// Up to which revision that version was still seen.
    seen_up_to: Map<Place, Revision>,
    /// For each key and value, how many puts of it were asked for, not refused, and not yet seen at a revision of their
    /// own: what may still come. Nothing where there is none.
    puts: Map<(Key, u64), u32>,
    /// Deletes that may have happened or may yet happen, of one key or of a range.
    open_deletes: BTreeMap<Option<Key>, u32>,
}

/// A request without an answer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Open {
    request: RequestId,
    ask: Ask,
    /// The newest revision that anybody had been told of when it was asked.
    newest: Revision,
}

impl History {
    /// The history of a cluster that begins with these keys.
    pub(super) fn begun_with(held: &[Held]) -> Self {
        let mut history = Self::default();
        for Held { key, value, modified, leased } in held {
            history.versions.insert((*key, Reverse(*modified)), Some(*value));
            if *leased {
                history.may_vanish(*key);
            }
        }
        history
    }

    pub(super) fn observe(&mut self, kind: &EventKind) -> Finding {
        let judged = match kind {
            EventKind::RequestSent { request, ask, .. } => {
                self.asked(*request, ask.clone());
                Ok(())
            }
            EventKind::RequestEnded { request, outcome } => self.ended(*request, *outcome),
            _ => Ok(()),
        };
        judged.map_err(|text| (Invariant::Linearizable, text))
    }

    fn asked(&mut self, request: RequestId, ask: Ask) {
        match &ask {
            Ask::Put { key, value, leased } => {
                self.put_may_come(*key, *value);
                if *leased {
                    self.may_vanish(*key);
                }
            }
            Ask::Delete { key } => *self.open_deletes.entry(*key).or_default() += 1,
            // What it does depends on what it finds, so it may do any of this, at any time from now on.
            Ask::Change(keys) => {
                for (key, value) in keys.iter() {
                    match value {
                        Some(value) => self.put_may_come(*key, *value),
                        None => self.may_vanish(*key),
                    }
                }
            }
            // Whatever it shows, it promised nothing.
            Ask::Serializable => return,
            Ask::Get { .. } | Ask::Read => {}
        }
        self.open.retain(|open| open.request != request);
        self.open.push(Open { request, ask, newest: self.newest });
    }

    /// From now on the key may go at any time; [`ANY`] is every key.
    fn may_vanish(&mut self, key: Key) {
        *self.open_deletes.entry((key != ANY).then_some(key)).or_default() += 1;
    }

    fn ended(&mut self, request: RequestId, outcome: Outcome) -> Result<(), String> {
        let Some(place) = self.open.iter().position(|open| open.request == request) else { return Ok(()) };
        let open = self.open.remove(place);
        match (outcome, open.ask) {
            (Outcome::Refused, Ask::Put { key, value, .. }) => {
                let none = || format!("the write {request} was refused, and yet what it asked for was put");
                self.put_comes(key, value).then_some(()).ok_or_else(none)
            }
            (Outcome::Refused, Ask::Delete { key }) => {
                self.delete_ended(key);
                Ok(())
            }
            (Outcome::Refused | Outcome::Unknown, _) => Ok(()),
            (Outcome::Done { revision, saw, .. }, ask) => {
                if let Ask::Delete { key } = &ask {
                    self.delete_ended(*key);
                }
                Self::follows(request, revision, open.newest, saw)?;
                self.newest = self.newest.max(revision);
                let judged = self.told(request, revision, &ask, saw).map_err(|text| format!("{request}: {text}"));
                self.forget(&ask);
                judged
            }
        }
    }

    /// Up to which revision everything had been answered before the oldest open request began. Nothing that is answered
    /// from now on may show what was replaced up to there.
    fn floor(&self) -> Revision {
        self.open.iter().map(|open| open.newest).fold(self.newest, Ord::min)
    }

    /// Strikes out what no answer can be judged by any more, after one about these keys.
    fn forget(&mut self, ask: &Ask) {
        let floor = self.floor();
        while let Some((&revision, _)) = self.made.iter().next().filter(|(revision, _)| **revision <= floor) {
            self.made.remove(&revision);
        }
        let (Ask::Put { key, .. } | Ask::Delete { key: Some(key) } | Ask::Get { key }) = *ask else { return };
        let (start, end) = ((key, Reverse(floor)), oldest(key));
        let replaced = self.versions.range(Included(&start), Included(&end)).skip(1).map(|(place, _)| *place);
        for place in replaced.collect::<Vec<_>>() {
            self.versions.remove(&place);
            self.seen_up_to.remove(&place);
        }
    }

    fn delete_ended(&mut self, key: Option<Key>) {
        if let Some(open) = self.open_deletes.get_mut(&key) {
            *open -= 1;
        }
    }

    /// What was answered before it was asked comes before it.
    fn follows(request: RequestId, revision: Revision, newest: Revision, saw: Saw) -> Result<(), String> {
        let follows = if saw == Saw::Change { revision > newest } else { revision >= newest };
        if follows {
            return Ok(());
        }
        let what = if saw == Saw::Change { "was written" } else { "was answered" };
        Err(format!(
            "{request} {what} at revision {revision}, after revision {newest} had been answered before it began"
        ))
    }

    /// Its answer agrees with all others.
    fn told(&mut self, request: RequestId, revision: Revision, ask: &Ask, saw: Saw) -> Result<(), String> {
        match (ask, saw) {
            (Ask::Put { .. } | Ask::Delete { .. }, Saw::Change) => {
                if let Some(other) = self.made.insert(revision, request) {
                    return Err(format!("made revision {revision}, and so did {other}"));
                }
                match ask {
                    Ask::Put { key, value, .. } => self.version(*key, revision, Some(*value)),
                    Ask::Delete { key: Some(key) } => self.version(*key, revision, None),
                    _ => {
                        self.swept.insert(revision, ());
                        Ok(())
                    }
                }
            }
            (Ask::Get { key }, Saw::Version { modified, value }) => {
                self.version(*key, modified, Some(value))?;
                self.is_last(*key, modified, revision)
            }
            (Ask::Get { key } | Ask::Delete { key: Some(key) }, Saw::Absent) => self.is_gone(*key, revision),
            _ => Ok(()),
        }
    }

    fn put_may_come(&mut self, key: Key, value: u64) {
        let open = self.puts.get(&(key, value)).copied().unwrap_or_default();
        self.puts.insert((key, value), open + 1);
    }

    /// One of the puts that may still come is accounted for. Returns whether there was one.
    fn put_comes(&mut self, key: Key, value: u64) -> bool {
        match self.puts.get_mut(&(key, value)) {
            None => return false,
            Some(open) if *open > 1 => *open -= 1,
            Some(_) => drop(self.puts.remove(&(key, value))),
        }
        true
    }

    /// At that revision this was put, or removed.
    fn version(&mut self, key: Key, at: Revision, value: Option<u64>) -> Result<(), String> {
        if let Some(known) = self.versions.insert((key, Reverse(at)), value) {
            return if known == value { Ok(()) } else { Err(format!("revision {at} holds two values of one key")) };
        }
        let end = oldest(key);
        let before = self.seen_up_to.range(Excluded(&(key, Reverse(at))), Included(&end)).next();
        if let Some(((_, old), up_to)) = before.filter(|(_, up_to)| **up_to >= at) {
            return Err(format!("the key changed at revision {at}, and at {up_to} its version of {} was read", old.0));
        }
        let Some(value) = value else { return Ok(()) };
        let none = || format!("a value was put at revision {at}, and nobody had asked for that once more");
        self.put_comes(key, value).then_some(()).ok_or_else(none)
    }

    /// At `revision`, what was put at `modified` is the newest version of the key.
    fn is_last(&mut self, key: Key, modified: Revision, revision: Revision) -> Result<(), String> {
        if modified > revision {
            return Err(format!("at revision {revision} it showed a version of {modified}"));
        }
        let end = (key, Reverse(modified));
        let newer = self.versions.range(Included(&(key, Reverse(revision))), Excluded(&end)).next();
        if let Some(((_, newer), _)) = newer {
            return Err(format!(
                "at revision {revision} it showed a version of {modified}, and missed that of {}",
                newer.0
            ));
        }
        let place = (key, Reverse(modified));
        let up_to = self.seen_up_to.get(&place).copied().unwrap_or_default();
        self.seen_up_to.insert(place, revision.max(up_to));
        Ok(())
    }

    /// At `revision` the key is not there: something may have removed it after its last version.
    fn is_gone(&self, key: Key, revision: Revision) -> Result<(), String> {
        let end = oldest(key);
        let last = self.versions.range(Included(&(key, Reverse(revision))), Included(&end)).next();
        let Some(((_, put), Some(_))) = last else { return Ok(()) };
        let explained = self.swept.range(Excluded(&put.0), Included(&revision)).next().is_some();
        let may_be = [Some(key), None].iter().any(|key| self.open_deletes.get(key).is_some_and(|open| *open > 0));
        if explained || may_be {
            return Ok(());
        }
        Err(format!(
            "at revision {revision} the key was not there, though it was put at {} and nothing removed it",
            put.0
        ))
    }
}

/// The beginning of a key's history.
const fn oldest(key: Key) -> Place {
    (key, Reverse(Revision(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ClientId, NodeId};

    const A: u64 = 1;

    /// A history that is written line by line; what each line is judged to be comes back.
    #[derive(Default)]
    struct Told(History);

    impl Told {
        fn asks(&mut self, client: u8, ask: Ask) -> &mut Self {
            let to = NodeId::new(1).unwrap();
            let kind = EventKind::RequestSent { request: Self::request(client), to, ask, line: 0 };
            assert_eq!(self.0.observe(&kind), Ok(()));
            self
        }

        fn ends(&mut self, client: u8, outcome: Outcome) -> Result<&mut Self, String> {
            match self.0.observe(&EventKind::RequestEnded { request: Self::request(client), outcome }) {
                Ok(()) => Ok(self),
                Err((Invariant::Linearizable, text)) => Err(text),
                Err((other, _)) => panic!("judged {}", other.name()),
            }
        }

        fn request(client: u8) -> RequestId {
            RequestId { client: ClientId(client), number: 1 }
        }
    }

    const fn put(value: u64) -> Ask {
        Ask::Put { key: A, value, leased: false }
    }

    const GET: Ask = Ask::Get { key: A };
    const DEL: Ask = Ask::Delete { key: Some(A) };

    const fn at(revision: u64, saw: Saw) -> Outcome {
        Outcome::Done { revision: Revision(revision), index: None, saw }
    }

    const fn changed(revision: u64) -> Outcome {
        at(revision, Saw::Change)
    }

    const fn read(revision: u64, modified: u64, value: u64) -> Outcome {
        at(revision, Saw::Version { modified: Revision(modified), value })
    }

    #[test]
    fn a_sequential_history_is_linearizable() -> Result<(), String> {
        let mut told = Told::default();
        told.asks(1, GET).ends(1, at(1, Saw::Absent))?;
        told.asks(1, put(7)).ends(1, changed(2))?;
        told.asks(1, GET).ends(1, read(2, 2, 7))?;
        told.asks(1, DEL).ends(1, changed(3))?;
        told.asks(1, GET).ends(1, at(3, Saw::Absent))?;
        told.asks(1, DEL).ends(1, at(3, Saw::Absent))?;
        told.asks(1, put(7)).ends(1, changed(4))?;
        told.asks(1, Ask::Read).ends(1, at(4, Saw::Nothing))?;
        Ok(())
    }

    #[test]
    fn what_was_replaced_before_anybody_asked_is_struck_out() -> Result<(), String> {
        let mut told = Told::default();
        for number in 0..100 {
            told.asks(1, put(number)).ends(1, changed(number + 2))?;
            told.asks(1, GET).ends(1, read(number + 2, number + 2, number))?;
        }
        let History { made, versions, seen_up_to, puts, .. } = &told.0;
        assert_eq!((made.len(), versions.len(), seen_up_to.len(), puts.len()), (0, 1, 1, 0));
        // Who asked before may still be told of it.
        told.asks(2, GET).asks(1, put(7)).ends(1, changed(102))?.asks(1, put(8)).ends(1, changed(103))?;
        told.ends(2, read(102, 102, 7))?;
        assert!(told.asks(2, GET).ends(2, read(103, 102, 7)).is_err());
        Ok(())
    }

    #[test]
    fn requests_that_overlap_may_take_effect_in_either_order() -> Result<(), String> {
        let mut told = Told::default();
        told.asks(1, put(1)).asks(2, put(2)).asks(3, GET).asks(4, GET);
        told.ends(2, changed(3))?.ends(4, read(2, 2, 1))?.ends(1, changed(2))?.ends(3, at(1, Saw::Absent))?;
        Ok(())
    }

    #[test]
    fn an_unknown_write_may_take_effect_later_or_never() -> Result<(), String> {
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, Outcome::Unknown)?;
        told.asks(1, GET).ends(1, at(1, Saw::Absent))?;
        told.asks(1, put(2)).ends(1, changed(2))?;
        told.asks(1, GET).ends(1, read(3, 3, 1))?;
        told.asks(1, DEL).ends(1, Outcome::Unknown)?;
        told.asks(1, GET).ends(1, read(3, 3, 1))?;
        told.asks(1, GET).ends(1, at(4, Saw::Absent))?;
        Ok(())
    }

    #[test]
    fn a_serializable_read_promises_nothing() -> Result<(), String> {
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, changed(2))?;
        told.asks(1, Ask::Serializable).ends(1, at(1, Saw::Nothing))?;
        Ok(())
    }

    #[test]
    fn a_read_of_an_older_revision_than_was_acknowledged_is_stale() {
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, changed(2)).unwrap();
        let text = told.asks(2, GET).ends(2, at(1, Saw::Absent)).err().unwrap();
        assert_eq!(text, "c2.1 was answered at revision 1, after revision 2 had been answered before it began");
    }

    #[test]
    fn reads_do_not_go_back_either() {
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, Outcome::Unknown).unwrap();
        told.asks(2, GET).ends(2, read(2, 2, 1)).unwrap();
        assert!(told.asks(3, GET).ends(3, at(1, Saw::Absent)).is_err());
    }

    #[test]
    fn a_write_comes_after_what_was_answered_before_it_began() {
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, changed(5)).unwrap();
        assert!(told.asks(2, put(2)).ends(2, changed(4)).is_err());
    }

    #[test]
    fn two_writes_never_make_the_same_revision() {
        let mut told = Told::default();
        told.asks(1, put(1)).asks(2, Ask::Put { key: 9, value: 1, leased: false }).ends(1, changed(2)).unwrap();
        assert!(told.ends(2, changed(2)).is_err());
    }

    #[test]
    fn a_read_shows_what_was_written() {
        let mut told = Told::default();
        told.asks(1, put(1)).asks(2, put(2)).asks(3, GET).ends(1, changed(2)).unwrap();
        assert!(told.ends(3, read(2, 2, 2)).is_err());
    }

    #[test]
    fn a_read_shows_nothing_from_its_own_future() {
        let mut told = Told::default();
        assert!(told.asks(1, put(1)).asks(2, GET).ends(2, read(2, 3, 1)).is_err());
    }

    #[test]
    fn a_read_shows_the_last_version() {
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, changed(2)).unwrap().asks(1, put(2)).ends(1, changed(3)).unwrap();
        assert!(told.asks(1, GET).ends(1, read(3, 2, 1)).is_err());
    }

    #[test]
    fn a_version_that_was_still_there_later_was_not_replaced_before() {
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, changed(2)).unwrap();
        told.asks(2, put(2)).asks(3, GET).ends(3, read(4, 2, 1)).unwrap();
        assert!(told.ends(2, changed(3)).is_err());
    }

    #[test]
    fn a_key_does_not_go_by_itself() {
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, changed(2)).unwrap();
        assert!(told.asks(1, GET).ends(1, at(2, Saw::Absent)).is_err());
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, changed(2)).unwrap().asks(1, DEL).ends(1, Outcome::Refused).unwrap();
        assert!(told.asks(1, GET).ends(1, at(3, Saw::Absent)).is_err());
    }

    #[test]
    fn a_range_that_was_removed_explains_what_is_gone() -> Result<(), String> {
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, changed(2))?.asks(1, Ask::Delete { key: None }).ends(1, changed(3))?;
        told.asks(1, GET).ends(1, at(3, Saw::Absent))?;
        Ok(())
    }

    #[test]
    fn a_refused_write_never_shows() {
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, Outcome::Refused).unwrap();
        assert!(told.asks(2, GET).ends(2, read(2, 2, 1)).is_err());
        let mut told = Told::default();
        told.asks(1, put(1)).asks(2, GET).ends(2, read(2, 2, 1)).unwrap();
        assert!(told.ends(1, Outcome::Refused).is_err());
    }

    #[test]
    fn a_write_takes_effect_once() {
        let mut told = Told::default();
        told.asks(1, put(1)).ends(1, changed(2)).unwrap().asks(2, put(2)).ends(2, changed(3)).unwrap();
        assert!(told.asks(3, GET).ends(3, read(4, 4, 1)).is_err());
    }
}
