//! Nonsense at the prompt: lines with mistakes in them, typed at a terminal of a cluster that holds something.
//!
//! Of each line it is demanded that it ends (by itself, or by ^C), that it leaves an exit status and says something where
//! that is not 0, and that a command that was refused has changed nothing. A panic ends the program, which is noticed, too.

use agora_core::{
    client::{Client, shell::lines, terminal::LineKind},
    id::{ClientId, NodeId},
    machine::Machine,
    run::{Options, Run},
    sim::{Refusal, intervention::Intervention},
    time::Duration,
};

use crate::garble::{Garbler, LINES};

/// How long a line may go on before it is interrupted, and how long it may then take to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// Lines as people type them: every command, and what a shell has.
const SAMPLES: &[&str] = &[
    "get a",
    "get a b --limit=2 --order=DESCEND --sort-by=VERSION -w json",
    "get '' --prefix --keys-only",
    "get a --rev=3 --consistency=s -w fields --hex",
    "get a --from-key --min-mod-rev=2 --max-create-rev=9 --print-value-only",
    "get \"two words\" --count-only --write-out=fields",
    "put a 'a value' --prev-kv",
    "put a --ignore-value --lease=7b",
    "put -- -a -b",
    "echo a value | etcdctl put a",
    "del a --prev-kv",
    "del a z --prefix -w json",
    "compaction 4 --physical",
    "lease grant 100",
    "lease revoke 7b",
    "lease timetolive $LEASE1 --keys -w json",
    "lease keep-alive $LEASE1 --once",
    "lease list",
    "watch a --prefix --rev=1 --prev-kv",
    "watch -i",
    "watch a -- echo changed",
    "lock m",
    "lock m --ttl=20 -- etcdctl put a locked",
    "elect e v",
    "elect -l e",
    "member list -w table",
    "member add n2 --peer-urls=http://n2:2380 --learner",
    "member remove 8e9e05c52164694d",
    "member update 8e9e05c52164694d --peer-urls=http://n1:2380,http://n1:2381",
    "member promote 8e9e05c52164694d",
    "endpoint health --cluster -w table",
    "endpoint status --endpoints=n1:2379,nowhere:1 -w json",
    "endpoint hashkv --rev=2",
    "alarm list",
    "alarm disarm",
    "defrag --cluster",
    "move-leader 8e9e05c52164694d",
    "snapshot save backup.db",
    "auth status",
    "user add ann:secret",
    "user get root --detail",
    "user grant-role ann r",
    "role add r",
    "role grant-permission r readwrite a z",
    "role revoke-permission r a --prefix",
    "get a --user=root:root",
    "version -w json",
    "help lease grant",
    "check perf",
    "ETCDCTL_API=3 ETCDCTL_WRITE_OUT=fields etcdctl --endpoints=http://127.0.0.1:2379 --command-timeout=1s get a",
    "$ docker exec -it -e \"ETCDCTL_API=3\" etcd etcdctl --cacert ca --cert c --key k get a",
    "for ip in 192.168.22.11 n1; do ETCDCTL_API=3 etcdctl --endpoints=https://${ip}:2379 endpoint health; done",
    "export A=1 && echo ${A} || unset A; echo $?",
    "sh -c 'etcdctl get a; exit 3'",
    "printf '%s\\n' a > file; cat file | etcdctl put b",
    "curl http://n1:2379/metrics",
    "curl -s -X POST http://n1:2379/v3/kv/range -d '{\"key\": \"YQ==\"}'",
    "etcd --name n2 --initial-cluster n1=http://n1:2380,n2=http://n2:2380 --initial-cluster-state existing",
    "etcd --heartbeat-interval=100 --election-timeout 1000 --snapshot-count 5 --quota-backend-bytes=8000000 \
     --auto-compaction-mode=revision --auto-compaction-retention=10 --pre-vote --max-txn-ops 8 --data-dir=x",
    "txn <<END\nversion(\"a\") = \"2\"\nmod(\"a\") > \"1\"\nvalue(\"b\") != \"v\"\n\nput a new\nget a b --limit=1\n\ndel a --prefix\nEND",
    "txn -w json <<'END'\ncreate(\"a\") < \"9\"\nc(\"a\") = \"0\"\nlease(\"a\") = \"7b\"\n\nput \"a b\" \"c\\\"d\" --lease=7b\n\nget a --rev=2\nEND",
    "txn --interactive=false --hex <<END\nval(\"a\\n\") = \"\\x41\"\n\n\nput x y --prev-kv\nEND",
];

