//! The words for what an etcd cluster holds: keys, watches, leases, locks, members. Both languages.

use agora_core::{client::Doing, id::ClientId, time::SimTime};

use super::Language;

/// These words in one language.
pub struct EtcdText {
    pub keys: &'static str,
    pub watches: &'static str,
    pub leases: &'static str,
    pub locks: &'static str,
    pub members: &'static str,
    /// In front of the member whose view of things is shown.
    pub seen_by: &'static str,
    pub not_known: &'static str,
    pub show: &'static str,

    // Keys.
    pub revision: &'static str,
    pub keys_known: &'static str,
    pub keys_empty: &'static str,
    pub compacted: &'static str,
    pub shown_first: &'static str,
    pub value: &'static str,
    pub lease: &'static str,
    pub removed: &'static str,
    pub generation: &'static str,

    // Watches.
    pub watches_empty: &'static str,
    pub watches_explained: &'static str,
    pub every_key: &'static str,
    pub client: &'static str,
    pub served_by: &'static str,
    pub next_revision: &'static str,
    pub store_at: &'static str,
    pub synced: &'static str,
    pub unsynced: &'static str,
    pub slow: &'static str,
    pub watch_compacted: &'static str,
    pub waiting: &'static str,

    // Leases.
    pub leases_empty: &'static str,
    pub leases_explained: &'static str,
    pub ttl: &'static str,
    pub leader_counts: &'static str,
    pub attached: &'static str,

    // Locks.
    pub locks_empty: &'static str,
    pub locks_explained: &'static str,
    pub two_holders: &'static str,

    // Members.
    pub name: &'static str,
    pub no_name: &'static str,
    pub vote: &'static str,
    pub voter: &'static str,
    pub learner: &'static str,
    pub peer_urls: &'static str,
    pub client_urls: &'static str,
    pub not_in_list: &'static str,

    // What a command does.
    pub does: &'static str,
    pub watching: &'static str,
    pub keeping: &'static str,
    pub queueing: &'static str,
    pub holding: &'static str,
    pub releasing: &'static str,
}

pub const ENGLISH: EtcdText = EtcdText {
    keys: "Keys",
    watches: "Watches",
    leases: "Leases",
    locks: "Locks",
    members: "Members",
    seen_by: "As known by",
    not_known: "It is down, and its disk holds no snapshot: select another member.",
    show: "Show",
    revision: "revision",
    keys_known: "keys with a known history:",
    keys_empty: "no key yet; try: put color blue",
    compacted: "compacted up to",
    shown_first: "shown:",
    value: "value",
    lease: "lease",
    removed: "removed",
    generation: "Generation",
    watches_empty: "No watch is open. Try: watch color",
    watches_explained: "A watch lives at the member that serves it, and gets every change in the order of revisions.",
    every_key: "every key",
    client: "for",
    served_by: "served by",
    next_revision: "next revision",
    store_at: "store at",
    synced: "synced",
    unsynced: "behind: catches up from history",
    slow: "behind: its stream is full",
    watch_compacted: "lost: what it wanted is compacted",
    waiting: "responses waiting",
    leases_empty: "This member knows no lease. Try: lease grant 60",
    leases_explained: "Every member knows the leases; only the leader counts down, and starts anew when it changes.",
    ttl: "granted for",
    leader_counts: "only the leader counts",
    attached: "keys",
    locks_empty: "Nobody wants a lock. Try: lock door",
    locks_explained: "What each client believes: first who holds, then who waits.",
    two_holders: "Several clients believe that they hold it.",
    name: "name",
    no_name: "none: not started",
    vote: "vote",
    voter: "voter",
    learner: "learner",
    peer_urls: "peer URLs",
    client_urls: "client URLs",
    not_in_list: "not in this member's list yet",
    does: "Does",
    watching: "watches",
    keeping: "keeps alive",
    queueing: "waits",
    holding: "holds",
    releasing: "gives back",
};

