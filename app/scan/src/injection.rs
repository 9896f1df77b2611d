//! Candidates of a source that is put into a sky: how many, with which energies, errors and places.
//!
//! A sample gets its share of a Poisson number by its yield. What is measured for the energy is drawn from P_S of the
//! spectrum at the source; the angular error from the sample's own candidates of the same energy within 8° of
//! declination; the place from the shape of the source and of the error; the date, where there is a time window, from
//! the good runs as bright as the source is then.

use std::f64::consts::TAU;

use nuscope_model::Equatorial;
use rand::{Rng, RngExt as _};

use crate::Shape;
use crate::injected::offset;
use crate::likelihood::Likelihood;
use crate::profile::Profile;
use crate::record::{Candidate, Record};
use crate::signal;
use crate::trials::{at_declination, declination_at};

/// Angular errors are taken from candidates within this of the source's declination, in radians.
const BAND_RAD: f64 = 8.0 * std::f64::consts::PI / 180.0;

/// A source at one declination with one spectrum, ready to be put into trials.
#[derive(Debug)]
pub struct Injection<'a> {
    likelihood: &'a Likelihood,
    dec_rad: f64,
    /// Share of the events of each sample.
    shares: Vec<f64>,
    samples: Vec<Pool>,
}

/// What candidates of one sample look like.
#[derive(Debug, Default)]
struct Pool {
    /// The share of events at or below each bin of energy; one bin where energies are not used.
    below: Vec<f64>,
    /// Angular errors by bin of energy.
    sigma_rad: Vec<Vec<f64>>,
    /// Those of all of them.
    any_rad: Vec<f64>,
    /// Edges of what is measured; none where energies are not used.
    edges: Vec<f64>,
}

/// What is drawn of a candidate before it is put somewhere.
#[derive(Clone, Copy, Debug)]
struct Seen {
    bin: usize,
    sigma_rad: f64,
    psi_rad: f64,
    angle_rad: f64,
}

/// A candidate as a list would have it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drawn {
    pub sample: usize,
    /// Its angular error without the width of the source.
    pub sigma_rad: f64,
    /// How far from the source, and towards which position angle.
    pub psi_rad: f64,
    pub angle_rad: f64,
    /// What is measured for its energy; NaN where that is not known.
    pub proxy: f64,
    /// Its date, where a time window says when the source shines.
    pub mjd: Option<f64>,
    /// How far from the source's centre it came, and towards which position angle, where the source has a shape of its
    /// own.
    pub from: Option<(f64, f64)>,
}

/// A candidate that was put.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Put {
    pub sample: usize,
    /// Signal-to-background ratio at the source; 0 beyond its cut.
    pub ratio: f32,
    pub cell: u32,
}

impl<'a> Injection<'a> {
    /// A source with the shape and spectrum of the likelihood's settings and this index.
    pub fn new(likelihood: &'a Likelihood, dec_rad: f64, gamma: f64) -> Self {
        let shares = match likelihood.yields(dec_rad, gamma) {
            Some(yields) => {
                let sum: f64 = yields.iter().sum();
                yields
                    .iter()
                    .map(|events| if sum > 0.0 { events / sum } else { 0.0 })
                    .collect()
            }
            None => {
                let counts = likelihood.counts_at(dec_rad);
                let total: f64 = counts.iter().sum();
                let share = |count: &f64| if total > 0.0 { count / total } else { 0.0 };
                counts.iter().map(share).collect()
            }
        };
        let samples = (0..likelihood.counts().len())
            .map(|sample| Pool::new(likelihood, sample, dec_rad, gamma))
            .collect();
        Self {
            likelihood,
            dec_rad,
            shares,
            samples,
        }
    }

    /// Candidates of a Poisson number, `mu` on average.
    pub(crate) fn draw(&self, mu: f64, random: &mut impl Rng) -> Vec<Put> {
        let mut found = Vec::new();
        for (sample, (share, pool)) in self.shares.iter().zip(&self.samples).enumerate() {
            if pool.any_rad.is_empty() {
                continue;
            }
            for _ in 0..poisson(mu * share, random) {
                found.extend(self.candidate(sample, pool, random));
            }
        }
        found
    }

    /// Candidates of a Poisson number, `mu` on average, around a place at the source's declination, as fits read them.
    pub(crate) fn draw_at(&self, at: Equatorial, mu: f64, random: &mut impl Rng) -> Vec<Record> {
        let mut found = Vec::new();
        for (sample, share, pool) in self.open() {
            for _ in 0..poisson(mu * share, random) {
                let seen = self.seen(sample, pool, random);
                let position = offset(at, seen.psi_rad, seen.angle_rad);
                let candidate = self.candidate_of(sample, pool, &seen, position, random);
                found.extend(candidate.map(|candidate| self.likelihood.record(&candidate)));
            }
        }
        found
    }

