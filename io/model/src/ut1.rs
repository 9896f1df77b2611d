//! How far the Earth's turning is ahead of UTC, for directions that turn with it.
//!
//! A second of UT1 is 15 arc seconds on the sky. UT1 - TAI has no leap seconds, so that it is read between the
//! lines of a table of 90 days' steps: within 0.03 s (0.4 arc seconds) of the daily values. Before and after the
//! table its ends are taken; UT1 stays within 0.9 s of UTC, so that no direction is more than 14 arc seconds off.
//!
//! Source: International Earth Rotation and Reference Systems Service, Bulletin B.

/// Modified Julian date of the first value.
const FIRST_MJD: f64 = 50_814.0;
/// Days between values.
const STEP_DAYS: f64 = 90.0;
/// UT1 - TAI in seconds, 1998 to 2026; `tests/data/ut1_truth.py` made it.
#[rustfmt::skip]
const UT1_MINUS_TAI_S: [f64; 117] = [
    -30.782, -30.962, -31.100, -31.156, -31.277, -31.377, -31.480, -31.523, -31.633, -31.716, -31.794,
    -31.815, -31.898, -31.962, -32.025, -32.030, -32.099, -32.171, -32.232, -32.226, -32.271, -32.324,
    -32.374, -32.352, -32.381, -32.417, -32.469, -32.452, -32.487, -32.538, -32.615, -32.602, -32.639,
    -32.691, -32.784, -32.825, -32.911, -33.016, -33.124, -33.163, -33.222, -33.308, -33.405, -33.456,
    -33.528, -33.619, -33.716, -33.769, -33.828, -33.907, -34.020, -34.050, -34.086, -34.151, -34.237,
    -34.292, -34.340, -34.438, -34.531, -34.586, -34.638, -34.734, -34.860, -34.941, -34.997, -35.105,
    -35.213, -35.304, -35.354, -35.461, -35.576, -35.677, -35.767, -35.911, -36.073, -36.207, -36.269,
    -36.399, -36.513, -36.634, -36.675, -36.771, -36.849, -36.931, -36.942, -37.020, -37.098, -37.173,
    -37.155, -37.171, -37.208, -37.256, -37.184, -37.179, -37.170, -37.185, -37.123, -37.105, -37.104,
    -37.098, -37.020, -37.018, -37.011, -37.046, -37.005, -36.989, -37.001, -37.020, -36.964, -36.945,
    -36.954, -36.971, -36.931, -36.911, -36.930, -36.968, -36.988,
];

/// UT1 - UTC in seconds at a date (UTC), given TAI - UTC in seconds there.
pub(crate) fn ut1_minus_utc_s(mjd: f64, tai_minus_utc_s: f64) -> f64 {
    let last = UT1_MINUS_TAI_S.len() - 1;
    let place = ((mjd - FIRST_MJD) / STEP_DAYS).clamp(0.0, last as f64);
    let before = (place as usize).min(last - 1);
    let share = place - before as f64;
    let ut1_minus_tai_s =
        (1.0 - share) * UT1_MINUS_TAI_S[before] + share * UT1_MINUS_TAI_S[before + 1];
    // Before the table the Earth had turned less far ahead of TAI than its first value says.
    (ut1_minus_tai_s + tai_minus_utc_s).clamp(-0.9, 0.9)
}

/// Whether the table holds this date.
pub(crate) fn in_table(mjd: f64) -> bool {
    let last_mjd = FIRST_MJD + STEP_DAYS * (UT1_MINUS_TAI_S.len() - 1) as f64;
    (FIRST_MJD..=last_mjd).contains(&mjd)
}
