//! The rules of leases, one by one.

use alloc::{sync::Arc, vec, vec::Vec};

use super::*;
use crate::{
    api::{Denial, Operation},
    id::LeaseId,
    time::{Duration, SimTime},
};

const A: LeaseId = LeaseId(7);
const B: LeaseId = LeaseId(8);

fn key(text: &str) -> Arc<[u8]> {
    text.as_bytes().into()
}

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + Duration::from_secs(seconds)
}

/// Leases of these times to live, with ids from 1.
fn leases(ttls: &[i64]) -> Registry {
    let mut leases = Registry::new(2);
    for (id, &ttl) in (1..).zip(ttls) {
        leases.grant(LeaseId(id), ttl).unwrap();
    }
    leases
}

/// A leader since the run began, which gave no more time than each lease had.
fn leader(leases: &Registry, checkpoints: bool) -> Expiry {
    let mut expiry = Expiry::new(checkpoints);
    expiry.promote(SimTime::ZERO, Duration::ZERO, leases);
    expiry
}

#[test]
fn grants_that_are_raised_and_grants_that_are_refused() {
    let mut leases = Registry::new(2);
    for (id, ttl, granted) in [
        (1, 60, Ok(60)),
        (2, 1, Ok(2)),
        (3, 0, Ok(2)),
        (4, -5, Ok(2)),
        (-5, 10, Ok(10)),
        (6, TTL_MAX, Ok(TTL_MAX)),
        (9, TTL_MAX + 1, Err(Denial::LeaseTtlTooLarge)),
        (0, 60, Err(Denial::LeaseNotFound)),
        (1, 60, Err(Denial::LeaseExists)),
        (1, TTL_MAX + 1, Err(Denial::LeaseTtlTooLarge)),
    ] {
        assert_eq!(leases.grant(LeaseId(id), ttl), granted, "{id} {ttl}");
    }
}

#[test]
fn keys_come_back_in_order_and_only_those_still_attached() {
    let mut leases = leases(&[60, 60]);
    for name in ["c", "a", "b"] {
        leases.attach(LeaseId(1), key(name));
    }
    leases.detach(LeaseId(1), b"b");
    leases.attach(LeaseId(2), key("b"));
    assert_eq!(leases.revoke(LeaseId(1)), Ok([key("a"), key("c")].into()));
    assert_eq!(leases.revoke(LeaseId(1)), Err(Denial::LeaseNotFound));
    assert!(leases.get(LeaseId(2)).unwrap().keys().eq([&key("b")]));
}

#[test]
fn only_the_leader_lets_leases_end() {
    let leases = leases(&[5]);
    let mut expiry = Expiry::new(false);
    assert_eq!((expiry.deadline(), expiry.expired(at(100))), (SimTime::NEVER, Vec::new()));
    assert_eq!(expiry.renew(at(1), LeaseId(1), &leases), Renewal::NotPrimary);
    assert_eq!(expiry.remaining(at(1), LeaseId(1)), None);
    expiry.promote(at(100), Duration::from_secs(1), &leases);
    assert_eq!((expiry.deadline(), expiry.expired(at(105))), (at(106), Vec::new()));
    assert_eq!(expiry.expired(at(106)), [LeaseId(1)]);
    expiry.demote();
    assert_eq!((expiry.deadline(), expiry.expired(at(200))), (SimTime::NEVER, Vec::new()));
}

#[test]
fn a_lease_ends_its_time_after_the_last_sign_of_life_and_is_named_again_while_it_is_there() {
    let mut leases = leases(&[5, 20]);
    let mut expiry = leader(&leases, false);
    assert_eq!(expiry.renew(at(3), LeaseId(1), &leases), Renewal::Renewed { ttl: 5, clear_checkpoint: false });
    assert_eq!((expiry.expired(at(7)), expiry.expired(at(8))), (Vec::new(), [LeaseId(1)].into()));
    assert_eq!(expiry.renew(at(9), LeaseId(1), &leases), Renewal::Ended, "it must not come back to life");
    assert_eq!((expiry.expired(at(10)), expiry.expired(at(11))), (Vec::new(), [LeaseId(1)].into()));
    leases.revoke(LeaseId(1)).unwrap();
    expiry.applied(at(12), &Operation::LeaseRevoke { id: LeaseId(1) }, &leases);
    assert_eq!(expiry.renew(at(12), LeaseId(1), &leases), Renewal::NotFound);
    assert_eq!((expiry.expired(at(19)), expiry.expired(at(20))), (Vec::new(), [LeaseId(2)].into()));
}

