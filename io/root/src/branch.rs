//! Columns: where their baskets are, and what any range of their entries holds.
//!
//! The tree says with which entry each basket begins, so that one entry costs one basket. That is checked when a
//! basket is read: one that holds more or fewer entries than the tree says makes its column unreadable, never
//! silently shorter.

use std::ops::Range;
use std::sync::{Arc, PoisonError};

use crate::basket::Basket;
use crate::column::{Lists, Nested, Texts};
use crate::cursor::Cursor;
use crate::file::Shared;
use crate::layout::Layout;
use crate::number::{Element, Kind};
use crate::objects::MEMBER_WISE;
use crate::places::{At, Place, places};
use crate::tree::entries;
use crate::value::Object;
use crate::{Error, Result};

/// A column of a tree.
#[derive(Clone, Debug)]
pub struct Branch {
    file: Arc<Shared>,
    path: String,
    entries: u64,
    layout: std::result::Result<Layout, String>,
    places: std::result::Result<Vec<Place>, String>,
}

impl Branch {
    pub(crate) fn new(file: Arc<Shared>, path: String, object: &Object) -> Result<Self> {
        let said = |error: Error| error.to_string();
        let entries = entries(object)?;
        let layout = Layout::of(object, &file.classes).map_err(said);
        let places = places(object, entries).map_err(said);
        Ok(Self {
            file,
            path,
            entries,
            layout,
            places,
        })
    }

    /// Its path in the tree, such as `Evt/hits/hits.t`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Number of its entries.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Whether it holds numbers, of which every entry may have any number.
    pub fn has_numbers(&self) -> bool {
        use Layout::{Bare, Fixed, List};
        matches!(self.layout, Ok(Fixed { .. } | Bare { .. } | List { .. }))
    }

    /// Whether it holds lists of numbers, of which every entry may have any number.
    pub fn has_nested(&self) -> bool {
        matches!(self.layout, Ok(Layout::Lists { .. }))
    }

    /// Whether it holds a text in every entry.
    pub fn has_texts(&self) -> bool {
        matches!(self.layout, Ok(Layout::Text))
    }

    /// Whether its numbers, if it has any, have fractions.
    pub fn is_real(&self) -> bool {
        use Layout::{Bare, Fixed, List, Lists};
        match self.layout {
            Ok(Fixed { number, .. } | Bare { number, .. } | List { number } | Lists { number }) => {
                number.is_real()
            }
            _ => false,
        }
    }

    /// The numbers of these entries, of which each has exactly one.
    ///
    /// # Errors
    /// If there are no such entries, the column holds something else, or it is damaged.
    pub fn values<T: Element>(&self, entries: Range<u64>) -> Result<Vec<T>> {
        let lists = self.numbers(entries)?;
        let one_each = lists.ends.iter().enumerate().all(|(i, end)| *end == i + 1);
        match one_each {
            true => Ok(lists.values),
            false => Err(self.is_not("one number per entry")),
        }
    }

    /// The numbers of these entries, of which each may have any number.
    ///
    /// # Errors
    /// If there are no such entries, the column holds something else, or it is damaged.
    pub fn numbers<T: Element>(&self, entries: Range<u64>) -> Result<Lists<T>> {
        let mut out = Lists::default();
        let layout = self.layout()?;
        self.baskets(entries, |basket, rows| match layout {
            Layout::Fixed { number, length } => {
                let bytes = basket.fixed(rows.clone(), number.size() * length)?;
                T::extend(&mut out.values, bytes, Kind(number));
                let before = out.ends.last().copied().unwrap_or(0);
                out.ends
                    .extend((1..=rows.len()).map(|row| before + row * length));
                Ok(())
            }
            Layout::Bare { number, length } => {
                let (bytes, ends) = basket.entries(rows)?;
                let before = out.values.len();
                let (size, mut whole) = (number.size(), true);
                let item = size * length;
                out.ends.extend(ends.iter().map(|end| {
                    whole &= end % item == 0;
                    before + end / size
                }));
                if !whole {
                    return Err(Error::damaged("an entry with a part of a number"));
                }
                T::extend(&mut out.values, bytes, Kind(number));
                Ok(())
            }
            Layout::List { number } => {
                let (bytes, ends) = basket.entries(rows)?;
                each(bytes, ends.iter(), |mut cursor| {
                    if !cursor.at_end() {
                        open(&mut cursor)?;
                        let n = match cursor.at_end() {
                            true => 0,
                            false => cursor.count(number.size())?,
                        };
                        let bytes = cursor.take(n * number.size())?;
                        T::extend(&mut out.values, bytes, Kind(number));
                    }
                    out.ends.push(out.values.len());
                    finished(&cursor)
                })
            }
            _ => Err(Error::unsupported("it holds no numbers of a known layout")),
        })?;
        Ok(out)
    }

