//! `curl URL`, of which there is what one needs to look at a member's pages.

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
};

use crate::etcdctl::{Endpoint, Exit};

/// A request over HTTP.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Curl {
    /// Who is asked.
    pub endpoint: Endpoint,
    /// What for: `/metrics`, `/health`, `/version`.
    pub path: Arc<str>,
    /// `-s` without `-S`: nothing is said of what went wrong.
    pub silent: bool,
    /// `-f`: an answer of 400 or more is an error.
    pub fails: bool,
}

/// Options that take a word, and change nothing here: certificates, names, patience.
const TAKES: &[&str] = &[
    "--cert",
    "--key",
    "--cacert",
    "--capath",
    "--header",
    "--max-time",
    "--connect-timeout",
    "--retry",
    "--user",
    "--user-agent",
    "--noproxy",
];
/// The same as letters.
const LETTERS_TAKE: &str = "EHmuA";
/// Options that stand alone, and change nothing here.
const PLAIN: &[&str] = &[
    "--insecure",
    "--location",
    "--no-buffer",
    "--compressed",
    "--http1.1",
    "--http2",
    "--no-progress-meter",
    "--get",
];
/// The same as letters.
const LETTERS: &str = "kLN46gqG#";
/// Where the pages are.
const PORT: u16 = 2379;

fn wrong(status: u8, text: &str) -> Exit {
    Exit { status, output: String::new(), error: format!("curl: {text}\n") }
}

fn absent(option: &str) -> Exit {
    wrong(2, &format!("{option} is not here: ask for a page, as in curl http://n1:2379/metrics"))
}

/// Reads the words behind `curl`.
///
/// # Errors
/// The command's end: options and addresses that it has not, with what to do.
pub(super) fn curl(words: &[String]) -> Result<Curl, Exit> {
    let (mut url, mut silent, mut shows, mut fails) = (None, false, false, false);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        if let Some(name) = word.strip_prefix("--") {
            let (option, value) = match word.split_once('=') {
                Some((option, value)) => (option, Some(value)),
                None => (word.as_str(), None),
            };
            match option {
                "--silent" => silent = true,
                "--show-error" => shows = true,
                "--fail" => fails = true,
                "--url" => url = value.or_else(|| rest.next().map(String::as_str)).map(ToString::to_string),
                "--request" => method(value.or_else(|| rest.next().map(String::as_str)))?,
                "--data" | "--output" | "--upload-file" | "--include" | "--head" | "--verbose" | "--write-out" => {
                    return Err(absent(option));
                }
                _ if PLAIN.contains(&option) => {}
                _ if TAKES.contains(&option) => drop(value.or_else(|| rest.next().map(String::as_str))),
                _ => {
                    let help = "curl: try 'curl --help' or 'curl --manual' for more information\n";
                    let exit = wrong(2, &format!("option --{name}: is unknown"));
                    return Err(Exit { error: exit.error + help, ..exit });
                }
            }
            continue;
        }
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            url = Some(word.clone());
            continue;
        };
        for (place, letter) in letters.char_indices() {
            // What stands behind a letter that takes a word, or else the next one, is that word.
            let tail = &letters[place + letter.len_utf8()..];
            let mut taken = || if tail.is_empty() { rest.next().map(String::as_str) } else { Some(tail) };
            match letter {
                's' => silent = true,
                'S' => shows = true,
                'f' => fails = true,
                'X' => {
                    method(taken())?;
                    break;
                }
                _ if LETTERS.contains(letter) => {}
                _ if LETTERS_TAKE.contains(letter) => {
                    taken();
                    break;
                }
                _ => return Err(absent(&format!("-{letter}"))),
            }
        }
    }
    let Some(url) = url else {
        return Err(wrong(2, "no URL specified: curl http://n1:2379/metrics"));
    };
    let (endpoint, path) = target(&url)?;
    Ok(Curl { endpoint, path, silent: silent && !shows, fails })
}

/// Pages are got, and nothing else is done with them.
fn method(name: Option<&str>) -> Result<(), Exit> {
    match name {
        Some("GET") => Ok(()),
        name => Err(absent(&format!("-X {}", name.unwrap_or_default()))),
    }
}

/// Who is asked for what.
fn target(url: &str) -> Result<(Endpoint, Arc<str>), Exit> {
    let after = url.find("://").map_or(0, |place| place + 3);
    let place = url[after..].find(['/', '?', '#']).map_or(url.len(), |place| after + place);
    let (address, path) = url.split_at(place);
    let path = if path.starts_with('/') { path.to_string() } else { format!("/{path}") };
    let endpoint = Endpoint(address.into());
    if let Some((scheme, _)) = address.split_once("://").filter(|(scheme, _)| !matches!(*scheme, "http" | "https")) {
        return Err(wrong(1, &format!("(1) Protocol \"{scheme}\" not supported or disabled in libcurl")));
    }
    if endpoint.host().is_empty() {
        return Err(wrong(3, "(3) URL using bad/illegal format or missing URL"));
    }
    if ["/v3/", "/v3beta/", "/v3alpha/"].iter().any(|gateway| path.starts_with(gateway)) {
        return Err(wrong(
            2,
            "etcd's gateway (/v3/kv/…) is not here: etcdctl get, put, txn … do the same, and -w json prints JSON",
        ));
    }
    match endpoint.port() {
        Some(2380) => Err(wrong(2, &format!("what peers tell each other (2380) is not here: ask at {PORT}"))),
        _ => Ok((endpoint, path.into())),
    }
}

/// Whether anybody listens at that port of a member's machine.
pub(in crate::client) fn is_served(endpoint: &Endpoint) -> bool {
    endpoint.port() == Some(PORT)
}
