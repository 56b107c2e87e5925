//! The paper, sentence by sentence: each test names its section.

use super::*;

/// §5.1: a server that sees a larger term adopts it and follows, whatever it was.
#[test]
fn s5_1_a_higher_term_makes_everybody_a_follower() {
    let mut leader = node(1, &[1, 2, 3], 1, &[1]);
    elect(&mut leader);
    let mut candidate = node(1, &[1, 2, 3], 1, &[1]);
    candidate.step(SimTime::ZERO, Input::Fire);
    let follower = node(1, &[1, 2, 3], 1, &[1]);
    for mut node in [leader, candidate, follower] {
        let effects = deliver(&mut node, 2, 9, Body::Heartbeat { commit: Index(0), reads_up_to: 0 });
        assert_eq!((node.term(), node.vote(), follower_of(&node)), (Term(9), None, Some(2)));
        assert!(effects.events.contains(&RaftEvent::TermAdopted { term: Term(9) }));
    }
}

/// §5.1: a request with an old term is refused.
#[test]
fn s5_1_an_older_term_is_not_obeyed() {
    let mut node = node(1, &[1, 2, 3], 5, &[5]);
    let body = Body::Append { previous: at(5, 1), entries: vec![entry(4, 2, 0)].into(), commit: Index(2) };
    let effects = deliver(&mut node, 2, 4, body);
    assert_eq!((terms(&node), node.commit(), node.leader()), (vec![5], Index(0), None));
    assert_eq!(sent(&effects, 2), [&Body::StaleTerm]);
    assert_eq!(granted(&ask(&mut node, 2, 4, Ballot::Vote, at(9, 9)), 2), None);
}

/// §5.2: when servers start up, they begin as followers.
#[test]
fn s5_2_a_node_starts_as_a_follower() {
    assert_eq!(follower_of(&node(1, &[1, 2, 3], 0, &[])), Some(0));
}

/// §5.2: leaders send periodic heartbeats to all followers.
#[test]
fn s5_2_a_leader_says_that_it_lives_every_interval() {
    let mut leader = node(1, &[1, 2, 3], 0, &[]);
    elect(&mut leader);
    for beat in 1..=3 {
        let due = leader.deadline();
        assert_eq!(due, SimTime(beat * 100_000));
        assert!(leader.step(SimTime(due.0 - 1), Input::Wake).is_empty(), "too early");
        let effects = leader.step(due, Input::Wake);
        for peer in [2, 3] {
            assert!(matches!(sent(&effects, peer)[..], [Body::Heartbeat { .. }]));
        }
    }
}

/// §5.2: a follower that hears nothing for an election timeout raises its term, votes for itself and asks all others.
#[test]
fn s5_2_silence_makes_a_candidate() {
    let tuning = Tuning { pre_vote: false, ..Tuning::default() };
    let mut node = restart(1, &disk(voters(&[1, 2, 3]), 4, 0, &[4]), tuning, Sabotage::default());
    let effects = wait_for_timer(&mut node);
    assert_eq!((node.term(), node.vote()), (Term(5), Some(id(1))));
    let request = Body::VoteRequest { ballot: Ballot::Vote, last: at(4, 1), transfer: false };
    assert_eq!((sent(&effects, 2), sent(&effects, 3)), (vec![&request], vec![&request]));
    assert!(effects.events.contains(&RaftEvent::BecameCandidate { term: Term(5) }));
}

/// §5.2: a heartbeat puts the election off.
#[test]
fn s5_2_a_heartbeat_sets_the_timer_back() {
    let mut node = node(1, &[1, 2, 3], 1, &[]);
    let first = node.deadline();
    wait(&mut node, Duration::from_millis(400));
    deliver(&mut node, 2, 1, Body::Heartbeat { commit: Index(0), reads_up_to: 0 });
    assert_eq!(node.deadline(), first + Duration::from_millis(400));
}

/// §5.2: a candidate wins with the votes of a majority, and loses when too many refuse.
#[test]
fn s5_2_a_majority_elects() {
    // Cluster size, who says yes, who says no, the outcome: 1 leads, 0 pending, -1 follows.
    let cases: [(u8, &[u8], &[u8], i8); 7] = [
        (1, &[], &[], 1),
        (3, &[2], &[], 1),
        (3, &[], &[], 0),
        (3, &[], &[2, 3], -1),
        (5, &[2, 3], &[4, 5], 1),
        (5, &[2], &[4, 5], 0),
        (5, &[2], &[3, 4, 5], -1),
    ];
    for (size, yes, no, outcome) in cases {
        let tuning = Tuning { pre_vote: false, ..Tuning::default() };
        let members: Vec<u8> = (1..=size).collect();
        let mut node = restart(1, &Durable::new(voters(&members)), tuning, Sabotage::default());
        node.step(SimTime::ZERO, Input::Fire);
        store(&mut node);
        for (voters, granted) in [(yes, true), (no, false)] {
            for voter in voters {
                deliver(&mut node, *voter, 1, Body::VoteResponse { ballot: Ballot::Vote, granted });
            }
        }
        let reached = match node.role() {
            Role::Leader(_) => 1,
            Role::Candidate(_) => 0,
            _ => -1,
        };
        assert_eq!(reached, outcome, "{size} nodes, {yes:?} for and {no:?} against");
    }
}

