//! The built page on a server of its own, as a host would serve it.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;

use anyhow::{Context, Result, anyhow};
use url::Url;
use xtask::page;
use xtask::server::Server;

/// The page as `cargo xtask dist` leaves it, and where a browser finds it.
pub struct Site {
    /// The page's files, on disk.
    pub folder: PathBuf,
    /// The page on the local server, under a sub-path, as on many static hosts.
    pub address: String,
}

impl Site {
    /// The release page, built and served once per process.
    ///
    /// # Errors
    /// When the page cannot be built or served.
    pub fn shared() -> Result<&'static Self> {
        static SHARED: OnceLock<Result<Site, String>> = OnceLock::new();
        let site = SHARED.get_or_init(|| Self::serve(page::dist).map_err(|error| format!("{error:#}")));
        site.as_ref().map_err(|error| anyhow!(error.clone()))
    }

    /// Serves the folder that `make` returns, under the folder's own name.
    ///
    /// # Errors
    /// When `make` fails or no port is free.
    pub fn serve(make: impl FnOnce() -> Result<PathBuf>) -> Result<Self> {
        let folder = make()?;
        let (parent, name) = (folder.parent(), folder.file_name().and_then(|name| name.to_str()));
        let (parent, name) = parent.zip(name).context("the page needs a folder with a name")?;
        let server = Server::bind(parent, 0)?;
        let address = format!("{}{name}/", server.address()?);
        thread::spawn(|| server.run());
        Ok(Self { folder, address })
    }

    /// The address of one of the page's files on disk.
    pub fn on_disk(&self, name: &str) -> String {
        file_address(&self.folder.join(name))
    }
}

fn file_address(path: &Path) -> String {
    Url::from_file_path(path).expect("the workspace has an absolute path").into()
}
