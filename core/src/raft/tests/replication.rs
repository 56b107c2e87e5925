//! Progress: probing, streaming, falling back, and telling the commit index.

use super::{network::Network, *};

/// A leader of three in term 2, with a log of ten entries of term 1 and its no-op.
fn leader() -> Node<Byte> {
    let mut leader = node(1, &[1, 2, 3], 1, &[1; 10]);
    elect(&mut leader);
    leader
}

/// A new leader probes: one append until it is answered, then streaming.
#[test]
fn probing_sends_one_append_at_a_time() {
    let mut leader = leader();
    assert_eq!(progress(&leader, 2).state, SendState::Probe);
    assert!(appends(&propose(&mut leader, command(1)), 2).is_empty());
    assert_eq!(alive(&mut leader, 2, 0).send.len(), 1, "one more for each answered heartbeat");
    assert!(appends(&propose(&mut leader, command(2)), 2).is_empty());

    let effects = accept(&mut leader, 2, 11);
    assert_eq!(progress(&leader, 2).state, SendState::Replicate);
    assert!(effects.events.contains(&RaftEvent::SendStateChanged { to: id(2), state: SendState::Replicate }));
    assert_eq!(appends(&effects, 2), [(at(2, 11), vec![2, 2], 11)]);
    for index in 14..=16 {
        assert_eq!(appends(&propose(&mut leader, command(3)), 2), [(at(2, index - 1), vec![2], 11)]);
    }
}

/// A refusal while streaming falls back to probing behind what matched.
#[test]
fn a_refusal_ends_streaming() {
    let mut leader = leader();
    accept(&mut leader, 2, 11);
    store(&mut leader);
    propose(&mut leader, command(1));
    propose(&mut leader, command(2));
    let body = Body::AppendRejected { rejected: Index(12), hint: at(2, 11) };
    let effects = deliver(&mut leader, 2, 2, body);
    assert_eq!(progress(&leader, 2).state, SendState::Probe);
    assert_eq!(appends(&effects, 2), [(at(2, 11), vec![2, 2], 11)]);
}

/// Refusals that are older than what is known are ignored (`tracker/progress.go`, `MaybeDecrTo`).
#[test]
fn stale_refusals_are_ignored() {
    let mut leader = leader();
    let probing = progress(&leader, 2).clone();
    let stale = Body::AppendRejected { rejected: Index(4), hint: at(1, 3) };
    assert!(deliver(&mut leader, 2, 2, stale).send.is_empty());
    assert_eq!(progress(&leader, 2).next, probing.next);

    accept(&mut leader, 2, 11);
    let stale = Body::AppendRejected { rejected: Index(10), hint: at(1, 3) };
    assert!(deliver(&mut leader, 2, 2, stale).send.is_empty());
    assert_eq!((progress(&leader, 2).state, progress(&leader, 2).next), (SendState::Replicate, Index(12)));
}

/// `next` never falls to or below `matched` (raft PR 149), whatever hint a probe gets.
#[test]
fn next_stays_above_matched() {
    let mut progress = Progress::new(Index(1), true, SimTime::ZERO);
    progress.accepted(Index(5));
    progress.become_snapshot(Index(10), SimTime::ZERO);
    progress.become_probe(SimTime::ZERO);
    assert_eq!(progress.next, Index(11));
    assert!(progress.rejected(Index(10), Index(2)));
    assert_eq!((progress.matched, progress.next), (Index(5), Index(6)));
}

/// A follower that lost what it had acknowledged is not asked again and again; each heartbeat tries once.
#[test]
fn a_follower_that_lost_its_disk_causes_no_storm() {
    let mut leader = leader();
    accept(&mut leader, 2, 11);
    leader.step(leader.now, Input::Unreachable(id(2)));
    assert_eq!(appends(&alive(&mut leader, 2, 0), 2).len(), 1);
    let body = Body::AppendRejected { rejected: Index(11), hint: at(0, 0) };
    assert!(deliver(&mut leader, 2, 2, body).send.is_empty());
}

/// Fast back-off on the leader's side: a hint's term lets it skip all its entries of later terms.
#[test]
fn the_leader_skips_terms_by_the_hint() {
    // The follower's log has a term 2 where the leader's has terms 3 and 5.
    let mut leader = node(1, &[1, 2, 3], 5, &[1, 3, 3, 3, 5, 5, 5, 5]);
    elect(&mut leader);
    let body = Body::AppendRejected { rejected: Index(8), hint: at(2, 4) };
    let effects = deliver(&mut leader, 2, 6, body);
    assert_eq!(appends(&effects, 2)[0].0, at(1, 1));
}

