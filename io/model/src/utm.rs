//! Where a point of the UTM grid lies on Earth, and how far grid north turns from true north there.
//!
//! The inverse transverse Mercator projection by Krüger's series in the third flattening n, to n⁶ (below a
//! nanometre inside a zone), on the WGS 84 ellipsoid. With ξ, η the northing and easting over k₀A, measured from
//! the equator and the central meridian:
//!
//! ```text
//! ξ' + iη' = ζ - Σ βⱼ sin 2jζ,   ζ = ξ + iη
//! tan χ = sin ξ' / √(sinh² η' + cos² ξ'),   λ - λ₀ = atan2(sinh η', cos ξ')
//! γ = atan(tan ξ' tanh η') + atan2(q, p),   p - iq = 1 - Σ 2j βⱼ cos 2jζ
//! ```
//!
//! The latitude follows from its conformal twin χ by Newton's method. γ is positive where grid north lies east of
//! true north: east of the central meridian in the north. Source: Karney 2011, J. Geodesy 85, 475.

use crate::detector::UtmOrigin;

/// Half the long axis of the WGS 84 ellipsoid in metres.
const EQUATOR_RADIUS_M: f64 = 6_378_137.0;
/// Flattening of the WGS 84 ellipsoid.
const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// Scale on the central meridian.
const SCALE: f64 = 0.9996;
/// Easting of the central meridian in metres.
const FALSE_EASTING_M: f64 = 500_000.0;
/// Northing of the equator in metres, for the south.
const FALSE_NORTHING_M: f64 = 10_000_000.0;

/// A point on the WGS 84 ellipsoid, as the grid sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridPoint {
    /// Geodetic latitude in radians, north positive.
    pub latitude_rad: f64,
    /// Longitude in radians, east positive, within ±π.
    pub longitude_rad: f64,
    /// Angle from true north to grid north in radians, positive towards east.
    pub convergence_rad: f64,
}

/// Where `origin` lies; `None` if its zone is not one of 1 to 60 or it is too far from that zone to be meant.
///
/// A zone ends with N or nothing in the north and with S in the south, as detector files write it.
pub fn locate(origin: &UtmOrigin) -> Option<GridPoint> {
    let zone = origin.zone.trim();
    let digits = zone.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let number: u32 = digits
        .parse()
        .ok()
        .filter(|number| (1..=60).contains(number))?;
    let south = match &zone[digits.len()..] {
        "" | "N" | "n" => false,
        "S" | "s" => true,
        _ => return None,
    };
    let near = (0.0..=1_000_000.0).contains(&origin.easting_m)
        && (0.0..=FALSE_NORTHING_M).contains(&origin.northing_m);
    if !near {
        return None;
    }
    let from_equator_m = match south {
        true => origin.northing_m - FALSE_NORTHING_M,
        false => origin.northing_m,
    };
    let central_deg = 6.0 * f64::from(number) - 183.0;
    let mut point = unproject(origin.easting_m - FALSE_EASTING_M, from_equator_m);
    let turn = std::f64::consts::TAU;
    let longitude_rad = central_deg.to_radians() + point.longitude_rad;
    point.longitude_rad = (longitude_rad + 0.5 * turn).rem_euclid(turn) - 0.5 * turn;
    Some(point)
}

/// Krüger's β for the third flattening `n`.
fn series(n: f64) -> [f64; 6] {
    let powers = [n, n.powi(2), n.powi(3), n.powi(4), n.powi(5), n.powi(6)];
    let sum = |first: usize, terms: &[f64]| -> f64 {
        let used = powers[first..].iter().zip(terms);
        used.map(|(power, term)| power * term).sum()
    };
    [
        sum(
            0,
            &[
                1.0 / 2.0,
                -2.0 / 3.0,
                37.0 / 96.0,
                -1.0 / 360.0,
                -81.0 / 512.0,
                96_199.0 / 604_800.0,
            ],
        ),
        sum(
            1,
            &[
                1.0 / 48.0,
                1.0 / 15.0,
                -437.0 / 1_440.0,
                46.0 / 105.0,
                -1_118_711.0 / 3_870_720.0,
            ],
        ),
        sum(
            2,
            &[
                17.0 / 480.0,
                -37.0 / 840.0,
                -209.0 / 4_480.0,
                5_569.0 / 90_720.0,
            ],
        ),
        sum(
            3,
            &[4_397.0 / 161_280.0, -11.0 / 504.0, -830_251.0 / 7_257_600.0],
        ),
        sum(4, &[4_583.0 / 161_280.0, -108_847.0 / 3_991_680.0]),
        sum(5, &[20_648_693.0 / 638_668_800.0]),
    ]
}

