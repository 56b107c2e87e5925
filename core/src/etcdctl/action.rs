//! What a command line asks for: one value for every command that etcdctl 3.5 has.
//!
//! Words only. Who carries an action out, and in how many requests, is `client`.

use alloc::{string::String, sync::Arc, vec::Vec};

use super::{Exit, Style};
use crate::{
    api::{Call, kv::Put, watch::WatchCreate},
    id::{LeaseId, NodeId},
    time::Duration,
};

/// A command that is well formed: what it does, and how.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Invocation {
    /// What it does.
    pub action: Action,
    /// How its answers are printed.
    pub style: Style,
    /// When a request of it gives up (`--command-timeout`).
    pub timeout: Duration,
    /// When it gives up connecting (`--dial-timeout`).
    pub dial_timeout: Duration,
    /// `--endpoints`, where it was given.
    pub endpoints: Option<Vec<Endpoint>>,
    /// `--user`, where it was given.
    pub login: Option<Login>,
    /// What it says on standard error before it asks anything.
    pub warning: String,
    /// What it says on standard output before it asks anything.
    pub said: String,
}

/// Who asks.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Login {
    /// The user's name.
    pub name: String,
    /// The password.
    pub password: String,
}

/// An address as typed: `n1:2379`, `http://192.168.22.11:2379`. What it is printed as; who listens there is the
/// world's to say.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Endpoint(pub Arc<str>);

impl Endpoint {
    /// The machine's name or number, without scheme and port.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or(&*self.0, |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or_default();
        match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => host,
            _ => authority,
        }
    }

    /// The port, where there is one.
    pub fn port(&self) -> Option<u16> {
        let rest = self.0.split_once("://").map_or(&*self.0, |(_, rest)| rest);
        rest.split('/').next()?.rsplit_once(':')?.1.parse().ok()
    }

    /// The member whose machine has this name: `n2`, `http://n2:2379`. Other hosts have to be looked up.
    pub fn member(&self) -> Option<NodeId> {
        self.host().strip_prefix('n')?.parse().ok().and_then(NodeId::new)
    }
}

/// What a command does.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// One request, and its answer printed with [`super::print`].
    Call(Call),
    /// It reads its standard input first, which here is what is typed next.
    Read(Reading),
    /// Watches until it is interrupted.
    Watch(Watch),
    /// Keeps a lease alive until it ends or the command is interrupted.
    KeepAlive {
        /// Which.
        id: LeaseId,
        /// One keep-alive only.
        once: bool,
    },
    /// Takes a lock and holds it.
    Lock {
        /// The lock's name: the prefix of its keys.
        name: String,
        /// How long the lock outlives its holder, seconds.
        ttl: i64,
        /// What is run while the lock is held; empty: it is held until it is interrupted.
        command: Vec<String>,
    },
    /// Stands in an election, and stays elected until it is interrupted.
    Campaign {
        /// The election's name: the prefix of its keys.
        name: String,
        /// What it stands for.
        value: String,
    },
    /// Tells who is elected, until it is interrupted.
    Observe {
        /// The election's name.
        name: String,
    },
    /// Asks each endpoint, and prints a line or a row for each.
    Endpoints {
        /// What.
        ask: EndpointAsk,
        /// The endpoints are those of all members.
        cluster: bool,
    },
    /// Lets each endpoint give space back, one after the other.
    Defragment {
        /// The endpoints are those of all members.
        cluster: bool,
    },
    /// Finds the leader among the endpoints, and has it hand over.
    MoveLeader {
        /// To whom, by 64-bit id.
        target: u64,
    },
    /// Adds a member, and prints what its process needs to be told.
    MemberAdd {
        /// Its name to be.
        name: String,
        /// Where its peers will find it.
        peer_urls: Vec<Arc<str>>,
        /// It shall not vote yet.
        learner: bool,
    },
    /// Turns permissions on; gives root its role first where it has none.
    AuthEnable,
    /// What the client finds wrong by itself, but only once its user is let in.
    Wrong(Exit),
    /// A user's roles, and what each may do (`user get --detail`).
    UserDetail {
        /// Whose.
        name: String,
    },
    /// Saves a member's store into a file of the terminal.
    SnapshotSave {
        /// The file.
        file: String,
    },
    /// Tells what is in such a file.
    SnapshotStatus {
        /// The file.
        file: String,
    },
    /// Makes a data directory from such a file.
    SnapshotRestore(Arc<Restore>),
}

/// A command that wants its standard input; [`super::finish`] makes an [`Action`] of both.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Reading {
    /// `put KEY`: all of it is the value.
    Put(Put),
    /// `txn`: comparisons, an empty line, requests, an empty line, other requests, an empty line.
    Txn {
        /// It says what it wants before each part (`-i`).
        interactive: bool,
    },
    /// `watch -i`: a command a line, carried out as it comes ([`super::watch_line`]).
    Watch,
    /// `user add NAME` and `user passwd NAME`: a password, twice where it is asked for at a prompt.
    Password {
        /// The user.
        name: String,
        /// The user is a new one.
        add: bool,
        /// It is asked for at a prompt, and once more.
        twice: bool,
    },
}

/// A watch of one key or one range.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Watch {
    /// What is watched, and from when on.
    pub order: WatchCreate,
    /// What is run for each event; empty: nothing.
    pub command: Vec<String>,
}

/// A line of an interactive watch.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum WatchLine {
    /// One more watch on the stream.
    Watch(Watch),
    /// Asks how far the stream is.
    Progress,
}

/// What is asked of each endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EndpointAsk {
    /// Whether it can serve a linearizable read.
    Health,
    /// How it is.
    Status,
    /// The hash of its keys.
    HashKv {
        /// As of which revision; 0 is the newest.
        revision: i64,
    },
}

/// How a data directory is made from a snapshot.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Restore {
    /// The file.
    pub file: String,
    /// The directory; by default `NAME.etcd`.
    pub data_dir: String,
    /// The name of the member that will start from it.
    pub name: String,
    /// Its cluster: names and peer addresses.
    pub initial_cluster: String,
    /// The cluster's token.
    pub initial_cluster_token: String,
    /// The addresses of the member itself.
    pub initial_advertise_peer_urls: String,
    /// Takes a file without a hash, as copied from a data directory.
    pub skip_hash_check: bool,
}
