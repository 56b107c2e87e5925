//! One request of a process under way: to whom it went, until when it is waited for, and what is done when it fails.

use super::{Effect, Turn, facts};
use crate::{
    api::{Answer, Call, Denial, Request, Response, auth::Token, lease::LeaseAnswer},
    id::{NodeId, NodeSet, RequestId},
    sim::event::{EventKind, Outcome},
    time::{Duration, SimTime},
};
use core::fmt;

/// How long until a process that can connect to nobody tries again (gRPC's first back-off).
const REDIAL: Duration = Duration::from_secs(1);
/// How long until a read that a member could not serve is asked again (etcd client, `defaultBackoffWaitBetween`).
const BACK_OFF: Duration = Duration::from_millis(25);
/// So often a stream's connection is tried (gRPC sends no ping sooner, whatever `--keepalive-time` says).
const PING: Duration = Duration::from_secs(10);
/// So long the answer to a ping is waited for before the connection is given up (etcdctl, `--keepalive-timeout`).
const PING_ANSWER: Duration = Duration::from_secs(6);

/// How a program tells its calls apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Tag(pub(super) u16);

/// Why a call came to nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Failure {
    /// The member said no.
    Denied(Denial),
    /// Nobody answered in time.
    Late,
    /// The connection broke after the request had arrived.
    Broken,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied(denial) => denial.fmt(f),
            Self::Late => f.write_str("context deadline exceeded"),
            Self::Broken => f.write_str("rpc error: code = Unavailable desc = error reading from server: EOF"),
        }
    }
}

/// One request under way.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Pending {
    pub(super) tag: Tag,
    call: Call,
    /// The name of a change or a stream: the same in every try, so that an answer to the first counts too.
    name: Option<RequestId>,
    /// Who may be asked; `None` is any member.
    targets: Option<NodeSet>,
    state: State,
    deadline: SimTime,
    /// A change has left, so that its outcome is not known before an answer comes.
    exposed: bool,
    /// When the connection of a stream is next tried.
    ping_at: SimTime,
    /// The last ping had no answer.
    silent: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum State {
    /// Nobody to ask right now.
    Pausing { until: SimTime },
    /// Asked.
    Waiting { request: RequestId, to: NodeId },
}

/// Whom a process asks, and as whom.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Manner {
    pub(super) targets: Option<NodeSet>,
    pub(super) token: Option<Token>,
    /// The line of the terminal, from 0, by which the process was started.
    pub(super) line: u32,
}

impl Pending {
    pub(super) fn begin(tag: Tag, call: Call, deadline: SimTime, manner: &Manner, turn: &mut Turn<'_>) -> Self {
        let named = call.is_change() || matches!(call, Call::Watch(_));
        let name = named.then(|| turn.request_id());
        let state = State::Pausing { until: turn.now };
        let targets = manner.targets;
        let mut pending =
            Self { tag, call, name, targets, state, deadline, exposed: false, ping_at: SimTime::NEVER, silent: false };
        pending.ask(manner, turn);
        pending
    }

    pub(super) fn is_stream(&self) -> bool {
        matches!(self.call, Call::Watch(_))
    }

    /// The request that has no answer yet, and who has it.
    pub(super) fn waits_for(&self) -> Option<(RequestId, NodeId)> {
        match self.state {
            State::Waiting { request, to } => Some((request, to)),
            State::Pausing { .. } => None,
        }
    }

    /// Until when an answer is waited for; [`SimTime::NEVER`] without end.
    pub(super) fn gives_up_at(&self) -> SimTime {
        self.deadline
    }

    pub(super) fn wakes_at(&self) -> SimTime {
        match self.state {
            State::Waiting { .. } => self.ping_at.min(self.deadline),
            State::Pausing { until } => until.min(self.deadline),
        }
    }

