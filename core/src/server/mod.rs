//! One etcd member: a Raft node, the machine that it feeds, and the clients' requests that wait for either.
//!
//! What is not here: the disk, the clock and the wires; a member is told the time and hands out what is to be stored
//! and sent. It works as etcd's Ready loop does (`raft.go`, `start`): while a write is under way, nothing else leaves.

mod access;
mod call;
mod corruption;
mod exchange;
mod http;
mod identity;
mod leases;
mod maintenance;
mod members;
mod metrics;
mod reads;
mod upkeep;
mod watches;

pub use corruption::{CorruptCheck, HashWord, Hashed};
pub use exchange::{Happening, Input, Output};
pub use identity::{client_urls, cluster_id, member_id, peer_urls};
pub use members::Surroundings;

use alloc::{sync::Arc, vec::Vec};
use core::mem;

use crate::{
    api::{Answer, Denial, Operation, Origin, Proposal, Response, kv::Compact, maintenance::AutoCompaction},
    id::{Index, LeaseId, NodeId, RequestId},
    machine::{Applied, Machine, QUOTA_DEFAULT, request},
    mvcc::watch::WatcherView,
    raft::{
        ConfigChange, Durable, Effects, Input as RaftInput, Node, Role, Sabotage, Tuning,
        event::RaftEvent,
        message::{Message, Payload},
    },
    rng::Stream,
    shared::Run,
    time::{Duration, SimTime},
};
use access::Access;
use corruption::Corruption;
use leases::Leases;
use members::Changes;
use metrics::Counters;
use reads::Reads;
use upkeep::Upkeep;
use watches::Watches;

/// What this cluster's logs carry.
pub type Command = Arc<Proposal>;

/// How long a member lets a client wait: 5 s and two election timeouts (etcd, `config.go`, `ReqTimeout`).
fn request_timeout(tuning: &Tuning) -> Duration {
    Duration::from_secs(5) + tuning.election * 2
}

/// The largest change that a member takes where nothing else is set (etcd, `DefaultMaxRequestBytes`).
const REQUEST_BYTES_MAX: usize = 1536 * 1024;

/// A client's write that waits to be applied here.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct WaitingWrite {
    proposal: Command,
    /// The change of the configuration that it goes with.
    change: Option<ConfigChange>,
    until: SimTime,
    /// Nobody leads, so Raft has not been asked yet (etcd blocks inside `Propose`).
    blocked: bool,
}

/// How a member is set up.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Settings {
    /// What its Raft node is told.
    pub tuning: Tuning,
    /// A snapshot is taken, and the log compacted, once more than this many entries were applied since the last.
    pub snapshot_count: u64,
    /// How many entries stay in the log behind a snapshot, for followers that are a little behind.
    pub catch_up_entries: u64,
    /// The most comparisons, and the most operations of one branch, that a transaction may have.
    pub txn_ops_max: usize,
    /// The largest change that it takes, in bytes.
    pub request_bytes_max: usize,
    /// How many bytes its store may have.
    pub quota: u64,
    /// Whether the leader tells from time to time how long leases still have, so that the next one does not begin anew.
    pub lease_checkpoints: bool,
    /// What it forgets without being told.
    pub auto_compaction: Option<AutoCompaction>,
    /// When it compares its data with its peers'.
    pub corrupt_check: CorruptCheck,
}

impl Default for Settings {
    /// etcd's (`DefaultSnapshotCount`, `DefaultSnapshotCatchUpEntries`).
    fn default() -> Self {
        Self {
            tuning: Tuning::default(),
            snapshot_count: 100_000,
            catch_up_entries: 5_000,
            txn_ops_max: request::TXN_OPS_MAX,
            request_bytes_max: REQUEST_BYTES_MAX,
            quota: QUOTA_DEFAULT,
            lease_checkpoints: false,
            auto_compaction: None,
            corrupt_check: CorruptCheck::default(),
        }
    }
}

/// A running member.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Member {
    settings: Settings,
    raft: Node<Command>,
    machine: Machine,
    /// What Raft wants done that has not been begun: the next Ready.
    ready: Effects<Command>,
    /// A write is under way.
    writing: bool,
    /// Messages that leave when the write is done.
    held: Vec<Message<Command>>,
    writes: Vec<WaitingWrite>,
    reads: Reads,
    leases: Leases,
    upkeep: Upkeep,
    watches: Watches,
    changes: Changes,
    access: Access,
    counters: Counters,
    corruption: Corruption,
}

