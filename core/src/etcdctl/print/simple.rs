//! `-w simple`: lines for people.

use alloc::{format, string::String, vec::Vec};

use super::{Exit, Format, Header, LeaseRequest, Style, auth, go, json, lease_of, shown, table, unsupported};
use crate::{
    api::{
        Answer, Call, Response,
        auth::{AuthAnswer, AuthRequest, Permission, PermissionKind},
        cluster::{ClusterAnswer, ClusterRequest, MemberInfo},
        kv::OpAnswer,
        lease::LeaseAnswer,
        maintenance::{Alarm, MaintenanceAnswer},
        watch::{WatchEvent, WatchEventKind, WatchResponse},
    },
    id::LeaseId,
    mvcc::{Bytes, KeyRange, KeyValue},
    server::cluster_id,
};

pub(super) fn answer(style: Style, call: &Call, answer: &Answer) -> String {
    match answer {
        Answer::Op(answer) => op(style, answer),
        Answer::Lease(answer) => lease(call, answer),
        Answer::Cluster(answer) => cluster(call, answer),
        Answer::Maintenance(MaintenanceAnswer::Alarms(alarms)) => alarms.iter().map(alarm).collect(),
        Answer::Auth(answer) => users(call, answer),
        Answer::Http(_, body) => body.as_ref().into(),
        Answer::Compact | Answer::Watch(_) | Answer::Maintenance(_) => String::new(),
    }
}

/// Key and value, a line each.
fn pair(style: Style, kv: &KeyValue) -> String {
    let key = if style.value_only { String::new() } else { plain(&kv.key, style.hex) + "\n" };
    key + &plain(&kv.value, style.hex) + "\n"
}

fn op(style: Style, answer: &OpAnswer) -> String {
    let pairs = |kvs: &[KeyValue]| kvs.iter().map(|kv| pair(style, kv)).collect::<String>();
    match answer {
        OpAnswer::Put { previous } => String::from("OK\n") + &pairs(previous.as_slice()),
        OpAnswer::Delete { deleted, previous } => format!("{deleted}\n") + &pairs(previous),
        OpAnswer::Range { found, .. } => pairs(found),
        OpAnswer::Txn { succeeded, answers } => {
            let mut text = String::from(if *succeeded { "SUCCESS\n" } else { "FAILURE\n" });
            for (_, answer) in answers {
                text.push('\n');
                text += &match answer {
                    OpAnswer::Txn { .. } => String::from("unexpected response type\n"),
                    answer => op(style, answer),
                };
            }
            text
        }
    }
}

/// Bytes as they are, or each as `\x61`.
fn plain(bytes: &Bytes, hex: bool) -> String {
    if hex {
        bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
    } else {
        String::from_utf8_lossy(bytes).into_owned()
    }
}

/// A lease's id in 16 places; a negative one with its sign (Go, `%016x`).
fn lease_id(id: LeaseId) -> String {
    if id.0 < 0 { format!("-{:015x}", id.0.unsigned_abs()) } else { format!("{:016x}", id.0) }
}

fn lease(call: &Call, answer: &LeaseAnswer) -> String {
    match answer {
        LeaseAnswer::Grant { id, ttl } => format!("lease {} granted with TTL({ttl}s)\n", lease_id(*id)),
        LeaseAnswer::Revoke => match lease_of(call) {
            Some(LeaseRequest::Revoke { id }) => format!("lease {} revoked\n", lease_id(id)),
            _ => String::new(),
        },
        LeaseAnswer::KeepAlive { id, ttl } => kept(*id, *ttl),
        LeaseAnswer::TimeToLive { id, granted: 0, ttl: -1, .. } => format!("lease {} already expired\n", lease_id(*id)),
        LeaseAnswer::TimeToLive { id, ttl, granted, keys } => {
            let mut text = format!("lease {} granted with TTL({granted}s), remaining({ttl}s)", lease_id(*id));
            if matches!(lease_of(call), Some(LeaseRequest::TimeToLive { keys: true, .. })) {
                let keys = keys.iter().map(|key| plain(key, false)).collect::<Vec<_>>();
                text += &format!(", attached keys([{}])", keys.join(" "));
            }
            text + "\n"
        }
        LeaseAnswer::List(leases) => {
            let ids = leases.iter().map(|id| lease_id(*id) + "\n").collect::<String>();
            format!("found {} leases\n{ids}", leases.len())
        }
    }
}