/// §5.2: the same voter counts once, whatever the wire does.
#[test]
fn s5_2_a_voter_counts_once() {
    let mut node = node(1, &[1, 2, 3, 4, 5], 0, &[]);
    node.step(SimTime::ZERO, Input::Fire);
    for _ in 0..3 {
        deliver(&mut node, 2, 1, Body::VoteResponse { ballot: Ballot::PreVote, granted: true });
    }
    assert!(matches!(node.role(), Role::PreCandidate(campaign) if campaign.granted == set(&[1, 2])));
}

/// §5.2: each server votes for at most one candidate in a term, first come, first served; and may repeat itself.
#[test]
fn s5_2_one_vote_per_term() {
    let mut node = node(1, &[1, 2, 3], 0, &[]);
    assert_eq!(granted(&ask(&mut node, 2, 1, Ballot::Vote, at(0, 0)), 2), Some(true));
    assert_eq!(granted(&ask(&mut node, 3, 1, Ballot::Vote, at(0, 0)), 3), Some(false));
    assert_eq!(granted(&ask(&mut node, 2, 1, Ballot::Vote, at(0, 0)), 2), Some(true));
    assert_eq!(granted(&ask(&mut node, 3, 2, Ballot::Vote, at(0, 0)), 3), Some(true));
}

/// §5.2: a candidate that hears the leader of its term follows it.
#[test]
fn s5_2_a_candidate_gives_way_to_the_leader_of_its_term() {
    let tuning = Tuning { pre_vote: false, ..Tuning::default() };
    let mut node = restart(1, &Durable::new(voters(&[1, 2, 3])), tuning, Sabotage::default());
    node.step(SimTime::ZERO, Input::Fire);
    let effects =
        deliver(&mut node, 2, 1, Body::Append { previous: at(0, 0), entries: vec![].into(), commit: Index(0) });
    assert_eq!(follower_of(&node), Some(2));
    let reason = Some(StepDownReason::ElectionLost);
    assert!(effects.events.contains(&RaftEvent::BecameFollower { term: Term(1), reason }));
}

/// §5.2: election timeouts are drawn from [E, 2E) again for each campaign, and differ between servers.
#[test]
fn s5_2_timeouts_are_random() {
    let tuning = Tuning { pre_vote: false, ..Tuning::default() };
    let mut drawn = Vec::new();
    for number in 1..=3 {
        let mut node = restart(number, &Durable::new(voters(&[1, 2, 3])), tuning, Sabotage::default());
        for _ in 0..200 {
            drawn.push(node.timer().timeout.0);
            wait_for_timer(&mut node);
        }
    }
    assert!(drawn.iter().all(|timeout| (1_000_000..2_000_000).contains(timeout)));
    for tenth in 0..10 {
        let range = 1_000_000 + tenth * 100_000..1_100_000_u64 + tenth * 100_000;
        let share = drawn.iter().filter(|timeout| range.contains(*timeout)).count();
        assert!((30..=90).contains(&share), "{share} of 600 in {range:?}");
    }
    drawn.sort_unstable();
    drawn.dedup();
    assert!(drawn.len() > 590);
}

/// §5.3: the leader appends a command, sends it to all, and commits it once a majority has stored it.
#[test]
fn s5_3_a_majority_commits() {
    let mut leader = node(1, &[1, 2, 3, 4, 5], 0, &[]);
    elect(&mut leader);
    for peer in 2..=5 {
        accept(&mut leader, peer, 1);
    }
    let proposed = propose(&mut leader, command(7));
    for peer in 2..=5 {
        assert_eq!(appends(&proposed, peer), [(at(1, 1), vec![1], 1)]);
    }
    store(&mut leader);
    assert!(accept(&mut leader, 2, 2).committed.is_empty());
    let effects = accept(&mut leader, 3, 2);
    assert_eq!(effects.committed, [entry(1, 2, 7)]);
    assert!(effects.events.contains(&RaftEvent::Committed { to: at(1, 2) }));
    assert!(appends(&effects, 4).iter().all(|(_, _, commit)| *commit == 2), "later appends carry the commit index");
}

