//! The rules of watches, one by one.

use alloc::{format, string::String, vec, vec::Vec};

use super::*;
use crate::{
    api::watch::{WatchEvent, WatchEventKind},
    id::ClientId,
    rng::{Label, Stream as Draws},
};

const PROGRESS: Duration = Duration::from_secs(600);

fn bytes(text: &str) -> Bytes {
    text.as_bytes().into()
}

fn one(key: &str) -> KeyRange {
    KeyRange::One(bytes(key))
}

fn stream(number: u32) -> RequestId {
    RequestId { client: ClientId(1), number }
}

fn millis(count: u64) -> SimTime {
    SimTime::ZERO + Duration::from_millis(count)
}

fn from(keys: KeyRange, start: i64) -> WatchCreate {
    WatchCreate { start, ..WatchCreate::of(keys) }
}

/// A store and its watches.
struct Member {
    store: Store,
    hub: Hub,
    now: SimTime,
}

impl Member {
    /// With one stream open, and `a` put as often as there are values.
    fn with(values: &[&str]) -> Self {
        let mut member = Self { store: Store::default(), hub: Hub::new(1_000), now: SimTime::ZERO };
        member.hub.open(SimTime::ZERO, stream(1), PROGRESS);
        values.iter().for_each(|value| member.put("a", value));
        member
    }

    fn change(&mut self, change: impl FnOnce(&mut crate::mvcc::Write<'_>)) {
        let mut write = self.store.write();
        change(&mut write);
        self.hub.notify(self.now, &write.finish());
    }

    fn put(&mut self, key: &str, value: &str) {
        self.change(|write| drop(write.put(bytes(key), bytes(value), None)));
    }

    fn delete(&mut self, keys: &KeyRange) {
        self.change(|write| drop(write.delete(keys)));
    }

    fn compact(&mut self, revision: i64) {
        self.store.compact(revision).unwrap();
        self.store.compact_step(usize::MAX);
    }

    fn create(&mut self, wish: &WatchCreate) {
        self.hub.create(self.now, stream(1), wish, &self.store);
    }

    fn wait(&mut self, until: SimTime) {
        while self.hub.deadline() <= until {
            self.now = self.hub.deadline();
            self.hub.wake(self.now, &self.store);
        }
        self.now = until;
    }

    /// All that leaves, a line for each response: watch, header's revision, what is said.
    fn heard(&mut self) -> Vec<String> {
        self.hub.take_all(&self.store).iter().map(told).collect()
    }

    /// What leaves in the next 200 ms.
    fn heard_soon(&mut self) -> Vec<String> {
        self.wait(self.now + Duration::from_millis(200));
        self.heard()
    }

    fn paces(&self) -> Vec<Pace> {
        self.hub.watchers().map(|watcher| watcher.pace).collect()
    }
}

fn told(sent: &Sent) -> String {
    let Sent { revision, response, .. } = sent;
    let mut line = format!("{}@{revision}", response.id.0);
    let words = [(response.created, " created"), (response.canceled, " canceled"), (response.fragment, " and more")];
    words.iter().filter(|(said, _)| *said).for_each(|(_, word)| line.push_str(word));
    response.compacted.iter().for_each(|compacted| line.push_str(&format!(" compacted {compacted}")));
    if !response.reason.is_empty() {
        line.push_str(&format!(" ({})", response.reason));
    }
    response.events.iter().for_each(|event| line.push_str(&format!(" {}", told_event(event))));
    line
}

fn told_event(event: &WatchEvent) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let before = event.previous.as_ref().map_or(String::new(), |kv| format!("(was {})", text(&kv.value)));
    match event.kind {
        WatchEventKind::Put => format!("{}={}{before}", text(&event.kv.key), text(&event.kv.value)),
        WatchEventKind::Delete => format!("-{}{before}", text(&event.kv.key)),
    }
}

