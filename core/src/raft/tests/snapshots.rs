//! Snapshots: when they are sent, taken and refused, and what compaction leaves (Raft §7).

use super::{network::Network, *};

/// A leader of three at term 2 whose log is compacted up to 8 of its 11 entries, with a snapshot at 10.
fn leader() -> Node<Byte> {
    let mut leader = node(1, &[1, 2, 3], 1, &[1; 10]);
    elect(&mut leader);
    accept(&mut leader, 2, 11);
    apply(&mut leader);
    leader.step(leader.now, Input::Compact { to: Index(10), keep: 2, state: vec![1, 2, 3] });
    store(&mut leader);
    leader
}

fn snapshot(last: LogPosition, configuration: Configuration) -> Body<Byte> {
    Body::InstallSnapshot(alloc::boxed::Box::new(Snapshot { last, configuration, state: vec![9] }))
}

/// Follower 3 says that it has nothing.
fn refuse_all(leader: &mut Node<Byte>) -> Effects<Byte> {
    deliver(leader, 3, 2, Body::AppendRejected { rejected: Index(10), hint: at(0, 0) })
}

/// §7: the log before the snapshot is given up, but for some entries that a slow follower may still need.
#[test]
fn s7_compaction() {
    let mut leader = leader();
    assert_eq!((leader.log().before(), leader.log().last()), (at(1, 8), at(2, 11)));
    let snapshot = leader.snapshot().unwrap();
    assert_eq!((snapshot.last, snapshot.configuration), (at(1, 10), voters(&[1, 2, 3])));
    assert!(leader.write().is_none());
}

/// A snapshot that adds nothing is not taken; one beyond what is applied is a bug of its caller.
#[test]
fn an_old_snapshot_is_not_taken() {
    let mut leader = leader();
    let before = leader.clone();
    let effects = leader.step(leader.now, Input::Compact { to: Index(9), keep: 0, state: vec![] });
    assert!(effects.is_empty());
    assert_eq!(leader, before);
}

/// The configuration of a snapshot is the one of its last entry, not the newest.
#[test]
fn a_snapshot_has_the_configuration_of_its_place() {
    let mut network = Network::of(3);
    network.elect(1);
    network.propose(1, command(1));
    network.propose(1, change(&[ChangeStep::Remove(id(3))]));
    network.propose(1, change(&[ChangeStep::AddLearner(id(3))]));
    let node = &mut network.member_mut(1).node;
    assert_eq!(node.applied(), Index(4));
    for (to, configuration) in
        [(2, voters(&[1, 2, 3])), (3, voters(&[1, 2])), (4, Configuration { learners: set(&[3]), ..voters(&[1, 2]) })]
    {
        node.step(node.now, Input::Compact { to: Index(to), keep: 0, state: vec![] });
        assert_eq!(node.snapshot().unwrap().configuration, configuration, "at {to}");
    }
}

/// §7: a follower that needs what was given up gets the snapshot, and no appends meanwhile.
#[test]
fn s7_a_follower_too_far_behind_gets_a_snapshot() {
    let mut leader = leader();
    let effects = refuse_all(&mut leader);
    assert!(matches!(sent(&effects, 3)[..], [Body::InstallSnapshot(_)]));
    assert!(effects.events.contains(&RaftEvent::SnapshotSent { to: id(3), last: at(1, 10) }));
    let progress = progress(&leader, 3);
    assert_eq!((progress.state, progress.pending_snapshot), (SendState::Snapshot, Some(Index(10))));
    assert!(appends(&propose(&mut leader, command(1)), 3).is_empty());
    assert!(appends(&alive(&mut leader, 3, 0), 3).is_empty());
}

/// Only a follower that was heard of is sent one: nobody ships a state to a machine that may be off.
#[test]
fn a_silent_follower_gets_no_snapshot() {
    for silent in [false, true] {
        let mut leader = node(1, &[1, 2, 3], 1, &[1; 10]);
        elect(&mut leader);
        accept(&mut leader, 3, 1);
        accept(&mut leader, 2, 11);
        apply(&mut leader);
        leader.step(leader.now, Input::Compact { to: Index(10), keep: 2, state: vec![] });
        wait(&mut leader, Duration::from_secs(1));
        if !silent {
            alive(&mut leader, 3, 0);
        }
        leader.step(leader.now, Input::Unreachable(id(3)));
        let effects = propose(&mut leader, command(1));
        let shipped = sent(&effects, 3).iter().any(|body| matches!(body, Body::InstallSnapshot(_)));
        assert_eq!(shipped, !silent);
    }
}

