//! Virtual time: microseconds since the run began, and spans of them. Nothing here reads a real clock.

use core::{
    fmt,
    ops::{Add, AddAssign, Div, Mul, Sub},
    str::FromStr,
};

/// A moment: microseconds since the run began, on the world's clock or on one member's own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct SimTime(pub u64);

/// A span of virtual time in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Duration(pub u64);

impl SimTime {
    /// When the run begins.
    pub const ZERO: Self = Self(0);
    /// Later than anything that happens: a timer that is not set.
    pub const NEVER: Self = Self(u64::MAX);

    /// The span from `earlier` to this moment; nothing when `earlier` is in fact later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }

    /// Seconds since the run began, for pictures only.
    pub fn as_secs_f64(self) -> f64 {
        Duration(self.0).as_secs_f64()
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// That many microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// That many milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000)
    }

    /// That many seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * 1_000_000)
    }

    /// Microseconds.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Whole milliseconds, rounded down.
    pub const fn as_millis(self) -> u64 {
        self.0 / 1_000
    }

    /// Whole seconds, rounded down.
    pub const fn as_secs(self) -> u64 {
        self.0 / 1_000_000
    }

    /// Seconds, for pictures only.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Add<Duration> for SimTime {
    type Output = Self;
    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Duration> for SimTime {
    fn add_assign(&mut self, span: Duration) {
        *self = *self + span;
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Duration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<u64> for Duration {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl Div<u64> for Duration {
    type Output = Self;
    fn div(self, parts: u64) -> Self {
        Self(self.0 / parts)
    }
}

impl fmt::Display for Duration {
    /// The largest unit that needs no fraction: `2s`, `1500ms`, `7us`; parses back to the same span.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("0s"),
            us if us % 3_600_000_000 == 0 => write!(f, "{}h", us / 3_600_000_000),
            us if us % 60_000_000 == 0 => write!(f, "{}m", us / 60_000_000),
            us if us % 1_000_000 == 0 => write!(f, "{}s", us / 1_000_000),
            us if us % 1_000 == 0 => write!(f, "{}ms", us / 1_000),
            us => write!(f, "{us}us"),
        }
    }
}

impl fmt::Display for SimTime {
    /// Seconds with six decimals: `12.345678s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}s", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

/// What [`Duration::from_str`] wants to see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DurationError;

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a span of time: a number and us, ms, s, m or h, as in 250ms")
    }
}

impl FromStr for Duration {
    type Err = DurationError;

    /// Reads `250ms`, `1.5s`, `2m`; at most six decimals, and nothing finer than a microsecond.
    fn from_str(text: &str) -> Result<Self, DurationError> {
        let digits_end = text.find(|c: char| c != '.' && !c.is_ascii_digit()).ok_or(DurationError)?;
        let (number, unit) = text.split_at(digits_end);
        let scale: u64 = match unit {
            "us" | "µs" => 1,
            "ms" => 1_000,
            "s" => 1_000_000,
            "m" => 60_000_000,
            "h" => 3_600_000_000,
            _ => return Err(DurationError),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        if whole.is_empty() || fraction.is_empty() || fraction.len() > 6 {
            return Err(DurationError);
        }
        let whole: u64 = whole.parse().map_err(|_| DurationError)?;
        let parts: u64 = fraction.parse().map_err(|_| DurationError)?;
        let parts_scale = 10u64.pow(fraction.len() as u32);
        let micros = whole
            .checked_mul(scale)
            .and_then(|micros| micros.checked_add(parts.checked_mul(scale)? / parts_scale))
            .ok_or(DurationError)?;
        Ok(Self(micros))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_span_prints_as_it_parses() {
        for text in ["0s", "7us", "1500ms", "2s", "90s", "3m", "1h"] {
            let canonical = text.parse::<Duration>().unwrap().to_string();
            assert_eq!(canonical.parse::<Duration>(), text.parse::<Duration>());
        }
        assert_eq!("1.5s".parse(), Ok(Duration::from_millis(1500)));
        assert_eq!("90s".parse::<Duration>().unwrap().to_string(), "90s");
        for bad in ["", "s", "5", "5 s", "-1s", "1.s", ".5s", "1.0000001s", "99999999999999999999s", "1e3s"] {
            assert_eq!(bad.parse::<Duration>(), Err(DurationError), "{bad}");
        }
    }
}
