//! Runs that the browser keeps, each under a key of its own: a line with its name and one with when it was saved, then its
//! file. Which run a tab shows, the tab remembers itself. A tab that was duplicated remembers the same as the other one: so
//! each says which run it has, and of two with the same one the younger goes on with a copy.

use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{StorageEvent, js_sys::Date};
use yew::Callback;

use super::storage;
use crate::store::library::SavedRun;

const PREFIX: &str = "agora.run.";
const THIS: &str = "agora.this-run";
/// What the last tab that spoke has: when it was opened, and its run's id. Other tabs hear of it.
const CLAIM: &str = "agora.claim";
/// The runs that are kept at most; the ones not saved for longest go first.
const KEPT_MAX: usize = 60;

/// Milliseconds since 1970.
pub fn now() -> u64 {
    Date::now() as u64
}

/// Keeps a run: its name on the first line, its file below. Tells whether there was room.
pub fn keep(id: &str, run: &str) -> bool {
    let (name, file) = run.split_once('\n').unwrap_or((run, ""));
    let kept = storage::set(&format!("{PREFIX}{id}"), &format!("{name}\n{}\n{file}", now()));
    let surplus = entries().into_iter().rev().take_while(|_| kept).skip(KEPT_MAX);
    surplus.for_each(|(_, id, _)| forget(&id));
    kept
}

/// A run that was kept: its name on the first line, its file below.
pub fn read(id: &str) -> Option<String> {
    let kept = storage::get(&format!("{PREFIX}{id}"))?;
    let (name, rest) = kept.split_once('\n')?;
    let (_, file) = rest.split_once('\n')?;
    Some(format!("{name}\n{file}"))
}

pub fn forget(id: &str) {
    storage::remove(&format!("{PREFIX}{id}"));
}

/// All runs that are kept, the last saved first.
pub fn list(language: &str) -> Vec<SavedRun> {
    let run = |(at, id, name): (u64, String, String)| {
        let when = Date::new(&JsValue::from_f64(at as f64));
        let when = String::from(when.to_locale_string(language, &JsValue::UNDEFINED));
        SavedRun { id, name, when }
    };
    entries().into_iter().rev().map(run).collect()
}

/// When each was saved, its id and its name; the oldest first.
fn entries() -> Vec<(u64, String, String)> {
    let entry = |key: String| {
        let id = key.strip_prefix(PREFIX)?.to_owned();
        let kept = storage::get(&key)?;
        let mut lines = kept.lines();
        let (name, at) = (lines.next()?.to_owned(), lines.next()?.parse().ok()?);
        Some((at, id, name))
    };
    let mut entries: Vec<_> = storage::keys().into_iter().filter_map(entry).collect();
    entries.sort_unstable();
    entries
}

/// The run that this tab showed before it was loaded anew.
pub fn this_run() -> Option<String> {
    storage::session()?.get_item(THIS).ok()?
}

/// Tells the other tabs that this one, opened at `born`, has this run.
pub fn claim(id: &str, born: u64) {
    // Nobody hears of a value that stays the same.
    storage::remove(CLAIM);
    storage::set(CLAIM, &format!("{born} {id}"));
}

/// Tells which run another tab says that it has, and when that tab was opened.
pub fn on_claim(claimed: Callback<(String, u64)>) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "storage", move |event| {
        let event = event.dyn_ref::<StorageEvent>().filter(|event| event.key().as_deref() == Some(CLAIM));
        let Some(value) = event.and_then(StorageEvent::new_value) else { return };
        if let Some((born, id)) = value.split_once(' ')
            && let Ok(born) = born.parse()
        {
            claimed.emit((id.to_owned(), born));
        }
    }))
}

pub fn set_this_run(id: &str) {
    if let Some(session) = storage::session() {
        let _ = session.set_item(THIS, id);
    }
}
