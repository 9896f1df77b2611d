//! One quantity of a map, made ready for contours, credible regions and hot spots.
//!
//! Flat maps and multi-order maps become the same thing: cells that cover the whole sphere without overlap, sorted by
//! their place in NESTED order, with NaN where the map has nothing. What a file marks as masked (UNSEEN, near
//! -1.6375e30) and what is infinite counts as nothing too.

use cdshealpix::compass_point::MainWind;
use cdshealpix::nested::{self, Layer};
use rayon::prelude::*;

use crate::cell::{Cell, FINEST_CELLS, FINEST_ORDER};
use crate::{Equatorial, MapColumn, MultiOrderColumn, MultiOrderMap, SkyFrame, SkyMap, healpix};

/// What HEALPix software writes where a map has no value.
const UNSEEN: f64 = -1.6375e30;

/// The order in which the pixels of a map come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PixelOrder {
    /// Along rings of one latitude, from the north on.
    Ring,
    /// Within ever larger squares.
    Nested,
}

/// Why nothing can be made of a map, for people.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldError {
    /// A map cannot have this many pixels along the side of a base pixel.
    Nside(u32),
    /// The map has another number of values than pixels.
    Length {
        /// Pixels of this `nside`.
        wanted: u64,
        /// Values found.
        found: usize,
    },
    /// No pixel has a value.
    Empty,
    /// No pixel has a value above 0, so that there is no density to speak of.
    NothingPositive,
    /// A share of a whole must be above 0 and at most 1.
    Share(f64),
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nside(nside) => write!(
                f,
                "a power of two up to 8192 is wanted for nside, found {nside}"
            ),
            Self::Length { wanted, found } => {
                write!(
                    f,
                    "{wanted} values are wanted, one per pixel, found {found}"
                )
            }
            Self::Empty => write!(f, "no pixel of the map has a value"),
            Self::NothingPositive => write!(
                f,
                "no pixel has a value above 0, so there is no density: choose contours of values instead"
            ),
            Self::Share(share) => write!(
                f,
                "a share above 0 and up to 1 (0 to 100 %) is wanted, found {share}"
            ),
        }
    }
}

impl std::error::Error for FieldError {}

/// The cells of a field.
#[derive(Clone, Debug, PartialEq)]
enum Cells {
    /// All pixels of one order.
    One(u8),
    /// Cells of several orders that cover the sphere.
    Several(Vec<Cell>),
}

/// One quantity on cells that cover the sphere.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    frame: SkyFrame,
    cells: Cells,
    /// One per cell; finite, or NaN where there is none.
    values: Vec<f64>,
}

/// A value as it counts here.
fn sound(value: f64) -> f64 {
    let masked = (value / UNSEEN - 1.0).abs() < 1e-4;
    if masked || !value.is_finite() {
        f64::NAN
    } else {
        value
    }
}

impl Field {
    /// A field of the pixels of one resolution.
    ///
    /// # Errors
    /// [`FieldError::Nside`] and [`FieldError::Length`].
    pub fn new(
        frame: SkyFrame,
        nside: u32,
        order: PixelOrder,
        values: &[f64],
    ) -> Result<Self, FieldError> {
        Self::of(frame, nside, order, values.len(), |pixel| values[pixel])
    }

    /// A field of a column of a flat map.
    ///
    /// # Errors
    /// [`FieldError::Nside`] and [`FieldError::Length`].
    pub fn of_map(map: &SkyMap, column: &MapColumn) -> Result<Self, FieldError> {
        let value = |pixel: usize| f64::from(column.values[pixel]);
        let pixels = column.values.len();
        Self::of(
            SkyFrame::Equatorial,
            map.nside,
            PixelOrder::Ring,
            pixels,
            value,
        )
    }

    fn of(
        frame: SkyFrame,
        nside: u32,
        order: PixelOrder,
        found: usize,
        value: impl Fn(usize) -> f64 + Sync,
    ) -> Result<Self, FieldError> {
        if !healpix::valid_nside(nside) {
            return Err(FieldError::Nside(nside));
        }
        let wanted = healpix::pixels(nside);
        if wanted != found as u64 {
            return Err(FieldError::Length { wanted, found });
        }
        let depth = nside.trailing_zeros() as u8;
        let layer = nested::get(depth);
        let read = |pixel: u64| match order {
            PixelOrder::Ring => sound(value(layer.to_ring(pixel) as usize)),
            PixelOrder::Nested => sound(value(pixel as usize)),
        };
        Ok(Self {
            frame,
            cells: Cells::One(depth),
            values: (0..wanted).into_par_iter().map(read).collect(),
        })
    }