/// The flags that any command may get.
const FLAGS: &[&str] = &[
    "--prefix",
    "--from-key",
    "--rev=2",
    "--rev",
    "-w",
    "-w=json",
    "--write-out=table",
    "--write-out=fields",
    "--hex",
    "--prev-kv",
    "--keys-only",
    "--count-only",
    "--limit=-1",
    "--lease=7b",
    "--ignore-value",
    "--ignore-lease",
    "--keys",
    "--once",
    "--cluster",
    "--physical",
    "--learner",
    "--peer-urls=http://n3:2380",
    "--peer-urls",
    "--ttl=1",
    "--listen",
    "-l",
    "-i",
    "-h",
    "--help",
    "--user=root:root",
    "--user=:",
    "--password=x",
    "--endpoints=n1",
    "--endpoints=",
    "--endpoints=,n1,:,http://",
    "--command-timeout=1s",
    "--command-timeout=0",
    "--command-timeout=-1h",
    "--dial-timeout=9223372036s",
    "--consistency=s",
    "--order=DESCEND",
    "--sort-by=VALUE",
    "--progress-notify",
    "--interactive",
    "--detail",
    "--debug",
    "--",
    "-",
];

/// What became of many lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// How many were typed.
    pub typed: u64,
    /// How many ended with status 0.
    pub done: u64,
    /// How many were refused: another status, and nothing was changed.
    pub refused: u64,
    /// How many had to be interrupted.
    pub interrupted: u64,
}

/// Types nonsense.
pub struct Fuzz {
    garbler: Garbler,
    worlds: Vec<Run>,
    tally: Tally,
}

impl Fuzz {
    /// The nonsense of this seed.
    pub fn new(seed: u64) -> Self {
        Self { garbler: Garbler::new(seed, LINES), worlds: worlds(), tally: Tally::default() }
    }

    /// What became of the lines so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// The next line, with mistakes in it.
    pub fn line(&mut self) -> String {
        let sample = self.garbler.one(SAMPLES);
        match self.garbler.below(4) {
            // Words of other lines, and flags of other commands.
            0 => {
                let mut words = sample.split(' ').collect::<Vec<_>>();
                for _ in 0..=self.garbler.below(3) {
                    let place = self.garbler.below(words.len() + 1);
                    if self.garbler.below(2) == 0 {
                        words.insert(place, self.garbler.one(FLAGS));
                    } else {
                        let others = self.garbler.one(SAMPLES).split(' ').collect::<Vec<_>>();
                        let word = self.garbler.one(&others);
                        if place < words.len() && self.garbler.below(2) == 0 {
                            words[place] = word;
                        } else {
                            words.insert(place, word);
                        }
                    }
                }
                words.join(" ")
            }
            // Mistakes in what stands on standard input only.
            1 if sample.contains("<<END\n") => {
                let (line, text) = sample.split_once("<<END\n").expect("it has a here-document");
                let text = text.strip_suffix("\nEND").expect("the here-document ends the line");
                format!("{line}<<END\n{}\nEND", self.garbler.garble(text))
            }
            _ => self.garbler.garble(sample),
        }
    }

    /// Types a line into a cluster of its own.
    ///
    /// # Errors
    /// What was demanded and is not so, with the line.
    pub fn type_in(&mut self, line: &str) -> Result<(), String> {
        // Permissions end most lines early.
        let place = usize::from(self.garbler.below(6) == 0);
        let mut run = self.worlds[place].clone();
        self.tally.typed += 1;
        let client = ClientId(1);
        let before = terminal(&run).terminal().lines().len();
        let held = machine(&run).clone();
        let mut is_begun = false;
        for text in texts(line) {
            let typed = Intervention::Type { client, endpoint: None, line: text.into() };
            match run.act(&typed) {
                Err(Refusal::NotWhole) if lines::goes_on(text) => is_begun = true,
                Err(refusal) => return Err(format!("{text:?} cannot be typed: {refusal}")),
                Ok(()) if lines::goes_on(text) => return Err(format!("{text:?} is typed and goes on")),
                Ok(()) => {}
            }
        }
        settle(&mut run);
        let interrupted = !terminal(&run).is_idle();
        if interrupted {
            self.tally.interrupted += 1;
            run.act(&Intervention::Interrupt(client)).expect("a terminal can be interrupted");
            settle(&mut run);
            return if terminal(&run).is_idle() { Ok(()) } else { Err(format!("{line:?} does not end")) };
        }
        if is_begun {
            self.tally.refused += 1;
            return Ok(());
        }
        let status = terminal(&run).status();
        if status == 0 {
            self.tally.done += 1;
            return Ok(());
        }
        self.tally.refused += 1;
        let shown = terminal(&run).terminal().lines().iter().skip(before);
        let said = shown.filter(|shown| shown.kind != LineKind::Input).map(|shown| &*shown.text).collect::<Vec<_>>();
        if said.is_empty() && is_one_command(line) {
            return Err(format!("{line:?} ends with {status} and says nothing"));
        }
        // That the answer has no such form turns out when it is there (etcdctl, `printerUnsupported`).
        let is_mute = said.iter().any(|said| said.contains("not supported as output format"));
        if !is_mute && is_one_command(line) && !is_same(&held, machine(&run)) {
            return Err(format!("{line:?} ends with {status} and has changed something"));
        }
        Ok(())
    }
}

