//! `PreVote`, `CheckQuorum`, the vote lease, and who may campaign.

use super::{network::Network, *};

fn heartbeat() -> Body<Byte> {
    Body::Heartbeat { commit: Index(0), reads_up_to: 0 }
}

/// Dissertation §9.6: asking first changes neither term nor vote, and names the term asked for.
#[test]
fn a_pre_vote_changes_nothing() {
    let mut candidate = node(1, &[1, 2, 3], 4, &[4]);
    let effects = candidate.step(SimTime::ZERO, Input::Fire);
    assert_eq!((candidate.term(), candidate.vote()), (Term(4), None));
    assert_eq!(effects.send[0].term, Some(Term(5)));
    assert!(candidate.write().is_none(), "nothing to store");

    let mut voter = node(2, &[1, 2, 3], 4, &[4]);
    let deadline = voter.deadline();
    wait(&mut voter, Duration::from_millis(10));
    let effects = ask(&mut voter, 1, 5, Ballot::PreVote, at(4, 1));
    assert_eq!(effects.send[0].term, Some(Term(5)), "a consent echoes the term voter for");
    assert_eq!((voter.term(), voter.vote(), voter.deadline()), (Term(4), None, deadline));
}

/// Only a vote that is given sets the voter's timer back.
#[test]
fn a_vote_sets_the_timer_back() {
    let mut node = node(1, &[1, 2, 3], 1, &[1]);
    wait(&mut node, Duration::from_millis(10));
    ask(&mut node, 3, 1, Ballot::Vote, at(0, 0));
    assert_eq!(node.timer().started, SimTime::ZERO, "a refusal does not");
    ask(&mut node, 2, 1, Ballot::Vote, at(1, 1));
    assert_eq!(node.timer().started, SimTime(10_000));
}

/// Raft, figure 2: the timer goes on over a newer term, unless a leader is heard or a vote given; etcd sets it back.
#[test]
fn a_newer_term_sets_the_timer_back_only_as_etcd_does() {
    for (newer_term_resets_timer, started) in [(true, SimTime(10_000)), (false, SimTime::ZERO)] {
        let tuning = Tuning { newer_term_resets_timer, check_quorum: false, ..Tuning::default() };
        let mut node = restart(1, &disk(voters(&[1, 2, 3]), 1, 0, &[1]), tuning, Sabotage::default());
        wait(&mut node, Duration::from_millis(10));
        ask(&mut node, 2, 2, Ballot::Vote, at(0, 0));
        assert_eq!((node.term(), node.vote(), node.timer().started), (Term(2), None, started));
        wait(&mut node, Duration::from_millis(10));
        deliver(&mut node, 3, 3, heartbeat());
        assert_eq!(node.timer().started, SimTime(20_000), "a leader was heard");
        wait(&mut node, Duration::from_millis(10));
        ask(&mut node, 2, 4, Ballot::Vote, at(3, 9));
        assert_eq!(node.timer().started, SimTime(30_000), "a vote was given");
    }
}

/// A timeout is E and a random part below the spread, which is E too unless it is narrowed.
#[test]
fn the_spread_of_timeouts() {
    for (election_spread, widest) in [(None, 1_000), (Some(Duration::from_millis(10)), 10), (Some(Duration::ZERO), 1)] {
        let tuning = Tuning { election_spread, ..Tuning::default() };
        let mut timeouts: Vec<_> = (1..=50)
            .map(|number| restart(number, &Durable::new(voters(&[1])), tuning, Sabotage::default()).timer().timeout)
            .collect();
        timeouts.sort();
        let range = tuning.election..tuning.election + Duration::from_millis(widest);
        assert!(timeouts.iter().all(|timeout| range.contains(timeout)), "{timeouts:?}");
        assert_eq!(election_spread == Some(Duration::ZERO), timeouts[0] == timeouts[49]);
    }
}

/// A pre-candidate that is refused by a higher term takes that term and follows.
#[test]
fn a_refusal_of_a_higher_term_demotes() {
    let mut asker = node(1, &[1, 2, 3], 1, &[1]);
    asker.step(SimTime::ZERO, Input::Fire);
    deliver(&mut asker, 2, 7, Body::VoteResponse { ballot: Ballot::PreVote, granted: false });
    assert_eq!((asker.term(), follower_of(&asker)), (Term(7), Some(0)));
}

