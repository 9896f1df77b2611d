//! The best time window at one place, where nobody says when: a box of dates that begins and ends at a candidate.
//!
//! ```text
//! TS' = 2 ln Λ(n_s; box) + 2 ln(ΔT/T)
//! ```
//!
//! All pairs of the candidates with the largest S/B are tried as ends. ΔT is the box's days of good runs and T the longest
//! that is looked for: there are T/ΔT times as many short boxes as long ones, and without the second term the best of
//! them would nearly always win (Braun et al. 2010, Astropart. Phys. 33, 175). The index is held, for it must not follow
//! every pair. How likely a TS' is follows from trials that repeat the whole search with new places and dates.

use nuscope_model::{Equatorial, Quantity};
use rayon::prelude::*;

use crate::calibration::{Distribution, Estimate};
use crate::declination::AtDeclination;
use crate::fit::{Term, maximise};
use crate::good_runs::{GoodRuns, Window};
use crate::tile::{Ratios, exact_ratio};
use crate::trials::stream;
use crate::yields::Share;
use crate::{Error, Input, Likelihood, Sight, TimeProfile, Trials, Watch};

/// So many candidates are tried as ends.
const SEEDS: usize = 30;

/// Shorter boxes are not looked at; in days.
const SHORTEST_DAYS: f64 = 1e-5;

/// Searches have random numbers that no trial has.
const STREAM: u64 = 0xf1a6_e0f5_0a2c_e001;

/// All of time.
const ALWAYS: TimeProfile = TimeProfile::Box {
    from_mjd: f64::NEG_INFINITY,
    to_mjd: f64::INFINITY,
};

/// The best box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flare {
    /// The date of its first candidate.
    pub from_mjd: f64,
    /// The date of its last candidate.
    pub to_mjd: f64,
    /// Days of good runs in it, of all samples together.
    pub good_days: f64,
    /// TS with the penalty for its length; in the convention of the settings.
    pub ts: f64,
    /// Number of signal events at the index that is held.
    pub n_s: f64,
}

/// A search at one place.
#[derive(Debug)]
pub struct FlareSearch<'a> {
    likelihood: &'a Likelihood,
    trials: Trials<'a>,
    position: Equatorial,
    there: AtDeclination,
    /// Good runs by sample; `None` for those without candidates.
    runs: Vec<Option<(GoodRuns, Window)>>,
    gamma: f64,
    /// Energy weights by cell at the index; `None` where energies play no part.
    weights: Option<Vec<f32>>,
    longest_days: f64,
    found: Vec<Seen>,
}

/// A candidate within reach.
#[derive(Clone, Copy, Debug)]
struct Seen {
    sample: usize,
    /// Signal over background in space and energy.
    ratio: f64,
    mjd: f64,
}

/// Memory of a search.
#[derive(Debug, Default)]
struct Room {
    ratios: Ratios,
    shares: Vec<Share>,
    seeds: Vec<f64>,
}

