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
//!
//! Trials are whole scrambled skies; for limits candidates of all sources are put into them, of each source the share
//! w_k Σ_j Y_j(δ_k, γ) of what is expected. A flux of the stack is that of all its sources together.

use std::ops::Range;

use nuscope_model::Equatorial;

use crate::declination::AtDeclination;
use crate::fit::{Term, maximise};
use crate::index::{Index, Near};
use crate::record::Record;
use crate::skies::{each_numbered_sky, each_sky};
use crate::tile::{Ratios, exact_ratio};
use crate::trials::stream;
use crate::weights::{COARSE, coarse};
use crate::yields::Share;
use crate::{EnergyAt, Error, Fit, Injection, Likelihood, Watch};

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
    pairs: Vec<Pair>,
    /// Candidates of each sample.
    counts: Vec<usize>,
    shares: Vec<Vec<Share>>,
    sum: Vec<f64>,
    ratios: Ratios,
    total: Vec<Share>,
}

/// A candidate within reach of a source.
#[derive(Clone, Copy)]
struct Pair {
    sample: u32,
    /// Its place in the index, or after all of these if it was put.
    number: u32,
    source: u32,
    cell: u32,
    ratio: f32,
}

impl Pair {
    fn of(record: &Record, number: u32, source: usize, ratio: f32) -> Self {
        Self {
            sample: record.sample,
            number,
            source: source as u32,
            cell: record.cell,
            ratio,
        }
    }

    /// Candidate by candidate, sample by sample, so that each is one ratio in the end.
    fn key(&self) -> (u32, u32, u32) {
        (self.sample, self.number, self.source)
    }
}

/// A stack whose candidates are put into skies.
pub(crate) struct Shining<'a> {
    /// The share of what is expected, and what it looks like, of each source.
    sources: Vec<(f64, Injection<'a>)>,
}

