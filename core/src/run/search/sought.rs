//! The words for what one looks for.

use alloc::{
    format,
    string::{String, ToString},
};
use core::{fmt, str::FromStr};

use crate::run::{Condition, script};

/// Words that are nothing one can look for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SoughtError(String);

impl fmt::Display for SoughtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is nothing to look for: try violation, \"no leader for 5s\", \"split vote\", \"two leaders\", or what else \
             until waits for (no-leader, quiet, commit, election, \"c1 idle\")",
            self.0
        )
    }
}

impl core::error::Error for SoughtError {}

impl FromStr for Condition {
    type Err = SoughtError;

    /// What `until` waits for, in its words or as one says it: `no leader for 5s`, `a split vote`.
    fn from_str(text: &str) -> Result<Self, SoughtError> {
        let words = text.trim();
        let words = words.strip_prefix("a ").unwrap_or(words);
        let words = words.strip_suffix(" at once in different terms").unwrap_or(words);
        let words = ["no leader", "split vote", "two leaders"]
            .iter()
            .find_map(|spoken| Some(spoken.replace(' ', "-") + words.strip_prefix(spoken)?))
            .unwrap_or_else(|| words.to_string());
        match script::line(1, &format!("until {words}")).map(|line| line.statement) {
            Ok(script::Statement::Until(condition, None)) => Ok(condition),
            _ => Err(SoughtError(text.to_string())),
        }
    }
}
