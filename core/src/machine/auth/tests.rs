//! Users, roles and permissions, one rule at a time.

use alloc::{string::ToString, sync::Arc, vec, vec::Vec};

use super::{super::Machine, *};
use crate::{
    api::{
        Answer, Operation, Origin, Proposal,
        kv::{Compare, CompareTarget, DeleteRange, Op, Put, Range, Relation, Txn},
        maintenance::{Alarm, AlarmKind},
    },
    id::{ClientId, Index, LeaseId, NodeId, RequestId, Term},
};

fn bytes(text: &str) -> Bytes {
    text.as_bytes().into()
}

fn one(key: &str) -> KeyRange {
    KeyRange::One(bytes(key))
}

fn between(key: &str, end: &str) -> KeyRange {
    KeyRange::Between(bytes(key), bytes(end))
}

fn from(key: &str) -> KeyRange {
    KeyRange::From(bytes(key))
}

fn user_add(name: &str) -> AuthRequest {
    AuthRequest::UserAdd { name: name.into(), password: Some(name.to_string() + "pw") }
}

fn role_add(name: &str) -> AuthRequest {
    AuthRequest::RoleAdd(name.into())
}

fn grant_role(user: &str, role: &str) -> AuthRequest {
    AuthRequest::UserGrantRole { user: user.into(), role: role.into() }
}

fn revoke_role(user: &str, role: &str) -> AuthRequest {
    AuthRequest::UserRevokeRole { user: user.into(), role: role.into() }
}

fn grant(role: &str, kind: PermissionKind, keys: KeyRange) -> AuthRequest {
    AuthRequest::RoleGrantPermission { role: role.into(), permission: Permission { kind, keys } }
}

fn revoke(role: &str, key: &str, end: &str) -> AuthRequest {
    AuthRequest::RoleRevokePermission { role: role.into(), key: bytes(key), end: bytes(end) }
}

fn password(name: &str, password: &str) -> AuthRequest {
    AuthRequest::UserChangePassword { name: name.into(), password: password.into() }
}

fn get(role: &str) -> AuthRequest {
    AuthRequest::RoleGet(role.into())
}

/// A machine that is fed one change after the other.
#[derive(Default)]
struct Fed(Machine);

impl Fed {
    fn apply(&mut self, origin: Origin, user: Option<Token>, operation: Operation) -> Result<Answer, Denial> {
        let number = self.0.applied().index.0;
        let proposal = Proposal::new(origin, user.map(Arc::new), operation);
        self.0.apply(Index(number + 1), Term(1), Some(&proposal)).unwrap().result
    }

    /// What comes of a client's change, as this user; "" is nobody.
    fn does(&mut self, user: &str, operation: Operation) -> Result<Answer, Denial> {
        let origin = Origin::Client(RequestId { client: ClientId(1), number: 1 });
        let token = (!user.is_empty()).then(|| Token { user: user.into(), revision: self.0.auth().revision() });
        self.apply(origin, token, operation)
    }

    fn asks(&mut self, user: &str, request: AuthRequest) -> Result<AuthAnswer, Denial> {
        match self.does(user, Operation::Auth(Arc::new(request)))? {
            Answer::Auth(answer) => Ok(answer),
            other => panic!("{other:?}"),
        }
    }

    fn done(&mut self, requests: impl IntoIterator<Item = AuthRequest>) {
        for request in requests {
            let user = if self.0.auth().is_enabled() { "root" } else { "" };
            self.asks(user, request.clone()).unwrap_or_else(|denial| panic!("{request:?}: {denial}"));
        }
    }

    fn puts(&mut self, user: &str, put: Put) -> Option<Denial> {
        self.does(user, Operation::Put(Arc::new(put))).err()
    }

    fn txn(&mut self, user: &str, txn: Txn) -> Option<Denial> {
        self.does(user, Operation::Txn(Arc::new(txn))).err()
    }

    fn permissions(&mut self, role: &str) -> Vec<Permission> {
        match self.asks("root", get(role)).unwrap() {
            AuthAnswer::Permissions(permissions) => permissions,
            other => panic!("{other:?}"),
        }
    }
}

