//! Everything about what is selected.

use std::rc::Rc;

use yew::{Callback, Html, MouseEvent, Properties, component, html};

use super::{term_chip, term_class, use_text};
use crate::store::{
    action::Action,
    select::{ActionButton, Fact, InspectorView, WireRow},
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<InspectorView>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Inspector(props: &Props) -> Html {
    let text = use_text();
    let view = &props.view;
    let dot = view.term.map_or_else(|| "dot".to_owned(), |term| term_class("dot", term));
    html! {
        <>
            <header class="subject"><span class={dot} aria-hidden="true" /><h3>{ &view.title }</h3><p>{ &view.subtitle }</p></header>
            if !view.actions.is_empty() {
                <div class="actions">
                    { for view.actions.iter().map(|action| action_button(action, &props.dispatch, false)) }
                </div>
            }
            <dl class="facts">{ for view.facts.iter().map(fact) }</dl>
            if !view.wires.is_empty() {
                <h4>{ text.wires }</h4>
                <ul class="wires">{ for view.wires.iter().map(|wire| wire_row(wire, &props.dispatch)) }</ul>
            }
            if let Some(hint) = view.hint {
                <p class="hint">{ hint }</p>
            }
        </>
    }
}

fn fact(fact: &Fact) -> Html {
    html! {
        <div key={fact.label.clone()}>
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

/// The bar beside a member carries the stable name for tests; the inspector shows the same buttons once more.
pub fn action_button(button: &ActionButton, dispatch: &Callback<Action>, named: bool) -> Html {
    let action = button.action.clone();
    let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
    let class = if button.harmful { "harmful" } else { "" };
    html! {
        <button key={button.name} {class} disabled={!button.enabled} data-test={named.then_some(button.name)} {onclick}>
            { button.label }
        </button>
    }
}

fn wire_row(wire: &WireRow, dispatch: &Callback<Action>) -> Html {
    let action = wire.action.clone();
    let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
    html! {
        <li key={wire.to.to_string()}>
            <b>{ wire.to.to_string() }</b><span>{ wire.state }</span>
            <button {onclick} aria-label={format!("{} {}", wire.next, wire.to)}>{ wire.next }</button>
        </li>
    }
}