/// A hint without a term (the follower gave that entry up) is taken as it is.
#[test]
fn a_hint_without_a_term_is_a_place() {
    let mut leader = node(1, &[1, 2, 3], 5, &[1, 3, 3, 3, 5, 5, 5, 5]);
    elect(&mut leader);
    let body = Body::AppendRejected { rejected: Index(8), hint: at(0, 4) };
    let effects = deliver(&mut leader, 2, 6, body);
    assert_eq!(appends(&effects, 2)[0].0, at(3, 4));
}

/// What one follower is sent is no measure for the next, which may need more.
#[test]
fn each_follower_gets_what_it_needs() {
    let mut leader = leader();
    accept(&mut leader, 2, 11);
    accept(&mut leader, 3, 11);
    propose(&mut leader, command(1));
    leader.step(leader.now, Input::Unreachable(id(3)));
    let effects = propose(&mut leader, command(2));
    let lengths = [2, 3].map(|peer| appends(&effects, peer).iter().map(|append| append.1.len()).collect::<Vec<_>>());
    assert_eq!(lengths, [vec![1], vec![2]]);
    assert_eq!([2, 3].map(|peer| appends(&effects, peer)[0].0.index.0), [12, 11]);
}

/// Fast back-off on the follower's side: it skips all its entries of later terms than the one it was asked for.
#[test]
fn the_follower_skips_terms_for_its_hint() {
    let mut follower = node(2, &[1, 2, 3], 6, &[1, 2, 4, 4, 4, 4, 4]);
    let body = Body::Append { previous: at(3, 6), entries: vec![].into(), commit: Index(0) };
    let effects = deliver(&mut follower, 1, 6, body);
    assert_eq!(sent(&effects, 1), [&Body::AppendRejected { rejected: Index(6), hint: at(2, 2) }]);
}

/// Finding the place where two long logs agree takes a probe for each term, not for each entry.
#[test]
fn back_off_takes_one_probe_for_each_term() {
    let ours: Vec<u64> = [1, 1].into_iter().chain([4; 60]).chain([6; 40]).collect();
    let theirs: Vec<u64> = [1, 1].into_iter().chain([2; 30]).chain([3; 60]).chain([5; 30]).collect();
    let disks = vec![
        disk(voters(&[1, 2, 3]), 6, 0, &ours),
        disk(voters(&[1, 2, 3]), 6, 0, &theirs),
        disk(voters(&[1, 2, 3]), 6, 0, &ours),
    ];
    let mut network = Network::start(disks, Tuning::default(), Sabotage::default(), 1);
    network.now += Duration::from_secs(1);
    network.feed(1, Input::Fire);
    let mut refusals = 0;
    while let Some(message) = network.wire.pop_front() {
        refusals += usize::from(matches!(message.body, Body::AppendRejected { .. }));
        network.arrive(message);
    }
    assert_eq!(terms(network.node(2)), terms(network.node(1)));
    assert!((1..=4).contains(&refusals), "{refusals} refusals");
}

/// An append that ends before the follower's commit index is answered with that; nothing is compared or cut.
#[test]
fn committed_entries_are_not_touched() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1, 1, 1]);
    deliver(&mut follower, 1, 1, Body::Append { previous: at(1, 3), entries: vec![].into(), commit: Index(3) });
    let body = Body::Append { previous: at(1, 1), entries: vec![entry(1, 2, 2)].into(), commit: Index(3) };
    let effects = deliver(&mut follower, 1, 1, body);
    assert_eq!(sent(&effects, 1), [&Body::AppendAccepted { last: Index(3) }]);
    let body = Body::Append { previous: at(2, 1), entries: vec![entry(2, 2, 9)].into(), commit: Index(3) };
    deliver(&mut follower, 1, 2, body);
    assert_eq!(terms(&follower), [1, 1, 1]);
}