/// The point `east_m` of the central meridian and `north_m` of the equator; longitude from the central meridian.
fn unproject(east_m: f64, north_m: f64) -> GridPoint {
    let n = FLATTENING / (2.0 - FLATTENING);
    let e2 = FLATTENING * (2.0 - FLATTENING);
    let e = e2.sqrt();
    // The radius of the circle that is as long as a meridian.
    let radius_m = EQUATOR_RADIUS_M / (1.0 + n)
        * (1.0 + n.powi(2) / 4.0 + n.powi(4) / 64.0 + n.powi(6) / 256.0);
    let (xi, eta) = (north_m / (SCALE * radius_m), east_m / (SCALE * radius_m));
    let (mut xi_1, mut eta_1, mut p, mut q) = (xi, eta, 1.0, 0.0);
    for (j, beta) in (1..).map(f64::from).zip(series(n)) {
        let (sin, cos) = (2.0 * j * xi).sin_cos();
        let (sinh, cosh) = ((2.0 * j * eta).sinh(), (2.0 * j * eta).cosh());
        xi_1 -= beta * sin * cosh;
        eta_1 -= beta * cos * sinh;
        p -= 2.0 * j * beta * cos * cosh;
        q += 2.0 * j * beta * sin * sinh;
    }
    let (sin, cos) = xi_1.sin_cos();
    let conformal = sin / eta_1.sinh().hypot(cos);
    // Newton's method converges in three steps; the tangent of the latitude is the unknown.
    let mut tan = conformal / (1.0 - e2);
    for _ in 0..6 {
        let secant = tan.hypot(1.0);
        let sigma = (e * (e * tan / secant).atanh()).sinh();
        let of_tan = tan * sigma.hypot(1.0) - sigma * secant;
        let slope = (1.0 - e2) * secant * of_tan.hypot(1.0) / (1.0 + (1.0 - e2) * tan * tan);
        tan += (conformal - of_tan) / slope;
    }
    GridPoint {
        latitude_rad: tan.atan(),
        longitude_rad: eta_1.sinh().atan2(cos),
        convergence_rad: (sin / cos * eta_1.tanh()).atan() + q.atan2(p),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(zone: &str, easting_m: f64, northing_m: f64) -> Option<GridPoint> {
        locate(&UtmOrigin {
            zone: zone.to_owned(),
            easting_m,
            northing_m,
            height_m: 0.0,
        })
    }

    #[test]
    fn the_central_meridian_at_the_equator_is_exact() {
        let point = at("31N", 500_000.0, 0.0).unwrap();
        assert_eq!(point.latitude_rad, 0.0);
        assert!((point.longitude_rad.to_degrees() - 3.0).abs() < 1e-12);
        assert_eq!(point.convergence_rad, 0.0);
    }

    #[test]
    fn south_and_north_mirror() {
        let north = at("4", 300_000.0, 4_000_000.0).unwrap();
        let south = at("4S", 300_000.0, 6_000_000.0).unwrap();
        assert!((north.latitude_rad + south.latitude_rad).abs() < 1e-15);
        assert!((north.convergence_rad + south.convergence_rad).abs() < 1e-15);
        assert_eq!(north.longitude_rad, south.longitude_rad);
    }

    #[test]
    fn what_lies_in_no_zone_is_nowhere() {
        for (zone, easting_m, northing_m) in [
            ("0N", 500_000.0, 0.0),
            ("61N", 500_000.0, 0.0),
            ("33T", 500_000.0, 0.0),
            ("", 500_000.0, 0.0),
            ("33N", f64::NAN, 0.0),
            ("33N", 0.0, f64::INFINITY),
            ("33N", -1.0, 0.0),
            ("33N", 500_000.0, 1e9),
        ] {
            assert_eq!(at(zone, easting_m, northing_m), None, "{zone}");
        }
    }
}
