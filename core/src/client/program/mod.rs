//! What the commands of etcdctl do that take more than a word: each a state machine that hears news and works at a desk.

mod elect;
mod endpoints;
mod idle;
mod keep_alive;
mod leader;
mod lock;
mod once;
mod read;
mod save;
mod users;
mod watch;

use super::{
    call::{Failure, Tag},
    desk::Desk,
};
use crate::{api::Response, etcdctl::Exit, time::SimTime};
use alloc::string::String;

pub(super) use elect::{Elect, Observe};
pub(super) use endpoints::{Endpoints, Question};
pub(super) use idle::{Fetch, Sleep};
pub(super) use keep_alive::KeepAlive;
pub(super) use leader::{MemberAdd, MoveLeader};
pub(super) use lock::Lock;
pub(super) use once::Once;
pub(super) use read::Read;
pub(super) use save::Save;
pub(super) use users::{AuthEnable, UserDetail};
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
    /// A line was typed while it reads its input.
    Line(&'a str),
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
    Endpoints(Endpoints),
    MoveLeader(MoveLeader),
    MemberAdd(MemberAdd),
    AuthEnable(AuthEnable),
    UserDetail(UserDetail),
    Read(Read),
    Sleep(Sleep),
    Fetch(Fetch),
    Save(Save),
    /// What the client itself finds wrong: it says so, and that is all.
    Wrong(Exit),
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
        until: Option<SimTime>,
    },
    /// It wants a lock, or to be elected, and waits for the one before it.
    Queueing {
        /// Its own key.
        key: String,
        /// The key that it waits for, once it knows.
        behind: Option<String>,
        /// Until when its lease lives as far as the client knows.
        until: Option<SimTime>,
    },
    /// It believes that it holds the lock, or leads.
    Holding {
        /// Its own key.
        key: String,
        /// Until when its lease lives as far as the client knows.
        until: Option<SimTime>,
    },
    /// It gives a lock or leadership back.
    Releasing {
        /// Its own key.
        key: String,
    },
    /// It reads what is typed next.
    Reading,
    /// It does nothing until then.
    Sleeping {
        /// When it goes on.
        until: SimTime,
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
            Self::Endpoints(program) => program.begin(desk),
            Self::MoveLeader(program) => program.begin(desk),
            Self::MemberAdd(program) => program.begin(desk),
            Self::AuthEnable(program) => program.begin(desk),
            Self::UserDetail(program) => program.begin(desk),
            Self::Read(program) => program.begin(desk),
            Self::Sleep(program) => program.begin(desk),
            Self::Fetch(program) => program.begin(desk),
            Self::Save(program) => program.begin(desk),
            Self::Wrong(exit) => desk.end(exit),
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
            Self::Endpoints(program) => program.hear(news, desk),
            Self::MoveLeader(program) => program.hear(news, desk),
            Self::MemberAdd(program) => program.hear(news, desk),
            Self::AuthEnable(program) => program.hear(news, desk),
            Self::UserDetail(program) => program.hear(news, desk),
            Self::Read(program) => program.hear(news, desk),
            Self::Sleep(program) => program.hear(news, desk),
            Self::Fetch(program) => program.hear(news, desk),
            Self::Save(program) => program.hear(news, desk),
            Self::Wrong(_) => {}
        }
    }

    /// Its user is not let in. Returns whether that is no end to it.
    pub(super) fn not_let_in(&mut self, failure: Failure, desk: &mut Desk<'_, '_>) -> bool {
        match self {
            Self::Endpoints(program) => program.not_let_in(failure, desk),
            _ => false,
        }
    }

    /// Whether it reads what is typed.
    pub(super) fn reads(&self) -> bool {
        match self {
            Self::Read(program) => program.reads(),
            Self::Watch(program) => program.reads(),
            _ => false,
        }
    }

    pub(super) fn doing(&self) -> Doing {
        match self {
            Self::Watch(program) => program.doing(),
            Self::KeepAlive(program) => program.doing(),
            Self::Lock(program) => program.doing(),
            Self::Elect(program) => program.doing(),
            Self::Observe(program) => program.doing(),
            Self::Sleep(program) => Doing::Sleeping { until: program.until },
            program if program.reads() => Doing::Reading,
            _ => Doing::Asking,
        }
    }
}

/// An end that went well, with what it prints.
fn said(text: &str) -> Exit {
    Exit { output: String::from(text), ..Exit::default() }
}

/// Keys and values as a reader sees them.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