/// Where a watch begins; the store is at revision 5 with `a` at 2 to 5, compacted at 3.
#[test]
fn where_a_watch_begins() {
    for (start, lines) in [
        (0, vec!["0@6 a=new"]),
        (6, vec!["0@6 a=new"]),
        (7, vec![]),
        (5, vec!["0@5 a=4", "0@6 a=new"]),
        (3, vec!["0@5 a=2 a=3 a=4", "0@6 a=new"]),
        (2, vec!["0@0 canceled compacted 3"]),
        (-1, vec!["0@0 canceled compacted 3"]),
    ] {
        let mut member = Member::with(&["1", "2", "3", "4"]);
        member.compact(3);
        member.create(&from(one("a"), start));
        let mut heard = member.heard_soon();
        assert_eq!(heard.remove(0), "0@5 created", "{start}");
        member.put("a", "new");
        heard.extend(member.heard_soon());
        assert_eq!(heard, lines, "{start}");
    }
}

/// etcd 3.5.16 lets a watch from -1 begin now, while nothing was compacted, and ends one from -2.
#[test]
fn a_watch_from_a_negative_revision() {
    for (start, lines) in [(-1, vec!["0@2 created", "0@3 a=2"]), (-2, vec!["0@2 created", "0@0 canceled compacted 0"])]
    {
        let mut member = Member::with(&["1"]);
        member.create(&from(one("a"), start));
        let mut heard = member.heard_soon();
        member.put("a", "2");
        heard.extend(member.heard_soon());
        assert_eq!(heard, lines);
    }
}

#[test]
fn watches_that_cannot_be() {
    let mut member = Member::with(&[]);
    let range = |start, end| KeyRange::Between(bytes(start), bytes(end));
    member.create(&WatchCreate::of(range("b", "a")));
    member.create(&WatchCreate::of(range("a", "a")));
    member.create(&WatchCreate { id: Some(WatchId(7)), ..WatchCreate::of(one("a")) });
    member.create(&WatchCreate { id: Some(WatchId(7)), ..WatchCreate::of(one("a")) });
    member.hub.refuse(stream(1), "etcdserver: permission denied", &member.store);
    assert_eq!(
        member.heard(),
        [
            "-1@1 created canceled (mvcc: watcher range is empty)",
            "-1@1 created canceled (mvcc: watcher range is empty)",
            "7@1 created",
            "-1@1 created canceled (mvcc: duplicate watch ID provided on the WatchStream)",
            "-1@1 created canceled (etcdserver: permission denied)",
        ]
    );
    assert_eq!(member.hub.len(), 1);
}

#[test]
fn numbers_are_chosen_in_turn_and_pass_over_those_taken() {
    let mut member = Member::with(&[]);
    for id in [None, Some(WatchId(1)), None, Some(WatchId(0))] {
        member.create(&WatchCreate { id, ..WatchCreate::of(one("a")) });
    }
    member.hub.cancel(stream(1), WatchId(0), &member.store);
    member.create(&WatchCreate::of(one("a")));
    assert_eq!(
        member.heard(),
        ["0@1 created", "1@1 created", "2@1 created", "3@1 created", "0@1 canceled", "4@1 created"]
    );
}

#[test]
fn which_keys_a_watch_hears_of() {
    let mut member = Member::with(&[]);
    for keys in
        [one("b"), KeyRange::prefix(b"b"), KeyRange::Between(bytes("a"), bytes("b")), KeyRange::From(bytes("b"))]
    {
        member.create(&WatchCreate::of(keys));
    }
    // An empty key is the first one that can be.
    member.create(&WatchCreate::of(one("")));
    member.create(&WatchCreate::of(KeyRange::From(bytes(""))));
    member.heard();
    for (key, ids) in [("a", "25"), ("b", "0135"), ("bb", "135"), ("c", "35"), ("\0", "45")] {
        member.put(key, "1");
        let heard = member.heard();
        assert_eq!(heard.iter().map(|line| &line[..1]).collect::<String>(), ids, "{key:?}");
    }
}

