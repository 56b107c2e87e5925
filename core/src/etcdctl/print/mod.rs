//! From an answer to the text that etcdctl prints.

mod each;
mod fields;
mod json;
mod simple;
mod table;

pub use each::{Defragmented, Health, endpoint_failed, hashes, health, statuses};
pub use simple::{SavedStatus, kept_alive, moved, role_detail, saved, saved_status};

use alloc::{format, string::String, vec::Vec};

use super::{Exit, go};
use crate::{
    api::{
        Answer, Call, Response,
        auth::{AuthAnswer, AuthRequest},
        cluster::{ClusterAnswer, ClusterRequest},
        kv::Range,
        lease::LeaseRequest,
        maintenance::MaintenanceRequest,
        watch::{WatchEvent, WatchEventKind, WatchResponse},
    },
    mvcc::KeyRange,
    server::{cluster_id, member_id},
};

/// The form of the output: `-w`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Format {
    /// Lines of keys and values.
    #[default]
    Simple,
    /// One line of JSON, keys and values in base 64.
    Json,
    /// One line for each field.
    Fields,
    /// A table; only lists of members and of endpoints have one.
    Table,
}

impl Format {
    pub(super) fn parse(text: &str) -> Result<Self, Exit> {
        match text {
            "simple" => Ok(Self::Simple),
            "json" => Ok(Self::Json),
            "fields" => Ok(Self::Fields),
            "table" => Ok(Self::Table),
            "protobuf" => Err(Exit::error(4, "protobuf is not printed here: choose simple, json, fields or table")),
            _ => Err(Exit::error(4, "unsupported output format")),
        }
    }
}

/// How an answer is printed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Style {
    /// The form.
    pub format: Format,
    /// Keys and values as `\x61\x62` (`--hex`).
    pub hex: bool,
    /// No keys (`--print-value-only`).
    pub value_only: bool,
    /// Only how many there are (`--count-only`), which one form can say.
    pub count_only: bool,
}

/// The lines that begin an answer: who gave it, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Header {
    cluster: u64,
    member: u64,
    revision: u64,
    term: u64,
}

impl Header {
    fn of(response: &Response) -> Self {
        Self {
            cluster: cluster_id(),
            member: member_id(response.member),
            revision: response.revision.0,
            term: response.term.0,
        }
    }

    /// What an answer inside of a transaction has: a revision only.
    const fn inner(revision: u64) -> Self {
        Self { cluster: 0, member: 0, revision, term: 0 }
    }
}

fn unsupported(format: &str) -> Exit {
    Exit::error(4, format!("{format} not supported as output format"))
}

fn shown(output: String) -> Exit {
    Exit { output, ..Exit::default() }
}

/// Prints the answer to a call as etcdctl does; every line ends with a line feed. The exit status is 0 unless the form
/// cannot say it: then the call has been carried out all the same, as with the real one.
pub fn print(style: Style, call: &Call, response: &Response, answer: &Answer) -> Exit {
    let ask_only = matches!(call, Call::Range(_));
    if ask_only && style.count_only && style.format != Format::Fields {
        return Exit::error(128, "--count-only is only for `--write-out=fields`");
    }
    if ask_only && style.value_only && style.format != Format::Simple {
        return Exit::error(128, "print-value-only is only for `--write-out=simple`");
    }
    // Some answers are the same in every form.
    match (call, answer) {
        (Call::Compact(compact), _) => return shown(format!("compacted revision {}\n", compact.revision)),
        (_, Answer::Auth(AuthAnswer::Done)) => match &**auth(call) {
            AuthRequest::Enable => return shown("Authentication Enabled\n".into()),
            AuthRequest::Disable => return shown("Authentication Disabled\n".into()),
            _ => {}
        },
        // The real one trips over a header that this answer does not have.
        (Call::Maintenance(MaintenanceRequest::AlarmDisarm { .. }), _) if style.format == Format::Fields => {
            let error = "panic: runtime error: invalid memory address or nil pointer dereference\n";
            return Exit { status: 2, output: String::new(), error: error.into() };
        }
        _ => {}
    }
    let header = Header::of(response);
    match style.format {
        Format::Simple => shown(simple::answer(style, call, answer)),
        Format::Json => shown(json::answer(style, header, call, answer) + "\n"),
        Format::Fields => fields::answer(header, call, answer).map_or_else(|| unsupported("fields"), shown),
        Format::Table => match answer {
            Answer::Cluster(answer) if is_list(call) => shown(table::members(&answer.members)),
            _ => unsupported("table"),
        },
    }
}

