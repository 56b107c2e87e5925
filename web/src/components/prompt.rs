//! The line where commands are typed.

use agora_core::id::ClientId;
use web_sys::{HtmlInputElement, KeyboardEvent, SubmitEvent};
use yew::{Callback, Html, InputEvent, Properties, TargetCast, component, html};

use super::{use_text, when};
use crate::{
    platform::keyboard::{clear_field, has_selected_text},
    store::action::Action,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub client: ClientId,
    pub input: String,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Prompt(props: &Props) -> Html {
    let text = use_text();
    let oninput = when(&props.dispatch, |event: InputEvent| {
        Some(Action::Typed(event.target_dyn_into::<HtmlInputElement>()?.value()))
    });
    let onsubmit = props.dispatch.reform(|event: SubmitEvent| {
        event.prevent_default();
        clear_field(&event);
        Action::Submit
    });
    let onkeydown = when(&props.dispatch, |event: KeyboardEvent| {
        let action = key(&event)?;
        event.prevent_default();
        Some(action)
    });
    html! {
        <form class="prompt" {onsubmit}>
            <label for="prompt" aria-label={format!("{} {}", text.prompt, props.client)}>{ props.client.to_string() }{ "$" }</label>
            <input id="prompt" data-test="prompt" value={props.input.clone()} autocomplete="off" autocapitalize="off"
                autocorrect="off" spellcheck="false" enterkeyhint="send" placeholder="put color blue"
                {oninput} {onkeydown} />
        </form>
    }
}

fn key(event: &KeyboardEvent) -> Option<Action> {
    let field = event.target_dyn_into::<HtmlInputElement>()?;
    match (event.key().as_str(), event.ctrl_key()) {
        ("ArrowUp", false) => Some(Action::Older),
        ("ArrowDown", false) => Some(Action::Newer),
        ("c", true) if !has_selected_text(&field) => Some(Action::Interrupt),
        ("l", true) => Some(Action::ClearTerminal),
        _ => None,
    }
}
