//! Moments as people write them.
//!
//! A number alone is a modified Julian date, from a million on a Julian date; everything else is a date of the
//! calendar in UTC, with a blank or `T` between day and hour, and with an offset from UTC if need be.

use std::str::FromStr;

use super::{Mjd, Utc};

const WANTED: &str =
    "A date such as 2023-02-13 01:16:47 (UTC) or an MJD such as 59988.053 is wanted";

/// The Julian date of MJD 0.
const MJD_ZERO_JD: f64 = 2_400_000.5;

impl FromStr for Utc {
    type Err = String;

    /// A moment as people write it; the error is a sentence on what is wanted.
    fn from_str(text: &str) -> Result<Self, String> {
        let plain = text.trim();
        if plain.is_empty() {
            return Err(format!("{WANTED}."));
        }
        let refused = || format!("{WANTED}, found \"{plain}\".");
        let upper = plain.to_uppercase();
        let (days, julian) = match upper.strip_prefix("MJD") {
            Some(rest) => (rest, Some(false)),
            None => match upper.strip_prefix("JD") {
                Some(rest) => (rest, Some(true)),
                None => (&*upper, None),
            },
        };
        let days = days.trim_start_matches(['=', ':', ' ']).trim();
        if let Ok(days) = days.parse::<f64>() {
            // Years alone would be taken for dates of 1864.
            if julian.is_none() && (1000.0..3000.0).contains(&days) && days.fract() == 0.0 {
                return Err(format!(
                    "{WANTED}; write MJD before a number that looks like a year, found \"{plain}\"."
                ));
            }
            let julian = julian.unwrap_or(days > 1e6);
            return of_mjd(if julian { days - MJD_ZERO_JD } else { days }).ok_or_else(refused);
        }
        if julian.is_some() {
            return Err(refused());
        }
        let calendar = upper.trim_end_matches("UTC").trim().replace('/', "-");
        let parsed = calendar
            .parse::<jiff::Timestamp>()
            .map(|moment| (moment.as_second(), moment.subsec_nanosecond()))
            .or_else(|_| {
                let civil = calendar.parse::<jiff::civil::DateTime>()?;
                let moment = civil.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp();
                Ok::<_, jiff::Error>((moment.as_second(), moment.subsec_nanosecond()))
            });
        let (unix_s, nanoseconds) = parsed.map_err(|_| refused())?;
        // Before 1970 nanoseconds are counted back.
        let (unix_s, nanoseconds) = match u32::try_from(nanoseconds) {
            Ok(nanoseconds) => (unix_s, nanoseconds),
            Err(_) => (unix_s - 1, (1_000_000_000 + nanoseconds) as u32),
        };
        Ok(Utc {
            unix_s,
            nanoseconds,
        })
    }
}

/// The moment of a date, if it is one.
fn of_mjd(mjd: f64) -> Option<Utc> {
    // Some ten thousand years around now.
    (mjd.abs() < 4e6).then(|| Utc::from(Mjd(mjd)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Utc, String> {
        text.parse()
    }

    const MOMENT: Utc = Utc {
        unix_s: 1_676_251_007,
        nanoseconds: 703_000_000,
    };

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in [
            "2023-02-13 01:16:47.703",
            "2023-02-13T01:16:47.703",
            "2023-02-13T01:16:47.703Z",
            " 2023-02-13 01:16:47.703 UTC ",
            "2023/02/13 01:16:47.703 utc",
            "2023-02-13T02:16:47.703+01:00",
        ] {
            assert_eq!(read(text), Ok(MOMENT), "{text}");
        }
        for text in [
            "59988.05333",
            "MJD 59988.05333",
            "mjd=59988.05333",
            "JD 2459988.55333",
            "2459988.55333",
        ] {
            let found = read(text).unwrap();
            assert!((found.unix_s - MOMENT.unix_s).abs() <= 1, "{text}: {found}");
        }
        assert_eq!(read("2023-02-13").unwrap().unix_s, 1_676_246_400);
        assert_eq!(read("MJD 2023").unwrap().mjd().0, 2023.0);
        let before = read("1969-12-31 23:59:59.25").unwrap();
        assert_eq!((before.unix_s, before.nanoseconds), (-1, 250_000_000));
    }

    #[test]
    fn what_is_no_date_is_told_with_what_is_wanted() {
        for text in [
            "",
            "2023",
            "2023-02-30",
            "yesterday",
            "NaN",
            "inf",
            "1e300",
            "MJD",
            "JD x",
            "25:00",
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains("2023-02-13 01:16:47"), "{text}: {said}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,24}", digits in "[-+0-9TZ:. ]{0,24}") {
            read(&text).ok();
            read(&digits).ok();
        }
    }
}
