//! Drives a page in headless Chromium through chromedriver.
//!
//! A condition is waited for by asking again and again, up to a limit; nothing relies on a pause being long enough.

use std::env;
use std::fs;
use std::future::Future;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Once;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};
use url::{ParseError, Url};
use xtask::chromium;

const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(40);
const ENTER: char = '\u{E007}';

/// What a page is shown on.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// What the reader's system prefers.
    pub dark: bool,
}

/// One browser with one tab and a fresh profile, ended when dropped.
pub struct Browser {
    runtime: Runtime,
    client: Client,
    // Ends after the client has closed its session.
    _driver: Driver,
}

impl Browser {
    /// Starts a browser for a test; `None` where Chromium or its driver is not installed, which is said on the standard error.
    ///
    /// # Errors
    /// When the browser does not start. With `CI=true` in the environment, a missing browser is an error too.
    pub fn start_if_installed() -> Result<Option<Self>> {
        match Programs::find() {
            Ok(programs) => Self::start_with(&programs).map(Some),
            Err(missing) if env::var("CI").is_ok_and(|ci| ci == "true") => Err(missing),
            Err(missing) => {
                static SAID: Once = Once::new();
                // Written past the test runner's capture, which swallows what a passing test prints.
                SAID.call_once(|| {
                    writeln!(io::stderr(), "\nThe browser tests did NOT run: {missing}").ok();
                });
                Ok(None)
            }
        }
    }

    /// Starts a browser.
    ///
    /// # Errors
    /// When Chromium or its driver is missing or does not start.
    pub fn start() -> Result<Self> {
        Self::start_with(&Programs::find()?)
    }

    fn start_with(programs: &Programs) -> Result<Self> {
        let driver = Driver::start(&programs.driver)?;
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": programs.chromium, "args": chromium::FLAGS },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("an object was written above") };
        let address = format!("http://127.0.0.1:{}", driver.port);
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let session = Client::with_capabilities_and_connector(&address, &capabilities, HttpConnector::new());
        let client = runtime.block_on(session).context("starting Chromium through chromedriver")?;
        Ok(Self { runtime, client, _driver: driver })
    }

    /// Loads a page.
    ///
    /// # Errors
    /// When the browser cannot load it.
    pub fn open(&self, address: &str) -> Result<()> {
        self.wait_on(self.client.goto(address)).with_context(|| format!("opening {address}"))
    }

