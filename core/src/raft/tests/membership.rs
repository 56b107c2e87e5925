//! Changes of the members (Raft §6, dissertation §4, etcd's confchange).

use super::{network::Network, *};
use ChangeStep::{AddLearner, AddVoter, Remove};

fn steps(transition: Transition, steps: &[ChangeStep]) -> ConfigChange {
    ConfigChange { transition, steps: steps.to_vec() }
}

fn leave() -> Payload<Byte> {
    Payload::Change(ConfigChange::default().into(), None)
}

/// The configuration without `auto_leave` in a few words: voters & outgoing, learners, learners next.
fn shape(configuration: Configuration) -> [NodeSet; 4] {
    [configuration.voters, configuration.outgoing, configuration.learners, configuration.learners_next]
}

/// A leader of three that has committed and applied its no-op at 1; everybody streams.
fn leader_with(tuning: Tuning) -> Node<Byte> {
    let mut leader = restart(1, &Durable::new(voters(&[1, 2, 3])), tuning, Sabotage::default());
    elect(&mut leader);
    accept(&mut leader, 2, 1);
    accept(&mut leader, 3, 1);
    apply(&mut leader);
    leader
}

fn leader() -> Node<Byte> {
    leader_with(Tuning::default())
}

/// Commits the whole log with the acknowledgements of these.
fn commit(leader: &mut Node<Byte>, peers: &[u8]) {
    store(leader);
    let last = leader.log().last_index().0;
    for peer in peers {
        accept(leader, *peer, last);
    }
    assert_eq!(leader.commit(), Index(last));
}

/// What leads from one configuration to wished-for members; nothing where they are those.
#[test]
fn the_change_to_what_is_wished_for() {
    let now = Configuration { learners: set(&[4]), ..voters(&[1, 2, 3]) };
    let to = |voters: &[u8], learners: &[u8]| now.change_to(set(voters), set(learners), Transition::JointExplicit);
    assert_eq!(to(&[1, 2, 3], &[4]), None);
    let change =
        |steps: &[ChangeStep]| Some(ConfigChange { transition: Transition::JointExplicit, steps: steps.to_vec() });
    assert_eq!(to(&[1, 2, 3, 4], &[]), change(&[AddVoter(id(4))]));
    assert_eq!(to(&[1, 2], &[3, 4]), change(&[AddLearner(id(3))]));
    assert_eq!(
        to(&[1, 5], &[6]),
        change(&[AddVoter(id(5)), AddLearner(id(6)), Remove(id(2)), Remove(id(3)), Remove(id(4))])
    );
    let joint = now.changed(&to(&[1, 2, 5], &[3, 4]).unwrap()).unwrap();
    assert_eq!(joint.learners_next, set(&[3]));
    assert_eq!(joint.change_to(set(&[1, 2, 5]), set(&[3, 4]), Transition::Auto), None, "who will learn is no news");
}

/// `confchange.go`: what each change makes of a configuration.
#[test]
fn changes_of_a_configuration() {
    use Transition::{Auto, JointExplicit, JointImplicit};
    let start = Configuration { learners: set(&[4]), ..voters(&[1, 2, 3]) };
    let none = set(&[]);
    for (change, expected, auto_leave) in [
        (steps(Auto, &[AddVoter(id(5))]), [set(&[1, 2, 3, 5]), none, set(&[4]), none], false),
        (steps(Auto, &[AddVoter(id(4))]), [set(&[1, 2, 3, 4]), none, none, none], false),
        (steps(Auto, &[AddLearner(id(3))]), [set(&[1, 2]), none, set(&[3, 4]), none], false),
        (steps(Auto, &[Remove(id(3))]), [set(&[1, 2]), none, set(&[4]), none], false),
        (steps(Auto, &[Remove(id(9))]), [set(&[1, 2, 3]), none, set(&[4]), none], false),
        (steps(Auto, &[AddVoter(id(4)), Remove(id(3))]), [set(&[1, 2, 4]), set(&[1, 2, 3]), none, none], true),
        (steps(JointImplicit, &[AddVoter(id(5))]), [set(&[1, 2, 3, 5]), set(&[1, 2, 3]), set(&[4]), none], true),
        (
            steps(JointExplicit, &[AddVoter(id(5)), AddLearner(id(3))]),
            [set(&[1, 2, 5]), set(&[1, 2, 3]), set(&[4]), set(&[3])],
            false,
        ),
    ] {
        let changed = start.changed(&change).unwrap();
        assert_eq!((shape(changed), changed.auto_leave), (expected, auto_leave), "{change:?}");
    }
}

