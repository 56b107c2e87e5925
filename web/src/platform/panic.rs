//! When the page itself fails: the message and the run as text, so that nothing is lost.
//!
//! After a panic this instance is dead. The text of the run therefore lives in the document, outside of it, and is
//! written after each intervention.

use std::panic::PanicHookInfo;

use web_sys::{Element, js_sys::Reflect};

use super::page::document;
use crate::text::Text;

/// Where the run as text is kept, and the words for the card: properties of the window.
const RUN: &str = "agoraRun";
const TITLE: &str = "agoraPanicTitle";
const WORDS: &str = "agoraPanicText";
/// The card on which they are shown.
const CARD: &str = "panic";

pub fn install() {
    // Yew puts a hook of its own in place when it renders, unless it is given one.
    yew::set_custom_panic_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        show(info);
    }));
}

/// Keeps the run as text.
pub fn keep(run: &str) {
    set(RUN, run);
}

/// Keeps the words that the card will need.
pub fn speak(text: &Text) {
    set(TITLE, text.panic_title);
    set(WORDS, text.panic_text);
}

fn show(info: &PanicHookInfo) -> Option<()> {
    // What still calls into the dead instance fails too; the first message is the one that tells.
    if document()?.get_element_by_id(CARD).is_some() {
        return None;
    }
    let body = document()?.body()?;
    let card = element("section")?;
    card.set_attribute("id", CARD).ok()?;
    card.set_attribute("class", "panic").ok()?;
    card.set_attribute("role", "alert").ok()?;
    add(&card, "h2", &get(TITLE))?;
    add(&card, "p", &get(WORDS))?;
    add(&card, "pre", &info.to_string())?;
    let run = add(&card, "textarea", &get(RUN))?;
    run.set_attribute("readonly", "").ok()?;
    run.set_attribute("rows", "12").ok()?;
    body.append_child(&card).ok()?;
    Some(())
}

fn add(parent: &Element, name: &str, text: &str) -> Option<Element> {
    let child = element(name)?;
    child.set_text_content(Some(text));
    parent.append_child(&child).ok()?;
    Some(child)
}

fn element(name: &str) -> Option<Element> {
    document()?.create_element(name).ok()
}

fn set(name: &str, value: &str) {
    if let Some(window) = web_sys::window() {
        let _ = Reflect::set(&window, &name.into(), &value.into());
    }
}

fn get(name: &str) -> String {
    let value = web_sys::window().and_then(|window| Reflect::get(&window, &name.into()).ok());
    value.and_then(|value| value.as_string()).unwrap_or_default()
}
