//! `etcdctl elect NAME VALUE` and `elect -l NAME` (etcd, `elect_command.go`).

use alloc::{
    string::{String, ToString},
    sync::Arc,
};

use super::{Doing, News, text};
use crate::{
    api::{Answer, Call, Response, kv::OpAnswer, kv::Range},
    client::{
        call::Tag,
        desk::Desk,
        recipe::{
            election::{Candidacy, Change, Observation, Sighting},
            mutex::CANCELED,
            session::{self, Session},
        },
    },
    etcdctl::{self, Style},
    mvcc::KeyRange,
    time::SimTime,
};

const SHOW: Tag = Tag(41);
/// The time to live of a session in seconds, where a command has no flag for it (etcd, `defaultSessionTTL`).
const TTL: i64 = 60;

/// Stands in an election, and leads until ^C.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Elect {
    name: String,
    value: String,
    style: Style,
    session: Option<Session>,
    candidacy: Option<Candidacy>,
    canceled: bool,
}

impl Elect {
    pub(in crate::client) fn new(name: String, value: String, style: Style) -> Self {
        Self { name, value, style, session: None, candidacy: None, canceled: false }
    }

    pub(super) fn begin(&mut self, desk: &mut Desk<'_, '_>) {
        self.session = Some(Session::open(TTL, desk));
    }

    pub(super) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match self.session.as_mut().and_then(|session| session.hear(news, desk)) {
            Some(session::Change::Granted(lease)) => {
                self.candidacy = Some(Candidacy::stand(&self.name, &self.value, lease, desk));
            }
            Some(session::Change::Failed(failure)) => return desk.fail(1, failure),
            Some(session::Change::Lost) if self.is_leading() => return desk.fail(1, "elect: session expired"),
            Some(session::Change::Lost | session::Change::Renewed(..)) | None => {}
        }
        match self.candidacy.as_mut().and_then(|candidacy| candidacy.hear(news, desk)) {
            Some(Change::Elected) => self.elected(desk),
            Some(Change::Failed(why)) => return desk.fail(1, why),
            Some(Change::Resigned) => return desk.exit(0),
            None => {}
        }
        match news {
            News::Answered(SHOW, response) => {
                if let Ok(answer) = &response.result {
                    desk.show(&etcdctl::print_found(self.style, response, answer));
                }
            }
            News::Failed(SHOW, failure) => desk.fail(1, failure),
            News::Interrupted => self.interrupted(desk),
            _ => {}
        }
    }

    fn elected(&mut self, desk: &mut Desk<'_, '_>) {
        let Some(candidacy) = &self.candidacy else { return };
        let key = candidacy.key().clone();
        desk.obtained(&key);
        desk.ask(SHOW, Call::Range(Arc::new(Range::of(KeyRange::One(key)))), SimTime::NEVER);
    }

    fn interrupted(&mut self, desk: &mut Desk<'_, '_>) {
        match &mut self.candidacy {
            Some(candidacy) if !self.canceled => {
                let why = (!candidacy.is_leading()).then(|| CANCELED.to_string());
                candidacy.resign(why, desk);
            }
            _ => desk.exit(130),
        }
        self.canceled = true;
    }

    fn is_leading(&self) -> bool {
        self.candidacy.as_ref().is_some_and(Candidacy::is_leading)
    }

    pub(super) fn doing(&self) -> Doing {
        let until = self.session.as_ref().and_then(Session::deadline);
        let Some(candidacy) = &self.candidacy else { return Doing::Asking };
        let key = text(candidacy.key());
        if candidacy.is_leading() {
            return Doing::Holding { key, until };
        }
        if candidacy.is_resigning() {
            return Doing::Releasing { key };
        }
        Doing::Queueing { key, behind: candidacy.waits_for().map(|key| text(key)), until }
    }
}

/// Looks on at an election until ^C.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Observe {
    name: String,
    style: Style,
    session: Option<Session>,
    observation: Option<Observation>,
}

impl Observe {
    pub(in crate::client) fn new(name: String, style: Style) -> Self {
        Self { name, style, session: None, observation: None }
    }

    pub(super) fn begin(&mut self, desk: &mut Desk<'_, '_>) {
        self.session = Some(Session::open(TTL, desk));
    }

    pub(super) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match self.session.as_mut().and_then(|session| session.hear(news, desk)) {
            Some(session::Change::Granted(_)) => self.observation = Some(Observation::begin(&self.name, desk)),
            Some(session::Change::Failed(failure)) => return desk.fail(1, failure),
            Some(session::Change::Lost | session::Change::Renewed(..)) | None => {}
        }
        if let News::Interrupted = news {
            return desk.exit(0);
        }
        let seen = self.observation.as_mut().map(|observation| observation.hear(news, desk)).unwrap_or_default();
        for sighting in seen {
            match (sighting, news) {
                (Sighting::Leader(leader, revision), News::Answered(_, response)) => {
                    let answer = Answer::Op(OpAnswer::Range { found: alloc::vec![leader], more: false, count: 0 });
                    let header = Response { revision, ..(*response).clone() };
                    desk.show(&etcdctl::print_found(self.style, &header, &answer));
                }
                (Sighting::Lost, _) => return desk.fail(1, "elect: observer lost"),
                _ => {}
            }
        }
    }

    pub(super) fn doing(&self) -> Doing {
        Doing::Observing { name: self.name.clone() }
    }
}
