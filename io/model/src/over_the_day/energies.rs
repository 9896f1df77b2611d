//! Reconstructed energies by declination, from shares over E_reconstructed/E_true by zenith.
//!
//! The migrations are ratios; here they become bins of the reconstructed energy itself, of a fifth of a decade, from a
//! decade below the lowest true energy to one above the highest; the outermost take in what lies beyond. True energies
//! are spread evenly over the logarithm of their bin and ratios over that of theirs, so that their product has a
//! trapezium for its density.

use super::{Unseen, Zeniths, kept, middles, sound_latitude};
use crate::{DirectionAxis, EffectiveArea, EnergyDispersion, EnergyMigration, EnergyProxy};

/// Width of a bin of reconstructed energy, in log10.
const STEP: f64 = 0.2;

/// Bins narrower than this are as good as none, in log10.
const NARROW: f64 = 1e-4;

/// A ratio of 0 has no logarithm: such a bin reaches as far down as this below its upper edge, in log10.
const LOWEST_DECADES: f64 = 1.0;

impl EnergyMigration {
    /// The energies of a dispersion at a site of this latitude, and how long a source may be outside the table. `area`
    /// weighs the zenith angles, where it is known by zenith; else they count by time alone.
    ///
    /// # Errors
    /// In words, what of the tables cannot be used.
    pub fn over_the_day(
        dispersion: &EnergyDispersion,
        area: Option<&EffectiveArea>,
        latitude_rad: f64,
    ) -> Result<(Self, Unseen), String> {
        dispersion.check()?;
        sound_latitude(latitude_rad)?;
        let weights = Weights::of(dispersion, area)?;
        let rows: Vec<f64> = middles().collect();
        let seen = |dec_rad: &f64| {
            let shares = weights.thetas.shares(latitude_rad, *dec_rad);
            shares.iter().sum::<f64>()
        };
        let (dec_edges_rad, decs, unseen) = kept(&rows, seen)?;
        let energies = &dispersion.log10_energy_edges;
        let proxy_edges = proxy_edges(energies);
        let bins = proxy_edges.len() - 1;
        // Each bin of energy and theta in the new bins, once for all declinations.
        let [energy_bins, theta_bins] = dispersion.bins();
        let mut each = vec![0.0; energy_bins * theta_bins * bins];
        for (place, row) in each.chunks_mut(bins).enumerate() {
            let (energy, theta) = (place / theta_bins, place % theta_bins);
            turn(dispersion, energy, theta, &proxy_edges, row);
        }
        let mut share = Vec::with_capacity(energy_bins * decs.len() * bins);
        for energy in 0..energy_bins {
            for dec_rad in decs {
                let weights = weights.at(energy, latitude_rad, *dec_rad);
                let first = share.len();
                share.resize(first + bins, 0.0);
                for (theta, weight) in weights.iter().enumerate() {
                    let from = (energy * theta_bins + theta) * bins;
                    let sum: f64 = each[from..from + bins].iter().sum();
                    if sum > 0.0 {
                        for k in 0..bins {
                            share[first + k] += weight * each[from + k] / sum;
                        }
                    }
                }
            }
        }
        let found = Self {
            name: dispersion.name.clone(),
            proxy: EnergyProxy::Log10EnergyGev,
            log10_true_energy_edges: energies.clone(),
            dec_edges_rad,
            proxy_edges,
            share,
            checksum: dispersion.checksum.clone(),
        };
        found.check()?;
        Ok((found, unseen))
    }
}

/// How much each bin of theta counts.
struct Weights<'a> {
    /// Those of the dispersion.
    thetas: Zeniths,
    /// Those of dispersion and area together: the place in the dispersion and the one in the area.
    fine: Zeniths,
    places: Vec<(usize, Option<usize>)>,
    area: Option<&'a EffectiveArea>,
    /// The middle of each bin of energy.
    energies: Vec<f64>,
}