/// A consent for another term than the one asked for now is not counted.
#[test]
fn a_late_consent_means_nothing() {
    let mut asker = node(1, &[1, 2, 3], 3, &[1]);
    asker.step(SimTime::ZERO, Input::Fire);
    for term in [3, 5] {
        deliver(&mut asker, 2, term, Body::VoteResponse { ballot: Ballot::PreVote, granted: true });
        assert_eq!(asker.role().campaign().unwrap().granted, set(&[1]));
    }
    deliver(&mut asker, 2, 4, Body::VoteResponse { ballot: Ballot::PreVote, granted: true });
    assert!(matches!(asker.role(), Role::Candidate(_)));
}

/// A consent that arrives after the real campaign began does not count as a vote.
#[test]
fn a_consent_is_not_a_vote() {
    let mut node = node(1, &[1, 2, 3, 4, 5], 0, &[]);
    node.step(SimTime::ZERO, Input::Fire);
    for voter in [2, 3, 4, 5] {
        deliver(&mut node, voter, 1, Body::VoteResponse { ballot: Ballot::PreVote, granted: true });
    }
    store(&mut node);
    assert!(matches!(node.role(), Role::Candidate(campaign) if campaign.granted == set(&[1])));
}

/// Dissertation §9.6: a node that was cut off comes back without raising the term, and the leader stays.
#[test]
fn a_node_back_from_a_partition_does_not_disrupt() {
    let mut network = Network::of(3);
    network.elect(1);
    network.isolate(3);
    network.advance(Duration::from_secs(20));
    assert_eq!(network.node(3).term(), Term(1));
    network.heal();
    network.advance(Duration::from_secs(5));
    assert_eq!((network.leader(), network.node(1).term()), (Some(1), Term(1)));
}

/// Without `PreVote`, such a node has a huge term; the answer to its old leader's heartbeat frees it
/// (`raft.go`: a stuck node with a higher term must be able to come back).
#[test]
fn a_stuck_node_with_a_higher_term_is_freed() {
    let members = [1, 2, 3];
    let disks = members.iter().map(|_| Durable::new(voters(&members))).collect();
    let tuning = Tuning { pre_vote: false, ..Tuning::default() };
    let mut network = Network::start(disks, tuning, Sabotage::default(), 1);
    network.elect(1);
    network.isolate(3);
    network.advance(Duration::from_secs(20));
    assert!(network.node(3).term() > Term(5));
    network.heal();
    network.advance(Duration::from_secs(5));
    let leader = network.leader().unwrap();
    assert!(network.node(leader).term() >= network.node(3).term(), "the node is back in the cluster");
    assert_eq!(network.node(3).leader(), Some(id(leader)));
}

/// etcd, `TestPreVoteMigration`: a pre-vote of an older term is refused with the newer one, so that nobody is stuck.
#[test]
fn a_pre_vote_of_an_older_term_is_answered() {
    let mut node = node(1, &[1, 2, 3], 6, &[1]);
    let effects = ask(&mut node, 2, 5, Ballot::PreVote, at(1, 1));
    assert_eq!((granted(&effects, 2), effects.send[0].term), (Some(false), Some(Term(6))));
}

/// etcd, `TestPreVoteWithSplitVote`: pre-candidates that all asked at once are not stranded.
#[test]
fn split_pre_votes_end() {
    let mut network = Network::of(3);
    for number in [1, 2, 3] {
        network.feed(number, Input::Fire);
    }
    network.settle();
    network.advance(Duration::from_secs(10));
    assert!(network.leader().is_some());
}

/// Dissertation §6.2: a leader that hears no majority for E gives up in the same term.
#[test]
fn check_quorum_ends_a_lonely_leadership() {
    let mut leader = node(1, &[1, 2, 3], 0, &[]);
    elect(&mut leader);
    for heard in [true, true, false] {
        assert!(leader.role().is_leader());
        if heard {
            alive(&mut leader, 2, 0);
        }
        wait(&mut leader, Duration::from_secs(1));
    }
    assert_eq!((leader.term(), follower_of(&leader)), (Term(1), Some(0)));

    let tuning = Tuning { check_quorum: false, ..Tuning::default() };
    let mut stubborn = restart(1, &Durable::new(voters(&[1, 2, 3])), tuning, Sabotage::default());
    elect(&mut stubborn);
    wait(&mut stubborn, Duration::from_secs(100));
    assert!(stubborn.role().is_leader());
}

/// Whatever a follower answers is a sign of life.
#[test]
fn check_quorum_hears_every_answer() {
    let refusal = Body::AppendRejected { rejected: Index(0), hint: at(0, 0) };
    for answer in [Body::AppendAccepted { last: Index(1) }, refusal, Body::StaleTerm] {
        let mut leader = node(1, &[1, 2, 3], 0, &[]);
        elect(&mut leader);
        deliver(&mut leader, 2, 1, answer);
        wait(&mut leader, Duration::from_secs(1));
        assert!(leader.role().is_leader());
    }
}