    /// The lists of numbers of these entries, of which each may have any number.
    ///
    /// # Errors
    /// If there are no such entries, the column holds something else, or it is damaged.
    pub fn nested<T: Element>(&self, entries: Range<u64>) -> Result<Nested<T>> {
        let mut out = Nested::default();
        let Layout::Lists { number } = self.layout()? else {
            return Err(self.is_not("lists of numbers"));
        };
        self.baskets(entries, |basket, rows| {
            let (bytes, ends) = basket.entries(rows)?;
            each(bytes, ends.iter(), |mut cursor| {
                if !cursor.at_end() {
                    open(&mut cursor)?;
                }
                while !cursor.at_end() {
                    let n = cursor.count(number.size())?;
                    let bytes = cursor.take(n * number.size())?;
                    T::extend(&mut out.values, bytes, Kind(number));
                    out.inner_ends.push(out.values.len());
                }
                out.ends.push(out.inner_ends.len());
                Ok(())
            })
        })?;
        Ok(out)
    }

    /// The texts of these entries, one each.
    ///
    /// # Errors
    /// If there are no such entries, the column holds something else, or it is damaged.
    pub fn texts(&self, entries: Range<u64>) -> Result<Texts> {
        let mut out = Vec::new();
        if self.layout()? != Layout::Text {
            return Err(self.is_not("texts"));
        }
        self.baskets(entries, |basket, rows| {
            let (bytes, ends) = basket.entries(rows)?;
            each(bytes, ends.iter(), |mut cursor| {
                out.push(cursor.text()?);
                finished(&cursor)
            })
        })?;
        Ok(out)
    }

    /// The bytes of these entries, which hold a container's header, a count and that many records of `size` bytes.
    ///
    /// For classes that write themselves: their descriptions do not match their bytes.
    ///
    /// # Errors
    /// If there are no such entries, the column holds something else, or it is damaged.
    pub fn records(&self, entries: Range<u64>, size: usize) -> Result<Lists<u8>> {
        let mut out = Lists::default();
        self.baskets(entries, |basket, rows| {
            let (bytes, ends) = basket.entries(rows)?;
            each(bytes, ends.iter(), |mut cursor| {
                if !cursor.at_end() {
                    open(&mut cursor)?;
                    let n = cursor.count(size)?;
                    out.values.extend_from_slice(cursor.take(n * size)?);
                }
                out.ends.push(out.values.len());
                finished(&cursor)
            })
        })?;
        Ok(out)
    }

    /// The bytes of these entries, as they are stored.
    ///
    /// # Errors
    /// If there are no such entries or the column is damaged.
    pub fn bytes(&self, entries: Range<u64>) -> Result<Lists<u8>> {
        let mut out = Lists::default();
        self.baskets(entries, |basket, rows| {
            let (bytes, ends) = basket.entries(rows)?;
            let before = out.values.len();
            out.values.extend_from_slice(bytes);
            out.ends.extend(ends.iter().map(|end| before + end));
            Ok(())
        })?;
        Ok(out)
    }

