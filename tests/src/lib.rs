//! What several test programs share.

pub mod fuzz;
pub mod garble;
pub mod golden;
