//! Maps on cells of different sizes: fine where there is something to see, coarse or nothing elsewhere.
//!
//! Gravitational-wave and likelihood-scan maps come so; maps of a part of the sky and maps in other than
//! equatorial pixels are kept so too, because turning them into one grid of pixels would change their values.
//! Where cells overlap, the finer one counts. [`MultiOrderMap::to_sky_map`] makes a map of one resolution to draw.

use cdshealpix::nested;

use crate::cell::{Cell, FINEST_ORDER};
use crate::{Equatorial, MapColumn, Region, SkyFrame, SkyMap, healpix};

/// One quantity of a multi-order map.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiOrderColumn {
    /// Its name, such as "PROBDENSITY".
    pub name: String,
    /// Its unit, empty if it has none.
    pub unit: String,
    /// One value per cell; NaN where masked or not known.
    pub values: Vec<f64>,
}

/// A map on disjoint HEALPix cells of any order.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiOrderMap {
    /// The frame of its pixels.
    pub frame: SkyFrame,
    /// Where it comes from: keyword, value and comment, as they stand in the file.
    pub provenance: Vec<(String, String, String)>,
    cells: Vec<Cell>,
    columns: Vec<MultiOrderColumn>,
}

/// One resolution of a likelihood scan.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanLevel {
    /// Pixels along a side of a base pixel, a power of two.
    pub nside: u32,
    /// The scanned pixels in RING order.
    pub pixels: Vec<u64>,
    /// The values of every quantity, one per scanned pixel.
    pub values: Vec<Vec<f64>>,
}

/// How the cells within one pixel become its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flatten {
    /// The mean of the cells, weighted by their area: right for densities.
    #[default]
    Mean,
    /// The highest value: right where a peak must not be lost.
    Highest,
}

impl MultiOrderMap {
    /// A map of these cells in any order, with one value per cell in every column; where cells overlap, the finer
    /// one counts. Also returns how many cells lay over a coarser or equal one. `None` if the columns differ in
    /// length from the cells.
    pub fn new(
        frame: SkyFrame,
        cells: Vec<Cell>,
        columns: Vec<MultiOrderColumn>,
    ) -> Option<(Self, usize)> {
        if columns
            .iter()
            .any(|column| column.values.len() != cells.len())
        {
            return None;
        }
        let (cells, sources, overlapping) = disjoint(&cells);
        let columns = columns.into_iter().map(|column| MultiOrderColumn {
            values: match &sources {
                Some(sources) => sources.iter().map(|i| column.values[*i]).collect(),
                None => column.values,
            },
            ..column
        });
        let map = Self {
            frame,
            provenance: Vec::new(),
            columns: columns.collect(),
            cells,
        };
        Some((map, overlapping))
    }

    /// A map of a scan that was repeated with smaller pixels where it mattered: finer levels win. `quantities` are
    /// the names and units of the values. `None` if a pixel does not exist or the lengths differ.
    pub fn from_scan(quantities: &[(&str, &str)], levels: &[ScanLevel]) -> Option<Self> {
        let mut cells = Vec::new();
        let mut columns: Vec<_> = quantities
            .iter()
            .map(|(name, unit)| MultiOrderColumn {
                name: (*name).to_owned(),
                unit: (*unit).to_owned(),
                values: Vec::new(),
            })
            .collect();
        for level in levels {
            if !healpix::valid_nside(level.nside) || level.values.len() != columns.len() {
                return None;
            }
            let order = level.nside.trailing_zeros() as u8;
            for pixel in &level.pixels {
                if *pixel >= healpix::pixels(level.nside) {
                    return None;
                }
                cells.push(Cell::new(
                    order,
                    healpix::nested_from_ring(level.nside, *pixel),
                )?);
            }
            for (column, values) in columns.iter_mut().zip(&level.values) {
                column.values.extend(values);
            }
        }
        Some(Self::new(SkyFrame::Equatorial, cells, columns)?.0)
    }

    /// Its cells: disjoint, sorted by their place in NESTED order.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Its quantities, one value per cell.
    pub fn columns(&self) -> &[MultiOrderColumn] {
        &self.columns
    }

