//! A switch that is on or off.

use yew::{Callback, Html, MouseEvent, html};

use crate::store::action::Action;

/// `name` is its stable name; `action` is what turning it means.
pub fn switch(name: String, label: &'static str, on: bool, action: &Action, dispatch: &Callback<Action>) -> Html {
    let action = action.clone();
    let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
    html! {
        <button class="switch" role="switch" aria-checked={on.to_string()} aria-label={label} data-test={name} {onclick} />
    }
}
