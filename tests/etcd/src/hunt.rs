//! Many scripts, one after the other, until one is answered differently; and the shortest part of it that still is.

use std::collections::{BTreeMap, btree_map::Entry};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::family::{Family, Way};
use crate::reference::Cluster;
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
    /// Runs them on real clusters of their own. `tell` hears what was found so far, behind each.
    ///
    /// # Errors
    /// When the real etcd cannot be started or does not answer.
    pub fn run(&self, mut tell: impl FnMut(&Findings)) -> Result<Findings> {
        let mut real = Real::default();
        let mut findings = Findings::default();
        for number in 0..self.scripts {
            let seed = self.seed + number;
            let found = match self.way {
                Way::Gateway => {
                    let script = gateway::script(seed, LENGTH, &self.families);
                    let cluster = real.of(script.members)?;
                    let mut differ = |steps: &[gateway::Step]| gateway_difference(cluster, script.members, steps);
                    report(seed, &script.steps, &mut differ, &mut findings.took, Instant::now())?
                }
                Way::Cli => {
                    let script = cli::script(seed, LENGTH, &self.families);
                    let cluster = real.of(script.members)?;
                    let mut differ = |lines: &[cli::Line]| cli_difference(cluster, script.members, lines);
                    report(seed, &script.lines, &mut differ, &mut findings.took, Instant::now())?
                }
            };
            match found {
                None => findings.equal += 1,
                Some(text) => findings.differences.push(text),
            }
            tell(&findings);
            if findings.differences.len() >= self.differences {
                break;
            }
        }
        Ok(findings)
    }
}

/// The real clusters, by how many members they have; each is started when it is first needed.
#[derive(Default)]
struct Real(BTreeMap<u8, Cluster>);

impl Real {
    fn of(&mut self, members: u8) -> Result<&mut Cluster> {
        Ok(match self.0.entry(members) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Cluster::start(members.into())?),
        })
    }
}

/// The first step that is answered differently, and the two answers.
type Difference = Option<(usize, String, String)>;

fn gateway_difference(cluster: &mut Cluster, members: u8, steps: &[gateway::Step]) -> Result<Difference> {
    let real = gateway::on_reference(cluster, steps)?;
    let ours = gateway::on_simulation(members, steps);
    let text = |answers: Vec<serde_json::Value>| answers.iter().map(ToString::to_string).collect::<Vec<_>>();
    Ok(first(text(real), text(ours)))
}

fn cli_difference(cluster: &mut Cluster, members: u8, lines: &[cli::Line]) -> Result<Difference> {
    let real = cli::on_reference(cluster, lines)?;
    Ok(first(real, cli::on_simulation(members, lines)))
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
    let Some((place, first_real, first_ours)) = &found else { return Ok(None) };
    let (place, whole) =
        (*place, format!("{} {}\netcd:\n{first_real}\nAgora:\n{first_ours}\n", place + 1, steps[*place]));
    let mut shortest = steps[..=place].to_vec();
    // What a watch tells depends on what comes after it.
    if differ(&shortest)?.is_none() {
        shortest = steps.to_vec();
    }
    shorten(&mut shortest, differ)?;
    let Some((place, real, ours)) = differ(&shortest)? else {
        return Ok(Some(format!("seed {seed}, once, at line {whole}")));
    };
    let mut text = format!("seed {seed}:\n");
    for (number, step) in shortest.iter().enumerate() {
        let _ = writeln!(text, "{} {step}", if number == place { ">" } else { " " });
    }
    let _ = write!(text, "etcd:\n{real}\nAgora:\n{ours}\n");
    // What is left may differ for another reason than the whole did.
    let _ = write!(text, "before it was shortened, at line {whole}");
    Ok(Some(text))
}

/// How long a script is shortened: some differences are that something does not come, which takes its time.
const SHORTENING: Duration = Duration::from_secs(90);

/// Leaves steps out, from the last to the first, for as long as there is a difference without them.
fn shorten<S: Clone>(steps: &mut Vec<S>, differ: &mut impl FnMut(&[S]) -> Result<Difference>) -> Result<()> {
    let since = Instant::now();
    loop {
        let before = steps.len();
        for place in (0..before).rev().take_while(|_| since.elapsed() < SHORTENING) {
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
