//! What a user may choose about a likelihood; the defaults are those of the float64 reference.

use serde::{Deserialize, Serialize};

use crate::Error;

/// Choices that change the result of a fit or a scan, and so are written into every map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// A candidate counts as pure background farther than this many of its own angular errors away.
    ///
    /// What is left out would change TS by about `2 n_s exp(-k²/2)`: at the default of 5 by less than 4e-4 at all
    /// of 12,240 places of a sky of 371,577 real candidates.
    pub cut_sigmas: f64,
    /// Smaller angular errors are raised to this, in radians: reconstructions underestimate them.
    pub sigma_floor_rad: f64,
    /// A scan leaves out pixels with a larger |declination|, in radians.
    ///
    /// Next to the poles the background cannot be estimated from so little sky: spurious TS of hundreds.
    pub max_abs_dec_rad: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cut_sigmas: 5.0,
            sigma_floor_rad: 0.2_f64.to_radians(),
            max_abs_dec_rad: 85.0_f64.to_radians(),
        }
    }
}

impl Settings {
    /// Refuses values that no fit can work with.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let rows = [
            ("the cut", self.cut_sigmas, 1.0..=12.0, "sigma"),
            (
                "the floor of the angular error",
                self.sigma_floor_rad.to_degrees(),
                0.0..=90.0,
                "degrees",
            ),
            (
                "the largest |declination|",
                self.max_abs_dec_rad.to_degrees(),
                0.0..=90.0 + 1e-9,
                "degrees",
            ),
        ];
        for (what, found, allowed, unit) in rows {
            if !allowed.contains(&found) {
                return Err(Error::Setting {
                    what,
                    found,
                    low: *allowed.start(),
                    high: allowed.end().round(),
                    unit,
                });
            }
        }
        Ok(())
    }
}
