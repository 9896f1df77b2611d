//! What a time window makes of samples: the factor of each candidate, and who has nothing in it.
//!
//! A sample needs dates then, and good runs; without a list of these its first and last date are taken for one run, and
//! that is said. Candidates outside of all runs count as background.

use nuscope_model::Quantity;

use super::Read;
use crate::good_runs::{GoodRuns, InWindow, Window};
use crate::{Error, Input, TimeProfile};

impl Read {
    /// The good runs of a sample under a profile; gives its candidates from `first` on what their dates say.
    pub(super) fn in_window(
        &mut self,
        input: &Input,
        first: usize,
        (profile, undated): (TimeProfile, usize),
    ) -> Result<(Window, InWindow), Error> {
        let sample = &*input.sample;
        let lacking = |what: &str| Error::NoDates {
            sample: sample.name.clone(),
            what: what.to_owned(),
        };
        let dates = sample.column(Quantity::Mjd).filter(|dates| {
            let mut dates = dates.iter();
            dates.any(|date| date.is_finite())
        });
        let dates = dates.ok_or_else(|| {
            lacking("a time window needs dates, and its candidates have none; leave out the window or this sample")
        })?;
        let candidates = &mut self.candidates[first..];
        let used = candidates
            .iter()
            .map(|candidate| dates[candidate.row as usize]);
        let runs = GoodRuns::of(sample.uptime.as_deref(), used).ok_or_else(|| {
            lacking("a time window needs its good runs, or candidates of different dates; it has neither")
        })?;
        let window = runs.under(profile, input.livetime_days);
        let [live_days, inside_days] = window.days();
        let mut time = InWindow {
            live_days,
            inside_days,
            effective_days: window.effective_days(),
            undated,
            assumed: runs.assumed,
            ..InWindow::default()
        };
        for candidate in candidates {
            let mjd = dates[candidate.row as usize];
            let good = runs.hold(mjd);
            time.outside_runs += usize::from(!good);
            candidate.time_factor = if good { window.factor(mjd) } else { 0.0 };
            time.candidates += usize::from(candidate.time_factor > 0.0);
        }
        self.spans.push((sample.name.clone(), runs.span_mjd()));
        Ok((window, time))
    }

    /// Refuses a window in which nothing was taken, and says who has nothing in it.
    pub(super) fn check_window(&mut self, profile: &TimeProfile) -> Result<(), Error> {
        let times = self.samples.iter();
        let times = times.filter_map(|sample| Some((&sample.name, sample.time?)));
        let blind = times.filter(|(_, time)| time.effective_days == 0.0);
        let blind: Vec<&str> = blind.map(|(name, _)| name.as_str()).collect();
        if blind.len() == self.spans.len() {
            let each = self.spans.iter();
            let each = each.map(|(name, [from, to])| format!("{name} {from:.2} to {to:.2}"));
            let taken: Vec<String> = each.collect();
            return Err(Error::Window(format!(
                "no good run lies in the time window, {}; data were taken at MJD {}",
                profile.describe(),
                taken.join(", ")
            )));
        }
        if !blind.is_empty() {
            self.warnings.push(format!(
                "no good run of {} lies in the time window: these samples take no part",
                blind.join(", ")
            ));
        }
        Ok(())
    }
}
