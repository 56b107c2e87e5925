//! What is about to happen: messages on their way and timers that run, each with what can be done to it.

use alloc::{vec, vec::Vec};

use super::Run;
use crate::{
    id::{ClientId, MessageId, NodeId},
    sim::{
        event::{LossReason, MessageKind},
        frame::{Frame, Process},
        intervention::{Intervention, Name},
        place::Place,
    },
    time::{Duration, SimTime},
};

/// One thing that is about to happen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pending {
    /// What.
    pub kind: PendingKind,
    /// Where it will happen.
    pub place: Place,
    /// When, unless something comes in between; [`SimTime::NEVER`] when it waits for a process.
    pub due: SimTime,
    /// Why it will not happen as it stands.
    pub blocked: Option<Blocked>,
}

/// What kinds of things are about to happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PendingKind {
    /// A message arrives. Its name is [`MessageId`], as in `m17`.
    Message {
        /// Its name.
        id: MessageId,
        /// Who sent it.
        from: Place,
        /// What it is.
        kind: MessageKind,
        /// When it left.
        sent: SimTime,
    },
    /// A member's election timer runs out; `fire n2` lets it run out now.
    Election(NodeId),
    /// A leader sends its next heartbeat; `fire n2` lets it do so now.
    Heartbeat(NodeId),
    /// A member's disk is done with a write.
    Disk(NodeId),
    /// A client's command gives up.
    GivingUp(ClientId),
}

/// Why a thing will not happen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Blocked {
    /// The wire is cut: the message is lost when its time comes.
    Cut,
    /// The wire loses it: that is decided already.
    Lost,
    /// The receiver is paused: the message waits for it.
    ReceiverPaused,
    /// The receiver is not running: nobody listens.
    ReceiverDown,
    /// Its own process is paused: the timer waits.
    Paused,
}

impl Pending {
    /// What can be done to it now, in the order of the menu: deliver, drop, delay, duplicate; or fire.
    ///
    /// `by` is how long a delay delays. What cannot be done at this moment is not in the list.
    pub fn actions(&self, by: Duration) -> Vec<Intervention> {
        match self.kind {
            // It has arrived, and only its receiver can take it.
            PendingKind::Message { .. } if self.due == SimTime::NEVER => Vec::new(),
            PendingKind::Message { id, .. } => {
                let mut actions =
                    vec![Intervention::Drop(id), Intervention::Delay(id, by), Intervention::Duplicate(id)];
                if !matches!(self.blocked, Some(Blocked::ReceiverPaused | Blocked::ReceiverDown)) {
                    actions.insert(0, Intervention::Deliver(id));
                }
                actions
            }
            PendingKind::Election(node) | PendingKind::Heartbeat(node) if self.blocked.is_none() => {
                vec![Intervention::Fire(Name::from(node))]
            }
            _ => Vec::new(),
        }
    }
}

impl Run {
    /// Everything that is about to happen, soonest first; of what is due at once, messages first, in the order of sending.
    pub fn pending(&self) -> Vec<Pending> {
        pending(&self.frame())
    }
}

/// Everything that a frame shows to be about to happen, soonest first.
pub fn pending(frame: &Frame) -> Vec<Pending> {
    let process = |place: Place| match place {
        Place::Member(node) => frame.member(node).map_or(Process::Down, |member| member.process),
        Place::Client(id) => {
            frame.clients.iter().find(|client| client.id == id).map_or(Process::Down, |client| client.process)
        }
    };
    let messages = frame.flights.iter().map(|flight| {
        let blocked = match (flight.doomed, process(flight.to)) {
            (Some(LossReason::Cut), _) => Some(Blocked::Cut),
            (Some(_), _) => Some(Blocked::Lost),
            (None, _) if !flight.waiting && frame.is_cut(flight.from, flight.to) => Some(Blocked::Cut),
            (None, Process::Paused) => Some(Blocked::ReceiverPaused),
            (None, Process::Down) => Some(Blocked::ReceiverDown),
            (None, Process::Running) => None,
        };
        Pending {
            kind: PendingKind::Message { id: flight.id, from: flight.from, kind: flight.kind, sent: flight.sent },
            place: flight.to,
            due: if flight.waiting { SimTime::NEVER } else { flight.ends },
            blocked,
        }
    });
    let timer = |kind, place, due: SimTime, stops_when_paused: bool| {
        let paused = stops_when_paused && process(place) == Process::Paused;
        Pending { kind, place, due, blocked: paused.then_some(Blocked::Paused) }
    };
    let members = frame.members.iter().flat_map(|member| {
        let (id, place) = (member.id, Place::Member(member.id));
        let election = member.timer.map(|running| timer(PendingKind::Election(id), place, running.ends, true));
        let heartbeat = member.heartbeat_at.map(|due| timer(PendingKind::Heartbeat(id), place, due, true));
        let disk = member.disk.writing.map(|(_, done)| timer(PendingKind::Disk(id), place, done, false));
        [election, heartbeat, disk].into_iter().flatten()
    });
    let clients = frame.clients.iter().flat_map(|client| {
        let jobs = client.running.iter().chain(&client.background);
        let place = Place::Client(client.id);
        jobs.filter_map(move |job| Some(timer(PendingKind::GivingUp(client.id), place, job.deadline?, true)))
    });
    let mut all = messages.chain(members).chain(clients).collect::<Vec<_>>();
    all.sort_by_key(|pending| pending.due);
    all
}
