//! Sky maps: values on the pixels of a HEALPix sphere.

use crate::{Equatorial, healpix};

/// One quantity of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapColumn {
    /// Its name, such as "TS".
    pub name: String,
    /// Its unit, empty if it has none.
    pub unit: String,
    /// One value per pixel in RING order; NaN where masked or not known.
    pub values: Vec<f32>,
}

/// A HEALPix map in equatorial coordinates (ICRS), RING order.
#[derive(Clone, Debug, PartialEq)]
pub struct SkyMap {
    /// Pixels along a side of a base pixel, a power of two; the map has 12 nside² pixels.
    pub nside: u32,
    /// Its quantities, each of `12 nside²` values.
    pub columns: Vec<MapColumn>,
    /// Where it comes from: keyword, value and comment, as they stand in the file.
    pub provenance: Vec<(String, String, String)>,
}

impl SkyMap {
    /// The column of this name, in any case.
    pub fn column(&self, name: &str) -> Option<&MapColumn> {
        self.columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The pixel at a position.
    pub fn pixel(&self, position: Equatorial) -> usize {
        healpix::pixel_at(self.nside, position) as usize
    }

    /// The pixel with the highest value of a column that is a number, and its value.
    pub fn hottest(&self, column: &MapColumn) -> Option<(Equatorial, f32)> {
        let (pixel, value) = column
            .values
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_nan())
            .max_by(|a, b| a.1.total_cmp(b.1))?;
        Some((healpix::center_of(self.nside, pixel as u64), *value))
    }
}
