//! Linearizable reads without the log (dissertation §6.4).

use super::{network::Network, *};

/// A leader of five that has committed its no-op at 1.
fn leader(sabotage: Sabotage, reads: ReadMode) -> Node<Byte> {
    let tuning = Tuning { reads, ..Tuning::default() };
    let mut leader = restart(1, &Durable::new(voters(&[1, 2, 3, 4, 5])), tuning, sabotage);
    elect(&mut leader);
    accept(&mut leader, 2, 1);
    accept(&mut leader, 3, 1);
    assert_eq!(leader.commit(), Index(1));
    leader
}

fn read(node: &mut Node<Byte>, number: u64) -> Effects<Byte> {
    node.step(node.now, Input::Read(read_id(node.id().number(), number)))
}

/// §6.4: the leader asks everybody; a majority's answers confirm the read at the commit index of its arrival.
#[test]
fn a_majority_confirms_a_read() {
    let mut leader = leader(Sabotage::default(), ReadMode::Safe);
    let effects = read(&mut leader, 1);
    for peer in 2..=5 {
        assert!(matches!(sent(&effects, peer)[..], [Body::Heartbeat { reads_up_to: 1, .. }]));
    }
    propose(&mut leader, command(1));
    store(&mut leader);
    accept(&mut leader, 2, 2);
    accept(&mut leader, 3, 2);
    assert!(alive(&mut leader, 4, 1).reads.is_empty());
    let effects = alive(&mut leader, 5, 1);
    assert_eq!(effects.reads, [ReadReady { id: read_id(1, 1), index: Index(1) }]);
    assert!(effects.events.contains(&RaftEvent::ReadConfirmed { id: read_id(1, 1), index: Index(1) }));
}

/// One voter's answers count once, and a learner's not at all.
#[test]
fn only_different_voters_confirm() {
    let mut leader = leader(Sabotage::default(), ReadMode::Safe);
    read(&mut leader, 1);
    for _ in 0..3 {
        assert!(alive(&mut leader, 2, 1).reads.is_empty());
    }
    let configuration = Configuration { learners: set(&[4]), ..voters(&[1, 2, 3]) };
    let mut other = restart(1, &Durable::new(configuration), Tuning::default(), Sabotage::default());
    elect(&mut other);
    accept(&mut other, 2, 1);
    read(&mut other, 1);
    assert!(alive(&mut other, 4, 1).reads.is_empty());
}

/// etcd 20418: an answer to a heartbeat from before the read confirms nothing; one from after confirms all before it.
#[test]
fn old_answers_confirm_no_newer_read() {
    let mut leader = leader(Sabotage::default(), ReadMode::Safe);
    read(&mut leader, 1);
    read(&mut leader, 2);
    for peer in [2, 3] {
        assert!(alive(&mut leader, peer, 0).reads.is_empty());
    }
    alive(&mut leader, 2, 1);
    assert_eq!(alive(&mut leader, 3, 2).reads, [ReadReady { id: read_id(1, 1), index: Index(1) }]);
    assert_eq!(alive(&mut leader, 2, 2).reads, [ReadReady { id: read_id(1, 2), index: Index(1) }]);
}

/// A lost round is made up for by the next heartbeat.
#[test]
fn the_next_heartbeat_asks_again() {
    let mut leader = leader(Sabotage::default(), ReadMode::Safe);
    read(&mut leader, 1);
    let effects = wait_for_timer(&mut leader);
    assert!(matches!(sent(&effects, 2)[..], [Body::Heartbeat { reads_up_to: 1, .. }]));
}

/// etcd 7331, 12762: before it has committed an entry of its term, a leader may not know the newest commit: reads wait.
#[test]
fn reads_wait_for_the_first_commit_of_the_term() {
    let mut leader = node(1, &[1, 2, 3], 1, &[1]);
    elect(&mut leader);
    let effects = read(&mut leader, 1);
    assert!(effects.send.is_empty());
    alive(&mut leader, 2, 0);
    alive(&mut leader, 3, 0);
    assert_eq!(leader.role().leadership().unwrap().reads.postponed(), [read_id(1, 1)]);
    let effects = accept(&mut leader, 2, 2);
    assert!(sent(&effects, 3).iter().any(|body| matches!(body, Body::Heartbeat { reads_up_to: 1, .. })));
    assert_eq!(alive(&mut leader, 2, 1).reads, [ReadReady { id: read_id(1, 1), index: Index(2) }]);
}

