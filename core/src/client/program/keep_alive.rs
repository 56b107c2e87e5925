//! `etcdctl lease keep-alive ID`: renews a lease until it is over, or ^C (etcd, `lease_command.go`).

use alloc::{format, string::ToString};

use super::{Doing, News};
use crate::{
    client::{
        desk::Desk,
        recipe::session::{Change, Session},
    },
    etcdctl::{self, Format, Style},
    id::LeaseId,
};

/// The command.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct KeepAlive {
    lease: LeaseId,
    style: Style,
    session: Option<Session>,
}

impl KeepAlive {
    pub(in crate::client) fn new(lease: LeaseId, style: Style) -> Self {
        Self { lease, style, session: None }
    }

    pub(super) fn begin(&mut self, desk: &mut Desk<'_, '_>) {
        self.session = Some(Session::adopt(self.lease, desk));
    }

    pub(super) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match (self.session.as_mut().and_then(|session| session.hear(news, desk)), news) {
            (Some(Change::Renewed(id, ttl)), News::Answered(_, response)) => {
                desk.show(&etcdctl::kept_alive(self.style, response, id, ttl));
            }
            (Some(Change::Lost), _) => {
                if self.style.format == Format::Simple {
                    desk.print(&format!("lease {:016x} expired or revoked.\n", self.lease.0));
                }
                desk.exit(0);
            }
            (_, News::Interrupted) => desk.exit(130),
            _ => {}
        }
    }

    pub(super) fn doing(&self) -> Doing {
        let until = self.session.as_ref().and_then(Session::deadline);
        Doing::KeepingAlive { lease: self.lease.to_string(), until }
    }
}
