//! `auth`, `user`, `role`.

use alloc::{format, string::String, sync::Arc};

use super::{Context, Verb, bad, bytes};
use crate::{
    api::{
        Call,
        auth::{AuthRequest, Permission, PermissionKind},
    },
    etcdctl::{
        Action, Exit, Reading,
        flags::{Flag, Kind, Words},
    },
    mvcc::KeyRange,
};

fn call(request: AuthRequest) -> Action {
    Action::Call(Call::Auth(Arc::new(request)))
}

/// The one argument of a command.
fn one<'a>(words: &'a Words, otherwise: &str) -> Result<&'a String, Exit> {
    match words.arguments.as_slice() {
        [one] => Ok(one),
        _ => Err(bad(otherwise)),
    }
}

fn none(words: &Words, otherwise: &str) -> Result<(), Exit> {
    if words.arguments.is_empty() { Ok(()) } else { Err(bad(otherwise)) }
}

pub(super) const AUTH: Verb = Verb::family(
    "auth",
    "Whether permissions count",
    &[
        Verb::new("disable", "auth disable", "Permissions no longer count", &[], |words, _| {
            none(words, "auth disable command does not accept any arguments").map(|()| call(AuthRequest::Disable))
        }),
        Verb::new("enable", "auth enable", "Permissions count from now on", &[], |words, _| {
            none(words, "auth enable command does not accept any arguments").map(|()| Action::AuthEnable)
        }),
        Verb::new("status", "auth status", "Tells whether permissions count", &[], |words, _| {
            none(words, "auth status command does not accept any arguments").map(|()| call(AuthRequest::Status))
        }),
    ],
);

const INTERACTIVE: Flag = Flag::new("interactive", Kind::Bool, "=false: one line of standard input is the password");

pub(super) const USER: Verb = Verb::family(
    "user",
    "Who may ask",
    &[
        Verb::new(
            "add",
            "user add <name or name:password>",
            "Adds a user",
            &[
                INTERACTIVE,
                Flag::new("new-user-password", Kind::Text, "the password"),
                Flag::new("no-password", Kind::Bool, "a user that only a certificate can name"),
            ],
            user_add,
        ),
        Verb::new("delete", "user delete <name>", "Removes a user", &[], |words, _| {
            one(words, "user delete command requires user name as its argument")
                .map(|name| call(AuthRequest::UserDelete(name.clone())))
        }),
        Verb::new(
            "get",
            "user get <name>",
            "Tells the roles of a user",
            &[Flag::new("detail", Kind::Bool, "and what each role may do")],
            |words, _| {
                let name = one(words, "user get command requires user name as its argument")?.clone();
                Ok(if words.is_on("detail") { Action::UserDetail { name } } else { call(AuthRequest::UserGet(name)) })
            },
        ),
        Verb::new("grant-role", "user grant-role <name> <role>", "Gives a user a role", &[], |words, _| {
            match words.arguments.as_slice() {
                [user, role] => Ok(call(AuthRequest::UserGrantRole { user: user.clone(), role: role.clone() })),
                _ => Err(bad("user grant command requires user name and role name as its argument")),
            }
        }),
        Verb::new("list", "user list", "Lists all users", &[], |words, _| {
            none(words, "user list command requires no arguments").map(|()| call(AuthRequest::UserList))
        }),
        Verb::new("passwd", "user passwd <name>", "Changes a password", &[INTERACTIVE], |words, _| {
            let name = one(words, "user passwd command requires user name as its argument")?.clone();
            Ok(Action::Read(Reading::Password { name, add: false, twice: asks(words) }))
        }),
        Verb::new("revoke-role", "user revoke-role <name> <role>", "Takes a role from a user", &[], |words, _| {
            match words.arguments.as_slice() {
                [user, role] => Ok(call(AuthRequest::UserRevokeRole { user: user.clone(), role: role.clone() })),
                _ => Err(bad("user revoke-role requires user name and role name as its argument")),
            }
        }),
    ],
);

/// Whether a password is asked for at a prompt.
fn asks(words: &Words) -> bool {
    !words.has("interactive") || words.is_on("interactive")
}

fn user_add(words: &Words, _: &Context<'_>) -> Result<Action, Exit> {
    let typed = one(words, "user add command requires user name as its argument")?;
    let add = |name: &str, password: Option<&str>| {
        call(AuthRequest::UserAdd { name: name.into(), password: password.map(String::from) })
    };
    if let Some(password) = words.text("new-user-password").filter(|password| !password.is_empty()) {
        return Ok(add(typed, Some(password)));
    }
    if words.is_on("no-password") {
        return Ok(add(typed, None));
    }
    match typed.split_once(':') {
        Some(("", _)) => Err(bad("empty user name is not allowed")),
        Some((name, password)) => Ok(add(name, Some(password))),
        None => Ok(Action::Read(Reading::Password { name: typed.clone(), add: true, twice: asks(words) })),
    }
}

