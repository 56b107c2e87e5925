//! `member`, `endpoint`, `alarm`, `defrag`, `move-leader`, `snapshot`, and what of etcdctl is not here.

use alloc::{format, string::String, sync::Arc, vec::Vec};

use super::{Context, Verb, bad};
use crate::{
    api::{Call, cluster::ClusterRequest, maintenance::MaintenanceRequest},
    etcdctl::{
        Action, EndpointAsk, Exit, Invocation, Restore,
        flags::{Flag, Kind, Words},
        go,
    },
};

const PEER_URLS: Flag = Flag::new("peer-urls", Kind::List, "where its peers find it: http://n4:2380");
const CLUSTER: Flag = Flag::new("cluster", Kind::Bool, "ask every member of the cluster");

pub(super) const MEMBER: Verb = Verb::family(
    "member",
    "Who belongs to the cluster",
    &[
        Verb::new(
            "add",
            "member add <name> --peer-urls=…",
            "Adds a member",
            &[PEER_URLS, Flag::new("learner", Kind::Bool, "it shall not vote yet")],
            member_add,
        ),
        Verb::new("remove", "member remove <id>", "Removes a member", &[], |words, _| {
            let [id] = words.arguments.as_slice() else { return Err(bad("member ID is not provided")) };
            Ok(member(ClusterRequest::Remove { id: member_id(id)? }))
        }),
        Verb::new(
            "update",
            "member update <id> --peer-urls=…",
            "Tells where a member is now",
            &[PEER_URLS],
            |words, _| {
                let [id] = words.arguments.as_slice() else { return Err(bad("member ID is not provided")) };
                let id = member_id(id)?;
                if !words.has("peer-urls") || words.text("peer-urls") == Some("") {
                    return Err(bad("member peer urls not provided"));
                }
                Ok(at_urls(words, |peer_urls| member(ClusterRequest::Update { id, peer_urls })))
            },
        ),
        Verb::new("list", "member list", "Lists the members", &[], |_, _| {
            Ok(member(ClusterRequest::List { linearizable: true }))
        }),
        Verb::new("promote", "member promote <id>", "Gives a learner its vote", &[], |words, _| {
            let [id] = words.arguments.as_slice() else { return Err(bad("member ID is not provided")) };
            Ok(member(ClusterRequest::Promote { id: member_id(id)? }))
        }),
    ],
);

fn member(request: ClusterRequest) -> Action {
    Action::Call(Call::Cluster(Arc::new(request)))
}

fn member_id(text: &str) -> Result<u64, Exit> {
    go::parse_uint(text, 16).map_err(|wrong| bad(format!("bad member ID arg ({wrong}), expecting ID in Hex")))
}

/// What is done with a peer's addresses, which the client looks at once it is let in (etcd client, `memberAdd`).
fn at_urls(words: &Words, what: impl FnOnce(Vec<Arc<str>>) -> Action) -> Action {
    let urls = words.list("peer-urls");
    match go::urls(&urls) {
        Ok(()) => what(urls.into_iter().map(Arc::from).collect()),
        Err(wrong) => Action::Wrong(Exit::error(1, wrong)),
    }
}

fn member_add(words: &Words, _: &Context<'_>) -> Result<Action, Exit> {
    match words.arguments.as_slice() {
        [] => Err(bad("member name not provided")),
        [_, url, ..] if ["http://", "https://", "unix://", "unixs://"].iter().any(|scheme| url.starts_with(scheme)) => {
            Err(bad(format!("too many arguments, did you mean --peer-urls={url}")))
        }
        [_, _, ..] => Err(bad("too many arguments")),
        [_] if words.list("peer-urls").is_empty() => Err(bad("member peer urls not provided")),
        [name] => {
            let (name, learner) = (name.clone(), words.is_on("learner"));
            Ok(at_urls(words, |peer_urls| Action::MemberAdd { name, peer_urls, learner }))
        }
    }
}

pub(super) const ENDPOINT: Verb = Verb {
    flags: &[CLUSTER],
    ..Verb::family(
        "endpoint",
        "How the members are",
        &[
            Verb::new("health", "endpoint health", "Tells whether each endpoint can serve", &[], |words, _| {
                Ok(endpoints(words, EndpointAsk::Health))
            }),
            Verb::new("status", "endpoint status", "Tells how each endpoint is", &[], |words, _| {
                Ok(endpoints(words, EndpointAsk::Status))
            }),
            Verb::new(
                "hashkv",
                "endpoint hashkv",
                "Tells the hash of each endpoint's keys",
                &[Flag::new("rev", Kind::Int, "as of this revision")],
                |words, _| Ok(endpoints(words, EndpointAsk::HashKv { revision: words.int("rev").unwrap_or(0) })),
            ),
        ],
    )
};

