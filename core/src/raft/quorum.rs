//! Majorities, of one configuration or of both halves of a joint one.

use super::membership::Configuration;
use crate::id::{NodeId, NodeSet};

/// How a vote stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tally {
    /// Enough said yes.
    Won,
    /// Too many said no for the others to make a quorum.
    Lost,
    /// Not decided yet.
    Pending,
}

/// What a quorum is: majorities of a configuration's voters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Quorum {
    /// Whose majorities.
    pub configuration: Configuration,
    /// One node less than a majority will do (sabotage).
    pub too_small: bool,
}

impl Quorum {
    /// How a vote stands in which these said yes and those said no. Without voters every vote is won.
    ///
    /// Source: etcd-io/raft, `quorum/joint.go`, `VoteResult`.
    pub fn tally(&self, yes: NodeSet, no: NodeSet) -> Tally {
        let halves = [self.configuration.voters, self.configuration.outgoing].map(|half| self.half(half, yes, no));
        match halves {
            [Tally::Lost, _] | [_, Tally::Lost] => Tally::Lost,
            [Tally::Won, Tally::Won] => Tally::Won,
            _ => Tally::Pending,
        }
    }

    /// The highest number that a quorum has reached. Without voters there is no limit.
    ///
    /// Source: etcd-io/raft, `quorum/majority.go` and `joint.go`, `CommittedIndex`.
    pub fn reached(&self, reached: impl Fn(NodeId) -> u64) -> u64 {
        let half = |voters: NodeSet| {
            // From the highest number downwards, until enough have reached it: they are mostly close to each other.
            let (mut count, mut above) = (0, None);
            while count < self.size(voters.len()) {
                let mut highest = 0;
                let mut there = 0;
                for number in voters.iter().map(&reached).filter(|number| above.is_none_or(|above| *number < above)) {
                    there = if number > highest { 1 } else { there + usize::from(number == highest) };
                    highest = highest.max(number);
                }
                (count, above) = (count + there, Some(highest));
            }
            above.unwrap_or(u64::MAX)
        };
        half(self.configuration.voters).min(half(self.configuration.outgoing))
    }

    fn half(&self, voters: NodeSet, yes: NodeSet, no: NodeSet) -> Tally {
        let needed = self.size(voters.len());
        if voters.intersection(yes).len() >= needed {
            Tally::Won
        } else if voters.difference(no).len() < needed {
            Tally::Lost
        } else {
            Tally::Pending
        }
    }

    const fn size(&self, voters: usize) -> usize {
        match voters {
            0 => 0,
            1 => 1,
            _ => voters / 2 + if self.too_small { 0 } else { 1 },
        }
    }
}
