//! What several test programs share.

pub mod garble;
pub mod golden;