const RANGES: &[Flag] = &[
    Flag::new("prefix", Kind::Bool, "every key that begins with <key>"),
    Flag::new("from-key", Kind::Bool, "<key> and every key after it"),
];

pub(super) const ROLE: Verb = Verb::family(
    "role",
    "What may be asked",
    &[
        Verb::new("add", "role add <role>", "Adds a role", &[], |words, _| {
            one(words, "role add command requires role name as its argument")
                .map(|role| call(AuthRequest::RoleAdd(role.clone())))
        }),
        Verb::new("delete", "role delete <role>", "Removes a role", &[], |words, _| {
            one(words, "role delete command requires role name as its argument")
                .map(|role| call(AuthRequest::RoleDelete(role.clone())))
        }),
        Verb::new("get", "role get <role>", "Tells what a role may do", &[], |words, _| {
            one(words, "role get command requires role name as its argument")
                .map(|role| call(AuthRequest::RoleGet(role.clone())))
        }),
        Verb::new(
            "grant-permission",
            "role grant-permission <role> <read|write|readwrite> <key> [endkey]",
            "Lets a role do more",
            RANGES,
            grant,
        ),
        Verb::new("list", "role list", "Lists all roles", &[], |words, _| {
            none(words, "role list command requires no arguments").map(|()| call(AuthRequest::RoleList))
        }),
        Verb::new(
            "revoke-permission",
            "role revoke-permission <role> <key> [endkey]",
            "Lets a role do less",
            RANGES,
            revoke,
        ),
    ],
);

fn grant(words: &Words, _: &Context<'_>) -> Result<Action, Exit> {
    let [role, kind, rest @ ..] = words.arguments.as_slice() else { return Err(bad(GRANT)) };
    if rest.is_empty() {
        return Err(bad(GRANT));
    }
    let permission = match kind.to_uppercase().as_str() {
        "READ" => PermissionKind::Read,
        "WRITE" => PermissionKind::Write,
        "READWRITE" => PermissionKind::ReadWrite,
        _ => return Err(bad(format!("invalid permission type: {kind}"))),
    };
    let (key, end) = keys(words, rest)?;
    let keys = match end.as_str() {
        "" => KeyRange::One(bytes(&key)),
        "\0" => KeyRange::From(bytes(&key)),
        _ if words.is_on("prefix") => KeyRange::prefix(key.as_bytes()),
        end => KeyRange::Between(bytes(&key), bytes(end)),
    };
    Ok(call(AuthRequest::RoleGrantPermission { role: role.clone(), permission: Permission { kind: permission, keys } }))
}

const GRANT: &str = "role grant command requires role name, permission type, and key [endkey] as its argument";

fn revoke(words: &Words, _: &Context<'_>) -> Result<Action, Exit> {
    let [role, rest @ ..] = words.arguments.as_slice() else { return Err(bad(REVOKE)) };
    if rest.is_empty() {
        return Err(bad(REVOKE));
    }
    let (key, end) = keys(words, rest)?;
    let (key, end) = match (KeyRange::prefix(key.as_bytes()), words.is_on("prefix")) {
        (KeyRange::Between(key, end), true) => (key, end),
        (KeyRange::From(key), true) => (key, bytes("\0")),
        _ => (bytes(&key), bytes(&end)),
    };
    Ok(call(AuthRequest::RoleRevokePermission { role: role.clone(), key, end }))
}

const REVOKE: &str = "role revoke-permission command requires role name and key [endkey] as its argument";

/// Key and end (etcdctl, `permRange`): the end is empty for one key, and `\0` for all behind it.
fn keys(words: &Words, arguments: &[String]) -> Result<(String, String), Exit> {
    let (prefix, from_key) = (words.is_on("prefix"), words.is_on("from-key"));
    let Some(key) = arguments.first() else { return Err(bad(GRANT)) };
    if from_key && prefix {
        return Err(bad("--from-key and --prefix flags are mutually exclusive"));
    }
    match arguments.get(1) {
        Some(_) if prefix => Err(bad("unexpected endkey argument with --prefix flag")),
        Some(_) if from_key => Err(bad("unexpected endkey argument with --from-key flag")),
        Some(end) => Ok((key.clone(), end.clone())),
        None if prefix && key.is_empty() => Ok(("\0".into(), "\0".into())),
        None if prefix => Ok((key.clone(), "prefix".into())),
        None if from_key && key.is_empty() => Ok(("\0".into(), "\0".into())),
        None if from_key => Ok((key.clone(), "\0".into())),
        None => Ok((key.clone(), String::new())),
    }
}
