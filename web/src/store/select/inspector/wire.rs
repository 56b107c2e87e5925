//! The wires: of a member or a client, one of them, all of them.

use agora_core::sim::{
    Dials,
    intervention::{Intervention, Name, Span},
    place::Place,
};

use super::{ActionButton, InspectorView, Section, dial};
use crate::store::{Store, action::Action};

/// One pair of wires, as a row.
#[derive(Clone, PartialEq, Debug)]
pub struct WireRow {
    pub label: String,
    pub ends: (Place, Place),
    pub state: String,
    pub next: &'static str,
    pub action: Action,
}

impl Store {
    fn wire_dials(&self, a: Place, b: Place) -> Option<Dials> {
        self.shown.wire(a, b).map(|wire| wire.dials).filter(|dials| *dials != self.shown.dials)
    }

    pub(super) fn wire_state(&self, a: Place, b: Place) -> &'static str {
        let text = self.text();
        match (self.shown.is_cut(a, b), self.shown.is_cut(b, a)) {
            (false, false) => text.wire_whole,
            (true, true) => text.wire_cut,
            _ => text.wire_one_way,
        }
    }

    fn wire_row(&self, label: String, a: Place, b: Place) -> WireRow {
        let text = self.text();
        let next = match (self.shown.is_cut(a, b), self.shown.is_cut(b, a)) {
            (false, false) => text.do_cut,
            (true, true) => text.do_one_way,
            _ => text.do_heal,
        };
        let ends = (a.min(b), a.max(b));
        let mut state = self.wire_state(a, b).to_owned();
        if self.wire_dials(a, b).is_some() {
            state = format!("{state}, {}", text.own_dials);
        }
        WireRow { label, ends, state, next, action: Action::CycleWire(ends.0, ends.1) }
    }

    /// The wires between a place and every member.
    pub(super) fn wires_of(&self, place: Place) -> Section {
        let others = self.shown.members.iter().map(|member| Place::Member(member.id)).filter(|other| *other != place);
        let rows: Vec<_> = others.map(|other| self.wire_row(other.to_string(), place, other)).collect();
        Section { wires: rows, ..self.wire_section(self.text().wires, Some(place)) }
    }

    /// What every wire has in common, and those that differ.
    pub(super) fn all_wires(&self) -> Section {
        let text = self.text();
        let mut pairs: Vec<_> =
            self.shown.wires.iter().map(|wire| (wire.from.min(wire.to), wire.from.max(wire.to))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let rows = pairs.iter().map(|(a, b)| self.wire_row(format!("{a} – {b}"), *a, *b)).collect();
        let any_cut = self.shown.wires.iter().any(|wire| wire.cut);
        let heal = ActionButton::act("heal-all", text.do_heal_all, Intervention::Heal(None)).only_if(any_cut);
        Section {
            dials: dial::link(None, self.shown.dials, text),
            actions: vec![heal],
            wires: rows,
            ..self.wire_section(text.all_wires, None)
        }
    }

    /// A heading that says how many wires are cut, of a place or of all.
    fn wire_section(&self, title: &'static str, of: Option<Place>) -> Section {
        let cuts = self.shown.wires.iter().filter(|wire| wire.cut);
        let cut = cuts.filter(|wire| of.is_none_or(|place| wire.from == place || wire.to == place)).count();
        let summary = if cut > 0 { format!("{} × {cut}", self.text().wire_cut) } else { String::new() };
        Section { name: "wires", title, summary, alarming: cut > 0, ..Section::default() }
    }

    pub(super) fn wire_view(&self, a: Place, b: Place) -> InspectorView {
        let text = self.text();
        let span = |from: Place, to: Place, one_way| Span { from: Name::Place(from), to: Name::Place(to), one_way };
        let (there, back) = (self.shown.is_cut(a, b), self.shown.is_cut(b, a));
        let one_way = |name, from, to| {
            let label = format!("{} {from} → {to}", text.do_cut);
            ActionButton::act(name, label, Intervention::Cut(span(from, to, true))).harmful()
        };
        let actions = vec![
            ActionButton::act("cut", text.do_cut, Intervention::Cut(span(a, b, false)))
                .harmful()
                .only_if(!there || !back),
            one_way("cut-there", a, b).only_if(!there),
            one_way("cut-back", b, a).only_if(!back),
            ActionButton::act("heal", text.do_heal, Intervention::Heal(Some(span(a, b, false)))).only_if(there || back),
        ];
        let own = self.wire_dials(a, b);
        let dials = Section {
            name: "dials",
            title: text.dials,
            summary: own.map_or("", |_| text.own_dials).to_owned(),
            open: true,
            dials: dial::link(Some((Name::Place(a), Name::Place(b))), own.unwrap_or(self.shown.dials), text),
            ..Section::default()
        };
        InspectorView {
            title: format!("{a} – {b}"),
            subtitle: self.wire_state(a, b).to_owned(),
            actions,
            sections: vec![dials],
            ..InspectorView::default()
        }
    }
}
