//! A short message that goes away by itself.

use yew::{Html, html};

use crate::store::Toast;

/// The live region speaks the same words, so this is for the eye only.
pub fn card(toast: &Toast) -> Html {
    let class = if toast.bad { "toast bad" } else { "toast" };
    html! { <p {class} aria-hidden="true" data-test="toast">{ &toast.text }</p> }
}
