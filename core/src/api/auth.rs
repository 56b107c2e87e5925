//! Users, roles and permissions.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::mvcc::{Bytes, KeyRange};

/// What a member gives for a name and its password, and knows again.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Token {
    /// Whose it is.
    pub user: String,
    /// At which revision of users and roles it was given.
    pub revision: u64,
}

/// What can be asked.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum AuthRequest {
    /// Permissions count from now on.
    Enable,
    /// They no longer do.
    Disable,
    /// Whether they do.
    Status,
    /// A token for a name and its password.
    Authenticate {
        /// The name.
        name: String,
        /// The password.
        password: String,
    },
    /// A new user.
    UserAdd {
        /// The name.
        name: String,
        /// The password; `None` where only a certificate shall do.
        password: Option<String>,
    },
    /// The roles of a user.
    UserGet(String),
    /// All users.
    UserList,
    /// One user less.
    UserDelete(String),
    /// A new password.
    UserChangePassword {
        /// Whose.
        name: String,
        /// The password.
        password: String,
    },
    /// A role for a user.
    UserGrantRole {
        /// Who.
        user: String,
        /// Which.
        role: String,
    },
    /// A role less for a user.
    UserRevokeRole {
        /// Who.
        user: String,
        /// Which.
        role: String,
    },
    /// A new role.
    RoleAdd(String),
    /// What a role may do.
    RoleGet(String),
    /// All roles.
    RoleList,
    /// One role less.
    RoleDelete(String),
    /// A permission for a role.
    RoleGrantPermission {
        /// Which role.
        role: String,
        /// What it may.
        permission: Permission,
    },
    /// A permission less for a role.
    RoleRevokePermission {
        /// Which role.
        role: String,
        /// First key.
        key: Bytes,
        /// End of the range, as it was granted; empty for one key.
        end: Bytes,
    },
}

impl AuthRequest {
    /// Whether it goes through the log. etcd lets a token take that way, too: every member has to know it.
    pub fn is_change(&self) -> bool {
        !matches!(self, Self::Status | Self::UserGet(_) | Self::UserList | Self::RoleGet(_) | Self::RoleList)
    }
}

/// What a role may do with some keys.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Permission {
    /// What.
    pub kind: PermissionKind,
    /// With which keys.
    pub keys: KeyRange,
}

/// What can be permitted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PermissionKind {
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Both.
    ReadWrite,
}

impl fmt::Display for PermissionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "READ",
            Self::Write => "WRITE",
            Self::ReadWrite => "READWRITE",
        })
    }
}

/// What comes back.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum AuthAnswer {
    /// It is done.
    Done,
    /// Whether permissions count, and the revision of users and roles.
    Status {
        /// Whether they do.
        enabled: bool,
        /// The revision.
        revision: u64,
    },
    /// A token.
    Token(Token),
    /// Names of users, or of roles.
    Names(Vec<String>),
    /// What a role may do, by key.
    Permissions(Vec<Permission>),
}
