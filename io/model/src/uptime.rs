//! When a detector took good data: a list of runs, each with its start and stop.
//!
//! The live time of a season is the sum of its runs. Runs that overlap would be counted twice; the published
//! lists have a few that touch to within the rounding of their last digit, so only more than that is told.

/// Runs may overlap by the rounding of a date with eight decimals: this many days, about 2 ms.
const ROUNDING_DAYS: f64 = 2e-8;

/// The good runs of a season.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Uptime {
    /// What to call it, such as "IC86_I".
    pub name: String,
    /// Start of each run as modified Julian date, in the order of the file.
    pub start_mjd: Vec<f64>,
    /// End of each run as modified Julian date; never before its start.
    pub stop_mjd: Vec<f64>,
    /// SHA-256 of the file's content in hexadecimal.
    pub checksum: String,
}

impl Uptime {
    /// Number of runs.
    pub fn len(&self) -> usize {
        self.start_mjd.len()
    }

    /// Whether there is no run.
    pub fn is_empty(&self) -> bool {
        self.start_mjd.is_empty()
    }

    /// The sum of all runs in days.
    pub fn livetime_days(&self) -> f64 {
        let runs = self.start_mjd.iter().zip(&self.stop_mjd);
        runs.map(|(start, stop)| stop - start).sum()
    }

    /// First start and last stop; `None` without runs.
    pub fn span_mjd(&self) -> Option<(f64, f64)> {
        let first = self.start_mjd.iter().copied().reduce(f64::min)?;
        let last = self.stop_mjd.iter().copied().reduce(f64::max)?;
        Some((first, last))
    }

    /// Number of runs that begin before an earlier one has ended, and the time that they share with it in days.
    pub fn overlaps(&self) -> (usize, f64) {
        let mut runs: Vec<(f64, f64)> = self
            .start_mjd
            .iter()
            .copied()
            .zip(self.stop_mjd.iter().copied())
            .collect();
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut count, mut shared_days, mut end) = (0, 0.0, f64::NEG_INFINITY);
        for (start, stop) in runs {
            if end - start > ROUNDING_DAYS && stop > start {
                count += 1;
                shared_days += end.min(stop) - start;
            }
            end = end.max(stop);
        }
        (count, shared_days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uptime(runs: &[(f64, f64)]) -> Uptime {
        Uptime {
            start_mjd: runs.iter().map(|run| run.0).collect(),
            stop_mjd: runs.iter().map(|run| run.1).collect(),
            ..Uptime::default()
        }
    }

    #[test]
    fn the_live_time_is_the_sum_of_the_runs() {
        let uptime = uptime(&[(100.0, 100.5), (101.0, 103.0)]);
        assert_eq!(uptime.livetime_days(), 2.5);
        assert_eq!(uptime.span_mjd(), Some((100.0, 103.0)));
        assert_eq!(uptime.overlaps(), (0, 0.0));
    }

    #[test]
    fn overlaps_are_found_in_any_order_and_rounding_is_none() {
        let twice = uptime(&[(2.0, 3.0), (1.0, 2.5), (2.1, 2.2)]);
        let (count, days) = twice.overlaps();
        assert_eq!(count, 2);
        assert!((days - 0.6).abs() < 1e-12, "{days}");
        assert_eq!(uptime(&[(1.0, 2.0), (2.0 - 1e-8, 3.0)]).overlaps().0, 0);
    }
}
