//! Typed requests, to real members through etcd's HTTP/JSON gateway and to simulated ones as they are.
//!
//! A real cluster is used for many scripts: before each, everything in it is removed and its history compacted, and the
//! revision it has then counts as 1, the revision of an empty store.

mod generate;
mod members;
mod normal;
mod request;
mod response;
mod simulated;

use std::sync::Arc;
use std::time::Duration;

use agora_core::{
    api::{
        Answer, Call,
        auth::{AuthAnswer, AuthRequest, Token},
        cluster::ClusterAnswer,
        kv::{Compact, Put},
        maintenance::{AlarmKind, MaintenanceRequest},
        watch::WatchCreate,
    },
    mvcc::Bytes,
};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

pub use generate::script;
pub(crate) use request::bytes;

use crate::reference::{Cluster, Stream};
use members::Ids;
use simulated::Simulated;

/// How long to wait for what a watch has yet to tell.
const WATCH_LIMIT: Duration = Duration::from_secs(2);

/// The value that ends the reading of a watch.
const MARKER: &str = "\u{2713}";

/// The most clients that a script has.
const CLIENTS: u8 = 3;

/// What is done, one after the other, to a cluster of so many members.
#[derive(Clone, PartialEq, Debug)]
pub struct Script {
    /// How many members there are.
    pub members: u8,
    /// What is done.
    pub steps: Vec<Step>,
}

/// One step of a script: who does it, to which member, and what.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// Whose token goes with it, from 0.
    pub client: u8,
    /// The member that is asked, from 1.
    pub member: u8,
    /// What is done.
    pub act: Act,
}

