//! Every member's log over one shared window of indexes.

use std::rc::Rc;

use agora_core::id::Index;
use yew::{Callback, Html, MouseEvent, Properties, component, html};

use super::{term_chip, term_class, use_text};
use crate::{
    scene::hit::Selection,
    store::{
        action::Action,
        select::{LogCell, LogRow, LogView},
    },
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<LogView>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn LogMatrix(props: &Props) -> Html {
    let text = use_text();
    let view = &props.view;
    html! {
        <>
            <table class="log-matrix">
                <thead>
                    <tr>
                        <th scope="col" class="corner">{ text.log_index }</th>
                        { for view.columns.iter().map(|index| column(*index, view, &props.dispatch)) }
                    </tr>
                </thead>
                <tbody>{ for view.rows.iter().map(|row| member_row(row, view, &props.dispatch)) }</tbody>
            </table>
            <ul class="legend">
                <li><i class="cell committed term-0" />{ text.log_committed }</li>
                <li><i class="cell term-0" />{ text.log_open }</li>
                <li><i class="cell committed noop term-0" />{ text.log_noop }</li>
                <li><i class="mark matched" />{ text.log_matched }</li>
                <li><i class="mark next" />{ text.log_next }</li>
            </ul>
        </>
    }
}

fn select(index: u64, view: &LogView, dispatch: &Callback<Action>) -> Callback<MouseEvent> {
    let already = view.selected == Some(index);
    let selection = if already { Selection::None } else { Selection::Entry(Index(index)) };
    dispatch.reform(move |_: MouseEvent| Action::Select(selection))
}

fn column(index: u64, view: &LogView, dispatch: &Callback<Action>) -> Html {
    let exists =
        view.rows.iter().any(|row| row.cells.iter().zip(&view.columns).any(|(c, i)| *i == index && c.is_some()));
    let onclick = select(index, view, dispatch);
    html! {
        <th key={index} scope="col" class={if view.selected == Some(index) { "selected" } else { "" }}>
            if exists {
                <button {onclick}>{ index }</button>
            } else {
                <span>{ index }</span>
            }
        </th>
    }
}

fn member_row(row: &LogRow, view: &LogView, dispatch: &Callback<Action>) -> Html {
    html! {
        <tr key={row.id.to_string()} class={if row.down { "down" } else { "" }}>
            <th scope="row"><span class="who">{ row.id.to_string() }{ term_chip(row.term) }</span></th>
            { for row.cells.iter().zip(&view.columns).map(|(cell, index)| {
                let mut marks = String::new();
                if cell.is_none() && *index <= row.last { marks.push_str(" gap"); }
                if row.matched == Some(*index) { marks.push_str(" matched"); }
                if row.next == Some(*index) { marks.push_str(" next"); }
                if view.selected == Some(*index) { marks.push_str(" selected"); }
                let onclick = cell.as_ref().map(|_| select(*index, view, dispatch));
                html! { <td key={*index} {onclick}>{ shown(cell.as_ref(), &marks) }</td> }
            }) }
        </tr>
    }
}

fn shown(cell: Option<&LogCell>, marks: &str) -> Html {
    let Some(cell) = cell else { return html! { <i class={format!("cell absent{marks}")} /> } };
    let committed = if cell.committed { " committed" } else { "" };
    let noop = if cell.noop { " noop" } else { "" };
    let class = term_class(&format!("cell{committed}{noop}{marks}"), cell.term);
    html! { <i {class} title={cell.label.clone()}>{ cell.term.0 }</i> }
}
