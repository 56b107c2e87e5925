//! Users, roles and permissions as every member knows them (etcd, `auth/store.go`).
//!
//! Passwords are compared as they are. A token needs no book of its own: it is a name and a revision, and it counts
//! until its user's password changes, the user goes, or permissions no longer count.

mod check;
mod keys;
#[cfg(test)]
mod tests;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    sync::Arc,
    vec::Vec,
};

use crate::{
    api::{
        Denial,
        auth::{AuthAnswer, AuthRequest, Permission, PermissionKind, Token},
    },
    mvcc::{Bytes, KeyRange},
};

/// The user, and the role, that may do everything.
const ROOT: &str = "root";

/// The users, the roles, and whether permissions count.
///
/// Example: role `r` may read `[/a/, /a0)`, user `alice` has it. Then alice may read `/a/1`, and put nothing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Auth {
    enabled: bool,
    revision: u64,
    /// The revision at which permissions last ceased to count: older tokens are worth nothing.
    ended: u64,
    users: BTreeMap<String, User>,
    roles: BTreeMap<String, Arc<Vec<Permission>>>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct User {
    /// `None`: nobody gets in by a password.
    password: Option<String>,
    roles: BTreeSet<String>,
    /// The revision at which the password was last set: older tokens are worth nothing.
    since: u64,
}

impl Default for Auth {
    /// Nobody and nothing, at revision 1.
    fn default() -> Self {
        Self { enabled: false, revision: 1, ended: 0, users: BTreeMap::new(), roles: BTreeMap::new() }
    }
}

impl User {
    fn is_root(&self) -> bool {
        self.roles.contains(ROOT)
    }
}

impl Auth {
    /// Whether permissions count.
    pub fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// How many entries it has in the store's file: users, roles, the revision, and whether permissions count.
    pub(super) fn entries(&self) -> usize {
        self.users.len() + self.roles.len() + 1 + usize::from(self.enabled)
    }

    /// The revision of users and roles: one more for each change of them.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Who asks with this token, as of now; nobody where permissions do not count, or without a token.
    ///
    /// # Errors
    /// [`Denial::InvalidToken`] if the token is worth nothing (any more).
    ///
    /// Source: etcd, `AuthInfoFromCtx`; `simple_token.go`, `info`.
    pub fn user_of(&self, token: Option<&Token>) -> Result<Option<Token>, Denial> {
        let Some(token) = token.filter(|_| self.enabled) else { return Ok(None) };
        let counts = |user: &User| token.revision >= user.since && token.revision >= self.ended;
        match self.users.get(&token.user) {
            Some(user) if counts(user) => Ok(Some(Token { user: token.user.clone(), revision: self.revision })),
            _ => Err(Denial::InvalidToken),
        }
    }

    /// Whether a name and a password belong together.
    ///
    /// # Errors
    /// [`Denial::AuthNotEnabled`], [`Denial::AuthFailed`]; [`Denial::NoPasswordUser`] for a user without one.
    ///
    /// Source: etcd, `CheckPassword`.
    pub fn check_password(&self, name: &str, password: &str) -> Result<(), Denial> {
        if !self.enabled {
            return Err(Denial::AuthNotEnabled);
        }
        match self.users.get(name) {
            Some(User { password: None, .. }) => Err(Denial::NoPasswordUser),
            Some(user) if user.password.as_deref() == Some(password) => Ok(()),
            _ => Err(Denial::AuthFailed),
        }
    }

    /// Does what is asked, if that can be done; who asks was looked at before.
    pub(super) fn execute(&mut self, request: &AuthRequest) -> Result<AuthAnswer, Denial> {
        match request {
            AuthRequest::Enable => self.enable()?,
            AuthRequest::Disable => self.disable(),
            AuthRequest::Status => {
                return Ok(AuthAnswer::Status { enabled: self.enabled, revision: self.revision });
            }
            AuthRequest::Authenticate { name, password } => {
                self.check_password(name, password)?;
                return Ok(AuthAnswer::Token(Token { user: name.clone(), revision: self.revision }));
            }
            AuthRequest::UserAdd { name, password } => self.user_add(name, password.as_ref())?,
            AuthRequest::UserGet(name) => {
                let user = self.users.get(name).ok_or(Denial::UserNotFound)?;
                return Ok(AuthAnswer::Names(user.roles.iter().cloned().collect()));
            }
            AuthRequest::UserList => return Ok(AuthAnswer::Names(self.users.keys().cloned().collect())),
            AuthRequest::UserDelete(name) => self.user_delete(name)?,
            AuthRequest::UserChangePassword { name, password } => self.user_change_password(name, password)?,
            AuthRequest::UserGrantRole { user, role } => self.user_grant_role(user, role)?,
            AuthRequest::UserRevokeRole { user, role } => self.user_revoke_role(user, role)?,
            AuthRequest::RoleAdd(name) => self.role_add(name)?,
            AuthRequest::RoleGet(name) => {
                let permissions = self.roles.get(name).ok_or(Denial::RoleNotFound)?;
                return Ok(AuthAnswer::Permissions(permissions.to_vec()));
            }
            AuthRequest::RoleList => return Ok(AuthAnswer::Names(self.roles.keys().cloned().collect())),
            AuthRequest::RoleDelete(name) => self.role_delete(name)?,
            AuthRequest::RoleGrantPermission { role, permission } => self.role_grant(role, permission)?,
            AuthRequest::RoleRevokePermission { role, key, end } => self.role_revoke(role, key, end)?,
        }
        Ok(AuthAnswer::Done)
    }