    /// Reads the baskets that hold these entries, so that they are at hand.
    pub(crate) fn prefetch(&self, entries: Range<u64>) {
        // What fails here fails again where the column is read, and is said there.
        self.baskets(entries, |_, _| Ok(())).ok();
    }

    fn layout(&self) -> Result<Layout> {
        match &self.layout {
            Ok(layout) => Ok(*layout),
            Err(found) => Err(Error::unsupported(format!("column {}: {found}", self.path))),
        }
    }

    fn is_not(&self, wanted: &str) -> Error {
        Error::unsupported(format!("column {}: it does not hold {wanted}", self.path))
    }

    /// Calls `read` with each basket that holds some of these entries, and which of its own they are.
    fn baskets(
        &self,
        entries: Range<u64>,
        mut read: impl FnMut(&Basket, Range<usize>) -> Result<()>,
    ) -> Result<()> {
        let of_column = |error: Error| error.of_column(&self.path);
        if entries.start > entries.end || entries.end > self.entries {
            return Err(of_column(Error::damaged(format!(
                "entries {entries:?} are wanted, there are {}",
                self.entries
            ))));
        }
        let places = match &self.places {
            Ok(places) => places,
            Err(found) => return Err(Error::damaged(format!("column {}: {found}", self.path))),
        };
        let first = places.partition_point(|place| place.entries.end <= entries.start);
        let mut next = entries.start;
        for place in &places[first..] {
            if place.entries.start >= entries.end {
                break;
            }
            let end = entries.end.min(place.entries.end);
            if next < place.entries.start || next >= end {
                break;
            }
            let rows = next - place.entries.start..end - place.entries.start;
            let basket = self.basket(place).map_err(of_column)?;
            read(&basket, rows.start as usize..rows.end as usize).map_err(of_column)?;
            next = end;
        }
        match next == entries.end {
            true => Ok(()),
            false => Err(of_column(Error::damaged(format!(
                "entry {next} of {} is in no basket",
                self.entries
            )))),
        }
    }

    fn basket(&self, place: &Place) -> Result<Arc<Basket>> {
        let wanted = place.entries.end - place.entries.start;
        let (offset, hint) = match &place.at {
            At::Tree(basket) => return checked(Arc::clone(basket), wanted),
            At::Record(offset, hint) => (*offset, *hint),
        };
        let cache = || {
            self.file
                .cache
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(basket) = cache().get(offset) {
            return checked(basket, wanted);
        }
        let basket = checked(Arc::new(self.file.basket(offset, hint)?), wanted)?;
        cache().put(offset, Arc::clone(&basket));
        Ok(basket)
    }
}

/// The basket, if it holds as many entries as the tree says.
fn checked(basket: Arc<Basket>, wanted: u64) -> Result<Arc<Basket>> {
    match basket.entries as u64 == wanted {
        true => Ok(basket),
        false => Err(Error::damaged(format!(
            "a basket holds {} entries, the tree says {wanted}",
            basket.entries
        ))),
    }
}

/// Calls `read` with the bytes of each entry.
fn each<'a>(
    bytes: &'a [u8],
    ends: impl Iterator<Item = usize>,
    mut read: impl FnMut(Cursor<'a>) -> Result<()>,
) -> Result<()> {
    let mut start = 0;
    for end in ends {
        read(Cursor::new(&bytes[start..end]))?;
        start = end;
    }
    Ok(())
}

/// Steps over the header of a container.
fn open(cursor: &mut Cursor) -> Result<()> {
    match cursor.header()?.version & MEMBER_WISE {
        0 => Ok(()),
        _ => Err(Error::unsupported(
            "a container stored member by member inside a collection",
        )),
    }
}

/// Refuses an entry of which some bytes are left.
fn finished(cursor: &Cursor) -> Result<()> {
    match cursor.left() {
        0 => Ok(()),
        left => Err(Error::damaged(format!(
            "{left} bytes are left over in an entry"
        ))),
    }
}
