//! Finds Chromium on this machine, and runs a page in it.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// How Chromium must be started where no one looks at it.
pub const FLAGS: [&str; 9] = [
    "--headless",
    // A small laptop; a test that wants another screen says so.
    "--window-size=1280,800",
    // Chromium refuses to run its sandbox as root, and CI is root.
    "--no-sandbox",
    "--disable-gpu",
    // Nothing below may look for a network: the page needs none, and CI has none.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// The installed Chromium, under any of its names.
pub fn find() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| on_path(name))
}

/// The program of that name that a shell would start.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// Opens a page and returns what follows `mark` in the first line of its console that has it.
///
/// # Errors
/// When Chromium does not start, or the page says nothing of the kind within `limit`.
pub fn console_line(chromium: &Path, address: &str, profile: &Path, mark: &str, limit: Duration) -> Result<String> {
    let mut process = Command::new(chromium)
        .args(FLAGS)
        .args(["--enable-logging=stderr", "--remote-debugging-port=0"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("starting Chromium")?;
    let found = first_line_with(&mut process, mark.to_owned()).recv_timeout(limit);
    process.kill().ok();
    process.wait().ok();
    found.with_context(|| format!("the page's console did not say {mark:?} within {limit:?}"))
}

/// Reads on a thread of its own: a pipe has no time limit.
fn first_line_with(process: &mut Child, mark: String) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    let output: ChildStderr = process.stderr.take().expect("the error output is piped");
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some((_, rest)) = line.split_once(&mark) {
                // No one listens any more once the limit has passed.
                sender.send(rest.to_owned()).ok();
            }
        }
    });
    receiver
}
