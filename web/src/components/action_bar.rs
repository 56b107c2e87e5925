//! What can be done to the selected member, beside it.

use yew::{Callback, Html, Properties, component, html};

use super::{inspector::action_button, use_text};
use crate::{
    scene::geometry::Point,
    store::{action::Action, select::ActionButton},
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub at: Point,
    /// How far the bar stays away from the member's centre.
    pub clearance: f64,
    pub name: String,
    pub actions: Vec<ActionButton>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn ActionBar(props: &Props) -> Html {
    let text = use_text();
    // Above the member, or below the topmost one; the style sheet keeps it inside the stage.
    let above = props.at.y - props.clearance - 58.0;
    let top = if above < 6.0 { props.at.y + props.clearance + 68.0 } else { above };
    html! {
        <div class="action-bar" role="group" aria-label={format!("{} {}", text.actions_of, props.name)}
            style={format!("--x:{:.1}px;top:{top:.1}px", props.at.x)}>
            { for props.actions.iter().map(|action| action_button(action, &props.dispatch, "")) }
        </div>
    }
}
