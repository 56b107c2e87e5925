//! How virtual time follows real time.
//!
//! The teaching speed is a playback speed: the protocol's own numbers never change.

use agora_core::time::Duration;

/// More than this after a pause of the browser is not caught up with.
pub const CATCH_UP_MAX: f64 = 0.25;
/// How much faster calm time runs when the reader wants it so.
pub const CALM_FACTOR: f64 = 5.0;

#[derive(Clone, PartialEq, Debug)]
pub struct Playback {
    pub playing: bool,
    /// The speed is ten to the power of a tenth of this: -20 is 0.01x, 0 is 1x, 20 is 100x.
    pub notch: i32,
    pub calm_runs_faster: bool,
    /// The part of a microsecond that the last repaint left over.
    fraction: f64,
}

impl Playback {
    pub const NOTCH_MIN: i32 = -20;
    pub const NOTCH_MAX: i32 = 20;

    pub const fn new(calm_runs_faster: bool) -> Self {
        Self { playing: true, notch: -10, calm_runs_faster, fraction: 0.0 }
    }

    /// The speed that the slider says: virtual seconds in a real one.
    pub fn speed(&self) -> f64 {
        10_f64.powf(f64::from(self.notch) / 10.0)
    }

    /// The speed in force.
    pub fn rate(&self, calm: bool) -> f64 {
        if self.is_hurrying(calm) { (self.speed() * CALM_FACTOR).min(100.0) } else { self.speed() }
    }

    /// Whether calm time is being shortened now. Above 1x nobody waits for it.
    pub fn is_hurrying(&self, calm: bool) -> bool {
        calm && self.calm_runs_faster && self.notch < 0
    }

    pub fn set_notch(&mut self, notch: i32) {
        self.notch = notch.clamp(Self::NOTCH_MIN, Self::NOTCH_MAX);
    }

    /// How much virtual time `seconds` of real time are; what is left of a microsecond is kept for the next call.
    pub fn virtual_span(&mut self, seconds: f64, calm: bool) -> Duration {
        let micros = seconds.clamp(0.0, CATCH_UP_MAX) * self.rate(calm) * 1e6 + self.fraction;
        self.fraction = micros.fract();
        Duration::from_micros(micros as u64)
    }
}

/// A speed in few digits: `0.01`, `0.13`, `1`, `1.3`, `63`.
pub fn speed_label(speed: f64) -> String {
    let decimals = match speed {
        speed if speed < 0.995 => 2,
        speed if speed < 9.95 => 1,
        _ => 0,
    };
    let label = format!("{speed:.decimals$}");
    if label.contains('.') { label.trim_end_matches('0').trim_end_matches('.').to_owned() } else { label }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_time_adds_up() {
        let mut playback = Playback::new(false);
        playback.set_notch(-20);
        let total: u64 = (0..600).map(|_| playback.virtual_span(1.0 / 60.0, false).as_micros()).sum();
        assert!((99_999..=100_001).contains(&total), "ten seconds at 0.01x are 0.1 s, not {total} us");
    }

    #[test]
    fn a_sleeping_tab_is_not_caught_up_with() {
        let mut playback = Playback::new(false);
        playback.set_notch(0);
        assert_eq!(playback.virtual_span(3600.0, false), Duration::from_millis(250));
    }

    #[test]
    fn calm_time_runs_faster_only_when_wanted_and_slow() {
        let mut playback = Playback::new(true);
        assert!((playback.rate(true) - 0.5).abs() < 1e-9);
        assert!((playback.rate(false) - 0.1).abs() < 1e-9);
        playback.set_notch(10);
        assert!((playback.rate(true) - 10.0).abs() < 1e-9);
        playback.calm_runs_faster = false;
        playback.set_notch(-10);
        assert!((playback.rate(true) - 0.1).abs() < 1e-9);
    }

    #[test]
    fn every_notch_has_a_short_label() {
        let labels: Vec<_> = [-20, -17, -10, -3, 0, 3, 10, 17, 20]
            .map(|notch| speed_label(10_f64.powf(f64::from(notch) / 10.0)))
            .to_vec();
        assert_eq!(labels, ["0.01", "0.02", "0.1", "0.5", "1", "2", "10", "50", "100"]);
    }
}
