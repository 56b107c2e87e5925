//! How large the stage is and how fine its pixels are.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};
use yew::{Callback, NodeRef};

use crate::{scene::geometry::Size, store::action::Action};

/// Watches the stage for as long as it lives.
pub struct StageSize {
    observer: ResizeObserver,
    _changed: Closure<dyn FnMut()>,
}

impl StageSize {
    /// Tells the stage's size now and whenever it changes.
    pub fn observe(stage: &NodeRef, dispatch: Callback<Action>) -> Option<Self> {
        let stage = stage.cast::<Element>()?;
        let watched = stage.clone();
        let changed = Closure::<dyn FnMut()>::new(move || {
            let stage = Size { width: f64::from(watched.client_width()), height: f64::from(watched.client_height()) };
            let Some(window) = web_sys::window() else { return };
            let page_width = window.inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(stage.width);
            dispatch.emit(Action::Resize { stage, page_width, pixel_ratio: window.device_pixel_ratio() });
        });
        let observer = ResizeObserver::new(changed.as_ref().unchecked_ref()).ok()?;
        observer.observe(&stage);
        Some(Self { observer, _changed: changed })
    }
}

impl Drop for StageSize {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
