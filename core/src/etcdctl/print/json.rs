//! `-w json`, as Go's encoder writes it: fields in their order, empty ones left out, bytes in base 64.

use alloc::{format, string::String, vec::Vec};

use super::{Header, LeaseRequest, Style, auth, go, is_list};
use crate::{
    api::{
        Answer, Call,
        auth::{AuthAnswer, AuthRequest, Permission, PermissionKind},
        cluster::MemberInfo,
        kv::OpAnswer,
        lease::LeaseAnswer,
        maintenance::{Alarm, AlarmKind, MaintenanceAnswer, MaintenanceRequest, Status},
        watch::{WatchEvent, WatchEventKind, WatchResponse},
    },
    id::LeaseId,
    mvcc::{KeyRange, KeyValue},
};

/// An object under construction.
#[derive(Default)]
pub(super) struct Object(String);

impl Object {
    /// A field whose value is JSON already.
    pub(super) fn raw(mut self, name: &str, value: &str) -> Self {
        let comma = if self.0.is_empty() { "" } else { "," };
        self.0 += &format!("{comma}\"{name}\":{value}");
        self
    }

    /// A number, left out where it is 0.
    pub(super) fn number(self, name: &str, value: impl Into<i128>) -> Self {
        match value.into() {
            0 => self,
            value => self.raw(name, &format!("{value}")),
        }
    }

    /// A text, left out where it is empty.
    pub(super) fn text(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.raw(name, &string(value)) }
    }

    fn bytes(self, name: &str, value: &[u8]) -> Self {
        if value.is_empty() { self } else { self.raw(name, &format!("\"{}\"", go::base64(value))) }
    }

    /// `true`, left out where it is not.
    pub(super) fn flag(self, name: &str, value: bool) -> Self {
        if value { self.raw(name, "true") } else { self }
    }

    /// A list, left out where it is empty.
    pub(super) fn list(self, name: &str, items: &[String]) -> Self {
        if items.is_empty() { self } else { self.raw(name, &array(items)) }
    }

    pub(super) fn end(self) -> String {
        format!("{{{}}}", self.0)
    }
}

pub(super) fn array(items: &[String]) -> String {
    format!("[{}]", items.join(","))
}

/// A text in quotes, with what HTML could take for its own escaped, as Go does.
pub(super) fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted += "\\\"",
            '\\' => quoted += "\\\\",
            '\n' => quoted += "\\n",
            '\r' => quoted += "\\r",
            '\t' => quoted += "\\t",
            '\x08' => quoted += "\\b",
            '\x0c' => quoted += "\\f",
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\x1f' => quoted += &format!("\\u{:04x}", letter as u32),
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

pub(super) fn header(header: Header) -> String {
    headed(Object::default(), header).end()
}

/// The fields of a header; the leases' answers have them among their own.
fn headed(object: Object, header: Header) -> Object {
    object
        .number("cluster_id", header.cluster)
        .number("member_id", header.member)
        .number("revision", header.revision)
        .number("raft_term", header.term)
}

pub(super) fn answer(style: Style, header: Header, call: &Call, answer: &Answer) -> String {
    let object = Object::default().raw("header", &self::header(header));
    match answer {
        Answer::Op(answer) => op(header, answer),
        Answer::Lease(answer) => lease(header, call, answer),
        Answer::Cluster(answer) => {
            let header = Header { revision: 0, ..header };
            if style.hex && is_list(call) {
                return members_in_hex(header, &answer.members);
            }
            let members = answer.members.iter().map(member).collect::<Vec<_>>();
            let object = Object::default().raw("header", &self::header(header));
            let object = match &answer.added {
                Some(added) => object.raw("member", &member(&MemberInfo { name: String::new(), ..added.clone() })),
                None => object,
            };
            object.list("members", &members).end()
        }
        Answer::Maintenance(MaintenanceAnswer::Alarms(alarms)) => {
            let disarms = matches!(call, Call::Maintenance(MaintenanceRequest::AlarmDisarm { .. }));
            let object = if disarms { Object::default() } else { object };
            object.list("alarms", &alarms.iter().map(alarm).collect::<Vec<_>>()).end()
        }
        Answer::Auth(answer) => users(object, call, answer).end(),
        Answer::Compact | Answer::Watch(_) | Answer::Maintenance(_) | Answer::Http(..) => object.end(),
    }
}

