//! A few elements in a row that are handed around without being copied.

use alloc::{sync::Arc, vec::Vec};
use core::{
    fmt,
    hash::{Hash, Hasher},
    ops::{Deref, Range},
};

/// Elements in a row that never change; a slice whose clones share storage.
///
/// A single element needs no storage of its own, and none at all needs nothing: most messages carry no more.
///
/// Example: of the run `[1, 2, 3, 4]`, `part(1..3)` is `[2, 3]` in the same storage, and `part(1..2)` is a copy of 2.
#[derive(Clone)]
pub struct Run<T>(Kept<T>);

#[derive(Clone)]
enum Kept<T> {
    None,
    One(T),
    /// At least two.
    Many(Slice<T>),
}

/// A part of a list that is never written to again.
pub(super) struct Slice<T> {
    all: Arc<Vec<T>>,
    start: u32,
    end: u32,
}

impl<T> Slice<T> {
    /// The whole list.
    pub(super) fn of(all: Arc<Vec<T>>) -> Self {
        let end = all.len() as u32;
        Self { all, start: 0, end }
    }

    /// The elements at those places, which must exist.
    pub(super) fn part(&self, places: &Range<usize>) -> Self {
        assert!(places.end <= self.len(), "a part up to {} of {} elements", places.end, self.len());
        let start = self.start + places.start as u32;
        Self { all: Arc::clone(&self.all), start, end: start + places.len() as u32 }
    }
}

impl<T: PartialEq> Slice<T> {
    /// Whether it holds the same as another one.
    pub(super) fn holds(&self, other: &Self) -> bool {
        let same = Arc::ptr_eq(&self.all, &other.all) && (self.start, self.end) == (other.start, other.end);
        same || **self == **other
    }
}

impl<T> Clone for Slice<T> {
    fn clone(&self) -> Self {
        Self { all: Arc::clone(&self.all), ..*self }
    }
}

impl<T> Deref for Slice<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.all[self.start as usize..self.end as usize]
    }
}

impl<T> Run<T> {
    /// Nothing.
    pub const EMPTY: Self = Self(Kept::None);

    /// One element.
    pub const fn one(element: T) -> Self {
        Self(Kept::One(element))
    }
}

impl<T: Clone> Run<T> {
    /// All but the first `count` elements, which must exist.
    #[must_use]
    pub fn skip(self, count: usize) -> Self {
        if count == 0 { self } else { self.part(count..self.len()) }
    }

    /// The slice that it is, when it has storage of its own.
    ///
    /// # Errors
    /// The only element, or `None` when there is none.
    pub(super) fn into_slice(self) -> Result<Slice<T>, Option<T>> {
        match self.0 {
            Kept::Many(slice) => Ok(slice),
            Kept::One(element) => Err(Some(element)),
            Kept::None => Err(None),
        }
    }

    /// The elements at those places, which must exist.
    #[must_use]
    pub fn part(&self, places: Range<usize>) -> Self {
        match (&self.0, places.len()) {
            (_, 0) => Self::EMPTY,
            (_, 1) => Self::one(self[places.start].clone()),
            (Kept::Many(slice), _) => Self(Kept::Many(slice.part(&places))),
            (Kept::One(_) | Kept::None, len) => panic!("a part of {len} of {} elements", self.len()),
        }
    }
}

impl<T> Deref for Run<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match &self.0 {
            Kept::None => &[],
            Kept::One(element) => core::slice::from_ref(element),
            Kept::Many(slice) => slice,
        }
    }
}

impl<T: Clone> From<Slice<T>> for Run<T> {
    fn from(slice: Slice<T>) -> Self {
        match slice.len() {
            0 => Self::EMPTY,
            1 => Self::one(slice[0].clone()),
            _ => Self(Kept::Many(slice)),
        }
    }
}

impl<T> From<Vec<T>> for Run<T> {
    fn from(mut elements: Vec<T>) -> Self {
        match elements.len() {
            0 => Self::EMPTY,
            1 => elements.pop().map_or(Self::EMPTY, Self::one),
            _ => Self(Kept::Many(Slice::of(Arc::new(elements)))),
        }
    }
}

impl<T> FromIterator<T> for Run<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut elements = elements.into_iter();
        match (elements.next(), elements.next()) {
            (Some(first), Some(second)) => {
                let mut all = Vec::with_capacity(2 + elements.size_hint().0);
                all.extend([first, second]);
                all.extend(elements);
                all.into()
            }
            (Some(only), None) => Self::one(only),
            (None, _) => Self::EMPTY,
        }
    }
}

impl<T> Default for Run<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T: PartialEq> PartialEq for Run<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Run<T> {}

impl<T: Hash> Hash for Run<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl<T: fmt::Debug> fmt::Debug for Run<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let whole = Run::from(alloc::vec![1, 2, 3, 4]);
        let part = whole.part(1..3);
        assert_eq!(*part, [2, 3]);
        assert!(core::ptr::eq(&raw const part[0], &raw const whole[1]), "it lies in the same storage");
        assert_eq!((&*whole.part(1..2), &*part.part(1..2), &*whole.part(4..4)), (&[2][..], &[3][..], &[][..]));
    }

    #[test]
    fn runs_are_equal_when_their_elements_are() {
        let whole: Run<_> = (0..3).collect();
        assert_eq!(whole.part(1..2), Run::one(1));
        assert_eq!(whole.part(0..2), (0..2).collect());
        assert_ne!(whole.part(0..2), whole);
        assert_eq!(Run::<u8>::EMPTY, Run::from(Vec::new()));
    }
}
