//! `etcdctl lock NAME [COMMAND…]`: holds a lock until ^C, or for as long as a command runs (etcd, `lock_command.go`).

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
    vec,
    vec::Vec,
};

use super::{Doing, News, text};
use crate::{
    api::{Answer, Call, kv::OpAnswer, kv::Range},
    client::{
        call::Tag,
        desk::{Command, Desk},
        recipe::{
            mutex::{CANCELED, Change, Mutex},
            session::{self, Session},
        },
    },
    etcdctl::{self, Style},
    id::Revision,
    mvcc::KeyRange,
    time::SimTime,
};

const SHOW: Tag = Tag(40);

/// The command.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Lock {
    name: String,
    command: Vec<String>,
    ttl: i64,
    style: Style,
    session: Option<Session>,
    mutex: Option<Mutex>,
    /// The status of the command that ran under the lock, and what etcdctl says of it.
    ran: Option<u8>,
    /// ^C came before the lock did.
    canceled: bool,
}

impl Lock {
    pub(in crate::client) fn new(name: String, command: Vec<String>, ttl: i64, style: Style) -> Self {
        Self { name, command, ttl, style, session: None, mutex: None, ran: None, canceled: false }
    }

    pub(super) fn begin(&mut self, desk: &mut Desk<'_, '_>) {
        self.session = Some(Session::open(self.ttl, desk));
    }

    pub(super) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        if let Some(change) = self.session.as_mut().and_then(|session| session.hear(news, desk)) {
            self.session_changed(change, desk);
        }
        if let Some(change) = self.mutex.as_mut().and_then(|mutex| mutex.hear(news, desk)) {
            self.mutex_changed(change, desk);
        }
        match news {
            News::Answered(SHOW, response) => {
                if let Ok(answer @ Answer::Op(OpAnswer::Range { found, .. })) = &response.result {
                    if found.is_empty() {
                        return desk.fail(1, "lock lost on init");
                    }
                    desk.show(&etcdctl::print_found(self.style, response, answer));
                }
            }
            News::Failed(SHOW, failure) => desk.fail(1, failure),
            News::Finished(status) => {
                self.ran = Some(*status);
                self.release(None, desk);
            }
            News::Interrupted => self.interrupted(desk),
            _ => {}
        }
    }

    fn session_changed(&mut self, change: session::Change, desk: &mut Desk<'_, '_>) {
        match change {
            session::Change::Granted(lease) => self.mutex = Some(Mutex::lock(&self.name, lease, desk)),
            session::Change::Failed(failure) => desk.fail(1, failure),
            // A waiter does not look at its session: its key goes, and it finds out when its turn comes.
            session::Change::Lost if self.is_held() && self.command.is_empty() => desk.fail(1, "session expired"),
            session::Change::Lost | session::Change::Renewed(..) => {}
        }
    }

    fn mutex_changed(&mut self, change: Change, desk: &mut Desk<'_, '_>) {
        match change {
            Change::Held(revision) => self.held(revision, desk),
            Change::Failed(why) => desk.fail(1, why),
            Change::Released => self.released(desk),
        }
    }

    /// Shows the key, or runs the command with the key in its environment. The revision there is that of the answer,
    /// not the one that created the key, as in etcdctl.
    fn held(&mut self, revision: Revision, desk: &mut Desk<'_, '_>) {
        let Some(mutex) = &self.mutex else { return };
        let key = mutex.key().clone();
        desk.obtained(&key);
        if self.command.is_empty() {
            return desk.ask(SHOW, Call::Range(Arc::new(Range::of(KeyRange::One(key)))), SimTime::NEVER);
        }
        let environment =
            vec![("ETCD_LOCK_KEY".to_string(), text(&key)), ("ETCD_LOCK_REV".to_string(), revision.to_string())];
        desk.run(Command { words: self.command.clone(), environment });
    }

    fn released(&self, desk: &mut Desk<'_, '_>) {
        match self.ran {
            None | Some(0) => desk.exit(0),
            Some(127) => {
                let name = &self.command[0];
                desk.fail(1, format!("exec: {name:?}: executable file not found in $PATH"));
            }
            Some(status) => desk.fail(status, format!("exit status {status}")),
        }
    }

    fn release(&mut self, why: Option<String>, desk: &mut Desk<'_, '_>) {
        if let Some(mutex) = &mut self.mutex {
            mutex.release(why, desk);
        }
    }

    fn interrupted(&mut self, desk: &mut Desk<'_, '_>) {
        if self.is_held() {
            return self.release(None, desk);
        }
        match &mut self.mutex {
            Some(mutex) if !self.canceled => mutex.release(Some(CANCELED.to_string()), desk),
            _ => desk.exit(130),
        }
        self.canceled = true;
    }

    fn is_held(&self) -> bool {
        self.mutex.as_ref().is_some_and(Mutex::is_held)
    }

    pub(super) fn doing(&self) -> Doing {
        let until = self.session.as_ref().and_then(Session::deadline);
        let Some(mutex) = &self.mutex else { return Doing::Asking };
        let key = text(mutex.key());
        if mutex.is_held() {
            return Doing::Holding { key, until };
        }
        if mutex.is_releasing() {
            return Doing::Releasing { key };
        }
        Doing::Queueing { key, behind: mutex.waits_for().map(|key| text(key)), until }
    }
}
