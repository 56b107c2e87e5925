//! Random runs: messages get lost, doubled and mixed up, nodes crash and come back, logs are compacted, members change,
//! leadership is handed over. The promises of the paper's figure 3 hold all the time, and once the faults end, all agree.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
};

use super::{
    network::{Member, Network},
    *,
};

const SEEDS: u64 = 300;
const STEPS: u64 = 3_000;

/// What was ever seen, to be compared with all that is seen later.
#[derive(Default)]
struct Witness {
    leaders: BTreeMap<Term, NodeId>,
    votes: BTreeMap<(NodeId, Term), NodeId>,
    /// Each place that was committed: in which term first, and the entry's term and digest.
    committed: BTreeMap<Index, (Term, (Term, u64))>,
    /// To whom leadership was to be handed last.
    target: Option<NodeId>,
    seen: usize,
    counters: Counters,
}

/// What is rare, and has to happen in random runs nevertheless.
#[derive(Clone, Copy)]
enum Rare {
    Election,
    SnapshotSent,
    SnapshotInstalled,
    Probe,
    Joint,
    Transfer,
    TransferDone,
    Truncation,
    RefusedChange,
    QuorumLost,
    Read,
    Crash,
    Compaction,
    LeaseKept,
}

/// How often each of them happened in all runs together, in their order.
#[derive(Default, Debug)]
struct Counters([usize; Rare::LeaseKept as usize + 1]);

impl Counters {
    fn count(&mut self, what: Rare) {
        self.0[what as usize] += 1;
    }
}

fn ensure(holds: bool, breach: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(breach()) }
}

impl Witness {
    /// Looks at all that happened since the last time.
    fn look(&mut self, network: &Network) -> Result<(), String> {
        for (node, event) in &network.events[self.seen..] {
            self.count(event);
            match *event {
                RaftEvent::BecameLeader { term, .. } => {
                    let first = *self.leaders.entry(term).or_insert(*node);
                    ensure(first == *node, || format!("§5.2 election safety: {first} and {node} lead term {term}"))?;
                    self.leader_is_complete(network, *node, term)?;
                    if self.target.take() == Some(*node) {
                        self.counters.count(Rare::TransferDone);
                    }
                }
                RaftEvent::TransferStarted { target } => self.target = Some(target),
                RaftEvent::Voted { ballot: Ballot::Vote, term, candidate } => {
                    let first = *self.votes.entry((*node, term)).or_insert(candidate);
                    ensure(first == candidate, || format!("§5.2: {node} votes twice in term {term}"))?;
                }
                RaftEvent::Committed { to } => self.committed(network, *node, to)?,
                _ => {}
            }
        }
        self.seen = network.events.len();
        Ok(())
    }

    /// §5.4.3 state machine safety: nobody commits another entry at the same place.
    fn committed(&mut self, network: &Network, node: NodeId, to: LogPosition) -> Result<(), String> {
        let node = network.node(node.number());
        let from = Index(to.index.0.saturating_sub(60));
        for entry in node.log().iter(from..=to.index) {
            let content = (entry.term, entry.payload.digest());
            let (_, first) = *self.committed.entry(entry.index).or_insert((node.term(), content));
            ensure(first == content, || {
                format!(
                    "§5.4.3 state machine safety: {} commits {content:?} at {}, not {first:?}",
                    node.id(),
                    entry.index
                )
            })?;
        }
        Ok(())
    }

    /// §5.4 leader completeness: what was committed in a term is in the log of every leader of a later term.
    fn leader_is_complete(&self, network: &Network, leader: NodeId, term: Term) -> Result<(), String> {
        let log = network.node(leader.number()).log();
        for (index, (committed_in, (entry_term, _))) in &self.committed {
            let there = *index <= log.before().index || log.term_at(*index) == Some(*entry_term);
            ensure(there || *committed_in >= term, || {
                format!("§5.4 leader completeness: {leader} of term {term} lacks {index}@{entry_term}")
            })?;
        }
        Ok(())
    }

    fn count(&mut self, event: &RaftEvent) {
        self.counters.count(match event {
            RaftEvent::BecameLeader { .. } => Rare::Election,
            RaftEvent::SnapshotSent { .. } => Rare::SnapshotSent,
            RaftEvent::SnapshotInstalled { .. } => Rare::SnapshotInstalled,
            RaftEvent::SendStateChanged { state: SendState::Probe, .. } => Rare::Probe,
            RaftEvent::ConfigurationChanged(next) if next.is_joint() => Rare::Joint,
            RaftEvent::TransferStarted { .. } => Rare::Transfer,
            RaftEvent::Truncated { .. } => Rare::Truncation,
            RaftEvent::ChangeRefused => Rare::RefusedChange,
            RaftEvent::BecameFollower { reason: Some(StepDownReason::QuorumLost), .. } => Rare::QuorumLost,
            RaftEvent::ReadConfirmed { .. } => Rare::Read,
            RaftEvent::Compacted { .. } => Rare::Compaction,
            RaftEvent::VoteRefused { denial: Denial::LeaderAlive, .. } => Rare::LeaseKept,
            _ => return,
        });
    }
}

