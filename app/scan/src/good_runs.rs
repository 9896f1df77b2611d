//! A sample's good runs under the profile of a source: when a candidate could have come from it, and how likely.
//!
//! ```text
//! S(t)/B(t) = T φ(t) / ∫ φ dt      within a good run, 0 in gaps; T = days of good runs, the integral over these alone
//! ```
//!
//! Background is even over the good runs: rates that change with the seasons, by a few percent for neutrinos from air
//! showers and some ten percent for muons, are taken as steady. Where only the first and the last date are known, the
//! sample counts as one long run. Yields of a sample go with ∫ φ dt instead of T, so that one with no good run in the
//! window has no share of the signal.

use nuscope_model::Uptime;
use rand::{Rng, RngExt as _};

use crate::{TimeProfile, UsedSample};

/// Dates and runs are rounded to eight decimals.
const ROUNDING_DAYS: f64 = 2e-8;

/// Less than this of a run in a window is rounding: a tenth of a millisecond.
const NOTHING_DAYS: f64 = 1e-9;

/// What of a sample lies in the time window of the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InWindow {
    /// Days of good runs in all.
    pub live_days: f64,
    /// Days of good runs in which the source shines.
    pub inside_days: f64,
    /// Days at full brightness that see as much of it: the same for a box.
    pub effective_days: f64,
    /// Candidates in them.
    pub candidates: usize,
    /// Candidates outside of all good runs: they count as background.
    pub outside_runs: usize,
    /// Candidates left out because they have no date.
    pub undated: usize,
    /// Whether no list of good runs is known: one run from the first to the last date is assumed.
    pub assumed: bool,
}

/// When a sample was taken.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GoodRuns {
    /// Start and stop of each, in order, apart from each other.
    runs: Vec<[f64; 2]>,
    days: f64,
    pub assumed: bool,
}

impl GoodRuns {
    /// Those of a list; where that is none, one run between the first and the last of some dates. `None` without two
    /// different dates.
    pub(crate) fn of(uptime: Option<&Uptime>, dates: impl Iterator<Item = f64>) -> Option<Self> {
        let listed = uptime.map(|uptime| {
            let runs = uptime.start_mjd.iter().zip(&uptime.stop_mjd);
            apart(runs.map(|(start, stop)| [*start, *stop]))
        });
        let listed = listed.filter(|runs| !runs.is_empty());
        let assumed = listed.is_none();
        let runs = listed.unwrap_or_else(|| {
            let span = dates.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], date| {
                [low.min(date), high.max(date)]
            });
            apart([span].into_iter())
        });
        let days: f64 = runs.iter().map(|[start, stop]| stop - start).sum();
        (days > 0.0).then_some(Self {
            runs,
            days,
            assumed,
        })
    }

    /// Whether a moment lies in one of them.
    pub(crate) fn hold(&self, mjd: f64) -> bool {
        let before = self
            .runs
            .partition_point(|run| run[0] - ROUNDING_DAYS <= mjd);
        let run = before.checked_sub(1).map(|i| self.runs[i]);
        run.is_some_and(|run| mjd <= run[1] + ROUNDING_DAYS)
    }

    /// First start and last stop.
    pub(crate) fn span_mjd(&self) -> [f64; 2] {
        [self.runs[0][0], self.runs[self.runs.len() - 1][1]]
    }

    /// Their sum.
    pub(crate) fn days(&self) -> f64 {
        self.days
    }

    /// Their days between two dates.
    pub(crate) fn days_between(&self, from_mjd: f64, to_mjd: f64) -> f64 {
        // Runs are apart and in order: those that end before are passed over at once.
        let first = self.runs.partition_point(|run| run[1] <= from_mjd);
        let runs = self.runs[first..].iter().take_while(|run| run[0] < to_mjd);
        runs.map(|run| run[1].min(to_mjd) - run[0].max(from_mjd))
            .sum()
    }

    /// They under a profile; `live_days` is how long they are said to be in all.
    pub(crate) fn under(&self, profile: TimeProfile, live_days: Option<f64>) -> Window {
        let [first, last] = profile.span_mjd();
        let parts = self.runs.iter();
        let parts = parts.map(|[start, stop]| [start.max(first), stop.min(last)]);
        let parts: Vec<[f64; 2]> = parts.filter(|[start, stop]| start < stop).collect();
        let mut sum = 0.0;
        let until: Vec<f64> = parts
            .iter()
            .map(|[start, stop]| {
                sum += stop - start;
                sum
            })
            .collect();
        let each = parts.iter();
        let integral = each.map(|[start, stop]| profile.days_between(*start, *stop));
        let integral: f64 = integral.sum();
        let tops = parts.iter();
        let tops = tops.map(|[start, stop]| profile.at(profile.highest_in(*start, *stop)));
        let dark = integral < NOTHING_DAYS;
        let live_days = live_days.unwrap_or(self.days);
        Window {
            profile,
            live_days,
            effective_days: if dark {
                0.0
            } else {
                integral * live_days / self.days
            },
            chance: if dark { 0.0 } else { sum / self.days },
            per_height: if dark { 0.0 } else { self.days / integral },
            top: tops.fold(0.0, f64::max),
            parts,
            until,
        }
    }
}

