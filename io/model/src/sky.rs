//! Positions on the sky and the frames they are given in.
//!
//! Source: IAU SOFA through the `sofars` crate (ICRS to galactic, `icrs2g`).

use glam::DVec3;
use serde::{Deserialize, Serialize};

/// A position in the ICRS: the frame of every list and map here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Equatorial {
    /// Right ascension in radians, 0..2π.
    pub ra_rad: f64,
    /// Declination in radians, within ±π/2.
    pub dec_rad: f64,
}

/// A position in galactic coordinates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Galactic {
    /// Longitude in radians, 0..2π.
    pub l_rad: f64,
    /// Latitude in radians, within ±π/2.
    pub b_rad: f64,
}

/// A place seen from a site on Earth, without refraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Horizontal {
    /// Height above the horizon in radians, within ±π/2.
    pub altitude_rad: f64,
    /// Azimuth from true north over east in radians, 0..2π.
    pub azimuth_rad: f64,
}

impl Equatorial {
    /// A position from degrees; right ascension is brought into 0..360.
    pub fn from_degrees(ra_deg: f64, dec_deg: f64) -> Self {
        Self {
            ra_rad: ra_deg.to_radians().rem_euclid(std::f64::consts::TAU),
            dec_rad: dec_deg.to_radians(),
        }
    }

    /// Unit vector: x towards the vernal equinox, z towards the north celestial pole.
    pub fn to_vector(self) -> DVec3 {
        let (sin_dec, cos_dec) = self.dec_rad.sin_cos();
        let (sin_ra, cos_ra) = self.ra_rad.sin_cos();
        DVec3::new(cos_dec * cos_ra, cos_dec * sin_ra, sin_dec)
    }

    /// The position a vector points to; its length does not matter.
    pub fn from_vector(vector: DVec3) -> Self {
        Self {
            ra_rad: vector.y.atan2(vector.x).rem_euclid(std::f64::consts::TAU),
            dec_rad: vector.z.atan2(vector.x.hypot(vector.y)),
        }
    }

    /// Angle to `other` in radians, 0..=π; exact at both ends.
    pub fn separation_rad(self, other: Self) -> f64 {
        let (a, b) = (self.to_vector(), other.to_vector());
        a.cross(b).length().atan2(a.dot(b))
    }

    /// The same position in galactic coordinates.
    pub fn to_galactic(self) -> Galactic {
        let (l_rad, b_rad) = sofars::coords::icrs2g(self.ra_rad, self.dec_rad);
        Galactic { l_rad, b_rad }
    }
}

impl Galactic {
    /// The same position in the ICRS.
    pub fn to_equatorial(self) -> Equatorial {
        let (ra_rad, dec_rad) = sofars::coords::g2icrs(self.l_rad, self.b_rad);
        Equatorial { ra_rad, dec_rad }
    }
}
