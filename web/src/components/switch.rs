//! A switch that is on or off.

use yew::{AttrValue, Callback, Html, MouseEvent, Properties, component, html};

use crate::store::action::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its stable name.
    pub name: AttrValue,
    pub label: AttrValue,
    pub on: bool,
    /// What turning it means.
    pub action: Action,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Switch(props: &Props) -> Html {
    let action = props.action.clone();
    let onclick = props.dispatch.reform(move |_: MouseEvent| action.clone());
    html! {
        <button class="switch" role="switch" aria-checked={props.on.to_string()} aria-label={&props.label}
            data-test={&props.name} {onclick} />
    }
}
