//! What a program can do in its turn: ask, say more on a stream, sleep, print, run a command, end.

use alloc::{string::String, sync::Arc, vec::Vec};

use super::{
    Turn,
    call::{Manner, Pending, Tag},
    files::File,
    terminal::LineKind,
};
use crate::{
    api::{Call, watch::WatchOrder},
    etcdctl::Exit,
    id::NodeSet,
    mvcc::Bytes,
    sim::event::{EventKind, WatchNews, WatchSaid, WatcherId},
    time::SimTime,
};

/// What a program has at hand while it takes its turn.
pub(super) struct Desk<'a, 'b> {
    pub(super) turn: &'a mut Turn<'b>,
    pub(super) calls: &'a mut Vec<Pending>,
    pub(super) manner: &'a Manner,
    /// When the program next wants a turn, whatever its calls do.
    pub(super) wake: &'a mut SimTime,
    pub(super) ending: &'a mut Option<Ending>,
}

/// How a program's turn ended, where it did not simply go on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Ending {
    /// The process ends with this status.
    Exit(u8),
    /// It waits for a command of its own.
    Run(Command),
}

/// A command that a program runs.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Command {
    /// The command and its arguments.
    pub(super) words: Vec<String>,
    /// What is added to its environment.
    pub(super) environment: Vec<(String, String)>,
}

impl Desk<'_, '_> {
    pub(super) fn now(&self) -> SimTime {
        self.turn.now
    }

    /// Asks any of the members that this command talks to.
    pub(super) fn ask(&mut self, tag: Tag, call: Call, deadline: SimTime) {
        let pending = Pending::begin(tag, call, deadline, self.manner, self.turn);
        self.calls.push(pending);
    }

    /// Asks one of these members, and no other.
    pub(super) fn ask_of(&mut self, targets: NodeSet, tag: Tag, call: Call, deadline: SimTime) {
        let manner = Manner { targets: Some(targets), ..self.manner.clone() };
        let pending = Pending::begin(tag, call, deadline, &manner, self.turn);
        self.calls.push(pending);
    }

    /// Says one more thing on a stream of watches.
    pub(super) fn say(&mut self, tag: Tag, order: WatchOrder) {
        if let Some(pending) = self.calls.iter().find(|pending| pending.tag == tag) {
            pending.say(Call::Watch(order.into()), self.manner, self.turn);
        }
    }

    /// All members that there are.
    pub(super) fn members(&self) -> NodeSet {
        self.turn.members
    }

    /// Those of them that can be connected to now.
    pub(super) fn reach(&self) -> NodeSet {
        self.turn.reach
    }

    /// Waits no longer for these calls.
    pub(super) fn forget(&mut self, which: impl Fn(Tag) -> bool) {
        for pending in self.calls.extract_if(.., |pending| which(pending.tag)) {
            pending.abandon(self.turn);
        }
    }

    /// Wants a turn at this time.
    pub(super) fn wake_at(&mut self, at: SimTime) {
        *self.wake = at.min(*self.wake);
    }

    /// Prints to standard output.
    pub(super) fn print(&mut self, text: &str) {
        self.turn.show(LineKind::Output, text);
    }

    /// Prints to standard error.
    pub(super) fn print_error(&mut self, text: &str) {
        self.turn.show(LineKind::Error, text);
    }

    /// Prints what was made of an answer; where that is an error, the process ends with it.
    pub(super) fn show(&mut self, exit: &Exit) {
        if exit.status == 0 {
            self.print(&exit.output);
            self.print_error(&exit.error);
        } else {
            self.end(exit);
        }
    }

    /// Ends the process.
    pub(super) fn exit(&mut self, status: u8) {
        *self.ending = Some(Ending::Exit(status));
    }

    /// Ends the process with what it has to say.
    pub(super) fn end(&mut self, exit: &Exit) {
        self.print(&exit.output);
        self.print_error(&exit.error);
        self.exit(exit.status);
    }

    /// Ends the process with an error in etcdctl's form.
    pub(super) fn fail(&mut self, status: u8, text: impl core::fmt::Display) {
        self.end(&Exit::error(status, text));
    }

    /// A lock or an election is won with this key.
    pub(super) fn obtained(&mut self, key: &Bytes) {
        self.turn.happened(EventKind::KeyObtained { key: key.clone() });
    }

    /// A name for a new watch.
    pub(super) fn watcher_id(&mut self) -> WatcherId {
        self.turn.tools.watchers += 1;
        WatcherId { client: self.turn.client, number: self.turn.tools.watchers }
    }

    /// Tells what became of a watch.
    pub(super) fn watch_news(&mut self, watcher: WatcherId, said: WatchSaid) {
        self.turn.happened(EventKind::Watch(Arc::new(WatchNews { watcher, said })));
    }

    /// Writes a file of the terminal.
    pub(super) fn keep(&mut self, name: &str, file: File) {
        self.turn.tools.shell.keep(name, file);
    }

    /// Runs a command, and waits for it.
    pub(super) fn run(&mut self, command: Command) {
        *self.ending = Some(Ending::Run(command));
    }
}
