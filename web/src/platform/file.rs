//! Files on the reader's own machine.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlInputElement, Url, js_sys::Array};
use yew::Callback;

use super::page::document;

/// Offers a text as a file to save.
pub fn save(name: &str, text: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/plain");
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link = document()?.create_element("a").ok()?.dyn_into::<HtmlAnchorElement>().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}

/// Reads the file that was chosen in a field.
pub fn read(field: &HtmlInputElement, read: Callback<String>) -> Option<()> {
    let file = field.files()?.get(0)?;
    spawn_local(async move {
        // A file that cannot be read opens as an empty text, which is refused with the reason.
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
        read.emit(text.unwrap_or_default());
    });
    Some(())
}
