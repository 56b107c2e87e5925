//! What a terminal keeps: small texts, snapshots of stores, and the data directories that are made from them (etcd,
//! `etcdutl/snapshot/v3_snapshot.go`).

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use super::hosts;
use crate::{
    api::maintenance::SavedStore,
    etcdctl::{self, Endpoint, Exit, Restore, SavedStatus, Style},
    id::{NodeId, NodeSet},
    machine::mix,
};

/// A file of a terminal.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum File {
    /// A text, as `echo … > FILE` makes one.
    Text(Arc<str>),
    /// What `snapshot save` wrote.
    Snapshot {
        /// The store in it.
        saved: Arc<SavedStore>,
        /// Something was written behind it, so that the checksum at its end is no longer there.
        altered: bool,
    },
    /// A directory that `snapshot restore` made.
    Data(Arc<DataDir>),
}

/// A member that `--initial-cluster` names: its name and its addresses.
type Peer = (String, Vec<Arc<str>>);

/// A data directory from which a member of another cluster can start.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DataDir {
    /// The name of the member that it is for.
    pub name: String,
    /// The members of its cluster.
    pub members: Vec<Peer>,
    /// What tells its cluster from others: made from addresses and token, as etcd's ids of clusters are.
    pub cluster: u64,
    /// The store that it begins with.
    pub saved: Arc<SavedStore>,
}

impl DataDir {
    /// The places of its cluster's members, out of all that there are. Where the only member is on the terminal's own
    /// machine, that is the first place.
    ///
    /// # Errors
    /// The first member without a place of its own, and why it has none.
    pub fn places(&self, all: NodeSet) -> Result<Vec<NodeId>, String> {
        let mut places: Vec<NodeId> = Vec::new();
        for (name, urls) in &self.members {
            let places_of = |url: &Arc<str>| {
                let url = Endpoint(url.clone());
                let own = hosts::is_own(&url) && self.members.len() == 1;
                if hosts::is_own(&url) && !own { NodeSet::EMPTY } else { hosts::listeners(&url, all) }
            };
            let place = urls.iter().find_map(|url| places_of(url).iter().next());
            match place {
                None => {
                    return Err(format!(
                        "there is no machine at the address of {name}: in --initial-cluster use n1=http://n1:2380, …"
                    ));
                }
                Some(place) if places.contains(&place) => {
                    return Err(format!(
                        "{name} and another member have one machine, {place}: every member has its own"
                    ));
                }
                Some(place) => places.push(place),
            }
        }
        Ok(places)
    }
}

impl File {
    /// The text in it, where it holds one.
    pub fn text(&self) -> Option<&Arc<str>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What stands in it once a text was written into it.
    pub fn written(before: Option<&Self>, text: &str, append: bool) -> Self {
        match before.filter(|_| append) {
            Some(Self::Text(before)) => Self::Text(format!("{before}{text}").into()),
            Some(Self::Snapshot { saved, altered }) => {
                Self::Snapshot { saved: Arc::clone(saved), altered: *altered || !text.is_empty() }
            }
            _ => Self::Text(text.into()),
        }
    }
}

/// `snapshot status FILE`.
pub(super) fn status(file: Option<&File>, name: &str, style: Style) -> Exit {
    match file {
        None => Exit::error(1, format!("stat {name}: no such file or directory")),
        Some(File::Snapshot { saved, .. }) => etcdctl::saved_status(style, &told(saved)),
        Some(File::Text(_)) => Exit::error(1, "invalid database"),
        Some(File::Data(_)) => Exit::error(1, format!("read {name}: is a directory")),
    }
}

fn told(saved: &SavedStore) -> SavedStatus {
    let store = saved.machine.store();
    SavedStatus {
        hash: store.hash_file(),
        revision: if store.changes_kept() == 0 { 0 } else { store.revision().0 },
        total_keys: saved.machine.entries() as u64,
        total_size: saved.size,
    }
}

/// `snapshot restore FILE`: a data directory, or why there is none.
pub(super) fn restore(wish: &Restore, file: Option<&File>, target: Option<&File>) -> Result<DataDir, Exit> {
    restored(wish, file, target).map_err(|text| Exit::error(1, text))
}

fn restored(wish: &Restore, file: Option<&File>, target: Option<&File>) -> Result<DataDir, String> {
    let members = cluster(&wish.initial_cluster)?;
    let Some((_, urls)) = members.iter().find(|(name, _)| *name == wish.name) else {
        return Err(format!("couldn't find local name {:?} in the initial cluster configuration", wish.name));
    };
    let own = wish.initial_advertise_peer_urls.split(',').map(str::trim).collect::<Vec<_>>();
    etcdctl::check_urls(&own)?;
    if urls.len() != own.len() || !urls.iter().all(|url| own.contains(&&**url)) {
        let (all, own) = (urls.join(","), own.join(","));
        return Err(format!(
            "--initial-cluster has {}={all} but missing from --initial-advertise-peer-urls={own} (resolved urls: {own:?} != {all:?})",
            wish.name
        ));
    }
    if target.is_some() {
        return Err(format!("data-dir {:?} not empty or could not be read", wish.data_dir));
    }
    let saved = match file {
        None => return Err(format!("open {}: no such file or directory", wish.file)),
        // A checksum has 32 bytes.
        Some(File::Text(text)) if text.len() < 32 => return Err(format!("seek {}: invalid argument", wish.file)),
        Some(File::Text(_) | File::Snapshot { altered: true, .. }) if !wish.skip_hash_check => {
            return Err("snapshot missing hash but --skip-hash-check=false".to_string());
        }
        Some(File::Text(_)) => return Err("invalid database".to_string()),
        Some(File::Data(_)) => return Err(format!("read {}: is a directory", wish.file)),
        Some(File::Snapshot { saved, .. }) => Arc::clone(saved),
    };
    let words = members.iter().flat_map(|(_, urls)| urls).map(|url| &**url).chain([&*wish.initial_cluster_token]);
    let cluster = words.flat_map(|word| word.bytes().chain([0])).fold(1, |hash, byte| mix(hash, byte.into()));
    Ok(DataDir { name: wish.name.clone(), members, cluster, saved })
}

/// The members that `--initial-cluster` names, by name.
fn cluster(text: &str) -> Result<Vec<Peer>, String> {
    let mut members: Vec<Peer> = Vec::new();
    for (name, url) in etcdctl::initial_cluster(text)? {
        match members.iter_mut().find(|(known, _)| *known == name) {
            Some((_, urls)) => urls.push(url),
            None => members.push((name, Vec::from([url]))),
        }
    }
    members.sort();
    Ok(members)
}
