//! The light that traffic leaves behind: wires that glow for a moment, messages that burst, a new leader's wave.
//!
//! It lives on the screen's clock, not the world's, and only while time runs. At high speeds, when a message's whole
//! flight is shorter than one repaint, it is all that can be seen of the traffic.

use std::collections::BTreeMap;

use agora_core::{
    id::{MessageId, NodeId, Term},
    sim::{
        frame::{Frame, Process, RoleFrame},
        place::Place,
    },
};

/// How long a wire takes to lose most of its glow, in real seconds.
const GLOW_LIFE: f64 = 0.35;
/// How long a burst or a wave is seen, in real seconds.
const FLASH_LIFE: f64 = 0.7;

/// The glow of one directed wire.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Glow {
    /// Messages of late, each worth 1 when it left.
    pub weight: f64,
    /// The term that the last of them carried.
    pub term: Option<Term>,
}

/// Something that is seen for a moment.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Flash {
    pub kind: FlashKind,
    /// 0 when it begins, 1 when it is over.
    pub age: f64,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum FlashKind {
    /// A message was lost half-way between these.
    Burst { from: Place, to: Place },
    /// This member became leader.
    Wave { member: NodeId, term: Term },
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Afterglow {
    glows: BTreeMap<(Place, Place), Glow>,
    flashes: Vec<Flash>,
    newest: MessageId,
    doomed: Vec<(MessageId, Place, Place)>,
    leader: Option<(NodeId, Term)>,
}

impl Afterglow {
    /// Nothing glows: one has just come to this frame from elsewhere in time.
    pub fn dark(frame: &Frame) -> Self {
        let mut dark = Self::default();
        dark.observe(frame);
        Self { glows: BTreeMap::new(), flashes: Vec::new(), ..dark }
    }

    /// Takes in what a new frame shows.
    pub fn observe(&mut self, frame: &Frame) {
        for flight in frame.flights.iter().filter(|flight| flight.id > self.newest) {
            let glow = self.glows.entry((flight.from, flight.to)).or_insert(Glow { weight: 0.0, term: None });
            glow.weight = (glow.weight + 1.0).min(6.0);
            glow.term = flight.term.or(glow.term);
        }
        self.newest = frame.flights.iter().map(|flight| flight.id).max().unwrap_or_default().max(self.newest);
        self.burst(frame);
        let leader = frame.leader().map(|leader| (leader.id, leader.term));
        if let Some((member, term)) = leader
            && self.leader != leader
        {
            self.flashes.push(Flash { kind: FlashKind::Wave { member, term }, age: 0.0 });
        }
        self.leader = leader;
    }

    fn burst(&mut self, frame: &Frame) {
        let gone = |id: MessageId| frame.flights.iter().all(|flight| flight.id != id);
        let lost = self.doomed.iter().filter(|(id, ..)| gone(*id));
        self.flashes.extend(lost.map(|&(_, from, to)| Flash { kind: FlashKind::Burst { from, to }, age: 0.0 }));
        let doomed = frame.flights.iter().filter(|flight| flight.doomed.is_some());
        self.doomed = doomed.map(|flight| (flight.id, flight.from, flight.to)).collect();
    }

    /// Lets `seconds` of real time pass.
    pub fn fade(&mut self, seconds: f64) {
        let kept = (-seconds / GLOW_LIFE).exp();
        self.glows.retain(|_, glow| {
            glow.weight *= kept;
            glow.weight > 0.02
        });
        self.flashes.retain_mut(|flash| {
            flash.age += seconds / FLASH_LIFE;
            flash.age < 1.0
        });
    }

    pub fn glows(&self) -> impl Iterator<Item = (Place, Place, Glow)> + '_ {
        self.glows.iter().map(|(&(from, to), &glow)| (from, to, glow))
    }

    pub fn flashes(&self) -> &[Flash] {
        &self.flashes
    }
}

/// Whether nothing but heartbeats and timers is going on, so that a watcher may be spared the wait.
pub fn is_calm(frame: &Frame) -> bool {
    use agora_core::sim::event::MessageKind::{Heartbeat, HeartbeatResponse};
    let quiet_wires = frame.flights.iter().all(|flight| matches!(flight.kind, Heartbeat | HeartbeatResponse));
    let campaign = frame.members.iter().any(|member| {
        member.process == Process::Running && matches!(member.role, RoleFrame::Candidate | RoleFrame::PreCandidate)
    });
    // A command without a deadline (a watch, a held lock) waits by nature; one with a deadline is being worked on.
    let busy = frame
        .clients
        .iter()
        .any(|client| client.running.as_ref().is_some_and(|job| job.deadline.is_some()) || client.queued > 0);
    quiet_wires && !campaign && !busy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::build::samples;

    #[test]
    fn each_message_glows_once_and_fades() {
        let frame = samples::frame();
        let mut glow = Afterglow::default();
        glow.observe(&frame);
        glow.observe(&frame);
        assert_eq!(glow.glows().map(|(.., glow)| glow.weight).collect::<Vec<_>>(), [1.0]);
        glow.fade(GLOW_LIFE * 5.0);
        assert_eq!(glow.glows().count(), 0);
    }

    #[test]
    fn a_lost_message_bursts_when_it_is_gone() {
        let mut frame = samples::frame();
        frame.flights[0].doomed = Some(agora_core::sim::event::LossReason::Cut);
        let mut glow = Afterglow::default();
        glow.observe(&frame);
        let bursts =
            |glow: &Afterglow| glow.flashes().iter().filter(|f| matches!(f.kind, FlashKind::Burst { .. })).count();
        assert_eq!(bursts(&glow), 0);
        frame.flights.clear();
        glow.observe(&frame);
        assert_eq!(bursts(&glow), 1);
        glow.fade(FLASH_LIFE * 1.1);
        assert_eq!(glow.flashes(), []);
    }

    #[test]
    fn an_append_is_not_calm() {
        let mut frame = samples::frame();
        assert!(!is_calm(&frame));
        frame.flights[0].kind = agora_core::sim::event::MessageKind::Heartbeat;
        assert!(is_calm(&frame));
    }
}
