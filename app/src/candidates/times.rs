//! When candidates were, as the sky map takes it: days after the first one, or phases.
//!
//! Days are counted from the first date because 32 bits hold ten years of them to half a minute, but not MJD. Phases
//! are reckoned in 64 bits, so that a fold by minutes over ten years is exact.

use std::sync::Arc;

use nuscope_model::{Quantity, Sample};
use nuscope_render::{Fold as Phases, Marker, TimeWindow};

use super::column;
use crate::playback::Clip;
use crate::view::{Fold, SkyGlow, SkyTime, View};

/// Seconds that a replay takes where the user chose no speed.
const PLAY_SECONDS: f64 = 12.0;
/// Of all days, the share that candidates shine where the user chose no time.
const GLOW_SHARE: f64 = 1.0 / 30.0;
/// Farther than any date is from another one, in days.
const FAR: f64 = 1e7;
/// Nearly a whole turn: exactly one would show the moment itself twice.
const ROUND: f64 = 0.999;
/// Times that are phases already, going round at 1.
const PHASES: Phases = Phases {
    epoch: 0.0,
    period: 1.0,
};

/// When candidates were.
#[derive(Clone, Debug, PartialEq)]
pub struct SkyTimes {
    /// Dates folded into phases.
    pub fold: Option<Fold>,
    /// The MJD that 32-bit times count from; 0 of phases.
    pub base: f64,
    /// First and last MJD, or the whole circle of phases; never empty.
    pub extent: (f64, f64),
    /// One time for each candidate as markers have it; [`Marker::NO_TIME`] where there is no date.
    pub of_markers: Arc<[f32]>,
    /// All of them in order, those without a date left out.
    sorted: Vec<f32>,
}

impl SkyTimes {
    /// The times of all candidates; `None` if none has a date.
    pub fn of(samples: &[Arc<Sample>], fold: Option<Fold>) -> Option<Self> {
        let dates = || column(samples, Quantity::Mjd).filter(|mjd| mjd.is_finite());
        let first = dates().min_by(f64::total_cmp)?;
        let last = dates().max_by(f64::total_cmp)?;
        let base = if fold.is_some() { 0.0 } else { first.floor() };
        let time = |mjd: f64| match fold {
            _ if !mjd.is_finite() => Marker::NO_TIME,
            Some(fold) => fold.phase(mjd) as f32,
            None => (mjd - base) as f32,
        };
        let of_markers: Arc<[f32]> = column(samples, Quantity::Mjd).map(time).collect();
        let known = of_markers
            .iter()
            .copied()
            .filter(|time| *time > Marker::NO_TIME);
        let mut sorted: Vec<f32> = known.collect();
        sorted.sort_unstable_by(f32::total_cmp);
        let extent = match fold {
            Some(_) => (0.0, 1.0),
            None if last - first >= 1e-3 => (first, last),
            None => (first - 0.5, first + 0.5),
        };
        Some(Self {
            fold,
            base,
            extent,
            of_markers,
            sorted,
        })
    }

    /// How many candidates have a date.
    pub fn known(&self) -> usize {
        self.sorted.len()
    }

    /// A moment as markers have it.
    pub fn of_marker(&self, moment: f64) -> f32 {
        (moment - self.base) as f32
    }

    /// Takes out what lies outside of a range.
    pub fn keep_within(&self, (low, high): (f64, f64), passes: &mut [bool]) {
        let (low, high) = (self.of_marker(low), self.of_marker(high));
        for (passes, time) in passes.iter_mut().zip(self.of_markers.iter()) {
            *passes &= *time > Marker::NO_TIME && (low..=high).contains(time);
        }
    }

    /// How long candidates shine while time runs, in days (phases).
    pub fn glow_width(&self, look: &SkyTime) -> f64 {
        let own = GLOW_SHARE * (self.extent.1 - self.extent.0);
        look.glow_width
            .filter(|width| width.is_finite() && *width > 0.0)
            .unwrap_or(own)
    }

    /// What is replayed, in days after `base` (phases), and how fast.
    pub fn clip(&self, look: &SkyTime) -> Clip {
        let (first, last) = look.range.unwrap_or(self.extent);
        let (first, last) = (first - self.base, last - self.base);
        Clip {
            range: (first, last.max(first + 1e-6)),
            per_s: self.speed(look),
            repeats: look.repeats,
        }
    }

    /// Days (phases) per second.
    pub fn speed(&self, look: &SkyTime) -> f64 {
        let (first, last) = look.range.unwrap_or(self.extent);
        let known = look.speed.filter(|speed| speed.is_finite() && *speed > 0.0);
        known.unwrap_or((last - first).max(1e-6) / PLAY_SECONDS)
    }

    /// Which times the sky map shows; `None` shows all, and candidates without a date too.
    ///
    /// A moment outside of the range of dates shows what the nearest moment within it does.
    pub fn window(&self, view: &View) -> Option<TimeWindow> {
        let look = &view.sky_time;
        let (low, high) = match look.range {
            Some((low, high)) => (low - self.base, high - self.base),
            None => (-FAR, FAR),
        };
        let plain = |from: f64, to: f64, decay: f64| TimeWindow {
            from: from.max(low),
            to,
            decay,
            fold: None,
        };
        let Some(moment) = view.sky_cursor else {
            return look.range.map(|_| plain(low, high, 0.0));
        };
        let to = (moment - self.base).min(high).max(low.min(high));
        let width = self.glow_width(look);
        let window = match look.glow {
            SkyGlow::Stay => plain(low, to, 0.0),
            // What has decayed to a fiftieth is not seen any more.
            SkyGlow::Decay => plain(to - 4.0 * width, to, width),
            SkyGlow::Window => plain(to - width, to, 0.0),
        };
        // Phases go round, unless a part of them was chosen.
        let circle = self.fold.is_some() && look.range.is_none() && look.glow != SkyGlow::Stay;
        Some(match circle {
            true => TimeWindow {
                from: window.from.max(to - ROUND),
                fold: Some(PHASES),
                ..window
            },
            false => window,
        })
    }

    /// How many candidates shine in a window: what decides how strong dots are.
    pub fn shining(&self, window: &TimeWindow) -> usize {
        let count = |from: f64, to: f64| {
            let before = self.sorted.partition_point(|time| f64::from(*time) < from);
            let until = self.sorted.partition_point(|time| f64::from(*time) <= to);
            until.saturating_sub(before)
        };
        let around = match window.fold {
            Some(_) if window.from < 0.0 => count(window.from + 1.0, 1.0),
            _ => 0,
        };
        count(window.from, window.to) + around
    }

    /// The moment of the next candidate after another one, or before it.
    pub fn next(&self, moment: f64, forward: bool) -> Option<f64> {
        let at = self.of_marker(moment);
        let found = match forward {
            true => self
                .sorted
                .get(self.sorted.partition_point(|time| *time <= at)),
            false => {
                let before = self.sorted.partition_point(|time| *time < at);
                before
                    .checked_sub(1)
                    .and_then(|place| self.sorted.get(place))
            }
        };
        found.map(|time| self.base + f64::from(*time))
    }

    /// How many of some candidates were when, in equal bins over the extent.
    pub fn counts(&self, wanted: &[bool], bins: usize) -> crate::plot::histogram::Histogram {
        let (low, high) = (self.of_marker(self.extent.0), self.of_marker(self.extent.1));
        let times = self.of_markers.iter().zip(wanted);
        let known = times.filter(|(time, wanted)| **wanted && **time > Marker::NO_TIME);
        crate::plot::histogram::Histogram::new(known.map(|(time, _)| *time), low, high, bins)
    }
}