    /// Enabling leaves the revision as it is.
    fn enable(&mut self) -> Result<(), Denial> {
        if self.enabled {
            return Ok(());
        }
        let root = self.users.get(ROOT).ok_or(Denial::RootUserNotExist)?;
        if !root.is_root() {
            return Err(Denial::RootRoleNotExist);
        }
        self.enabled = true;
        Ok(())
    }

    fn disable(&mut self) {
        if self.enabled {
            self.enabled = false;
            self.revision += 1;
            self.ended = self.revision;
        }
    }

    /// Somebody has to stay who may do everything.
    fn protect(&self, protected: bool) -> Result<(), Denial> {
        if self.enabled && protected { Err(Denial::InvalidAuthManagement) } else { Ok(()) }
    }

    fn user(&mut self, name: &str) -> Result<&mut User, Denial> {
        self.users.get_mut(name).ok_or(Denial::UserNotFound)
    }

    fn user_add(&mut self, name: &str, password: Option<&String>) -> Result<(), Denial> {
        if name.is_empty() {
            return Err(Denial::UserEmpty);
        }
        if self.users.contains_key(name) {
            return Err(Denial::UserExists);
        }
        self.revision += 1;
        let user = User { password: password.cloned(), roles: BTreeSet::new(), since: self.revision };
        self.users.insert(name.into(), user);
        Ok(())
    }

    fn user_delete(&mut self, name: &str) -> Result<(), Denial> {
        self.protect(name == ROOT)?;
        self.users.remove(name).ok_or(Denial::UserNotFound)?;
        self.revision += 1;
        Ok(())
    }

    /// A user without a password stays one.
    fn user_change_password(&mut self, name: &str, password: &str) -> Result<(), Denial> {
        let revision = self.revision + 1;
        let user = self.user(name)?;
        if let Some(known) = &mut user.password {
            *known = password.into();
        }
        user.since = revision;
        self.revision = revision;
        Ok(())
    }

    /// Nobody has to make the root role before it is granted. A role that is had already changes nothing.
    fn user_grant_role(&mut self, name: &str, role: &str) -> Result<(), Denial> {
        let known = role == ROOT || self.roles.contains_key(role);
        let user = self.user(name)?;
        if !known {
            return Err(Denial::RoleNotFound);
        }
        if user.roles.insert(role.into()) {
            self.revision += 1;
        }
        Ok(())
    }

    fn user_revoke_role(&mut self, name: &str, role: &str) -> Result<(), Denial> {
        self.protect(name == ROOT && role == ROOT)?;
        if !self.user(name)?.roles.remove(role) {
            return Err(Denial::RoleNotGranted);
        }
        self.revision += 1;
        Ok(())
    }

    fn role_add(&mut self, name: &str) -> Result<(), Denial> {
        if name.is_empty() {
            return Err(Denial::RoleEmpty);
        }
        if self.roles.contains_key(name) {
            return Err(Denial::RoleExists);
        }
        self.roles.insert(name.into(), Arc::default());
        self.revision += 1;
        Ok(())
    }

    /// Those who have the role lose it.
    fn role_delete(&mut self, name: &str) -> Result<(), Denial> {
        self.protect(name == ROOT)?;
        self.roles.remove(name).ok_or(Denial::RoleNotFound)?;
        for user in self.users.values_mut() {
            user.roles.remove(name);
        }
        self.revision += 1;
        Ok(())
    }

    fn role(&mut self, name: &str) -> Result<&mut Vec<Permission>, Denial> {
        self.roles.get_mut(name).map(Arc::make_mut).ok_or(Denial::RoleNotFound)
    }

    /// Permissions stand in the order of their first keys. Only the first one with the same first key is replaced, and
    /// only if its end is the same, too: any other is added, even one that is there already (etcd,
    /// `RoleGrantPermission`).
    fn role_grant(&mut self, name: &str, permission: &Permission) -> Result<(), Denial> {
        if !keys::is_range(&permission.keys) {
            return Err(Denial::InvalidAuthManagement);
        }
        let held = self.role(name)?;
        let start = permission.keys.start();
        let place = held.partition_point(|other| other.keys.start() < start);
        match held.get_mut(place) {
            Some(first) if first.keys == permission.keys => first.kind = permission.kind,
            _ => {
                let end = held.partition_point(|other| other.keys.start() <= start);
                held.insert(end, permission.clone());
            }
        }
        self.revision += 1;
        Ok(())
    }

    fn role_revoke(&mut self, name: &str, key: &Bytes, end: &Bytes) -> Result<(), Denial> {
        let held = self.role(name)?;
        let before = held.len();
        held.retain(|permission| !keys::is_written(&permission.keys, key, end));
        if held.len() == before {
            return Err(Denial::PermissionNotGranted);
        }
        self.revision += 1;
        Ok(())
    }

    /// What a user's roles permit of one kind.
    fn permitted(&self, user: &User, kind: PermissionKind) -> Vec<&KeyRange> {
        let grants = |permission: &&Permission| permission.kind == kind || permission.kind == PermissionKind::ReadWrite;
        let permissions = user.roles.iter().filter_map(|role| self.roles.get(role)).flat_map(|role| role.iter());
        permissions.filter(grants).map(|permission| &permission.keys).collect()
    }
}
