//! The branches of a timeline: what they are called, where they left each other.

use alloc::{string::String, sync::Arc, vec::Vec};
use core::fmt;

use super::{Timeline, checkpoints::Checkpoints};
use crate::{
    run::{Moment, Run},
    time::SimTime,
};

/// A branch's name for programs: it stays the same when the branch is renamed, and is never used again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BranchId(pub u32);

/// Where a branch left another one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Fork {
    /// The other one.
    pub branch: BranchId,
    /// How many deeds both share.
    pub deeds: usize,
}

/// One way in which the run went.
#[derive(Clone, Debug)]
pub struct Branch {
    id: BranchId,
    pub(super) name: String,
    pub(super) fork: Option<Fork>,
    /// The run as far as it has come; `None` for the current branch while its playhead is there.
    pub(super) edge: Option<Arc<Run>>,
    pub(super) checkpoints: Checkpoints,
}

impl Branch {
    /// What the first branch of a run is called.
    pub const MAIN: &str = "main";
    /// How many characters a name has at most.
    pub const NAME_MAX: usize = 40;

    pub(super) fn first(run: &mut Run) -> Self {
        let checkpoints = Checkpoints::new(run);
        Self { id: BranchId(0), name: String::from(Self::MAIN), fork: None, edge: None, checkpoints }
    }

    pub(super) const fn leaving(id: BranchId, name: String, fork: Fork, checkpoints: Checkpoints) -> Self {
        Self { id, name, fork: Some(fork), edge: None, checkpoints }
    }

    /// Its name for programs.
    pub const fn id(&self) -> BranchId {
        self.id
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it left another branch; `None` for the first one.
    pub const fn fork(&self) -> Option<Fork> {
        self.fork
    }
}

/// Why something cannot be done with branches, and what to do instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BranchError {
    /// No branch is called so.
    Unknown(String),
    /// No branch has this id (any more).
    Gone(BranchId),
    /// Another one is called so.
    NameTaken(String),
    /// A name has 1 to [`Branch::NAME_MAX`] characters, and neither quotes nor control characters.
    BadName(String),
    /// The current branch cannot be deleted.
    Current,
}

impl fmt::Display for BranchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "no branch is called {name:?}: take one from the list of branches"),
            Self::Gone(_) => f.write_str("that branch has been deleted: take another one from the list"),
            Self::NameTaken(name) => write!(f, "another branch is called {name:?} already: choose another name"),
            Self::BadName(_) => write!(
                f,
                "a branch's name has 1 to {} characters, and no quotation marks or line breaks: choose another name",
                Branch::NAME_MAX
            ),
            Self::Current => f.write_str("this is the branch that is shown: switch to another one, then delete it"),
        }
    }
}

impl Timeline {
    /// All branches, in the order in which they were made.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The branch that is shown.
    pub fn branch(&self) -> &Branch {
        &self.branches[self.current]
    }

    /// The branch of that name.
    pub fn find(&self, name: &str) -> Option<BranchId> {
        self.branches.iter().find(|branch| branch.name == name).map(Branch::id)
    }

    /// A branch's run as far as it has come.
    ///
    /// # Errors
    /// [`BranchError::Gone`].
    pub fn edge_of(&self, id: BranchId) -> Result<&Run, BranchError> {
        let branch = &self.branches[self.place_of(id)?];
        Ok(branch.edge.as_deref().unwrap_or(&self.run))
    }

    /// Shows another branch, at its live edge.
    ///
    /// # Errors
    /// [`BranchError::Gone`].
    pub fn switch(&mut self, id: BranchId) -> Result<(), BranchError> {
        let place = self.place_of(id)?;
        if place == self.current {
            return Ok(());
        }
        self.seek = None;
        self.leave_edge();
        self.show(place);
        self.enter_edge();
        Ok(())
    }

    /// Turns to a branch; the one that was shown keeps few of its checkpoints.
    pub(super) fn show(&mut self, place: usize) {
        let before = core::mem::replace(&mut self.current, place);
        if let Ok([left, shown]) = self.branches.get_disjoint_mut([before, place]) {
            left.checkpoints.hand_over(&mut shown.checkpoints);
        }
    }

