//! Everything about one member, and what can be done to it.

use agora_core::{
    id::{Index, NodeId, NodeSet},
    raft::SendState,
    sim::{
        frame::{MemberFrame, Process, ProgressFrame, RoleFrame},
        intervention::{ClockDial, Intervention, Name},
        place::Place,
    },
    time::Duration,
};

use super::{ActionButton, FactList, InspectorView, Section, dial, millis, or_nobody, span};
use crate::{
    store::{Store, select::clock},
    text::Text,
};

/// How a leader sees one other member.
#[derive(Clone, PartialEq, Debug)]
pub struct PeerRow {
    pub peer: NodeId,
    pub matched: Index,
    pub next: Index,
    pub state: &'static str,
    /// Of how many: `2 / 512`.
    pub in_flight: String,
    pub heard: bool,
}

/// How far a clock can be made to leap by one click.
const JUMPS: [(&str, Duration); 3] = [
    ("clock-jump-100ms", Duration::from_millis(100)),
    ("clock-jump-1s", Duration::from_secs(1)),
    ("clock-jump-10s", Duration::from_secs(10)),
];

impl Store {
    pub(super) fn member_view(&self, member: &MemberFrame) -> InspectorView {
        let text = self.text();
        let mut actions = member_actions(member, text);
        actions.extend(raft_actions(member, text));
        let mut sections = vec![log(member, text)];
        if !member.progress.is_empty() {
            sections.push(peers(&member.progress, self.run().options().settings.tuning.inflight_messages, text));
        }
        sections.extend([
            configuration(member, text),
            self.disk(member),
            clock_section(member, text),
            self.wires_of(Place::Member(member.id)),
        ]);
        InspectorView {
            title: member.id.to_string(),
            subtitle: text.role(member).to_owned(),
            term: Some(member.term),
            facts: self.role_facts(member).0,
            actions,
            sections,
            hint: None,
        }
    }

    fn role_facts(&self, member: &MemberFrame) -> FactList {
        let text = self.text();
        let now = self.shown.now;
        let mut facts = FactList::default();
        facts.add_term(text.term, member.term);
        facts.add(text.voted_for, or_nobody(member.vote, text));
        facts.add(text.follows, or_nobody(member.leader, text));
        if let Some(timer) = member.timer {
            facts.add(text.election_timer, millis(timer.ends.since(now)));
            facts.add(text.timeout_drawn, millis(timer.drawn));
        }
        if let Some(next) = member.heartbeat_at {
            facts.add(text.next_heartbeat, millis(next.since(now)));
        }
        if let Some(campaign) = &member.campaign {
            facts.add(text.votes, format!("{} / {}", campaign.granted.len(), campaign.needed));
            facts.add(text.votes_from, campaign.granted);
        }
        facts
    }

    fn disk(&self, member: &MemberFrame) -> Section {
        let text = self.text();
        let disk = &member.disk;
        let mut facts = FactList::default();
        let writing = disk.writing.map(|(_, done)| millis(done.since(self.shown.now)));
        facts.add(text.disk_writing, writing.unwrap_or_else(|| text.disk_idle.to_owned()));
        let summary = match (disk.full, disk.lying) {
            (true, _) => text.disk_full.to_owned(),
            (_, true) => text.disk_lies_short.to_owned(),
            _ => dial::span_label(disk.latency),
        };
        let wipe = ActionButton::act("wipe", text.do_wipe, Intervention::Wipe(member.id.into())).harmful();
        Section {
            name: "disk",
            title: text.disk,
            summary,
            alarming: disk.full || disk.lying,
            facts: facts.0,
            dials: vec![dial::disk_latency(member.id, disk, text)],
            switches: dial::disk_switches(member.id, disk, text),
            actions: vec![wipe],
            hint: Some(text.wipe_hint),
            ..Section::default()
        }
    }
}

fn log(member: &MemberFrame, text: &'static Text) -> Section {
    let mut facts = FactList::default();
    let base = member.log.first.previous();
    facts.add(text.snapshot_base, if base == Index(0) { text.none.to_owned() } else { base.to_string() });
    facts.add(text.log, span(member.log.first, member.log.last));
    facts.add(text.stored, member.log.stored);
    facts.add(text.commit, member.commit);
    facts.add(text.applied, member.applied);
    facts.add(text.revision, member.store.revision);
    facts.add(text.keys, member.store.keys);
    facts.add(text.hash, format!("{:08x}", member.store.hash as u32));
    let summary = span(member.log.first, member.log.last);
    Section { name: "log", title: text.log, summary, open: true, facts: facts.0, ..Section::default() }
}

