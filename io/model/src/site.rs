//! Where a telescope stands on Earth, and so where on the sky a direction in it points.
//!
//! A direction in the detector's frame goes to the horizon of the site, then to the ICRS through IAU SOFA (Earth
//! rotation, precession and nutation, aberration, the Sun's deflection; no refraction; polar motion taken as 0 if not
//! given, below 0.6 arc seconds). With the source's `azimuth` in the frame and the site's convergence γ:
//!
//! ```text
//! altitude = 90° - zenith,   Az (north over east) = 90° - (azimuth + φ offset) + γ
//! ```
//!
//! γ is the surprise: KM3NeT's y axis is north of the UTM *grid*, up to 2° from true north, and IceCube's is grid
//! north at the Pole, along the meridian of Greenwich. The φ offset is a rotation of the whole detector that its
//! file does not know: for KM3-230213A it was +1.35° ("to account for detector misalignment").
//!
//! Sources: km3astro (frame of KM3NeT), icetray `I3Astro` (frame of IceCube), IAU SOFA through `sofars`.

use std::f64::consts::{FRAC_PI_2, TAU};
use std::str::FromStr;

use sofars::astro::{IauAstrom, apco13, atciqz, aticq, atioq, atoiq};

use crate::detector::UtmOrigin;
use crate::horizon::EarthTurn;
use crate::sky::Horizontal;
use crate::{Detector, Direction, Equatorial, Utc, solar_system, utm};

/// A telescope's place on Earth and how its frame is turned there.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// What to call it: "ARCA", or the origin of its grid.
    pub name: String,
    /// Geodetic latitude (WGS 84) in radians, north positive.
    pub latitude_rad: f64,
    /// Longitude in radians, east positive.
    pub longitude_rad: f64,
    /// Height in metres; negative below the sea.
    pub height_m: f64,
    /// Angle from true north to the frame's y axis in radians, positive towards east.
    pub convergence_rad: f64,
    /// Added to azimuths of the frame, in radians: a rotation of the detector that its file does not know.
    pub phi_offset_rad: f64,
}

/// The sites that have names here; an origin within 5 km of one is it.
const NAMED: [(&str, &str, f64, f64, f64); 3] = [
    ("ARCA", "33N", 587_600.0, 4_016_800.0, -3450.0),
    ("ORCA", "32N", 256_500.0, 4_743_000.0, -2440.0),
    ("ANTARES", "32N", 268_221.6, 4_742_381.9, -2500.0),
];

impl Site {
    /// Names of the built-in sites.
    pub const NAMES: [&str; 4] = ["ARCA", "ORCA", "ANTARES", "IceCube"];

    /// KM3NeT's ARCA off Sicily.
    pub fn arca() -> Self {
        Self::built_in(0)
    }

    /// KM3NeT's ORCA off Toulon.
    pub fn orca() -> Self {
        Self::built_in(1)
    }

    /// ANTARES off Toulon.
    pub fn antares() -> Self {
        Self::built_in(2)
    }

    /// IceCube at the South Pole; its y axis is along the meridian of Greenwich.
    pub fn icecube() -> Self {
        let longitude_rad = (-62.6081_f64).to_radians();
        Self {
            name: "IceCube".to_owned(),
            latitude_rad: (-89.9944_f64).to_radians(),
            longitude_rad,
            height_m: 883.92,
            convergence_rad: -longitude_rad,
            phi_offset_rad: 0.0,
        }
    }

    fn built_in(index: usize) -> Self {
        let (name, zone, easting_m, northing_m, height_m) = NAMED[index];
        let origin = UtmOrigin {
            zone: zone.to_owned(),
            easting_m,
            northing_m,
            height_m,
        };
        let mut site = Self::from_utm(&origin).expect("the built-in origins lie in their zones");
        site.name = name.to_owned();
        site
    }