/// §5.3 log matching: where two logs have an entry of the same term, all before it are the same.
fn logs_match(network: &Network) -> Result<(), String> {
    for one in &network.members {
        for other in &network.members {
            let (one, other) = (one.node.log(), other.node.log());
            let last = one.last_index().min(other.last_index());
            let first = one.first_index().max(other.first_index());
            let same = |index: &u64| one.term_at(Index(*index)) == other.term_at(Index(*index));
            let Some(agreed) = (first.0..=last.0).rev().find(same) else { continue };
            let equal = one.iter(first..=Index(agreed)).eq(other.iter(first..=Index(agreed)));
            ensure(equal, || format!("§5.3 log matching: two logs agree at {agreed} and differ before"))?;
        }
    }
    Ok(())
}

/// §5.4.3: one machine's history is the beginning of any other's.
fn machines_agree(network: &Network) -> Result<(), String> {
    let longest = network.members.iter().map(|member| &member.machine).max_by_key(|machine| machine.len()).unwrap();
    for member in &network.members {
        ensure(longest.starts_with(&member.machine), || format!("§5.4.3: {} went another way", member.node.id()))?;
    }
    Ok(())
}

fn any_change(draw: &mut Stream, size: u8) -> ConfigChange {
    let transition = [Transition::Auto, Transition::JointImplicit, Transition::JointExplicit][draw.below(3) as usize];
    let steps = (0..draw.below(4)).map(|_| {
        let node = id(draw.below(u64::from(size)) as u8 + 1);
        match draw.below(4) {
            0 => ChangeStep::Remove(node),
            1 => ChangeStep::AddLearner(node),
            _ => ChangeStep::AddVoter(node),
        }
    });
    ConfigChange { transition, steps: steps.collect() }
}

/// One random thing: mostly a message that arrives, seldom a disaster.
fn disturb(network: &mut Network, draw: &mut Stream, counters: &mut Counters) {
    let size = network.members.len() as u8;
    let anyone = draw.below(u64::from(size)) as u8 + 1;
    let other = draw.below(u64::from(size)) as u8 + 1;
    let number = draw.below(200);
    match draw.below(1_000) {
        0..600 => wire(network, draw),
        600..740 => network.disk_done(anyone),
        740..830 => time_passes(network, Duration::from_millis(draw.below(120))),
        830..900 => network.feed(anyone, Input::Propose(vec![command(number as u8)])),
        900..930 => network.feed(anyone, Input::Read(read_id(anyone, number))),
        930..940 => {
            let change = any_change(draw, size);
            let proposer = network.leader().unwrap_or(anyone);
            // A cluster that shrinks to one voter can be wedged for good, when that one did not learn of it and the
            // other is gone (etcd-io/raft, `doc.go`): two are kept, so that the end of a run can ask for a leader.
            let next = network.node(proposer).configuration().changed(&change);
            if next.is_ok_and(|next| next.voters.len() >= 2) {
                network.feed(proposer, Input::Propose(vec![Payload::Change(change.into(), None)]));
            }
        }
        940..944 => {
            network.crash(anyone);
            counters.count(Rare::Crash);
        }
        944..960 => {
            if !network.member(anyone).up {
                network.restart(anyone);
            }
        }
        960..966 => network.feed(anyone, Input::Transfer(id(other))),
        966..970 => network.feed(anyone, Input::Unreachable(id(other))),
        970..978 => {
            let to = network.node(anyone).applied();
            let state = network.member(anyone).machine.clone();
            network.feed(anyone, Input::Compact { to, keep: draw.below(4), state });
        }
        978..980 => network.feed(anyone, Input::SnapshotFailed(id(other))),
        980..984 => network.feed(anyone, [Input::ForgetLeader, Input::Fire][draw.below(2) as usize].clone()),
        984..987 => network.isolate(anyone),
        987 => network.cut.push((id(anyone), id(other))),
        _ => network.heal(),
    }
}

/// A message arrives, in order or not, perhaps twice, perhaps never.
fn wire(network: &mut Network, draw: &mut Stream) {
    let fate = draw.below(20);
    let place = if fate < 14 { 0 } else { draw.below(network.wire.len() as u64 + 1) as usize };
    let Some(message) = network.wire.remove(place) else { return };
    match fate {
        0 => {}
        1 => {
            network.wire.push_back(message.clone());
            network.arrive(message);
        }
        _ => network.arrive(message),
    }
}

fn time_passes(network: &mut Network, span: Duration) {
    network.now += span;
    for number in network.numbers() {
        if network.node(number).deadline() <= network.now {
            network.feed(number, Input::Wake);
        }
    }
}

/// A random cluster, with random dials.
fn start(seed: u64, sabotage: Sabotage, draw: &mut Stream) -> Network {
    let size = 3 + draw.below(3) as u8;
    let initial: Vec<u8> = (1..=size - draw.below(2) as u8).collect();
    let tuning = Tuning {
        pre_vote: draw.below(4) > 0,
        check_quorum: draw.below(4) > 0,
        inflight_messages: [2, 512][draw.below(2) as usize],
        message_bytes: [0, 100, 1 << 20][draw.below(3) as usize],
        step_down_on_removal: draw.below(2) == 0,
        ..Tuning::default()
    };
    let disks = (0..size).map(|_| Durable::new(voters(&initial))).collect();
    let mut network = Network::start(disks, tuning, sabotage, seed);
    network.disks_at_once = false;
    network
}

