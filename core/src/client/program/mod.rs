//! What the commands of etcdctl do that take more than a word: each a state machine that hears news and works at a desk.

mod elect;
mod keep_alive;
mod lock;
mod once;
mod watch;

use super::{
    call::{Failure, Tag},
    desk::Desk,
};
use crate::api::Response;
use alloc::string::String;

pub(super) use elect::{Elect, Observe};
pub(super) use keep_alive::KeepAlive;
pub(super) use lock::Lock;
pub(super) use once::Once;
pub(super) use watch::Watch;

/// What a program is told.
#[derive(Clone, Copy, Debug)]
pub(super) enum News<'a> {
    /// Its turn has come by time.
    Woken,
    /// A call was answered; a stream of watches says one more thing.
    Answered(Tag, &'a Response),
    /// A call came to nothing.
    Failed(Tag, Failure),
    /// ^C, or a signal to end.
    Interrupted,
    /// The command that it ran ended with this status.
    Finished(u8),
}

/// A command of etcdctl that runs.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Program {
    Once(Once),
    Watch(Watch),
    KeepAlive(KeepAlive),
    Lock(Lock),
    Elect(Elect),
    Observe(Observe),
}

/// What a command does right now, for the eye.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Doing {
    /// It waits for an answer, or for somebody who can answer.
    Asking,
    /// It watches keys.
    Watching {
        /// Which.
        keys: String,
        /// From which revision it would go on elsewhere.
        next: i64,
    },
    /// It keeps a lease alive.
    KeepingAlive {
        /// Which, in hexadecimal.
        lease: String,
        /// Until when the lease lives as far as the client knows.
        until: Option<crate::time::SimTime>,
    },
    /// It wants a lock, or to be elected, and waits for the one before it.
    Queueing {
        /// Its own key.
        key: String,
        /// The key that it waits for, once it knows.
        behind: Option<String>,
        /// Until when its lease lives as far as the client knows.
        until: Option<crate::time::SimTime>,
    },
    /// It believes that it holds the lock, or leads.
    Holding {
        /// Its own key.
        key: String,
        /// Until when its lease lives as far as the client knows.
        until: Option<crate::time::SimTime>,
    },
    /// It gives a lock or leadership back.
    Releasing {
        /// Its own key.
        key: String,
    },
    /// It looks on at an election.
    Observing {
        /// Of this name.
        name: String,
    },
}

impl Program {
    pub(super) fn begin(&mut self, desk: &mut Desk<'_, '_>) {
        match self {
            Self::Once(program) => program.begin(desk),
            Self::Watch(program) => program.begin(desk),
            Self::KeepAlive(program) => program.begin(desk),
            Self::Lock(program) => program.begin(desk),
            Self::Elect(program) => program.begin(desk),
            Self::Observe(program) => program.begin(desk),
        }
    }

    pub(super) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match self {
            Self::Once(program) => program.hear(news, desk),
            Self::Watch(program) => program.hear(news, desk),
            Self::KeepAlive(program) => program.hear(news, desk),
            Self::Lock(program) => program.hear(news, desk),
            Self::Elect(program) => program.hear(news, desk),
            Self::Observe(program) => program.hear(news, desk),
        }
    }

    pub(super) fn doing(&self) -> Doing {
        match self {
            Self::Once(_) => Doing::Asking,
            Self::Watch(program) => program.doing(),
            Self::KeepAlive(program) => program.doing(),
            Self::Lock(program) => program.doing(),
            Self::Elect(program) => program.doing(),
            Self::Observe(program) => program.doing(),
        }
    }
}

/// Keys and values as a reader sees them.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
