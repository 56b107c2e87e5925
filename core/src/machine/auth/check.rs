//! Who may do what (etcd, `apply_auth.go`, and `isOpPermitted` and `IsAdminPermitted` in `auth/store.go`).

use super::{super::Machine, Auth, keys};
use crate::{
    api::{
        Denial, Operation, Origin, Proposal,
        auth::{AuthRequest, PermissionKind, Token},
        kv::{Op, Txn},
    },
    id::LeaseId,
    mvcc::KeyRange,
};

impl Auth {
    /// Whether this user may do everything, which changing users, roles and members takes.
    ///
    /// # Errors
    /// [`Denial::UserEmpty`] for nobody, [`Denial::UserNotFound`], [`Denial::PermissionDenied`].
    pub fn check_admin(&self, user: Option<&Token>) -> Result<(), Denial> {
        if !self.enabled {
            return Ok(());
        }
        let name = user.map(|token| &token.user).ok_or(Denial::UserEmpty)?;
        match self.users.get(name) {
            None => Err(Denial::UserNotFound),
            Some(user) if user.is_root() => Ok(()),
            Some(_) => Err(Denial::PermissionDenied),
        }
    }

    /// Whether this user may read, or write, all of these keys.
    ///
    /// # Errors
    /// [`Denial::UserEmpty`] for nobody, [`Denial::AuthOldRevision`] if users or roles have changed since the user was
    /// looked at, [`Denial::PermissionDenied`].
    pub fn check_keys(&self, user: Option<&Token>, keys: &KeyRange, kind: PermissionKind) -> Result<(), Denial> {
        if !self.enabled {
            return Ok(());
        }
        let Token { user, revision } = user.ok_or(Denial::UserEmpty)?;
        if *revision < self.revision {
            return Err(Denial::AuthOldRevision);
        }
        let user = self.users.get(user).ok_or(Denial::PermissionDenied)?;
        let may = user.is_root() || keys::contain(&self.permitted(user, kind), keys);
        if may { Ok(()) } else { Err(Denial::PermissionDenied) }
    }

    /// Whether this user may read all of these keys.
    ///
    /// # Errors
    /// As [`Auth::check_keys`].
    pub fn check_read(&self, user: Option<&Token>, keys: &KeyRange) -> Result<(), Denial> {
        self.check_keys(user, keys, PermissionKind::Read)
    }

    fn check_write(&self, user: Option<&Token>, keys: &KeyRange) -> Result<(), Denial> {
        self.check_keys(user, keys, PermissionKind::Write)
    }

    /// Whether this user may carry out a transaction, whichever way it goes. As in etcd, neither the leases of its puts
    /// nor what they return of before is looked at; unlike there, transactions within it are.
    ///
    /// # Errors
    /// As [`Auth::check_keys`].
    pub fn check_txn(&self, user: Option<&Token>, txn: &Txn) -> Result<(), Denial> {
        if !self.enabled {
            return Ok(());
        }
        txn.compares.iter().try_for_each(|compare| self.check_read(user, &compare.keys))?;
        txn.success.iter().chain(&txn.failure).try_for_each(|op| match op {
            Op::Range(range) => self.check_read(user, &range.keys),
            Op::Put(put) => self.check_write(user, &KeyRange::One(put.key.clone())),
            Op::Delete(delete) => {
                if delete.previous {
                    self.check_read(user, &delete.keys)?;
                }
                self.check_write(user, &delete.keys)
            }
            Op::Txn(txn) => self.check_txn(user, txn),
        })
    }

    /// Everybody may look at oneself and at the roles that one has; all else takes root.
    fn check_request(&self, user: Option<&Token>, request: &AuthRequest) -> Result<(), Denial> {
        let name = user.map(|token| token.user.as_str());
        let own = match request {
            AuthRequest::Authenticate { .. } => true,
            AuthRequest::UserGet(wanted) => name == Some(wanted.as_str()),
            AuthRequest::RoleGet(role) => {
                name.and_then(|name| self.users.get(name)).is_some_and(|user| user.roles.contains(role))
            }
            _ => false,
        };
        if own { Ok(()) } else { self.check_admin(user) }
    }
}

impl Machine {
    /// Whether a change may be carried out for who wants it. What a member wants by itself, it wants as root.
    pub(in crate::machine) fn authorize(&self, proposal: &Proposal) -> Result<(), Denial> {
        if !self.auth.is_enabled() || matches!(proposal.origin, Origin::Member { .. }) {
            return Ok(());
        }
        let user = proposal.user.as_deref();
        match &proposal.operation {
            Operation::Put(put) => {
                let key = KeyRange::One(put.key.clone());
                self.auth.check_write(user, &key)?;
                put.lease.map_or(Ok(()), |lease| self.check_lease_keys(user, lease))?;
                if put.previous { self.auth.check_read(user, &key) } else { Ok(()) }
            }
            Operation::Delete(delete) => {
                self.auth.check_write(user, &delete.keys)?;
                if delete.previous { self.auth.check_read(user, &delete.keys) } else { Ok(()) }
            }
            Operation::Txn(txn) => self.auth.check_txn(user, txn),
            Operation::LeaseRevoke { id } => self.check_lease_keys(user, *id),
            Operation::Auth(request) => self.auth.check_request(user, request),
            _ => Ok(()),
        }
    }

    /// Who may not write all keys of a lease may not end it, nor attach more to it.
    fn check_lease_keys(&self, user: Option<&Token>, lease: LeaseId) -> Result<(), Denial> {
        let Some(lease) = self.leases.get(lease).filter(|_| self.auth.check_admin(user).is_err()) else {
            return Ok(());
        };
        lease.keys().try_for_each(|key| self.auth.check_write(user, &KeyRange::One(key.clone())))
    }

    /// Whether a user may see which keys a lease has: all of them, or nothing (etcd, `checkLeaseTimeToLive`).
    ///
    /// # Errors
    /// As [`Auth::check_keys`].
    pub fn check_lease_read(&self, user: Option<&Token>, lease: LeaseId) -> Result<(), Denial> {
        if self.auth.is_enabled() && user.is_none() {
            return Err(Denial::UserEmpty);
        }
        let Some(lease) = self.leases.get(lease) else { return Ok(()) };
        lease.keys().try_for_each(|key| self.auth.check_read(user, &KeyRange::One(key.clone())))
    }
}
