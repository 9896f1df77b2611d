//! How the cells of a column become values of the model: degrees, hours and energies end here.

use crate::split_table::{number, sexagesimal};

/// How a cell becomes a value of the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reading {
    /// The number as it stands.
    Number,
    /// Degrees, made radians.
    Degrees,
    /// Some other angle: so many degrees each, made radians.
    DegreesTimes(f64),
    /// Hours, minutes and seconds (15 degrees an hour) or degrees, minutes and seconds (1), made radians.
    Sexagesimal(f64),
    /// The logarithm of an energy, to which this is added.
    Log10Plus(f64),
    /// An energy that is so many GeV each, made a logarithm; NaN where it is not positive.
    Log10Of(f64),
}

impl Reading {
    /// The value of a cell; `None` if there is no such value in it.
    #[inline]
    pub(crate) fn value(self, cell: &[u8]) -> Option<f64> {
        Some(match self {
            Self::Number => number(cell)?,
            Self::Degrees => number(cell)?.to_radians(),
            Self::DegreesTimes(degrees) => (number(cell)? * degrees).to_radians(),
            Self::Sexagesimal(degrees) => (sexagesimal(cell)? * degrees).to_radians(),
            Self::Log10Plus(offset) => number(cell)? + offset,
            Self::Log10Of(gev) => {
                let energy_gev = number(cell)? * gev;
                if energy_gev > 0.0 {
                    energy_gev.log10()
                } else {
                    f64::NAN
                }
            }
        })
    }
}

/// How an angle of this unit, in lower case, is read.
pub(crate) fn angle(unit: &str) -> Option<Reading> {
    Some(match unit {
        "deg" | "degree" | "degrees" | "°" => Reading::Degrees,
        "rad" | "radian" | "radians" => Reading::Number,
        "h" | "hr" | "hour" | "hours" | "hourangle" => Reading::DegreesTimes(15.0),
        "arcmin" => Reading::DegreesTimes(1.0 / 60.0),
        "arcsec" => Reading::DegreesTimes(1.0 / 3600.0),
        "hms" | "h:m:s" | "hh:mm:ss" => Reading::Sexagesimal(15.0),
        "dms" | "d:m:s" | "dd:mm:ss" => Reading::Sexagesimal(1.0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn angles_of_all_units_become_radians() {
        let half_turn = std::f64::consts::PI;
        let cells = [
            ("deg", "180"),
            ("rad", "3.141592653589793"),
            ("h", "12"),
            ("hms", "12:00:00"),
        ];
        for (unit, cell) in cells {
            let value = angle(unit).unwrap().value(cell.as_bytes()).unwrap();
            assert!((value - half_turn).abs() < 1e-15, "{unit}: {value}");
        }
        let dms = angle("dms").unwrap().value(b"-30:30:00").unwrap();
        assert!((dms.to_degrees() + 30.5).abs() < 1e-12);
        assert_eq!(angle("furlong"), None);
    }

    #[test]
    fn energies_become_logarithms_of_gev() {
        assert_eq!(Reading::Log10Plus(3.0).value(b"2"), Some(5.0));
        assert_eq!(Reading::Log10Of(1e3).value(b"10"), Some(4.0));
        assert!(Reading::Log10Of(1.0).value(b"0").unwrap().is_nan());
        assert_eq!(Reading::Number.value(b"1 TeV"), None);
    }
}
