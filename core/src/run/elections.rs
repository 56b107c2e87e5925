//! Elections by the thousand: how long a cluster is without a leader after it lost one.
//!
//! The real Raft nodes hold them, on wires that only delay and disks that store at once; no world is around them, since
//! its options follow etcd's rules (a heartbeat interval of at most a fifth of the election timeout), which the set-ups of
//! the literature do not keep. The dead are no part of it: all that they ever did is to leave logs and a last heartbeat.

use alloc::{collections::BTreeMap, vec::Vec};

use crate::{
    id::{Index, NodeId, NodeSet, Term},
    raft::{Body, Configuration, Durable, Entry, Input, LogPosition, Message, Node, Payload, Sabotage, Tuning},
    rng::{Label, Stream},
    server::Command,
    time::{Duration, SimTime},
};

/// The term of the leader that dies.
const OLD_TERM: Term = Term(1);

/// How an election comes about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Election {
    /// How many members the cluster has.
    pub members: u8,
    /// How many entries the log of each living member has; the others are dead.
    pub logs: Vec<u64>,
    /// The fixed part of an election timeout.
    pub timeout: Duration,
    /// The random part is below this.
    pub spread: Duration,
    /// How long a message takes at least.
    pub latency: Duration,
    /// Up to how much longer it takes, drawn evenly for each message.
    pub jitter: Duration,
    /// How long a node's disk takes at least to store a term and a vote; what tells of them leaves after that.
    pub disk: Duration,
    /// Up to how much longer it takes, drawn evenly each time.
    pub disk_jitter: Duration,
    /// Up to how much later than at its deadline a timer is noticed, drawn evenly each time: a process waits for its
    /// machine, and for a lock that is held while a disk syncs.
    pub lateness: Duration,
    /// A newer term alone sets the timers back, as in etcd.
    pub newer_term_resets_timer: bool,
    /// The leader dies within this time after it sent a heartbeat to all; `None` when all timers start afresh instead.
    pub dies_within: Option<Duration>,
}

/// How an election ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Elected {
    /// The time without a leader.
    pub after: Duration,
    /// How many terms it took; more than one when votes were split.
    pub terms: u64,
}

impl Election {
    /// The set-up of Raft, figure 16 (dissertation, figure 9.4), for timeouts between two numbers of milliseconds.
    ///
    /// Five members; the leader dies within half an election timeout of a heartbeat to all at once. Every log has another
    /// length, so that two of the four who live find no majority with logs no longer than theirs.
    ///
    /// The machines were on a gigabit Ethernet and stored terms and votes on solid-state disks; what that took is not told
    /// but for the sum (a round trip and a write: roughly 15 ms). Here a message takes 0.1 to 0.2 ms, a write 0.25 to 8 ms,
    /// and a timer is noticed up to 0.07 ms late: fitted once, to the medians of all ten rows. Heartbeats write nothing,
    /// so that the timers start together, and without randomness only the lateness ever parts them.
    pub fn figure_16(timeout_min: u64, timeout_max: u64) -> Self {
        let timeout = Duration::from_millis(timeout_min);
        Self {
            members: 5,
            logs: alloc::vec![4, 3, 2, 1],
            timeout,
            spread: Duration::from_millis(timeout_max - timeout_min),
            latency: Duration::from_micros(100),
            jitter: Duration::from_micros(100),
            disk: Duration::from_micros(250),
            disk_jitter: Duration::from_micros(7_750),
            lateness: Duration::from_micros(70),
            newer_term_resets_timer: false,
            dies_within: Some(timeout / 2),
        }
    }

    /// The set-up of the dissertation, §9.3, across a continent: five members, of whom so many have failed; messages take
    /// 30 to 40 ms, timeouts are 300 to 600 ms.
    pub fn wide_area(failed: u8) -> Self {
        Self {
            members: 5,
            logs: alloc::vec![1; usize::from(5 - failed)],
            timeout: Duration::from_millis(300),
            spread: Duration::from_millis(300),
            latency: Duration::from_millis(30),
            jitter: Duration::from_millis(10),
            disk: Duration::ZERO,
            disk_jitter: Duration::ZERO,
            lateness: Duration::ZERO,
            newer_term_resets_timer: false,
            dies_within: None,
        }
    }

    /// Holds the election of this seed. `None` when nobody was elected within `limit`.
    pub fn hold(&self, seed: u64, limit: Duration) -> Option<Elected> {
        let mut chance = Stream::new(seed, Label::Outside(1));
        let died = SimTime::ZERO + self.dies_within.map_or(Duration::ZERO, |within| chance.span_below(within));
        let mut hustings = Hustings::open(self, seed, chance);
        if self.dies_within.is_some() {
            hustings.last_heartbeat();
        }
        while hustings.now < died + limit {
            if let Some(term) = hustings.step() {
                return Some(Elected { after: hustings.now.since(died), terms: term.0 - OLD_TERM.0 });
            }
        }
        None
    }

