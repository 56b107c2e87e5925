//! What etcd's client library builds on the API: watches that survive a broken connection, sessions, locks, elections
//! (etcd, `client/v3` and `client/v3/concurrency`). Each is a state machine that speaks calls and answers, like any
//! user of the store.

pub(super) mod election;
pub(super) mod mutex;
pub(super) mod session;
pub(super) mod wait;
pub(super) mod watcher;
