//! Waiting until every key of a prefix that was created before mine is gone: each waiter watches the one before it, so
//! that nobody is woken in vain (etcd, `concurrency/key.go`, `waitDeletes`).

use alloc::sync::Arc;

use super::watcher::{Heard, Watcher};
use crate::{
    api::{
        Answer, Call,
        kv::{OpAnswer, Order, Range, SortTarget},
        watch::{WatchCreate, WatchEventKind},
    },
    client::{
        call::{Failure, Tag},
        desk::Desk,
        program::News,
    },
    id::Revision,
    mvcc::{Bytes, KeyRange},
    time::SimTime,
};
use alloc::string::{String, ToString};

const LAST: Tag = Tag(10);
const WATCH: Tag = Tag(11);

/// The wait.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Wait {
    prefix: Bytes,
    /// Keys that were created later do not matter.
    up_to: Revision,
    state: State,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum State {
    /// Asking for the last key before mine.
    Asking,
    /// Watching it.
    Watching(Bytes, Watcher),
}

/// How a wait ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::client) enum Waited {
    /// Nobody is before me.
    Through,
    /// It could not be told.
    Failed(String),
}

impl Wait {
    /// Begins to wait for all keys under `prefix` that were created up to a revision.
    pub(in crate::client) fn begin(prefix: Bytes, up_to: Revision, desk: &mut Desk<'_, '_>) -> Self {
        let wait = Self { prefix, up_to, state: State::Asking };
        wait.ask(desk);
        wait
    }

    /// The key that it waits for.
    pub(in crate::client) fn key(&self) -> Option<&Bytes> {
        if let State::Watching(key, _) = &self.state { Some(key) } else { None }
    }

    fn ask(&self, desk: &mut Desk<'_, '_>) {
        let range = Range {
            sort_by: SortTarget::Create,
            order: Some(Order::Descend),
            limit: Some(1),
            create_revision_max: Some(self.up_to),
            ..Range::of(KeyRange::prefix(&self.prefix))
        };
        desk.ask(LAST, Call::Range(Arc::new(range)), SimTime::NEVER);
    }

    /// Waits no longer, whatever it waits for.
    pub(in crate::client) fn stop(desk: &mut Desk<'_, '_>) {
        desk.forget(|tag| tag == LAST || tag == WATCH);
    }

    /// Takes what concerns it.
    pub(in crate::client) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) -> Option<Waited> {
        match (&mut self.state, news) {
            (State::Asking, News::Answered(LAST, response)) => {
                let Ok(Answer::Op(OpAnswer::Range { found, .. })) = &response.result else { return None };
                let Some(last) = found.first() else { return Some(Waited::Through) };
                let wanted = WatchCreate {
                    start: response.revision.0.cast_signed(),
                    ..WatchCreate::of(KeyRange::One(last.key.clone()))
                };
                self.state = State::Watching(last.key.clone(), Watcher::open(WATCH, wanted, desk));
                None
            }
            (State::Asking, News::Failed(LAST, failure)) => Some(Waited::Failed(failure.to_string())),
            (State::Watching(_, watcher), news) => match watcher.hear(news, desk)? {
                Heard::Response(heard, _) if heard.events.iter().any(|event| event.kind == WatchEventKind::Delete) => {
                    watcher.close(desk);
                    self.state = State::Asking;
                    self.ask(desk);
                    None
                }
                Heard::Response(..) => None,
                Heard::Canceled(heard) => Some(Waited::Failed(cancellation(&heard.reason, heard.compacted.is_some()))),
                Heard::Closed(failure @ Failure::Denied(_)) => Some(Waited::Failed(failure.to_string())),
                Heard::Closed(_) => Some(Waited::Failed("lost watcher waiting for delete".to_string())),
            },
            _ => None,
        }
    }
}

/// What the client library calls the end of a watch (etcd, `WatchResponse.Err`).
pub(in crate::client) fn cancellation(reason: &str, compacted: bool) -> String {
    if compacted {
        crate::api::Denial::Compacted.to_string()
    } else if reason.is_empty() {
        crate::api::Denial::FutureRevision.to_string()
    } else {
        reason.to_string()
    }
}
