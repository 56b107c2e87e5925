//! Whatever a node is told, by whomever, in whatever role, whenever its power fails: it never panics, and what it has
//! promised stays promised. [`survival`](super::survival) asks that it survives; here it also has to keep its word.

use alloc::{collections::BTreeMap, format};

use super::*;
use crate::raft::node::NONSENSE;

const SEEDS: u64 = 400;
const STEPS: u64 = 250;

/// A number of any size, often one that means something to this node.
fn any_number(node: &Node<Byte>, draw: &mut Stream) -> u64 {
    let near = draw.below(5);
    match draw.below(12) {
        0..3 => draw.below(12),
        3..6 => (node.term().0 + near).saturating_sub(2),
        6..9 => (node.log().last_index().0 + near).saturating_sub(3),
        9 => draw.bits() >> draw.below(64),
        10 => (NONSENSE + near).saturating_sub(3),
        _ => u64::MAX - near,
    }
}

/// Members, learners, strangers, itself.
fn anybody(draw: &mut Stream) -> NodeId {
    let [near, far, strange] = [draw.below(6) as u8 + 1, draw.below(63) as u8 + 1, draw.below(8) as u8];
    id(if strange == 0 { far } else { near })
}

fn any_set(draw: &mut Stream) -> NodeSet {
    (0..draw.below(5)).map(|_| anybody(draw)).collect()
}

/// Also such as no change leads to: without voters, with learners who vote.
fn any_configuration(draw: &mut Stream) -> Configuration {
    let rare = |set: NodeSet, draw: &mut Stream| if draw.below(3) == 0 { set } else { NodeSet::EMPTY };
    let [voters, outgoing, learners, next] = [any_set(draw), any_set(draw), any_set(draw), any_set(draw)];
    Configuration {
        voters: if draw.below(4) == 0 { voters } else { set(&[1, 2, 3]) },
        outgoing: rare(outgoing, draw),
        learners: rare(learners, draw),
        learners_next: rare(next, draw),
        auto_leave: draw.below(2) == 0,
    }
}

fn any_payload(draw: &mut Stream) -> Payload<Byte> {
    let kinds = [Transition::Auto, Transition::JointImplicit, Transition::JointExplicit];
    let transition = kinds[draw.below(3) as usize];
    let steps = (0..draw.below(4)).map(|_| {
        let node = anybody(draw);
        let steps = [ChangeStep::AddVoter(node), ChangeStep::AddLearner(node), ChangeStep::Remove(node)];
        steps[draw.below(3) as usize]
    });
    let change = Payload::Change(ConfigChange { transition, steps: steps.collect() }.into(), None);
    match draw.below(4) {
        0 => change,
        1 => Payload::Noop,
        _ => command(draw.below(256) as u8),
    }
}

/// Entries that follow one another, or that do not.
fn any_entries(previous: LogPosition, node: &Node<Byte>, draw: &mut Stream) -> Vec<Entry<Byte>> {
    let orderly = draw.below(8) != 0;
    let mut term = previous.term;
    let mut entries = Vec::new();
    for place in 1..=draw.below(5) {
        let [any_term, any_index] = [any_number(node, draw), any_number(node, draw)];
        term = if orderly { Term(term.0.saturating_add(draw.below(2))) } else { Term(any_term) };
        let index = if orderly { previous.index.0.saturating_add(place) } else { any_index };
        entries.push(Entry { term, index: Index(index), payload: any_payload(draw) });
    }
    entries
}

