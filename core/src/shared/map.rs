//! An ordered map that is cheap to clone.

use alloc::{sync::Arc, vec, vec::Vec};
use core::{
    borrow::Borrow,
    fmt,
    hash::{Hash, Hasher},
    ops::Bound,
    slice,
};

/// Entries of one node at most: what has to be copied, at each level, before a clone's next change.
const NODE_MAX: usize = 32;

/// A node with fewer entries is joined with its neighbour.
const NODE_MIN: usize = NODE_MAX / 4;

/// An ordered map whose clones share storage.
///
/// A B-tree: entries lie in leaves of at most 32, in order, and branches of at most 32 lead to them. All nodes are behind
/// shared pointers. A clone costs one counter; a change copies those nodes on the way from the root that a clone also has,
/// and nothing else. What is inserted in rising order fills its leaves.
///
/// Example: 100 numbers inserted in rising order lie in leaves of 32, 32, 32 and 4 below one branch. A clone shares all
/// five nodes; `insert(200, …)` into it copies the branch and the last leaf, and the other three leaves stay shared.
#[derive(Clone)]
pub struct Map<K, V> {
    root: Arc<Node<K, V>>,
    len: usize,
}

#[derive(Clone)]
enum Node<K, V> {
    Leaf(Vec<(K, V)>),
    /// Each child with a key that is no greater than any of its own, and greater than any before it. The first child's
    /// key is never looked at: everything that is smaller than the second's belongs to it.
    Branch(Vec<Child<K, V>>),
}

type Child<K, V> = (K, Arc<Node<K, V>>);

use Node::{Branch, Leaf};

impl<K, V> Node<K, V> {
    fn len(&self) -> usize {
        match self {
            Leaf(entries) => entries.len(),
            Branch(children) => children.len(),
        }
    }
}

/// Which child of a branch a key belongs to.
fn child_of<K: Borrow<Q>, V, Q: Ord + ?Sized>(children: &[(K, V)], key: &Q) -> usize {
    // What comes in rising order belongs to the last.
    if children.last().is_some_and(|(first, _)| first.borrow() <= key) {
        return children.len() - 1;
    }
    children.partition_point(|(first, _)| first.borrow() <= key).saturating_sub(1)
}

fn find<K: Borrow<Q>, V, Q: Ord + ?Sized>(entries: &[(K, V)], key: &Q) -> Result<usize, usize> {
    entries.binary_search_by(|(found, _)| found.borrow().cmp(key))
}

impl<K, V> Map<K, V> {
    /// A map with nothing in it.
    pub fn new() -> Self {
        Self { root: Arc::new(Leaf(Vec::new())), len: 0 }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All entries, in order.
    pub fn iter(&self) -> Iter<'_, K, V, K>
    where
        K: Ord,
    {
        self.range(Bound::Unbounded, Bound::Unbounded)
    }

    /// The last entry.
    pub fn last(&self) -> Option<(&K, &V)> {
        let mut node = &*self.root;
        loop {
            match node {
                Leaf(entries) => return entries.last().map(|(key, value)| (key, value)),
                Branch(children) => node = &children.last()?.1,
            }
        }
    }

    /// What is stored under a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let mut node = &*self.root;
        loop {
            match node {
                Leaf(entries) => return find(entries, key).ok().map(|place| &entries[place].1),
                Branch(children) => node = &children[child_of(children, key)].1,
            }
        }
    }

    /// Whether there is an entry for a key.
    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// The entries between two ends, in order. Backward ends have none between them.
    pub fn range<'a, Q: Ord + ?Sized>(&'a self, start: Bound<&Q>, end: Bound<&'a Q>) -> Iter<'a, K, V, Q>
    where
        K: Borrow<Q>,
    {
        let mut iter = Iter { above: Vec::new(), leaf: [].iter(), end };
        let mut node = &*self.root;
        loop {
            match node {
                Leaf(entries) => {
                    let from = match start {
                        Bound::Unbounded => 0,
                        Bound::Included(key) => entries.partition_point(|(found, _)| found.borrow() < key),
                        Bound::Excluded(key) => entries.partition_point(|(found, _)| found.borrow() <= key),
                    };
                    iter.enter(&entries[from..]);
                    return iter;
                }
                Branch(children) => {
                    let place = match start {
                        Bound::Unbounded => 0,
                        Bound::Included(key) | Bound::Excluded(key) => child_of(children, key),
                    };
                    iter.above.push(children[place + 1..].iter());
                    node = &children[place].1;
                }
            }
        }
    }

