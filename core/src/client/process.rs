//! One etcdctl process: a program, its calls under way, and the command that it waits for.

use alloc::{boxed::Box, sync::Arc, vec::Vec};

use super::{
    DataDir, Effect, Turn, TypedLine,
    call::{Failure, Manner, Pending, Tag},
    desk::{Command, Desk, Ending},
    files::{self, File},
    hosts,
    program::{
        AuthEnable, Doing, Elect, Endpoints, Fetch, KeepAlive, Lock, MemberAdd, MoveLeader, News, Observe, Once,
        Program, Question, Read, Save, Sleep, UserDetail, Watch,
    },
    shell::{Step, Task},
    terminal::LineKind,
};
use crate::{
    api::{
        Answer, Call, Denial, Response,
        auth::{AuthAnswer, AuthRequest},
        cluster::ClusterRequest,
        lease::LeaseRequest,
    },
    etcdctl::{self, Action, Endpoint, Exit, Invocation, Login, Reading, Start},
    id::{NodeId, NodeSet, RequestId},
    time::{Duration, SimTime},
};

/// How long `curl` waits for an answer.
const PATIENCE: Duration = Duration::from_secs(300);

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
    pub(super) fn start(line: TypedLine, task: Task, turn: &mut Turn<'_>) -> Result<Self, Exit> {
        let TypedLine { text, number, only } = line;
        let mut process = Self {
            line: text,
            since: turn.now,
            manner: Manner { targets: None, token: None, line: number },
            login: None,
            program: Program::Sleep(Sleep { until: turn.now }),
            calls: Vec::new(),
            wake: SimTime::NEVER,
            child: None,
        };
        match task {
            Task::Etcdctl(invocation) => process.invoke(invocation, only, turn)?,
            Task::Sleep(span) => process.program = Program::Sleep(Sleep { until: turn.now + span }),
            Task::Curl(curl) => process.program = Program::Fetch(Fetch { curl, deadline: turn.now + PATIENCE }),
            Task::Etcd(start) => return Err(start_member(&start, turn)),
        }
        match process.at_desk(turn, Self::begin) {
            Some(status) => Err(Exit { status, ..Exit::default() }),
            None => Ok(process),
        }
    }

    /// Becomes a process of etcdctl.
    fn invoke(&mut self, invocation: Invocation, only: Option<NodeId>, turn: &mut Turn<'_>) -> Result<(), Exit> {
        turn.show(LineKind::Error, &invocation.warning);
        turn.show(LineKind::Output, &invocation.said);
        let targets = match (&invocation.endpoints, only) {
            (Some(endpoints), _) => Some(hosts::members(endpoints, turn.members)),
            (None, Some(only)) => Some(NodeSet::EMPTY.with(only)),
            (None, None) => None,
        };
        let deadline = turn.now + invocation.timeout;
        self.manner.targets = targets;
        self.login = invocation.login.clone().map(|login| (login, deadline));
        self.program = program(invocation, only, deadline, turn)?;
        Ok(())
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
            // Where permissions do not count, it does not matter who asks (etcd client, `getToken`).
            News::Failed(LOGIN, Failure::Denied(Denial::AuthNotEnabled)) => {
                self.login = None;
                self.at_desk(turn, |program, _, desk| program.begin(desk))
            }
            News::Failed(LOGIN, failure) => {
                self.login = None;
                self.at_desk(turn, |program, _, desk| {
                    if !program.not_let_in(*failure, desk) {
                        desk.fail(2, failure);
                    }
                })
            }
            News::Interrupted => self.at_desk(turn, |_, _, desk| desk.exit(130)),
            _ => None,
        }
    }

    /// Runs a command of the program's. One that is done at once is heard of at once.
    fn run(&mut self, command: &Command, turn: &mut Turn<'_>) -> Option<u8> {
        let told = command.environment.iter().map(|(name, value)| (name.as_str(), value.clone())).collect::<Vec<_>>();
        let names = turn.names();
        let started = match turn.tools.shell.exec(&command.words, &told, 0, &|name| names.known(name)) {
            None => Err(Exit { status: 127, ..Exit::default() }),
            Some(Step::Ended(exit)) => Err(exit),
            Some(Step::Run { task, .. }) => {
                Self::start(TypedLine { text: self.line.clone(), number: self.manner.line, only: None }, task, turn)
            }
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

    /// Whether what is typed next is its input.
    pub(super) fn reads(&self) -> bool {
        self.login.is_none() && self.program.reads()
    }

    /// A line of its input.
    pub(super) fn read(&mut self, line: &str, turn: &mut Turn<'_>) -> Option<u8> {
        self.tell(&News::Line(line), turn)
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

/// Starts a member: one that was added, or one whose process has ended. The process is the member's, not the terminal's:
/// the prompt comes back at once.
fn start_member(start: &Arc<Start>, turn: &mut Turn<'_>) -> Exit {
    let directory =
        start.data_dir.clone().unwrap_or_else(|| alloc::format!("{}.etcd", start.name.as_deref().unwrap_or("default")));
    if let Some(File::Data(data)) = turn.tools.shell.file(&directory) {
        let data = Arc::clone(data);
        return start_from(start, &directory, &data, turn);
    }
    let failed = |error: alloc::string::String| Exit { status: 1, error, ..Exit::default() };
    let name = start.name.as_deref().unwrap_or("default");
    let named = start.cluster.iter().filter(|(known, _)| known == name).map(|(_, url)| url);
    let urls = start.advertise_peer_urls.iter().chain(named).chain(&start.listen_peer_urls);
    let told = urls.chain(&start.advertise_client_urls).chain(&start.listen_client_urls);
    let told = told.map(|url| Endpoint(url.clone())).filter(|url| !hosts::is_own(url)).collect::<Vec<_>>();
    // Without an address of its own it is the machine of that name.
    let named = [Endpoint(name.into())];
    let places = if told.is_empty() { &named[..] } else { &told };
    let Some(node) = places.iter().find_map(|url| hosts::listeners(url, turn.members).iter().next()) else {
        return failed(if told.is_empty() {
            "etcd: listen tcp 127.0.0.1:2380: bind: address already in use: the members that run can be reached there. \
             Say which machine is meant: --initial-advertise-peer-urls http://n4:2380\n"
                .into()
        } else {
            "etcd: no member was added at this address: etcdctl member add n4 --peer-urls=http://n4:2380, then start it \
             with the environment that this prints\n"
                .into()
        });
    };
    if turn.view.up.contains(node) {
        return failed(alloc::format!(
            "etcd: {node} runs already: listen tcp {node}:2380: bind: address already in use\n"
        ));
    }
    if turn.view.stale.contains(node) {
        return failed(alloc::format!(
            "etcd: the disk of {node} is of the cluster that was there before: name a --data-dir that snapshot restore made\n"
        ));
    }
    turn.effects.push(Effect::StartMember { node, start: Arc::clone(start), data: None });
    started(start)
}

/// What a start of etcd says that went well.
fn started(start: &Start) -> Exit {
    let error = start.remark().map_or_else(Default::default, |remark| alloc::format!("etcd: {remark}"));
    Exit { error, ..Exit::default() }
}

/// Starts a member from a data directory of this terminal, which thereby is the member's. The first such start is the
/// beginning of another cluster.
fn start_from(start: &Arc<Start>, directory: &str, data: &Arc<DataDir>, turn: &mut Turn<'_>) -> Exit {
    let failed = |error: alloc::string::String| Exit { status: 1, error, ..Exit::default() };
    let places = match data.places(turn.members) {
        Ok(places) => places,
        Err(why) => return failed(alloc::format!("etcd: {why}\n")),
    };
    let own = data.members.iter().position(|(name, _)| *name == data.name);
    let Some(&node) = own.and_then(|own| places.get(own)) else { return Exit::default() };
    if turn.view.up.contains(node) {
        return failed(alloc::format!(
            "etcd: {node} runs already: listen tcp {node}:2380: bind: address already in use\n"
        ));
    }
    let joins = data.cluster == turn.view.cluster && turn.view.stale.contains(node);
    if !joins && !turn.view.up.is_empty() {
        let up = turn.view.up;
        return failed(alloc::format!(
            "etcd: {up} run the cluster that is there now, and there is one at a time here: kill them first, then start the \
             members of the other one\n"
        ));
    }
    turn.tools.shell.take(directory);
    let start = Arc::new(Start { name: start.name.clone().or_else(|| Some(data.name.clone())), ..(**start).clone() });
    let exit = started(&start);
    turn.effects.push(Effect::StartMember { node, start, data: Some((Arc::clone(data), places)) });
    exit
}

/// The program for an action.
fn program(
    invocation: Invocation,
    only: Option<NodeId>,
    deadline: SimTime,
    turn: &mut Turn<'_>,
) -> Result<Program, Exit> {
    let (style, timeout) = (invocation.style, invocation.timeout);
    // Without any a terminal knows every voter that was ever started.
    let known = turn.view.known;
    let endpoints = || match (&invocation.endpoints, only) {
        (Some(endpoints), _) => endpoints.clone(),
        (None, Some(only)) => [hosts::endpoint(only)].into(),
        (None, None) => known.iter().map(hosts::endpoint).collect(),
    };
    let ask = |question, cluster| Endpoints::new(question, cluster, endpoints(), style, timeout);
    Ok(match &invocation.action {
        Action::Call(call) => Program::Once(Once { call: call.clone(), style, deadline }),
        Action::KeepAlive { id, once: true } => {
            let call = Call::Lease(LeaseRequest::KeepAlive { id: *id });
            Program::Once(Once { call, style, deadline: SimTime::NEVER })
        }
        Action::KeepAlive { id, once: false } => Program::KeepAlive(KeepAlive::new(*id, style)),
        Action::Watch(etcdctl::Watch { order, command }) => {
            Program::Watch(Watch::new(alloc::vec![order.clone()], command.clone(), style))
        }
        Action::Lock { name, ttl, command } => Program::Lock(Lock::new(name.clone(), command.clone(), *ttl, style)),
        Action::Campaign { name, value } => Program::Elect(Elect::new(name.clone(), value.clone(), style)),
        Action::Observe { name } => Program::Observe(Observe::new(name.clone(), style)),
        Action::Endpoints { ask: question, cluster } => Program::Endpoints(ask(Question::Ask(*question), *cluster)),
        Action::Defragment { cluster } => Program::Endpoints(ask(Question::Defragment, *cluster)),
        Action::MoveLeader { target } => {
            let target = *target;
            Program::MoveLeader(MoveLeader { target, endpoints: endpoints(), style, deadline, place: 0 })
        }
        Action::MemberAdd { name, peer_urls, learner } => {
            let request = ClusterRequest::Add { peer_urls: peer_urls.clone(), learner: *learner };
            let call = Call::Cluster(Arc::new(request));
            Program::MemberAdd(MemberAdd { name: name.clone(), call, style, deadline })
        }
        Action::Wrong(exit) => Program::Wrong(exit.clone()),
        Action::AuthEnable => Program::AuthEnable(AuthEnable { style, deadline }),
        Action::UserDetail { name } => Program::UserDetail(UserDetail::new(name.clone(), style, deadline)),
        Action::Read(Reading::Watch) => Program::Watch(Watch::interactive(style, turn.tools.shell.exported())),
        Action::Read(Reading::Txn { .. }) => Program::Read(Read::new(invocation)),
        // A password, or a value, comes from a pipe or a here-document: without one there is the end of the input.
        Action::Read(_) => return program(etcdctl::finish(invocation, "")?, only, deadline, turn),
        Action::SnapshotSave { file } => {
            let endpoints = invocation.endpoints.clone().unwrap_or_default();
            Program::Save(Save { file: file.clone(), endpoints, deadline })
        }
        Action::SnapshotStatus { file } => return Err(files::status(turn.tools.shell.file(file), file, style)),
        Action::SnapshotRestore(wish) => {
            let shell = &mut turn.tools.shell;
            let made = files::restore(wish, shell.file(&wish.file), shell.file(&wish.data_dir))?;
            shell.keep(&wish.data_dir, File::Data(Arc::new(made)));
            return Err(Exit::default());
        }
    })
}
