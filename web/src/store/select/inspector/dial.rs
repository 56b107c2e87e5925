//! Dials with sensible steps, each step an intervention.

use agora_core::{
    id::NodeId,
    sim::{
        Dials,
        frame::{ClockFrame, DiskFrame},
        intervention::{ClockDial, DiskDial, Intervention, LinkDial, Name},
    },
    time::Duration,
};

use crate::{store::action::Action, text::Text};

/// A menu of values, one of which is in force.
#[derive(Clone, PartialEq, Debug)]
pub struct DialView {
    /// Its stable name.
    pub name: &'static str,
    pub label: &'static str,
    pub chosen: usize,
    pub choices: Vec<(String, Action)>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct SwitchView {
    /// Its stable name.
    pub name: &'static str,
    pub label: &'static str,
    pub on: bool,
    pub toggle: Action,
}

const DISK_LATENCIES: [u64; 9] = [0, 1, 2, 5, 10, 50, 100, 500, 2_000];
const LATENCIES: [u64; 10] = [0, 1, 5, 10, 20, 50, 100, 200, 500, 1_000];
const JITTERS: [u64; 8] = [0, 1, 2, 5, 10, 50, 100, 500];
const SHARES: [u32; 7] = [0, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000];
const RATES: [u32; 9] = [100_000, 500_000, 900_000, 990_000, 1_000_000, 1_010_000, 1_100_000, 1_500_000, 2_000_000];

pub(super) fn disk_latency(id: NodeId, disk: &DiskFrame, text: &'static Text) -> DialView {
    let turn = |latency| Intervention::Disk(id.into(), vec![DiskDial::Latency(latency)]);
    dial(("disk-latency", text.disk_latency), disk.latency, &millis(&DISK_LATENCIES), span_label, turn)
}

pub(super) fn disk_switches(id: NodeId, disk: &DiskFrame, text: &'static Text) -> Vec<SwitchView> {
    let switch = |name, label, on, dial| {
        let toggle = Action::Act(Intervention::Disk(id.into(), vec![dial]));
        SwitchView { name, label, on, toggle }
    };
    vec![
        switch("disk-lose-unsynced", text.disk_lies, disk.lying, DiskDial::LoseUnsynced(!disk.lying)),
        switch("disk-full", text.disk_full, disk.full, DiskDial::Full(!disk.full)),
    ]
}

pub(super) fn clock_rate(id: NodeId, clock: &ClockFrame, text: &'static Text) -> DialView {
    let turn = |ppm| Intervention::Clock(id.into(), ClockDial::Rate(ppm));
    dial(("clock-rate", text.clock_rate), clock.rate_ppm, &RATES, rate_label, turn)
}

/// The dials of a pair of wires, or of all where none is named.
pub(super) fn link(ends: Option<(Name, Name)>, now: Dials, text: &'static Text) -> Vec<DialView> {
    let turn = |dial| Intervention::Link(ends, vec![dial]);
    let share = |name, now, of: fn(u32) -> LinkDial| dial(name, now, &SHARES, percent, |ppm| turn(of(ppm)));
    vec![
        dial(("link-latency", text.link_latency), now.latency, &millis(&LATENCIES), span_label, |span| {
            turn(LinkDial::Latency(span))
        }),
        dial(("link-jitter", text.link_jitter), now.jitter, &millis(&JITTERS), span_label, |span| {
            turn(LinkDial::Jitter(span))
        }),
        share(("link-loss", text.link_loss), now.loss_ppm, LinkDial::Loss),
        share(("link-duplicate", text.link_duplicate), now.duplicate_ppm, LinkDial::Duplicate),
        share(("link-reorder", text.link_reorder), now.reorder_ppm, LinkDial::Reorder),
    ]
}

/// The steps of a dial; the value in force stands among them, whatever it is.
fn dial<T: Copy + Ord>(
    (name, label): (&'static str, &'static str),
    now: T,
    steps: &[T],
    show: fn(T) -> String,
    turn: impl Fn(T) -> Intervention,
) -> DialView {
    let mut values = steps.to_vec();
    let chosen = values.binary_search(&now).unwrap_or_else(|place| {
        values.insert(place, now);
        place
    });
    let choices = values.into_iter().map(|value| (show(value), Action::Act(turn(value)))).collect();
    DialView { name, label, chosen, choices }
}

fn millis(steps: &[u64]) -> Vec<Duration> {
    steps.iter().copied().map(Duration::from_millis).collect()
}

/// A span with its unit: `1500 ms`.
pub(super) fn span_label(span: Duration) -> String {
    if span == Duration::ZERO {
        return "0".to_owned();
    }
    let text = span.to_string();
    let (number, unit) = text.split_at(text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).len());
    format!("{number} {}", if unit == "us" { "µs" } else { unit })
}

pub(super) fn rate_label(ppm: u32) -> String {
    format!("× {}", f64::from(ppm) / 1_000_000.0)
}

fn percent(ppm: u32) -> String {
    format!("{} %", f64::from(ppm) / 10_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_between_two_steps_has_a_place_among_them() {
        let steps = millis(&LATENCIES);
        let turn = |span| Intervention::Link(None, vec![LinkDial::Latency(span)]);
        let view = dial(("link-latency", ""), Duration::from_micros(1_500), &steps, span_label, turn);
        assert_eq!(view.choices.len(), steps.len() + 1);
        assert_eq!(view.choices[view.chosen].0, "1500 µs");
        assert_eq!(view.choices[view.chosen].1, Action::Act(turn(Duration::from_micros(1_500))));
    }

    #[test]
    fn every_list_of_steps_is_in_order() {
        assert!([&DISK_LATENCIES[..], &LATENCIES[..], &JITTERS[..]].iter().all(|steps| steps.is_sorted()));
        assert!([&SHARES[..], &RATES[..]].iter().all(|steps| steps.is_sorted()));
    }

    #[test]
    fn values_are_written_with_their_units() {
        assert_eq!(span_label(Duration::from_secs(2)), "2 s");
        assert_eq!(span_label(Duration::ZERO), "0");
        assert_eq!(rate_label(1_010_000), "× 1.01");
        assert_eq!(percent(12_500), "1.25 %");
    }
}