/// root, and alice with a role that may read `shared` and do everything below `/a/`; permissions count.
fn enabled() -> Fed {
    let mut fed = Fed::default();
    fed.done([user_add("root"), grant_role("root", "root"), user_add("alice"), role_add("r")]);
    fed.done([
        grant("r", PermissionKind::Read, one("shared")),
        grant("r", PermissionKind::ReadWrite, between("/a/", "/a0")),
    ]);
    fed.done([grant_role("alice", "r"), AuthRequest::Enable]);
    fed
}

fn put(key: &str) -> Put {
    Put::of(bytes(key), bytes("v"))
}

fn read(key: &str) -> Op {
    Op::Range(Range::of(one(key)))
}

#[test]
fn permissions_count_only_with_a_root_user_in_the_root_role() {
    let mut fed = Fed::default();
    assert_eq!(fed.asks("", AuthRequest::Enable), Err(Denial::RootUserNotExist));
    fed.done([user_add("root")]);
    assert_eq!(fed.asks("", AuthRequest::Enable), Err(Denial::RootRoleNotExist));
    // Nobody has to make the role: that it is had is enough.
    fed.done([grant_role("root", "root")]);
    let revision = fed.0.auth().revision();
    fed.done([AuthRequest::Enable, AuthRequest::Enable]);
    assert!(fed.0.auth().is_enabled());
    assert_eq!(fed.0.auth().revision(), revision, "enabling changes no revision");
    fed.done([AuthRequest::Disable]);
    assert_eq!(fed.0.auth().revision(), revision + 1, "disabling does");
    fed.done([AuthRequest::Disable]);
    assert_eq!(fed.0.auth().revision(), revision + 1, "once");
}

#[test]
fn the_revision_counts_changes_and_nothing_else() {
    let mut fed = Fed::default();
    assert_eq!(fed.0.auth().revision(), 1);
    fed.done([user_add("a"), role_add("r"), grant_role("a", "r")]);
    assert_eq!(fed.0.auth().revision(), 4);
    fed.done([grant_role("a", "r"), AuthRequest::UserList, AuthRequest::RoleList, get("r"), AuthRequest::Status]);
    assert_eq!(fed.0.auth().revision(), 4, "a role that is had already changes nothing");
    fed.done([grant("r", PermissionKind::Read, one("k")), grant("r", PermissionKind::Write, one("k"))]);
    fed.done([revoke("r", "k", ""), revoke_role("a", "r"), password("a", "x")]);
    fed.done([AuthRequest::RoleDelete("r".into()), AuthRequest::UserDelete("a".into())]);
    assert_eq!(fed.0.auth().revision(), 11);
    assert_eq!(fed.0.revision().0, 1, "the store's revision is another one");
}

#[test]
fn names_are_there_or_not_there_and_not_empty() {
    let mut fed = Fed::default();
    fed.done([user_add("a"), role_add("r")]);
    let refused = [
        (user_add("a"), Denial::UserExists),
        (user_add(""), Denial::UserEmpty),
        (role_add("r"), Denial::RoleExists),
        (role_add(""), Denial::RoleEmpty),
        (AuthRequest::UserGet("b".into()), Denial::UserNotFound),
        (AuthRequest::UserDelete("b".into()), Denial::UserNotFound),
        (password("b", "x"), Denial::UserNotFound),
        (grant_role("b", "s"), Denial::UserNotFound),
        (grant_role("a", "s"), Denial::RoleNotFound),
        (revoke_role("b", "r"), Denial::UserNotFound),
        (revoke_role("a", "r"), Denial::RoleNotGranted),
        (get("s"), Denial::RoleNotFound),
        (AuthRequest::RoleDelete("s".into()), Denial::RoleNotFound),
        (grant("s", PermissionKind::Read, one("k")), Denial::RoleNotFound),
        (revoke("s", "k", ""), Denial::RoleNotFound),
        (revoke("r", "k", ""), Denial::PermissionNotGranted),
        (grant("r", PermissionKind::Read, between("c", "b")), Denial::InvalidAuthManagement),
        (grant("r", PermissionKind::Read, one("")), Denial::InvalidAuthManagement),
    ];
    let before = fed.0.auth().clone();
    for (request, denial) in refused {
        assert_eq!(fed.asks("", request.clone()), Err(denial), "{request:?}");
    }
    assert_eq!(*fed.0.auth(), before, "what is refused changes nothing");
}

