//! What the picture's signs mean, and the keys.

use web_sys::HtmlElement;
use yew::{Callback, Html, KeyboardEvent, MouseEvent, Properties, component, html, use_effect_with, use_node_ref};

use super::{
    icon::{Icon, icon},
    use_text,
};
use crate::{store::action::Action, text::Text};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Help(props: &Props) -> Html {
    let text = use_text();
    let close = props.dispatch.reform(|_: MouseEvent| Action::Help(false));
    let button = use_node_ref();
    use_effect_with(button.clone(), |button| {
        if let Some(button) = button.cast::<HtmlElement>() {
            // A focus that is refused leaves the dialog readable all the same.
            let _ = button.focus();
        }
    });
    // The button is all that can have the focus here, and behind the dialog nothing may.
    let onkeydown = |event: KeyboardEvent| {
        if event.key() == "Tab" {
            event.prevent_default();
        }
    };
    html! {
        <div class="veil" onclick={close.clone()}>
            <div class="help" role="dialog" aria-modal="true" aria-labelledby="help-title"
                onclick={|event: MouseEvent| event.stop_propagation()} {onkeydown}>
                <header>
                    <h2 id="help-title">{ text.help_title }</h2>
                    <button ref={button} aria-label={text.close} onclick={close}>{ icon(Icon::Cross) }</button>
                </header>
                <p>{ text.help_intro }</p>
                { signs(text) }
                <h3>{ text.help_keys }</h3>
                { keys(text) }
                <p class="hint">{ text.help_note }</p>
            </div>
        </div>
    }
}

fn signs(text: &Text) -> Html {
    let row = |sign: Html, words: &'static str| html! { <li><span class="sign">{ sign }</span>{ words }</li> };
    let drawing = |content: Html| html! { <svg viewBox="-12 -12 24 24" aria-hidden="true">{ content }</svg> };
    html! {
        <ul class="signs">
            { row(html! { <><i class="chip term-0">{ "1" }</i><i class="chip term-1">{ "2" }</i><i class="chip term-2">{ "3" }</i></> }, text.help_colour) }
            { row(drawing(html! { <><circle r="9" class="line faint" /><path class="line thick" d="M9 0A9 9 0 1 1 0-9" /></> }), text.help_ring) }
            { row(drawing(html! { <><circle r="11" class="plate" /><path class="inverse" d="M-6.5-3.5-3.2.6 0-5.2 3.2.6 6.5-3.5 5.2 5h-10.400z" /></> }), text.help_crown) }
            { row(drawing(html! { <><circle r="11" class="plate" /><path class="line inverse-line" d="M-5 0-1 4.500 5.500-4.500" /></> }), text.help_votes) }
            { row(drawing(html! { <><circle r="11" class="plate muted" /><text class="inverse" text-anchor="middle" y="5">{ "?" }</text></> }), text.help_pre) }
            { row(drawing(html! { <><circle r="11" class="plate danger" /><path class="line inverse-line" d="M-4-4 4 4M-4 4 4-4" /></> }), text.help_down) }
            { row(drawing(html! { <path class="mark" d="M0-9 9 0 0 9-9 0z" /> }), text.help_diamond) }
            { row(drawing(html! { <><rect class="mark" x="-8" y="-8" width="16" height="16" rx="3" /><text class="on-mark" text-anchor="middle" y="4">{ "2" }</text></> }), text.help_square) }
            { row(drawing(html! { <circle class="mark" r="5" /> }), text.help_dot) }
            { row(drawing(html! { <path class="plate muted" d="M-6-7 9 0-6 7z" /> }), text.help_triangle) }
            { row(drawing(html! { <circle class="line hollow" r="6" /> }), text.help_hollow) }
            { row(drawing(html! { <circle class="plate danger" r="6" /> }), text.help_red) }
        </ul>
    }
}

fn keys(text: &Text) -> Html {
    let row = |keys: &'static str, words: &'static str| {
        html! { <div><dt>{ for keys.split(' ').map(|key| html! { <kbd>{ key }</kbd> }) }</dt><dd>{ words }</dd></div> }
    };
    html! {
        <dl class="keys">
            { row("Space", text.key_space) }
            { row("← →", text.key_right) }
            { row("L", text.run.live_hint) }
            { row("[ ]", text.key_brackets) }
            { row("1 … 9", text.key_digits) }
            { row("/", text.key_slash) }
            { row("Esc", text.key_escape) }
            { row("?", text.key_question) }
        </dl>
    }
}
