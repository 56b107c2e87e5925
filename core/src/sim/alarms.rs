//! When each thing that waits is due, and which of them is first.

use alloc::vec::Vec;

use crate::time::SimTime;

/// A few alarms, each with a number from 0; of two for the same moment the lower number is first.
///
/// Setting one looks at the others only when it was the first and is put off.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Alarms {
    at: Vec<SimTime>,
    first: usize,
}

impl Alarms {
    /// The first alarm and its number.
    pub(super) fn first(&self) -> (SimTime, usize) {
        (self.at[self.first], self.first)
    }

    /// Sets the alarm of that number; those before it that have never been set are off.
    #[inline]
    pub(super) fn set(&mut self, number: usize, at: SimTime) {
        if self.at.get(number) != Some(&at) {
            self.change(number, at);
        }
    }

    fn change(&mut self, number: usize, at: SimTime) {
        if self.at.len() <= number {
            self.at.resize(number + 1, SimTime::NEVER);
        }
        let before = core::mem::replace(&mut self.at[number], at);
        if (at, number) < self.first() {
            self.first = number;
        } else if number == self.first && at > before {
            let first = self.at.iter().enumerate().min_by_key(|(_, at)| **at);
            self.first = first.map_or(0, |(number, _)| number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_alarm_is_the_earliest_and_of_equal_ones_the_lowest() {
        let mut alarms = Alarms::default();
        let mut draws = (1_u64..).map(|step| step.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40);
        for _ in 0..1_000 {
            let number = draws.next().unwrap() as usize % 7;
            alarms.set(number, SimTime(draws.next().unwrap() % 10));
            let expected = (0..alarms.at.len()).map(|number| (alarms.at[number], number)).min();
            assert_eq!(Some(alarms.first()), expected);
        }
    }
}
