//! How `etcd` is started: its flags, as a value.
//!
//! What a flag means here is the world's to do; which of them mean nothing here is said in [`Start::idle`].

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use super::{
    Exit,
    flags::{self, Flag, Kind, Words},
    go,
};
use crate::{api::maintenance::AutoCompaction, time::Duration};

/// How a member is started. `None` where a flag was not given: etcd's default counts.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Start {
    /// `--name`
    pub name: Option<String>,
    /// `--listen-peer-urls`
    pub listen_peer_urls: Vec<Arc<str>>,
    /// `--listen-client-urls`
    pub listen_client_urls: Vec<Arc<str>>,
    /// `--initial-advertise-peer-urls`
    pub advertise_peer_urls: Vec<Arc<str>>,
    /// `--advertise-client-urls`
    pub advertise_client_urls: Vec<Arc<str>>,
    /// `--initial-cluster`: names and peer addresses, in the order given; a name may come more than once.
    pub cluster: Vec<(String, Arc<str>)>,
    /// `--initial-cluster-state=existing`: the member joins a cluster that runs.
    pub existing: bool,
    /// `--initial-cluster-token`
    pub token: Option<String>,
    /// `--heartbeat-interval`
    pub heartbeat: Option<Duration>,
    /// `--election-timeout`
    pub election: Option<Duration>,
    /// `--snapshot-count`
    pub snapshot_count: Option<u64>,
    /// `--quota-backend-bytes`; 0 is etcd's 2 GiB, below that no limit.
    pub quota: Option<i64>,
    /// `--auto-compaction-mode` and `--auto-compaction-retention`
    pub compaction: Option<AutoCompaction>,
    /// `--pre-vote`
    pub pre_vote: Option<bool>,
    /// `--max-txn-ops`
    pub txn_ops_max: Option<u64>,
    /// `--max-request-bytes`
    pub request_bytes_max: Option<u64>,
    /// `--experimental-initial-corrupt-check`
    pub corrupt_check_initial: Option<bool>,
    /// `--experimental-corrupt-check-time`
    pub corrupt_check_time: Option<Duration>,
    /// `--experimental-enable-lease-checkpoint`
    pub lease_checkpoints: Option<bool>,
    /// `--data-dir`: a restored snapshot lies in one.
    pub data_dir: Option<String>,
    /// The flags that were given and mean nothing here.
    pub idle: Vec<String>,
}

impl Start {
    /// The line that says which flags mean nothing here.
    pub fn remark(&self) -> Option<String> {
        (!self.idle.is_empty()).then(|| format!("accepted, without meaning here: {}\n", self.idle.join(" ")))
    }
}

const TAKEN: &[Flag] = &[
    Flag::new("name", Kind::Text, "the member's name (default)"),
    Flag::new("listen-peer-urls", Kind::List, "where it hears its peers"),
    Flag::new("listen-client-urls", Kind::List, "where it hears clients"),
    Flag::new("initial-advertise-peer-urls", Kind::List, "where its peers find it"),
    Flag::new("advertise-client-urls", Kind::List, "where clients find it"),
    Flag::new("initial-cluster", Kind::Text, "who belongs to the cluster: n1=http://n1:2380,…"),
    Flag::new("initial-cluster-state", Kind::Text, "new, or existing for a member that was added"),
    Flag::new("initial-cluster-token", Kind::Text, "what makes the ids of two clusters differ"),
    Flag::new("heartbeat-interval", Kind::Int, "milliseconds between heartbeats (100)"),
    Flag::new("election-timeout", Kind::Int, "milliseconds until an election (1000)"),
    Flag::new("snapshot-count", Kind::Int, "entries between snapshots (100000)"),
    Flag::new("quota-backend-bytes", Kind::Int, "how large the store may become"),
    Flag::new("auto-compaction-mode", Kind::Text, "periodic or revision"),
    Flag::new("auto-compaction-retention", Kind::Text, "how much is kept: 1h, or so many revisions"),
    Flag::new("pre-vote", Kind::Bool, "ask before standing for election (true)"),
    Flag::new("max-txn-ops", Kind::Int, "requests in a transaction (128)"),
    Flag::new("max-request-bytes", Kind::Int, "bytes of a request (1572864)"),
    Flag::new("experimental-initial-corrupt-check", Kind::Bool, "compare its data before it serves anybody (false)"),
    Flag::new("experimental-corrupt-check-time", Kind::Span, "compare the members' data so often (never)"),
    Flag::new("experimental-enable-lease-checkpoint", Kind::Bool, "tell how long leases still have (false)"),
    Flag::new("data-dir", Kind::Text, "where its data are"),
    Flag::new("version", Kind::Bool, "print the version"),
    Flag::new("help", Kind::Bool, "say what etcd takes").short('h'),
];

