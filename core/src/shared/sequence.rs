//! A list that is cheap to clone: it grows and shrinks at the end, and gives up elements at the front.

use alloc::{sync::Arc, vec::Vec};
use core::{
    fmt,
    hash::{Hash, Hasher},
    ops::Range,
    slice,
};

use super::{
    Run,
    chunks::{Chunk, Chunks},
    run::Slice,
};

/// Elements of a full chunk: what has to be copied at most before a clone's next push.
const CHUNK: usize = 128;

/// A run of so many elements becomes a chunk of its own; a shorter one is copied.
const RUN_MIN: usize = 16;

/// A list whose clones share storage.
///
/// Elements lie in chunks behind shared pointers, and the closed chunks in a shared tree. A clone costs two counters,
/// whatever the length. Only the last, open chunk is ever written to, and only by the list that owns it alone; it is
/// closed at 128 elements. A push after a clone copies at most that chunk, and now and then a block of 32 chunks' places. A
/// run of elements that somebody else shares is taken over as a chunk, without copying it.
///
/// Example: 300 elements lie in two closed chunks and an open one with 44. `drop_front(130)` gives up the first chunk and
/// hides two elements of the second, so that `get(0)` is what was `get(130)`. `truncate(10)` then hides all but twelve
/// elements of the second. A clone made before all this still has its 300.
#[derive(Clone)]
pub struct Sequence<T> {
    /// Where the list begins. Places here are counted from when the list was empty last.
    start: usize,
    closed: Chunks<T>,
    /// Where the open chunk begins.
    open_start: usize,
    open: Option<Arc<Vec<T>>>,
}

impl<T> Sequence<T> {
    /// A list with nothing in it.
    pub const fn new() -> Self {
        Self { start: 0, closed: Chunks::new(), open_start: 0, open: None }
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.end() - self.start
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at `place`, counted from 0; `None` beyond the end.
    pub fn get(&self, place: usize) -> Option<&T> {
        let at = self.start + place;
        if at >= self.open_start {
            return self.open().get(at - self.open_start);
        }
        let chunk = self.closed.get(self.chunk_of(at))?;
        chunk.slice.get(at - chunk.start())
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
    pub fn iter(&self) -> Elements<'_, T> {
        self.range(0..self.len())
    }

    /// The elements at those places, in order; places beyond the end have none.
    pub fn range(&self, places: Range<usize>) -> Elements<'_, T> {
        let (start, end) = self.clamped(places);
        Elements { list: self, front: [].iter(), start, end, back: [].iter() }
    }

    /// The same as [`Sequence::range`], as the slices in which the elements lie in memory.
    pub fn slices(&self, places: Range<usize>) -> impl DoubleEndedIterator<Item = &[T]> + Clone {
        let (start, end) = self.clamped(places);
        let numbers = self.chunk_of(start)..self.chunk_of(end.saturating_sub(1)) + 1;
        numbers.map(move |number| self.part_of(number, start..end)).filter(|part| !part.is_empty())
    }

    /// What of some places, counted from the list's own start, lies in a chunk.
    fn part_of(&self, chunk: usize, places: Range<usize>) -> &[T] {
        let (first, elements) = match self.closed.get(chunk) {
            Some(chunk) => (chunk.start(), &*chunk.slice),
            None => (self.open_start, self.open()),
        };
        let end = places.end.saturating_sub(first).min(elements.len());
        &elements[places.start.saturating_sub(first).min(end)..end]
    }

    /// Those places from the list's own start, cut down to what there is.
    fn clamped(&self, places: Range<usize>) -> (usize, usize) {
        let start = self.start + places.start.min(self.len());
        (start, (self.start + places.end.min(self.len())).max(start))
    }

    /// The number of the chunk in which a place lies; the open one comes behind the others.
    fn chunk_of(&self, at: usize) -> usize {
        // What is looked at is mostly new.
        match self.closed.last() {
            None => 0,
            Some(_) if at >= self.open_start => self.closed.len(),
            Some(last) if at >= last.start() => self.closed.len() - 1,
            Some(_) => self.closed.until(|chunk| chunk.end <= at),
        }
    }

    fn open(&self) -> &[T] {
        self.open.as_ref().map_or(&[], |open| open)
    }

    /// Where the list ends.
    fn end(&self) -> usize {
        self.open_start + self.open().len()
    }

    /// How many elements this list shares in memory with another one.
    pub fn shared_with(&self, other: &Self) -> usize {
        let ranges = |list: &Self| list.slices(0..list.len()).map(<[T]>::as_ptr_range).collect::<Vec<_>>();
        let theirs = ranges(other);
        let both = |mine: &Range<*const T>| -> usize {
            let common = |range: &Range<*const T>| (mine.start.max(range.start).addr(), mine.end.min(range.end).addr());
            theirs.iter().map(common).map(|(start, end)| end.saturating_sub(start)).sum()
        };
        ranges(self).iter().map(both).sum::<usize>() / size_of::<T>().max(1)
    }

