//! What a person may choose about a node without breaking Raft.

use core::fmt;

use crate::time::Duration;

/// How a leader makes sure that it still leads before it lets a read through.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum ReadMode {
    /// A round of heartbeats, sent after the read arrived (dissertation §6.4).
    #[default]
    Safe,
    /// The leader trusts its clock: a majority heard it within an election timeout (dissertation §6.4.1).
    /// Wrong when a clock drifts or a process is paused.
    LeaseBased,
}

/// A node's dials. The defaults are etcd's.
#[expect(clippy::struct_excessive_bools, reason = "each is one independent switch of etcd's raft.Config")]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Tuning {
    /// How often a leader says that it lives.
    pub heartbeat: Duration,
    /// E: election timeouts are drawn from [E, 2E), unless `election_spread` says otherwise.
    pub election: Duration,
    /// How much chance may add to E, from zero (every timeout is E exactly) to E itself. `None` stands for E, as in etcd;
    /// the paper's figure 16 shows what becomes of elections with less.
    pub election_spread: Option<Duration>,
    /// A newer term alone sets the election timer back, as in etcd. In the paper only a leader or a vote given does (Raft,
    /// figure 2), so that a candidate who cannot win does not hold up one who can.
    pub newer_term_resets_timer: bool,
    /// Ask before standing, so that a node that cannot win never raises a term (dissertation §9.6).
    pub pre_vote: bool,
    /// A leader that hears no majority for E gives up; nobody votes within E of hearing a leader (dissertation §6.2, §4.2.3).
    pub check_quorum: bool,
    /// How reads are confirmed.
    pub reads: ReadMode,
    /// The most appends on their way to one follower; at least 1.
    pub inflight_messages: usize,
    /// The most payload bytes on their way to one follower; the append that passes the mark still goes.
    pub inflight_bytes: Option<usize>,
    /// The most bytes of entries in one append; one entry always goes, so 0 means one entry each.
    pub message_bytes: usize,
    /// The most payload bytes a leader takes before they are committed; the first proposal is always taken.
    pub uncommitted_bytes: Option<usize>,
    /// A leader that was removed or demoted gives up once it applied that; otherwise it leads on, without a vote.
    pub step_down_on_removal: bool,
    /// A follower passes proposals on to its leader.
    pub forward_proposals: bool,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_millis(100),
            election: Duration::from_millis(1000),
            election_spread: None,
            newer_term_resets_timer: true,
            pre_vote: true,
            check_quorum: true,
            reads: ReadMode::Safe,
            inflight_messages: 512,
            inflight_bytes: None,
            message_bytes: 1024 * 1024,
            uncommitted_bytes: None,
            step_down_on_removal: false,
            forward_proposals: true,
        }
    }
}

impl Tuning {
    /// The random part of an election timeout is below this.
    pub(super) const fn spread(&self) -> Duration {
        match self.election_spread {
            Some(spread) => spread,
            None => self.election,
        }
    }

    /// Whether a node can run with these dials.
    ///
    /// # Errors
    /// See [`TuningError`].
    ///
    /// Source: etcd-io/raft, `raft.go`, `Config.validate`.
    pub const fn validate(&self) -> Result<(), TuningError> {
        if self.heartbeat.0 == 0 {
            return Err(TuningError::NoHeartbeat);
        }
        if self.election.0 <= self.heartbeat.0 {
            return Err(TuningError::ElectionTooShort);
        }
        if self.spread().0 > self.election.0 {
            return Err(TuningError::SpreadTooLong);
        }
        if matches!(self.reads, ReadMode::LeaseBased) && !self.check_quorum {
            return Err(TuningError::LeaseWithoutCheckQuorum);
        }
        if self.inflight_messages == 0 {
            return Err(TuningError::NoInflight);
        }
        Ok(())
    }
}

/// Why a [`Tuning`] is refused.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TuningError {
    /// The heartbeat interval is zero.
    NoHeartbeat,
    /// The election timeout is not above the heartbeat interval.
    ElectionTooShort,
    /// The random part of election timeouts may exceed the fixed one.
    SpreadTooLong,
    /// Lease reads rest on `CheckQuorum`, which is off.
    LeaseWithoutCheckQuorum,
    /// Not even one append may be on its way.
    NoInflight,
}

impl fmt::Display for TuningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoHeartbeat => "the heartbeat interval must be above zero",
            Self::ElectionTooShort => "the election timeout must be longer than the heartbeat interval",
            Self::SpreadTooLong => "the random part of election timeouts must not exceed the election timeout itself",
            Self::LeaseWithoutCheckQuorum => "lease-based reads need check-quorum: turn it on, or use safe reads",
            Self::NoInflight => "at least one append must be allowed in flight",
        })
    }
}

impl core::error::Error for TuningError {}
