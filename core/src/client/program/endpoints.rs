//! Commands that ask one endpoint after the other, or all at once: `endpoint health`, `endpoint status`, `endpoint hashkv`
//! and `defrag` (etcd, `ep_command.go`, `defrag_command.go`).

use alloc::{format, string::ToString, sync::Arc, vec::Vec};

use super::{News, said};
use crate::{
    api::{
        Answer, Call, Denial, Response,
        cluster::ClusterRequest,
        kv::Range,
        maintenance::{AlarmKind, MaintenanceAnswer, MaintenanceRequest, Status},
    },
    client::{
        call::{Failure, Tag},
        desk::Desk,
        hosts,
    },
    etcdctl::{self, Endpoint, EndpointAsk, Style},
    id::Revision,
    mvcc::KeyRange,
    time::{Duration, SimTime},
};

const MEMBERS: Tag = Tag(50);
/// The calls to the endpoint at place `n` are this and 2 `n`, and the one after it.
const FIRST: u16 = 1000;

/// What is asked of each endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) enum Question {
    Ask(EndpointAsk),
    Defragment,
}

/// The command.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Endpoints {
    question: Question,
    /// The endpoints are those of all members, and have to be asked for first.
    cluster: bool,
    /// Whom it asks.
    asked: Vec<Endpoint>,
    style: Style,
    timeout: Duration,
    asked_at: SimTime,
    /// The endpoint that is asked, where it is one after the other.
    place: usize,
    failed: Option<Failure>,
    /// Why nobody is let in.
    shut_out: Option<Failure>,
    healths: Vec<etcdctl::Health>,
    statuses: Vec<(Endpoint, Response, Status)>,
    hashes: Vec<(Endpoint, Response, u32, Option<Revision>)>,
}

impl Endpoints {
    pub(in crate::client) fn new(
        question: Question,
        cluster: bool,
        endpoints: Vec<Endpoint>,
        style: Style,
        timeout: Duration,
    ) -> Self {
        Self {
            question,
            cluster,
            asked: endpoints,
            style,
            timeout,
            asked_at: SimTime::ZERO,
            place: 0,
            failed: None,
            shut_out: None,
            healths: Vec::new(),
            statuses: Vec::new(),
            hashes: Vec::new(),
        }
    }

    /// Health is asked of each endpoint by a client of its own, so that each tells why it lets nobody in; who the members
    /// are is told to everybody. Returns whether it goes on so: other commands end here.
    pub(super) fn not_let_in(&mut self, failure: Failure, desk: &mut Desk<'_, '_>) -> bool {
        let goes_on = self.question == Question::Ask(EndpointAsk::Health);
        if goes_on {
            self.shut_out = Some(failure);
            self.begin(desk);
        }
        goes_on
    }

    pub(super) fn begin(&mut self, desk: &mut Desk<'_, '_>) {
        if self.cluster {
            let list = Call::Cluster(Arc::new(ClusterRequest::List { linearizable: true }));
            return desk.ask(MEMBERS, list, desk.now() + self.timeout);
        }
        self.start(desk);
    }

    fn start(&mut self, desk: &mut Desk<'_, '_>) {
        if let Some(failure) = self.shut_out {
            let health = |endpoint| etcdctl::Health { endpoint, took: None, error: Some(failure.to_string()) };
            self.healths = self.asked.iter().cloned().map(health).collect();
            return desk.end(&etcdctl::health(self.style, &self.healths));
        }
        self.asked_at = desk.now();
        if self.question != Question::Ask(EndpointAsk::Health) {
            return self.ask_next(desk);
        }
        for place in 0..self.asked.len() {
            // Any key will do: what counts is that a majority confirms the read.
            let key = KeyRange::One(b"health"[..].into());
            self.ask(place, 0, Call::Range(Arc::new(Range::of(key))), desk);
        }
    }

    fn ask(&self, place: usize, second: u16, call: Call, desk: &mut Desk<'_, '_>) {
        let tag = Tag(FIRST + 2 * place as u16 + second);
        let targets = hosts::listeners(&self.asked[place], desk.members());
        desk.ask_of(targets, tag, call, self.asked_at + self.timeout);
    }

    fn ask_next(&mut self, desk: &mut Desk<'_, '_>) {
        if self.place == self.asked.len() {
            return self.finish(desk);
        }
        self.asked_at = desk.now();
        let request = match self.question {
            Question::Ask(EndpointAsk::HashKv { revision }) => MaintenanceRequest::HashKv { revision },
            Question::Ask(EndpointAsk::Status | EndpointAsk::Health) => MaintenanceRequest::Status,
            Question::Defragment => MaintenanceRequest::Defragment,
        };
        self.ask(self.place, 0, Call::Maintenance(request), desk);
    }

