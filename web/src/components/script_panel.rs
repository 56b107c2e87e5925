//! The run as a whole: its name, sharing and saving it, the other runs that are kept, its text.

use std::rc::Rc;

use web_sys::{HtmlInputElement, SubmitEvent};
use yew::{Callback, Html, InputEvent, MouseEvent, Properties, TargetCast, component, html};

use super::{
    icon::{Icon, icon},
    use_text, when,
};
use crate::{
    store::{
        action::{Action, LibraryAction, SearchAction},
        library::SavedRun,
        select::RunView,
    },
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<RunView>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn ScriptPanel(props: &Props) -> Html {
    let text = use_text();
    let Props { view, dispatch } = props;
    let on = |action: Action| dispatch.reform(move |_: MouseEvent| action.clone());
    let library = |action: LibraryAction| on(Action::Library(action));
    html! {
        <>
            <div class="row run-head">
                { name(view, text, dispatch) }
                <button data-test="share-run" title={text.run.share_hint} onclick={library(LibraryAction::Share)}>{ icon(Icon::Share) }{ text.run.share }</button>
                <button data-test="open" onclick={library(LibraryAction::AskToOpen)}>{ text.run.open }</button>
                <button data-test="save-file" onclick={library(LibraryAction::SaveFile)}>{ text.run.save_file }</button>
                <button data-test="search" onclick={on(Action::Search(SearchAction::Ask))}>{ text.run.search }</button>
                <button data-test="copy-script" onclick={on(Action::CopyScript)}>{ icon(Icon::Copy) }{ text.copy_script }</button>
            </div>
            if let Some(fingerprint) = &view.fingerprint {
                <p class="hint">{ text.run.fingerprint }{ " " }<code data-test="fingerprint">{ fingerprint }</code></p>
            }
            <pre class="script" data-test="script" tabindex="0">{ &*view.script }</pre>
            <p class="hint">{ text.script_explained }</p>
            if !view.saved.is_empty() {
                <h3 class="runs-title">{ text.run.runs }</h3>
                <p class="hint">{ text.run.runs_explained }</p>
                <ul class="runs" data-test="runs">{ for view.saved.iter().map(|run| saved(run, view, text, dispatch)) }</ul>
            }
        </>
    }
}

fn name(view: &RunView, text: &Text, dispatch: &Callback<Action>) -> Html {
    let Some(typed) = &view.renaming else {
        let rename = dispatch.reform(|_: MouseEvent| Action::Library(LibraryAction::Rename));
        return html! {
            <span class="run-name"><b>{ &view.name }</b>
                <button data-test="rename-run" aria-label={format!("{}: {}", text.run.do_rename, view.name)} onclick={rename}>{ text.run.do_rename }</button>
            </span>
        };
    };
    let oninput = when(dispatch, |event: InputEvent| {
        Some(Action::Library(LibraryAction::NameTyped(event.target_dyn_into::<HtmlInputElement>()?.value())))
    });
    let onsubmit = dispatch.reform(|event: SubmitEvent| {
        event.prevent_default();
        Action::Library(LibraryAction::SaveName)
    });
    html! {
        <form class="rename run-name" {onsubmit}>
            <input id="run-name" data-test="run-name" aria-label={text.run.new_name} maxlength="60" value={typed.clone()}
                autocomplete="off" {oninput} />
            <button data-test="save-run-name">{ text.run.save_name }</button>
        </form>
    }
}

fn saved(run: &SavedRun, view: &RunView, text: &Text, dispatch: &Callback<Action>) -> Html {
    let on = |action: LibraryAction| dispatch.reform(move |_: MouseEvent| Action::Library(action.clone()));
    let this = view.id == run.id;
    html! {
        <li key={run.id.clone()} class={if this { "shown" } else { "" }} data-run={run.name.clone()}>
            <b>{ &run.name }</b><time>{ &run.when }</time>
            <span class="buttons">
                if this {
                    <b class="here">{ text.run.branch_shown }</b>
                } else {
                    <button data-test="open-saved" aria-label={format!("{}: {}", text.run.open, run.name)}
                        onclick={on(LibraryAction::OpenSaved(run.id.clone()))}>{ text.run.open }</button>
                    <button class="harmful" data-test="delete-saved" aria-label={format!("{}: {}", text.run.do_delete, run.name)}
                        onclick={on(LibraryAction::Forget(run.id.clone()))}>{ text.run.do_delete }</button>
                }
            </span>
        </li>
    }
}