    /// Calls a branch something else.
    ///
    /// # Errors
    /// [`BranchError::Gone`], [`BranchError::BadName`], [`BranchError::NameTaken`].
    pub fn rename(&mut self, id: BranchId, name: &str) -> Result<(), BranchError> {
        let place = self.place_of(id)?;
        let name = checked_name(name)?;
        if self.find(&name).is_some_and(|other| other != id) {
            return Err(BranchError::NameTaken(name));
        }
        self.branches[place].name = name;
        Ok(())
    }

    /// Forgets a branch. Those that left it then count as having left the one that it left itself; if it left none, the
    /// oldest of them takes its place.
    ///
    /// # Errors
    /// [`BranchError::Gone`], and [`BranchError::Current`] for the branch that is shown.
    pub fn delete(&mut self, id: BranchId) -> Result<(), BranchError> {
        let place = self.place_of(id)?;
        if place == self.current {
            return Err(BranchError::Current);
        }
        let gone = self.branches.remove(place);
        self.current -= usize::from(place < self.current);
        let mut heir = gone.fork;
        for branch in self.branches.iter_mut().filter(|branch| branch.fork.is_some_and(|fork| fork.branch == id)) {
            let Some(fork) = branch.fork else { continue };
            // What two branches share with a third, they share with each other, as far as both do.
            branch.fork =
                heir.map(|heir| if heir.deeds < fork.deeds { heir } else { Fork { branch: heir.branch, ..fork } });
            if heir.is_none() {
                heir = Some(Fork { branch: branch.id, ..fork });
            }
        }
        Ok(())
    }

    /// When a branch left the one before: where the first deed comes that only one of the two has.
    ///
    /// # Errors
    /// [`BranchError::Gone`].
    pub fn left_at(&self, id: BranchId) -> Result<Moment, BranchError> {
        let Some(fork) = self.branches[self.place_of(id)?].fork else { return Ok(Moment::START) };
        let edges = [self.edge_of(id)?, self.edge_of(fork.branch)?];
        let deeds = edges.iter().filter_map(|edge| edge.deeds().get(fork.deeds)).map(|deed| deed.at);
        Ok(deeds.chain(edges.iter().map(|edge| edge.moment())).min().unwrap_or(Moment::START))
    }

    /// Sets out to begin a branch after the first so many deeds of another one, just after the last of them;
    /// [`Timeline::proceed`] does the work, and then it can be given its name.
    pub(in crate::run) fn set_out_to_begin(
        &mut self,
        parent: BranchId,
        deeds: usize,
        name: &str,
    ) -> Result<(), BranchError> {
        let name = checked_name(name)?;
        if self.find(&name).is_some() {
            return Err(BranchError::NameTaken(name));
        }
        let last =
            deeds.checked_sub(1).and_then(|last| self.edge_of(parent).ok()?.deeds().get(last).map(|deed| deed.at));
        let at = last.unwrap_or(Moment::START);
        let place = self.place_of(parent)?;
        self.leave_edge();
        self.show(place);
        // The playhead must be in that branch too.
        self.run = self.state_before(parent, deeds, at)?;
        self.seek_fork(deeds, at);
        Ok(())
    }

    /// The last state of a branch that is known, not after its first so many deeds and a moment.
    pub(in crate::run) fn state_before(&self, id: BranchId, deeds: usize, at: Moment) -> Result<Run, BranchError> {
        let branch = &self.branches[self.place_of(id)?];
        Ok(branch.checkpoints.before(|run| run.deeds().len() <= deeds && run.moment() <= at))
    }

    pub(super) fn place_of(&self, id: BranchId) -> Result<usize, BranchError> {
        self.branches.iter().position(|branch| branch.id == id).ok_or(BranchError::Gone(id))
    }

    /// Up to when each branch goes, for a list: id, name, live edge.
    pub fn list(&self) -> Vec<(BranchId, String, SimTime)> {
        let end = |branch: &Branch| branch.edge.as_deref().unwrap_or(&self.run).now();
        self.branches.iter().map(|branch| (branch.id, branch.name.clone(), end(branch))).collect()
    }
}

/// A name without the space around it, if a branch can be called so.
pub(super) fn checked_name(name: &str) -> Result<String, BranchError> {
    let trimmed = name.trim();
    let good = |letter: char| letter != '"' && !letter.is_control();
    if trimmed.is_empty() || trimmed.chars().count() > Branch::NAME_MAX || !trimmed.chars().all(good) {
        return Err(BranchError::BadName(String::from(name)));
    }
    Ok(String::from(trimmed))
}
