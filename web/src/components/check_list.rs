//! Every rule that is checked, and the first breach of each.

use std::rc::Rc;

use yew::{Html, Properties, component, html};

use super::{
    icon::{Icon, icon},
    use_text,
};
use crate::store::select::CheckRow;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub rows: Rc<Vec<CheckRow>>,
}

fn state(row: &CheckRow) -> &'static str {
    match (row.breach.is_some(), row.unguarded) {
        (true, _) => "broken",
        (false, true) => "unguarded",
        (false, false) => "",
    }
}

fn sign(row: &CheckRow) -> Icon {
    match (row.breach.is_some(), row.unguarded) {
        (true, _) => Icon::Cross,
        (false, true) => Icon::Warning,
        (false, false) => Icon::Check,
    }
}

#[component]
pub fn CheckList(props: &Props) -> Html {
    let text = use_text();
    html! {
        <>
            if props.rows.iter().any(|row| row.breach.is_some()) {
                <p class="alarm" role="note" data-test="breach"><strong>{ text.checks_broken_first }</strong></p>
            }
            <p class="hint">{ text.checks_explained }</p>
            <ul class="checks">
                { for props.rows.iter().map(|row| html! {
                    <li key={row.name} data-test={format!("check-{}", row.name)} class={state(row)}>
                        { icon(sign(row)) }
                        <div>
                            <code>{ row.name }</code>
                            if row.unguarded { <span class="state">{ text.unguarded }</span> }
                            <p>{ row.meaning }</p>
                            if let Some((at, breach)) = &row.breach {
                                <p class="breach"><time>{ at }{ " s" }</time>{ ": " }{ breach }</p>
                            }
                        </div>
                    </li>
                }) }
            </ul>
        </>
    }
}
