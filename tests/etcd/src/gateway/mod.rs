//! Typed requests, to a real member through etcd's HTTP/JSON gateway and to a simulated one as they are.
//!
//! A real etcd is used for many scripts: before each, everything in it is removed and its history compacted, and the
//! revision it has then counts as 1, the revision of an empty store.

mod generate;
mod normal;
mod request;
mod response;
mod solo;

use std::sync::Arc;
use std::time::Duration;

use agora_core::{
    api::{
        Answer, Call,
        auth::{AuthAnswer, AuthRequest},
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
pub use solo::Solo;

use crate::reference::{Reference, Stream};

/// How long to wait for what a watch has yet to tell.
const WATCH_LIMIT: Duration = Duration::from_secs(2);

/// The value that ends the reading of a watch.
const MARKER: &str = "\u{2713}";

/// One step of a script.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// A request and its one answer.
    Ask(Call),
    /// Asks for a token with a name, whose password is the name again, and uses it from now on.
    Login(&'static str),
    /// Uses no token from now on.
    Logout,
    /// A watch is opened; what it told is read at the end, up to the marker put under its first key.
    Open(WatchCreate),
}

impl Step {
    /// What is sent: a path and a body, as the gateway wants them.
    fn request(&self) -> (&'static str, Value) {
        match self {
            Self::Ask(call) => request::of(call),
            Self::Login(name) => request::of(&login(name)),
            Self::Logout => ("(no token)", json!({})),
            Self::Open(create) => ("/v3/watch", request::watch(create)),
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (path, body) = self.request();
        write!(f, "{path} {}", normal::readable(&body))
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

/// Runs a script on the real member.
///
/// # Errors
/// When the real member does not answer; that it refuses is an answer.
pub fn on_reference(reference: &mut Reference, steps: &[Step]) -> Result<Answers> {
    let offset = reset(reference)?;
    let mut answers = Vec::new();
    let mut streams: Vec<(usize, Stream, Value)> = Vec::new();
    for step in steps {
        let (path, mut body) = step.request();
        normal::shift(&mut body, offset);
        match step {
            Step::Ask(_) => {
                let (_, answer) = reference.post(path, &body)?;
                answers.push(normal::answer(answer, offset));
            }
            Step::Login(_) => {
                let (_, answer) = reference.post(path, &body)?;
                reference.token = answer["token"].as_str().map(ToOwned::to_owned);
                answers.push(normal::answer(answer, offset));
            }
            Step::Logout => {
                reference.token = None;
                answers.push(json!({}));
            }
            Step::Open(_) => {
                let mut stream = reference.stream(path, &body)?;
                // The watch is there once its first answer is; what changes from then on, it tells.
                let first = stream.next(WATCH_LIMIT)?.unwrap_or(Value::Null);
                answers.push(json!({}));
                streams.push((answers.len() - 1, stream, first));
            }
        }
    }
    reference.post("/v3/maintenance/alarm", &request::of(&disarm()).1)?;
    for (key, start) in marked(steps) {
        // Not before the revision from which the watch listens.
        loop {
            let body = json!({"key": bytes(&key), "value": bytes(MARKER.as_bytes())});
            let (_, answer) = reference.post("/v3/kv/put", &body)?;
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

/// Runs a script on a simulated member.
pub fn on_simulation(steps: &[Step]) -> Answers {
    let mut solo = Solo::new();
    // Where the real member's history ends, the simulated one's does, too. What it has no word for yet, it refuses.
    solo.ask(Call::Compact(Compact { revision: 1, physical: true }));
    let mut answers = Vec::new();
    let mut streams = Vec::new();
    for step in steps {
        match step {
            Step::Ask(call) => answers.push(response::of(call, &solo.ask(call.clone()))),
            Step::Login(name) => {
                let response = solo.ask(login(name));
                answers.push(response::of(&login(name), &response));
                solo.token = match response.result {
                    Ok(Answer::Auth(AuthAnswer::Token(token))) => Some(token),
                    _ => None,
                };
            }
            Step::Logout => {
                solo.token = None;
                answers.push(json!({}));
            }
            Step::Open(create) => {
                streams.push((answers.len(), solo.open(create.clone())));
                answers.push(json!({}));
            }
        }
    }
    solo.ask(disarm());
    for (key, start) in marked(steps) {
        loop {
            let put = Call::Put(Arc::new(Put::of(key.clone(), MARKER.as_bytes().into())));
            let response = solo.ask(put);
            if response.result.is_err() || response.revision.0.cast_signed() >= start {
                break;
            }
        }
    }
    solo.rest();
    for (place, stream) in streams {
        let told = solo.told(stream).iter().map(response::stream).collect();
        answers[place] = normal::told(told, 0, MARKER);
    }
    answers
}

/// Under which key the marker for each watch is put, and from which revision on it listens.
fn marked(steps: &[Step]) -> Vec<(Bytes, i64)> {
    let opened = steps.iter().filter_map(|step| match step {
        Step::Open(create) => Some(create),
        Step::Ask(_) | Step::Login(_) | Step::Logout => None,
    });
    // To a watch, no key is the first of all.
    let first = |key: &Bytes| if key.is_empty() { Bytes::from(&b"\0"[..]) } else { key.clone() };
    opened.map(|create| (first(create.keys.start()), create.start)).collect()
}

/// Removes everything. Returns what is to be taken off a revision, so that an empty store is at 1.
pub(crate) fn reset(reference: &mut Reference) -> Result<i64> {
    reference.token = None;
    // Where permissions count, not everybody is told so.
    let (status, answer) = reference.post("/v3/auth/status", &json!({}))?;
    if status != 200 || answer["enabled"] == true {
        let (_, answer) = reference.post("/v3/auth/authenticate", &json!({"name": "root", "password": "root"}))?;
        reference.token = answer["token"].as_str().map(ToOwned::to_owned);
        let (status, _) = reference.post("/v3/auth/disable", &json!({}))?;
        reference.token = None;
        // Nobody can be root any more.
        if status != 200 {
            *reference = Reference::start()?;
        }
    }
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
