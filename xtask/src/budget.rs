//! Weighs the page against what a reader should have to download.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::page::SINGLE;
use crate::single::gzip;

/// What all files of the page together may weigh, in bytes after gzip.
pub const LIMIT: usize = 1_000_000;

/// What each file of the page weighs.
pub struct Budget {
    files: Vec<Weight>,
    /// Not part of the total: it is the same page again.
    single: Option<Weight>,
}

struct Weight {
    name: String,
    raw: usize,
    gzip: usize,
}

impl Budget {
    /// Weighs every file of a built page.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn weigh(folder: &Path) -> Result<Self> {
        let mut files = Vec::new();
        for path in files_below(folder)? {
            let bytes = fs::read(&path)?;
            let name = path.strip_prefix(folder)?.display().to_string();
            files.push(Weight { name, raw: bytes.len(), gzip: gzip(&bytes)?.len() });
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let single = files.iter().position(|file| file.name == SINGLE).map(|at| files.remove(at));
        Ok(Self { files, single })
    }

    /// Whether the page is small enough.
    pub fn holds(&self) -> bool {
        self.total().gzip <= LIMIT
    }

    fn total(&self) -> Weight {
        Weight {
            name: "total".to_owned(),
            raw: self.files.iter().map(|file| file.raw).sum(),
            gzip: self.files.iter().map(|file| file.gzip).sum(),
        }
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{:<24}{:>12}{:>12}", "bytes of", "raw", "gzip")?;
        for file in self.files.iter().chain([&self.total()]).chain(&self.single) {
            writeln!(f, "{:<24}{:>12}{:>12}", file.name, file.raw, file.gzip)?;
        }
        let total = self.total().gzip;
        let percent = total * 100 / LIMIT;
        write!(f, "{total} of {LIMIT} bytes allowed after gzip ({percent} %)")
    }
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}