    /// How many nodes this map shares in memory with another one, and how many it has.
    pub fn shared_nodes(&self, other: &Self) -> (usize, usize) {
        let mut theirs = nodes(&other.root);
        theirs.sort_unstable();
        let mine = nodes(&self.root);
        (mine.iter().filter(|node| theirs.binary_search(node).is_ok()).count(), mine.len())
    }
}

impl<K, V> Map<K, V> {
    /// How many bytes of nodes this map does not share with another one, the room in them included.
    pub fn own_bytes(&self, other: &Self) -> usize {
        let mut theirs = nodes(&other.root);
        theirs.sort_unstable();
        own_bytes(&self.root, &theirs)
    }
}

fn own_bytes<K, V>(node: &Arc<Node<K, V>>, theirs: &[*const Node<K, V>]) -> usize {
    if theirs.binary_search(&Arc::as_ptr(node)).is_ok() {
        return 0;
    }
    // Two counters, the node, and its list.
    let head = 2 * size_of::<usize>() + size_of::<Node<K, V>>();
    head + match &**node {
        Leaf(entries) => entries.capacity() * size_of::<(K, V)>(),
        Branch(children) => {
            let below = children.iter().map(|(_, child)| own_bytes(child, theirs)).sum::<usize>();
            children.capacity() * size_of::<Child<K, V>>() + below
        }
    }
}

/// Where all nodes lie, from a node downwards.
fn nodes<K, V>(node: &Arc<Node<K, V>>) -> Vec<*const Node<K, V>> {
    let mut found = vec![Arc::as_ptr(node)];
    if let Branch(children) = &**node {
        children.iter().for_each(|(_, child)| found.extend(nodes(child)));
    }
    found
}

impl<K: PartialEq + Clone, V: PartialEq> Map<K, V> {
    /// Takes another map's nodes wherever both hold the same in nodes of the same shape: it stays what it is, and takes
    /// less room. What both share already is not looked at.
    pub fn share_with(&mut self, other: &Self) {
        if let Some(root) = shared(&self.root, &other.root) {
            self.root = root;
        }
    }
}

/// What takes a node's place so that it shares more with another one; `None` where nothing does.
fn shared<K: PartialEq + Clone, V: PartialEq>(
    mine: &Arc<Node<K, V>>,
    theirs: &Arc<Node<K, V>>,
) -> Option<Arc<Node<K, V>>> {
    if Arc::ptr_eq(mine, theirs) {
        return None;
    }
    match (&**mine, &**theirs) {
        (Leaf(one), Leaf(other)) => (one == other).then(|| Arc::clone(theirs)),
        (Branch(one), Branch(other)) => {
            let below = one.iter().zip(other).map(|(one, other)| shared(&one.1, &other.1)).collect::<Vec<_>>();
            let is_same = |place: usize| {
                let ((key, child), (their_key, theirs)) = (&one[place], &other[place]);
                key == their_key && Arc::ptr_eq(below[place].as_ref().unwrap_or(child), theirs)
            };
            if one.len() == other.len() && (0..one.len()).all(is_same) {
                return Some(Arc::clone(theirs));
            }
            if below.iter().all(Option::is_none) {
                return None;
            }
            let below = below.into_iter().chain(core::iter::repeat_with(|| None));
            let children = one.iter().zip(below);
            let children = children.map(|((key, child), new)| (key.clone(), new.unwrap_or_else(|| Arc::clone(child))));
            Some(Arc::new(Branch(children.collect())))
        }
        _ => None,
    }
}

