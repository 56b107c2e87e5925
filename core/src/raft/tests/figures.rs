//! The paper's figures 7 and 8, entry by entry.

use super::{network::Network, *};

/// The logs of figure 7: the leader of term 8, then the followers a to f.
const FIGURE_7: [&[u64]; 7] = [
    &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6],
    &[1, 1, 1, 4, 4, 5, 5, 6, 6],
    &[1, 1, 1, 4],
    &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
    &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
    &[1, 1, 1, 4, 4, 4, 4],
    &[1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
];

fn figure_7() -> Network {
    let members = [1, 2, 3, 4, 5, 6, 7];
    let disks = FIGURE_7.iter().map(|terms| disk(voters(&members), 7, 0, terms)).collect();
    Network::start(disks, Tuning::default(), Sabotage::default(), 1)
}

/// Figure 7, §5.4.1: the leader may get the votes of a, b, e and f; c and d know more.
#[test]
fn figure_7_who_votes_for_that_leader() {
    let mut network = figure_7();
    network.elect(1);
    let refused: Vec<_> = network
        .events
        .iter()
        .filter(|(_, event)| matches!(event, RaftEvent::VoteRefused { ballot: Ballot::Vote, .. }))
        .map(|(node, _)| node.number())
        .collect();
    assert_eq!(refused, [4, 5]);
}

/// Figure 7, §5.3: whatever a follower lacks or has too much, it ends with the leader's log.
#[test]
fn figure_7_the_leader_makes_all_logs_its_own() {
    let mut network = figure_7();
    network.elect(1);
    assert_eq!(network.node(1).term(), Term(8));
    network.advance(Duration::from_millis(500));
    for number in network.numbers() {
        assert_eq!(terms(network.node(number)), [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 8], "n{number}");
        assert_eq!(network.node(number).commit(), Index(11), "n{number}");
    }
    let cut: Vec<_> = network
        .events
        .iter()
        .filter_map(|(node, event)| match event {
            RaftEvent::Truncated { from } => Some((node.number(), from.0)),
            _ => None,
        })
        .collect();
    assert_eq!(cut.len(), 4, "c, d, e and f have entries that must go: {cut:?}");
    for gone in [(4, 11), (5, 11), (6, 6), (7, 4)] {
        assert!(cut.contains(&gone), "{gone:?} in {cut:?}");
    }
}

/// Figure 8's five servers at (c): S1 leads term 4, the entry 2@2 reaches a majority, 3@4 nobody.
fn figure_8_at_c(sabotage: Sabotage) -> Network {
    let members = [1, 2, 3, 4, 5];
    let logs: [&[u64]; 5] = [&[1, 2], &[1, 2], &[1], &[1], &[1, 3]];
    let disks = logs.iter().map(|terms| disk(voters(&members), 3, 1, terms)).collect();
    let mut network = Network::start(disks, Tuning::default(), sabotage, 1);
    network.cut = vec![(id(1), id(5)), (id(5), id(1))];
    network.now += Duration::from_secs(1);
    network.feed(1, Input::Fire);
    // The election, and replication of what S3 lacks; the entry of term 4 itself gets lost.
    while let Some(mut message) = network.wire.pop_front() {
        if let Body::Append { previous, entries, commit } = &mut message.body {
            *entries = entries.iter().filter(|entry| entry.term < Term(4)).cloned().collect();
            *commit = (*commit).min(Index(previous.index.0 + entries.len() as u64));
        }
        network.arrive(message);
    }
    assert_eq!((network.leader(), network.node(1).term()), (Some(1), Term(4)));
    for number in [1, 2, 3] {
        assert_eq!(terms(network.node(number))[..2], [1, 2], "n{number} has the entry of term 2");
    }
    network
}

/// Figure 8 (d), §5.4.2: the entry of term 2 is on a majority, is not committed, and is then rightly replaced.
#[test]
fn figure_8_d_an_entry_on_a_majority_is_overwritten() {
    let mut network = figure_8_at_c(Sabotage::default());
    assert!(network.numbers().iter().all(|number| network.node(*number).commit() == Index(1)));
    network.crash(1);
    elect_s5(&mut network);
    for number in [2, 3, 4, 5] {
        assert_eq!(terms(network.node(number)), [1, 3, 5], "n{number}");
        assert_eq!(network.node(number).commit(), Index(3), "n{number}");
    }
}

/// Figure 8 (e), §5.4.2: once the entry of term 4 is on a majority, it commits both, and S5 cannot win any more.
#[test]
fn figure_8_e_an_entry_of_the_own_term_commits_the_older_one() {
    let mut network = figure_8_at_c(Sabotage::default());
    network.advance(Duration::from_millis(300));
    assert_eq!(network.node(1).commit(), Index(3));
    network.crash(1);
    network.now += Duration::from_secs(2);
    network.step(5, Input::Fire);
    assert!(!network.node(5).role().is_leader());
}

/// Figure 8 without §5.4.2: the same run commits two different entries at index 2.
#[test]
fn figure_8_without_its_rule_loses_a_committed_entry() {
    let mut network = figure_8_at_c(Sabotage { commit_older_terms: true, ..Sabotage::default() });
    assert_eq!(network.node(1).commit(), Index(2));
    network.crash(1);
    elect_s5(&mut network);
    let committed = |node, place| network.events.contains(&(id(node), RaftEvent::Committed { to: place }));
    assert!(committed(1, at(2, 2)));
    assert!(committed(5, at(3, 2)), "another entry at the same place");
}

/// The first attempt only tells S5 the others' term.
fn elect_s5(network: &mut Network) {
    network.now += Duration::from_secs(1);
    network.step(5, Input::Fire);
    network.elect(5);
}
