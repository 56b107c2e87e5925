//! What has a name that a reader can point at: a key, a revision, a lease, a member; and where output speaks of it.

use std::{collections::BTreeMap, fmt::Display};

use agora_core::{
    id::{LeaseId, NodeId, Revision},
    machine::Machine,
    mvcc::Bytes,
};

use super::{Panel, Store, task::Task};
use crate::scene::hit::Selection;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Named {
    Key(Bytes),
    Revision(Revision),
    Lease(LeaseId),
    Member(NodeId),
}

/// A part of a line of output, and what it names.
#[derive(Clone, PartialEq, Debug)]
pub struct Piece {
    pub text: String,
    pub named: Option<Named>,
}

impl Piece {
    pub fn plain(text: impl Display) -> Self {
        Self { text: text.to_string(), named: None }
    }

    pub fn named(text: impl Display, named: Named) -> Self {
        Self { text: text.to_string(), named: Some(named) }
    }
}

/// The names that a member knows at this moment.
pub(super) struct Names<'a> {
    fixed: BTreeMap<String, Named>,
    machine: Option<&'a Machine>,
}

impl Store {
    /// Shows what was pointed at in its panel, and moves the focus there.
    pub(super) fn show_named(&mut self, named: &Named) -> Vec<Task> {
        let panel = match *named {
            Named::Key(_) | Named::Revision(_) => Panel::Keys,
            Named::Lease(_) => Panel::Leases,
            Named::Member(id) => {
                self.select(Selection::Member(id));
                Panel::Members
            }
        };
        self.picked = Some(named.clone());
        (self.drawer, self.sheet, self.sheet_open) = (panel, panel, true);
        vec![Task::Focus("picked")]
    }

    /// The member whose store, leases and list of members are shown: the one that is selected, else the leader.
    pub(super) fn looked_at(&self) -> Option<NodeId> {
        if let Selection::Member(id) = self.selection
            && self.shown.member(id).is_some()
        {
            return Some(id);
        }
        let leader = self.shown.leader().or_else(|| self.shown.members.iter().max_by_key(|member| member.applied));
        leader.map(|member| member.id)
    }

    pub(super) fn machine_looked_at(&self) -> Option<&Machine> {
        self.run().world().machine(self.looked_at()?)
    }

    pub(super) fn names(&self) -> Names<'_> {
        let machine = self.machine_looked_at();
        let mut fixed = BTreeMap::new();
        for lease in self.shown.members.iter().flat_map(|member| &member.leases) {
            fixed.insert(lease.id.to_string(), Named::Lease(lease.id));
            fixed.insert(lease.id.0.to_string(), Named::Lease(lease.id));
        }
        for member in &self.shown.members {
            fixed.insert(member.id.to_string(), Named::Member(member.id));
        }
        for info in machine.into_iter().flat_map(|machine| machine.members().iter()) {
            fixed.insert(format!("{:x}", info.id), Named::Member(info.node));
            fixed.insert(info.id.to_string(), Named::Member(info.node));
        }
        Names { fixed, machine }
    }
}

impl Names<'_> {
    /// The parts of a line; `None` where it names nothing.
    pub(super) fn pieces(&self, line: &str) -> Option<Vec<Piece>> {
        if let Some(named) = self.key(line) {
            return Some(vec![Piece { text: line.to_owned(), named: Some(named) }]);
        }
        let mut pieces = Vec::<Piece>::new();
        let (mut rest, mut before) = (line, "");
        while let Some(first) = rest.chars().next() {
            let end = if is_mark(first) { first.len_utf8() } else { rest.find(is_mark).unwrap_or(rest.len()) };
            let (word, behind) = rest.split_at(end);
            let named = if is_mark(first) { None } else { self.name(word, before) };
            match pieces.last_mut() {
                Some(last) if named.is_none() && last.named.is_none() => last.text.push_str(word),
                _ => pieces.push(Piece { text: word.to_owned(), named }),
            }
            before = if is_mark(first) { before } else { word };
            rest = behind;
        }
        pieces.iter().any(|piece| piece.named.is_some()).then_some(pieces)
    }

    /// What a word names. A number is a revision only behind a word that says so.
    fn name(&self, word: &str, before: &str) -> Option<Named> {
        if before.to_ascii_lowercase().ends_with("revision")
            && let Ok(revision) = word.parse().map(Revision)
            && self.machine.is_some_and(|machine| revision > Revision(1) && revision <= machine.revision())
        {
            return Some(Named::Revision(revision));
        }
        self.fixed.get(word).cloned().or_else(|| self.key(word))
    }

    fn key(&self, word: &str) -> Option<Named> {
        let known = !word.is_empty() && self.machine?.store().is_known(word.as_bytes());
        known.then(|| Named::Key(word.as_bytes().into()))
    }
}

/// What stands between words in etcdctl's output.
fn is_mark(letter: char) -> bool {
    letter.is_whitespace() || ",\"()[]{}:|".contains(letter)
}
