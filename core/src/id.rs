//! Names of things: small copyable newtypes, so that a term is never taken for an index.

use alloc::vec::Vec;
use core::{
    fmt,
    hash::{Hash, Hasher},
};

/// A member of the cluster: `n1`, `n2`, … up to `n63`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(u8);

impl NodeId {
    /// The largest number a member may have; a [`NodeSet`] keeps one bit for each.
    pub const MAX: u8 = 63;

    /// The member with this number, `None` outside 1 to [`NodeId::MAX`].
    pub const fn new(number: u8) -> Option<Self> {
        if number >= 1 && number <= Self::MAX { Some(Self(number)) } else { None }
    }

    /// The number behind the `n`, 1 to [`NodeId::MAX`].
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// A terminal and the process that runs its command: `c1`, `c2`, …
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ClientId(pub u8);

/// A Raft term (Raft §5.1). Zero until the first election.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Term(pub u64);

impl Term {
    /// The term after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A position in the replicated log. The first entry is 1; zero is the place before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Index(pub u64);

impl Index {
    /// The position after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The position before this one; zero stays zero.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

/// The store's clock: one more for every transaction that changed something. An empty store is at 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Revision(pub u64);

/// A lease's id, as wide and as signed as etcd's; shown in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LeaseId(pub i64);

/// A message in flight: `m17`, counted from 1 in the order of sending.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct MessageId(pub u64);

/// Something that happened, counted from 1 in the order of happening.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct EventId(pub u64);

/// A client's request, unique in a run: the client's number and a count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RequestId {
    /// Who asked.
    pub client: ClientId,
    /// The client's how-manieth request, from 1.
    pub number: u32,
}

/// A set of members: one bit for each, so it is copied and compared like a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NodeSet(u64);

impl NodeSet {
    /// The set with nobody in it.
    pub const EMPTY: Self = Self(0);

    /// Puts a member in.
    pub const fn insert(&mut self, node: NodeId) {
        self.0 |= 1 << node.0;
    }

    /// Takes a member out.
    pub const fn remove(&mut self, node: NodeId) {
        self.0 &= !(1 << node.0);
    }

    /// This set and one more member.
    #[must_use]
    pub const fn with(mut self, node: NodeId) -> Self {
        self.insert(node);
        self
    }

    /// This set less one member.
    #[must_use]
    pub const fn without(mut self, node: NodeId) -> Self {
        self.remove(node);
        self
    }

    /// Whether the member is in.
    pub const fn contains(self, node: NodeId) -> bool {
        self.0 & (1 << node.0) != 0
    }

    /// How many members are in.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether nobody is in.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in this set and not in the other.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The members, in rising order.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            (rest != 0).then(|| {
                let number = rest.trailing_zeros() as u8;
                rest &= rest - 1;
                NodeId(number)
            })
        })
    }
}

/// Something about each of some members, found without a search: members have small numbers.
#[derive(Clone)]
pub struct NodeMap<T>(Vec<Option<T>>);

impl<T> NodeMap<T> {
    const fn place(node: NodeId) -> usize {
        node.0 as usize - 1
    }

    /// What is known of a member.
    #[inline]
    pub fn get(&self, node: NodeId) -> Option<&T> {
        self.0.get(Self::place(node))?.as_ref()
    }

    /// The same, to be changed.
    #[inline]
    pub fn get_mut(&mut self, node: NodeId) -> Option<&mut T> {
        self.0.get_mut(Self::place(node))?.as_mut()
    }

    /// Whether something is known of a member.
    pub fn contains(&self, node: NodeId) -> bool {
        self.get(node).is_some()
    }

    /// How many members something is known of.
    pub fn len(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// Whether nothing is known of anybody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keeps what is known of these members, and begins anew with those of whom nothing is.
    pub fn follow(&mut self, nodes: NodeSet, begin: impl Fn() -> T) {
        self.0.resize_with(nodes.iter().last().map_or(0, |last| Self::place(last) + 1), || None);
        for (known, number) in self.0.iter_mut().zip(1..) {
            if nodes.contains(NodeId(number)) {
                known.get_or_insert_with(&begin);
            } else {
                *known = None;
            }
        }
    }

    /// All of it, in the order of members.
    pub fn iter(&self) -> impl Iterator<Item = (NodeId, &T)> {
        self.0.iter().zip(1..).filter_map(|(known, number)| Some((NodeId(number), known.as_ref()?)))
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (NodeId, &mut T)> {
        self.0.iter_mut().zip(1..).filter_map(|(known, number)| Some((NodeId(number), known.as_mut()?)))
    }
}

impl<T> Default for NodeMap<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq> PartialEq for NodeMap<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Eq> Eq for NodeMap<T> {}

impl<T: Hash> Hash for NodeMap<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u8(self.len() as u8);
        self.iter().for_each(|known| known.hash(state));
    }
}

impl<T: fmt::Debug> fmt::Debug for NodeMap<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(nodes: I) -> Self {
        nodes.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Debug for NodeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl fmt::Display for NodeSet {
    /// The members' names with a space between: `n1 n2 n5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, node) in self.iter().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{node}")?;
        }
        Ok(())
    }
}

macro_rules! display {
    ($($kind:ident $format:literal),*) => {$(
        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, $format, self.0)
            }
        }
    )*};
}

display!(NodeId "n{}", ClientId "c{}", Term "{}", Index "{}", Revision "{}", MessageId "m{}", EventId "e{}");

impl fmt::Display for LeaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.0)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.client, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{string::ToString, vec::Vec};

    #[test]
    fn a_set_lists_its_members_in_order() {
        let node = |number| NodeId::new(number).unwrap();
        let set = [node(5), node(1), node(63)].into_iter().collect::<NodeSet>();
        assert_eq!(set.iter().map(NodeId::number).collect::<Vec<_>>(), [1, 5, 63]);
        assert_eq!(set.without(node(63)).to_string(), "n1 n5");
        assert_eq!(NodeId::new(0), None);
        assert_eq!(NodeId::new(64), None);
    }

    #[test]
    fn what_is_known_of_members_follows_who_they_are() {
        let nodes = |numbers: &[u8]| numbers.iter().filter_map(|number| NodeId::new(*number)).collect::<NodeSet>();
        let mut known = NodeMap::default();
        known.follow(nodes(&[2, 5]), || 0);
        known.iter_mut().for_each(|(node, known)| *known = node.number() * 10);
        let before = known.clone();
        known.follow(nodes(&[1, 5, 9]), || 7);
        let listed = known.iter().map(|(node, known)| (node.number(), *known)).collect::<Vec<_>>();
        assert_eq!((listed, known.len()), (alloc::vec![(1, 7), (5, 50), (9, 7)], 3));
        assert_eq!((known.get(NodeId(2)), known.get(NodeId(63))), (None, None));
        known.follow(nodes(&[5]), || 0);
        assert_ne!(known, before);
        let mut alone = before;
        alone.follow(nodes(&[5]), || 0);
        assert_eq!(known, alone);
    }
}
