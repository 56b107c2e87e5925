//! What `etcd …` does at a prompt: a member's process begins, with what its flags say.

use super::{frame::Process, world::World};
use crate::{etcdctl::Start, id::NodeId, machine::QUOTA_DEFAULT, server::Settings};

/// Sets what was said with flags; the rest stays.
pub(crate) fn tell(start: &Start, settings: &mut Settings) {
    let tuning = &mut settings.tuning;
    tuning.heartbeat = start.heartbeat.unwrap_or(tuning.heartbeat);
    tuning.election = start.election.unwrap_or(tuning.election);
    tuning.pre_vote = start.pre_vote.unwrap_or(tuning.pre_vote);
    settings.snapshot_count = start.snapshot_count.filter(|count| *count > 0).unwrap_or(settings.snapshot_count);
    settings.quota = match start.quota {
        None => settings.quota,
        Some(0) => QUOTA_DEFAULT,
        // Below 0 there is no limit.
        Some(bytes) => u64::try_from(bytes).unwrap_or(u64::MAX),
    };
    settings.auto_compaction = start.compaction.or(settings.auto_compaction);
    let checks = &mut settings.corrupt_check;
    checks.initial = start.corrupt_check_initial.unwrap_or(checks.initial);
    checks.every = start.corrupt_check_time.unwrap_or(checks.every);
    settings.lease_checkpoints = start.lease_checkpoints.unwrap_or(settings.lease_checkpoints);
    // As wide as the narrowest machine's numbers, so that settings are the same on all.
    let count = |given: Option<u64>, usual: usize| given.map_or(usual, |given| given.min(u32::MAX.into()) as usize);
    settings.txn_ops_max = count(start.txn_ops_max, settings.txn_ops_max);
    settings.request_bytes_max = count(start.request_bytes_max, settings.request_bytes_max);
}

impl World {
    /// Starts a member's process where it is down: one that was added, or one that ended. What its flags say counts for
    /// this start and later ones.
    pub(super) fn start_by_hand(&mut self, node: NodeId, start: &Start) {
        let Some(place) = self.station(node) else { return };
        let station = &mut self.stations[place];
        if station.process() == Process::Down {
            station.named = Some(start.name.as_deref().unwrap_or("default").into());
            tell(start, &mut station.settings);
            self.start_member(place);
            self.set_alarms();
        }
    }
}
