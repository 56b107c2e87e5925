//! What each invariant means.

use agora_core::check::Invariant;

use super::Language;

pub const fn meaning(language: Language, invariant: Invariant) -> &'static str {
    match language {
        Language::English => invariant.meaning(),
        Language::Chinese => chinese(invariant),
    }
}

const fn chinese(invariant: Invariant) -> &'static str {
    match invariant {
        Invariant::ElectionSafety => "一个任期内至多有一个领导者",
        Invariant::LeaderAppendOnly => "领导者只会追加自己的日志",
        Invariant::LogMatching => "两份日志若有相同条目，则此前的条目全部相同",
        Invariant::LeaderCompleteness => "已提交的条目存在于之后每个领导者的日志中",
        Invariant::StateMachineSafety => "任何两个成员不会在同一索引应用不同的命令",
        Invariant::OneVotePerTerm => "每个成员在一个任期内至多投一票",
        Invariant::NeverBack => "任期和提交位置不会倒退",
        Invariant::NoLostWrite => "已确认的写入不会丢失",
        Invariant::Linearizable => "每个客户端看到的都像是命令逐条依次执行的结果（可串行化读取除外）",
        Invariant::SameState => "应用了相同条目的成员拥有相同的数据",
        Invariant::WatchPromises => "监视收到每一个变更，各一次，按顺序，同一修订号不拆开",
    }
}
