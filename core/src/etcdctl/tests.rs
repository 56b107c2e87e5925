//! What etcdctl 3.5.16 answered when it was asked the same.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::*;
use crate::{
    api::{
        Answer, Response,
        kv::OpAnswer,
        lease::LeaseAnswer,
        maintenance::AutoCompaction,
        watch::{WatchEvent, WatchEventKind, WatchResponse},
    },
    id::{LeaseId, NodeId, Revision, Term},
    mvcc::KeyValue,
};

fn words(line: &str) -> Vec<String> {
    line.split(' ').filter(|word| !word.is_empty()).map(|word| word.trim_matches('\'').to_string()).collect()
}

fn parsed(line: &str) -> Result<Invocation, Exit> {
    parse(&words(line), &Environment::new(), Some(""))
}

fn refused(line: &str) -> (u8, String) {
    match parsed(line) {
        Err(exit) | Ok(Invocation { action: Action::Wrong(exit), .. }) => (exit.status, exit.error),
        Ok(invocation) => panic!("{line}: {invocation:?}"),
    }
}

#[test]
fn wrong_arguments_are_answered_as_by_the_real_one() {
    for (line, status, error) in [
        ("put a", 128, "put command needs 1 argument and input from stdin or 2 arguments"),
        ("put i v --ignore-value", 128, "put command needs only 1 argument when 'ignore-value' is set"),
        (
            "put l v --lease=zz",
            128,
            "bad lease ID (strconv.ParseInt: parsing \"zz\": invalid syntax), expecting ID in Hex",
        ),
        ("get", 128, "get command needs one argument as key and an optional argument as range_end"),
        ("get -w nope", 128, "get command needs one argument as key and an optional argument as range_end"),
        ("get a -w nope", 4, "unsupported output format"),
        ("get a --consistency=x", 4, "unknown consistency flag \"x\""),
        ("get a --order=DESC", 4, "bad sort order DESC"),
        ("del a b c", 128, "del command needs one argument as key and an optional argument as range_end"),
        ("compaction", 128, "compaction command needs 1 argument"),
        ("compaction 0x7", 1, "strconv.ParseInt: parsing \"0x7\": invalid syntax"),
        ("txn extra", 128, "txn command does not accept argument"),
        ("txn", 3, "EOF"),
        ("lease grant x", 128, "bad TTL (strconv.ParseInt: parsing \"x\": invalid syntax)"),
        ("lease grant 1 2", 128, "lease grant command needs TTL argument"),
        (
            "lease timetolive ffffffffffffffff",
            128,
            "bad lease ID arg (strconv.ParseInt: parsing \"ffffffffffffffff\": value out of range), expecting ID in Hex",
        ),
        ("lease keep-alive", 128, "lease keep-alive command needs lease ID as argument"),
        ("watch", 128, "bad number of arguments"),
        ("watch -- echo", 128, "bad number of arguments"),
        ("watch a --", 128, "bad number of arguments (found separator --, but no commands)"),
        ("watch a b --prefix", 128, "`range_end` and `--prefix` are mutually exclusive"),
        ("lock", 128, "lock takes a lock name argument and an optional command to execute"),
        ("elect e", 128, "no proposal argument but -l not set"),
        ("elect -l e v", 128, "proposal given but -l is set"),
        ("elect a b c", 128, "elect takes one election name argument and an optional proposal argument"),
        ("member add", 128, "member name not provided"),
        ("member add n4", 128, "member peer urls not provided"),
        ("member add n4 --peer-urls=foo", 1, "URL scheme must be http, https, unix, or unixs: foo"),
        (
            "member add n4 --peer-urls=127.0.0.1:42380",
            1,
            "parse \"127.0.0.1:42380\": first path segment in URL cannot contain colon",
        ),
        (
            "member add n4 --peer-urls=http://127.0.0.1",
            1,
            "URL address does not have the form \"host:port\": http://127.0.0.1",
        ),
        (
            "member add n4 http://127.0.0.1:42380",
            128,
            "too many arguments, did you mean --peer-urls=http://127.0.0.1:42380",
        ),
        (
            "member remove id",
            128,
            "bad member ID arg (strconv.ParseUint: parsing \"id\": invalid syntax), expecting ID in Hex",
        ),
        ("move-leader zz", 128, "strconv.ParseUint: parsing \"zz\": invalid syntax"),
        ("alarm list x", 128, "alarm list command accepts no arguments"),
        ("snapshot save", 128, "snapshot save expects one argument"),
        ("auth enable extra", 128, "auth enable command does not accept any arguments"),
        ("user add :pw", 128, "empty user name is not allowed"),
        ("user grant-role alice", 128, "user grant command requires user name and role name as its argument"),
        ("role grant-permission r foo a", 128, "invalid permission type: foo"),
        ("role grant-permission r read a b --prefix", 128, "unexpected endkey argument with --prefix flag"),
        ("get a --endpoints=", 2, "etcdclient: no available endpoints"),
        ("check perf --load=x", 4, "unknown load option x"),
    ] {
        assert_eq!(refused(line), (status, alloc::format!("Error: {error}\n")), "{line}");
    }
}

