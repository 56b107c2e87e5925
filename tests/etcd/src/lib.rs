//! Holds the simulated cluster against a real etcd 3.5.16: generated scripts run on both, and every answer is compared.
//!
//! Two ways lead in. [`gateway`] speaks to the member: typed requests, as JSON through etcd's HTTP gateway on one side and
//! to a simulated member on the other. [`cli`] speaks to the tool: command lines, through the real etcdctl on one side
//! and a terminal of a simulated cluster on the other. What a script may contain is in [`family`], one table for both.
//!
//! `cargo xtask etcd fetch` brings the real programs; nothing here reaches beyond 127.0.0.1.

pub mod cli;
pub mod draw;
pub mod family;
pub mod gateway;
pub mod hunt;
pub mod reference;

use std::path::{Path, PathBuf};

/// The folder with the real `etcd` and `etcdctl`, whether they are there or not.
pub fn folder() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().nth(2).expect("the package lives inside the workspace");
    root.join("target/etcd/bin")
}

/// Whether the real programs are there.
pub fn is_fetched() -> bool {
    ["etcd", "etcdctl"].iter().all(|name| folder().join(name).is_file())
}
