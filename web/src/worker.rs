//! The module's second entry point: in a worker it looks through seeds, while the page goes on.

use wasm_bindgen::prelude::{JsError, wasm_bindgen};

use crate::store::search::Seek;

/// A search, as the worker's script calls it.
#[wasm_bindgen]
pub struct Seeker(Seek);

#[wasm_bindgen]
impl Seeker {
    /// A search for what the page asks.
    ///
    /// # Errors
    /// What cannot be looked for, and what could.
    #[wasm_bindgen(constructor)]
    pub fn new(request: &str) -> Result<Self, JsError> {
        Seek::new(request).map(Self).map_err(|reason| JsError::new(&reason))
    }

    /// Goes on a little, and says how far it has come; nothing once it is over.
    pub fn proceed(&mut self) -> Option<String> {
        self.0.proceed()
    }
}
