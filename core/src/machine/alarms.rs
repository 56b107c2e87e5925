//! Alarms: what is wrong on a member, and what the cluster therefore refuses.

use alloc::vec::Vec;

use super::Machine;
use crate::api::{
    Answer, Denial, Operation,
    maintenance::{Alarm, AlarmKind, MaintenanceAnswer},
};

impl Machine {
    /// Whether an alarm of this kind is on, on whichever member.
    pub fn is_alarmed(&self, kind: AlarmKind) -> bool {
        self.alarms.iter().any(|alarm| alarm.kind == kind)
    }

    /// Without space nothing is done that takes some; with damaged data nothing is done to keys and leases at all (etcd,
    /// `apply.go`, `applierV3Capped`, and `corrupt.go`, `applierV3Corrupt`).
    pub(super) fn heed_alarms(&self, operation: &Operation) -> Result<(), Denial> {
        let concerns_data = matches!(
            operation,
            Operation::Put(_)
                | Operation::Delete(_)
                | Operation::Txn(_)
                | Operation::Compact(_)
                | Operation::LeaseGrant { .. }
                | Operation::LeaseRevoke { .. }
        );
        if concerns_data && self.is_alarmed(AlarmKind::Corrupt) {
            return Err(Denial::Corrupt);
        }
        if operation.charge() > 0 && self.is_alarmed(AlarmKind::NoSpace) {
            return Err(Denial::NoSpace);
        }
        Ok(())
    }

    /// An alarm that is on already is told, too.
    pub(super) fn raise(&mut self, alarm: Alarm) -> Answer {
        self.alarms.insert(alarm);
        Answer::Maintenance(MaintenanceAnswer::Alarms([alarm].into()))
    }

    pub(super) fn disarm(&mut self, member: u64, kind: Option<AlarmKind>) -> Answer {
        let meant =
            |alarm: &Alarm| (member == 0 || alarm.member == member) && kind.is_none_or(|kind| alarm.kind == kind);
        let ended = self.alarms.iter().copied().filter(meant).collect::<Vec<_>>();
        self.alarms.retain(|alarm| !meant(alarm));
        Answer::Maintenance(MaintenanceAnswer::Alarms(ended))
    }
}