impl<K: Ord + Clone, V: Clone> Map<K, V> {
    /// What is stored under a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let mut node = &mut self.root;
        loop {
            match Arc::make_mut(node) {
                Leaf(entries) => return find(entries, key).ok().map(|place| &mut entries[place].1),
                Branch(children) => {
                    let place = child_of(children, key);
                    node = &mut children[place].1;
                }
            }
        }
    }

    /// Stores a value under a key. Returns what was there before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match put(&mut self.root, key, value) {
            Put::Replaced(before) => return Some(before),
            Put::Added => {}
            Put::Split(first, right) => {
                let left = core::mem::replace(&mut self.root, Arc::new(Leaf(Vec::new())));
                self.root = Arc::new(Branch(vec![(first.clone(), left), (first, right)]));
            }
        }
        self.len += 1;
        None
    }

    /// Takes an entry out, and returns its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        if !self.contains(key) {
            return None;
        }
        let removed = take(&mut self.root, key);
        self.len -= 1;
        while let Branch(children) = &*self.root {
            match children.len() {
                0 => self.root = Arc::new(Leaf(Vec::new())),
                1 => self.root = Arc::clone(&children[0].1),
                _ => break,
            }
        }
        removed
    }
}

/// What came of storing an entry below a node.
enum Put<K, V> {
    Replaced(V),
    Added,
    /// The node was full: its right half, and that half's first key.
    Split(K, Arc<Node<K, V>>),
}

fn put<K: Ord + Clone, V: Clone>(node: &mut Arc<Node<K, V>>, key: K, value: V) -> Put<K, V> {
    match Arc::make_mut(node) {
        Leaf(entries) => match place_for(entries, &key) {
            Ok(place) => Put::Replaced(core::mem::replace(&mut entries[place].1, value)),
            Err(place) => add(entries, place, (key, value))
                .map_or(Put::Added, |right| Put::Split(right[0].0.clone(), Arc::new(Leaf(right)))),
        },
        Branch(children) => {
            let place = child_of(children, &key);
            match put(&mut children[place].1, key, value) {
                Put::Split(first, right) => add(children, place + 1, (first, right))
                    .map_or(Put::Added, |right| Put::Split(right[0].0.clone(), Arc::new(Branch(right)))),
                other => other,
            }
        }
    }
}

/// Where a key stands, or where it would have to: what comes in rising order, at the end.
fn place_for<K: Ord, V>(entries: &[(K, V)], key: &K) -> Result<usize, usize> {
    if entries.last().is_some_and(|(last, _)| last < key) { Err(entries.len()) } else { find(entries, key) }
}

/// Puts an entry in. A full list is parted, and its right half returned; one that grows at its end keeps all it has, so
/// that what comes in rising order leaves full nodes behind. No list gets more room than a node ever needs.
fn add<T>(entries: &mut Vec<T>, place: usize, entry: T) -> Option<Vec<T>> {
    if entries.len() < NODE_MAX {
        entries.insert(place, entry);
        return None;
    }
    let mut right = Vec::with_capacity(NODE_MAX);
    if place == entries.len() {
        right.push(entry);
    } else if place < NODE_MAX / 2 {
        right.extend(entries.drain(NODE_MAX / 2 - 1..));
        entries.insert(place, entry);
    } else {
        right.extend(entries.drain(NODE_MAX / 2..));
        right.insert(place - NODE_MAX / 2, entry);
    }
    Some(right)
}

/// The right half of a list that has become too long.
fn halve<T>(entries: &mut Vec<T>) -> Option<Vec<T>> {
    (entries.len() > NODE_MAX).then(|| entries.split_off(entries.len() / 2))
}

fn take<K: Ord + Clone + Borrow<Q>, V: Clone, Q: Ord + ?Sized>(node: &mut Arc<Node<K, V>>, key: &Q) -> Option<V> {
    match Arc::make_mut(node) {
        Leaf(entries) => find(entries, key).ok().map(|place| entries.remove(place).1),
        Branch(children) => {
            let place = child_of(children, key);
            let removed = take(&mut children[place].1, key);
            match children[place].1.len() {
                0 => drop(children.remove(place)),
                len if len < NODE_MIN && children.len() > 1 => join(children, place.max(1)),
                _ => {}
            }
            removed
        }
    }
}

