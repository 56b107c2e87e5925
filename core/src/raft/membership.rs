//! Who belongs to the cluster: voters, learners, and the two halves of a joint configuration.

use alloc::vec::Vec;
use core::fmt;

use crate::id::{NodeId, NodeSet};

/// The members that a log position knows (Raft §6, dissertation §4.3).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Configuration {
    /// Those who vote; in a joint configuration the incoming half.
    pub voters: NodeSet,
    /// The outgoing half; empty when not joint.
    pub outgoing: NodeSet,
    /// Those who get the log and have no vote.
    pub learners: NodeSet,
    /// Voters of the outgoing half that become learners when the joint configuration is left.
    pub learners_next: NodeSet,
    /// Whether the leader leaves the joint configuration by itself once it is applied.
    pub auto_leave: bool,
}

impl Configuration {
    /// The configuration with these voters and nobody else.
    pub const fn of(voters: NodeSet) -> Self {
        Self {
            voters,
            outgoing: NodeSet::EMPTY,
            learners: NodeSet::EMPTY,
            learners_next: NodeSet::EMPTY,
            auto_leave: false,
        }
    }

    /// Whether two majorities are needed.
    pub const fn is_joint(&self) -> bool {
        !self.outgoing.is_empty()
    }

    /// Everybody who has a vote, in either half.
    pub const fn all_voters(&self) -> NodeSet {
        self.voters.union(self.outgoing)
    }

    /// The change from here to these voters and learners; `None` when that is what there is.
    pub fn change_to(&self, voters: NodeSet, learners: NodeSet, transition: Transition) -> Option<ConfigChange> {
        let added = voters.difference(self.voters).iter().map(ChangeStep::AddVoter);
        let taught = learners.difference(self.learners.union(self.learners_next)).iter().map(ChangeStep::AddLearner);
        let gone = self.members().difference(voters.union(learners)).iter().map(ChangeStep::Remove);
        let steps = added.chain(taught).chain(gone).collect::<Vec<_>>();
        (!steps.is_empty()).then_some(ConfigChange { transition, steps })
    }

    /// Everybody who gets the log.
    pub const fn members(&self) -> NodeSet {
        self.all_voters().union(self.learners)
    }
}

/// One step of a change.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChangeStep {
    /// Makes this node a voter (adds it, or promotes a learner).
    AddVoter(NodeId),
    /// Makes this node a learner (adds it, or demotes a voter).
    AddLearner(NodeId),
    /// Takes this node out.
    Remove(NodeId),
}

/// How a joint configuration is entered and left.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Transition {
    /// A single step is simple; more go through a joint configuration that is left by itself.
    #[default]
    Auto,
    /// Always joint, left by itself.
    JointImplicit,
    /// Always joint, left by a [`ConfigChange`] without steps.
    JointExplicit,
}

/// A proposed change of the configuration; without steps it leaves a joint one.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct ConfigChange {
    /// How to get there.
    pub transition: Transition,
    /// What changes.
    pub steps: Vec<ChangeStep>,
}

impl ConfigChange {
    /// Bytes on the wire.
    pub fn size(&self) -> usize {
        1 + 2 * self.steps.len()
    }

    /// A number that differs for different changes, and is never 0.
    pub fn digest(&self) -> u64 {
        // FNV-1a's prime spreads the few bits of a step over the whole number.
        const PRIME: u64 = 0x0100_0000_01b3;
        let start: u64 = match self.transition {
            Transition::Auto => 1,
            Transition::JointImplicit => 2,
            Transition::JointExplicit => 3,
        };
        self.steps.iter().fold(start * PRIME, |digest, step| {
            let (kind, node) = match step {
                ChangeStep::AddVoter(node) => (1, node),
                ChangeStep::AddLearner(node) => (2, node),
                ChangeStep::Remove(node) => (3, node),
            };
            (digest ^ (kind << 8 | u64::from(node.number()))).wrapping_mul(PRIME)
        })
    }
}

impl fmt::Display for ConfigChange {
    /// What changes, as it follows an entry: `voter n4, remove n3 (joint)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.steps.is_empty() {
            return f.write_str("leave the joint configuration");
        }
        for (place, step) in self.steps.iter().enumerate() {
            f.write_str(if place == 0 { "" } else { ", " })?;
            match step {
                ChangeStep::AddVoter(node) => write!(f, "voter {node}")?,
                ChangeStep::AddLearner(node) => write!(f, "learner {node}")?,
                ChangeStep::Remove(node) => write!(f, "remove {node}")?,
            }
        }
        f.write_str(match self.transition {
            Transition::Auto if self.steps.len() == 1 => "",
            Transition::Auto | Transition::JointImplicit => " (joint)",
            Transition::JointExplicit => " (joint, left by hand)",
        })
    }
}

