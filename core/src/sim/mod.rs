//! The world: members, clients, wires, disks and clocks, as one value that moves from event to event.
//!
//! What is not here: who decides what happens when (`run`), and whether it was right (`check`).

mod act;
mod alarms;
mod chronicle;
mod clock;
mod disk;
pub mod event;
mod flights;
pub mod frame;
pub mod intervention;
mod network;
mod options;
mod packet;
mod perform;
pub mod place;
mod post;
mod roster;
mod see;
pub(crate) mod start;
mod station;
mod tell;
mod thrift;
pub mod verdict;
mod world;

pub use act::Refusal;
pub use network::Dials;
pub use options::{CLIENTS_MAX, Options, OptionsError};
pub use world::World;
