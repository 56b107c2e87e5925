//! The words of a scenario, and what each does.

use std::{error::Error, str::FromStr};

use agora_core::{
    id::{NodeId, NodeSet},
    raft::{ChangeStep, ConfigChange, Configuration, Input, Payload, ReadId, ReadMode, Transition, Tuning},
    time::Duration,
};
use goldenscript::{Argument, Command, Context, Runner};

use crate::{
    cluster::Cluster,
    words::{self, Word},
};

/// Where a scenario plays.
#[derive(Default)]
pub struct Stage {
    cluster: Cluster,
    reads: u64,
}

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

impl Runner for Stage {
    type Command = Command;

    fn run(&mut self, command: &Command, _: &Context) -> Outcome<String> {
        self.perform(command)?;
        Ok(std::mem::take(&mut self.cluster.transcript))
    }
}

/// What stands behind a command's name: words, and words with a value.
struct Arguments<'a>(&'a Command);

impl Arguments<'_> {
    fn words(&self) -> impl Iterator<Item = &str> {
        self.0.args.iter().filter_map(|argument| match argument {
            Argument::Positional(word) => Some(word.as_str()),
            _ => None,
        })
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.0.args.iter().find_map(|argument| match argument {
            Argument::KeyValue(name, value) if name == key => Some(value.as_str()),
            _ => None,
        })
    }

    fn parsed<T: FromStr>(&self, key: &str) -> Outcome<Option<T>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        value.parse().map(Some).map_err(|_| format!("{key}={value}: not a number").into())
    }

    fn has(&self, word: &str) -> bool {
        self.words().any(|other| other == word)
    }

    /// The node named by the word at that place.
    fn node(&self, place: usize) -> Outcome<NodeId> {
        self.words().nth(place).ok_or_else(|| format!("{} wants a node", self.0.name).into()).and_then(node)
    }

    /// Nothing may stand there that no rule reads.
    fn allow(&self, words: usize, flags: &[&str], keys: &[&str]) -> Outcome {
        let mut plain = 0;
        for argument in &self.0.args {
            let known = match argument {
                Argument::Positional(word) if flags.contains(&word.as_str()) => true,
                Argument::Positional(_) => {
                    plain += 1;
                    plain <= words
                }
                Argument::KeyValue(key, _) => keys.contains(&key.as_str()),
                _ => false,
            };
            if !known {
                return Err(format!("{}: what is {argument}?", self.0.name).into());
            }
        }
        Ok(())
    }
}

fn node(word: &str) -> Outcome<NodeId> {
    let number = word.parse().ok().and_then(NodeId::new);
    number.ok_or_else(|| format!("{word}: nodes are numbers from 1 to {}", NodeId::MAX).into())
}

impl Stage {
    fn perform(&mut self, command: &Command) -> Outcome {
        let arguments = Arguments(command);
        match command.name.as_str() {
            "cluster" => self.cluster(&arguments),
            "disk" => self.disk(&arguments),
            "tune" => self.tune(&arguments),
            "settle" => self.settle(&arguments),
            "wait" => self.wait(&arguments),
            "deliver" | "lose" => self.deliver(&arguments),
            "status" | "log" => self.status(&arguments),
            "propose" | "change" | "leave" => self.propose(&arguments),
            _ => self.step(&arguments),
        }
    }