/// Runs in order of time, those that overlap or touch as one; without those that are none.
fn apart(runs: impl Iterator<Item = [f64; 2]>) -> Vec<[f64; 2]> {
    let sound = |run: &[f64; 2]| run[0].is_finite() && run[1].is_finite() && run[0] < run[1];
    let mut runs: Vec<[f64; 2]> = runs.filter(sound).collect();
    runs.sort_by(|a, b| a[0].total_cmp(&b[0]));
    runs.dedup_by(|next, kept| {
        let one = next[0] <= kept[1];
        if one {
            kept[1] = kept[1].max(next[1]);
        }
        one
    });
    runs
}

/// The good runs of a sample under a profile.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Window {
    profile: TimeProfile,
    live_days: f64,
    effective_days: f64,
    /// The share of good runs in which the source shines.
    chance: f64,
    /// T/∫φ.
    per_height: f64,
    /// The highest φ in any good run.
    top: f64,
    /// What of the good runs lies in the profile's span.
    parts: Vec<[f64; 2]>,
    /// Their sum up to the end of each.
    until: Vec<f64>,
}

impl Window {
    /// Days at full brightness that see as much of the source.
    pub(crate) fn effective_days(&self) -> f64 {
        self.effective_days
    }

    /// `effective_days` as a share of all days.
    pub(crate) fn effective_share(&self) -> f64 {
        self.effective_days / self.live_days
    }

    /// Days in all, and those in which the source shines.
    pub(crate) fn days(&self) -> [f64; 2] {
        [self.live_days, self.chance * self.live_days]
    }

    /// How likely a background candidate is seen while the source shines.
    pub(crate) fn chance(&self) -> f64 {
        self.chance
    }

    /// S(t)/B(t) at a moment within a good run.
    pub(crate) fn factor(&self, mjd: f64) -> f64 {
        self.per_height * self.profile.at(mjd)
    }

    /// S(t)/B(t) of a background candidate that is seen while the source shines.
    pub(crate) fn of_background(&self, random: &mut impl Rng) -> f64 {
        match self.profile {
            TimeProfile::Box { .. } => self.per_height,
            TimeProfile::Gaussian { .. } => self.factor(self.any_moment(random)),
        }
    }

    /// S(t)/B(t) of a candidate from the source.
    pub(crate) fn of_signal(&self, random: &mut impl Rng) -> f64 {
        match self.profile {
            TimeProfile::Box { .. } => self.per_height,
            TimeProfile::Gaussian { .. } => self.factor(self.signal_mjd(random)),
        }
    }

    /// The date of a candidate from the source.
    pub(crate) fn signal_mjd(&self, random: &mut impl Rng) -> f64 {
        loop {
            let mjd = self.any_moment(random);
            // Where the profile is nothing at all there is no better moment than another.
            if self.top <= 0.0 || self.top * random.random::<f64>() <= self.profile.at(mjd) {
                return mjd;
            }
        }
    }

    /// Any moment of the good runs in the span, each as likely as the others; NaN if there is none.
    fn any_moment(&self, random: &mut impl Rng) -> f64 {
        let whole = self.until.last().copied().unwrap_or(0.0);
        let at = whole * random.random::<f64>();
        let part = self.until.partition_point(|until| *until <= at);
        let Some([start, stop]) = self.parts.get(part.min(self.parts.len().saturating_sub(1)))
        else {
            return f64::NAN;
        };
        let before = part.checked_sub(1).map_or(0.0, |part| self.until[part]);
        (start + (at - before)).clamp(*start, *stop)
    }
}

