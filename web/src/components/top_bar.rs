//! The bar above everything: time, its speed, the seed, the checks, the page's settings.

use web_sys::{HtmlInputElement, SubmitEvent};
use yew::{Callback, Html, InputEvent, MouseEvent, Properties, TargetCast, component, html, use_context};

use super::{
    icon::{Icon, icon},
    speed::speed,
    term_chip, use_text, when,
};
use crate::{
    store::{
        Panel, Theme,
        action::{Action, LibraryAction, SearchAction},
        select::TopView,
    },
    text::{Language, Text},
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: TopView,
    pub theme: Theme,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn TopBar(props: &Props) -> Html {
    let text = use_text();
    let view = &props.view;
    let on = |action: Action| props.dispatch.reform(move |_: MouseEvent| action.clone());
    let (play_label, play_icon) = if view.playing { (text.pause, Icon::Pause) } else { (text.play, Icon::Play) };
    html! {
        <header class="top">
            <h1 class="brand"><span class="mark" aria-hidden="true" />{ "Agora" }</h1>
            <div class="transport" role="group" aria-label={text.virtual_time}>
                <button class="primary" data-test="play" title={format!("{play_label} (Space)")}
                    aria-label={play_label} onclick={on(Action::PlayOrPause)}>{ icon(play_icon) }</button>
                <button data-test="step-back" title={text.run.step_back_hint} aria-label={text.run.step_back}
                    onclick={on(Action::StepBack)}>{ icon(Icon::StepBack) }</button>
                <button data-test="step" title={text.step_hint} aria-label={text.step}
                    onclick={on(Action::Step)}>{ icon(Icon::Step) }</button>
            </div>
            { speed(view, text, &props.dispatch) }
            <div class="clock">
                <span class="time" title={text.virtual_time} data-test="time">{ &view.time }<small>{ " s" }</small></span>
                <span class="leader">
                    if let Some((leader, term)) = view.leader {
                        { term_chip(term) }{ leader.to_string() }
                    } else {
                        <span class="muted">{ text.no_leader }</span>
                    }
                </span>
            </div>
            { seed(&view.seed, text, &props.dispatch) }
            if !view.rules_off.is_empty() { { rules_off(&view.rules_off, text, &props.dispatch) } }
            { checks(view, text, &props.dispatch) }
            <Settings theme={props.theme} dispatch={&props.dispatch} />
        </header>
    }
}

fn seed(seed: &str, text: &Text, dispatch: &Callback<Action>) -> Html {
    let oninput = when(dispatch, |event: InputEvent| {
        Some(Action::SeedTyped(event.target_dyn_into::<HtmlInputElement>()?.value()))
    });
    let onsubmit = dispatch.reform(|event: SubmitEvent| {
        event.prevent_default();
        Action::Reset
    });
    html! {
        <form class="seed" {onsubmit}>
            <label><span>{ text.seed }</span>
                <input data-test="seed" inputmode="numeric" autocomplete="off" value={seed.to_owned()} {oninput} />
            </label>
            <button data-test="reset" title={text.reset_hint} aria-label={text.reset}>{ icon(Icon::Reset) }</button>
        </form>
    }
}

fn checks(view: &TopView, text: &Text, dispatch: &Callback<Action>) -> Html {
    let onclick = dispatch.reform(|_: MouseEvent| Action::Show(Panel::Checks));
    let broken = view.broken > 0;
    let (sign, count, words) = if broken {
        (Icon::Cross, view.broken, text.checks_broken)
    } else {
        (Icon::Check, view.checks, text.checks_hold)
    };
    html! {
        <button class={if broken { "badge broken" } else { "badge" }} data-test="checks"
            title={format!("{}: {count} {words}", text.checks)} {onclick}>
            { icon(sign) }<b>{ count }</b><span class="words">{ words }</span>
        </button>
    }
}

/// The warning that this is not Raft any more.
fn rules_off(rules: &[&str], text: &Text, dispatch: &Callback<Action>) -> Html {
    let onclick = dispatch.reform(|_: MouseEvent| Action::Show(Panel::Sabotage));
    let names = rules.join(", ");
    let title = format!("{}: {names}", text.rule_off);
    html! {
        <button class="badge warning" data-test="rules-off" title={title.clone()} aria-label={title} {onclick}>
            { icon(Icon::Warning) }
            if let [only] = rules {
                <b class="words">{ only }</b><span class="words">{ text.rule_off }</span>
            } else {
                <b>{ rules.len() }</b><span class="words">{ text.rules_off }</span>
            }
        </button>
    }
}

#[derive(Properties, PartialEq)]
struct SettingsProps {
    theme: Theme,
    dispatch: Callback<Action>,
}

#[component]
fn Settings(props: &SettingsProps) -> Html {
    let text = use_text();
    let language = use_context::<Language>().unwrap_or_default();
    let on = |action: Action| props.dispatch.reform(move |_: MouseEvent| action.clone());
    let (theme, next, sign) = match props.theme {
        Theme::System => (text.theme_system, Theme::Light, Icon::System),
        Theme::Light => (text.theme_light, Theme::Dark, Icon::Sun),
        Theme::Dark => (text.theme_dark, Theme::System, Icon::Moon),
    };
    let theme = format!("{}: {theme}", text.theme);
    html! {
        <div class="settings">
            <button data-test="share" title={text.run.share_hint} aria-label={text.run.share}
                onclick={on(Action::Library(LibraryAction::Share))}>{ icon(Icon::Share) }</button>
            <button data-test="find" title={text.run.search} aria-label={text.run.search}
                onclick={on(Action::Search(SearchAction::Ask))}>{ icon(Icon::Search) }</button>
            <button data-test="theme" title={theme.clone()} aria-label={theme}
                onclick={on(Action::Theme(next))}>{ icon(sign) }</button>
            <button data-test="language" class="worded" lang={language.other().code()}
                title={text.switch_language_hint} aria-label={text.switch_language_hint}
                onclick={on(Action::Speak(language.other()))}>{ text.switch_language }</button>
            <button data-test="help" class="worded" title={format!("{} (?)", text.help)} aria-label={text.help}
                onclick={on(Action::Help(true))}>{ "?" }</button>
        </div>
    }
}
