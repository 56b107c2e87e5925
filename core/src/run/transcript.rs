//! Playing a script, and writing down what happens.

use alloc::{
    format,
    string::{String, ToString},
};
use core::fmt;

use super::{
    Condition, Failure, Refusal, Run, Watcher, is_noteworthy,
    script::{Line, Script, Statement},
};
use crate::{
    check::Breach,
    raft::event::RaftEvent,
    sim::{
        CLIENTS_MAX, OptionsError,
        event::{Event, EventKind},
        frame::CellContent,
        verdict::Invariant,
    },
    time::{Duration, SimTime},
};

/// How long `until` waits without a limit of its own.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a played script brought about, as text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Transcript {
    /// One line for each noteworthy event and each line that a terminal printed.
    pub text: String,
    /// Whether every line begins with its time.
    pub times: bool,
}

/// Plays a script line by line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Player {
    /// The run so far.
    pub run: Run,
    /// What happened.
    pub transcript: Transcript,
    /// How many lines of each terminal have been written down.
    shown: alloc::vec::Vec<usize>,
}

/// Why a script cannot go on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlayerError {
    /// An `expect` that is not so.
    Expectation(Failure),
    /// What an `until` waits for did not come.
    Never(Condition, Duration),
    /// Something cannot be done at that moment.
    Refused(Refusal),
    /// Fewer events happen than `step` asks for.
    Over,
    /// An invariant was broken, and no line said that it would be.
    Violation(Invariant, Breach),
    /// No world can be made from the options.
    Options(OptionsError),
}

impl fmt::Display for PlayerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expectation(failure) => failure.fmt(f),
            Self::Never(condition, limit) => write!(f, "waited {limit} for {condition}, and it did not come"),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Over => f.write_str("nothing more happens by itself: all is down"),
            Self::Violation(invariant, breach) => {
                write!(f, "{} is violated at {}, event {}: {}", invariant.name(), breach.at, breach.event, breach.text)
            }
            Self::Options(error) => error.fmt(f),
        }
    }
}

impl Player {
    /// A player at the beginning of a script.
    ///
    /// # Errors
    /// [`PlayerError::Options`] when no world can be made from the script's options.
    pub fn new(script: &Script, times: bool) -> Result<Self, PlayerError> {
        let run = Run::try_new(script.options).map_err(PlayerError::Options)?;
        // Terminals that are opened later have their places too.
        let shown = alloc::vec![0; usize::from(CLIENTS_MAX)];
        Ok(Self { run, transcript: Transcript { text: String::new(), times }, shown })
    }

    /// Plays one line.
    ///
    /// # Errors
    /// Why it cannot be done, or is not so.
    pub fn play(&mut self, line: &Line) -> Result<(), PlayerError> {
        match &line.statement {
            Statement::Blank | Statement::Comment(_) | Statement::Cluster(_) => Ok(()),
            Statement::Advance(span) => {
                let until = self.run.now() + *span;
                self.run_until(until, |_| false);
                Ok(())
            }
            Statement::Until(condition, limit) => self.wait(*condition, limit.unwrap_or(PATIENCE)),
            Statement::Step(count) => (0..*count).try_for_each(|_| {
                let stepped = self.run.step();
                self.note();
                if stepped { Ok(()) } else { Err(PlayerError::Over) }
            }),
            Statement::Act(intervention) => {
                self.run.act(intervention).map_err(PlayerError::Refused)?;
                self.note();
                Ok(())
            }
            Statement::Expect(expectation) => expectation.check(&self.run.frame()).map_err(PlayerError::Expectation),
        }
    }

    /// Plays every line of a script.
    ///
    /// # Errors
    /// The line, from 1, and why it cannot go on; line 0 for the options.
    pub fn play_all(script: &Script, times: bool) -> Result<Self, (usize, PlayerError)> {
        let mut player = Self::new(script, times).map_err(|error| (0, error))?;
        for line in &script.lines {
            player.play(line).map_err(|error| (line.number, error))?;
        }
        Ok(player)
    }

    /// Whether every broken invariant was foreseen by an `expect violation` line.
    ///
    /// # Errors
    /// [`PlayerError::Violation`] with the first that was not.
    pub fn verdict(&self, script: &Script) -> Result<(), PlayerError> {
        let foreseen = script.lines.iter().any(|line| {
            matches!(&line.statement, Statement::Expect(claim)
                if !claim.negated && matches!(claim.fact, super::Fact::Violation(_)))
        });
        match self.run.checks().first_breach() {
            Some((invariant, breach)) if !foreseen => Err(PlayerError::Violation(invariant, breach.clone())),
            _ => Ok(()),
        }
    }

    fn wait(&mut self, condition: Condition, limit: Duration) -> Result<(), PlayerError> {
        if condition.is_state() && condition.holds(&self.run) {
            return Ok(());
        }
        let until = self.run.now() + limit;
        let mut watcher = Watcher::new(condition, &self.run);
        if self.run_until(until, |run| watcher.look(run)) { Ok(()) } else { Err(PlayerError::Never(condition, limit)) }
    }

    /// Lets time pass until `done` says so, or until `until`. Returns whether it said so.
    fn run_until(&mut self, until: SimTime, mut done: impl FnMut(&Run) -> bool) -> bool {
        while self.run.step_by(until) {
            self.note();
            if done(&self.run) {
                return true;
            }
        }
        self.run.advance_to(until);
        false
    }

    /// Writes down what the last step brought about.
    fn note(&mut self) {
        for event in self.run.events() {
            let told = match &event.kind {
                EventKind::Intervened(_)
                | EventKind::RequestSent { .. }
                | EventKind::RequestEnded { .. }
                | EventKind::LeaseExpired { .. }
                | EventKind::LeaseEnded { .. }
                | EventKind::Watch(_)
                | EventKind::Raft(RaftEvent::Voted { .. }) => continue,
                kind if is_noteworthy(kind) => event.to_string() + &self.content(event),
                _ => continue,
            };
            self.transcript.line(event.at, &told);
        }
        for (place, client) in self.run.world().frame_clients().enumerate() {
            let lines = client.terminal().lines();
            for line in lines.range(self.shown[place]..lines.len()) {
                if line.kind != crate::client::terminal::LineKind::Input {
                    self.transcript.line(line.at, &format!("{}: {}", client.id(), line.text));
                }
            }
            self.shown[place] = lines.len();
        }
    }

    /// What an appended entry holds.
    fn content(&self, event: &Event) -> String {
        let EventKind::Raft(RaftEvent::Appended { at, .. }) = &event.kind else { return String::new() };
        let content = event.place.and_then(|place| self.run.world().entry(place.member()?, at.index));
        match content {
            Some(CellContent::Noop) => " no-op".to_string(),
            Some(CellContent::Command(proposal)) => format!(" {proposal}"),
            Some(CellContent::Change(change)) => format!(" change: {change}"),
            None => String::new(),
        }
    }
}

impl Transcript {
    fn line(&mut self, at: SimTime, text: &str) {
        if self.times {
            self.text += &format!("{at} ");
        }
        self.text += text;
        self.text.push('\n');
    }
}
