//! Everything about what is selected.

use std::rc::Rc;

use yew::{Callback, Html, MouseEvent, Properties, component, html};

use super::{section::Fold, term_chip, term_class};
use crate::store::{
    action::Action,
    select::{ActionButton, Fact, InspectorView},
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<InspectorView>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Inspector(props: &Props) -> Html {
    let view = &props.view;
    let dot = view.term.map_or_else(|| "dot".to_owned(), |term| term_class("dot", term));
    html! {
        <>
            <header class="subject"><span class={dot} aria-hidden="true" /><h3>{ &view.title }</h3><p>{ &view.subtitle }</p></header>
            if !view.actions.is_empty() {
                <div class="actions">
                    { for view.actions.iter().map(|action| action_button(action, &props.dispatch, "do-")) }
                </div>
            }
            <dl class="facts">{ for view.facts.iter().map(fact) }</dl>
            { for view.sections.iter().map(|section| html! {
                <Fold key={section.name} section={section.clone()} dispatch={&props.dispatch} />
            }) }
            if let Some(hint) = view.hint {
                <p class="hint">{ hint }</p>
            }
        </>
    }
}

pub fn fact(fact: &Fact) -> Html {
    html! {
        <div>
            <dt>{ &fact.label }</dt>
            <dd>
                if let Some(term) = fact.term {
                    { term_chip(term) }
                    if fact.value != term.to_string() { { &fact.value } }
                } else {
                    { &fact.value }
                }
            </dd>
        </div>
    }
}

/// A button, with its stable name behind a prefix that tells the inspector's from the one beside the member.
pub fn action_button(button: &ActionButton, dispatch: &Callback<Action>, prefix: &str) -> Html {
    let action = button.action.clone();
    let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
    let class = if button.harmful { "harmful" } else { "" };
    html! {
        <button key={button.name} {class} disabled={!button.enabled} data-test={format!("{prefix}{}", button.name)} {onclick}>
            { &button.label }
        </button>
    }
}
