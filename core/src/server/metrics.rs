//! What a member counts, and the page on which it tells (`/metrics`, in Prometheus' text format under etcd's names).
//!
//! Only what is simulated is told. Counts begin with the process.

use alloc::{
    format,
    string::{String, ToString},
};

use super::{Member, member_id};
use crate::{
    api::{
        Answer, Denial, Operation, Proposal,
        kv::{OpAnswer, Put},
    },
    raft::Role,
};

/// What a member has seen since it was started.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Counters {
    pub(super) leader_changes: u64,
    pub(super) proposals_failed: u64,
    pub(super) health_success: u64,
    pub(super) health_failures: u64,
    pub(super) leases_expired: u64,
    leases_granted: u64,
    leases_revoked: u64,
    puts: u64,
    ranges: u64,
    deletes: u64,
    txns: u64,
}

impl Counters {
    /// An entry was applied.
    pub(super) fn applied(&mut self, proposal: &Proposal, result: &Result<Answer, Denial>) {
        let Ok(answer) = result else { return };
        match (&proposal.operation, answer) {
            (Operation::LeaseGrant { .. }, _) => self.leases_granted += 1,
            (Operation::LeaseRevoke { .. }, _) => self.leases_revoked += 1,
            (Operation::Put(put), _) => self.put(put),
            (_, Answer::Op(answer)) => self.answered(answer),
            _ => {}
        }
    }

    fn put(&mut self, put: &Put) {
        self.puts += 1;
        self.ranges += u64::from(put.previous || put.ignore_value || put.ignore_lease);
    }

    /// A read, or a part of a change, was done.
    pub(super) fn answered(&mut self, answer: &OpAnswer) {
        match answer {
            OpAnswer::Range { .. } => self.ranges += 1,
            OpAnswer::Put { .. } => self.puts += 1,
            OpAnswer::Delete { .. } => self.deletes += 1,
            OpAnswer::Txn { answers, .. } => {
                self.txns += u64::from(answers.len() > 1);
                answers.iter().for_each(|(_, answer)| self.answered(answer));
            }
        }
    }
}

/// A number as Prometheus writes it: from a million on with an exponent.
fn number(value: u64) -> String {
    let digits = value.to_string();
    if digits.len() <= 6 {
        return digits;
    }
    let exponent = digits.len() - 1;
    let (first, rest) = digits.split_at(1);
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    format!("{first}{point}{rest}e+{exponent:02}")
}

const GAUGE: &str = "gauge";
const COUNTER: &str = "counter";

impl Member {
    /// The page `/metrics`, its lines by name.
    pub(super) fn metrics(&self) -> String {
        let mut page = String::new();
        let mut tell = |name: &str, kind: &str, help: &str, label: &str, value: &str| {
            page += &format!("# HELP {name} {help}\n# TYPE {name} {kind}\n{name}{label} {value}\n");
        };
        let (count, store, size) = (&self.counters, self.machine.store(), self.machine.store().size());
        let yes = |fact: bool| u64::from(fact);
        let pending = self.writes.iter().filter(|write| !write.blocked).count() as u64;
        let compacted = store.compacted().map_or_else(|| "-1".to_string(), |revision| number(revision.0));
        let id = format!("{{server_id=\"{:x}\"}}", member_id(self.raft.id()));
        let version = format!("{{server_version=\"{}\"}}", super::maintenance::VERSION);
        let leads = matches!(self.raft.role(), Role::Leader(_));
        let lines = [
            ("etcd_debugging_auth_revision", GAUGE, "Revision of users and roles.", self.machine.auth().revision()),
            ("etcd_debugging_lease_granted_total", COUNTER, "Leases granted.", count.leases_granted),
            ("etcd_debugging_lease_revoked_total", COUNTER, "Leases revoked.", count.leases_revoked),
            ("etcd_debugging_mvcc_current_revision", GAUGE, "Revision of the store.", store.revision().0),
            ("etcd_debugging_mvcc_keys_total", GAUGE, "Keys that exist.", store.len() as u64),
            ("etcd_debugging_mvcc_slow_watcher_total", GAUGE, "Watchers that are behind.", self.watches.slow() as u64),
            ("etcd_debugging_mvcc_watch_stream_total", GAUGE, "Streams of watches.", self.watches.streams() as u64),
            ("etcd_debugging_mvcc_watcher_total", GAUGE, "Watchers.", self.watchers().count() as u64),
            ("etcd_debugging_server_lease_expired_total", COUNTER, "Leases found expired.", count.leases_expired),
            (
                "etcd_disk_defrag_inflight",
                GAUGE,
                "1 while the store is defragmented.",
                yes(self.upkeep.is_defragmenting()),
            ),
            ("etcd_mvcc_db_total_size_in_bytes", GAUGE, "Length of the store's file.", size.allocated),
            ("etcd_mvcc_db_total_size_in_use_in_bytes", GAUGE, "Bytes of it in use.", size.in_use),
            ("etcd_mvcc_delete_total", COUNTER, "Removals done.", count.deletes),
            ("etcd_mvcc_put_total", COUNTER, "Puts done.", count.puts),
            ("etcd_mvcc_range_total", COUNTER, "Reads done.", count.ranges),
            ("etcd_mvcc_txn_total", COUNTER, "Transactions of several operations done.", count.txns),
            ("etcd_server_has_leader", GAUGE, "1 while a leader is known.", yes(self.raft.leader().is_some())),
            ("etcd_server_health_failures", COUNTER, "Times /health said no.", count.health_failures),
            ("etcd_server_health_success", COUNTER, "Times /health said yes.", count.health_success),
            ("etcd_server_is_leader", GAUGE, "1 on the leader.", yes(leads)),
            ("etcd_server_is_learner", GAUGE, "1 on a learner.", yes(self.is_learner())),
            ("etcd_server_leader_changes_seen_total", COUNTER, "Leaders that came.", count.leader_changes),
            ("etcd_server_proposals_applied_total", GAUGE, "Last entry applied.", self.machine.applied().index.0),
            ("etcd_server_proposals_committed_total", GAUGE, "Last entry committed.", self.raft.commit().0),
            ("etcd_server_proposals_failed_total", COUNTER, "Proposals that failed.", count.proposals_failed),
            ("etcd_server_proposals_pending", GAUGE, "Proposals under way.", pending),
            ("etcd_server_quota_backend_bytes", GAUGE, "How large the store may become.", self.settings.quota),
        ];
        for (name, kind, help, value) in lines {
            if name == "etcd_debugging_mvcc_current_revision" {
                let help = "Revision up to which the store is compacted.";
                tell("etcd_debugging_mvcc_compact_revision", GAUGE, help, "", &compacted);
            }
            if name == "etcd_server_is_leader" {
                tell("etcd_server_id", GAUGE, "The member's id.", &id, "1");
            }
            tell(name, kind, help, "", &number(value));
        }
        tell("etcd_server_version", GAUGE, "The version of etcd.", &version, "1");
        page
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn large_numbers_have_an_exponent() {
        let cases = [
            (0, "0"),
            (32_768, "32768"),
            (999_999, "999999"),
            (1_000_000, "1e+06"),
            (4_038_656, "4.038656e+06"),
            (2_147_483_648, "2.147483648e+09"),
            (10_000_000_000, "1e+10"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }
}