impl Member {
    /// Starts a member from what its disk holds, under a name. `incarnation` counts its starts, from 1.
    #[expect(clippy::too_many_arguments, reason = "each is one independent fact about a start")]
    pub fn start(
        id: NodeId,
        name: Arc<str>,
        durable: &Durable<Command>,
        settings: Settings,
        sabotage: Sabotage,
        timers: Stream,
        now: SimTime,
        incarnation: u32,
    ) -> (Self, Output) {
        let machine = durable
            .snapshot()
            .map_or_else(|| Machine::of(members::begin(durable.initial())), |snapshot| (*snapshot.state).clone());
        let (raft, ready) = Node::restart(id, durable, settings.tuning, sabotage, timers, now, incarnation == 1)
            .expect("the options were checked when the run was made");
        let upkeep = Upkeep::new(&settings, now, machine.revision());
        let mut member = Self {
            settings,
            raft,
            machine,
            ready,
            writing: false,
            held: Vec::new(),
            writes: Vec::new(),
            reads: Reads::new(id, incarnation),
            leases: Leases::new(&settings, incarnation),
            upkeep,
            watches: Watches::new(now),
            changes: Changes::new(name, incarnation),
            access: Access::default(),
            counters: Counters::default(),
            corruption: Corruption::new(&settings, now),
        };
        member.note_removal(now);
        let mut output = Output::default();
        member.tell(&mut output);
        member.settle(now, &mut output);
        member.check_initially(now, &mut output);
        (member, output)
    }

    /// Its Raft node.
    pub fn raft(&self) -> &Node<Command> {
        &self.raft
    }

    /// Its applied state.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Takes another member's storage wherever both hold the same, and lets a clone that is made now share all of its log
    /// for ever. It stays what it is, and takes less room.
    pub fn share_with(&mut self, other: Option<&Self>) {
        self.raft.settle();
        if let Some(other) = other {
            self.raft.share_with(&other.raft);
            self.machine.store_mut().share_with(other.machine.store());
        }
    }

    /// When a lease ends on this member's clock, if it watches over the leases.
    pub fn lease_ends(&self, lease: LeaseId) -> Option<SimTime> {
        self.leases.ends(lease)
    }

    /// The watches that clients have open here.
    pub fn watchers(&self) -> impl Iterator<Item = WatcherView> {
        self.watches.watchers()
    }

    /// How many responses wait on a stream.
    pub fn channel_len(&self, stream: RequestId) -> usize {
        self.watches.channel_len(stream)
    }

    /// Takes a protective rule away, or gives it back.
    pub fn set_sabotage(&mut self, sabotage: Sabotage) {
        self.raft.set_sabotage(sabotage);
    }

    /// When it next wants to be woken, on its own clock.
    #[inline]
    pub fn deadline(&self) -> SimTime {
        let waiting = self.writes.iter().map(|write| write.until).min().unwrap_or(SimTime::NEVER);
        let watches = self.watches.deadline(self.raft.tuning().election);
        let own = self.leases.deadline().min(self.upkeep.deadline()).min(watches).min(self.changes.deadline());
        let own = own.min(self.access.deadline()).min(self.corruption.deadline());
        self.raft.deadline().min(self.reads.deadline()).min(own).min(waiting)
    }

    /// Feeds one input and adds to `output` all that must happen because of it. `now` is the member's own clock.
    pub fn step(&mut self, now: SimTime, input: Input, output: &mut Output) {
        match input {
            Input::Wake => {
                self.feed(now, RaftInput::Wake, output);
                self.end_defragmenting(now, output);
                self.give_up(now, output);
                self.admit(now, output);
                self.retry_reads(now, output);
                self.end_leases(now, output);
                self.answer_moves(now, output);
            }
            input @ (Input::Reconfigure(_) | Input::Transfer(_) | Input::ForgetLeader) => {
                self.by_hand(now, &input, output);
            }
            Input::Fire => self.feed(now, RaftInput::Fire, output),
            Input::Peer(message) => self.feed(now, RaftInput::Message(message), output),
            Input::Request(id, request) => self.request(now, id, request, output),
            Input::Relay(from, id, request) => self.relay(now, from, id, request),
            Input::Relayed(id, answer) => self.relayed(id, answer, output),
            Input::Hash(from, word) => self.hash_word(now, from, word, output),
            Input::Rot(key) => self.rot(now, key.as_deref(), output),
            Input::Flow { stream, flows } => self.set_flow(stream, flows),
            Input::Stored => {
                self.writing = false;
                output.send.append(&mut self.held);
                self.feed(now, RaftInput::Stored, output);
            }
        }
        self.check_hashes(now, output);
        self.settle(now, output);
        self.serve_leases(now, output);
        self.keep_up(now, output);
        self.serve_watches(now, output);
        output.ended = self.is_over(now);
    }

    /// What Raft wants done waits for its turn in the Ready loop.
    #[inline]
    fn feed(&mut self, now: SimTime, input: RaftInput<Command>, output: &mut Output) {
        self.raft.step_into(now, input, &mut self.ready);
        self.tell(output);
        self.follow_leadership(now);
    }

