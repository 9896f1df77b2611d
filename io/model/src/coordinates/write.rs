//! Positions as text: sexagesimal, degrees, and names in the style of the IAU.
//!
//! Text for figures has the true signs (− ′ ″ ʰ); what reads coordinates here reads them back.

use crate::{Equatorial, SkyFrame};

const NOWHERE: &str = "no position";

/// A number of whole units, of minutes, and of seconds with decimals, of a value in units, rounded as a whole.
fn parts(value: f64, decimals: usize, turn: u64) -> (u64, u64, u64, u64) {
    let steps = 10_u64.pow(decimals.min(9) as u32);
    let total = (value * 3600.0 * steps as f64).round() as u64;
    let (seconds, fraction) = (total / steps, total % steps);
    let whole = seconds / 3600;
    let whole = if turn > 0 { whole % turn } else { whole };
    (whole, seconds / 60 % 60, seconds % 60, fraction)
}

/// Seconds with decimals.
fn seconds(second: u64, fraction: u64, decimals: usize) -> String {
    match decimals.min(9) {
        0 => format!("{second:02}"),
        decimals => format!("{second:02}.{fraction:0decimals$}"),
    }
}

/// Sign and size, the sign + where all that would be written is 0.
fn signed(value: f64, smallest: f64) -> (char, f64) {
    let zero = value.abs() < 0.5 * smallest;
    let sign = if value < 0.0 && !zero { '−' } else { '+' };
    (sign, value.abs())
}

/// A position in sexagesimal numbers, such as `05ʰ34ᵐ31.9ˢ +22°00′52″`: hours in equatorial coordinates, degrees in
/// all others. Latitudes have one decimal fewer than longitudes in hours have, for the same precision.
pub fn sexagesimal(position: Equatorial, frame: SkyFrame, decimals: usize) -> String {
    let (lon_rad, lat_rad) = frame.lonlat(position);
    if !(lon_rad.is_finite() && lat_rad.is_finite()) {
        return NOWHERE.to_owned();
    }
    let lon_deg = lon_rad.to_degrees().rem_euclid(360.0);
    let in_hours = frame == SkyFrame::Equatorial;
    let of_lat = if in_hours {
        decimals.saturating_sub(1)
    } else {
        decimals
    };
    let lon = if in_hours {
        let (h, m, s, fraction) = parts(lon_deg / 15.0, decimals, 24);
        format!("{h:02}ʰ{m:02}ᵐ{}ˢ", seconds(s, fraction, decimals))
    } else {
        let (d, m, s, fraction) = parts(lon_deg, decimals, 360);
        format!("{d}°{m:02}′{}″", seconds(s, fraction, decimals))
    };
    let smallest = 10_f64.powi(-(of_lat.min(9) as i32)) / 3600.0;
    let (sign, lat_deg) = signed(lat_rad.to_degrees(), smallest);
    let (d, m, s, fraction) = parts(lat_deg, of_lat, 0);
    format!(
        "{lon} {sign}{d:02}°{m:02}′{}″",
        seconds(s, fraction, of_lat)
    )
}

/// A position in degrees, such as `83.6331° +22.0145°`.
pub fn degrees(position: Equatorial, frame: SkyFrame, decimals: usize) -> String {
    let (lon_rad, lat_rad) = frame.lonlat(position);
    if !(lon_rad.is_finite() && lat_rad.is_finite()) {
        return NOWHERE.to_owned();
    }
    let smallest = 10_f64.powi(-(decimals.min(15) as i32));
    let mut lon_deg = lon_rad.to_degrees().rem_euclid(360.0);
    if 360.0 - lon_deg <= 0.5 * smallest {
        lon_deg = 0.0;
    }
    let (sign, lat_deg) = signed(lat_rad.to_degrees(), smallest);
    format!("{lon_deg:.decimals$}° {sign}{lat_deg:.decimals$}°")
}

/// A name in the style of the IAU, such as `SRC J053431.9+220052`: cut off, not rounded, so that the digits of a
/// longer name begin with those of a shorter one.
pub fn iau_name(prefix: &str, position: Equatorial) -> String {
    if !(position.ra_rad.is_finite() && position.dec_rad.is_finite()) {
        return format!("{prefix} ({NOWHERE})");
    }
    // A hair is added, so that what was written with these digits is not cut to the ones before.
    let tenths = (position.ra_rad.to_degrees().rem_euclid(360.0) / 15.0 * 36_000.0 + 1e-5) as u64;
    let tenths = tenths.min(24 * 36_000 - 1);
    let arcsec = (position.dec_rad.to_degrees().abs() * 3600.0 + 1e-5) as u64;
    let sign = if position.dec_rad < 0.0 { '-' } else { '+' };
    format!(
        "{prefix} J{:02}{:02}{:02}.{}{sign}{:02}{:02}{:02}",
        tenths / 36_000,
        tenths / 600 % 60,
        tenths / 10 % 60,
        tenths % 10,
        arcsec / 3600,
        arcsec / 60 % 60,
        arcsec % 60,
    )
}