#[test]
fn what_a_watch_does_not_want_is_left_out_and_nothing_is_sent_of_nothing() {
    let mut member = Member::with(&["1"]);
    member.create(&WatchCreate { no_put: true, ..WatchCreate::of(one("a")) });
    member.create(&WatchCreate { no_delete: true, ..WatchCreate::of(one("a")) });
    member.create(&WatchCreate { no_put: true, ..from(one("a"), 1) });
    member.heard();
    member.put("a", "2");
    member.delete(&one("a"));
    assert_eq!(member.heard_soon(), ["1@3 a=2", "0@4 -a", "2@4 -a"]);
    assert_eq!(member.paces(), [Pace::Synced; 3]);
}

/// The previous key is that of the revision before, absent for a key that is new, and once it is compacted.
#[test]
fn what_a_key_held_before() {
    let mut member = Member::with(&[]);
    member.create(&WatchCreate { previous: true, ..WatchCreate::of(one("a")) });
    member.put("a", "1");
    member.put("a", "2");
    member.delete(&one("a"));
    member.put("a", "3");
    assert_eq!(member.heard(), ["0@1 created", "0@2 a=1", "0@3 a=2(was 1)", "0@4 -a(was 2)", "0@5 a=3"]);
    member.put("a", "4");
    member.put("a", "5");
    member.compact(6);
    assert_eq!(member.heard(), ["0@6 a=4", "0@7 a=5(was 4)"], "it is looked up when the response leaves");
}

/// Atomic: one revision is one response, whether it is heard at once or later.
#[test]
fn a_revision_is_never_split() {
    let mut member = Member::with(&[]);
    member.create(&WatchCreate::of(KeyRange::prefix(b"")));
    member.change(|write| {
        write.put(bytes("a"), bytes("1"), None);
        write.put(bytes("b"), bytes("1"), None);
        write.delete(&one("a"));
    });
    assert_eq!(member.heard(), ["0@1 created", "0@2 a=1 b=1 -a"]);
    member.hub.cancel(stream(1), WatchId(0), &member.store);
    for _ in 0..1_200 {
        member.change(|write| {
            write.put(bytes("a"), bytes("1"), None);
            write.put(bytes("b"), bytes("1"), None);
        });
    }
    member.heard();
    member.create(&from(KeyRange::prefix(b""), 3));
    member.wait(millis(100));
    let sent = member.hub.take_all(&member.store);
    let late = &sent.iter().find(|sent| sent.response.id == WatchId(1) && !sent.response.created).unwrap().response;
    assert_eq!(late.events.len(), 2_000, "a thousand revisions, each whole");
    assert_eq!(late.events.last().unwrap().kv.mod_revision, Revision(1_002));
    member.wait(millis(200));
    assert_eq!(member.hub.take_all(&member.store)[0].response.events.len(), 400, "the rest comes with the next pass");
    assert_eq!(member.paces(), [Pace::Synced]);
}

#[test]
fn a_cancelled_watch_says_nothing_more() {
    let mut member = Member::with(&[]);
    member.create(&WatchCreate::of(one("a")));
    member.put("a", "1");
    member.hub.cancel(stream(1), WatchId(0), &member.store);
    member.hub.cancel(stream(1), WatchId(5), &member.store);
    member.put("a", "2");
    assert_eq!(member.heard_soon(), ["0@1 created", "0@2 canceled"]);
    assert!(member.hub.is_empty());
    assert_eq!(member.hub.deadline(), SimTime::ZERO + PROGRESS);
}

/// etcd 14563: number 0 is a watch like any other, and a stream that closes takes only its own.
#[test]
fn etcd_14563_a_stream_that_closes_takes_its_watches_and_no_others() {
    let mut member = Member::with(&[]);
    member.hub.open(SimTime::ZERO, stream(2), PROGRESS);
    member.create(&WatchCreate::of(one("a")));
    member.hub.create(SimTime::ZERO, stream(2), &WatchCreate::of(one("a")), &member.store);
    member.hub.close(stream(2));
    member.put("a", "1");
    assert_eq!(member.heard(), ["0@1 created", "0@2 a=1"]);
    assert!(member.hub.is_open(stream(1)) && !member.hub.is_open(stream(2)));
}

