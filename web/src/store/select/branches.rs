//! The panel of branches.

use agora_core::{
    id::EventId,
    run::{BranchId, Difference},
    time::SimTime,
};

use super::clock;
use crate::{store::Store, text::field};

#[derive(Clone, PartialEq, Debug)]
pub struct BranchRow {
    pub id: BranchId,
    pub name: String,
    /// Whether it is the one that is shown.
    pub shown: bool,
    /// The branch that it left, and when.
    pub left: Option<(String, String)>,
    /// Up to when it goes.
    pub end: String,
    pub deeds: usize,
    /// From where to where it goes, as parts of the longest one.
    pub extent: (f64, f64),
    /// What its name is to become.
    pub renaming: Option<String>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ComparisonView {
    pub names: [String; 2],
    pub difference: Option<DifferenceView>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct DifferenceView {
    pub time: String,
    pub event: EventId,
    pub place: Option<String>,
    pub field: String,
    pub values: [String; 2],
}

#[derive(Clone, PartialEq, Debug)]
pub struct BranchesView {
    pub rows: Vec<BranchRow>,
    /// The names of the branches that are being compared, and the moment that has been looked at.
    pub comparing: Option<([String; 2], String)>,
    pub comparison: Option<ComparisonView>,
}

impl Store {
    pub fn branches(&self) -> BranchesView {
        let list = self.timeline.list();
        let longest = list.iter().map(|(.., end)| end.0).max().unwrap_or_default().max(1) as f64;
        let shown = self.timeline.branch().id();
        let rows = self.timeline.branches().iter().zip(&list).map(|(branch, (id, name, end))| {
            let fork = branch.fork();
            let begin = self.left_at(*id);
            BranchRow {
                id: *id,
                name: name.clone(),
                shown: *id == shown,
                left: fork.map(|fork| (self.branch_name(fork.branch), clock(begin.0))),
                end: clock(end.0),
                deeds: self.timeline.edge_of(*id).map_or(0, |run| run.deeds().len()),
                extent: (begin.0 as f64 / longest, end.0 as f64 / longest),
                renaming: self.branches.renaming.clone().filter(|(of, _)| of == id).map(|(_, name)| name),
            }
        });
        let comparison = self.branches.compared.as_ref().map(|compared| ComparisonView {
            names: compared.names.clone(),
            difference: compared.difference.as_ref().map(|difference| self.difference(difference)),
        });
        let comparing = self.branches.comparing.as_ref();
        let comparing = comparing.map(|(names, comparing)| (names.clone(), clock(comparing.now().0)));
        BranchesView { rows: rows.collect(), comparing, comparison }
    }

    /// When a branch left the one that it comes from; the first one's beginning.
    pub(super) fn left_at(&self, id: BranchId) -> SimTime {
        self.timeline.left_at(id).map_or(SimTime::ZERO, |moment| moment.time)
    }

    fn difference(&self, difference: &Difference) -> DifferenceView {
        DifferenceView {
            time: clock(difference.at.0),
            event: difference.event,
            place: difference.place.map(|place| place.to_string()),
            field: field::name(self.language, difference.field),
            values: difference.values.clone(),
        }
    }
}
