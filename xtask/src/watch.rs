//! Notices that the page's sources have changed.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::root;

const SOURCES: [&str; 6] = ["index.html", "Cargo.toml", "Cargo.lock", "core", "web", "docs"];
const PAUSE: Duration = Duration::from_millis(300);

/// The state of the sources: how many files there are and when the last was written.
type Mark = (usize, Option<SystemTime>);

/// Calls `rebuild` after each change of the sources, for ever.
///
/// Asking the file system a few times a second costs nothing at this size and works the same everywhere.
pub fn each_change(mut rebuild: impl FnMut()) -> ! {
    let mut built = mark_sources();
    loop {
        thread::sleep(PAUSE);
        let now = mark_sources();
        if now != built {
            built = now;
            rebuild();
        }
    }
}

fn mark_sources() -> Mark {
    SOURCES.iter().map(|name| mark(&root().join(name))).fold((0, None), join)
}

fn mark(path: &Path) -> Mark {
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().map(|entry| mark(&entry.path())).fold((0, None), join),
        Err(_) => match fs::metadata(path).and_then(|file| file.modified()) {
            Ok(written) => (1, Some(written)),
            Err(_) => (0, None),
        },
    }
}

fn join(left: Mark, right: Mark) -> Mark {
    (left.0 + right.0, left.1.max(right.1))
}
