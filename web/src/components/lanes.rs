//! The lanes: a canvas, and around it what is picked or followed.

use std::rc::Rc;

use yew::{Callback, Html, MouseEvent, NodeRef, Properties, component, html};

use super::{
    icon::{Icon, icon},
    use_text, when,
};
use crate::{
    platform::pointer,
    store::{
        action::{Action, LaneAction},
        select::{LanesView, TracedRequest},
    },
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<LanesView>,
    pub canvas: NodeRef,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Lanes(props: &Props) -> Html {
    let text = use_text();
    let Props { view, dispatch, .. } = props;
    let onclick = when(dispatch, |event: MouseEvent| {
        let (at, size) = pointer::place_and_size(&event)?;
        Some(Action::Lanes(LaneAction::ClickAt(at, size)))
    });
    html! {
        <>
            <div class="lanes-head">
                { caption(view, text, dispatch) }
                <div class="zoom" role="group" aria-label={text.run.lanes}>
                    { small("earlier", text.run.earlier, html! { { "←" } }, LaneAction::Earlier, dispatch) }
                    { small("later", text.run.later, html! { { "→" } }, LaneAction::Later, dispatch) }
                    { small("narrower", text.run.narrower, html! { { "+" } }, LaneAction::Narrower, dispatch) }
                    <output>{ &view.span }</output>
                    { small("wider", text.run.wider, html! { { "−" } }, LaneAction::Wider, dispatch) }
                    if view.held {
                        { small("let-go", text.run.let_go, icon(Icon::Cross), LaneAction::LetGo, dispatch) }
                    }
                </div>
            </div>
            <canvas class="lanes-canvas" data-test="lanes" ref={&props.canvas} role="img" aria-label={text.run.lanes} {onclick} />
        </>
    }
}

fn small(name: &'static str, label: &'static str, sign: Html, action: LaneAction, dispatch: &Callback<Action>) -> Html {
    let onclick = dispatch.reform(move |_: MouseEvent| Action::Lanes(action));
    html! { <button data-test={name} title={label} aria-label={label} {onclick}>{ sign }</button> }
}

fn caption(view: &LanesView, text: &Text, dispatch: &Callback<Action>) -> Html {
    if let Some(time) = &view.reading {
        return html! { <p class="hint" role="status" data-test="reading">{ format!("{} {time} s", text.run.lanes_reading) }</p> };
    }
    if !view.traced.is_empty() {
        return html! {
            <div class="traces" role="status">{ for view.traced.iter().map(|request| traced(request, view.traced.len() == 1, text)) }</div>
        };
    }
    let Some((event, time, sentence)) = &view.picked else {
        return html! { <p class="hint">{ if view.empty { text.run.lanes_empty } else { text.run.lanes_explained } }</p> };
    };
    let event = *event;
    let go = dispatch.reform(move |_: MouseEvent| Action::GoTo(event));
    html! {
        <div class="picked" role="status" data-test="picked">
            <p><time>{ time }</time>{ " " }<b>{ sentence }</b></p>
            <p class="tints"><i class="past" />{ text.run.past }<i class="future" />{ text.run.future }
                { small("cause", text.run.cause, html! { { text.run.cause } }, LaneAction::ToCause, dispatch) }
                { small("effect", text.run.effect, html! { { text.run.effect } }, LaneAction::ToEffect, dispatch) }
                <button data-test="go-to-event" onclick={go}>{ text.run.go_there }</button>
            </p>
        </div>
    }
}

/// A request with its time split by stage; among others only the bar has the stages' names.
fn traced(traced: &TracedRequest, alone: bool, text: &Text) -> Html {
    let TracedRequest { request, took, stages } = traced;
    html! {
        <div class="trace" key={request.clone()} data-test="trace">
            <p>{ text.run.request }{ " " }<b>{ request }</b>{ " · " }<b>{ took }</b></p>
            <div class="stage-bar" aria-hidden="true">{ for stages.iter().map(|stage| html! {
                <i key={stage.number} title={format!("{} {}", stage.name, stage.took)} style={format!("flex-grow:{:.4}", stage.part.max(0.004))}>
                    if stage.part > 0.04 { { stage.number + 1 } }
                </i>
            }) }</div>
            <ol class={if alone { "" } else { "unseen" }}>{ for stages.iter().map(|stage| html! {
                <li key={stage.number}><i aria-hidden="true">{ stage.number + 1 }</i>{ stage.name }{ " " }<b>{ &stage.took }</b></li>
            }) }</ol>
        </div>
    }
}
