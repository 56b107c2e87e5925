//! The page: a picture of a cluster that can be typed at, broken and rewound.

use wasm_bindgen::prelude::wasm_bindgen;
use yew::{Html, component, html};

#[component]
fn App() -> Html {
    html! { <main>{ "Agora" }</main> }
}

/// Starts the page; called once by the script that loads the wasm module.
#[wasm_bindgen(start)]
pub fn start() {
    yew::Renderer::<App>::new().render();
}
