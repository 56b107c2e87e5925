//! Where the pointer is.

use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use crate::scene::geometry::Point;

/// The pointer's place on the element that it is over, in CSS pixels from its top left corner.
///
/// Not `current_target`: Yew listens at the root for all elements, so that would be the whole page.
pub fn place(event: &MouseEvent) -> Option<Point> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let bounds = element.get_bounding_client_rect();
    Some(Point::new(f64::from(event.client_x()) - bounds.left(), f64::from(event.client_y()) - bounds.top()))
}