impl<'a> Weights<'a> {
    fn of(dispersion: &EnergyDispersion, area: Option<&'a EffectiveArea>) -> Result<Self, String> {
        let thetas = Zeniths::of(&dispersion.theta_edges_rad, DirectionAxis::ThetaRad)?;
        let area = area.filter(|area| area.direction != DirectionAxis::DeclinationRad);
        let of_area = match area {
            Some(area) => {
                area.check()?;
                Some(Zeniths::of(&area.direction_edges, area.direction)?)
            }
            None => None,
        };
        let mut cosines = thetas.cosines.clone();
        cosines.extend(of_area.iter().flat_map(|zeniths| &zeniths.cosines));
        cosines.sort_by(f64::total_cmp);
        cosines.dedup_by(|a, b| (*a - *b).abs() < 1e-7);
        let place = |zeniths: &Zeniths, cosine: f64| {
            let above = zeniths.cosines.partition_point(|edge| *edge <= cosine);
            let within = above > 0 && above < zeniths.cosines.len();
            within.then(|| zeniths.bin(above - 1))
        };
        let (mut low, mut high, mut places) = (Vec::new(), 0.0, Vec::new());
        for edges in cosines.windows(2) {
            let middle = 0.5 * (edges[0] + edges[1]);
            // Where the dispersion says nothing, nothing counts.
            if let Some(theta) = place(&thetas, middle) {
                let in_area = of_area.as_ref().and_then(|area| place(area, middle));
                places.push((theta, in_area));
                low.push(edges[0]);
                high = edges[1];
            }
        }
        low.push(high);
        let energies = dispersion.log10_energy_edges.windows(2);
        Ok(Self {
            thetas,
            fine: Zeniths {
                cosines: low,
                turned: false,
            },
            places,
            area,
            energies: energies.map(|edge| 0.5 * (edge[0] + edge[1])).collect(),
        })
    }

    /// The weight of each bin of theta at an energy and a declination; by time where the area is 0 all day.
    fn at(&self, energy: usize, latitude_rad: f64, dec_rad: f64) -> Vec<f64> {
        let times = self.fine.shares(latitude_rad, dec_rad);
        let mut by_time = vec![0.0; self.thetas.len()];
        let mut by_area = by_time.clone();
        for (time, (theta, in_area)) in times.iter().zip(&self.places) {
            by_time[*theta] += time;
            if let (Some(area), Some(bin)) = (self.area, in_area) {
                by_area[*theta] += time * area_of(area, self.energies[energy], *bin);
            }
        }
        let sum: f64 = by_area.iter().sum();
        if sum > 0.0 {
            by_area.iter_mut().for_each(|weight| *weight /= sum);
            return by_area;
        }
        by_time
    }
}

/// The area in a bin of the zenith at an energy; 0 outside the table.
fn area_of(area: &EffectiveArea, log10_energy: f64, bin: usize) -> f64 {
    let columns = area.direction_edges.len() - 1;
    let edges = &area.log10_energy_edges;
    let above = edges.partition_point(|edge| *edge <= log10_energy);
    if above == 0 || above == edges.len() {
        return 0.0;
    }
    area.area_cm2[(above - 1) * columns + bin]
}

/// The shares of a bin of energy and theta over bins of the reconstructed energy.
fn turn(
    dispersion: &EnergyDispersion,
    energy: usize,
    theta: usize,
    proxy_edges: &[f64],
    bins: &mut [f64],
) {
    let edges = &dispersion.log10_energy_edges[energy..energy + 2];
    let migrations = dispersion.migration_edges.windows(2);
    for (ratios, share) in migrations.zip(dispersion.shares(energy, theta)) {
        if *share <= 0.0 {
            continue;
        }
        let high = ratios[1].log10();
        let low = match ratios[0] > 0.0 {
            true => ratios[0].log10(),
            false => high - LOWEST_DECADES,
        };
        let last = bins.len() - 1;
        let mut below = 0.0;
        for (k, bin) in bins.iter_mut().enumerate() {
            let until = match k == last {
                true => 1.0,
                false => below_sum([edges[0], edges[1]], [low, high], proxy_edges[k + 1]),
            };
            *bin += share * (until - below).max(0.0);
            below = until.max(below);
        }
    }
}

/// The chance that the sum of two numbers, each evenly spread over an interval, is below a value.
fn below_sum([a, b]: [f64; 2], [c, d]: [f64; 2], value: f64) -> f64 {
    let (wide, narrow) = ((b - a).max(d - c), (b - a).min(d - c));
    if narrow < NARROW {
        // One interval alone, moved by the middle of the other.
        let first = a + c + 0.5 * narrow;
        return ((value - first) / wide.max(NARROW)).clamp(0.0, 1.0);
    }
    let square = |from: f64| (value - from).max(0.0).powi(2);
    let sum = square(a + c) - square(b + c) - square(a + d) + square(b + d);
    (0.5 * sum / (wide * narrow)).clamp(0.0, 1.0)
}

fn proxy_edges(energies: &[f64]) -> Vec<f64> {
    let (first, last) = (energies[0] - 1.0, energies[energies.len() - 1] + 1.0);
    let (first, last) = ((first / STEP).floor(), (last / STEP).ceil());
    let bins = (last - first).clamp(1.0, 1000.0) as usize;
    (0..=bins).map(|i| (first + i as f64) * STEP).collect()
}