pub const CHINESE: EtcdText = EtcdText {
    keys: "键",
    watches: "监视",
    leases: "租约",
    locks: "锁",
    members: "成员",
    seen_by: "所见者",
    not_known: "该成员已停止，磁盘上也没有快照：请选择另一个成员。",
    show: "显示",
    revision: "修订号",
    keys_known: "有历史的键：",
    keys_empty: "还没有键；试试：put color blue",
    compacted: "已压缩至",
    shown_first: "显示：",
    value: "值",
    lease: "租约",
    removed: "已删除",
    generation: "世代",
    watches_empty: "没有打开的监视。试试：watch color",
    watches_explained: "监视位于为它服务的成员上，按修订号顺序收到每个变更。",
    every_key: "所有键",
    client: "客户端",
    served_by: "服务者",
    next_revision: "下一修订号",
    store_at: "存储已至",
    synced: "已同步",
    unsynced: "落后：正从历史追赶",
    slow: "落后：流已满",
    watch_compacted: "所需的历史已被压缩",
    waiting: "等待发送的响应",
    leases_empty: "该成员不知道任何租约。试试：lease grant 60",
    leases_explained: "每个成员都知道租约；只有领导者倒计时，换领导者后重新计时。",
    ttl: "授予时长",
    leader_counts: "只有领导者倒计时",
    attached: "附带的键",
    locks_empty: "没有人要锁。试试：lock door",
    locks_explained: "各客户端自己的看法：先是持有者，再是等待者。",
    two_holders: "有多个客户端认为自己持有它。",
    name: "名称",
    no_name: "无：未启动",
    vote: "投票",
    voter: "投票成员",
    learner: "学习者",
    peer_urls: "成员间地址",
    client_urls: "客户端地址",
    not_in_list: "尚不在该成员的列表中",
    does: "正在",
    watching: "监视",
    keeping: "续租",
    queueing: "等待",
    holding: "持有",
    releasing: "归还",
};

impl EtcdText {
    /// One word for what a command does; `None` while it only waits for an answer or for the one who types.
    pub const fn doing(&self, doing: &Doing) -> Option<&'static str> {
        match doing {
            Doing::Watching { .. } | Doing::Observing { .. } => Some(self.watching),
            Doing::KeepingAlive { .. } => Some(self.keeping),
            Doing::Queueing { .. } => Some(self.queueing),
            Doing::Holding { .. } => Some(self.holding),
            Doing::Releasing { .. } => Some(self.releasing),
            Doing::Asking | Doing::Reading | Doing::Sleeping { .. } => None,
        }
    }
}

/// What a command does, as a phrase; `owner` tells whose a key is. One's own key is named where that is asked for.
pub fn doing(
    language: Language,
    doing: &Doing,
    now: SimTime,
    with_key: bool,
    owner: impl Fn(&str) -> Option<ClientId>,
) -> Option<String> {
    let chinese = language == Language::Chinese;
    let lives = |until: &Option<SimTime>| {
        let Some(until) = until else { return String::new() };
        let left = until.since(now).as_secs_f64();
        if chinese { format!("，租约还有 {left:.1} s") } else { format!(", lease ends in {left:.1} s") }
    };
    Some(match doing {
        Doing::Asking => return None,
        Doing::Watching { keys, next } if chinese => format!("监视 {keys}，从修订号 {next} 起"),
        Doing::Watching { keys, next } => format!("watches {keys} from revision {next}"),
        Doing::KeepingAlive { lease, until } if chinese => format!("为租约 {lease} 续期{}", lives(until)),
        Doing::KeepingAlive { lease, until } => format!("keeps {lease} alive{}", lives(until)),
        Doing::Queueing { behind, until, .. } => {
            let behind = behind.as_deref().map(|key| owner(key).map_or_else(|| key.to_owned(), |it| it.to_string()));
            match (behind, chinese) {
                (Some(behind), true) => format!("排在 {behind} 之后{}", lives(until)),
                (Some(behind), false) => format!("waits behind {behind}{}", lives(until)),
                (None, true) => format!("等待自己的位置{}", lives(until)),
                (None, false) => format!("waits for its place{}", lives(until)),
            }
        }
        Doing::Holding { until, .. } if !with_key && chinese => format!("持有{}", lives(until)),
        Doing::Holding { until, .. } if !with_key => format!("holds{}", lives(until)),
        Doing::Releasing { .. } if !with_key && chinese => "归还".to_owned(),
        Doing::Releasing { .. } if !with_key => "gives back".to_owned(),
        Doing::Holding { key, until } if chinese => format!("持有 {key}{}", lives(until)),
        Doing::Holding { key, until } => format!("holds {key}{}", lives(until)),
        Doing::Releasing { key } if chinese => format!("归还 {key}"),
        Doing::Releasing { key } => format!("gives back {key}"),
        Doing::Reading if chinese => "等待输入".to_owned(),
        Doing::Reading => "reads what is typed".to_owned(),
        Doing::Sleeping { until } if chinese => format!("休眠，还有 {:.1} s", until.since(now).as_secs_f64()),
        Doing::Sleeping { until } => format!("sleeps, {:.1} s left", until.since(now).as_secs_f64()),
        Doing::Observing { name } if chinese => format!("观察选举 {name}"),
        Doing::Observing { name } => format!("observes the election {name}"),
    })
}
