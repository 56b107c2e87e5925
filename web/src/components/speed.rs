//! The speed: a logarithmic slider with its number, and whether calm time runs faster.

use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, MouseEvent, TargetCast, html};

use super::when;
use crate::{
    store::{action::Action, playback::Playback, select::TopView},
    text::Text,
};

pub fn speed(view: &TopView, text: &Text, dispatch: &Callback<Action>) -> Html {
    let oninput = when(dispatch, |event: InputEvent| {
        let notch = event.target_dyn_into::<HtmlInputElement>()?.value().parse().ok()?;
        Some(Action::Speed(notch))
    });
    let wanted = !view.calm_runs_faster;
    let toggle = dispatch.reform(move |_: MouseEvent| Action::CalmRunsFaster(wanted));
    html! {
        <div class="speed">
            <input type="range" data-test="speed" min={Playback::NOTCH_MIN.to_string()} max={Playback::NOTCH_MAX.to_string()}
                step="1" value={view.notch.to_string()} aria-label={text.speed} title={format!("{} ([ ])", text.speed)}
                aria-valuetext={format!("{}×", view.rate)} {oninput} />
            <output data-test="rate" class={if view.hurrying { "hurrying" } else { "" }}>{ &view.rate }{ "×" }</output>
            <button class="toggle" data-test="calm" aria-pressed={view.calm_runs_faster.to_string()}
                title={format!("{}. {}", text.calm_runs_faster, text.calm_hint)} onclick={toggle}>
                { text.calm }<span aria-hidden="true">{ " ×5" }</span>
            </button>
        </div>
    }
}
