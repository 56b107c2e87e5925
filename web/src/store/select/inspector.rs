//! The inspector: everything about what is selected, as labelled facts and things to do.

use std::fmt::Display;

use agora_core::{
    id::{ClientId, Index, MessageId, NodeId, Term},
    sim::{
        frame::{FlightFrame, MemberFrame, Process},
        intervention::Intervention,
    },
    time::Duration,
};

use super::clock;
use crate::{
    scene::hit::Selection,
    store::{Store, action::Action},
    text::Text,
};

/// One line: a label and its value, with a term's colour where it names one.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    pub label: String,
    pub value: String,
    pub term: Option<Term>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ActionButton {
    /// Its stable name.
    pub name: &'static str,
    pub label: &'static str,
    pub action: Action,
    pub enabled: bool,
    pub harmful: bool,
}

/// One wire of the selected member.
#[derive(Clone, PartialEq, Debug)]
pub struct WireRow {
    pub to: NodeId,
    pub state: &'static str,
    pub next: &'static str,
    pub action: Action,
}

#[derive(Clone, PartialEq, Debug)]
pub struct InspectorView {
    pub title: String,
    pub subtitle: String,
    pub term: Option<Term>,
    pub facts: Vec<Fact>,
    pub actions: Vec<ActionButton>,
    pub wires: Vec<WireRow>,
    /// A hint about what can be done here.
    pub hint: Option<&'static str>,
}

impl Store {
    pub fn inspector(&self) -> InspectorView {
        let view = match self.selection {
            Selection::None => None,
            Selection::Member(id) => self.shown.member(id).map(|member| self.member_view(member)),
            Selection::Message(id) => Some(self.message_view(id)),
            Selection::Client(id) => self.client_view(id),
            Selection::Entry(index) => Some(self.entry_view(index)),
        };
        view.unwrap_or_else(|| self.cluster_view())
    }

    fn cluster_view(&self) -> InspectorView {
        let text = self.text();
        let frame = &self.shown;
        let up = frame.members.iter().filter(|member| member.process == Process::Running).count();
        let mut facts = FactList::default();
        match frame.leader() {
            Some(leader) => {
                facts.add(text.leader, leader.id);
                facts.add_term(text.term, leader.term);
                facts.add(text.commit, leader.commit);
                facts.add(text.revision, leader.store.revision);
            }
            None => facts.add(text.leader, text.nobody),
        }
        facts.add(text.members_running, format!("{up} / {}", frame.members.len()));
        facts.add(text.messages_in_flight, frame.flights.len());
        InspectorView {
            title: text.the_cluster.to_owned(),
            subtitle: text.nothing_selected.to_owned(),
            term: frame.leader().map(|leader| leader.term),
            facts: facts.0,
            actions: Vec::new(),
            wires: Vec::new(),
            hint: Some(text.hint_cluster),
        }
    }

    fn member_view(&self, member: &MemberFrame) -> InspectorView {
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
        facts.add(text.log, span(member.log.first, member.log.last));
        facts.add(text.stored, member.log.stored);
        facts.add(text.commit, member.commit);
        facts.add(text.applied, member.applied);
        facts.add(text.revision, member.store.revision);
        facts.add(text.keys, member.store.keys);
        facts.add(text.hash, format!("{:08x}", member.store.hash as u32));
        InspectorView {
            title: member.id.to_string(),
            subtitle: text.role(member).to_owned(),
            term: Some(member.term),
            facts: facts.0,
            actions: member_actions(member, text),
            wires: self.wires_of(member.id),
            hint: None,
        }
    }

    fn wires_of(&self, id: NodeId) -> Vec<WireRow> {
        let text = self.text();
        let others = self.shown.members.iter().map(|member| member.id).filter(|other| *other != id);
        let row = |other| {
            let (state, next) = match (self.is_cut(id, other), self.is_cut(other, id)) {
                (false, false) => (text.wire_whole, text.do_cut),
                (true, true) => (text.wire_cut, text.do_one_way),
                _ => (text.wire_one_way, text.do_heal),
            };
            let action = Action::CycleWire(id.min(other), id.max(other));
            WireRow { to: other, state, next, action }
        };
        others.map(row).collect()
    }

    fn message_view(&self, id: MessageId) -> InspectorView {
        let text = self.text();
        let flight = self.shown.flights.iter().find(|flight| flight.id == id);
        let Some(flight) = flight else {
            return InspectorView {
                title: id.to_string(),
                subtitle: text.message_gone.to_owned(),
                term: None,
                facts: Vec::new(),
                actions: Vec::new(),
                wires: Vec::new(),
                hint: Some(text.hint_message),
            };
        };
        let mut facts = FactList::default();
        facts.add(text.from, flight.from);
        facts.add(text.to, flight.to);
        if let Some(term) = flight.term {
            facts.add_term(text.term, term);
        }
        facts.add(text.sent, format!("{} s", clock(flight.sent.0)));
        facts.add(text.arrives_in, self.arrival(flight));
        InspectorView {
            title: flight.id.to_string(),
            subtitle: text.message(flight.kind),
            term: flight.term,
            facts: facts.0,
            actions: message_actions(id, text),
            wires: Vec::new(),
            hint: self.playback.playing.then_some(text.hint_message),
        }
    }

