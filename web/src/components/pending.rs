//! What is about to happen, under the name of whom it happens to, with what can be done about it.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html};

use super::{inspector::action_button, use_text};
use crate::{
    store::{
        action::Action,
        select::{PendingGroup, PendingRow},
    },
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub groups: Rc<Vec<PendingGroup>>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Pending(props: &Props) -> Html {
    let text = use_text();
    html! {
        <>
            <p class="hint">{ if props.groups.is_empty() { text.run.pending_empty } else { text.run.pending_explained } }</p>
            <div class="pending-groups" data-test="pending">
                { for props.groups.iter().map(|group| html! {
                    <section key={group.place.to_string()} aria-label={group.place.to_string()}>
                        <h3>{ group.place.to_string() }</h3>
                        <ul>{ for group.rows.iter().map(|pending| row(pending, text, &props.dispatch)) }</ul>
                    </section>
                }) }
            </div>
        </>
    }
}

fn row(row: &PendingRow, text: &Text, dispatch: &Callback<Action>) -> Html {
    html! {
        <li key={row.name.clone()} class={if row.blocked.is_some() { "blocked" } else { "" }} data-pending={row.name.clone()}>
            <span class="what">
                if row.name.starts_with('m') { <b>{ &row.name }{ " " }</b> }
                { &row.text }
                if let Some(why) = row.blocked { <em>{ " · " }{ why }</em> }
            </span>
            <span class="due">
                if !row.due.is_empty() { { text.run.due_in }{ " " }{ &row.due } }
            </span>
            <span class="buttons">{ for row.actions.iter().map(|action| action_button(action, dispatch, "pending-")) }</span>
        </li>
    }
}