    /// A message of the leader that is gone: the member after the living, or, where nobody has failed, one that left.
    fn message_of_the_dead(&self, to: NodeId, body: Body<Command>) -> Message<Command> {
        let from = NodeId::new(self.logs.len() as u8 + 1).expect("few members live");
        Message { from, to, term: Some(OLD_TERM), body }
    }

    fn tuning(&self) -> Tuning {
        Tuning {
            heartbeat: self.timeout / 2,
            election: self.timeout,
            election_spread: Some(self.spread),
            newer_term_resets_timer: self.newer_term_resets_timer,
            pre_vote: false,
            check_quorum: false,
            ..Tuning::default()
        }
    }
}

/// An election under way.
struct Hustings<'a> {
    election: &'a Election,
    now: SimTime,
    /// The living: n1, n2, …
    nodes: Vec<Node<Command>>,
    /// By arrival, then by the order of sending.
    wire: BTreeMap<(SimTime, u64), Message<Command>>,
    sent: u64,
    chance: Stream,
    /// Each node's deadline, and when it notices that it has passed.
    wakes: Vec<(SimTime, SimTime)>,
    lateness: Stream,
}

impl<'a> Hustings<'a> {
    fn open(election: &'a Election, seed: u64, chance: Stream) -> Self {
        let members = Configuration::of((1..=election.members).filter_map(NodeId::new).collect::<NodeSet>());
        let living = (1..).map_while(NodeId::new).zip(&election.logs);
        let nodes = living.map(|(id, length)| {
            let timers = Stream::new(seed, Label::Timer { node: id, start: 1 });
            let disk = Durable::new(members);
            let started =
                Node::restart(id, &disk, election.tuning(), Sabotage::default(), timers, SimTime::ZERO, false);
            let (mut node, _) = started.expect("the timeouts of an election are valid");
            let last_append = Body::Append {
                previous: LogPosition::default(),
                entries: (1..=*length).map(empty_entry).collect(),
                commit: Index(0),
            };
            feed(&mut node, SimTime::ZERO, Input::Message(election.message_of_the_dead(id, last_append)));
            node
        });
        let nodes = nodes.collect::<Vec<_>>();
        let wakes = alloc::vec![(SimTime::ZERO, SimTime::ZERO); nodes.len()];
        let lateness = Stream::new(seed, Label::Outside(2));
        Self { election, now: SimTime::ZERO, nodes, wire: BTreeMap::new(), sent: 0, chance, wakes, lateness }
    }

    /// Which node notices next that its timer has run out, and when.
    fn next_wake(&mut self) -> (SimTime, usize) {
        for (node, wake) in self.nodes.iter().zip(&mut self.wakes) {
            let deadline = node.deadline();
            if wake.0 != deadline {
                *wake = (deadline, deadline + self.lateness.span_below(self.election.lateness));
            }
        }
        let wakes = self.wakes.iter().zip(0..).map(|((_, at), place)| (*at, place));
        wakes.min().unwrap_or((SimTime::NEVER, 0))
    }

    fn last_heartbeat(&mut self) {
        let living: Vec<_> = self.nodes.iter().map(Node::id).collect();
        for id in living {
            self.send(self.election.message_of_the_dead(id, Body::Heartbeat { commit: Index(0), reads_up_to: 0 }));
        }
    }

    fn send(&mut self, message: Message<Command>) {
        let wire = self.election.latency + self.chance.span_below(self.election.jitter);
        let stored = self.election.disk + self.chance.span_below(self.election.disk_jitter);
        let arrives = self.now + if message.body.is_promise() { stored + wire } else { wire };
        self.sent += 1;
        self.wire.insert((arrives, self.sent), message);
    }

    /// Lets the next message arrive, or the next timer run out. The term of the new leader, if there is one now.
    fn step(&mut self) -> Option<Term> {
        let arrival = self.wire.first_key_value().map_or(SimTime::NEVER, |((at, _), _)| *at);
        let (deadline, timed_out) = self.next_wake();
        self.now = arrival.min(deadline);
        let (place, input) = if arrival <= deadline {
            let (_, message) = self.wire.pop_first()?;
            // What is meant for the dead is lost.
            let place = self.nodes.iter().position(|node| node.id() == message.to)?;
            (place, Input::Message(message))
        } else {
            (timed_out, Input::Wake)
        };
        for message in feed(&mut self.nodes[place], self.now, input) {
            self.send(message);
        }
        let node = &self.nodes[place];
        node.role().is_leader().then(|| node.term())
    }
}

