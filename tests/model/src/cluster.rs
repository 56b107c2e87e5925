//! The model: which steps there are, what each brings about, and what must hold in every state.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use agora_core::{
    id::{NodeId, NodeSet},
    raft::{
        Ballot, Body, ChangeStep, ConfigChange, Configuration, Durable, Input, Message, Payload, RaftEvent, Sabotage,
        Transition, Tuning,
    },
    rng::{Label, Stream},
    time::Duration,
};
use stateright::{Model, Property};

use crate::{
    history::{Breach, History},
    member::{Letter, Member, Output},
    property,
    state::{Left, Shared, State, Wire, fingerprint},
};

const MEMBERS: u8 = 3;

/// How far the walk goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// Nobody stands for election in a term beyond this one.
    pub terms: u64,
    /// So many commands are proposed in all.
    pub proposals: u8,
    /// So many crashes happen in all.
    pub crashes: u8,
    /// So often a leader's heartbeat timer runs out in all.
    pub beats: u8,
    /// So many changes of members are proposed in all: each takes out one of the three.
    pub changes: u8,
    /// A write takes its time; otherwise it is on the disk at once.
    pub slow_disks: bool,
    /// Members ask before they stand (dissertation §9.6).
    pub pre_vote: bool,
}

/// Three members within bounds.
pub struct Cluster {
    bounds: Bounds,
    tuning: Tuning,
    sabotage: Sabotage,
    timers: Stream,
    /// What a step does to a member, by the fingerprints of both: it is the same in many states.
    turns: RwLock<HashMap<(u64, u64), Arc<Turn>>>,
}

/// What one step does to the member that it happens to.
struct Turn {
    /// The member afterwards.
    member: Shared<Member>,
    /// What it sent.
    sent: Vec<Shared<Message<Letter>>>,
    /// What it told.
    events: Vec<RaftEvent>,
}

/// One step.
#[derive(Clone, PartialEq, Hash, Debug)]
pub enum Action {
    /// A member's timer runs out: election or heartbeat.
    Fire(NodeId),
    /// A message arrives.
    Deliver(Shared<Message<Letter>>),
    /// A member's write is on its disk.
    Stored(NodeId),
    /// A leader is handed a command.
    Propose(NodeId, Letter),
    /// A leader is asked to take a member out.
    Remove(NodeId, NodeId),
    /// A member loses what its disk does not hold, and starts again.
    Crash(NodeId),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fire(id) => write!(f, "{id}'s timer runs out"),
            Self::Deliver(message) => {
                let Message { from, to, term, body } = &**message;
                let term = term.unwrap_or_default().0;
                write!(f, "{to} receives of {from} in term {term} {body:?}")
            }
            Self::Stored(id) => write!(f, "{id}'s write is on the disk"),
            Self::Propose(id, Letter(letter)) => write!(f, "{id} is handed command {letter}"),
            Self::Remove(id, gone) => write!(f, "{id} is asked to take {gone} out"),
            Self::Crash(id) => write!(f, "{id} crashes and starts again"),
        }
    }
}

impl Cluster {
    /// A cluster of nodes that may break rules.
    pub fn new(bounds: Bounds, sabotage: Sabotage) -> Self {
        let tuning = Tuning {
            pre_vote: bounds.pre_vote,
            check_quorum: false,
            // All timeouts are alike, as all moments are.
            election_spread: Some(Duration::ZERO),
            ..Tuning::default()
        };
        let timers = Stream::new(0, Label::Outside(0));
        Self { bounds, tuning, sabotage, timers, turns: RwLock::default() }
    }

    fn start(&self, id: NodeId, durable: Durable<Letter>, output: &mut Output) -> Member {
        Member::start(id, durable, self.tuning, self.sabotage, &self.timers, output)
    }

    /// Whether its receiver can ever react to this message, now or after a crash.
    ///
    /// One of an older term than the receiver's disk knows says nothing (Raft §5.1), and neither does an answer to a campaign or
    /// a leadership that is over. Broken rules may react nevertheless.
    fn matters(&self, members: &[Shared<Member>], message: &Message<Letter>) -> bool {
        let Some(term) = message.term else { return true };
        let receiver = &members[place(message.to)];
        let known = receiver.durable.hard_state().term;
        // Who asks before standing is answered in older terms too, and so are leaders then.
        let answered = matches!(
            message.body,
            Body::VoteRequest { ballot: Ballot::PreVote, .. } | Body::Append { .. } | Body::Heartbeat { .. }
        );
        if self.sabotage != Sabotage::default() || term > known || (self.tuning.pre_vote && answered) {
            return true;
        }
        let meant = match message.body {
            Body::VoteResponse { .. } => receiver.node.role().campaign().is_some(),
            Body::AppendAccepted { .. } | Body::AppendRejected { .. } | Body::HeartbeatResponse { .. } => {
                receiver.node.role().is_leader()
            }
            _ => true,
        };
        term == known && meant
    }

    /// The member that this step happens to.
    fn subject(action: &Action) -> NodeId {
        match action {
            Action::Fire(id)
            | Action::Stored(id)
            | Action::Crash(id)
            | Action::Propose(id, _)
            | Action::Remove(id, _) => *id,
            Action::Deliver(message) => message.to,
        }
    }

