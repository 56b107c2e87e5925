//! Runs travel as files and links: what is opened is what was shared, and what is broken is refused with the reason.
//!
//! `cargo xtask prove` does the same with more runs and more inputs.

use agora_core::{
    run::{
        Goal, Options, Timeline,
        faults::{FaultPlan, Faults},
        script,
        share::{Link, OpenError, Opened, Opening, View, from_link, limits, to_link},
    },
    time::{Duration, SimTime},
};
use agora_tests::garble::{Garbler, LINKS};

const SECOND: Duration = Duration::from_secs(1);

fn act(timeline: &mut Timeline, line: &str) {
    timeline.act(&script::intervention(line).unwrap()).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
}

/// Somebody's half an hour: thirty commands, typed and done at odd moments.
fn session() -> Timeline {
    let mut timeline = Timeline::try_new(Options { seed: 7, ..Options::default() }).unwrap();
    for number in 0_u64..30 {
        timeline.play(Duration::from_micros(1_234_567 + number * 345_678));
        match number % 6 {
            0 => act(&mut timeline, &format!("c1$ put /config/feature-{number} enabled")),
            1 => act(&mut timeline, "c2@leader$ get /config --prefix"),
            2 => act(&mut timeline, "kill leader"),
            3 => act(&mut timeline, "c1$ put color \"dark blue\""),
            4 => act(&mut timeline, "heal"),
            _ => (1..=5).for_each(|member| act(&mut timeline, &format!("restart n{member}"))),
        }
    }
    timeline
}

fn with_branches() -> Timeline {
    let mut timeline = session();
    timeline.seek_now(Goal::Time(SimTime::ZERO + SECOND * 20));
    act(&mut timeline, "partition n1 n2 | others");
    timeline.play(SECOND * 3);
    timeline.rename(timeline.branch().id(), "cut \\ off; 100% & more").unwrap();
    timeline.undo().unwrap();
    timeline.play(SECOND);
    timeline.undo().unwrap();
    timeline.rename(timeline.find("main").unwrap(), "as it was").unwrap();
    timeline
}

