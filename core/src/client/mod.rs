//! A client: one terminal, its shell, and the etcdctl processes that the shell runs.
//!
//! What is not here: wires. The client is told which members it can connect to, and hands out requests.

mod call;
mod desk;
mod facts;
mod files;
mod hosts;
mod process;
mod program;
mod recipe;
pub mod shell;
pub mod terminal;

pub(crate) use facts::{ANY, held};
pub use files::{DataDir, File};
pub use process::Process;
pub use program::Doing;

use alloc::{
    borrow::Cow,
    collections::VecDeque,
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use crate::{
    api::{Answer, Call, Request, Response},
    etcdctl,
    id::{ClientId, LeaseId, NodeId, NodeSet, RequestId},
    mvcc::Bytes,
    rng::Stream,
    shared::Sequence,
    sim::event::EventKind,
    time::SimTime,
};
use shell::{Shell, Step, Task, Typed};
use terminal::{LineKind, Terminal};

/// What a client is told.
#[derive(Clone, Debug)]
pub enum Input {
    /// A line was typed.
    Typed {
        /// The line.
        line: Arc<str>,
        /// Talk to this member only.
        only: Option<NodeId>,
    },
    /// ^C was typed.
    Interrupt,
    /// Its own clock has reached [`Client::deadline`].
    Wake,
    /// A member answered.
    Response(RequestId, Response),
    /// The connection was refused or reset.
    Refused {
        /// The request.
        request: RequestId,
        /// Whether the member had got it.
        delivered: bool,
    },
}

/// What a client wants done, in this order.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Send a request.
    Send {
        /// To this member.
        to: NodeId,
        /// Its name.
        id: RequestId,
        /// What is asked.
        request: Request,
    },
    /// Start a member's process.
    StartMember {
        /// Its place.
        node: NodeId,
        /// What it is told.
        start: Arc<etcdctl::Start>,
        /// The data directory that it starts from, where that is one of the terminal's, and where its cluster's members are.
        data: Option<(Arc<DataDir>, Vec<NodeId>)>,
    },
    /// Tell what happened.
    Happened(EventKind),
}

/// What a client finds when it looks around.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct View {
    /// All members that there are.
    pub members: NodeSet,
    /// Those that a connection can be made to at this moment.
    pub reach: NodeSet,
    /// Those whose processes are there, stopped ones too.
    pub up: NodeSet,
    /// The voters that were ever started: whoever sets up a client writes these into `ETCDCTL_ENDPOINTS`.
    pub known: NodeSet,
    /// Those whose disks are of another cluster than the one that there is now.
    pub stale: NodeSet,
    /// The cluster that there is now; 0 is the first one.
    pub cluster: u64,
}

/// What the world's leases and keys are called at a prompt, so that a script can speak of what it cannot know.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Names {
    /// `$LEASE1` is the first of them, in the order in which clients were told that they are granted.
    pub leases: Sequence<LeaseId>,
    /// `$KEY1` is the first of them: with these keys locks and elections were won.
    pub keys: Sequence<Bytes>,
}

impl Names {
    /// Notes what has got a name.
    pub fn note(&mut self, event: &EventKind) {
        match event {
            EventKind::LeaseGranted { lease } => self.leases.push(*lease),
            EventKind::KeyObtained { key } => self.keys.push(key.clone()),
            _ => {}
        }
    }

    pub(crate) fn known(&self, name: &str) -> Option<String> {
        let place = |prefix: &str| name.strip_prefix(prefix)?.parse::<usize>().ok()?.checked_sub(1);
        let lease = place("LEASE").and_then(|place| self.leases.get(place)).map(ToString::to_string);
        let key = || place("KEY").and_then(|place| self.keys.get(place));
        lease.or_else(|| key().map(|key| String::from_utf8_lossy(key).into_owned()))
    }
}

/// A terminal and what runs in it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Client {
    id: ClientId,
    tools: Tools,
    jobs: Jobs,
}

/// What every process of a terminal shares.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Tools {
    terminal: Terminal,
    shell: Shell,
    requests: u32,
    /// How many watches there were.
    watchers: u32,
    choices: Stream,
}

/// What runs in a terminal, and what waits to.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Jobs {
    foreground: Option<Process>,
    background: Vec<Process>,
    /// Lines typed while another command was running.
    queue: VecDeque<(Arc<str>, Option<NodeId>)>,
    /// The exit status of the last command.
    status: u8,
    /// The line that the shell carries out.
    current: TypedLine,
}

/// A line that was typed at the prompt.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct TypedLine {
    text: Arc<str>,
    /// Its place among the terminal's lines, from 0.
    number: u32,
    /// The member that it is for.
    only: Option<NodeId>,
}