#[test]
fn a_password_opens_and_a_user_without_one_does_not_get_in() {
    let mut fed = enabled();
    fed.done([AuthRequest::UserAdd { name: "bob".into(), password: None }]);
    let auth = fed.0.auth();
    assert_eq!(auth.check_password("alice", "alicepw"), Ok(()));
    assert_eq!(auth.check_password("alice", "x"), Err(Denial::AuthFailed));
    assert_eq!(auth.check_password("nobody", "x"), Err(Denial::AuthFailed));
    assert_eq!(auth.check_password("bob", ""), Err(Denial::NoPasswordUser));
    fed.done([password("bob", "x")]);
    assert_eq!(fed.0.auth().check_password("bob", "x"), Err(Denial::NoPasswordUser), "still");
    fed.done([AuthRequest::Disable]);
    assert_eq!(fed.0.auth().check_password("alice", "alicepw"), Err(Denial::AuthNotEnabled));
}

#[test]
fn a_token_counts_until_the_password_changes_the_user_goes_or_permissions_end() {
    let mut fed = enabled();
    let ask = AuthRequest::Authenticate { name: "alice".into(), password: "alicepw".into() };
    let token = |fed: &mut Fed| match fed.asks("", ask.clone()).unwrap() {
        AuthAnswer::Token(token) => token,
        other => panic!("{other:?}"),
    };
    let given = token(&mut fed);
    fed.done([role_add("other")]);
    let known = fed.0.auth().user_of(Some(&given)).unwrap().unwrap();
    assert_eq!(known.revision, fed.0.auth().revision(), "who asks is looked at as of now");
    fed.done([password("alice", "alicepw")]);
    assert_eq!(fed.0.auth().user_of(Some(&given)), Err(Denial::InvalidToken));
    let given = token(&mut fed);
    fed.done([AuthRequest::UserDelete("alice".into()), user_add("alice")]);
    assert_eq!(fed.0.auth().user_of(Some(&given)), Err(Denial::InvalidToken), "another alice");
    let given = token(&mut fed);
    fed.done([AuthRequest::Disable]);
    assert_eq!(fed.0.auth().user_of(Some(&given)), Ok(None), "without permissions nobody asks who asks");
    fed.done([AuthRequest::Enable]);
    assert_eq!(fed.0.auth().user_of(Some(&given)), Err(Denial::InvalidToken));
    assert_eq!(fed.0.auth().user_of(None), Ok(None));
}

#[test]
fn a_permission_takes_the_place_of_the_same_range_and_stands_in_order() {
    let mut fed = enabled();
    fed.done([role_add("p"), grant("p", PermissionKind::Read, from("b")), grant("p", PermissionKind::Read, one("a"))]);
    fed.done([grant("p", PermissionKind::Write, one("a"))]);
    let held = |kind, keys| Permission { kind, keys };
    let expected = vec![held(PermissionKind::Write, one("a")), held(PermissionKind::Read, from("b"))];
    assert_eq!(fed.permissions("p"), expected);
    // Behind another one with the same first key, the same range is added once more: etcd looks at the first only.
    fed.done([
        grant("p", PermissionKind::Read, between("a", "c")),
        grant("p", PermissionKind::Read, between("a", "c")),
    ]);
    assert_eq!(fed.permissions("p").len(), 4);
    fed.done([revoke("p", "a", "c")]);
    assert_eq!(fed.permissions("p"), expected, "both go");
    fed.done([revoke("p", "b", "\0")]);
    assert_eq!(fed.permissions("p").len(), 1, "a zero byte stands for no end");
}

#[test]
fn ranges_that_touch_are_one() {
    let held = [between("a", "c"), between("c", "e"), one("k"), from("x")];
    let held = held.iter().collect::<Vec<_>>();
    let within =
        [one("a"), one("d\u{7f}"), between("a", "e"), between("b", "d"), one("k"), from("x"), from("y"), one("zz")];
    for keys in within {
        assert!(keys::contain(&held, &keys), "{keys:?}");
    }
    let beyond = [
        one("e"),
        one("`"),
        between("a", "e\0"),
        between("Z", "b"),
        between("d", "k\0"),
        between("k", "l"),
        from("a"),
        one("k\0"),
        one("j"),
    ];
    for keys in beyond {
        assert!(!keys::contain(&held, &keys), "{keys:?}");
    }
    // A key reaches up to the next one.
    assert!(keys::contain(&[&one("k")], &between("k", "k\0")));
    assert!(keys::contain(&[&one("k"), &between("k\0", "m")], &between("k", "m")));
    assert!(!keys::contain(&[], &one("k")) && !keys::contain(&[], &between("a", "b")));
}

