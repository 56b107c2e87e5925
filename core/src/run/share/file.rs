//! The file form: a script with a header, and with the branches one after the other.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Link, OpenError, VERSION, View, limits, to_link};
use crate::{
    run::{
        Branch, Moment, Options, Timeline,
        script::{self, Line, Statement},
    },
    time::Duration,
};

const HEADER: &str = "# agora run ";
const VIEW: &str = "# view ";

impl Timeline {
    /// All branches as text that leads to them again: the first one's script, then for each other one a line
    /// `branch "name" from "parent" after N`, which says how many deeds both share, and its own part.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (place, branch) in self.branches().iter().enumerate() {
            let Ok(edge) = self.edge_of(branch.id()) else { continue };
            match branch.fork() {
                None => {
                    text += &script::print_run(edge);
                    if branch.name() != Branch::MAIN {
                        text.insert_str(0, &format!("branch \"{}\"\n", branch.name()));
                    }
                }
                Some(fork) => {
                    let parent = self.branches()[..place].iter().find(|parent| parent.id() == fork.branch);
                    let parent = parent.map_or(Branch::MAIN, Branch::name);
                    text += &format!("branch \"{}\" from \"{parent}\" after {}\n", branch.name(), fork.deeds);
                    let from = fork.deeds.checked_sub(1).and_then(|last| edge.deeds().get(last));
                    let from = from.map_or(Moment::START, |deed| deed.at);
                    text +=
                        &script::print_part(from, edge.deeds().range(fork.deeds..edge.deeds().len()), edge.moment());
                }
            }
        }
        text
    }

    /// What is shown now, for a file or a link; the page adds what it alone knows.
    pub fn view(&self) -> View {
        View {
            time: (!self.is_live()).then(|| self.run().now()),
            branch: (self.branch().fork().is_some()).then(|| self.branch().name().to_string()),
            ..View::default()
        }
    }

    /// The text of a file that opens as this.
    pub fn to_file(&self, view: &View) -> String {
        let shown = match view.text() {
            shown if shown.is_empty() => shown,
            shown => format!("{VIEW}{shown}\n"),
        };
        format!("{HEADER}{VERSION}\n{shown}{}", self.text())
    }

    /// The fragment of a link that opens as this, without the `#`.
    ///
    /// # Errors
    /// [`OpenError::TooLong`]: what no page would open must be saved as a file.
    pub fn to_link(&self, view: &View) -> Result<String, OpenError> {
        let link = to_link(&Link { run: Some(self.text()), view: view.clone() });
        if link.len() > limits::LINK_BYTES { Err(OpenError::TooLong(link.len())) } else { Ok(link) }
    }
}

/// One branch of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Section {
    /// The line where it begins.
    pub(super) line: usize,
    pub(super) name: String,
    /// The name of the branch that it leaves, and after how many deeds; `None` for the first one.
    pub(super) from: Option<(String, usize)>,
    pub(super) lines: Vec<Line>,
}

/// A file, parsed and weighed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct File {
    pub(super) options: Options,
    pub(super) sections: Vec<Section>,
    pub(super) view: View,
}

pub(super) fn parse(text: &str) -> Result<File, OpenError> {
    if text.len() > limits::TEXT_BYTES {
        return Err(OpenError::TooLong(text.len()));
    }
    let mut file = File { options: Options::default(), sections: Vec::new(), view: View::default() };
    file.sections.push(Section { line: 1, name: String::from(Branch::MAIN), from: None, lines: Vec::new() });
    let mut begun = false;
    for (number, line) in script::whole_lines(text) {
        if number == 1
            && let Some(version) = line.strip_prefix(HEADER)
        {
            match version.trim().parse::<u32>() {
                Ok(VERSION) => continue,
                Ok(newer) if newer > VERSION => return Err(OpenError::Newer(newer)),
                _ => return Err(OpenError::Foreign),
            }
        }
        if let Some(view) = line.strip_prefix(VIEW).filter(|_| !begun) {
            for (key, value) in view.split('&').filter_map(|part| part.split_once('=')) {
                file.view.set(key, value)?;
            }
        } else if line.trim_start().starts_with("branch ") {
            let section = branch_line(number, line)?;
            if section.from.is_none() {
                // It names the first branch, and stands before all else.
                if begun {
                    return Err(OpenError::Fork(number));
                }
                file.sections[0].name = section.name;
            } else {
                file.sections.push(section);
            }
            if file.sections.len() > limits::BRANCHES {
                return Err(OpenError::TooManyBranches);
            }
        } else {
            let line = script::line(number, line).map_err(OpenError::Line)?;
            if let Statement::Cluster(options) = line.statement {
                if begun {
                    return Err(OpenError::Line(script::misplaced_cluster(number)));
                }
                file.options = options;
            }
            begun |= !matches!(line.statement, Statement::Blank | Statement::Comment(_));
            if let Some(section) = file.sections.last_mut() {
                section.lines.push(line);
            }
        }
    }
    weigh(&file)?;
    Ok(file)
}

/// `branch "name" from "parent" after 3`; `branch "name"` for the first.
fn branch_line(number: usize, line: &str) -> Result<Section, OpenError> {
    let wrong = || OpenError::Line(script::misplaced_branch(number));
    let words = line.trim().split('"').map(str::trim).collect::<Vec<_>>();
    let (name, from) = match words.as_slice() {
        ["branch", name, ""] => (name, None),
        ["branch", name, "from", parent, after] => {
            let deeds = after.strip_prefix("after ").and_then(|deeds| deeds.trim().parse().ok()).ok_or_else(wrong)?;
            (name, Some((String::from(*parent), deeds)))
        }
        _ => return Err(wrong()),
    };
    Ok(Section { line: number, name: String::from(*name), from, lines: Vec::new() })
}

/// Whether it can be played in bearable time: looked at before anything is.
fn weigh(file: &File) -> Result<(), OpenError> {
    let (mut span, mut steps) = (Duration::ZERO, 0_u64);
    for line in file.sections.iter().flat_map(|section| &section.lines) {
        match line.statement {
            Statement::Advance(time) => span = span + time,
            Statement::Until(_, limit) => span = span + limit.unwrap_or(super::opening::PATIENCE),
            Statement::Step(count) => steps = steps.saturating_add(count),
            _ => {}
        }
    }
    if span > limits::SPAN {
        return Err(OpenError::TooMuch("it takes more than 24 hours of virtual time"));
    }
    if steps > limits::TURNS {
        return Err(OpenError::TooMuch("it steps through more events than are played"));
    }
    Ok(())
}
