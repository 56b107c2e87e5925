//! The dialogs around kept runs: opening one, waiting for it, being told why it was not opened.

use web_sys::{Event, HtmlInputElement, HtmlTextAreaElement, SubmitEvent};
use yew::{Callback, Html, InputEvent, MouseEvent, Properties, TargetCast, component, html};

use super::{dialog::Card, use_text, when};
use crate::{
    platform::file,
    store::{
        action::{Action, LibraryAction},
        library::Dialog,
    },
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub dialog: Dialog,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn LibraryDialog(props: &Props) -> Html {
    let text = use_text();
    let dispatch = &props.dispatch;
    let stay = dispatch.reform(|_: MouseEvent| Action::Library(LibraryAction::Stay));
    match &props.dialog {
        Dialog::Open(typed) => html! {
            <Card name="open" title={text.run.open} {dispatch}>{ open(typed, text, dispatch) }</Card>
        },
        Dialog::Opening(at) => html! {
            <Card name="opening" title={text.run.opening} {dispatch}>
                <p role="status"><span class="busy inline" />{ format!(" {at} s") }</p>
                <div class="actions"><button onclick={stay}>{ text.run.cancel }</button></div>
            </Card>
        },
        Dialog::Refused(reason) => html! {
            <Card name="refused" title={text.run.refused} {dispatch}>
                <p role="alert" data-test="reason">{ reason }</p>
                <p class="hint">{ text.run.refused_hint }</p>
                <div class="actions"><button onclick={stay}>{ text.close }</button></div>
            </Card>
        },
        Dialog::Search => Html::default(),
    }
}

fn open(typed: &str, text: &Text, dispatch: &Callback<Action>) -> Html {
    let oninput = when(dispatch, |event: InputEvent| {
        let typed = event.target_dyn_into::<HtmlTextAreaElement>()?.value();
        Some(Action::Library(LibraryAction::OpenTyped(typed)))
    });
    let onsubmit = dispatch.reform(|event: SubmitEvent| {
        event.prevent_default();
        Action::Library(LibraryAction::OpenTypedText)
    });
    let read = dispatch.reform(|read: String| Action::Library(LibraryAction::OpenText(read)));
    let onchange = Callback::from(move |event: Event| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            file::read(&field, read.clone());
        }
    });
    html! {
        <form class="open" {onsubmit}>
            <label for="open-text">{ text.run.open_text }</label>
            <textarea id="open-text" data-test="open-text" rows="6" spellcheck="false" value={typed.to_owned()} {oninput} />
            <div class="actions">
                <button class="primary" data-test="open-typed" disabled={typed.trim().is_empty()}>{ text.run.open }</button>
                <label class="file">{ text.run.open_file }<input type="file" data-test="open-file" accept=".agora,.txt,text/plain" {onchange} /></label>
            </div>
        </form>
    }
}
