//! A typed request as the gateway wants it: a path and a JSON body.

use agora_core::{
    api::{
        Call,
        auth::{AuthRequest, PermissionKind},
        cluster::ClusterRequest,
        kv::{Compare, CompareTarget, DeleteRange, Op, Order, Put, Range, Relation, SortTarget, Txn},
        lease::LeaseRequest,
        maintenance::{AlarmKind, MaintenanceRequest},
        watch::WatchCreate,
    },
    mvcc::KeyRange,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

/// Bytes, as JSON holds them.
pub fn bytes(bytes: &[u8]) -> Value {
    Value::String(STANDARD.encode(bytes))
}

/// Where a request goes, and as what.
pub fn of(call: &Call) -> (&'static str, Value) {
    match call {
        Call::Range(range) => ("/v3/kv/range", self::range(range)),
        Call::Put(put) => ("/v3/kv/put", self::put(put)),
        Call::Delete(delete) => ("/v3/kv/deleterange", self::delete(delete)),
        Call::Txn(txn) => ("/v3/kv/txn", self::txn(txn)),
        Call::Compact(compact) => {
            ("/v3/kv/compaction", json!({"revision": compact.revision, "physical": compact.physical}))
        }
        Call::Lease(lease) => self::lease(lease),
        Call::Cluster(cluster) => self::cluster(cluster),
        Call::Maintenance(maintenance) => self::maintenance(maintenance),
        Call::Auth(auth) => self::auth(auth),
        Call::Watch(_) | Call::Http(_) | Call::Close(_) => {
            unreachable!("scripts do not ask {call:?} this way")
        }
    }
}

/// The order that opens a watch.
pub fn watch(create: &WatchCreate) -> Value {
    let mut body = keys(&create.keys);
    body.insert("start_revision".into(), create.start.into());
    body.insert("prev_kv".into(), create.previous.into());
    let filters = [(create.no_put, "NOPUT"), (create.no_delete, "NODELETE")];
    body.insert("filters".into(), filters.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect());
    json!({"create_request": body})
}

/// A range as a key and, where there is one, its end.
pub fn keys(keys: &KeyRange) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("key".into(), bytes(keys.start()));
    match keys {
        KeyRange::One(_) => {}
        KeyRange::Between(_, end) => drop(body.insert("range_end".into(), bytes(end))),
        KeyRange::From(_) => drop(body.insert("range_end".into(), bytes(b"\0"))),
    }
    body
}

fn range(range: &Range) -> Value {
    let mut body = keys(&range.keys);
    let mut set = |name: &str, value: Value| drop(body.insert(name.into(), value));
    let revisions = [
        ("revision", range.revision),
        ("min_mod_revision", range.mod_revision_min),
        ("max_mod_revision", range.mod_revision_max),
        ("min_create_revision", range.create_revision_min),
        ("max_create_revision", range.create_revision_max),
    ];
    revisions.into_iter().for_each(|(name, revision)| {
        if let Some(revision) = revision {
            set(name, revision.0.into());
        }
    });
    if let Some(limit) = range.limit {
        set("limit", limit.into());
    }
    let target = match range.sort_by {
        SortTarget::Key => "KEY",
        SortTarget::Version => "VERSION",
        SortTarget::Create => "CREATE",
        SortTarget::Modify => "MOD",
        SortTarget::Value => "VALUE",
    };
    set("sort_target", target.into());
    match range.order {
        None => {}
        Some(Order::Ascend) => set("sort_order", "ASCEND".into()),
        Some(Order::Descend) => set("sort_order", "DESCEND".into()),
    }
    set("serializable", range.serializable.into());
    set("keys_only", range.keys_only.into());
    set("count_only", range.count_only.into());
    body.into()
}

fn put(put: &Put) -> Value {
    json!({
        "key": bytes(&put.key),
        "value": bytes(&put.value),
        "lease": put.lease.map_or(0, |lease| lease.0),
        "prev_kv": put.previous,
        "ignore_value": put.ignore_value,
        "ignore_lease": put.ignore_lease,
    })
}

fn delete(delete: &DeleteRange) -> Value {
    let mut body = keys(&delete.keys);
    body.insert("prev_kv".into(), delete.previous.into());
    body.into()
}

fn txn(txn: &Txn) -> Value {
    let ops = |ops: &[Op]| ops.iter().map(op).collect::<Vec<_>>();
    json!({
        "compare": txn.compares.iter().map(compare).collect::<Vec<_>>(),
        "success": ops(&txn.success),
        "failure": ops(&txn.failure),
    })
}

fn op(op: &Op) -> Value {
    match op {
        Op::Range(range) => json!({"request_range": self::range(range)}),
        Op::Put(put) => json!({"request_put": self::put(put)}),
        Op::Delete(delete) => json!({"request_delete_range": self::delete(delete)}),
        Op::Txn(txn) => json!({"request_txn": self::txn(txn)}),
    }
}

fn compare(compare: &Compare) -> Value {
    let mut body = keys(&compare.keys);
    let (target, name, value) = match &compare.target {
        CompareTarget::Version(version) => ("VERSION", "version", Value::from(*version)),
        CompareTarget::Create(revision) => ("CREATE", "create_revision", Value::from(*revision)),
        CompareTarget::Modify(revision) => ("MOD", "mod_revision", Value::from(*revision)),
        CompareTarget::Value(value) => ("VALUE", "value", bytes(value)),
        CompareTarget::Lease(lease) => ("LEASE", "lease", Value::from(*lease)),
    };
    body.insert("target".into(), target.into());
    body.insert(name.into(), value);
    let relation = match compare.relation {
        Relation::Equal => "EQUAL",
        Relation::NotEqual => "NOT_EQUAL",
        Relation::Greater => "GREATER",
        Relation::Less => "LESS",
    };
    body.insert("result".into(), relation.into());
    body.into()
}

