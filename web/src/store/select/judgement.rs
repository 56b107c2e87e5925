//! What is promised at this moment: the invariants, and the rules that guard them.

use agora_core::{
    check::{Invariant, Verdict},
    raft::Rule,
    sim::intervention::Intervention,
};

use super::clock;
use crate::{
    store::{Store, action::Action},
    text::{check, sabotage},
};

#[derive(Clone, PartialEq, Debug)]
pub struct CheckRow {
    pub name: &'static str,
    pub meaning: &'static str,
    /// When it was broken first, and how.
    pub breach: Option<(String, String)>,
    /// A rule that protects it is off.
    pub unguarded: bool,
}

#[derive(Clone, PartialEq, Debug)]
pub struct RuleRow {
    pub name: &'static str,
    /// What the members do without it.
    pub meaning: &'static str,
    /// The name and the meaning of the promise that the rule protects, if it is one.
    pub protects: Option<(&'static str, &'static str)>,
    pub off: bool,
    pub toggle: Action,
}

impl Store {
    pub fn checks(&self) -> Vec<CheckRow> {
        let unguarded = self.shown.sabotage.broken().filter_map(Invariant::guarded_by).collect::<Vec<_>>();
        let row = |verdict: &Verdict| CheckRow {
            unguarded: unguarded.contains(&verdict.invariant),
            name: verdict.invariant.name(),
            meaning: check::meaning(self.language, verdict.invariant),
            breach: verdict.breach.as_ref().map(|breach| (clock(breach.at.0), breach.text.clone())),
        };
        self.shown.checks.iter().map(row).collect()
    }

    /// Every protective rule, and whether it works.
    pub fn rules(&self) -> Vec<RuleRow> {
        let row = |rule: &Rule| {
            let off = self.shown.sabotage.get(*rule);
            RuleRow {
                name: rule.name(),
                meaning: sabotage::meaning(self.language, *rule),
                protects: Invariant::guarded_by(*rule)
                    .map(|promise| (promise.name(), check::meaning(self.language, promise))),
                off,
                toggle: Action::Act(Intervention::Sabotage(*rule, !off)),
            }
        };
        Rule::ALL.iter().map(row).collect()
    }
}