/// §5.3: followers learn the commit index from the leader, and never go beyond what that message vouches for.
#[test]
fn s5_3_followers_commit_what_the_leader_committed() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1, 1, 1]);
    let append = |previous, commit| Body::Append { previous, entries: vec![].into(), commit: Index(commit) };
    let effects = deliver(&mut follower, 1, 1, append(at(1, 2), 3));
    assert_eq!(follower.commit(), Index(2), "3 may differ from the leader's");
    assert_eq!(effects.committed, entries(&[1, 1]));
}

/// §5.3: a follower refuses entries when the one before them is missing or of another term.
#[test]
fn s5_3_the_consistency_check() {
    for previous in [at(2, 2), at(1, 4), at(2, 4)] {
        let mut follower = node(2, &[1, 2, 3], 3, &[1, 1, 1]);
        let entries = vec![Entry { index: previous.index.next(), ..entry(3, 0, 0) }].into();
        let effects = deliver(&mut follower, 1, 3, Body::Append { previous, entries, commit: Index(0) });
        assert!(
            matches!(sent(&effects, 1)[..], [Body::AppendRejected { rejected, .. }] if *rejected == previous.index),
            "after {previous:?}"
        );
        assert_eq!(terms(&follower), [1, 1, 1]);
    }
}

/// §5.3: a conflicting entry and all that follow it are replaced by the leader's.
#[test]
fn s5_3_conflicts_are_cut_off() {
    let mut follower = node(2, &[1, 2, 3], 2, &[1, 1, 1]);
    let body = Body::Append { previous: at(1, 1), entries: vec![entry(2, 2, 9)].into(), commit: Index(0) };
    let effects = deliver(&mut follower, 1, 2, body);
    assert_eq!(terms(&follower), [1, 2]);
    assert!(effects.events.contains(&RaftEvent::Truncated { from: Index(2) }));
    let digest = command(9).digest();
    assert!(effects.events.contains(&RaftEvent::Appended { at: at(2, 2), previous_term: Term(1), digest }));
    assert_eq!(sent(&effects, 1), [&Body::AppendAccepted { last: Index(2) }]);
}

/// §5.3: an append that arrives late or twice changes nothing: entries that agree stay.
#[test]
fn s5_3_appends_are_idempotent() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1, 1, 1]);
    let body = Body::Append { previous: at(0, 0), entries: entries(&[1]).into(), commit: Index(0) };
    let effects = deliver(&mut follower, 1, 1, body);
    assert_eq!(terms(&follower), [1, 1, 1]);
    assert_eq!(sent(&effects, 1), [&Body::AppendAccepted { last: Index(1) }], "no word about what it did not compare");
    assert!(effects.events.iter().all(|event| !matches!(event, RaftEvent::Appended { .. })));
}

/// §5.3: a leader never overwrites or deletes its own entries, not even for another leader of its term.
#[test]
fn s5_3_a_leader_only_appends() {
    let mut leader = node(1, &[1, 2, 3], 1, &[1, 1]);
    elect(&mut leader);
    let body = Body::Append { previous: at(1, 1), entries: vec![entry(2, 2, 0)].into(), commit: Index(2) };
    assert!(deliver(&mut leader, 2, 2, body).is_empty());
    assert_eq!(terms(&leader), [1, 1, 2]);
}

/// §5.4.1: who has the later last term is more up to date; then who has the longer log.
#[test]
fn s5_4_1_votes_go_to_logs_that_are_up_to_date() {
    // Own log's terms, the candidate's last place, whether it gets the vote.
    let cases: [(&[u64], LogPosition, bool); 8] = [
        (&[1, 1], at(1, 2), true),
        (&[1, 1], at(1, 3), true),
        (&[1, 1], at(1, 1), false),
        (&[1, 1, 1], at(2, 1), true),
        (&[1, 2], at(1, 9), false),
        (&[2], at(1, 2), false),
        (&[2], at(2, 1), true),
        (&[], at(0, 0), true),
    ];
    for (own, last, vote) in cases {
        for ballot in [Ballot::PreVote, Ballot::Vote] {
            let mut node = node(1, &[1, 2, 3], 3, own);
            let effects = ask(&mut node, 2, 4, ballot, last);
            assert_eq!(granted(&effects, 2), Some(vote), "{own:?} asked by {last:?}");
            let denial = Denial::LogBehind;
            let told = effects.events.contains(&RaftEvent::VoteRefused { ballot, candidate: id(2), denial });
            assert_eq!(told, !vote);
        }
    }
}

/// §5.4.2: a leader commits entries of older terms only behind one of its own.
#[test]
fn s5_4_2_no_commit_by_counting_copies_of_older_terms() {
    let mut leader = node(1, &[1, 2, 3], 2, &[1, 2]);
    elect(&mut leader);
    for last in [1, 2] {
        assert!(accept(&mut leader, 2, last).committed.is_empty(), "{last} is on a majority, but of an older term");
        assert_eq!(leader.commit(), Index(0));
    }
    assert_eq!(accept(&mut leader, 2, 3).committed.len(), 3);
}

