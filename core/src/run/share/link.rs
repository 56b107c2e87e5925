//! The link form: everything behind the `#` of the page's address.
//!
//! `agora=1&run=cluster+5+seed+7;advance+2s;kill+n1;&t=2s&panel=log&sum=1a2b3c4d`: the version, the run, the view, and a sum
//! over it all, by which a link that was cut off is known. A long run stands as `pack=…` instead: deflated, in base64.

use alloc::{format, string::String};

use super::{OpenError, VERSION, View, base64, escape, limits};

/// From this length on, a run is packed where that is shorter.
const READABLE: usize = 600;

/// What a link holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Link {
    /// The run's text, as in a file but without its header; `None` for a link to a lesson alone.
    pub run: Option<String>,
    /// What is shown of it.
    pub view: View,
}

/// Writes a link's fragment, without the `#`.
pub fn to_link(link: &Link) -> String {
    let mut text = format!("agora={VERSION}");
    if let Some(run) = &link.run {
        let plain = format!("&run={}", escape::escape(run));
        let packed = (plain.len() > READABLE).then(|| pack(run)).filter(|packed| packed.len() < plain.len());
        text += &packed.unwrap_or(plain);
    }
    let view = link.view.text();
    if !view.is_empty() {
        text += &format!("&{view}");
    }
    format!("{text}&sum={:08x}", sum(link))
}

fn pack(run: &str) -> String {
    format!("&pack={}", base64::encode(&miniz_oxide::deflate::compress_to_vec(run.as_bytes(), 9)))
}

fn unpack(text: &str) -> Result<String, OpenError> {
    use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
    let bytes = base64::decode(text).ok_or(OpenError::Damaged)?;
    let bytes = decompress_to_vec_with_limit(&bytes, limits::TEXT_BYTES).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => OpenError::TooLong(limits::TEXT_BYTES + 1),
        _ => OpenError::Damaged,
    })?;
    String::from_utf8(bytes).map_err(|_| OpenError::Damaged)
}

/// FNV-1a over what a link means, so that an escape more or less does not matter.
fn sum(link: &Link) -> u32 {
    let meant = [link.run.as_deref().unwrap_or_default(), "&", &link.view.text()];
    let bytes = meant.iter().flat_map(|part| part.bytes());
    bytes.fold(0x811c_9dc5, |sum: u32, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Reads a link's fragment, with or without its `#`. Never takes more memory than [`limits`] say.
///
/// # Errors
/// Why it is refused, and what to do.
pub fn from_link(fragment: &str) -> Result<Link, OpenError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if fragment.len() > limits::LINK_BYTES {
        return Err(OpenError::TooLong(fragment.len()));
    }
    let mut parts = fragment.split('&').map(|part| part.split_once('=').unwrap_or((part, "")));
    match parts.next() {
        Some(("agora", version)) => match version.parse::<u32>() {
            Ok(VERSION) => {}
            Ok(newer) if newer > VERSION => return Err(OpenError::Newer(newer)),
            _ => return Err(OpenError::Foreign),
        },
        _ => return Err(OpenError::Foreign),
    }
    let (mut link, mut found) = (Link::default(), None);
    for (key, value) in parts {
        if found.is_some() {
            return Err(OpenError::Damaged);
        }
        match key {
            "run" => link.run = Some(escape::unescape(value).ok_or(OpenError::Damaged)?),
            "pack" => link.run = Some(unpack(value)?),
            "sum" => found = u32::from_str_radix(value, 16).ok().filter(|_| value.len() == 8),
            key => link.view.set(key, value)?,
        }
    }
    if found == Some(sum(&link)) { Ok(link) } else { Err(OpenError::Damaged) }
}
