//! A run is a place that one can walk in: seeking, stepping, branches, causes.

use agora_core::{
    id::{ClientId, RequestId},
    run::{
        Acted, BranchError, Deed, Field, Goal, Landmark, Moment, NothingToUndo, Options, Progress, Reached, Refusal,
        Run, Stage, Timeline,
        faults::{FaultPlan, Faults},
        script,
    },
    sim::{event::EventKind, intervention::Intervention},
    time::{Duration, SimTime},
};

const SECOND: Duration = Duration::from_secs(1);

fn does(line: &str) -> Intervention {
    script::intervention(line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

/// Three members, a leader, a put every half second, the leader killed on the way.
fn story() -> Timeline {
    let mut timeline = Timeline::try_new(Options { members: 3, ..Options::default() }).unwrap();
    timeline.play(SECOND * 2);
    for put in 0..8 {
        timeline.act(&does(&format!("c1$ put color {put}"))).unwrap();
        if put == 4 {
            timeline.act(&does("kill leader")).unwrap();
        }
        timeline.play(Duration::from_millis(1_500));
    }
    timeline
}

/// The run of these deeds at a time, without checkpoints.
fn replayed(options: Options, deeds: &[Deed], until: SimTime) -> Run {
    let mut run = Run::new(options);
    for deed in deeds.iter().filter(|deed| deed.at.time <= until) {
        come_to(&mut run, deed.at);
        run.act(&deed.intervention).expect("what could be done once can be done again");
    }
    run.advance_to(until);
    run
}

fn come_to(run: &mut Run, at: Moment) {
    while run.world().steps() < at.steps() {
        assert!(run.step());
    }
    if run.moment() != at {
        run.advance_to(at.time);
    }
    assert_eq!(run.moment(), at);
}

#[test]
fn any_seek_finds_what_a_replay_finds() {
    for seed in 0..40 {
        let mut faults = Faults::new(seed, FaultPlan { disturbed: SECOND * 6, settles_within: None, sabotage: None });
        faults.play().unwrap();
        let whole = faults.run().clone();
        let deeds = whole.deeds().iter().cloned().collect::<Vec<_>>();
        let mut timeline = Timeline::of(whole.clone());
        for draw in 0..8_u64 {
            let time = SimTime((seed * 7_919 + draw * 104_729 * 31) % (whole.now().0 + 1_000_000));
            let reached = timeline.seek_now(Goal::Time(time));
            if time >= whole.now() {
                let beyond = Reached::ClampedTo(whole.now());
                assert_eq!(reached, if time > whole.now() { beyond } else { Reached::Goal });
                assert_eq!(timeline.run(), &whole, "seed {seed}, the edge");
                continue;
            }
            let expected = replayed(*whole.options(), &deeds, time);
            assert_eq!(timeline.run(), &expected, "seed {seed} at {time}");
            assert_eq!(timeline.run().fingerprint(), expected.fingerprint());
            assert_eq!(timeline.edge(), &whole);
        }
    }
}

#[test]
fn one_turn_back_and_one_forward_is_the_same_place() {
    let mut timeline = story();
    timeline.seek_now(Goal::Turn(600));
    for _ in 0..60 {
        let here = timeline.run().clone();
        assert!(timeline.step_back());
        assert_eq!(timeline.run().turns(), here.turns() - 1);
        assert!(timeline.step());
        assert_eq!(timeline.run(), &here);
        assert!(timeline.step_back());
    }
    timeline.seek_now(Goal::Start);
    assert_eq!(timeline.run(), &Run::new(*timeline.run().options()));
    assert!(!timeline.step_back());
}

#[test]
fn an_event_is_found_by_its_name() {
    let mut timeline = story();
    let marks = timeline.marks().iter().copied().collect::<Vec<_>>();
    for mark in marks {
        assert_eq!(timeline.seek_now(Goal::Event(mark.event)), Reached::Goal);
        assert_eq!(timeline.run().now(), mark.at);
        assert!(timeline.run().events().iter().any(|event| event.id == mark.event), "{mark:?}");
    }
}

#[test]
fn a_seek_works_in_budgets_and_can_be_left() {
    let mut timeline = story();
    let edge = timeline.run().clone();
    assert_eq!(timeline.seek(Goal::Time(SimTime::ZERO + SECOND * 3)), Reached::Goal);
    assert!(matches!(timeline.proceed(10), Progress::Working(_)));
    assert_eq!(timeline.run(), &edge, "the old place is shown meanwhile");
    timeline.stay();
    assert_eq!((timeline.proceed(10), timeline.run()), (Progress::Arrived, &edge));
    timeline.seek(Goal::Time(SimTime::ZERO + SECOND * 3));
    while timeline.proceed(25) != Progress::Arrived {}
    assert_eq!(timeline.run().now(), SimTime::ZERO + SECOND * 3);
}

#[test]
fn what_is_recorded_plays_again_up_to_the_live_edge_and_beyond() {
    let mut timeline = story();
    let edge = timeline.run().clone();
    timeline.seek_now(Goal::Time(SimTime::ZERO + SECOND * 4));
    assert!(!timeline.is_live());
    timeline.play(SECOND * 20);
    assert!(timeline.is_live());
    let mut expected = edge.clone();
    expected.advance_to(SimTime::ZERO + SECOND * 24);
    assert_eq!(timeline.run(), &expected);
}

#[test]
fn landmarks_are_found_in_both_directions() {
    let mut timeline = story();
    timeline.seek_now(Goal::Start);
    for landmark in [Landmark::Election, Landmark::Commit, Landmark::Answer, Landmark::Crash] {
        timeline.seek_now(Goal::Start);
        let expected =
            timeline.marks().iter().filter(|mark| landmark.is(mark.kind)).map(|mark| mark.event).collect::<Vec<_>>();
        assert!(!expected.is_empty(), "{landmark:?}");
        let mut found = Vec::new();
        for _ in &expected {
            timeline.seek_next(landmark, Duration::ZERO);
            assert_eq!(timeline.proceed(u64::MAX), Progress::Arrived);
            found.push(timeline.run().last_event());
        }
        assert!(found.iter().zip(&expected).all(|(after, mark)| after >= mark), "{landmark:?}");
        let mut back = Vec::new();
        while timeline.seek_previous(landmark) {
            timeline.proceed(u64::MAX);
            back.push(timeline.run().last_event());
        }
        back.reverse();
        assert_eq!(back, found[..found.len() - 1], "{landmark:?}");
    }
    timeline.seek_now(Goal::Edge);
    let edge = timeline.run().clone();
    timeline.seek_next(Landmark::Violation, SECOND * 3);
    assert_eq!((timeline.proceed(u64::MAX), timeline.run()), (Progress::NotFound, &edge));
    timeline.act(&does("kill leader")).unwrap();
    timeline.seek_next(Landmark::Election, SECOND);
    assert_eq!(timeline.proceed(u64::MAX), Progress::NotFound, "two of three are dead");
}

#[test]
fn acting_in_the_past_leaves_a_branch_and_keeps_the_old_one() {
    let mut timeline = story();
    let (main, edge) = (timeline.branch().id(), timeline.run().clone());
    timeline.seek_now(Goal::Time(SimTime::ZERO + SECOND * 5));
    let before = timeline.run().clone();
    let refused = timeline.act(&does("resume n1")).unwrap_err();
    assert!(matches!(refused, Refusal::NotPaused(_)), "{refused}");
    assert_eq!((timeline.branches().len(), timeline.run()), (1, &before), "a refusal makes no branch");

    let Ok(Acted::Branched(other)) = timeline.act(&does("kill n2")) else { panic!("a new branch") };
    assert!(timeline.is_live());
    assert_eq!(timeline.branch().fork().map(|fork| (fork.branch, fork.deeds)), Some((main, before.deeds().len())));
    timeline.play(SECOND);
    let there = timeline.run().clone();

    timeline.switch(main).unwrap();
    assert_eq!(timeline.run(), &edge);
    timeline.switch(other).unwrap();
    assert_eq!(timeline.run(), &there);

    let difference = timeline.first_difference(main, other).unwrap().expect("they differ");
    assert_eq!((difference.at, difference.field), (before.now(), Field::Process));
    assert_eq!(difference.event.0, before.last_event().0 + 1);
    assert_eq!(difference.values, ["running".to_owned(), "down".to_owned()]);
    assert!(difference.to_string().ends_with("n2 process: running | down"), "{difference}");
    assert_eq!(timeline.first_difference(main, main), Ok(None));
}

#[test]
fn branches_have_names() {
    let mut timeline = story();
    timeline.seek_now(Goal::Time(SimTime::ZERO + SECOND * 5));
    timeline.act(&does("kill n2")).unwrap();
    let (main, other) = (timeline.find("main").unwrap(), timeline.branch().id());
    assert_eq!(timeline.rename(other, "main"), Err(BranchError::NameTaken("main".into())));
    assert_eq!(timeline.rename(other, " what if "), Ok(()));
    assert_eq!(timeline.find("what if"), Some(other));
    for bad in ["", "  ", "a \"quote\"", "two\nlines", &"x".repeat(41)] {
        assert!(matches!(timeline.rename(other, bad), Err(BranchError::BadName(_))), "{bad:?}");
    }
    assert_eq!(timeline.delete(other), Err(BranchError::Current));
    assert_eq!(timeline.delete(main), Ok(()));
    assert_eq!(timeline.switch(main), Err(BranchError::Gone(main)));
    assert_eq!((timeline.branches().len(), timeline.branch().fork()), (1, None));
}

#[test]
fn undo_goes_back_before_the_last_command_that_changed_something() {
    let mut timeline = Timeline::try_new(Options::default()).unwrap();
    assert_eq!(timeline.undo(), Err(NothingToUndo));
    timeline.play(SECOND * 2);
    timeline.act(&does("c1$ put color blue")).unwrap();
    timeline.play(SECOND);
    let before = timeline.run().clone();
    timeline.act(&does("c1$ put color red")).unwrap();
    timeline.play(SECOND);
    for line in ["c1$ get color", "c1$ echo hello", "c1$ putt color", "c1$ "] {
        timeline.act(&does(line)).unwrap();
        timeline.play(SECOND);
    }
    let (main, edge) = (timeline.branch().id(), timeline.run().clone());
    timeline.undo().unwrap();
    assert_eq!(timeline.run(), &before);
    timeline.undo().unwrap();
    assert_eq!(timeline.deeds().len(), 0);
    timeline.switch(main).unwrap();
    assert_eq!(timeline.run(), &edge);
}

/// A put whose entry travels in one append with others, and is followed all the same.
#[test]
fn a_request_is_followed_through_a_batch() {
    let mut timeline = Timeline::try_new(Options { clients: 3, ..Options::default() }).unwrap();
    timeline.play(SECOND * 2);
    timeline.act(&does("c2@leader$ put a 1")).unwrap();
    // While the leader's disk writes the first, the others wait, and are proposed together.
    timeline.play(Duration::from_millis(1));
    timeline.act(&does("c1@leader$ put b 2")).unwrap();
    timeline.act(&does("c3@leader$ put c 3")).unwrap();
    timeline.play(SECOND);
    let window = timeline.window(SimTime::ZERO + SECOND, SimTime::ZERO + SECOND * 3, 100_000);
    let request = RequestId { client: ClientId(1), number: 1 };
    let trace = window.trace(request).expect("it was sent in the window");
    let stages = trace.stages.iter().map(|span| span.stage).collect::<Vec<_>>();
    assert_eq!(stages, Stage::ALL);
    let event = |is: &dyn Fn(&EventKind) -> bool| window.events().iter().find(|event| is(&event.kind)).unwrap();
    let asked = event(&|kind| matches!(kind, EventKind::RequestSent { request: r, .. } if *r == request));
    let ended = event(&|kind| matches!(kind, EventKind::RequestEnded { request: r, .. } if *r == request));
    let total = trace.stages.iter().fold(Duration::ZERO, |sum, span| sum + span.took);
    assert_eq!(total, ended.at.since(asked.at), "the stages are the whole time");
    let index = trace.index.expect("it has an entry");
    let told = trace.events.iter().filter_map(|id| window.event(*id)).collect::<Vec<_>>();
    let count = |is: &dyn Fn(&EventKind) -> bool| told.iter().filter(|event| is(&event.kind)).count();
    assert_eq!(
        count(&|kind| matches!(kind, EventKind::Applied { index: at, .. } if *at == index)),
        5,
        "on every member"
    );
    assert_eq!(count(&|kind| matches!(kind, EventKind::Stored { .. })), 5);
    assert!(told.contains(&asked) && told.contains(&ended));

    let past = window.past(ended.id);
    assert!(
        trace.stages.iter().all(|span| span.ended == ended.id || past.contains(&span.ended)),
        "stages lie in its past"
    );
    let future = window.future(asked.id);
    assert!(future.contains(&ended.id) && !future.contains(&asked.id) && past.contains(&asked.id));
    assert!(window.causes(ended.id).len() > 3);
}

/// What a member's watch tells a client belongs to the write that it tells of, whoever the client is.
#[test]
fn a_trace_has_the_watch_notices_and_the_lease_ends_that_it_brought_about() {
    let mut timeline = Timeline::try_new(Options { clients: 4, ..Options::default() }).unwrap();
    timeline.play(SECOND * 2);
    timeline.act(&does("c2$ watch --prefix /a")).unwrap();
    timeline.act(&does("c3$ watch /b")).unwrap();
    timeline.act(&does("c4$ lease grant 2")).unwrap();
    timeline.play(SECOND);
    timeline.act(&does("c4$ put /b x --lease=$LEASE1")).unwrap();
    timeline.play(SECOND / 2);
    timeline.act(&does("c1$ put /a/1 v")).unwrap();
    timeline.play(SECOND * 6);
    timeline.act(&does("c4$ lease grant 60")).unwrap();
    timeline.play(SECOND);
    timeline.act(&does("c4$ lease revoke $LEASE2")).unwrap();
    timeline.play(SECOND);
    let window = timeline.window(SimTime::ZERO, SimTime::ZERO + SECOND * 60, 1_000_000);
    let traced = |client: u8, number: u32| {
        let trace = window.trace(RequestId { client: ClientId(client), number }).expect("it was sent");
        trace.events.into_iter().map(|id| window.event(id).unwrap().clone()).collect::<Vec<_>>()
    };
    let noticed = |events: &[agora_core::sim::event::Event]| {
        let told = events.iter().filter(|event| event.kind.is_watch_notice());
        told.filter_map(|event| event.place).map(|place| place.to_string()).collect::<Vec<_>>()
    };
    let ended = |events: &[agora_core::sim::event::Event]| {
        events.iter().filter(|event| matches!(event.kind, EventKind::LeaseEnded { .. })).count()
    };
    let (grant, put_leased, put) = (traced(4, 1), traced(4, 2), traced(1, 1));
    assert_eq!(noticed(&put), ["c2"], "the other watch is not of that key");
    let notice = put.iter().find(|event| event.kind.is_watch_notice()).unwrap();
    let came = put.iter().find(|event| Some(event.id) == notice.cause).expect("that it came is in the trace");
    assert!(put.iter().any(|event| Some(event.id) == came.cause), "and that it was sent");
    assert_eq!((noticed(&put_leased), ended(&put_leased)), (vec!["c3".to_owned()], 0));

    // What a watch is told is one fact, and the list of events says it in one line.
    let word = notice.to_string();
    assert!(word.starts_with("c2 heard of revision "), "{word}");
    let same = window.events().iter().filter(|event| event.cause == notice.cause).map(ToString::to_string);
    assert_eq!(same.collect::<Vec<_>>(), [word]);
    let begun =
        window.events().iter().any(|event| event.to_string() == "c2 heard that its watch begins, at revision 1");
    assert!(begun, "that it begins is no notice, and is told");

    assert_eq!((noticed(&grant), ended(&grant)), (vec!["c3".to_owned()], 5), "its end deletes the key");
    assert!(grant.iter().any(|event| matches!(event.kind, EventKind::LeaseExpired { .. })));
    let revoke = traced(4, 4);
    assert_eq!((noticed(&revoke), ended(&revoke)), (Vec::new(), 5));
    assert!(!revoke.iter().any(|event| matches!(event.kind, EventKind::LeaseExpired { .. })));

    let mut seen = Vec::new();
    timeline.seek_now(Goal::Start);
    for landmark in [Landmark::Notice, Landmark::Notice, Landmark::Notice, Landmark::LeaseEnd] {
        timeline.seek_next(landmark, SECOND);
        assert_eq!(timeline.proceed(u64::MAX), Progress::Arrived);
        seen.push(timeline.run().now());
    }
    assert!(seen.is_sorted());
    let ends = timeline.marks().iter().filter(|mark| Landmark::LeaseEnd.is(mark.kind)).count();
    assert_eq!(ends, 2, "each once, however many members apply it");
}

/// However long the way and however small the budget: what is found is what is found at once.
#[test]
fn long_work_goes_on_in_budgets_and_finds_the_same() {
    let mut timeline = story();
    timeline.act(&does("cut n2 n3")).unwrap();
    timeline.play(SECOND);
    // Without checkpoints every way is long.
    let mut bare = Timeline::of(timeline.run().clone());
    let (from, to) = (SimTime::ZERO + SECOND * 4, SimTime::ZERO + SECOND * 5);
    let whole = timeline.window(from, to, 10_000);
    let mut scan = bare.scan(from, to, 10_000);
    let mut rounds = 0;
    let read = loop {
        rounds += 1;
        if let Some(window) = bare.read_on(&mut scan, 7) {
            break window;
        }
    };
    assert!(rounds > 20 && scan.now() >= to, "{rounds} rounds");
    assert!(!whole.events().is_empty());
    assert_eq!(read, whole);

    let main = timeline.branch().id();
    let undone = timeline.undo().unwrap();
    bare.set_out_to_undo().unwrap();
    let mut rounds = 0;
    let branched = loop {
        match bare.proceed(7) {
            Progress::Working(_) => rounds += 1,
            Progress::Branched(id) => break id,
            other => panic!("{other:?}"),
        }
    };
    assert!(rounds > 20, "{rounds} rounds");
    assert_eq!((branched, bare.run()), (undone, timeline.run()));

    timeline.play(SECOND);
    let found = timeline.first_difference(main, undone).unwrap();
    assert!(found.is_some());
    let mut comparing = timeline.compare(main, undone).unwrap();
    let mut rounds = 0;
    let difference = loop {
        rounds += 1;
        if let Some(difference) = comparing.proceed(1) {
            break difference;
        }
    };
    assert_eq!(difference, found);
    assert!(rounds > 1);
    let mut scan = timeline.scan(from, to, 10);
    timeline.switch(main).unwrap();
    assert!(timeline.read_on(&mut scan, 1).is_some_and(|window| window.events().is_empty()), "another branch is shown");
}

#[test]
fn a_way_that_is_given_up_leaves_all_as_it_was() {
    let mut bare = Timeline::of(story().run().clone());
    let before = bare.clone();
    bare.set_out_to_undo().unwrap();
    assert!(matches!(bare.proceed(5), Progress::Working(_)));
    bare.stay();
    assert!(bare == before && !bare.is_seeking());
    assert_eq!(bare.proceed(5), Progress::Arrived);
}
