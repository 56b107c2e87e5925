//! The pages of a member's web server: `/health`, `/livez`, `/readyz`, `/version`, `/metrics` (etcd, `etcdhttp/`).

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
};

use super::{Member, Output, maintenance::VERSION, reads::Query};
use crate::{
    api::{Answer, Denial, maintenance::AlarmKind},
    id::RequestId,
    time::SimTime,
};

/// A page that waits for a linearizable read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Page {
    Health,
    Ready { verbose: bool },
}

/// The values of one field in a page's query.
fn values<'a>(query: &'a str, field: &'a str) -> impl Iterator<Item = &'a str> {
    query.split('&').filter_map(move |pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name == field).then_some(value)
    })
}

fn health(reason: &str) -> (u16, String) {
    let good = reason.is_empty();
    let end = if good { "" } else { "\n" };
    (if good { 200 } else { 503 }, format!("{{\"health\":\"{good}\",\"reason\":\"{reason}\"}}{end}"))
}

impl Member {
    pub(super) fn page(&mut self, now: SimTime, id: RequestId, path: &str, output: &mut Output) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let (path, query) = (path.split('#').next().unwrap_or_default(), query);
        let verbose = values(query, "verbose").next().is_some();
        let (status, body) = match path {
            "/health" => {
                let serializable = values(query, "serializable").next() == Some("true");
                let alarm = self
                    .machine
                    .alarms()
                    .iter()
                    .find(|alarm| !values(query, "exclude").any(|name| name == alarm.kind.name()));
                if let Some(alarm) = alarm {
                    let reason = format!("ALARM {}", alarm.kind.name());
                    return self.tell_health(id, &reason, output);
                }
                if !serializable && self.raft.leader().is_none() {
                    return self.tell_health(id, "RAFT NO LEADER", output);
                }
                return self.read(now, id, Query::Page(Page::Health), serializable, output);
            }
            "/readyz" => return self.read(now, id, Query::Page(Page::Ready { verbose }), false, output),
            "/livez" if verbose => (200, "[+]serializable_read ok\nok\n".to_string()),
            "/livez" => (200, "ok\n".to_string()),
            "/version" => (200, format!("{{\"etcdserver\":\"{VERSION}\",\"etcdcluster\":\"3.5.0\"}}")),
            "/metrics" => (200, self.metrics()),
            _ => (404, "404 page not found\n".to_string()),
        };
        self.answer(id, Answer::Http(status, body.into()), output);
    }

    /// Tells that it is well, or why not.
    fn tell_health(&mut self, id: RequestId, reason: &str, output: &mut Output) {
        let (status, body) = health(reason);
        if status == 200 {
            self.counters.health_success += 1;
        } else {
            self.counters.health_failures += 1;
        }
        self.answer(id, Answer::Http(status, body.into()), output);
    }

    /// The read that a page waited for is done, or was refused.
    pub(super) fn finish_page(&mut self, id: RequestId, page: Page, denial: Option<Denial>, output: &mut Output) {
        match page {
            Page::Health => {
                let reason = denial.map_or_else(String::new, |denial| format!("RANGE ERROR:{denial}"));
                self.tell_health(id, &reason, output);
            }
            Page::Ready { verbose } => {
                let corrupt = self.machine.is_alarmed(AlarmKind::Corrupt);
                let line = |name: &str, wrong: Option<String>| match wrong {
                    Some(wrong) => format!("[-]{name} failed: {wrong}\n"),
                    None => format!("[+]{name} ok\n"),
                };
                let damage = corrupt.then(|| "alarm activated: CORRUPT".to_string());
                let checks = [
                    line("data_corruption", damage),
                    line("serializable_read", None),
                    line("linearizable_read", denial.map(|denial| denial.to_string())),
                ];
                let (status, body) = if corrupt || denial.is_some() {
                    (503, checks.concat() + "\n")
                } else if verbose {
                    (200, checks.concat() + "ok\n")
                } else {
                    (200, "ok\n".to_string())
                };
                self.answer(id, Answer::Http(status, Arc::from(body)), output);
            }
        }
    }

    /// A read is not done.
    pub(super) fn refuse_read(&mut self, id: RequestId, query: &Query, denial: Denial, output: &mut Output) {
        match query {
            Query::Hashes => self.forget_hashes(),
            Query::Page(page) => self.finish_page(id, *page, Some(denial), output),
            _ => self.refuse(id, denial, output),
        }
    }
}