const IDLE: &[Flag] = &[
    Flag::new("cert-file", Kind::Text, ""),
    Flag::new("key-file", Kind::Text, ""),
    Flag::new("client-cert-auth", Kind::Bool, ""),
    Flag::new("client-crl-file", Kind::Text, ""),
    Flag::new("client-cert-allowed-hostname", Kind::Text, ""),
    Flag::new("trusted-ca-file", Kind::Text, ""),
    Flag::new("auto-tls", Kind::Bool, ""),
    Flag::new("peer-cert-file", Kind::Text, ""),
    Flag::new("peer-key-file", Kind::Text, ""),
    Flag::new("peer-client-cert-auth", Kind::Bool, ""),
    Flag::new("peer-trusted-ca-file", Kind::Text, ""),
    Flag::new("peer-cert-allowed-cn", Kind::Text, ""),
    Flag::new("peer-cert-allowed-hostname", Kind::Text, ""),
    Flag::new("peer-crl-file", Kind::Text, ""),
    Flag::new("peer-auto-tls", Kind::Bool, ""),
    Flag::new("self-signed-cert-validity", Kind::Int, ""),
    Flag::new("cipher-suites", Kind::Text, ""),
    Flag::new("tls-min-version", Kind::Text, ""),
    Flag::new("tls-max-version", Kind::Text, ""),
    Flag::new("cors", Kind::Text, ""),
    Flag::new("host-whitelist", Kind::Text, ""),
    Flag::new("wal-dir", Kind::Text, ""),
    Flag::new("max-snapshots", Kind::Int, ""),
    Flag::new("max-wals", Kind::Int, ""),
    Flag::new("backend-batch-interval", Kind::Span, ""),
    Flag::new("backend-batch-limit", Kind::Int, ""),
    Flag::new("backend-bbolt-freelist-type", Kind::Text, ""),
    Flag::new("grpc-keepalive-min-time", Kind::Span, ""),
    Flag::new("grpc-keepalive-interval", Kind::Span, ""),
    Flag::new("grpc-keepalive-timeout", Kind::Span, ""),
    Flag::new("max-concurrent-streams", Kind::Int, ""),
    Flag::new("socket-reuse-port", Kind::Bool, ""),
    Flag::new("socket-reuse-address", Kind::Bool, ""),
    Flag::new("discovery", Kind::Text, ""),
    Flag::new("discovery-srv", Kind::Text, ""),
    Flag::new("discovery-srv-name", Kind::Text, ""),
    Flag::new("discovery-fallback", Kind::Text, ""),
    Flag::new("discovery-proxy", Kind::Text, ""),
    Flag::new("strict-reconfig-check", Kind::Bool, ""),
    Flag::new("initial-election-tick-advance", Kind::Bool, ""),
    Flag::new("enable-v2", Kind::Bool, ""),
    Flag::new("enable-grpc-gateway", Kind::Bool, ""),
    Flag::new("proxy", Kind::Text, ""),
    Flag::new("v2-deprecation", Kind::Text, ""),
    Flag::new("auth-token", Kind::Text, ""),
    Flag::new("auth-token-ttl", Kind::Int, ""),
    Flag::new("bcrypt-cost", Kind::Int, ""),
    Flag::new("enable-pprof", Kind::Bool, ""),
    Flag::new("metrics", Kind::Text, ""),
    Flag::new("listen-metrics-urls", Kind::List, ""),
    Flag::new("logger", Kind::Text, ""),
    Flag::new("log-outputs", Kind::List, ""),
    Flag::new("log-level", Kind::Text, ""),
    Flag::new("log-format", Kind::Text, ""),
    Flag::new("enable-log-rotation", Kind::Bool, ""),
    Flag::new("log-rotation-config-json", Kind::Text, ""),
    Flag::new("unsafe-no-fsync", Kind::Bool, ""),
    Flag::new("force-new-cluster", Kind::Bool, ""),
    Flag::new("config-file", Kind::Text, ""),
    Flag::new("experimental-compact-hash-check-enabled", Kind::Bool, ""),
    Flag::new("experimental-compact-hash-check-time", Kind::Span, ""),
    Flag::new("experimental-compaction-batch-limit", Kind::Int, ""),
    Flag::new("experimental-enable-lease-checkpoint-persist", Kind::Bool, ""),
    Flag::new("experimental-peer-skip-client-san-verification", Kind::Bool, ""),
    Flag::new("experimental-watch-progress-notify-interval", Kind::Span, ""),
    Flag::new("experimental-warning-apply-duration", Kind::Span, ""),
    Flag::new("experimental-memory-mlock", Kind::Bool, ""),
    Flag::new("experimental-txn-mode-write-with-shared-buffer", Kind::Bool, ""),
    Flag::new("experimental-bootstrap-defrag-threshold-megabytes", Kind::Int, ""),
];