    fn is_same_storage(&self, other: &Self) -> bool {
        (self.start, self.open_start) == (other.start, other.open_start)
            && self.closed.is_same_storage(&other.closed)
            && same(self.open.as_ref(), other.open.as_ref())
    }
}

/// Whether both are one.
fn same<T>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (None, None) => true,
        _ => false,
    }
}

impl<T: PartialEq> Sequence<T> {
    /// Takes another list's storage wherever both hold the same: they stay what they are, and take less room.
    ///
    /// It looks at what came since this was done last, from the end to where both share storage already.
    pub fn share_with(&mut self, other: &Self) {
        self.closed.share_with(&other.closed);
        if self.open_start == other.open_start
            && !same(self.open.as_ref(), other.open.as_ref())
            && self.open() == other.open()
        {
            self.open.clone_from(&other.open);
        }
    }
}

impl<T: Clone> Sequence<T> {
    /// Adds an element at the end.
    pub fn push(&mut self, element: T) {
        let open = self.open_mut();
        open.push(element);
        if open.len() == CHUNK {
            self.close();
        }
    }

    /// Adds a run of elements at the end; a long one shares its storage with this list from now on.
    pub fn push_run(&mut self, run: Run<T>) {
        match run.into_slice() {
            Err(element) => element.into_iter().for_each(|element| self.push(element)),
            Ok(slice) if slice.len() < RUN_MIN => self.extend(slice.iter().cloned()),
            Ok(slice) => {
                self.close();
                self.add_chunk(slice);
            }
        }
    }

    /// The elements at those places as one run: shared when they lie in one closed chunk, copied otherwise. Places beyond
    /// the end have none.
    pub fn run(&self, places: Range<usize>) -> Run<T> {
        let (start, end) = self.clamped(places);
        if start == end {
            return Run::EMPTY;
        }
        if end - start == 1 {
            return self.get(start - self.start).cloned().map_or(Run::EMPTY, Run::one);
        }
        if let Some(chunk) = self.closed.get(self.chunk_of(start))
            && end <= chunk.end
        {
            return chunk.slice.part(&(start - chunk.start()..end - chunk.start())).into();
        }
        let mut elements = Vec::with_capacity(end - start);
        self.slices(start - self.start..end - self.start).for_each(|slice| elements.extend_from_slice(slice));
        elements.into()
    }

    /// Takes away all but the first `len` elements; nothing when there are fewer.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len() {
            return;
        }
        if len == 0 {
            return self.clear();
        }
        let end = self.start + len;
        if end > self.open_start {
            let kept = end - self.open_start;
            self.open_mut().truncate(kept);
            return;
        }
        self.open = None;
        self.open_start = end;
        self.closed.truncate(end);
    }

    /// Gives up the first `count` elements, or all when there are fewer.
    pub fn drop_front(&mut self, count: usize) {
        if count >= self.len() {
            return self.clear();
        }
        self.start += count;
        self.closed.give_up(self.start);
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    fn open_mut(&mut self) -> &mut Vec<T> {
        // A list that filled one chunk is likely to fill the next.
        let room = if self.closed.len() > 0 { CHUNK } else { 0 };
        let open = self.open.get_or_insert_with(|| Arc::new(Vec::with_capacity(room)));
        // Only a look: what may be written to is made sure of once, below.
        if Arc::strong_count(open) > 1 {
            let mut copy = Vec::with_capacity(room.max(open.len() + 1));
            copy.extend_from_slice(open);
            *open = Arc::new(copy);
        }
        Arc::make_mut(open)
    }

    /// Closes the open chunk if it is worth a chunk of its own: a clone that is made now shares all of it for ever, and
    /// nobody has to copy it.
    pub fn settle(&mut self) {
        if self.open().len() >= RUN_MIN {
            self.close();
        }
    }

    /// Closes the open chunk, unless it is empty.
    fn close(&mut self) {
        if let Some(mut open) = self.open.take().filter(|open| !open.is_empty()) {
            if let Some(open) = Arc::get_mut(&mut open) {
                open.shrink_to_fit();
            }
            self.add_chunk(Slice::of(open));
        }
    }

    fn add_chunk(&mut self, slice: Slice<T>) {
        self.open_start += slice.len();
        self.closed.push(Chunk { end: self.open_start, slice });
    }
}

/// The elements of a [`Sequence`], or of a range of it, from both ends.
#[derive(Debug)]
pub struct Elements<'a, T> {
    list: &'a Sequence<T>,
    front: slice::Iter<'a, T>,
    /// What lies between `front` and `back`, counted from the list's own start.
    start: usize,
    end: usize,
    back: slice::Iter<'a, T>,
}

