//! What can be done to the selected member, beside it.

use yew::{Callback, Html, html};

use super::inspector::action_button;
use crate::{
    scene::geometry::Point,
    store::{action::Action, select::ActionButton},
    text::Text,
};

/// `clearance` is how far it stays away from the member's centre.
pub fn action_bar(
    at: Point,
    clearance: f64,
    name: &str,
    actions: &[ActionButton],
    text: &Text,
    dispatch: &Callback<Action>,
) -> Html {
    // Above the member, or below the topmost one; the style sheet keeps it inside the stage.
    let above = at.y - clearance - 58.0;
    let top = if above < 6.0 { at.y + clearance + 68.0 } else { above };
    html! {
        <div class="action-bar" role="group" aria-label={format!("{} {}", text.actions_of, name)}
            style={format!("--x:{:.1}px;top:{top:.1}px", at.x)}>
            { for actions.iter().map(|action| action_button(action, dispatch, "")) }
        </div>
    }
}
