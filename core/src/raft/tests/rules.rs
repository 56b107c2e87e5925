//! Each rule that can be taken away: in force, the node does the right thing; broken, the same situation goes wrong.

use alloc::string::ToString;

use super::{network::Network, *};

/// Runs a situation with the rule in force and broken; it must end differently.
fn differs<T: PartialEq + core::fmt::Debug>(rule: Rule, right: T, wrong: T, situation: impl Fn(Sabotage) -> T) {
    let mut broken = Sabotage::default();
    broken.set(rule, true);
    assert_eq!([situation(Sabotage::default()), situation(broken)], [right, wrong], "{rule} in force, and broken");
}

fn with(sabotage: Sabotage, number: u8, term: u64, terms: &[u64]) -> Node<Byte> {
    restart(number, &disk(voters(&[1, 2, 3]), term, 0, terms), Tuning::default(), sabotage)
}

#[test]
fn names_parse_back_and_switches_are_apart() {
    for rule in Rule::ALL {
        assert_eq!(rule.to_string().parse(), Ok(*rule));
        let mut sabotage = Sabotage::default();
        sabotage.set(*rule, true);
        assert!(sabotage.get(*rule));
        assert!(sabotage.broken().eq([*rule]), "one switch for each rule");
        sabotage.set(*rule, false);
        assert_eq!(sabotage, Sabotage::default());
        assert!(!rule.meaning().is_empty());
    }
    assert_eq!("be-evil".parse::<Rule>(), Err(UnknownRule));
}

#[test]
fn commit_older_terms() {
    differs(Rule::CommitOlderTerms, 0, 2, |sabotage| {
        let mut leader = with(sabotage, 1, 2, &[1, 2]);
        elect(&mut leader);
        accept(&mut leader, 2, 2);
        leader.commit().0
    });
}

#[test]
fn answer_before_sync() {
    differs(Rule::AnswerBeforeSync, (false, 0), (true, 2), |sabotage| {
        let mut alone = restart(1, &Durable::new(voters(&[1])), Tuning::default(), sabotage);
        alone.step(SimTime::ZERO, Input::Fire);
        let handed_out = propose(&mut alone, command(1)).committed.len() + usize::from(alone.commit() > Index(0));
        (alone.role().is_leader(), handed_out)
    });
}

#[test]
fn forget_vote() {
    differs(Rule::ForgetVote, Some(false), Some(true), |sabotage| {
        let mut durable = Durable::new(voters(&[1, 2, 3]));
        let hard = HardState { term: Term(1), vote: Some(id(2)), commit: Index(0) };
        durable.store(Write { hard: Some(hard), snapshot: None, rebase: None, entries: vec![].into(), promises: true });
        let mut node = restart(1, &durable, Tuning::default(), sabotage);
        granted(&ask(&mut node, 3, 1, Ballot::Vote, at(0, 0)), 3)
    });
}

#[test]
fn vote_twice() {
    differs(Rule::VoteTwice, Some(false), Some(true), |sabotage| {
        let mut node = with(sabotage, 1, 0, &[]);
        ask(&mut node, 2, 1, Ballot::Vote, at(0, 0));
        granted(&ask(&mut node, 3, 1, Ballot::Vote, at(0, 0)), 3)
    });
}

#[test]
fn vote_without_log_check() {
    differs(Rule::VoteWithoutLogCheck, Some(false), Some(true), |sabotage| {
        let mut node = with(sabotage, 1, 3, &[1, 3]);
        granted(&ask(&mut node, 2, 4, Ballot::Vote, at(1, 9)), 2)
    });
}

#[test]
fn fixed_timeouts() {
    differs(Rule::FixedTimeouts, false, true, |sabotage| {
        let timeouts = |number| with(sabotage, number, 0, &[]).timer().timeout;
        (1..=3).all(|number| timeouts(number) == Tuning::default().election)
    });
}

#[test]
fn no_majority() {
    differs(Rule::NoMajority, false, true, |sabotage| {
        let mut node = with(sabotage, 1, 0, &[]);
        node.step(SimTime::ZERO, Input::Fire);
        store(&mut node);
        node.role().is_leader()
    });
    for (size, quorum) in [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2)] {
        let members: Vec<u8> = (1..=size).collect();
        let reached = |too_small| {
            let order = |node: NodeId| u64::from(size + 1 - node.number());
            Quorum { configuration: voters(&members), too_small }.reached(order)
        };
        assert_eq!(reached(true), u64::from(size + 1 - quorum), "{size} nodes");
        assert_eq!(reached(false), u64::from(size - size / 2), "{size} nodes");
    }
}

#[test]
fn append_without_check() {
    differs(Rule::AppendWithoutCheck, vec![1, 1], vec![1, 1, 3], |sabotage| {
        let mut follower = with(sabotage, 2, 3, &[1, 1]);
        let body = Body::Append { previous: at(2, 2), entries: vec![entry(3, 3, 0)].into(), commit: Index(0) };
        deliver(&mut follower, 1, 3, body);
        let hole = Body::Append { previous: at(3, 9), entries: vec![entry(3, 10, 0)].into(), commit: Index(0) };
        deliver(&mut follower, 1, 3, hole);
        terms(&follower)
    });
}