    /// The steps that a member can take by itself.
    fn own_actions(&self, state: &State, member: &Member, actions: &mut Vec<Action>) {
        let id = member.node.id();
        if member.is_writing() {
            actions.push(Action::Stored(id));
        }
        if member.node.role().is_leader() {
            if state.left.proposals > 0 {
                actions.push(Action::Propose(id, Letter(state.left.proposals)));
            }
            if state.left.changes > 0 {
                // A leader has heard of another one, so that at most one member has not acted: still those are alike.
                actions.extend((1..=MEMBERS).filter_map(NodeId::new).map(|gone| Action::Remove(id, gone)));
            }
            if state.left.beats > 0 {
                actions.push(Action::Fire(id));
            }
        } else if member.node.term().0 < self.bounds.terms {
            actions.push(Action::Fire(id));
        }
        if state.left.crashes > 0 {
            actions.push(Action::Crash(id));
        }
    }

    /// What this step does to this member.
    fn turn(&self, member: &Shared<Member>, action: &Action) -> Arc<Turn> {
        let key = (member.fingerprint, fingerprint(action));
        let known = self.turns.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let turn = Arc::new(self.take_turn(member, action));
            self.turns.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&turn));
            turn
        })
    }

    fn take_turn(&self, before: &Member, action: &Action) -> Turn {
        let mut member = before.clone();
        let mut output = Output::default();
        match action {
            Action::Fire(_) => member.step(Input::Fire, &self.timers, &mut output),
            Action::Deliver(message) => {
                member.step(Input::Message(Message::clone(message)), &self.timers, &mut output);
            }
            Action::Stored(_) => member.stored(&self.timers, &mut output),
            Action::Propose(_, letter) => {
                member.step(Input::Propose(vec![Payload::Command(*letter)]), &self.timers, &mut output);
            }
            Action::Remove(_, gone) => {
                let steps = vec![ChangeStep::Remove(*gone)];
                let change = ConfigChange { transition: Transition::Auto, steps };
                member.step(Input::Propose(vec![Payload::Change(change.into(), None)]), &self.timers, &mut output);
            }
            Action::Crash(id) => member = self.start(*id, member.durable, &mut output),
        }
        while member.is_writing() && !self.bounds.slow_disks {
            member.stored(&self.timers, &mut output);
        }
        let sent = output.sent.into_iter().map(Shared::new).collect();
        Turn { member: Shared::new(member), sent, events: output.events }
    }
}

impl Left {
    /// What is left after this step of this member.
    fn after(mut self, action: &Action, member: &Member) -> Self {
        match action {
            Action::Fire(_) => self.beats -= u8::from(member.node.role().is_leader()),
            Action::Propose(..) => self.proposals -= 1,
            Action::Remove(..) => self.changes -= 1,
            Action::Crash(_) => self.crashes -= 1,
            Action::Deliver(_) | Action::Stored(_) => {}
        }
        self
    }
}

impl Model for Cluster {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let ids = (1..=MEMBERS).filter_map(NodeId::new);
        let disk = Durable::new(Configuration::of(ids.clone().collect::<NodeSet>()));
        let Bounds { proposals, crashes, beats, changes, .. } = self.bounds;
        vec![State {
            members: ids.map(|id| Shared::new(self.start(id, disk.clone(), &mut Output::default()))).collect(),
            wire: Wire::default(),
            left: Left { proposals, crashes, beats, changes },
            acted: 0,
            history: Shared::new(History::default()),
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for member in &state.members {
            self.own_actions(state, member, actions);
        }
        actions.extend(state.wire.messages().cloned().map(Action::Deliver));
        // Those that have not acted are alike: the next of them may as well be the first.
        actions.retain(|action| Self::subject(action).number() <= state.acted + 1);
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let subject = Self::subject(&action);
        let before = &last.members[place(subject)];
        let turn = self.turn(before, &action);
        if turn.member == *before && turn.sent.is_empty() {
            return None;
        }
        let mut state = last.clone();
        state.left = last.left.after(&action, before);
        state.acted = last.acted.max(subject.number());
        state.members[place(subject)] = turn.member.clone();
        turn.sent.iter().for_each(|message| state.wire.send(message));
        state.wire.keep(|message| self.matters(&state.members, message));
        if let Some(history) = last.history.after(before, &turn.member, &turn.events) {
            state.history = Shared::new(history);
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(property::ELECTION_SAFETY, |_, state: &State| {
                state.history.breach != Some(Breach::TwoLeaders)
            }),
            Property::always(property::LOG_MATCHING, |_, state: &State| state.logs_match()),
            Property::always(property::LEADER_COMPLETENESS, |_, state: &State| state.leaders_are_complete()),
            Property::always(property::STATE_MACHINE_SAFETY, |_, state: &State| {
                state.history.breach != Some(Breach::CommittedDiffers)
            }),
            Property::sometimes(property::LEADER_ELECTED, |_, state: &State| !state.history.leaders.is_empty()),
            Property::sometimes(property::COMMAND_APPLIED, |_, state: &State| state.all_applied_a_command()),
            Property::sometimes(property::MEMBER_REMOVED, |_, state: &State| state.somebody_is_out()),
            Property::sometimes(property::ENTRY_REPLACED, |_, state: &State| state.history.replaced),
        ]
    }
}

/// Where a member stands in the list.
fn place(id: NodeId) -> usize {
    usize::from(id.number()) - 1
}