    /// A field of a column of a multi-order map; where the map has no cell, there is no value.
    ///
    /// # Panics
    /// If the column is of another map, with another number of cells.
    pub fn of_multi_order(map: &MultiOrderMap, column: &MultiOrderColumn) -> Self {
        assert_eq!(map.cells().len(), column.values.len());
        let (mut cells, mut values, mut reached) = (Vec::new(), Vec::new(), 0);
        for (cell, value) in map.cells().iter().zip(&column.values) {
            cells.extend(Cell::covering(reached..cell.range().start));
            values.resize(cells.len(), f64::NAN);
            cells.push(*cell);
            values.push(sound(*value));
            reached = cell.range().end;
        }
        cells.extend(Cell::covering(reached..FINEST_CELLS));
        values.resize(cells.len(), f64::NAN);
        Self {
            frame: map.frame,
            cells: Cells::Several(cells),
            values,
        }
    }

    /// The same with every value divided by the area of its cell in steradians: what makes a density of contents.
    pub fn per_steradian(mut self) -> Self {
        for i in 0..self.values.len() {
            self.values[i] /= self.cell(i).area_sr();
        }
        self
    }

    /// The frame of its cells.
    pub fn frame(&self) -> SkyFrame {
        self.frame
    }

    /// Its values, one per cell; NaN where there is none.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How many cells have no value.
    pub fn missing(&self) -> usize {
        self.values.iter().filter(|value| value.is_nan()).count()
    }

    /// The lowest and the highest value.
    ///
    /// # Errors
    /// [`FieldError::Empty`].
    pub fn range(&self) -> Result<[f64; 2], FieldError> {
        let known = self.values.iter().copied().filter(|value| !value.is_nan());
        let ends = known.fold(None, |ends: Option<[f64; 2]>, value| {
            let [low, high] = ends.unwrap_or([value; 2]);
            Some([low.min(value), high.max(value)])
        });
        ends.ok_or(FieldError::Empty)
    }

    /// A cell by its place.
    ///
    /// # Panics
    /// If there is no such cell.
    pub fn cell(&self, i: usize) -> Cell {
        match &self.cells {
            Cells::One(order) => Cell::new(*order, i as u64).expect("a cell of the field"),
            Cells::Several(cells) => cells[i],
        }
    }

    /// The ICRS position of a cell's centre.
    pub fn center(&self, i: usize) -> Equatorial {
        let center = self.cell(i).center();
        self.frame.position(center.ra_rad, center.dec_rad)
    }

    /// The place of the cell at a position.
    pub fn at(&self, position: Equatorial) -> usize {
        let (lon_rad, lat_rad) = self.frame.lonlat(position);
        match &self.cells {
            Cells::One(order) => nested::hash(*order, lon_rad, lat_rad) as usize,
            Cells::Several(cells) => covering(cells, nested::hash(FINEST_ORDER, lon_rad, lat_rad)),
        }
    }

    /// The value at a position; `None` where there is none.
    pub fn value_at(&self, position: Equatorial) -> Option<f64> {
        Some(self.values[self.at(position)]).filter(|value| !value.is_nan())
    }

    /// The order of its finest cells.
    pub(crate) fn order(&self) -> u8 {
        match &self.cells {
            Cells::One(order) => *order,
            Cells::Several(cells) => cells.iter().map(|cell| cell.order()).max().unwrap_or(0),
        }
    }

    /// The cell that covers a pixel of this order: `Err` with the cells that divide it where it is divided.
    pub(crate) fn holding(&self, order: u8, pixel: u64) -> Result<usize, std::ops::Range<usize>> {
        match &self.cells {
            Cells::One(_) => Ok(pixel as usize),
            Cells::Several(cells) => {
                let shift = 2 * (FINEST_ORDER - order);
                let first = covering(cells, pixel << shift);
                if cells[first].order() <= order {
                    return Ok(first);
                }
                let end = cells.partition_point(|cell| cell.range().start < (pixel + 1) << shift);
                Err(first..end)
            }
        }
    }