#[test]
fn who_may_read_and_who_may_write() {
    let fed = enabled();
    let auth = fed.0.auth();
    let token = |name: &str| Some(Token { user: name.into(), revision: auth.revision() });
    let may = |name: &str, keys: KeyRange, kind| auth.check_keys(token(name).as_ref(), &keys, kind);
    assert_eq!(may("alice", one("shared"), PermissionKind::Read), Ok(()));
    assert_eq!(may("alice", one("shared"), PermissionKind::Write), Err(Denial::PermissionDenied));
    assert_eq!(may("alice", between("/a/", "/a0"), PermissionKind::Write), Ok(()));
    assert_eq!(may("alice", between("/a/", "/b"), PermissionKind::Read), Err(Denial::PermissionDenied));
    assert_eq!(may("root", from("\0"), PermissionKind::Write), Ok(()));
    assert_eq!(may("nobody", one("shared"), PermissionKind::Read), Err(Denial::PermissionDenied));
    assert_eq!(auth.check_read(None, &one("shared")), Err(Denial::UserEmpty));
    let old = Token { user: "root".into(), revision: auth.revision() - 1 };
    assert_eq!(auth.check_read(Some(&old), &one("shared")), Err(Denial::AuthOldRevision));
    let before = Fed::default();
    assert_eq!(before.0.auth().check_read(None, &one("shared")), Ok(()), "permissions do not count");
}

#[test]
fn without_space_nobody_is_asked_who_he_is() {
    let mut fed = enabled();
    fed.0.raise(Alarm { member: 1, kind: AlarmKind::NoSpace });
    assert_eq!(fed.puts("", put("/a/1")), Some(Denial::NoSpace));
    assert_eq!(fed.puts("alice", put("shared")), Some(Denial::NoSpace));
}

#[test]
fn changes_are_judged_when_they_are_applied() {
    let mut fed = enabled();
    assert_eq!(fed.puts("alice", put("/a/1")), None);
    assert_eq!(fed.puts("alice", put("shared")), Some(Denial::PermissionDenied));
    assert_eq!(fed.puts("", put("/a/1")), Some(Denial::UserEmpty));
    // Alice's put left before a role changed, and is applied after it.
    let early = Token { user: "alice".into(), revision: fed.0.auth().revision() };
    fed.done([role_add("other")]);
    let origin = Origin::Client(RequestId { client: ClientId(1), number: 2 });
    let late = fed.apply(origin, Some(early), Operation::Put(Arc::new(put("/a/2"))));
    assert_eq!(late, Err(Denial::AuthOldRevision));
    assert_eq!(fed.0.revision().0, 2, "only the first put counted");
    // What the cluster does by itself, it does as root.
    let own = Origin::Member { node: NodeId::new(1).unwrap(), number: 1 };
    assert!(fed.apply(own, None, Operation::Put(Arc::new(put("secret")))).is_ok());
}

#[test]
fn what_was_there_before_takes_reading() {
    let mut fed = enabled();
    fed.done([role_add("w"), grant("w", PermissionKind::Write, one("w")), grant_role("alice", "w")]);
    assert_eq!(fed.puts("alice", put("w")), None);
    assert_eq!(fed.puts("alice", Put { previous: true, ..put("w") }), Some(Denial::PermissionDenied));
    let delete = |previous| Operation::Delete(Arc::new(DeleteRange { keys: one("w"), previous }));
    assert_eq!(fed.does("alice", delete(true)), Err(Denial::PermissionDenied));
    assert!(fed.does("alice", delete(false)).is_ok());
}