/// Prints keys that were found, as `get` does.
pub fn print_found(style: Style, response: &Response, answer: &Answer) -> Exit {
    let any = Range::of(KeyRange::One((&[][..]).into()));
    print(Style { value_only: false, count_only: false, ..style }, &Call::Range(any.into()), response, answer)
}

/// The request for users and roles that a call is.
fn auth(call: &Call) -> &alloc::sync::Arc<AuthRequest> {
    match call {
        Call::Auth(request) => request,
        other => panic!("an answer about users and roles to {other:?}"),
    }
}

fn is_list(call: &Call) -> bool {
    matches!(call, Call::Cluster(request) if matches!(**request, ClusterRequest::List { .. }))
}

/// Prints the answer to `member add`: in the simple form with what the new member's process needs to be told.
pub fn member_added(style: Style, name: &str, call: &Call, response: &Response, answer: &ClusterAnswer) -> Exit {
    let header = Header::of(response);
    match (style.format, &answer.added) {
        (Format::Simple, Some(added)) => shown(simple::member_added(name, added, &answer.members)),
        (Format::Fields, _) => unsupported("fields"),
        (Format::Table, _) => unsupported("table"),
        _ => shown(json::answer(style, header, call, &Answer::Cluster(answer.clone())) + "\n"),
    }
}

/// Prints what came on a watch. The command prints `progress notify: …` and `watch was canceled (…)` beside it, and this
/// does, too.
pub fn watch(style: Style, response: &Response, watched: &WatchResponse) -> Exit {
    let mut header = Header::of(response);
    // The cancellation of a compacted watch comes without a revision.
    if watched.compacted.is_some() {
        header.revision = 0;
    }
    // Of a watch that was never there the client makes an answer of its own, which says nothing but that (etcd client,
    // `addSubstream`).
    let unopened = watched.created && watched.canceled;
    if unopened {
        header = Header::inner(0);
    }
    let mut exit = match style.format {
        Format::Simple => shown(simple::events(style, &watched.events)),
        Format::Json if unopened => shown(json::watch_unopened() + "\n"),
        Format::Json => shown(json::watch(header, watched) + "\n"),
        Format::Fields => shown(fields::watch(header, watched)),
        Format::Table => return unsupported("table"),
    };
    if watched.is_progress() {
        exit.output.insert_str(0, &format!("progress notify: {}\n", header.revision));
    }
    if watched.canceled {
        exit.error = simple::watch_canceled(watched);
    }
    exit
}

/// The variables that a command run for an event of a watch gets.
pub fn watch_environment(response: &Response, event: &WatchEvent) -> Vec<(&'static str, String)> {
    let kind = match event.kind {
        WatchEventKind::Put => "\"PUT\"",
        WatchEventKind::Delete => "\"DELETE\"",
    };
    alloc::vec![
        ("ETCD_WATCH_REVISION", format!("{}", response.revision)),
        ("ETCD_WATCH_EVENT_TYPE", kind.into()),
        ("ETCD_WATCH_KEY", go::quoted(&event.kv.key)),
        ("ETCD_WATCH_VALUE", go::quoted(&event.kv.value)),
    ]
}

/// What the simple form and the others need to know of a request to say what was done.
fn lease_of(call: &Call) -> Option<LeaseRequest> {
    match call {
        Call::Lease(request) => Some(*request),
        _ => None,
    }
}
