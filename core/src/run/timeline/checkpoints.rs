//! States of a branch that are kept to spare the way to them. What a seek finds never depends on which there are.

use alloc::{sync::Arc, vec, vec::Vec};

use crate::run::{Moment, Run};

/// How many turns lie between two checkpoints at least: a seek takes about so many at most.
const SPACING: u64 = 4096;
/// How many checkpoints a branch keeps; with more, every other one goes, and from then on they lie further apart.
const KEPT: usize = 512;
/// How many a branch keeps that is not shown.
const KEPT_ASIDE: usize = 32;

/// Some states of a branch, in order; the first is its beginning.
#[derive(Clone, Debug)]
pub(super) struct Checkpoints {
    kept: Vec<Arc<Run>>,
    spacing: u64,
}

impl Checkpoints {
    pub(super) fn new(run: &Run) -> Self {
        let beginning = Run::new(*run.options());
        let mut checkpoints = Self { kept: vec![Arc::new(beginning)], spacing: SPACING };
        checkpoints.offer(run);
        checkpoints
    }

    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// Keeps a state if none is near it.
    #[inline]
    pub(super) fn offer(&mut self, run: &Run) {
        let turns = run.turns();
        let newest = self.kept.last().map_or(0, |kept| kept.turns());
        if turns >= newest + self.spacing {
            self.insert(self.kept.len(), run);
        } else if turns + self.spacing <= newest {
            self.offer_between(run);
        }
    }

    fn offer_between(&mut self, run: &Run) {
        let turns = run.turns();
        let place = self.kept.partition_point(|kept| kept.turns() <= turns);
        let before = place.checked_sub(1).map_or(0, |before| self.kept[before].turns());
        let after = self.kept.get(place).map_or(u64::MAX, |after| after.turns());
        if turns >= before + self.spacing && turns + self.spacing <= after {
            self.insert(place, run);
        }
    }

    fn insert(&mut self, place: usize, run: &Run) {
        self.kept.insert(place, Arc::new(run.clone()));
        if self.kept.len() > KEPT {
            self.halve();
        }
    }

    fn halve(&mut self) {
        self.spacing *= 2;
        let mut odd = false;
        self.kept.retain(|_| {
            odd = !odd;
            odd
        });
    }

    /// Keeps few, for a branch that is not shown.
    pub(super) fn thin_out(&mut self) {
        while self.kept.len() > KEPT_ASIDE {
            self.halve();
        }
        self.spacing = SPACING;
    }

    /// The last state that `is_before`, which holds for the first states and for none after.
    pub(super) fn before(&self, is_before: impl Fn(&Run) -> bool) -> Run {
        let place = self.kept.partition_point(|kept| is_before(kept)).saturating_sub(1);
        (*self.kept[place]).clone()
    }

    /// Those of a branch that leaves here, after so many deeds.
    pub(super) fn up_to(&self, deeds: usize, at: Moment) -> Self {
        let place = self.kept.partition_point(|kept| kept.deeds().len() <= deeds && kept.moment() <= at);
        Self { kept: self.kept[..place.max(1)].to_vec(), spacing: self.spacing }
    }
}
