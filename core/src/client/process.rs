//! One etcdctl process: a program, its calls under way, and the command that it waits for.

use alloc::{boxed::Box, sync::Arc, vec::Vec};

use super::{
    Turn,
    call::{Manner, Pending, Tag},
    desk::{Command, Desk, Ending},
    hosts,
    program::{Doing, Elect, KeepAlive, Lock, News, Observe, Once, Program, Watch},
    shell::{Step, Task},
    terminal::LineKind,
};
use crate::{
    api::{
        Answer, Call, Response,
        auth::{AuthAnswer, AuthRequest},
        lease::LeaseRequest,
    },
    etcdctl::{self, Action, Exit, Invocation, Login},
    id::{NodeId, NodeSet, RequestId},
    time::SimTime,
};

/// The call by which a user is made known.
const LOGIN: Tag = Tag(u16::MAX);

/// One etcdctl process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Process {
    line: Arc<str>,
    since: SimTime,
    manner: Manner,
    /// Who asks, as long as the cluster has not been told.
    login: Option<(Login, SimTime)>,
    program: Program,
    calls: Vec<Pending>,
    wake: SimTime,
    /// The command that the program runs and waits for.
    child: Option<Box<Process>>,
}

impl Process {
    /// The line as typed.
    pub fn line(&self) -> &Arc<str> {
        &self.line
    }

    /// When it began.
    pub fn since(&self) -> SimTime {
        self.since
    }

    /// What it does right now.
    pub fn doing(&self) -> Doing {
        self.program.doing()
    }

    /// When it gives up waiting; [`SimTime::NEVER`] without end.
    pub fn gives_up_at(&self) -> SimTime {
        self.calls.iter().map(Pending::gives_up_at).min().unwrap_or(SimTime::NEVER)
    }

    /// The requests that have no answer yet, and who has them.
    pub fn waits_for(&self) -> impl Iterator<Item = (RequestId, NodeId)> {
        let child = self.child.iter().flat_map(|child| child.calls.iter());
        self.calls.iter().chain(child).filter_map(Pending::waits_for)
    }

    pub(super) fn wakes_at(&self) -> SimTime {
        let calls = self.calls.iter().map(Pending::wakes_at).min().unwrap_or(SimTime::NEVER);
        let child = self.child.as_ref().map_or(SimTime::NEVER, |child| child.wakes_at());
        calls.min(self.wake).min(child)
    }

    /// Starts what a command line asks for.
    ///
    /// # Errors
    /// The process's end, where it ends at once.
    pub(super) fn start(line: Arc<str>, task: Task, only: Option<NodeId>, turn: &mut Turn<'_>) -> Result<Self, Exit> {
        let invocation = match task {
            // A terminal's input is its command line: what reads one that was not given finds its end.
            Task::Etcdctl(invocation) => etcdctl::finish(invocation, "")?,
            Task::Curl(_) | Task::Etcd(_) | Task::Sleep(_) => {
                return Err(Exit::error(1, "this terminal cannot carry that out yet"));
            }
        };
        if let Some(warning) = invocation.warning {
            turn.show(LineKind::Error, warning);
        }
        turn.show(LineKind::Output, &invocation.said);
        let targets = match (&invocation.endpoints, only) {
            (Some(endpoints), _) => Some(hosts::members(endpoints, turn.members)),
            (None, Some(only)) => Some(NodeSet::EMPTY.with(only)),
            (None, None) => None,
        };
        let deadline = turn.now + invocation.timeout;
        let mut process = Self {
            line,
            since: turn.now,
            manner: Manner { targets, token: None },
            login: invocation.login.clone().map(|login| (login, deadline)),
            program: program(invocation, deadline)?,
            calls: Vec::new(),
            wake: SimTime::NEVER,
            child: None,
        };
        match process.at_desk(turn, Self::begin) {
            Some(status) => Err(Exit { status, ..Exit::default() }),
            None => Ok(process),
        }
    }

    fn begin(program: &mut Program, login: Option<&(Login, SimTime)>, desk: &mut Desk<'_, '_>) {
        match login {
            None => program.begin(desk),
            Some((Login { name, password }, deadline)) => {
                let request = AuthRequest::Authenticate { name: name.clone(), password: password.clone() };
                desk.ask(LOGIN, Call::Auth(Arc::new(request)), *deadline);
            }
        }
    }

    /// Lets the program take a turn. Returns the process's exit status, if that was its end.
    fn at_desk(
        &mut self,
        turn: &mut Turn<'_>,
        work: impl FnOnce(&mut Program, Option<&(Login, SimTime)>, &mut Desk<'_, '_>),
    ) -> Option<u8> {
        let mut ending = None;
        let mut desk = Desk {
            turn: &mut *turn,
            calls: &mut self.calls,
            manner: &self.manner,
            wake: &mut self.wake,
            ending: &mut ending,
        };
        work(&mut self.program, self.login.as_ref(), &mut desk);
        match ending {
            None => None,
            Some(Ending::Exit(status)) => {
                self.abandon(turn);
                Some(status)
            }
            Some(Ending::Run(command)) => self.run(&command, turn),
        }
    }

    fn tell(&mut self, news: &News<'_>, turn: &mut Turn<'_>) -> Option<u8> {
        if self.login.is_some() {
            return self.log_in(news, turn);
        }
        self.at_desk(turn, |program, _, desk| program.hear(news, desk))
    }

