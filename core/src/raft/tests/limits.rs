//! How much a leader sends at once, and how much it takes.

use super::*;

/// A leader of three with these limits, whose follower 2 streams.
fn leader(tuning: Tuning) -> Node<Byte> {
    let mut leader = restart(1, &Durable::new(voters(&[1, 2, 3])), tuning, Sabotage::default());
    elect(&mut leader);
    accept(&mut leader, 2, 1);
    leader
}

/// The window holds so many appends; acknowledgements open it.
#[test]
fn the_window_of_messages() {
    let mut leader = leader(Tuning { inflight_messages: 3, ..Tuning::default() });
    let sent = (0..5).filter(|_| !appends(&propose(&mut leader, command(1)), 2).is_empty()).count();
    assert_eq!((sent, progress(&leader, 2).inflight.len()), (3, 3));
    let effects = accept(&mut leader, 2, 3);
    assert_eq!(appends(&effects, 2), [(at(1, 4), vec![1, 1], 1)]);
    assert_eq!(progress(&leader, 2).inflight, [(Index(4), 1), (Index(6), 2)]);
}

/// The window holds so many bytes; the append that passes the mark still goes.
#[test]
fn the_window_of_bytes() {
    let mut leader = leader(Tuning { inflight_bytes: Some(100), ..Tuning::default() });
    let sent = (0..5).filter(|_| !appends(&propose(&mut leader, command(60)), 2).is_empty()).count();
    assert_eq!((sent, progress(&leader, 2).inflight_bytes), (2, 120));
    accept(&mut leader, 2, 2);
    assert_eq!(progress(&leader, 2).inflight_bytes, 60 + 180, "the rest went in one append");
}

/// etcd PR 14633: all that fills the window may be lost; one empty append for each answered heartbeat finds out.
#[test]
fn a_full_window_does_not_stall_for_ever() {
    let mut leader = leader(Tuning { inflight_messages: 2, ..Tuning::default() });
    for _ in 0..4 {
        propose(&mut leader, command(1));
    }
    for _ in 0..2 {
        assert_eq!(appends(&alive(&mut leader, 2, 0), 2), [(at(1, 3), vec![], 1)]);
        assert!(progress(&leader, 2).is_paused());
    }
    let body = Body::AppendRejected { rejected: Index(3), hint: at(1, 1) };
    assert_eq!(appends(&deliver(&mut leader, 2, 1, body), 2), [(at(1, 1), vec![1; 4], 1)]);
}

/// An append holds so many bytes of entries, but always one entry.
#[test]
fn the_size_of_a_message() {
    for (message_bytes, sizes) in [(0, vec![1, 1, 1]), (2 * (16 + 10), vec![2, 1]), (1000, vec![3])] {
        let mut leader = restart(
            1,
            &Durable::new(voters(&[1, 2, 3])),
            Tuning { message_bytes, ..Tuning::default() },
            Sabotage::default(),
        );
        elect(&mut leader);
        for _ in 0..3 {
            propose(&mut leader, command(10));
        }
        let effects = accept(&mut leader, 2, 1);
        let sent: Vec<usize> =
            appends(&effects, 2).iter().map(|(_, terms, _)| terms.len()).filter(|count| *count > 0).collect();
        assert_eq!(sent, sizes, "{message_bytes} bytes");
    }
}

/// A leader takes so many uncommitted bytes; the first proposal always, and what weighs nothing always.
#[test]
fn the_uncommitted_limit() {
    let mut leader = leader(Tuning { uncommitted_bytes: Some(100), ..Tuning::default() });
    assert!(propose(&mut leader, command(200)).dropped.is_empty(), "the first may be too large");
    assert_eq!(propose(&mut leader, command(1)).dropped, [(command(1), DropReason::UncommittedFull)]);
    assert!(propose(&mut leader, Payload::Noop).dropped.is_empty());
    store(&mut leader);
    accept(&mut leader, 2, 3);
    assert_eq!(leader.role().leadership().unwrap().uncommitted, 0);
    assert!(propose(&mut leader, command(60)).dropped.is_empty());
    assert!(!propose(&mut leader, command(60)).dropped.is_empty());
    assert!(propose(&mut leader, command(40)).dropped.is_empty(), "as much as the limit itself");
    assert!(!propose(&mut leader, command(1)).dropped.is_empty());
}

/// A batch is taken or dropped as a whole.
#[test]
fn a_batch_is_one_proposal() {
    let mut leader = leader(Tuning { uncommitted_bytes: Some(100), ..Tuning::default() });
    propose(&mut leader, command(50));
    let batch = vec![command(30), command(30)];
    let effects = leader.step(leader.now, Input::Propose(batch));
    assert_eq!(effects.dropped.len(), 2);
    assert_eq!(leader.log().last_index(), Index(2));
}
