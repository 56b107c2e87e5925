//! A typed answer as the gateway would give it: numbers of 64 bits as text, and what is zero left away.

use agora_core::{
    api::{
        Answer, Call, Code, Denial, Response,
        auth::{AuthAnswer, AuthRequest, Permission, PermissionKind},
        cluster::{ClusterAnswer, MemberInfo},
        kv::OpAnswer,
        lease::LeaseAnswer,
        maintenance::MaintenanceAnswer,
        watch::{WatchEvent, WatchEventKind, WatchResponse},
    },
    id::Revision,
    mvcc::{Bytes, KeyValue},
};
use serde_json::{Map, Value, json};

use super::normal;
use super::request::{bytes, keys, permission_name};

/// The answer to one call.
pub fn of(call: &Call, response: &Response) -> Value {
    let answer = match &response.result {
        Ok(answer) => answer,
        Err(denial) => return error(*denial),
    };
    let head = json!({"header": header(response.revision)});
    match answer {
        Answer::Op(answer) => op(Some(response.revision), answer),
        Answer::Lease(answer) => with(head, lease(answer)),
        Answer::Cluster(answer) => with(json!({"header": {}}), cluster(answer)),
        Answer::Maintenance(MaintenanceAnswer::Alarms(alarms)) => {
            let alarms =
                alarms.iter().map(|alarm| json!({"memberID": alarm.member.to_string(), "alarm": alarm.kind.name()}));
            with(head, set([("alarms", list(alarms.collect()))]))
        }
        Answer::Maintenance(MaintenanceAnswer::MoveLeader | MaintenanceAnswer::Defragment) => json!({}),
        Answer::Compact | Answer::Maintenance(_) => head,
        Answer::Auth(answer) => with(head, auth(call, answer)),
        Answer::Watch(_) | Answer::Http(..) => {
            unreachable!("scripts do not ask for {answer:?} this way")
        }
    }
}

/// One answer on a stream of watches.
pub fn stream(response: &Response) -> Value {
    match &response.result {
        Ok(Answer::Watch(watch)) => json!({"result": self::watch(watch)}),
        Ok(other) => unreachable!("{other:?} on a stream of watches"),
        Err(denial) => json!({"error": error(*denial)}),
    }
}

fn error(denial: Denial) -> Value {
    let code = match denial.code() {
        Code::Canceled => 1,
        Code::Unknown => 2,
        Code::InvalidArgument => 3,
        Code::NotFound => 5,
        Code::PermissionDenied => 7,
        Code::ResourceExhausted => 8,
        Code::FailedPrecondition => 9,
        Code::OutOfRange => 11,
        Code::Unavailable => 14,
        Code::DataLoss => 15,
        Code::Unauthenticated => 16,
    };
    json!({"code": code, "message": denial.text()})
}

