//! Where the Sun and the Moon stand among the stars at a moment.
//!
//! Positions are *astrometric*: the light's travel is taken off, aberration is not put on. So they stand where they
//! are seen among catalogued stars, and [`SkyAt::horizontal`] takes them to the horizon as it takes a star. From the
//! Earth's centre the Moon is up to 1° from where a site sees it: [`SkyAt::moon`] sees it from the site.
//!
//! Source: IAU SOFA through `sofars`: `epv00` (the Earth within 5 mas of DE405 from 1900 to 2100), `moon98` (the
//! Moon within 10 arc seconds or so: ELP 2000 as Meeus 1998 shortened it). Radii: IAU 2015 Resolution B3 and the
//! IAU working group on cartographic coordinates, 2015.

use glam::DVec3;

use crate::site::SkyAt;
use crate::{Equatorial, Utc};

/// Metres in an astronomical unit.
const METRES_PER_AU: f64 = 149_597_870_700.0;
/// Days that light takes for an astronomical unit.
const LIGHT_DAYS_PER_AU: f64 = 499.004_782 / 86_400.0;
/// Radii in metres.
const SUN_RADIUS_M: f64 = 695_700_000.0;
const MOON_RADIUS_M: f64 = 1_737_400.0;

/// The Sun or the Moon, seen from somewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    /// Where it stands among the stars (ICRS, astrometric).
    pub position: Equatorial,
    /// Its distance in metres.
    pub distance_m: f64,
    /// Half of its apparent diameter in radians.
    pub radius_rad: f64,
}

/// The two bodies.
#[derive(Clone, Copy)]
enum Which {
    Sun,
    Moon,
}

/// The Sun from the Earth's centre; `None` outside the years 1972 to 2099.
pub fn sun(utc: Utc) -> Option<Body> {
    from_centre(utc, Which::Sun)
}

/// The Moon from the Earth's centre; `None` outside the years 1972 to 2099.
pub fn moon(utc: Utc) -> Option<Body> {
    from_centre(utc, Which::Moon)
}

impl SkyAt<'_> {
    /// The Sun as this site sees it.
    pub fn sun(&self) -> Option<Body> {
        seen(self.observer_au(), self.terrestrial_days(), Which::Sun)
    }

    /// The Moon as this site sees it.
    pub fn moon(&self) -> Option<Body> {
        seen(self.observer_au(), self.terrestrial_days(), Which::Moon)
    }

    fn observer_au(&self) -> DVec3 {
        DVec3::from(self.astrometry().eb)
    }
}

/// Terrestrial time in the two parts that IAU SOFA takes.
pub(crate) fn terrestrial_days(utc: Utc) -> Option<(f64, f64)> {
    let (day, share) = utc.julian_days()?;
    let (day, share) = sofars::ts::utctai(day, share).ok()?;
    sofars::ts::taitt(day, share).ok()
}

fn from_centre(utc: Utc, which: Which) -> Option<Body> {
    let days = terrestrial_days(utc)?;
    let (_, earth) = sofars::eph::epv00(days.0, days.1)?;
    seen(DVec3::from(earth[0]), days, which)
}

/// Where a body was, from the solar system's barycentre, in astronomical units.
fn place_au((day, share): (f64, f64), which: Which) -> Option<DVec3> {
    let (from_sun, earth) = sofars::eph::epv00(day, share)?;
    let earth = DVec3::from(earth[0]);
    Some(match which {
        Which::Sun => earth - DVec3::from(from_sun[0]),
        Which::Moon => earth + DVec3::from(sofars::eph::moon98(day, share)[0]),
    })
}

/// A body as it is seen from a place in astronomical units from the barycentre.
fn seen(observer_au: DVec3, days: (f64, f64), which: Which) -> Option<Body> {
    let mut away = place_au(days, which)? - observer_au;
    // The Moon moves a metre per millisecond and the Sun a tenth of that: two steps are more than enough.
    for _ in 0..2 {
        let before = (days.0, days.1 - away.length() * LIGHT_DAYS_PER_AU);
        away = place_au(before, which)? - observer_au;
    }
    let distance_m = away.length() * METRES_PER_AU;
    let radius_m = match which {
        Which::Sun => SUN_RADIUS_M,
        Which::Moon => MOON_RADIUS_M,
    };
    Some(Body {
        position: Equatorial::from_vector(away),
        distance_m,
        radius_rad: (radius_m / distance_m).min(1.0).asin(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Mjd, Site, SkyFrame};

    #[test]
    fn the_sun_is_on_the_ecliptic_and_half_a_degree_wide() {
        for mjd in [45_000.0, 51_544.5, 60_000.25, 65_000.0] {
            let sun = sun(Utc::from(Mjd(mjd))).unwrap();
            let (_, latitude_rad) = SkyFrame::Ecliptic.lonlat(sun.position);
            assert!(latitude_rad.to_degrees().abs() < 0.01);
            assert!((sun.radius_rad.to_degrees() - 0.266).abs() < 0.006);
        }
    }

    #[test]
    fn the_moon_hides_the_sun_in_an_eclipse() {
        // 2024-04-08, 18:17 UTC: the greatest eclipse, over Mexico at 25.3° N, 104.1° W.
        let utc = Utc {
            unix_s: 1_712_600_220,
            nanoseconds: 0,
        };
        let there: Site = "25.3,-104.1,1500".parse().unwrap();
        let sky = there.sky_at(utc).unwrap();
        let (sun_there, moon_there) = (sky.sun().unwrap(), sky.moon().unwrap());
        let apart = sun_there.position.separation_rad(moon_there.position);
        assert!(apart.to_degrees() < 0.01, "{}", apart.to_degrees());
        assert!(moon_there.radius_rad > sun_there.radius_rad);
        let from_centre = moon(utc)
            .unwrap()
            .position
            .separation_rad(sun(utc).unwrap().position);
        assert!(
            (0.3..0.4).contains(&from_centre.to_degrees()),
            "{}",
            from_centre.to_degrees()
        );
    }

    #[test]
    fn unknown_years_have_no_sun() {
        let utc = Utc {
            unix_s: i64::MAX,
            nanoseconds: 0,
        };
        assert_eq!(sun(utc), None);
        assert_eq!(moon(utc), None);
    }
}
