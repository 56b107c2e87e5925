//! The document as a whole: its language and colours, the focus, the clock.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement};
use yew::Callback;

/// Takes away what the shell showed while the page was loading.
pub fn clear() {
    if let Some(loading) = document().and_then(|document| document.get_element_by_id("loading")) {
        loading.remove();
    }
}

pub fn dress(language: &str, dark: bool) {
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    let _ = root.set_attribute("lang", language);
    let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
}

pub fn browser_language() -> String {
    web_sys::window().and_then(|window| window.navigator().language()).unwrap_or_default()
}

pub fn focus_prompt() {
    focus("prompt");
}

/// Gives the focus to the element of this id.
pub fn focus(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Brings the tab of the open sheet into sight: on a narrow screen the tabs are a strip that scrolls.
pub fn reveal_tab() {
    let tab =
        document().and_then(|document| document.query_selector(".sheet-tabs [aria-pressed='true']").ok().flatten());
    let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) else { return };
    if let Some(strip) = tab.parent_element() {
        let before = (strip.client_width() - tab.offset_width()) / 2;
        strip.set_scroll_left(tab.offset_left() - before);
    }
}

pub fn blur() {
    let focused = document().and_then(|document| document.active_element());
    if let Some(focused) = focused.and_then(|focused| focused.dyn_into::<HtmlElement>().ok()) {
        let _ = focused.blur();
    }
}

/// Tells when the tab is hidden (false) or shown again (true).
pub fn on_visibility(changed: Callback<bool>) -> Option<EventListener> {
    let document = document()?;
    let listener = EventListener::new(&document.clone(), "visibilitychange", move |_| changed.emit(!document.hidden()));
    Some(listener)
}

/// Milliseconds on a clock that never goes back.
pub fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}
