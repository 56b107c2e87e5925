//! A dial: its name, and a menu of its values.

use web_sys::{Event, HtmlSelectElement};
use yew::{Callback, Html, TargetCast, html};

use super::when;
use crate::store::{action::Action, select::DialView};

pub fn dial(view: &DialView, dispatch: &Callback<Action>) -> Html {
    let choices = view.choices.clone();
    let onchange = when(dispatch, move |event: Event| {
        let chosen = usize::try_from(event.target_dyn_into::<HtmlSelectElement>()?.selected_index()).ok()?;
        choices.get(chosen).map(|(_, action)| action.clone())
    });
    html! {
        <label key={view.name} class="dial"><span>{ view.label }</span>
            <select data-test={view.name} {onchange}>
                { for view.choices.iter().enumerate().map(|(place, (label, _))| {
                    // The attribute counts only for an option that nobody has picked yet, so a newly chosen one is made anew.
                    let chosen = place == view.chosen;
                    html! { <option key={format!("{label} {chosen}")} selected={chosen}>{ label }</option> }
                }) }
            </select>
        </label>
    }
}
