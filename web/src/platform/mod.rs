//! The browser: the only place, beside `scene::paint`, that speaks to it.

pub mod clipboard;
pub mod keyboard;
pub mod media;
pub mod page;
pub mod panic;
pub mod pointer;
pub mod stage_size;
pub mod storage;
