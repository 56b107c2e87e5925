//! Whatever arrives, a node survives it: nonsense, strangers, other people's messages, a lying disk.

use super::*;

/// All kinds of messages, with those numbers in them.
fn all_bodies(number: u64, draw: &mut Stream) -> Vec<Body<Byte>> {
    let mut some = || if draw.below(2) == 0 { number } else { draw.below(14) };
    let index = Index(some());
    let place = at(some(), some());
    let first = entry(some(), some(), 1);
    let snapshot = Snapshot { last: at(some(), some()), configuration: voters(&[1, 2, 3]), state: vec![] };
    let stranger = id(63);
    let reads_up_to = some();
    vec![
        Body::VoteRequest { ballot: Ballot::PreVote, last: place, transfer: false },
        Body::VoteRequest { ballot: Ballot::Vote, last: place, transfer: true },
        Body::VoteResponse { ballot: Ballot::PreVote, granted: true },
        Body::VoteResponse { ballot: Ballot::Vote, granted: true },
        Body::Append { previous: place, entries: vec![first.clone(), first].into(), commit: index },
        Body::Append { previous: place, entries: vec![].into(), commit: index },
        Body::AppendAccepted { last: index },
        Body::AppendRejected { rejected: index, hint: place },
        Body::StaleTerm,
        Body::Heartbeat { commit: index, reads_up_to },
        Body::HeartbeatResponse { reads_up_to },
        Body::InstallSnapshot(alloc::boxed::Box::new(snapshot)),
        Body::TimeoutNow,
        Body::Propose(vec![command(1), change(&[ChangeStep::Remove(stranger)])]),
        Body::Propose(vec![]),
        Body::Read(read_id(63, reads_up_to)),
        Body::ReadIndex { id: read_id(1, reads_up_to), index },
        Body::Transfer { target: stranger },
    ]
}

/// Nonsense in every field, from members and strangers, with and without a term, to nodes in every role: no panic.
#[test]
fn nonsense_is_survived() {
    for seed in 0..300 {
        let mut draw = Stream::new(seed, Label::Outside(7));
        let mut sabotage = Sabotage::default();
        for rule in Rule::ALL {
            sabotage.set(*rule, draw.below(8) == 0);
        }
        let mut node = restart(1, &disk(voters(&[1, 2, 3]), 3, 2, &[1, 2, 3, 3]), Tuning::default(), sabotage);
        for _ in 0..200 {
            let number = [0, 1, 3, 7, u64::MAX, u64::MAX - 1, 1 << 62][draw.below(7) as usize];
            let mut bodies = all_bodies(number, &mut draw);
            let body = bodies.swap_remove(draw.below(bodies.len() as u64) as usize);
            let from = id([1, 2, 3, 63][draw.below(4) as usize]);
            let term = [None, Some(node.term()), Some(node.term().next()), Some(Term(number))][draw.below(4) as usize];
            let input = match draw.below(12) {
                0 => Input::Wake,
                1 => Input::Fire,
                2 => Input::Stored,
                3 => Input::Applied(node.handed_out),
                4 => Input::Compact { to: node.applied, keep: draw.below(3), state: vec![] },
                5 => Input::Propose(vec![command(1)]),
                _ => Input::Message(Message { from, to: node.id(), term, body }),
            };
            let now = node.now + Duration::from_millis(draw.below(400));
            node.step(now, input);
            if draw.below(2) == 0 {
                node.write();
            }
        }
        assert!(node.term() < Term(1 << 62), "seed {seed}: a nonsense term was believed");
    }
}

/// A message for somebody else, or from oneself, is not read.
#[test]
fn messages_that_are_not_for_this_node() {
    let mut node = node(1, &[1, 2, 3], 1, &[]);
    for (from, to) in [(2, 3), (1, 1)] {
        let body = Body::Heartbeat { commit: Index(0), reads_up_to: 0 };
        let message = Message { from: id(from), to: id(to), term: Some(Term(9)), body };
        assert!(node.step(SimTime::ZERO, Input::Message(message)).is_empty());
    }
    assert_eq!(node.term(), Term(1));
}

