//! Playing a file until its timeline is there: a budget of turns at a time, and never more than the limits say.

use alloc::{boxed::Box, collections::VecDeque, string::String, vec::Vec};

use super::{
    OpenError, View,
    file::{self, Section},
    limits,
};
use crate::{
    run::{
        Goal, PlayerError, Progress, Run, Timeline, Watcher,
        script::{Line, Statement},
    },
    time::{Duration, SimTime},
};

/// How long `until` waits without a limit of its own.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// How often one looks how many messages are on their way, in turns.
const GLANCE: u64 = 1024;

/// How far a file has been played.
#[derive(Clone, PartialEq, Debug)]
pub enum Opened {
    /// So far: the line, and the moment that its branch has come to.
    Working(usize, SimTime),
    /// Everything is there, and shows what its view says.
    Ready(Box<Timeline>),
}

/// A file or link that is being opened. Nothing of it is seen before all of it is there.
#[derive(Clone, PartialEq, Debug)]
pub struct Opening {
    timeline: Timeline,
    /// The branches to come.
    sections: VecDeque<Section>,
    /// The lines to come in the current branch.
    lines: VecDeque<Line>,
    /// The line that is being played, and what of it is left.
    under_way: Option<(usize, Wait)>,
    /// The line and the name of the branch that is being begun.
    beginning: Option<(usize, String)>,
    /// All is played: what the view wants is being sought.
    shown: bool,
    turns: u64,
    printed: Printed,
    view: View,
}

/// How much the terminals have printed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Printed {
    /// How many lines of each terminal have been counted.
    lines: Vec<usize>,
    bytes: usize,
}

/// How time passes in a line.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Wait {
    Time(SimTime),
    Condition(Watcher, SimTime, Duration),
    Steps(u64),
}

impl Opening {
    /// Begins to open a run's text: a file's, or what a [`super::Link`] holds with that link's view.
    ///
    /// # Errors
    /// What is wrong with it, before anything is played.
    pub fn new(text: &str, view: Option<View>) -> Result<Self, OpenError> {
        let file = file::parse(text)?;
        let timeline = Timeline::try_new(file.options).map_err(OpenError::Options)?;
        let view = view.unwrap_or(file.view);
        let (sections, lines) = (VecDeque::from(file.sections), VecDeque::new());
        Ok(Self {
            timeline,
            sections,
            lines,
            under_way: None,
            beginning: None,
            shown: false,
            turns: 0,
            printed: Printed::default(),
            view,
        })
    }

    /// What the file or link wants to be shown.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Opens the rest at once.
    ///
    /// # Errors
    /// Why it cannot be played, with its line.
    pub fn finish(mut self) -> Result<Timeline, OpenError> {
        loop {
            if let Opened::Ready(timeline) = self.proceed(u64::MAX)? {
                return Ok(*timeline);
            }
        }
    }

    /// Goes on, by about `budget` turns.
    ///
    /// # Errors
    /// Why it cannot be played, with its line. Nothing is opened then.
    pub fn proceed(&mut self, budget: u64) -> Result<Opened, OpenError> {
        let end = self.turns.saturating_add(budget);
        loop {
            let at = self.under_way.as_ref().map_or(0, |(line, _)| *line);
            if self.turns >= end {
                return Ok(Opened::Working(at, self.timeline.run().now()));
            }
            if self.turns >= limits::TURNS {
                return Err(OpenError::TooMuch("more happens in it than is played"));
            }
            if self.timeline.is_seeking() {
                self.go_on(end)?;
            } else if let Some((line, wait)) = self.under_way.take() {
                self.wait(line, wait, end)?;
            } else if let Some(line) = self.lines.pop_front() {
                self.turns += 1;
                self.begin_line(&line)?;
            } else if let Some(section) = self.sections.pop_front() {
                self.begin_section(section)?;
            } else if !self.shown {
                self.show()?;
            } else {
                return Ok(Opened::Ready(Box::new(self.timeline.clone())));
            }
        }
    }

    /// Goes on to where a branch begins, or to what the view wants.
    fn go_on(&mut self, end: u64) -> Result<(), OpenError> {
        let budget = (end - self.turns).min(GLANCE);
        self.turns += budget;
        if let Progress::Branched(id) = self.timeline.proceed(budget)
            && let Some((line, name)) = self.beginning.take()
        {
            self.timeline.rename(id, &name).map_err(|error| OpenError::Name(line, error))?;
        }
        Ok(())
    }