/// The channel holds 128 responses; then the watch is a victim until there is room, and misses nothing.
#[test]
fn a_slow_stream_makes_victims_that_lose_nothing() {
    let mut member = Member::with(&[]);
    member.create(&WatchCreate::of(one("a")));
    member.create(&WatchCreate::of(one("b")));
    member.hub.take(stream(1), &member.store);
    for round in 0..130 {
        member.put("a", &format!("{round}"));
    }
    member.put("b", "late");
    assert_eq!((member.paces(), member.hub.channel_len(stream(1))), (vec![Pace::Victim; 2], 128));
    assert_eq!(member.hub.slow(), 2);
    member.put("b", "later");
    let mut heard = member.heard();
    while member.hub.slow() > 0 {
        heard.extend(member.heard_soon());
    }
    heard.extend(member.heard());
    let of = |id: &str| heard.iter().filter(|line| line.starts_with(id)).map(String::as_str).collect::<Vec<_>>();
    let wanted = (0..130).map(|round| format!(" a={round}")).collect::<String>();
    let a = of("0@")
        .iter()
        .filter_map(|line| line.split_once(' ').map(|(_, events)| format!(" {events}")))
        .collect::<String>();
    assert_eq!(a, wanted);
    assert_eq!(of("1@"), ["1@1 created", "1@132 b=late", "1@133 b=later"]);
    assert_eq!(member.paces(), [Pace::Synced; 2]);
}

/// etcd 17529: a watch that is compacted while its stream is full must be told so later, and be told nothing else.
#[test]
fn etcd_17529_a_full_stream_still_hears_that_a_watch_is_compacted() {
    let mut member = Member::with(&["1"]);
    member.create(&WatchCreate::of(one("b")));
    for _ in 0..128 {
        member.put("b", "");
    }
    member.create(&from(one("a"), 1));
    member.compact(5);
    member.put("a", "2");
    member.wait(millis(1_000));
    assert_eq!(member.paces(), [Pace::Synced, Pace::Unsynced]);
    member.heard();
    assert_eq!(member.heard_soon(), ["1@0 canceled compacted 5"]);
    assert_eq!(member.paces(), [Pace::Synced, Pace::Compacted]);
    assert_eq!(member.hub.len(), 1);
}

/// etcd 18089, 19179.
#[test]
fn etcd_19179_a_watch_from_the_compaction_hears_of_a_removal_at_it() {
    let mut member = Member::with(&["1"]);
    member.delete(&one("a"));
    member.compact(3);
    member.create(&from(one("a"), 3));
    assert_eq!(member.heard_soon(), ["0@3 created", "0@3 -a"]);
}

#[test]
fn progress_is_told_only_when_all_watches_of_the_stream_are_synced() {
    let mut member = Member::with(&["1", "2"]);
    member.hub.progress(stream(1), &member.store);
    assert_eq!(member.heard(), [""; 0], "there is no watch");
    member.create(&WatchCreate::of(one("a")));
    member.create(&from(one("a"), 2));
    member.hub.progress(stream(1), &member.store);
    assert_eq!(member.heard(), ["0@3 created", "1@3 created"]);
    member.wait(millis(100));
    member.hub.progress(stream(1), &member.store);
    assert_eq!(member.heard(), ["1@3 a=1 a=2", "-1@3"]);
}

/// etcd 15220: what is told of progress comes behind the events up to there.
#[test]
fn etcd_15220_progress_does_not_overtake_events() {
    let mut member = Member::with(&[]);
    member.create(&WatchCreate::of(one("a")));
    member.put("a", "1");
    member.hub.progress(stream(1), &member.store);
    member.put("a", "2");
    assert_eq!(member.heard(), ["0@1 created", "0@2 a=1", "-1@2", "0@3 a=2"]);
}

/// etcd 17566: a watch that never hears of anything is told of progress, too.
#[test]
fn etcd_17566_progress_comes_by_itself_and_once_less_after_events() {
    let mut member = Member::with(&["1"]);
    member.create(&WatchCreate { progress: true, ..WatchCreate::of(one("x")) });
    member.create(&WatchCreate { progress: true, ..WatchCreate::of(one("a")) });
    member.create(&WatchCreate::of(one("x")));
    member.heard();
    member.put("a", "2");
    member.heard();
    member.wait(millis(600_000));
    assert_eq!(member.heard(), ["0@3"]);
    member.wait(millis(1_200_000));
    assert_eq!(member.heard(), ["0@3", "1@3"]);
}