impl<T> Clone for Elements<'_, T> {
    fn clone(&self) -> Self {
        Self { list: self.list, front: self.front.clone(), start: self.start, end: self.end, back: self.back.clone() }
    }
}

impl<'a, T> Iterator for Elements<'a, T> {
    type Item = &'a T;

    #[inline]
    fn next(&mut self) -> Option<&'a T> {
        loop {
            if let Some(element) = self.front.next() {
                return Some(element);
            }
            if self.start == self.end {
                return self.back.next();
            }
            let slice = self.list.part_of(self.list.chunk_of(self.start), self.start..self.end);
            self.start += slice.len();
            self.front = slice.iter();
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.front.len() + (self.end - self.start) + self.back.len();
        (len, Some(len))
    }
}

impl<'a, T> DoubleEndedIterator for Elements<'a, T> {
    fn next_back(&mut self) -> Option<&'a T> {
        loop {
            if let Some(element) = self.back.next_back() {
                return Some(element);
            }
            if self.start == self.end {
                return self.front.next_back();
            }
            let slice = self.list.part_of(self.list.chunk_of(self.end - 1), self.start..self.end);
            self.end -= slice.len();
            self.back = slice.iter();
        }
    }
}

impl<T> ExactSizeIterator for Elements<'_, T> {}

impl<'a, T> IntoIterator for &'a Sequence<T> {
    type Item = &'a T;
    type IntoIter = Elements<'a, T>;

    fn into_iter(self) -> Elements<'a, T> {
        self.iter()
    }
}

impl<T> Default for Sequence<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Clone> Extend<T> for Sequence<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        let mut elements = elements.into_iter().peekable();
        while elements.peek().is_some() {
            let open = self.open_mut();
            let room = CHUNK - open.len();
            open.extend(elements.by_ref().take(room));
            if open.len() == CHUNK {
                self.close();
            }
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
    fn a_settled_list_is_shared_for_ever() {
        let mut grown = numbers(CHUNK as u32 + 20);
        grown.settle();
        let kept = grown.clone();
        grown.extend(0..500);
        assert_eq!(grown.shared_with(&kept), kept.len());
        // A few elements are not worth a chunk.
        let mut few = numbers(3);
        few.settle();
        let kept = few.clone();
        few.push(3);
        assert_eq!((few.shared_with(&kept), few), (0, numbers(4)));
    }

    #[test]
    fn lists_that_hold_the_same_can_share_it() {
        let kept = numbers(36_010);
        let mut same = numbers(36_010);
        let mut differs = numbers(36_010);
        differs.truncate(35_000);
        differs.extend(numbers(1_010).iter().copied());
        let (was, differed) = (same.clone(), differs.clone());
        same.share_with(&kept);
        differs.share_with(&kept);
        assert_eq!((same.shared_with(&kept), &same), (36_010, &was));
        // The chunk in which they part is cut there in one of them.
        assert_eq!((differs.shared_with(&kept), &differs), (35_000 / CHUNK * CHUNK, &differed));
        same.push(7);
        assert_eq!((kept.len(), kept.last()), (36_010, Some(&36_009)));
    }

    #[test]
    fn a_run_is_shared_and_not_copied() {
        let run: Run<u32> = (0..64).collect();
        let mut list = numbers(3);
        list.push_run(run.clone());
        let mut other = Sequence::new();
        other.push_run(list.run(3..67));
        assert_eq!(other.shared_with(&list), 64);
        assert!(core::ptr::eq(&raw const run[5], &raw const *list.get(8).unwrap()));
        other.truncate(20);
        other.push(7);
        assert_eq!((other.shared_with(&list), other.len()), (20, 21));
        assert_eq!(list.len(), 67);
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
                match stream.below(9) {
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
                        list.settle();
                        let place = amount % kept.len();
                        kept[place].0.share_with(&list);
                        (list, model) = kept[place].clone();
                    }
                    6 => {
                        let run: Run<_> = (0..amount as u64 / 5).collect();
                        model.extend_from_slice(&run);
                        list.push_run(run);
                    }
                    _ => (0..amount as u64).for_each(|number| {
                        list.push(number * round);
                        model.push(number * round);
                    }),
                }
                let range = amount.min(model.len())..model.len().min(2 * amount);
                assert!(list.iter().eq(&model), "seed {seed} round {round}");
                assert!(list.iter().rev().eq(model.iter().rev()), "seed {seed} round {round}");
                assert!(list.slices(range.clone()).flatten().eq(&model[range.clone()]), "seed {seed} round {round}");
                assert!(list.range(range.clone()).eq(&model[range.clone()]), "seed {seed} round {round}");
                assert_eq!(*list.run(range.clone()), model[range], "seed {seed} round {round}");
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
