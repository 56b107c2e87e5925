//! The browser: the only place, beside `scene::paint`, that speaks to it.

pub mod address;
pub mod clipboard;
pub mod file;
pub mod keyboard;
pub mod library;
pub mod media;
pub mod page;
pub mod panic;
pub mod pointer;
pub mod stage_size;
pub mod storage;
pub mod worker;
