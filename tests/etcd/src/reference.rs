//! A real etcd: started in a folder of its own on 127.0.0.1, and gone when it is dropped.

mod cluster;

pub use cluster::{Cluster, Nowhere};

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

/// How long etcd may take to serve after it was started.
const START_LIMIT: Duration = Duration::from_secs(20);

/// How long etcd may take to answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(20);

/// What etcd says on standard error, in its folder.
const LOG: &str = "log";

/// How long connections have to have held before etcd lets members be changed, and a little.
const HEALTHY: Duration = Duration::from_millis(6_500);

/// One running member.
#[derive(Debug)]
pub struct Reference {
    name: String,
    process: Child,
    folder: PathBuf,
    client: SocketAddr,
    peer: SocketAddr,
    /// Every member's name and address, as etcd wants them.
    initial: String,
    cluster: u64,
    id: u64,
    runs: bool,
    connection: Option<BufReader<TcpStream>>,
    /// Sent with every request through the gateway.
    pub token: Option<String>,
}

impl Reference {
    fn new(number: usize, [client, peer]: [SocketAddr; 2], initial: String) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = memory().join(format!("agora-etcd-{}-{count}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let name = format!("n{number}");
        let process = spawn(&name, &folder, [client, peer], &initial)?;
        let (cluster, id, runs, connection, token) = (0, 0, true, None, None);
        Ok(Self { name, process, folder, client, peer, initial, cluster, id, runs, connection, token })
    }

    fn wait(&mut self) -> Result<()> {
        let since = Instant::now();
        loop {
            if let Ok((_, answer)) = self.post("/v3/maintenance/status", &json!({}))
                && answer["leader"].as_str().is_some_and(|leader| leader != "0")
            {
                let id = |name: &str| answer["header"][name].as_str().and_then(|text| text.parse().ok()).unwrap_or(0);
                (self.cluster, self.id) = (id("cluster_id"), id("member_id"));
                return Ok(());
            }
            if let Some(status) = self.process.try_wait()? {
                bail!("etcd ended with {status} before it served");
            }
            ensure!(since.elapsed() < START_LIMIT, "etcd did not serve within {START_LIMIT:?}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn kill(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        (self.connection, self.runs) = (None, false);
        Ok(())
    }

    fn restart(&mut self) -> Result<()> {
        self.process = spawn(&self.name, &self.folder, [self.client, self.peer], &self.initial)?;
        self.runs = true;
        Ok(())
    }

    /// Whether its process runs.
    pub fn runs(&self) -> bool {
        self.runs
    }

    /// Where it listens for clients, and for peers.
    pub fn addresses(&self) -> [SocketAddr; 2] {
        [self.client, self.peer]
    }

    /// The cluster's id.
    pub fn cluster(&self) -> u64 {
        self.cluster
    }

    /// Its own id.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Where its files are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Asks through the gateway, on a connection that stays open. Returns the status and what came.
    ///
    /// # Errors
    /// When the connection fails twice, or what comes is no JSON.
    pub fn post(&mut self, path: &str, body: &Value) -> Result<(u16, Value)> {
        let request = self.request(path, body);
        let (status, text) = self.exchange(&request).map_err(|error| self.explain(error, path, body))?;
        let value =
            serde_json::from_str(&text).with_context(|| format!("{path}: an answer that is no JSON: {text}"))?;
        Ok((status, value))
    }

    /// How many watches it has that have heard of all that was done, by its own count.
    ///
    /// # Errors
    /// When it does not answer, or does not say.
    pub fn watchers(&mut self) -> Result<usize> {
        let (_, page) = self.exchange(&format!("GET /metrics HTTP/1.1\r\nHost: {}\r\n\r\n", self.client))?;
        let count = |name: &str| {
            let mut values =
                page.lines().filter_map(|line| line.strip_prefix(name)?.trim_start().parse::<usize>().ok());
            values.next().with_context(|| format!("a member that does not count {name}"))
        };
        // Slow is its word for those that begin in the past, until they are told, ten times a second.
        Ok(count("etcd_debugging_mvcc_watcher_total")?.saturating_sub(count("etcd_debugging_mvcc_slow_watcher_total")?))
    }

    fn exchange(&mut self, request: &str) -> Result<(u16, String)> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => BufReader::new(connect(self.client)?),
        };
        connection.get_mut().write_all(request.as_bytes())?;
        let (status, answer) = read_answer(&mut connection)?;
        self.connection = Some(connection);
        Ok((status, String::from_utf8(answer).context("an answer that is no text")?))
    }

    /// What went wrong, with what was asked and the last that etcd said.
    fn explain(&self, error: anyhow::Error, path: &str, body: &Value) -> anyhow::Error {
        let said = fs::read_to_string(self.folder.join(LOG)).unwrap_or_default();
        let said = said.lines().filter(|line| !line.starts_with('{')).take(12).collect::<Vec<_>>().join("\n");
        error.context(format!("etcd does not answer {path} {body}\n{said}"))
    }

    fn request(&self, path: &str, body: &Value) -> String {
        let body = body.to_string();
        let token = self.token.as_ref().map(|token| format!("Authorization: {token}\r\n")).unwrap_or_default();
        let (host, length) = (self.client, body.len());
        format!("POST {path} HTTP/1.1\r\nHost: {host}\r\n{token}Content-Length: {length}\r\n\r\n{body}")
    }

    /// Opens a stream through the gateway, on a connection of its own.
    ///
    /// # Errors
    /// When the connection fails.
    pub fn stream(&self, path: &str, body: &Value) -> Result<Stream> {
        // The stream goes on when the body has ended, and Go sends nothing before.
        let request = self.request(path, body);
        let mut connection = connect(self.client)?;
        connection.write_all(request.as_bytes())?;
        Ok(Stream { connection: BufReader::new(connection), begun: false, rest: String::new() })
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
        fs::remove_dir_all(&self.folder).ok();
    }
}

fn spawn(name: &str, folder: &Path, [client, peer]: [SocketAddr; 2], initial: &str) -> Result<Child> {
    let (client, peer) = (format!("http://{client}"), format!("http://{peer}"));
    Command::new(crate::folder().join("etcd"))
        .args(["--name", name, "--unsafe-no-fsync", "--log-level", "error", "--bcrypt-cost", "4"])
        .arg("--data-dir")
        .arg(folder)
        .args(["--listen-client-urls", &client, "--advertise-client-urls", &client])
        .args(["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer])
        .args(["--initial-cluster", initial])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(folder.join(LOG))?)
        .spawn()
        .context("starting etcd; `cargo xtask etcd fetch` brings it")
}

/// A stream of answers: one JSON value a line.
#[derive(Debug)]
pub struct Stream {
    connection: BufReader<TcpStream>,
    begun: bool,
    rest: String,
}

impl Stream {
    /// The next value; `None` when nothing more comes within `limit`.
    ///
    /// # Errors
    /// When the connection fails, or what comes is no JSON.
    pub fn next(&mut self, limit: Duration) -> Result<Option<Value>> {
        self.connection.get_ref().set_read_timeout(Some(limit))?;
        loop {
            if let Some((line, rest)) = self.rest.split_once('\n') {
                let value = serde_json::from_str(line).with_context(|| format!("no JSON: {line}"))?;
                self.rest = rest.to_owned();
                return Ok(Some(value));
            }
            match self.piece() {
                Ok(Some(piece)) => self.rest += &piece,
                Ok(None) => return Ok(None),
                Err(error) => {
                    let timed_out = error.downcast_ref::<std::io::Error>().is_some_and(|error| {
                        matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
                    });
                    return if timed_out { Ok(None) } else { Err(error) };
                }
            }
        }
    }

    /// One chunk of the answer; `None` at its end.
    fn piece(&mut self) -> Result<Option<String>> {
        if !self.begun {
            let (_, length) = read_head(&mut self.connection)?;
            ensure!(length.is_none(), "a stream of a known length");
            self.begun = true;
        }
        let piece = read_chunk(&mut self.connection)?;
        Ok(if piece.is_empty() { None } else { Some(String::from_utf8(piece)?) })
    }
}

/// A folder in memory where there is one: etcd's files need no disk here.
fn memory() -> PathBuf {
    let shared = Path::new("/dev/shm");
    if shared.is_dir() { shared.to_owned() } else { env::temp_dir() }
}

pub(crate) fn free_ports() -> Result<[SocketAddr; 2]> {
    let listeners = [TcpListener::bind("127.0.0.1:0")?, TcpListener::bind("127.0.0.1:0")?];
    Ok([listeners[0].local_addr()?, listeners[1].local_addr()?])
}

fn connect(to: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(to)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(ANSWER_LIMIT))?;
    Ok(stream)
}

/// The status, and the length of the body where it is known.
fn read_head(connection: &mut impl BufRead) -> Result<(u16, Option<usize>)> {
    let mut line = String::new();
    connection.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.with_context(|| format!("no status in {line:?}"))?;
    let mut length = None;
    loop {
        line.clear();
        connection.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { return Ok((status, length)) };
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse()?);
        }
    }
}

fn read_answer(connection: &mut impl BufRead) -> Result<(u16, Vec<u8>)> {
    let (status, length) = read_head(connection)?;
    let mut body = Vec::new();
    if let Some(length) = length {
        body.resize(length, 0);
        connection.read_exact(&mut body)?;
        return Ok((status, body));
    }
    loop {
        let piece = read_chunk(connection)?;
        if piece.is_empty() {
            return Ok((status, body));
        }
        body.extend(piece);
    }
}

fn read_chunk(connection: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut line = String::new();
    connection.read_line(&mut line)?;
    let length =
        usize::from_str_radix(line.trim_end(), 16).with_context(|| format!("no chunk begins with {line:?}"))?;
    let mut piece = vec![0; length + 2];
    connection.read_exact(&mut piece)?;
    piece.truncate(length);
    Ok(piece)
}