    /// The built-in site of this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let sites: [fn() -> Self; 4] = [Self::arca, Self::orca, Self::antares, Self::icecube];
        let at = Self::NAMES
            .iter()
            .position(|known| known.eq_ignore_ascii_case(name.trim()))?;
        Some(sites[at]())
    }

    /// The site of a detector whose origin is known; `None` if the origin lies in no zone.
    pub fn from_utm(origin: &UtmOrigin) -> Option<Self> {
        let point = utm::locate(origin)?;
        let same = |known: &&(&str, &str, f64, f64, f64)| {
            let (_, zone, easting_m, northing_m, _) = **known;
            let distance_m = (easting_m - origin.easting_m).hypot(northing_m - origin.northing_m);
            zone.eq_ignore_ascii_case(origin.zone.trim()) && distance_m < 5_000.0
        };
        let name = match NAMED.iter().find(same) {
            Some(known) => known.0.to_owned(),
            None => format!(
                "UTM {} {} {}",
                origin.zone.trim(),
                origin.easting_m,
                origin.northing_m
            ),
        };
        Some(Self {
            name,
            latitude_rad: point.latitude_rad,
            longitude_rad: point.longitude_rad,
            height_m: origin.height_m,
            convergence_rad: point.convergence_rad,
            phi_offset_rad: 0.0,
        })
    }

    /// The site of a detector; `None` if it does not say where it is.
    pub fn of(detector: &Detector) -> Option<Self> {
        Self::from_utm(detector.origin.as_ref()?)
    }

    /// Where a particle came from, seen from the site's horizon.
    pub fn horizontal(&self, direction: Direction) -> Horizontal {
        let azimuth_rad = direction.azimuth_rad() + self.phi_offset_rad;
        Horizontal {
            altitude_rad: FRAC_PI_2 - direction.zenith_rad(),
            azimuth_rad: (FRAC_PI_2 - azimuth_rad + self.convergence_rad).rem_euclid(TAU),
        }
    }

    /// The direction of a particle that comes from there.
    pub fn direction(&self, from: Horizontal) -> Direction {
        let azimuth_rad = FRAC_PI_2 - from.azimuth_rad + self.convergence_rad - self.phi_offset_rad;
        Direction::from_source_angles(FRAC_PI_2 - from.altitude_rad, azimuth_rad)
    }

    /// The site's sky at a moment, for many directions; `None` before 1972 and from 2100 on, where UTC or the
    /// Earth's path are not known.
    pub fn sky_at(&self, utc: Utc) -> Option<SkyAt<'_>> {
        self.sky_at_turn(utc, EarthTurn::Table)
    }

    /// The same with what is known better of the Earth's turning, or is to be left out.
    pub fn sky_at_turn(&self, utc: Utc, turn: EarthTurn) -> Option<SkyAt<'_>> {
        let (day, share) = utc.julian_days()?;
        let (ut1_minus_utc_s, pole_x_rad, pole_y_rad) = match turn {
            EarthTurn::Table => (utc.ut1_minus_utc_s()?, 0.0, 0.0),
            EarthTurn::Zero => (0.0, 0.0, 0.0),
            EarthTurn::Given {
                ut1_minus_utc_s,
                pole_x_rad,
                pole_y_rad,
            } => (ut1_minus_utc_s, pole_x_rad, pole_y_rad),
        };
        let mut astrometry = IauAstrom::default();
        let mut origins = 0.0;
        apco13(
            day,
            share,
            ut1_minus_utc_s,
            self.longitude_rad,
            self.latitude_rad,
            self.height_m,
            pole_x_rad,
            pole_y_rad,
            0.0, // no pressure, no refraction
            0.0,
            0.0,
            0.5,
            &mut astrometry,
            &mut origins,
        )
        .ok()?;
        Some(SkyAt {
            site: self,
            astrometry,
            terrestrial_days: solar_system::terrestrial_days(utc)?,
        })
    }

    /// Where on the sky a particle came from; `None` outside the years 1972 to 2099.
    pub fn equatorial(&self, direction: Direction, utc: Utc) -> Option<Equatorial> {
        self.sky_at(utc).map(|sky| sky.equatorial(direction))
    }

    /// The direction of a particle from this position; `None` outside the years 1972 to 2099.
    pub fn direction_from(&self, position: Equatorial, utc: Utc) -> Option<Direction> {
        self.sky_at(utc).map(|sky| sky.direction_from(position))
    }
}

