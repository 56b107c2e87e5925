//! The living picture: a frame becomes shapes, shapes become pixels.
//!
//! Everything but [`paint`] is plain arithmetic, tested without a browser. What is drawn is what the frame says;
//! only [`afterglow`] adds something of its own: the light that traffic leaves behind.

pub mod afterglow;
pub mod build;
pub mod geometry;
pub mod hit;
pub mod lanes;
pub mod layout;
pub mod paint;
pub mod shape;
pub mod tape;
pub mod theme;