/// Joins a child with the one before it; both become one, or two of about the same length.
fn join<K: Clone, V: Clone>(children: &mut Vec<Child<K, V>>, place: usize) {
    let (first, right) = children.remove(place);
    let left = Arc::make_mut(&mut children[place - 1].1);
    let rest = match (left, Arc::unwrap_or_clone(right)) {
        (Leaf(left), Leaf(right)) => {
            left.extend(right);
            halve(left).map(|rest| (rest[0].0.clone(), Leaf(rest)))
        }
        (Branch(left), Branch(right)) => {
            let seam = left.len();
            left.extend(right);
            // It was a first child, whose key nobody looked at.
            left[seam].0 = first;
            halve(left).map(|rest| (rest[0].0.clone(), Branch(rest)))
        }
        _ => unreachable!("all leaves are equally deep"),
    };
    if let Some((first, rest)) = rest {
        children.insert(place, (first, Arc::new(rest)));
    }
}

/// Entries of a [`Map`], in order.
pub struct Iter<'a, K, V, Q: ?Sized> {
    /// Children yet to be visited, of each branch above the leaf.
    above: Vec<slice::Iter<'a, Child<K, V>>>,
    /// Entries of the leaf that are still to come; none of them is beyond the end.
    leaf: slice::Iter<'a, (K, V)>,
    end: Bound<&'a Q>,
}

impl<'a, K: Borrow<Q>, V, Q: Ord + ?Sized> Iter<'a, K, V, Q> {
    /// Begins with a leaf's entries. One comparison for the whole leaf, where the end is not in it.
    fn enter(&mut self, entries: &'a [(K, V)]) {
        let within = |found: &K| match self.end {
            Bound::Unbounded => true,
            Bound::Included(end) => found.borrow() <= end,
            Bound::Excluded(end) => found.borrow() < end,
        };
        let whole = entries.last().is_none_or(|(last, _)| within(last));
        let len = if whole { entries.len() } else { entries.partition_point(|(found, _)| within(found)) };
        if !whole {
            self.above.clear();
        }
        self.leaf = entries[..len].iter();
    }

    /// Goes to the next leaf, if there is one.
    fn advance(&mut self) -> Option<()> {
        let mut node = loop {
            match self.above.last_mut()?.next() {
                Some((_, child)) => break &**child,
                None => self.above.pop(),
            };
        };
        loop {
            match node {
                Leaf(entries) => {
                    self.enter(entries);
                    return Some(());
                }
                Branch(children) => {
                    self.above.push(children[1..].iter());
                    node = &children[0].1;
                }
            }
        }
    }
}

impl<'a, K: Borrow<Q>, V, Q: Ord + ?Sized> Iterator for Iter<'a, K, V, Q> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.leaf.next() {
                return Some((key, value));
            }
            self.advance()?;
        }
    }
}

impl<'a, K: Ord, V> IntoIterator for &'a Map<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V, K>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        entries.into_iter().for_each(|(key, value)| drop(map.insert(key, value)));
        map
    }
}

impl<K: Ord, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.root, &other.root) || (self.len == other.len && self.iter().eq(other.iter()))
    }
}

impl<K: Ord, V: Eq> Eq for Map<K, V> {}