/// §5.5: a message may be lost or repeated; the leader tries again with every heartbeat that is answered.
#[test]
fn s5_5_lost_appends_are_sent_again() {
    let mut leader = node(1, &[1, 2, 3], 0, &[]);
    elect(&mut leader);
    assert_eq!(appends(&alive(&mut leader, 2, 0), 2), [(at(0, 0), vec![1], 0)]);
}

/// §5.6: timing decides who leads when, never what is true: a node whose timer runs out again and again does no harm.
#[test]
fn s5_6_a_hasty_node_does_not_unseat_a_leader() {
    let mut network = network::Network::of(3);
    network.elect(1);
    for _ in 0..10 {
        network.advance(Duration::from_millis(150));
        network.step(3, Input::Fire);
    }
    assert_eq!((network.leader(), network.node(1).term()), (Some(1), Term(1)));
}

/// §8: a leader starts its term with an entry that holds nothing, so that it learns what is committed.
#[test]
fn s8_a_term_begins_with_a_no_op() {
    let mut leader = node(1, &[1, 2, 3], 1, &[1]);
    let effects = elect(&mut leader);
    let noop = Entry { index: Index(2), term: Term(2), payload: Payload::Noop };
    assert_eq!(leader.log().get(Index(2)), Some(&noop));
    assert_eq!(appends(&effects, 2), [(at(1, 1), vec![2], 0)]);
    assert!(effects.events.contains(&RaftEvent::BecameLeader { term: Term(2), last: at(1, 1) }));
}

/// Figure 2: term, vote and log are persistent; who leads, what is applied and what others hold is not.
#[test]
fn f2_what_a_restart_knows() {
    let mut before = node(2, &[1, 2, 3], 1, &[1]);
    ask(&mut before, 1, 2, Ballot::Vote, at(1, 1));
    let append = Body::Append { previous: at(1, 1), entries: vec![entry(2, 2, 7)].into(), commit: Index(1) };
    deliver(&mut before, 1, 2, append);
    let mut durable = disk(voters(&[1, 2, 3]), 1, 0, &[1]);
    durable.store(before.write().unwrap());
    before.step(before.now, Input::Stored);
    apply(&mut before);
    let after = restart(2, &durable, Tuning::default(), Sabotage::default());
    assert_eq!((after.term(), after.vote()), (Term(2), Some(id(1))));
    assert_eq!(after.log(), before.log());
    assert_eq!((after.leader(), after.applied()), (None, Index(0)));
}

/// Figure 2: when a leader takes office, the next entry for each follower is the one after its own last; none is known to match.
#[test]
fn f2_a_new_leader_knows_nothing_of_its_followers() {
    let mut leader = node(1, &[1, 2, 3], 1, &[1, 1, 1]);
    elect(&mut leader);
    for peer in [2, 3] {
        assert_eq!((progress(&leader, peer).matched, progress(&leader, peer).next), (Index(0), Index(4)));
    }
}

/// Figure 2, §5.3: what is committed is handed out in the order of the log, each entry once, never beyond the commit index.
#[test]
fn f2_entries_are_applied_in_order_and_once() {
    let mut follower = node(2, &[1, 2, 3], 1, &[1; 5]);
    let mut seen = Vec::new();
    for commit in [2, 1, 2, 4, 5, 3] {
        let append = Body::Append { previous: at(1, 5), entries: vec![].into(), commit: Index(commit) };
        let effects = deliver(&mut follower, 1, 1, append);
        seen.extend(effects.committed.iter().map(|entry| entry.index.0));
        assert!(follower.applied() <= follower.commit());
        assert_eq!(seen.len() as u64, follower.commit().0);
        apply(&mut follower);
    }
    assert_eq!(seen, [1, 2, 3, 4, 5]);
}

/// §5.2: when nobody wins, a candidate times out and stands again, in the next term.
#[test]
fn s5_2_an_election_without_a_winner_is_held_again() {
    let tuning = Tuning { pre_vote: false, ..Tuning::default() };
    let mut candidate = restart(1, &disk(voters(&[1, 2, 3]), 0, 0, &[]), tuning, Sabotage::default());
    for term in 1..4 {
        let effects = wait_for_timer(&mut candidate);
        assert_eq!((candidate.term(), candidate.vote()), (Term(term), Some(id(1))));
        assert!(matches!(candidate.role(), Role::Candidate(_)));
        assert_eq!((sent(&effects, 2).len(), sent(&effects, 3).len()), (1, 1));
        store(&mut candidate);
        assert!(matches!(candidate.role(), Role::Candidate(_)), "its own vote is no majority");
    }
}
