//! The inspector: everything about what is selected, as labelled facts and things to do.

mod dial;
mod member;
mod wire;

use std::fmt::Display;

use agora_core::{
    id::{ClientId, Index, MessageId, NodeId, Term},
    sim::{
        frame::{FlightFrame, Process},
        intervention::Intervention,
        place::Place,
    },
    time::Duration,
};

pub use dial::{DialView, SwitchView};
pub use member::PeerRow;
pub(super) use member::member_actions;
pub use wire::WireRow;

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
    pub label: String,
    pub action: Action,
    pub enabled: bool,
    pub harmful: bool,
}

impl ActionButton {
    pub(in crate::store::select) fn act(
        name: &'static str,
        label: impl Into<String>,
        intervention: Intervention,
    ) -> Self {
        Self { name, label: label.into(), action: Action::Act(intervention), enabled: true, harmful: false }
    }

    pub(in crate::store::select) fn harmful(self) -> Self {
        Self { harmful: true, ..self }
    }

    fn only_if(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }
}

/// A part of the inspector that can be folded away.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Section {
    /// Its stable name.
    pub name: &'static str,
    pub title: &'static str,
    /// What stands beside the title, folded or not.
    pub summary: String,
    /// Whether that is out of the ordinary.
    pub alarming: bool,
    /// Whether it is unfolded at first.
    pub open: bool,
    pub facts: Vec<Fact>,
    pub peers: Vec<PeerRow>,
    pub wires: Vec<WireRow>,
    pub dials: Vec<DialView>,
    pub switches: Vec<SwitchView>,
    pub actions: Vec<ActionButton>,
    /// A word on the actions.
    pub hint: Option<&'static str>,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct InspectorView {
    pub title: String,
    pub subtitle: String,
    pub term: Option<Term>,
    pub facts: Vec<Fact>,
    pub actions: Vec<ActionButton>,
    pub sections: Vec<Section>,
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
            Selection::Wire(a, b) => Some(self.wire_view(a, b)),
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
            sections: vec![self.all_wires()],
            hint: Some(text.hint_cluster),
            ..InspectorView::default()
        }
    }

    fn message_view(&self, id: MessageId) -> InspectorView {
        let text = self.text();
        let flight = self.shown.flights.iter().find(|flight| flight.id == id);
        let Some(flight) = flight else {
            return InspectorView {
                title: id.to_string(),
                subtitle: text.message_gone.to_owned(),
                hint: Some(text.hint_message),
                ..InspectorView::default()
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
            sections: Vec::new(),
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
            if let Some(doing) = self.doing(&job.doing) {
                facts.add(text.etcd.does, doing);
            }
            facts.add(text.since, millis(self.shown.now.since(job.since)));
            if let Some(deadline) = job.deadline {
                facts.add(text.gives_up_in, millis(deadline.since(self.shown.now)));
            }
            if let Some(member) = job.endpoint {
                facts.add(text.waits_for, member);
            }
        }
        if client.queued > 0 {
            facts.add(text.queued, client.queued);
        }
        for job in &client.background {
            facts.add(text.in_background, self.doing(&job.doing).unwrap_or_else(|| job.line.to_string()));
        }
        facts.add(text.exit_status, client.status);
        Some(InspectorView {
            title: id.to_string(),
            subtitle: text.client.to_owned(),
            facts: facts.0,
            actions: client_actions(id, client.process, text),
            sections: vec![self.wires_of(Place::Client(id))],
            ..InspectorView::default()
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
            hint: Some(text.hint_entry),
            ..InspectorView::default()
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

fn message_actions(id: MessageId, text: &'static Text) -> Vec<ActionButton> {
    vec![
        ActionButton::act("deliver", text.do_deliver, Intervention::Deliver(id)),
        ActionButton::act("drop", text.do_drop, Intervention::Drop(id)).harmful(),
        ActionButton::act("delay", text.do_delay, Intervention::Delay(id, Duration::from_millis(50))),
        ActionButton::act("duplicate", text.do_duplicate, Intervention::Duplicate(id)),
    ]
}

fn client_actions(id: ClientId, process: Process, text: &'static Text) -> Vec<ActionButton> {
    let name = id.into();
    match process {
        Process::Running => vec![
            ActionButton::act("kill", text.do_kill, Intervention::Kill(name)).harmful(),
            ActionButton::act("pause", text.do_pause, Intervention::Pause(name)),
        ],
        Process::Paused => vec![ActionButton::act("pause", text.do_resume, Intervention::Resume(name))],
        Process::Down => vec![ActionButton::act("restart", text.do_restart, Intervention::Restart(name))],
    }
}

fn or_nobody(id: Option<NodeId>, text: &Text) -> String {
    id.map_or_else(|| text.nobody.to_owned(), |id| id.to_string())
}

pub(in crate::store::select) fn millis(span: Duration) -> String {
    format!("{:.1} ms", span.as_micros() as f64 / 1000.0)
}

fn span(first: Index, last: Index) -> String {
    if last < first { "–".to_owned() } else { format!("{first} – {last}") }
}
