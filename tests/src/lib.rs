//! What several test programs share.

pub mod browser;
pub mod golden;
pub mod load;
pub mod site;