/// A voter demoted in a joint configuration votes on in the outgoing half, and becomes a learner when that is left.
#[test]
fn learners_next() {
    let joint = voters(&[1, 2, 3]).changed(&steps(Transition::JointExplicit, &[AddLearner(id(3))])).unwrap();
    assert!(joint.all_voters().contains(id(3)) && !joint.learners.contains(id(3)));
    let left = joint.changed(&ConfigChange::default()).unwrap();
    assert_eq!(shape(left), [set(&[1, 2]), set(&[]), set(&[3]), set(&[])]);
}

/// The invariants of `confchange.go`, as typed errors.
#[test]
fn changes_that_cannot_be() {
    use Transition::{Auto, JointExplicit};
    let three = voters(&[1, 2, 3]);
    let joint = three.changed(&steps(JointExplicit, &[AddVoter(id(4))])).unwrap();
    for (start, change, error) in [
        (voters(&[1]), steps(Auto, &[Remove(id(1))]), ChangeError::RemovesAllVoters),
        (voters(&[1]), steps(Auto, &[AddLearner(id(1))]), ChangeError::RemovesAllVoters),
        (voters(&[]), steps(JointExplicit, &[AddVoter(id(1))]), ChangeError::NoVoters),
        (joint, steps(JointExplicit, &[AddVoter(id(5))]), ChangeError::AlreadyJoint),
        (joint, steps(Auto, &[AddVoter(id(5))]), ChangeError::AlreadyJoint),
        (three, ConfigChange::default(), ChangeError::NotJoint),
    ] {
        assert_eq!(start.changed(&change), Err(error), "{start:?} {change:?}");
    }
    let two_steps = [AddVoter(id(4)), Remove(id(1))];
    assert_eq!(three.simply_changed(&two_steps), Err(ChangeError::SeveralVoters));
    assert!(three.simply_changed(&[AddVoter(id(4)), AddLearner(id(5))]).is_ok());
    let replaced = three.changed_at_once(&two_steps).unwrap();
    assert_eq!(replaced, voters(&[2, 3, 4]), "at once, which only sabotage does");
}

/// Unlike in the paper, a change takes effect when it is applied, not when it is appended.
#[test]
fn a_change_takes_effect_when_applied() {
    let mut leader = leader();
    propose(&mut leader, change(&[AddVoter(id(4))]));
    commit(&mut leader, &[2]);
    assert_eq!(leader.configuration(), voters(&[1, 2, 3]));
    let effects = apply(&mut leader);
    assert_eq!(leader.configuration(), voters(&[1, 2, 3, 4]));
    assert!(effects.events.contains(&RaftEvent::ConfigurationChanged(voters(&[1, 2, 3, 4]))));
    assert_eq!(appends(&effects, 4).len(), 1, "a new member is probed at once");
    assert!(progress(&leader, 4).recent_active, "and counts as heard, or CheckQuorum might strike first");
}

/// One change at a time: a second one becomes a no-op until the first is applied.
#[test]
fn one_change_at_a_time() {
    let mut leader = leader();
    propose(&mut leader, change(&[AddVoter(id(4))]));
    let effects = propose(&mut leader, change(&[AddVoter(id(5))]));
    assert!(effects.events.contains(&RaftEvent::ChangeRefused) && effects.dropped.is_empty());
    assert_eq!(leader.log().get(Index(3)).unwrap().payload, Payload::Noop);
    commit(&mut leader, &[2]);
    propose(&mut leader, change(&[AddVoter(id(5))]));
    assert_eq!(leader.log().get(Index(4)).unwrap().payload, Payload::Noop, "committed is not applied");
    apply(&mut leader);
    propose(&mut leader, change(&[AddVoter(id(5))]));
    assert_eq!(leader.log().get(Index(5)).unwrap().payload, change(&[AddVoter(id(5))]));
}

/// raft-dev, 2015: a new leader takes no change while its log may hold one that is not applied.
#[test]
fn no_change_before_the_inherited_log_is_applied() {
    let mut leader = node(1, &[1, 2, 3], 1, &[1, 1]);
    elect(&mut leader);
    propose(&mut leader, change(&[AddVoter(id(4))]));
    assert_eq!(leader.log().last(), at(2, 4));
    assert_eq!(leader.log().get(Index(4)).unwrap().payload, Payload::Noop);
    commit(&mut leader, &[2]);
    apply(&mut leader);
    propose(&mut leader, change(&[AddVoter(id(4))]));
    assert_eq!(leader.log().get(Index(5)).unwrap().payload, change(&[AddVoter(id(4))]));
}