#[test]
fn a_lease_that_is_granted_under_a_leader_begins_at_once() {
    let mut leases = leases(&[]);
    let mut expiry = leader(&leases, false);
    leases.grant(A, 5).unwrap();
    expiry.applied(at(10), &Operation::LeaseGrant { id: A, ttl: 5 }, &leases);
    // A grant that was refused because the lease exists gives it no more time.
    expiry.applied(at(14), &Operation::LeaseGrant { id: A, ttl: 5 }, &leases);
    assert_eq!(expiry.remaining(at(12), A), Some(Duration::from_secs(3)));
    assert_eq!(expiry.ends(A), Some(at(15)));
}

#[test]
fn leases_are_listed_by_what_they_have_left() {
    let mut leases = Registry::new(2);
    leases.grant(A, 60).unwrap();
    leases.grant(B, 10).unwrap();
    assert_eq!(Expiry::new(false).listed(&leases), [A, B]);
    assert_eq!(leader(&leases, false).listed(&leases), [B, A]);
}

#[test]
fn one_look_finds_five_hundred_and_the_next_is_half_a_second_later() {
    let leases = leases(&[2; 900]);
    let mut expiry = leader(&leases, false);
    assert_eq!(expiry.expired(at(3)).len(), 500);
    assert_eq!(expiry.expired(at(3)).len(), 0);
    assert_eq!(expiry.deadline(), at(3) + Duration::from_millis(500));
    assert_eq!(expiry.expired(at(4)).len(), 400);
}

#[test]
fn a_thousand_leases_are_spread_by_a_new_leader() {
    let spread = leader(&leases(&vec![60; 3_000]), false);
    let ends_in = |from: u64| {
        let second = at(from)..at(from + 1);
        (1..=3_000).filter(|&id| spread.ends(LeaseId(id)).is_some_and(|end| second.contains(&end))).count()
    };
    assert_eq!((60..66).map(ends_in).collect::<Vec<_>>(), [750, 749, 750, 750, 1, 0]);
    assert_eq!(leader(&leases(&[60; 999]), false).expired(at(60)).len(), 500, "fewer are left alone");
}

/// etcd 13508: without checkpoints every change of the leader gives a lease its full time again.
#[test]
fn etcd_13508_a_new_leader_begins_anew_unless_it_was_told() {
    let mut leases = leases(&[1_000]);
    let mut next = leader(&leases, false);
    next.promote(at(900), Duration::ZERO, &leases);
    assert_eq!(next.remaining(at(900), LeaseId(1)), Some(Duration::from_secs(1_000)));
    let mut first = leader(&leases, true);
    assert_eq!((first.deadline(), first.checkpoints(at(299))), (at(300), Vec::new()));
    let told = first.checkpoints(at(300));
    assert_eq!(told, [(LeaseId(1), 700)]);
    leases.checkpoint(LeaseId(1), 700);
    first.applied(at(300), &Operation::LeaseCheckpoint(told), &leases);
    assert_eq!(first.deadline(), at(600));
    next.promote(at(400), Duration::ZERO, &leases);
    assert_eq!(next.remaining(at(400), LeaseId(1)), Some(Duration::from_secs(700)));
    assert_eq!(
        first.renew(at(400), LeaseId(1), &leases),
        Renewal::Renewed { ttl: 1_000, clear_checkpoint: true },
        "what was told is no longer true"
    );
    leases.checkpoint(LeaseId(1), 0);
    assert_eq!(leases.get(LeaseId(1)).unwrap().seconds_left(), 1_000);
    assert_eq!(leader(&self::leases(&[300]), true).checkpoints(at(1_000)), [], "short leases are not told of");
}