/// The window and what of each sample lies in it, in sentences; nothing without a window.
pub fn window_words(profile: Option<&TimeProfile>, samples: &[UsedSample]) -> Vec<String> {
    let Some(profile) = profile else {
        return Vec::new();
    };
    let mut words = vec![format!("Time window: {}.", profile.describe())];
    for sample in samples {
        let Some(time) = &sample.time else { continue };
        let name = &sample.name;
        if time.inside_days == 0.0 {
            words.push(format!(
                "{name}: none of {:.2} days of good runs in it.",
                time.live_days
            ));
            continue;
        }
        let effective = match profile {
            TimeProfile::Box { .. } => String::new(),
            TimeProfile::Gaussian { .. } => {
                format!(" (as {:.4} at the peak)", time.effective_days)
            }
        };
        words.push(format!(
            "{name}: {:.4} of {:.2} days of good runs in it{effective}, {} of {} candidates.",
            time.inside_days, time.live_days, time.candidates, sample.used
        ));
    }
    words
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rand::SeedableRng as _;

    use super::*;

    fn uptime(runs: &[[f64; 2]]) -> Uptime {
        Uptime {
            start_mjd: runs.iter().map(|run| run[0]).collect(),
            stop_mjd: runs.iter().map(|run| run[1]).collect(),
            ..Uptime::default()
        }
    }

    /// 10 days in three runs with gaps, out of order, one of them twice and one of them none.
    fn runs() -> GoodRuns {
        let listed = uptime(&[
            [108.0, 114.0],
            [100.0, 103.0],
            [101.0, 103.0],
            [105.0, 106.0],
            [f64::NAN, 3.0],
            [9.0, 2.0],
        ]);
        GoodRuns::of(Some(&listed), std::iter::empty()).unwrap()
    }

    const BOX: TimeProfile = TimeProfile::Box {
        from_mjd: 102.0,
        to_mjd: 109.0,
    };

    const FLARE: TimeProfile = TimeProfile::Gaussian {
        center_mjd: 104.0,
        sigma_days: 1.5,
    };

    #[test]
    fn runs_are_put_in_order_and_counted_once() {
        let runs = runs();
        assert_eq!(runs.runs, [[100.0, 103.0], [105.0, 106.0], [108.0, 114.0]]);
        assert_eq!((runs.days, runs.assumed), (10.0, false));
        for (mjd, inside) in [
            (99.9, false),
            (100.0, true),
            (103.0 + 1e-8, true),
            (104.0, false),
            (113.0, true),
            (115.0, false),
            (f64::NAN, false),
        ] {
            assert_eq!(runs.hold(mjd), inside, "{mjd}");
        }
    }

    #[test]
    fn a_box_sees_the_good_runs_inside_it() {
        let window = runs().under(BOX, None);
        assert_eq!(window.effective_days(), 3.0);
        assert_eq!(window.days(), [10.0, 3.0]);
        assert!((window.factor(102.5) - 10.0 / 3.0).abs() < 1e-12);
        assert_eq!(window.factor(101.9), 0.0);
        // A live time that is shorter than the runs scales all of it.
        let window = runs().under(BOX, Some(5.0));
        assert_eq!((window.effective_days(), window.chance()), (1.5, 0.3));
        assert!((window.factor(102.5) - 10.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_box_around_all_changes_nothing() {
        let all = TimeProfile::Box {
            from_mjd: 0.0,
            to_mjd: 1e5,
        };
        let window = runs().under(all, Some(9.7));
        assert_eq!((window.factor(101.0), window.chance()), (1.0, 1.0));
        assert!((window.effective_days() - 9.7).abs() < 1e-12);
    }

    #[test]
    fn a_window_in_a_gap_sees_nothing() {
        let gap = TimeProfile::Box {
            from_mjd: 103.0,
            to_mjd: 105.0,
        };
        let window = runs().under(gap, None);
        assert_eq!((window.effective_days(), window.chance()), (0.0, 0.0));
        assert_eq!(window.factor(103.0), 0.0);
    }

    #[test]
    fn dates_are_drawn_where_the_source_is_seen_and_background_averages_to_one() {
        let mut random = rand_pcg::Pcg64::seed_from_u64(4);
        for profile in [BOX, FLARE] {
            let (runs, window) = (runs(), runs().under(profile, None));
            let drawn: Vec<f64> = (0..40_000)
                .map(|_| window.signal_mjd(&mut random))
                .collect();
            assert!(drawn.iter().all(|mjd| runs.hold(*mjd)));
            for [start, stop] in [[100.0, 103.0], [105.0, 106.0], [108.0, 114.0]] {
                let share = profile.days_between(start, stop) / window.effective_days();
                let within = |mjd: &&f64| (start..=stop).contains(*mjd);
                let found = drawn.iter().filter(within).count() as f64 / 40_000.0;
                assert!((found - share).abs() < 0.012, "{found} {share}");
            }
            // E[S/B] over background is 1 by definition: chance times the mean within.
            let sum: f64 = (0..40_000).map(|_| window.of_background(&mut random)).sum();
            let mean = window.chance() * sum / 40_000.0;
            assert!((mean - 1.0).abs() < 0.02, "{mean}");
        }
    }

    #[test]
    fn without_a_list_the_dates_make_one_run() {
        let runs = GoodRuns::of(None, [7.0, 3.0, 5.0].into_iter()).unwrap();
        assert_eq!((runs.span_mjd(), runs.assumed), ([3.0, 7.0], true));
        assert_eq!(GoodRuns::of(None, [7.0, 7.0].into_iter()), None);
        assert_eq!(GoodRuns::of(None, std::iter::empty()), None);
        let empty = Uptime::default();
        assert!(
            GoodRuns::of(Some(&empty), [1.0, 2.0].into_iter())
                .unwrap()
                .assumed
        );
    }
}
