//! Events in words. The member or client that an event happened to is named apart from its sentence.

use agora_core::{
    id::Term,
    raft::{
        event::{Denial, DropReason, RaftEvent, SendState, StepDownReason},
        message::Ballot,
    },
    sim::event::{Event, EventKind, LossReason, Outcome, WatchNews, WatchSaid},
};

use super::Language;
use crate::store::select::Tone;

/// One sentence in the reader's language; only that one is formatted.
macro_rules! say {
    ($language:expr, $english:literal, $chinese:literal $(, $argument:expr)*) => {
        match $language {
            Language::English => format!($english $(, $argument)*),
            Language::Chinese => format!($chinese $(, $argument)*),
        }
    };
}

/// What happened, without the name of whom it happened to.
pub fn describe(language: Language, event: &Event) -> String {
    match &event.kind {
        EventKind::Intervened(line) => line.to_string(),
        EventKind::TimerFired => say!(language, "timer ran out", "计时器到期"),
        EventKind::Sent { message, to, kind } => {
            let what = language.text().message(*kind);
            say!(language, "sent {message} to {to}: {what}", "向 {to} 发出 {message}：{what}")
        }
        EventKind::Delivered { message, from, kind } => {
            let what = language.text().message(*kind);
            say!(language, "got {message} from {from}: {what}", "收到 {from} 的 {message}：{what}")
        }
        EventKind::Lost { message, to, reason } => lost(language, &message.to_string(), &to.to_string(), *reason),
        EventKind::Raft(raft) => describe_raft(language, raft),
        EventKind::Proposed { request, .. } => say!(language, "proposes write {request}", "提议写请求 {request}"),
        EventKind::Stored { last, .. } => say!(language, "stored its log up to {last}", "日志已落盘至 {last}"),
        EventKind::Applied { index, revision, .. } => {
            say!(language, "applied entry {index}, revision {revision}", "应用条目 {index}，修订号 {revision}")
        }
        EventKind::Crashed { lost: 0 } => say!(language, "was killed", "被杀死"),
        EventKind::Crashed { lost } => {
            say!(language, "was killed; {lost} entries were not stored yet", "被杀死；{lost} 个条目尚未落盘")
        }
        EventKind::Started { last, term, .. } => {
            say!(
                language,
                "started; its disk held term {term}, log up to {last}",
                "启动；磁盘上是任期 {term}，日志至 {last}"
            )
        }
        EventKind::Paused => say!(language, "was paused", "被暂停"),
        EventKind::Resumed => say!(language, "resumed", "继续运行"),
        EventKind::Removed => say!(language, "was removed from the cluster, and ends", "已被移出集群，进程结束"),
        EventKind::Inconsistent { peer } => {
            say!(language, "found that its data and those of {peer} differ", "发现自己的数据与 {peer} 的不一致")
        }
        EventKind::Founded(_) => say!(language, "Another cluster begins, from a snapshot", "另一个集群由快照开始"),
        EventKind::Changed(changes) => {
            let count = changes.len();
            say!(language, "applied {count} changes", "应用了 {count} 个变更")
        }
        EventKind::Watch(news) => watched(language, news),
        EventKind::Wiped => say!(language, "lost its disk", "磁盘被清空"),
        EventKind::RequestSent { request, to, ask, .. } if ask.is_write() => {
            say!(language, "sent write {request} to {to}", "向 {to} 发出写请求 {request}")
        }
        EventKind::RequestSent { request, to, .. } => {
            say!(language, "sent read {request} to {to}", "向 {to} 发出读请求 {request}")
        }
        EventKind::RequestEnded { request, outcome } => match outcome {
            Outcome::Done { revision, .. } => {
                say!(
                    language,
                    "got the answer to {request}, at revision {revision}",
                    "得到 {request} 的回答，修订号 {revision}"
                )
            }
            Outcome::Refused => say!(language, "was refused {request}", "请求 {request} 被拒绝"),
            Outcome::Unknown => {
                say!(
                    language,
                    "got no answer to {request}: it may have happened or not",
                    "没有得到 {request} 的回答：可能已生效，也可能没有"
                )
            }
        },
        EventKind::LeaseGranted { lease } => {
            say!(language, "was granted lease {lease}", "获得租约 {lease}")
        }
        EventKind::LeaseExpired { lease } => {
            say!(language, "finds that the time of lease {lease} is over", "发现租约 {lease} 的时间已到")
        }
        EventKind::LeaseEnded { lease, keys: 0, .. } => say!(language, "ended lease {lease}", "结束租约 {lease}"),
        EventKind::LeaseEnded { lease, keys, .. } => {
            say!(language, "ended lease {lease} and deleted its {keys} keys", "结束租约 {lease}，删除它的 {keys} 个键")
        }
        EventKind::KeyObtained { key } => {
            let key = String::from_utf8_lossy(key);
            say!(language, "holds {key}", "持有 {key}")
        }
        EventKind::CommandEnded { status } => {
            say!(language, "command ended with status {status}", "命令结束，退出码 {status}")
        }
    }
}