/// Entries with a hole between them, or newer than their message, are no append at all.
#[test]
fn entries_must_follow_each_other() {
    for entries in [vec![entry(1, 2, 0), entry(1, 4, 0)], vec![entry(1, 3, 0)], vec![entry(9, 2, 0)]] {
        let mut follower = node(2, &[1, 2, 3], 1, &[1]);
        let entries = entries.into();
        let effects = deliver(&mut follower, 1, 1, Body::Append { previous: at(1, 1), entries, commit: Index(0) });
        assert!(effects.send.is_empty());
        assert_eq!(terms(&follower), [1]);
    }
}

/// A leader believes no acknowledgement of entries that it never had.
#[test]
fn an_acknowledgement_beyond_the_log() {
    let mut leader = node(1, &[1, 2, 3], 0, &[]);
    elect(&mut leader);
    accept(&mut leader, 2, 99);
    assert_eq!((leader.commit(), progress(&leader, 2).matched), (Index(0), Index(0)));
}

/// Removed nodes and strangers may say what they like: they count for nothing.
#[test]
fn strangers_do_not_count() {
    let mut node = node(1, &[1, 2, 3], 0, &[]);
    node.step(SimTime::ZERO, Input::Fire);
    for stranger in [7, 8, 9] {
        deliver(&mut node, stranger, 1, Body::VoteResponse { ballot: Ballot::PreVote, granted: true });
    }
    assert!(matches!(node.role(), Role::PreCandidate(_)));
    elect(&mut node);
    for stranger in [7, 8, 9] {
        accept(&mut node, stranger, 1);
        alive(&mut node, stranger, 9);
    }
    assert_eq!(node.commit(), Index(0));
}

/// A disk that knows of more commits than entries has lost some: the node starts with what is there.
#[test]
fn a_disk_that_lost_entries() {
    let node = restart(1, &disk(voters(&[1, 2, 3]), 4, 9, &[1, 2]), Tuning::default(), Sabotage::default());
    assert_eq!((node.commit(), node.log().last()), (Index(2), at(2, 2)));
}

/// A clock that jumps makes deadlines pass once, and one that goes back moves nothing.
#[test]
fn clocks_jump() {
    let mut leader = node(1, &[1, 2, 3], 0, &[]);
    elect(&mut leader);
    alive(&mut leader, 2, 0);
    let effects = wait(&mut leader, Duration::from_millis(950));
    assert_eq!(effects.send.len(), 2, "one heartbeat each, not nine");
    assert_eq!(leader.deadline(), SimTime(1_000_000));
    leader.step(SimTime::ZERO, Input::Fire);
    assert_eq!(leader.deadline(), SimTime(1_000_000));
}

/// Dials that no node can run with are refused; good ones take effect.
#[test]
fn dials() {
    let good = Tuning::default();
    for (bad, error) in [
        (Tuning { heartbeat: Duration::ZERO, ..good }, TuningError::NoHeartbeat),
        (Tuning { election: good.heartbeat, ..good }, TuningError::ElectionTooShort),
        (Tuning { election_spread: Some(good.election * 2), ..good }, TuningError::SpreadTooLong),
        (Tuning { inflight_messages: 0, ..good }, TuningError::NoInflight),
    ] {
        assert_eq!(bad.validate(), Err(error));
    }
    let mut leader = node(1, &[1, 2, 3], 0, &[]);
    elect(&mut leader);
    leader.set_tuning(Tuning { heartbeat: Duration::from_millis(10), check_quorum: false, ..good }).unwrap();
    assert_eq!(leader.deadline(), SimTime(10_000));
    wait(&mut leader, Duration::from_secs(5));
    assert!(leader.role().is_leader());
}

