//! What a detector sees of a source while the Earth turns once: responses by zenith become responses by declination.
//!
//! ```text
//! cos θ(h) = sin φ sin δ + cos φ cos δ cos h,   h uniform over a sidereal day
//! A(E, δ) = Σ_bins of θ A(E, θ) · share of the day in the bin
//! ```
//!
//! φ is the latitude of the site. The share of the day in a bin is exact, by the two hour angles at its edges, so that a
//! step of the table stays where it is. At a pole zenith and declination are one, and the bins of the table are kept.
//! Energies are averaged with the area as weight, for most events come while the area is large.
//!
//! While a source is at zenith angles of which a table says nothing it counts as not seen, as in selections of one
//! hemisphere; how long that is at most is told. Declinations that the table never meets are left out.

mod energies;

use std::f64::consts::{FRAC_PI_2, PI};

use crate::{DirectionAxis, EffectiveArea};

/// Number of bins in sin δ.
const STEPS: usize = 200;

/// Nearer to a pole than this, zenith and declination are one, in radians (a twentieth of a degree).
const POLE_RAD: f64 = 0.05 * PI / 180.0;

/// Shares of a day below this are rounding: edges of tables are often of single precision.
const ROUNDING: f64 = 1e-3;

/// The bins of an axis of zenith angles.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Zeniths {
    /// Edges, as rising cosines.
    cosines: Vec<f64>,
    /// Whether the axis itself runs the other way.
    turned: bool,
}

impl Zeniths {
    /// Of edges that rise, as cosines or as angles in radians.
    fn of(edges: &[f64], axis: DirectionAxis) -> Result<Self, String> {
        let turned = axis == DirectionAxis::ThetaRad;
        let mut cosines: Vec<f64> = match axis {
            DirectionAxis::CosZenith => edges.to_vec(),
            DirectionAxis::ThetaRad => edges.iter().rev().map(|theta| theta.cos()).collect(),
            DirectionAxis::DeclinationRad => return Err("bins of the zenith are wanted".into()),
        };
        let outside = |cosine: &&f64| cosine.is_nan() || cosine.abs() > 1.0 + 1e-6;
        if let Some(cosine) = cosines.iter().find(outside) {
            return Err(format!("a cosine of the zenith of {cosine}"));
        }
        for cosine in &mut cosines {
            *cosine = cosine.clamp(-1.0, 1.0);
        }
        Ok(Self { cosines, turned })
    }

    fn len(&self) -> usize {
        self.cosines.len().saturating_sub(1)
    }

    /// The bin on the axis that is the `k`th by cosine.
    fn bin(&self, k: usize) -> usize {
        if self.turned { self.len() - 1 - k } else { k }
    }

    /// The share of the day that a source spends in each bin, by the place on the axis.
    fn shares(&self, latitude_rad: f64, dec_rad: f64) -> Vec<f64> {
        let mut shares = vec![0.0; self.len()];
        for k in 0..self.len() {
            let bin = [self.cosines[k], self.cosines[k + 1]];
            shares[self.bin(k)] = share_of_day(bin, latitude_rad, dec_rad);
        }
        shares
    }
}

/// The share of a sidereal day for which a source has a zenith angle with a cosine between two.
fn share_of_day([low, high]: [f64; 2], latitude_rad: f64, dec_rad: f64) -> f64 {
    let middle = latitude_rad.sin() * dec_rad.sin();
    let swing = latitude_rad.cos() * dec_rad.cos();
    if swing < 1e-9 {
        // It stands still. The uppermost bin holds its upper edge too.
        let within = middle >= low && (middle < high || high >= 1.0);
        return f64::from(u8::from(within));
    }
    // Half of the day's hour angles at which it is higher than a cosine.
    let higher = |cosine: f64| ((cosine - middle) / swing).clamp(-1.0, 1.0).acos() / PI;
    (higher(low) - higher(high)).max(0.0)
}

/// The largest share of a day that is outside a table, of the declinations that are kept.
pub type Unseen = f64;