    /// Shows the page on another screen, which is exact: a window's own size has a lower limit.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn show_on(&self, screen: Screen) -> Result<()> {
        let (width, height) = (screen.width, screen.height);
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics)?;
        let scheme = if screen.dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", &media)
    }

    /// Makes the page see a reader who prefers this language, as `zh-CN`; takes effect when a page is opened.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn prefer_language(&self, language: &str) -> Result<()> {
        let agent = self.evaluate("navigator.userAgent")?;
        let preference = json!({ "userAgent": agent, "acceptLanguage": language });
        self.devtools("Emulation.setUserAgentOverride", &preference)
    }

    /// The value of a JavaScript expression in the page.
    ///
    /// # Errors
    /// When the expression throws.
    pub fn evaluate(&self, expression: &str) -> Result<Value> {
        self.wait_on(self.client.execute(&format!("return ({expression});"), Vec::new()))
            .with_context(|| format!("evaluating {expression}"))
    }

    /// Waits until a JavaScript expression is true in the page.
    ///
    /// # Errors
    /// When it still is not after 20 s, with what the console said until then.
    pub fn wait_until(&self, condition: &str) -> Result<()> {
        let limit = Instant::now() + PATIENCE;
        while self.evaluate(&format!("Boolean({condition})"))? != Value::Bool(true) {
            if Instant::now() > limit {
                let text = self.evaluate("document.body.innerText.slice(0, 2000)")?;
                bail!("waited {PATIENCE:?} for {condition}\nerrors: {:#?}\npage: {text}", self.errors()?);
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Clicks the first element that matches a CSS selector, once there is one.
    ///
    /// # Errors
    /// When none appears, or something covers it.
    pub fn click(&self, selector: &str) -> Result<()> {
        let element = self.element(selector)?;
        self.wait_on(element.click()).with_context(|| format!("clicking {selector}"))
    }

    /// Types a line and the Enter key into the first element that matches, once there is one.
    ///
    /// # Errors
    /// When none appears, or it takes no keys.
    pub fn type_line(&self, selector: &str, line: &str) -> Result<()> {
        let element = self.element(selector)?;
        self.wait_on(element.send_keys(&format!("{line}{ENTER}"))).with_context(|| format!("typing into {selector}"))
    }

    /// The text of the first element that matches, as a reader sees it, once there is one.
    ///
    /// # Errors
    /// When none appears.
    pub fn text(&self, selector: &str) -> Result<String> {
        let element = self.element(selector)?;
        self.wait_on(element.text()).with_context(|| format!("reading {selector}"))
    }

    /// The errors that the console has shown since the last call: the page's own, uncaught ones, and files that did not load.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub fn errors(&self) -> Result<Vec<String>> {
        let log = self.extension("se/log", json!({ "type": "browser" }))?;
        let entries = log.as_array().context("chromedriver's log is a list")?;
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        Ok(severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect())
    }

    /// Writes what the screen shows as a PNG picture.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn screenshot(&self, file: &Path) -> Result<()> {
        let picture = self.wait_on(self.client.screenshot())?;
        fs::write(file, picture).with_context(|| format!("writing {}", file.display()))
    }

    fn element(&self, selector: &str) -> Result<Element> {
        let search = self.client.wait().at_most(PATIENCE).every(PAUSE).for_element(Locator::Css(selector));
        self.wait_on(search).with_context(|| format!("looking for {selector}"))
    }

    fn devtools(&self, command: &str, params: &Value) -> Result<()> {
        self.extension("goog/cdp/execute", json!({ "cmd": command, "params": params })).map(drop)
    }

    fn extension(&self, path: &'static str, body: Value) -> Result<Value> {
        self.wait_on(self.client.issue_cmd(Extension { path, body })).with_context(|| format!("asking for {path}"))
    }

    fn wait_on<T, E>(&self, future: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        self.runtime.block_on(future)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Closing the session is what ends Chromium; when it fails there is nothing left to end.
        self.wait_on(self.client.clone().close()).ok();
    }
}

/// A command that chromedriver adds to the standard's.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.expect("a browser has a session from start to drop");
        base.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

/// Where the programs are.
struct Programs {
    chromium: PathBuf,
    driver: PathBuf,
}

impl Programs {
    fn find() -> Result<Self> {
        const ADVICE: &str = "is not on the PATH (Debian: apt-get install chromium chromium-driver)";
        Ok(Self {
            chromium: chromium::find().with_context(|| format!("Chromium {ADVICE}"))?,
            driver: chromium::on_path("chromedriver").with_context(|| format!("chromedriver {ADVICE}"))?,
        })
    }
}

/// A running chromedriver, ended when dropped.
struct Driver {
    process: Child,
    port: u16,
    // Kept open: chromedriver would die of a closed pipe.
    _output: BufReader<ChildStdout>,
}

impl Driver {
    fn start(program: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        // It chooses a free port itself, and tells it.
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().context("starting chromedriver")?;
        let mut output = BufReader::new(process.stdout.take().expect("its output is piped"));
        let port = read_port(&mut output);
        if port.is_err() {
            process.kill().ok();
        }
        Ok(Self { process, port: port?, _output: output })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn read_port(output: &mut impl BufRead) -> Result<u16> {
    let mut said = String::new();
    while output.read_line(&mut said)? > 0 {
        if let Some((_, port)) = said.trim_end().rsplit_once("started successfully on port ") {
            return port.trim_end_matches('.').parse().context("reading chromedriver's port");
        }
    }
    ensure!(!said.is_empty(), "chromedriver ended without a word");
    bail!("chromedriver told no port:\n{said}")
}
