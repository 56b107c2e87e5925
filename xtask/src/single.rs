//! Packs the page into one HTML file.

use std::io::Write;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::page::GLUE;

/// Puts the style sheets, the script and the module into the shell.
///
/// The module goes in as gzip in base64, a third of its size, and the shell's own script unpacks it.
pub fn pack(shell: &str, glue: &str, module: &[u8], styles: &[(String, String)]) -> Result<String> {
    let mut text = shell.to_owned();
    for (name, style) in styles {
        let link = style_links(shell).find(|(_, linked)| linked == name);
        let (link, _) = link.with_context(|| format!("index.html does not link {name}"))?;
        text = text.replacen(link, &format!("<style>\n{style}</style>"), 1);
    }
    let tag = format!("<script id=\"agora-glue\" src=\"{GLUE}\"></script>");
    anyhow::ensure!(text.contains(&tag), "index.html must hold the line {tag}");
    let module = STANDARD.encode(gzip(module)?);
    let inlined = format!(
        "<script id=\"agora-module\" type=\"text/plain\">{module}</script>\n<script id=\"agora-glue\">\n{}\n</script>",
        escape_script(glue)
    );
    Ok(text.replacen(&tag, &inlined, 1))
}

/// The shell's links to style sheets: each whole tag with the address in it.
pub fn style_links(shell: &str) -> impl Iterator<Item = (&str, &str)> {
    const OPENING: &str = "<link rel=\"stylesheet\" href=\"";
    shell.match_indices(OPENING).filter_map(|(start, _)| {
        let (tag, _) = shell[start..].split_once('>')?;
        let (address, _) = tag[OPENING.len()..].split_once('"')?;
        Some((&shell[start..=start + tag.len()], address))
    })
}

/// The bytes as a careful host would compress them.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// A script inside HTML ends at the first `</script`, even in a string.
fn escape_script(script: &str) -> String {
    script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHELL: &str =
        "<head><link rel=\"stylesheet\" href=\"web/a.css\"></head><script id=\"agora-glue\" src=\"agora.js\"></script>";

    #[test]
    fn nothing_is_left_to_load() {
        let styles = [("web/a.css".to_owned(), "p { color: red }\n".to_owned())];
        let page = pack(SHELL, "start();", b"\0asm", &styles).unwrap();
        assert!(page.contains("<style>\np { color: red }\n</style>"), "{page}");
        assert!(page.contains("start();"), "{page}");
        assert!(!page.contains("src=") && !page.contains("href="), "{page}");
    }

    #[test]
    fn a_script_cannot_end_its_own_tag() {
        let page = pack(SHELL, "say('</script>')", b"", &[("web/a.css".to_owned(), String::new())]).unwrap();
        assert_eq!(page.matches("</script>").count(), 2, "{page}");
    }

    #[test]
    fn a_shell_without_the_script_is_refused() {
        assert!(pack("<p>", "", b"", &[]).is_err());
    }
}
