//! The page: a picture of a cluster that can be typed at, broken and looked into.

mod app;
mod bench;
mod components;
mod platform;
pub mod scene;
pub mod store;
pub mod text;

use wasm_bindgen::prelude::wasm_bindgen;

pub use bench::bench_rate;

/// Starts the page; called once by the script that loads the wasm module.
#[wasm_bindgen(start)]
pub fn start() {
    platform::panic::install();
    platform::page::clear();
    yew::Renderer::<app::App>::new().render();
}
