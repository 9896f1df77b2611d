//! What a site can see of the sky: at a moment, and over a day.
//!
//! Over a sidereal day a declination δ stays above the altitude a of a site at latitude φ for the share H / π of it,
//! with the hour angle of its rise and set
//!
//! ```text
//! cos H = (sin a - sin φ sin δ) / (cos φ cos δ)
//! ```
//!
//! A telescope for neutrinos sees best what is *below* its horizon, through the Earth. The ocean's horizon is not
//! lowered for the depth of the site, and nothing is refracted. Precession moves a declination by 0.3° in the 50
//! years around 2000, which is left out of the share.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use glam::{DMat3, DVec3};

use crate::site::{Site, SkyAt};
use crate::sky::Horizontal;

/// What is taken for the Earth's turning and the wandering of its pole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum EarthTurn {
    /// UT1 - UTC from the built-in table; polar motion 0.
    #[default]
    Table,
    /// UT1 - UTC in seconds and the pole's coordinates x and y in radians, as the IERS publishes them.
    Given {
        /// UT1 - UTC in seconds.
        ut1_minus_utc_s: f64,
        /// The pole's x in radians.
        pole_x_rad: f64,
        /// The pole's y in radians.
        pole_y_rad: f64,
    },
    /// UT1 is taken as UTC; polar motion 0.
    Zero,
}

impl EarthTurn {
    /// The angle in radians by which altitude and azimuth may be wrong at this date (MJD): 0 where the values are
    /// given; else polar motion (0.6 arc seconds) and 15 arc seconds for each second that UT1 is not known.
    pub fn error_rad(self, mjd: f64) -> f64 {
        let unknown_s = match self {
            Self::Given { .. } => return 0.0,
            Self::Table if crate::ut1::in_table(mjd) => 0.03,
            Self::Table | Self::Zero => 0.9,
        };
        (0.6_f64 + 15.041 * unknown_s).to_radians() / 3600.0
    }
}

impl Site {
    /// The share of a day (0..=1) for which a declination is above this altitude, both in radians.
    pub fn share_above(&self, dec_rad: f64, altitude_rad: f64) -> f64 {
        let (sin_site, cos_site) = self.latitude_rad.sin_cos();
        let (sin_dec, cos_dec) = dec_rad.sin_cos();
        let wanted = altitude_rad.sin() - sin_site * sin_dec;
        let swing = (cos_site * cos_dec).max(0.0);
        if wanted >= swing {
            0.0
        } else if wanted <= -swing {
            1.0
        } else {
            (wanted / swing).acos() / PI
        }
    }

    /// The share of a day (0..=1) for which a declination is below the horizon, where neutrinos come up from.
    pub fn share_below_horizon(&self, dec_rad: f64) -> f64 {
        1.0 - self.share_above(dec_rad, 0.0)
    }

    /// The lowest and highest altitude (radians) that a declination reaches in a day.
    pub fn altitudes_rad(&self, dec_rad: f64) -> [f64; 2] {
        let highest = FRAC_PI_2 - (self.latitude_rad - dec_rad).abs();
        let lowest = (self.latitude_rad + dec_rad).abs() - FRAC_PI_2;
        [lowest, highest]
    }
}

