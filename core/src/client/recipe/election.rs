//! An election: the oldest key under a prefix leads, and its value is what the leader says (etcd,
//! `concurrency/election.go`). As there, who has waited does not look again whether its key is still there.

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
    vec,
    vec::Vec,
};

use super::{
    mutex::is_created,
    wait::{Wait, Waited},
    watcher::{Heard, Watcher},
};
use crate::{
    api::{
        Answer, Call,
        kv::{DeleteRange, Op, OpAnswer, Order, Put, Range, SortTarget, Txn},
        watch::{WatchCreate, WatchEventKind},
    },
    client::{call::Tag, desk::Desk, program::News},
    id::{LeaseId, Revision},
    mvcc::{Bytes, KeyRange, KeyValue},
    time::SimTime,
};

const CAMPAIGN: Tag = Tag(30);
const PROCLAIM: Tag = Tag(31);
const RESIGN: Tag = Tag(32);
const LEADER: Tag = Tag(33);
const WATCH: Tag = Tag(34);

/// What the guards of a leader's changes say when its key is gone.
const NOT_LEADER: &str = "election: not leader";

/// A candidate, and then perhaps a leader.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Candidacy {
    prefix: Bytes,
    key: Bytes,
    value: Bytes,
    lease: LeaseId,
    /// The revision that created my key.
    mine: Revision,
    state: State,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum State {
    /// Putting my key.
    Standing,
    /// My key was there with another value: putting mine.
    Proclaiming,
    Waiting(Wait),
    Leading,
    /// Removing my key; with what went wrong, if that is why.
    Resigning(Option<String>),
    Over,
}

/// What became of a candidacy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::client) enum Change {
    /// Elected.
    Elected,
    /// Not, and why.
    Failed(String),
    /// Leads no longer.
    Resigned,
}

impl Candidacy {
    /// Stands for `name` with a value.
    pub(in crate::client) fn stand(name: &str, value: &str, lease: LeaseId, desk: &mut Desk<'_, '_>) -> Self {
        let prefix = Bytes::from(format!("{name}/").as_bytes());
        let key = Bytes::from(format!("{name}/{lease}").as_bytes());
        let value = Bytes::from(value.as_bytes());
        let candidacy = Self { prefix, key, value, lease, mine: Revision(0), state: State::Standing };
        let txn = Txn {
            compares: vec![is_created(&candidacy.key, Revision(0))],
            success: vec![Op::Put(candidacy.put())],
            failure: vec![Op::Range(Range::of(KeyRange::One(candidacy.key.clone())))],
        };
        desk.ask(CAMPAIGN, Call::Txn(Arc::new(txn)), SimTime::NEVER);
        candidacy
    }

    fn put(&self) -> Put {
        Put { lease: Some(self.lease), ..Put::of(self.key.clone(), self.value.clone()) }
    }

    /// My key.
    pub(in crate::client) fn key(&self) -> &Bytes {
        &self.key
    }

    /// The key that I wait for.
    pub(in crate::client) fn waits_for(&self) -> Option<&Bytes> {
        if let State::Waiting(wait) = &self.state { wait.key() } else { None }
    }

    /// Whether I believe that I lead.
    pub(in crate::client) fn is_leading(&self) -> bool {
        self.state == State::Leading
    }

    /// Whether my key is being removed.
    pub(in crate::client) fn is_resigning(&self) -> bool {
        matches!(self.state, State::Resigning(_))
    }

    /// Leads no longer, or stands no longer for a reason.
    pub(in crate::client) fn resign(&mut self, why: Option<String>, desk: &mut Desk<'_, '_>) {
        Wait::stop(desk);
        self.state = State::Resigning(why);
        let delete = DeleteRange { keys: KeyRange::One(self.key.clone()), previous: false };
        let txn = Txn {
            compares: vec![is_created(&self.key, self.mine)],
            success: vec![Op::Delete(delete)],
            failure: vec![],
        };
        desk.ask(RESIGN, Call::Txn(Arc::new(txn)), SimTime::NEVER);
    }

    fn wait(&mut self, desk: &mut Desk<'_, '_>) {
        let up_to = Revision(self.mine.0 - 1);
        self.state = State::Waiting(Wait::begin(self.prefix.clone(), up_to, desk));
    }

