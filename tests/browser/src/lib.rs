//! Drives the built page in headless Chromium.

pub mod browser;
pub mod site;