/// A change that the configuration does not allow becomes a no-op, at the leader and before it is written.
#[test]
fn an_impossible_change_is_refused() {
    let mut alone = node(1, &[1], 0, &[]);
    elect(&mut alone);
    apply(&mut alone);
    for impossible in [change(&[Remove(id(1))]), leave()] {
        let effects = propose(&mut alone, impossible);
        assert!(effects.events.contains(&RaftEvent::ChangeRefused));
        store(&mut alone);
        apply(&mut alone);
    }
    assert_eq!(alone.configuration(), voters(&[1]));
}

/// §6: in a joint configuration both majorities commit, and both elect.
#[test]
fn s6_both_majorities() {
    let configuration = Configuration { outgoing: set(&[1, 2, 3]), ..voters(&[3, 4, 5]) };
    let mut node = restart(3, &Durable::new(configuration), Tuning::default(), Sabotage::default());
    node.step(SimTime::ZERO, Input::Fire);
    let grant = |node: &mut Node<Byte>, from| {
        deliver(node, from, 1, Body::VoteResponse { ballot: Ballot::PreVote, granted: true });
        matches!(node.role(), Role::Candidate(_))
    };
    assert!(!grant(&mut node, 1));
    assert!(!grant(&mut node, 2));
    assert!(grant(&mut node, 4));
    for voter in [2, 4] {
        deliver(&mut node, voter, 1, Body::VoteResponse { ballot: Ballot::Vote, granted: true });
    }
    store(&mut node);
    for peer in [1, 2] {
        accept(&mut node, peer, 1);
    }
    assert_eq!(node.commit(), Index(0));
    accept(&mut node, 5, 1);
    assert_eq!(node.commit(), Index(1));

    let mut refused = restart(3, &Durable::<Byte>::new(configuration), Tuning::default(), Sabotage::default());
    refused.step(SimTime::ZERO, Input::Fire);
    for voter in [4, 5] {
        deliver(&mut refused, voter, 0, Body::VoteResponse { ballot: Ballot::PreVote, granted: false });
    }
    assert!(matches!(refused.role(), Role::Follower), "lost in one half is lost");
}

/// §6: a joint configuration is left by itself once it is applied, and a change of several voters goes through one.
#[test]
fn s6_a_joint_change_runs_through() {
    let mut network = Network::of(3);
    for number in [4, 5] {
        network.join(number, Durable::new(voters(&[1, 2, 3])), Tuning::default(), Sabotage::default());
    }
    network.elect(1);
    network.propose(1, change(&[AddVoter(id(4)), AddVoter(id(5)), Remove(id(2)), AddLearner(id(3))]));
    network.advance(Duration::from_millis(300));
    let wanted = Configuration { learners: set(&[3]), ..voters(&[1, 4, 5]) };
    for number in [1, 3, 4, 5] {
        assert_eq!(network.node(number).configuration(), wanted, "n{number}");
    }
    let joint = |event: &RaftEvent| matches!(event, RaftEvent::ConfigurationChanged(next) if next.is_joint());
    assert_eq!(network.count(joint), 5);
    assert_eq!(network.node(2).deadline().min(network.node(3).deadline()), SimTime::NEVER, "neither stands again");
}

/// An explicit joint configuration stays until a change without steps; while joint, nothing else is allowed.
#[test]
fn an_explicit_joint_configuration_is_left_by_hand() {
    let mut network = Network::of(4);
    network.elect(1);
    let explicit = Payload::Change(steps(Transition::JointExplicit, &[Remove(id(4))]).into(), None);
    network.propose(1, explicit);
    network.advance(Duration::from_secs(3));
    assert!(network.node(1).configuration().is_joint());
    network.propose(1, change(&[AddVoter(id(4))]));
    assert_eq!(network.count(|event| *event == RaftEvent::ChangeRefused), 1);
    network.propose(1, leave());
    assert_eq!(network.node(1).configuration(), voters(&[1, 2, 3]));
}

