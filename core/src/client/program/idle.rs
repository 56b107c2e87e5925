//! `sleep` and `curl`.

use super::News;
use crate::{
    api::{Answer, Call, Response},
    client::{
        call::{Failure, Tag},
        desk::Desk,
        hosts,
        shell::{Curl, is_served},
    },
    time::SimTime,
};
use alloc::{format, sync::Arc};

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
        let endpoint = &self.curl.endpoint;
        let host = endpoint.host();
        let targets = hosts::listeners(endpoint, desk.members());
        if targets.is_empty() && !hosts::is_number(endpoint) {
            return self.fail(6, &format!("Could not resolve host: {host}"), desk);
        }
        if !is_served(endpoint) || targets.intersection(desk.reach()).is_empty() {
            let port = endpoint.port().unwrap_or(if endpoint.0.starts_with("https") { 443 } else { 80 });
            let error = format!("Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server");
            return self.fail(7, &error, desk);
        }
        desk.ask_of(targets, PAGE, Call::Http(Arc::clone(&self.curl.path)), self.deadline);
    }

    fn fail(&self, status: u8, text: &str, desk: &mut Desk<'_, '_>) {
        if !self.curl.silent {
            desk.print_error(&format!("curl: ({status}) {text}\n"));
        }
        desk.exit(status);
    }

    pub(super) fn hear(&self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match news {
            News::Answered(_, Response { result: Ok(Answer::Http(status, body)), .. }) => {
                if self.curl.fails && *status >= 400 {
                    return self.fail(22, &format!("The requested URL returned error: {status}"), desk);
                }
                desk.print(body);
                desk.exit(0);
            }
            News::Failed(_, Failure::Late) => {
                self.fail(28, "Operation timed out after 300000 milliseconds with 0 bytes received", desk);
            }
            News::Failed(..) => self.fail(52, "Empty reply from server", desk),
            News::Interrupted => desk.exit(130),
            _ => {}
        }
    }
}