fn kept(id: LeaseId, ttl: i64) -> String {
    if ttl <= 0 {
        return format!("lease {} expired or revoked.\n", lease_id(id));
    }
    format!("lease {} keepalived with TTL({ttl})\n", lease_id(id))
}

/// Prints one answer to `lease keep-alive`; `ttl` 0 is the end of a lease, which only the simple form tells.
pub fn kept_alive(style: Style, response: &Response, id: LeaseId, ttl: i64) -> Exit {
    let header = Header::of(response);
    match style.format {
        Format::Simple => shown(kept(id, ttl)),
        Format::Table => unsupported("table"),
        _ if ttl <= 0 => Exit::default(),
        Format::Json => shown(json::kept_alive(header, id, ttl) + "\n"),
        Format::Fields => shown(super::fields::kept_alive(header, id, ttl)),
    }
}

fn cluster(call: &Call, answer: &ClusterAnswer) -> String {
    let cluster = cluster_id();
    let done = |id: u64, what: &str| format!("Member {id:>16x} {what} cluster {cluster:>16x}\n");
    let Call::Cluster(request) = call else { return String::new() };
    match **request {
        ClusterRequest::Remove { id } => done(id, "removed from"),
        ClusterRequest::Update { id, .. } => done(id, "updated in"),
        ClusterRequest::Promote { id } => done(id, "promoted in"),
        ClusterRequest::List { .. } => {
            let row = |member: &MemberInfo| row(member).join(", ") + "\n";
            answer.members.iter().map(row).collect()
        }
        ClusterRequest::Add { .. } => String::new(),
    }
}

/// What a list of members says of one.
pub(super) fn row(member: &MemberInfo) -> [String; 6] {
    [
        format!("{:x}", member.id),
        String::from(if member.name.is_empty() { "unstarted" } else { "started" }),
        member.name.clone(),
        member.peer_urls.join(","),
        member.client_urls.join(","),
        format!("{}", member.learner),
    ]
}

pub(super) fn member_added(name: &str, added: &MemberInfo, members: &[MemberInfo]) -> String {
    let cluster = cluster_id();
    let mut pairs = Vec::new();
    for member in members {
        let called = if member.id == added.id { name } else { &member.name };
        pairs.extend(member.peer_urls.iter().map(|url| format!("{called}={url}")));
    }
    format!(
        "Member {:>16x} added to cluster {cluster:>16x}\n\nETCD_NAME={}\nETCD_INITIAL_CLUSTER=\"{}\"\n\
         ETCD_INITIAL_ADVERTISE_PEER_URLS=\"{}\"\nETCD_INITIAL_CLUSTER_STATE=\"existing\"\n",
        added.id,
        go::quoted(name.as_bytes()),
        pairs.join(","),
        added.peer_urls.join(","),
    )
}

pub(super) fn alarm(alarm: &Alarm) -> String {
    format!("memberID:{} alarm:{} \n", alarm.member, alarm.kind.name())
}

fn users(call: &Call, answer: &AuthAnswer) -> String {
    match answer {
        AuthAnswer::Done => changed(auth(call)),
        AuthAnswer::Status { enabled, revision } => {
            format!("Authentication Status: {enabled}\nAuthRevision: {revision}\n")
        }
        AuthAnswer::Token(_) => String::new(),
        AuthAnswer::Names(names) => match &**auth(call) {
            AuthRequest::UserGet(name) => {
                let roles = names.iter().map(|role| format!(" {role}")).collect::<String>();
                format!("User: {name}\nRoles:{roles}\n")
            }
            _ => names.iter().map(|name| format!("{name}\n")).collect(),
        },
        AuthAnswer::Permissions(permissions) => match &**auth(call) {
            AuthRequest::RoleGet(role) => role_text(role, permissions),
            _ => String::new(),
        },
    }
}

/// What a change of users and roles says.
fn changed(request: &AuthRequest) -> String {
    match request {
        AuthRequest::UserAdd { name, .. } => format!("User {name} created\n"),
        AuthRequest::UserDelete(name) => format!("User {name} deleted\n"),
        AuthRequest::UserChangePassword { .. } => String::from("Password updated\n"),
        AuthRequest::UserGrantRole { user, role } => format!("Role {role} is granted to user {user}\n"),
        AuthRequest::UserRevokeRole { user, role } => format!("Role {role} is revoked from user {user}\n"),
        AuthRequest::RoleAdd(role) => format!("Role {role} created\n"),
        AuthRequest::RoleDelete(role) => format!("Role {role} deleted\n"),
        AuthRequest::RoleGrantPermission { role, .. } => format!("Role {role} updated\n"),
        AuthRequest::RoleRevokePermission { role, key, end } => {
            let (key, end) = (plain(key, false), plain(end, false));
            match end.as_str() {
                "" => format!("Permission of key {key} is revoked from role {role}\n"),
                "\0" => format!("Permission of range [{key}, <open ended> is revoked from role {role}\n"),
                _ => format!("Permission of range [{key}, {end}) is revoked from role {role}\n"),
            }
        }
        _ => String::new(),
    }
}