/// A learner's voice does not keep a leader in office.
#[test]
fn check_quorum_counts_voters() {
    let configuration = Configuration { learners: set(&[4]), ..voters(&[1, 2, 3]) };
    let mut leader = restart(1, &Durable::new(configuration), Tuning::default(), Sabotage::default());
    elect(&mut leader);
    for _ in 0..2 {
        alive(&mut leader, 4, 0);
        wait(&mut leader, Duration::from_secs(1));
    }
    assert_eq!(follower_of(&leader), Some(0));
}

/// Dissertation §4.2.3: within E of hearing a leader nobody votes or answers, and no term is taken over.
#[test]
fn the_vote_lease() {
    for ballot in [Ballot::PreVote, Ballot::Vote] {
        let mut follower = node(2, &[1, 2, 3], 1, &[]);
        deliver(&mut follower, 1, 1, heartbeat());
        wait(&mut follower, Duration(999_999));
        let effects = ask(&mut follower, 3, 5, ballot, at(9, 9));
        assert!(effects.send.is_empty());
        assert_eq!(follower.term(), Term(1));
        let denial = Denial::LeaderAlive;
        assert_eq!(effects.events, [RaftEvent::VoteRefused { ballot, candidate: id(3), denial }]);
        wait(&mut follower, Duration(1));
        assert_eq!(granted(&ask(&mut follower, 3, 5, ballot, at(9, 9)), 3), Some(true));
    }
}

/// A candidate with a long log asks node 1.
fn candidate(from: u8, term: u64) -> Message<Byte> {
    let body = Body::VoteRequest { ballot: Ballot::Vote, last: at(9, 9), transfer: false };
    Message { from: id(from), to: id(1), term: Some(Term(term)), body }
}

/// A leader holds that lease too; `PreVote` alone gives none.
#[test]
fn the_vote_lease_of_a_leader_and_without_check_quorum() {
    let mut leader = node(1, &[1, 2, 3], 0, &[]);
    elect(&mut leader);
    assert!(ask(&mut leader, 3, 5, Ballot::Vote, at(9, 9)).send.is_empty());
    assert!(leader.role().is_leader());
    let effects = leader.step(SimTime(1_000_000), Input::Message(candidate(3, 5)));
    assert_eq!(granted(&effects, 3), Some(true), "its lease ends when it should look for its majority");

    let tuning = Tuning { check_quorum: false, ..Tuning::default() };
    let mut follower = restart(2, &disk(voters(&[1, 2, 3]), 1, 0, &[]), tuning, Sabotage::default());
    deliver(&mut follower, 1, 1, heartbeat());
    assert_eq!(granted(&ask(&mut follower, 3, 2, Ballot::PreVote, at(9, 9)), 3), Some(true));
}

/// Within a term, whoever knows the leader votes for nobody else.
#[test]
fn who_knows_the_leader_of_a_term_does_not_vote_in_it() {
    let mut follower = node(2, &[1, 2, 3], 1, &[]);
    deliver(&mut follower, 1, 1, heartbeat());
    wait(&mut follower, Duration::from_secs(1));
    assert_eq!(granted(&ask(&mut follower, 3, 1, Ballot::Vote, at(9, 9)), 3), Some(false));
    assert_eq!(granted(&ask(&mut follower, 3, 1, Ballot::PreVote, at(9, 9)), 3), Some(false));
}

/// etcd PR 10998: a learner that was promoted may not know it yet, so it votes; it does not stand.
#[test]
fn a_learner_votes_and_does_not_stand() {
    let configuration = Configuration { learners: set(&[3]), ..voters(&[1, 2]) };
    let mut learner = restart(3, &Durable::new(configuration), Tuning::default(), Sabotage::default());
    assert_eq!(granted(&ask(&mut learner, 1, 1, Ballot::Vote, at(0, 0)), 1), Some(true));
    assert_eq!(learner.deadline(), SimTime::NEVER);
    let effects = learner.step(SimTime(9_000_000), Input::Fire);
    assert!(effects.events.is_empty() && effects.send.is_empty());
}

/// Who campaigns has no leader any more, and so may consent to others who cannot hear it either.
#[test]
fn a_pre_candidate_has_no_leader() {
    let mut node = node(1, &[1, 2, 3], 1, &[]);
    deliver(&mut node, 2, 1, heartbeat());
    wait_for_timer(&mut node);
    assert_eq!(node.leader(), None);
    assert_eq!(granted(&ask(&mut node, 3, 2, Ballot::PreVote, at(0, 0)), 3), Some(true));
}