fn lease(lease: &LeaseRequest) -> (&'static str, Value) {
    match lease {
        LeaseRequest::Grant { id, ttl } => ("/v3/lease/grant", json!({"ID": id.unwrap_or(0), "TTL": ttl})),
        LeaseRequest::Revoke { id } => ("/v3/lease/revoke", json!({"ID": id.0})),
        LeaseRequest::KeepAlive { id } => ("/v3/lease/keepalive", json!({"ID": id.0})),
        LeaseRequest::TimeToLive { id, keys } => ("/v3/lease/timetolive", json!({"ID": id.0, "keys": keys})),
        LeaseRequest::List => ("/v3/lease/leases", json!({})),
    }
}

fn auth(auth: &AuthRequest) -> (&'static str, Value) {
    match auth {
        AuthRequest::Enable => ("/v3/auth/enable", json!({})),
        AuthRequest::Disable => ("/v3/auth/disable", json!({})),
        AuthRequest::Status => ("/v3/auth/status", json!({})),
        AuthRequest::Authenticate { name, password } => {
            ("/v3/auth/authenticate", json!({"name": name, "password": password}))
        }
        AuthRequest::UserAdd { name, password } => match password {
            Some(password) => ("/v3/auth/user/add", json!({"name": name, "password": password})),
            None => ("/v3/auth/user/add", json!({"name": name, "options": {"no_password": true}})),
        },
        AuthRequest::UserGet(name) => ("/v3/auth/user/get", json!({"name": name})),
        AuthRequest::UserList => ("/v3/auth/user/list", json!({})),
        AuthRequest::UserDelete(name) => ("/v3/auth/user/delete", json!({"name": name})),
        AuthRequest::UserChangePassword { name, password } => {
            ("/v3/auth/user/changepw", json!({"name": name, "password": password}))
        }
        AuthRequest::UserGrantRole { user, role } => ("/v3/auth/user/grant", json!({"user": user, "role": role})),
        AuthRequest::UserRevokeRole { user, role } => ("/v3/auth/user/revoke", json!({"name": user, "role": role})),
        AuthRequest::RoleAdd(name) => ("/v3/auth/role/add", json!({"name": name})),
        AuthRequest::RoleGet(role) => ("/v3/auth/role/get", json!({"role": role})),
        AuthRequest::RoleList => ("/v3/auth/role/list", json!({})),
        AuthRequest::RoleDelete(role) => ("/v3/auth/role/delete", json!({"role": role})),
        AuthRequest::RoleGrantPermission { role, permission } => {
            let mut body = keys(&permission.keys);
            body.insert("permType".into(), permission_name(permission.kind).into());
            ("/v3/auth/role/grant", json!({"name": role, "perm": body}))
        }
        AuthRequest::RoleRevokePermission { role, key, end } => {
            ("/v3/auth/role/revoke", json!({"role": role, "key": bytes(key), "range_end": bytes(end)}))
        }
    }
}

/// The name that the gateway has for a kind of permission.
pub fn permission_name(kind: PermissionKind) -> &'static str {
    match kind {
        PermissionKind::Read => "READ",
        PermissionKind::Write => "WRITE",
        PermissionKind::ReadWrite => "READWRITE",
    }
}

fn cluster(cluster: &ClusterRequest) -> (&'static str, Value) {
    let urls = |urls: &[std::sync::Arc<str>]| urls.iter().map(|url| Value::from(&**url)).collect::<Vec<_>>();
    match cluster {
        ClusterRequest::Add { peer_urls, learner } => {
            ("/v3/cluster/member/add", json!({"peerURLs": urls(peer_urls), "isLearner": learner}))
        }
        ClusterRequest::Remove { id } => ("/v3/cluster/member/remove", json!({"ID": id.to_string()})),
        ClusterRequest::Update { id, peer_urls } => {
            ("/v3/cluster/member/update", json!({"ID": id.to_string(), "peerURLs": urls(peer_urls)}))
        }
        ClusterRequest::Promote { id } => ("/v3/cluster/member/promote", json!({"ID": id.to_string()})),
        ClusterRequest::List { linearizable } => ("/v3/cluster/member/list", json!({"linearizable": linearizable})),
    }
}

fn maintenance(maintenance: &MaintenanceRequest) -> (&'static str, Value) {
    let kind = |kind: Option<AlarmKind>| kind.map_or("NONE", AlarmKind::name);
    let alarm = |action: &str, member: u64, kind: &str| {
        ("/v3/maintenance/alarm", json!({"action": action, "memberID": member.to_string(), "alarm": kind}))
    };
    match maintenance {
        MaintenanceRequest::AlarmList => alarm("GET", 0, "NONE"),
        MaintenanceRequest::AlarmActivate(on) => alarm("ACTIVATE", on.member, on.kind.name()),
        MaintenanceRequest::AlarmDisarm { member, kind: which } => alarm("DEACTIVATE", *member, kind(*which)),
        MaintenanceRequest::Defragment => ("/v3/maintenance/defragment", json!({})),
        MaintenanceRequest::MoveLeader { target } => {
            ("/v3/maintenance/transfer-leadership", json!({"targetID": target.to_string()}))
        }
        MaintenanceRequest::Status
        | MaintenanceRequest::Hash
        | MaintenanceRequest::HashKv { .. }
        | MaintenanceRequest::Snapshot => unreachable!("what {maintenance:?} answers is a member's own"),
    }
}