/// A message that names a number no run reaches is nonsense as a whole: no answer, no change, wherever the number stands.
#[test]
fn nonsense_is_not_answered() {
    let far = 1 << 62;
    let snapshot = |last| {
        Body::InstallSnapshot(alloc::boxed::Box::new(Snapshot {
            last,
            configuration: voters(&[1, 2, 3]),
            state: vec![],
        }))
    };
    let append =
        |previous, entries: Vec<_>, commit| Body::Append { previous, entries: entries.into(), commit: Index(commit) };
    for body in [
        Body::Heartbeat { commit: Index(far), reads_up_to: 0 },
        append(at(1, far), vec![], 0),
        append(at(1, 1), vec![], far),
        append(at(1, far - 1), vec![entry(1, far, 0)], 0),
        snapshot(at(1, far)),
        snapshot(at(far, 9)),
        Body::VoteRequest { ballot: Ballot::Vote, last: at(1, far), transfer: true },
        Body::VoteRequest { ballot: Ballot::PreVote, last: at(far, 1), transfer: true },
    ] {
        let mut follower = node(2, &[1, 2, 3], 1, &[1]);
        let before = follower.clone();
        assert!(deliver(&mut follower, 1, 1, body.clone()).is_empty(), "{body:?}");
        assert_eq!(follower, before, "{body:?}");
    }
    let mut leader = node(1, &[1, 2, 3], 0, &[]);
    elect(&mut leader);
    let before = leader.clone();
    for body in [
        Body::AppendAccepted { last: Index(far) },
        Body::AppendRejected { rejected: Index(far), hint: at(0, 0) },
        Body::AppendRejected { rejected: Index(0), hint: at(0, far) },
    ] {
        assert!(deliver(&mut leader, 2, 1, body.clone()).is_empty(), "{body:?}");
        assert_eq!(leader, before, "{body:?}");
    }
}

/// A disk that holds the last term there is, or the last that others believe: the node runs, and never stands, for there
/// is no term after it.
#[test]
fn a_disk_with_the_last_term() {
    for (pre_vote, last) in [(false, u64::MAX), (true, u64::MAX), (false, (1 << 62) - 1), (true, (1 << 62) - 1)] {
        let tuning = Tuning { pre_vote, ..Tuning::default() };
        let durable = disk(voters(&[1, 2, 3]), last, u64::MAX, &[1, 2]);
        let mut node = restart(1, &durable, tuning, Sabotage::default());
        for _ in 0..3 {
            node.step(node.now, Input::Fire);
            wait_for_timer(&mut node);
            deliver(&mut node, 2, last, Body::TimeoutNow);
            deliver(&mut node, 2, last, Body::VoteResponse { ballot: Ballot::PreVote, granted: true });
            store(&mut node);
        }
        assert_eq!((node.term(), follower_of(&node)), (Term(last), Some(0)));
    }
}

/// Durations and moments at the end of time: a person may dial them, and they stop the clock, not the node.
#[test]
fn the_end_of_time() {
    let forever = Duration(u64::MAX);
    for tuning in [
        Tuning { election: forever, ..Tuning::default() },
        Tuning { election: forever, heartbeat: forever - Duration(1), ..Tuning::default() },
        Tuning { election: forever, election_spread: Some(forever), pre_vote: false, ..Tuning::default() },
    ] {
        let mut node = restart(1, &disk(voters(&[1, 2, 3]), 1, 0, &[1]), tuning, Sabotage::default());
        elect(&mut node);
        for now in [SimTime(u64::MAX - 1), SimTime::NEVER] {
            node.step(now, Input::Wake);
            node.step(now, Input::Transfer(id(2)));
            node.step(now, Input::Fire);
        }
        let mut follower = restart(2, &disk(voters(&[1, 2, 3]), 1, 0, &[1]), tuning, Sabotage::default());
        follower.step(SimTime::NEVER, Input::Wake);
        follower.step(SimTime::NEVER, Input::Fire);
        assert_eq!(follower.deadline(), SimTime::NEVER);
    }
}
