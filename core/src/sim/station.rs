//! Where a member lives: its process, its disk, its clock, and what arrived while it could not listen.

use alloc::{string::ToString, sync::Arc, vec::Vec};

use super::{clock::Clock, disk::Disk, flights::Flight, frame::Process};
use crate::{
    id::{EventId, NodeId},
    server::{Member, Settings},
    time::SimTime,
};

/// One member's machine.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Station {
    pub(super) id: NodeId,
    /// The name that its process is started with, where it is not the place's.
    pub(super) named: Option<Arc<str>>,
    /// How its process is set up when it is started.
    pub(super) settings: Settings,
    /// The process; `None` when it is down.
    pub(super) member: Option<Member>,
    pub(super) paused: bool,
    pub(super) disk: Disk,
    pub(super) clock: Clock,
    /// It was removed from the cluster and emptied: nothing of it is seen any more, and nobody takes its place.
    pub(super) forgotten: bool,
    /// Which cluster its disk is of: the how manieth that there was.
    pub(super) cluster: u32,
    /// How often the process was started.
    pub(super) starts: u32,
    /// What arrived while the process was paused, in order.
    pub(super) inbox: Vec<Flight>,
    /// A write was done while the process was paused.
    pub(super) stored_unseen: bool,
    /// When the process next wants to be woken, on the world's clock.
    pub(super) wake: SimTime,
    /// The event that began the write under way.
    pub(super) write_began: Option<EventId>,
}

impl Station {
    pub(super) fn new(id: NodeId, disk: Disk, settings: Settings) -> Self {
        Self {
            id,
            named: None,
            settings,
            member: None,
            paused: false,
            disk,
            clock: Clock::default(),
            forgotten: false,
            cluster: 0,
            starts: 0,
            inbox: Vec::new(),
            stored_unseen: false,
            wake: SimTime::NEVER,
            write_began: None,
        }
    }

    /// The name that its process is started with.
    pub(super) fn name(&self) -> Arc<str> {
        self.named.clone().unwrap_or_else(|| self.id.to_string().into())
    }

    pub(super) fn process(&self) -> Process {
        match (&self.member, self.paused) {
            (None, _) => Process::Down,
            (Some(_), true) => Process::Paused,
            (Some(_), false) => Process::Running,
        }
    }

    /// The process if it runs.
    pub(super) fn running(&mut self) -> Option<&mut Member> {
        self.member.as_mut().filter(|_| !self.paused)
    }

    /// Sets the alarm to what the process wants now. A paused one sleeps through it.
    pub(super) fn set_alarm(&mut self) {
        self.wake = match &self.member {
            Some(member) if !self.paused => self.clock.reaches(member.deadline()),
            _ => SimTime::NEVER,
        };
    }
}
