//! etcd's own flags on a `cluster` line: what somebody pastes from a real start.

use alloc::{
    collections::BTreeSet,
    string::{String, ToString},
    vec::Vec,
};

use super::words::{Parsed, Words};
use crate::{
    etcdctl::{self, Environment, Start},
    machine::QUOTA_DEFAULT,
    sim::Options,
};

/// Reads the rest of the line as flags of etcd, into options.
pub(super) fn flags(words: &mut Words<'_>, options: &mut Options) -> Parsed<()> {
    let before = words.error("");
    let mut given: Vec<String> = Vec::new();
    while let Some(word) = words.take() {
        given.push(word.to_string());
    }
    let start = etcdctl::start(&given, &Environment::default()).map_err(|exit| {
        let said = exit.error.trim_end();
        let expected = if said.is_empty() { "flags that set something: --quota-backend-bytes=…" } else { said };
        super::ParseError { expected: expected.to_string(), ..before }
    })?;
    set(&start, options);
    Ok(())
}

fn set(start: &Start, options: &mut Options) {
    let names = start.cluster.iter().map(|(name, _)| name).collect::<BTreeSet<_>>();
    if !names.is_empty() {
        options.members = u8::try_from(names.len()).unwrap_or(u8::MAX);
    }
    let settings = &mut options.settings;
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
    // As wide as the narrowest machine's numbers, so that options are the same on all.
    let count = |given: Option<u64>, usual: usize| given.map_or(usual, |given| given.min(u32::MAX.into()) as usize);
    settings.txn_ops_max = count(start.txn_ops_max, settings.txn_ops_max);
    settings.request_bytes_max = count(start.request_bytes_max, settings.request_bytes_max);
}
