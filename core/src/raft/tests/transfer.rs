//! Handing leadership over (dissertation §3.10).

use super::{network::Network, *};

/// A leader of three with a learner 4; follower 2 holds everything, follower 3 nothing.
fn leader() -> Node<Byte> {
    let configuration = Configuration { learners: set(&[4]), ..voters(&[1, 2, 3]) };
    let mut leader = restart(1, &Durable::new(configuration), Tuning::default(), Sabotage::default());
    elect(&mut leader);
    accept(&mut leader, 2, 1);
    leader
}

fn transfer(node: &mut Node<Byte>, target: u8) -> Effects<Byte> {
    node.step(node.now, Input::Transfer(id(target)))
}

fn target(node: &Node<Byte>) -> Option<u8> {
    node.role().leadership().unwrap().transfer.map(|transfer| transfer.target.number())
}

/// The target stands at once when it has the whole log; it asks nobody first, and a live leader is no reason to refuse it.
#[test]
fn a_transfer_moves_leadership() {
    let mut network = Network::of(3);
    network.elect(1);
    network.step(1, Input::Transfer(id(3)));
    assert_eq!((network.leader(), network.node(3).term()), (Some(3), Term(2)));
    let asked_first = network.count(|event| *event == RaftEvent::BecamePreCandidate { term: Term(1) });
    assert_eq!(asked_first, 0);
}

/// A wish that reaches a follower is passed on to the leader.
#[test]
fn a_follower_passes_the_wish_on() {
    let mut network = Network::of(3);
    network.elect(1);
    network.step(2, Input::Transfer(id(3)));
    assert_eq!(network.leader(), Some(3));
}

/// A target that is behind gets the log first.
#[test]
fn the_target_catches_up_first() {
    let mut leader = leader();
    let effects = transfer(&mut leader, 3);
    assert!(!sent(&effects, 3).contains(&&Body::TimeoutNow));
    let effects = accept(&mut leader, 3, 1);
    assert!(sent(&effects, 3).contains(&&Body::TimeoutNow));
}

/// While it is under way, proposals are dropped.
#[test]
fn no_proposals_meanwhile() {
    let mut leader = leader();
    transfer(&mut leader, 3);
    assert_eq!(propose(&mut leader, command(1)).dropped, [(command(1), DropReason::TransferPending)]);
}

/// It is given up after an election timeout.
#[test]
fn a_transfer_is_given_up() {
    let mut leader = leader();
    alive(&mut leader, 3, 0);
    transfer(&mut leader, 3);
    wait(&mut leader, Duration(999_999));
    assert_eq!(target(&leader), Some(3));
    let effects = wait(&mut leader, Duration(1));
    assert_eq!(target(&leader), None);
    assert!(effects.events.contains(&RaftEvent::TransferAborted { target: id(3) }));
    assert!(propose(&mut leader, command(1)).dropped.is_empty());
}

/// The same target again changes nothing; another one replaces it; the leader itself, a learner or a stranger is no target.
#[test]
fn who_can_be_a_target() {
    let mut leader = leader();
    for nobody in [1, 4, 9] {
        transfer(&mut leader, nobody);
        assert_eq!(target(&leader), None, "n{nobody}");
    }
    transfer(&mut leader, 3);
    assert!(transfer(&mut leader, 3).events.is_empty());
    let effects = transfer(&mut leader, 2);
    assert_eq!(target(&leader), Some(2));
    assert!(effects.events.contains(&RaftEvent::TransferAborted { target: id(3) }));
    transfer(&mut leader, 1);
    assert_eq!(target(&leader), None, "asking for the leader itself ends the other one");
}

/// A target that is removed cannot take over: given up.
#[test]
fn a_removed_target() {
    let mut leader = leader();
    propose(&mut leader, change(&[ChangeStep::Remove(id(3))]));
    transfer(&mut leader, 3);
    store(&mut leader);
    accept(&mut leader, 2, 2);
    assert_eq!(target(&leader), Some(3));
    apply(&mut leader);
    assert_eq!(target(&leader), None);
}

/// A candidate and a leader pay no attention to the request to stand.
#[test]
fn only_followers_stand_on_request() {
    let mut candidate = node(1, &[1, 2, 3], 0, &[]);
    candidate.step(SimTime::ZERO, Input::Fire);
    deliver(&mut candidate, 2, 0, Body::TimeoutNow);
    assert!(matches!(candidate.role(), Role::PreCandidate(_)));
}
