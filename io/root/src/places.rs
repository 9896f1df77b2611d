//! Where the entries of a column are: which baskets hold which of them.
//!
//! The tree lists, for every basket, its place in the file and its first entry. A basket that was not full when the
//! file was closed has no place: it lies in the tree.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::basket::Basket;
use crate::value::{Object, Value};
use crate::{Error, Result};

/// Some entries of a column, and where they are.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) entries: Range<u64>,
    pub(crate) at: At,
}

#[derive(Clone, Debug)]
pub(crate) enum At {
    /// In a record of its own at this offset, of this size.
    Record(u64, usize),
    /// In the tree.
    Tree(Arc<Basket>),
}

/// Where the entries of a branch are.
pub(crate) fn places(object: &Object, entries: u64) -> Result<Vec<Place>> {
    let seeks = object.integers("fBasketSeek")?;
    let sizes = object.integers("fBasketBytes")?;
    let firsts = object.integers("fBasketEntry")?;
    let embedded = object.list("fBaskets")?;
    let last = object.integer("fWriteBasket")?;
    let count = usize::try_from(last.saturating_add(1)).unwrap_or(0);
    let mut seen = HashSet::new();
    let mut places: Vec<Place> = Vec::new();
    for (i, &seek) in seeks.iter().enumerate().take(count) {
        let at = match (seek, embedded.get(i)) {
            (1.., _) => {
                if !seen.insert(seek) {
                    return Err(Error::damaged("the same basket is listed twice"));
                }
                let size = sizes.get(i).copied().unwrap_or(0);
                At::Record(seek as u64, usize::try_from(size).unwrap_or(0))
            }
            (_, Some(Value::Basket(basket))) if basket.entries > 0 => At::Tree(Arc::clone(basket)),
            _ => continue,
        };
        let first = firsts.get(i).and_then(|first| u64::try_from(*first).ok());
        let before = places.last().map_or(0, |place| place.entries.start);
        let Some(first) = first.filter(|first| (before..=entries).contains(first)) else {
            return Err(Error::damaged("its baskets are out of order"));
        };
        if let Some(place) = places.last_mut() {
            place.entries.end = first;
        }
        places.push(Place {
            entries: first..entries,
            at,
        });
    }
    places.retain(|place| !place.entries.is_empty());
    Ok(places)
}