/// Every kind of message, every field at random.
fn any_body(node: &Node<Byte>, draw: &mut Stream) -> (usize, Body<Byte>) {
    let mut number = || any_number(node, draw);
    let (last, known) = (at(number(), number()), Index(number()));
    let (reads_up_to, asked) = (number(), number());
    let somebody = anybody(draw);
    let [yes, first] = [draw.below(2) == 0, draw.below(2) == 0];
    let ballot = if first { Ballot::PreVote } else { Ballot::Vote };
    let kind = draw.below(15) as usize;
    let body = match kind {
        0 => Body::VoteRequest { ballot, last, transfer: yes },
        1 => Body::VoteResponse { ballot, granted: yes },
        2 => {
            let place = draw.below(node.log().last_index().0 + 1);
            let there = node.log().term_at(Index(place)).map(|term| at(term.0, place));
            let previous = there.filter(|_| yes).unwrap_or(last);
            Body::Append { previous, entries: any_entries(previous, node, draw).into(), commit: known }
        }
        3 => Body::AppendAccepted { last: known },
        4 => Body::AppendRejected { rejected: known, hint: last },
        5 => Body::StaleTerm,
        6 => Body::Heartbeat { commit: known, reads_up_to },
        7 => Body::HeartbeatResponse { reads_up_to },
        8 => Body::InstallSnapshot(Snapshot { last, configuration: any_configuration(draw), state: vec![] }.into()),
        9 => Body::TimeoutNow,
        10 => Body::Propose((0..draw.below(4)).map(|_| any_payload(draw)).collect()),
        11 => Body::Read(ReadId { node: somebody, number: asked }),
        12 => Body::ReadIndex { id: ReadId { node: somebody, number: asked }, index: known },
        13 => Body::Transfer { target: somebody },
        _ => Body::VoteRequest { ballot: Ballot::Vote, last: at(last.term.0, NONSENSE - 1), transfer: true },
    };
    (kind, body)
}

/// A message for this node: mostly in its own term, sometimes in any, with none where one belongs, or for somebody else.
fn any_message(node: &Node<Byte>, draw: &mut Stream) -> (usize, Message<Byte>) {
    let (kind, body) = any_body(node, draw);
    let forwarded = matches!(body, Body::Propose(_) | Body::Read(_) | Body::Transfer { .. });
    let any = any_number(node, draw);
    let term = match draw.below(16) {
        0 => Some(Term(any)),
        1 => Some(node.term().next()),
        2 => None,
        _ => (!forwarded).then_some(node.term()),
    };
    let (from, other) = (anybody(draw), anybody(draw));
    (kind, Message { from, to: if draw.below(30) == 0 { other } else { node.id() }, term, body })
}

/// What people, the machine and the clock do to a node.
fn any_input(node: &Node<Byte>, draw: &mut Stream) -> Input<Byte> {
    let (somebody, number, payload) = (anybody(draw), any_number(node, draw), any_payload(draw));
    match draw.below(10) {
        0 => Input::Wake,
        1 => Input::Fire,
        2 => Input::Propose(vec![payload]),
        3 => Input::Read(ReadId { node: node.id(), number }),
        4 => Input::Applied(node.handed_out),
        5 => Input::Compact { to: node.applied, keep: draw.below(4), state: vec![] },
        6 => Input::Transfer(somebody),
        7 => Input::ForgetLeader,
        8 => Input::Unreachable(somebody),
        _ => Input::SnapshotFailed(somebody),
    }
}

/// A node, its disk, and the write that is under way.
struct Subject {
    node: Node<Byte>,
    disk: Durable<Byte>,
    write: Option<Write<Byte>>,
    tuning: Tuning,
}

impl Subject {
    fn new(draw: &mut Stream) -> Self {
        let tuning = Tuning {
            pre_vote: draw.below(4) != 0,
            check_quorum: draw.below(4) != 0,
            step_down_on_removal: draw.below(2) == 0,
            inflight_messages: [1, 256][draw.below(2) as usize],
            message_bytes: [0, 1 << 20][draw.below(2) as usize],
            ..Tuning::default()
        };
        let terms = &[1, 1, 2, 3, 3][..draw.below(6) as usize];
        let disk = disk(any_configuration(draw), 3, draw.below(6), terms);
        Self { node: restart(1, &disk, tuning, Sabotage::default()), disk, write: None, tuning }
    }

