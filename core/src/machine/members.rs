//! The members as the cluster knows them: ids, names, addresses (etcd, `membership/cluster.go`). Who votes is Raft's
//! to say; here stands what a change must not get wrong, and what `member list` shows.

use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};

use crate::{
    api::{Denial, Operation, cluster::MemberInfo},
    id::NodeId,
    raft::{ChangeStep, ConfigChange},
};

/// How many learners a cluster takes (etcd, `DefaultMaxLearners`).
const LEARNERS_MAX: usize = 1;

/// The members, by id, and the ids that never come back.
///
/// Example: n1, n2 and n3 began; n4 was added and n2 removed. Then n1, n3 and n4 are members, and n2's id is gone.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Members {
    members: BTreeMap<u64, Arc<MemberInfo>>,
    gone: BTreeMap<u64, NodeId>,
}

impl Members {
    /// The members that a cluster begins with.
    pub fn begin(members: impl IntoIterator<Item = MemberInfo>) -> Self {
        let members = members.into_iter().map(|info| (info.id, Arc::new(info)));
        Self { members: members.collect(), gone: BTreeMap::new() }
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<MemberInfo>> {
        self.members.values()
    }

    /// The same as values of their own, for an answer.
    pub fn list(&self) -> Vec<MemberInfo> {
        self.iter().map(|info| (**info).clone()).collect()
    }

    /// Those who vote.
    pub fn voting(&self) -> impl Iterator<Item = &Arc<MemberInfo>> {
        self.iter().filter(|info| !info.learner)
    }

    /// The one with this id.
    pub fn get(&self, id: u64) -> Option<&Arc<MemberInfo>> {
        self.members.get(&id)
    }

    /// The one in this place.
    pub fn at(&self, node: NodeId) -> Option<&Arc<MemberInfo>> {
        self.iter().find(|info| info.node == node)
    }

    /// How many were removed.
    pub fn gone(&self) -> usize {
        self.gone.len()
    }

    /// Whether the one in this place was removed.
    pub fn is_gone(&self, node: NodeId) -> bool {
        self.gone.values().any(|gone| *gone == node)
    }

    /// Whether an operation on the members may be carried out; every member asks this of the same entries.
    ///
    /// # Errors
    /// What speaks against it (etcd, `ValidateConfigurationChange`).
    pub fn check(&self, operation: &Operation, change: Option<&ConfigChange>) -> Result<(), Denial> {
        match operation {
            Operation::Member(info) if self.gone.contains_key(&info.id) => Err(Denial::MemberNotFound),
            Operation::Member(info) => match (self.get(info.id), change) {
                // Neither is news of somebody who is not there.
                (None, None) => Err(Denial::MemberNotFound),
                (None, Some(_)) => self.check_new(info),
                (Some(_), None) => self.check_urls(info),
                (Some(known), Some(_)) if !known.learner || info.learner => Err(Denial::MemberExists),
                (Some(_), Some(_)) => Ok(()),
            },
            Operation::MemberGone(id) if !self.members.contains_key(id) => Err(Denial::MemberNotFound),
            Operation::MemberPublished(info) if !self.members.contains_key(&info.id) => Err(Denial::MemberNotFound),
            _ => Ok(()),
        }
    }

    fn check_new(&self, info: &MemberInfo) -> Result<(), Denial> {
        self.check_urls(info)?;
        let learners = self.iter().filter(|member| member.learner).count();
        if info.learner && learners >= LEARNERS_MAX { Err(Denial::TooManyLearners) } else { Ok(()) }
    }

    /// No two members have an address in common.
    fn check_urls(&self, info: &MemberInfo) -> Result<(), Denial> {
        let mut others = self.iter().filter(|member| member.id != info.id).flat_map(|member| &member.peer_urls);
        if others.any(|url| info.peer_urls.contains(url)) { Err(Denial::PeerUrlExists) } else { Ok(()) }
    }

    /// Carries out an operation that [`Members::check`] let through.
    pub fn apply(&mut self, operation: &Operation, change: Option<&ConfigChange>) {
        match operation {
            Operation::Member(info) => {
                let entry = self.members.entry(info.id).or_insert_with(|| Arc::clone(info));
                let known = Arc::make_mut(entry);
                known.peer_urls.clone_from(&info.peer_urls);
                // An address that changes makes nobody a voter (etcd 21736).
                known.learner = if change.is_some() { info.learner } else { known.learner };
            }
            Operation::MemberGone(id) => {
                if let Some(info) = self.members.remove(id) {
                    self.gone.insert(*id, info.node);
                }
            }
            Operation::MemberPublished(info) => {
                if let Some(known) = self.members.get_mut(&info.id) {
                    let known = Arc::make_mut(known);
                    known.name.clone_from(&info.name);
                    known.client_urls.clone_from(&info.client_urls);
                }
            }
            _ => {}
        }
    }

    /// Follows a change that Raft made without a word to the machine, by an operator's hand.
    pub fn follow(&mut self, change: &ConfigChange, new: impl Fn(NodeId) -> MemberInfo) {
        for step in &change.steps {
            let (node, learner) = match *step {
                ChangeStep::AddVoter(node) => (node, false),
                ChangeStep::AddLearner(node) => (node, true),
                ChangeStep::Remove(node) => {
                    let id = self.at(node).map(|info| info.id);
                    id.into_iter().for_each(|id| self.apply(&Operation::MemberGone(id), Some(change)));
                    continue;
                }
            };
            let info = self.at(node).map_or_else(|| new(node), |info| (**info).clone());
            self.apply(&Operation::Member(Arc::new(MemberInfo { learner, ..info })), Some(change));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::String, vec};

    fn info(number: u8) -> MemberInfo {
        MemberInfo {
            id: u64::from(number),
            node: NodeId::new(number).unwrap(),
            name: String::new(),
            peer_urls: vec![format!("http://n{number}:2380").into()],
            client_urls: Vec::new(),
            learner: false,
        }
    }

    fn three() -> Members {
        Members::begin((1..=3).map(info))
    }

    fn step(step: ChangeStep) -> ConfigChange {
        ConfigChange { steps: vec![step], ..ConfigChange::default() }
    }

    fn member(info: MemberInfo) -> Operation {
        Operation::Member(Arc::new(info))
    }

    #[test]
    fn an_address_belongs_to_one_member() {
        let members = three();
        let add = step(ChangeStep::AddVoter(NodeId::new(4).unwrap()));
        let taken = MemberInfo { peer_urls: info(2).peer_urls, ..info(4) };
        assert_eq!(members.check(&member(taken.clone()), Some(&add)), Err(Denial::PeerUrlExists));
        assert_eq!(members.check(&member(info(4)), Some(&add)), Ok(()));
        let moved = MemberInfo { peer_urls: taken.peer_urls, ..info(3) };
        assert_eq!(members.check(&member(moved), None), Err(Denial::PeerUrlExists));
        assert_eq!(members.check(&member(info(3)), None), Ok(()), "its own address is no hindrance");
    }

    #[test]
    fn one_learner_at_a_time_and_only_a_learner_becomes_a_voter() {
        let mut members = three();
        let [fourth, fifth] = [4, 5].map(|number| MemberInfo { learner: true, ..info(number) });
        let learn = step(ChangeStep::AddLearner(fourth.node));
        members.apply(&member(fourth.clone()), Some(&learn));
        let second = step(ChangeStep::AddLearner(fifth.node));
        assert_eq!(members.check(&member(fifth), Some(&second)), Err(Denial::TooManyLearners));
        let promote = step(ChangeStep::AddVoter(fourth.node));
        let voter = member(MemberInfo { learner: false, ..fourth });
        assert_eq!(members.check(&voter, Some(&promote)), Ok(()));
        members.apply(&voter, Some(&promote));
        assert_eq!(members.voting().count(), 4);
        assert_eq!(members.check(&voter, Some(&promote)), Err(Denial::MemberExists));
    }

    #[test]
    fn a_new_address_makes_no_learner_a_voter() {
        let mut members = three();
        let fourth = MemberInfo { learner: true, ..info(4) };
        members.apply(&member(fourth.clone()), Some(&step(ChangeStep::AddLearner(fourth.node))));
        members.apply(&member(MemberInfo { learner: false, ..fourth }), None);
        assert!(members.at(NodeId::new(4).unwrap()).unwrap().learner);
    }

    #[test]
    fn who_is_gone_does_not_come_back() {
        let mut members = three();
        let gone = Operation::MemberGone(2);
        let removal = step(ChangeStep::Remove(NodeId::new(2).unwrap()));
        assert_eq!(members.check(&gone, Some(&removal)), Ok(()));
        members.apply(&gone, Some(&removal));
        assert_eq!(members.check(&gone, Some(&removal)), Err(Denial::MemberNotFound));
        let back = step(ChangeStep::AddVoter(NodeId::new(2).unwrap()));
        assert_eq!(members.check(&member(info(2)), Some(&back)), Err(Denial::MemberNotFound));
    }

    #[test]
    fn what_raft_changes_by_itself_is_followed() {
        let mut members = three();
        let steps = vec![
            ChangeStep::AddVoter(NodeId::new(4).unwrap()),
            ChangeStep::AddLearner(NodeId::new(1).unwrap()),
            ChangeStep::Remove(NodeId::new(3).unwrap()),
        ];
        members.follow(&ConfigChange { steps, ..ConfigChange::default() }, |node| info(node.number()));
        let list = members.iter().map(|info| (info.node.number(), info.learner)).collect::<Vec<_>>();
        assert_eq!(list, [(1, true), (2, false), (4, false)]);
    }
}
