//! The line where commands are typed.

use agora_core::id::ClientId;
use web_sys::{HtmlInputElement, KeyboardEvent, SubmitEvent};
use yew::{Callback, Event, Html, InputEvent, Properties, TargetCast, component, html};

use super::{use_text, when};
use crate::{
    platform::{
        clipboard::pasted_lines,
        keyboard::{clear_field, has_selected_text, is_at_end},
    },
    store::{action::Action, completion::Completion},
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub client: ClientId,
    /// What is typed goes on with the lines before.
    pub goes_on: bool,
    pub input: String,
    pub completion: Option<Completion>,
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
    let onpaste = when(&props.dispatch, |event: Event| {
        let text = pasted_lines(&event)?;
        event.prevent_default();
        Some(Action::Paste(text))
    });
    let prompt = if props.goes_on { ">".to_owned() } else { format!("{}$", props.client) };
    let completes = props.completion.is_some();
    let onkeydown = when(&props.dispatch, move |event: KeyboardEvent| {
        let action = key(&event, completes)?;
        event.prevent_default();
        Some(action)
    });
    html! {
        <form class="prompt" {onsubmit}>
            <label for="prompt" aria-label={format!("{} {}", text.prompt, props.client)}>{ prompt }</label>
            <span class="field">
            if let Some(completion) = &props.completion {
                <span class="ghost" aria-hidden="true" data-test="ghost"><i>{ &props.input }</i>{ &completion.ghost }</span>
            }
            <input id="prompt" data-test="prompt" value={props.input.clone()} autocomplete="off" autocapitalize="off"
                autocorrect="off" spellcheck="false" enterkeyhint="send" placeholder="put color blue"
                {oninput} {onkeydown} {onpaste} />
            </span>
        </form>
    }
}

/// What a key means in the field. Tab is left to the browser where there is nothing to complete.
fn key(event: &KeyboardEvent, completes: bool) -> Option<Action> {
    let field = event.target_dyn_into::<HtmlInputElement>()?;
    match (event.key().as_str(), event.ctrl_key()) {
        ("Tab", false) if completes && !event.shift_key() && is_at_end(&field) => Some(Action::Complete),
        ("ArrowUp", false) => Some(Action::Older),
        ("ArrowDown", false) => Some(Action::Newer),
        ("c", true) if !has_selected_text(&field) => Some(Action::Interrupt),
        ("l", true) => Some(Action::ClearTerminal),
        _ => None,
    }
}