#[test]
fn every_part_of_a_transaction_is_judged_whichever_way_it_goes() {
    let mut fed = enabled();
    let compare = |key: &str| Compare { keys: one(key), target: CompareTarget::Version(0), relation: Relation::Equal };
    let success = |op: Op| Txn { success: vec![op], ..Txn::default() };
    let denied = Some(Denial::PermissionDenied);
    assert_eq!(fed.txn("alice", Txn { compares: vec![compare("shared")], ..success(Op::Put(put("/a/1"))) }), None);
    assert_eq!(fed.txn("alice", Txn { compares: vec![compare("secret")], ..success(Op::Put(put("/a/1"))) }), denied);
    assert_eq!(fed.txn("alice", success(read("secret"))), denied);
    assert_eq!(fed.txn("alice", success(Op::Put(put("shared")))), denied);
    assert_eq!(fed.txn("alice", Txn { failure: vec![Op::Put(put("secret"))], ..success(read("shared")) }), denied);
    let delete = |previous| Op::Delete(DeleteRange { keys: one("secret"), previous });
    assert_eq!(fed.txn("alice", success(delete(false))), denied);
    assert_eq!(fed.txn("alice", success(Op::Txn(success(read("secret"))))), denied, "within another one, too");
    assert_eq!(fed.txn("root", success(delete(true))), None);
}

#[test]
fn a_lease_with_keys_of_others_is_theirs() {
    let mut fed = enabled();
    let lease = LeaseId(7);
    let leased = |key: &str| Put { lease: Some(lease), ..put(key) };
    assert!(fed.does("alice", Operation::LeaseGrant { id: lease, ttl: 100 }).is_ok(), "anybody may have one");
    assert_eq!(fed.puts("alice", leased("/a/1")), None);
    assert_eq!(fed.puts("root", leased("secret")), None);
    assert_eq!(fed.puts("alice", leased("/a/2")), Some(Denial::PermissionDenied));
    let end = Operation::LeaseRevoke { id: lease };
    assert_eq!(fed.does("alice", end.clone()), Err(Denial::PermissionDenied));
    let token = |name: &str| Token { user: name.into(), revision: fed.0.auth().revision() };
    assert_eq!(fed.0.check_lease_read(Some(&token("alice")), lease), Err(Denial::PermissionDenied));
    assert_eq!(fed.0.check_lease_read(Some(&token("root")), lease), Ok(()));
    assert_eq!(fed.0.check_lease_read(None, lease), Err(Denial::UserEmpty));
    assert!(fed.does("root", end).is_ok());
}

#[test]
fn users_and_roles_are_roots_to_change_and_ones_own_to_see() {
    let mut fed = enabled();
    for request in [
        user_add("zz"),
        role_add("zz"),
        AuthRequest::UserList,
        AuthRequest::RoleList,
        AuthRequest::Status,
        AuthRequest::Enable,
        AuthRequest::Disable,
        AuthRequest::UserGet("root".into()),
        get("other"),
    ] {
        assert_eq!(fed.asks("alice", request.clone()), Err(Denial::PermissionDenied), "{request:?}");
        assert_eq!(fed.asks("", request), Err(Denial::UserEmpty));
    }
    assert_eq!(fed.asks("alice", AuthRequest::UserGet("alice".into())), Ok(AuthAnswer::Names(vec!["r".into()])));
    assert!(fed.asks("alice", get("r")).is_ok());
    assert_eq!(fed.asks("gone", AuthRequest::UserList), Err(Denial::UserNotFound));
}

#[test]
fn root_stays_while_permissions_count() {
    let mut fed = enabled();
    let goes =
        [AuthRequest::UserDelete("root".into()), revoke_role("root", "root"), AuthRequest::RoleDelete("root".into())];
    for request in &goes {
        assert_eq!(fed.asks("root", request.clone()), Err(Denial::InvalidAuthManagement));
    }
    fed.done([AuthRequest::Disable]);
    fed.done([revoke_role("root", "root"), AuthRequest::UserDelete("root".into())]);
}

#[test]
fn a_role_that_goes_is_taken_from_everybody() {
    let mut fed = enabled();
    fed.done([AuthRequest::RoleDelete("r".into())]);
    assert_eq!(fed.asks("root", AuthRequest::UserGet("alice".into())), Ok(AuthAnswer::Names(Vec::new())));
    assert_eq!(fed.puts("alice", put("/a/1")), Some(Denial::PermissionDenied));
}
