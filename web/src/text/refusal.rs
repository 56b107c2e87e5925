//! Why a link or a file was not opened, and what to do.

use agora_core::run::share::OpenError;

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
