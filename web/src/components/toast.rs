//! A short message that goes away by itself.

use yew::{Html, Properties, component, html};

use crate::store::Toast;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub toast: Toast,
}

/// The live region speaks the same words, so this is for the eye only.
#[component]
pub fn ToastCard(props: &Props) -> Html {
    let class = if props.toast.bad { "toast bad" } else { "toast" };
    html! { <p {class} aria-hidden="true" data-test="toast">{ &props.toast.text }</p> }
}
