//! A cluster of one simulated member, spoken to without wires: its disk stores at once, and its clock leaps to where
//! something is due.

use agora_core::{
    api::{
        Call, Request, Response,
        auth::Token,
        watch::{WatchCreate, WatchOrder},
    },
    id::{ClientId, NodeId, NodeSet, RequestId},
    raft::{Configuration, Durable, Sabotage},
    rng::{Label, Stream},
    server::{Command, Input, Member, Output, Settings},
    time::{Duration, SimTime},
};

/// How long a request may take on the member's clock.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a watch that is behind is given to catch up.
const REST: Duration = Duration::from_secs(1);

/// The member and its disk.
#[derive(Debug)]
pub struct Solo {
    member: Member,
    disk: Durable<Command>,
    now: SimTime,
    asked: u32,
    answers: Vec<(RequestId, Response)>,
    /// Goes with every request.
    pub token: Option<Token>,
}

impl Default for Solo {
    fn default() -> Self {
        Self::new()
    }
}

impl Solo {
    /// A member with an empty store, which leads itself.
    pub fn new() -> Self {
        let id = NodeId::new(1).expect("there is a first member");
        let disk = Durable::new(Configuration::of(NodeSet::EMPTY.with(id)));
        let timers = Stream::new(1, Label::Timer { node: id, start: 1 });
        let (settings, sabotage) = (Settings::default(), Sabotage::default());
        let (member, output) = Member::start(id, "n1".into(), &disk, settings, sabotage, timers, SimTime::ZERO, 1);
        let mut solo = Self { member, disk, now: SimTime::ZERO, asked: 0, answers: Vec::new(), token: None };
        solo.perform(output);
        while solo.member.raft().leader().is_none() {
            solo.wake(SimTime::NEVER);
        }
        solo
    }

    /// Asks, and waits for the answer.
    pub fn ask(&mut self, call: Call) -> Response {
        let id = self.send(call);
        let until = self.now + PATIENCE;
        loop {
            if let Some(place) = self.answers.iter().position(|(of, _)| *of == id) {
                return self.answers.remove(place).1;
            }
            assert!(self.wake(until), "request {id:?} is not answered within {PATIENCE}");
        }
    }

    /// Opens a watch on a stream of its own.
    pub fn open(&mut self, create: WatchCreate) -> RequestId {
        self.send(Call::Watch(std::sync::Arc::new(WatchOrder::Create(create))))
    }

    /// Lets some time pass.
    pub fn rest(&mut self) {
        let until = self.now + REST;
        while self.wake(until) {}
    }

    /// What came on a stream so far.
    pub fn told(&self, stream: RequestId) -> Vec<Response> {
        self.answers.iter().filter(|(of, _)| *of == stream).map(|(_, response)| response.clone()).collect()
    }

    fn send(&mut self, call: Call) -> RequestId {
        self.asked += 1;
        let id = RequestId { client: ClientId(1), number: self.asked };
        self.step(Input::Request(id, Request { token: self.token.clone(), call }));
        id
    }

    /// Leaps to the member's next deadline, if that is not after `until`.
    fn wake(&mut self, until: SimTime) -> bool {
        let next = self.member.deadline();
        if next > until {
            return false;
        }
        self.now = self.now.max(next);
        self.step(Input::Wake);
        true
    }

    fn step(&mut self, input: Input) {
        let mut output = Output::default();
        self.member.step(self.now, input, &mut output);
        self.perform(output);
    }

    fn perform(&mut self, output: Output) {
        let mut output = output;
        loop {
            self.answers.append(&mut output.answers);
            for write in output.stored.drain(..) {
                self.disk.store(write);
            }
            let Some(write) = output.write.take() else { return };
            self.disk.store(write);
            output = Output::default();
            self.member.step(self.now, Input::Stored, &mut output);
        }
    }
}