    /// Commands that say what one node is to do.
    fn step(&mut self, arguments: &Arguments) -> Outcome {
        let id = arguments.node(0)?;
        let name = arguments.0.name.as_str();
        let peer = matches!(name, "transfer" | "unreachable" | "snapshot-failed");
        arguments.allow(1 + usize::from(peer), &[], if name == "compact" { &["keep"] } else { &[] })?;
        let input = match name {
            "join" => {
                self.cluster.join(id);
                return Ok(());
            }
            "campaign" | "beat" => {
                let leads = self.cluster.member(id).node.role().is_leader();
                if leads != (name == "beat") {
                    return Err(format!("{id} is {}", words::role(self.cluster.member(id).node.role())).into());
                }
                Input::Fire
            }
            "wake" => Input::Wake,
            "forget-leader" => Input::ForgetLeader,
            "transfer" => Input::Transfer(arguments.node(1)?),
            "unreachable" => Input::Unreachable(arguments.node(1)?),
            "snapshot-failed" => Input::SnapshotFailed(arguments.node(1)?),
            "read" => {
                self.reads += 1;
                Input::Read(ReadId { node: id, number: self.reads })
            }
            _ => return self.by_hand(name, id, arguments),
        };
        self.cluster.tell(&format!("{} {}", name, words_of(arguments)));
        self.cluster.feed(id, input);
        Ok(())
    }

    /// What a disk, a machine or a process does when it is told to.
    fn by_hand(&mut self, name: &str, id: NodeId, arguments: &Arguments) -> Outcome {
        let cluster = &mut self.cluster;
        let done = match name {
            "slow-disk" => {
                cluster.member(id).slow = true;
                true
            }
            "fast-disk" => {
                cluster.member(id).slow = false;
                true
            }
            "write" => cluster.begin_write(id),
            "written" => cluster.end_write(id),
            "leak" => cluster.leak(id),
            "lazy" => {
                cluster.member(id).lazy = true;
                true
            }
            "apply" => {
                cluster.member(id).lazy = false;
                cluster.apply(id)
            }
            "compact" => {
                cluster.compact(id, arguments.parsed("keep")?.unwrap_or(0));
                true
            }
            "crash" => {
                cluster.crash(id);
                true
            }
            _ => return Err(format!("{name}: no such command").into()),
        };
        if done { Ok(()) } else { Err(format!("{name}: {id} has nothing to do").into()) }
    }

    fn cluster(&mut self, arguments: &Arguments) -> Outcome {
        let flags = ["pre-vote", "check-quorum", "lease-reads", "step-down-on-removal"];
        arguments.allow(usize::MAX, &flags, &["learner", "inflight", "message-bytes"])?;
        let voters = arguments.words().filter(|word| !flags.contains(word)).map(node).collect::<Outcome<NodeSet>>()?;
        let learners = arguments.value("learner").map(node).transpose()?.into_iter().collect();
        let standard = Tuning::default();
        let tuning = Tuning {
            // All timeouts are alike: what a scenario waits for is in its text.
            election_spread: Some(Duration::ZERO),
            pre_vote: arguments.has("pre-vote"),
            check_quorum: arguments.has("check-quorum"),
            reads: if arguments.has("lease-reads") { ReadMode::LeaseBased } else { ReadMode::Safe },
            step_down_on_removal: arguments.has("step-down-on-removal"),
            inflight_messages: arguments.parsed("inflight")?.unwrap_or(standard.inflight_messages),
            message_bytes: arguments.parsed("message-bytes")?.unwrap_or(standard.message_bytes),
            ..standard
        };
        tuning.validate()?;
        let initial = Configuration { learners, ..Configuration::of(voters) };
        self.cluster = Cluster::of(initial, tuning);
        Ok(())
    }

    /// Turns one node's switches on; those that are not named go off.
    fn tune(&mut self, arguments: &Arguments) -> Outcome {
        arguments.allow(1, &["pre-vote", "check-quorum"], &[])?;
        let node = &mut self.cluster.member(arguments.node(0)?).node;
        let (pre_vote, check_quorum) = (arguments.has("pre-vote"), arguments.has("check-quorum"));
        node.set_tuning(Tuning { pre_vote, check_quorum, ..*node.tuning() })?;
        Ok(())
    }