    /// Facts are told at once.
    #[inline]
    fn tell(&mut self, output: &mut Output) {
        if !self.ready.events.is_empty() {
            self.tell_facts(output);
        }
    }

    #[inline(never)]
    fn tell_facts(&mut self, output: &mut Output) {
        let elects =
            |event: &RaftEvent| matches!(event, RaftEvent::LeaderKnown { .. } | RaftEvent::BecameLeader { .. });
        if self.ready.events.iter().any(elects) {
            self.counters.leader_changes += 1;
            for (id, query) in self.reads.leader_changed() {
                self.refuse_read(id, &query, Denial::LeaderChanged, output);
            }
        }
        output.events.extend(self.ready.events.drain(..).map(Happening::Raft));
    }

    /// Runs the Ready loop until nothing is left to do or a write is under way.
    fn settle(&mut self, now: SimTime, output: &mut Output) {
        while !self.writing {
            self.tell_name(now);
            self.propose_blocked(now, output);
            self.put_off();
            if self.ready.is_empty() {
                return;
            }
            // This round is what is ready now; what is added from here on is the next one's.
            let messages = self.ready.send.len();
            let seldom = !self.ready.dropped.is_empty() || !self.ready.reads.is_empty();
            let seldom = seldom.then(|| (mem::take(&mut self.ready.dropped), mem::take(&mut self.ready.reads)));
            let snapshot_wanted = mem::take(&mut self.ready.snapshot_wanted);
            self.ready.sync = false;
            if self.ready.install.is_some() || !self.ready.committed.is_empty() {
                self.apply(now, output);
                self.compact(now, snapshot_wanted, output);
            } else if snapshot_wanted {
                self.compact(now, true, output);
            }
            if let Some((dropped, reads)) = seldom {
                dropped.iter().for_each(|(payload, _)| self.dropped(payload, output));
                for read in &reads {
                    self.reads.confirmed(read.id, read.index);
                    self.start_reads(now, output);
                }
            }
            if self.reads.any_confirmed() && !self.upkeep.is_defragmenting() {
                self.answer_reads(now, output);
            }
            self.admit(now, output);
            self.answer_moves(now, output);
            self.begin_write(messages, now, output);
        }
    }

    /// Takes a snapshot of the machine, and gives up the log that it stands for, when that is due (etcd, `server.go`,
    /// `triggerSnapshot`) or a follower needs a newer one than there is.
    fn compact(&mut self, now: SimTime, wanted: bool, output: &mut Output) {
        let applied = self.machine.applied().index;
        let covered = self.raft.snapshot().map_or(Index(0), |snapshot| snapshot.last.index);
        let new = applied.0.saturating_sub(covered.0);
        if new > self.settings.snapshot_count || (wanted && new > 0) {
            let state = Arc::new(self.machine.clone());
            let keep = self.settings.catch_up_entries;
            self.feed(now, RaftInput::Compact { to: applied, keep, state }, output);
        }
    }

    /// Sends the round's messages, the first so many, and begins a write if there is something to store.
    fn begin_write(&mut self, messages: usize, now: SimTime, output: &mut Output) {
        let Some(write) = self.raft.write() else { return self.post(messages, output) };
        if !write.must_sync() {
            output.stored.push(write);
            self.post(messages, output);
            return self.feed(now, RaftInput::Stored, output);
        }
        // A leader may write in parallel with its followers (dissertation §10.2.1); everybody else answers only
        // once the disk has it.
        let leads = matches!(self.raft.role(), Role::Leader(_));
        let careless = self.raft.sabotage().answer_before_sync;
        for message in self.ready.send.drain(..messages) {
            if careless || (leads && !message.body.is_promise()) {
                output.send.push(message);
            } else {
                self.held.push(message);
            }
        }
        self.writing = true;
        output.write = Some(write);
    }

    /// Sends the first so many messages that are ready.
    fn post(&mut self, messages: usize, output: &mut Output) {
        if output.send.is_empty() && messages == self.ready.send.len() {
            mem::swap(&mut output.send, &mut self.ready.send);
        } else {
            output.send.extend(self.ready.send.drain(..messages));
        }
    }

    #[inline]
    fn propose_blocked(&mut self, now: SimTime, output: &mut Output) {
        if self.raft.leader().is_some() && self.writes.iter().any(|write| write.blocked) {
            self.propose_all(now, output);
        }
    }

    #[inline(never)]
    fn propose_all(&mut self, now: SimTime, output: &mut Output) {
        let blocked = self
            .writes
            .iter_mut()
            .filter_map(|write| mem::take(&mut write.blocked).then(|| (write.change.clone(), write.proposal.clone())));
        let payloads = blocked.map(|(change, proposal)| match change {
            Some(change) => Payload::Change(change.into(), Some(proposal)),
            None => Payload::Command(proposal),
        });
        let payloads = payloads.collect();
        self.feed(now, RaftInput::Propose(payloads), output);
    }

