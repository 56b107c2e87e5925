//! The branches of the run: switching, renaming, deleting, comparing, undoing.

use agora_core::run::{BranchError, BranchId, Comparing, Difference};

use super::{Store, action::BranchAction, task::Task, walk::TURNS};

/// What the panel of branches remembers.
#[derive(Debug, Default)]
pub(super) struct Branches {
    /// Whose name is being written, and what it is so far.
    pub renaming: Option<(BranchId, String)>,
    pub compared: Option<Comparison>,
    /// Two branches that are being compared, and their names.
    pub comparing: Option<([String; 2], Comparing)>,
}

/// Two branches, and where they first differ.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Comparison {
    pub names: [String; 2],
    pub difference: Option<Difference>,
}

impl Store {
    pub(super) fn branch(&mut self, action: BranchAction) -> Vec<Task> {
        let done = match action {
            BranchAction::Switch(id) => return self.switch(id),
            BranchAction::Rename(id) => {
                let branch = self.timeline.branches().iter().find(|branch| branch.id() == id);
                self.branches.renaming = branch.map(|branch| (id, branch.name().to_owned()));
                return vec![Task::Focus("branch-name")];
            }
            BranchAction::NameTyped(typed) => {
                if let Some((_, name)) = &mut self.branches.renaming {
                    *name = typed;
                }
                return Vec::new();
            }
            BranchAction::KeepName => {
                self.branches.renaming = None;
                return Vec::new();
            }
            BranchAction::SaveName => self.save_name(),
            BranchAction::Delete(id) => self.timeline.delete(id),
            BranchAction::Compare(id) => self.compare(id),
        };
        match done {
            Ok(()) => self.keep(),
            Err(error) => self.toast(self.branch_error(&error), true),
        }
    }

    fn save_name(&mut self) -> Result<(), BranchError> {
        let Some((id, name)) = self.branches.renaming.clone() else { return Ok(()) };
        self.timeline.rename(id, &name)?;
        self.branches.renaming = None;
        Ok(())
    }

    fn compare(&mut self, other: BranchId) -> Result<(), BranchError> {
        let here = self.timeline.branch().id();
        let comparing = self.timeline.compare(here, other)?;
        self.branches.compared = None;
        self.branches.comparing = Some(([here, other].map(|id| self.branch_name(id)), comparing));
        self.compare_on();
        Ok(())
    }

    /// One budget more of the comparison that is under way.
    pub(super) fn compare_on(&mut self) {
        let Some((names, comparing)) = &mut self.branches.comparing else { return };
        if let Some(difference) = comparing.proceed(TURNS) {
            self.branches.compared = Some(Comparison { names: names.clone(), difference });
            self.branches.comparing = None;
        }
    }

    fn switch(&mut self, id: BranchId) -> Vec<Task> {
        if let Err(error) = self.timeline.switch(id) {
            return self.toast(self.branch_error(&error), true);
        }
        self.playback.playing = false;
        (self.branches.compared, self.branches.comparing) = (None, None);
        self.forget_later_notes();
        self.arrive();
        self.keep()
    }

    pub(super) fn undo(&mut self) -> Vec<Task> {
        if self.timeline.set_out_to_undo().is_err() {
            return self.toast(self.text().run.nothing_to_undo.to_owned(), false);
        }
        self.set_out()
    }

    /// Says in which new branch one is.
    pub(super) fn say_branched(&mut self, words: &str) -> Vec<Task> {
        self.forget_later_notes();
        (self.branches.compared, self.branches.comparing) = (None, None);
        self.toast(format!("{words} “{}”", self.timeline.branch().name()), false)
    }

    /// The page's own lines behind the terminals' last ones were written in another future.
    fn forget_later_notes(&mut self) {
        let frame = self.timeline.run().frame();
        for terminal in &mut self.terminals {
            let client = frame.clients.iter().find(|client| client.id == terminal.client);
            terminal.forget_after(client.map_or(0, |client| client.lines.len()));
        }
    }

    pub(super) fn branch_name(&self, id: BranchId) -> String {
        let branch = self.timeline.branches().iter().find(|branch| branch.id() == id);
        branch.map_or_else(String::new, |branch| branch.name().to_owned())
    }

    fn branch_error(&self, error: &BranchError) -> String {
        let words = &self.text().run;
        match error {
            BranchError::Unknown(_) | BranchError::Gone(_) => words.branch_gone,
            BranchError::NameTaken(_) => words.name_taken,
            BranchError::BadName(_) => words.name_bad,
            BranchError::Current => words.branch_is_shown,
        }
        .to_owned()
    }
}
