//! Where the pointer is.

use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent};

use crate::scene::geometry::{Point, Size};

/// The pointer's place on the element that it is over, in CSS pixels from its top left corner.
///
/// Not `current_target`: Yew listens at the root for all elements, so that would be the whole page.
pub fn place(event: &MouseEvent) -> Option<Point> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let bounds = element.get_bounding_client_rect();
    Some(Point::new(f64::from(event.client_x()) - bounds.left(), f64::from(event.client_y()) - bounds.top()))
}

/// The same, and the size of that element.
pub fn place_and_size(event: &MouseEvent) -> Option<(Point, Size)> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let bounds = element.get_bounding_client_rect();
    Some((place(event)?, Size { width: bounds.width(), height: bounds.height() }))
}

/// Sends everything of this pointer to the element that it went down on, until it is released.
pub fn capture(event: &PointerEvent) {
    if let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
        // Without the capture a drag ends where the element ends, nothing more.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// Whether the main button is down, or the finger on the glass.
pub fn is_pressed(event: &PointerEvent) -> bool {
    event.buttons() & 1 == 1
}
