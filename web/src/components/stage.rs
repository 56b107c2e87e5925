//! The picture: the canvas, and over it a real button for every member, client and wire.

use std::rc::Rc;

use yew::{Callback, Html, MouseEvent, NodeRef, Properties, component, html};

use super::{action_bar::action_bar, use_text, when};
use crate::{
    platform::pointer,
    scene::{geometry::Point, hit::Selection},
    store::{
        action::Action,
        select::{MemberSpot, StageView, WireSpot},
    },
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<StageView>,
    pub canvas: NodeRef,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Stage(props: &Props) -> Html {
    let text = use_text();
    let view = &props.view;
    let dispatch = &props.dispatch;
    let onclick = when(dispatch, |event: MouseEvent| pointer::place(&event).map(Action::ClickAt));
    let onmousemove = dispatch.reform(|event: MouseEvent| Action::PointAt(pointer::place(&event)));
    let onmouseleave = dispatch.reform(|_: MouseEvent| Action::PointAt(None));
    let class = if view.clickable { "picture clickable" } else { "picture" };
    html! {
        <section class="stage" aria-label={text.picture}>
            <canvas {class} ref={&props.canvas} aria-hidden="true" {onclick} {onmousemove} {onmouseleave} />
            <div class="wires">{ for view.wires.iter().map(|wire| handle(wire, dispatch)) }</div>
            <div class="clients">{ for view.clients.iter().map(|(id, at, label, selected)| {
                let action = Action::Select(Selection::Client(*id));
                let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
                html! {
                    <button key={id.to_string()} class="spot client" style={place(*at, 23.0, 17.0)} aria-label={label.clone()}
                        aria-pressed={selected.to_string()} data-test={format!("client-{id}")} {onclick} />
                }
            }) }</div>
            <div class="members">{ for view.members.iter().map(|member| spot(member, view.radius, dispatch)) }</div>
            if let Some((at, name, actions)) = &view.bar {
                { action_bar(*at, view.radius, name, actions, text, dispatch) }
            }
        </section>
    }
}

fn spot(member: &MemberSpot, radius: f64, dispatch: &Callback<Action>) -> Html {
    let action = Action::Select(if member.selected { Selection::None } else { Selection::Member(member.id) });
    let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
    // A right click, or a long touch, means the same as a click: what can be done stands beside the member then.
    let menu = Action::Select(Selection::Member(member.id));
    let oncontextmenu = dispatch.reform(move |event: MouseEvent| {
        event.prevent_default();
        menu.clone()
    });
    let reach = radius + 8.0;
    html! {
        <button key={member.id.to_string()} class="spot member" style={place(member.at, reach, reach)}
            aria-label={member.label.clone()} aria-pressed={member.selected.to_string()}
            data-test={format!("member-{}", member.id)} data-role={member.role} data-term={member.term.to_string()}
            {onclick} {oncontextmenu} />
    }
}

fn handle(wire: &WireSpot, dispatch: &Callback<Action>) -> Html {
    let (a, b) = wire.ends;
    let onclick = dispatch.reform(move |_: MouseEvent| Action::ClickWire(a, b));
    html! {
        <button key={format!("{a}-{b}")} class="handle" tabindex="-1" style={place(wire.at, 11.0, 11.0)}
            aria-label={wire.label.clone()} title={wire.label.clone()} data-test={format!("wire-{a}-{b}")}
            data-state={wire.state} {onclick} />
    }
}

fn place(at: Point, half_width: f64, half_height: f64) -> String {
    format!(
        "left:{:.1}px;top:{:.1}px;width:{:.1}px;height:{:.1}px",
        at.x - half_width,
        at.y - half_height,
        half_width * 2.0,
        half_height * 2.0
    )
}