impl FromStr for Site {
    type Err = String;

    /// A built-in site by its name, or `LATITUDE,LONGITUDE,HEIGHT[,CONVERGENCE]` in degrees and metres.
    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(site) = Self::named(text) {
            return Ok(site);
        }
        let wanted = || {
            let names = Self::NAMES.join(", ").to_lowercase();
            format!("{names} or LATITUDE,LONGITUDE,HEIGHT[,CONVERGENCE] is wanted, found {text:?}")
        };
        let numbers = text.split(',').map(|part| part.trim().parse::<f64>());
        let numbers: Vec<f64> = numbers.collect::<Result<_, _>>().map_err(|_| wanted())?;
        let (place, convergence_deg) = match numbers[..] {
            [latitude, longitude, height] => ([latitude, longitude, height], 0.0),
            [latitude, longitude, height, convergence] => {
                ([latitude, longitude, height], convergence)
            }
            _ => return Err(wanted()),
        };
        let [latitude_deg, longitude_deg, height_m] = place;
        let sound = latitude_deg.abs() <= 90.0
            && longitude_deg.abs() <= 360.0
            && height_m.abs() <= 20_000.0
            && convergence_deg.abs() <= 180.0;
        if !sound {
            return Err(format!(
                "a latitude within ±90°, a longitude within ±360°, a height within ±20 km and a convergence within \
                 ±180° are wanted, found {text:?}"
            ));
        }
        Ok(Self {
            name: format!("{latitude_deg}°, {longitude_deg}°"),
            latitude_rad: latitude_deg.to_radians(),
            longitude_rad: longitude_deg.to_radians(),
            height_m,
            convergence_rad: convergence_deg.to_radians(),
            phi_offset_rad: 0.0,
        })
    }
}

/// The sky over a site at one moment.
#[derive(Clone, Copy, Debug)]
pub struct SkyAt<'a> {
    site: &'a Site,
    astrometry: IauAstrom,
    terrestrial_days: (f64, f64),
}