    fn log_in(&mut self, news: &News<'_>, turn: &mut Turn<'_>) -> Option<u8> {
        match news {
            News::Answered(LOGIN, Response { result: Ok(Answer::Auth(AuthAnswer::Token(token))), .. }) => {
                self.manner.token = Some(token.clone());
                self.login = None;
                self.at_desk(turn, |program, _, desk| program.begin(desk))
            }
            News::Failed(LOGIN, failure) => self.at_desk(turn, |_, _, desk| desk.fail(2, failure)),
            News::Interrupted => self.at_desk(turn, |_, _, desk| desk.exit(130)),
            _ => None,
        }
    }

    /// Runs a command of the program's. One that is done at once is heard of at once.
    fn run(&mut self, command: &Command, turn: &mut Turn<'_>) -> Option<u8> {
        let told = command.environment.iter().map(|(name, value)| (name.as_str(), value.clone())).collect::<Vec<_>>();
        let started = match turn.tools.shell.exec(&command.words, &told, 0, &|_| None) {
            None => Err(Exit { status: 127, ..Exit::default() }),
            Some(Step::Ended(exit)) => Err(exit),
            Some(Step::Run { task, .. }) => Self::start(self.line.clone(), task, None, turn),
        };
        let status = match started {
            Ok(child) => {
                self.child = Some(Box::new(child));
                return None;
            }
            Err(exit) => {
                turn.show_exit(&exit);
                exit.status
            }
        };
        self.tell(&News::Finished(status), turn)
    }

    /// Its time has come.
    pub(super) fn wake(&mut self, turn: &mut Turn<'_>) -> Option<u8> {
        if let Some(status) = self.child.as_mut().and_then(|child| child.wake(turn)) {
            self.child = None;
            return self.tell(&News::Finished(status), turn);
        }
        let mut place = 0;
        while place < self.calls.len() {
            let pending = &mut self.calls[place];
            if pending.wakes_at() <= turn.now
                && let Some(failure) = pending.wake(&self.manner, turn)
            {
                let tag = self.calls.remove(place).tag;
                if let Some(status) = self.tell(&News::Failed(tag, failure), turn) {
                    return Some(status);
                }
                continue;
            }
            place += 1;
        }
        if self.wake > turn.now {
            return None;
        }
        self.wake = SimTime::NEVER;
        self.tell(&News::Woken, turn)
    }

    /// A member's answer.
    pub(super) fn answered(&mut self, id: RequestId, response: &Response, turn: &mut Turn<'_>) -> Option<u8> {
        let Some(place) = self.place(id) else {
            let status = self.child.as_mut()?.answered(id, response, turn)?;
            self.child = None;
            return self.tell(&News::Finished(status), turn);
        };
        let tag = self.calls[place].tag;
        match self.calls[place].answered(response, turn)? {
            Ok(()) => {
                if !self.calls[place].is_stream() {
                    self.calls.remove(place);
                }
                self.tell(&News::Answered(tag, response), turn)
            }
            Err(failure) => {
                self.calls.remove(place);
                self.tell(&News::Failed(tag, failure), turn)
            }
        }
    }

    /// A connection was refused, or broke after the request had been delivered.
    pub(super) fn refused(&mut self, id: RequestId, delivered: bool, turn: &mut Turn<'_>) -> Option<u8> {
        let Some(place) = self.place(id) else {
            let status = self.child.as_mut()?.refused(id, delivered, turn)?;
            self.child = None;
            return self.tell(&News::Finished(status), turn);
        };
        let failure = self.calls[place].refused(delivered, &self.manner, turn)?;
        let tag = self.calls.remove(place).tag;
        self.tell(&News::Failed(tag, failure), turn)
    }

    /// ^C: everything in the foreground hears it, the innermost command first.
    pub(super) fn interrupt(&mut self, turn: &mut Turn<'_>) -> Option<u8> {
        if let Some(child) = &mut self.child {
            let status = child.interrupt(turn)?;
            self.child = None;
            return self.tell(&News::Finished(status), turn);
        }
        self.tell(&News::Interrupted, turn)
    }

    fn place(&self, id: RequestId) -> Option<usize> {
        self.calls.iter().position(|pending| pending.waits_for().is_some_and(|(request, _)| request == id))
    }

    /// Its connections are closed; whoever has its requests is told.
    pub(super) fn abandon(&self, turn: &mut Turn<'_>) {
        self.calls.iter().for_each(|pending| pending.abandon(turn));
        self.child.iter().for_each(|child| child.abandon(turn));
    }
}

/// The program for an action.
fn program(invocation: Invocation, deadline: SimTime) -> Result<Program, Exit> {
    let style = invocation.style;
    Ok(match invocation.action {
        Action::Call(call) => Program::Once(Once { call, style, deadline }),
        Action::KeepAlive { id, once: true } => {
            let call = Call::Lease(LeaseRequest::KeepAlive { id });
            Program::Once(Once { call, style, deadline })
        }
        Action::KeepAlive { id, once: false } => Program::KeepAlive(KeepAlive::new(id, style)),
        Action::Watch(etcdctl::Watch { order, command }) => {
            Program::Watch(Watch::new(alloc::vec![order], command, style))
        }
        Action::Lock { name, ttl, command } => Program::Lock(Lock::new(name, command, ttl, style)),
        Action::Campaign { name, value } => Program::Elect(Elect::new(name, value, style)),
        Action::Observe { name } => Program::Observe(Observe::new(name, style)),
        _ => return Err(Exit::error(1, "this terminal cannot carry that out yet")),
    })
}