/// Candidates are put with random numbers that no sky has.
const STREAM: u64 = 0x57ac_ced5_0ace_0b1e;

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

    /// What it is, for the name of what is kept of it.
    pub(crate) fn name(&self) -> String {
        let each = self.sources.iter();
        let each = each.map(|source| {
            (
                source.position.ra_rad,
                source.position.dec_rad,
                source.weight,
            )
        });
        format!("{:?}", each.collect::<Vec<_>>())
    }

    /// Expected events for a flux of all sources together of 1 GeV⁻¹ cm⁻² s⁻¹ at 1 TeV, divided as their weights are;
    /// `None` where yields are not known.
    pub fn events_per_norm(&self, gamma: f64) -> Option<f64> {
        let weights: f64 = self.sources.iter().map(|source| source.weight).sum();
        let mut events = 0.0;
        for source in &self.sources {
            let seen = self
                .likelihood
                .events_per_norm(source.position.dec_rad, gamma)?;
            events += source.weight / weights * seen;
        }
        Some(events)
    }

    /// TS of some scrambled skies; `None` if `watch` cancelled.
    pub(crate) fn skies(
        &self,
        skies: Range<u64>,
        seed: u64,
        watch: &dyn Watch,
    ) -> Option<Vec<f64>> {
        let fit = |room: &mut crate::skies::Room| self.fit_in(&room.index, &mut Room::default()).ts;
        each_sky(self.likelihood, skies, seed, watch, fit)
    }

    /// It with an index, to be put into skies.
    pub(crate) fn shining(&self, gamma: f64) -> Shining<'a> {
        let expected = |source: &Stacked| {
            let dec_rad = source.position.dec_rad;
            let seen = self.likelihood.events_per_norm(dec_rad, gamma);
            source.weight * seen.unwrap_or(1.0)
        };
        let all: f64 = self.sources.iter().map(expected).sum();
        let source = |source: &Stacked| {
            let share = if all > 0.0 {
                expected(source) / all
            } else {
                0.0
            };
            let injection = Injection::new(self.likelihood, source.position.dec_rad, gamma);
            (share, injection)
        };
        Shining {
            sources: self.sources.iter().map(source).collect(),
        }
    }

    /// TS of scrambled skies into which a Poisson number of candidates of all sources is put, `mu` on average; `None`
    /// if `watch` cancelled.
    pub(crate) fn skies_with(
        &self,
        shining: &Shining<'_>,
        mu: f64,
        skies: u64,
        seed: u64,
        watch: &dyn Watch,
    ) -> Option<Vec<f64>> {
        let fit = |room: &mut crate::skies::Room, sky: u64| {
            let mut random = stream(seed ^ STREAM, sky);
            let mut put: Vec<Record> = Vec::new();
            for ((share, injection), source) in shining.sources.iter().zip(&self.sources) {
                put.extend(injection.draw_at(source.position, mu * share, &mut random));
            }
            self.fit_with(&room.index, &put, &mut Room::default()).ts
        };
        each_numbered_sky(self.likelihood, 0..skies, seed, watch, fit)
    }

    fn fit_in(&self, index: &Index, room: &mut Room) -> Fit {
        self.fit_with(index, &[], room)
    }

    /// The best fit of the candidates of an index and of some that were put among them.
    fn fit_with(&self, index: &Index, put: &[Record], room: &mut Room) -> Fit {
        room.counts.clear();
        room.counts.extend(self.likelihood.counts());
        for record in put {
            room.counts[record.sample as usize] += 1;
        }
        self.gather(index, put, room);
        let mut fit = if self.likelihood.fits_index() {
            self.free(room)
        } else {
            self.at(self.likelihood.held_index(), room)
        };
        if !(self.likelihood.spatial_because().is_empty() && fit.ts > 0.0) {
            fit.gamma = f64::NAN;
        }
        fit.ts *= self.likelihood.settings().convention.factor();
        fit
    }

    /// The best of all indices.
    fn free(&self, room: &mut Room) -> Fit {
        const GOLDEN: f64 = 0.618_033_988_749_894_9;
        let mut best = Fit::NOTHING;
        for k in 0..COARSE {
            let found = self.at(coarse(k), room);
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
            let (at_a, at_b) = (self.at(a, room), self.at(b, room));
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
    fn gather(&self, index: &Index, put: &[Record], room: &mut Room) {
        room.pairs.clear();
        for (k, source) in self.sources.iter().enumerate() {
            let toward = source.position.to_vector();
            let at = toward.to_array().map(|v| v as f32);
            index.around(toward, 0.0, &mut room.near);
            for &number in room.near.numbers() {
                let record = index.record(number);
                let profile = self.likelihood.profile(record.sample as usize);
                if let Some(ratio) = exact_ratio(record, at, &profile) {
                    room.pairs.push(Pair::of(record, number, k, ratio));
                }
            }
            for (i, record) in put.iter().enumerate() {
                let profile = self.likelihood.profile(record.sample as usize);
                if let Some(ratio) = exact_ratio(record, at, &profile) {
                    let number = u32::MAX - i as u32;
                    room.pairs.push(Pair::of(record, number, k, ratio));
                }
            }
        }
        room.pairs.sort_unstable_by_key(Pair::key);
    }

    /// The best n_s at an index.
    fn at(&self, gamma: f64, room: &mut Room) -> Fit {
        let weights = self.likelihood.weights_at(gamma);
        room.shares.resize_with(self.sources.len(), Vec::new);
        room.sum.clear();
        room.sum.resize(room.counts.len(), 0.0);
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
            let mine = |pair: &Pair| pair.sample as usize == sample;
            while let Some(mut pair) = pairs.next_if(mine) {
                let mut together = 0.0;
                loop {
                    let share = room.shares[pair.source as usize][sample].value;
                    together += share / sum.max(f64::MIN_POSITIVE) * f64::from(pair.ratio);
                    let Some(next) = pairs.next_if(|next| next.number == pair.number) else {
                        break;
                    };
                    pair = next;
                }
                let cell = pair.cell;
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
        let terms: Vec<Term<'_>> = Term::all(&room.counts, &room.total, &room.ratios).collect();
        let mut fit = maximise(&terms);
        if fit.ts > 0.0 {
            fit.gamma = gamma;
        }
        fit
    }
}
