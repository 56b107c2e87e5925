//! A member's own clock, the one that all its timers read: it may go fast or slow, leap ahead, and be set back.
//!
//! etcd's timers read Go's monotonic clock, which goes fast or slow and which nobody sets. Jumps show what becomes of a
//! program that reads the clock on the wall.

use crate::time::{Duration, SimTime};

/// The rate of a right clock, in millionths.
pub(super) const RIGHT_RATE: u32 = 1_000_000;

/// A clock as a line: what it showed at some moment, and how fast it has gone since.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Clock {
    since: SimTime,
    showed: SimTime,
    rate_ppm: u32,
}

impl Default for Clock {
    fn default() -> Self {
        Self { since: SimTime::ZERO, showed: SimTime::ZERO, rate_ppm: RIGHT_RATE }
    }
}

impl Clock {
    /// What it shows at a moment of the world.
    pub(super) fn shows(&self, at: SimTime) -> SimTime {
        let passed = at.since(self.since).0;
        if self.rate_ppm == RIGHT_RATE {
            return self.showed + Duration(passed);
        }
        let shown = u128::from(passed) * u128::from(self.rate_ppm) / u128::from(RIGHT_RATE);
        self.showed + Duration(u64::try_from(shown).unwrap_or(u64::MAX))
    }

    /// The first moment of the world at which it shows at least `local`; never for [`SimTime::NEVER`].
    pub(super) fn reaches(&self, local: SimTime) -> SimTime {
        if local == SimTime::NEVER {
            return SimTime::NEVER;
        }
        let ahead = local.since(self.showed).0;
        if self.rate_ppm == RIGHT_RATE {
            return self.since + Duration(ahead);
        }
        let span = (u128::from(ahead) * u128::from(RIGHT_RATE)).div_ceil(u128::from(self.rate_ppm));
        self.since + Duration(u64::try_from(span).unwrap_or(u64::MAX))
    }

    pub(super) fn rate_ppm(&self) -> u32 {
        self.rate_ppm
    }

    /// From now on it goes at this rate, which is above zero.
    pub(super) fn set_rate(&mut self, now: SimTime, rate_ppm: u32) {
        assert!(rate_ppm > 0, "a clock that stands still never reaches a deadline");
        *self = Self { since: now, showed: self.shows(now), rate_ppm };
    }

    /// It leaps ahead.
    pub(super) fn jump(&mut self, now: SimTime, ahead: Duration) {
        *self = Self { since: now, showed: self.shows(now) + ahead, rate_ppm: self.rate_ppm };
    }

    /// It is set back, to the beginning of the run at most.
    pub(super) fn set_back(&mut self, now: SimTime, by: Duration) {
        let showed = SimTime(self.shows(now).0.saturating_sub(by.0));
        *self = Self { since: now, showed, rate_ppm: self.rate_ppm };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_clock_reaches_a_deadline_early_and_never_before_it_shows_it() {
        let mut clock = Clock::default();
        clock.set_rate(SimTime(1_000), 1_500_000);
        assert_eq!(clock.shows(SimTime(3_000)), SimTime(4_000));
        for local in 1_000..1_100 {
            let at = clock.reaches(SimTime(local));
            assert!(clock.shows(at) >= SimTime(local));
            assert!(at == SimTime(1_000) || clock.shows(SimTime(at.0 - 1)) < SimTime(local));
        }
        clock.jump(SimTime(3_000), Duration(500));
        assert_eq!(clock.shows(SimTime(3_000)), SimTime(4_500));
    }

    #[test]
    fn a_clock_that_is_set_back_reaches_a_deadline_later_by_as_much() {
        let mut clock = Clock::default();
        let due = clock.reaches(SimTime(5_000));
        clock.set_back(SimTime(3_000), Duration(1_000));
        assert_eq!(clock.shows(SimTime(3_000)), SimTime(2_000));
        assert_eq!(clock.reaches(SimTime(5_000)), due + Duration(1_000));
        assert_eq!(clock.reaches(SimTime(1_500)), SimTime(3_000), "what it has shown before is over");
        clock.set_back(SimTime(3_000), Duration(9_000));
        assert_eq!(clock.shows(SimTime(3_000)), SimTime::ZERO, "no earlier than the run began");
    }
}
