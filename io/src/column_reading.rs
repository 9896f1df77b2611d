//! How the cells of a column become values of the model: degrees, hours and energies end here.

use nuscope_table::text::{number, sexagesimal};

use crate::iso_date::mjd_of;

/// How a cell becomes a value of the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reading {
    /// The number as it stands.
    Number,
    /// The number and this: Julian dates made modified ones.
    Plus(f64),
    /// A date of ISO 8601, made a modified Julian date.
    Iso8601,
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
    /// The value of a cell of text; `None` if there is no such value in it.
    pub(crate) fn value(self, cell: &[u8]) -> Option<f64> {
        match self {
            Self::Iso8601 => mjd_of(cell),
            Self::Sexagesimal(degrees) => Some((sexagesimal(cell)? * degrees).to_radians()),
            _ => Some(self.of(number(cell)?)),
        }
    }

    /// The value of a number; a sexagesimal one is taken for whole hours or degrees.
    #[inline]
    pub(crate) fn of(self, number: f64) -> f64 {
        match self {
            Self::Number | Self::Iso8601 => number,
            Self::Plus(offset) => number + offset,
            Self::Degrees => number.to_radians(),
            Self::DegreesTimes(degrees) | Self::Sexagesimal(degrees) => {
                (number * degrees).to_radians()
            }
            Self::Log10Plus(offset) => number + offset,
            Self::Log10Of(gev) if number * gev > 0.0 => (number * gev).log10(),
            Self::Log10Of(_) => f64::NAN,
        }
    }
}

/// How an angle of this unit, in lower case, is read.
pub(crate) fn angle(unit: &str) -> Option<Reading> {
    let unit = unit.trim_matches('"');
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