fn endpoints(words: &Words, ask: EndpointAsk) -> Action {
    Action::Endpoints { ask, cluster: words.is_on("cluster") }
}

pub(super) const ALARM: Verb = Verb::family(
    "alarm",
    "What is wrong on members",
    &[
        Verb::new("disarm", "alarm disarm", "Ends all alarms", &[], |words, _| {
            alarm(words, "disarm", MaintenanceRequest::AlarmDisarm { member: 0, kind: None })
        }),
        Verb::new("list", "alarm list", "Lists all alarms", &[], |words, _| {
            alarm(words, "list", MaintenanceRequest::AlarmList)
        }),
    ],
);

fn alarm(words: &Words, name: &str, request: MaintenanceRequest) -> Result<Action, Exit> {
    if words.arguments.is_empty() {
        Ok(Action::Call(Call::Maintenance(request)))
    } else {
        Err(bad(format!("alarm {name} command accepts no arguments")))
    }
}

pub(super) const DEFRAG: Verb = Verb::new(
    "defrag",
    "defrag",
    "Lets the endpoints give back the space of what was removed",
    &[CLUSTER, Flag::new("data-dir", Kind::Text, "the data of a member that does not run: not here")],
    |words, _| {
        if words.text("data-dir").is_some_and(|directory| !directory.is_empty()) {
            return Err(Exit::error(1, "a data directory cannot be defragmented here: leave --data-dir away"));
        }
        Ok(Action::Defragment { cluster: words.is_on("cluster") })
    },
);

pub(super) const MOVE_LEADER: Verb =
    Verb::new("move-leader", "move-leader <member id>", "Hands the leadership over", &[], |words, _| {
        let [target] = words.arguments.as_slice() else { return Err(bad("move-leader command needs 1 argument")) };
        Ok(Action::MoveLeader { target: go::parse_uint(target, 16).map_err(bad)? })
    });

const SAVE: &str = "snapshot save expects one argument";

pub(super) const SNAPSHOT: Verb = Verb::family(
    "snapshot",
    "Copies of the store, as files of this terminal",
    &[
        Verb::new("save", "snapshot save <file>", "Saves an endpoint's store", &[], |words, _| {
            let [file] = words.arguments.as_slice() else { return Err(bad(SAVE)) };
            Ok(Action::SnapshotSave { file: file.clone() })
        }),
        Verb::new("status", "snapshot status <file>", "Tells what is in a saved store", &[], |words, _| {
            let [file] = words.arguments.as_slice() else { return Err(deprecated("status")) };
            Ok(Action::SnapshotStatus { file: file.clone() })
        }),
        Verb::new("restore", "snapshot restore <file>", "Makes a data directory from a saved store", RESTORE, restore),
    ],
);

const RESTORE: &[Flag] = &[
    Flag::new("data-dir", Kind::Text, "the directory (NAME.etcd)"),
    Flag::new("name", Kind::Text, "the member that will start from it (default)"),
    Flag::new("initial-cluster", Kind::Text, "its cluster (default=http://localhost:2380)"),
    Flag::new("initial-cluster-token", Kind::Text, "the cluster's token (etcd-cluster)"),
    Flag::new("initial-advertise-peer-urls", Kind::Text, "its own addresses (http://localhost:2380)"),
    Flag::new("skip-hash-check", Kind::Bool, "take a file without a hash"),
    Flag::new("wal-dir", Kind::Text, "accepted; the log has no place of its own here"),
    Flag::new("bump-revision", Kind::Int, "not here"),
    Flag::new("mark-compacted", Kind::Bool, "not here"),
    Flag::new("initial-memory-map-size", Kind::Int, "accepted; means nothing here"),
];

/// What the real one says first about a command that has moved to `etcdutl`.
pub(super) fn deprecation(name: &str) -> &'static str {
    match name {
        "status" => "Deprecated: Use `etcdutl snapshot status` instead.\n\n",
        _ => "Deprecated: Use `etcdutl snapshot restore` instead.\n\n",
    }
}

