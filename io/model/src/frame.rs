//! The frames in which positions on the sky are told and maps are laid out, all turned from the ICRS.
//!
//! The ecliptic is the mean one of J2000 (IAU 2006 precession), fixed to the stars: not the ecliptic of date, from
//! which it is 50 arc seconds of longitude a year away. Supergalactic coordinates have their pole at l = 47.37°,
//! b = +6.32° and count longitude from l = 137.37°, b = 0 (de Vaucouleurs et al. 1991, RC3). The horizon of a site
//! at a moment is no frame of this kind: see [`crate::site::SkyAt`].
//!
//! Source: IAU SOFA through the `sofars` crate (`icrs2g`, `eqec06`).

use std::sync::LazyLock;

use glam::{DMat3, DVec3};
use serde::{Deserialize, Serialize};

use crate::Equatorial;

/// A frame of the sky that stands still among the stars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SkyFrame {
    /// Right ascension and declination in the ICRS.
    #[default]
    Equatorial,
    /// Galactic longitude and latitude.
    Galactic,
    /// Ecliptic longitude and latitude of J2000.
    Ecliptic,
    /// Supergalactic longitude and latitude.
    Supergalactic,
}

/// J2000.0 as a Julian date.
const J2000_JD: f64 = 2_451_545.0;

/// Galactic longitude and latitude of the supergalactic pole, and of the origin of longitudes, in degrees.
const SUPERGALACTIC_POLE_DEG: (f64, f64) = (47.37, 6.32);
const SUPERGALACTIC_ORIGIN_DEG: (f64, f64) = (137.37, 0.0);

/// The rotations of [`SkyFrame::ALL`].
static ROTATIONS: LazyLock<[DMat3; 4]> = LazyLock::new(|| {
    let galactic = of_axes(sofars::coords::icrs2g);
    let ecliptic = of_axes(|ra, dec| sofars::coords::eqec06(J2000_JD, 0.0, ra, dec));
    let unit = |(l_deg, b_deg): (f64, f64)| Equatorial::from_degrees(l_deg, b_deg).to_vector();
    let (pole, origin) = (unit(SUPERGALACTIC_POLE_DEG), unit(SUPERGALACTIC_ORIGIN_DEG));
    let from_galactic = DMat3::from_cols(origin, pole.cross(origin), pole).transpose();
    [
        DMat3::IDENTITY,
        galactic,
        ecliptic,
        from_galactic * galactic,
    ]
});

/// The rotation that takes right ascension and declination to the longitude and latitude of `lonlat`.
fn of_axes(lonlat: impl Fn(f64, f64) -> (f64, f64)) -> DMat3 {
    let column = |ra_rad: f64, dec_rad: f64| -> DVec3 {
        let (ra_rad, dec_rad) = lonlat(ra_rad, dec_rad);
        Equatorial { ra_rad, dec_rad }.to_vector()
    };
    let quarter = std::f64::consts::FRAC_PI_2;
    DMat3::from_cols(column(0.0, 0.0), column(quarter, 0.0), column(0.0, quarter))
}

impl SkyFrame {
    /// All frames, in the order in which they are offered.
    pub const ALL: [Self; 4] = [
        Self::Equatorial,
        Self::Galactic,
        Self::Ecliptic,
        Self::Supergalactic,
    ];

    /// The rotation that turns ICRS vectors into this frame; its transpose turns them back.
    pub fn rotation(self) -> DMat3 {
        ROTATIONS[self as usize]
    }

    /// Longitude (0..2π) and latitude (±π/2) in this frame, in radians.
    pub fn lonlat(self, position: Equatorial) -> (f64, f64) {
        match self {
            Self::Equatorial => (position.ra_rad, position.dec_rad),
            _ => {
                let turned = Equatorial::from_vector(self.rotation() * position.to_vector());
                (turned.ra_rad, turned.dec_rad)
            }
        }
    }

    /// The position at a longitude and a latitude of this frame, in radians.
    pub fn position(self, lon_rad: f64, lat_rad: f64) -> Equatorial {
        let here = Equatorial {
            ra_rad: lon_rad,
            dec_rad: lat_rad,
        };
        Equatorial::from_vector(self.rotation().transpose() * here.to_vector())
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equatorial => "equatorial",
            Self::Galactic => "galactic",
            Self::Ecliptic => "ecliptic",
            Self::Supergalactic => "supergalactic",
        }
    }

    /// What figures call its longitude and latitude.
    pub fn axes(self) -> [&'static str; 2] {
        match self {
            Self::Equatorial => ["right ascension", "declination"],
            Self::Galactic => ["galactic longitude", "galactic latitude"],
            Self::Ecliptic => ["ecliptic longitude (J2000)", "ecliptic latitude (J2000)"],
            Self::Supergalactic => ["supergalactic longitude", "supergalactic latitude"],
        }
    }

    /// The letters of its longitude and latitude.
    pub fn letters(self) -> [&'static str; 2] {
        match self {
            Self::Equatorial => ["α", "δ"],
            Self::Galactic => ["l", "b"],
            Self::Ecliptic => ["λ", "β"],
            Self::Supergalactic => ["SGL", "SGB"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_galactic_centre_and_the_ecliptic_pole_are_where_they_belong() {
        let centre = Equatorial::from_degrees(266.404_996, -28.936_174);
        let (l_rad, b_rad) = SkyFrame::Galactic.lonlat(centre);
        assert!(l_rad.sin().abs() < 1e-7 && b_rad.abs() < 1e-7);
        let pole = Equatorial::from_degrees(270.0, 90.0 - 23.439_28);
        let (_, latitude_rad) = SkyFrame::Ecliptic.lonlat(pole);
        assert!((latitude_rad.to_degrees() - 90.0).abs() < 1e-4);
    }

    #[test]
    fn the_virgo_cluster_lies_near_the_supergalactic_plane() {
        // M 87: SGL 102.88°, SGB -2.35° (RC3).
        let virgo = Equatorial::from_degrees(187.705_93, 12.391_12);
        let (lon_rad, lat_rad) = SkyFrame::Supergalactic.lonlat(virgo);
        assert!((lon_rad.to_degrees() - 102.88).abs() < 0.01);
        assert!((lat_rad.to_degrees() + 2.35).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn frames_turn_there_and_back(lon in 0.0..std::f64::consts::TAU, lat in -1.57..1.57_f64) {
            for (place, frame) in SkyFrame::ALL.into_iter().enumerate() {
                prop_assert_eq!(frame as usize, place);
                let there = frame.position(lon, lat);
                let (lon_rad, lat_rad) = frame.lonlat(there);
                prop_assert!((lat_rad - lat).abs() < 1e-12);
                prop_assert!(((lon_rad - lon).sin() * lat.cos()).abs() < 1e-12);
            }
        }
    }
}
