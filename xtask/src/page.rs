//! Builds the page: cargo makes the module, wasm-bindgen the script that loads it, and `index.html` is the shell around both.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::Crc;
use wasm_bindgen_cli_support::Bindgen;

use crate::{cargo, root, single, toolchain};

/// The script that loads the module, as `index.html` names it.
pub const GLUE: &str = "agora.js";
/// The module, as `index.html` names it.
pub const MODULE: &str = "agora_bg.wasm";
/// The whole page in one file.
pub const SINGLE: &str = "agora.html";

/// How cargo compiles the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build, slow to run.
    Dev,
    /// What readers get.
    Release,
}

/// The built page's parts, each with its path relative to the page.
pub struct Page {
    shell: String,
    glue: String,
    module: Vec<u8>,
    styles: Vec<(String, String)>,
}

impl Page {
    /// Compiles the page.
    ///
    /// # Errors
    /// When a tool is missing, the code does not compile, or a file of the page cannot be read.
    pub fn build(profile: Profile) -> Result<Self> {
        toolchain::ensure_target()?;
        let mut output = Bindgen::new()
            .input_path(compile(profile)?)
            // A plain script, not an ES module: those do not load from a `file://` page.
            .no_modules(true)?
            .out_name("agora")
            .omit_default_module_path(true)
            .typescript(false)
            .remove_name_section(profile == Profile::Release)
            .remove_producers_section(profile == Profile::Release)
            .generate_output()?;
        let shell = fs::read_to_string(root().join("index.html")).context("reading index.html")?;
        let styles = read_styles(&shell)?;
        Ok(Self { shell, glue: output.js().to_owned(), module: output.wasm_mut().emit_wasm(), styles })
    }

    /// Writes the page as files that refer to each other by relative addresses, so that any path of any host will do.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_files(&self, folder: &Path) -> Result<()> {
        write(&folder.join("index.html"), self.shell_for_host().as_bytes())?;
        write(&folder.join(GLUE), self.glue.as_bytes())?;
        write(&folder.join(MODULE), &self.module)?;
        for (name, text) in &self.styles {
            write(&folder.join(name), text.as_bytes())?;
        }
        Ok(())
    }

    /// Writes the page as one file that opens from disk, without a server or a network.
    ///
    /// # Errors
    /// When the shell lacks a line to fill in, or the file cannot be written.
    pub fn write_single(&self, folder: &Path) -> Result<()> {
        let text = single::pack(&self.shell, &self.glue, &self.module, &self.styles)?;
        write(&folder.join(SINGLE), text.as_bytes())
    }

    /// The shell with a fingerprint in the addresses: a host that caches for minutes must not pair an old script with a new module.
    fn shell_for_host(&self) -> String {
        let mut crc = Crc::new();
        crc.update(self.glue.as_bytes());
        crc.update(&self.module);
        for (_, style) in &self.styles {
            crc.update(style.as_bytes());
        }
        let fingerprint = format!("{:08x}", crc.sum());
        let styles = self.styles.iter().map(|(name, _)| name.as_str());
        styles.chain([GLUE, MODULE]).fold(self.shell.clone(), |shell, name| {
            shell.replace(&format!("\"{name}\""), &format!("\"{name}?{fingerprint}\""))
        })
    }
}

/// Builds the release page into `target/dist`, both as files and as one file, and returns that folder.
///
/// # Errors
/// As [`Page::build`], and when a file cannot be written.
pub fn dist() -> Result<PathBuf> {
    let folder = root().join("target/dist");
    let page = Page::build(Profile::Release)?;
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    page.write_files(&folder)?;
    page.write_single(&folder)?;
    Ok(folder)
}

/// Runs cargo and returns the path of the module it made, which depends on the reader's own cargo settings.
fn compile(profile: Profile) -> Result<PathBuf> {
    let mut cargo = cargo();
    cargo.args([
        "build",
        "--package=agora-web",
        "--lib",
        "--target",
        toolchain::TARGET,
        "--message-format=json-render-diagnostics",
    ]);
    if profile == Profile::Release {
        cargo.arg("--profile=page");
    }
    let output = cargo.output().context("running cargo")?;
    if !output.status.success() {
        bail!("the page does not compile; cargo's messages are above");
    }
    let messages = String::from_utf8(output.stdout).context("reading cargo's messages")?;
    messages.lines().find_map(module_of).context("cargo built the page but named no .wasm file")
}

fn module_of(message: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    if message["target"]["name"] != "agora_web" {
        return None;
    }
    let files = message["filenames"].as_array()?.iter().filter_map(|file| file.as_str());
    files.map(PathBuf::from).find(|file| file.extension().is_some_and(|extension| extension == "wasm"))
}

fn read_styles(shell: &str) -> Result<Vec<(String, String)>> {
    single::style_links(shell)
        .map(|(_, name)| {
            let text = fs::read_to_string(root().join(name));
            Ok((name.to_owned(), text.with_context(|| format!("reading {name}, which index.html links"))?))
        })
        .collect()
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().expect("a file of the page has a folder");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, bytes))
        .with_context(|| format!("writing {}", path.display()))
}
