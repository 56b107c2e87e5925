//! Commands that read what is typed next: `txn` and `txn -i`. Three parts, each ended by an empty line.

use alloc::{boxed::Box, string::String};

use super::{News, Once};
use crate::{
    api::Call,
    client::desk::Desk,
    etcdctl::{self, Action, Invocation, Reading},
    time::SimTime,
};

/// What the interactive form says before each part (etcd, `txn_command.go`).
const SAYS: [&str; 3] = ["compares:\n", "success requests (get, put, del):\n", "failure requests (get, put, del):\n"];

/// A transaction that is being typed, and then asked for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Read {
    invocation: Box<Invocation>,
    typed: String,
    /// How many parts have ended.
    parts: usize,
    once: Option<Once>,
}

impl Read {
    pub(in crate::client) fn new(invocation: Invocation) -> Self {
        Self { invocation: Box::new(invocation), typed: String::new(), parts: 0, once: None }
    }

    /// Whether it still reads.
    pub(in crate::client) fn reads(&self) -> bool {
        self.once.is_none()
    }

    fn say(&self, desk: &mut Desk<'_, '_>) {
        if matches!(self.invocation.action, Action::Read(Reading::Txn { interactive: true }))
            && let Some(text) = SAYS.get(self.parts)
        {
            desk.print(text);
        }
    }

    pub(super) fn begin(&self, desk: &mut Desk<'_, '_>) {
        self.say(desk);
    }

    pub(super) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match (&self.once, news) {
            (Some(once), news) => once.hear(news, desk),
            (None, News::Line(line)) => self.line(line, desk),
            (None, News::Interrupted) => desk.exit(130),
            (None, _) => {}
        }
    }

    fn line(&mut self, line: &str, desk: &mut Desk<'_, '_>) {
        self.typed += line;
        self.typed.push('\n');
        if !line.trim().is_empty() {
            return;
        }
        self.parts += 1;
        self.say(desk);
        if self.parts == SAYS.len() {
            self.ask(desk);
        }
    }

    fn ask(&mut self, desk: &mut Desk<'_, '_>) {
        match etcdctl::finish((*self.invocation).clone(), &self.typed) {
            Ok(Invocation { action: Action::Call(call @ Call::Txn(_)), style, timeout, warning, .. }) => {
                desk.print_error(&warning);
                let deadline: SimTime = desk.now() + timeout;
                let once = Once { call, style, deadline };
                once.begin(desk);
                self.once = Some(once);
            }
            Ok(_) => desk.exit(1),
            // What it says before each part has been said.
            Err(exit) => desk.end(&etcdctl::Exit { output: String::new(), ..exit }),
        }
    }
}