/// Feeds a node whose disk stores at once. Returns what it sends.
fn feed(node: &mut Node<Command>, now: SimTime, input: Input<Command>) -> Vec<Message<Command>> {
    let mut effects = node.step(now, input);
    while node.write().is_some() {
        node.step_into(now, Input::Stored, &mut effects);
    }
    effects.send
}

fn empty_entry(index: u64) -> Entry<Command> {
    Entry { index: Index(index), term: OLD_TERM, payload: Payload::Noop }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    /// Times without a leader in so many elections, shortest first; [`LIMIT`] where nobody was elected.
    fn times(election: &Election, trials: u64) -> Vec<Duration> {
        let after = |seed| election.hold(seed, LIMIT).map_or(LIMIT, |elected| elected.after);
        let mut times: Vec<_> = (0..trials).map(after).collect();
        times.sort();
        times
    }

    fn median(timeout_min: u64, timeout_max: u64) -> Duration {
        times(&Election::figure_16(timeout_min, timeout_max), 200)[100]
    }

    /// Raft §9.3, figure 16, above: the less chance, the longer; and without any it takes 10 s and more.
    #[test]
    fn a_little_randomness_goes_a_long_way() {
        let medians = [150, 151, 155, 175].map(|timeout_max| median(150, timeout_max));
        assert!(medians.is_sorted_by(|more, less| more > less), "{medians:?}");
        assert!(medians[0] >= medians[1] * 10, "the cliff at no randomness: {medians:?}");
        assert!(medians[1] >= medians[3] * 5, "{medians:?}");
        let without = times(&Election::figure_16(150, 150), 20);
        assert!(without[2] >= Duration::from_secs(8), "{without:?}");
    }

    /// Raft §9.3, figure 16, below: shorter timeouts mean less time without a leader, down to what messages take.
    #[test]
    fn shorter_timeouts_elect_sooner() {
        let medians = [(150, 300), (100, 200), (50, 100), (25, 50), (12, 24)].map(|(min, max)| median(min, max));
        assert!(medians.is_sorted_by(|longer, shorter| longer > shorter), "{medians:?}");
        let published = [171, 120, 67, 43, 30].map(Duration::from_millis);
        for (ours, theirs) in medians.into_iter().zip(published) {
            assert!(ours >= theirs * 9 / 10 && ours <= theirs * 11 / 10, "{ours}, published {theirs}");
        }
    }

    /// Dissertation §9.3: no leader can be sooner than the shortest timeout and a round of messages.
    #[test]
    fn failed_members_make_split_votes_likelier() {
        let means = [0, 1, 2].map(|failed| {
            let times = times(&Election::wide_area(failed), 500);
            assert!(times[0] >= Duration::from_millis(360));
            Duration(times.iter().map(|time| time.0).sum::<u64>() / 500)
        });
        assert!(means.is_sorted(), "{means:?}");
    }

    /// Dissertation §9.3: a vote splits when so many stand within one latency that too few are left to vote for the first.
    /// That many of `able` uniform timeouts lie within `share` of their range with a chance of ΣC(s,k) lᵏ (1-l)ˢ⁻ᵏ.
    #[test]
    fn split_votes_follow_the_formula() {
        let (trials, spread) = (4_000, 1_000);
        for (able, share) in [(5, 0.1), (5, 0.3), (4, 0.2), (3, 0.1)] {
            let election = Election {
                logs: alloc::vec![1; able],
                timeout: Duration::from_millis(spread),
                spread: Duration::from_millis(spread),
                latency: Duration((spread as f64 * 1e3 * share) as u64),
                jitter: Duration::ZERO,
                ..Election::wide_area(0)
            };
            let split = |seed: &u64| election.hold(*seed, LIMIT).is_none_or(|elected| elected.terms > 1);
            let measured = (0..trials).filter(split).count() as f64 / trials as f64;
            let candidates = able - 5 / 2 + 1;
            let expected: f64 = (candidates - 1..=able).map(|k| binomial(able, k, share)).sum();
            // At most 0.5 / √4000 is one standard deviation: this is four of them.
            assert!((measured - expected).abs() < 0.032, "{able} able, {share}: {measured}, formula {expected}");
        }
    }

    fn binomial(of: usize, k: usize, share: f64) -> f64 {
        let ways: f64 = (0..k).map(|taken| (of - taken) as f64 / (taken + 1) as f64).product();
        let power = |base: f64, times| (0..times).fold(1.0, |product, _| product * base);
        ways * power(share, k) * power(1.0 - share, of - k)
    }
}