/// Faults end: every node runs, every message arrives, and the voters agree with a leader on everything.
fn calm(network: &mut Network) -> Result<(), String> {
    network.heal();
    for number in network.numbers() {
        if !network.member(number).up {
            network.restart(number);
        }
    }
    network.disks_at_once = true;
    for _ in 0..3 {
        network.numbers().into_iter().for_each(|number| network.disk_done(number));
    }
    network.settle();
    network.advance(Duration::from_secs(20));
    stop_removed_members(network);
    let leader = network.leader().ok_or_else(|| format!("nobody leads: {}", picture(network)))?;
    network.propose(leader, command(201));
    network.advance(Duration::from_secs(5));
    for voter in network.node(leader).configuration().all_voters().iter() {
        let member = network.member(voter.number());
        let caught_up = member.machine.last() == Some(&201) && member.node.commit() == network.node(leader).commit();
        ensure(caught_up, || format!("{voter} did not catch up: {}", picture(network)))?;
    }
    Ok(())
}

/// Each node in a line, for the message of a failed run.
fn picture(network: &Network) -> String {
    let line = |member: &Member| {
        let node = &member.node;
        let (term, last, commit, applied) = (node.term(), node.log().last(), node.commit(), node.applied());
        let Configuration { voters, outgoing, learners, .. } = node.configuration();
        let role = node.role().campaign();
        format!(
            "\n{} up {} leads {} term {term} last {last:?} commit {commit} applied {applied} {voters} & {outgoing} + {learners} {role:?}",
            node.id(),
            member.up,
            node.role().is_leader(),
        )
    };
    network.members.iter().map(line).collect()
}

/// Removed members are stopped, as etcd's stop themselves: as leaders they would take no proposals, and as nodes that
/// never learned of it they would disturb the others.
fn stop_removed_members(network: &mut Network) {
    for _ in 0..3 {
        let newest = network.members.iter().max_by_key(|member| member.node.applied()).unwrap();
        let members = newest.node.configuration().members();
        for number in network.numbers() {
            if !members.contains(id(number)) {
                network.crash(number);
            }
        }
        network.advance(Duration::from_secs(20));
    }
}

/// A whole run, under faults and then without them.
fn play(seed: u64, sabotage: Sabotage, counters: Counters) -> Result<Counters, String> {
    let mut draw = Stream::new(seed, Label::Outside(3));
    let mut network = start(seed, sabotage, &mut draw);
    let mut witness = Witness { counters, ..Witness::default() };
    for step in 0..STEPS {
        disturb(&mut network, &mut draw, &mut witness.counters);
        witness.look(&network)?;
        if step % 50 == 0 {
            logs_match(&network)?;
            machines_agree(&network)?;
        }
    }
    if sabotage == Sabotage::default() {
        calm(&mut network)?;
        witness.look(&network)?;
        logs_match(&network)?;
        machines_agree(&network)?;
    }
    Ok(witness.counters)
}

#[test]
fn the_promises_hold_in_random_runs() {
    let mut counters = Counters::default();
    for seed in 0..SEEDS {
        counters = play(seed, Sabotage::default(), counters).unwrap_or_else(|breach| panic!("seed {seed}: {breach}"));
    }
    assert!(counters.0.iter().all(|count| *count > 50), "something was hardly exercised: {counters:?}");
}

/// The checks above are worth something: each of these rules, broken, is caught within a few hundred runs.
#[test]
fn a_broken_rule_is_caught() {
    for rule in [
        Rule::AnswerBeforeSync,
        Rule::ForgetVote,
        Rule::VoteTwice,
        Rule::VoteWithoutLogCheck,
        Rule::NoMajority,
        Rule::AppendWithoutCheck,
        Rule::CommitBeyondMatch,
    ] {
        let mut sabotage = Sabotage::default();
        sabotage.set(rule, true);
        let caught = (0..SEEDS).any(|seed| play(seed, sabotage, Counters::default()).is_err());
        assert!(caught, "{rule} broken, and nobody noticed");
    }
}

/// The same seed gives the same run, to the last event and the last bit.
#[test]
fn the_same_seed_gives_the_same_run() {
    let run = |seed| {
        let mut draw = Stream::new(seed, Label::Outside(3));
        let mut network = start(seed, Sabotage::default(), &mut draw);
        (0..STEPS).for_each(|_| disturb(&mut network, &mut draw, &mut Counters::default()));
        let nodes: Vec<Node<Byte>> = network.members.into_iter().map(|member| member.node).collect();
        (network.events, nodes)
    };
    assert_eq!(run(4), run(4));
    let different: BTreeSet<usize> = (0..5).map(|seed| run(seed).0.len()).collect();
    assert!(different.len() > 1);
}
