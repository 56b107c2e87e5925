//! The run as a whole, and the search.

use std::rc::Rc;

use agora_core::raft::Rule;

use crate::store::{
    Panel, Store,
    library::{Dialog, SavedRun},
    search::State,
};

#[derive(Clone, PartialEq, Debug)]
pub struct RunView {
    pub id: String,
    pub name: String,
    /// What its name is to become.
    pub renaming: Option<String>,
    pub script: Rc<str>,
    /// The same on every machine for the same run; only while time stands still.
    pub fingerprint: Option<String>,
    pub saved: Vec<SavedRun>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct SearchView {
    pub sought: String,
    pub without: String,
    /// All rules that can be off.
    pub rules: Vec<&'static str>,
    pub seeds: String,
    pub span: String,
    pub state: State,
}

impl Store {
    pub fn run_view(&self) -> RunView {
        let still = !self.playback.playing && !self.is_walking() && self.is_shown(Panel::Script);
        RunView {
            id: self.library.id().to_owned(),
            name: self.library.name().to_owned(),
            renaming: self.library.renaming.clone(),
            script: Rc::clone(&self.script),
            fingerprint: still.then(|| format!("{:016x}", self.run().fingerprint())),
            saved: self.library.saved.clone(),
        }
    }

    pub fn dialog(&self) -> Option<&Dialog> {
        self.library.dialog.as_ref()
    }

    /// Whether the browser had no room for this run.
    pub fn is_storage_full(&self) -> bool {
        self.library.full
    }

    pub fn search_view(&self) -> SearchView {
        let search = &self.search;
        SearchView {
            sought: search.sought.clone(),
            without: search.without.clone(),
            rules: Rule::ALL.iter().map(|rule| rule.name()).collect(),
            seeds: search.seeds.clone(),
            span: search.span.clone(),
            state: search.state.clone(),
        }
    }
}