    /// Calls `visit` with the cells around cell `i`: those that touch it, and beyond a border to finer cells all of
    /// them within a neighbour of its own size.
    pub(crate) fn for_each_around(&self, i: usize, mut visit: impl FnMut(usize)) {
        let cell = self.cell(i);
        let layer: &Layer = nested::get(cell.order());
        for wind in WINDS {
            let Some(pixel) = layer.neighbour(cell.pixel(), wind) else {
                continue;
            };
            match self.holding(cell.order(), pixel) {
                Ok(one) => visit(one),
                Err(several) => several.for_each(&mut visit),
            }
        }
    }
}

/// The eight directions.
const WINDS: [MainWind; 8] = [
    MainWind::S,
    MainWind::SE,
    MainWind::E,
    MainWind::NE,
    MainWind::N,
    MainWind::NW,
    MainWind::W,
    MainWind::SW,
];

/// The place of the cell that covers a cell of order 29.
fn covering(cells: &[Cell], finest: u64) -> usize {
    cells.partition_point(|cell| cell.range().end <= finest)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_no_map_is_told() {
        let wrong = |nside, pixels| {
            let values = vec![0.0; pixels];
            Field::new(SkyFrame::Equatorial, nside, PixelOrder::Ring, &values)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            wrong(3, 108),
            "a power of two up to 8192 is wanted for nside, found 3"
        );
        assert_eq!(
            wrong(0, 0),
            "a power of two up to 8192 is wanted for nside, found 0"
        );
        assert_eq!(
            wrong(2, 47),
            "48 values are wanted, one per pixel, found 47"
        );
    }

    #[test]
    fn masked_and_infinite_values_are_none() {
        let mut values = vec![1.0; 48];
        values[3] = UNSEEN;
        values[4] = f64::from(UNSEEN as f32);
        values[5] = f64::INFINITY;
        values[6] = f64::NAN;
        values[7] = -2.0;
        let field = Field::new(SkyFrame::Galactic, 2, PixelOrder::Nested, &values).unwrap();
        assert_eq!((field.missing(), field.range()), (4, Ok([-2.0, 1.0])));
        assert_eq!(field.value_at(field.center(7)), Some(-2.0));
        assert_eq!(field.value_at(field.center(5)), None);
        let none = Field::new(SkyFrame::Galactic, 1, PixelOrder::Ring, &[UNSEEN; 12]).unwrap();
        assert_eq!(none.range(), Err(FieldError::Empty));
    }

    #[test]
    fn both_orders_of_pixels_are_the_same_map() {
        let ring: Vec<f64> = (0..192).map(f64::from).collect();
        let field = Field::new(SkyFrame::Equatorial, 4, PixelOrder::Ring, &ring).unwrap();
        for pixel in 0..192 {
            let center = healpix::center_of(4, pixel);
            assert_eq!(field.value_at(center), Some(pixel as f64));
        }
    }

    #[test]
    fn gaps_of_a_multi_order_map_have_no_value() {
        let cells = vec![Cell::new(1, 3).unwrap(), Cell::new(0, 7).unwrap()];
        let column = MultiOrderColumn {
            name: "T".into(),
            unit: String::new(),
            values: vec![2.0, 3.0],
        };
        let (map, _) = MultiOrderMap::new(SkyFrame::Equatorial, cells, vec![column]).unwrap();
        let field = Field::of_multi_order(&map, &map.columns()[0]);
        let covered: f64 = (0..field.values().len())
            .map(|i| field.cell(i).area_sr())
            .sum();
        assert!((covered - 4.0 * std::f64::consts::PI).abs() < 1e-12);
        assert_eq!(
            field.value_at(Cell::new(2, 13).unwrap().center()),
            Some(2.0)
        );
        assert_eq!(field.value_at(Cell::new(2, 9).unwrap().center()), None);
        assert_eq!(field.holding(0, 0), Err(0..4));
        let density = field.per_steradian();
        let at = density.value_at(Cell::new(0, 7).unwrap().center()).unwrap();
        assert!((at - 3.0 / crate::cell::area_sr(0)).abs() < 1e-12);
    }
}
