//! What happened, newest first.

use std::rc::Rc;

use yew::{Html, Properties, component, html};

use super::{term_class, use_text};
use crate::store::select::{EventRow, Tone};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub rows: Rc<Vec<EventRow>>,
}

#[component]
pub fn EventFeed(props: &Props) -> Html {
    let text = use_text();
    if props.rows.is_empty() {
        return html! { <p class="hint">{ text.events_empty }</p> };
    }
    html! { <ol class="feed" data-test="feed">{ for props.rows.iter().map(row) }</ol> }
}

fn row(row: &EventRow) -> Html {
    let tone = match row.tone {
        Tone::Plain => "",
        Tone::Great => "great",
        Tone::Bad => "bad",
        Tone::Person => "person",
    };
    let dot = row.term.map_or_else(|| "dot none".to_owned(), |term| term_class("dot", term));
    html! {
        <li key={row.id} class={tone}>
            <time>{ &row.time }</time>
            <span class={dot} aria-hidden="true" />
            <span>
                { for row.places.iter().map(|place| html! { <b>{ place.to_string() }{ " " }</b> }) }
                { &row.text }
            </span>
        </li>
    }
}
