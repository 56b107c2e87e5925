//! A server for static files on this machine: what the page needs and no more.

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

const HEAD_MAX: u64 = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);
const PORTS_TRIED: u16 = 100;

/// Serves one folder on the loopback address.
pub struct Server {
    listener: TcpListener,
    root: Arc<Path>,
}

impl Server {
    /// Listens on `port`, or on the next free one when it is taken; 0 lets the system choose.
    ///
    /// # Errors
    /// When no port in the hundred from `port` on is free.
    pub fn bind(root: &Path, port: u16) -> Result<Self> {
        let ports = port..=port.saturating_add(PORTS_TRIED - 1);
        let listener = ports
            .map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)))
            .find(|bound| !matches!(bound, Err(error) if error.kind() == ErrorKind::AddrInUse))
            .with_context(|| format!("{PORTS_TRIED} ports from {port} on are all taken; choose another with --port"))?
            .with_context(|| format!("listening on port {port}"))?;
        Ok(Self { listener, root: root.into() })
    }

    /// Where a browser finds the folder, with a slash at the end.
    ///
    /// # Errors
    /// When the system does not tell the port.
    pub fn address(&self) -> Result<String> {
        Ok(format!("http://{}/", self.listener.local_addr()?))
    }

    /// Serves until the process ends.
    pub fn run(self) {
        for stream in self.listener.incoming().flatten() {
            let root = Arc::clone(&self.root);
            // A browser that goes away mid-answer is no concern of ours.
            thread::spawn(move || answer(&stream, &root).ok());
        }
    }
}

fn answer(mut stream: &TcpStream, root: &Path) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let Some(request) = read_request(stream)? else {
        return Ok(());
    };
    let reply = reply_to(&request, root);
    write!(
        stream,
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}Cache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        reply.status,
        reply.kind,
        reply.body.len(),
        reply.location.map(|to| format!("Location: {to}\r\n")).unwrap_or_default(),
    )?;
    if request.method != "HEAD" {
        stream.write_all(&reply.body)?;
    }
    stream.flush()
}

struct Request {
    method: String,
    path: String,
}

/// Reads one request's head; `None` when the browser closed the connection without asking.
fn read_request(stream: &TcpStream) -> io::Result<Option<Request>> {
    let mut lines = BufReader::new(stream.take(HEAD_MAX)).lines();
    let Some(first) = lines.next().transpose()? else {
        return Ok(None);
    };
    // The rest of the head is read so that closing does not reset the connection.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = first.split(' ');
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default();
    let path = target.split(['?', '#']).next().unwrap_or_default().to_owned();
    Ok(Some(Request { method, path }))
}

struct Reply {
    status: &'static str,
    kind: &'static str,
    location: Option<String>,
    body: Vec<u8>,
}

impl Reply {
    fn text(status: &'static str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", location: None, body: status.into() }
    }
}

fn reply_to(request: &Request, root: &Path) -> Reply {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Reply::text("405 Method Not Allowed");
    }
    let Some(mut file) = locate(root, &request.path) else {
        return Reply::text("404 Not Found");
    };
    if file.is_dir() {
        if !request.path.ends_with('/') {
            // Without the slash, the page's relative addresses would point beside the folder.
            return Reply { location: Some(format!("{}/", request.path)), ..Reply::text("301 Moved Permanently") };
        }
        file.push("index.html");
    }
    match fs::read(&file) {
        Ok(body) => Reply { status: "200 OK", kind: kind_of(&file), location: None, body },
        Err(_) => Reply::text("404 Not Found"),
    }
}

/// The file that a path names, or nothing when it would lead out of `root`.
///
/// Percent escapes are not decoded: the page's files have plain names.
fn locate(root: &Path, path: &str) -> Option<PathBuf> {
    let inside = Path::new(path.strip_prefix('/')?);
    let plain = inside.components().all(|part| matches!(part, Component::Normal(_)));
    (plain && !path.contains(['\\', ':'])).then(|| root.join(inside))
}

fn kind_of(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Serves this package's own folder and returns the whole answer to `head`.
    fn ask(head: &str) -> String {
        let server = Server::bind(Path::new(env!("CARGO_MANIFEST_DIR")), 0).unwrap();
        let address = server.listener.local_addr().unwrap();
        thread::spawn(|| server.run());
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(format!("{head}\r\nHost: localhost\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn a_file_is_served_with_its_type_and_never_cached() {
        let answer = ask("GET /Cargo.toml?v=1 HTTP/1.1");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("Cache-Control: no-store\r\n"), "{answer}");
        assert!(answer.contains("name = \"xtask\""), "{answer}");
        assert_eq!(kind_of(Path::new("a/agora_bg.wasm")), "application/wasm");
    }

    #[test]
    fn head_sends_no_body() {
        let answer = ask("HEAD /Cargo.toml HTTP/1.1");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        for path in [
            "/../Cargo.toml",
            "/src/../../Cargo.toml",
            "//etc/passwd",
            "/%2e%2e/Cargo.toml",
            "/..\\Cargo.toml",
            "Cargo.toml",
            "",
        ] {
            let answer = ask(&format!("GET {path} HTTP/1.1"));
            assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        }
    }

    #[test]
    fn a_folder_needs_its_slash() {
        assert!(ask("GET /src HTTP/1.1").contains("\r\nLocation: /src/\r\n"));
    }

    #[test]
    fn only_reading_is_allowed() {
        assert!(ask("POST /Cargo.toml HTTP/1.1").starts_with("HTTP/1.1 405 "));
    }

    #[test]
    fn a_taken_port_is_passed_over() {
        let first = Server::bind(Path::new("."), 0).unwrap();
        let taken = first.listener.local_addr().unwrap().port();
        let second = Server::bind(Path::new("."), taken).unwrap();
        assert_ne!(first.address().unwrap(), second.address().unwrap());
    }
}
