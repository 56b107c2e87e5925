//! One Raft node, as etcd runs it: inputs in, effects out; no clock, no network, no disk of its own.
//!
//! What is not here: applying commands (`machine`), answering clients (`server`), moving messages (`sim`).

pub mod event;
pub mod membership;
pub mod message;
