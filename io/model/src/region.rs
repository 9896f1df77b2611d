//! Regions of the sky: sets of HEALPix cells, as multi-order coverage maps (MOC) hold them.
//!
//! A region is a sorted list of disjoint ranges of order-29 cells, so that union, intersection and "is it inside"
//! are those of ranges, however large the region is.

use std::ops::Range;

use cdshealpix::compass_point::MainWind;
use cdshealpix::nested;

use crate::Equatorial;
use crate::cell::{self, Cell, FINEST_CELLS, FINEST_ORDER};

/// An outline has at most about this many pieces; beyond that, cells are drawn coarser.
const MOST_PIECES: u64 = 20_000;
/// Sides of large cells are drawn in pieces of this order, because they are curved.
const SMOOTH_ORDER: u8 = 6;

/// A region of the sky in equatorial coordinates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    /// What the file or its maker calls it.
    pub name: String,
    ranges: Vec<Range<u64>>,
}

impl Region {
    /// A region of these ranges of order-29 cells, in any order; overlaps are merged.
    pub fn new(name: impl Into<String>, ranges: impl IntoIterator<Item = Range<u64>>) -> Self {
        let real = ranges
            .into_iter()
            .map(|range| range.start..range.end.min(FINEST_CELLS));
        let mut sorted: Vec<_> = real.filter(|range| range.start < range.end).collect();
        sorted.sort_unstable_by_key(|range| range.start);
        let mut ranges: Vec<Range<u64>> = Vec::new();
        for range in sorted {
            match ranges.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => ranges.push(range),
            }
        }
        Self {
            name: name.into(),
            ranges,
        }
    }

    /// A region of these cells.
    pub fn from_cells(name: impl Into<String>, cells: impl IntoIterator<Item = Cell>) -> Self {
        Self::new(name, cells.into_iter().map(Cell::range))
    }

    /// Its ranges of order-29 cells: sorted, disjoint, not even touching.
    pub fn ranges(&self) -> &[Range<u64>] {
        &self.ranges
    }

    /// The largest cells that make it up, sorted by their place on the sky.
    pub fn cells(&self) -> impl Iterator<Item = Cell> {
        self.ranges
            .iter()
            .flat_map(|range| Cell::covering(range.clone()))
    }

    /// The order of its finest cells; 0 for none.
    pub fn order(&self) -> u8 {
        let ends = self
            .ranges
            .iter()
            .flat_map(|range| [range.start, range.end]);
        let finest = ends.map(|end| FINEST_ORDER - (end.trailing_zeros() / 2).min(29) as u8);
        finest.max().unwrap_or(0)
    }

    /// Whether it holds a position.
    pub fn contains(&self, position: Equatorial) -> bool {
        self.holds(nested::hash(
            FINEST_ORDER,
            position.ra_rad,
            position.dec_rad,
        ))
    }

    /// Whether it holds a cell of order 29.
    fn holds(&self, cell: u64) -> bool {
        let after = self.ranges.partition_point(|range| range.end <= cell);
        self.ranges
            .get(after)
            .is_some_and(|range| range.start <= cell)
    }

    /// Its area in steradians.
    pub fn area_sr(&self) -> f64 {
        let cells: u64 = self
            .ranges
            .iter()
            .map(|range| range.end - range.start)
            .sum();
        cells as f64 * cell::area_sr(FINEST_ORDER)
    }

    /// What is in this region or in the other.
    pub fn union(&self, other: &Self) -> Self {
        let both = self.ranges.iter().chain(&other.ranges);
        Self::new(&self.name, both.cloned())
    }

    /// What is in this region and in the other.
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut i, mut j) = (0, 0);
        let mut ranges = Vec::new();
        while let (Some(a), Some(b)) = (self.ranges.get(i), other.ranges.get(j)) {
            let range = a.start.max(b.start)..a.end.min(b.end);
            if range.start < range.end {
                ranges.push(range);
            }
            if a.end <= b.end {
                i += 1;
            } else {
                j += 1;
            }
        }
        Self {
            name: self.name.clone(),
            ranges,
        }
    }

    /// The same region in cells no finer than `order`; a cell that it touches is in it.
    pub fn coarsened(&self, order: u8) -> Self {
        let mask = (1_u64 << (2 * (FINEST_ORDER - order.min(FINEST_ORDER)))) - 1;
        let outer = |range: &Range<u64>| range.start & !mask..(range.end + mask) & !mask;
        Self::new(&self.name, self.ranges.iter().map(outer))
    }

    /// Its border in pieces, each from one position to the next; what is too fine to be drawn is drawn coarser.
    pub fn outline(&self) -> Vec<[Equatorial; 2]> {
        let fits = |order: &u8| {
            let coarse = self.coarsened(*order);
            let mut pieces = 0_u64;
            coarse.cells().all(|cell| {
                pieces += 4 << (order - cell.order());
                pieces <= MOST_PIECES
            })
        };
        let wanted = self.order().max(SMOOTH_ORDER);
        let order = (0..=wanted).rev().find(fits).unwrap_or(0);
        let region = self.coarsened(order);
        let layer = nested::get(order);
        let shift = 2 * (FINEST_ORDER - order);
        type Side = fn(u64, u8) -> Box<[u64]>;
        // A cell's corners are given as south, east, north, west.
        let sides: [(MainWind, Side, usize, usize); 4] = [
            (MainWind::SE, nested::internal_edge_southeast, 0, 1),
            (MainWind::NE, nested::internal_edge_northeast, 1, 2),
            (MainWind::NW, nested::internal_edge_northwest, 2, 3),
            (MainWind::SW, nested::internal_edge_southwest, 3, 0),
        ];
        let mut outline = Vec::new();
        for cell in region.cells() {
            for (wind, side, from, to) in sides {
                for pixel in side(cell.pixel(), order - cell.order()) {
                    let beyond = layer.neighbour(pixel, wind);
                    if beyond.is_some_and(|beyond| region.holds(beyond << shift)) {
                        continue;
                    }
                    let corners = layer.vertices(pixel);
                    let corner = |(ra_rad, dec_rad): (f64, f64)| Equatorial { ra_rad, dec_rad };
                    outline.push([corner(corners[from]), corner(corners[to])]);
                }
            }
        }
        outline
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn region(cells: &[(u8, u64)]) -> Region {
        Region::from_cells(
            "test",
            cells
                .iter()
                .map(|(order, pixel)| Cell::new(*order, *pixel).unwrap()),
        )
    }

    #[test]
    fn four_children_are_their_parent() {
        let children = region(&[(3, 4), (3, 5), (3, 6), (3, 7)]);
        let cells: Vec<_> = children.cells().collect();
        assert_eq!(cells, [Cell::new(2, 1).unwrap()]);
        assert_eq!(children.order(), 2);
        assert!((children.area_sr() - cell::area_sr(2)).abs() < 1e-15);
    }

    #[test]
    fn the_whole_sky_has_no_border_and_half_of_a_cell_pair_loses_its_seam() {
        let sky = Region::new("sky", std::iter::once(0..u64::MAX));
        assert!((sky.area_sr() - 4.0 * std::f64::consts::PI).abs() < 1e-12);
        assert!(sky.outline().is_empty());
        let one = region(&[(2, 5)]).outline().len();
        let two = region(&[(2, 5), (2, 4)]).outline().len();
        assert_eq!((one, two), (4 << 4, 6 << 4));
    }

    #[test]
    fn an_outline_is_closed_and_as_long_as_the_border() {
        let cell = region(&[(4, 1000)]);
        let outline = cell.outline();
        let key = |position: &Equatorial| {
            let vector = position.to_vector() * 1e9;
            (
                vector.x.round() as i64,
                vector.y.round() as i64,
                vector.z.round() as i64,
            )
        };
        let mut starts: Vec<_> = outline.iter().map(|[start, _]| key(start)).collect();
        let mut ends: Vec<_> = outline.iter().map(|[_, end]| key(end)).collect();
        starts.sort_unstable();
        ends.sort_unstable();
        assert_eq!(starts, ends);
        let length: f64 = outline.iter().map(|[a, b]| a.separation_rad(*b)).sum();
        let side = cell.area_sr().sqrt();
        assert!((3.5..5.0).contains(&(length / side)), "{}", length / side);
    }

    #[test]
    fn a_region_of_many_fine_cells_is_drawn_coarser() {
        let cells = (0..200_000).map(|i| Cell::new(12, i * 7).unwrap());
        let outline = Region::from_cells("dust", cells).outline();
        assert!(!outline.is_empty() && outline.len() as u64 <= MOST_PIECES);
    }

    proptest! {
        #[test]
        fn sets_behave_as_sets(
            a in prop::collection::vec((0u8..5, 0..12u64), 0..20),
            b in prop::collection::vec((0u8..5, 0..12u64), 0..20),
            ra_deg in 0.0..360.0_f64,
            dec_deg in -90.0..90.0_f64,
        ) {
            let (a, b) = (region(&a), region(&b));
            let position = Equatorial::from_degrees(ra_deg, dec_deg);
            let (in_a, in_b) = (a.contains(position), b.contains(position));
            prop_assert_eq!(a.union(&b).contains(position), in_a || in_b);
            prop_assert_eq!(a.intersection(&b).contains(position), in_a && in_b);
            let sum = a.union(&b).area_sr() + a.intersection(&b).area_sr();
            prop_assert!((sum - a.area_sr() - b.area_sr()).abs() < 1e-12);
            prop_assert_eq!(Region::from_cells("test", a.cells()), a);
        }
    }
}
