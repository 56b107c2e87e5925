//! `sleep` and `curl`.

use super::News;
use crate::{
    api::{Answer, Call},
    client::{
        call::{Failure, Tag},
        desk::Desk,
        hosts,
        shell::Curl,
    },
    time::SimTime,
};
use alloc::{format, string::String, sync::Arc};

const PAGE: Tag = Tag(70);

/// Waits until a moment.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Sleep {
    pub(in crate::client) until: SimTime,
}

impl Sleep {
    pub(super) fn begin(&self, desk: &mut Desk<'_, '_>) {
        if self.until <= desk.now() {
            return desk.exit(0);
        }
        desk.wake_at(self.until);
    }

    pub(super) fn hear(&self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match news {
            News::Interrupted => desk.exit(130),
            News::Woken => self.begin(desk),
            _ => {}
        }
    }
}

/// Fetches a page of a member's web server.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Fetch {
    pub(in crate::client) curl: Curl,
    /// When nobody has taken the connection by then, there is nobody.
    pub(in crate::client) deadline: SimTime,
}

impl Fetch {
    pub(super) fn begin(&self, desk: &mut Desk<'_, '_>) {
        let targets = hosts::listeners(&self.curl.endpoint, desk.members());
        if targets.intersection(desk.reach()).is_empty() {
            let (host, port) = (self.curl.endpoint.host(), self.curl.endpoint.port().unwrap_or(80));
            let error = format!("curl: (7) Failed to connect to {host} port {port}: Connection refused\n");
            desk.print_error(&error);
            return desk.exit(7);
        }
        desk.ask_of(targets, PAGE, Call::Http(Arc::clone(&self.curl.path)), self.deadline);
    }

    pub(super) fn hear(news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match news {
            News::Answered(_, response) => {
                if let Ok(Answer::Http(_, body)) = &response.result {
                    desk.print(body);
                    desk.exit(0);
                }
            }
            News::Failed(_, Failure::Denied(denial)) => desk.print_error(&(String::from(denial.text()) + "\n")),
            News::Failed(..) => {
                desk.print_error("curl: (52) Empty reply from server\n");
                desk.exit(52);
            }
            News::Interrupted => desk.exit(130),
            _ => {}
        }
    }
}