fn op(header: Header, answer: &OpAnswer) -> String {
    let object = Object::default().raw("header", &self::header(header));
    let pairs = |kvs: &[KeyValue]| kvs.iter().map(pair).collect::<Vec<_>>();
    match answer {
        OpAnswer::Put { previous: Some(previous) } => object.raw("prev_kv", &pair(previous)).end(),
        OpAnswer::Put { previous: None } => object.end(),
        OpAnswer::Delete { deleted, previous } => {
            object.number("deleted", *deleted).list("prev_kvs", &pairs(previous)).end()
        }
        OpAnswer::Range { found, more, count } => {
            object.list("kvs", &pairs(found)).flag("more", *more).number("count", *count).end()
        }
        OpAnswer::Txn { succeeded, answers } => {
            let inner = answers.iter().map(|(revision, answer)| {
                let kind = match answer {
                    OpAnswer::Range { .. } => "response_range",
                    OpAnswer::Put { .. } => "response_put",
                    OpAnswer::Delete { .. } => "response_delete_range",
                    OpAnswer::Txn { .. } => "response_txn",
                };
                let response = Object::default().raw(kind, &op(Header::inner(revision.0), answer)).end();
                Object::default().raw("Response", &response).end()
            });
            object.flag("succeeded", *succeeded).list("responses", &inner.collect::<Vec<_>>()).end()
        }
    }
}

fn pair(kv: &KeyValue) -> String {
    Object::default()
        .bytes("key", &kv.key)
        .number("create_revision", kv.create_revision.0)
        .number("mod_revision", kv.mod_revision.0)
        .number("version", kv.version)
        .bytes("value", &kv.value)
        .number("lease", kv.lease.map_or(0, |lease| lease.0))
        .end()
}

fn lease(header: Header, call: &Call, answer: &LeaseAnswer) -> String {
    let object = headed(Object::default(), header);
    let number = |number: i64| format!("{number}");
    match answer {
        LeaseAnswer::Grant { id, ttl } => {
            object.raw("ID", &number(id.0)).raw("TTL", &number(*ttl)).raw("Error", "\"\"").end()
        }
        LeaseAnswer::Revoke => Object::default().raw("header", &self::header(header)).end(),
        LeaseAnswer::KeepAlive { id, ttl } => kept_alive(header, *id, *ttl),
        LeaseAnswer::TimeToLive { id, ttl, granted, keys } => {
            let asked = matches!(super::lease_of(call), Some(LeaseRequest::TimeToLive { keys: true, .. }));
            let keys = keys.iter().map(|key| format!("\"{}\"", go::base64(key))).collect::<Vec<_>>();
            let keys = if keys.is_empty() || !asked { String::from("null") } else { array(&keys) };
            object
                .raw("id", &number(id.0))
                .raw("ttl", &number(*ttl))
                .raw("granted-ttl", &number(*granted))
                .raw("keys", &keys)
                .end()
        }
        LeaseAnswer::List(leases) => {
            let leases = leases.iter().map(|id| format!("{{\"id\":{}}}", id.0)).collect::<Vec<_>>();
            object.raw("leases", &array(&leases)).end()
        }
    }
}

pub(super) fn kept_alive(header: Header, id: LeaseId, ttl: i64) -> String {
    headed(Object::default(), header).raw("ID", &format!("{}", id.0)).raw("TTL", &format!("{ttl}")).end()
}

fn strings(texts: &[alloc::sync::Arc<str>]) -> Vec<String> {
    texts.iter().map(|text| string(text)).collect()
}

fn member(member: &MemberInfo) -> String {
    Object::default()
        .number("ID", member.id)
        .text("name", &member.name)
        .list("peerURLs", &strings(&member.peer_urls))
        .list("clientURLs", &strings(&member.client_urls))
        .flag("isLearner", member.learner)
        .end()
}

