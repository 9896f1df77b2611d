//! The sky in cells of about equal size: rows of declination, cut by right ascension.
//!
//! Cells are numbered from the south, and in a row from right ascension 0, so that the cells around a position
//! are a few runs of numbers. Poles need no care: there rows are taken whole.

use std::f64::consts::{FRAC_PI_2, TAU};
use std::ops::Range;

use nuscope_model::Equatorial;

/// More than what rounding may do to an angle, in radians.
const ROUNDING_RAD: f64 = 1e-6;

/// The sky in cells.
#[derive(Clone, Debug)]
pub(crate) struct Cells {
    height_rad: f64,
    /// Number of the first cell of each row; then the number of cells.
    rows: Vec<u32>,
}

impl Cells {
    /// Cells of this height, and about as wide.
    pub(crate) fn new(height_rad: f64) -> Self {
        let mut rows = vec![0];
        let mut cells = 0;
        for row in 0..=row_of(FRAC_PI_2, height_rad) {
            let (south, north) = (row as f64 * height_rad, (row + 1) as f64 * height_rad);
            let nearest_equator_rad = FRAC_PI_2.clamp(south, north) - FRAC_PI_2;
            cells += (TAU * nearest_equator_rad.cos() / height_rad).max(1.0) as u32;
            rows.push(cells);
        }
        Self { height_rad, rows }
    }

    /// Number of cells.
    pub(crate) fn len(&self) -> usize {
        self.rows[self.rows.len() - 1] as usize
    }

    /// The cell that holds a position.
    pub(crate) fn at(&self, position: Equatorial) -> usize {
        let row = self.row(row_of(position.dec_rad, self.height_rad));
        row.start + column_of(position.ra_rad, row.len())
    }

    /// Runs of cells, in ascending order, that hold everything up to `radius_rad` from `center`.
    pub(crate) fn around(
        &self,
        center: Equatorial,
        radius_rad: f64,
    ) -> impl Iterator<Item = Range<usize>> {
        let half_width_rad = half_width_rad(center.dec_rad, radius_rad);
        let low = row_of(center.dec_rad - radius_rad, self.height_rad);
        let high = row_of(center.dec_rad + radius_rad, self.height_rad);
        (low..=high).flat_map(move |row| self.within(row, center.ra_rad, half_width_rad))
    }

    /// The cells of each row, from the south.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let rows = self.rows.clone();
        (1..rows.len()).map(move |row| rows[row - 1] as usize..rows[row] as usize)
    }

    /// The cells of a row.
    fn row(&self, row: usize) -> Range<usize> {
        self.rows[row] as usize..self.rows[row + 1] as usize
    }

    /// The cells of a row that hold right ascensions up to `half_width_rad` from `ra_rad`.
    fn within(&self, row: usize, ra_rad: f64, half_width_rad: Option<f64>) -> [Range<usize>; 2] {
        let row = self.row(row);
        let none = row.start..row.start;
        let Some(half_width_rad) = half_width_rad else {
            return [row, none];
        };
        let cell = |ra_rad: f64| row.start + column_of(ra_rad, row.len());
        let (low, high) = (ra_rad - half_width_rad, ra_rad + half_width_rad);
        if low >= 0.0 && high < TAU {
            return [cell(low)..cell(high) + 1, none];
        }
        // Across right ascension 0: from there to the eastern end, and from the western end on.
        let (east, west) = (cell(high.rem_euclid(TAU)), cell(low.rem_euclid(TAU)));
        if east < west {
            [row.start..east + 1, west..row.end]
        } else {
            [row, none]
        }
    }
}

/// The row of a declination, counted from the south; declinations beyond the poles are in the outermost rows.
fn row_of(dec_rad: f64, height_rad: f64) -> usize {
    ((dec_rad.clamp(-FRAC_PI_2, FRAC_PI_2) + FRAC_PI_2) / height_rad) as usize
}

/// The cell of a right ascension in 0..2π, within a row of `columns` cells.
pub(crate) fn column_of(ra_rad: f64, columns: usize) -> usize {
    ((ra_rad / TAU * columns as f64) as usize).min(columns - 1)
}

/// How far right ascension goes on either side of a circle's centre; `None` if the circle meets a pole.
fn half_width_rad(dec_rad: f64, radius_rad: f64) -> Option<f64> {
    let meets_pole = dec_rad.abs() + radius_rad >= FRAC_PI_2 - ROUNDING_RAD;
    let half_width_rad = || (radius_rad.sin() / dec_rad.cos()).min(1.0).asin() + ROUNDING_RAD;
    (!meets_pole).then(half_width_rad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_cover_the_sky_evenly() {
        let cells = Cells::new(2.0_f64.to_radians());
        // 41,253 square degrees in cells of 4.
        assert!(
            (cells.len() as f64 / 10_313.0 - 1.0).abs() < 0.03,
            "{}",
            cells.len()
        );
        assert_eq!(cells.at(Equatorial::from_degrees(0.0, -90.0)), 0);
        assert!(cells.at(Equatorial::from_degrees(359.999, 90.0)) < cells.len());
        // One row of two cells, and a cell for the pole itself.
        assert_eq!(Cells::new(std::f64::consts::PI).len(), 3);
    }

    #[test]
    fn a_circle_that_meets_a_pole_has_all_right_ascensions() {
        assert_eq!(half_width_rad(1.5, 0.1), None);
        assert_eq!(half_width_rad(-1.5, 0.1), None);
        // Half a right angle around the equator.
        let quarter = half_width_rad(0.0, FRAC_PI_2 / 2.0).unwrap_or_default();
        assert!((quarter - FRAC_PI_2 / 2.0 - ROUNDING_RAD).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn everything_within_a_circle_is_in_one_of_its_runs(
            center in (0.0..360.0_f64, -90.0..=90.0_f64),
            place in (0.0..360.0_f64, -90.0..=90.0_f64),
            height_deg in 0.3..90.0_f64,
        ) {
            let cells = Cells::new(height_deg.to_radians());
            let center = Equatorial::from_degrees(center.0, center.1);
            let place = Equatorial::from_degrees(place.0, place.1);
            let runs: Vec<_> = cells.around(center, center.separation_rad(place) + 1e-9).collect();
            let cell = cells.at(place);
            prop_assert_eq!(runs.iter().filter(|run| run.contains(&cell)).count(), 1);
            let ends: Vec<_> = runs.iter().filter(|run| !run.is_empty()).flat_map(|run| [run.start, run.end]).collect();
            prop_assert!(ends.is_sorted() && ends.iter().all(|&end| end <= cells.len()));
        }
    }
}