/// A leader elected in the middle of a joint configuration finishes it.
#[test]
fn a_new_leader_leaves_the_joint_configuration() {
    let mut network = Network::of(3);
    network.elect(1);
    let implicit = Payload::Change(steps(Transition::JointImplicit, &[AddLearner(id(3))]).into(), None);
    network.feed(1, Input::Propose(vec![implicit]));
    // n1 dies once n2 and n3 have stored the change, and before anybody learns that it is committed.
    while let Some(message) = network.wire.pop_front() {
        if !matches!(message.body, Body::AppendAccepted { .. }) {
            network.arrive(message);
        }
    }
    network.crash(1);
    assert_eq!(network.node(2).configuration(), voters(&[1, 2, 3]));
    network.elect(2);
    assert_eq!(shape(network.node(2).configuration()), [set(&[1, 2]), set(&[1, 2, 3]), set(&[]), set(&[3])]);
    network.restart(1);
    network.advance(Duration::from_secs(1));
    assert_eq!(shape(network.node(2).configuration()), [set(&[1, 2]), set(&[]), set(&[3]), set(&[])]);
}

/// The leader proposes to leave once; it does not try again before that is applied.
#[test]
fn leaving_is_proposed_once() {
    let mut leader = leader();
    propose(&mut leader, Payload::Change(steps(Transition::JointImplicit, &[AddLearner(id(3))]).into(), None));
    propose(&mut leader, command(1));
    store(&mut leader);
    accept(&mut leader, 2, 3);
    for applied in [2, 3] {
        leader.step(leader.now, Input::Applied(Index(applied)));
        assert_eq!(leader.log().last_index(), Index(4));
    }
}

/// A removed member hears nothing more.
#[test]
fn a_removed_member_is_left_alone() {
    let mut leader = leader();
    propose(&mut leader, change(&[Remove(id(3))]));
    commit(&mut leader, &[2]);
    assert_eq!(sent(&leader.step(leader.now, Input::Fire), 3).len(), 1);
    apply(&mut leader);
    assert!(sent(&leader.step(leader.now, Input::Fire), 3).is_empty());
}

/// While leadership is being handed over nothing is proposed, so the joint configuration is left later.
#[test]
fn leaving_waits_for_a_transfer() {
    let mut leader = leader();
    let implicit = Payload::Change(steps(Transition::JointImplicit, &[AddLearner(id(3))]).into(), None);
    propose(&mut leader, implicit);
    propose(&mut leader, command(1));
    store(&mut leader);
    accept(&mut leader, 2, 3);
    leader.step(leader.now, Input::Transfer(id(2)));
    apply(&mut leader);
    assert!(leader.configuration().is_joint());
    assert_eq!(leader.log().last_index(), Index(3));
    alive(&mut leader, 2, 0);
    wait(&mut leader, Duration::from_secs(1));
    apply(&mut leader);
    assert_eq!(leader.log().get(Index(4)).map(|entry| &entry.payload), Some(&leave()));
}

/// A removed leader leads on as a non-voter: it does not count itself and takes no proposals; or it steps down, if told to.
/// The machine may have a reason against a change that Raft would make (etcd, `ValidateConfigurationChange`).
#[test]
fn a_void_change_takes_no_effect() {
    let mut leader = leader();
    let before = leader.configuration();
    propose(&mut leader, change(&[AddVoter(id(4))]));
    commit(&mut leader, &[2]);
    leader.step(leader.now, Input::Void(Index(2)));
    apply(&mut leader);
    assert_eq!((leader.applied(), leader.configuration()), (Index(2), before));
    // Nor does it in a snapshot of an earlier place that is taken later.
    propose(&mut leader, change(&[AddLearner(id(5))]));
    commit(&mut leader, &[2]);
    apply(&mut leader);
    assert_eq!(leader.configuration().learners, set(&[5]));
    for to in [Index(1), Index(2)] {
        leader.step(leader.now, Input::Compact { to, keep: 0, state: Vec::new() });
        assert_eq!(leader.snapshot().unwrap().configuration, before);
    }
}

#[test]
fn a_removed_leader() {
    for step_down_on_removal in [false, true] {
        let mut leader = leader_with(Tuning { step_down_on_removal, ..Tuning::default() });
        propose(&mut leader, change(&[Remove(id(1))]));
        propose(&mut leader, command(1));
        store(&mut leader);
        for peer in [2, 3] {
            accept(&mut leader, peer, 2);
        }
        let effects = apply(&mut leader);
        if step_down_on_removal {
            assert_eq!((leader.term(), follower_of(&leader)), (Term(1), Some(0)));
            let reason = Some(StepDownReason::Removed);
            assert!(effects.events.contains(&RaftEvent::BecameFollower { term: Term(1), reason }));
            assert_eq!(leader.deadline(), SimTime::NEVER);
            continue;
        }
        assert_eq!(propose(&mut leader, command(2)).dropped, [(command(2), DropReason::NotMember)]);
        accept(&mut leader, 2, 3);
        assert_eq!(leader.commit(), Index(2), "two voters are left, and both must have it");
        accept(&mut leader, 3, 3);
        assert_eq!(leader.commit(), Index(3));
    }
}