    fn arrival(&self, flight: &FlightFrame) -> String {
        let text = self.text();
        match flight.doomed {
            _ if flight.waiting => text.waits.to_owned(),
            Some(reason) => text.loss(reason).to_owned(),
            None => millis(flight.ends.since(self.shown.now)),
        }
    }

    fn client_view(&self, id: ClientId) -> Option<InspectorView> {
        let text = self.text();
        let client = self.shown.clients.iter().find(|client| client.id == id)?;
        let mut facts = FactList::default();
        if let Some(job) = &client.running {
            facts.add(text.runs, &*job.line);
            facts.add(text.since, millis(self.shown.now.since(job.since)));
            if let Some(deadline) = job.deadline {
                facts.add(text.gives_up_in, millis(deadline.since(self.shown.now)));
            }
            facts.add(text.waits_for, or_nobody(job.endpoint, text));
        }
        facts.add(text.queued, client.queued);
        facts.add(text.in_background, client.background.len());
        facts.add(text.exit_status, client.status);
        Some(InspectorView {
            title: id.to_string(),
            subtitle: text.client.to_owned(),
            term: None,
            facts: facts.0,
            actions: client_actions(id, client.process, text),
            wires: Vec::new(),
            hint: None,
        })
    }

    fn entry_view(&self, index: Index) -> InspectorView {
        let text = self.text();
        let mut facts = FactList::default();
        let mut newest = None;
        for member in &self.shown.members {
            let cell = member.log.cells.iter().find(|cell| cell.index == index);
            let state = match cell {
                _ if index < member.log.first => text.entry_in_snapshot,
                None => text.entry_absent,
                Some(_) if index <= member.applied => text.entry_applied,
                Some(_) if index <= member.commit => text.entry_committed,
                Some(_) if index <= member.log.stored => text.entry_stored,
                Some(_) => text.entry_not_stored,
            };
            facts.0.push(Fact {
                label: member.id.to_string(),
                value: state.to_owned(),
                term: cell.map(|cell| cell.term),
            });
            newest = newest.max(cell.map(|cell| (cell.term, self.entry_content(cell))));
        }
        let (term, content) =
            newest.map_or((None, text.entry_absent.to_owned()), |(term, content)| (Some(term), content));
        InspectorView {
            title: format!("{} {index}", text.entry),
            subtitle: content,
            term,
            facts: facts.0,
            actions: Vec::new(),
            wires: Vec::new(),
            hint: Some(text.hint_entry),
        }
    }
}

#[derive(Default)]
struct FactList(Vec<Fact>);

impl FactList {
    fn add(&mut self, label: &'static str, value: impl Display) {
        self.0.push(Fact { label: label.to_owned(), value: format!("{value}"), term: None });
    }

    fn add_term(&mut self, label: &'static str, term: Term) {
        self.0.push(Fact { label: label.to_owned(), value: term.to_string(), term: Some(term) });
    }
}

pub(super) fn member_actions(member: &MemberFrame, text: &'static Text) -> Vec<ActionButton> {
    let id = member.id;
    let (process, button) = (member.process, |name, label, intervention, enabled, harmful| ActionButton {
        name,
        label,
        action: Action::Act(intervention),
        enabled,
        harmful,
    });
    let pause = if process == Process::Paused {
        button("pause", text.do_resume, Intervention::Resume(id.into()), true, false)
    } else {
        button("pause", text.do_pause, Intervention::Pause(id.into()), process == Process::Running, false)
    };
    vec![
        button("kill", text.do_kill, Intervention::Kill(id.into()), process != Process::Down, true),
        pause,
        button("restart", text.do_restart, Intervention::Restart(id.into()), true, false),
    ]
}

fn message_actions(id: MessageId, text: &'static Text) -> Vec<ActionButton> {
    let button = |name, label, intervention, harmful| ActionButton {
        name,
        label,
        action: Action::Act(intervention),
        enabled: true,
        harmful,
    };
    vec![
        button("deliver", text.do_deliver, Intervention::Deliver(id), false),
        button("drop", text.do_drop, Intervention::Drop(id), true),
        button("delay", text.do_delay, Intervention::Delay(id, Duration::from_millis(50)), false),
        button("duplicate", text.do_duplicate, Intervention::Duplicate(id), false),
    ]
}

fn client_actions(id: ClientId, process: Process, text: &'static Text) -> Vec<ActionButton> {
    let button = |name, label, intervention, harmful| ActionButton {
        name,
        label,
        action: Action::Act(intervention),
        enabled: true,
        harmful,
    };
    match process {
        Process::Running => vec![
            button("kill-client", text.do_kill, Intervention::Kill(id.into()), true),
            button("pause-client", text.do_pause, Intervention::Pause(id.into()), false),
        ],
        Process::Paused => vec![button("pause-client", text.do_resume, Intervention::Resume(id.into()), false)],
        Process::Down => vec![button("restart-client", text.do_restart, Intervention::Restart(id.into()), false)],
    }
}

fn or_nobody(id: Option<NodeId>, text: &Text) -> String {
    id.map_or_else(|| text.nobody.to_owned(), |id| id.to_string())
}

fn millis(span: Duration) -> String {
    format!("{:.1} ms", span.as_micros() as f64 / 1000.0)
}

fn span(first: Index, last: Index) -> String {
    if last < first { "–".to_owned() } else { format!("{first} – {last}") }
}