impl<K: Ord + Hash, V: Hash> Hash for Map<K, V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // A fixed width: a run has the same hash in a browser, where `usize` is narrower.
        state.write_u64(self.len as u64);
        self.iter().for_each(|entry| entry.hash(state));
    }
}

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Label, Stream};
    use alloc::collections::BTreeMap;

    fn numbers(count: u32) -> Map<u32, u32> {
        (0..count).map(|number| (number, number)).collect()
    }

    #[test]
    fn the_worked_example() {
        let kept = numbers(100);
        let mut grown = kept.clone();
        assert_eq!(grown.shared_nodes(&kept), (5, 5));
        grown.insert(200, 0);
        assert_eq!(grown.shared_nodes(&kept), (3, 5));
        assert_eq!((kept.len(), grown.len()), (100, 101));
        assert_eq!((kept.last(), grown.last()), (Some((&99, &99)), Some((&200, &0))));
    }

    #[test]
    fn maps_that_hold_the_same_can_share_it() {
        let kept = numbers(5_000);
        let (mut same, mut differs) = (numbers(5_000), numbers(5_000));
        differs.insert(70, 0);
        assert_eq!(same.shared_nodes(&kept).0, 0);
        let (was, differed) = (same.clone(), differs.clone());
        same.share_with(&kept);
        differs.share_with(&kept);
        let (shared, all) = same.shared_nodes(&kept);
        assert_eq!((shared, &same), (all, &was));
        // The leaf that differs, and those above it.
        let (shared, all) = differs.shared_nodes(&kept);
        assert_eq!((all - shared, &differs), (3, &differed));
        same.insert(70, 0);
        assert_eq!(kept.get(&70), Some(&70));
    }

    #[test]
    fn a_change_after_a_clone_copies_one_path() {
        let kept = numbers(36_000);
        let mut changed = kept.clone();
        *changed.get_mut(&17_000).unwrap() = 1;
        let (shared, all) = changed.shared_nodes(&kept);
        assert_eq!(all - shared, 4, "root, two branches, leaf");
        assert_eq!((kept.get(&17_000), changed.get(&17_000)), (Some(&17_000), Some(&1)));
    }

    #[test]
    fn a_range_ends_where_it_should() {
        let map = numbers(100);
        let between = |start, end| map.range(start, end).map(|(key, _)| *key).collect::<Vec<_>>();
        assert_eq!(between(Bound::Included(&31), Bound::Excluded(&34)), [31, 32, 33]);
        assert_eq!(between(Bound::Excluded(&31), Bound::Included(&33)), [32, 33]);
        assert_eq!(between(Bound::Included(&97), Bound::Unbounded), [97, 98, 99]);
        assert_eq!(between(Bound::Included(&5), Bound::Excluded(&5)), [0; 0]);
        assert_eq!(between(Bound::Included(&40), Bound::Excluded(&5)), [0; 0]);
        assert_eq!(between(Bound::Included(&100), Bound::Unbounded), [0; 0]);
    }

    /// Does the same at random to a map and to the standard library's, and to clones of both.
    #[test]
    fn it_is_a_btree_map_whatever_is_done_to_it() {
        for seed in 0..60 {
            let mut stream = Stream::new(seed, Label::Outside(1));
            let mut kept: Vec<(Map<u64, u64>, BTreeMap<u64, u64>)> = Vec::new();
            let (mut map, mut model) = (Map::new(), BTreeMap::new());
            for round in 0..60 {
                let (amount, from) = (stream.below(400), stream.below(2_000));
                match stream.below(7) {
                    0 => kept.push((map.clone(), model.clone())),
                    1 if !kept.is_empty() => (map, model) = kept[amount as usize % kept.len()].clone(),
                    2 => (0..amount).for_each(|step| {
                        map.insert(from + step, round);
                        model.insert(from + step, round);
                    }),
                    3 | 4 => (0..amount).for_each(|step| {
                        assert_eq!(map.remove(&(from + step)), model.remove(&(from + step)), "seed {seed}");
                    }),
                    _ => (0..amount).for_each(|_| {
                        let key = stream.below(2_000);
                        assert_eq!(map.insert(key, round), model.insert(key, round), "seed {seed}");
                        assert_eq!(map.get_mut(&(key / 2)), model.get_mut(&(key / 2)), "seed {seed}");
                    }),
                }
                assert!(map.iter().eq(model.iter()), "seed {seed} round {round}");
                assert_eq!((map.len(), map.last()), (model.len(), model.last_key_value()), "seed {seed} round {round}");
                let (start, end) = (Bound::Included(&from), Bound::Excluded(&(from + amount)));
                assert!(map.range(start, end).eq(model.range(from..from + amount)), "seed {seed} round {round}");
                assert_eq!(map, model.iter().map(|(key, value)| (*key, *value)).collect(), "seed {seed} round {round}");
            }
            let untouched = |(map, model): &(Map<u64, u64>, BTreeMap<u64, u64>)| map.iter().eq(model.iter());
            assert!(kept.iter().all(untouched), "seed {seed}: a clone changed");
        }
    }
}