    pub(super) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match news {
            News::Interrupted => desk.exit(130),
            News::Answered(MEMBERS, response) => {
                if let Ok(Answer::Cluster(answer)) = &response.result {
                    let urls = answer.members.iter().flat_map(|member| &member.client_urls);
                    self.asked = urls.map(|url| Endpoint(url.clone())).collect();
                    self.start(desk);
                }
            }
            News::Failed(MEMBERS, failure) => {
                desk.fail(1, format!("failed to fetch endpoints from etcd cluster member list: {failure}"));
            }
            News::Answered(tag, response) => self.answered(*tag, response, desk),
            News::Failed(tag, failure) => self.failed(*tag, *failure, desk),
            News::Woken | News::Finished(_) | News::Line(_) => {}
        }
    }

    fn answered(&mut self, tag: Tag, response: &Response, desk: &mut Desk<'_, '_>) {
        let Some(number) = tag.0.checked_sub(FIRST) else { return };
        let place = usize::from(number / 2);
        let endpoint = self.asked[place].clone();
        match &response.result {
            Ok(Answer::Op(_)) => self.ask(place, 1, Call::Maintenance(MaintenanceRequest::AlarmList), desk),
            Ok(Answer::Maintenance(MaintenanceAnswer::Alarms(alarms))) => {
                let name = |kind: AlarmKind| format!("{} ", kind.name());
                let on = alarms.iter().map(|alarm| name(alarm.kind)).collect::<alloc::string::String>();
                let error = (!alarms.is_empty()).then(|| format!("Active Alarm(s): {on}"));
                self.healthy(endpoint, error, desk);
            }
            Ok(Answer::Maintenance(MaintenanceAnswer::Status(status))) => {
                self.statuses.push((endpoint, response.clone(), status.clone()));
                self.go_on(desk);
            }
            Ok(Answer::Maintenance(MaintenanceAnswer::HashKv { hash, compacted })) => {
                self.hashes.push((endpoint, response.clone(), *hash, *compacted));
                self.go_on(desk);
            }
            Ok(Answer::Maintenance(MaintenanceAnswer::Defragment)) => {
                desk.show(&etcdctl::Defragmented { endpoint, error: None }.print());
                self.go_on(desk);
            }
            _ => {}
        }
    }

    fn failed(&mut self, tag: Tag, failure: Failure, desk: &mut Desk<'_, '_>) {
        let Some(number) = tag.0.checked_sub(FIRST) else { return };
        let endpoint = self.asked[usize::from(number / 2)].clone();
        match self.question {
            // Whoever is told that it may not read was answered by a majority all the same.
            Question::Ask(EndpointAsk::Health) if failure == Failure::Denied(Denial::PermissionDenied) => {
                let place = usize::from(number / 2);
                self.ask(place, 1, Call::Maintenance(MaintenanceRequest::AlarmList), desk);
            }
            Question::Ask(EndpointAsk::Health) => {
                let second = number % 2 == 1;
                let error = if second { "Unable to fetch the alarm list".to_string() } else { failure.to_string() };
                self.healthy(endpoint, Some(error), desk);
            }
            Question::Ask(ask) => {
                let what = if ask == EndpointAsk::Status { "status" } else { "hash" };
                desk.print_error(&etcdctl::endpoint_failed(what, &endpoint, &failure.to_string()));
                self.failed = Some(failure);
                self.go_on(desk);
            }
            Question::Defragment => {
                let exit = etcdctl::Defragmented { endpoint, error: Some(failure.to_string()) }.print();
                desk.print(&exit.output);
                desk.print_error(&exit.error);
                self.failed = Some(failure);
                self.go_on(desk);
            }
        }
    }

    fn healthy(&mut self, endpoint: Endpoint, error: Option<alloc::string::String>, desk: &mut Desk<'_, '_>) {
        let took = Some(desk.now().since(self.asked_at));
        self.healths.push(etcdctl::Health { endpoint, took, error });
        if self.healths.len() == self.asked.len() {
            desk.end(&etcdctl::health(self.style, &self.healths));
        }
    }

    fn go_on(&mut self, desk: &mut Desk<'_, '_>) {
        self.place += 1;
        self.ask_next(desk);
    }

    fn finish(&self, desk: &mut Desk<'_, '_>) {
        let mut exit = match self.question {
            Question::Ask(EndpointAsk::Status) => etcdctl::statuses(self.style, &self.statuses),
            Question::Ask(EndpointAsk::HashKv { .. }) => etcdctl::hashes(self.style, &self.hashes),
            Question::Ask(EndpointAsk::Health) | Question::Defragment => said(""),
        };
        let status = if exit.status == 0 { u8::from(self.failed.is_some()) } else { exit.status };
        // Of the three only this one says its last error once more.
        if let (Question::Ask(EndpointAsk::HashKv { .. }), Some(failure)) = (self.question, self.failed) {
            exit.error += &format!("Error: {failure}\n");
        }
        desk.end(&etcdctl::Exit { status, ..exit });
    }
}
