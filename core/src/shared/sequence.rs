//! A list that is cheap to clone: it grows and shrinks at the end, and gives up elements at the front.

use alloc::{sync::Arc, vec::Vec};
use core::{
    fmt,
    hash::{Hash, Hasher},
    mem,
    ops::Range,
};

/// Elements of one chunk: what has to be copied at most before a clone's next push.
const CHUNK: usize = 128;

/// A list whose clones share storage.
///
/// Elements lie in chunks of 128 behind shared pointers, and the full chunks in a shared list. A clone costs two counters,
/// whatever the length. Only the last, open chunk is ever written to, and only by the list that owns it alone: a push
/// after a clone copies at most that chunk, and once in 128 pushes the list of chunks.
///
/// Example: 300 elements lie in two full chunks and an open one with 44. `drop_front(130)` gives up the first chunk and
/// hides two elements of the second, so that `get(0)` is what was `get(130)`. `truncate(10)` then opens the second chunk
/// again, with its first twelve elements. A clone made before all this still has its 300.
#[derive(Clone)]
pub struct Sequence<T> {
    /// Elements at the front of the first chunk that were given up.
    hidden: usize,
    /// Full chunks.
    sealed: Arc<Vec<Arc<Vec<T>>>>,
    /// The open chunk; never full.
    tail: Arc<Vec<T>>,
}

impl<T> Sequence<T> {
    /// A list with nothing in it.
    pub fn new() -> Self {
        Self { hidden: 0, sealed: Arc::default(), tail: Arc::default() }
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.sealed.len() * CHUNK + self.tail.len() - self.hidden
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at `place`, counted from 0; `None` beyond the end.
    pub fn get(&self, place: usize) -> Option<&T> {
        let place = self.hidden + place;
        self.chunk(place / CHUNK)?.get(place % CHUNK)
    }

    /// The first element.
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last element.
    pub fn last(&self) -> Option<&T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// All elements, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.range(0..self.len())
    }

    /// The elements at those places, in order; places beyond the end have none.
    pub fn range(&self, places: Range<usize>) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.slices(places).flatten()
    }

    /// The same as [`Sequence::range`], as the runs in which the elements lie in memory.
    pub fn slices(&self, places: Range<usize>) -> impl DoubleEndedIterator<Item = &[T]> + Clone {
        let start = self.hidden + places.start.min(self.len());
        let end = (self.hidden + places.end.min(self.len())).max(start);
        (start / CHUNK..end.div_ceil(CHUNK)).filter_map(move |number| {
            let first = number * CHUNK;
            let (from, to) = (start.saturating_sub(first), (end - first).min(CHUNK));
            self.chunk(number)?.get(from..to).filter(|run| !run.is_empty())
        })
    }

    fn chunk(&self, number: usize) -> Option<&[T]> {
        match self.sealed.get(number) {
            Some(chunk) => Some(chunk),
            None if number == self.sealed.len() => Some(&self.tail),
            None => None,
        }
    }

    /// How many elements this list shares in memory with another one.
    pub fn shared_with(&self, other: &Self) -> usize {
        let same = |number: &usize| match (self.chunk(*number), other.chunk(*number)) {
            (Some(mine), Some(theirs)) => core::ptr::eq(mine, theirs) && !mine.is_empty(),
            _ => false,
        };
        (0..=self.sealed.len()).filter(same).filter_map(|number| self.chunk(number)).map(<[T]>::len).sum()
    }

    fn is_same_storage(&self, other: &Self) -> bool {
        self.hidden == other.hidden && Arc::ptr_eq(&self.sealed, &other.sealed) && Arc::ptr_eq(&self.tail, &other.tail)
    }
}

impl<T: Clone> Sequence<T> {
    /// Adds an element at the end.
    pub fn push(&mut self, element: T) {
        let tail = Arc::make_mut(&mut self.tail);
        tail.push(element);
        if tail.len() == CHUNK {
            self.seal();
        }
    }

    /// Takes away all but the first `len` elements; nothing when there are fewer.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len() {
            return;
        }
        if len == 0 {
            return self.clear();
        }
        let end = self.hidden + len;
        let (number, kept) = (end / CHUNK, end % CHUNK);
        if let Some(opened) = self.sealed.get(number) {
            self.tail = Arc::new(opened[..kept].to_vec());
            Arc::make_mut(&mut self.sealed).truncate(number);
        } else {
            Arc::make_mut(&mut self.tail).truncate(kept);
        }
    }

    /// Gives up the first `count` elements, or all when there are fewer.
    pub fn drop_front(&mut self, count: usize) {
        if count >= self.len() {
            return self.clear();
        }
        self.hidden += count;
        let whole = self.hidden / CHUNK;
        if whole > 0 {
            Arc::make_mut(&mut self.sealed).drain(..whole);
            self.hidden %= CHUNK;
        }
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    fn seal(&mut self) {
        // A list that filled one chunk is likely to fill the next.
        let full = mem::replace(&mut self.tail, Arc::new(Vec::with_capacity(CHUNK)));
        Arc::make_mut(&mut self.sealed).push(full);
    }
}

