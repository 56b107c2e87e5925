//! What values weigh, how they are told apart, and what they say: sizes, digests, texts.

use alloc::{collections::BTreeSet, format, string::ToString};

use super::*;

/// A change with a context of that many bytes.
fn change_with(steps: &[ChangeStep], bytes: u8) -> Payload<Byte> {
    Payload::Change(ConfigChange { transition: Transition::Auto, steps: steps.to_vec() }.into(), Some(Byte(bytes)))
}

/// A disk or a wire is charged for exactly what is written or sent.
#[test]
fn what_payloads_and_writes_weigh() {
    let steps = [ChangeStep::AddVoter(id(4)), ChangeStep::Remove(id(3))];
    assert_eq!([Payload::Noop, command(7), change_with(&steps, 9)].map(|payload| payload.size()), [0, 7, 5 + 9]);
    let everything = Write {
        hard: Some(HardState::default()),
        snapshot: Some(alloc::boxed::Box::new(Snapshot {
            last: at(1, 1),
            configuration: voters(&[1]),
            state: vec![0; 5],
        })),
        rebase: None,
        entries: vec![entry(1, 2, 7), entry(1, 3, 8)].into(),
        promises: true,
    };
    assert_eq!(everything.bytes(), 24 + (16 + 5) + (16 + 7) + (16 + 8));
    assert_eq!(Write { hard: None, ..everything.clone() }.bytes(), 21 + 23 + 24);
    assert_eq!(Write { snapshot: None, ..everything.clone() }.bytes(), 24 + 23 + 24);
    assert_eq!(Write { entries: vec![].into(), ..everything }.bytes(), 24 + 21);
}

/// Changes of one and two steps, and other payloads: no two have the same digest, and only a no-op has 0.
#[test]
fn digests_tell_payloads_apart() {
    let one = |kind: fn(NodeId) -> ChangeStep| (1..=NodeId::MAX).map(move |number| kind(id(number)));
    let steps: Vec<_> =
        one(ChangeStep::AddVoter).chain(one(ChangeStep::AddLearner)).chain(one(ChangeStep::Remove)).collect();
    let pairs = steps.iter().flat_map(|first| steps.iter().map(|second| vec![*first, *second]));
    let lists: Vec<_> = steps.iter().map(|step| vec![*step]).chain(pairs).chain([vec![]]).collect();
    let transitions = [Transition::Auto, Transition::JointImplicit, Transition::JointExplicit];
    let mut digests = BTreeSet::new();
    for (transition, steps) in transitions.iter().flat_map(|way| lists.iter().map(move |list| (*way, list.clone()))) {
        let change = ConfigChange { transition, steps };
        let payload = Payload::<Byte>::Change(change.clone().into(), None);
        assert_eq!(payload.digest(), change.digest());
        assert!(digests.insert(payload.digest()), "{change:?} has the digest of another change");
    }
    assert!(!digests.contains(&Payload::<Byte>::Noop.digest()));
    assert_eq!([Payload::Noop, command(7)].map(|payload| payload.digest()), [0, 8]);
    let plain = change(&[ChangeStep::Remove(id(3))]).digest();
    assert_eq!(change_with(&[ChangeStep::Remove(id(3))], 9).digest(), plain ^ 0xa);
}

/// Whatever is to be done, effects that hold it are not empty.
#[test]
fn effects_with_one_thing_in_them() {
    let none = Effects::<Byte>::default;
    assert!(none().is_empty());
    let snapshot = Snapshot { last: at(1, 1), configuration: voters(&[1]), state: vec![] };
    let message = Message { from: id(1), to: id(2), term: None, body: Body::StaleTerm };
    for effects in [
        Effects { sync: true, ..none() },
        Effects { snapshot_wanted: true, ..none() },
        Effects { install: Some(snapshot), ..none() },
        Effects { send: vec![message], ..none() },
        Effects { committed: vec![entry(1, 1, 0)], ..none() },
        Effects { reads: vec![ReadReady { id: read_id(1, 1), index: Index(1) }], ..none() },
        Effects { dropped: vec![(Payload::Noop, DropReason::NoLeader)], ..none() },
        Effects { events: vec![RaftEvent::ElectionTimedOut], ..none() },
    ] {
        assert!(!effects.is_empty(), "{effects:?}");
    }
}

/// Whoever differs in nothing but luck is equal when given equal luck.
#[test]
fn timers_are_drawn_from_the_stream_that_is_set() {
    let [mut one, mut other] = [node(1, &[1, 2, 3], 1, &[]), node(1, &[1, 2, 3], 1, &[])];
    other.set_timers(Stream::new(77, Label::Outside(0)));
    assert_ne!(one, other);
    one.set_timers(Stream::new(77, Label::Outside(0)));
    assert_eq!(one, other);
}

/// What stands behind an entry that changes the members.
#[test]
fn changes_in_words() {
    use ChangeStep::{AddLearner, AddVoter, Remove};
    use Transition::{Auto, JointExplicit, JointImplicit};
    for (transition, steps, says) in [
        (Auto, vec![AddVoter(id(4))], "voter n4"),
        (Auto, vec![AddLearner(id(4)), Remove(id(3))], "learner n4, remove n3 (joint)"),
        (JointImplicit, vec![Remove(id(3))], "remove n3 (joint)"),
        (JointExplicit, vec![AddVoter(id(4))], "voter n4 (joint, left by hand)"),
        (JointExplicit, vec![], "leave the joint configuration"),
    ] {
        assert_eq!(ConfigChange { transition, steps }.to_string(), says);
    }
}

/// An error says etcd's rule and what to do next.
#[test]
fn errors_say_what_to_do() {
    for (error, rule, advice) in [
        (ChangeError::AlreadyJoint, "config is already joint", "leave it"),
        (ChangeError::NotJoint, "can't leave a non-joint config", "nothing to leave"),
        (ChangeError::NoVoters, "can't make a zero-voter config joint", "no majority"),
        (ChangeError::RemovesAllVoters, "removed all voters", "keep at least one"),
        (ChangeError::SeveralVoters, "more than one voter changed without entering joint config", "use a joint change"),
        (ChangeError::VoterAndLearner(id(2)), "n2 is in Learners and Voters", "name it once"),
    ] {
        let text = error.to_string();
        assert!(text.starts_with(rule) && text.contains(advice), "{text}");
    }
    for (error, word) in [
        (TuningError::NoHeartbeat, "above zero"),
        (TuningError::ElectionTooShort, "longer than the heartbeat"),
        (TuningError::SpreadTooLong, "must not exceed"),
        (TuningError::LeaseWithoutCheckQuorum, "turn it on"),
        (TuningError::NoInflight, "at least one"),
    ] {
        assert!(format!("{error}").contains(word), "{error}");
    }
    let unknown = UnknownRule.to_string();
    assert!(Rule::ALL.iter().all(|rule| unknown.contains(rule.name())), "{unknown}");
}

/// What a node shows of itself: whether it writes, which rules it breaks.
#[test]
fn a_node_tells_of_itself() {
    let mut alone = node(1, &[1], 0, &[]);
    elect(&mut alone);
    propose(&mut alone, command(1));
    assert!(!alone.is_writing());
    alone.write().unwrap();
    assert!(alone.is_writing());
    alone.step(SimTime::ZERO, Input::Stored);
    assert!(!alone.is_writing());
    let sabotage = Sabotage { vote_twice: true, ..Sabotage::default() };
    alone.set_sabotage(sabotage);
    assert_eq!(alone.sabotage(), sabotage);
}
