//! What is stored when, and what may be said before.

use super::{network::Network, *};

/// etcd 14370: a single node lost an acknowledged write; its own log counts only once it is stored.
#[test]
fn a_leader_counts_its_own_log_once_it_is_stored() {
    let mut alone = node(1, &[1], 0, &[]);
    elect(&mut alone);
    let effects = propose(&mut alone, command(1));
    assert!(effects.sync && effects.committed.is_empty());
    assert_eq!(alone.commit(), Index(1));
    assert_eq!(store(&mut alone).committed, [entry(1, 2, 1)]);
}

/// The own vote counts only once it is stored.
#[test]
fn a_candidate_counts_its_own_vote_once_it_is_stored() {
    let mut alone = node(1, &[1], 0, &[]);
    alone.step(SimTime::ZERO, Input::Fire);
    assert!(matches!(alone.role(), Role::Candidate(_)));
    alone.write().unwrap();
    assert!(matches!(alone.role(), Role::Candidate(_)));
    alone.step(SimTime::ZERO, Input::Stored);
    assert!(alone.role().is_leader());
}

/// A vote is told as given once it is stored, and once.
#[test]
fn a_vote_is_given_when_it_is_stored() {
    let voted = RaftEvent::Voted { ballot: Ballot::Vote, term: Term(1), candidate: id(2) };
    let mut node = node(1, &[1, 2, 3], 0, &[]);
    let effects = ask(&mut node, 2, 1, Ballot::Vote, at(0, 0));
    assert!(effects.sync && !effects.events.contains(&voted));
    assert!(store(&mut node).events.contains(&voted));
    ask(&mut node, 2, 1, Ballot::Vote, at(0, 0));
    assert!(!store(&mut node).events.contains(&voted));
}

/// A candidate asks for votes once its log and term are stored. Otherwise: n3 holds 2@1 unstored and asks in term 2; n2
/// votes for that log; n3 crashes, asks in term 2 again without 2@1, and the late vote elects it over a committed entry.
#[test]
fn a_candidate_asks_once_its_log_is_stored() {
    let mut network = Network::of(3);
    network.elect(1);
    network.advance(Duration::from_millis(100));
    network.disks_at_once = false;
    network.propose(1, command(7));
    for number in [1, 2] {
        network.disk_done(number);
    }
    network.settle();
    assert_eq!(network.node(1).commit(), Index(2));
    network.crash(1);
    network.now += Duration::from_secs(1);
    network.feed(3, Input::Fire);
    for _ in 0..3 {
        while let Some(message) = network.wire.pop_front() {
            let request = matches!(message.body, Body::VoteRequest { ballot: Ballot::Vote, .. });
            assert!(!request, "n3 may lose the log for which it asks");
            network.arrive(message);
        }
        network.disk_done(2);
    }
    assert!(matches!(network.node(3).role(), Role::Candidate(_)));
    network.disk_done(3);
    network.disk_done(3);
    assert_eq!(network.node(3).stored_up_to(), Index(2));
    assert!(network.wire.iter().any(|message| matches!(message.body, Body::VoteRequest { ballot: Ballot::Vote, .. })));
}

/// A write that was handed out before the campaign does not make its vote durable.
#[test]
fn an_older_write_does_not_store_the_vote() {
    let mut alone = node(1, &[1], 0, &[]);
    deliver(&mut alone, 2, 3, Body::StaleTerm);
    alone.write().unwrap();
    alone.step(SimTime::ZERO, Input::Fire);
    alone.step(SimTime::ZERO, Input::Stored);
    assert!(matches!(alone.role(), Role::Candidate(_)));
    alone.write().unwrap();
    alone.step(SimTime::ZERO, Input::Stored);
    assert!(alone.role().is_leader());
}

/// Committed entries go to the machine only once they are stored here, even when others committed them long ago.
#[test]
fn nothing_is_applied_before_it_is_stored() {
    let mut follower = node(2, &[1, 2, 3], 1, &[]);
    let body = Body::Append { previous: at(0, 0), entries: entries(&[1, 1]).into(), commit: Index(2) };
    assert!(deliver(&mut follower, 1, 1, body).committed.is_empty());
    assert_eq!(follower.commit(), Index(2));
    assert_eq!(store(&mut follower).committed.len(), 2);
}

/// The ABA race of pipelined writes: entries that were replaced and came back while a write was under way are not stored by it.
#[test]
fn a_write_does_not_vouch_for_what_replaced_it() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1]);
    let append = |entries: Vec<_>| Body::Append { previous: at(1, 1), entries: entries.into(), commit: Index(0) };
    deliver(&mut follower, 1, 2, append(vec![entry(2, 2, 1), entry(2, 3, 1)]));
    let under_way = follower.write().unwrap();
    assert_eq!(under_way.entries.len(), 2);
    deliver(&mut follower, 3, 3, append(vec![entry(3, 2, 2)]));
    deliver(&mut follower, 1, 4, append(vec![entry(2, 2, 1), entry(2, 3, 1)]));
    assert_eq!(terms(&follower), [1, 2, 2]);
    follower.step(SimTime::ZERO, Input::Stored);
    assert_eq!(follower.stored_up_to(), Index(1), "the disk may hold 2@3 by now, for all the node knows");
    let second = follower.write().unwrap();
    assert_eq!((second.entries.len(), second.entries[0].index), (2, Index(2)));
    follower.step(SimTime::ZERO, Input::Stored);
    assert_eq!(follower.stored_up_to(), Index(3));
}

