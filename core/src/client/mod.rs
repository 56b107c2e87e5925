//! A client: one terminal, its shell, and the etcdctl processes that the shell runs.
//!
//! What is not here: wires. The client is told which members it can connect to, and hands out requests.

mod facts;
pub mod job;
mod shell;
pub mod terminal;

use alloc::{collections::VecDeque, format, string::String, sync::Arc, vec::Vec};

use crate::{
    api::{Request, Response},
    etcdctl,
    id::{ClientId, NodeId, NodeSet, RequestId},
    rng::Stream,
    sim::event::EventKind,
    time::SimTime,
};
use job::Job;
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
    /// Tell what happened.
    Happened(EventKind),
}

/// A terminal and what runs in it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Client {
    id: ClientId,
    terminal: Terminal,
    foreground: Option<Job>,
    background: Vec<Job>,
    /// Lines typed while another command was running.
    queue: VecDeque<(Arc<str>, Option<NodeId>)>,
    /// The exit status of the last command.
    status: u8,
    requests: u32,
    choices: Stream,
}

impl Client {
    /// A terminal in which nothing has been typed.
    pub fn new(id: ClientId, choices: Stream) -> Self {
        Self {
            id,
            terminal: Terminal::default(),
            foreground: None,
            background: Vec::new(),
            queue: VecDeque::new(),
            status: 0,
            requests: 0,
            choices,
        }
    }

    /// Its name.
    pub fn id(&self) -> ClientId {
        self.id
    }

    /// What it shows.
    pub fn terminal(&self) -> &Terminal {
        &self.terminal
    }

    /// What runs in the foreground.
    pub fn foreground(&self) -> Option<&Job> {
        self.foreground.as_ref()
    }

    /// What runs in the background.
    pub fn background(&self) -> &[Job] {
        &self.background
    }

    /// How many lines were typed ahead.
    pub fn queued(&self) -> usize {
        self.queue.len()
    }

    /// The exit status of the last command.
    pub fn status(&self) -> u8 {
        self.status
    }

    /// Whether nothing runs in the foreground and nothing waits to.
    pub fn is_idle(&self) -> bool {
        self.foreground.is_none() && self.queue.is_empty()
    }

    /// The requests that have no answer yet, and who has them.
    pub fn open_requests(&self) -> impl Iterator<Item = (RequestId, NodeId)> {
        self.jobs().filter_map(Job::waits_for)
    }

    /// When it next wants to be woken.
    pub fn deadline(&self) -> SimTime {
        self.jobs().map(Job::wakes_at).min().unwrap_or(SimTime::NEVER)
    }

    fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.foreground.iter().chain(&self.background)
    }

    /// Feeds one input. `reach` are the members that a connection can be made to at this moment, out of `members`.
    pub fn step(&mut self, now: SimTime, input: Input, members: NodeSet, reach: NodeSet) -> Vec<Effect> {
        let mut turn = Turn { now, members, reach, effects: Vec::new() };
        match input {
            Input::Typed { line, only } => self.queue.push_back((line, only)),
            Input::Interrupt => self.interrupt(&mut turn),
            Input::Wake => self.each_job(&mut turn, Job::wake),
            Input::Response(id, response) => {
                self.each_job(&mut turn, |job, turn, client| job.answered(id, &response, turn, client));
            }
            Input::Refused { request, delivered } => {
                self.each_job(&mut turn, |job, turn, client| job.refused(request, delivered, turn, client));
            }
        }
        self.run_queue(&mut turn);
        turn.effects
    }

    /// The process and all it was doing is gone; the terminal still shows what it showed.
    pub fn crash(&mut self, now: SimTime) {
        if self.foreground.take().is_some() {
            self.terminal.show(now, LineKind::Error, "Killed");
            self.status = 137;
        }
        self.background.clear();
        self.queue.clear();
    }

    /// Lets every job take its turn; `turn_of` says how the job ended, if it did.
    fn each_job(
        &mut self,
        turn: &mut Turn,
        mut turn_of: impl FnMut(&mut Job, &mut Turn, &mut Draws<'_>) -> Option<etcdctl::Exit>,
    ) {
        let mut draws = Draws { client: self.id, requests: &mut self.requests, choices: &mut self.choices };
        let ended = self.foreground.as_mut().and_then(|job| turn_of(job, turn, &mut draws));
        let mut done = Vec::new();
        self.background.retain_mut(|job| {
            let ended = turn_of(job, turn, &mut draws);
            let goes_on = ended.is_none();
            done.extend(ended.map(|exit| (exit, job.line().clone())));
            goes_on
        });
        if let Some(exit) = ended {
            self.foreground = None;
            self.end(&exit, turn);
        }
        for (exit, line) in done {
            let status = if exit.status == 0 { String::from("Done") } else { format!("Exit {}", exit.status) };
            self.show(&exit, turn.now);
            self.terminal.show(turn.now, LineKind::Output, &format!("[{status}] {line}"));
            turn.happened(EventKind::CommandEnded { status: exit.status });
        }
    }

    fn interrupt(&mut self, turn: &mut Turn) {
        self.queue.clear();
        self.terminal.show(turn.now, LineKind::Input, "^C");
        if let Some(job) = self.foreground.take() {
            job.abandon(turn);
            self.status = 130;
            turn.happened(EventKind::CommandEnded { status: 130 });
        }
    }

    /// Starts typed lines for as long as the foreground is free.
    fn run_queue(&mut self, turn: &mut Turn) {
        while self.foreground.is_none() {
            let Some((line, only)) = self.queue.pop_front() else { return };
            self.terminal.show(turn.now, LineKind::Input, &line);
            match shell::read(&line, self.status) {
                Err(exit) => self.end(&exit, turn),
                Ok(shell::Line::Nothing) => {}
                Ok(shell::Line::Echo(text)) => {
                    self.end(&etcdctl::Exit { output: text, ..etcdctl::Exit::default() }, turn);
                }
                Ok(shell::Line::Run { words, background }) => match etcdctl::parse(&words) {
                    Err(exit) => self.end(&exit, turn),
                    Ok(invocation) => {
                        if let Some(warning) = invocation.warning {
                            self.terminal.show(turn.now, LineKind::Error, warning);
                        }
                        let etcdctl::Action::Call(call) = invocation.action.clone() else {
                            let missing = etcdctl::Exit::error(1, "this terminal cannot carry that out yet");
                            self.end(&missing, turn);
                            continue;
                        };
                        let mut draws =
                            Draws { client: self.id, requests: &mut self.requests, choices: &mut self.choices };
                        let job = Job::start(line, invocation, call, only, turn, &mut draws);
                        if background {
                            self.background.push(job);
                        } else {
                            self.foreground = Some(job);
                        }
                    }
                },
            }
        }
    }

    fn end(&mut self, exit: &etcdctl::Exit, turn: &mut Turn) {
        self.status = exit.status;
        self.show(exit, turn.now);
        turn.happened(EventKind::CommandEnded { status: exit.status });
    }

    fn show(&mut self, exit: &etcdctl::Exit, now: SimTime) {
        for (kind, text) in [(LineKind::Output, &exit.output), (LineKind::Error, &exit.error)] {
            for line in text.strip_suffix('\n').unwrap_or(text).split('\n').filter(|_| !text.is_empty()) {
                self.terminal.show(now, kind, line);
            }
        }
    }
}

/// One step of a client: what it knows, and what it wants done.
struct Turn {
    now: SimTime,
    members: NodeSet,
    reach: NodeSet,
    effects: Vec<Effect>,
}

impl Turn {
    fn happened(&mut self, kind: EventKind) {
        self.effects.push(Effect::Happened(kind));
    }
}

/// What a job takes from its client: names and choices.
struct Draws<'a> {
    client: ClientId,
    requests: &'a mut u32,
    choices: &'a mut Stream,
}

impl Draws<'_> {
    fn request_id(&mut self) -> RequestId {
        *self.requests += 1;
        RequestId { client: self.client, number: *self.requests }
    }

    /// One of `nodes`, each as likely as the others: always one draw.
    fn choose(&mut self, nodes: NodeSet) -> Option<NodeId> {
        let place = self.choices.below(nodes.len() as u64) as usize;
        nodes.iter().nth(place)
    }
}