impl Client {
    /// A terminal in which nothing has been typed.
    pub fn new(id: ClientId, choices: Stream) -> Self {
        let tools = Tools { terminal: Terminal::default(), shell: Shell::default(), requests: 0, watchers: 0, choices };
        Self { id, tools, jobs: Jobs::default() }
    }

    /// Its name.
    pub fn id(&self) -> ClientId {
        self.id
    }

    /// What it shows.
    pub fn terminal(&self) -> &Terminal {
        &self.tools.terminal
    }

    /// Lets a clone that is made now share all that it shows for ever.
    pub fn settle(&mut self) {
        self.tools.terminal.settle();
    }

    /// What runs in the foreground.
    pub fn foreground(&self) -> Option<&Process> {
        self.jobs.foreground.as_ref()
    }

    /// What runs in the background.
    pub fn background(&self) -> &[Process] {
        &self.jobs.background
    }

    /// How many lines were typed ahead.
    pub fn queued(&self) -> usize {
        self.jobs.queue.len()
    }

    /// The exit status of the last command.
    pub fn status(&self) -> u8 {
        self.jobs.status
    }

    /// Whether nothing runs in the foreground and nothing waits to.
    pub fn is_idle(&self) -> bool {
        self.jobs.foreground.is_none() && self.jobs.queue.is_empty() && self.tools.shell.is_idle()
    }

    /// The requests that have no answer yet, and who has them.
    pub fn open_requests(&self) -> impl Iterator<Item = (RequestId, NodeId)> {
        self.jobs.processes().flat_map(Process::waits_for)
    }

    /// When it next wants to be woken.
    pub fn deadline(&self) -> SimTime {
        self.jobs.processes().map(Process::wakes_at).min().unwrap_or(SimTime::NEVER)
    }

    /// Feeds one input. `names` is what the run's leases and keys are called.
    pub fn step(&mut self, now: SimTime, input: Input, view: View, names: &Names) -> Vec<Effect> {
        let (members, reach, effects) = (view.members, view.reach, Vec::new());
        let mut turn = Turn { now, members, reach, view, effects, client: self.id, names, tools: &mut self.tools };
        match input {
            Input::Typed { line, only } => self.jobs.queue.push_back((line, only)),
            Input::Interrupt => self.jobs.interrupt(&mut turn),
            Input::Wake => self.jobs.each(&mut turn, Process::wake),
            Input::Response(id, response) => {
                let expected = self.jobs.processes().any(|process| process.waits_for().any(|(open, _)| open == id));
                if !expected && matches!(response.result, Ok(Answer::Watch(_))) {
                    // Nobody has this stream open any more: the machine says so, as TCP does with a reset.
                    let request = Call::Close(id).into();
                    turn.effects.push(Effect::Send { to: response.member, id, request });
                }
                self.jobs.each(&mut turn, |process, turn| process.answered(id, &response, turn));
            }
            Input::Refused { request, delivered } => {
                self.jobs.each(&mut turn, |process, turn| process.refused(request, delivered, turn));
            }
        }
        self.jobs.run_queue(&mut turn);
        turn.effects
    }

    /// The process and all it was doing is gone; the terminal still shows what it showed. Its connections close.
    pub fn crash(&mut self, now: SimTime) -> Vec<Effect> {
        let nothing = Names::default();
        let mut turn = Turn {
            now,
            members: NodeSet::EMPTY,
            reach: NodeSet::EMPTY,
            view: View::default(),
            effects: Vec::new(),
            client: self.id,
            names: &nothing,
            tools: &mut self.tools,
        };
        self.jobs.processes().for_each(|process| process.abandon(&mut turn));
        if self.jobs.foreground.is_some() {
            turn.show(LineKind::Error, "Killed");
            self.jobs.status = 137;
        }
        turn.tools.shell = Shell::default();
        self.jobs = Jobs { status: self.jobs.status, ..Jobs::default() };
        turn.effects
    }
}

impl Jobs {
    fn processes(&self) -> impl Iterator<Item = &Process> {
        self.foreground.iter().chain(&self.background)
    }