/// What took the place of a stored entry is not stored.
#[test]
fn a_replaced_entry_is_not_stored() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1, 1, 1]);
    let body =
        Body::Append { previous: at(1, 1), entries: vec![entry(2, 2, 9), entry(2, 3, 9)].into(), commit: Index(3) };
    let effects = deliver(&mut follower, 1, 2, body);
    assert_eq!((follower.stored_up_to(), effects.committed), (Index(1), entries(&[1])));
}

/// A log may be compacted beyond what the disk holds, by a node that does not wait for it; the disk follows.
#[test]
fn a_disk_that_is_behind_a_compaction() {
    let sabotage = Sabotage { answer_before_sync: true, ..Sabotage::default() };
    let mut durable = Durable::new(voters(&[1]));
    let mut alone = restart(1, &durable, Tuning::default(), sabotage);
    alone.step(SimTime::ZERO, Input::Fire);
    for byte in 1..20 {
        propose(&mut alone, command(byte));
    }
    apply(&mut alone);
    alone.step(SimTime::ZERO, Input::Compact { to: Index(15), keep: 0, state: vec![] });
    let write = alone.write().unwrap();
    assert_eq!((write.rebase, write.entries.len()), (Some(Rebase::Compact(at(1, 15))), 5));
    durable.store(write);
    assert_eq!(durable.log(), alone.log());
    alone.step(SimTime::ZERO, Input::Stored);
    alone.step(SimTime::ZERO, Input::Compact { to: Index(16), keep: 0, state: vec![] });
    let write = alone.write().unwrap();
    assert!(write.must_sync() && write.hard.is_none() && write.entries.is_empty(), "a snapshot is synced");
}

/// One write at a time; what comes meanwhile waits for the next.
#[test]
fn one_write_at_a_time() {
    let mut alone = node(1, &[1], 0, &[]);
    elect(&mut alone);
    propose(&mut alone, command(1));
    assert_eq!(*alone.write().unwrap().entries, [entry(1, 2, 1)]);
    assert!(propose(&mut alone, command(2)).sync);
    assert!(alone.write().is_none());
    alone.step(SimTime::ZERO, Input::Stored);
    assert_eq!(*alone.write().unwrap().entries, [entry(1, 3, 2)]);
    assert!(alone.step(SimTime::ZERO, Input::Stored).sync, "the commit index");
}

/// `MustSync`: entries, votes and terms are synced, a commit index alone is not.
#[test]
fn a_commit_index_needs_no_sync() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1]);
    deliver(&mut follower, 1, 1, Body::Append { previous: at(1, 1), entries: vec![].into(), commit: Index(1) });
    let write = follower.write().unwrap();
    assert!(!write.must_sync());
    assert_eq!((write.hard.unwrap().commit, write.bytes()), (Index(1), 24));
    follower.step(SimTime::ZERO, Input::Stored);
    ask(&mut follower, 3, 2, Ballot::Vote, at(1, 1));
    wait(&mut follower, Duration::from_secs(1));
    ask(&mut follower, 3, 2, Ballot::Vote, at(1, 1));
    assert!(follower.write().unwrap().must_sync());
    follower.step(follower.now, Input::Stored);
    deliver(
        &mut follower,
        3,
        2,
        Body::Append { previous: at(1, 1), entries: vec![entry(2, 2, 9)].into(), commit: Index(0) },
    );
    let write = follower.write().unwrap();
    assert!(write.must_sync() && write.hard.is_none());
}

/// Figure 2, persistent state: a restart keeps term, vote, log and what is known to be committed, and nothing else.
#[test]
fn a_restart_keeps_what_the_disk_holds() {
    let mut network = Network::of(3);
    network.elect(1);
    network.propose(1, command(7));
    network.crash(1);
    network.restart(1);
    let node = network.node(1);
    assert_eq!((node.term(), node.vote(), follower_of(node)), (Term(1), Some(id(1)), Some(0)));
    assert_eq!((terms(node), node.commit()), (vec![1, 1], Index(2)));
    assert_eq!(network.member(1).machine, [7], "committed entries are applied again");
}

/// What was not stored when the power went is gone; nobody was told otherwise.
#[test]
fn what_is_not_stored_is_lost() {
    let mut network = Network::of(3);
    network.elect(1);
    network.advance(Duration::from_millis(100));
    network.disks_at_once = false;
    network.propose(1, command(7));
    assert!(network.is_writing(2));
    assert_eq!(network.node(1).commit(), Index(1), "no acknowledgement has left a disk");
    network.crash(2);
    network.restart(2);
    assert_eq!(network.node(2).log().last_index(), Index(1));
    network.disk_done(3);
    network.disk_done(1);
    network.settle();
    assert_eq!(network.node(1).commit(), Index(2));
}

/// A disk keeps what a write says: entries replace from the first of them on.
#[test]
fn a_write_replaces_what_follows() {
    let mut durable = disk(voters(&[1]), 1, 0, &[1, 1, 1]);
    durable.store(Write {
        hard: None,
        snapshot: None,
        rebase: None,
        entries: vec![entry(2, 2, 9)].into(),
        promises: true,
    });
    assert_eq!(durable.log().last(), at(2, 2));
    durable.store(Write {
        hard: None,
        snapshot: None,
        rebase: None,
        entries: vec![entry(2, 9, 9)].into(),
        promises: true,
    });
    assert_eq!(durable.log().last(), at(2, 2), "a hole is never written");
}