impl SkyAt<'_> {
    /// What IAU SOFA knows of the site and the moment.
    pub(crate) fn astrometry(&self) -> &IauAstrom {
        &self.astrometry
    }

    /// The moment in terrestrial time, in the two parts that IAU SOFA takes.
    pub(crate) fn terrestrial_days(&self) -> (f64, f64) {
        self.terrestrial_days
    }

    /// Where on the sky a particle came from.
    pub fn equatorial(&self, direction: Direction) -> Equatorial {
        self.position(self.site.horizontal(direction))
    }

    /// The direction of a particle from this position.
    pub fn direction_from(&self, position: Equatorial) -> Direction {
        self.site.direction(self.horizontal(position))
    }

    /// The position at a place of the horizon's sphere.
    pub fn position(&self, from: Horizontal) -> Equatorial {
        let zenith_rad = FRAC_PI_2 - from.altitude_rad;
        let (ra, dec) = atoiq("A", from.azimuth_rad, zenith_rad, &self.astrometry);
        let mut astrometry = self.astrometry;
        let (ra_rad, dec_rad) = aticq(ra, dec, &mut astrometry);
        Equatorial { ra_rad, dec_rad }
    }

    /// The place of a position over the horizon.
    pub fn horizontal(&self, position: Equatorial) -> Horizontal {
        let mut astrometry = self.astrometry;
        let (ra, dec) = atciqz(position.ra_rad, position.dec_rad, &mut astrometry);
        let (azimuth_rad, zenith_rad, ..) = atioq(ra, dec, &self.astrometry);
        Horizontal {
            altitude_rad: FRAC_PI_2 - zenith_rad,
            azimuth_rad: azimuth_rad.rem_euclid(TAU),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn moment(text: &str) -> Utc {
        let moment: jiff::Timestamp = text.parse().unwrap();
        Utc {
            unix_s: moment.as_second(),
            nanoseconds: moment.subsec_nanosecond() as u32,
        }
    }

    #[test]
    fn the_built_in_sites_lie_where_they_are_published() {
        for (site, latitude_deg, longitude_deg, convergence_deg) in [
            (Site::arca(), 36.292_201, 15.975_552, 0.577_47),
            (Site::orca(), 42.800_840, 6.022_281, -2.024_21),
            (Site::antares(), 42.798_917, 6.165_701, -1.926_56),
            (Site::icecube(), -89.9944, -62.6081, 62.6081),
        ] {
            let name = &site.name;
            let close = |found_rad: f64, wanted_deg: f64, within: f64| {
                let off = (found_rad.to_degrees() - wanted_deg).abs();
                assert!(off < within, "{name}: {off}");
            };
            close(site.latitude_rad, latitude_deg, 1e-6);
            close(site.longitude_rad, longitude_deg, 1e-6);
            close(site.convergence_rad, convergence_deg, 1e-5);
            assert_eq!(Site::named(&name.to_lowercase()).unwrap(), site);
        }
        assert_eq!(Site::named("Baikal"), None);
    }

    #[test]
    fn a_site_is_read_as_people_write_it() {
        assert_eq!("arca".parse::<Site>().unwrap(), Site::arca());
        let site: Site = "36.25, 16.1, -3400, 0.65".parse().unwrap();
        assert_eq!((site.height_m, site.phi_offset_rad), (-3400.0, 0.0));
        assert!((site.convergence_rad.to_degrees() - 0.65).abs() < 1e-12);
        for wrong in [
            "",
            "36",
            "36,16",
            "91,0,0",
            "NaN,0,0",
            "1,2,3,4,5",
            "Baikal",
        ] {
            let error = wrong.parse::<Site>().unwrap_err();
            assert!(error.contains("wanted"), "{error}");
        }
    }

    #[test]
    fn north_is_off_the_y_axis_by_the_convergence() {
        let site = Site::orca();
        let from_y = Direction::from_source_angles(FRAC_PI_2, FRAC_PI_2);
        let seen = site.horizontal(from_y);
        assert!(seen.altitude_rad.abs() < 1e-12);
        assert!((seen.azimuth_rad.to_degrees() - (360.0 - 2.024_21)).abs() < 1e-5);
        let turned = Site {
            phi_offset_rad: 0.1,
            ..site
        };
        let off_rad = seen.azimuth_rad - turned.horizontal(from_y).azimuth_rad;
        assert!((off_rad - 0.1).abs() < 1e-12);
    }

    #[test]
    fn a_track_from_the_zenith_has_the_latitude_for_declination() {
        let down = Direction::from_source_angles(0.0, 0.0);
        let position = Site::arca().equatorial(down, moment("2000-01-01T12:00:00Z"));
        // Precession since 2000 is none, nutation and aberration are below 0.01°.
        let off_deg = position.unwrap().dec_rad.to_degrees() - 36.292_201;
        assert!(off_deg.abs() < 0.01, "{off_deg}");
    }

    #[test]
    fn years_without_a_known_sky_have_no_positions() {
        let down = Direction::from_source_angles(0.0, 0.0);
        for unix_s in [i64::MIN, -1_000_000_000, 4_102_444_800, i64::MAX] {
            let utc = Utc {
                unix_s,
                nanoseconds: 0,
            };
            assert_eq!(Site::arca().equatorial(down, utc), None, "{unix_s}");
        }
        assert!(
            Site::arca()
                .equatorial(down, moment("2099-12-31T23:00:00Z"))
                .is_some()
        );
    }

    proptest! {
        #[test]
        fn positions_and_directions_invert(
            zenith in 0.0..3.1_f64,
            azimuth in 0.0..TAU,
            unix_s in 80_000_000_i64..4_000_000_000,
            which in 0..4_usize,
        ) {
            let site = Site {
                phi_offset_rad: 0.02,
                ..Site::named(Site::NAMES[which]).unwrap()
            };
            let utc = Utc { unix_s, nanoseconds: 5 };
            let direction = Direction::from_source_angles(zenith, azimuth);
            let position = site.equatorial(direction, utc).unwrap();
            let back = site.direction_from(position, utc).unwrap();
            prop_assert!(back.travel().distance(direction.travel()) < 1e-8);
        }
    }
}
