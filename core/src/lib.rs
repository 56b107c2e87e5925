//! A whole etcd cluster as a value: the same seed and the same interventions give the same bytes, on every machine.
#![no_std]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

extern crate alloc;

pub mod api;
pub mod check;
pub mod client;
pub mod etcdctl;
pub mod id;
pub mod lease;
pub mod machine;
pub mod mvcc;
pub mod raft;
pub mod rng;
pub mod run;
pub mod server;
pub mod shared;
pub mod sim;
pub mod time;