#[test]
fn flags_are_misused_twice_over() {
    for (line, error) in [
        ("get a --nonsense", "unknown flag: --nonsense"),
        ("lease grant -1", "unknown shorthand flag: '1' in -1"),
        ("get -w", "flag needs an argument: 'w' in -w"),
        (
            "get a --limit=x",
            "invalid argument \"x\" for \"--limit\" flag: strconv.ParseInt: parsing \"x\": invalid syntax",
        ),
        (
            "get a --hex=2",
            "invalid argument \"2\" for \"--hex\" flag: strconv.ParseBool: parsing \"2\": invalid syntax",
        ),
        ("-version", "unknown shorthand flag: 'v' in -version"),
        ("get a --min-mod-rev 3", "unknown flag: --min-mod-rev"),
        ("member list --consistency=s", "unknown flag: --consistency"),
    ] {
        assert_eq!(refused(line), (1, alloc::format!("Error: {error}\n\nError: {error}\n")), "{line}");
    }
}

#[test]
fn a_removal_of_a_range_is_warned_of_in_a_transaction_too() {
    let warning =
        "In etcd v3.6, the operation will be suspended for a few seconds to provide the user time to verify range.\n";
    let read = |input: &str| parse(&words("txn"), &Environment::new(), Some(input));
    assert_eq!(read("\ndel a c\ndel a\ndel a c --range\n\ndel b d\n\n").unwrap().warning, warning.repeat(2));
    let exit = read("\ndel a c\nget\n\n\n").unwrap_err();
    assert_eq!(exit.error, alloc::format!("{warning}Error: invalid txn compare request: get\n"));
}

#[test]
fn help_on_nothing_says_so() {
    assert_eq!(refused("help nothing at all"), (0, "Unknown help topic [`nothing` `at` `all`]\n".into()));
    assert_eq!(refused("help get"), (0, String::new()));
}

#[test]
fn commands_are_found_as_cobra_finds_them() {
    for (line, same) in [
        ("leas list", "lease list"),
        ("lease keep 1", "lease keep-alive 1"),
        ("mem list", "member list"),
        ("compact 7", "compaction 7"),
        ("--endpoints n1 get a", "get --endpoints=n1 a"),
        ("member list   --", "member list"),
        ("end hea --cluster", "endpoint health --cluster"),
    ] {
        assert_eq!(parsed(line), parsed(same), "{line}");
        assert!(parsed(line).is_ok(), "{line}");
    }
    for line in
        ["lease", "lease foo", "member ls", "endpoint foo", "help lease grant", "put --help", "version extra", ""]
    {
        assert_eq!(refused(line), (0, String::new()), "{line}");
    }
    assert!(refused("comp 8").1.contains("\tcompaction\n\tcompletion\n"));
    assert!(refused("delete a").1.starts_with("Error: unknown command \"delete\" for \"etcdctl\"\n"));
}

fn transaction(text: &str) -> Result<Invocation, Exit> {
    parse(&words("txn"), &Environment::new(), Some(text))
}

