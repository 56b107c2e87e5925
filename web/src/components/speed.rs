//! The speed: a logarithmic slider with its number, and whether calm time runs faster.

use web_sys::HtmlInputElement;
use yew::{Callback, Html, InputEvent, MouseEvent, Properties, TargetCast, component, html};

use super::{use_text, when};
use crate::store::{action::Action, playback::Playback};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub notch: i32,
    pub rate: String,
    pub hurrying: bool,
    pub calm_runs_faster: bool,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Speed(props: &Props) -> Html {
    let text = use_text();
    let oninput = when(&props.dispatch, |event: InputEvent| {
        let notch = event.target_dyn_into::<HtmlInputElement>()?.value().parse().ok()?;
        Some(Action::Speed(notch))
    });
    let wanted = !props.calm_runs_faster;
    let toggle = props.dispatch.reform(move |_: MouseEvent| Action::CalmRunsFaster(wanted));
    html! {
        <div class="speed">
            <input type="range" data-test="speed" min={Playback::NOTCH_MIN.to_string()} max={Playback::NOTCH_MAX.to_string()}
                step="1" value={props.notch.to_string()} aria-label={text.speed} title={format!("{} ([ ])", text.speed)}
                aria-valuetext={format!("{}×", props.rate)} {oninput} />
            <output data-test="rate" class={if props.hurrying { "hurrying" } else { "" }}>{ &props.rate }{ "×" }</output>
            <button class="toggle" data-test="calm" aria-pressed={props.calm_runs_faster.to_string()}
                title={format!("{}. {}", text.calm_runs_faster, text.calm_hint)} onclick={toggle}>
                { text.calm }<span aria-hidden="true">{ " ×5" }</span>
            </button>
        </div>
    }
}
