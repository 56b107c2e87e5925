//! The run as text.

use std::rc::Rc;

use yew::{Callback, Html, MouseEvent, Properties, component, html};

use super::{
    icon::{Icon, icon},
    use_text,
};
use crate::store::action::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub script: Rc<str>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn ScriptPanel(props: &Props) -> Html {
    let text = use_text();
    let onclick = props.dispatch.reform(|_: MouseEvent| Action::CopyScript);
    html! {
        <>
            <div class="row">
                <p class="hint">{ text.script_explained }</p>
                <button {onclick}>{ icon(Icon::Copy) }{ text.copy_script }</button>
            </div>
            <pre class="script" data-test="script" tabindex="0">{ &*props.script }</pre>
        </>
    }
}
