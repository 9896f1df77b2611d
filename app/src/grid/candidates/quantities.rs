//! What the quantities that the program understands are called in the table of candidates, and how they are written.
//!
//! Names follow the files of the field, so that a filter reads like a column of theirs; dates and energies have a second
//! column each, for people and for filters.

use std::sync::Arc;

use nuscope_model::{Mjd, Quantity, Utc};

use super::{NUMBER, Samples, head};
use crate::candidates::column;
use crate::filter::{Cells, Kind};
use crate::grid::{GridColumn, HEAD, Head, Writing};

/// The columns of a quantity: dates and energies have two.
pub(super) fn quantities(samples: &Samples, quantity: Quantity) -> Vec<Arc<GridColumn>> {
    let plain = |name, aliases: &'static [&'static str], title, about, number: Head| {
        let head = Head {
            aliases,
            ..head(name, title, quantity.display_unit(), about, number)
        };
        of_quantity(samples, quantity, head, move |value| {
            quantity.display_value(value)
        })
    };
    let whole = Head {
        writing: Writing::Plain,
        width: 56.0,
        ..NUMBER
    };
    let rare = Head {
        usual: false,
        ..NUMBER
    };
    vec![match quantity {
        Quantity::AngularErrorRad => plain(
            "error_deg",
            &["angular_error_deg", "angular_error"],
            "Angular error",
            "Its angular error; which share of true positions it holds, the sample knows",
            NUMBER,
        ),
        Quantity::Log10EnergyGev => {
            let energy = Head {
                aliases: &["e_gev"],
                writing: Writing::Power(3),
                ..head(
                    "energy_gev",
                    "Energy",
                    "GeV",
                    "Energy, or its proxy",
                    NUMBER,
                )
            };
            let energy = of_quantity(samples, quantity, energy, |log| 10_f64.powf(log));
            let log = plain(
                "log10_energy",
                &["log10_e", "log10_energy_gev"],
                "log₁₀ E",
                "Logarithm of the energy in GeV",
                Head {
                    usual: false,
                    ..NUMBER
                },
            );
            return vec![energy, log];
        }
        Quantity::Hits => plain("hits", &["nhit"], "Hits", "Number of hits", whole),
        Quantity::Mjd => {
            let mjd = Head {
                writing: Writing::Decimals(5),
                width: 100.0,
                ..head("mjd", "MJD", "", "Modified Julian date", NUMBER)
            };
            let mjd = of_quantity(samples, quantity, mjd, |mjd| mjd);
            let utc = Head {
                kind: Kind::Moment,
                width: 170.0,
                usual: false,
                ..head("utc", "Date", "UTC", "Date and time", HEAD)
            };
            let samples = Arc::clone(samples);
            let utc = GridColumn::new(utc, move || {
                Cells::Moment(column(&samples, Quantity::Mjd).map(unix_s).collect())
            });
            return vec![mjd, utc];
        }
        Quantity::AzimuthRad => plain(
            "azimuth_deg",
            &["azimuth"],
            "Azimuth",
            "Where it came from, in the detector's frame",
            rare,
        ),
        Quantity::ZenithRad => plain(
            "zenith_deg",
            &["zenith"],
            "Zenith",
            "Where it came from: 0° from above",
            rare,
        ),
        Quantity::Quality => plain(
            "quality",
            &["beta", "lambda"],
            "Quality",
            "Quality of the reconstruction",
            NUMBER,
        ),
        Quantity::Signalness => plain(
            "signalness",
            &[],
            "Signalness",
            "Probability of being astrophysical",
            NUMBER,
        ),
        Quantity::RaErrorPlusRad => plain(
            "ra_error_plus_deg",
            &[],
            "RA error +",
            "Error towards larger right ascension, in degrees of right ascension",
            rare,
        ),
        Quantity::RaErrorMinusRad => plain(
            "ra_error_minus_deg",
            &[],
            "RA error −",
            "Error towards smaller right ascension, in degrees of right ascension",
            rare,
        ),
        Quantity::DecErrorPlusRad => plain(
            "dec_error_plus_deg",
            &[],
            "Dec error +",
            "Error towards larger declination",
            rare,
        ),
        Quantity::DecErrorMinusRad => plain(
            "dec_error_minus_deg",
            &[],
            "Dec error −",
            "Error towards smaller declination",
            rare,
        ),
    }]
}

fn of_quantity(
    samples: &Samples,
    quantity: Quantity,
    head: Head,
    turn: impl Fn(f64) -> f64 + Send + Sync + 'static,
) -> Arc<GridColumn> {
    let samples = Arc::clone(samples);
    GridColumn::new(head, move || {
        Cells::Real(column(&samples, quantity).map(&turn).collect())
    })
}

fn unix_s(mjd: f64) -> f64 {
    if !mjd.is_finite() {
        return f64::NAN;
    }
    let utc = Utc::from(Mjd(mjd));
    utc.unix_s as f64 + 1e-9 * f64::from(utc.nanoseconds)
}