/// A heartbeat carries at most what the follower is known to hold, so that it cannot commit anything else.
#[test]
fn heartbeats_commit_no_more_than_matched() {
    let mut leader = leader();
    accept(&mut leader, 2, 11);
    assert_eq!(leader.commit(), Index(11));
    let effects = leader.step(leader.now, Input::Fire);
    let commit = |peer| match sent(&effects, peer)[..] {
        [Body::Heartbeat { commit, .. }] => commit.0,
        _ => panic!("no heartbeat"),
    };
    assert_eq!((commit(2), commit(3)), (11, 0));
}

/// A caught-up follower whose leader took it for unreachable streams again after a heartbeat.
#[test]
fn a_heartbeat_ends_probing() {
    let mut leader = leader();
    accept(&mut leader, 2, 11);
    leader.step(leader.now, Input::Unreachable(id(2)));
    assert_eq!(progress(&leader, 2).state, SendState::Probe);
    assert_eq!(appends(&alive(&mut leader, 2, 0), 2), [(at(2, 11), vec![], 11)]);
    accept(&mut leader, 2, 11);
    assert_eq!(progress(&leader, 2).state, SendState::Replicate);
}

/// Once the commit index rises, everybody hears at once; who acknowledges later hears then, and only once.
#[test]
fn the_commit_index_is_told_early() {
    let mut leader = node(1, &[1, 2, 3], 0, &[]);
    elect(&mut leader);
    accept(&mut leader, 3, 1);
    let effects = accept(&mut leader, 2, 1);
    assert_eq!(appends(&effects, 2), [(at(1, 1), vec![], 1)], "the nudge");
    propose(&mut leader, command(1));
    store(&mut leader);
    let effects = accept(&mut leader, 3, 2);
    assert_eq!(appends(&effects, 2), [(at(1, 2), vec![], 2)]);
    assert!(accept(&mut leader, 2, 2).send.is_empty(), "it knows already");
}

/// A node that answers an old term's append with a newer term deposes its sender.
#[test]
fn an_answer_of_a_higher_term_deposes() {
    let mut leader = leader();
    deliver(&mut leader, 2, 9, Body::StaleTerm);
    assert_eq!((leader.term(), follower_of(&leader)), (Term(9), Some(0)));
}

/// Proposals: a follower passes them on, as often as it must; without a leader, or told not to, it drops them.
#[test]
fn proposals_are_passed_on() {
    let mut network = Network::of(3);
    network.propose(2, command(1));
    assert_eq!(network.member(2).dropped, [(command(1), DropReason::NoLeader)]);
    network.elect(1);
    network.propose(2, command(2));
    network.advance(Duration::from_millis(100));
    assert!(network.numbers().into_iter().all(|number| network.member(number).machine == [2]));

    let tuning = Tuning { forward_proposals: false, ..Tuning::default() };
    let mut silent = restart(2, &Durable::new(voters(&[1, 2, 3])), tuning, Sabotage::default());
    deliver(&mut silent, 1, 1, Body::Heartbeat { commit: Index(0), reads_up_to: 0 });
    let effects = propose(&mut silent, command(3));
    assert_eq!((effects.dropped, effects.send.len()), (vec![(command(3), DropReason::ForwardingOff)], 0));

    let mut candidate = node(1, &[1, 2, 3], 0, &[]);
    candidate.step(SimTime::ZERO, Input::Fire);
    assert_eq!(propose(&mut candidate, command(4)).dropped, [(command(4), DropReason::NoLeader)]);
}

/// The commit index is told early only where it can help: not to a follower that was told all that it may hold.
#[test]
fn the_commit_index_is_not_told_in_vain() {
    let mut progress = Progress::new(Index(5), true, SimTime::ZERO);
    progress.commit_sent = Index(3);
    assert!(progress.wants_commit(Index(4)));
    assert!(!progress.wants_commit(Index(3)), "it was told");
    progress.commit_sent = Index(4);
    assert!(!progress.wants_commit(Index(9)), "it holds 4 entries at most");
}

/// While probing, an append without entries costs no turn: the next one may follow.
#[test]
fn an_empty_probe_does_not_pause() {
    let mut leader = leader();
    let last = leader.log().last_index().0;
    accept(&mut leader, 2, last);
    leader.step(leader.now, Input::Unreachable(id(2)));
    assert_eq!(appends(&alive(&mut leader, 2, 0), 2).len(), 1);
    assert!(!progress(&leader, 2).paused);
    propose(&mut leader, command(9));
    assert!(progress(&leader, 2).paused, "one with entries does");
}
