//! The branches of the run, and the first difference between two of them.

use std::rc::Rc;

use web_sys::{HtmlInputElement, SubmitEvent};
use yew::{Callback, Html, InputEvent, KeyboardEvent, MouseEvent, Properties, TargetCast, component, html};

use super::{
    icon::{Icon, icon},
    use_text, when,
};
use crate::{
    store::{
        action::{Action, BranchAction},
        select::{BranchRow, BranchesView, ComparisonView, DifferenceView},
    },
    text::Text,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<BranchesView>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Branches(props: &Props) -> Html {
    let text = use_text();
    let Props { view, dispatch } = props;
    let undo = dispatch.reform(|_: MouseEvent| Action::Undo);
    html! {
        <>
            <div class="row">
                <p class="hint">{ text.run.branches_explained }</p>
                <button data-test="undo" title={text.run.undo_hint} onclick={undo}>{ icon(Icon::Undo) }{ text.run.undo }</button>
            </div>
            if let Some(([one, other], time)) = &view.comparing {
                <p class="difference" role="status" data-test="comparing">
                    { format!("{one} ↔ {other}: {} {time} s ", text.run.comparing) }
                    <button data-test="stop-comparing" title={text.run.stop_hint}
                        onclick={dispatch.reform(|_: MouseEvent| Action::Stop)}>{ text.run.stop }</button>
                </p>
            }
            if let Some(comparison) = &view.comparison {
                { compared(comparison, text, dispatch) }
            }
            <ul class="branch-list" data-test="branches">{ for view.rows.iter().map(|row| branch(row, text, dispatch)) }</ul>
        </>
    }
}

fn branch(row: &BranchRow, text: &Text, dispatch: &Callback<Action>) -> Html {
    let on = |action: BranchAction| dispatch.reform(move |_: MouseEvent| Action::Branch(action.clone()));
    let labelled = |words: &str| format!("{words}: {}", row.name);
    let (from, to) = row.extent;
    let extent = format!("left:{:.2}%;width:{:.2}%", from * 100.0, (to - from) * 100.0);
    html! {
        <li key={row.id.0} class={if row.shown { "shown" } else { "" }} data-branch={row.name.clone()}>
            if let Some(name) = &row.renaming {
                { rename(name, text, dispatch) }
            } else {
                <b class="name">{ &row.name }</b>
            }
            <span class="extent" aria-hidden="true"><i style={extent} /></span>
            <span class="about">
                if let Some((parent, at)) = &row.left {
                    { format!("{} {parent} · {at} s → {} s", text.run.branch_from, row.end) }
                } else {
                    { format!("{} · {} s", text.run.branch_first, row.end) }
                }
                { format!(" · {} {}", row.deeds, text.run.deeds[usize::from(row.deeds != 1)]) }
            </span>
            <span class="buttons">
                if row.shown {
                    <b class="here">{ text.run.branch_shown }</b>
                } else {
                    <button data-test="switch" aria-label={labelled(text.run.do_switch)}
                        onclick={on(BranchAction::Switch(row.id))}>{ text.run.do_switch }</button>
                    <button data-test="compare" title={text.run.compare_hint} aria-label={labelled(text.run.do_compare)}
                        onclick={on(BranchAction::Compare(row.id))}>{ text.run.do_compare }</button>
                }
                if row.renaming.is_none() {
                    <button data-test="rename" aria-label={labelled(text.run.do_rename)}
                        onclick={on(BranchAction::Rename(row.id))}>{ text.run.do_rename }</button>
                }
                if !row.shown {
                    <button class="harmful" data-test="delete" aria-label={labelled(text.run.do_delete)}
                        onclick={on(BranchAction::Delete(row.id))}>{ text.run.do_delete }</button>
                }
            </span>
        </li>
    }
}

fn rename(name: &str, text: &Text, dispatch: &Callback<Action>) -> Html {
    let oninput = when(dispatch, |event: InputEvent| {
        let typed = event.target_dyn_into::<HtmlInputElement>()?.value();
        Some(Action::Branch(BranchAction::NameTyped(typed)))
    });
    let onsubmit = dispatch.reform(|event: SubmitEvent| {
        event.prevent_default();
        Action::Branch(BranchAction::SaveName)
    });
    let onkeydown = when(dispatch, |event: KeyboardEvent| {
        (event.key() == "Escape").then(|| {
            event.stop_propagation();
            Action::Branch(BranchAction::KeepName)
        })
    });
    html! {
        <form class="rename" {onsubmit}>
            <input id="branch-name" data-test="branch-name" aria-label={text.run.new_name} maxlength="40" value={name.to_owned()}
                autocomplete="off" {oninput} {onkeydown} />
            <button data-test="save-name">{ text.run.save_name }</button>
        </form>
    }
}

fn compared(comparison: &ComparisonView, text: &Text, dispatch: &Callback<Action>) -> Html {
    let [one, other] = &comparison.names;
    html! {
        <div class="difference" role="status" data-test="difference">
            if let Some(difference) = &comparison.difference {
                { first(difference, one, other, text, dispatch) }
            } else {
                <p>{ format!("{one} ↔ {other}: {}", text.run.no_difference) }</p>
            }
        </div>
    }
}

fn first(difference: &DifferenceView, one: &str, other: &str, text: &Text, dispatch: &Callback<Action>) -> Html {
    let event = difference.event;
    let go = dispatch.reform(move |_: MouseEvent| Action::GoTo(event));
    let place = difference.place.as_deref().unwrap_or(text.run.the_world);
    html! {
        <>
            <p><strong>{ text.run.first_difference }</strong>
                { format!(" · {} s · {} {event} · {place} · {}", difference.time, text.run.event, difference.field) }
                <button data-test="go-there" onclick={go}>{ text.run.go_there }</button>
            </p>
            <dl>
                <div><dt>{ one }</dt><dd>{ &difference.values[0] }</dd></div>
                <div><dt>{ other }</dt><dd>{ &difference.values[1] }</dd></div>
            </dl>
        </>
    }
}
