//! Dates as ISO 8601 writes them: `2017-09-22`, `2017-09-22T20:54:30.43Z`, `2017-09-22 20:54:30+02:00`.
//!
//! A moment without a zone is UTC. Days count from 1858-11-17 as in modified Julian dates; the day number follows
//! from the Gregorian calendar by counting from the first of March (H. F. Fliegel and T. C. Van Flandern,
//! Communications of the ACM 11, 657, 1968, for years from 1 to 9999).

/// The modified Julian date of a text; `None` if it is no date of ISO 8601 with year, month and day.
pub(crate) fn mjd_of(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, time.trim()),
        None => (text, "0:0"),
    };
    let mut parts = date.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?;
    let (year, month, day) = (whole(year)?, whole(parts.next()?)?, whole(parts.next()?)?);
    if parts.next().is_some() || !(1..=12).contains(&month) || year == 0 {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if !(1..=days).contains(&day) {
        return None;
    }
    // Years begin in March, so that the leap day is the last of one.
    let (march_year, march_month) = (year - i64::from(month < 3), (month + 9) % 12);
    let before = 365 * march_year + march_year / 4 - march_year / 100 + march_year / 400;
    let number = before + (153 * march_month + 2) / 5 + day - 1;
    Some((number - 678_881) as f64 + seconds_of(time)? / 86_400.0)
}

/// The seconds since midnight UTC of `20:54:30.43Z`; below 0 or beyond a day where the zone says so.
fn seconds_of(time: &str) -> Option<f64> {
    let time = time.strip_suffix("UTC").unwrap_or(time).trim_end();
    let (clock, zone_s) = match time.find(['Z', 'z', '+', '-']) {
        None => (time, 0.0),
        Some(at) => {
            let (clock, zone) = time.split_at(at);
            let sign = if zone.starts_with('-') { -1.0 } else { 1.0 };
            match &zone[1..] {
                "" if zone.eq_ignore_ascii_case("z") => (clock, 0.0),
                zone => {
                    let (hours, minutes) = zone.split_once(':').or(zone.split_at_checked(2))?;
                    let minutes = if minutes.is_empty() { "0" } else { minutes };
                    let (hours, minutes) = (whole(hours)?, whole(minutes)?);
                    (clock, sign * (hours * 3600 + minutes * 60) as f64)
                }
            }
        }
    };
    let mut parts = clock.split(':');
    let (hours, minutes) = (whole(parts.next()?)?, whole(parts.next()?)?);
    let seconds = parts.next().unwrap_or("0");
    let plain = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let seconds: f64 = match seconds.bytes().all(plain) {
        true => seconds.parse().ok()?,
        false => return None,
    };
    if parts.next().is_some() || hours > 24 || minutes > 59 || seconds >= 61.0 {
        return None;
    }
    Some((hours * 3600 + minutes * 60) as f64 + seconds - zone_s)
}

/// A number of at most four digits and nothing else.
fn whole(text: &str) -> Option<i64> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_those_of_astropy() {
        // astropy.time.Time(text).mjd
        for (text, mjd) in [
            ("1858-11-17", 0.0),
            ("2000-01-01", 51_544.0),
            ("2000-02-29T12:00", 51_603.5),
            ("2017-09-22T20:54:30.43Z", 58_018.871_185_532_41),
            ("2017-09-22 22:54:30.43+02:00", 58_018.871_185_532_41),
            ("2017-09-22T18:24:30.43-0230", 58_018.871_185_532_41),
            ("2100-03-01T00:00:00", 88_128.0),
            ("1600-12-31 00:00:00 UTC", -94_188.0),
        ] {
            let found = mjd_of(text.as_bytes()).unwrap();
            assert!((found - mjd).abs() < 1e-9, "{text}: {found}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "2017",
            "2017-09",
            "2017-13-01",
            "2017-02-29",
            "17-09-22",
            "2017-09-22T",
            "2017-09-22T25:00",
            "2017-09-22Tnoon",
            "20:54:30",
            "58018.87",
            "2017-09-22T20:54:1e1",
            "2017-09-22T20:54:30+é",
        ] {
            assert_eq!(mjd_of(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*", end in "[-+:0-9TZ. ]{0,24}") {
            let _ = mjd_of(text.as_bytes());
            let _ = mjd_of(format!("2017-09-22{end}").as_bytes());
        }
    }
}
