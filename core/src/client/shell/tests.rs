//! What a typed text comes to, step by step.

use super::*;
use crate::etcdctl::Action;

/// Carries a text out with every program ending at once with a status of its own; what each step was, as a line.
fn steps(text: &str) -> Vec<String> {
    let mut shell = Shell::default();
    let mut log = Vec::new();
    match shell.typed(text) {
        Typed::Ready => run(&mut shell, &mut log),
        Typed::More(_) => log.push("more".into()),
        Typed::Wrong(exit) => log.push(format!("{} {}", exit.status, exit.error.trim_end())),
    }
    log
}

fn run(shell: &mut Shell, log: &mut Vec<String>) {
    let mut status = 0;
    let known = |name: &str| (name == "LEASE1").then(|| "694d".to_string());
    while let Some(step) = shell.next(status, &known) {
        let (line, ended) = match step {
            Step::Ended(exit) => {
                (format!("{}{}", exit.output, exit.error).trim_end_matches('\n').to_string(), exit.status)
            }
            Step::Run { task: Task::Etcdctl(invocation), background } => {
                let sign = if background { "&" } else { "" };
                (format!("{}{sign}", describe(&invocation.action)), 7)
            }
            Step::Run { task, .. } => (format!("{task:?}"), 0),
        };
        status = ended;
        log.push(line);
    }
}

