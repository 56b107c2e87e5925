//! What somebody was looking at: it travels beside the run, and is no part of it.

use alloc::{format, string::String, vec::Vec};

use super::{OpenError, escape};
use crate::time::{Duration, SimTime};

/// A view of a run. Every part may be missing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct View {
    /// The playhead; without one, the live edge.
    pub time: Option<SimTime>,
    /// The branch that is shown, by its name; without one, the first.
    pub branch: Option<String>,
    /// What is selected, in the page's own words.
    pub selection: Option<String>,
    /// The panel that is open, by its name.
    pub panel: Option<String>,
    /// The lesson, by its name, with the step where one is meant.
    pub lesson: Option<String>,
}

impl View {
    /// As `key=value` with `&` between, values escaped; empty for an empty view.
    pub(super) fn text(&self) -> String {
        let time = self.time.map(|time| format!("{}", Duration(time.0)));
        let parts = [
            ("t", &time),
            ("branch", &self.branch),
            ("select", &self.selection),
            ("panel", &self.panel),
            ("lesson", &self.lesson),
        ];
        let parts =
            parts.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", escape::escape(value.as_ref()?))));
        parts.collect::<Vec<_>>().join("&")
    }

    /// Takes in one part.
    pub(super) fn set(&mut self, key: &str, value: &str) -> Result<(), OpenError> {
        let text = escape::unescape(value).ok_or(OpenError::Damaged)?;
        match key {
            "t" => self.time = Some(SimTime(text.parse::<Duration>().map_err(|_| OpenError::Damaged)?.0)),
            "branch" => self.branch = Some(text),
            "select" => self.selection = Some(text),
            "panel" => self.panel = Some(text),
            "lesson" => self.lesson = Some(text),
            _ => return Err(OpenError::UnknownPart(String::from(key))),
        }
        Ok(())
    }
}