/// Removing a member may make the rest a majority: what waited is committed.
#[test]
fn a_smaller_quorum_commits_what_waited() {
    let mut leader = node(1, &[1, 2], 0, &[]);
    elect(&mut leader);
    accept(&mut leader, 2, 1);
    apply(&mut leader);
    propose(&mut leader, change(&[Remove(id(2))]));
    propose(&mut leader, command(1));
    store(&mut leader);
    accept(&mut leader, 2, 2);
    assert_eq!(leader.commit(), Index(2));
    assert_eq!(apply(&mut leader).committed, [entry(1, 3, 1)]);
}

/// Known, and as in etcd: because changes take effect when applied, the end of a joint configuration can wedge the rest.
///
/// n2 led, committed its own demotion, and appended more; n1 has the demotion in its log and does not know that it is
/// committed. So n1 needs n2's vote, n2's longer log refuses it, and n2, a learner, does not stand.
#[test]
fn a_demoted_leader_with_a_longer_log_wedges_the_rest() {
    let joint = Configuration { outgoing: set(&[1, 2]), ..voters(&[1]) };
    let left = Configuration { learners: set(&[2]), ..voters(&[1]) };
    let disks = vec![disk(joint, 2, 0, &[2; 5]), disk(left, 2, 0, &[2; 7])];
    let mut network = Network::start(disks, Tuning::default(), Sabotage::default(), 1);
    network.advance(Duration::from_secs(60));
    assert_eq!(network.leader(), None);
}

/// A learner gets the log and counts for nothing.
#[test]
fn a_learner_does_not_count() {
    let configuration = Configuration { learners: set(&[4]), ..voters(&[1, 2, 3]) };
    let mut leader = restart(1, &Durable::new(configuration), Tuning::default(), Sabotage::default());
    let effects = elect(&mut leader);
    assert_eq!((appends(&effects, 4).len(), sent(&effects, 4).len()), (1, 1), "an append and no request for a vote");
    accept(&mut leader, 4, 1);
    assert_eq!(leader.commit(), Index(0));
}

/// A learner that is made a voter stands and counts.
#[test]
fn a_learner_is_promoted() {
    let configuration = Configuration { learners: set(&[2]), ..voters(&[1]) };
    let disks = vec![Durable::new(configuration), Durable::new(configuration)];
    let mut network = Network::start(disks, Tuning::default(), Sabotage::default(), 1);
    network.elect(1);
    network.propose(1, change(&[AddVoter(id(2))]));
    network.advance(Duration::from_millis(100));
    assert_eq!(network.node(2).configuration(), voters(&[1, 2]));
    network.elect(2);
}

/// A restart finds its members again: from the snapshot, and from the changes that it applies once more.
#[test]
fn a_restart_knows_its_members() {
    let mut network = Network::of(3);
    network.elect(1);
    network.propose(1, change(&[Remove(id(3))]));
    network.propose(1, command(1));
    network.compact(1, 0);
    network.propose(1, change(&[AddLearner(id(3))]));
    network.crash(1);
    network.restart(1);
    let wanted = Configuration { learners: set(&[3]), ..voters(&[1, 2]) };
    assert_eq!(network.node(1).configuration(), wanted);
}

/// openraft's list: a joint configuration in a snapshot survives a restart, and is left after it.
#[test]
fn a_restart_in_a_joint_configuration() {
    let mut network = Network::of(1);
    network.join(2, Durable::new(voters(&[1])), Tuning::default(), Sabotage::default());
    network.elect(1);
    let explicit = steps(Transition::JointExplicit, &[AddVoter(id(2))]);
    network.propose(1, Payload::Change(explicit.into(), None));
    network.compact(1, 0);
    network.crash(1);
    network.restart(1);
    assert_eq!(shape(network.node(1).configuration()), [set(&[1, 2]), set(&[1]), set(&[]), set(&[])]);
    network.elect(1);
    network.propose(1, leave());
    assert_eq!(network.node(1).configuration(), voters(&[1, 2]));
}
