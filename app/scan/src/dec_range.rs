//! A range of declination to which a sample is cut: a southern search takes what lies south of the equator of each list.
//!
//! The southern end belongs to the range and the northern one does not, so that two ranges that meet share no candidate;
//! a pole belongs to the range that ends there. Beyond its range a sample sees nothing: it has no share of a source
//! there, and what falls beyond it of a source inside is lost, as it is for the search.

use std::f64::consts::FRAC_PI_2;

use crate::Error;

/// From a declination up to another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DecRange {
    low_rad: f64,
    high_rad: f64,
}

impl Default for DecRange {
    fn default() -> Self {
        Self::WHOLE
    }
}

impl DecRange {
    /// The whole sky.
    pub const WHOLE: Self = Self {
        low_rad: f64::NEG_INFINITY,
        high_rad: f64::INFINITY,
    };

    /// Between two declinations in degrees.
    ///
    /// # Errors
    /// If they are none, or do not rise.
    pub fn from_degrees([low, high]: [f64; 2]) -> Result<Self, Error> {
        if !(low >= -90.0 && high <= 90.0 && low < high) {
            return Err(Error::Analysis(format!(
                "dec_deg = [SOUTH, NORTH] is wanted, two declinations within 90 degrees that rise; it is [{low}, {high}]"
            )));
        }
        let open = |end: f64, beyond: f64| {
            if end.abs() == 90.0 {
                beyond
            } else {
                end.to_radians()
            }
        };
        Ok(Self {
            low_rad: open(low, f64::NEG_INFINITY),
            high_rad: open(high, f64::INFINITY),
        })
    }

    /// Whether it is the whole sky.
    pub fn is_whole(&self) -> bool {
        *self == Self::WHOLE
    }

    /// Whether a declination is in it.
    pub fn contains(&self, dec_rad: f64) -> bool {
        dec_rad >= self.low_rad && dec_rad < self.high_rad
    }

    /// The same by the sine.
    pub(crate) fn contains_sine(&self, sin_dec: f64) -> bool {
        let [low, high] = self.ends_rad().map(f64::sin);
        sin_dec >= low && (sin_dec < high || self.high_rad > FRAC_PI_2)
    }

    /// Where it ends, in radians.
    pub fn ends_rad(&self) -> [f64; 2] {
        [self.low_rad.max(-FRAC_PI_2), self.high_rad.min(FRAC_PI_2)]
    }

    /// The southernmost and the northernmost declination in it, in radians.
    pub(crate) fn first_and_last_rad(&self) -> [f64; 2] {
        /// Far less than any angle that matters, and more than the rounding of a sine.
        const HAIR_RAD: f64 = 1e-12;
        let [low, high] = self.ends_rad();
        let open = self.high_rad <= FRAC_PI_2;
        [low, if open { high - HAIR_RAD } else { high }]
    }

    /// In words, for results; empty for the whole sky.
    pub fn words(&self) -> String {
        if self.is_whole() {
            return String::new();
        }
        let [low, high] = self.ends_rad().map(|rad| {
            let degrees = (rad.to_degrees() * 1e9).round() / 1e9;
            // No "-0".
            degrees + 0.0
        });
        format!("{low} to {high}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn two_halves_of_the_sky_share_nothing_and_leave_nothing_out() {
        let south = DecRange::from_degrees([-90.0, 0.0]).unwrap();
        let north = DecRange::from_degrees([0.0, 90.0]).unwrap();
        for dec in [-FRAC_PI_2, -1.0, -1e-300, -0.0, 0.0, 1e-300, 0.7, FRAC_PI_2] {
            assert!(south.contains(dec) != north.contains(dec), "{dec}");
            assert_eq!(south.contains(dec), south.contains_sine(dec.sin()), "{dec}");
            assert_eq!(north.contains(dec), north.contains_sine(dec.sin()), "{dec}");
            assert!(DecRange::WHOLE.contains(dec) && DecRange::WHOLE.contains_sine(dec.sin()));
        }
        assert!(north.contains(0.0) && !south.contains(f64::NAN));
        assert_eq!(south.words(), "-90 to 0");
        let band = DecRange::from_degrees([-5.0, 85.3]).unwrap();
        assert_eq!(band.words(), "-5 to 85.3");
        assert!(!band.contains(1.5) && !band.contains_sine(1.5_f64.sin()));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for ends in [
            [0.0, 0.0],
            [10.0, -10.0],
            [-91.0, 0.0],
            [0.0, 90.1],
            [f64::NAN, 0.0],
            [0.0, f64::INFINITY],
        ] {
            let told = DecRange::from_degrees(ends).unwrap_err().to_string();
            assert!(told.contains("[SOUTH, NORTH]"), "{told}");
        }
        assert!(DecRange::from_degrees([-90.0, 90.0]).unwrap().is_whole());
    }
}