/// The acknowledgement of the snapshot, or of anything the log can continue from, ends that state (raft PR 110).
#[test]
fn an_acknowledgement_ends_the_snapshot_state() {
    for last in [8, 10, 11] {
        let mut leader = leader();
        refuse_all(&mut leader);
        let effects = accept(&mut leader, 3, last);
        assert_eq!(progress(&leader, 3).state, SendState::Replicate, "at {last}");
        let rest: Vec<u64> = appends(&effects, 3).into_iter().flat_map(|(_, terms, _)| terms).collect();
        assert_eq!(rest.len() as u64, 11 - last);
    }
    let mut leader = leader();
    refuse_all(&mut leader);
    assert!(accept(&mut leader, 3, 5).send.is_empty());
    assert_eq!(progress(&leader, 3).state, SendState::Snapshot, "6 and 7 are not in the log any more");
}

/// A snapshot that could not be delivered is sent again after the next sign of life.
#[test]
fn a_failed_snapshot_is_sent_again() {
    let mut leader = leader();
    refuse_all(&mut leader);
    leader.step(leader.now, Input::SnapshotFailed(id(3)));
    assert!(sent(&propose(&mut leader, command(1)), 3).is_empty());
    assert_eq!((progress(&leader, 3).state, progress(&leader, 3).next), (SendState::Probe, Index(1)));
    assert!(matches!(sent(&alive(&mut leader, 3, 0), 3)[..], [Body::InstallSnapshot(_)]));
}

/// Nobody need tell: a follower that lives and says nothing of the snapshot for E is probed.
#[test]
fn a_snapshot_that_nobody_mentions_is_doubted() {
    let mut leader = leader();
    refuse_all(&mut leader);
    alive(&mut leader, 2, 0);
    wait(&mut leader, Duration(999_999));
    assert!(alive(&mut leader, 3, 0).send.is_empty());
    wait(&mut leader, Duration(1));
    assert_eq!(appends(&alive(&mut leader, 3, 0), 3)[0].0, at(1, 10), "from behind the snapshot");
}

/// A follower that the last snapshot does not know gets a newer one, which the member is asked to take.
#[test]
fn a_snapshot_that_does_not_know_the_follower_is_not_sent() {
    let mut network = Network::of(2);
    network.elect(1);
    network.propose(1, command(5));
    network.compact(1, 0);
    network.compact(2, 0);
    let (tuning, sabotage) = (Tuning::default(), Sabotage::default());
    network.join(3, Durable::new(voters(&[1, 2])), tuning, sabotage);
    network.propose(1, change(&[ChangeStep::AddVoter(id(3))]));
    network.advance(Duration::from_millis(300));
    assert_eq!(network.member(3).machine, [5]);
    assert_eq!(network.node(3).configuration(), voters(&[1, 2, 3]));
}

/// §7: the follower's log and configuration are replaced; the machine gets the state once that is stored.
#[test]
fn s7_a_follower_takes_a_snapshot() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1, 1, 1]);
    let effects = deliver(&mut follower, 1, 2, snapshot(at(2, 20), voters(&[1, 2, 4])));
    assert!(effects.install.is_none() && effects.sync);
    assert_eq!(sent(&effects, 1), [&Body::AppendAccepted { last: Index(20) }]);
    assert!(effects.events.contains(&RaftEvent::SnapshotInstalled { last: at(2, 20) }));
    assert_eq!((follower.log().before(), follower.log().last(), follower.commit()), (at(2, 20), at(2, 20), Index(20)));
    assert_eq!(follower.configuration(), voters(&[1, 2, 4]));
    assert_eq!(follower.deadline(), SimTime::NEVER, "nobody stands with a snapshot on its way into the machine");

    deliver(
        &mut follower,
        1,
        2,
        Body::Append { previous: at(2, 20), entries: vec![entry(2, 21, 1)].into(), commit: Index(21) },
    );
    let write = follower.write().unwrap();
    assert_eq!((write.rebase, write.must_sync()), (Some(Rebase::Reset(at(2, 20))), true));
    let mut durable = disk(voters(&[1, 2, 3]), 1, 0, &[1, 1, 1]);
    durable.store(write);
    let effects = follower.step(SimTime::ZERO, Input::Stored);
    assert_eq!(effects.install.unwrap().state, [9]);
    assert_eq!(effects.committed, [entry(2, 21, 1)]);
    assert_eq!(follower.applied(), Index(20));
    let again = restart(2, &durable, Tuning::default(), Sabotage::default());
    assert_eq!((again.log(), again.commit(), again.applied()), (follower.log(), Index(21), Index(20)));
    assert_eq!(again.configuration(), voters(&[1, 2, 4]));
}

