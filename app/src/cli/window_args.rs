//! When a source shines, on the command line: a box of dates or a flare, which win over the analysis file.

use clap::Args;
use nuscope_model::Utc;
use nuscope_scan::{Likelihood, Settings, TimeProfile, window_words};

/// The time window of a search.
#[derive(Clone, Debug, Default, Args)]
pub struct WindowArgs {
    /// Look for a source that shines from this date to the one of --to: an MJD, or UTC such as 2014-10-19T12:00.
    #[arg(long, value_name = "DATE", value_parser = mjd, requires = "to", conflicts_with = "flare", help_heading = "Time window")]
    from: Option<f64>,
    /// The date at which it ends; one without an hour is midnight.
    #[arg(long, value_name = "DATE", value_parser = mjd, requires = "from", help_heading = "Time window")]
    to: Option<f64>,
    /// Look for a flare instead, a Gaussian in time: the date of its peak and its width (one sigma) in days.
    #[arg(long, value_name = "DATE,DAYS", value_parser = flare, help_heading = "Time window")]
    flare: Option<TimeProfile>,
    /// Look for a source that always shines, whatever the analysis file says.
    #[arg(long, conflicts_with_all = ["from", "flare"], help_heading = "Time window")]
    all_times: bool,
}

impl WindowArgs {
    /// The window after what is asked for here and what an analysis file has.
    pub fn over(&self, file: Option<TimeProfile>) -> Option<TimeProfile> {
        match (self.from, self.to) {
            _ if self.all_times => None,
            (Some(from_mjd), Some(to_mjd)) => Some(TimeProfile::Box { from_mjd, to_mjd }),
            _ => self.flare.or(file),
        }
    }

    /// The default choices with this window.
    pub fn settings(&self) -> Settings {
        Settings {
            time: self.over(None),
            ..Settings::default()
        }
    }
}

/// Says the time window and what of each sample lies in it; nothing without one.
pub fn say_window(likelihood: &Likelihood) {
    let profile = likelihood.settings().time.as_ref();
    for line in window_words(profile, likelihood.samples()) {
        say!("{line}");
    }
}

/// A date as people write it.
fn mjd(text: &str) -> Result<f64, String> {
    let moment: Utc = text.parse()?;
    // A number is taken as it is written: on its way through seconds it would lose its last digits.
    let number = text
        .trim()
        .trim_start_matches(['m', 'M', 'j', 'J', 'd', 'D', ' ']);
    let written = number.parse::<f64>().ok();
    Ok(written.filter(|mjd| *mjd < 1e6).unwrap_or(moment.mjd().0))
}

fn flare(text: &str) -> Result<TimeProfile, String> {
    let wanted =
        || format!("DATE,DAYS is wanted, such as 56972.7,27.97 or 2014-12-13,28, found {text:?}");
    let (date, days) = text.rsplit_once(',').ok_or_else(wanted)?;
    let sigma_days: f64 = days.trim().parse().map_err(|_| wanted())?;
    Ok(TimeProfile::Gaussian {
        center_mjd: mjd(date)?,
        sigma_days,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, expected) in [
            ("56937.81", 56_937.81),
            ("MJD 56937.81", 56_937.81),
            ("2014-10-07", 56_937.0),
            ("2014-10-07T12:00", 56_937.5),
            ("JD 2456937.5", 56_937.0),
        ] {
            assert_eq!(mjd(text), Ok(expected), "{text}");
        }
        assert!(mjd("2014").unwrap_err().contains("looks like a year"));
        assert!(mjd("NaN").is_err());
    }

    #[test]
    fn flares_are_a_date_and_a_width() {
        let expected = TimeProfile::Gaussian {
            center_mjd: 57_004.0,
            sigma_days: 28.0,
        };
        assert_eq!(flare("2014-12-13, 28"), Ok(expected));
        assert!(flare("57000").unwrap_err().contains("DATE,DAYS"));
        assert!(flare("yesterday,3").is_err());
    }

    #[test]
    fn what_is_asked_for_wins_over_the_file() {
        let file = flare("57000,3").ok();
        let none = WindowArgs::default();
        assert_eq!((none.over(file), none.over(None)), (file, None));
        let window = WindowArgs {
            from: Some(1.0),
            to: Some(2.0),
            ..WindowArgs::default()
        };
        let expected = TimeProfile::Box {
            from_mjd: 1.0,
            to_mjd: 2.0,
        };
        assert_eq!(window.over(file), Some(expected));
        let always = WindowArgs {
            all_times: true,
            ..WindowArgs::default()
        };
        assert_eq!(always.over(file), None);
    }
}
