//! The page's address: its fragment may hold a run.

use gloo::events::EventListener;
use wasm_bindgen::JsValue;
use yew::Callback;

/// What stands behind the `#`, if anything does.
pub fn fragment() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    let fragment = hash.strip_prefix('#')?;
    (!fragment.is_empty()).then(|| fragment.to_owned())
}

/// Writes the fragment, without loading anything and without a step in the history. Returns the whole address.
pub fn write(fragment: &str) -> Option<String> {
    let window = web_sys::window()?;
    let address = if fragment.is_empty() {
        let location = window.location();
        format!("{}{}", location.pathname().ok()?, location.search().ok()?)
    } else {
        format!("#{fragment}")
    };
    window.history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(&address)).ok()?;
    window.location().href().ok()
}

/// Tells the new fragment when somebody changes it.
pub fn on_change(changed: Callback<String>) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "hashchange", move |_| {
        if let Some(fragment) = fragment() {
            changed.emit(fragment);
        }
    }))
}
