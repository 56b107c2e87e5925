//! Members by their number in a script, which each side knows by other ids.

use std::sync::Arc;

use agora_core::{
    api::{Call, cluster::ClusterRequest, maintenance::MaintenanceRequest},
    id::NodeId,
    server::member_id,
};
use serde_json::Value;

use super::{Act, Step};
use crate::reference::Nowhere;

/// The ids of the members, in the order in which they came. A number that no member has is its own id.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    known: Vec<u64>,
    /// Where the first member's peers find it; empty in a script that is printed.
    first: String,
    nowhere: Nowhere,
}

impl Ids {
    /// The ids of the members that a cluster began with.
    pub fn of(ids: impl Iterator<Item = u64>, first: String) -> Self {
        Self { known: ids.collect(), first, nowhere: Nowhere::new() }
    }

    /// The ids of so many simulated members.
    pub fn simulated(members: u8) -> Self {
        Self::of((1..=members).filter_map(NodeId::new).map(member_id), "n1:2380".to_owned())
    }

    /// One more member has come.
    pub fn add(&mut self, id: u64) {
        self.known.push(id);
    }

    /// Notes who was added, if the gateway's answer tells of somebody.
    pub fn learn(&mut self, answer: &Value) {
        self.known.extend(answer["member"]["ID"].as_str().and_then(|id| id.parse::<u64>().ok()));
    }

    fn id(&self, number: u64) -> u64 {
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        place.and_then(|place| self.known.get(place)).copied().unwrap_or(number)
    }

    /// Addresses, which are numbers in a script: 0 is the first member's, and nobody listens at the others.
    fn addresses(&self, urls: &[Arc<str>]) -> Vec<Arc<str>> {
        let number = |url: &str| url.strip_prefix("http://127.0.0.1:")?.parse().ok();
        let address = |url: &Arc<str>| match number(url) {
            Some(0) if !self.first.is_empty() => format!("http://{}", self.first).into(),
            Some(number) if !self.first.is_empty() => format!("http://{}", self.nowhere.address(number)).into(),
            _ => url.clone(),
        };
        urls.iter().map(address).collect()
    }

    /// A call with this side's ids in place of the numbers.
    pub fn named(&self, call: &Call) -> Call {
        match call {
            Call::Cluster(request) => {
                let request = match &**request {
                    ClusterRequest::Remove { id } => ClusterRequest::Remove { id: self.id(*id) },
                    ClusterRequest::Promote { id } => ClusterRequest::Promote { id: self.id(*id) },
                    ClusterRequest::Update { id, peer_urls } => {
                        ClusterRequest::Update { id: self.id(*id), peer_urls: self.addresses(peer_urls) }
                    }
                    ClusterRequest::Add { peer_urls, learner } => {
                        ClusterRequest::Add { peer_urls: self.addresses(peer_urls), learner: *learner }
                    }
                    list @ ClusterRequest::List { .. } => list.clone(),
                };
                Call::Cluster(Arc::new(request))
            }
            Call::Maintenance(MaintenanceRequest::MoveLeader { target }) => {
                Call::Maintenance(MaintenanceRequest::MoveLeader { target: self.id(*target) })
            }
            other => other.clone(),
        }
    }
}

impl Step {
    /// Whether it asks for other members.
    pub(super) fn changes_members(&self) -> bool {
        matches!(&self.act, Act::Ask(Call::Cluster(request)) if !matches!(**request, ClusterRequest::List { .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_members_become_ids_and_other_numbers_stay() {
        let mut ids = Ids::of([100, 200].into_iter(), "p:1".to_owned());
        ids.learn(&serde_json::json!({"member": {"ID": "300"}}));
        let remove = |id| Call::Cluster(Arc::new(ClusterRequest::Remove { id }));
        assert_eq!([1, 3, 77, 0].map(|number| ids.named(&remove(number))), [100, 300, 77, 0].map(remove));
        let add =
            |url: &str| Call::Cluster(Arc::new(ClusterRequest::Add { peer_urls: vec![url.into()], learner: true }));
        assert_eq!(ids.named(&add("http://127.0.0.1:0")), add("http://p:1"));
        assert_eq!(ids.named(&add("no address")), add("no address"));
    }
}
