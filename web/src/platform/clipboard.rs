//! Copying text, and several lines that are pasted.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ClipboardEvent, Event};
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

/// What is pasted, where it is more than one line: a field would run its lines into one.
pub fn pasted_lines(event: &Event) -> Option<String> {
    let text = event.dyn_ref::<ClipboardEvent>()?.clipboard_data()?.get_data("text").ok()?;
    (text.lines().filter(|line| !line.trim().is_empty()).count() > 1).then_some(text)
}