/// With `--hex` a list of members has ids in hexadecimal, and a field with a name of its own.
fn members_in_hex(header: Header, members: &[MemberInfo]) -> String {
    let hex = |number: u64| format!("\"{number:x}\"");
    let list = |texts: &[alloc::sync::Arc<str>]| {
        if texts.is_empty() { String::from("null") } else { array(&strings(texts)) }
    };
    let rows = members.iter().map(|member| {
        Object::default()
            .raw("ID", &hex(member.id))
            .raw("name", &string(&member.name))
            .raw("peerURLs", &list(&member.peer_urls))
            .raw("clientURLS", &list(&member.client_urls))
            .end()
    });
    let header = Object::default()
        .raw("cluster_id", &hex(header.cluster))
        .raw("member_id", &hex(header.member))
        .raw("raft_term", &format!("{:x}", header.term));
    Object::default().raw("header", &header.end()).list("members", &rows.collect::<Vec<_>>()).end()
}

fn alarm(alarm: &Alarm) -> String {
    let kind = match alarm.kind {
        AlarmKind::NoSpace => 1,
        AlarmKind::Corrupt => 2,
    };
    Object::default().number("memberID", alarm.member).number("alarm", kind).end()
}

fn users(object: Object, call: &Call, answer: &AuthAnswer) -> Object {
    match answer {
        AuthAnswer::Done | AuthAnswer::Token(_) => object,
        AuthAnswer::Status { enabled, revision } => object.flag("enabled", *enabled).number("authRevision", *revision),
        AuthAnswer::Names(names) => {
            let name = if matches!(**auth(call), AuthRequest::UserList) { "users" } else { "roles" };
            object.list(name, &names.iter().map(|name| string(name)).collect::<Vec<_>>())
        }
        AuthAnswer::Permissions(permissions) => {
            object.list("perm", &permissions.iter().map(permission).collect::<Vec<_>>())
        }
    }
}

fn permission(permission: &Permission) -> String {
    let kind = match permission.kind {
        PermissionKind::Read => 0,
        PermissionKind::Write => 1,
        PermissionKind::ReadWrite => 2,
    };
    let end = match &permission.keys {
        KeyRange::One(_) => &b""[..],
        KeyRange::Between(_, end) => end,
        KeyRange::From(_) => b"\0",
    };
    Object::default().number("permType", kind).bytes("key", permission.keys.start()).bytes("range_end", end).end()
}

pub(super) fn watch(header: Header, watched: &WatchResponse) -> String {
    let event = |event: &WatchEvent| {
        let object = Object::default()
            .number("type", i32::from(event.kind == WatchEventKind::Delete))
            .raw("kv", &pair(&event.kv));
        match &event.previous {
            Some(previous) => object.raw("prev_kv", &pair(previous)).end(),
            None => object.end(),
        }
    };
    Object::default()
        .raw("Header", &self::header(header))
        .raw("Events", &array(&watched.events.iter().map(event).collect::<Vec<_>>()))
        .raw("CompactRevision", &format!("{}", watched.compacted.map_or(0, |revision| revision.0)))
        .raw("Canceled", if watched.canceled { "true" } else { "false" })
        .raw("Created", if watched.created { "true" } else { "false" })
        .end()
}

/// The client's own answer for a watch that was refused before it was there.
pub(super) fn watch_unopened() -> String {
    Object::default()
        .raw("Header", "{}")
        .raw("Events", "null")
        .raw("CompactRevision", "0")
        .raw("Canceled", "true")
        .raw("Created", "false")
        .end()
}

pub(super) fn status(header: Header, status: &Status) -> String {
    Object::default()
        .raw("header", &self::header(header))
        .text("version", status.version)
        .number("dbSize", status.db_size)
        .number("leader", status.leader)
        .number("raftIndex", status.raft_index.0)
        .number("raftTerm", status.raft_term.0)
        .number("raftAppliedIndex", status.raft_applied_index.0)
        .list("errors", &status.errors.iter().map(|error| string(error)).collect::<Vec<_>>())
        .number("dbSizeInUse", status.db_size_in_use)
        .flag("isLearner", status.learner)
        .end()
}
