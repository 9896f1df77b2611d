//! Moments: UTC of events, and modified Julian dates of candidates.

mod read;

use serde::{Deserialize, Serialize};

use crate::ut1;

/// A modified Julian date in days (UTC).
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Mjd(pub f64);

/// Modified Julian date of 1970-01-01T00:00:00 UTC.
pub const UNIX_EPOCH_MJD: f64 = 40_587.0;

/// The years 1972 to 2099 in seconds since 1970: UTC has whole leap seconds, and the Earth's path is known.
const KNOWN_S: std::ops::Range<i64> = 63_072_000..4_102_444_800;

/// A moment in UTC, exact to the nanosecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Utc {
    /// Seconds since 1970-01-01T00:00:00 UTC, leap seconds not counted.
    pub unix_s: i64,
    /// Nanoseconds within the second, below 1e9.
    pub nanoseconds: u32,
}

impl Utc {
    /// The same moment as a modified Julian date; good to about a microsecond.
    pub fn mjd(self) -> Mjd {
        let seconds = self.unix_s as f64 + f64::from(self.nanoseconds) * 1e-9;
        Mjd(UNIX_EPOCH_MJD + seconds / 86_400.0)
    }

    /// The same moment in the two parts that IAU SOFA takes: the Julian day's beginning at noon or midnight, and
    /// the share of the day, whose length a leap second changes. `None` before 1972 and from 2100 on, where UTC or
    /// the Earth's path are not known.
    pub fn julian_days(self) -> Option<(f64, f64)> {
        if !KNOWN_S.contains(&self.unix_s) {
            return None;
        }
        let (day, second) = (
            self.unix_s.div_euclid(86_400),
            self.unix_s.rem_euclid(86_400),
        );
        let (hour, minute) = ((second / 3600) as i32, (second / 60 % 60) as i32);
        let second = (second % 60) as f64 + f64::from(self.nanoseconds) * 1e-9;
        let (year, month, day, _) =
            sofars::cal::jd2cal(2_400_000.5 + UNIX_EPOCH_MJD, day as f64).ok()?;
        sofars::ts::dtf2d("UTC", year, month, day, hour, minute, second).ok()
    }

    /// How far the Earth's turning (UT1) is ahead of UTC in seconds; within 0.03 s from 1998 to 2026, within 0.9 s
    /// beyond. `None` as for [`Utc::julian_days`].
    pub fn ut1_minus_utc_s(self) -> Option<f64> {
        let (day, share) = self.julian_days()?;
        let (year, month, day, share) = sofars::cal::jd2cal(day, share).ok()?;
        let tai_minus_utc_s = sofars::ts::dat(year, month, day, share.clamp(0.0, 1.0)).ok()?;
        Some(ut1::ut1_minus_utc_s(self.mjd().0, tai_minus_utc_s))
    }
}

impl From<Mjd> for Utc {
    fn from(mjd: Mjd) -> Self {
        let seconds = (mjd.0 - UNIX_EPOCH_MJD) * 86_400.0;
        let whole = seconds.floor();
        Self {
            unix_s: whole as i64,
            nanoseconds: (((seconds - whole) * 1e9) as u32).min(999_999_999),
        }
    }
}

impl std::fmt::Display for Utc {
    /// ISO 8601 to the millisecond, such as `2023-02-13 01:16:47.703 UTC`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match jiff::Timestamp::new(self.unix_s, self.nanoseconds as i32) {
            Ok(moment) => write!(f, "{}", moment.strftime("%Y-%m-%d %H:%M:%S%.3f UTC")),
            Err(_) => write!(f, "{} s after 1970", self.unix_s),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_people_write_them() {
        let utc = Utc {
            unix_s: 1_676_251_007,
            nanoseconds: 703_000_000,
        };
        assert_eq!(utc.to_string(), "2023-02-13 01:16:47.703 UTC");
        assert!((utc.mjd().0 - 59_988.053_330_1).abs() < 1e-6);
        assert_eq!(
            Utc {
                unix_s: i64::MAX,
                nanoseconds: 0
            }
            .to_string(),
            "9223372036854775807 s after 1970"
        );
    }

    #[test]
    fn the_day_of_a_leap_second_is_longer() {
        // 2016-12-31T12:00:00 UTC: half of 86,400 s of the 86,401 s.
        let noon = Utc {
            unix_s: 1_483_185_600,
            nanoseconds: 0,
        };
        let (day, share) = noon.julian_days().expect("a known year");
        assert_eq!(day, 2_457_753.5);
        assert!((share - 43_200.0 / 86_401.0).abs() < 1e-15);
    }

    #[test]
    fn dates_and_moments_invert() {
        let utc = Utc::from(Mjd(55_348.314_438));
        assert!((utc.mjd().0 - 55_348.314_438).abs() < 1e-9);
    }
}