    fn begin_section(&mut self, section: Section) -> Result<(), OpenError> {
        let line = section.line;
        let name = |error| OpenError::Name(line, error);
        match &section.from {
            None => self.timeline.rename(self.timeline.branch().id(), &section.name).map_err(name)?,
            Some((parent, deeds)) => {
                let parent = self.timeline.find(parent).ok_or(OpenError::Fork(section.line))?;
                let has = self.timeline.edge_of(parent).map_or(0, |edge| edge.deeds().len());
                if *deeds > has {
                    return Err(OpenError::Fork(section.line));
                }
                self.timeline.set_out_to_begin(parent, *deeds, &section.name).map_err(name)?;
                self.beginning = Some((section.line, section.name));
            }
        }
        self.lines = section.lines.into();
        Ok(())
    }

    fn begin_line(&mut self, line: &Line) -> Result<(), OpenError> {
        let wrong = |error| OpenError::Play(line.number, error);
        let now = self.timeline.run().now();
        let wait = match &line.statement {
            Statement::Blank | Statement::Comment(_) | Statement::Cluster(_) => return Ok(()),
            Statement::Act(intervention) => {
                self.timeline.act(intervention).map_err(|refusal| wrong(PlayerError::Refused(refusal)))?;
                return Ok(());
            }
            Statement::Expect(claim) => {
                let checked = claim.check(&self.timeline.run().frame());
                return checked.map_err(|failure| wrong(PlayerError::Expectation(failure)));
            }
            Statement::Advance(span) => Wait::Time(now + *span),
            Statement::Step(count) => Wait::Steps(*count),
            Statement::Until(condition, _) if condition.is_state() && condition.holds(self.timeline.run()) => {
                return Ok(());
            }
            Statement::Until(condition, limit) => {
                let limit = limit.unwrap_or(PATIENCE);
                Wait::Condition(Watcher::new(*condition, self.timeline.run()), now + limit, limit)
            }
        };
        self.under_way = Some((line.number, wait));
        Ok(())
    }

    /// Lets time pass as a line says, until the budget ends.
    fn wait(&mut self, line: usize, mut wait: Wait, end: u64) -> Result<(), OpenError> {
        let end = end.min(self.turns + GLANCE);
        if flying(self.timeline.run()) > limits::FLIGHTS {
            return Err(OpenError::TooMuch("too many messages are on their way at once"));
        }
        while self.turns < end {
            self.turns += 1;
            self.printed.count(self.timeline.run());
            if self.printed.bytes > limits::PRINTED_BYTES {
                return Err(OpenError::TooMuch("the terminals print more than is kept"));
            }
            if self.timeline.run().world().bytes().is_some_and(|bytes| bytes > limits::STORE_BYTES) {
                return Err(OpenError::TooMuch("more is put into the store than is opened"));
            }
            match &mut wait {
                Wait::Time(until) => {
                    if self.timeline.play_to(*until, 1) {
                        return Ok(());
                    }
                }
                Wait::Condition(watcher, until, limit) => {
                    let over = self.timeline.play_to(*until, 1);
                    if !over && watcher.look(self.timeline.run()) {
                        return Ok(());
                    }
                    if over {
                        return Err(OpenError::Play(line, PlayerError::Never(watcher.condition(), *limit)));
                    }
                }
                Wait::Steps(0) => return Ok(()),
                Wait::Steps(left) => {
                    *left -= 1;
                    if !self.timeline.step() {
                        return Err(OpenError::Play(line, PlayerError::Over));
                    }
                }
            }
        }
        self.under_way = Some((line, wait));
        Ok(())
    }

    /// Sets out for what the view wants to be shown.
    fn show(&mut self) -> Result<(), OpenError> {
        let shown = match &self.view.branch {
            None => Some(self.timeline.branches()[0].id()),
            Some(name) => self.timeline.find(name),
        };
        let shown = shown.ok_or(OpenError::Damaged)?;
        self.timeline.switch(shown).map_err(|error| OpenError::Name(0, error))?;
        if let Some(time) = self.view.time {
            self.timeline.seek(Goal::Time(time));
        }
        self.shown = true;
        Ok(())
    }
}

impl Printed {
    fn count(&mut self, run: &Run) {
        for (place, client) in run.world().frame_clients().enumerate() {
            let lines = client.terminal().lines();
            if self.lines.len() == place {
                self.lines.push(0);
            }
            // In another branch there may be fewer than before.
            let seen = core::mem::replace(&mut self.lines[place], lines.len()).min(lines.len());
            self.bytes += lines.range(seen..lines.len()).map(|line| line.text.len()).sum::<usize>();
        }
    }
}

/// How many messages are on their way or wait for somebody.
fn flying(run: &Run) -> usize {
    run.world().messages()
}