    fn disk(&mut self, arguments: &Arguments) -> Outcome {
        arguments.allow(1, &[], &["term", "commit", "log"])?;
        let id = arguments.node(0)?;
        let term = arguments.parsed("term")?.ok_or("disk wants term=")?;
        let commit = arguments.parsed("commit")?.unwrap_or(0);
        let log = arguments.value("log").unwrap_or_default();
        let terms = log.split_whitespace().map(str::parse).collect::<Result<Vec<u64>, _>>()?;
        self.cluster.join_with_log(id, term, commit, &terms);
        Ok(())
    }

    fn settle(&mut self, arguments: &Arguments) -> Outcome {
        let named = arguments.words().map(node).collect::<Outcome<NodeSet>>()?;
        let all = self.cluster.members.keys().copied().collect();
        self.cluster.settle(if named.is_empty() { all } else { named });
        Ok(())
    }

    fn wait(&mut self, arguments: &Arguments) -> Outcome {
        arguments.allow(1, &[], &[])?;
        let span = arguments.words().next().ok_or("wait wants a span, such as 100ms")?;
        self.cluster.wait(span.parse::<Duration>().map_err(|_| format!("{span}: no such span"))?);
        self.cluster.tell(&format!("it is {}", self.cluster.now));
        Ok(())
    }

    fn deliver(&mut self, arguments: &Arguments) -> Outcome {
        arguments.allow(1, &["again"], &["from", "most"])?;
        let id = arguments.node(0)?;
        let from = arguments.value("from").map(node).transpose()?;
        let most = arguments.parsed("most")?.unwrap_or(usize::MAX);
        if arguments.0.name == "lose" {
            self.cluster.lose(id, from, most);
        } else if !self.cluster.deliver(id, from, most, arguments.has("again")) {
            return Err(format!("nothing waits for {id}").into());
        }
        Ok(())
    }

    fn status(&mut self, arguments: &Arguments) -> Outcome {
        let named = arguments.words().map(node).collect::<Outcome<NodeSet>>()?;
        let all: NodeSet = self.cluster.members.keys().copied().collect();
        for id in if named.is_empty() { all } else { named }.iter() {
            let node = &self.cluster.member(id).node;
            let line = if arguments.0.name == "log" {
                words::entries(node.log().iter(node.log().first_index()..=node.log().last_index()))
            } else {
                let fields = words::state(node).into_iter().map(|(name, value)| format!("{name} {value}"));
                fields.collect::<Vec<_>>().join(", ")
            };
            self.cluster.tell(&format!("{id}: {line}"));
        }
        Ok(())
    }

    fn propose(&mut self, arguments: &Arguments) -> Outcome {
        let id = arguments.node(0)?;
        let payloads = match arguments.0.name.as_str() {
            "propose" => arguments.words().skip(1).map(|word| Payload::Command(Word(word.to_owned()))).collect(),
            "leave" => vec![Payload::Change(ConfigChange::default().into(), None)],
            _ => vec![Payload::Change(change(arguments.0)?.into(), None)],
        };
        self.cluster.tell(&format!("{} {}", arguments.0.name, words_of(arguments)));
        self.cluster.feed(id, Input::Propose(payloads));
        Ok(())
    }
}

/// The steps of a change in the order of the text: `voter=4 learner=3 remove=1`, and `joint=implicit` or `explicit`.
fn change(command: &Command) -> Outcome<ConfigChange> {
    let mut change = ConfigChange::default();
    for argument in &command.args {
        let Argument::KeyValue(key, value) = argument else { continue };
        match (key.as_str(), value.as_str()) {
            ("voter", value) => change.steps.push(ChangeStep::AddVoter(node(value)?)),
            ("learner", value) => change.steps.push(ChangeStep::AddLearner(node(value)?)),
            ("remove", value) => change.steps.push(ChangeStep::Remove(node(value)?)),
            ("joint", "implicit") => change.transition = Transition::JointImplicit,
            ("joint", "explicit") => change.transition = Transition::JointExplicit,
            _ => return Err(format!("change: what is {argument}?").into()),
        }
    }
    Ok(change)
}

fn words_of(arguments: &Arguments) -> String {
    arguments.0.args.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
