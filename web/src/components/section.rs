//! A part of the inspector that can be folded away.

use yew::{Callback, Html, MouseEvent, Properties, component, html};

use super::{
    dial::dial,
    inspector::{action_button, fact},
    switch::switch,
    use_text,
};
use crate::{
    scene::hit::Selection,
    store::{
        action::Action,
        select::{PeerRow, Section, WireRow},
    },
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub section: Section,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Fold(props: &Props) -> Html {
    let text = use_text();
    let Props { section, dispatch } = props;
    let class = if section.alarming { "summary alarming" } else { "summary" };
    html! {
        <details class="fold" open={section.open}>
            <summary data-test={format!("section-{}", section.name)}>
                <h4>{ section.title }</h4><span {class}>{ &section.summary }</span>
            </summary>
            if !section.facts.is_empty() {
                <dl class="facts">{ for section.facts.iter().map(fact) }</dl>
            }
            if !section.peers.is_empty() {
                { peers(&section.peers, text) }
            }
            { for section.dials.iter().map(|view| dial(view, dispatch)) }
            { for section.switches.iter().map(|shown| html! {
                <div key={shown.name} class="dial"><span>{ shown.label }</span>
                    { switch(shown.name.to_owned(), shown.label, shown.on, &shown.toggle, dispatch) }
                </div>
            }) }
            if !section.wires.is_empty() {
                <ul class="wires">{ for section.wires.iter().map(|wire| wire_row(wire, dispatch)) }</ul>
            }
            if !section.actions.is_empty() {
                <div class="actions">{ for section.actions.iter().map(|action| action_button(action, dispatch, "do-")) }</div>
            }
            if let Some(hint) = section.hint {
                <p class="hint">{ hint }</p>
            }
        </details>
    }
}

fn peers(peers: &[PeerRow], text: &Text) -> Html {
    html! {
        <table class="peers">
            <thead><tr>
                <th scope="col"><span class="unseen">{ text.peers }</span></th>
                <th scope="col">{ text.peer_match }</th><th scope="col">{ text.peer_next }</th>
                <th scope="col">{ text.peer_state }</th>
                <th scope="col" title={text.peer_in_flight_hint}>{ text.peer_in_flight }</th>
                <th scope="col" title={text.peer_heard_hint}>{ text.peer_heard }</th>
            </tr></thead>
            <tbody>{ for peers.iter().map(|row| html! {
                <tr key={row.peer.to_string()}>
                    <th scope="row">{ row.peer.to_string() }</th>
                    <td>{ row.matched.to_string() }</td><td>{ row.next.to_string() }</td>
                    <td>{ row.state }</td><td>{ &row.in_flight }</td>
                    <td>{ if row.heard { text.yes } else { text.no } }</td>
                </tr>
            }) }</tbody>
        </table>
    }
}

fn wire_row(wire: &WireRow, dispatch: &Callback<Action>) -> Html {
    let action = wire.action.clone();
    let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
    let (a, b) = wire.ends;
    let open = dispatch.reform(move |_: MouseEvent| Action::Select(Selection::Wire(a, b)));
    let name = format!("{a}-{b}");
    html! {
        <li key={name.clone()}>
            <button class="name" data-test={format!("show-wire-{name}")} aria-label={format!("{a} – {b}: {}", wire.state)} onclick={open}>
                { &wire.label }
            </button>
            <span>{ &wire.state }</span>
            <button {onclick} aria-label={format!("{} {a} – {b}", wire.next)}>{ wire.next }</button>
        </li>
    }
}
