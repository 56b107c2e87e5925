//! Measures how fast the page is: the simulator, in virtual seconds in a real one; walking in an hour of it; the search in
//! its worker. `cargo bench` measures the same natively.

use std::fmt;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::chromium;
use crate::server::Server;

const VIRTUAL_SECONDS: u32 = 600;
/// How often the load is run. In the first run the browser still compiles: it begins with code that is quick to make and
/// slow to run. The fastest run counts, since all else is that and the machine's other work.
const TRIES: u32 = 8;
const HOUR: u32 = 3_600;
/// How many seeds are searched for a violation, which none has, and for how many virtual seconds each.
const SEEDS: u32 = 600;
const SPAN: u32 = 30;
const LIMIT: Duration = Duration::from_secs(300);
const MARK: &str = "agora-rate ";

/// How much memory the page may have with an hour in it, in MiB. It is the same wherever it is measured.
const MEMORY_AIM: f64 = 64.0;
/// How long anything may take that a reader waits for, in milliseconds: one repaint.
const REPAINT: f64 = 16.0;
/// How many seeds are searched in a second at least.
const SEARCH_AIM: f64 = 200.0;

/// What was measured.
pub struct Rate {
    /// Virtual seconds in a real one, in the first run, while the browser still compiles.
    first: f64,
    /// The same in the fastest run.
    best: f64,
    walk: Walk,
    /// Seeds in a second, in the worker.
    search: f64,
}

/// Walking in an hour with ten puts a second, in milliseconds.
struct Walk {
    recorded: f64,
    seek: f64,
    seek_most: f64,
    branch_most: f64,
    window_most: f64,
    slice_most: f64,
    /// Of the whole page, in MiB.
    memory: f64,
}

impl Rate {
    /// Whether the hour has room where it must have; the times depend on the machine, and are only told.
    pub fn holds(&self) -> bool {
        self.walk.memory <= MEMORY_AIM
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { first, best, walk, search } = self;
        let over = |is: bool| if is { "  OVER" } else { "" };
        writeln!(f, "{best:.0} virtual seconds in a second, in Chromium ({first:.0} while it still compiles)")?;
        writeln!(f, "an hour of ten puts a second recorded in {:.1} s", walk.recorded / 1e3)?;
        let mut line = |what: &str, millis: f64| {
            writeln!(f, "{what:<44}{millis:>9.2} ms of {REPAINT} ms{}", over(millis > REPAINT))
        };
        line("a seek in it, in the middle", walk.seek)?;
        line("a seek in it, at most", walk.seek_most)?;
        line("opening a branch, at most", walk.branch_most)?;
        line("two seconds of events for the lanes, at most", walk.window_most)?;
        line("one repaint of a long way, at most", walk.slice_most)?;
        writeln!(
            f,
            "{:<44}{:>9.1} MiB of {MEMORY_AIM} MiB{}",
            "the page's memory with the hour in it",
            walk.memory,
            over(!self.holds())
        )?;
        write!(
            f,
            "{:<44}{search:>9.0} seeds a second of {SPAN} virtual seconds each, of {SEARCH_AIM}{}",
            "the search in its worker",
            over(*search < SEARCH_AIM)
        )
    }
}

/// The rate of the page in `folder`, by its own benches and its own worker.
///
/// # Errors
/// When the page does not start in Chromium.
pub fn in_browser(chromium: &Path, folder: &Path) -> Result<Rate> {
    let (parent, name) = folder.parent().zip(folder.file_name()).context("the page needs a folder with a name")?;
    let shell = fs::read_to_string(folder.join("index.html"))?;
    fs::write(parent.join("rate.html"), measuring(&shell, &name.to_string_lossy()))?;
    let server = Server::bind(parent, 0)?;
    let address = format!("{}rate.html", server.address()?);
    thread::spawn(|| server.run());

    let profile = parent.join("rate-profile");
    let said = chromium::console_line(chromium, &address, &profile, MARK, LIMIT);
    fs::remove_dir_all(profile).ok();
    read(&said?)
}

/// `rates;walk;search;`, each with spaces in between.
fn read(said: &str) -> Result<Rate> {
    let mut parts =
        said.split(';').map(|part| part.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>());
    let mut next = || parts.next().context("the page told too little")?.context("reading what the page measured");
    let (rates, walk, search) = (next()?, next()?, next()?);
    let first = *rates.first().context("the page told no rate")?;
    let best = rates.into_iter().fold(first, f64::max);
    let [recorded, seek, seek_most, branch_most, window_most, slice_most, memory] = walk[..] else {
        bail!("the page told {} figures of walking", walk.len())
    };
    let search = *search.first().context("the page told nothing of its search")?;
    let walk = Walk { recorded, seek, seek_most, branch_most, window_most, slice_most, memory };
    Ok(Rate { first, best, walk, search })
}

/// The page's shell, from the folder beside it, which tells the rates to the console once the page has started.
fn measuring(shell: &str, folder: &str) -> String {
    format!(
        "<!doctype html><base href=\"{folder}/\">{shell}<script>
        (async () => {{
            while (document.getElementById('loading')) await new Promise((go) => setTimeout(go, 50));
            const rates = [];
            const rest = () => new Promise((go) => setTimeout(go, 50));
            for (let run = 0; run < {TRIES}; run++) {{
                rates.push(wasm_bindgen.bench_rate({VIRTUAL_SECONDS}));
                await rest();
            }}
            const walk = wasm_bindgen.bench_walk({HOUR});
            const search = await new Promise((go) => {{
                const worker = agoraWorker('violation\\n\\n{SEEDS}\\n{SPAN}');
                let begun;
                worker.onmessage = ({{ data }}) => {{
                    const [word, tried] = data.split(' ');
                    begun ??= [performance.now(), Number(tried)];
                    if (word !== 'tried') go(({SEEDS} - begun[1]) * 1000 / (performance.now() - begun[0]));
                }};
            }});
            console.log(`{MARK}${{rates.join(' ')}};${{walk}};${{search}};`);
        }})();
        </script>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_tells_is_read_and_held_against_the_aims() {
        let rate = read("900 4000 3500;2100 0.5 1.5 0.2 3 17 63.5;150.4;").unwrap();
        assert!((rate.first, rate.best, rate.search) == (900.0, 4000.0, 150.4) && rate.holds());
        let told = rate.to_string();
        assert!(told.contains("4000 virtual seconds") && told.contains("17.00 ms of 16 ms  OVER"), "{told}");
        assert!(told.contains("63.5 MiB of 64 MiB\n") && told.ends_with("of 200  OVER"), "{told}");
        assert!(!read("1;1 1 1 1 1 1 64.5;300;").unwrap().holds());
        assert!(read("1;1 1;300;").is_err());
        assert!(read("").is_err());
    }
}
