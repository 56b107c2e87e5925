//! The closed chunks of a [`super::Sequence`]: where each lies, in blocks that clones share.

use alloc::{sync::Arc, vec::Vec};

use super::run::Slice;

/// Chunks of a full block: what has to be copied at most before a clone's next change.
const BLOCK: usize = 32;

/// A closed chunk.
pub(super) struct Chunk<T> {
    /// Where it ends.
    pub(super) end: usize,
    /// Its elements; none once they are given up.
    pub(super) slice: Slice<T>,
}

impl<T> Clone for Chunk<T> {
    fn clone(&self) -> Self {
        Self { end: self.end, slice: self.slice.clone() }
    }
}

impl<T> Chunk<T> {
    /// Where it begins.
    pub(super) fn start(&self) -> usize {
        self.end - self.slice.len()
    }
}

/// Chunks in order. All blocks but the last are full; chunks that are given up at the front stay there, empty, until the
/// whole block is.
pub(super) struct Chunks<T> {
    blocks: Option<Arc<Blocks<T>>>,
}

type Blocks<T> = Vec<Arc<Vec<Chunk<T>>>>;

impl<T> Clone for Chunks<T> {
    fn clone(&self) -> Self {
        Self { blocks: self.blocks.clone() }
    }
}

impl<T> Chunks<T> {
    pub(super) const fn new() -> Self {
        Self { blocks: None }
    }

    fn blocks(&self) -> &[Arc<Vec<Chunk<T>>>] {
        self.blocks.as_ref().map_or(&[], |blocks| blocks)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.blocks().last().map_or(0, |last| (self.blocks().len() - 1) * BLOCK + last.len())
    }

    /// A chunk by its number from 0.
    pub(super) fn get(&self, number: usize) -> Option<&Chunk<T>> {
        self.blocks().get(number / BLOCK)?.get(number % BLOCK)
    }

    pub(super) fn last(&self) -> Option<&Chunk<T>> {
        self.blocks().last()?.last()
    }

    /// How many are so, which holds for the first ones and for none after.
    pub(super) fn until(&self, is_so: impl Fn(&Chunk<T>) -> bool) -> usize {
        let whole = |block: &Arc<Vec<Chunk<T>>>| block.last().is_some_and(&is_so);
        let blocks = self.blocks().partition_point(whole);
        let rest = self.blocks().get(blocks).map_or(0, |block| block.partition_point(&is_so));
        blocks * BLOCK + rest
    }

    pub(super) fn is_same_storage(&self, other: &Self) -> bool {
        match (&self.blocks, &other.blocks) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }

    pub(super) fn push(&mut self, chunk: Chunk<T>) {
        let blocks = Arc::make_mut(self.blocks.get_or_insert_default());
        match blocks.last_mut() {
            Some(last) if last.len() < BLOCK => Arc::make_mut(last).push(chunk),
            _ => blocks.push(Arc::new(alloc::vec![chunk])),
        }
    }

    /// Takes away all that lies at `end` and behind it, where something does.
    pub(super) fn truncate(&mut self, end: usize) {
        let last = self.until(|chunk| chunk.end < end);
        let Some(blocks) = self.blocks.as_mut().map(Arc::make_mut) else { return };
        blocks.truncate(last / BLOCK + 1);
        let Some(block) = blocks.last_mut().map(Arc::make_mut) else { return };
        block.truncate(last % BLOCK + 1);
        if let Some(chunk) = block.last_mut() {
            chunk.slice = chunk.slice.part(&(0..end - chunk.start()));
            chunk.end = end;
        }
    }

    /// Gives up the chunks that end at `start` or before.
    pub(super) fn give_up(&mut self, start: usize) {
        let whole = self.until(|chunk| chunk.end <= start);
        let Some(blocks) = self.blocks.as_mut().filter(|_| whole > 0).map(Arc::make_mut) else { return };
        blocks.drain(..whole / BLOCK);
        if let Some(block) = blocks.first_mut().filter(|_| !whole.is_multiple_of(BLOCK)) {
            for chunk in &mut Arc::make_mut(block)[..whole % BLOCK] {
                chunk.slice = Slice::of(Arc::default());
            }
        }
    }
}

impl<T: PartialEq> Chunks<T> {
    /// Takes another list's chunks where they are equal, from the last ones back to the first block that both share.
    pub(super) fn share_with(&mut self, other: &Self) {
        if self.is_same_storage(other) {
            return;
        }
        let Some(blocks) = &mut self.blocks else { return };
        for place in (0..blocks.len().min(other.blocks().len())).rev() {
            let theirs = &other.blocks()[place];
            if Arc::ptr_eq(&blocks[place], theirs) {
                return;
            }
            let equal =
                |(mine, theirs): (&Chunk<T>, &Chunk<T>)| mine.end == theirs.end && mine.slice.holds(&theirs.slice);
            let equals = blocks[place].iter().zip(theirs.iter()).map(equal).collect::<Vec<_>>();
            let blocks = Arc::make_mut(blocks);
            if blocks[place].len() == theirs.len() && equals.iter().all(|equal| *equal) {
                blocks[place] = Arc::clone(theirs);
                continue;
            }
            let mine = Arc::make_mut(&mut blocks[place]);
            for number in (0..equals.len()).filter(|number| equals[*number]) {
                mine[number].slice = theirs[number].slice.clone();
            }
        }
    }
}