#[test]
fn transactions_are_read_line_by_line() {
    assert!(transaction("\n\n\n").is_ok());
    assert!(
        transaction(" mod(\"a\") =  \"1\" extra\nver(\"a b\") > \"0\"\n\nput \"a b\" c d\nget a\n\ndel b\n\n").is_ok()
    );
    for (compare, status, error) in [
        ("foo(\"a\") = \"1\"", 3, "Error: malformed comparison: foo(\"a\") = \"1\" (unknown target foo)"),
        ("mod(a) = \"1\"", 3, "Error: malformed comparison: mod(a) = \"1\"; got mod(\"\")  \"\""),
        ("mod(\"a\") = 1", 3, "Error: malformed comparison: mod(\"a\") = 1; got mod(\"a\") = \"\""),
        ("mod(\"a\")=\"1\"", 3, "Error: malformed comparison: mod(\"a\")=\"1\"; got mod(\"a\")  \"\""),
        ("mod(\"a\" = \"1\"", 3, "Error: malformed comparison: mod(\"a\" = \"1\"; got mod(\"a\")  \"\""),
        ("mod(\"a\") = \"x\"", 3, "Error: invalid txn compare request: mod(\"a\") = \"x\""),
        ("mod", 3, "Error: malformed comparison: mod"),
        ("mod(\"a\") == \"1\"", 2, "panic: Unknown result op"),
        ("lease(\"a\") = \"1\"", 2, "panic: bad value"),
    ] {
        let exit = transaction(&alloc::format!("{compare}\n\n\n\n")).unwrap_err();
        assert_eq!((exit.status, exit.error.trim_end()), (status, error), "{compare}");
    }
    for (request, status, error) in [
        ("foo a", 3, "Error: invalid txn request: foo a"),
        ("put", 3, "Error: invalid txn compare request: put"),
        ("put a", 128, "Error: put command needs 1 argument and input from stdin or 2 arguments"),
        (
            "put a b --lease=zz",
            128,
            "Error: bad lease ID (strconv.ParseInt: parsing \"zz\": invalid syntax), expecting ID in Hex",
        ),
    ] {
        let exit = transaction(&alloc::format!("\n{request}\n\n\n")).unwrap_err();
        assert_eq!((exit.status, exit.error.trim_end()), (status, error), "{request}");
    }
    let asked = parse(&words("txn -i"), &Environment::new(), Some("bad\n\n\n")).unwrap_err();
    assert_eq!(asked.output, "compares:\n");
}