#[test]
fn truncate_always() {
    differs(Rule::TruncateAlways, vec![1, 1, 1], vec![1], |sabotage| {
        let mut follower = with(sabotage, 2, 1, &[1, 1, 1]);
        deliver(
            &mut follower,
            1,
            1,
            Body::Append { previous: at(0, 0), entries: entries(&[1]).into(), commit: Index(0) },
        );
        terms(&follower)
    });
}

#[test]
fn commit_beyond_match() {
    differs(Rule::CommitBeyondMatch, 0, 2, |sabotage| {
        let mut leader = with(sabotage, 1, 1, &[1]);
        elect(&mut leader);
        accept(&mut leader, 2, 2);
        match sent(&leader.step(leader.now, Input::Fire), 3)[..] {
            [Body::Heartbeat { commit, .. }] => commit.0,
            _ => 99,
        }
    });
}

#[test]
fn obey_older_terms() {
    differs(Rule::ObeyOlderTerms, (vec![1, 3], Some(Term(3))), (vec![1, 2], Some(Term(2))), |sabotage| {
        let mut follower = with(sabotage, 2, 3, &[1, 3]);
        let body = Body::Append { previous: at(1, 1), entries: vec![entry(2, 2, 0)].into(), commit: Index(0) };
        let effects = deliver(&mut follower, 1, 2, body);
        (terms(&follower), effects.send[0].term)
    });
}

/// n1 leads term 1, is cut off and appends 2@1; n2 commits 2@2; then n1 meets all but n2 again.
#[test]
fn obey_older_terms_commits_two_entries_at_one_place() {
    differs(Rule::ObeyOlderTerms, [false, true], [true, true], |sabotage| {
        let disks = (0..5).map(|_| Durable::new(voters(&[1, 2, 3, 4, 5]))).collect();
        let tuning = Tuning { check_quorum: false, ..Tuning::default() };
        let mut network = Network::start(disks, tuning, sabotage, 1);
        network.elect(1);
        network.isolate(1);
        network.propose(1, command(1));
        network.feed(2, Input::Fire);
        while let Some(message) = network.wire.pop_front() {
            // The followers do not learn what n2 commits.
            if !matches!(message.body, Body::Append { commit: Index(2), .. }) {
                network.arrive(message);
            }
        }
        network.cut = vec![(id(1), id(2)), (id(2), id(1))];
        network.step(1, Input::Fire);
        [at(1, 2), at(2, 2)].map(|to| network.count(|event| *event == RaftEvent::Committed { to }) > 0)
    });
}

#[test]
fn change_without_commit() {
    differs(Rule::ChangeWithoutCommit, Payload::Noop, change(&[ChangeStep::AddVoter(id(4))]), |sabotage| {
        let mut leader = with(sabotage, 1, 1, &[1]);
        elect(&mut leader);
        propose(&mut leader, change(&[ChangeStep::AddVoter(id(4))]));
        leader.log().get(Index(3)).unwrap().payload.clone()
    });
}

#[test]
fn overlapping_changes() {
    differs(Rule::OverlappingChanges, Payload::Noop, change(&[ChangeStep::AddVoter(id(5))]), |sabotage| {
        let mut leader = with(sabotage, 1, 0, &[]);
        elect(&mut leader);
        propose(&mut leader, change(&[ChangeStep::AddVoter(id(4))]));
        propose(&mut leader, change(&[ChangeStep::AddVoter(id(5))]));
        leader.log().get(Index(3)).unwrap().payload.clone()
    });
}

#[test]
fn change_without_joint() {
    differs(Rule::ChangeWithoutJoint, 1, 0, |sabotage| {
        let disks = vec![Durable::new(voters(&[1])), Durable::new(voters(&[1]))];
        let mut network = Network::start(disks, Tuning::default(), sabotage, 1);
        network.elect(1);
        network.propose(1, change(&[ChangeStep::AddVoter(id(2)), ChangeStep::AddVoter(id(3))]));
        assert_eq!(network.node(1).configuration().voters, set(&[1, 2, 3]));
        let at_first = |event: &&(NodeId, RaftEvent)| matches!(event, (node, RaftEvent::ConfigurationChanged(next)) if *node == id(1) && next.is_joint());
        network.events.iter().filter(at_first).count()
    });
}

fn reads_of_a_lonely_leader(sabotage: Sabotage, term_committed: bool) -> usize {
    let mut leader = with(sabotage, 1, 1, &[1]);
    elect(&mut leader);
    if term_committed {
        accept(&mut leader, 2, 2);
    }
    let at_once = leader.step(leader.now, Input::Read(read_id(1, 1))).reads.len();
    // Answers to heartbeats that were sent before the read arrived, and, for a new leader, after.
    at_once + alive(&mut leader, 2, u64::from(!term_committed)).reads.len()
}

#[test]
fn reads_without_quorum() {
    differs(Rule::ReadsWithoutQuorum, 0, 1, |sabotage| reads_of_a_lonely_leader(sabotage, true));
}

#[test]
fn reads_before_commit() {
    differs(Rule::ReadsBeforeCommit, 0, 1, |sabotage| reads_of_a_lonely_leader(sabotage, false));
}

#[test]
fn reads_trust_old_answers() {
    differs(Rule::ReadsTrustOldAnswers, 0, 1, |sabotage| reads_of_a_lonely_leader(sabotage, true));
}
