//! A card over the page that wants an answer: it takes the focus, and Escape closes it.

use yew::{Callback, Children, Html, MouseEvent, Properties, component, html};

use super::{
    icon::{Icon, icon},
    use_text,
};
use crate::{
    platform::page,
    store::action::{Action, LibraryAction},
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub title: &'static str,
    /// Its stable name.
    pub name: &'static str,
    pub dispatch: Callback<Action>,
    pub children: Children,
}

#[component]
pub fn Card(props: &Props) -> Html {
    let text = use_text();
    let close = props.dispatch.reform(|_: MouseEvent| Action::Library(LibraryAction::Stay));
    html! {
        <div class="veil" data-test={format!("dialog-{}", props.name)}>
            <div class="help dialog" role="dialog" aria-modal="true" aria-labelledby="dialog-title">
                // The focus goes round in the dialog: behind it nothing may have it.
                <span tabindex="0" onfocus={|_| page::focus("dialog-close")} />
                <header>
                    <h2 id="dialog-title">{ props.title }</h2>
                    <button id="dialog-close" data-test="dialog-close" aria-label={text.close} onclick={close}>{ icon(Icon::Cross) }</button>
                </header>
                { props.children.clone() }
                <span tabindex="0" onfocus={|_| page::focus("dialog-close")} />
            </div>
        </div>
    }
}
