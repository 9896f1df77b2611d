//! Columns as they are read: values one after another, and where the list of each entry ends.

use std::ops::Range;

/// The texts of a column, one per entry.
pub type Texts = Vec<String>;

/// A list of values in every entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lists<T> {
    /// Where each entry's list ends in `values`.
    pub ends: Vec<usize>,
    /// The values of all entries, one after another.
    pub values: Vec<T>,
}

impl<T> Lists<T> {
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The list of one entry; empty beyond the end.
    pub fn get(&self, entry: usize) -> &[T] {
        range(&self.ends, entry).map_or(&[], |range| &self.values[range])
    }

    /// The lists of all entries.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..self.len()).map(|entry| self.get(entry))
    }
}

/// A list of lists of values in every entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Nested<T> {
    /// Where each entry's lists end in `inner_ends`.
    pub ends: Vec<usize>,
    /// Where each list ends in `values`.
    pub inner_ends: Vec<usize>,
    /// The values of all lists, one after another.
    pub values: Vec<T>,
}

impl<T> Nested<T> {
    /// The lists of one entry; none beyond the end.
    pub fn get(&self, entry: usize) -> impl ExactSizeIterator<Item = &[T]> {
        let lists = range(&self.ends, entry).unwrap_or(0..0);
        lists.map(|list| range(&self.inner_ends, list).map_or(&[][..], |range| &self.values[range]))
    }
}

/// Where the list of this number is among the values.
fn range(ends: &[usize], i: usize) -> Option<Range<usize>> {
    let end = *ends.get(i)?;
    let start = i.checked_sub(1).map_or(0, |before| ends[before]);
    Some(start..end)
}