fn peers(progress: &[ProgressFrame], window: usize, text: &'static Text) -> Section {
    let row = |peer: &ProgressFrame| PeerRow {
        peer: peer.peer,
        matched: peer.matched,
        next: peer.next,
        state: match peer.state {
            SendState::Probe => text.state_probe,
            SendState::Replicate => text.state_replicate,
            SendState::Snapshot => text.state_snapshot,
        },
        in_flight: format!("{} / {window}", peer.in_flight),
        heard: peer.recent_active,
    };
    let peers = progress.iter().map(row).collect();
    Section { name: "peers", title: text.peers, open: true, peers, ..Section::default() }
}

fn configuration(member: &MemberFrame, text: &'static Text) -> Section {
    let configuration = &member.configuration;
    let mut facts = FactList::default();
    facts.add(text.voters, names(configuration.voters, text));
    if configuration.is_joint() {
        facts.add(text.outgoing, names(configuration.outgoing, text));
    }
    facts.add(text.learners, names(configuration.learners, text));
    if !configuration.learners_next.is_empty() {
        facts.add(text.learners_next, names(configuration.learners_next, text));
    }
    let summary = if configuration.is_joint() {
        text.joint.to_owned()
    } else {
        format!("{} {}", configuration.voters.len(), text.voters_short)
    };
    Section { name: "configuration", title: text.configuration, summary, facts: facts.0, ..Section::default() }
}

fn clock_section(member: &MemberFrame, text: &'static Text) -> Section {
    let mut facts = FactList::default();
    facts.add(text.clock_shows, format!("{} s", clock(member.clock.shows.0)));
    let jump = |(name, ahead): (&'static str, Duration)| {
        let label = format!("+{}", dial::span_label(ahead));
        ActionButton::act(name, label, Intervention::Clock(member.id.into(), ClockDial::Jump(ahead)))
    };
    Section {
        name: "clock",
        title: text.clock,
        summary: dial::rate_label(member.clock.rate_ppm),
        alarming: member.clock.rate_ppm != 1_000_000,
        facts: facts.0,
        dials: vec![dial::clock_rate(member.id, &member.clock, text)],
        actions: JUMPS.into_iter().map(jump).collect(),
        hint: Some(text.clock_hint),
        ..Section::default()
    }
}

/// What can be done to a member's process.
pub(in crate::store::select) fn member_actions(member: &MemberFrame, text: &'static Text) -> Vec<ActionButton> {
    let (process, name) = (member.process, member.id.into());
    let pause = if process == Process::Paused {
        ActionButton::act("pause", text.do_resume, Intervention::Resume(name))
    } else {
        ActionButton::act("pause", text.do_pause, Intervention::Pause(name)).only_if(process == Process::Running)
    };
    vec![
        ActionButton::act("kill", text.do_kill, Intervention::Kill(name)).harmful().only_if(process != Process::Down),
        pause,
        ActionButton::act("restart", text.do_restart, Intervention::Restart(name)),
    ]
}

/// What can be done to a member as Raft sees it.
fn raft_actions(member: &MemberFrame, text: &'static Text) -> Vec<ActionButton> {
    let name = member.id.into();
    let (runs, leads) = (member.process == Process::Running, member.role == RoleFrame::Leader);
    let alone = Intervention::Partition(vec![vec![name], vec![Name::Others]]);
    let mut actions = vec![
        ActionButton::act("fire", text.do_fire, Intervention::Fire(name)).only_if(runs),
        ActionButton::act("isolate", text.do_isolate, alone).harmful().only_if(member.process != Process::Down),
    ];
    // A leader has nobody to forget, and leads already.
    if !leads {
        let transfer = ActionButton::act("transfer", text.do_transfer, Intervention::Transfer(name));
        let forget = ActionButton::act("forget-leader", text.do_forget_leader, Intervention::ForgetLeader(name));
        actions.push(transfer.only_if(runs && !member.learner));
        actions.push(forget.only_if(runs && member.leader.is_some()));
    }
    actions
}

fn names(set: NodeSet, text: &'static Text) -> String {
    if set.is_empty() { text.none.to_owned() } else { set.to_string() }
}