impl<'a> FlareSearch<'a> {
    /// Prepares a search at a place; `inputs` are those the likelihood was made of, without a time window.
    ///
    /// # Errors
    /// If the likelihood has a window already, nothing can be said about the place, or a sample has no dates.
    pub fn new(
        likelihood: &'a Likelihood,
        inputs: &[Input],
        position: Equatorial,
        longest_days: Option<f64>,
    ) -> Result<Self, Error> {
        let wrong = |what: &str| Err(Error::Window(what.to_owned()));
        if likelihood.settings().time.is_some() {
            return wrong("a flare is looked for at all times: leave out the time window");
        }
        let sight = likelihood.sight(position.dec_rad);
        if sight != Sight::Open || !position.ra_rad.is_finite() {
            return wrong(sight.words());
        }
        let longest = longest_days.unwrap_or(f64::INFINITY);
        if longest.is_nan() || longest < SHORTEST_DAYS {
            return wrong(&format!(
                "the longest flare must last a second or more, not {longest} days"
            ));
        }
        let mut runs = Vec::new();
        for (input, used) in inputs.iter().zip(likelihood.samples()) {
            if used.used == 0 {
                runs.push(None);
                continue;
            }
            let sample = &*input.sample;
            let dates = sample.column(Quantity::Mjd).unwrap_or_default().iter();
            let dates = dates.copied().filter(|mjd| mjd.is_finite());
            let found = GoodRuns::of(sample.uptime.as_deref(), dates);
            let found = found.ok_or_else(|| Error::NoDates {
                sample: sample.name.clone(),
                what: "a search for flares needs dates and good runs; it has neither".into(),
            })?;
            let window = found.under(ALWAYS, input.livetime_days);
            runs.push(Some((found, window)));
        }
        let gamma = likelihood.held_index();
        let there = likelihood.at_declination(position.dec_rad);
        let weights = there.weights.as_ref().map(|weights| weights.at(gamma));
        let mut search = Self {
            weights: weights.or_else(|| likelihood.weights_at(gamma)),
            trials: Trials::new(likelihood, position.dec_rad),
            likelihood,
            position,
            there,
            runs,
            gamma,
            longest_days: longest,
            found: Vec::new(),
        };
        search.longest_days = longest.min(search.good_days(f64::NEG_INFINITY, f64::INFINITY));
        search.found = search.seen(inputs);
        Ok(search)
    }

    /// The index that is held.
    pub fn gamma(&self) -> f64 {
        self.gamma
    }

    /// The longest box in days of good runs.
    pub fn longest_days(&self) -> f64 {
        self.longest_days
    }

    /// The best box; `None` where none is better than none.
    pub fn best(&self) -> Option<Flare> {
        self.best_of(self.found.clone(), &mut Room::default())
    }

    /// How likely a flare as good is without one, from so many trials; `None` if `watch` cancelled.
    pub fn estimate(
        &self,
        ts: f64,
        trials: u64,
        seed: u64,
        watch: &dyn Watch,
    ) -> Option<Option<Estimate>> {
        let ts_of_trials = self.run(trials, seed, watch)?;
        Some(Distribution::of(ts_of_trials).estimate(ts))
    }

    /// TS' of trials without a source, 0 where no box is better than none; `None` if `watch` cancelled.
    pub fn run(&self, trials: u64, seed: u64, watch: &dyn Watch) -> Option<Vec<f64>> {
        const AT_ONCE: u64 = 64;
        let mut all = Vec::with_capacity(trials as usize);
        for first in (0..trials).step_by(AT_ONCE as usize) {
            if !watch.step(first as usize, trials as usize) {
                return None;
            }
            let some = (first..trials.min(first + AT_ONCE)).into_par_iter();
            all.par_extend(some.map_init(Room::default, |room, trial| {
                let best = self.best_of(self.drawn(seed, trial), room);
                best.map_or(0.0, |flare| flare.ts)
            }));
        }
        Some(all)
    }

    /// The candidates within reach as they are.
    fn seen(&self, inputs: &[Input]) -> Vec<Seen> {
        let at = self.position.to_vector().to_array().map(|v| v as f32);
        let cut = self.likelihood.settings().cut_sigmas;
        let all = self.likelihood.candidates().iter();
        all.filter_map(|candidate| {
            let across = (candidate.position.dec_rad - self.position.dec_rad).abs();
            if across > candidate.reach_rad(cut) + 1e-9 {
                return None;
            }
            let sample = candidate.sample as usize;
            let (runs, _) = self.runs[sample].as_ref()?;
            let dates = inputs[sample].sample.column(Quantity::Mjd)?;
            let mjd = *dates.get(candidate.row as usize)?;
            if !runs.hold(mjd) {
                return None;
            }
            let record = self.likelihood.record(candidate);
            let ratio = exact_ratio(&record, at, &candidate.profile)?;
            Some(self.weighted(sample, ratio, candidate.cell, mjd))
        })
        .collect()
    }

