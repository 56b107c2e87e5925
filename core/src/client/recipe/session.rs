//! A session: a lease that is kept alive for as long as the client's process lives (etcd, `concurrency/session.go`).

use crate::{
    api::{Answer, Call, Denial, lease::LeaseAnswer, lease::LeaseRequest},
    client::{
        call::{Failure, Tag},
        desk::Desk,
        program::News,
    },
    id::LeaseId,
    time::{Duration, SimTime},
};

const GRANT: Tag = Tag(1);
const RENEW: Tag = Tag(2);
/// How often the client looks whether a lease wants to be renewed, and after a failure tries again (`retryConnWait`).
const LOOK: Duration = Duration::from_millis(500);
/// How long until the first sign of life has to be answered (the dial time-out of etcdctl, and a second).
const FIRST_ANSWER: Duration = Duration::from_secs(3);

/// A lease that is kept alive.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Session {
    state: State,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum State {
    Granting,
    Alive(Kept),
    Over(Option<LeaseId>),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Kept {
    lease: LeaseId,
    /// When the next sign of life is due; [`SimTime::NEVER`] while one is under way.
    next: SimTime,
    /// Without an answer by then the lease counts as lost.
    deadline: SimTime,
}

/// What became of a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::client) enum Change {
    /// It has its lease.
    Granted(LeaseId),
    /// A sign of life was answered; the lease lives so many seconds from now.
    Renewed(LeaseId, i64),
    /// It never got one.
    Failed(Failure),
    /// Its lease is over, or was not heard of for its whole time.
    Lost,
}

impl Session {
    /// Asks for a lease of so many seconds.
    pub(in crate::client) fn open(ttl: i64, desk: &mut Desk<'_, '_>) -> Self {
        desk.ask(GRANT, Call::Lease(LeaseRequest::Grant { id: None, ttl }), SimTime::NEVER);
        Self { state: State::Granting }
    }

    /// Keeps a lease alive that there is already.
    pub(in crate::client) fn adopt(lease: LeaseId, desk: &mut Desk<'_, '_>) -> Self {
        let mut session = Self { state: State::Over(None) };
        session.begin(lease, desk);
        session
    }

    /// Its lease.
    pub(in crate::client) fn lease(&self) -> Option<LeaseId> {
        match &self.state {
            State::Granting => None,
            State::Alive(kept) => Some(kept.lease),
            State::Over(lease) => *lease,
        }
    }

    /// Until when it counts as alive without another answer.
    pub(in crate::client) fn deadline(&self) -> Option<SimTime> {
        if let State::Alive(kept) = &self.state { Some(kept.deadline) } else { None }
    }

    fn begin(&mut self, lease: LeaseId, desk: &mut Desk<'_, '_>) {
        let kept = Kept { lease, next: SimTime::NEVER, deadline: desk.now() + FIRST_ANSWER };
        self.state = State::Alive(kept);
        desk.wake_at(kept.deadline);
        Self::renew(lease, desk);
    }

    fn renew(lease: LeaseId, desk: &mut Desk<'_, '_>) {
        desk.ask(RENEW, Call::Lease(LeaseRequest::KeepAlive { id: lease }), SimTime::NEVER);
    }

    /// Takes what concerns it.
    pub(in crate::client) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) -> Option<Change> {
        match (news, &mut self.state) {
            (News::Answered(GRANT, response), State::Granting) => {
                let Ok(Answer::Lease(LeaseAnswer::Grant { id, .. })) = response.result else { return None };
                self.begin(id, desk);
                Some(Change::Granted(id))
            }
            (News::Failed(GRANT, failure), State::Granting) => {
                self.state = State::Over(None);
                Some(Change::Failed(*failure))
            }
            (News::Answered(RENEW, response), State::Alive(kept)) => {
                let Ok(Answer::Lease(LeaseAnswer::KeepAlive { ttl, .. })) = response.result else { return None };
                if ttl <= 0 {
                    return Some(self.lose(desk));
                }
                let span = Duration::from_secs(ttl as u64);
                kept.deadline = desk.now() + span;
                kept.next = desk.now() + LOOK.max(span / 3);
                let lease = kept.lease;
                desk.wake_at(kept.next.min(kept.deadline));
                Some(Change::Renewed(lease, ttl))
            }
            (News::Failed(RENEW, Failure::Denied(Denial::LeaseNotFound)), State::Alive(_)) => Some(self.lose(desk)),
            (News::Failed(RENEW, _), State::Alive(kept)) => {
                kept.next = desk.now() + LOOK;
                desk.wake_at(kept.next.min(kept.deadline));
                None
            }
            (News::Woken, State::Alive(kept)) => {
                if kept.deadline <= desk.now() {
                    return Some(self.lose(desk));
                }
                if kept.next <= desk.now() {
                    kept.next = SimTime::NEVER;
                    Self::renew(kept.lease, desk);
                }
                desk.wake_at(kept.next.min(kept.deadline));
                None
            }
            _ => None,
        }
    }

    fn lose(&mut self, desk: &mut Desk<'_, '_>) -> Change {
        self.state = State::Over(self.lease());
        desk.forget(|tag| tag == RENEW);
        Change::Lost
    }
}
