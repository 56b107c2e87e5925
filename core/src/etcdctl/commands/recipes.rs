//! `lock` and `elect`.

use super::{Verb, bad};
use crate::etcdctl::{
    Action,
    flags::{Flag, Kind},
};

pub(super) const LOCK: Verb = Verb::new(
    "lock",
    "lock <name> [command…]",
    "Takes a lock, and holds it until it is interrupted or the command ends",
    &[Flag::new("ttl", Kind::Int, "how many seconds the lock outlives its holder (10)")],
    |words, _| {
        let [name, command @ ..] = words.arguments.as_slice() else {
            return Err(bad("lock takes a lock name argument and an optional command to execute"));
        };
        Ok(Action::Lock { name: name.clone(), ttl: words.int("ttl").unwrap_or(10), command: command.to_vec() })
    },
);

pub(super) const ELECT: Verb = Verb::new(
    "elect",
    "elect <name> [proposal]",
    "Stands in an election, or tells who is elected",
    &[Flag::new("listen", Kind::Bool, "tell who is elected").short('l')],
    |words, _| {
        let listens = words.is_on("listen");
        match words.arguments.as_slice() {
            [name] if listens => Ok(Action::Observe { name: name.clone() }),
            [_] => Err(bad("no proposal argument but -l not set")),
            [_, _] if listens => Err(bad("proposal given but -l is set")),
            [name, value] => Ok(Action::Campaign { name: name.clone(), value: value.clone() }),
            _ => Err(bad("elect takes one election name argument and an optional proposal argument")),
        }
    },
);
