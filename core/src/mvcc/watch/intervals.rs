//! Ranges of keys, and which of them cover a key.

use alloc::sync::Arc;

use super::{Serial, Who};
use crate::{mvcc::Bytes, shared::Map};

/// One step of a running hash (a multiplication, and a fold of its upper half).
const fn mix(hash: u64, byte: u64) -> u64 {
    let mixed = (hash ^ byte).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

/// Where a range ends: before a key, or nowhere. Nowhere is after everything.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum End {
    Before(Bytes),
    Nowhere,
}

impl End {
    fn is_after(&self, key: &[u8]) -> bool {
        match self {
            Self::Before(end) => *key < **end,
            Self::Nowhere => true,
        }
    }
}

/// A range of keys.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Span {
    pub(super) start: Bytes,
    pub(super) end: End,
}

impl Span {
    /// A number that is the same wherever this is the same, and otherwise as good as drawn.
    fn priority(&self) -> u64 {
        let spread = |hash, bytes: &[u8]| bytes.iter().fold(hash, |hash, &byte| mix(hash, u64::from(byte)));
        let start = spread(1, &self.start);
        match &self.end {
            End::Before(end) => spread(mix(start, 2), end),
            End::Nowhere => mix(start, 3),
        }
    }
}

/// The ranges that watchers are interested in, as a search tree by start in which each node also knows the farthest end
/// below it, so that whatever lies wholly before a key is passed over. A treap: priorities come from the ranges
/// themselves, so that the same ranges make the same tree. Clones share nodes.
///
/// Example: of `[a, c)`, `[b, z)` and `[d, e)`, the key `d` is covered by the last two; `[a, c)` is passed over if it stands
/// at the bottom.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Intervals(Link);

type Link = Option<Arc<Node>>;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Node {
    span: Span,
    watchers: Map<Serial, Who>,
    farthest: End,
    priority: u64,
    left: Link,
    right: Link,
}

impl Node {
    fn measure(&mut self) {
        let below = [&self.left, &self.right].into_iter().flatten().map(|node| &node.farthest);
        self.farthest = below.fold(&self.span.end, Ord::max).clone();
    }
}

impl Intervals {
    pub(super) fn insert(&mut self, span: &Span, who: &Who) {
        insert(&mut self.0, span, who);
    }

    pub(super) fn remove(&mut self, span: &Span, watcher: Serial) {
        remove(&mut self.0, span, watcher);
    }

    /// Tells which watchers' ranges cover a key.
    pub(super) fn covering(&self, key: &[u8], tell: &mut impl FnMut(&Who)) {
        covering(&self.0, key, tell);
    }
}

fn covering(link: &Link, key: &[u8], tell: &mut impl FnMut(&Who)) {
    let Some(node) = link.as_deref().filter(|node| node.farthest.is_after(key)) else { return };
    covering(&node.left, key, tell);
    if *node.span.start <= *key {
        if node.span.end.is_after(key) {
            node.watchers.iter().for_each(|(_, who)| tell(who));
        }
        covering(&node.right, key, tell);
    }
}

fn insert(link: &mut Link, span: &Span, who: &Who) {
    let Some(shared) = link else {
        let watchers = [(who.serial, who.clone())].into_iter().collect();
        let (farthest, priority) = (span.end.clone(), span.priority());
        let node = Node { span: span.clone(), watchers, farthest, priority, left: None, right: None };
        *link = Some(Arc::new(node));
        return;
    };
    let node = Arc::make_mut(shared);
    if *span == node.span {
        node.watchers.insert(who.serial, who.clone());
        return;
    }
    let is_left = *span < node.span;
    let child = if is_left { &mut node.left } else { &mut node.right };
    insert(child, span, who);
    let rises = child.as_ref().is_some_and(|child| child.priority > node.priority);
    node.measure();
    if rises {
        rotate(link, is_left);
    }
}

/// Lets a child take its parent's place.
fn rotate(link: &mut Link, is_left: bool) {
    let Some(mut parent) = link.take() else { return };
    let node = Arc::make_mut(&mut parent);
    let mut child = if is_left { node.left.take() } else { node.right.take() };
    if let Some(risen) = child.as_mut().map(Arc::make_mut) {
        if is_left {
            node.left = risen.right.take();
            node.measure();
            risen.right = Some(parent);
        } else {
            node.right = risen.left.take();
            node.measure();
            risen.left = Some(parent);
        }
        risen.measure();
    }
    *link = child;
}

fn remove(link: &mut Link, span: &Span, watcher: Serial) {
    let Some(shared) = link else { return };
    let node = Arc::make_mut(shared);
    if *span != node.span {
        remove(if *span < node.span { &mut node.left } else { &mut node.right }, span, watcher);
        node.measure();
        return;
    }
    node.watchers.remove(&watcher);
    if node.watchers.is_empty() {
        let (left, right) = (node.left.take(), node.right.take());
        *link = merge(left, right);
    }
}

/// One tree of two, of which the first lies wholly before the second.
fn merge(left: Link, right: Link) -> Link {
    let (mut left, mut right) = match (left, right) {
        (None, other) | (other, None) => return other,
        (Some(left), Some(right)) => (left, right),
    };
    if left.priority > right.priority {
        let node = Arc::make_mut(&mut left);
        node.right = merge(node.right.take(), Some(right));
        node.measure();
        Some(left)
    } else {
        let node = Arc::make_mut(&mut right);
        node.left = merge(Some(left), node.left.take());
        node.measure();
        Some(right)
    }
}
