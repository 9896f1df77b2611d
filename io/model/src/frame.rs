//! The frame in which a map's pixels are laid out, and how positions are turned into it.
//!
//! The ecliptic is the mean one of J2000. Source: IAU SOFA through the `sofars` crate (`icrs2g`, `eqec06`).

use glam::{DMat3, DVec3};

use crate::Equatorial;

/// The frame of a map's pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SkyFrame {
    /// Right ascension and declination in the ICRS.
    #[default]
    Equatorial,
    /// Galactic longitude and latitude.
    Galactic,
    /// Ecliptic longitude and latitude of J2000.
    Ecliptic,
}

/// J2000.0 as a Julian date.
const J2000_JD: f64 = 2_451_545.0;

impl SkyFrame {
    /// The rotation that turns ICRS vectors into this frame; its transpose turns them back.
    pub fn rotation(self) -> DMat3 {
        let column = |ra_rad: f64, dec_rad: f64| -> DVec3 {
            let (lon_rad, lat_rad) = match self {
                Self::Equatorial => (ra_rad, dec_rad),
                Self::Galactic => sofars::coords::icrs2g(ra_rad, dec_rad),
                Self::Ecliptic => sofars::coords::eqec06(J2000_JD, 0.0, ra_rad, dec_rad),
            };
            Equatorial {
                ra_rad: lon_rad,
                dec_rad: lat_rad,
            }
            .to_vector()
        };
        let quarter = std::f64::consts::FRAC_PI_2;
        DMat3::from_cols(column(0.0, 0.0), column(quarter, 0.0), column(0.0, quarter))
    }

    /// Longitude and latitude in this frame, in radians.
    pub fn lonlat(self, position: Equatorial) -> (f64, f64) {
        match self {
            Self::Equatorial => (position.ra_rad, position.dec_rad),
            Self::Galactic | Self::Ecliptic => {
                let turned = Equatorial::from_vector(self.rotation() * position.to_vector());
                (turned.ra_rad, turned.dec_rad)
            }
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equatorial => "equatorial",
            Self::Galactic => "galactic",
            Self::Ecliptic => "ecliptic",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_galactic_centre_and_the_ecliptic_pole_are_where_they_belong() {
        let centre = Equatorial::from_degrees(266.404_996, -28.936_174);
        let (l_rad, b_rad) = SkyFrame::Galactic.lonlat(centre);
        assert!(l_rad.sin().abs() < 1e-7 && b_rad.abs() < 1e-7);
        let pole = Equatorial::from_degrees(270.0, 90.0 - 23.439_28);
        let (_, latitude_rad) = SkyFrame::Ecliptic.lonlat(pole);
        assert!((latitude_rad.to_degrees() - 90.0).abs() < 1e-4);
    }
}
