//! What the project's commands are made of, as a library so that the browser tests build and serve the page the same way.

pub mod budget;
pub mod chromium;
pub mod page;
pub mod rate;
pub mod script;
pub mod server;
mod single;
mod toolchain;
pub mod watch;

use std::path::{Path, PathBuf};

/// The folder that holds the workspace.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().expect("xtask lives inside the workspace").to_owned()
}
