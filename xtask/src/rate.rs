//! Measures how fast the simulator runs in the page: in virtual seconds in a real one. `cargo bench` measures it natively.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::chromium;
use crate::server::Server;

const VIRTUAL_SECONDS: u32 = 600;
const LIMIT: Duration = Duration::from_secs(60);
const MARK: &str = "agora-rate ";
const NO_RATE: &str = "none";

/// The rate of the page in `folder`, by its own `bench_rate`; `None` when it has none.
///
/// # Errors
/// When the page does not start in Chromium.
pub fn in_browser(chromium: &Path, folder: &Path) -> Result<Option<f64>> {
    let (parent, name) = folder.parent().zip(folder.file_name()).context("the page needs a folder with a name")?;
    let shell = fs::read_to_string(folder.join("index.html"))?;
    fs::write(parent.join("rate.html"), measuring(&shell, &name.to_string_lossy()))?;
    let server = Server::bind(parent, 0)?;
    let address = format!("{}rate.html", server.address()?);
    thread::spawn(|| server.run());

    let profile = parent.join("rate-profile");
    let said = chromium::console_line(chromium, &address, &profile, MARK, LIMIT);
    fs::remove_dir_all(profile).ok();
    let said = said?;
    let (rate, _) = said.split_once(';').context("reading the rate")?;
    Ok(if rate == NO_RATE { None } else { Some(rate.parse().context("reading the rate")?) })
}

/// The page's shell, from the folder beside it, which tells the rate to the console once the page has started.
fn measuring(shell: &str, folder: &str) -> String {
    format!(
        "<!doctype html><base href=\"{folder}/\">{shell}<script>
        (async () => {{
            while (document.getElementById('loading')) await new Promise((go) => setTimeout(go, 50));
            console.log(`{MARK}${{wasm_bindgen.bench_rate?.({VIRTUAL_SECONDS}) ?? '{NO_RATE}'}};`);
        }})();
        </script>"
    )
}
