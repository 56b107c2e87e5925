//! What kind of screen this is, and which colours the system has.

use gloo::events::EventListener;
use web_sys::MediaQueryList;
use yew::Callback;

const DARK: &str = "(prefers-color-scheme: dark)";

pub fn is_dark() -> bool {
    query(DARK).is_some_and(|query| query.matches())
}

/// Whether the main pointer is a finger.
pub fn is_touch() -> bool {
    query("(pointer: coarse)").is_some_and(|query| query.matches())
}

pub fn on_dark_change(changed: Callback<bool>) -> Option<EventListener> {
    let query = query(DARK)?;
    Some(EventListener::new(&query, "change", move |_| changed.emit(is_dark())))
}

fn query(text: &str) -> Option<MediaQueryList> {
    web_sys::window()?.match_media(text).ok()?
}