/// A single voter asks nobody; but it too waits for its first commit.
#[test]
fn a_single_voter_answers_at_once() {
    let mut alone = node(1, &[1], 0, &[]);
    alone.step(SimTime::ZERO, Input::Fire);
    alone.write().unwrap();
    alone.step(SimTime::ZERO, Input::Stored);
    assert!(read(&mut alone, 1).reads.is_empty());
    assert_eq!(store(&mut alone).reads, [ReadReady { id: read_id(1, 1), index: Index(1) }]);
    assert_eq!(read(&mut alone, 2).reads, [ReadReady { id: read_id(1, 2), index: Index(1) }]);
}

/// A follower passes a read on, and gets the index back; without a leader it is dropped without a word.
#[test]
fn a_follower_asks_its_leader() {
    let mut network = Network::of(3);
    network.step(2, Input::Read(read_id(2, 1)));
    assert!(network.member(2).reads.is_empty());
    network.elect(1);
    network.step(2, Input::Read(read_id(2, 2)));
    assert_eq!(network.member(2).reads, [ReadReady { id: read_id(2, 2), index: Index(1) }]);
    assert!(network.member(1).reads.is_empty());
}

/// A leader that was cut off confirms nothing, and forgets its reads when it learns better.
#[test]
fn a_deposed_leader_confirms_nothing() {
    let mut network = Network::of(3);
    network.elect(1);
    network.isolate(1);
    network.step(1, Input::Read(read_id(1, 1)));
    network.now += Duration::from_secs(1);
    network.step(2, Input::Fire);
    network.heal();
    network.advance(Duration::from_secs(1));
    assert_eq!((network.leader(), network.member(1).reads.len()), (Some(2), 0));
}

/// An answer of an older term is not taken: its sender may have been deposed.
#[test]
fn an_answer_of_an_older_term_is_dropped() {
    let mut follower = node(2, &[1, 2, 3], 5, &[]);
    let body = || Body::ReadIndex { id: read_id(2, 1), index: Index(3) };
    assert!(deliver(&mut follower, 1, 4, body()).reads.is_empty());
    assert_eq!(deliver(&mut follower, 1, 5, body()).reads.len(), 1);
    let of_another = Body::ReadIndex { id: read_id(3, 1), index: Index(3) };
    assert!(deliver(&mut follower, 1, 5, of_another).reads.is_empty());
}

/// Dissertation §6.4.1: with leases the leader answers from its commit index at once; only with `CheckQuorum`.
#[test]
fn lease_reads() {
    let mut leader = leader(Sabotage::default(), ReadMode::LeaseBased);
    let effects = read(&mut leader, 1);
    assert_eq!((effects.reads.len(), effects.send.len()), (1, 0));
    let tuning = Tuning { reads: ReadMode::LeaseBased, check_quorum: false, ..Tuning::default() };
    assert_eq!(tuning.validate(), Err(TuningError::LeaseWithoutCheckQuorum));
    assert_eq!(leader.set_tuning(tuning), Err(TuningError::LeaseWithoutCheckQuorum));
    let timers = Stream::new(1, Label::Timer { node: id(1), start: 1 });
    let disk = Durable::<Byte>::new(voters(&[1]));
    let started = Node::restart(id(1), &disk, tuning, Sabotage::default(), timers, SimTime::ZERO, false);
    assert_eq!(started.err(), Some(TuningError::LeaseWithoutCheckQuorum));
}

/// In a joint configuration both halves must confirm.
#[test]
fn a_joint_configuration_confirms_with_both_halves() {
    let configuration = Configuration { outgoing: set(&[1, 4, 5]), ..voters(&[1, 2, 3]) };
    let mut leader = restart(1, &Durable::new(configuration), Tuning::default(), Sabotage::default());
    elect(&mut leader);
    for peer in [2, 4] {
        accept(&mut leader, peer, 1);
    }
    read(&mut leader, 1);
    alive(&mut leader, 2, 1);
    assert!(alive(&mut leader, 3, 1).reads.is_empty());
    assert_eq!(alive(&mut leader, 5, 1).reads.len(), 1);
}