/// A change in the log that a snapshot replaced has no say any more, even if the machine reports it as applied later.
#[test]
fn a_change_in_a_replaced_log_has_no_effect() {
    let mut durable = disk(voters(&[1, 2, 3]), 1, 0, &[1]);
    let payload = change(&[ChangeStep::AddVoter(id(9))]);
    let entries = vec![Entry { index: Index(2), term: Term(1), payload }].into();
    let hard = Some(HardState { term: Term(1), vote: None, commit: Index(2) });
    durable.store(Write { hard, snapshot: None, rebase: None, entries, promises: true });
    let mut follower = restart(2, &durable, Tuning::default(), Sabotage::default());
    deliver(&mut follower, 1, 1, snapshot(at(1, 20), voters(&[1, 2, 4])));
    follower.step(SimTime::ZERO, Input::Applied(Index(2)));
    assert_eq!(follower.configuration(), voters(&[1, 2, 4]));
}

/// raft PR 31: a slow follower whose window is full keeps its appends; compaction alone does not make it need a snapshot.
#[test]
fn a_slow_follower_after_compaction() {
    let tuning = Tuning { inflight_messages: 2, ..Tuning::default() };
    let mut leader = restart(1, &Durable::new(voters(&[1, 2, 3])), tuning, Sabotage::default());
    elect(&mut leader);
    accept(&mut leader, 2, 1);
    accept(&mut leader, 3, 1);
    for last in 2..=6 {
        propose(&mut leader, command(1));
        store(&mut leader);
        accept(&mut leader, 2, last);
    }
    apply(&mut leader);
    assert_eq!((leader.applied(), progress(&leader, 3).next), (Index(6), Index(4)));
    leader.step(leader.now, Input::Compact { to: Index(6), keep: 3, state: vec![] });
    assert_eq!(leader.log().first_index(), Index(4));
    assert_eq!(appends(&alive(&mut leader, 3, 0), 3), [(at(1, 3), vec![], 6)]);
    let effects = accept(&mut leader, 3, 3);
    assert_eq!(appends(&effects, 3), [(at(1, 3), vec![1, 1, 1], 6)]);
    assert_eq!(progress(&leader, 3).state, SendState::Replicate);
}

/// A snapshot at or before the commit index says nothing new; the answer says how far the follower is (etcd PR 10308).
#[test]
fn an_old_snapshot_is_not_installed() {
    for index in [2, 3] {
        let mut follower =
            restart(2, &disk(voters(&[1, 2, 3]), 1, 3, &[1, 1, 1]), Tuning::default(), Sabotage::default());
        let effects = deliver(&mut follower, 1, 1, snapshot(at(1, index), voters(&[1, 2, 3])));
        assert_eq!(sent(&effects, 1), [&Body::AppendAccepted { last: Index(3) }]);
        assert_eq!(terms(&follower), [1, 1, 1]);
    }
}

/// Not even when the log does not reach back to it any more.
#[test]
fn an_old_snapshot_is_not_installed_over_a_compacted_log() {
    let mut follower = restart(2, &disk(voters(&[1, 2, 3]), 1, 10, &[1; 10]), Tuning::default(), Sabotage::default());
    apply(&mut follower);
    follower.step(follower.now, Input::Compact { to: Index(10), keep: 2, state: vec![] });
    let effects = deliver(&mut follower, 1, 1, snapshot(at(1, 5), voters(&[1, 2, 3])));
    assert_eq!(sent(&effects, 1), [&Body::AppendAccepted { last: Index(10) }]);
    assert_eq!(follower.log().last(), at(1, 10));
}

