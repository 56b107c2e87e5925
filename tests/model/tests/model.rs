//! The properties of Raft hold in every state within bounds, and break as soon as a rule is missing.

use agora_core::raft::Rule;
use agora_model_tests::{Bounds, Findings, Walk, property};

const SMALL: Bounds =
    Bounds { terms: 1, proposals: 0, crashes: 0, beats: 0, changes: 0, slow_disks: false, pre_vote: false };

/// Walks through all states, of which there are at least so many: fewer would mean that something never happens.
fn holds(walk: Walk, states: usize) -> Findings {
    let findings = walk.walk();
    assert!(findings.breaches.is_empty(), "{walk}: {findings}");
    assert!(findings.states >= states, "{walk}: {findings}");
    findings
}

#[test]
fn two_terms_and_a_command() {
    let findings = holds(Walk::within(Bounds { terms: 2, proposals: 1, ..SMALL }), 100_000);
    assert_eq!(findings.unseen, [property::MEMBER_REMOVED], "nobody asks for that: {findings}");
}

#[test]
fn a_command_and_a_crash() {
    let findings = holds(Walk::within(Bounds { proposals: 1, crashes: 1, ..SMALL }), 5_000);
    assert_eq!(
        findings.unseen,
        [property::MEMBER_REMOVED, property::ENTRY_REPLACED],
        "one term has one leader: {findings}"
    );
}

#[test]
fn two_terms_and_a_crash() {
    let findings = holds(Walk::within(Bounds { terms: 2, crashes: 1, ..SMALL }), 30_000);
    assert_eq!(
        findings.unseen,
        [property::COMMAND_APPLIED, property::MEMBER_REMOVED],
        "nobody proposes one: {findings}"
    );
}

/// One of the three is taken out, the leader itself too.
#[test]
fn a_member_is_taken_out() {
    let findings = holds(Walk::within(Bounds { changes: 1, ..SMALL }), 1_000);
    assert_eq!(findings.unseen, [property::COMMAND_APPLIED, property::ENTRY_REPLACED], "{findings}");
}

/// A write ends at any time later, and a crash may come first.
#[test]
fn a_crash_before_or_after_a_slow_write() {
    holds(Walk::within(Bounds { crashes: 1, slow_disks: true, ..SMALL }), 5_000);
}

#[test]
fn every_one_of_these_rules_is_needed() {
    let two_terms = Bounds { terms: 2, ..SMALL };
    let heartbeat = Bounds { beats: 1, ..two_terms };
    let crash = Bounds { crashes: 1, ..SMALL };
    for (rule, bounds, broken) in [
        (Rule::VoteTwice, SMALL, property::ELECTION_SAFETY),
        (Rule::NoMajority, SMALL, property::ELECTION_SAFETY),
        (Rule::ForgetVote, crash, property::ELECTION_SAFETY),
        (Rule::AnswerBeforeSync, Bounds { slow_disks: true, ..crash }, property::ELECTION_SAFETY),
        (Rule::VoteWithoutLogCheck, two_terms, property::LEADER_COMPLETENESS),
        (Rule::ObeyOlderTerms, heartbeat, property::LEADER_COMPLETENESS),
        (Rule::CommitBeyondMatch, heartbeat, property::STATE_MACHINE_SAFETY),
    ] {
        let findings = Walk { without: Some(rule), ..Walk::within(bounds) }.walk();
        let breaches: Vec<_> = findings.breaches.iter().map(|(property, _)| *property).collect();
        assert!(breaches.contains(&broken), "without {rule}: {findings}");
    }
}
