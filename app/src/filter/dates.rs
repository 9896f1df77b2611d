//! Dates as people type them in filters: `2023-02-13`, `2023-02-13 01:16`, `2023-02-13T01:16:47.703`.

/// Seconds since 1970 of a date in UTC; `None` if it is none.
pub(super) fn unix_s(text: &str) -> Option<f64> {
    let text = text
        .trim()
        .trim_end_matches("UTC")
        .trim_end_matches('Z')
        .trim();
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (date, time.trim()),
        None => (text, "0:0"),
    };
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let mut clock = time.split(':').map(|part| part.parse::<f64>().ok());
    let (hour, minute) = (clock.next()??, clock.next()??);
    let second = clock.next().unwrap_or(Some(0.0))?;
    let fits = parts.next().is_none()
        && clock.next().is_none()
        && (1900..=2200).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && (0.0..24.0).contains(&hour)
        && (0.0..60.0).contains(&minute)
        && (0.0..61.0).contains(&second)
        && hour.fract() == 0.0
        && minute.fract() == 0.0;
    fits.then(|| {
        let days = days_since_1970(year, month, day) as f64;
        days * 86_400.0 + hour * 3600.0 + minute * 60.0 + second
    })
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let leap_days = before / 4 - before / 100 + before / 400;
    let months: i64 = (1..month).map(|month| days_of(year, month)).sum();
    // 719,162 days lie between 0001-01-01 and 1970-01-01.
    before * 365 + leap_days + months + day - 1 - 719_162
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in [
            "2023-02-13 01:16:47.703",
            "2023-02-13T01:16:47.703",
            "2023-02-13 01:16:47.703 UTC",
            "2023-02-13T01:16:47.703Z",
        ] {
            assert_eq!(unix_s(text), Some(1_676_251_007.703), "{text}");
        }
        assert_eq!(unix_s("1970-01-01"), Some(0.0));
        assert_eq!(unix_s("2024-02-29 12:00"), Some(1_709_208_000.0));
        assert_eq!(unix_s("2000-03-01"), Some(951_868_800.0));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2023",
            "2023-02-29",
            "2023-13-01",
            "2023-01-01 25:00",
            "a-b-c",
            "2023-01-01 1:2:3:4",
        ] {
            assert_eq!(unix_s(text), None, "{text}");
        }
    }
}
