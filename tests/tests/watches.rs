//! What watches promise holds while members die, are cut off and fall behind: the judge of every run looks on.

use agora_core::{
    id::ClientId,
    rng::{Label, Stream},
    run::{Run, script},
    sim::Options,
};

fn act(run: &mut Run, line: &str) {
    let intervention = script::intervention(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    // A member that is down cannot be killed: then nothing happens.
    let _ = run.act(&intervention);
}

/// One thing that happens to a cluster of three with two terminals.
fn happening(stream: &mut Stream) -> String {
    let member = 1 + stream.below(3);
    let (key, value) = (["a", "b", "c"][stream.below(3) as usize], stream.below(1000));
    match stream.below(16) {
        0 => format!("kill n{member}"),
        1 | 2 => format!("restart n{member}"),
        3 => format!("pause n{member}"),
        4 => format!("resume n{member}"),
        5 => format!("partition n{member} | others"),
        6 | 7 => "heal".into(),
        8 => format!("c1$ del {key} &"),
        9 => format!("c1$ txn <<END\n\nput {key} {value}\nput z {value}\n\n\nEND"),
        // Those that were open may have ended, without a leader or compacted.
        11 => format!("c2$ watch --prefix \"\" --rev={} &", 1 + stream.below(30)),
        10 => format!("c1$ compaction {} &", 1 + stream.below(20)),
        _ => format!("c1$ put {key} {value} &"),
    }
}

/// How many events the watches of the second terminal have shown.
fn shown(run: &Run) -> usize {
    let terminal = run.world().client(ClientId(2)).expect("a second terminal").terminal();
    terminal.lines().iter().filter(|line| matches!(&*line.text, "PUT" | "DELETE")).count()
}

#[test]
fn watches_keep_what_they_promise_whatever_happens_to_members() {
    let mut all = 0;
    for seed in 0..100 {
        let mut settings = Options::default().settings;
        // Members that were away are sent snapshots, too.
        (settings.snapshot_count, settings.catch_up_entries) = (5, 2);
        let mut run = Run::new(Options { members: 3, seed, settings, ..Options::default() });
        let mut stream = Stream::new(seed, Label::Outside(7));
        run.advance("3s".parse().expect("a span of time"));
        act(&mut run, "c2$ watch --prefix \"\" &");
        act(&mut run, "c2$ watch b &");
        for _ in 0..60 {
            let line = happening(&mut stream);
            act(&mut run, &line);
            run.advance("200ms".parse().expect("a span of time"));
        }
        act(&mut run, "heal");
        for member in 1..=3 {
            act(&mut run, &format!("resume n{member}"));
            act(&mut run, &format!("restart n{member}"));
        }
        run.advance("20s".parse().expect("a span of time"));
        if let Some((invariant, breach)) = run.checks().first_breach() {
            panic!("seed {seed}: {} at {}: {}", invariant.name(), breach.at, breach.text);
        }
        all += shown(&run);
    }
    assert!(all > 1000, "only {all} events in all");
}
