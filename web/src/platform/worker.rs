//! A worker that runs this same module. How one is started knows the page's own script, since it knows where the module is.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Event, MessageEvent, Worker,
    js_sys::{Function, Reflect},
};
use yew::Callback;

/// The property of the window that holds the function which starts a worker for a request.
const START: &str = "agoraWorker";

/// A search that goes on until it is over or dropped.
pub struct Finder {
    worker: Worker,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(Event)>,
}

impl Finder {
    /// Starts a search; `heard` gets what it says, and `failure` should it not run.
    pub fn start(request: &str, heard: Callback<String>, failure: &'static str) -> Option<Self> {
        let window = web_sys::window()?;
        let start = Reflect::get(&window, &START.into()).ok()?.dyn_into::<Function>().ok()?;
        let worker = start.call1(&window, &request.into()).ok()?.dyn_into::<Worker>().ok()?;
        let fail = heard.clone();
        let failed = Closure::<dyn FnMut(Event)>::new(move |_: Event| fail.emit(failure.to_owned()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(said) = event.data().as_string() {
                heard.emit(said);
            }
        });
        worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { worker, _heard: listener, _failed: failed })
    }
}

impl Drop for Finder {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