    /// Takes what concerns it.
    pub(in crate::client) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) -> Option<Change> {
        match (&mut self.state, news) {
            (State::Standing, News::Answered(CAMPAIGN, response)) => {
                let Ok(Answer::Op(OpAnswer::Txn { succeeded, answers })) = &response.result else { return None };
                self.mine = response.revision;
                if let (false, Some((_, OpAnswer::Range { found, .. }))) = (*succeeded, answers.first()) {
                    let there = found.first()?;
                    self.mine = there.create_revision;
                    if there.value != self.value {
                        self.proclaim(desk);
                        return None;
                    }
                }
                self.wait(desk);
                None
            }
            (State::Proclaiming, News::Answered(PROCLAIM, response)) => {
                let Ok(Answer::Op(OpAnswer::Txn { succeeded, .. })) = &response.result else { return None };
                if *succeeded {
                    self.wait(desk);
                } else {
                    self.resign(Some(NOT_LEADER.to_string()), desk);
                }
                None
            }
            (State::Standing | State::Proclaiming, News::Failed(CAMPAIGN | PROCLAIM, failure)) => {
                self.state = State::Over;
                Some(Change::Failed(failure.to_string()))
            }
            (State::Waiting(wait), news) => match wait.hear(news, desk)? {
                Waited::Through => {
                    self.state = State::Leading;
                    Some(Change::Elected)
                }
                Waited::Failed(why) => {
                    self.state = State::Over;
                    Some(Change::Failed(why))
                }
            },
            (State::Resigning(why), News::Answered(RESIGN, _)) => {
                let why = why.take();
                self.state = State::Over;
                Some(why.map_or(Change::Resigned, Change::Failed))
            }
            (State::Resigning(why), News::Failed(RESIGN, failure)) => {
                let why = why.take().unwrap_or_else(|| failure.to_string());
                self.state = State::Over;
                Some(Change::Failed(why))
            }
            _ => None,
        }
    }

    fn proclaim(&mut self, desk: &mut Desk<'_, '_>) {
        self.state = State::Proclaiming;
        let txn = Txn {
            compares: vec![is_created(&self.key, self.mine)],
            success: vec![Op::Put(self.put())],
            failure: vec![],
        };
        desk.ask(PROCLAIM, Call::Txn(Arc::new(txn)), SimTime::NEVER);
    }
}

/// Somebody who looks on: hears of every leader, and of what it says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Observation {
    prefix: Bytes,
    state: Looking,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Looking {
    /// Asking who leads.
    Asking,
    /// Nobody: waiting for the first.
    Empty(Watcher),
    /// Watching the leader's key.
    Leader(Watcher),
}

/// What is seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::client) enum Sighting {
    /// This is the leader, and its word, as of a revision.
    Leader(KeyValue, Revision),
    /// Nothing more will be.
    Lost,
}

impl Observation {
    /// Begins to look on at `name`.
    pub(in crate::client) fn begin(name: &str, desk: &mut Desk<'_, '_>) -> Self {
        let observation = Self { prefix: Bytes::from(format!("{name}/").as_bytes()), state: Looking::Asking };
        observation.ask(desk);
        observation
    }

    fn ask(&self, desk: &mut Desk<'_, '_>) {
        let range = Range {
            sort_by: SortTarget::Create,
            order: Some(Order::Ascend),
            limit: Some(1),
            ..Range::of(KeyRange::prefix(&self.prefix))
        };
        desk.ask(LEADER, Call::Range(Arc::new(range)), SimTime::NEVER);
    }

    fn follow(&mut self, kv: &KeyValue, from: Revision, desk: &mut Desk<'_, '_>) {
        let wanted = WatchCreate { start: from.0.cast_signed() + 1, ..WatchCreate::of(KeyRange::One(kv.key.clone())) };
        self.state = Looking::Leader(Watcher::open(WATCH, wanted, desk));
    }

    /// Takes what concerns it. One piece of news can show several leaders, or words.
    pub(in crate::client) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) -> Vec<Sighting> {
        match (&mut self.state, news) {
            (Looking::Asking, News::Answered(LEADER, response)) => {
                let Ok(Answer::Op(OpAnswer::Range { found, .. })) = &response.result else { return vec![] };
                if let Some(leader) = found.first() {
                    self.follow(leader, response.revision, desk);
                    return vec![Sighting::Leader(leader.clone(), response.revision)];
                }
                let from = response.revision.0.cast_signed();
                let wanted = WatchCreate { start: from, ..WatchCreate::of(KeyRange::prefix(&self.prefix)) };
                self.state = Looking::Empty(Watcher::open(WATCH, wanted, desk));
                vec![]
            }
            (Looking::Asking, News::Failed(LEADER, _)) => vec![Sighting::Lost],
            (Looking::Empty(watcher), news) => match watcher.hear(news, desk) {
                Some(Heard::Response(heard, _)) => {
                    let Some(put) = heard.events.iter().find(|event| event.kind == WatchEventKind::Put) else {
                        return vec![];
                    };
                    watcher.close(desk);
                    self.follow(&put.kv, put.kv.mod_revision, desk);
                    vec![Sighting::Leader(put.kv.clone(), put.kv.mod_revision)]
                }
                Some(_) => vec![Sighting::Lost],
                None => vec![],
            },
            (Looking::Leader(watcher), news) => match watcher.hear(news, desk) {
                Some(Heard::Response(heard, response)) => {
                    let mut seen = vec![];
                    for event in &heard.events {
                        if event.kind == WatchEventKind::Delete {
                            watcher.close(desk);
                            self.state = Looking::Asking;
                            self.ask(desk);
                            break;
                        }
                        seen.push(Sighting::Leader(event.kv.clone(), response.revision));
                    }
                    seen
                }
                Some(_) => vec![Sighting::Lost],
                None => vec![],
            },
            _ => vec![],
        }
    }
}