    /// Candidates for lists: a Poisson number, `events` on average, or exactly so many; of a source of this shape, or
    /// of that of the settings.
    pub(crate) fn draw_list(
        &self,
        (events, exact): (f64, bool),
        shape: Option<Shape>,
        random: &mut impl Rng,
    ) -> Vec<Drawn> {
        let number = if exact {
            events.round() as usize
        } else {
            poisson(events, random)
        };
        let whole: f64 = self.open().map(|(_, share, _)| share).sum();
        let mut found = Vec::with_capacity(number);
        for _ in 0..number {
            let mut left = whole * random.random::<f64>();
            let mut samples = self.open().filter(|(_, share, _)| {
                left -= share;
                left <= 0.0
            });
            let Some((sample, _, pool)) = samples.next() else {
                continue;
            };
            let seen = self.seen(sample, pool, random);
            let proxy = match pool.edges.get(seen.bin..seen.bin + 2) {
                Some(&[low, high]) => low + (high - low) * random.random::<f64>(),
                _ => f64::NAN,
            };
            let window = self.likelihood.windows()[sample].as_ref();
            let extension = self.likelihood.settings().extension_rad();
            let sigma_rad = (seen.sigma_rad.powi(2) - extension * extension)
                .max(0.0)
                .sqrt();
            let mut psi_rad = seen.psi_rad;
            let from = shape.map(|shape| {
                // What the settings say of the source is taken out of the error, and the shape put in.
                let point = match self.likelihood.profile(sample) {
                    Profile::Disc(_) => Profile::Gaussian,
                    other => other,
                };
                psi_rad = distance(point, sigma_rad, random);
                (off_centre(shape, random), TAU * random.random::<f64>())
            });
            found.push(Drawn {
                sample,
                sigma_rad,
                psi_rad,
                angle_rad: seen.angle_rad,
                proxy,
                mjd: window.map(|window| window.signal_mjd(random)),
                from,
            });
        }
        found.sort_by_key(|drawn| drawn.sample);
        found
    }

    /// The samples that see something: number, share and pool.
    fn open(&self) -> impl Iterator<Item = (usize, f64, &Pool)> {
        let all = self.shares.iter().zip(&self.samples).enumerate();
        all.filter(|(_, (share, pool))| **share > 0.0 && !pool.any_rad.is_empty())
            .map(|(sample, (share, pool))| (sample, *share, pool))
    }

    fn seen(&self, sample: usize, pool: &Pool, random: &mut impl Rng) -> Seen {
        let at = random.random::<f64>();
        let bin = pool
            .below
            .partition_point(|below| *below <= at)
            .min(pool.below.len() - 1);
        let errors = if pool.sigma_rad[bin].is_empty() {
            &pool.any_rad
        } else {
            &pool.sigma_rad[bin]
        };
        let sigma_rad =
            errors[((random.random::<f64>() * errors.len() as f64) as usize).min(errors.len() - 1)];
        let psi_rad = distance(self.likelihood.profile(sample), sigma_rad, random);
        Seen {
            bin,
            sigma_rad,
            psi_rad,
            angle_rad: TAU * random.random::<f64>(),
        }
    }

    /// What was drawn, at a place; `None` if that is where the sample is cut off.
    fn candidate_of(
        &self,
        sample: usize,
        pool: &Pool,
        seen: &Seen,
        position: Equatorial,
        random: &mut impl Rng,
    ) -> Option<Candidate> {
        if !self.likelihood.samples()[sample]
            .dec
            .contains(position.dec_rad)
        {
            return None;
        }
        let proxy = match pool.edges.get(seen.bin..seen.bin + 2) {
            Some(&[low, high]) => 0.5 * (low + high),
            _ => f64::NAN,
        };
        let (cell, energy_factor) = self.likelihood.cell(sample, position.dec_rad.sin(), proxy);
        let window = self.likelihood.windows()[sample].as_ref();
        let time_factor = window.map_or(1.0, |window| window.of_signal(random));
        Some(Candidate {
            position,
            sigma_rad: seen.sigma_rad,
            sample: sample as u32,
            row: 0,
            cell,
            energy_factor,
            time_factor,
            profile: self.likelihood.profile(sample),
        })
    }

    /// `None` if it falls where the sample is cut off.
    fn candidate(&self, sample: usize, pool: &Pool, random: &mut impl Rng) -> Option<Put> {
        let seen = self.seen(sample, pool, random);
        let Seen {
            sigma_rad, psi_rad, ..
        } = seen;
        let dec_rad = declination_at(self.dec_rad, psi_rad, seen.angle_rad);
        let candidate = self.candidate_of(sample, pool, &seen, at_declination(dec_rad), random)?;
        let profile = candidate.profile;
        let record = self.likelihood.record(&candidate);
        let within = signal::chord(psi_rad) < f64::from(record.reach_chord);
        let shape = if within {
            profile.at(psi_rad * psi_rad, sigma_rad)
        } else {
            0.0
        };
        Some(Put {
            sample,
            ratio: (f64::from(record.peak_ratio) * shape) as f32,
            cell: candidate.cell,
        })
    }
}

