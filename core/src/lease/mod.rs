//! Leases: which there are, and when they end.
//!
//! [`Registry`] is replicated and knows no clock: it has the leases and their keys. [`Expiry`] belongs to the leader alone
//! and is forgotten with its leadership: it has the moments at which leases end.

mod expiry;
mod registry;
#[cfg(test)]
mod tests;

pub use expiry::{Expiry, Renewal};
pub use registry::{Lease, Registry, TTL_MAX};
