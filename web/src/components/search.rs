//! The search dialog: what is looked for, how far it has come, what was found.

use web_sys::{Event, HtmlInputElement, HtmlSelectElement, SubmitEvent};
use yew::{Callback, Html, InputEvent, MouseEvent, Properties, TargetCast, component, html};

use super::{dialog::Card, use_text, when};
use crate::{
    store::{
        action::{Action, SearchAction},
        search::{CONDITIONS, SOUGHT, State},
        select::SearchView,
    },
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: SearchView,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn SearchDialog(props: &Props) -> Html {
    let text = use_text();
    let Props { view, dispatch } = props;
    html! {
        <Card name="search" title={text.run.search} {dispatch}>
            <p class="hint">{ text.run.search_explained }</p>
            { form(view, text, dispatch) }
            { state(&view.state, text, dispatch) }
        </Card>
    }
}

fn typed(dispatch: &Callback<Action>, meaning: impl Fn(String) -> SearchAction + 'static) -> Callback<InputEvent> {
    when(dispatch, move |event: InputEvent| {
        Some(Action::Search(meaning(event.target_dyn_into::<HtmlInputElement>()?.value())))
    })
}

fn form(view: &SearchView, text: &'static Text, dispatch: &Callback<Action>) -> Html {
    let onsubmit = dispatch.reform(|event: SubmitEvent| {
        event.prevent_default();
        Action::Search(SearchAction::Begin)
    });
    let without = when(dispatch, |event: Event| {
        Some(Action::Search(SearchAction::Without(event.target_dyn_into::<HtmlSelectElement>()?.value())))
    });
    html! {
        <form class="search" {onsubmit}>
            <label class="wide"><span>{ text.run.sought }</span>
                <input id="sought" data-test="sought" list="sought-list" autocomplete="off" spellcheck="false"
                    value={view.sought.clone()} oninput={typed(dispatch, SearchAction::Sought)} />
            </label>
            <datalist id="sought-list">{
                for SOUGHT.iter().chain(&CONDITIONS).map(|words| html! { <option value={*words} /> })
            }</datalist>
            <div class="actions wide sought-words">{ for SOUGHT.iter().zip(text.run.sought_meanings).map(|(words, meaning)| {
                let onclick = dispatch.reform(move |_: MouseEvent| Action::Search(SearchAction::Sought((*words).to_owned())));
                html! { <button key={*words} type="button" title={*words} aria-pressed={(view.sought == *words).to_string()} {onclick}>{ meaning }</button> }
            }) }</div>
            <label><span>{ text.run.seeds }</span>
                <input data-test="seeds" inputmode="numeric" value={view.seeds.clone()} oninput={typed(dispatch, SearchAction::Seeds)} />
            </label>
            <label><span>{ text.run.span }</span>
                <input data-test="span" inputmode="numeric" value={view.span.clone()} oninput={typed(dispatch, SearchAction::Span)} />
            </label>
            <label><span>{ text.run.without }</span>
                <select data-test="without" onchange={without}>
                    <option value="" selected={view.without.is_empty()}>{ text.run.without_none }</option>
                    { for view.rules.iter().map(|rule| html! {
                        <option value={*rule} selected={view.without == *rule}>{ *rule }</option>
                    }) }
                </select>
            </label>
            <div class="actions wide">
                <button class="primary" data-test="begin-search">{ text.run.begin_search }</button>
            </div>
        </form>
    }
}

fn state(state: &State, text: &Text, dispatch: &Callback<Action>) -> Html {
    let cancel = dispatch.reform(|_: MouseEvent| Action::Search(SearchAction::Cancel));
    let progress = |words: String, done: u64, of: u64| {
        html! {
            <div class="progress" role="status" data-test="progress">
                <p><span class="busy inline" />{ " " }{ words }</p>
                if of > 0 { <progress value={done.to_string()} max={of.to_string()} aria-label={text.run.search} /> }
                <button data-test="cancel-search" onclick={cancel.clone()}>{ text.run.cancel }</button>
            </div>
        }
    };
    match state {
        State::Idle => Html::default(),
        State::Looking(tried, of) => progress(format!("{} {tried} / {of}", text.run.seeds_tried), *tried, *of),
        State::Shrinking(seed, tries) => {
            progress(format!("{} {seed}: {} ({tries})", text.seed, text.run.shrinking), 0, 0)
        }
        State::Nothing(of) => {
            html! { <p role="status" data-test="nothing">{ format!("{} {of}: {}", text.run.seeds_tried, text.run.found_nothing) }</p> }
        }
        State::Wrong(reason) => html! { <p role="alert" class="breach" data-test="wrong">{ reason }</p> },
        State::Found(seed, script) => {
            let open = dispatch.reform(|_: MouseEvent| Action::Search(SearchAction::OpenFound));
            html! {
                <div class="found" role="status" data-test="found">
                    <p><strong>{ text.run.found }</strong>{ format!(" · {} {seed}", text.seed) }</p>
                    <pre class="script">{ script }</pre>
                    <div class="actions"><button class="primary" data-test="open-found" onclick={open}>{ text.run.open_found }</button></div>
                </div>
            }
        }
    }
}
