//! One fit for many sources at once: a catalogue in which each source is too weak to be seen alone.
//!
//! Source k has the weight w_k; a sample sees the share ω of its signal from it, and all samples share one n_s and γ:
//!
//! ```text
//! ω_jk(γ) = w_k Y_j(δ_k, γ) / Σ_k w_k Y_j(δ_k, γ)
//! R_i = Σ_k ω_jk R_ik,     f_j(γ) = Σ_k w_k Y_j(δ_k, γ) / Σ_jk w_k Y_j(δ_k, γ)
//! ```
//!
//! Weights are those of fluxes: equal ones mean sources of equal flux. γ is looked for on a grid of 0.25 and then by
//! golden section around the best: at each γ the fit of n_s is concave and sure. Energies are taken from the declination
//! of the candidates, for a candidate belongs to several sources.

use nuscope_model::Equatorial;

use crate::calibration::{Distribution, Estimate};
use crate::declination::AtDeclination;
use crate::fit::{Term, maximise};
use crate::index::{Index, Near};
use crate::skies::each_sky;
use crate::tile::{Ratios, exact_ratio};
use crate::weights::{COARSE, coarse};
use crate::yields::Share;
use crate::{EnergyAt, Error, Fit, Likelihood, Watch};

/// How finely γ is told.
const LAST_STEP: f64 = 0.01;

/// A source of a stack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stacked {
    /// Where it is.
    pub position: Equatorial,
    /// Its weight, above 0: its flux in any unit.
    pub weight: f64,
}

/// A stack, ready for fits on any sky of its candidates.
#[derive(Debug)]
pub struct Stack<'a> {
    likelihood: &'a Likelihood,
    sources: Vec<Stacked>,
    there: Vec<AtDeclination>,
}

/// Memory of fits.
#[derive(Default)]
struct Room {
    near: Near,
    /// Place in the index, source, ratio.
    pairs: Vec<(u32, u32, f32)>,
    shares: Vec<Vec<Share>>,
    sum: Vec<f64>,
    ratios: Ratios,
    total: Vec<Share>,
}

impl<'a> Stack<'a> {
    /// Prepares a stack of sources that are in the field of view.
    ///
    /// # Errors
    /// If there is none, a weight is not above 0, or energies are those of the source's declination.
    pub fn new(likelihood: &'a Likelihood, sources: &[Stacked]) -> Result<Self, Error> {
        let wrong = |what: &str| Err(Error::Analysis(what.to_owned()));
        if sources.is_empty() {
            return wrong("a stack needs at least one source in the field of view");
        }
        let bad = |source: &&Stacked| !(source.weight > 0.0 && source.weight.is_finite());
        if let Some(source) = sources.iter().find(bad) {
            let weight = source.weight;
            return wrong(&format!(
                "a weight above 0 is wanted for each source, one is {weight}"
            ));
        }
        if likelihood.settings().energy == EnergyAt::Source && likelihood.fits_index() {
            return wrong(
                "a stack takes energies from the candidates: leave out energy = \"source\"",
            );
        }
        Ok(Self {
            there: sources
                .iter()
                .map(|source| likelihood.at_declination(source.position.dec_rad))
                .collect(),
            sources: sources.to_vec(),
            likelihood,
        })
    }

    /// The best fit on the sky as it is.
    pub fn fit(&self) -> Fit {
        self.fit_in(self.likelihood.index(), &mut Room::default())
    }

    /// How likely a TS is on scrambled skies; `None` if `watch` cancelled.
    pub fn estimate(
        &self,
        ts: f64,
        skies: u64,
        seed: u64,
        watch: &dyn Watch,
    ) -> Option<Option<Estimate>> {
        let fit = |room: &mut crate::skies::Room| self.fit_in(&room.index, &mut Room::default()).ts;
        let ts_of_skies = each_sky(self.likelihood, 0..skies, seed, watch, fit)?;
        Some(Distribution::of(ts_of_skies).estimate(ts))
    }

    fn fit_in(&self, index: &Index, room: &mut Room) -> Fit {
        self.gather(index, room);
        let mut fit = if self.likelihood.fits_index() {
            self.free(index, room)
        } else {
            self.at(self.likelihood.held_index(), index, room)
        };
        if !(self.likelihood.spatial_because().is_empty() && fit.ts > 0.0) {
            fit.gamma = f64::NAN;
        }
        fit.ts *= self.likelihood.settings().convention.factor();
        fit
    }