    /// Brings the machine up to what is ready.
    #[inline(never)]
    fn apply(&mut self, now: SimTime, output: &mut Output) {
        let mut committed = mem::take(&mut self.ready.committed);
        if let Some(snapshot) = self.ready.install.take() {
            self.machine = (*snapshot.state).clone();
            self.restore_watches(now);
        }
        for entry in committed.drain(..) {
            let proposal = match &entry.payload {
                Payload::Command(proposal) | Payload::Change(_, Some(proposal)) => Some(&**proposal),
                Payload::Noop | Payload::Change(_, None) => None,
            };
            let applied = if let Payload::Change(change, _) = &entry.payload {
                self.machine.apply(entry.index, entry.term, None);
                let result = self.apply_change(now, entry.index, change, proposal, output);
                result.map(|result| Applied { result, changes: Run::EMPTY, revision: self.machine.revision() })
            } else {
                self.machine.apply(entry.index, entry.term, proposal)
            };
            output.events.push(Happening::Applied {
                index: entry.index,
                term: entry.term,
                digest: proposal.map_or(0, Proposal::digest),
                revision: self.machine.revision(),
                hash: self.machine.hash(),
            });
            if let (Some(proposal), Some(applied)) = (proposal, applied) {
                self.lease_applied(now, &proposal.operation);
                self.counters.applied(proposal, &applied.result);
                if let Operation::LeaseRevoke { id } = proposal.operation
                    && applied.result.is_ok()
                {
                    let keys = applied.changes.len() as u32;
                    output.events.push(Happening::LeaseEnded { lease: id, index: entry.index, keys });
                }
                self.notify_watches(now, &applied.changes);
                if !applied.changes.is_empty() {
                    output.events.push(Happening::Changed(applied.changes));
                }
                self.answer_write(proposal, entry.index, applied.result, output);
            }
        }
        // The list is handed back for its room.
        self.ready.committed = committed;
        let was_member = self.raft.configuration().members().contains(self.raft.id());
        self.feed(now, RaftInput::Applied(self.machine.applied().index), output);
        self.note_membership(was_member, now);
    }

    fn answer_write(&mut self, proposal: &Proposal, index: Index, result: Result<Answer, Denial>, output: &mut Output) {
        let Some(place) = self.waiting_write(proposal.origin) else { return };
        self.writes.remove(place);
        let Origin::Client(id) = proposal.origin else { return };
        let physical = matches!(proposal.operation, Operation::Compact(Compact { physical: true, .. }));
        let hold = physical && result.is_ok();
        let response = self.respond(Some(index), result);
        if hold {
            self.hold(id, response);
        } else {
            output.answers.push((id, response));
        }
    }

    fn waiting_write(&self, origin: Origin) -> Option<usize> {
        self.writes.iter().position(|write| write.proposal.origin == origin)
    }

    fn dropped(&mut self, payload: &Payload<Command>, output: &mut Output) {
        let (Payload::Command(proposal) | Payload::Change(_, Some(proposal))) = payload else { return };
        let Some(place) = self.waiting_write(proposal.origin) else { return };
        self.writes.remove(place);
        self.counters.proposals_failed += 1;
        if let Origin::Client(id) = proposal.origin {
            self.refuse(id, Denial::ProposalDropped, output);
        }
    }

    fn start_reads(&mut self, now: SimTime, output: &mut Output) {
        if let Some(id) = self.reads.next_batch(now) {
            self.feed(now, RaftInput::Read(id), output);
        }
    }

    fn retry_reads(&mut self, now: SimTime, output: &mut Output) {
        if let Some(id) = self.reads.retry(now) {
            self.feed(now, RaftInput::Read(id), output);
        }
    }

    fn answer_reads(&mut self, now: SimTime, output: &mut Output) {
        for (id, query) in self.reads.served(self.machine.applied().index) {
            self.answer_query(now, id, &query, output);
        }
    }

    fn is_learner(&self) -> bool {
        self.raft.configuration().learners.contains(self.raft.id())
    }

    fn give_up(&mut self, now: SimTime, output: &mut Output) {
        let late = self.writes.extract_if(.., |write| write.until <= now).collect::<Vec<_>>();
        self.counters.proposals_failed += late.len() as u64;
        for id in late.iter().filter_map(|write| write.proposal.request()) {
            self.refuse(id, Denial::TimedOut, output);
        }
        for (id, query) in self.reads.give_up(now) {
            self.refuse_read(id, &query, Denial::TimedOut, output);
        }
    }

    fn respond(&self, index: Option<Index>, result: Result<Answer, Denial>) -> Response {
        Response { member: self.raft.id(), revision: self.machine.revision(), term: self.raft.term(), index, result }
    }
}