    /// The column of this name, in any case.
    pub fn column(&self, name: &str) -> Option<&MultiOrderColumn> {
        self.columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The cell at a position, as an index into [`MultiOrderMap::cells`]; `None` where the map has none.
    pub fn cell_at(&self, position: Equatorial) -> Option<usize> {
        let (lon_rad, lat_rad) = self.frame.lonlat(position);
        let finest = nested::hash(FINEST_ORDER, lon_rad, lat_rad);
        let after = self
            .cells
            .partition_point(|cell| cell.range().end <= finest);
        let cell = self.cells.get(after)?;
        (cell.range().start <= finest).then_some(after)
    }

    /// The value of a column at a position; `None` where the map has no cell.
    pub fn value_at(&self, column: &MultiOrderColumn, position: Equatorial) -> Option<f64> {
        column.values.get(self.cell_at(position)?).copied()
    }

    /// The area of all cells in steradians.
    pub fn area_sr(&self) -> f64 {
        self.cells.iter().map(|cell| cell.area_sr()).sum()
    }

    /// The order of its finest cells; 0 for none.
    pub fn order(&self) -> u8 {
        self.cells
            .iter()
            .map(|cell| cell.order())
            .max()
            .unwrap_or(0)
    }

    /// The cells, highest value first; those without a value are left out.
    pub fn highest_first(&self, column: &MultiOrderColumn) -> Vec<usize> {
        let values = &column.values;
        let mut order: Vec<usize> = (0..values.len()).filter(|i| !values[*i].is_nan()).collect();
        order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
        order
    }

    /// The smallest region that holds this share (0..=1) of a density: cells are added from the densest on until
    /// their sum `Σ density · area` reaches it. `None` in other than equatorial pixels, where a region could not
    /// be named by its cells, and where there is no density above 0.
    pub fn credible_region(&self, column: &MultiOrderColumn, share: f64) -> Option<Region> {
        if self.frame != SkyFrame::Equatorial {
            return None;
        }
        let content = |i: &usize| column.values[*i] * self.cells[*i].area_sr();
        let dense = self
            .highest_first(column)
            .into_iter()
            .filter(|i| column.values[*i] > 0.0);
        let dense: Vec<usize> = dense.collect();
        let total: f64 = dense.iter().map(content).sum();
        if !(total > 0.0 && total.is_finite()) {
            return None;
        }
        let mut sum = 0.0;
        let inside = dense.iter().take_while(|i| {
            let wanted = sum < share * total;
            sum += content(i);
            wanted
        });
        let name = format!("{} % of {}", (share * 1000.0).round() / 10.0, column.name);
        Some(Region::from_cells(name, inside.map(|i| self.cells[*i])))
    }

    /// The map on one grid of equatorial pixels: what can be drawn. A pixel's value is that of the coarser cell
    /// around it or is formed of the finer cells in it as `flatten` says; in another frame, that of the pixel of
    /// this size that holds its centre. NaN where there is no cell.
    ///
    /// # Panics
    /// If `nside` is no power of two up to 8192.
    pub fn to_sky_map(&self, nside: u32, flatten: Flatten) -> SkyMap {
        assert!(
            healpix::valid_nside(nside),
            "nside {nside} is no power of two up to 8192"
        );
        let columns = self.columns.iter().map(|column| {
            let nested = self.flattened(nside, column, flatten);
            MapColumn {
                name: column.name.clone(),
                unit: column.unit.clone(),
                values: self.equatorial_ring(nside, &nested),
            }
        });
        SkyMap {
            nside,
            columns: columns.collect(),
            provenance: self.provenance.clone(),
        }
    }

    /// Values of one order in NESTED order and the map's own frame.
    fn flattened(&self, nside: u32, column: &MultiOrderColumn, flatten: Flatten) -> Vec<f32> {
        let order = nside.trailing_zeros() as u8;
        let mut pixels = vec![f32::NAN; healpix::pixels(nside) as usize];
        // What has come together of the pixel that finer cells are being gathered in.
        let (mut gathered, mut sum, mut weight) = (usize::MAX, 0.0, 0.0);
        for (cell, value) in self.cells.iter().zip(&column.values) {
            if value.is_nan() {
                continue;
            }
            if cell.order() <= order {
                let shift = 2 * (order - cell.order());
                let first = (cell.pixel() << shift) as usize;
                pixels[first..first + (1 << shift)].fill(*value as f32);
                continue;
            }
            let pixel = (cell.pixel() >> (2 * (cell.order() - order))) as usize;
            if pixel != gathered {
                (gathered, sum, weight) = (pixel, 0.0, 0.0);
            }
            match flatten {
                Flatten::Mean => {
                    sum += value * cell.area_sr();
                    weight += cell.area_sr();
                    pixels[pixel] = (sum / weight) as f32;
                }
                Flatten::Highest => pixels[pixel] = pixels[pixel].max(*value as f32),
            }
        }
        pixels
    }

    /// NESTED pixels of the map's frame as RING pixels of the equatorial one.
    fn equatorial_ring(&self, nside: u32, nested: &[f32]) -> Vec<f32> {
        let order = nside.trailing_zeros() as u8;
        let turn = self.frame.rotation();
        let pixel_of = |ring: u64| match self.frame {
            SkyFrame::Equatorial => healpix::nested_from_ring(nside, ring),
            _ => {
                let center = healpix::center_of(nside, ring).to_vector();
                let turned = Equatorial::from_vector(turn * center);
                nested::hash(order, turned.ra_rad, turned.dec_rad)
            }
        };
        (0..nested.len() as u64)
            .map(|ring| nested[pixel_of(ring) as usize])
            .collect()
    }
}

/// Disjoint cells sorted by place, where each comes from (`None` if as given), and how many lay over another.
fn disjoint(cells: &[Cell]) -> (Vec<Cell>, Option<Vec<usize>>, usize) {
    let starts = cells.iter().map(|cell| cell.range());
    if starts
        .clone()
        .zip(starts.skip(1))
        .all(|(a, b)| a.end <= b.start)
    {
        return (cells.to_vec(), None, 0);
    }
    let mut sorted: Vec<usize> = (0..cells.len()).collect();
    sorted.sort_by_key(|i| (cells[*i].range().start, cells[*i].order()));
    let (mut out, mut sources, mut overlapping) = (Vec::new(), Vec::new(), 0);
    // The cells around the place that has been reached, coarsest first: at most one per order and duplicate.
    let mut around: Vec<usize> = Vec::new();
    let mut reached = 0;
    let mut emit = |from: u64, to: u64, source: usize| {
        for cell in Cell::covering(from..to) {
            out.push(cell);
            sources.push(source);
        }
    };
    for i in sorted {
        let range = cells[i].range();
        while let Some(last) = around.pop_if(|last| cells[*last].range().end <= range.start) {
            emit(reached, cells[last].range().end, last);
            reached = reached.max(cells[last].range().end);
        }
        if let Some(last) = around.last() {
            emit(reached, range.start, *last);
            overlapping += 1;
        }
        reached = range.start;
        around.push(i);
    }
    while let Some(last) = around.pop() {
        emit(reached, cells[last].range().end, last);
        reached = reached.max(cells[last].range().end);
    }
    (out, Some(sources), overlapping)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn map(cells: &[(u8, u64)]) -> (MultiOrderMap, usize) {
        let cells: Vec<_> = cells
            .iter()
            .map(|(order, pixel)| Cell::new(*order, *pixel).unwrap())
            .collect();
        let values = (0..cells.len()).map(|i| i as f64 + 1.0).collect();
        let column = MultiOrderColumn {
            name: "T".into(),
            unit: String::new(),
            values,
        };
        MultiOrderMap::new(SkyFrame::Equatorial, cells, vec![column]).unwrap()
    }

    #[test]
    fn finer_cells_win_and_the_rest_of_the_coarser_one_stays() {
        let (map, overlapping) = map(&[(2, 17), (0, 1)]);
        assert_eq!(overlapping, 1);
        assert_eq!(map.cells().len(), 7);
        assert!((map.area_sr() - crate::cell::area_sr(0)).abs() < 1e-12);
        let values = &map.columns()[0].values;
        assert_eq!(values.iter().filter(|value| **value == 1.0).count(), 1);
        let center = Cell::new(2, 17).unwrap().center();
        assert_eq!(map.value_at(&map.columns()[0], center), Some(1.0));
    }

    #[test]
    fn flat_maps_hold_means_by_area_or_the_highest() {
        // Pixel 0 of order 1: three quarters 1, and one quarter's quarters 2, 3, 4, 5.
        let cells = [(2, 1), (3, 0), (3, 1), (3, 2), (3, 3)];
        let (map, _) = map(&cells);
        let ring = healpix::ring_from_nested(2, 0) as usize;
        let mean = map.to_sky_map(2, Flatten::Mean).columns[0].values[ring];
        // (1 · 4 + 2 + 3 + 4 + 5) / 8
        assert_eq!(mean, 18.0 / 8.0);
        let highest = map.to_sky_map(2, Flatten::Highest);
        assert_eq!(highest.columns[0].values[ring], 5.0);
        assert_eq!(
            highest.columns[0]
                .values
                .iter()
                .filter(|v| v.is_nan())
                .count(),
            47
        );
    }

    #[test]
    fn the_credible_region_is_the_smallest_of_its_content() {
        let (map, _) = map(&[(1, 0), (1, 1), (1, 2), (1, 3)]);
        // Densities 1, 2, 3, 4: the densest cell holds 40 %, two hold 70 %.
        let cells = |share| {
            map.credible_region(&map.columns()[0], share)
                .unwrap()
                .cells()
                .collect::<Vec<_>>()
        };
        assert_eq!(cells(0.39), [Cell::new(1, 3).unwrap()]);
        assert_eq!(
            cells(0.41),
            [Cell::new(1, 2).unwrap(), Cell::new(1, 3).unwrap()]
        );
        assert_eq!(cells(1.0), [Cell::new(0, 0).unwrap()]);
    }

    #[test]
    fn a_scan_in_steps_is_as_fine_as_it_was_scanned() {
        let coarse: Vec<u64> = (0..768).collect();
        let fine = healpix::pixel_at(64, Equatorial::from_degrees(83.6, 22.0));
        let levels = [
            ScanLevel {
                nside: 8,
                values: vec![vec![1.0; 768]],
                pixels: coarse,
            },
            ScanLevel {
                nside: 64,
                values: vec![vec![9.0]],
                pixels: vec![fine],
            },
        ];
        let map = MultiOrderMap::from_scan(&[("llh", "")], &levels).unwrap();
        assert_eq!(
            map.value_at(&map.columns()[0], healpix::center_of(64, fine)),
            Some(9.0)
        );
        assert!((map.area_sr() - 4.0 * std::f64::consts::PI).abs() < 1e-9);
        let wrong = ScanLevel {
            nside: 8,
            values: vec![vec![1.0]],
            pixels: vec![768],
        };
        assert_eq!(MultiOrderMap::from_scan(&[("llh", "")], &[wrong]), None);
    }

    proptest! {
        #[test]
        fn the_finest_given_cell_decides_everywhere(
            cells in prop::collection::vec((0u8..4, 0..48u64), 1..30),
            ra_deg in 0.0..360.0_f64,
            dec_deg in -90.0..90.0_f64,
        ) {
            let cells: Vec<_> = cells.into_iter().map(|(order, pixel)| (order, pixel % (12 << (2 * order)))).collect();
            let (map, _) = map(&cells);
            prop_assert!(map.cells().windows(2).all(|pair| pair[0].range().end <= pair[1].range().start));
            let position = Equatorial::from_degrees(ra_deg, dec_deg);
            let holding = cells.iter().enumerate().filter(|(_, (order, pixel))| {
                Cell::at(*order, position.ra_rad, position.dec_rad) == Cell::new(*order, *pixel).unwrap()
            });
            let expected = holding.max_by_key(|(i, (order, _))| (*order, *i)).map(|(i, _)| i as f64 + 1.0);
            prop_assert_eq!(map.value_at(&map.columns()[0], position), expected);
        }
    }
}
