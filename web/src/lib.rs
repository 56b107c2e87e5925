//! The page: a picture of a cluster that can be typed at, broken and looked into.

mod app;
mod bench;
mod components;
mod platform;
pub mod scene;
pub mod store;
pub mod text;
mod worker;

use wasm_bindgen::prelude::wasm_bindgen;

pub use bench::{bench_rate, bench_walk, fingerprints};
pub use worker::Seeker;

/// Starts the page; called by the script that loads the wasm module. In a worker there is no page to start.
#[wasm_bindgen(start)]
pub fn start() {
    if web_sys::window().is_none() {
        return;
    }
    platform::panic::install();
    platform::page::clear();
    yew::Renderer::<app::App>::new().render();
}