    /// Lets every process take its turn; `turn_of` says how the process ended, if it did.
    fn each(&mut self, turn: &mut Turn<'_>, mut turn_of: impl FnMut(&mut Process, &mut Turn<'_>) -> Option<u8>) {
        if let Some(status) = self.foreground.as_mut().and_then(|process| turn_of(process, turn)) {
            self.foreground = None;
            self.end(status, turn);
        }
        self.background.retain_mut(|process| {
            let Some(status) = turn_of(process, turn) else { return true };
            let word = if status == 0 { String::from("Done") } else { format!("Exit {status}") };
            turn.show(LineKind::Output, &format!("[{word}] {}", process.line()));
            turn.happened(EventKind::CommandEnded { status });
            false
        });
    }

    fn interrupt(&mut self, turn: &mut Turn<'_>) {
        self.queue.clear();
        turn.tools.shell.interrupt();
        turn.show(LineKind::Input, "^C");
        if let Some(status) = self.foreground.as_mut().and_then(|process| process.interrupt(turn)) {
            self.foreground = None;
            self.end(status, turn);
        }
    }

    /// Carries out typed lines for as long as the foreground is free.
    fn run_queue(&mut self, turn: &mut Turn<'_>) {
        loop {
            if let Some(process) = &mut self.foreground {
                // What is typed is its input, as long as it reads.
                if !process.reads() {
                    return;
                }
                let Some((line, _)) = self.queue.pop_front() else { return };
                turn.show(LineKind::Input, &line);
                if let Some(status) = process.read(&line, turn) {
                    self.foreground = None;
                    self.end(status, turn);
                }
                continue;
            }
            let names = turn.names();
            match turn.tools.shell.next(self.status, &|name| names.known(name)) {
                Some(Step::Ended(exit)) => self.end_with(&exit, turn),
                Some(Step::Run { task, background }) => match Process::start(self.current.clone(), task, turn) {
                    Err(exit) => self.end_with(&exit, turn),
                    Ok(process) if background => self.background.push(process),
                    Ok(process) => self.foreground = Some(process),
                },
                None => {
                    let Some((line, only)) = self.queue.pop_front() else { return };
                    let number = turn.tools.terminal.lines().len() as u32;
                    turn.show(LineKind::Input, &line);
                    if let Typed::Wrong(exit) = turn.tools.shell.typed(&line) {
                        self.end_with(&exit, turn);
                    }
                    self.current = TypedLine { text: line, number, only };
                }
            }
        }
    }

    fn end_with(&mut self, exit: &etcdctl::Exit, turn: &mut Turn<'_>) {
        turn.show_exit(exit);
        self.end(exit.status, turn);
    }

    fn end(&mut self, status: u8, turn: &mut Turn<'_>) {
        self.status = status;
        turn.happened(EventKind::CommandEnded { status });
    }
}

/// Whether a typed line asks for a change of the store, rather than reading, printing or failing at once.
pub fn is_change(line: &str) -> bool {
    let changes = |step: Step| match step {
        Step::Ended(_) => false,
        Step::Run { task: Task::Etcdctl(invocation), .. } => match &invocation.action {
            etcdctl::Action::Call(call) => call.is_change(),
            etcdctl::Action::Watch(_)
            | etcdctl::Action::Observe { .. }
            | etcdctl::Action::Endpoints { .. }
            | etcdctl::Action::SnapshotSave { .. }
            | etcdctl::Action::SnapshotStatus { .. }
            | etcdctl::Action::SnapshotRestore(_) => false,
            _ => true,
        },
        Step::Run { task, .. } => matches!(task, Task::Etcd(_)),
    };
    let mut shell = Shell::default();
    shell.typed(line);
    core::iter::from_fn(|| shell.next(0, &|_| None)).any(changes)
}

/// One step of a client: what it knows, what it works with, and what it wants done.
struct Turn<'a> {
    now: SimTime,
    members: NodeSet,
    reach: NodeSet,
    view: View,
    effects: Vec<Effect>,
    client: ClientId,
    names: &'a Names,
    tools: &'a mut Tools,
}

impl<'a> Turn<'a> {
    /// The world's names, with those that came about in this turn: what a command obtained, the next one can name.
    fn names(&self) -> Cow<'a, Names> {
        let mut names = Cow::Borrowed(self.names);
        for effect in &self.effects {
            if let Effect::Happened(kind @ (EventKind::LeaseGranted { .. } | EventKind::KeyObtained { .. })) = effect {
                names.to_mut().note(kind);
            }
        }
        names
    }

    fn happened(&mut self, kind: EventKind) {
        self.effects.push(Effect::Happened(kind));
    }

    /// Shows a text line by line.
    fn show(&mut self, kind: LineKind, text: &str) {
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n').filter(|_| !text.is_empty()) {
            self.tools.terminal.show(self.now, kind, line);
        }
    }

    fn show_exit(&mut self, exit: &etcdctl::Exit) {
        self.show(LineKind::Output, &exit.output);
        self.show(LineKind::Error, &exit.error);
    }

    fn request_id(&mut self) -> RequestId {
        self.tools.requests += 1;
        RequestId { client: self.client, number: self.tools.requests }
    }

    /// One of `nodes`, each as likely as the others: always one draw.
    fn choose(&mut self, nodes: NodeSet) -> Option<NodeId> {
        let place = self.tools.choices.below(nodes.len() as u64) as usize;
        nodes.iter().nth(place)
    }
}
