//! Measures how fast the simulator runs in the page: in virtual seconds in a real one. `cargo bench` measures it natively.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::chromium;
use crate::server::Server;

const VIRTUAL_SECONDS: u32 = 600;
/// How often the load is run. In the first run the browser still compiles: it begins with code that is quick to make and
/// slow to run. The fastest run counts, since all else is that and the machine's other work.
const TRIES: u32 = 8;
const LIMIT: Duration = Duration::from_secs(60);
const MARK: &str = "agora-rate ";
const NO_RATE: &str = "none";

/// Virtual seconds in a real one.
pub struct Rate {
    /// Of the first run, while the browser still compiles.
    pub first: f64,
    /// Of the fastest run.
    pub best: f64,
}

/// The rate of the page in `folder`, by its own `bench_rate`; `None` when it has none.
///
/// # Errors
/// When the page does not start in Chromium.
pub fn in_browser(chromium: &Path, folder: &Path) -> Result<Option<Rate>> {
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
    let (said, _) = said.split_once(';').context("reading the rates")?;
    if said == NO_RATE {
        return Ok(None);
    }
    let rates = said.split(' ').map(str::parse).collect::<Result<Vec<f64>, _>>().context("reading the rates")?;
    let first = *rates.first().context("the page told no rate")?;
    Ok(Some(Rate { first, best: rates.into_iter().fold(first, f64::max) }))
}

/// The page's shell, from the folder beside it, which tells the rates to the console once the page has started.
fn measuring(shell: &str, folder: &str) -> String {
    format!(
        "<!doctype html><base href=\"{folder}/\">{shell}<script>
        (async () => {{
            while (document.getElementById('loading')) await new Promise((go) => setTimeout(go, 50));
            const rates = [];
            for (let run = 0; wasm_bindgen.bench_rate && run < {TRIES}; run++) {{
                rates.push(wasm_bindgen.bench_rate({VIRTUAL_SECONDS}));
                await new Promise((go) => setTimeout(go, 50));
            }}
            console.log(`{MARK}${{rates.join(' ') || '{NO_RATE}'}};`);
        }})();
        </script>"
    )
}
