//! Takes pictures of the page as three kinds of screen show it, light and dark: `cargo shots`.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use agora_browser_tests::browser::{Browser, Screen};
use agora_browser_tests::site::Site;
use anyhow::{Context, Result};
use lexopt::prelude::{Long, Short, Value, ValueExt};

const HELP: &str = "\
cargo shots FOLDER       take pictures of the page: wide, tablet and phone, light and dark
    --url ADDRESS        of a page already served (default: build the release page and serve it)
    --at TEXT            put behind the address, as '#agora=1&run=cluster+3+seed+7;'
    --lang LANGUAGE      the reader's language, as zh-CN
    --type LINE          type a line at the prompt
    --click SELECTOR     click an element
    --panel NAME         open a panel by its tab, as keys or members
    --wait SECONDS       let the page run
The last four may be given often; they are done in the order given, then the picture is taken.";

const SCREENS: [(&str, u32, u32); 3] = [("wide", 1440, 900), ("tablet", 820, 1180), ("phone", 390, 844)];
const PROMPT: &str = "[data-test='prompt']";

enum Step {
    Type(String),
    Click(String),
    Panel(String),
    Wait(Duration),
}

#[derive(Default)]
struct Request {
    folder: Option<PathBuf>,
    address: Option<String>,
    suffix: String,
    language: Option<String>,
    steps: Vec<Step>,
}

fn main() -> Result<()> {
    let Some(request) = parse(lexopt::Parser::from_env())? else {
        println!("{HELP}");
        return Ok(());
    };
    let folder =
        request.folder.as_ref().context("name the folder for the pictures, as in: cargo shots target/shots")?;
    fs::create_dir_all(folder)?;
    let address = match &request.address {
        Some(address) => address.clone(),
        None => Site::shared()?.address.clone(),
    };
    let address = format!("{address}{}", request.suffix);
    for (name, width, height) in SCREENS {
        for dark in [false, true] {
            // A browser for each picture: nothing that the page stores reaches the next one.
            let browser = Browser::start()?;
            browser.show_on(Screen { width, height, dark })?;
            if let Some(language) = &request.language {
                browser.prefer_language(language)?;
            }
            browser.open(&address)?;
            browser.wait_until("!document.getElementById('loading')")?;
            for step in &request.steps {
                perform(step, &browser)?;
            }
            let file = folder.join(format!("{name}-{}.png", if dark { "dark" } else { "light" }));
            browser.screenshot(&file)?;
            println!("{}", file.display());
            for error in browser.errors()? {
                println!("  console: {error}");
            }
            let overflow = browser.evaluate("document.documentElement.scrollWidth - innerWidth")?;
            if overflow.as_i64() > Some(0) {
                println!("  the page is {overflow} pixels wider than the screen");
            }
        }
    }
    Ok(())
}

fn perform(step: &Step, browser: &Browser) -> Result<()> {
    match step {
        Step::Type(line) => browser.type_line(PROMPT, line),
        Step::Click(selector) => browser.click(selector),
        // The tab stands in another strip on another screen, and beside the picture there is none.
        Step::Panel(name) => {
            let tabs = format!("[...document.querySelectorAll(`[data-tab='{name}']`)]");
            browser.evaluate(&format!("{tabs}.find((tab) => tab.offsetParent)?.click()")).map(drop)
        }
        Step::Wait(time) => {
            thread::sleep(*time);
            Ok(())
        }
    }
}

/// Reads the command line; `None` when it asks for help.
fn parse(mut args: lexopt::Parser) -> Result<Option<Request>> {
    let mut request = Request::default();
    while let Some(arg) = args.next()? {
        match arg {
            Long("url") => request.address = Some(args.value()?.string()?),
            Long("at") => request.suffix = args.value()?.string()?,
            Long("lang") => request.language = Some(args.value()?.string()?),
            Long("type") => request.steps.push(Step::Type(args.value()?.string()?)),
            Long("click") => request.steps.push(Step::Click(args.value()?.string()?)),
            Long("panel") => request.steps.push(Step::Panel(args.value()?.string()?)),
            Long("wait") => request.steps.push(Step::Wait(Duration::try_from_secs_f64(args.value()?.parse()?)?)),
            Value(folder) if request.folder.is_none() => request.folder = Some(folder.into()),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(request))
}
