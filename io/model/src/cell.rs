//! HEALPix cells of any order, and the ranges of the finest ones that they cover.
//!
//! A cell of order k is one of `12 · 4^k` pixels (nside 2^k) in NESTED order. It covers the `4^(29 - k)` cells of
//! order 29 from `pixel · 4^(29 - k)` on, which makes every region a sorted list of ranges. Cells are kept as
//! `UNIQ = 4^(k + 1) + pixel`. Source: Reinecke & Hivon 2015, A&A 580, A132; IVOA MOC 2.0, section 2.

use std::ops::Range;

use cdshealpix::nested;

use crate::Equatorial;

/// The finest order: pixels of 0.4 milliarcseconds.
pub const FINEST_ORDER: u8 = 29;
/// Number of cells of the finest order.
pub const FINEST_CELLS: u64 = 12 << (2 * FINEST_ORDER);

/// One HEALPix cell of any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    uniq: u64,
}

impl Cell {
    /// The NESTED pixel of this order; `None` if there is no such pixel.
    pub fn new(order: u8, pixel: u64) -> Option<Self> {
        let exists = order <= FINEST_ORDER && pixel < 12 << (2 * order);
        exists.then(|| Self {
            uniq: (4 << (2 * order)) + pixel,
        })
    }

    /// The cell of this UNIQ number; `None` if there is none.
    pub fn from_uniq(uniq: u64) -> Option<Self> {
        let order = (uniq.checked_ilog2()? / 2).checked_sub(1)? as u8;
        let first = 4_u64 << (2 * order.min(FINEST_ORDER));
        Self::new(order, uniq.checked_sub(first)?)
    }

    /// The cell of this order that holds a longitude and a latitude in radians.
    ///
    /// # Panics
    /// If the order is above 29 or the latitude beyond ±π/2.
    pub fn at(order: u8, lon_rad: f64, lat_rad: f64) -> Self {
        Self {
            uniq: (4 << (2 * order)) + nested::hash(order, lon_rad, lat_rad),
        }
    }

    /// Its UNIQ number.
    pub fn uniq(self) -> u64 {
        self.uniq
    }

    /// Its order, 0..=29.
    pub fn order(self) -> u8 {
        (self.uniq.ilog2() / 2 - 1) as u8
    }

    /// Its NESTED pixel number.
    pub fn pixel(self) -> u64 {
        self.uniq - (4 << (2 * self.order()))
    }

    /// The cells of order 29 that it covers.
    pub fn range(self) -> Range<u64> {
        let shift = 2 * (FINEST_ORDER - self.order());
        self.pixel() << shift..(self.pixel() + 1) << shift
    }

    /// Its area in steradians.
    pub fn area_sr(self) -> f64 {
        area_sr(self.order())
    }

    /// Its centre, as longitude and latitude read as right ascension and declination.
    pub fn center(self) -> Equatorial {
        let (ra_rad, dec_rad) = nested::center(self.order(), self.pixel());
        Equatorial { ra_rad, dec_rad }
    }

    /// The largest cells that together cover `range` of order 29.
    pub fn covering(range: Range<u64>) -> impl Iterator<Item = Self> {
        let mut start = range.start;
        std::iter::from_fn(move || {
            let left = range.end.checked_sub(start).filter(|left| *left > 0)?;
            let aligned = (start.trailing_zeros() / 2).min(u32::from(FINEST_ORDER));
            let coarser = aligned.min(left.ilog2() / 2);
            let cell = Self::new(FINEST_ORDER - coarser as u8, start >> (2 * coarser))?;
            start = cell.range().end;
            Some(cell)
        })
    }
}

/// Area of a cell of this order in steradians.
pub fn area_sr(order: u8) -> f64 {
    4.0 * std::f64::consts::PI / (12_u64 << (2 * order)) as f64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_without_a_cell_are_told() {
        for uniq in [0, 1, 3, 16, 63, u64::MAX] {
            let cell = Cell::from_uniq(uniq);
            assert_eq!(cell.is_some(), uniq == 16 || uniq == 63, "{uniq}");
        }
        assert_eq!(Cell::new(0, 12), None);
        assert_eq!(Cell::new(30, 0), None);
        assert_eq!(Cell::from_uniq(4).unwrap().range(), 0..1 << 58);
    }

    proptest! {
        #[test]
        fn cells_come_back_from_their_numbers(order in 0u8..=29, share in 0.0..1.0_f64) {
            let pixel = ((12_u64 << (2 * order)) as f64 * share) as u64;
            let cell = Cell::new(order, pixel).unwrap();
            prop_assert_eq!(Cell::from_uniq(cell.uniq()), Some(cell));
            prop_assert_eq!((cell.order(), cell.pixel()), (order, pixel));
            let cover: Vec<_> = Cell::covering(cell.range()).collect();
            prop_assert_eq!(cover, vec![cell]);
        }

        #[test]
        fn ranges_are_covered_without_gap_or_overlap(a in 0..FINEST_CELLS, b in 0..FINEST_CELLS) {
            let range = a.min(b)..a.max(b);
            let mut at = range.start;
            for cell in Cell::covering(range.clone()) {
                prop_assert_eq!(cell.range().start, at);
                at = cell.range().end;
            }
            prop_assert_eq!(at, range.end);
        }
    }
}
