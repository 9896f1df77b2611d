//! Skies without a source, and with one put in: what a fit at one declination makes of them.
//!
//! A trial gives every candidate a right ascension of its own choosing and keeps all else. Seen from a source at
//! declination δ, a candidate at d then lies at a chord of
//!
//! ```text
//! c² = 4 sin²((d - δ)/2) + 4 cos d cos δ sin²(Δα/2),   Δα uniform
//! ```
//!
//! so it is within its reach with a probability that is known beforehand. Candidates of similar probability stand
//! together, and whoever is out of reach is skipped over in geometric steps: a trial costs what its few hundred
//! candidates within reach cost. With a time window a trial also gives every candidate a date within the good runs, each as
//! likely as another, so that the number in the window fluctuates; those outside are skipped over alike. Trials are numbered; number and seed decide one alone, whatever the threads do.

use std::f64::consts::{PI, TAU};
use std::ops::Range;

use nuscope_model::Equatorial;
use rand::{Rng, RngExt as _};
use rayon::prelude::*;

use crate::declination::AtDeclination;
use crate::exp::exp_neg;
use crate::good_runs::Window;
use crate::injection::Injection;
use crate::likelihood::{Likelihood, Scratch};
use crate::profile::Profile;
use crate::record::{Candidate, LARGEST_RATIO};
use crate::signal;
use crate::{Fit, Watch};

/// Candidates in a group have probabilities within this factor of each other.
const GROUP_FACTOR: f64 = 1.6;

/// A group that is within reach at least this often is drawn one by one.
const OFTEN: f64 = 0.4;

/// Trials at one declination.
#[derive(Debug)]
pub struct Trials<'a> {
    likelihood: &'a Likelihood,
    there: AtDeclination,
    dec_rad: f64,
    members: Vec<Member>,
    groups: Vec<Group>,
}

/// A candidate that may be within reach.
#[derive(Clone, Copy, Debug)]
struct Member {
    /// 4 sin²((d - δ)/2) and 4 cos d cos δ.
    chord2: [f64; 2],
    /// Largest Δα within reach.
    half_width_rad: f64,
    half_inverse_variance: f32,
    peak_ratio: f32,
    cell: u32,
}

/// Candidates of one sample and similar probability.
#[derive(Clone, Debug)]
struct Group {
    sample: usize,
    /// The largest probability of any of them.
    most: f64,
    members: Range<usize>,
}

