//! Mutation testing: small faults are put into `core/src/raft`, one at a time, and the fast tests have to notice each.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail, ensure};
use lexopt::prelude::{Long, ValueExt};

use crate::{cargo, root};

/// The modules that Raft is made of; by themselves they are compiled in seconds, and so are their tests.
const MODULES: [&str; 5] = ["id", "raft", "rng", "shared", "time"];

/// The crate of these modules, with the scenarios as its second test program.
const MANIFEST: &str = "\
[package]
name = \"agora-core\"
version = \"0.0.0\"
edition = \"2024\"

[dependencies]
rand = { version = \"0.10\", default-features = false }
rand_chacha = { version = \"0.10\", default-features = false }

[dev-dependencies]
goldenscript = \"0.8\"

[profile.dev]
opt-level = 1
debug = false

[profile.dev.package.rand_chacha]
opt-level = 3

[workspace]
";

/// Draws every `of`th mutant, from the `shard`th on, and judges it.
///
/// # Errors
/// When cargo-mutants is not there, or a mutant survives.
pub fn command(mut args: lexopt::Parser) -> Result<()> {
    let mut shard = String::from("0/3");
    while let Some(arg) = args.next()? {
        match arg {
            Long("shard") => shard = args.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let folder = root().join("target/mutants");
    write_crate(&folder)?;
    let status = cargo()
        .current_dir(&folder)
        .args(["mutants", "--file", "src/raft/**", "--sharding", "round-robin", "--shard", &shard])
        .args(["--minimum-test-timeout", "20", "--colors", "never", "--no-shuffle"])
        .status()
        .context("running cargo mutants")?;
    match status.code() {
        Some(0) => Ok(()),
        Some(2 | 3) => bail!("some mutants survive: see {}", folder.join("mutants.out/missed.txt").display()),
        _ => {
            bail!("cargo mutants failed; if it is not installed: cargo install cargo-mutants --version 27.1.0 --locked")
        }
    }
}

fn write_crate(folder: &Path) -> Result<()> {
    let source = folder.join("src");
    if source.exists() {
        fs::remove_dir_all(&source)?;
    }
    let core = root().join("core/src");
    let mut lib = String::from("#![no_std]\nextern crate alloc;\n");
    for module in MODULES {
        lib += &format!("pub mod {module};\n");
        let file = format!("{module}.rs");
        if core.join(&file).exists() {
            copy(&core.join(&file), &source.join(&file))?;
        } else {
            copy(&core.join(module), &source.join(module))?;
        }
    }
    fs::write(source.join("lib.rs"), lib)?;
    fs::write(folder.join("Cargo.toml"), MANIFEST)?;
    copy(&root().join("Cargo.lock"), &folder.join("Cargo.lock"))?;
    let tests = root().join("tests");
    copy(&tests.join("tests/scenarios"), &folder.join("tests/scenarios"))?;
    copy(&tests.join("scenarios"), &folder.join("scenarios"))
}

/// Copies a file, or a folder with all in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    let parent = to.parent().expect("a file lies in a folder");
    fs::create_dir_all(parent)?;
    let copied = fs::copy(from, to).with_context(|| format!("copying {}", from.display()));
    ensure!(copied.is_ok(), "{copied:?}");
    Ok(())
}