    /// Picks one of the members that it can connect to, and asks.
    fn ask(&mut self, manner: &Manner, turn: &mut Turn<'_>) {
        let targets = self.targets.unwrap_or(turn.view.known);
        let Some(to) = turn.choose(targets.intersection(turn.reach)) else {
            self.state = State::Pausing { until: turn.now + REDIAL };
            return;
        };
        let id = self.name.unwrap_or_else(|| turn.request_id());
        self.exposed |= self.call.is_change();
        self.state = State::Waiting { request: id, to };
        (self.ping_at, self.silent) = (if self.is_stream() { turn.now + PING } else { SimTime::NEVER }, false);
        turn.happened(EventKind::RequestSent { request: id, to, ask: facts::ask(&self.call), line: manner.line });
        let request = Request { token: manner.token.clone(), call: self.call.clone() };
        turn.effects.push(Effect::Send { to, id, request });
    }

    /// Says one more thing on a stream.
    pub(super) fn say(&self, call: Call, manner: &Manner, turn: &mut Turn<'_>) {
        if let Some((id, to)) = self.waits_for() {
            turn.effects.push(Effect::Send { to, id, request: Request { token: manner.token.clone(), call } });
        }
    }

    /// Time has passed. Returns why it is over, if it is.
    pub(super) fn wake(&mut self, manner: &Manner, turn: &mut Turn<'_>) -> Option<Failure> {
        if turn.now >= self.deadline {
            self.abandon(turn);
            return Some(Failure::Late);
        }
        match self.state {
            State::Pausing { until } if until <= turn.now => self.ask(manner, turn),
            State::Waiting { to, .. } if self.ping_at <= turn.now => {
                let answers = turn.reach.contains(to);
                if self.silent && !answers {
                    self.abandon(turn);
                    return Some(Failure::Broken);
                }
                self.silent = !answers;
                self.ping_at = turn.now + if answers { PING } else { PING_ANSWER };
            }
            _ => {}
        }
        None
    }

    /// An answer. Returns whether the program shall hear of it, and how: `None` means that it is asked once more.
    pub(super) fn answered(&mut self, response: &Response, turn: &mut Turn<'_>) -> Option<Result<(), Failure>> {
        let State::Waiting { request, .. } = self.state else { return None };
        match &response.result {
            Ok(_) if self.is_stream() => Some(Ok(())),
            Ok(answer) => {
                let saw = facts::saw(&facts::ask(&self.call), answer);
                let outcome = Outcome::Done { revision: response.revision, index: response.index, saw };
                turn.happened(EventKind::RequestEnded { request, outcome });
                if let Answer::Lease(LeaseAnswer::Grant { id, .. }) = answer {
                    turn.happened(EventKind::LeaseGranted { lease: *id });
                }
                Some(Ok(()))
            }
            Err(denial) if denial.is_unavailable() && !self.call.is_change() && !self.is_stream() => {
                turn.happened(EventKind::RequestEnded { request, outcome: Outcome::Refused });
                self.state = State::Pausing { until: turn.now + BACK_OFF };
                None
            }
            Err(denial) => {
                let outcome = if denial.is_certain() { Outcome::Refused } else { Outcome::Unknown };
                turn.happened(EventKind::RequestEnded { request, outcome });
                Some(Err(Failure::Denied(*denial)))
            }
        }
    }

    /// The connection was refused, or broke. Returns whether that is the end of it.
    pub(super) fn refused(&mut self, delivered: bool, manner: &Manner, turn: &mut Turn<'_>) -> Option<Failure> {
        let (request, _) = self.waits_for()?;
        let lost = delivered && (self.call.is_change() || self.is_stream());
        let outcome = if lost && self.call.is_change() { Outcome::Unknown } else { Outcome::Refused };
        turn.happened(EventKind::RequestEnded { request, outcome });
        // A page is asked for once: curl tries nobody else, and nothing again.
        if lost || matches!(self.call, Call::Http(_)) {
            return Some(Failure::Broken);
        }
        self.exposed = false;
        self.ask(manner, turn);
        None
    }

    /// Nobody waits for the answer any more; a change that has left may yet happen. The member is told.
    pub(super) fn abandon(&self, turn: &mut Turn<'_>) {
        let Some((request, to)) = self.waits_for() else { return };
        let outcome = if self.exposed { Outcome::Unknown } else { Outcome::Refused };
        turn.happened(EventKind::RequestEnded { request, outcome });
        if self.is_stream() {
            turn.effects.push(Effect::Send { to, id: request, request: Call::Close(request).into() });
        }
    }
}
