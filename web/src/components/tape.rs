//! The tape along the bottom: the run as a strip to drag the playhead along, and the jumps.

use web_sys::{Event, HtmlSelectElement};
use yew::{Callback, Html, MouseEvent, NodeRef, PointerEvent, Properties, TargetCast, component, html};

use super::{
    icon::{Icon, icon},
    use_text, when,
};
use crate::{
    platform::pointer,
    scene::tape::part_at,
    store::{
        action::{Action, Scrub},
        select::TapeView,
        walk::LANDMARKS,
    },
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: TapeView,
    /// The strip, painted now and then, and the playhead over it, painted at every repaint.
    pub strip: NodeRef,
    pub playhead: NodeRef,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Tape(props: &Props) -> Html {
    let text = use_text();
    let Props { view, dispatch, .. } = props;
    let on = |action: Action| dispatch.reform(move |_: MouseEvent| action.clone());
    let kind = view.kind;
    let (previous, next) = (format!("{}: {kind}", text.run.previous), format!("{}: {kind}", text.run.next));
    html! {
        <section class="tape" aria-label={text.run.tape}>
            <div class="jumps" role="group" aria-label={text.run.landmark}>
                <button data-test="previous" title={format!("{previous} (Shift ←)")} aria-label={previous}
                    onclick={on(Action::JumpPrevious)}>{ icon(Icon::Previous) }</button>
                { landmarks(view.kind, text, dispatch) }
                <button data-test="next" title={format!("{next} (Shift →)")} aria-label={next}
                    onclick={on(Action::JumpNext)}>{ icon(Icon::Next) }</button>
            </div>
            { rail(props, text) }
            if view.walking {
                <button class="stop" data-test="stop" title={text.run.stop_hint} onclick={on(Action::Stop)}>{ text.run.stop }</button>
            }
            <button class="live" data-test="live" title={format!("{} (L)", text.run.live_hint)} aria-pressed={view.live.to_string()}
                onclick={on(Action::GoLive)}><i class="dot" />{ text.run.live }</button>
        </section>
    }
}

fn rail(props: &Props, text: &Text) -> Html {
    let Props { view, dispatch, .. } = props;
    let part = |event: &PointerEvent| {
        let (at, size) = pointer::place_and_size(event)?;
        Some(Action::Scrub(Scrub::To(part_at(at.x, size.width))))
    };
    let onpointerdown = when(dispatch, move |event: PointerEvent| {
        pointer::capture(&event);
        part(&event)
    });
    let onpointermove =
        when(dispatch, move |event: PointerEvent| if pointer::is_pressed(&event) { part(&event) } else { None });
    let over = dispatch.reform(|_: PointerEvent| Action::Scrub(Scrub::Over));
    html! {
        <div class="rail" role="slider" tabindex="0" data-test="tape" aria-label={text.run.tape}
            aria-valuemin="0" aria-valuemax={view.edge.to_string()} aria-valuenow={view.now.to_string()}
            aria-valuetext={view.words.clone()} data-walking={view.walking.to_string()}>
            <canvas ref={&props.strip} aria-hidden="true" />
            <canvas class="playhead" ref={&props.playhead} aria-hidden="true" {onpointerdown} {onpointermove}
                onpointerup={over.clone()} onpointercancel={over} />
        </div>
    }
}

fn landmarks(chosen: &str, text: &'static Text, dispatch: &Callback<Action>) -> Html {
    let onchange = when(dispatch, |event: Event| {
        let place = event.target_dyn_into::<HtmlSelectElement>()?.selected_index();
        Some(Action::LookFor(*LANDMARKS.get(usize::try_from(place).ok()?)?))
    });
    html! {
        <select data-test="landmark" aria-label={text.run.landmark} title={text.run.landmark} {onchange}>
            { for LANDMARKS.iter().map(|landmark| html! {
                <option selected={text.landmark(*landmark) == chosen}>{ text.landmark(*landmark) }</option>
            }) }
        </select>
    }
}