/// The texts that follow each other in what was typed, as they are typed one by one.
fn texts(typed: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(typed);
    core::iter::from_fn(move || {
        let (text, after) = rest?.split_at(lines::first_text(rest?));
        rest = text.ends_with('\n').then_some(after);
        Some(text.strip_suffix('\n').unwrap_or(text))
    })
}

/// Runs until the terminal is free, or for as long as patience lasts.
fn settle(run: &mut Run) {
    let until = run.now() + PATIENCE;
    while !terminal(run).is_idle() && run.step_by(until) {}
}

fn terminal(run: &Run) -> &Client {
    run.world().client(ClientId(1)).expect("the terminal is there")
}

fn machine(run: &Run) -> &Machine {
    let node = NodeId::new(1).expect("there is a first member");
    run.world().machine(node).expect("the member runs")
}

/// Whether both hold the same, whatever was refused in between.
fn is_same(before: &Machine, after: &Machine) -> bool {
    before.store() == after.store()
        && before.leases() == after.leases()
        && before.alarms() == after.alarms()
        && before.members() == after.members()
        && before.auth() == after.auth()
}

/// Whether a line is surely one command, which is done or refused as a whole. A lock with a command of its own is two,
/// and a session that it needed leaves its lease to the clock.
fn is_one_command(line: &str) -> bool {
    let quotes = ['\\', '\'', '"'];
    let many = [";", "&", "|", "\n", "for", "sh", "export", "lo", "el", "curl"];
    let is_plain = |line: &str| !many.iter().any(|mark| line.contains(mark));
    match line.split_once("<<") {
        // Of several texts, some may be done.
        _ if !lines::is_whole(line) => false,
        None => is_plain(&line.replace(quotes, "")),
        Some((line, text)) => {
            // The here-document begins here, and ends with the line.
            let is_last = text.ends_with("\nEND") && text.matches("\nEND").count() == 1;
            is_last && !line.contains(quotes) && !line.contains('#') && is_plain(line)
        }
    }
}

/// The clusters: one that holds something, and one in which permissions count, too.
fn worlds() -> Vec<Run> {
    let filled = ["put a 1", "put a/b 2", "put b 3", "del b", "lease grant 1000", "put c 4 --lease=$LEASE1"];
    let users = ["user add root:root", "role add root", "user grant-role root root", "auth enable"];
    let world = |lines: &[&str]| {
        let mut run = Run::new(Options { members: 1, clients: 1, ..Options::default() });
        run.advance(Duration::from_secs(5));
        for line in lines {
            let typed = Intervention::Type { client: ClientId(1), endpoint: None, line: (*line).into() };
            run.act(&typed).expect("a terminal can be typed in");
            settle(&mut run);
        }
        run
    };
    vec![world(&filled), world(&[&filled[..], &users].concat())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_ends_and_most_of_it_well() {
        let run = &worlds()[0];
        let mut done = 0;
        for sample in SAMPLES {
            let mut run = run.clone();
            let typed = Intervention::Type { client: ClientId(1), endpoint: None, line: (*sample).into() };
            run.act(&typed).expect("a terminal can be typed in");
            settle(&mut run);
            done += u64::from(terminal(&run).is_idle() && terminal(&run).status() == 0);
        }
        assert!(done > SAMPLES.len() as u64 / 2, "{done} of {} samples are understood", SAMPLES.len());
    }
}
