//! The log matrix: one row per member, one shared window of indexes.

use agora_core::{
    id::{Index, NodeId, Term},
    sim::frame::{CellContent, CellFrame, Frame, MemberFrame, Process},
};

use super::role_name;
use crate::{scene::hit::Selection, store::Store};

/// How wide a column is at least, in CSS pixels.
const COLUMN: f64 = 35.0;

#[derive(Clone, PartialEq, Debug)]
pub struct LogView {
    /// The indexes of the columns.
    pub columns: Vec<u64>,
    pub rows: Vec<LogRow>,
    pub selected: Option<u64>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct LogRow {
    pub id: NodeId,
    pub role: &'static str,
    pub term: Term,
    pub down: bool,
    pub commit: u64,
    pub cells: Vec<Option<LogCell>>,
    /// Entries up to here exist somewhere: a missing one before it is a gap.
    pub last: u64,
    /// As the leader sees this member: the last entry known to be stored there, and the next one to send.
    pub matched: Option<u64>,
    pub next: Option<u64>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct LogCell {
    pub term: Term,
    pub committed: bool,
    pub noop: bool,
    pub label: String,
}

impl Store {
    pub fn log(&self) -> LogView {
        let frame = &self.shown;
        // The window ends with some room for what comes next.
        let count = ((self.matrix_width() - 100.0) / COLUMN).clamp(6.0, 26.0) as u64;
        let last = frame.members.iter().map(|member| member.log.last.0).max().unwrap_or(0);
        let first = (last + 3).saturating_sub(count).max(1);
        let columns: Vec<u64> = (first..first + count).collect();
        let rows = frame.members.iter().map(|member| self.row(frame, member, &columns)).collect();
        let selected = if let Selection::Entry(index) = self.selection { Some(index.0) } else { None };
        LogView { columns, rows, selected }
    }

    /// The matrix stands below the stage, and on a middle-sized page in one of two columns (`style.css`).
    fn matrix_width(&self) -> f64 {
        if (701.0..1200.0).contains(&self.page_width) { self.page_width / 2.0 } else { self.stage.width }
    }

    fn row(&self, frame: &Frame, member: &MemberFrame, columns: &[u64]) -> LogRow {
        let progress = frame.leader().and_then(|leader| leader.progress.iter().find(|p| p.peer == member.id));
        let cell = |index: &u64| {
            let cell = member.log.cells.iter().find(|cell| cell.index == Index(*index))?;
            Some(LogCell {
                term: cell.term,
                committed: cell.index <= member.commit,
                noop: matches!(cell.content, CellContent::Noop),
                label: self.entry_label(cell),
            })
        };
        LogRow {
            id: member.id,
            role: role_name(member),
            term: member.term,
            down: member.process == Process::Down,
            commit: member.commit.0,
            last: frame.members.iter().map(|member| member.log.last.0).max().unwrap_or(0),
            cells: columns.iter().map(cell).collect(),
            matched: progress.map(|progress| progress.matched.0),
            next: progress.map(|progress| progress.next.0),
        }
    }

    /// `12 @ term 3: put color blue`.
    fn entry_label(&self, cell: &CellFrame) -> String {
        format!("{} @ {} {}: {}", cell.index, self.text().term, cell.term, self.entry_content(cell))
    }

    pub(super) fn entry_content(&self, cell: &CellFrame) -> String {
        match &cell.content {
            CellContent::Noop => self.text().noop.to_owned(),
            CellContent::Command(proposal) => proposal.to_string(),
            CellContent::Change(change) => format!("{}: {change}", self.text().membership_change),
        }
    }
}