/// Reads the words behind `etcd`. A flag may have one dash or two, as Go's flags may.
///
/// # Errors
/// The command's end: `--version`, `--help`, or what is wrong with a flag, in etcd's words where it has some.
pub fn start(words: &[String], environment: &super::Environment) -> Result<Start, Exit> {
    let words = words.iter().map(|word| match word.strip_prefix('-') {
        Some(rest) if rest.len() > 1 && !rest.starts_with('-') => format!("-{word}"),
        _ => word.clone(),
    });
    let words = words.collect::<Vec<_>>();
    let wrong = |status: u8, text: &str| Exit { status, output: String::new(), error: format!("{text}\n") };
    let refused = |text: String| wrong(1, &format!("failed to verify flags: {text} (etcd --help says what it takes)"));
    let mut words = flags::split(&flags::borrowed(&words), &[TAKEN, IDLE])
        .map_err(|text| wrong(2, &format!("{}\nUsage: etcd --help says what it takes", in_go(&text))))?;
    for flag in TAKEN.iter().chain(IDLE) {
        let name = format!("ETCD_{}", flag.long.to_uppercase().replace('-', "_"));
        if let Some(value) = environment.get(&name).filter(|_| !words.has(flag.long)) {
            let failed = |_| wrong(1, &format!("invalid value {} for {name}", go::quoted(value.as_bytes())));
            words.set(flag, value).map_err(failed)?;
        }
    }
    if words.is_on("version") {
        let output = String::from("etcd Version: 3.5.16\nGit SHA: Not provided (use ./build instead of go build)\n");
        return Err(Exit { output, ..Exit::default() });
    }
    if words.is_on("help") {
        let lines = TAKEN.iter().map(|flag| format!("  --{:<30} {}\n", flag.long, flag.help)).collect::<String>();
        return Err(Exit { output: format!("etcd [flags]: starts a member\n\n{lines}"), ..Exit::default() });
    }
    if let Some(extra) = words.arguments.first() {
        return Err(refused(format!("'{extra}' is not a valid flag")));
    }
    build(&words).map_err(refused)
}

/// What etcdctl's flags say of a wrong word, as Go's own flags say it, which etcd has.
fn in_go(text: &str) -> String {
    if let Some(name) = text.strip_prefix("unknown flag: --") {
        return format!("flag provided but not defined: -{name}");
    }
    if let Some(name) = text.strip_prefix("flag needs an argument: --") {
        return format!("flag needs an argument: -{name}");
    }
    let told = text.strip_prefix("invalid argument ").and_then(|rest| rest.split_once(" for \"--"));
    match told.and_then(|(value, rest)| Some((value, rest.split_once("\" flag: ")?))) {
        Some((value, (name, why))) if why.contains("ParseBool") => {
            format!("invalid boolean value {value} for -{name}: parse error")
        }
        Some((value, (name, _))) => format!("invalid value {value} for flag -{name}: parse error"),
        None => text.to_string(),
    }
}

