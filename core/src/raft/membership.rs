//! Who belongs to the cluster: voters, learners, and the two halves of a joint configuration.

use alloc::vec::Vec;

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