impl Pool {
    fn new(likelihood: &Likelihood, sample: usize, dec_rad: f64, gamma: f64) -> Self {
        let near: Vec<&Candidate> = likelihood
            .candidates()
            .iter()
            .filter(|candidate| candidate.sample as usize == sample)
            .filter(|candidate| (candidate.position.dec_rad - dec_rad).abs() < BAND_RAD)
            .collect();
        let Some((shares, edges)) = likelihood.proxies(sample, dec_rad, gamma) else {
            let any_rad: Vec<f64> = near.iter().map(|candidate| candidate.sigma_rad).collect();
            return Self {
                below: vec![1.0],
                sigma_rad: vec![any_rad.clone()],
                any_rad,
                edges: Vec::new(),
            };
        };
        let mut sigma_rad = vec![Vec::new(); shares.len()];
        for candidate in &near {
            if let Some(bin) = likelihood.bin_of(candidate) {
                sigma_rad[bin].push(candidate.sigma_rad);
            }
        }
        let mut sum = 0.0;
        let below = shares.iter().map(|share| {
            sum += share;
            sum
        });
        Self {
            below: below.collect(),
            sigma_rad,
            any_rad: near.iter().map(|candidate| candidate.sigma_rad).collect(),
            edges,
        }
    }
}

/// How far from the source's centre a candidate is seen.
fn distance(profile: Profile, sigma_rad: f64, random: &mut impl Rng) -> f64 {
    let u = 1.0 - random.random::<f64>();
    let psi = match profile {
        Profile::Gaussian | Profile::Rayleigh => sigma_rad * (-2.0 * u.ln()).sqrt(),
        Profile::King(k) => {
            let t = k * (u.powf(1.0 / (1.0 - k)) - 1.0);
            sigma_rad * (2.0 * t).sqrt()
        }
        Profile::Disc(radius_rad) => {
            let (from, turn) = (
                radius_rad * random.random::<f64>().sqrt(),
                TAU * random.random::<f64>(),
            );
            let away = sigma_rad * (-2.0 * u.ln()).sqrt();
            (from * from + away * away + 2.0 * from * away * turn.cos())
                .max(0.0)
                .sqrt()
        }
    };
    psi.min(std::f64::consts::PI)
}

/// How far from the centre of a source of this shape something comes.
fn off_centre(shape: Shape, random: &mut impl Rng) -> f64 {
    let u = random.random::<f64>();
    match shape {
        Shape::Point => 0.0,
        Shape::Gaussian { sigma_rad } => sigma_rad * (-2.0 * (1.0 - u).ln()).sqrt(),
        Shape::Disc { radius_rad } => radius_rad * u.sqrt(),
    }
}

/// A Poisson number: products of uniform numbers until e^-mean (Knuth), in pieces where that would underflow.
fn poisson(mean: f64, random: &mut impl Rng) -> usize {
    const PIECE: f64 = 50.0;
    let (mut left, mut count) = (mean.clamp(0.0, 1e6), 0);
    while left > 0.0 {
        let end = (-left.min(PIECE)).exp();
        left -= PIECE;
        let mut product = random.random::<f64>();
        while product > end {
            count += 1;
            product *= random.random::<f64>();
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng as _;

    #[test]
    fn poisson_numbers_have_mean_and_variance() {
        let mut random = rand_pcg::Pcg64::seed_from_u64(1);
        for mean in [0.3, 4.0, 130.0] {
            let draws: Vec<f64> = (0..20_000)
                .map(|_| poisson(mean, &mut random) as f64)
                .collect();
            let average = draws.iter().sum::<f64>() / 20_000.0;
            let variance = draws.iter().map(|n| (n - average).powi(2)).sum::<f64>() / 20_000.0;
            let error = 5.0 * (mean / 20_000.0_f64).sqrt();
            assert!((average - mean).abs() < error, "{mean}: {average}");
            assert!((variance / mean - 1.0).abs() < 0.08, "{mean}: {variance}");
        }
        assert_eq!(poisson(0.0, &mut random), 0);
    }

    #[test]
    fn distances_have_the_median_of_their_law() {
        let mut random = rand_pcg::Pcg64::seed_from_u64(2);
        let mut median = |profile| {
            let mut all: Vec<f64> = (0..20_000)
                .map(|_| distance(profile, 0.01, &mut random))
                .collect();
            all.sort_by(f64::total_cmp);
            all[10_000] / 0.01
        };
        assert!((median(Profile::Gaussian) - 1.1774).abs() < 0.02);
        // King: (1 + t/k)^(1 - k) = 1/2.
        let king = (2.0 * 2.0 * (2.0_f64 - 1.0)).sqrt();
        assert!((median(Profile::King(2.0)) - king).abs() < 0.05);
        assert!((median(Profile::Disc(1.0)) - 100.0 * 0.5_f64.sqrt()).abs() < 2.0);
    }
}