#[test]
fn an_interactive_watch_takes_one_line_after_the_other() {
    let none = Environment::new();
    let said = |line: &str| match watch_line(line, &none) {
        Ok(WatchStep::Say(text)) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(said("foo a"), "Invalid command foo a (only support watch)\n");
    assert_eq!(said("watch"), "Invalid command watch (command type or key is not provided)\n");
    assert_eq!(said(""), "Invalid command:  (watch and progress supported)\n");
    assert_eq!(watch_line("progress", &none), Ok(WatchStep::Do(WatchLine::Progress)));
    let exit = watch_line("watch a --rev=x", &none).unwrap_err();
    let error = "Error: invalid argument \"x\" for \"--rev\" flag: strconv.ParseInt: parsing \"x\": invalid syntax\n";
    assert_eq!((exit.status, exit.error.as_str()), (128, error));
    assert!(matches!(watch_line("watch \"a\" --rev=5 -- echo x", &none), Ok(WatchStep::Do(WatchLine::Watch(_)))));
}

fn response() -> Response {
    Response {
        member: NodeId::new(1).unwrap(),
        revision: Revision(10),
        term: Term(2),
        index: None,
        result: Ok(Answer::Compact),
    }
}

fn kv() -> KeyValue {
    KeyValue {
        key: b"a"[..].into(),
        value: b"12"[..].into(),
        create_revision: Revision(2),
        mod_revision: Revision(10),
        version: 5,
        lease: Some(LeaseId(0x123)),
    }
}

/// What is printed for an answer to a line, with the ids of cluster and member taken out.
fn printed(line: &str, answer: &Answer) -> String {
    let invocation = parsed(line).unwrap();
    let Action::Call(call) = &invocation.action else { panic!("{line}") };
    let exit = print(invocation.style, call, &response(), answer);
    let text = exit.output + &exit.error;
    let ids = [crate::server::cluster_id(), crate::server::member_id(NodeId::new(1).unwrap())];
    ids.iter().fold(text, |text, id| text.replace(&id.to_string(), "ID"))
}

#[test]
fn answers_are_printed_in_every_form() {
    let found = || Answer::Op(OpAnswer::Range { found: alloc::vec![kv()], more: false, count: 1 });
    assert_eq!(printed("get a", &found()), "a\n12\n");
    assert_eq!(printed("get a --hex", &found()), "\\x61\n\\x31\\x32\n");
    assert_eq!(
        printed("get a -w json", &found()),
        "{\"header\":{\"cluster_id\":ID,\"member_id\":ID,\"revision\":10,\"raft_term\":2},\"kvs\":[{\"key\":\"YQ==\",\
         \"create_revision\":2,\"mod_revision\":10,\"version\":5,\"value\":\"MTI=\",\"lease\":291}],\"count\":1}\n"
    );
    assert_eq!(
        printed("get a -w fields", &found()),
        "\"ClusterID\" : ID\n\"MemberID\" : ID\n\"Revision\" : 10\n\"RaftTerm\" : 2\n\"Key\" : \"a\"\n\"CreateRevision\" : 2\n\
         \"ModRevision\" : 10\n\"Version\" : 5\n\"Value\" : \"12\"\n\"Lease\" : 291\n\"More\" : false\n\"Count\" : 1\n"
    );
    assert_eq!(printed("get a -w table", &found()), "Error: table not supported as output format\n");
    assert_eq!(printed("get a --count-only", &found()), "Error: --count-only is only for `--write-out=fields`\n");
}

#[test]
fn leases_are_printed_in_sixteen_places() {
    let grant = || Answer::Lease(LeaseAnswer::Grant { id: LeaseId(0x123), ttl: 100 });
    assert_eq!(printed("lease grant 100", &grant()), "lease 0000000000000123 granted with TTL(100s)\n");
    assert_eq!(
        printed("lease grant 100 -w json", &grant()),
        "{\"cluster_id\":ID,\"member_id\":ID,\"revision\":10,\"raft_term\":2,\"ID\":291,\"TTL\":100,\"Error\":\"\"}\n"
    );
    let left = |keys: &[&str]| {
        let keys = keys.iter().map(|key| key.as_bytes().into()).collect();
        Answer::Lease(LeaseAnswer::TimeToLive { id: LeaseId(0x123), ttl: 59, granted: 60, keys })
    };
    let line = "lease 0000000000000123 granted with TTL(60s), remaining(59s)";
    assert_eq!(printed("lease timetolive 123", &left(&[])), alloc::format!("{line}\n"));
    let with_keys = alloc::format!("{line}, attached keys([b a])\n");
    assert_eq!(printed("lease timetolive 123 --keys", &left(&["b", "a"])), with_keys);
    let gone = Answer::Lease(LeaseAnswer::TimeToLive { id: LeaseId(-1), ttl: -1, granted: 0, keys: Vec::new() });
    assert_eq!(printed("lease timetolive -- -1", &gone), "lease -000000000000001 already expired\n");
    assert_eq!(printed("lease list", &Answer::Lease(LeaseAnswer::List(Vec::new()))), "found 0 leases\n");
}

#[test]
fn transactions_print_each_answer_behind_an_empty_line() {
    let txn = || {
        Answer::Op(OpAnswer::Txn {
            succeeded: true,
            answers: alloc::vec![
                (Revision(10), OpAnswer::Put { previous: None }),
                (Revision(10), OpAnswer::Delete { deleted: 1, previous: Vec::new() }),
            ],
        })
    };
    let call = transaction("\n\n\n").unwrap();
    let Action::Call(call) = &call.action else { panic!() };
    let show = |format| print(Style { format, ..Style::default() }, call, &response(), &txn()).output;
    assert_eq!(show(Format::Simple), "SUCCESS\n\nOK\n\n1\n");
    assert!(show(Format::Json).ends_with(
        "\"succeeded\":true,\"responses\":[{\"Response\":{\"response_put\":{\"header\":{\"revision\":10}}}},\
         {\"Response\":{\"response_delete_range\":{\"header\":{\"revision\":10},\"deleted\":1}}}]}\n"
    ));
    assert!(
        show(Format::Fields).contains("\"Succeeded\" : true\n\"ClusterID\" : 0\n\"MemberID\" : 0\n\"Revision\" : 10\n")
    );
}

#[test]
fn events_of_a_watch_are_printed_in_every_form() {
    let gone = KeyValue { value: b""[..].into(), create_revision: Revision(0), version: 0, lease: None, ..kv() };
    let watched = WatchResponse {
        events: alloc::vec![WatchEvent { kind: WatchEventKind::Delete, kv: gone, previous: Some(kv()) }],
        ..WatchResponse::default()
    };
    let show = |format| watch(Style { format, ..Style::default() }, &response(), &watched).output;
    assert_eq!(show(Format::Simple), "DELETE\na\n12\na\n\n");
    assert!(
        show(Format::Json)
            .contains("\"Events\":[{\"type\":1,\"kv\":{\"key\":\"YQ==\",\"mod_revision\":10},\"prev_kv\":{")
    );
    let compacted = WatchResponse { canceled: true, compacted: Some(Revision(6)), ..WatchResponse::default() };
    let exit = watch(Style::default(), &response(), &compacted);
    assert_eq!(exit.error, "watch was canceled (etcdserver: mvcc: required revision has been compacted)\n");
    let variables = watch_environment(&response(), &watched.events[0]);
    assert_eq!(variables[1], ("ETCD_WATCH_EVENT_TYPE", "\"DELETE\"".to_string()));
}

#[test]
fn health_is_a_line_a_row_or_a_field_for_each_endpoint() {
    let found = [
        Health { endpoint: Endpoint("n1:2379".into()), took: Some(crate::time::Duration(2_500)), error: None },
        Health {
            endpoint: Endpoint("n2:2379".into()),
            took: Some(crate::time::Duration(5_000_000)),
            error: Some("context deadline exceeded".into()),
        },
    ];
    let exit = health(Style::default(), &found);
    assert_eq!(exit.output, "n1:2379 is healthy: successfully committed proposal: took = 2.5ms\n");
    let error =
        "n2:2379 is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster\n";
    assert_eq!((exit.status, exit.error.as_str()), (1, error));
    let table = health(Style { format: Format::Table, ..Style::default() }, &found).output;
    assert_eq!(
        table,
        "+----------+--------+-------+---------------------------+\n\
         | ENDPOINT | HEALTH | TOOK  |           ERROR           |\n\
         +----------+--------+-------+---------------------------+\n\
         |  n1:2379 |   true | 2.5ms |                           |\n\
         |  n2:2379 |  false |    5s | context deadline exceeded |\n\
         +----------+--------+-------+---------------------------+\n"
    );
}

#[test]
fn a_member_is_started_by_etcds_flags() {
    let line = "--name n1 --initial-cluster n1=https://192.168.22.11:2380,n2=https://192.168.22.12:2380 \
                -heartbeat-interval=500 --election-timeout=3000 --auto-compaction-retention=1 \
                --auto-compaction-mode=revision --peer-client-cert-auth --cert-file=/x";
    let start = start(&words(line), &Environment::new()).unwrap();
    assert_eq!((start.name.as_deref(), start.cluster.len()), (Some("n1"), 2));
    assert_eq!(start.compaction, Some(AutoCompaction::Revision(1)));
    assert_eq!(start.remark().unwrap(), "accepted, without meaning here: --cert-file --peer-client-cert-auth\n");
    let refused = |line: &str| super::start(&words(line), &Environment::new()).unwrap_err().error;
    assert!(refused("--foo").contains("flag provided but not defined: -foo"));
    assert!(
        refused("--heartbeat-interval=x").contains("invalid value \"x\" for flag -heartbeat-interval: parse error")
    );
    assert!(refused("--pre-vote=x").contains("invalid boolean value \"x\" for -pre-vote: parse error"));
    assert!(refused("--election-timeout=400").contains("should be at least as 5 times as"));
    assert!(refused("extra").contains("is not a valid flag"));
}