/// What becomes of a client's watch.
fn watched(language: Language, news: &WatchNews) -> String {
    let (response, revision) = match &news.said {
        WatchSaid::Asked { wanted, .. } => {
            let keys = &wanted.keys;
            return say!(language, "watches {keys}", "监视 {keys}");
        }
        WatchSaid::Heard { response, revision } => (response, revision),
        WatchSaid::Ended => return say!(language, "watches no more", "不再监视"),
    };
    match (news.changes().next(), news.changes().next_back()) {
        (Some(first), Some(last)) if first != last => {
            say!(language, "watch: heard of revisions {first} to {last}", "监视：得知修订号 {first} 至 {last}")
        }
        (Some(only), _) => say!(language, "watch: heard of revision {only}", "监视：得知修订号 {only}"),
        (None, _) if response.canceled => say!(language, "watch: the member ended it", "监视：被成员结束"),
        (None, _) if response.created => {
            say!(language, "watch: begins, at revision {revision}", "监视：开始于修订号 {revision}")
        }
        (None, _) => say!(language, "watch: has got to revision {revision}", "监视：已到修订号 {revision}"),
    }
}

fn lost(language: Language, message: &str, to: &str, reason: LossReason) -> String {
    match reason {
        LossReason::Cut => {
            say!(language, "{message} to {to} was lost: the wire is cut", "发往 {to} 的 {message} 丢失：连线已切断")
        }
        LossReason::Chance => {
            say!(language, "{message} to {to} was lost on the wire", "发往 {to} 的 {message} 在途中丢失")
        }
        LossReason::Down => {
            say!(language, "{message} to {to} was lost: nobody listens", "发往 {to} 的 {message} 丢失：对方未运行")
        }
        LossReason::ByHand => {
            say!(language, "{message} to {to} was dropped by hand", "发往 {to} 的 {message} 被手动丢弃")
        }
    }
}