impl<'a> Trials<'a> {
    /// Prepares trials for sources at a declination.
    pub fn new(likelihood: &'a Likelihood, dec_rad: f64) -> Self {
        let cut = likelihood.settings().cut_sigmas;
        let mut found: Vec<(u32, Member)> = likelihood
            .candidates()
            .par_iter()
            .filter_map(|candidate| {
                let member = Member::new(candidate, likelihood, dec_rad, cut)?;
                Some((candidate.sample, member))
            })
            .collect();
        found.sort_by(|a, b| {
            let chance = |member: &Member| -member.half_width_rad;
            (a.0, chance(&a.1))
                .partial_cmp(&(b.0, chance(&b.1)))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let mut groups: Vec<Group> = Vec::new();
        for (i, (sample, member)) in found.iter().enumerate() {
            let (sample, chance) = (*sample as usize, member.half_width_rad / PI);
            match groups.last_mut() {
                Some(group) if group.sample == sample && chance * GROUP_FACTOR >= group.most => {
                    group.members.end = i + 1;
                }
                _ => groups.push(Group {
                    sample,
                    most: chance,
                    members: i..i + 1,
                }),
            }
        }
        Self {
            there: likelihood.at_declination(dec_rad),
            likelihood,
            dec_rad,
            members: found.into_iter().map(|(_, member)| member).collect(),
            groups,
        }
    }

    /// Declination of the sources in radians.
    pub fn dec_rad(&self) -> f64 {
        self.dec_rad
    }

    /// The likelihood whose candidates these are.
    pub fn likelihood(&self) -> &Likelihood {
        self.likelihood
    }

    /// The best fit of one scrambled sky.
    pub fn background(&self, seed: u64, trial: u64) -> Fit {
        let mut scratch = Scratch::default();
        self.fit(None, seed, trial, &mut scratch).0
    }

    /// The best fit of one scrambled sky into which a Poisson number of candidates of a source is put, `mu` on average,
    /// and that number.
    pub fn with_source(&self, source: &Injection, mu: f64, seed: u64, trial: u64) -> (Fit, usize) {
        let mut scratch = Scratch::default();
        self.fit(Some((source, mu)), seed, trial, &mut scratch)
    }

    /// The fits of trials `0..trials`, on all threads; with a source where one is given. `None` if `watch` cancelled.
    pub fn run(
        &self,
        source: Option<(&Injection, f64)>,
        trials: u64,
        seed: u64,
        watch: &dyn Watch,
    ) -> Option<Vec<Fit>> {
        self.run_some(source, 0..trials, seed, watch)
    }

    /// The same of trials of some numbers.
    pub(crate) fn run_some(
        &self,
        source: Option<(&Injection, f64)>,
        trials: Range<u64>,
        seed: u64,
        watch: &dyn Watch,
    ) -> Option<Vec<Fit>> {
        const AT_ONCE: u64 = 256;
        let total = trials.end.saturating_sub(trials.start) as usize;
        let mut fits = Vec::with_capacity(total);
        for first in trials.clone().step_by(AT_ONCE as usize) {
            if !watch.step((first - trials.start) as usize, total) {
                return None;
            }
            fits.par_extend(
                (first..trials.end.min(first + AT_ONCE))
                    .into_par_iter()
                    .map_init(Scratch::default, |scratch, trial| {
                        self.fit(source, seed, trial, scratch).0
                    }),
            );
        }
        Some(fits)
    }

    fn fit(
        &self,
        source: Option<(&Injection, f64)>,
        seed: u64,
        trial: u64,
        scratch: &mut Scratch,
    ) -> (Fit, usize) {
        if !self.there.visible {
            return (Fit::OUTSIDE_VIEW, 0);
        }
        let mut random = stream(seed, trial);
        let mut counts = self.likelihood.counts().to_vec();
        let put = source.map(|(source, mu)| source.draw(mu, &mut random));
        let put = put.unwrap_or_default();
        let ratios = scratch.ratios_mut();
        ratios.clear();
        for (sample, count) in counts.iter_mut().enumerate() {
            for group in self.groups.iter().filter(|group| group.sample == sample) {
                self.scramble(group, &mut random, |ratio, cell| ratios.push(ratio, cell));
            }
            for candidate in put.iter().filter(|put| put.sample == sample) {
                *count += 1;
                if candidate.ratio > 0.0 {
                    ratios.push(candidate.ratio, candidate.cell);
                }
            }
            ratios.end_sample();
        }
        let fit = self.likelihood.fit_prepared(&self.there, &counts, scratch);
        (fit, put.len())
    }

    /// Draws a scrambled sky and tells the sample, ratio and cell of every candidate within reach.
    pub(crate) fn each_within_reach(
        &self,
        random: &mut impl Rng,
        mut found: impl FnMut(usize, f32, u32),
    ) {
        for group in &self.groups {
            self.scramble(group, random, |ratio, cell| {
                found(group.sample, ratio, cell)
            });
        }
    }

    /// Draws the candidates of a group and tells the ratios and cells of those within reach.
    fn scramble(&self, group: &Group, random: &mut impl Rng, mut found: impl FnMut(f32, u32)) {
        let members = &self.members[group.members.clone()];
        let profile = self.likelihood.profile(group.sample);
        let window = self.likelihood.windows()[group.sample].as_ref();
        let in_time = window.map_or(1.0, Window::chance);
        if in_time <= 0.0 {
            return;
        }
        let most = group.most * in_time;
        let often = most >= OFTEN;
        let per_step = 1.0 / (-most).ln_1p();
        let mut i = 0;
        while i < members.len() {
            if !often {
                // How many are passed over before one is in time and within the widest reach of the group.
                let skipped = (1.0 - random.random::<f64>()).ln() * per_step;
                if skipped >= (members.len() - i) as f64 {
                    return;
                }
                i += skipped as usize;
            }
            let member = &members[i];
            i += 1;
            if often && in_time < 1.0 && random.random::<f64>() >= in_time {
                continue;
            }
            let widest = if often { PI } else { group.most * PI };
            let delta = widest * random.random::<f64>();
            if delta < member.half_width_rad {
                let factor = window.map_or(1.0, |window| window.of_background(random));
                let ratio = f64::from(member.ratio(delta, profile)) * factor;
                found(ratio.min(LARGEST_RATIO) as f32, member.cell);
            }
        }
    }
}

/// The random numbers of one trial.
pub(crate) fn stream(seed: u64, trial: u64) -> rand_pcg::Pcg64 {
    rand_pcg::Pcg64::new(
        u128::from(seed) << 64 | 0x9e37_79b9_7f4a_7c15,
        u128::from(trial),
    )
}

impl Member {
    /// `None` if the candidate is out of reach at any right ascension.
    fn new(candidate: &Candidate, likelihood: &Likelihood, dec_rad: f64, cut: f64) -> Option<Self> {
        let reach = signal::chord(candidate.reach_rad(cut));
        let across = (0.5 * (candidate.position.dec_rad - dec_rad)).sin();
        let base = 4.0 * across * across;
        let swing = 4.0 * candidate.position.dec_rad.cos().max(0.0) * dec_rad.cos().max(0.0);
        let room = reach * reach - base;
        if room <= 0.0 {
            return None;
        }
        let half_width_rad = if room >= swing {
            PI
        } else {
            2.0 * (room / swing).sqrt().asin()
        };
        // Its date is drawn anew.
        let record = likelihood.record(&Candidate {
            time_factor: 1.0,
            ..*candidate
        });
        Some(Self {
            chord2: [base, swing],
            half_width_rad,
            half_inverse_variance: record.half_inverse_variance,
            peak_ratio: record.peak_ratio,
            cell: record.cell,
        })
    }

    fn ratio(&self, delta_rad: f64, profile: Profile) -> f32 {
        let [base, swing] = self.chord2;
        let sine = (0.5 * delta_rad).sin();
        let chord2 = base + swing * sine * sine;
        if profile == Profile::Gaussian && chord2 < 1.0 {
            let t = signal::psi2_from_chord2(chord2 as f32) * self.half_inverse_variance;
            return self.peak_ratio * exp_neg(t);
        }
        let sigma_rad = (0.5 / f64::from(self.half_inverse_variance)).sqrt();
        (f64::from(self.peak_ratio) * profile.at(signal::psi2_exact(chord2), sigma_rad)) as f32
    }
}

/// A direction at an angle from a declination, towards a position angle: its declination.
pub(crate) fn declination_at(dec_rad: f64, psi_rad: f64, angle_rad: f64) -> f64 {
    let sine = dec_rad.sin() * psi_rad.cos() + dec_rad.cos() * psi_rad.sin() * angle_rad.cos();
    sine.clamp(-1.0, 1.0).asin()
}

/// Any right ascension: background does not depend on it.
pub(crate) fn at_declination(dec_rad: f64) -> Equatorial {
    Equatorial {
        ra_rad: 0.5 * TAU,
        dec_rad,
    }
}