/// A snapshot whose last entry is newer than its message is nonsense.
#[test]
fn a_snapshot_from_the_future() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1]);
    let effects = deliver(&mut follower, 1, 1, snapshot(at(9, 20), voters(&[1, 2, 3])));
    assert!(effects.send.is_empty());
    assert_eq!(follower.log().last(), at(1, 1));
}

/// A snapshot whose last entry is in the log only raises the commit index; the log stays whole.
#[test]
fn a_snapshot_of_known_entries_only_commits() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1, 1, 1]);
    let effects = deliver(&mut follower, 1, 1, snapshot(at(1, 2), voters(&[1, 2, 3])));
    assert_eq!(sent(&effects, 1), [&Body::AppendAccepted { last: Index(2) }]);
    assert_eq!((terms(&follower), follower.commit()), (vec![1, 1, 1], Index(2)));
    assert_eq!(effects.committed.len(), 2);
}

/// A snapshot in which the follower is not a member is not for it.
#[test]
fn a_snapshot_without_the_follower_is_ignored() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1]);
    let effects = deliver(&mut follower, 1, 1, snapshot(at(1, 9), voters(&[1, 3])));
    assert_eq!(sent(&effects, 1), [&Body::AppendAccepted { last: Index(0) }]);
    assert_eq!(follower.log().last(), at(1, 1));
}

/// A whole story: a follower sleeps, the log goes on and is compacted, and the follower catches up from the snapshot.
#[test]
fn a_follower_catches_up_from_a_snapshot() {
    let mut network = Network::of(3);
    network.elect(1);
    network.crash(3);
    for byte in 0..20 {
        network.propose(1, command(byte));
    }
    network.compact(1, 5);
    network.restart(3);
    network.advance(Duration::from_secs(1));
    assert_eq!(network.member(3).machine, (0..20).collect::<Vec<u8>>());
    assert_eq!(network.count(|event| matches!(event, RaftEvent::SnapshotSent { .. })), 1);
    assert_eq!(network.node(3).log().before(), at(1, 21));
}

/// A restart after compaction: the disk holds the snapshot and the kept entries.
#[test]
fn a_restart_after_compaction() {
    let mut network = Network::of(1);
    network.elect(1);
    for byte in 0..20 {
        network.propose(1, command(byte));
    }
    network.compact(1, 5);
    network.propose(1, command(99));
    let (before, machine) = (network.node(1).log().clone(), network.member(1).machine.clone());
    network.crash(1);
    network.restart(1);
    assert_eq!(network.node(1).log(), &before);
    assert_eq!(network.node(1).log().before().index, Index(16));
    assert_eq!(network.member(1).machine, machine);
}

/// A second snapshot at the same place is none, and a log that is given up no further says nothing of it.
#[test]
fn a_compaction_that_gives_nothing_up() {
    let mut leader = leader();
    let before = leader.clone();
    assert!(leader.step(leader.now, Input::Compact { to: Index(10), keep: 0, state: vec![7] }).is_empty());
    assert_eq!(leader, before, "the snapshot of that place is there");
    let effects = leader.step(leader.now, Input::Compact { to: Index(11), keep: 3, state: vec![1, 2, 3, 4] });
    assert_eq!(leader.snapshot().unwrap().last, at(2, 11));
    assert!(!effects.events.iter().any(|event| matches!(event, RaftEvent::Compacted { .. })), "{:?}", effects.events);
    assert_eq!(leader.write().unwrap().rebase, None);
}

/// When a snapshot overtakes entries that were committed and not begun, none of them is handed out beside it.
#[test]
fn a_snapshot_takes_the_place_of_what_waits() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1; 4]);
    let mut effects = Effects::default();
    let append = Body::Append { previous: at(1, 4), entries: vec![].into(), commit: Index(4) };
    deliver_into(&mut follower, 1, 1, append, &mut effects);
    assert_eq!(effects.committed.len(), 4);
    deliver_into(&mut follower, 1, 1, snapshot(at(1, 9), voters(&[1, 2, 3])), &mut effects);
    store_into(&mut follower, &mut effects);
    assert_eq!(effects.install.as_ref().map(|snapshot| snapshot.last), Some(at(1, 9)));
    assert_eq!(effects.committed, []);
    assert_eq!(follower.applied(), Index(9));
}
