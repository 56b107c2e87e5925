//! Why something was refused, and what to do: a link or a file, a line at the prompt, a deed.

use agora_core::{
    raft::ChangeError,
    run::{
        Refusal,
        script::{ParseError, Problem},
        share::{OpenError, limits},
    },
    sim::place::Place,
};

use super::Language;

pub fn reason(language: Language, error: &OpenError) -> String {
    match language {
        Language::English => capitalised(&error.to_string()),
        Language::Chinese => chinese(error),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn chinese(error: &OpenError) -> String {
    match error {
        OpenError::Foreign => "这不是 Agora 的过程：请打开由 Agora 的“分享”生成的文件或链接。".to_owned(),
        OpenError::Newer(version) => {
            format!("它由更新的 Agora 生成（格式 {version}）：请重新加载页面以取得最新版，再打开一次。")
        }
        OpenError::Damaged => "链接被截断或在途中被改动：请重新索取链接，或索取过程文件。".to_owned(),
        OpenError::UnknownPart(part) => {
            format!("这里不认识“{part}”这一部分：请重新加载页面以取得最新版，再打开一次。")
        }
        OpenError::TooLong(bytes) => format!("它有 {bytes} 字节，太长：请缩短过程，或存为文件。"),
        OpenError::TooManyBranches => "分支太多：请删去一些，再保存一次。".to_owned(),
        OpenError::TooMuch(what) => format!("过程太长，无法打开：请缩短过程。（{what}）"),
        // The script language speaks English, here as at the prompt.
        OpenError::Line(_) | OpenError::Play(..) | OpenError::Fork(_) | OpenError::Name(..) | OpenError::Options(_) => {
            format!("文本中有一行无法执行：{error}")
        }
    }
}

/// Why the world did not do something.
pub fn refused(language: Language, refusal: &Refusal) -> String {
    match language {
        Language::English => refusal.to_string(),
        Language::Chinese => refused_in_chinese(refusal),
    }
}

fn refused_in_chinese(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Nobody(client @ Place::Client(_)) => format!("这个过程里没有 {client}：用 open {client} 打开它"),
        Refusal::Nobody(place) => format!("这个过程里没有 {place}"),
        Refusal::NoLeader => "此刻没有领导者：请等待选举".to_owned(),
        Refusal::NoOthers => "这里的 others 是空的：所有成员都已点名".to_owned(),
        Refusal::OthersHere => "others 只能作为 partition 的一侧：请指明一个成员".to_owned(),
        Refusal::NotMember(place) => format!("{place} 是客户端：只有成员才有磁盘、时钟和计时器"),
        Refusal::NotRunning(place) => format!("{place} 未在运行：请先重启（restart）或恢复（resume）它"),
        Refusal::NotWhole => {
            "一次输入一段完整的文字：直到 here-document 的结束行，或直到不以反斜杠结尾的一行".to_owned()
        }
        Refusal::NotPaused(place) => format!("{place} 没有暂停"),
        Refusal::NoMessage(id) => format!("{id} 不在途中：它已到达、已丢失，或从未发出"),
        Refusal::SameEnds(place) => format!("连线需要两端，而 {place} 只是一端：请再指明一个"),
        Refusal::ReceiverNotRunning(id, place) => format!("{place} 未在运行，{id} 无法送达"),
        Refusal::OnTwoSides(place) => format!("{place} 出现在两侧：每个名字只写一次"),
        Refusal::NoWire(a, b) => format!("{a} 与 {b} 之间没有连线：客户端只与成员通信"),
        Refusal::WasRemoved(node) => format!("{node} 已被移除，位置不会再次使用：请添加下一个"),
        Refusal::NotNext(node, next) => format!("还没有 {node}：下一个新成员是 {next}"),
        Refusal::NoRoom => "这里最多容纳 9 个成员：请先移除一个并清空磁盘，再添加".to_owned(),
        Refusal::IsOpen(client) => format!("{client} 已经打开"),
        Refusal::NotNextTerminal(client, Some(next)) => format!("不能打开 {client}：下一个终端是 {next}"),
        Refusal::NotNextTerminal(_, None) => "这里最多容纳 9 个终端：请使用其中一个".to_owned(),
        Refusal::NothingToChange => "成员已经是这些：请指明别的成员".to_owned(),
        Refusal::Change(error) => change_in_chinese(*error),
        Refusal::OldCluster(node) => {
            format!("{node} 的数据属于之前的集群：请从数据目录启动它，或先清空磁盘（wipe）")
        }
        Refusal::NothingStored(node) => format!("{node} 没有这个键：请先写入，再损坏它"),
        Refusal::AlreadyThere(id) => format!("{id} 已到达，正等待接收者：请先恢复（resume）它"),
    }
}

/// Why a line of the script language cannot be read. Its words are the same in every language; what they are is said.
pub fn unread(language: Language, error: &ParseError) -> String {
    let ParseError { column, problem, .. } = error;
    match language {
        Language::English => format!("column {column}: {problem}"),
        Language::Chinese => format!("第 {column} 列：{}", problem_in_chinese(problem)),
    }
}

fn problem_in_chinese(problem: &Problem) -> String {
    match problem {
        Problem::Expected(what) => format!("应为{}", expected_in_chinese(what)),
        Problem::NamedTwice(node) => format!("{node} 出现了两次：每个成员只写一次"),
        Problem::Members(error) => change_in_chinese(*error),
        Problem::TooLong => format!("这里一段时间最长为 {}：请取短一些", limits::SPAN),
        Problem::TooManySteps => format!("一次最多前进 {} 个事件：请取少一些", limits::TURNS),
        Problem::ClusterNotFirst => "cluster 只能是过程的第一行：请移到那里".to_owned(),
        // What etcd says of its flags is said in its words.
        Problem::Options(_) | Problem::Etcd(_) => problem.to_string(),
    }
}

fn change_in_chinese(error: ChangeError) -> String {
    match error {
        ChangeError::AlreadyJoint => "配置已是联合配置：请先离开它，再做下一次变更",
        ChangeError::NotJoint => "配置不是联合配置：无需离开",
        ChangeError::NoVoters => "没有投票成员的配置不能成为联合配置：它没有多数",
        ChangeError::RemovesAllVoters => "会移除所有投票成员：请至少保留一个",
        ChangeError::SeveralVoters => "一步变更了多个投票成员：请使用联合变更",
        ChangeError::VoterAndLearner(node) => {
            return format!("{node} 既是投票成员又是学习者：学习者没有投票权，只写一次");
        }
    }
    .to_owned()
}

fn expected_in_chinese(expected: &str) -> String {
    let (what, words) = expected.split_once(": ").unwrap_or((expected, ""));
    let what = match what {
        "something to do" => "一个操作",
        "a statement" => "一条语句",
        "a prompt" => "一个提示符",
        "the end of this text" => return "这段文字的结尾：here-document 的结束行，或反斜杠之后的一行".to_owned(),
        "the end of the line" => "行尾",
        "a span of time" => return "一段时间：数字加 us、ms、s、m 或 h，例如 250ms".to_owned(),
        "on or off" => " on 或 off",
        "a member or client" => "成员或客户端",
        "a member" => "成员",
        "a terminal" => "终端",
        "a message by its name in the picture" => "消息在图中的名字",
        "a share" => return "比例：0% 到 100%".to_owned(),
        "a rate above 0 and up to 1000" => return "大于 0、至多 1000 的速率：1 为准确，1.5 为偏快".to_owned(),
        "| and another side" => " | 和另一侧",
        "a dial of a wire" => "连线的参数",
        "a dial of a disk" => "磁盘的参数",
        "a dial of a clock" => "时钟的参数",
        "a rule" => "规则",
        "how to get there" => "过渡方式",
        // New words stand as they are until they have a translation.
        other => return format!(" {other} {words}"),
    };
    if words.is_empty() { what.to_owned() } else { format!("{what}：{words}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use agora_core::run::script;

    #[test]
    fn whatever_is_mistyped_at_the_prompt_is_explained_in_chinese() {
        let lines = [
            "kill",
            "kill n2 n3",
            "cut n1",
            "partition n1",
            "partition |",
            "link latency",
            "link n1 n2",
            "link loss 200%",
            "disk n1",
            "disk n1 full maybe",
            "clock n1",
            "clock n1 rate 0",
            "clock n1 jump x",
            "deliver 17",
            "delay m1",
            "fire",
            "reconfigure x",
            "reconfigure n1 slowly",
            "sabotage everything on",
            "sabotage forget-vote",
            "open n3",
            "c1@x$ get a",
            "x$ get a",
            "c1$ txn <<END",
            "c1$ put a \\",
        ];
        for line in lines {
            let error = script::intervention(line).expect_err(line);
            let said = unread(Language::Chinese, &error);
            let Problem::Expected(what) = &error.problem else { panic!("{line}: {error}") };
            let what = what.split(':').next().expect("a part");
            assert!(said.contains(&format!("第 {} 列", error.column)), "{line}: {said}");
            assert!(what == "on or off" || !said.contains(what), "{line}: {said}");
        }
    }
}