impl<T> Default for Sequence<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Clone> Extend<T> for Sequence<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        let mut elements = elements.into_iter();
        loop {
            let tail = Arc::make_mut(&mut self.tail);
            let room = CHUNK - tail.len();
            tail.extend(elements.by_ref().take(room));
            if tail.len() < CHUNK {
                return;
            }
            self.seal();
        }
    }
}

impl<T: Clone> FromIterator<T> for Sequence<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut sequence = Self::new();
        sequence.extend(elements);
        sequence
    }
}

impl<T: PartialEq> PartialEq for Sequence<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_same_storage(other) || (self.len() == other.len() && self.iter().eq(other.iter()))
    }
}

impl<T: Eq> Eq for Sequence<T> {}

impl<T: Hash> Hash for Sequence<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // A fixed width: a run has the same hash in a browser, where `usize` is narrower.
        state.write_u64(self.len() as u64);
        self.iter().for_each(|element| element.hash(state));
    }
}

impl<T: fmt::Debug> fmt::Debug for Sequence<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Label, Stream};

    fn numbers(count: u32) -> Sequence<u32> {
        (0..count).collect()
    }

    #[test]
    fn the_worked_example() {
        let whole = numbers(300);
        let mut cut = whole.clone();
        assert_eq!(cut.shared_with(&whole), 300);
        cut.drop_front(130);
        assert_eq!((cut.len(), cut.first(), cut.last()), (170, Some(&130), Some(&299)));
        cut.truncate(10);
        assert!(cut.iter().copied().eq(130..140));
        assert_eq!(cut.get(10), None);
        assert!(whole.iter().copied().eq(0..300));
    }

    #[test]
    fn a_push_after_a_clone_copies_one_chunk() {
        let kept = numbers(36_000);
        let mut grown = kept.clone();
        grown.push(7);
        assert_eq!(grown.shared_with(&kept), 36_000 - 36_000 % CHUNK);
        assert_eq!((kept.len(), grown.len()), (36_000, 36_001));
    }

    #[test]
    fn a_range_is_the_slices_in_which_it_lies() {
        let mut list = numbers(300);
        list.drop_front(1);
        let lengths = |range| list.slices(range).map(<[u32]>::len).collect::<Vec<_>>();
        assert_eq!(lengths(100..280), [27, 128, 25]);
        assert_eq!(lengths(127..255), [128]);
        assert_eq!(lengths(290..400), [9]);
        assert_eq!(lengths(299..400), [0; 0]);
        assert_eq!(list.range(126..129).rev().copied().collect::<Vec<_>>(), [129, 128, 127]);
    }

    /// Does the same at random to a list and to a plain vector, and to clones of both.
    #[test]
    fn it_is_a_vector_whatever_is_done_to_it() {
        for seed in 0..40 {
            let mut stream = Stream::new(seed, Label::Outside(1));
            let mut kept: Vec<(Sequence<u64>, Vec<u64>)> = Vec::new();
            let (mut list, mut model) = (Sequence::new(), Vec::new());
            for round in 0..120 {
                let amount = stream.below(300) as usize;
                match stream.below(8) {
                    0 => list = model.iter().copied().collect(),
                    1 => {
                        list.truncate(amount);
                        model.truncate(amount);
                    }
                    2 => {
                        list.drop_front(amount);
                        model.drain(..amount.min(model.len()));
                    }
                    3 => kept.push((list.clone(), model.clone())),
                    4 => {
                        list.extend((0..amount as u64).map(|number| number + round));
                        model.extend((0..amount as u64).map(|number| number + round));
                    }
                    5 if !kept.is_empty() => {
                        (list, model) = kept[amount % kept.len()].clone();
                    }
                    _ => (0..amount as u64).for_each(|number| {
                        list.push(number * round);
                        model.push(number * round);
                    }),
                }
                let range = amount.min(model.len())..model.len().min(2 * amount);
                assert!(list.iter().eq(&model), "seed {seed} round {round}");
                assert!(list.range(range.clone()).eq(&model[range]), "seed {seed} round {round}");
                assert_eq!(list.len(), model.len(), "seed {seed} round {round}");
                assert_eq!(list.get(amount), model.get(amount), "seed {seed} round {round}");
                assert_eq!(list.last(), model.last(), "seed {seed} round {round}");
                assert_eq!(list, model.iter().copied().collect(), "seed {seed} round {round}");
            }
            let untouched = |(list, model): &(Sequence<u64>, Vec<u64>)| list.iter().eq(model);
            assert!(kept.iter().all(untouched), "seed {seed}: a clone changed");
        }
    }

    #[test]
    fn equal_lists_are_equal_however_they_lie_in_memory() {
        let mut shifted = numbers(400);
        shifted.drop_front(150);
        let fresh: Sequence<u32> = (150..400).collect();
        assert_eq!(shifted, fresh);
        assert_ne!(shifted, numbers(250));
        assert_ne!(shifted, numbers(249));
    }
}
