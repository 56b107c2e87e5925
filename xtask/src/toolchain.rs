//! Makes sure that the compiler can build for WebAssembly.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the WebAssembly target with rustup when the compiler lacks it, and says so.
///
/// # Errors
/// When the target is missing and cannot be added; the message says what to do.
pub fn ensure_target() -> Result<()> {
    if has_target()? {
        return Ok(());
    }
    eprintln!("The Rust target {TARGET} is missing; adding it: rustup target add {TARGET}");
    match Command::new("rustup").args(["target", "add", TARGET]).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => bail!("rustup could not add {TARGET}; run `rustup target add {TARGET}` and mend what it reports"),
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "the Rust target {TARGET} is missing and rustup is not installed.\n\
             Either install Rust with rustup (https://rustup.rs), or install your system's package with Rust's\n\
             standard library for {TARGET} (Debian: libstd-rust-dev-wasm32), then try again"
        ),
        Err(error) => Err(error).context("running rustup"),
    }
}

fn has_target() -> Result<bool> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .context("running rustc; is Rust on the PATH?")?;
    let folder = String::from_utf8_lossy(&output.stdout);
    Ok(output.status.success() && Path::new(folder.trim()).is_dir())
}
