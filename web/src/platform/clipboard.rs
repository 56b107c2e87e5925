//! Copying text.

use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::Callback;

/// Puts the text on the clipboard and tells whether the browser allowed it.
pub fn copy(text: String, done: Callback<bool>) {
    spawn_local(async move {
        // A page that was not loaded securely has no clipboard at all.
        let secure = web_sys::window().is_some_and(|window| window.is_secure_context());
        let copied = match web_sys::window().filter(|_| secure) {
            Some(window) => JsFuture::from(window.navigator().clipboard().write_text(&text)).await.is_ok(),
            None => false,
        };
        done.emit(copied);
    });
}