    /// The disk is done with a write, if there is one, and another may begin.
    fn disk_turns(&mut self) {
        if let Some(write) = self.write.take() {
            self.disk.store(write);
            self.node.step(self.node.now, Input::Stored);
        }
        self.write = self.node.write();
    }

    /// Nonsense seldom elects anybody: here everybody agrees.
    fn is_elected(&mut self) {
        self.node.step(self.node.now, Input::Fire);
        for ballot in [Ballot::PreVote, Ballot::Vote] {
            let asked = if ballot == Ballot::PreVote { self.node.term().next() } else { self.node.term() };
            for voter in self.node.configuration().all_voters().without(self.node.id()).iter() {
                deliver(&mut self.node, voter.number(), asked.0, Body::VoteResponse { ballot, granted: true });
            }
        }
        self.disk_turns();
        self.disk_turns();
    }

    fn loses_power(&mut self) {
        self.write = None;
        let stored = self.disk.hard_state();
        let now = self.node.now;
        self.node = restart(1, &self.disk, self.tuning, Sabotage::default());
        assert_eq!((self.node.term(), self.node.vote()), (stored.term, stored.vote));
        self.node.step(now, Input::Wake);
    }
}

/// Raft §5.1 (terms never fall), §5.2 (one vote for each term), §5.3 (what is committed stays so), etcd-io/raft.
#[test]
fn whatever_it_hears_a_node_keeps_its_word() {
    let mut heard: BTreeMap<(&str, usize), u64> = BTreeMap::new();
    for seed in 0..SEEDS {
        let mut draw = Stream::new(seed, Label::Outside(8));
        let mut subject = Subject::new(&mut draw);
        for step in 0..STEPS {
            let before = subject.node.clone();
            let says = |what: &str| format!("seed {seed}, step {step}: {what}");
            match draw.below(100) {
                0 => {
                    subject.loses_power();
                    continue;
                }
                1..4 if before.term().0 < NONSENSE - 2 => subject.is_elected(),
                4..20 => subject.disk_turns(),
                20..40 => {
                    let input = any_input(&before, &mut draw);
                    let now = before.now + Duration::from_millis(draw.below(600));
                    subject.node.step(now, input);
                }
                _ => {
                    let (kind, message) = any_message(&before, &mut draw);
                    let role = match before.role() {
                        Role::Follower => "follower",
                        Role::PreCandidate(_) => "pre-candidate",
                        Role::Candidate(_) => "candidate",
                        Role::Leader(_) => "leader",
                    };
                    *heard.entry((role, kind)).or_default() += 1;
                    // A clock may be set back, too.
                    let now = SimTime((before.now.0 + draw.below(200_000)).saturating_sub(100_000));
                    subject.node.step(now, Input::Message(message));
                }
            }
            let after = &subject.node;
            assert!(after.term() >= before.term(), "{}", says("the term fell"));
            assert!(after.commit() >= before.commit(), "{}", says("the commit index fell"));
            assert!(
                after.handed_out >= before.handed_out && after.applied >= before.applied,
                "{}",
                says("applied twice")
            );
            let kept = after.term() > before.term() || before.vote().is_none_or(|vote| after.vote() == Some(vote));
            assert!(kept, "{}", says("a vote was taken back"));
            // By standing for election alone may a node come to terms that it would believe of nobody.
            let believed = after.term().0 >= NONSENSE && after.term() > before.term().next();
            assert!(!believed, "{}", says(&format!("{:?} after {:?}", after.term(), before.term())));
            assert!(after.commit() <= after.log().last_index(), "{}", says("more is committed than there is"));
        }
    }
    for role in ["follower", "pre-candidate", "candidate", "leader"] {
        for kind in 0..15 {
            let times = heard.get(&(role, kind)).copied().unwrap_or_default();
            assert!(times >= 50, "a {role} heard messages of kind {kind} {times} times only");
        }
    }
}