/// An object of what is not nothing.
fn set<const N: usize>(fields: [(&str, Option<Value>); N]) -> Map<String, Value> {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn with(head: Value, fields: Map<String, Value>) -> Value {
    let Value::Object(mut object) = head else { unreachable!("a head is an object") };
    object.extend(fields);
    object.into()
}

fn number(number: i128) -> Option<Value> {
    (number != 0).then(|| number.to_string().into())
}

fn flag(on: bool) -> Option<Value> {
    on.then_some(Value::Bool(true))
}

fn list(list: Vec<Value>) -> Option<Value> {
    (!list.is_empty()).then_some(Value::Array(list))
}

fn data(data: &Bytes) -> Option<Value> {
    (!data.is_empty()).then(|| bytes(data))
}

fn header(revision: Revision) -> Value {
    set([("revision", number(revision.0.into()))]).into()
}

fn kv(kv: &KeyValue) -> Value {
    set([
        ("key", data(&kv.key)),
        ("create_revision", number(kv.create_revision.0.into())),
        ("mod_revision", number(kv.mod_revision.0.into())),
        ("version", number(kv.version.into())),
        ("value", data(&kv.value)),
        ("lease", number(kv.lease.map_or(0, |lease| lease.0).into())),
    ])
    .into()
}

fn kvs(list_of: &[KeyValue]) -> Option<Value> {
    list(list_of.iter().map(kv).collect())
}

fn op(revision: Option<Revision>, answer: &OpAnswer) -> Value {
    let head = json!({"header": revision.map_or_else(|| json!({}), header)});
    let fields = match answer {
        OpAnswer::Range { found, more, count } => {
            set([("kvs", kvs(found)), ("more", flag(*more)), ("count", number((*count).into()))])
        }
        OpAnswer::Put { previous } => set([("prev_kv", previous.as_ref().map(kv))]),
        OpAnswer::Delete { deleted, previous } => {
            set([("deleted", number((*deleted).into())), ("prev_kvs", kvs(previous))])
        }
        OpAnswer::Txn { succeeded, answers } => {
            let named = |(revision, answer): &(Revision, OpAnswer)| {
                let name = match answer {
                    OpAnswer::Range { .. } => "response_range",
                    OpAnswer::Put { .. } => "response_put",
                    OpAnswer::Delete { .. } => "response_delete_range",
                    OpAnswer::Txn { .. } => "response_txn",
                };
                json!({name: op(Some(*revision), answer)})
            };
            set([("succeeded", flag(*succeeded)), ("responses", list(answers.iter().map(named).collect()))])
        }
    };
    with(head, fields)
}

fn lease(answer: &LeaseAnswer) -> Map<String, Value> {
    match answer {
        LeaseAnswer::Grant { id, ttl } | LeaseAnswer::KeepAlive { id, ttl } => {
            set([("ID", number(id.0.into())), ("TTL", number((*ttl).into()))])
        }
        LeaseAnswer::Revoke => Map::new(),
        LeaseAnswer::TimeToLive { id, ttl, granted, keys } => set([
            ("ID", number(id.0.into())),
            ("TTL", if *ttl > 0 { Some("alive".into()) } else { number((*ttl).into()) }),
            ("grantedTTL", number((*granted).into())),
            ("keys", list(keys.iter().map(|key| bytes(key)).collect()).map(normal::sorted)),
        ]),
        LeaseAnswer::List(leases) => {
            set([("leases", list(leases.iter().map(|id| json!({"ID": id.0.to_string()})).collect()))])
        }
    }
}

fn auth(call: &Call, answer: &AuthAnswer) -> Map<String, Value> {
    match answer {
        AuthAnswer::Done => Map::new(),
        // The revision is counted from when a cluster began, and the real one began before this script.
        AuthAnswer::Status { enabled, .. } => set([("enabled", flag(*enabled)), ("authRevision", Some("some".into()))]),
        AuthAnswer::Token(_) => set([("token", Some("given".into()))]),
        AuthAnswer::Names(names) => {
            let of_users = matches!(call, Call::Auth(request) if **request == AuthRequest::UserList);
            let names = names.iter().map(|name| name.as_str().into()).collect();
            set([(if of_users { "users" } else { "roles" }, list(names))])
        }
        AuthAnswer::Permissions(permissions) => set([("perm", list(permissions.iter().map(permission).collect()))]),
    }
}

fn permission(permission: &Permission) -> Value {
    let kind = (permission.kind != PermissionKind::Read).then(|| permission_name(permission.kind).into());
    with(keys(&permission.keys).into(), set([("permType", kind)]))
}

fn cluster(answer: &ClusterAnswer) -> Map<String, Value> {
    let member = |info: &MemberInfo| normal::described(&info.name, info.learner, !info.client_urls.is_empty());
    let members = answer.members.iter().map(member).collect();
    set([("member", answer.added.as_ref().map(member)), ("members", list(members))])
}

fn watch(response: &WatchResponse) -> Value {
    set([
        ("watch_id", number(response.id.0.into())),
        ("created", flag(response.created)),
        ("canceled", flag(response.canceled)),
        ("compact_revision", number(response.compacted.map_or(0, |revision| revision.0).into())),
        ("cancel_reason", (!response.reason.is_empty()).then(|| response.reason.as_str().into())),
        ("events", list(response.events.iter().map(event).collect())),
    ])
    .into()
}

fn event(event: &WatchEvent) -> Value {
    let deleted = event.kind == WatchEventKind::Delete;
    set([
        ("type", deleted.then(|| "DELETE".into())),
        ("kv", Some(kv(&event.kv))),
        ("prev_kv", event.previous.as_ref().map(kv)),
    ])
    .into()
}