impl SkyAt<'_> {
    /// The circle of this altitude (radians) as a closed line of `pieces` ICRS unit vectors, the higher part of the
    /// sky on its left as seen from outside the sphere. Its last point is not its first one again.
    pub fn circle(&self, altitude_rad: f64, pieces: usize) -> Vec<DVec3> {
        let point = |i: usize| {
            let from = Horizontal {
                altitude_rad,
                azimuth_rad: -TAU * i as f64 / pieces as f64,
            };
            self.position(from).to_vector()
        };
        (0..pieces).map(point).collect()
    }

    /// The ICRS unit vector of the zenith.
    pub fn zenith(&self) -> DVec3 {
        let up = Horizontal {
            altitude_rad: FRAC_PI_2,
            azimuth_rad: 0.0,
        };
        self.position(up).to_vector()
    }

    /// The rotation that turns ICRS vectors into the horizon's (x north, y *west*, z up): longitude is minus the
    /// azimuth. Good for drawing: aberration is no rotation and is left out, so that places are up to 21 arc
    /// seconds from [`SkyAt::horizontal`].
    pub fn rotation(&self) -> DMat3 {
        let astrometry = self.astrometry();
        let [a, b, c] = astrometry.bpn;
        let to_date = DMat3::from_cols(DVec3::from(a), DVec3::from(b), DVec3::from(c)).transpose();
        // The local meridian, the polar motion's part of it included, is at the Earth rotation angle `eral`.
        let (sin, cos) = astrometry.eral.sin_cos();
        let to_meridian = DMat3::from_cols(
            DVec3::new(cos, -sin, 0.0),
            DVec3::new(sin, cos, 0.0),
            DVec3::Z,
        );
        let (sin, cos) = (astrometry.sphi, astrometry.cphi);
        // North, west and up from the equator's meridian, east and pole.
        let to_horizon = DMat3::from_cols(
            DVec3::new(-sin, 0.0, cos),
            DVec3::new(0.0, -1.0, 0.0),
            DVec3::new(cos, 0.0, sin),
        );
        to_horizon * to_meridian * to_date
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;
    use crate::{Equatorial, Mjd, Utc};

    #[test]
    fn the_pole_sees_one_half_of_the_sky_always() {
        let pole = Site::icecube();
        assert_eq!(pole.share_below_horizon(0.2), 1.0);
        assert_eq!(pole.share_below_horizon(-0.2), 0.0);
        assert!((pole.share_below_horizon(0.0) - 0.5).abs() < 1e-9);
        let pole = Site {
            latitude_rad: -FRAC_PI_2,
            ..pole
        };
        assert_eq!(pole.share_below_horizon(1e-6), 1.0);
        assert!(pole.share_above(0.0, 0.0).is_finite());
    }

    #[test]
    fn arca_sees_the_galactic_centre_two_thirds_of_the_time() {
        let share = Site::arca().share_below_horizon(-29.0_f64.to_radians());
        assert!((share - 0.633).abs() < 0.005, "{share}");
        let [lowest, highest] = Site::arca().altitudes_rad(-29.0_f64.to_radians());
        assert!((highest.to_degrees() - (90.0 - 36.292_2 - 29.0)).abs() < 1e-3);
        assert!((lowest.to_degrees() - (36.292_2 - 29.0 - 90.0)).abs() < 1e-3);
    }

    #[test]
    fn what_is_not_known_of_the_earths_turning_is_told() {
        let arcsec = |turn: EarthTurn, mjd| turn.error_rad(mjd).to_degrees() * 3600.0;
        assert!((arcsec(EarthTurn::Zero, 59_000.0) - 14.137).abs() < 0.01);
        assert!((arcsec(EarthTurn::Table, 59_000.0) - 1.051).abs() < 0.01);
        assert!((arcsec(EarthTurn::Table, 70_000.0) - 14.137).abs() < 0.01);
        let given = EarthTurn::Given {
            ut1_minus_utc_s: 0.1,
            pole_x_rad: 0.0,
            pole_y_rad: 0.0,
        };
        assert_eq!(arcsec(given, 59_000.0), 0.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn a_day_of_moments_agrees_with_the_share(which in 0..4_usize, dec in -1.5..1.5_f64, altitude in -1.2..1.2_f64) {
            let site = Site::named(Site::NAMES[which]).unwrap();
            let turns = 400;
            // A sidereal day in steps; J2000, so that there is no precession.
            let above = (0..turns).filter(|i| {
                let mjd = 51_544.5 + 0.997_27 * f64::from(*i) / f64::from(turns);
                let sky = site.sky_at(Utc::from(Mjd(mjd))).unwrap();
                sky.horizontal(Equatorial { ra_rad: 1.0, dec_rad: dec }).altitude_rad > altitude
            });
            let share = above.count() as f64 / f64::from(turns);
            let [lowest, highest] = site.altitudes_rad(dec);
            // Aberration and nutation decide where the altitude is all but reached.
            prop_assume!((altitude - lowest).abs() > 0.01 && (altitude - highest).abs() > 0.01);
            prop_assert!((share - site.share_above(dec, altitude)).abs() < 0.01);
        }

        #[test]
        fn the_rotation_is_the_sky_but_for_aberration(
            which in 0..4_usize, ra in 0.0..TAU, dec in -1.5..1.5_f64, mjd in 45_000.0..65_000.0_f64,
        ) {
            let site = Site::named(Site::NAMES[which]).unwrap();
            let sky = site.sky_at(Utc::from(Mjd(mjd))).unwrap();
            let position = Equatorial { ra_rad: ra, dec_rad: dec };
            let exact = sky.horizontal(position);
            let exact = Equatorial { ra_rad: -exact.azimuth_rad, dec_rad: exact.altitude_rad }.to_vector();
            let turned = sky.rotation() * position.to_vector();
            // 20.5" by the year, 0.3" by the day, and less than 1" of light bent by the Sun outside 1° around it.
            prop_assert!(turned.distance(exact).to_degrees() * 3600.0 < 23.0);
            prop_assert!((sky.rotation().determinant() - 1.0).abs() < 1e-12);
        }

        #[test]
        fn the_horizons_circle_has_the_zenith_on_its_left(which in 0..4_usize, mjd in 45_000.0..65_000.0_f64) {
            let site = Site::named(Site::NAMES[which]).unwrap();
            let sky = site.sky_at(Utc::from(Mjd(mjd))).unwrap();
            let circle = sky.circle(0.0, 36);
            for (a, b) in circle.iter().zip(&circle[1..]) {
                prop_assert!((a.dot(sky.zenith())).abs() < 2e-4);
                prop_assert!(a.cross(*b).dot(sky.zenith()) > 0.0);
            }
        }
    }
}