/// Nobody campaigns with a committed change of the members that it has not applied (`raft.go`, `hup`).
#[test]
fn no_campaign_before_a_committed_change_is_applied() {
    let mut durable = disk(voters(&[1, 2, 3]), 1, 0, &[1]);
    let entry = Entry { index: Index(2), term: Term(1), payload: change(&[ChangeStep::AddVoter(id(4))]) };
    durable.store(Write {
        hard: Some(HardState { term: Term(1), vote: None, commit: Index(2) }),
        snapshot: None,
        rebase: None,
        entries: vec![entry].into(),
        promises: true,
    });
    let mut node = restart(1, &durable, Tuning::default(), Sabotage::default());
    node.step(SimTime::ZERO, Input::Fire);
    deliver(&mut node, 2, 1, Body::TimeoutNow);
    assert!(matches!(node.role(), Role::Follower));
    apply(&mut node);
    node.step(SimTime::ZERO, Input::Fire);
    assert!(matches!(node.role(), Role::PreCandidate(_)));
}

/// A follower that forgets its leader keeps term and timer, and may consent to another; not with lease reads.
#[test]
fn forgetting_the_leader() {
    for (reads, forgets) in [(ReadMode::Safe, true), (ReadMode::LeaseBased, false)] {
        let tuning = Tuning { reads, ..Tuning::default() };
        let mut follower = restart(2, &disk(voters(&[1, 2, 3]), 1, 0, &[]), tuning, Sabotage::default());
        deliver(&mut follower, 1, 1, heartbeat());
        let timer = follower.timer();
        follower.step(follower.now, Input::ForgetLeader);
        assert_eq!(follower.leader().is_none(), forgets);
        assert_eq!((follower.term(), follower.timer()), (Term(1), timer));
        let consents = granted(&ask(&mut follower, 3, 2, Ballot::PreVote, at(0, 0)), 3) == Some(true);
        assert_eq!(consents, forgets);
    }
    let mut leader = node(1, &[1, 2, 3], 0, &[]);
    elect(&mut leader);
    leader.step(leader.now, Input::ForgetLeader);
    assert_eq!(leader.leader(), Some(id(1)));
}

/// On the first boot of a cluster the first timer runs from [heartbeat, heartbeat + E), as etcd fast-forwards its ticks.
#[test]
fn the_first_boot_is_quick() {
    let mut drawn = Vec::new();
    for seed in 0..200 {
        let timers = Stream::new(seed, Label::Timer { node: id(1), start: 1 });
        let disk = Durable::new(voters(&[1, 2, 3]));
        let (tuning, sabotage) = (Tuning::default(), Sabotage::default());
        let (node, _) = Node::<Byte>::restart(id(1), &disk, tuning, sabotage, timers, SimTime(5), true).unwrap();
        drawn.push(node.deadline().since(SimTime(5)).0);
    }
    assert!(drawn.iter().all(|first| (100_000..1_100_000).contains(first)));
    assert!(drawn.iter().any(|first| *first < 200_000) && drawn.iter().any(|first| *first > 1_000_000));
}

/// A campaign that nobody answers is repeated.
#[test]
fn an_undecided_campaign_is_repeated() {
    let tuning = Tuning { pre_vote: false, ..Tuning::default() };
    let mut node = restart(1, &Durable::new(voters(&[1, 2, 3])), tuning, Sabotage::default());
    for term in 1..=3 {
        let effects = wait_for_timer(&mut node);
        assert_eq!((node.term(), effects.send.len()), (Term(term), 2));
    }
}

/// A leader's message of a newer term begins a new timeout, even where the term alone would not.
#[test]
fn a_new_leader_sets_the_timer_back() {
    let tuning = Tuning { newer_term_resets_timer: false, ..Tuning::default() };
    let fresh = || restart(2, &disk(voters(&[1, 2, 3]), 1, 0, &[1]), tuning, Sabotage::default());
    let drawn =
        |effects: &Effects<Byte>| effects.events.iter().any(|event| matches!(event, RaftEvent::TimeoutDrawn(_)));
    let mut follower = fresh();
    assert!(drawn(&deliver(&mut follower, 1, 2, Body::Heartbeat { commit: Index(0), reads_up_to: 0 })));
    assert_eq!(follower_of(&follower), Some(1));
    assert!(!drawn(&ask(&mut fresh(), 3, 2, Ballot::Vote, at(0, 0))));
}
