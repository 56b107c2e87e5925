//! `lease …`.

use alloc::format;

use super::{Context, Verb, bad};
use crate::{
    api::{Call, lease::LeaseRequest},
    etcdctl::{
        Action, Exit,
        flags::{Flag, Kind, Words},
        go,
    },
    id::LeaseId,
};

pub(super) const LEASE: Verb = Verb::family(
    "lease",
    "Leases: keys that go when nobody shows signs of life",
    &[
        Verb::new("grant", "lease grant <ttl>", "Makes a lease of so many seconds", &[], grant),
        Verb::new("revoke", "lease revoke <id>", "Ends a lease, and removes its keys", &[], |words, _| {
            let [id] = words.arguments.as_slice() else { return Err(bad("lease revoke command needs 1 argument")) };
            Ok(call(LeaseRequest::Revoke { id: id_of(id)? }))
        }),
        Verb::new(
            "timetolive",
            "lease timetolive <id>",
            "Tells how long a lease still lives",
            &[Flag::new("keys", Kind::Bool, "list its keys")],
            |words, _| {
                let [id] = words.arguments.as_slice() else {
                    return Err(bad("lease timetolive command needs lease ID as argument"));
                };
                Ok(call(LeaseRequest::TimeToLive { id: id_of(id)?, keys: words.is_on("keys") }))
            },
        ),
        Verb::new("list", "lease list", "Lists all leases", &[], |_, _| Ok(call(LeaseRequest::List))),
        Verb::new(
            "keep-alive",
            "lease keep-alive <id>",
            "Keeps a lease alive until it is interrupted",
            &[Flag::new("once", Kind::Bool, "keep it alive once")],
            |words, _| {
                let [id] = words.arguments.as_slice() else {
                    return Err(bad("lease keep-alive command needs lease ID as argument"));
                };
                Ok(Action::KeepAlive { id: id_of(id)?, once: words.is_on("once") })
            },
        ),
    ],
);

fn call(request: LeaseRequest) -> Action {
    Action::Call(Call::Lease(request))
}

fn grant(words: &Words, _: &Context<'_>) -> Result<Action, Exit> {
    let [ttl] = words.arguments.as_slice() else { return Err(bad("lease grant command needs TTL argument")) };
    let ttl = go::parse_int(ttl, 10).map_err(|wrong| bad(format!("bad TTL ({wrong})")))?;
    Ok(call(LeaseRequest::Grant { id: None, ttl }))
}

fn id_of(text: &str) -> Result<LeaseId, Exit> {
    let id =
        go::parse_int(text, 16).map_err(|wrong| bad(format!("bad lease ID arg ({wrong}), expecting ID in Hex")))?;
    Ok(LeaseId(id))
}
