//! What the project's commands are made of, as a library so that the browser tests build and serve the page the same way.

pub mod budget;
pub mod chromium;
pub mod elections;
pub mod etcd;
pub mod explore;
pub mod find;
pub mod fuzz;
pub mod mutants;
pub mod page;
pub mod prove;
pub mod rate;
pub mod script;
pub mod server;
mod single;
mod toolchain;
pub mod watch;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder that holds the workspace.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().expect("xtask lives inside the workspace").to_owned()
}

/// The cargo that runs this program, in the workspace, with its messages shown and its output left to the caller.
fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root()).stdin(Stdio::null()).stderr(Stdio::inherit());
    cargo
}
