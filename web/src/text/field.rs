//! What two branches can differ in, in words.

use agora_core::run::Field;

use super::Language;

pub fn name(language: Language, field: Field) -> String {
    match language {
        Language::English => field.to_string(),
        Language::Chinese => chinese(field),
    }
}

fn chinese(field: Field) -> String {
    match field {
        Field::Process => "进程",
        Field::Role => "角色",
        Field::Vote => "投票",
        Field::Leader => "所知领导者",
        // The script language's own word: it is what one would wait for.
        Field::Number(quantity) => return quantity.name().to_owned(),
        Field::Store => "存储内容",
        Field::Timer => "计时器或时钟",
        Field::Disk => "磁盘",
        Field::Terminal => "终端",
        Field::Command => "命令",
        Field::Messages => "途中的消息",
        Field::Wires => "连线",
        Field::Sabotage => "被破坏的规则",
        Field::Checks => "检查",
    }
    .to_owned()
}
