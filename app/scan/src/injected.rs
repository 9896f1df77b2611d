//! Lists as they would look with sources in them: scrambled, or as they are, with candidates put among them.
//!
//! Scrambled, every candidate has a right ascension of its own choosing, so that nothing of the real sky is shown. What
//! is put has the angular errors, energies and dates of the sample's own candidates; with a time window it has dates from
//! the window, and scrambled candidates exchange theirs. Columns that would be untrue for
//! either are left out: what remains are positions, angular errors, energies or hits, and dates. All of it counts as
//! simulated.

use std::f64::consts::TAU;

use nuscope_model::{Column, Containment, EnergyProxy, Equatorial, Provenance, Quantity, Sample};
use rand::{Rng, RngExt as _};

use crate::injection::Drawn;
use crate::trials::stream;
use crate::{Injection, Input, Likelihood, Shape};

/// Lists are made with random numbers that no trial has.
const STREAM: u64 = 0x1a7e_c7ed_1157_0001;

/// A source that is put into lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PutSource {
    /// Where it is.
    pub position: Equatorial,
    /// Its spectral index; the rest of the spectrum is that of the settings.
    pub gamma: f64,
    /// Its shape; `None` is that of the settings.
    pub shape: Option<Shape>,
    /// Expected signal events.
    pub events: f64,
    /// Whether exactly so many are put, not a Poisson number about it.
    pub exact: bool,
}

/// What was put, by source and sample.
pub type PutEvents = Vec<Vec<usize>>;

/// The lists of `inputs`, which the likelihood was made of, with sources in them; and how many candidates each got.
pub fn inject(
    likelihood: &Likelihood,
    inputs: &[Input],
    sources: &[PutSource],
    scrambled: bool,
    seed: u64,
) -> (Vec<Sample>, PutEvents) {
    let mut random = stream(seed ^ STREAM, 0);
    let mut samples: Vec<Sample> = inputs.iter().map(kept).collect();
    if scrambled {
        for sample in &mut samples {
            let turned = sample.ra_rad.iter_mut();
            turned.for_each(|ra_rad| *ra_rad = TAU * random.random::<f64>());
            if likelihood.settings().time.is_some() {
                shuffle_dates(sample, &mut random);
            }
        }
    }
    let sizes: Vec<usize> = samples.iter().map(Sample::len).collect();
    let mut counts = Vec::new();
    for source in sources {
        let injection = Injection::new(likelihood, source.position.dec_rad, source.gamma);
        let mut put = vec![0; samples.len()];
        let number = (source.events, source.exact);
        for drawn in injection.draw_list(number, source.shape, &mut random) {
            put[drawn.sample] += 1;
            let row = (random.random::<f64>() * sizes[drawn.sample] as f64) as usize;
            let input = &inputs[drawn.sample];
            add(
                &mut samples[drawn.sample],
                input,
                source.position,
                &drawn,
                row,
            );
        }
        counts.push(put);
    }
    (samples, counts)
}

/// Gives every candidate the date of another.
fn shuffle_dates(sample: &mut Sample, random: &mut impl Rng) {
    let dated = |column: &&mut Column| column.quantity == Quantity::Mjd;
    if let Some(dates) = sample.columns.iter_mut().find(dated) {
        // Fisher and Yates.
        for last in (1..dates.values.len()).rev() {
            let other = (random.random::<f64>() * (last + 1) as f64) as usize;
            dates.values.swap(last, other.min(last));
        }
    }
}

/// What of a sample is true of a scrambled one.
fn kept(input: &Input) -> Sample {
    let from = &*input.sample;
    let keep = [Quantity::Log10EnergyGev, Quantity::Hits, Quantity::Mjd];
    let column = |quantity: &Quantity| {
        let values = from.column(*quantity)?.to_vec();
        Some(Column {
            quantity: *quantity,
            values,
        })
    };
    let sigma = from.sigma_rad().map(|sigma| Column {
        quantity: Quantity::AngularErrorRad,
        values: sigma.into_owned(),
    });
    Sample {
        name: from.name.clone(),
        provenance: Provenance::Simulated,
        generator: "nuscope".to_owned(),
        ra_rad: from.ra_rad.clone(),
        dec_rad: from.dec_rad.clone(),
        columns: sigma
            .into_iter()
            .chain(keep.iter().filter_map(column))
            .collect(),
        checksum: format!("made of {}", from.checksum),
        error_containment: Containment::SIGMA,
        livetime_days: from.livetime_days,
        uptime: from.uptime.clone(),
        ..Sample::default()
    }
}

/// Adds a candidate of a source, with the date of one of the sample's own unless it has one.
fn add(sample: &mut Sample, input: &Input, source: Equatorial, drawn: &Drawn, row: usize) {
    let (away_rad, towards_rad) = drawn.from.unwrap_or_default();
    let from = offset(source, away_rad, towards_rad);
    let position = offset(from, drawn.psi_rad, drawn.angle_rad);
    sample.ra_rad.push(position.ra_rad);
    sample.dec_rad.push(position.dec_rad);
    let proxy = input.migration.as_ref().map(|migration| migration.proxy);
    for column in &mut sample.columns {
        let value = match (column.quantity, proxy) {
            (Quantity::AngularErrorRad, _) => drawn.sigma_rad,
            (Quantity::Mjd, _) if drawn.mjd.is_some() => drawn.mjd.unwrap_or(f64::NAN),
            (Quantity::Mjd, _) => column.values.get(row).copied().unwrap_or(f64::NAN),
            (Quantity::Log10EnergyGev, Some(EnergyProxy::Log10EnergyGev)) => drawn.proxy,
            (Quantity::Hits, Some(EnergyProxy::Log10Hits)) => 10_f64.powf(drawn.proxy).round(),
            _ => f64::NAN,
        };
        column.values.push(value);
    }
}

/// The place at an angle from a position, towards a position angle from north.
pub(crate) fn offset(from: Equatorial, psi_rad: f64, angle_rad: f64) -> Equatorial {
    let (sin_dec, cos_dec) = from.dec_rad.sin_cos();
    let (sin_ra, cos_ra) = from.ra_rad.sin_cos();
    let toward = from.to_vector();
    let north = glam::DVec3::new(-sin_dec * cos_ra, -sin_dec * sin_ra, cos_dec);
    let east = glam::DVec3::new(-sin_ra, cos_ra, 0.0);
    let aside = north * angle_rad.cos() + east * angle_rad.sin();
    Equatorial::from_vector(toward * psi_rad.cos() + aside * psi_rad.sin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lie_at_their_angle_and_position_angle() {
        for (ra_deg, dec_deg) in [(10.0, 20.0), (359.0, -85.0), (0.0, 90.0)] {
            let from = Equatorial::from_degrees(ra_deg, dec_deg);
            for angle in [0.0, 1.0, 3.0, 5.5] {
                let there = offset(from, 0.02, angle);
                assert!((there.separation_rad(from) - 0.02).abs() < 1e-12);
            }
        }
        let north = offset(Equatorial::from_degrees(40.0, 10.0), 0.1, 0.0);
        assert!((north.dec_rad - 10.0_f64.to_radians() - 0.1).abs() < 1e-12);
        let east = offset(Equatorial::from_degrees(40.0, 0.0), 0.1, 0.25 * TAU);
        assert!((east.ra_rad - 40.0_f64.to_radians() - 0.1).abs() < 1e-12);
    }
}
