//! Where the pointer is.

use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use crate::scene::geometry::Point;

/// The pointer's place on the element that listens, in CSS pixels from its top left corner.
pub fn place(event: &MouseEvent) -> Option<Point> {
    let element = event.current_target().or_else(|| event.target())?.dyn_into::<Element>().ok()?;
    let bounds = element.get_bounding_client_rect();
    Some(Point::new(f64::from(event.client_x()) - bounds.left(), f64::from(event.client_y()) - bounds.top()))
}
