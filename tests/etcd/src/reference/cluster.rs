//! Several real members that are one cluster: who runs, who leads, and that all have heard of what was done.

use std::{
    env, fs,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use agora_core::api::{Call, cluster::ClusterRequest};
use anyhow::{Result, bail, ensure};
use serde_json::{Value, json};

use super::{HEALTHY, Reference, START_LIMIT, free_ports};
use crate::folder;

/// A running etcd cluster. Whenever a majority runs, the first member that runs leads, unless a script moves the leader.
#[derive(Debug)]
pub struct Cluster {
    members: Vec<Reference>,
    /// When all had last found each other.
    started: Instant,
    /// Who was killed and has not been started since.
    killed: Vec<usize>,
    /// One of its first members was removed.
    spoiled: bool,
}

impl Cluster {
    /// Starts one of so many members, whose store is empty.
    ///
    /// # Errors
    /// When the program is missing, or does not serve in time.
    pub fn start(members: usize) -> Result<Self> {
        // A free port may be taken by somebody else before etcd takes it.
        (0..3).find_map(|_| Self::try_start(members).ok()).map_or_else(|| Self::try_start(members), Ok)
    }

    fn try_start(members: usize) -> Result<Self> {
        let ports = (0..members).map(|_| free_ports()).collect::<Result<Vec<_>>>()?;
        let named = ports.iter().enumerate().map(|(place, [_, peer])| format!("n{}=http://{peer}", place + 1));
        let initial = named.collect::<Vec<_>>().join(",");
        let members = ports.into_iter().enumerate();
        let members = members.map(|(place, ports)| Reference::new(place + 1, ports, initial.clone()));
        let members = members.collect::<Result<Vec<_>>>()?;
        let mut cluster = Self { members, started: Instant::now(), killed: Vec::new(), spoiled: false };
        cluster.members.iter_mut().try_for_each(Reference::wait)?;
        cluster.lead_first()?;
        cluster.started = Instant::now();
        Ok(cluster)
    }

    /// How many members it began with.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are none, which never is.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The member in this place, from 0.
    pub fn member(&self, place: usize) -> &Reference {
        &self.members[place]
    }

    /// The same, to ask it.
    pub fn member_mut(&mut self, place: usize) -> &mut Reference {
        &mut self.members[place]
    }

    /// All members.
    pub fn members_mut(&mut self) -> impl Iterator<Item = &mut Reference> {
        self.members.iter_mut()
    }

    /// The first member that runs.
    ///
    /// # Panics
    /// When none does.
    pub fn first_mut(&mut self) -> &mut Reference {
        self.members.iter_mut().find(|member| member.runs()).expect("a member runs")
    }

    /// An etcdctl that knows every member, in a folder beside the files of the first. What it runs finds etcdctl, too.
    pub fn etcdctl(&self) -> Command {
        let mut command = Command::new(folder().join("etcdctl"));
        let path = env::join_paths([folder(), "/usr/bin".into(), "/bin".into()]).expect("folders without a colon");
        let endpoints = self.members.iter().map(|member| member.addresses()[0].to_string()).collect::<Vec<_>>();
        command
            .current_dir(self.members[0].folder())
            .env_clear()
            .env("PATH", path)
            .env("ETCDCTL_ENDPOINTS", endpoints.join(","));
        command
    }

    /// How many watches those have who run that have heard of all that was done.
    ///
    /// # Errors
    /// When one does not say.
    pub fn watchers(&mut self) -> Result<usize> {
        self.members.iter_mut().filter(|member| member.runs()).map(Reference::watchers).sum()
    }

    /// Kills a member. The first of the others leads from then on.
    ///
    /// # Errors
    /// When it cannot be killed, or nobody leads in time.
    pub fn kill(&mut self, place: usize) -> Result<()> {
        self.members[place].kill()?;
        self.killed.push(place);
        self.lead_first()
    }

    /// Starts a member again. The first of all that run leads from then on.
    ///
    /// # Errors
    /// When it does not serve in time.
    pub fn restart(&mut self, place: usize) -> Result<()> {
        self.killed.retain(|killed| *killed != place);
        self.members[place].restart()?;
        if self.has_majority() {
            self.members[place].wait()?;
        }
        self.lead_first()?;
        self.started = Instant::now();
        Ok(())
    }

    /// Whoever was killed starts again.
    ///
    /// # Errors
    /// When it does not serve in time.
    pub fn revive(&mut self) -> Result<()> {
        while let Some(place) = self.killed.first().copied() {
            self.restart(place)?;
        }
        Ok(())
    }

    /// Takes note of a change that was made: a member that was removed ends by itself.
    pub fn note(&mut self, call: &Call) {
        let Call::Cluster(request) = call else { return };
        let ClusterRequest::Remove { id } = &**request else { return };
        if let Some(member) = self.members.iter_mut().find(|member| member.id == *id) {
            member.runs = false;
            self.spoiled = true;
        }
    }

    /// Waits until its connections are so old that members may be changed.
    pub fn wait_for_health(&self) {
        thread::sleep(HEALTHY.saturating_sub(self.started.elapsed()));
    }

    /// Makes it whole: the members that it began with, all running, and nobody's token.
    ///
    /// # Errors
    /// When it does not serve in time.
    pub fn mend(&mut self) -> Result<()> {
        if self.spoiled {
            *self = Self::start(self.len())?;
        }
        self.revive()?;
        self.members.iter_mut().for_each(|member| member.token = None);
        Ok(())
    }

    /// Has the members that it began with, the first leading, and no others. Nobody may remove those where permissions count.
    ///
    /// # Errors
    /// When it does not serve in time.
    pub fn gather(&mut self) -> Result<()> {
        if self.len() == 1 {
            return Ok(());
        }
        let own = self.members.iter().map(Reference::id).collect::<Vec<_>>();
        let (_, list) = self.first_mut().post("/v3/cluster/member/list", &json!({"linearizable": true}))?;
        for member in list["members"].as_array().into_iter().flatten() {
            let id = member["ID"].as_str().and_then(|id| id.parse().ok()).unwrap_or(0);
            if !own.contains(&id) {
                let (status, answer) =
                    self.first_mut().post("/v3/cluster/member/remove", &json!({"ID": id.to_string()}))?;
                ensure!(status == 200, "a member that was added cannot be removed: {answer}");
            }
        }
        self.lead_first()
    }

    fn has_majority(&self) -> bool {
        self.members.iter().filter(|member| member.runs()).count() > self.members.len() / 2
    }

    /// Has the first member that runs lead, if a majority runs, and waits until all know.
    fn lead_first(&mut self) -> Result<()> {
        if self.len() == 1 || !self.has_majority() {
            return Ok(());
        }
        let since = Instant::now();
        loop {
            ensure!(since.elapsed() < START_LIMIT, "nobody leads within {START_LIMIT:?}");
            let first = self.first_mut();
            let (own, token) = (first.id, first.token.take());
            let (_, status) = first.post("/v3/maintenance/status", &json!({}))?;
            first.token = token;
            let leader = status["leader"].as_str().and_then(|id| id.parse::<u64>().ok()).unwrap_or(0);
            if leader == own {
                return self.sync();
            }
            if let Some(leader) = self.members.iter_mut().find(|member| member.id == leader && member.runs()) {
                let (status, _) =
                    leader.post("/v3/maintenance/transfer-leadership", &json!({"targetID": own.to_string()}))?;
                if status == 200 {
                    continue;
                }
            }
            thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits until every member that runs has heard of all that was done.
    ///
    /// # Errors
    /// When that takes too long.
    pub fn sync(&mut self) -> Result<()> {
        if self.len() == 1 || !self.has_majority() {
            return Ok(());
        }
        let since = Instant::now();
        for member in self.members.iter_mut().filter(|member| member.runs()) {
            let token = member.token.take();
            loop {
                // A read that is not old; that nobody may read is an answer, too.
                let (_, answer) = member.post("/v3/kv/range", &json!({"key": "YQ==", "count_only": true}))?;
                if !is_passing(&answer) {
                    break;
                }
                if since.elapsed() > START_LIMIT {
                    let said = fs::read_to_string(member.folder().join(super::LOG)).unwrap_or_default();
                    bail!("a member cannot read within {START_LIMIT:?}: {answer}\n{said}");
                }
            }
            member.token = token;
        }
        Ok(())
    }
}

/// Where a member is said to be that a script adds: nobody listens there. Each run of a script has addresses of its own, since
/// etcd makes a member's id of its address and the second in which it is added, and takes nobody back who was removed.
#[derive(Clone, Copy, Debug)]
pub struct Nowhere(u32);

impl Nowhere {
    /// Addresses that no other run has.
    pub fn new() -> Self {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        Self(RUNS.fetch_add(1, Ordering::Relaxed))
    }

    /// The address with this number in the script, which is below [`Nowhere::SPAN`].
    pub fn address(self, number: u32) -> String {
        format!("127.0.0.1:{}", 10_000 + (self.0 * Self::SPAN + number) % 20_000)
    }

    /// How many addresses a run has.
    pub const SPAN: u32 = 40;
}

impl Default for Nowhere {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether this is an error that goes away by itself.
fn is_passing(answer: &Value) -> bool {
    answer["code"] == 14
}
