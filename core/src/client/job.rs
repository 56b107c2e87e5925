//! One etcdctl process: it connects, asks, waits, tries again where that is harmless, and gives up in time.

use alloc::{string::String, sync::Arc};

use super::{Draws, Effect, Turn, facts};
use crate::{
    api::{Call, Response},
    etcdctl::{self, Endpoint, Exit, Invocation},
    id::{NodeId, NodeSet, RequestId},
    sim::event::{EventKind, Outcome},
    time::{Duration, SimTime},
};

/// How long until a process that can connect to nobody tries again (gRPC's first back-off).
const REDIAL: Duration = Duration::from_secs(1);
/// How long until a read that a member could not serve is asked again (etcd client, `defaultBackoffWaitBetween`).
const BACK_OFF: Duration = Duration::from_millis(25);

/// One etcdctl process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Job {
    line: Arc<str>,
    since: SimTime,
    deadline: SimTime,
    invocation: Invocation,
    call: Call,
    only: Option<NodeId>,
    /// The name of its change, the same in every try, so that an answer to the first counts too.
    change: Option<RequestId>,
    state: State,
    /// A change has left, so that its outcome is not known before an answer comes.
    exposed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum State {
    /// Nobody to ask right now.
    Pausing { until: SimTime },
    /// Asked.
    Waiting { request: RequestId, to: NodeId },
}

impl Job {
    /// The line as typed.
    pub fn line(&self) -> &Arc<str> {
        &self.line
    }

    /// When it began.
    pub fn since(&self) -> SimTime {
        self.since
    }

    /// When it gives up.
    pub fn gives_up_at(&self) -> SimTime {
        self.deadline
    }

    /// The request that has no answer yet, and who has it.
    pub fn waits_for(&self) -> Option<(RequestId, NodeId)> {
        match self.state {
            State::Waiting { request, to } => Some((request, to)),
            State::Pausing { .. } => None,
        }
    }

    pub(super) fn wakes_at(&self) -> SimTime {
        match self.state {
            State::Waiting { .. } => self.deadline,
            State::Pausing { until } => until.min(self.deadline),
        }
    }

    pub(super) fn start(
        line: Arc<str>,
        invocation: Invocation,
        call: Call,
        only: Option<NodeId>,
        turn: &mut Turn,
        draws: &mut Draws<'_>,
    ) -> Self {
        let change = call.is_change().then(|| draws.request_id());
        let mut job = Self {
            line,
            since: turn.now,
            deadline: turn.now + invocation.timeout,
            invocation,
            call,
            only,
            change,
            state: State::Pausing { until: turn.now },
            exposed: false,
        };
        job.ask(turn, draws);
        job
    }

    /// Picks one of the members that it can connect to, and asks.
    fn ask(&mut self, turn: &mut Turn, draws: &mut Draws<'_>) {
        let Some(to) = draws.choose(self.candidates(turn).intersection(turn.reach)) else {
            self.state = State::Pausing { until: turn.now + REDIAL };
            return;
        };
        self.exposed |= self.change.is_some();
        let id = self.change.unwrap_or_else(|| draws.request_id());
        self.state = State::Waiting { request: id, to };
        turn.happened(EventKind::RequestSent { request: id, to, ask: facts::ask(&self.call) });
        turn.effects.push(Effect::Send { to, id, request: self.call.clone().into() });
    }

    fn candidates(&self, turn: &Turn) -> NodeSet {
        match (&self.invocation.endpoints, self.only) {
            (Some(endpoints), _) => endpoints.iter().filter_map(Endpoint::member).collect(),
            (None, Some(only)) => NodeSet::EMPTY.with(only),
            (None, None) => turn.members,
        }
    }

    pub(super) fn wake(&mut self, turn: &mut Turn, draws: &mut Draws<'_>) -> Option<Exit> {
        if turn.now >= self.deadline {
            self.abandon(turn);
            return Some(Exit::error(1, "context deadline exceeded"));
        }
        if matches!(self.state, State::Pausing { until } if until <= turn.now) {
            self.ask(turn, draws);
        }
        None
    }

    pub(super) fn answered(
        &mut self,
        id: RequestId,
        response: &Response,
        turn: &mut Turn,
        _: &mut Draws<'_>,
    ) -> Option<Exit> {
        if self.waits_for().is_none_or(|(request, _)| request != id) {
            return None;
        }
        match &response.result {
            Ok(answer) => {
                let saw = facts::saw(facts::ask(&self.call), answer);
                let outcome = Outcome::Done { revision: response.revision, index: response.index, saw };
                turn.happened(EventKind::RequestEnded { request: id, outcome });
                let output = etcdctl::print(self.invocation.style, response, answer);
                Some(Exit { output, ..Exit::default() })
            }
            Err(denial) if denial.is_unavailable() && self.change.is_none() => {
                turn.happened(EventKind::RequestEnded { request: id, outcome: Outcome::Refused });
                self.state = State::Pausing { until: turn.now + BACK_OFF };
                None
            }
            Err(denial) => {
                let outcome = if denial.is_certain() { Outcome::Refused } else { Outcome::Unknown };
                turn.happened(EventKind::RequestEnded { request: id, outcome });
                Some(Exit::error(1, denial))
            }
        }
    }

    pub(super) fn refused(
        &mut self,
        id: RequestId,
        delivered: bool,
        turn: &mut Turn,
        draws: &mut Draws<'_>,
    ) -> Option<Exit> {
        if self.waits_for().is_none_or(|(request, _)| request != id) {
            return None;
        }
        if delivered && self.change.is_some() {
            turn.happened(EventKind::RequestEnded { request: id, outcome: Outcome::Unknown });
            let text = String::from("rpc error: code = Unavailable desc = error reading from server: EOF");
            return Some(Exit::error(1, text));
        }
        self.exposed = false;
        turn.happened(EventKind::RequestEnded { request: id, outcome: Outcome::Refused });
        self.ask(turn, draws);
        None
    }

    /// Nobody waits for the answer any more; a change that has left may yet happen.
    pub(super) fn abandon(&self, turn: &mut Turn) {
        if let Some((request, _)) = self.waits_for() {
            let outcome = if self.exposed { Outcome::Unknown } else { Outcome::Refused };
            turn.happened(EventKind::RequestEnded { request, outcome });
        }
    }
}
