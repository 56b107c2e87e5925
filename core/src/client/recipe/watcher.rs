//! A watch that survives a broken connection: it begins again, elsewhere, where it had got to (etcd, `client/v3/watch.go`).

use crate::{
    api::{
        Answer, Call, Denial, Response,
        watch::{WatchCreate, WatchId, WatchOrder, WatchResponse},
    },
    client::{
        call::{Failure, Tag},
        desk::Desk,
        program::News,
    },
    id::Revision,
    sim::event::{Wanted, WatchSaid, WatcherId},
    time::{Duration, SimTime},
};
use alloc::sync::Arc;

/// How long until a stream that broke is opened again (etcd client, `backoffIfUnavailable`, at most).
const REOPEN: Duration = Duration::from_millis(100);

/// One watch of a client.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Watcher {
    id: WatcherId,
    tag: Tag,
    wanted: WatchCreate,
    /// The revision from which a new stream would go on.
    next: i64,
    /// The first stream's first word has come.
    begun: bool,
    reopen_at: Option<SimTime>,
}

/// What a watch hears.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::client) enum Heard {
    /// Something happened, or nothing up to here: see [`WatchResponse::is_progress`].
    Response(Arc<WatchResponse>, Response),
    /// The member ended it.
    Canceled(Arc<WatchResponse>),
    /// The stream ended for good.
    Closed(Failure),
}

impl Watcher {
    /// Opens a stream for it.
    pub(in crate::client) fn open(tag: Tag, wanted: WatchCreate, desk: &mut Desk<'_, '_>) -> Self {
        let next = wanted.start;
        let id = desk.watcher_id();
        let mut watcher = Self { id, tag, wanted, next, begun: false, reopen_at: None };
        watcher.connect(desk);
        watcher
    }

    /// The revision from which it goes on.
    pub(in crate::client) fn next(&self) -> i64 {
        self.next
    }

    /// The keys that it watches.
    pub(in crate::client) fn wanted(&self) -> &WatchCreate {
        &self.wanted
    }

    fn connect(&mut self, desk: &mut Desk<'_, '_>) {
        self.reopen_at = None;
        let WatchCreate { keys, no_put, no_delete, .. } = self.wanted.clone();
        let from = u64::try_from(self.next).ok().filter(|from| *from > 0).map(Revision);
        desk.watch_news(self.id, WatchSaid::Asked { wanted: Wanted { keys, no_put, no_delete }, from });
        let create = WatchCreate { start: self.next, ..self.wanted.clone() };
        desk.ask(self.tag, Call::Watch(Arc::new(WatchOrder::Create(create))), SimTime::NEVER);
    }

    /// Asks how far the member has got.
    pub(in crate::client) fn ask_progress(&self, desk: &mut Desk<'_, '_>) {
        desk.say(self.tag, WatchOrder::Progress);
    }

    /// Ends it.
    pub(in crate::client) fn close(&self, desk: &mut Desk<'_, '_>) {
        desk.watch_news(self.id, WatchSaid::Ended);
        desk.forget(|tag| tag == self.tag);
    }

    /// Takes what concerns it.
    pub(in crate::client) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) -> Option<Heard> {
        match news {
            News::Woken => {
                match self.reopen_at {
                    Some(at) if at <= desk.now() => self.connect(desk),
                    Some(at) => desk.wake_at(at),
                    None => {}
                }
                None
            }
            News::Answered(tag, response) if *tag == self.tag => match &response.result {
                Ok(Answer::Watch(heard)) => {
                    let said = WatchSaid::Heard { revision: response.revision, response: Arc::clone(heard) };
                    desk.watch_news(self.id, said);
                    self.take(heard, response)
                }
                _ => None,
            },
            News::Failed(tag, failure) if *tag == self.tag => match failure {
                Failure::Denied(Denial::NoLeader) => Some(Heard::Closed(*failure)),
                Failure::Denied(denial) if !denial.is_unavailable() => Some(Heard::Closed(*failure)),
                _ => {
                    let at = desk.now() + REOPEN;
                    self.reopen_at = Some(at);
                    desk.wake_at(at);
                    None
                }
            },
            _ => None,
        }
    }

    fn take(&mut self, heard: &Arc<WatchResponse>, response: &Response) -> Option<Heard> {
        if heard.created && !heard.canceled {
            if !self.begun && self.wanted.start == 0 {
                self.next = response.revision.0.cast_signed();
            }
            self.begun = true;
            return None;
        }
        if heard.canceled {
            return Some(Heard::Canceled(Arc::clone(heard)));
        }
        self.next = match heard.events.last() {
            Some(last) => last.kv.mod_revision.0.cast_signed() + 1,
            None => response.revision.0.cast_signed() + 1,
        };
        debug_assert!(heard.id == WatchId(0) || heard.is_progress(), "one watch for each stream");
        Some(Heard::Response(Arc::clone(heard), response.clone()))
    }
}
