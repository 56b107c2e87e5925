//! `etcdctl move-leader ID`: finds the leader among the endpoints, and has it hand over (etcd, `move_leader_command.go`).

use alloc::{format, string::String, vec::Vec};

use super::News;
use crate::{
    api::{
        Answer, Call,
        maintenance::{MaintenanceAnswer, MaintenanceRequest},
    },
    client::{call::Tag, desk::Desk, hosts},
    etcdctl::{self, Endpoint, Style},
    server::member_id,
    time::SimTime,
};

const STATUS: Tag = Tag(51);
const MOVE: Tag = Tag(52);

/// The command.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct MoveLeader {
    pub(in crate::client) target: u64,
    pub(in crate::client) endpoints: Vec<Endpoint>,
    pub(in crate::client) style: Style,
    pub(in crate::client) deadline: SimTime,
    /// Which endpoint is asked.
    pub(in crate::client) place: usize,
}

impl MoveLeader {
    pub(super) fn begin(&self, desk: &mut Desk<'_, '_>) {
        let Some(endpoint) = self.endpoints.get(self.place) else {
            let all = self.endpoints.iter().map(|endpoint| &*endpoint.0).collect::<Vec<_>>().join(" ");
            return desk.fail(128, format!("no leader endpoint given at [{all}]"));
        };
        let targets = hosts::listeners(endpoint, desk.members());
        desk.ask_of(targets, STATUS, Call::Maintenance(MaintenanceRequest::Status), self.deadline);
    }

    pub(super) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match news {
            News::Answered(STATUS, response) => {
                let Ok(Answer::Maintenance(MaintenanceAnswer::Status(status))) = &response.result else { return };
                if status.leader == member_id(response.member) {
                    let targets = hosts::listeners(&self.endpoints[self.place], desk.members());
                    let call = Call::Maintenance(MaintenanceRequest::MoveLeader { target: self.target });
                    return desk.ask_of(targets, MOVE, call, self.deadline);
                }
                self.place += 1;
                self.begin(desk);
            }
            News::Answered(MOVE, response) if response.result.is_ok() => {
                desk.end(&etcdctl::moved(self.style, member_id(response.member), self.target));
            }
            News::Failed(_, failure) => desk.fail(1, failure),
            News::Interrupted => desk.exit(130),
            _ => {}
        }
    }
}

/// Who joins: `etcdctl member add`, whose answer says what the new member's process needs to be told.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct MemberAdd {
    pub(in crate::client) name: String,
    pub(in crate::client) call: Call,
    pub(in crate::client) style: Style,
    pub(in crate::client) deadline: SimTime,
}

impl MemberAdd {
    pub(super) fn begin(&self, desk: &mut Desk<'_, '_>) {
        desk.ask(STATUS, self.call.clone(), self.deadline);
    }

    pub(super) fn hear(&self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match news {
            News::Answered(_, response) => {
                if let Ok(Answer::Cluster(answer)) = &response.result {
                    desk.end(&etcdctl::member_added(self.style, &self.name, &self.call, response, answer));
                }
            }
            News::Failed(_, failure) => desk.fail(1, failure),
            News::Interrupted => desk.exit(130),
            _ => {}
        }
    }
}