/// What a role may do, read first.
pub(super) fn role_text(role: &str, permissions: &[Permission]) -> String {
    let list = |otherwise: PermissionKind| {
        let may = permissions.iter().filter(|permission| permission.kind != otherwise);
        may.map(|permission| format!("\t{}\n", keys_text(&permission.keys))).collect::<String>()
    };
    format!("Role {role}\nKV Read:\n{}KV Write:\n{}", list(PermissionKind::Write), list(PermissionKind::Read))
}

fn keys_text(keys: &KeyRange) -> String {
    let start = plain(keys.start(), false);
    let text = match keys {
        KeyRange::One(_) => return start,
        KeyRange::Between(_, end) => format!("[{start}, {})", plain(end, false)),
        KeyRange::From(_) => format!("[{start}, <open ended>"),
    };
    if !start.is_empty() && KeyRange::prefix(keys.start()) == *keys { format!("{text} (prefix {start})") } else { text }
}

pub(super) fn events(style: Style, events: &[WatchEvent]) -> String {
    let event = |event: &WatchEvent| {
        let kind = match event.kind {
            WatchEventKind::Put => "PUT\n",
            WatchEventKind::Delete => "DELETE\n",
        };
        let previous = event.previous.as_ref().map_or(String::new(), |kv| pair(style, kv));
        String::from(kind) + &previous + &pair(style, &event.kv)
    };
    events.iter().map(event).collect()
}

/// What a canceled watch says on standard error. Outside of an interactive watch, `Error: watch is canceled by the
/// server` and status 5 follow.
pub(super) fn watch_canceled(watched: &WatchResponse) -> String {
    let why = match watched.compacted {
        Some(_) => "etcdserver: mvcc: required revision has been compacted",
        None if watched.reason.is_empty() => "etcdserver: mvcc: required revision is a future revision",
        None => &watched.reason,
    };
    format!("watch was canceled ({why})\n")
}

/// `move-leader` has done it: from whom to whom, by 64-bit id.
pub fn moved(style: Style, from: u64, to: u64) -> Exit {
    match style.format {
        Format::Table => unsupported("table"),
        Format::Fields => unsupported("fields"),
        // The member's answer is empty.
        Format::Json => shown("{}\n".into()),
        Format::Simple => shown(format!("Leadership transferred from {from:x} to {to:x}\n")),
    }
}

/// What `snapshot status` tells of a saved store.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SavedStatus {
    /// A hash of what is in it.
    pub hash: u32,
    /// The revision of its newest change; 0 where there is none.
    pub revision: u64,
    /// How many entries the file has, those beside keys included.
    pub total_keys: u64,
    /// Its length in bytes.
    pub total_size: u64,
}

/// Prints `snapshot status`.
pub fn saved_status(style: Style, status: &SavedStatus) -> Exit {
    let SavedStatus { hash, revision, total_keys, total_size } = status;
    shown(match style.format {
        Format::Simple => format!("{hash:x}, {revision}, {total_keys}, {}\n", go::size(*total_size)),
        Format::Json => {
            format!(
                "{{\"hash\":{hash},\"revision\":{revision},\"totalKey\":{total_keys},\"totalSize\":{total_size}}}\n"
            )
        }
        Format::Fields => {
            format!("\"Hash\" : {hash}\n\"Revision\" : {revision}\n\"Keys\" : {total_keys}\n\"Size\" : {total_size}\n")
        }
        Format::Table => {
            let row = [format!("{hash:x}"), format!("{revision}"), format!("{total_keys}"), go::size(*total_size)];
            table::table(&["HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE"], &[row.to_vec()])
        }
    })
}

/// `snapshot save` has written its file.
pub fn saved(file: &str) -> Exit {
    shown(format!("Snapshot saved at {file}\n"))
}

/// Prints what a role may do, as `user get --detail` does for each role of a user.
pub fn role_detail(style: Style, role: &str, response: &Response, answer: &Answer) -> Exit {
    let call = Call::Auth(alloc::sync::Arc::new(AuthRequest::RoleGet(role.into())));
    super::print(style, &call, response, answer)
}
