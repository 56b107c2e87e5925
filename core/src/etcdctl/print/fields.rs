//! `-w fields`: a line for each field.

use alloc::{format, string::String};

use super::{Header, auth, go, is_list};
use crate::{
    api::{
        Answer, Call,
        auth::{AuthAnswer, AuthRequest},
        kv::OpAnswer,
        lease::LeaseAnswer,
        maintenance::MaintenanceAnswer,
        watch::{WatchEventKind, WatchResponse},
    },
    id::LeaseId,
    mvcc::{KeyRange, KeyValue},
};

/// `None` where this form has no words for it.
pub(super) fn answer(header: Header, call: &Call, answer: &Answer) -> Option<String> {
    let body = match answer {
        Answer::Op(answer) => return Some(op(header, answer)),
        Answer::Lease(answer) => lease(answer),
        Answer::Cluster(answer) if is_list(call) => {
            let mut text = String::new();
            for member in &answer.members {
                text += &format!("\"ID\" : {}\n\"Name\" : {}\n", member.id, go::quoted(member.name.as_bytes()));
                for url in &member.peer_urls {
                    text += &format!("\"PeerURL\" : {}\n", go::quoted(url.as_bytes()));
                }
                for url in &member.client_urls {
                    text += &format!("\"ClientURL\" : {}\n", go::quoted(url.as_bytes()));
                }
                text += &format!("\"IsLearner\" : {}\n\n", member.learner);
            }
            return Some(self::header(Header { revision: 0, ..header }) + &text);
        }
        Answer::Maintenance(MaintenanceAnswer::Alarms(alarms)) => alarms
            .iter()
            .map(|alarm| format!("\"MemberID\" : {}\n\"AlarmType\" : {}\n\n", alarm.member, alarm.kind.name()))
            .collect(),
        Answer::Auth(answer) => users(call, answer)?,
        Answer::Cluster(_) | Answer::Compact | Answer::Watch(_) | Answer::Maintenance(_) | Answer::Http(..) => {
            return None;
        }
    };
    Some(self::header(header) + &body)
}

pub(super) fn header(header: Header) -> String {
    format!(
        "\"ClusterID\" : {}\n\"MemberID\" : {}\n\"Revision\" : {}\n\"RaftTerm\" : {}\n",
        header.cluster, header.member, header.revision, header.term
    )
}

fn op(header: Header, answer: &OpAnswer) -> String {
    let mut text = self::header(header);
    match answer {
        OpAnswer::Put { previous } => previous.iter().for_each(|kv| text += &lines("Prev", kv)),
        OpAnswer::Delete { deleted, previous } => {
            text += &format!("\"Deleted\" : {deleted}\n");
            previous.iter().for_each(|kv| text += &lines("Prev", kv));
        }
        OpAnswer::Range { found, more, count } => {
            found.iter().for_each(|kv| text += &lines("", kv));
            text += &format!("\"More\" : {more}\n\"Count\" : {count}\n");
        }
        OpAnswer::Txn { succeeded, answers } => {
            text += &format!("\"Succeeded\" : {succeeded}\n");
            for (revision, answer) in answers {
                text += &match answer {
                    OpAnswer::Txn { .. } => String::from("\"Unknown\" : \"unexpected response type\"\n"),
                    answer => op(Header::inner(revision.0), answer),
                };
            }
        }
    }
    text
}

fn lines(prefix: &str, kv: &KeyValue) -> String {
    format!(
        "\"{prefix}Key\" : {}\n\"{prefix}CreateRevision\" : {}\n\"{prefix}ModRevision\" : {}\n\"{prefix}Version\" : {}\n\
         \"{prefix}Value\" : {}\n\"{prefix}Lease\" : {}\n",
        go::quoted(&kv.key),
        kv.create_revision,
        kv.mod_revision,
        kv.version,
        go::quoted(&kv.value),
        kv.lease.map_or(0, |lease| lease.0)
    )
}

fn lease(answer: &LeaseAnswer) -> String {
    match answer {
        LeaseAnswer::Grant { id, ttl } | LeaseAnswer::KeepAlive { id, ttl } => {
            format!("\"ID\" : {}\n\"TTL\" : {ttl}\n", id.0)
        }
        LeaseAnswer::Revoke => String::new(),
        LeaseAnswer::TimeToLive { id, ttl, granted, keys } => {
            let keys = keys.iter().map(|key| format!("\"Key\" : {}\n", go::quoted(key))).collect::<String>();
            format!("\"ID\" : {}\n\"TTL\" : {ttl}\n\"GrantedTTL\" : {granted}\n{keys}", id.0)
        }
        LeaseAnswer::List(leases) => leases.iter().map(|id| format!("\"ID\" : {}\n", id.0)).collect(),
    }
}

pub(super) fn kept_alive(header: Header, id: LeaseId, ttl: i64) -> String {
    self::header(header) + &lease(&LeaseAnswer::KeepAlive { id, ttl })
}

fn users(call: &Call, answer: &AuthAnswer) -> Option<String> {
    match answer {
        AuthAnswer::Done => Some(String::new()),
        AuthAnswer::Status { .. } | AuthAnswer::Token(_) => None,
        AuthAnswer::Names(names) => match &**auth(call) {
            AuthRequest::RoleList => {
                let names = names.iter().map(|name| format!(" {}", go::quoted(name.as_bytes())));
                Some(format!("\"Roles\" :{}\n", names.collect::<String>()))
            }
            _ => None,
        },
        AuthAnswer::Permissions(permissions) => {
            let mut text = String::new();
            for permission in permissions {
                let end = match &permission.keys {
                    KeyRange::One(_) => &b""[..],
                    KeyRange::Between(_, end) => end,
                    KeyRange::From(_) => b"\0",
                };
                let (kind, key) = (permission.kind, go::quoted(permission.keys.start()));
                text += &format!("\"PermType\" :  {kind}\n\"Key\" : {key}\n\"RangeEnd\" : {}\n", go::quoted(end));
            }
            Some(text)
        }
    }
}

pub(super) fn watch(header: Header, watched: &WatchResponse) -> String {
    let mut text = self::header(header);
    for event in &watched.events {
        text += match event.kind {
            WatchEventKind::Put => "\"Type\" : PUT\n",
            WatchEventKind::Delete => "\"Type\" : DELETE\n",
        };
        event.previous.iter().for_each(|kv| text += &lines("Prev", kv));
        text += &lines("", &event.kv);
    }
    text
}
