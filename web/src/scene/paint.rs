//! Shapes become pixels: the one file that draws on the canvas.

use std::f64::consts::{FRAC_PI_2, TAU};

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, js_sys::Array, wasm_bindgen::JsValue};

use super::{
    geometry::{Point, Size},
    shape::{Color, Dash, Lettering, Look, Shape, Stroke},
};

const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', sans-serif";

/// Paints the shapes over a clean canvas of this size, at the screen's own resolution.
pub fn paint(canvas: &HtmlCanvasElement, size: Size, pixel_ratio: f64, shapes: &[Shape]) {
    let (width, height) = ((size.width * pixel_ratio).round() as u32, (size.height * pixel_ratio).round() as u32);
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let Some(context) = context_of(canvas) else { return };
    let painter = Painter(context);
    // Scaling can only fail for a canvas without a bitmap, on which there is nothing to see anyway.
    let _ = painter.0.set_transform(pixel_ratio, 0.0, 0.0, pixel_ratio, 0.0, 0.0);
    painter.0.clear_rect(0.0, 0.0, size.width, size.height);
    painter.0.set_text_align("center");
    painter.0.set_text_baseline("middle");
    painter.0.set_line_cap("round");
    painter.0.set_line_join("round");
    for shape in shapes {
        painter.shape(shape);
    }
}

/// A canvas's size on the page.
pub fn size_of(canvas: &HtmlCanvasElement) -> Size {
    Size { width: f64::from(canvas.client_width()), height: f64::from(canvas.client_height()) }
}

fn context_of(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

struct Painter(CanvasRenderingContext2d);

impl Painter {
    fn shape(&self, shape: &Shape) {
        match shape {
            Shape::Disc { at, radius, look } => {
                self.0.begin_path();
                self.circle(*at, *radius, 0.0, TAU);
                self.finish(*look);
            }
            Shape::Arc { at, radius, from, to, stroke } => {
                self.0.begin_path();
                self.circle(*at, *radius, from * TAU - FRAC_PI_2, to * TAU - FRAC_PI_2);
                self.stroke(*stroke);
            }
            Shape::Line { from, to, stroke } => {
                self.0.begin_path();
                self.0.move_to(from.x, from.y);
                self.0.line_to(to.x, to.y);
                self.stroke(*stroke);
            }
            Shape::Curve { lane, stroke } => {
                self.0.begin_path();
                self.0.move_to(lane.from.x, lane.from.y);
                self.0.quadratic_curve_to(lane.control.x, lane.control.y, lane.to.x, lane.to.y);
                self.stroke(*stroke);
            }
            Shape::Trail { points, stroke } => self.trail(points, *stroke),
            Shape::Polygon { points, look } => self.polygon(points, *look),
            Shape::Rect { at, width, height, corner, look } => {
                self.0.begin_path();
                let (left, top) = (at.x - width / 2.0, at.y - height / 2.0);
                let _ = self.0.round_rect_with_f64(left, top, *width, *height, *corner);
                self.finish(*look);
            }
            Shape::Text { at, text, lettering } => self.text(*at, text, *lettering),
        }
    }

    /// `arc` refuses only a negative radius, and a layout has none.
    fn circle(&self, at: Point, radius: f64, from: f64, to: f64) {
        let _ = self.0.arc(at.x, at.y, radius.max(0.0), from, to);
    }

    fn polygon(&self, points: &[Point], look: Look) {
        self.path(points);
        self.0.close_path();
        self.finish(look);
    }

    fn trail(&self, points: &[Point], stroke: Stroke) {
        let [first, .., last] = points else { return };
        let gradient = self.0.create_linear_gradient(first.x, first.y, last.x, last.y);
        // The offsets 0 and 1 and our own colours are always accepted.
        let _ = gradient.add_color_stop(0.0, &css(stroke.color.faded(0.0)));
        let _ = gradient.add_color_stop(1.0, &css(stroke.color));
        self.prepare(stroke);
        self.0.set_stroke_style_canvas_gradient(&gradient);
        self.path(points);
        self.0.stroke();
    }

    fn path(&self, points: &[Point]) {
        self.0.begin_path();
        for (place, point) in points.iter().enumerate() {
            if place == 0 {
                self.0.move_to(point.x, point.y);
            } else {
                self.0.line_to(point.x, point.y);
            }
        }
    }

    fn text(&self, at: Point, text: &str, lettering: Lettering) {
        let weight = if lettering.bold { 650 } else { 450 };
        self.0.set_font(&format!("{weight} {}px {FONT}", lettering.size));
        if let Some(halo) = lettering.halo {
            self.prepare(Stroke::new(halo, 3.5));
            let _ = self.0.stroke_text(text, at.x, at.y);
        }
        self.0.set_fill_style_str(&css(lettering.color));
        let _ = self.0.fill_text(text, at.x, at.y);
    }

    fn finish(&self, look: Look) {
        if let Some(fill) = look.fill {
            self.0.set_fill_style_str(&css(fill));
            self.0.fill();
        }
        if let Some(stroke) = look.stroke {
            self.stroke(stroke);
        }
    }

    fn stroke(&self, stroke: Stroke) {
        self.prepare(stroke);
        self.0.stroke();
    }

    fn prepare(&self, stroke: Stroke) {
        self.0.set_stroke_style_str(&css(stroke.color));
        self.0.set_line_width(stroke.width);
        let dash = match stroke.dash {
            Dash::Solid => Array::new(),
            Dash::Dashed => Array::of2(&JsValue::from(6), &JsValue::from(6)),
            Dash::Dotted => Array::of2(&JsValue::from(1), &JsValue::from(5)),
        };
        let _ = self.0.set_line_dash(&dash);
    }
}

fn css(color: Color) -> String {
    let [_, red, green, blue] = color.rgb.to_be_bytes();
    format!("rgba({red},{green},{blue},{:.3})", color.alpha)
}