/// etcd 15271, 8411, 20221: behind a snapshot a watch hears of what it has not heard of, and of nothing twice; one of the
/// future waits for its revision.
#[test]
fn etcd_15271_a_snapshot_repeats_nothing_and_leaves_nothing_out() {
    let mut member = Member::with(&["1", "2"]);
    member.create(&WatchCreate::of(one("a")));
    member.create(&from(one("a"), 7));
    member.heard();
    let mut ahead = Member { store: member.store.clone(), hub: Hub::new(1_000), now: SimTime::ZERO };
    ahead.put("a", "3");
    ahead.put("a", "4");
    member.store = ahead.store;
    member.hub.restore(member.now);
    assert_eq!(member.heard_soon(), ["0@5 a=3 a=4"]);
    member.put("a", "5");
    member.put("a", "6");
    assert_eq!(member.heard_soon(), ["0@6 a=5", "0@7 a=6", "1@7 a=6"]);
}

#[test]
fn a_large_response_goes_in_pieces_where_that_was_asked_for() {
    let mut member = Member::with(&[]);
    member.create(&WatchCreate { fragment: true, ..WatchCreate::of(KeyRange::prefix(b"")) });
    member.create(&WatchCreate::of(KeyRange::prefix(b"")));
    member.heard();
    member.change(|write| {
        for key in ["a", "b", "c"] {
            write.put(bytes(key), bytes(&"x".repeat(450)), None);
        }
    });
    let lines = member.heard();
    let short = lines.iter().map(|line| line.replace(&"x".repeat(450), "x")).collect::<Vec<_>>();
    assert_eq!(short, ["0@2 and more a=x b=x", "0@2 c=x", "1@2 a=x b=x c=x"]);
    member.put("a", &"x".repeat(5_000));
    assert_eq!(member.heard().len(), 2, "one event is one piece");
}

#[test]
fn five_hundred_and_twelve_watches_catch_up_in_a_pass_and_all_have_their_turn() {
    let mut member = Member::with(&["1"]);
    for _ in 0..1_100 {
        member.hub.open(SimTime::ZERO, stream(1), PROGRESS);
        member.create(&from(one("a"), 2));
    }
    let behind = |member: &Member| member.paces().iter().filter(|pace| **pace == Pace::Unsynced).count();
    for (at, left) in [(99, 1_100), (100, 588), (101, 76), (102, 0)] {
        member.wait(millis(at));
        assert_eq!(behind(&member), left, "after {at} ms");
        member.heard();
    }
}

/// A watcher index is a list of ranges, whatever is done to it.
#[test]
fn the_group_finds_what_a_list_finds() {
    let mut draws = Draws::new(3, Label::Outside(1));
    let mut group = Group::default();
    let mut list = Vec::<Who>::new();
    let mut key = || bytes(&format!("{:02}", draws.below(40)));
    for round in 0..3_000_u64 {
        let keys = match round % 5 {
            0 => KeyRange::One(key()),
            1 => KeyRange::From(key()),
            _ => KeyRange::Between(key(), key()),
        };
        let wish = WatchCreate::of(keys).into();
        let who = Who { serial: Serial(round), stream: stream(1), id: WatchId(0), wish, from: 1 };
        group.insert(&who);
        list.push(who);
        if list.len() > 60 {
            group.remove(&list.swap_remove((round * 7 % 61) as usize));
        }
        let probe = key();
        let mut found = Vec::new();
        group.interested(&probe, |who| found.push(who.serial));
        found.sort_unstable();
        let heard = list.iter().filter(|who| who.wish.keys.contains(&probe));
        let mut wanted = heard.map(|who| who.serial).collect::<Vec<_>>();
        wanted.sort_unstable();
        assert_eq!((found, group.len()), (wanted, list.len()), "round {round}");
    }
}