/// What `etcdutl` itself does: it does not say that the command has moved to it.
///
/// # Errors
/// As [`super::parse`].
pub fn offline(parsed: Result<Invocation, Exit>) -> Result<Invocation, Exit> {
    let rest = |said: &str| {
        let moved = ["status", "restore"].into_iter().find_map(|name| said.strip_prefix(deprecation(name)));
        String::from(moved.unwrap_or(said))
    };
    match parsed {
        Ok(invocation) => Ok(Invocation { warning: rest(&invocation.warning), ..invocation }),
        Err(exit) => Err(Exit { error: rest(&exit.error), ..exit }),
    }
}

fn deprecated(name: &str) -> Exit {
    let exit = bad(format!("snapshot {name} requires exactly one argument"));
    Exit { error: format!("{}{}", deprecation(name), exit.error), ..exit }
}

fn restore(words: &Words, _: &Context<'_>) -> Result<Action, Exit> {
    let [file] = words.arguments.as_slice() else { return Err(deprecated("restore")) };
    if words.int("bump-revision").is_some_and(|bump| bump != 0) || words.is_on("mark-compacted") {
        return Err(Exit::error(1, "--bump-revision and --mark-compacted are not here: restore without them"));
    }
    let text = |flag, default: &str| String::from(words.text(flag).unwrap_or(default));
    let name = text("name", "default");
    let own = words.text("data-dir").filter(|directory| !directory.is_empty());
    Ok(Action::SnapshotRestore(Arc::new(Restore {
        file: file.clone(),
        data_dir: own.map_or_else(|| format!("{name}.etcd"), String::from),
        initial_cluster: text("initial-cluster", "default=http://localhost:2380"),
        initial_cluster_token: text("initial-cluster-token", "etcd-cluster"),
        initial_advertise_peer_urls: text("initial-advertise-peer-urls", "http://localhost:2380"),
        skip_hash_check: words.is_on("skip-hash-check"),
        name,
    })))
}

/// A command that is known and not here, with what can be done in its place.
fn absent(text: &str) -> Result<Action, Exit> {
    Err(Exit::error(1, text))
}

pub(super) const MAKE_MIRROR: Verb = Verb::new(
    "make-mirror",
    "make-mirror [options] <destination>",
    "Copies keys to another cluster: not here, there is one cluster",
    &[
        Flag::new("dest-cacert", Kind::Text, ""),
        Flag::new("dest-cert", Kind::Text, ""),
        Flag::new("dest-insecure-transport", Kind::Bool, ""),
        Flag::new("dest-key", Kind::Text, ""),
        Flag::new("dest-password", Kind::Text, ""),
        Flag::new("dest-prefix", Kind::Text, ""),
        Flag::new("dest-user", Kind::Text, ""),
        Flag::new("no-dest-prefix", Kind::Bool, ""),
        Flag::new("prefix", Kind::Text, ""),
    ],
    |words, _| match words.arguments.as_slice() {
        [_] => absent("there is no other cluster to mirror to here: watch --prefix shows what a mirror would copy"),
        _ => Err(bad("make-mirror takes one destination argument")),
    },
);

const CHECK_FLAGS: &[Flag] = &[
    Flag::new("load", Kind::Text, "s, m, l or xl"),
    Flag::new("prefix", Kind::Text, "where it would write"),
    Flag::new("auto-compact", Kind::Bool, ""),
    Flag::new("auto-defrag", Kind::Bool, ""),
];

pub(super) const CHECK: Verb = Verb::family(
    "check",
    "Measures a machine: not here, time is simulated",
    &[
        Verb::new("datascale", "check datascale", "Measures the memory of a member: not here", CHECK_FLAGS, check),
        Verb::new("perf", "check perf", "Measures the speed of a cluster: not here", CHECK_FLAGS, check),
    ],
);

fn check(words: &Words, _: &Context<'_>) -> Result<Action, Exit> {
    let load = words.text("load").unwrap_or("s");
    if !["s", "small", "m", "medium", "l", "large", "xl", "xLarge"].contains(&load) {
        return Err(Exit::error(4, format!("unknown load option {load}")));
    }
    absent("time is simulated here, so there is no speed of a machine to measure: turn the dials of links and disks")
}

pub(super) const COMPLETION: Verb = Verb::family(
    "completion",
    "Makes a script for another shell: not here, this prompt completes by itself",
    &[
        Verb::new("bash", "completion bash", "", &[], |_, _| absent(COMPLETES)),
        Verb::new("fish", "completion fish", "", &[], |_, _| absent(COMPLETES)),
        Verb::new("powershell", "completion powershell", "", &[], |_, _| absent(COMPLETES)),
        Verb::new("zsh", "completion zsh", "", &[], |_, _| absent(COMPLETES)),
    ],
);

const COMPLETES: &str = "this prompt completes by itself: press Tab";
