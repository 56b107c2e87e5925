//! States of a branch that are kept to spare the way to them. What a seek finds never depends on which there are.

use alloc::{sync::Arc, vec, vec::Vec};

use crate::run::{Moment, Run};

/// How many turns lie between two checkpoints at least: a seek takes about so many at most.
const SPACING: u64 = 3072;
/// How many turns a checkpoint waits at most until all members hold the same.
const SLACK: u64 = 256;
/// How many bytes the checkpoints of a branch may take by [`Checkpoints::bytes`]; with more, every other one goes, and from
/// then on they lie further apart.
const BYTES_MAX: u64 = 24 << 20;
/// About how many bytes a checkpoint takes that shares all it can with those beside it: clients, wires, messages, and in
/// each list and each map the few nodes that changed.
const BYTES_EACH: u64 = 32 << 10;
/// So few are kept, however many bytes they take.
const KEPT_MIN: usize = 64;
/// How many a branch keeps that is not shown.
const KEPT_ASIDE: usize = 64;

/// Some states of a branch, in order; the first is its beginning.
#[derive(Clone, Debug)]
pub(super) struct Checkpoints {
    kept: Vec<Arc<Run>>,
    spacing: u64,
    /// Given up, and not yet freed.
    waste: Vec<Arc<Run>>,
}

impl Checkpoints {
    pub(super) fn new(run: &mut Run) -> Self {
        let beginning = Run::new(*run.options());
        let mut checkpoints = Self { kept: vec![Arc::new(beginning)], spacing: SPACING, waste: Vec::new() };
        checkpoints.offer(run);
        checkpoints
    }

    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// Keeps a state if none is near it.
    #[inline]
    pub(super) fn offer(&mut self, run: &mut Run) {
        let turns = run.turns();
        let newest = self.kept.last().map_or(0, |kept| kept.turns());
        if turns >= newest + self.spacing {
            // Members that hold the same take the room of one.
            if run.world().is_even() || turns >= newest + self.spacing + SLACK {
                self.insert(self.kept.len(), run);
            }
        } else if turns + self.spacing <= newest {
            self.offer_between(run);
        }
        // One at a time, so that nobody has to wait until all are freed.
        self.waste.pop();
    }

    fn offer_between(&mut self, run: &mut Run) {
        let turns = run.turns();
        let place = self.kept.partition_point(|kept| kept.turns() <= turns);
        let before = place.checked_sub(1).map_or(0, |before| self.kept[before].turns());
        let after = self.kept.get(place).map_or(u64::MAX, |after| after.turns());
        if turns >= before + self.spacing && turns + self.spacing <= after {
            self.insert(place, run);
        }
    }

    fn insert(&mut self, place: usize, run: &mut Run) {
        run.settle();
        self.kept.insert(place, Arc::new(run.clone()));
        if self.kept.len() > KEPT_MIN && self.bytes() > BYTES_MAX {
            self.halve();
        }
    }

    /// About how many bytes all of them take that the run itself does not: so many for each, and what a compaction took from
    /// the store since, which they still hold.
    fn bytes(&self) -> u64 {
        let (mut lost, mut before) = (0, 0_u64);
        for bytes in self.kept.iter().filter_map(|kept| kept.world().bytes()) {
            lost += before.saturating_sub(bytes);
            before = bytes;
        }
        lost + self.kept.len() as u64 * BYTES_EACH
    }

    fn halve(&mut self) {
        self.spacing *= 2;
        let mut odd = false;
        self.waste.extend(self.kept.extract_if(.., |_| {
            odd = !odd;
            !odd
        }));
    }

    /// Keeps few, for a branch that is no longer shown. The one that is shown from now on frees the others.
    pub(super) fn hand_over(&mut self, shown: &mut Self) {
        while self.kept.len() > KEPT_ASIDE {
            self.halve();
        }
        self.spacing = SPACING;
        shown.waste.append(&mut self.waste);
    }

    /// The last state that `is_before`, which holds for the first states and for none after.
    pub(super) fn before(&self, is_before: impl Fn(&Run) -> bool) -> Run {
        let place = self.kept.partition_point(|kept| is_before(kept)).saturating_sub(1);
        (*self.kept[place]).clone()
    }

    /// Those of a branch that leaves here, after so many deeds.
    pub(super) fn up_to(&self, deeds: usize, at: Moment) -> Self {
        let place = self.kept.partition_point(|kept| kept.deeds().len() <= deeds && kept.moment() <= at);
        Self { kept: self.kept[..place.max(1)].to_vec(), spacing: self.spacing, waste: Vec::new() }
    }
}
