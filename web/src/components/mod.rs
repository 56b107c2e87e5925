//! The page's parts: props in, actions out; no state, no timers, no simulation.

pub mod action_bar;
pub mod branches;
pub mod check_list;
pub mod dial;
pub mod dialog;
pub mod event_feed;
pub mod help;
pub mod icon;
pub mod inspector;
pub mod lanes;
pub mod library;
pub mod log_matrix;
pub mod panels;
pub mod pending;
pub mod prompt;
pub mod sabotage;
pub mod script_panel;
pub mod search;
pub mod section;
pub mod speed;
pub mod stage;
pub mod switch;
pub mod tape;
pub mod terminals;
pub mod toast;
pub mod top_bar;

use agora_core::id::Term;
use yew::{Callback, Html, hook, html, use_context};

use crate::{
    scene::theme::term_slot,
    store::action::Action,
    text::{Language, Text},
};

/// The words of the reader's language.
#[hook]
pub fn use_text() -> &'static Text {
    use_context::<Language>().unwrap_or_default().text()
}

/// A callback that sends what the event means, if it means anything.
pub fn when<E: 'static>(dispatch: &Callback<Action>, meaning: impl Fn(E) -> Option<Action> + 'static) -> Callback<E> {
    let dispatch = dispatch.clone();
    Callback::from(move |event| {
        if let Some(action) = meaning(event) {
            dispatch.emit(action);
        }
    })
}

/// A term's number on its colour.
pub fn term_chip(term: Term) -> Html {
    html! { <span class={term_class("chip", term)}>{ term.0 }</span> }
}

/// A class for something in a term's colour.
pub fn term_class(base: &str, term: Term) -> String {
    term_slot(term).map_or_else(|| format!("{base} term-none"), |slot| format!("{base} term-{slot}"))
}
