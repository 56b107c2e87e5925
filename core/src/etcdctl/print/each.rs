//! Commands that ask every endpoint: health, status, hashes, defragmentation.

use alloc::{format, string::String, vec::Vec};

use super::{Exit, Format, Header, Style, fields, go, json, shown, table};
use crate::{
    api::{Response, maintenance::Status},
    etcdctl::Endpoint,
    id::Revision,
    time::Duration,
};

/// How one endpoint answered `endpoint health`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Health {
    /// Which.
    pub endpoint: Endpoint,
    /// How long it took.
    pub took: Option<Duration>,
    /// Why it is not healthy.
    pub error: Option<String>,
}

/// Prints what `endpoint health` found; one that is not healthy makes the exit status 1.
pub fn health(style: Style, found: &[Health]) -> Exit {
    let mut exit = Exit::default();
    let took = |health: &Health| health.took.map_or_else(String::new, go::span);
    match style.format {
        Format::Simple => {
            for health in found {
                let endpoint = &health.endpoint.0;
                match &health.error {
                    None => {
                        exit.output += &format!(
                            "{endpoint} is healthy: successfully committed proposal: took = {}\n",
                            took(health)
                        );
                    }
                    Some(error) => {
                        exit.error += &format!("{endpoint} is unhealthy: failed to commit proposal: {error}\n");
                    }
                }
            }
        }
        Format::Json => {
            let rows = found.iter().map(|health| {
                json::Object::default()
                    .raw("endpoint", &json::string(&health.endpoint.0))
                    .raw("health", if health.error.is_none() { "true" } else { "false" })
                    .raw("took", &json::string(&took(health)))
                    .text("error", health.error.as_deref().unwrap_or_default())
                    .end()
            });
            exit.output = json::array(&rows.collect::<Vec<_>>()) + "\n";
        }
        Format::Fields => {
            for health in found {
                exit.output += &format!(
                    "\"Endpoint\" : {}\n\"Health\" : {}\n\"Took\" : {}\n\"Error\" : {}\n\n",
                    go::quoted(health.endpoint.0.as_bytes()),
                    health.error.is_none(),
                    took(health),
                    health.error.as_deref().unwrap_or_default()
                );
            }
        }
        Format::Table => {
            let rows = found.iter().map(|health| {
                let (endpoint, error) = (String::from(&*health.endpoint.0), health.error.clone().unwrap_or_default());
                alloc::vec![endpoint, format!("{}", health.error.is_none()), took(health), error]
            });
            exit.output = table::table(&["ENDPOINT", "HEALTH", "TOOK", "ERROR"], &rows.collect::<Vec<_>>());
        }
    }
    if found.iter().any(|health| health.error.is_some()) {
        exit.status = 1;
        exit.error += "Error: unhealthy cluster\n";
    }
    exit
}

