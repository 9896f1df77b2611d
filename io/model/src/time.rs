//! Moments: UTC of events, and modified Julian dates of candidates.

use serde::{Deserialize, Serialize};

/// A modified Julian date in days (UTC).
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Mjd(pub f64);

/// Modified Julian date of 1970-01-01T00:00:00 UTC.
pub const UNIX_EPOCH_MJD: f64 = 40_587.0;

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
    fn dates_and_moments_invert() {
        let utc = Utc::from(Mjd(55_348.314_438));
        assert!((utc.mjd().0 - 55_348.314_438).abs() < 1e-9);
    }
}