    /// Those of a trial: places and dates by chance.
    fn drawn(&self, seed: u64, trial: u64) -> Vec<Seen> {
        let mut random = stream(seed ^ STREAM, trial);
        let mut found = Vec::new();
        let mut places = Vec::new();
        self.trials
            .each_within_reach(&mut random, |sample, ratio, cell| {
                places.push((sample, ratio, cell));
            });
        for (sample, ratio, cell) in places {
            if let Some((_, window)) = &self.runs[sample] {
                let mjd = window.signal_mjd(&mut random);
                found.push(self.weighted(sample, ratio, cell, mjd));
            }
        }
        found
    }

    fn weighted(&self, sample: usize, ratio: f32, cell: u32, mjd: f64) -> Seen {
        let weight = self.weights.as_ref();
        let weight = weight.map_or(1.0, |weights| weights[cell as usize]);
        Seen {
            sample,
            ratio: f64::from(ratio) * f64::from(weight),
            mjd,
        }
    }

    /// Days of good runs between two dates, of all samples together.
    fn good_days(&self, from_mjd: f64, to_mjd: f64) -> f64 {
        let each = self.runs.iter().flatten();
        let days = each.map(|(runs, _)| runs.days_between(from_mjd, to_mjd));
        days.sum()
    }

    fn best_of(&self, mut found: Vec<Seen>, room: &mut Room) -> Option<Flare> {
        found.sort_by(|a, b| b.ratio.total_cmp(&a.ratio));
        let mut seeds = std::mem::take(&mut room.seeds);
        seeds.clear();
        let strong = found.iter().take(SEEDS).filter(|seen| seen.ratio > 1.0);
        seeds.extend(strong.map(|seen| seen.mjd));
        seeds.sort_by(f64::total_cmp);
        // By sample and date, so that a box is one range of each.
        found.sort_by(|a, b| a.sample.cmp(&b.sample).then(a.mjd.total_cmp(&b.mjd)));
        let mut best: Option<Flare> = None;
        for (i, from_mjd) in seeds.iter().enumerate() {
            for to_mjd in &seeds[i + 1..] {
                let good_days = self.good_days(*from_mjd, *to_mjd);
                if good_days < SHORTEST_DAYS {
                    continue;
                }
                if good_days > self.longest_days {
                    break;
                }
                let (ts, n_s) = self.box_fit(&found, [*from_mjd, *to_mjd], room);
                let penalty = 2.0 * (good_days / self.longest_days).ln();
                let ts = (ts + penalty) * self.likelihood.settings().convention.factor();
                if ts > best.map_or(0.0, |best| best.ts) {
                    best = Some(Flare {
                        from_mjd: *from_mjd,
                        to_mjd: *to_mjd,
                        good_days,
                        ts,
                        n_s,
                    });
                }
            }
        }
        room.seeds = seeds;
        best
    }

    /// 2 ln Λ and n_s in a box.
    fn box_fit(&self, found: &[Seen], [from_mjd, to_mjd]: [f64; 2], room: &mut Room) -> (f64, f64) {
        self.there.shares.at(self.gamma, &mut room.shares);
        room.ratios.clear();
        let mut sum = 0.0;
        for (sample, (runs, share)) in self.runs.iter().zip(&mut room.shares).enumerate() {
            let inside = runs.as_ref().map_or(0.0, |(runs, _)| {
                runs.days_between(from_mjd, to_mjd) / runs.days()
            });
            share.value *= inside;
            sum += share.value;
            if inside > 0.0 {
                let first = found.partition_point(|seen| {
                    seen.sample < sample || (seen.sample == sample && seen.mjd < from_mjd)
                });
                let mine = found[first..].iter();
                let mine = mine.take_while(|seen| seen.sample == sample && seen.mjd <= to_mjd);
                for seen in mine {
                    room.ratios.push((seen.ratio / inside).min(1e18) as f32, 0);
                }
            }
            room.ratios.end_sample();
        }
        if sum <= 0.0 {
            return (0.0, 0.0);
        }
        room.shares.iter_mut().for_each(|share| share.value /= sum);
        let counts = self.likelihood.counts();
        let terms: Vec<Term<'_>> = Term::all(counts, &room.shares, &room.ratios).collect();
        let fit = maximise(&terms);
        (fit.ts, fit.n_s)
    }
}