impl EffectiveArea {
    /// It in bins of declination, at a site of this latitude, and how long a source may be outside the table.
    ///
    /// # Errors
    /// In words, if it is none of zenith angles, or no table.
    pub fn over_the_day(&self, latitude_rad: f64) -> Result<(Self, Unseen), String> {
        self.check()?;
        sound_latitude(latitude_rad)?;
        let zeniths = Zeniths::of(&self.direction_edges, self.direction)?;
        if FRAC_PI_2 - latitude_rad.abs() < POLE_RAD {
            return Ok((self.at_pole(&zeniths, latitude_rad > 0.0), 0.0));
        }
        let rows: Vec<(f64, Vec<f64>)> = middles()
            .map(|dec_rad| (dec_rad, zeniths.shares(latitude_rad, dec_rad)))
            .collect();
        let seen = |row: &(f64, Vec<f64>)| row.1.iter().sum::<f64>();
        let (edges, kept, unseen) = kept(&rows, seen)?;
        let columns = zeniths.len();
        let mut area_cm2 = Vec::with_capacity(kept.len() * (self.log10_energy_edges.len() - 1));
        for areas in self.area_cm2.chunks(columns) {
            area_cm2.extend(kept.iter().map(|(_, shares)| {
                let pairs = areas.iter().zip(shares);
                pairs.map(|(area, share)| area * share).sum::<f64>()
            }));
        }
        let table = Self {
            name: self.name.clone(),
            log10_energy_edges: self.log10_energy_edges.clone(),
            direction: DirectionAxis::DeclinationRad,
            direction_edges: edges,
            area_cm2,
            checksum: self.checksum.clone(),
        };
        table.check()?;
        Ok((table, unseen))
    }

    /// At a pole the cosine of the zenith is the sine of the declination, or minus it in the south.
    fn at_pole(&self, zeniths: &Zeniths, north: bool) -> Self {
        let columns = zeniths.len();
        let sine = |cosine: &f64| if north { *cosine } else { -cosine };
        let mut edges: Vec<f64> = zeniths.cosines.iter().map(|one| sine(one).asin()).collect();
        // Which bin of the axis the bins of rising declination are.
        let mut places: Vec<usize> = (0..columns).map(|k| zeniths.bin(k)).collect();
        if !north {
            edges.reverse();
            places.reverse();
        }
        let rows = self.area_cm2.chunks(columns);
        Self {
            name: self.name.clone(),
            log10_energy_edges: self.log10_energy_edges.clone(),
            direction: DirectionAxis::DeclinationRad,
            direction_edges: edges,
            area_cm2: rows
                .flat_map(|row| places.iter().map(move |place| row[*place]))
                .collect(),
            checksum: self.checksum.clone(),
        }
    }
}

/// Refuses what is no latitude.
fn sound_latitude(latitude_rad: f64) -> Result<(), String> {
    if latitude_rad.is_nan() || latitude_rad.abs() > FRAC_PI_2 + 1e-9 {
        return Err(format!(
            "a latitude of {} degrees",
            latitude_rad.to_degrees()
        ));
    }
    Ok(())
}

/// The declinations in the middle of the bins.
fn middles() -> impl Iterator<Item = f64> {
    (0..STEPS).map(|i| (-1.0 + (2.0 * i as f64 + 1.0) / STEPS as f64).asin())
}

/// The bins of which a table knows anything, with the edges of these and the longest time outside the table.
fn kept<T>(rows: &[T], seen: impl Fn(&T) -> f64) -> Result<(Vec<f64>, &[T], Unseen), String> {
    let known = |row: &T| seen(row) > ROUNDING;
    let first = rows.iter().position(known);
    let last = rows.iter().rposition(known);
    let (Some(first), Some(last)) = (first, last) else {
        return Err("the table meets no declination at this latitude".into());
    };
    let edge = |i: usize| {
        (-1.0 + 2.0 * i as f64 / STEPS as f64)
            .clamp(-1.0, 1.0)
            .asin()
    };
    let kept = &rows[first..=last];
    let least = kept.iter().map(&seen).fold(1.0, f64::min);
    let unseen = if 1.0 - least > ROUNDING {
        1.0 - least
    } else {
        0.0
    };
    Ok(((first..=last + 1).map(edge).collect(), kept, unseen))
}

#[cfg(test)]
#[path = "over_the_day_tests.rs"]
mod tests;
