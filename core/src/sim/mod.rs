//! The world: members, clients, wires, disks and clocks, as one value that moves from event to event.
//!
//! What is not here: who decides what happens when (`run`), and whether it was right (`check`).

mod act;
mod alarms;
mod clock;
mod disk;
pub mod event;
mod flights;
pub mod frame;
pub mod intervention;
mod network;
mod packet;
pub mod place;
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
pub use world::{CLIENTS_MAX, Options, OptionsError, World};