    /// The best of all indices.
    fn free(&self, index: &Index, room: &mut Room) -> Fit {
        const GOLDEN: f64 = 0.618_033_988_749_894_9;
        let mut best = Fit::NOTHING;
        for k in 0..COARSE {
            let found = self.at(coarse(k), index, room);
            if found.ts > best.ts {
                best = found;
            }
        }
        if best.ts <= 0.0 {
            return best;
        }
        let (first, last) = (coarse(0), coarse(COARSE - 1));
        let (mut low, mut high) = (
            (best.gamma - 0.25).max(first),
            (best.gamma + 0.25).min(last),
        );
        while high - low > LAST_STEP {
            let (a, b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
            let (at_a, at_b) = (self.at(a, index, room), self.at(b, index, room));
            if at_a.ts > at_b.ts {
                high = b;
            } else {
                low = a;
            }
            for found in [at_a, at_b] {
                if found.ts > best.ts {
                    best = found;
                }
            }
        }
        best
    }

    /// The ratio of every candidate within reach of a source, for each of them.
    fn gather(&self, index: &Index, room: &mut Room) {
        room.pairs.clear();
        for (k, source) in self.sources.iter().enumerate() {
            let toward = source.position.to_vector();
            let at = toward.to_array().map(|v| v as f32);
            index.around(toward, 0.0, &mut room.near);
            for &number in room.near.numbers() {
                let record = index.record(number);
                let profile = self.likelihood.profile(record.sample as usize);
                if let Some(ratio) = exact_ratio(record, at, &profile) {
                    room.pairs.push((number, k as u32, ratio));
                }
            }
        }
        // Candidate by candidate, sample by sample, so that each is one ratio in the end.
        room.pairs
            .sort_unstable_by_key(|pair| (index.record(pair.0).sample, pair.0, pair.1));
    }

    /// The best n_s at an index.
    fn at(&self, gamma: f64, index: &Index, room: &mut Room) -> Fit {
        let counts = self.likelihood.counts();
        let weights = self.likelihood.weights_at(gamma);
        room.shares.resize_with(self.sources.len(), Vec::new);
        room.sum.clear();
        room.sum.resize(counts.len(), 0.0);
        let mut all = 0.0;
        for ((source, there), shares) in self.sources.iter().zip(&self.there).zip(&mut room.shares)
        {
            there.shares.at(gamma, shares);
            // A share times what all samples see of the source.
            let dec_rad = source.position.dec_rad;
            let seen = self
                .likelihood
                .events_per_norm(dec_rad, gamma)
                .unwrap_or(1.0);
            for (share, sum) in shares.iter_mut().zip(&mut room.sum) {
                share.value *= source.weight * seen;
                *sum += share.value;
                all += share.value;
            }
        }
        if all <= 0.0 {
            return Fit::NOTHING;
        }
        room.ratios.clear();
        let mut pairs = room.pairs.iter().copied().peekable();
        for (sample, sum) in room.sum.iter().enumerate() {
            let mine = |pair: &(u32, u32, f32)| index.record(pair.0).sample as usize == sample;
            while let Some((number, mut k, mut ratio)) = pairs.next_if(mine) {
                let mut together = 0.0;
                loop {
                    let share = room.shares[k as usize][sample].value / sum.max(f64::MIN_POSITIVE);
                    together += share * f64::from(ratio);
                    let Some(next) = pairs.next_if(|next| next.0 == number) else {
                        break;
                    };
                    (k, ratio) = (next.1, next.2);
                }
                let cell = index.record(number).cell;
                let weight = weights
                    .as_ref()
                    .map_or(1.0, |weights| weights[cell as usize]);
                room.ratios
                    .push((together * f64::from(weight)) as f32, cell);
            }
            room.ratios.end_sample();
        }
        room.total.clear();
        room.total.extend(room.sum.iter().map(|sum| Share {
            value: sum / all,
            ..Share::default()
        }));
        let terms: Vec<Term<'_>> = Term::all(counts, &room.total, &room.ratios).collect();
        let mut fit = maximise(&terms);
        if fit.ts > 0.0 {
            fit.gamma = gamma;
        }
        fit
    }
}
