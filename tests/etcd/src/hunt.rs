//! Many scripts, one after the other, until one is answered differently; and the shortest part of it that still is.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::family::{Family, Way};
use crate::reference::Reference;
use crate::{cli, gateway};

/// Steps of a script.
pub const LENGTH: usize = 30;

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Hunt {
    /// How many scripts.
    pub scripts: u64,
    /// The first one's seed; each further one has the next.
    pub seed: u64,
    /// By which way.
    pub way: Way,
    /// What they are made of.
    pub families: Vec<Family>,
    /// How many differences are looked for before it ends.
    pub differences: usize,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Findings {
    /// How many scripts were answered alike.
    pub equal: u64,
    /// The shortest part of each other script that is answered differently, with both answers.
    pub differences: Vec<String>,
    /// How long it took, without what was spent on shortening.
    pub took: Duration,
}

impl Hunt {
    /// Runs them on a real etcd of their own. `tell` hears how many are done, now and then.
    ///
    /// # Errors
    /// When the real etcd cannot be started or does not answer.
    pub fn run(&self, mut tell: impl FnMut(u64)) -> Result<Findings> {
        let mut reference = Reference::start()?;
        let mut findings = Findings::default();
        for number in 0..self.scripts {
            let since = Instant::now();
            let seed = self.seed + number;
            let found = match self.way {
                Way::Gateway => {
                    let steps = gateway::script(seed, LENGTH, &self.families);
                    let mut differ = |steps: &[gateway::Step]| gateway_difference(&mut reference, steps);
                    report(seed, &steps, &mut differ, &mut findings.took, since)?
                }
                Way::Cli => {
                    let lines = cli::script(seed, LENGTH, &self.families);
                    let mut differ = |lines: &[cli::Line]| cli_difference(&mut reference, lines);
                    report(seed, &lines, &mut differ, &mut findings.took, since)?
                }
            };
            match found {
                None => findings.equal += 1,
                Some(text) => findings.differences.push(text),
            }
            tell(number + 1);
            if findings.differences.len() >= self.differences {
                break;
            }
        }
        Ok(findings)
    }
}

/// The first step that is answered differently, and the two answers.
type Difference = Option<(usize, String, String)>;

fn gateway_difference(reference: &mut Reference, steps: &[gateway::Step]) -> Result<Difference> {
    let real = gateway::on_reference(reference, steps)?;
    let ours = gateway::on_simulation(steps);
    let text = |answers: Vec<serde_json::Value>| answers.iter().map(ToString::to_string).collect::<Vec<_>>();
    Ok(first(text(real), text(ours)))
}

fn cli_difference(reference: &mut Reference, lines: &[cli::Line]) -> Result<Difference> {
    let real = cli::on_reference(reference, lines)?;
    Ok(first(real, cli::on_simulation(lines)))
}

fn first(real: Vec<String>, ours: Vec<String>) -> Difference {
    assert_eq!(real.len(), ours.len(), "every step has an answer");
    let mut pairs = real.into_iter().zip(ours).enumerate();
    pairs.find(|(_, (real, ours))| real != ours).map(|(place, (real, ours))| (place, real, ours))
}

/// Runs one script; of one that differs, the shortest part that still does, as text.
fn report<S: Clone + std::fmt::Display>(
    seed: u64,
    steps: &[S],
    differ: &mut impl FnMut(&[S]) -> Result<Difference>,
    took: &mut Duration,
    since: Instant,
) -> Result<Option<String>> {
    let found = differ(steps)?;
    *took += since.elapsed();
    let Some((place, ..)) = found else { return Ok(None) };
    let mut shortest = steps[..=place].to_vec();
    // What a watch tells depends on what comes after it.
    if differ(&shortest)?.is_none() {
        shortest = steps.to_vec();
    }
    shorten(&mut shortest, differ)?;
    let (place, real, ours) = differ(&shortest)?.or(found).unwrap_or_default();
    let mut text = format!("seed {seed}:\n");
    for (number, step) in shortest.iter().enumerate() {
        let _ = writeln!(text, "{} {step}", if number == place { ">" } else { " " });
    }
    let _ = write!(text, "etcd:\n{real}\nAgora:\n{ours}\n");
    Ok(Some(text))
}

/// Leaves steps out, from the last to the first, for as long as there is a difference without them.
fn shorten<S: Clone>(steps: &mut Vec<S>, differ: &mut impl FnMut(&[S]) -> Result<Difference>) -> Result<()> {
    loop {
        let before = steps.len();
        for place in (0..before).rev() {
            let mut fewer = steps.clone();
            fewer.remove(place);
            if differ(&fewer)?.is_some() {
                *steps = fewer;
            }
        }
        if steps.len() == before {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_shortened_to_what_makes_the_difference() {
        let mut steps = (0..30).collect::<Vec<_>>();
        let mut differ =
            |steps: &[i32]| Ok((steps.contains(&7) && steps.contains(&21)).then(|| (0, String::new(), String::new())));
        shorten(&mut steps, &mut differ).unwrap();
        assert_eq!(steps, [7, 21]);
    }

    #[test]
    fn the_first_answer_that_differs_is_named() {
        let texts = |texts: [&str; 3]| texts.map(ToOwned::to_owned).to_vec();
        assert_eq!(first(texts(["a", "b", "c"]), texts(["a", "b", "c"])), None);
        let difference = first(texts(["a", "b", "c"]), texts(["a", "x", "y"]));
        assert_eq!(difference, Some((1, "b".to_owned(), "x".to_owned())));
    }
}