fn opened(text: &str, view: Option<View>) -> Timeline {
    Opening::new(text, view).and_then(Opening::finish).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn a_file_opens_as_what_was_saved() {
    let timeline = with_branches();
    let file = timeline.to_file(&timeline.view());
    let again = opened(&file, None);
    assert!(again == timeline, "{file}");
    assert_eq!(again.to_file(&again.view()), file);
    assert_eq!(timeline.branches().len(), 4);
}

#[test]
fn a_link_opens_as_what_was_shared() {
    let mut timeline = with_branches();
    timeline.seek_now(Goal::Time(SimTime::ZERO + SECOND * 2));
    let view = View { selection: Some("wire n1 n2".into()), panel: Some("log".into()), ..timeline.view() };
    let fragment = timeline.to_link(&view).unwrap();
    let link = from_link(&fragment).unwrap();
    assert_eq!(link.view, view);
    let again = opened(link.run.as_deref().unwrap(), Some(link.view.clone()));
    assert!(again == timeline);
    assert_eq!(again.to_link(&view).unwrap(), fragment);
    assert_eq!(from_link(&format!("#{fragment}")), Ok(link));
}

#[test]
fn random_runs_open_as_they_were() {
    for seed in 0..60 {
        let mut faults = Faults::new(seed, FaultPlan { disturbed: SECOND * 4, settles_within: None, sabotage: None });
        faults.play().unwrap();
        let timeline = Timeline::of(faults.run().clone());
        let fragment = timeline.to_link(&View::default()).unwrap();
        let link = from_link(&fragment).unwrap();
        let again = opened(link.run.as_deref().unwrap(), None);
        assert_eq!(again.run().fingerprint(), faults.run().fingerprint(), "seed {seed}");
        assert_eq!(again.to_link(&View::default()).unwrap(), fragment, "seed {seed}");
    }
}

#[test]
fn a_session_of_thirty_commands_fits_into_a_short_link() {
    let timeline = session();
    let view = View { time: Some(SimTime(1_234_567)), panel: Some("inspector".into()), ..View::default() };
    let link = timeline.to_link(&view).unwrap();
    assert!(link.len() <= 2_000, "{} characters", link.len());
}

#[test]
fn a_short_run_can_be_read_in_its_link() {
    let mut timeline = Timeline::try_new(Options { seed: 7, ..Options::default() }).unwrap();
    timeline.play(SECOND);
    act(&mut timeline, "c1$ put color blue");
    let link = timeline.to_link(&View::default()).unwrap();
    assert!(link.starts_with("agora=1&run=cluster+5+seed+7;advance+1s;c1$+put+color+blue;&sum="), "{link}");
}

#[test]
fn a_plain_script_is_a_file() {
    let script = "# A claim.\ncluster 3 seed 4\nuntil leader\nc1$ put a b\nuntil c1 idle\nexpect c1 status 0\n";
    let timeline = opened(script, None);
    assert_eq!(timeline.deeds().len(), 1);
    let lied = script.replace("status 0", "status 1");
    let error = Opening::new(&lied, None).unwrap().finish().unwrap_err();
    assert_eq!(error.to_string(), "line 6: expected c1 status 1, found c1 status 0");
}

#[test]
fn opening_takes_its_time_in_budgets() {
    let timeline = session();
    let mut opening = Opening::new(&timeline.text(), None).unwrap();
    let mut rounds = 0;
    let again = loop {
        match opening.proceed(100).unwrap() {
            Opened::Working(..) => rounds += 1,
            Opened::Ready(again) => break again,
        }
    };
    assert!(rounds > 20, "{rounds}");
    assert!(*again == timeline);
}

#[test]
fn every_link_that_was_cut_off_is_refused() {
    for link in [
        session().to_link(&View::default()).unwrap(),
        to_link(&Link { run: Some("kill n1\n".into()), view: View::default() }),
    ] {
        for end in 0..link.len() {
            assert!(from_link(&link[..end]).is_err(), "{}", &link[..end]);
        }
    }
}

#[test]
fn what_cannot_be_opened_says_why() {
    let refused = |link: &str| from_link(link).unwrap_err();
    assert_eq!(refused(""), OpenError::Foreign);
    assert_eq!(refused("section-2"), OpenError::Foreign);
    assert_eq!(refused("agora=0&sum=0"), OpenError::Foreign);
    assert_eq!(refused("agora=2&whatever"), OpenError::Newer(2));
    assert_eq!(refused("agora=1&tape=9&sum=00000000"), OpenError::UnknownPart("tape".into()));
    assert_eq!(refused("agora=1&run=kill+n1&sum=00000000"), OpenError::Damaged);
    let whole = to_link(&Link { run: Some("kill n1\n".into()), view: View::default() });
    assert_eq!(refused(&whole.replace("sum=", "sum=0")), OpenError::Damaged);
    assert_eq!(refused(&"x".repeat(limits::LINK_BYTES + 1)), OpenError::TooLong(limits::LINK_BYTES + 1));
    let bomb = to_link(&Link { run: Some("#".repeat(limits::TEXT_BYTES + 1)), view: View::default() });
    assert!(bomb.len() < 10_000);
    assert_eq!(refused(&bomb), OpenError::TooLong(limits::TEXT_BYTES + 1));

    let text = |text: &str| match Opening::new(text, None) {
        Err(error) => error.to_string(),
        Ok(opening) => opening.finish().unwrap_err().to_string(),
    };
    let cases = [
        ("# agora run 2\n", "made by a newer Agora"),
        ("# agora run x\n", "no run of Agora"),
        ("cluster 3\nadvance 100000h\n", "line 2, column 9: a span of time has at most 24h"),
        ("cluster 3\nadvance 24h\nadvance 1h\n", "24 hours"),
        ("cluster 3\nstep 99999999999\n", "line 2, column 6: at most 50000000 events"),
        ("cluster 3\nstep 30000000\nstep 30000000\n", "more events than are played"),
        ("cluster 3\nadvance 1s\nfly n1\n", "line 3, column 1"),
        ("cluster 3\nkill n7\n", "line 2: there is no n7"),
        ("cluster 3\nuntil violation limit 2s\n", "line 2: waited 2s for violation"),
        ("cluster 3\nbranch \"a\" from \"main\" after 1\n", "line 2: the branch leaves no earlier branch"),
        ("cluster 3\nbranch \"a\" from \"b\" after 0\n", "line 2: the branch leaves no earlier branch"),
        ("cluster 3\nbranch \"main\" from \"main\" after 0\n", "called \"main\" already"),
        ("cluster 3\nbranch a\n", "line 2, column 1: expected branch"),
        ("cluster 3\ncluster 3\n", "line 2, column 1"),
    ];
    for (file, reason) in cases {
        assert!(text(file).contains(reason), "{file:?}: {}", text(file));
    }
}

/// Garbled links and files are refused or opened, and nothing else happens.
#[test]
fn garbled_links_do_no_harm() {
    let samples = [session(), with_branches()].map(|timeline| timeline.to_link(&timeline.view()).unwrap());
    let mut garbler = Garbler::new(1, LINKS);
    let mut refused = 0;
    for number in 0..100_000 {
        let link = garbler.garble(&samples[number % samples.len()]);
        match from_link(&link) {
            Err(_) => refused += 1,
            Ok(link) => assert!(link.run.is_none_or(|run| run.len() <= limits::TEXT_BYTES)),
        }
    }
    assert!(refused > 90_000);
    let file = with_branches().to_file(&View::default());
    for _ in 0..2_000 {
        let _ = Opening::new(&garbler.garble(&file), None);
    }
}

/// Whoever sends a link must not be able to fill the memory, or to keep the page busy without end: it is refused with the
/// reason while it is being opened, after a bounded number of turns, and nothing of it is seen.
#[test]
fn what_grows_without_end_is_refused_while_it_is_opened() {
    let value = "v".repeat(400_000);
    let list = "1 ".repeat(2_000);
    let begin = "cluster 1 seed 1\nuntil leader\n";
    let bombs = [
        (format!("{begin}c1$ for i in {list}; do put k$i$i {value}; done\nadvance 10h\n"), "put into the store"),
        (
            format!("{begin}c1$ put k {value}\nc1$ for i in {list}; do get k; done\nadvance 10h\n"),
            "the terminals print more",
        ),
        (format!("{begin}cut n1 c1\n{}advance 1s\n", "duplicate m1\n".repeat(10)), "line"),
        (format!("{begin}{}", "advance 1h\n".repeat(25)), "24 hours"),
        (format!("{begin}until violation limit 24h\n"), "24 hours"),
    ];
    for (text, reason) in bombs {
        let refused = match Opening::new(&text, None) {
            Err(error) => error,
            Ok(mut opening) => loop {
                match opening.proceed(20_000) {
                    Ok(Opened::Working(..)) => {}
                    Ok(Opened::Ready(_)) => panic!("{reason}: it was opened"),
                    Err(error) => break error,
                }
            },
        };
        assert!(refused.to_string().contains(reason), "{reason}: {refused}");
    }
}

/// Where a file asks for a place far from all checkpoints, opening it still takes its time in budgets.
#[test]
fn branches_and_the_view_of_a_file_are_come_to_in_budgets() {
    let text =
        "cluster 3\nadvance 2m\nc1$ put a b\nadvance 1s\nbranch \"b\" from \"main\" after 0\nadvance 119s\nkill n1\n";
    let view = View { time: Some(SimTime::ZERO + SECOND * 60), branch: Some("b".into()), ..View::default() };
    let mut opening = Opening::new(text, Some(view)).unwrap();
    let mut rounds = 0;
    let timeline = loop {
        match opening.proceed(100).unwrap() {
            Opened::Working(..) => rounds += 1,
            Opened::Ready(timeline) => break timeline,
        }
    };
    assert!(rounds > 100, "{rounds}");
    assert_eq!((timeline.branch().name(), timeline.run().now()), ("b", SimTime::ZERO + SECOND * 60));
    assert_eq!(timeline.branches().len(), 2);
}
