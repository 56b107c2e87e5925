//! What the gateway said, without what differs from cluster to cluster, and with revisions counted from this script's 1.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

/// Fields that hold a revision.
const REVISIONS: [&str; 8] = [
    "revision",
    "create_revision",
    "mod_revision",
    "compact_revision",
    "start_revision",
    "min_mod_revision",
    "max_mod_revision",
    "min_create_revision",
];

fn is_revision(name: &str) -> bool {
    REVISIONS.contains(&name) || name == "max_create_revision"
}

/// Moves every revision of a request by `offset`. What is not above 0 names no revision and stays.
pub fn shift(value: &mut Value, offset: i64) {
    match value {
        Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| match value.as_i64() {
            Some(revision) if is_revision(name) && revision > 0 => *value = (revision + offset).into(),
            _ => shift(value, offset),
        }),
        Value::Array(values) => values.iter_mut().for_each(|value| shift(value, offset)),
        _ => {}
    }
}

/// An answer to one request.
pub fn answer(mut answer: Value, offset: i64) -> Value {
    // What comes on a stream stands in an object of its own.
    if let Some(result) = answer.get_mut("result") {
        answer = result.take();
    }
    clean(answer, offset)
}

fn clean(value: Value, offset: i64) -> Value {
    match value {
        Value::Object(fields) => {
            // What is left of a lease; what one was granted is compared.
            let is_rest = fields.contains_key("grantedTTL");
            let fields =
                fields.into_iter().filter(|(name, _)| !["cluster_id", "member_id", "raft_term"].contains(&&**name));
            let field = |(name, value): (String, Value)| {
                let number = value.as_str().and_then(|text| text.parse::<i64>().ok());
                let value = match number {
                    Some(revision) if is_revision(&name) && revision > 0 => (revision - offset).to_string().into(),
                    // Both clocks go on, each in its own way.
                    Some(ttl) if name == "TTL" && is_rest && ttl > 0 => "alive".into(),
                    // etcd keeps a lease's keys in a hash map, and answers in any order.
                    None if name == "keys" => sorted(value),
                    None if name == "token" => "given".into(),
                    // Counted from when the real etcd began, which was before this script.
                    _ if name == "authRevision" => "some".into(),
                    // The ids of members are their own, and so are the addresses of the first.
                    None if name == "members" => {
                        value.as_array().into_iter().flatten().map(member).collect::<Vec<_>>().into()
                    }
                    None if name == "member" => member(&value),
                    _ => clean(value, offset),
                };
                (name, value)
            };
            fields.map(field).collect::<Map<_, _>>().into()
        }
        Value::Array(values) => values.into_iter().map(|value| clean(value, offset)).collect(),
        other => other,
    }
}

/// What is compared of a member.
fn member(member: &Value) -> Value {
    let text = |name: &str| member[name].as_str().unwrap_or_default().to_owned();
    described(&text("name"), member["isLearner"] == true, member["clientURLs"].is_array())
}

/// The same of any member, by its name, whether it is a learner, and whether its clients know where it is.
pub fn described(name: &str, learner: bool, started: bool) -> Value {
    let notes = [(learner, " learns"), (!started, " is not started")];
    let notes = notes.iter().filter(|(holds, _)| *holds).map(|(_, note)| *note);
    format!("{}{}", if name.is_empty() { "nobody" } else { name }, notes.collect::<String>()).into()
}

/// An answer of one member of several: they list leases and members in orders of their own.
pub fn of_many(mut answer: Value) -> Value {
    for name in ["leases", "members"] {
        if let Some(Value::Array(list)) = answer.get_mut(name) {
            list.sort_by_key(ToString::to_string);
        }
    }
    answer
}

/// A list of texts in their order.
pub fn sorted(value: Value) -> Value {
    let Value::Array(mut texts) = value else { return value };
    texts.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    texts.into()
}

/// Whether a watch has told its last: it has ended, or the marker has come.
pub fn is_told(told: &[Value], marker: &str) -> bool {
    let marker = STANDARD.encode(marker);
    told.iter().any(|value| {
        let result = &value["result"];
        let ends = |event: &Value| event["kv"]["value"] == marker.as_str();
        result["canceled"] == true
            || value.get("error").is_some()
            || result["events"].as_array().is_some_and(|events| events.iter().any(ends))
    })
}

/// What a watch told up to the marker: how it began and ended, and its events in one list, since how many come at once
/// is not promised.
pub fn told(told: Vec<Value>, offset: i64, marker: &str) -> Value {
    let marker = STANDARD.encode(marker);
    let mut events = Vec::new();
    let mut notes = Vec::new();
    for value in told {
        let mut result = answer(value, offset);
        let Some(fields) = result.as_object_mut() else { continue };
        fields.remove("header");
        if let Some(Value::Array(more)) = fields.remove("events") {
            events.extend(more);
        }
        if !fields.is_empty() {
            notes.push(result);
        }
    }
    let end = events.iter().position(|event| event["kv"]["value"] == marker.as_str());
    events.truncate(end.map_or(events.len(), |end| end + 1));
    json!({"notes": notes, "events": events})
}

/// The same with keys and values as a person reads them, and without what says nothing.
pub fn readable(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let said = fields.iter().filter(|(_, value)| {
                !matches!(value, Value::Bool(false) | Value::Null) && **value != 0 && **value != json!([])
            });
            let plain = |(name, value): (&String, &Value)| {
                let text = value.as_str().filter(|_| ["key", "value", "range_end"].contains(&name.as_str()));
                let text = text.and_then(|text| STANDARD.decode(text).ok());
                let value = text.map_or_else(|| readable(value), |text| String::from_utf8_lossy(&text).into());
                (name.clone(), value)
            };
            said.map(plain).collect::<Map<_, _>>().into()
        }
        Value::Array(values) => values.iter().map(readable).collect(),
        other => other.clone(),
    }
}