/// What is done in a step.
#[derive(Clone, PartialEq, Debug)]
pub enum Act {
    /// A request and its one answer.
    Ask(Call),
    /// Asks for a token with a name, whose password is the name again, and uses it from now on.
    Login(&'static str),
    /// Uses no token from now on.
    Logout,
    /// A watch is opened; what it told is read at the end, up to the marker put under its first key.
    Open(WatchCreate),
    /// The member's process is killed. When it led, the first of the others does from then on.
    Kill,
    /// The member's process starts again.
    Restart,
}

impl Step {
    /// What is sent: a path and a body, as the gateway wants them, with this cluster's ids.
    fn request(&self, ids: &Ids) -> (&'static str, Value) {
        match &self.act {
            Act::Ask(call) => request::of(&ids.named(call)),
            Act::Login(name) => request::of(&login(name)),
            Act::Logout => ("(no token)", json!({})),
            Act::Open(create) => ("/v3/watch", request::watch(create)),
            Act::Kill => ("(kill)", json!({})),
            Act::Restart => ("(restart)", json!({})),
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (path, body) = self.request(&Ids::default());
        write!(f, "client {} to member {}: {path} {}", self.client + 1, self.member, normal::readable(&body))
    }
}

fn login(name: &str) -> Call {
    Call::Auth(Arc::new(AuthRequest::Authenticate { name: name.to_owned(), password: name.to_owned() }))
}

/// Ends the alarm that scripts raise, so that keys can be put again.
fn disarm() -> Call {
    Call::Maintenance(MaintenanceRequest::AlarmDisarm { member: 1, kind: Some(AlarmKind::NoSpace) })
}

/// What each step was answered, and then what each watch told.
pub type Answers = Vec<Value>;

/// What is told of a step whose member does not run.
fn down() -> Value {
    json!("the member is down")
}

/// Runs a script on the real cluster.
///
/// # Errors
/// When the real cluster does not answer; that it refuses is an answer.
pub fn on_reference(cluster: &mut Cluster, steps: &[Step]) -> Result<Answers> {
    let offset = reset(cluster)?;
    if steps.iter().any(Step::changes_members) {
        cluster.wait_for_health();
    }
    let first = cluster.member(0).addresses()[1].to_string();
    let mut ids = Ids::of((0..cluster.len()).map(|place| cluster.member(place).id()), first);
    let mut answers = Vec::new();
    let mut streams: Vec<(usize, Stream, Value)> = Vec::new();
    let mut tokens: [Option<String>; CLIENTS as usize] = Default::default();
    for step in steps {
        let place = usize::from(step.member) - 1;
        cluster.sync()?;
        if !cluster.member(place).runs() && step.act != Act::Restart {
            answers.push(down());
            continue;
        }
        let token = &mut tokens[usize::from(step.client)];
        let (path, mut body) = step.request(&ids);
        normal::shift(&mut body, offset);
        let reference = cluster.member_mut(place);
        reference.token.clone_from(token);
        let answer = match &step.act {
            Act::Ask(call) => {
                let (status, answer) = reference.post(path, &body)?;
                if status == 200 {
                    ids.learn(&answer);
                    cluster.note(&ids.named(call));
                }
                normal::answer(answer, offset)
            }
            Act::Login(_) => {
                let (_, answer) = reference.post(path, &body)?;
                *token = answer["token"].as_str().map(ToOwned::to_owned);
                normal::answer(answer, offset)
            }
            Act::Logout => {
                *token = None;
                json!({})
            }
            Act::Open(_) => {
                let mut stream = reference.stream(path, &body)?;
                // The watch is there once its first answer is; what changes from then on, it tells.
                let first = stream.next(WATCH_LIMIT)?.unwrap_or(Value::Null);
                streams.push((answers.len(), stream, first));
                json!({})
            }
            Act::Kill => {
                cluster.kill(place)?;
                json!({})
            }
            Act::Restart => {
                cluster.restart(place)?;
                json!({})
            }
        };
        answers.push(if cluster.len() > 1 { normal::of_many(answer) } else { answer });
    }
    cluster.revive()?;
    cluster.members_mut().for_each(|member| member.token = None);
    let first = cluster.first_mut();
    first.post("/v3/maintenance/alarm", &request::of(&disarm()).1)?;
    for (key, start) in marked(steps) {
        // Not before the revision from which the watch listens.
        loop {
            let body = json!({"key": bytes(&key), "value": bytes(MARKER.as_bytes())});
            let (_, answer) = first.post("/v3/kv/put", &body)?;
            let revision = answer["header"]["revision"].as_str().and_then(|text| text.parse::<i64>().ok());
            if revision.is_none_or(|revision| revision - offset >= start) {
                break;
            }
        }
    }
    for (place, mut stream, first) in streams {
        let mut told = vec![first];
        while !normal::is_told(&told, MARKER) {
            match stream.next(WATCH_LIMIT)? {
                Some(value) => told.push(value),
                None => break,
            }
        }
        answers[place] = normal::told(told, offset, MARKER);
    }
    Ok(answers)
}

/// Runs a script on so many simulated members.
pub fn on_simulation(members: u8, steps: &[Step]) -> Answers {
    let mut cluster = Simulated::new(members);
    // Where the real cluster's history ends, the simulated one's does, too.
    cluster.ask(1, None, Call::Compact(Compact { revision: 1, physical: true }));
    let mut ids = Ids::simulated(members);
    let mut answers = Vec::new();
    let mut streams = Vec::new();
    let mut tokens: [Option<Token>; CLIENTS as usize] = Default::default();
    for step in steps {
        let member = step.member;
        cluster.spread();
        if !cluster.runs(member) && step.act != Act::Restart {
            answers.push(down());
            continue;
        }
        let token = &mut tokens[usize::from(step.client)];
        let answer = match &step.act {
            Act::Ask(call) => {
                let call = ids.named(call);
                let response = cluster.ask(member, token.clone(), call.clone());
                if let Ok(Answer::Cluster(ClusterAnswer { added: Some(added), .. })) = &response.result {
                    ids.add(added.id);
                    cluster.give_place();
                }
                response::of(&call, &response)
            }
            Act::Login(name) => {
                let response = cluster.ask(member, token.clone(), login(name));
                *token = match &response.result {
                    Ok(Answer::Auth(AuthAnswer::Token(token))) => Some(token.clone()),
                    _ => None,
                };
                response::of(&login(name), &response)
            }
            Act::Logout => {
                *token = None;
                json!({})
            }
            Act::Open(create) => {
                streams.push((answers.len(), cluster.open(member, token.clone(), create.clone())));
                json!({})
            }
            Act::Kill => {
                cluster.kill(member);
                json!({})
            }
            Act::Restart => {
                cluster.restart(member);
                json!({})
            }
        };
        answers.push(if members > 1 { normal::of_many(answer) } else { answer });
    }
    cluster.revive();
    cluster.ask(1, None, disarm());
    for (key, start) in marked(steps) {
        loop {
            let put = Call::Put(Arc::new(Put::of(key.clone(), MARKER.as_bytes().into())));
            let response = cluster.ask(1, None, put);
            if response.result.is_err() || response.revision.0.cast_signed() >= start {
                break;
            }
        }
    }
    cluster.rest();
    for (place, stream) in streams {
        let told = cluster.told(stream).iter().map(response::stream).collect();
        answers[place] = normal::told(told, 0, MARKER);
    }
    answers
}

/// Under which key the marker for each watch is put, and from which revision on it listens.
fn marked(steps: &[Step]) -> Vec<(Bytes, i64)> {
    let opened = steps.iter().filter_map(|step| if let Act::Open(create) = &step.act { Some(create) } else { None });
    // To a watch, no key is the first of all.
    let first = |key: &Bytes| if key.is_empty() { Bytes::from(&b"\0"[..]) } else { key.clone() };
    opened.map(|create| (first(create.keys.start()), create.start)).collect()
}

/// Removes everything. Returns what is to be taken off a revision, so that an empty store is at 1.
pub(crate) fn reset(cluster: &mut Cluster) -> Result<i64> {
    cluster.mend()?;
    let reference = cluster.first_mut();
    // Where permissions count, not everybody is told so.
    let (status, answer) = reference.post("/v3/auth/status", &json!({}))?;
    if status != 200 || answer["enabled"] == true {
        let (_, answer) = reference.post("/v3/auth/authenticate", &json!({"name": "root", "password": "root"}))?;
        reference.token = answer["token"].as_str().map(ToOwned::to_owned);
        let (status, _) = reference.post("/v3/auth/disable", &json!({}))?;
        reference.token = None;
        // Nobody can be root any more.
        if status != 200 {
            *cluster = Cluster::start(cluster.len())?;
        }
    }
    cluster.gather()?;
    let reference = cluster.first_mut();
    reference.post("/v3/maintenance/alarm", &request::of(&disarm()).1)?;
    let (_, leases) = reference.post("/v3/lease/leases", &json!({}))?;
    for lease in leases["leases"].as_array().into_iter().flatten() {
        reference.post("/v3/lease/revoke", &json!({"ID": lease["ID"]}))?;
    }
    for (list, name, remove) in [("user", "users", "name"), ("role", "roles", "role")] {
        let (_, found) = reference.post(&format!("/v3/auth/{list}/list"), &json!({}))?;
        for one in found[name].as_array().into_iter().flatten() {
            reference.post(&format!("/v3/auth/{list}/delete"), &json!({remove: one}))?;
        }
    }
    let all = bytes(b"\0");
    reference.post("/v3/kv/deleterange", &json!({"key": all, "range_end": all}))?;
    // A watch from the compaction's revision hears what was removed at it: a key that no script names.
    let unnamed = bytes(b"\0\0");
    reference.post("/v3/kv/put", &json!({"key": unnamed}))?;
    let (_, gone) = reference.post("/v3/kv/deleterange", &json!({"key": unnamed}))?;
    let revision = gone["header"]["revision"].as_str().and_then(|text| text.parse().ok()).unwrap_or(0);
    ensure!(revision > 0, "etcd could not be emptied: {gone}");
    // Refused where nothing changed since the last time.
    reference.post("/v3/kv/compaction", &json!({"revision": revision, "physical": true}))?;
    Ok(revision - 1)
}
