//! What the members do once a protective rule is off.

use agora_core::raft::Rule;

use super::Language;

pub const fn meaning(language: Language, rule: Rule) -> &'static str {
    match language {
        Language::English => rule.meaning(),
        Language::Chinese => chinese(rule),
    }
}

const fn chinese(rule: Rule) -> &'static str {
    match rule {
        Rule::CommitOlderTerms => "领导者仅凭副本数就提交旧任期的条目（Raft §5.4.2）",
        Rule::AnswerBeforeSync => "成员在落盘之前就承诺投票和条目（Raft §5“持久状态”）",
        Rule::ForgetVote => "成员重启后忘记自己投过的票（Raft §5.2）",
        Rule::VoteTwice => "成员在同一任期内给每个请求者都投票（Raft §5.2）",
        Rule::VoteWithoutLogCheck => "成员投票给日志比自己旧的候选人（Raft §5.4.1）",
        Rule::FixedTimeouts => "选举超时一律恰好为 E，于是选票一再被瓜分（Raft §5.2）",
        Rule::NoPreVote => "成员不先询问能否获胜就参加选举（学位论文 §9.6）",
        Rule::NoCheckQuorum => {
            "领导者听不到多数成员也继续领导，成员也不再因领导者还在而让候选人等待（学位论文 §6.2、§4.2.3）"
        }
        Rule::NoMajority => "比多数少一个成员也被当作法定人数（Raft §5.2、§5.3）",
        Rule::AppendWithoutCheck => "前一条目与领导者不同，跟随者仍接受追加（Raft §5.3）",
        Rule::TruncateAlways => "并无冲突，跟随者也删去追加条目之后的全部日志（Raft §5.3）",
        Rule::CommitBeyondMatch => "心跳把领导者的提交位置发给可能还没有那些条目的跟随者（etcd：min(match, commit)）",
        Rule::ObeyOlderTerms => "跟随者服从旧任期的领导者（Raft §5.1）",
        Rule::ChangeWithoutCommit => "旧任期的成员变更可能还在日志里，新领导者就接受下一次变更（raft-dev，2015）",
        Rule::OverlappingChanges => "前一次成员变更尚未应用，领导者就接受下一次（学位论文 §4.1）",
        Rule::ChangeWithoutJoint => "一次变更多个投票成员立即生效，不经过联合配置（Raft §6）",
        Rule::ReadsWithoutQuorum => "领导者不向多数成员确认自己仍然领导，就回答读取（学位论文 §6.4）",
        Rule::ReadsBeforeCommit => "新领导者尚未提交本任期的条目就回答读取（Raft §8）",
        Rule::ReadsTrustOldAnswers => "读取到达之前发出的心跳，其回答也用来确认这次读取（etcd 20418）",
    }
}
