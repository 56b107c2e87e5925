//! Keys that work anywhere but in a field: which they are says [`crate::store::keys`].

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent, SubmitEvent};
use yew::Callback;

use super::page::document;
use crate::store::{action::Action, keys};

pub fn listen(dispatch: Callback<Action>) -> Option<EventListener> {
    let window = web_sys::window()?;
    let options = EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(&window, "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_taken(event) {
            return;
        }
        if let Some(action) = keys::shortcut(&event.key(), event.shift_key(), is_dialog_open()) {
            event.prevent_default();
            dispatch.emit(action);
        }
    }))
}

/// Whether something lies over the page.
fn is_dialog_open() -> bool {
    document().is_some_and(|document| document.query_selector("[aria-modal='true']").is_ok_and(|found| found.is_some()))
}

/// Whether the element with the focus wants this key for itself.
fn is_taken(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return false };
    match target.tag_name().as_str() {
        "INPUT" | "TEXTAREA" | "SELECT" => event.key() != "Escape",
        "BUTTON" | "SUMMARY" => matches!(event.key().as_str(), " " | "Enter"),
        _ => false,
    }
}

/// Whether Ctrl-C in this field would copy something.
pub fn has_selected_text(field: &HtmlInputElement) -> bool {
    field.selection_start().ok().flatten() != field.selection_end().ok().flatten()
}

/// Whether the cursor stands behind the last letter.
pub fn is_at_end(field: &HtmlInputElement) -> bool {
    let letters = field.value().encode_utf16().count() as u32;
    !has_selected_text(field) && field.selection_end().ok().flatten() == Some(letters)
}

/// Empties the field of a form that was submitted.
///
/// The store empties it too, but where letters and Enter come within one rendering the value that Yew knows is empty
/// before and after, and it would leave the field as it is.
pub fn clear_field(event: &SubmitEvent) {
    let form = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let field = form.and_then(|form| form.query_selector("input").ok().flatten());
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        field.set_value("");
    }
}
