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
                    <li key={row.name} data-test={format!("check-{}", row.name)} class={if row.breach.is_some() { "broken" } else { "" }}>
                        { icon(if row.breach.is_some() { Icon::Cross } else { Icon::Check }) }
                        <div>
                            <code>{ row.name }</code>
                            <p>{ row.meaning }</p>
                            if let Some((at, breach)) = &row.breach {
                                <p class="breach"><time>{ at }{ " s" }</time>{ " " }{ breach }</p>
                            }
                        </div>
                    </li>
                }) }
            </ul>
        </>
    }
}
