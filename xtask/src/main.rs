//! The project's commands. `cargo play` and `cargo xtask …` lead here.

fn main() {}
