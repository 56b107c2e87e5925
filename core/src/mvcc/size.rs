//! How large the store's file is: a model of bbolt's pages.

use super::{Change, hash::stored_size};

/// Bytes of a page.
const PAGE: u64 = 4096;

/// Pages that a file without keys uses (etcd 3.5.16 reports 24 576 bytes in use for a new member).
const PAGES_AT_FIRST: u64 = 6;

/// Pages that a file has beyond those in use: the ones of the transaction before (32 768 bytes for a new member).
const PAGES_SPARE: u64 = 2;

/// What a page's header takes, and an element's.
const HEADER: u64 = 16;

/// Bytes of a store's file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Size {
    /// The file's length. It grows, and shrinks only when the store is defragmented.
    pub allocated: u64,
    /// Bytes of that in use.
    pub in_use: u64,
}

/// The pages of a store's file.
///
/// Elements of less than a page share pages, filled to nine tenths; a larger one has pages of its own. Example: a value
/// of 1 000 000 bytes takes 245 pages.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Pages {
    /// Bytes of the elements that share pages.
    shared: u64,
    /// Pages of the others.
    own: u64,
    allocated: u64,
}

impl Default for Pages {
    fn default() -> Self {
        Self { shared: 0, own: 0, allocated: PAGES_AT_FIRST + PAGES_SPARE }
    }
}

impl Pages {
    fn in_use(&self) -> u64 {
        PAGES_AT_FIRST + self.own + self.shared.div_ceil(PAGE * 9 / 10)
    }

    pub(super) fn add(&mut self, change: &Change) {
        match weigh(change) {
            bytes if bytes < PAGE => self.shared += bytes,
            bytes => self.own += bytes.div_ceil(PAGE),
        }
        self.allocated = self.allocated.max(self.in_use() + PAGES_SPARE);
    }

    pub(super) fn take_away(&mut self, change: &Change) {
        match weigh(change) {
            bytes if bytes < PAGE => self.shared -= bytes,
            bytes => self.own -= bytes.div_ceil(PAGE),
        }
    }

    pub(super) fn defragment(&mut self) {
        self.allocated = self.in_use() + PAGES_SPARE;
    }

    pub(super) fn size(&self) -> Size {
        Size { allocated: self.allocated * PAGE, in_use: self.in_use() * PAGE }
    }
}

fn weigh(change: &Change) -> u64 {
    HEADER + stored_size(change)
}
