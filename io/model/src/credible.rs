//! The value above which a density holds a share of its whole: the level of a credible region's contour.
//!
//! Cells are taken from the densest on until their content, `Σ density · area`, reaches the share. The level lies
//! halfway to the next lower value, so that rounding decides nothing. Cells of the same value are all taken, because
//! nothing tells them apart: a map of one value has one region, everything, and says so in [`Credible::share`].

use rayon::prelude::*;

use crate::contour::Inside;
use crate::field::{Field, FieldError};

/// The level of a credible region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Credible {
    /// The density at the region's border.
    pub level: f64,
    /// The share of the whole that cells at or above the level hold: the share asked for, or a little more.
    pub share: f64,
    /// The area of these cells in steradians.
    pub area_sr: f64,
}

impl Field {
    /// The levels of the smallest regions that hold these shares (above 0, at most 1) of a density, in the order of
    /// the shares. Values below 0 count as none. The whole is what the map holds, whether that is 1 or not.
    ///
    /// Values that are a content of the cell, not a density, give the same on pixels of one size; on cells of several
    /// sizes they are first divided by their areas ([`Field::per_steradian`]).
    ///
    /// # Errors
    /// [`FieldError::NothingPositive`], [`FieldError::Share`].
    pub fn credible_levels(&self, shares: &[f64]) -> Result<Vec<Credible>, FieldError> {
        if let Some(wrong) = shares
            .iter()
            .find(|share| !(**share > 0.0 && **share <= 1.0))
        {
            return Err(FieldError::Share(*wrong));
        }
        let values = self.values();
        let positive = (0..values.len()).filter(|i| values[*i] > 0.0);
        let mut dense: Vec<(f64, f64)> = positive
            .map(|i| (values[i], self.cell(i).area_sr()))
            .collect();
        dense.par_sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let whole: f64 = dense.iter().map(|(value, area)| value * area).sum();
        if !(whole > 0.0 && whole.is_finite()) {
            return Err(FieldError::NothingPositive);
        }
        // The content and the area from the densest cell on, where the value changes.
        let mut steps: Vec<(f64, f64, f64)> = Vec::new();
        let (mut content, mut area_sr) = (0.0, 0.0);
        for (i, (value, area)) in dense.iter().enumerate() {
            content += value * area;
            area_sr += area;
            if dense.get(i + 1).is_none_or(|next| next.0 < *value) {
                steps.push((*value, content, area_sr));
            }
        }
        let credible = |share: &f64| {
            let reached = |step: &(f64, f64, f64)| step.1 < share * whole;
            let at = steps.partition_point(reached).min(steps.len() - 1);
            let (value, content, area_sr) = steps[at];
            let next = steps.get(at + 1).map_or(0.0, |step| step.0);
            let between = 0.5 * (value + next);
            Credible {
                level: if between > next { between } else { value },
                share: (content / whole).min(1.0),
                area_sr,
            }
        };
        Ok(shares.iter().map(credible).collect())
    }

    /// The level around the best value within which a share (0..1) of true positions lies, for a map of likelihoods
    /// on two coordinates: `2 ln(1 - share)` from the best one (Wilks). The map holds the test statistic or twice the
    /// logarithm of the likelihood (`AtLeast`, best is highest), or minus that (`AtMost`, best is lowest).
    ///
    /// # Errors
    /// [`FieldError::Empty`], [`FieldError::Share`].
    pub fn likelihood_level(&self, share: f64, inside: Inside) -> Result<f64, FieldError> {
        if !(share > 0.0 && share < 1.0) {
            return Err(FieldError::Share(share));
        }
        let [lowest, highest] = self.range()?;
        let fall = -2.0 * (-share).ln_1p();
        Ok(match inside {
            Inside::AtLeast => highest - fall,
            Inside::AtMost => lowest + fall,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::field::PixelOrder;
    use crate::{MultiOrderColumn, MultiOrderMap, SkyFrame, cell::Cell};

    fn field(values: &[f64]) -> Field {
        Field::new(SkyFrame::Equatorial, 1, PixelOrder::Ring, values).unwrap()
    }

    #[test]
    fn the_densest_cells_are_taken_first() {
        let mut values = [0.0; 12];
        values[2] = 5.0;
        values[7] = 3.0;
        values[9] = 2.0;
        let levels = field(&values)
            .credible_levels(&[0.5, 0.51, 0.8, 0.99, 1.0])
            .unwrap();
        let found: Vec<_> = levels
            .iter()
            .map(|found| (found.level, found.share))
            .collect();
        assert_eq!(
            found,
            [(4.0, 0.5), (2.5, 0.8), (2.5, 0.8), (1.0, 1.0), (1.0, 1.0)]
        );
        let area = crate::cell::area_sr(0);
        assert!((levels[1].area_sr - 2.0 * area).abs() < 1e-12);
    }

    #[test]
    fn equal_values_are_all_taken_and_the_share_tells() {
        let found = field(&[7.0; 12]).credible_levels(&[0.1]).unwrap()[0];
        assert_eq!((found.level, found.share), (3.5, 1.0));
        assert!((found.area_sr - 4.0 * std::f64::consts::PI).abs() < 1e-12);
        let contour = field(&[7.0; 12]).contour(found.level, Inside::AtLeast);
        assert!(contour.lines.is_empty());
    }

    #[test]
    fn neighbouring_numbers_do_not_fall_together() {
        let mut values = [f64::from_bits(1.0_f64.to_bits() - 1); 12];
        values[0] = 1.0;
        let found = field(&values).credible_levels(&[0.01]).unwrap()[0];
        assert_eq!(found.level, 1.0);
    }

    #[test]
    fn maps_without_a_density_are_told() {
        for values in [[0.0; 12], [-3.0; 12], [f64::NAN; 12], [-1.6375e30; 12]] {
            let error = field(&values).credible_levels(&[0.5]).unwrap_err();
            assert_eq!(error, FieldError::NothingPositive);
        }
        for share in [0.0, -1.0, 1.1, f64::NAN] {
            let error = field(&[1.0; 12]).credible_levels(&[share]).unwrap_err();
            assert!(matches!(error, FieldError::Share(_)));
            assert!(error.to_string().contains("0 to 100 %"));
        }
    }

    #[test]
    fn large_cells_count_by_their_area() {
        let cells = vec![Cell::new(0, 0).unwrap(), Cell::new(1, 4).unwrap()];
        let column = MultiOrderColumn {
            name: "PROBDENSITY".into(),
            unit: "sr-1".into(),
            values: vec![1.0, 2.0],
        };
        let (map, _) = MultiOrderMap::new(SkyFrame::Equatorial, cells, vec![column]).unwrap();
        let field = Field::of_multi_order(&map, &map.columns()[0]);
        // The small cell is denser, but holds only 2/6.
        let found = field.credible_levels(&[0.3, 0.4]).unwrap();
        assert!((found[0].share - 1.0 / 3.0).abs() < 1e-12 && found[1].share == 1.0);
    }

    #[test]
    fn likelihoods_fall_by_wilks() {
        let mut values = [0.0; 12];
        values[3] = 20.0;
        let field = field(&values);
        for (share, fall) in [(0.5, 1.386_294), (0.9, 4.605_170), (0.99, 9.210_340)] {
            let level = field.likelihood_level(share, Inside::AtLeast).unwrap();
            assert!((20.0 - level - fall).abs() < 1e-6);
            let level = field.likelihood_level(share, Inside::AtMost).unwrap();
            assert!((level - fall).abs() < 1e-6);
        }
        assert!(field.likelihood_level(1.0, Inside::AtLeast).is_err());
    }
}