fn describe(action: &Action) -> String {
    use crate::api::Call;
    match action {
        Action::Call(Call::Put(put)) => crate::api::Operation::Put(put.clone()).to_string(),
        Action::Call(Call::Range(range)) => format!("get {}", range.keys),
        Action::Call(Call::Txn(txn)) => txn.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn quotes_hold_words_together() {
    assert_eq!(steps(r#"put a "b c'd""#), ["put a b c'd"]);
    assert_eq!(steps(r#"put 'd "e"' f\ g"#), [r#"put d "e" f g"#]);
    assert_eq!(steps(r#"put "" x; put x"y"'z' ''"#), ["put  x", "put xyz "]);
    assert_eq!(steps("put k 'a&b' # note"), ["put k a&b"]);
    assert_eq!(steps("put k 5$"), ["put k 5$"]);
    assert_eq!(steps("put a 'b"), ["2 sh: unterminated quoted string: close it with the same quote"]);
    assert_eq!(steps("put a 'b\nc'"), ["put a b\nc"]);
}

#[test]
fn variables_are_expanded_and_split() {
    assert_eq!(steps("X='a b'\necho $X \"$X\" '$X' ${X}c x$X"), ["", "a b a b $X a bc xa b"]);
    assert_eq!(steps("X=' k  v '; put $X"), ["", "put k v"]);
    assert_eq!(steps("echo $NOTHING \"$NOTHING\" end"), [" end"]);
    assert_eq!(steps("put k v --lease=$LEASE1"), ["put k v --lease=694d"]);
    assert_eq!(steps("false; echo $? \"<$?>\" '$?'"), ["", "1 <1> $?"]);
    assert_eq!(steps("export X=1; unset X; echo [$X]"), ["", "", "[]"]);
}

#[test]
fn lists_follow_the_status() {
    assert_eq!(steps("true && echo a || echo b; false && echo c || echo d"), ["", "a", "", "d"]);
    assert_eq!(steps("get a && echo well; get b || echo ill"), ["get a", "get b", "ill"]);
    assert_eq!(steps("put a 1 & put b 2"), ["put a 1&", "put b 2"]);
}

#[test]
fn ranges_are_refused_rather_than_taken_as_they_stand() {
    let refused = "2 sh: {1..3} is not known here: write the words themselves (for i in 1 2 3), or quote it ('{1..3}') to mean it";
    assert_eq!(steps("for i in {1..3}; do put k$i v; done"), [refused]);
    assert_eq!(steps("put k{1..3} v"), [refused]);
    assert!(steps("echo {a..e..2}")[0].contains("{a..e..2} is not known here"));
    assert_eq!(steps("echo '{1..3}' \"{1..3}\" {} {a,b} {..} 1..3"), ["{1..3} {1..3} {} {a,b} {..} 1..3"]);
}

#[test]
fn what_has_moved_to_etcdutl_is_told_to_etcdctl_alone() {
    let moved = "Deprecated: Use `etcdutl snapshot status` instead.\n\n";
    for (words, error) in [
        ("snapshot status x -w nope", "Error: unsupported output format"),
        ("snapshot status", "Error: snapshot status requires exactly one argument"),
    ] {
        assert_eq!(steps(&format!("etcdctl {words}")), [format!("{moved}{error}")]);
        assert_eq!(steps(&format!("etcdutl {words}")), [error]);
    }
}

#[test]
fn programs_that_are_not_here_are_told_apart_from_etcdctl_commands() {
    for name in programs::ABSENT {
        let answer = steps(&format!("{name} x"));
        assert!(answer[0].starts_with(&format!("sh: {name}: not found: there are etcdctl")), "{name}: {answer:?}");
    }
}

#[test]
fn loops_turn_over_their_words() {
    assert_eq!(steps("for i in 1 2 3; do put k$i v; done"), ["put k1 v", "put k2 v", "put k3 v"]);
    assert_eq!(steps("export L=\"a b\"; for i in ${L}; do\necho $i\ndone"), ["", "a", "b"]);
    assert_eq!(steps("for i in 1 2; do for j in a b; do echo $i$j; done; done"), ["1a", "1b", "2a", "2b"]);
    assert_eq!(steps("for i in 1 2; do"), ["more"]);
}

#[test]
fn loops_are_bounded() {
    let inner = "for b in 1 2 3 4 5 6 7 8 9 0; do true; done";
    let deep = (0..6).fold(inner.to_string(), |inner, _| format!("for a in 1 2 3 4 5 6 7 8 9 0; do {inner}; done"));
    let log = steps(&deep);
    assert_eq!(log.last().unwrap(), "sh: loops turn at most 10000 times here");
    let deeper = (0..9).fold("true".to_string(), |inner, _| format!("for a in 1; do {inner}; done"));
    assert!(steps(&deeper)[0].contains("at most 8 deep"), "{:?}", steps(&deeper));
}

#[test]
fn input_comes_from_here_documents_pipes_and_files() {
    assert_eq!(steps("put k <<END\none\ntwo $LEASE1\nEND"), ["put k one\ntwo 694d\n"]);
    assert_eq!(steps("put k <<'END'\n$LEASE1\nEND"), ["put k $LEASE1\n"]);
    assert_eq!(steps("etcdctl txn <<END\nmod(\"a\") > \"0\"\n\nput a 1\n\n\nEND"), ["txn if 1 then {put a 1} else {}"]);
    assert_eq!(steps("echo v | etcdctl put k"), ["put k v\n"]);
    assert_eq!(steps("printf 'v' > f; etcdctl put k < f; cat f"), ["", "put k v", "v"]);
    assert_eq!(steps("echo a > f; echo b >> f; cat f"), ["", "", "a\nb"]);
    assert_eq!(
        steps("put k < /dev/null")[0],
        "Error: put command needs 1 argument and input from stdin or 2 arguments"
    );
    assert!(steps("put k < missing")[0].contains("cannot open missing"));
    assert_eq!(steps("txn <<END\na"), ["more"]);
}

#[test]
fn pasted_prefixes_fall_away() {
    for line in [
        "ETCDCTL_API=3 etcdctl get a",
        "$ etcdctl get a",
        "docker exec -it -e \"ETCDCTL_API=3\" etcd  etcdctl get a",
        "docker exec etcd sh -c \"ETCDCTL_API=3 etcdctl get a\"",
        "kubectl exec etcd-0 -- etcdctl get a",
        "sudo /usr/local/bin/etcdctl get a",
        "get a",
    ] {
        assert_eq!(steps(line), ["get a"], "{line}");
    }
    assert_eq!(steps("   # only a note"), [""; 0]);
}

#[test]
fn what_a_shell_would_do_otherwise_is_refused_and_not_taken_for_data() {
    for line in [
        "get a | cat",
        "get a > x",
        "put k `id`",
        "put k $(get a)",
        "(get a)",
        "put k \"`id`\"",
        "put k $1",
        "; ;; &&",
        "if true; then get a; fi",
        "done",
        "for 1 in a; do get a; done",
        "> f <",
        "grep a",
    ] {
        let log = steps(line);
        assert!(log.len() == 1 && log[0].contains("sh: "), "{line}: {log:?}");
    }
}

#[test]
fn variables_of_etcdctl_count_and_flags_exclude_them() {
    let mut shell = Shell::default();
    shell.typed("export ETCDCTL_ENDPOINTS=n2:2379; ETCDCTL_WRITE_OUT=json etcdctl get a; get b --endpoints=n1");
    shell.next(0, &|_| None);
    let Some(Step::Run { task: Task::Etcdctl(invocation), .. }) = shell.next(0, &|_| None) else { panic!("no get") };
    assert_eq!(invocation.endpoints.unwrap()[0].0.as_ref(), "n2:2379");
    assert_eq!(invocation.style.format, crate::etcdctl::Format::Json);
    let Some(Step::Ended(exit)) = shell.next(0, &|_| None) else { panic!("no error") };
    assert!(exit.error.contains("conflicting environment variable") && exit.status == 1);
}

#[test]
fn other_programs_have_their_own_words() {
    assert_eq!(steps("sleep 1.5"), ["Sleep(Duration(1500000))"]);
    let log = steps("curl -k --cert a.pem --key b.pem https://192.168.22.13:2379/metrics");
    assert!(log[0].contains("https://192.168.22.13:2379") && log[0].contains("/metrics"), "{log:?}");
    let log = steps("ExecStart=/usr/bin/etcd --heartbeat-interval=500 --election-timeout=3000 --cert-file=/x");
    assert!(log[0].contains("Etcd(Start") && log[0].contains("--cert-file"), "{log:?}");
    let log = steps("docker run -itd -p 2379:2379 --name etcd quay.io/coreos/etcd:latest etcd --name n1");
    assert!(log[0].contains("Etcd(Start"), "{log:?}");
}

#[test]
fn curl_gets_pages_and_says_what_it_cannot() {
    let asked = |text: &str| steps(text).remove(0);
    for text in ["curl n1:2379", "curl -skSL 'http://n1:2379/'", "curl -XGET -m 5 n1:2379", "curl -H a --url n1:2379"] {
        assert!(asked(text).contains("n1:2379") && asked(text).contains("path: \"/\""), "{}", asked(text));
    }
    assert!(asked("curl n1:2379/health?serializable=true").contains("/health?serializable=true"));
    assert!(asked("curl -s n1:2379").contains("silent: true"));
    assert!(asked("curl -sS n1:2379").contains("silent: false"));
    assert!(asked("curl --fail n1:2379").contains("fails: true"));
    let wrong = [
        ("curl", "no URL specified"),
        ("curl -X POST n1:2379/health", "-X POST is not here"),
        ("curl -d x n1:2379", "-d is not here"),
        ("curl --nope n1:2379", "option --nope: is unknown"),
        ("curl ftp://n1:2379/", "Protocol \"ftp\" not supported"),
        ("curl http:///health", "missing URL"),
        ("curl n1:2379/v3/kv/range", "etcd's gateway"),
        ("curl n1:2380/members", "2380"),
    ];
    for (text, error) in wrong {
        assert!(asked(text).contains(error), "{text}: {}", asked(text));
    }
}

#[test]
fn a_command_of_a_lock_sees_what_it_is_told() {
    let mut shell = Shell::default();
    let words = ["sh", "-c", "echo $ETCD_LOCK_KEY"].map(String::from);
    let told = [("ETCD_LOCK_KEY", String::from("m/1"))];
    let Some(Step::Ended(exit)) = shell.exec(&words, &told, 0, &|_| None) else { panic!("not run") };
    assert_eq!(exit.output, "m/1\n");
    assert_eq!(shell.exec(&["nonsense".into()], &[], 0, &|_| None), None);
    let Some(Step::Run { .. }) = shell.exec(&["etcdctl", "put", "a", "1"].map(String::from), &[], 0, &|_| None) else {
        panic!("no put")
    };
    assert!(shell.is_idle());
}

/// Texts made of what a shell, etcdctl and a transaction know, and of nonsense, from a seed.
fn nonsense(seed: u64) -> String {
    const PARTS: &[&str] = &[
        "put",
        "get",
        "del",
        "txn",
        "watch",
        "lease",
        "grant",
        "lock",
        "elect",
        "member",
        "add",
        "endpoint",
        "status",
        "user",
        "role",
        "auth",
        "snapshot",
        "restore",
        "etcd",
        "etcdctl",
        "curl",
        "docker",
        "exec",
        "sh",
        "-c",
        "-i",
        "-w",
        "json",
        "--rev",
        "--rev=",
        "--prefix",
        "--",
        "-",
        "=",
        "a",
        "1",
        "-1",
        "0x",
        "99999999999999999999",
        "\"",
        "'",
        "\\",
        "$",
        "${",
        "}",
        "$?",
        "$X",
        ";",
        "&",
        "&&",
        "||",
        "|",
        "<",
        "<<",
        "<<END\n",
        "END",
        "\n",
        "\n\n\n",
        ">",
        ">>",
        "(",
        ")",
        "`",
        "#",
        "for",
        "in",
        "do",
        "done",
        " ",
        " ",
        " ",
        " ",
        "\t",
        "é",
        "\u{2028}",
        "mod(\"a\") = \"1\"\n",
        "X=1",
        "--peer-urls=http://",
        "--endpoints",
        "sleep",
        "1e9",
        "printf",
        "%",
        "echo",
        "export",
        "\0",
        "\u{7f}",
        "🦀",
    ];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % below
    };
    (0..=draw(24)).map(|_| PARTS[draw(PARTS.len())].to_string() + if draw(2) == 0 { " " } else { "" }).collect()
}

#[test]
fn whatever_is_typed_ends() {
    let (mut runs, mut ends) = (0, 0);
    for seed in 0..200_000 {
        let text = nonsense(seed);
        let mut shell = Shell::default();
        if let Typed::More(_) = shell.typed(&text) {
            assert!(shell.ended().is_some(), "seed {seed}: {text:?}");
        }
        let mut steps = 0;
        while let Some(step) = shell.next((steps % 3) as u8, &|_| None) {
            match step {
                Step::Ended(_) => ends += 1,
                Step::Run { .. } => runs += 1,
            }
            steps += 1;
            assert!(steps < 20_000, "seed {seed}: {text:?}");
        }
        // The same text, as the input of a transaction and as a line of an interactive watch.
        let _ = crate::etcdctl::parse(&["txn".to_string()], &Environment::new(), Some(&text));
        let _ = crate::etcdctl::watch_line(&text, &Environment::new());
    }
    assert!(runs > 1_000 && ends > 10_000, "{runs} programs were started, {ends} ended at once");
}