/// Why a change cannot follow a configuration.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChangeError {
    /// It is joint already: leave that first.
    AlreadyJoint,
    /// It is not joint, so there is nothing to leave.
    NotJoint,
    /// It has no voters, so it has no majority to share.
    NoVoters,
    /// Nobody would be left to vote.
    RemovesAllVoters,
    /// More than one voter would change in one step: go through a joint configuration.
    SeveralVoters,
    /// Somebody would have a vote and have none.
    VoterAndLearner(NodeId),
}

/// In etcd's words first (`confchange/confchange.go`), then what to do.
impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::VoterAndLearner(node) => {
                return write!(f, "{node} is in Learners and Voters: a learner has no vote, so name it once");
            }
            Self::AlreadyJoint => "config is already joint: leave it before the next change",
            Self::NotJoint => "can't leave a non-joint config: there is nothing to leave",
            Self::NoVoters => "can't make a zero-voter config joint: it has no majority to share",
            Self::RemovesAllVoters => "removed all voters: keep at least one",
            Self::SeveralVoters => "more than one voter changed without entering joint config: use a joint change",
        })
    }
}

impl core::error::Error for ChangeError {}

impl Configuration {
    /// The configuration after this change.
    ///
    /// Example: voters 1 2 3, explicit joint steps add 4 as a voter and make 3 a learner: voters 1 2 4, outgoing 1 2 3,
    /// learners next 3. Leaving that: voters 1 2 4, learner 3.
    ///
    /// # Errors
    /// See [`ChangeError`].
    ///
    /// Source: etcd-io/raft, `confchange/confchange.go`.
    pub fn changed(&self, change: &ConfigChange) -> Result<Self, ChangeError> {
        if change.steps.is_empty() {
            return self.left();
        }
        match change.transition {
            Transition::Auto if change.steps.len() == 1 => self.simply_changed(&change.steps),
            Transition::Auto | Transition::JointImplicit => self.entered(&change.steps, true),
            Transition::JointExplicit => self.entered(&change.steps, false),
        }
    }

    /// The configuration after these steps, taken at once, however many voters they change.
    ///
    /// # Errors
    /// [`ChangeError::AlreadyJoint`], [`ChangeError::RemovesAllVoters`].
    pub fn changed_at_once(&self, steps: &[ChangeStep]) -> Result<Self, ChangeError> {
        if self.is_joint() {
            return Err(ChangeError::AlreadyJoint);
        }
        self.stepped(steps)
    }

    /// The configuration after these steps, of which at most one may change a voter: then old and new majorities overlap.
    ///
    /// # Errors
    /// [`ChangeError::SeveralVoters`], and those of [`Configuration::changed_at_once`].
    pub fn simply_changed(&self, steps: &[ChangeStep]) -> Result<Self, ChangeError> {
        let next = self.changed_at_once(steps)?;
        let changed = next.voters.difference(self.voters).len() + self.voters.difference(next.voters).len();
        if changed > 1 { Err(ChangeError::SeveralVoters) } else { Ok(next) }
    }

    fn entered(&self, steps: &[ChangeStep], auto_leave: bool) -> Result<Self, ChangeError> {
        if self.is_joint() {
            return Err(ChangeError::AlreadyJoint);
        }
        if self.voters.is_empty() {
            return Err(ChangeError::NoVoters);
        }
        Self { outgoing: self.voters, auto_leave, ..*self }.stepped(steps)
    }

    fn left(&self) -> Result<Self, ChangeError> {
        if !self.is_joint() {
            return Err(ChangeError::NotJoint);
        }
        Ok(Self { learners: self.learners.union(self.learners_next), ..Self::of(self.voters) })
    }

    fn stepped(mut self, steps: &[ChangeStep]) -> Result<Self, ChangeError> {
        for step in steps {
            match *step {
                ChangeStep::AddVoter(node) => {
                    self.remove(node);
                    self.voters.insert(node);
                }
                ChangeStep::AddLearner(node) => {
                    self.remove(node);
                    // A node votes on in the outgoing half, and nobody is voter and learner at once.
                    if self.outgoing.contains(node) {
                        self.learners_next.insert(node);
                    } else {
                        self.learners.insert(node);
                    }
                }
                ChangeStep::Remove(node) => self.remove(node),
            }
        }
        if self.voters.is_empty() { Err(ChangeError::RemovesAllVoters) } else { Ok(self) }
    }

    const fn remove(&mut self, node: NodeId) {
        self.voters.remove(node);
        self.learners.remove(node);
        self.learners_next.remove(node);
    }
}