fn describe_raft(language: Language, event: &RaftEvent) -> String {
    match event {
        RaftEvent::TimeoutDrawn(span) => {
            say!(language, "drew an election timeout of {} ms", "抽到选举超时 {} ms", span.as_millis())
        }
        RaftEvent::ElectionTimedOut => say!(language, "heard no leader in time", "未及时听到领导者"),
        RaftEvent::BecameFollower { term, reason } => match reason {
            None => say!(language, "following in term {term}", "在任期 {term} 成为跟随者"),
            Some(StepDownReason::HigherTerm) => {
                say!(language, "stepped down: saw the newer term {term}", "退位：看到更新的任期 {term}")
            }
            Some(StepDownReason::ElectionLost) => {
                say!(language, "lost the election of term {term}", "任期 {term} 落选")
            }
            Some(StepDownReason::QuorumLost) => {
                say!(
                    language,
                    "stepped down in term {term}: no majority answers",
                    "在任期 {term} 退位：没有多数成员回应"
                )
            }
            Some(StepDownReason::Removed) => say!(language, "stepped down: no longer a voter", "退位：不再有投票权"),
        },
        RaftEvent::BecamePreCandidate { term } => {
            say!(language, "asking for pre-votes after term {term}", "询问能否在任期 {term} 之后当选")
        }
        RaftEvent::BecameCandidate { term } => {
            say!(language, "standing for election in term {term}", "在任期 {term} 参选")
        }
        RaftEvent::BecameLeader { term, .. } => {
            say!(language, "became leader of term {term}", "成为任期 {term} 的领导者")
        }
        RaftEvent::LeaderKnown { leader, term } => {
            say!(language, "following {leader} in term {term}", "在任期 {term} 跟随 {leader}")
        }
        RaftEvent::TermAdopted { term } => say!(language, "moved on to term {term}", "进入任期 {term}"),
        RaftEvent::Voted { ballot: Ballot::PreVote, candidate, .. } => {
            say!(language, "would vote for {candidate}", "愿意投票给 {candidate}")
        }
        RaftEvent::Voted { ballot: Ballot::Vote, term, candidate } => {
            say!(language, "voted for {candidate} in term {term}", "在任期 {term} 投票给 {candidate}")
        }
        RaftEvent::VoteRefused { candidate, denial, .. } => {
            let why = denied(language, *denial);
            say!(language, "refused {candidate}: {why}", "拒绝 {candidate}：{why}")
        }
        RaftEvent::VoteCounted { voter, granted: true, .. } => {
            say!(language, "counts the vote of {voter}", "计入 {voter} 的票")
        }
        RaftEvent::VoteCounted { voter, granted: false, .. } => {
            say!(language, "counts a no from {voter}", "{voter} 投了反对")
        }
        other => describe_log(language, other),
    }
}

fn describe_log(language: Language, event: &RaftEvent) -> String {
    match event {
        RaftEvent::Truncated { from } => {
            say!(
                language,
                "gave up its entries from {from} on: the leader's differ",
                "放弃从 {from} 起的条目：与领导者不同"
            )
        }
        RaftEvent::Appended { at, .. } => {
            say!(language, "appended entry {} of term {}", "追加条目 {}，任期 {}", at.index, at.term)
        }
        RaftEvent::Committed { to } => say!(language, "committed up to entry {}", "提交至条目 {}", to.index),
        RaftEvent::SnapshotInstalled { last } => {
            say!(language, "took over a snapshot up to entry {}", "装入快照，至条目 {}", last.index)
        }
        RaftEvent::SnapshotSent { to, last } => {
            say!(language, "sent {to} a snapshot up to entry {}", "向 {to} 发送快照，至条目 {}", last.index)
        }
        RaftEvent::Compacted { to } => {
            say!(language, "gave up its log up to entry {to} for a snapshot", "用快照代替条目 {to} 之前的日志")
        }
        RaftEvent::SendStateChanged { to, state } => match state {
            SendState::Probe => say!(language, "probing where {to}'s log agrees", "探查 {to} 的日志在哪里一致"),
            SendState::Replicate => say!(language, "streaming entries to {to}", "向 {to} 连续发送条目"),
            SendState::Snapshot => say!(language, "sending {to} a snapshot instead of entries", "改向 {to} 发送快照"),
        },
        RaftEvent::ConfigurationChanged(configuration) => {
            let voters = configuration.voters;
            say!(language, "the voters are now {voters}", "投票成员现在是 {voters}")
        }
        RaftEvent::ChangeRefused => say!(language, "refused a change of the members", "拒绝一次成员变更"),
        RaftEvent::TransferStarted { target } => {
            say!(language, "handing leadership to {target}", "把领导权交给 {target}")
        }
        RaftEvent::TransferAborted { target } => {
            say!(language, "gave up handing over to {target}", "放弃交给 {target}")
        }
        RaftEvent::ReadConfirmed { index, .. } => {
            say!(
                language,
                "confirmed as leader: a read may be served at entry {index}",
                "仍是领导者：可在条目 {index} 处提供读取"
            )
        }
        RaftEvent::ProposalDropped { reason } => {
            let why = dropped(language, *reason);
            say!(language, "did not take a proposal: {why}", "未接受提案：{why}")
        }
        _ => String::new(),
    }
}