/// Prints what `endpoint status` found. Endpoints that did not answer are no rows: `Failed to get the status of endpoint
/// E (ERROR)` goes to standard error as it happens, and the status is 1 in the end.
pub fn statuses(style: Style, found: &[(Endpoint, Response, Status)]) -> Exit {
    let row = |(endpoint, response, status): &(Endpoint, Response, Status)| {
        let header = Header::of(response);
        alloc::vec![
            String::from(&*endpoint.0),
            format!("{:x}", header.member),
            String::from(status.version),
            go::size(status.db_size),
            format!("{}", status.leader == header.member),
            format!("{}", status.learner),
            format!("{}", status.raft_term),
            format!("{}", status.raft_index),
            format!("{}", status.raft_applied_index),
            status.errors.join(", "),
        ]
    };
    match style.format {
        Format::Simple => shown(found.iter().map(|found| row(found).join(", ") + "\n").collect()),
        Format::Table => {
            let heads = [
                "ENDPOINT",
                "ID",
                "VERSION",
                "DB SIZE",
                "IS LEADER",
                "IS LEARNER",
                "RAFT TERM",
                "RAFT INDEX",
                "RAFT APPLIED INDEX",
                "ERRORS",
            ];
            shown(table::table(&heads, &found.iter().map(row).collect::<Vec<_>>()))
        }
        Format::Json => {
            let rows = found.iter().map(|(endpoint, response, status)| {
                json::Object::default()
                    .raw("Endpoint", &json::string(&endpoint.0))
                    .raw("Status", &json::status(Header::of(response), status))
                    .end()
            });
            shown(json::array(&rows.collect::<Vec<_>>()) + "\n")
        }
        Format::Fields => {
            let rows = found.iter().map(|(endpoint, response, status)| {
                fields::header(Header::of(response))
                    + &format!(
                        "\"Version\" : {}\n\"DBSize\" : {}\n\"Leader\" : {}\n\"IsLearner\" : {}\n\"RaftIndex\" : {}\n\
                         \"RaftTerm\" : {}\n\"RaftAppliedIndex\" : {}\n\"Errors\" : [{}]\n\"Endpoint\" : {}\n\n",
                        go::quoted(status.version.as_bytes()),
                        status.db_size,
                        status.leader,
                        status.learner,
                        status.raft_index,
                        status.raft_term,
                        status.raft_applied_index,
                        status.errors.join(" "),
                        go::quoted(endpoint.0.as_bytes()),
                    )
            });
            shown(rows.collect())
        }
    }
}

/// Prints what `endpoint hashkv` found: the hash, and the revision that was compacted to, of each that answered.
pub fn hashes(style: Style, found: &[(Endpoint, Response, u32, Option<Revision>)]) -> Exit {
    match style.format {
        Format::Simple => {
            shown(found.iter().map(|(endpoint, _, hash, _)| format!("{}, {hash}\n", endpoint.0)).collect())
        }
        Format::Table => {
            let row = |(endpoint, _, hash, _): &(Endpoint, Response, u32, Option<Revision>)| {
                alloc::vec![String::from(&*endpoint.0), format!("{hash}")]
            };
            shown(table::table(&["ENDPOINT", "HASH"], &found.iter().map(row).collect::<Vec<_>>()))
        }
        Format::Json => {
            let rows = found.iter().map(|(endpoint, response, hash, compacted)| {
                let compacted = compacted.map_or(-1, |revision| i128::from(revision.0));
                let hash = json::Object::default()
                    .raw("header", &json::header(Header::of(response)))
                    .number("hash", *hash)
                    .number("compact_revision", compacted)
                    .end();
                json::Object::default().raw("Endpoint", &json::string(&endpoint.0)).raw("HashKV", &hash).end()
            });
            shown(json::array(&rows.collect::<Vec<_>>()) + "\n")
        }
        Format::Fields => {
            let rows = found.iter().map(|(endpoint, response, hash, _)| {
                let endpoint = go::quoted(endpoint.0.as_bytes());
                fields::header(Header::of(response)) + &format!("\"Endpoint\" : {endpoint}\n\"Hash\" : {hash}\n\n")
            });
            shown(rows.collect())
        }
    }
}

/// One endpoint of `endpoint status` or `endpoint hashkv` (`what`: `status`, `hash`) did not answer: what goes to standard error.
pub fn endpoint_failed(what: &str, endpoint: &Endpoint, error: &str) -> String {
    format!("Failed to get the {what} of endpoint {} ({error})\n", endpoint.0)
}

/// How one endpoint ended `defrag`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Defragmented {
    /// Which.
    pub endpoint: Endpoint,
    /// Why it has not done it.
    pub error: Option<String>,
}

impl Defragmented {
    /// What is printed as soon as it has ended.
    pub fn print(&self) -> Exit {
        match &self.error {
            None => shown(format!("Finished defragmenting etcd member[{}]\n", self.endpoint.0)),
            Some(error) => Exit {
                status: 1,
                output: String::new(),
                error: format!("Failed to defragment etcd member[{}] ({error})\n", self.endpoint.0),
            },
        }
    }
}