fn build(words: &Words) -> Result<Start, String> {
    let urls = |flag: &str| -> Result<Vec<Arc<str>>, String> {
        let list = words.list(flag);
        go::urls(&list).map_err(|text| {
            format!("invalid value {} for flag -{flag}: {text}", go::quoted(list.join(",").as_bytes()))
        })?;
        Ok(list.into_iter().map(|url| Arc::from(url.trim())).collect())
    };
    let count = |flag: &str| match words.int(flag).map(u64::try_from) {
        Some(Err(_)) => Err(format!("-{flag} must not be below 0")),
        Some(Ok(number)) => Ok(Some(number)),
        None => Ok(None),
    };
    let millis = |flag: &str| match words.int(flag) {
        Some(number) if number < 1 => Err(format!("--{flag} must be >0 (set to {number}ms)")),
        Some(number) => Ok(u64::try_from(number).ok().map(Duration::from_millis)),
        None => Ok(None),
    };
    let (heartbeat, election) = (millis("heartbeat-interval")?, millis("election-timeout")?);
    check_times(heartbeat, election)?;
    let existing = match words.text("initial-cluster-state").unwrap_or("new") {
        "new" => false,
        "existing" => true,
        other => {
            let other = go::quoted(other.as_bytes());
            return Err(format!("invalid value {other} for flag -initial-cluster-state: invalid value"));
        }
    };
    let given = IDLE.iter().filter(|flag| words.has(flag.long)).map(|flag| format!("--{}", flag.long));
    Ok(Start {
        name: words.text("name").map(ToString::to_string),
        listen_peer_urls: urls("listen-peer-urls")?,
        listen_client_urls: urls("listen-client-urls")?,
        advertise_peer_urls: urls("initial-advertise-peer-urls")?,
        advertise_client_urls: urls("advertise-client-urls")?,
        cluster: initial_cluster(words.text("initial-cluster").unwrap_or_default())
            .map_err(|text| format!("error setting up initial cluster: {text}"))?,
        existing,
        token: words.text("initial-cluster-token").map(ToString::to_string),
        heartbeat,
        election,
        snapshot_count: count("snapshot-count")?,
        quota: words.int("quota-backend-bytes"),
        compaction: compaction(words)?,
        pre_vote: words.has("pre-vote").then(|| words.is_on("pre-vote")),
        txn_ops_max: count("max-txn-ops")?,
        request_bytes_max: count("max-request-bytes")?,
        corrupt_check_initial: words
            .has("experimental-initial-corrupt-check")
            .then(|| words.is_on("experimental-initial-corrupt-check")),
        corrupt_check_time: words.span("experimental-corrupt-check-time"),
        lease_checkpoints: words
            .has("experimental-enable-lease-checkpoint")
            .then(|| words.is_on("experimental-enable-lease-checkpoint")),
        data_dir: words.text("data-dir").map(ToString::to_string),
        idle: given.collect(),
    })
}

/// The election time-out is at least five heartbeats, and at most 50 s (etcd, `Config.Validate`).
fn check_times(heartbeat: Option<Duration>, election: Option<Duration>) -> Result<(), String> {
    let heartbeat = heartbeat.unwrap_or(Duration::from_millis(100)).0 / 1000;
    let election = election.unwrap_or(Duration::from_millis(1000)).0 / 1000;
    if heartbeat.saturating_mul(5) > election {
        return Err(format!(
            "--election-timeout[{election}ms] should be at least as 5 times as --heartbeat-interval[{heartbeat}ms]"
        ));
    }
    if election > 50_000 {
        return Err(format!("--election-timeout[{election}ms] is too long, and should be set less than 50000ms"));
    }
    Ok(())
}

/// The names and addresses of `--initial-cluster`, in the order given.
///
/// # Errors
/// A name without an address, or what is wrong with one.
pub fn initial_cluster(text: &str) -> Result<Vec<(String, Arc<str>)>, String> {
    let mut members = Vec::new();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let (name, url) = part.trim().split_once('=').unwrap_or((part.trim(), ""));
        if url.is_empty() {
            return Err(format!("empty URL given for {}", go::quoted(name.as_bytes())));
        }
        go::urls(&[url])?;
        members.push((name.to_string(), Arc::from(url)));
    }
    Ok(members)
}

/// Retention without a mode is periodic; a bare number of a period is hours.
fn compaction(words: &Words) -> Result<Option<AutoCompaction>, String> {
    let retention = words.text("auto-compaction-retention").unwrap_or("0");
    let failed = |text: String| format!("error parsing auto-compaction-retention: {text}");
    match words.text("auto-compaction-mode").unwrap_or("periodic") {
        "revision" => {
            let count = go::parse_int(retention, 10).map_err(failed)?;
            Ok(u64::try_from(count).ok().filter(|count| *count > 0).map(AutoCompaction::Revision))
        }
        "periodic" => {
            let span = match go::parse_int(retention, 10) {
                Ok(hours) => Duration(u64::try_from(hours).unwrap_or(0).saturating_mul(3_600_000_000)),
                Err(_) => go::duration(retention)
                    .map_err(|text| failed(format!("time: {text} duration {}", go::quoted(retention.as_bytes()))))?,
            };
            Ok((span > Duration::ZERO).then_some(AutoCompaction::Periodic(span)))
        }
        other => Err(format!("unknown auto-compaction-mode {}", go::quoted(other.as_bytes()))),
    }
}
