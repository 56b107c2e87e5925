//! Small pictures on buttons.

use yew::{Html, html};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    Play,
    Pause,
    Step,
    StepBack,
    Previous,
    Next,
    Undo,
    Share,
    Search,
    Reset,
    Copy,
    Sun,
    Moon,
    System,
    Check,
    Cross,
    Stop,
    Warning,
}

pub fn icon(icon: Icon) -> Html {
    let path = match icon {
        Icon::Play => "M7 4.5v15l12-7.5z",
        Icon::Pause => "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z",
        Icon::Step => "M5 5v14l9-7zM15.5 5H19v14h-3.5z",
        Icon::StepBack => "M19 5v14l-9-7zM8.500 5H5v14h3.500z",
        Icon::Previous => "M20 5.500v13L11.500 12zM11.500 5.500v13L3 12z",
        Icon::Next => "M4 5.500v13l8.500-6.500zM12.500 5.500v13L21 12z",
        Icon::Undo => {
            "M9.500 4 3.500 9.700l6 5.700v-4.200h4.700a3.700 3.700 0 0 1 0 7.400H8v2.700h6.200a6.400 6.400 0 0 0 0-12.800H9.500z"
        }
        Icon::Share => {
            "M17.500 2.500a3.500 3.500 0 0 0-3.400 4.300L8.700 9.600a3.500 3.500 0 1 0 0 4.800l5.400 2.800a3.500 3.500 0 1 0 1.100-2.100l-5.300-2.700v-.8l5.300-2.700a3.500 3.500 0 1 0 2.300-6.400z"
        }
        Icon::Search => {
            "M10 3a7 7 0 1 0 4.200 12.600l4.900 4.900 1.900-1.900-4.900-4.900A7 7 0 0 0 10 3zm0 2.600a4.400 4.400 0 1 1 0 8.800 4.400 4.400 0 0 1 0-8.800z"
        }
        Icon::Reset => "M12 5V1.8L6.8 6.6 12 11V7.8a5.4 5.4 0 1 1-5.4 5.4H3.8A8.2 8.2 0 1 0 12 5z",
        Icon::Copy => {
            "M8 3h11a2 2 0 0 1 2 2v11h-2.4V5.4H8zM5 7h9a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2zm.4 2.4v9.2h8.2V9.4z"
        }
        Icon::Sun => {
            "M12 7.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6zM10.9 1.5h2.2v3.2h-2.2zM10.9 19.3h2.2v3.2h-2.2zM1.5 10.9h3.2v2.2H1.5zM19.3 10.9h3.2v2.2h-3.2zM3.8 5.4l1.6-1.6 2.2 2.2L6 7.6zM16.4 18l1.6-1.6 2.2 2.2-1.6 1.6zM3.8 18.6 6 16.4 7.6 18l-2.2 2.2zM16.4 6l2.2-2.2 1.6 1.6L18 7.6z"
        }
        Icon::Moon => "M20.5 14.6A8.8 8.8 0 0 1 9.4 3.5a8.8 8.8 0 1 0 11.1 11.1z",
        Icon::System => "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zm0 2.4v14.2a7.1 7.1 0 0 1 0-14.2z",
        Icon::Check => "M9.6 17.9 3.9 12.2l1.8-1.8 3.9 3.9 8.7-8.7 1.8 1.8z",
        Icon::Cross => {
            "M6.2 4.4 12 10.2l5.8-5.8 1.8 1.8-5.8 5.8 5.8 5.8-1.8 1.8-5.8-5.8-5.8 5.8-1.8-1.8 5.8-5.8-5.8-5.8z"
        }
        Icon::Warning => "M12 2.6 22.6 21H1.4zM10.9 9.2v6h2.2v-6zM10.9 16.8v2.2h2.2v-2.2z",
        Icon::Stop => "M6 6h12v12H6z",
    };
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d={path} fill="currentColor" fill-rule="evenodd" /></svg>
    }
}
