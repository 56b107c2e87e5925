//! A lock: the oldest key under a prefix owns it (etcd, `concurrency/mutex.go`).

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
    vec,
};

use super::wait::{Wait, Waited};
use crate::{
    api::{
        Answer, Call,
        kv::{Compare, CompareTarget, DeleteRange, Op, OpAnswer, Order, Put, Range, Relation, SortTarget, Txn},
    },
    client::{call::Tag, desk::Desk, program::News},
    id::{LeaseId, Revision},
    mvcc::{Bytes, KeyRange},
    time::SimTime,
};

const ACQUIRE: Tag = Tag(20);
const CONFIRM: Tag = Tag(21);
const RELEASE: Tag = Tag(22);

/// A lock of one session.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Mutex {
    prefix: Bytes,
    /// My key: the prefix and the lease.
    key: Bytes,
    /// The revision that created my key.
    mine: Revision,
    state: State,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum State {
    /// Putting my key, and looking whose is the oldest.
    Acquiring,
    /// Waiting for those before me.
    Waiting(Wait),
    /// Looking whether my key is still there.
    Confirming,
    Held,
    /// Removing my key; with what went wrong, if that is why.
    Releasing(Option<String>),
    Free,
}

/// What became of a lock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::client) enum Change {
    /// It is mine. With the revision of the answer that said so.
    Held(Revision),
    /// It is not mine, and my key is removed.
    Failed(String),
    /// It is free again, as far as I am concerned.
    Released,
}

impl Mutex {
    /// Begins to lock `name` with a lease.
    pub(in crate::client) fn lock(name: &str, lease: LeaseId, desk: &mut Desk<'_, '_>) -> Self {
        let prefix = Bytes::from(format!("{name}/").as_bytes());
        let key = Bytes::from(format!("{name}/{lease}").as_bytes());
        let mutex = Self { prefix, key, mine: Revision(0), state: State::Acquiring };
        let put = Put { lease: Some(lease), ..Put::of(mutex.key.clone(), Bytes::from(&b""[..])) };
        let oldest = Range {
            sort_by: SortTarget::Create,
            order: Some(Order::Ascend),
            limit: Some(1),
            ..Range::of(KeyRange::prefix(&mutex.prefix))
        };
        let txn = Txn {
            compares: vec![is_created(&mutex.key, Revision(0))],
            success: vec![Op::Put(put), Op::Range(oldest.clone())],
            failure: vec![Op::Range(Range::of(KeyRange::One(mutex.key.clone()))), Op::Range(oldest)],
        };
        desk.ask(ACQUIRE, Call::Txn(Arc::new(txn)), SimTime::NEVER);
        mutex
    }

    /// My key.
    pub(in crate::client) fn key(&self) -> &Bytes {
        &self.key
    }

    /// The key that I wait for.
    pub(in crate::client) fn waits_for(&self) -> Option<&Bytes> {
        if let State::Waiting(wait) = &self.state { wait.key() } else { None }
    }

    /// Whether I believe that it is mine.
    pub(in crate::client) fn is_held(&self) -> bool {
        self.state == State::Held
    }

    /// Whether my key is being removed.
    pub(in crate::client) fn is_releasing(&self) -> bool {
        matches!(self.state, State::Releasing(_))
    }

    /// Gives it back, or gives the waiting up for a reason: my key is removed.
    pub(in crate::client) fn release(&mut self, why: Option<String>, desk: &mut Desk<'_, '_>) {
        Wait::stop(desk);
        desk.forget(|tag| tag == CONFIRM);
        self.state = State::Releasing(why);
        let delete = DeleteRange { keys: KeyRange::One(self.key.clone()), previous: false };
        desk.ask(RELEASE, Call::Delete(Arc::new(delete)), SimTime::NEVER);
    }

    /// Takes what concerns it.
    pub(in crate::client) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) -> Option<Change> {
        match (&mut self.state, news) {
            (State::Acquiring, News::Answered(ACQUIRE, response)) => {
                let Ok(Answer::Op(OpAnswer::Txn { succeeded, answers })) = &response.result else { return None };
                let created = |place: usize| match answers.get(place) {
                    Some((_, OpAnswer::Range { found, .. })) => found.first().map(|kv| kv.create_revision),
                    _ => None,
                };
                self.mine = if *succeeded { response.revision } else { created(0)? };
                if created(1).is_none_or(|oldest| oldest == self.mine) {
                    self.state = State::Held;
                    return Some(Change::Held(response.revision));
                }
                let up_to = Revision(self.mine.0 - 1);
                self.state = State::Waiting(Wait::begin(self.prefix.clone(), up_to, desk));
                None
            }
            (State::Acquiring, News::Failed(ACQUIRE, failure)) => Some(Change::Failed(failure.to_string())),
            (State::Waiting(wait), news) => {
                match wait.hear(news, desk)? {
                    Waited::Through => {
                        self.state = State::Confirming;
                        let range = Range::of(KeyRange::One(self.key.clone()));
                        desk.ask(CONFIRM, Call::Range(Arc::new(range)), SimTime::NEVER);
                    }
                    Waited::Failed(why) => self.release(Some(why), desk),
                }
                None
            }
            (State::Confirming, News::Answered(CONFIRM, response)) => {
                let Ok(Answer::Op(OpAnswer::Range { found, .. })) = &response.result else { return None };
                if found.is_empty() {
                    self.state = State::Free;
                    return Some(Change::Failed("mutex: session is expired".to_string()));
                }
                self.state = State::Held;
                Some(Change::Held(response.revision))
            }
            (State::Confirming, News::Failed(CONFIRM, failure)) => {
                self.release(Some(failure.to_string()), desk);
                None
            }
            (State::Releasing(why), News::Answered(RELEASE, _)) => {
                let why = why.take();
                Some(self.freed(why))
            }
            (State::Releasing(why), News::Failed(RELEASE, failure)) => {
                let why = why.take().unwrap_or_else(|| failure.to_string());
                Some(self.freed(Some(why)))
            }
            _ => None,
        }
    }

    fn freed(&mut self, why: Option<String>) -> Change {
        self.state = State::Free;
        why.map_or(Change::Released, Change::Failed)
    }
}

/// The comparison that holds while a key is the one that was created at a revision; 0 while there is none.
pub(in crate::client) fn is_created(key: &Bytes, revision: Revision) -> Compare {
    let target = CompareTarget::Create(revision.0.cast_signed());
    Compare { keys: KeyRange::One(key.clone()), target, relation: Relation::Equal }
}

/// How a call of the client library failed, as its user sees it.
pub(in crate::client) const CANCELED: &str = "context canceled";