fn denied(language: Language, denial: Denial) -> String {
    match denial {
        Denial::OldTerm => say!(language, "its term is old", "其任期已过时"),
        Denial::AlreadyVoted => say!(language, "this term's vote is given", "本任期已投过票"),
        Denial::LogBehind => say!(language, "its log is behind", "其日志落后"),
        Denial::LeaderAlive => say!(language, "a leader is alive", "领导者仍在"),
    }
}

fn dropped(language: Language, reason: DropReason) -> String {
    match reason {
        DropReason::NoLeader => say!(language, "no leader is known", "不知道领导者"),
        DropReason::TransferPending => say!(language, "leadership is being moved", "正在转移领导权"),
        DropReason::UncommittedFull => say!(language, "too much is uncommitted", "未提交的内容过多"),
        DropReason::NotMember => say!(language, "the leader is no longer a member", "领导者已不是成员"),
        DropReason::ForwardingOff => say!(language, "proposals are not passed on", "不转交提案"),
    }
}

/// The sentence with the name in front, for the live region.
pub fn sentence(language: Language, event: &Event) -> String {
    let what = describe(language, event);
    event.place.map_or_else(|| what.clone(), |place| format!("{place} {what}"))
}

/// The term that the event is about.
pub const fn term(event: &Event) -> Option<Term> {
    match &event.kind {
        EventKind::Raft(raft) => match raft {
            RaftEvent::BecameFollower { term, .. }
            | RaftEvent::BecamePreCandidate { term }
            | RaftEvent::BecameCandidate { term }
            | RaftEvent::BecameLeader { term, .. }
            | RaftEvent::LeaderKnown { term, .. }
            | RaftEvent::TermAdopted { term }
            | RaftEvent::Voted { term, .. } => Some(*term),
            RaftEvent::Appended { at, .. } | RaftEvent::Committed { to: at } => Some(at.term),
            _ => None,
        },
        _ => None,
    }
}

pub const fn tone(event: &Event) -> Tone {
    match &event.kind {
        EventKind::Raft(RaftEvent::BecameLeader { .. }) => Tone::Great,
        EventKind::Crashed { .. }
        | EventKind::Removed
        | EventKind::Inconsistent { .. }
        | EventKind::Wiped
        | EventKind::Lost { .. }
        | EventKind::Raft(
            RaftEvent::BecameFollower { reason: Some(StepDownReason::QuorumLost), .. }
            | RaftEvent::Truncated { .. }
            | RaftEvent::ProposalDropped { .. },
        )
        | EventKind::RequestEnded { outcome: Outcome::Refused | Outcome::Unknown, .. } => Tone::Bad,
        EventKind::Intervened(_) => Tone::Person,
        _ => Tone::Plain,
    }
}

/// Whether the live region should speak of it.
pub const fn is_great(event: &Event) -> bool {
    matches!(
        &event.kind,
        EventKind::Raft(
            RaftEvent::BecameLeader { .. } | RaftEvent::BecameFollower { reason: Some(StepDownReason::QuorumLost), .. }
        ) | EventKind::Crashed { .. }
            | EventKind::Started { .. }
            | EventKind::CommandEnded { .. }
    )
}

/// Whether the feed shows it: what happens in every exchange would bury the rest.
pub const fn is_worth_a_row(event: &Event) -> bool {
    !matches!(
        &event.kind,
        EventKind::Sent { .. }
            | EventKind::Proposed { .. }
            | EventKind::Delivered { .. }
            | EventKind::Stored { .. }
            | EventKind::TimerFired
            | EventKind::Raft(RaftEvent::TimeoutDrawn(_) | RaftEvent::VoteCounted { .. })
    )
}
