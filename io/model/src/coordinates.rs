//! Coordinates as people write them: read in every usual way, and written.
//!
//! A pair of numbers is degrees; a pair of sexagesimal numbers is hours and degrees, as in every catalogue; what has
//! units goes by them. In other frames than the equatorial one, longitudes are never hours without an h. A name in
//! the style of the IAU (`IC 220425A` is none, `HESS J1745-290` is one) holds a position too, cut off, not rounded:
//! what it says lies up to a step beyond.

mod read;
mod write;

pub use read::{CoordinateError, Written, read};
pub use write::{degrees, iau_name, sexagesimal};

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Equatorial, SkyFrame};
    use proptest::prelude::*;

    /// What is read, in degrees.
    fn at(text: &str) -> (f64, f64) {
        let found =
            read(text, SkyFrame::Equatorial).unwrap_or_else(|error| panic!("{text}: {error}"));
        (
            found.position.ra_rad.to_degrees(),
            found.position.dec_rad.to_degrees(),
        )
    }

    #[test]
    fn all_the_ways_people_type_a_position_are_read() {
        let (ra_deg, dec_deg) = (77.358_185, 5.693_147);
        for text in [
            "77.358185 5.693147",
            "77.358185, 5.693147",
            "77.358185,+5.693147",
            "77.358185;5.693147",
            "(77.358185, 5.693147)",
            "77.358185d +5.693147d",
            "77.358185° +5.693147°",
            "77.358185 deg 5.693147 deg",
            "RA 77.358185 Dec 5.693147",
            "RA=77.358185, Dec=+5.693147",
            "ra: 77.358185 dec: 5.693147",
            "α = 77.358185°, δ = 5.693147°",
            "05 09 25.9644 +05 41 35.3292",
            "05:09:25.9644 +05:41:35.3292",
            "5:09:25.9644, 5:41:35.3292",
            "05h09m25.9644s +05d41m35.3292s",
            "05h 09m 25.9644s, +05° 41' 35.3292\"",
            "05ʰ09ᵐ25.9644ˢ +05°41′35.3292″",
            "05h09m25.9644s+05d41m35.3292s",
            "J2000 05 09 25.9644 +05 41 35.3292",
            "05 09 25.9644 05 41 35.3292",
            "5.157212333h 5.693147",
            "05:09:25.9644+05:41:35.3292",
            "icrs 77.358185 5.693147",
            "fk5; 77.358185 5.693147",
        ] {
            let (ra, dec) = at(text);
            assert!((ra - ra_deg).abs() < 1e-6, "{text}: {ra}");
            assert!((dec - dec_deg).abs() < 1e-6, "{text}: {dec}");
        }
    }

    #[test]
    fn signs_minutes_and_turns_are_kept() {
        let close = |text: &str, ra_deg: f64, dec_deg: f64| {
            let (ra, dec) = at(text);
            assert!(
                (ra - ra_deg).abs() < 1e-9 && (dec - dec_deg).abs() < 1e-9,
                "{text}: {ra} {dec}"
            );
        };
        close("00 00 00 -00 30 00", 0.0, -0.5);
        close("0h0m0s -0d30m", 0.0, -0.5);
        close("17:45.5 -29:00.5", 266.375, -(29.0 + 0.5 / 60.0));
        close("17 45 -29 00", 266.25, -29.0);
        close("266.4168-29.0078", 266.4168, -29.0078);
        close("266.4168 −29.0078", 266.4168, -29.0078);
        close("-93.5832 -29.0078", 266.4168, -29.0078);
        close("360 90", 0.0, 90.0);
        close("1e1 -2e0", 10.0, -2.0);
        close("12h -90d", 180.0, -90.0);
    }

    #[test]
    fn frames_are_named_or_given() {
        let centre = Equatorial::from_degrees(266.404_996, -28.936_174);
        for text in [
            "l 0 b 0",
            "l=0°, b=0°",
            "gal 0 0",
            "galactic 0.0 0.0",
            "0 0 gal",
            "glon=0 glat=0",
        ] {
            let found = read(text, SkyFrame::Equatorial).unwrap();
            assert_eq!(found.frame, SkyFrame::Galactic, "{text}");
            assert!(found.position.separation_rad(centre) < 1e-7, "{text}");
        }
        let found = read("0 0", SkyFrame::Galactic).unwrap();
        assert!(found.position.separation_rad(centre) < 1e-7);
        // In a frame of longitudes, sexagesimal numbers are degrees.
        let found = read("10:30 -5:15", SkyFrame::Galactic).unwrap();
        let (l_rad, b_rad) = SkyFrame::Galactic.lonlat(found.position);
        assert!(
            (l_rad.to_degrees() - 10.5).abs() < 1e-9 && (b_rad.to_degrees() + 5.25).abs() < 1e-9
        );
        for (text, frame) in [
            ("ecl 120 3", SkyFrame::Ecliptic),
            ("λ 120 β 3", SkyFrame::Ecliptic),
            ("sgl 120 sgb 3", SkyFrame::Supergalactic),
            ("supergalactic 120 3", SkyFrame::Supergalactic),
        ] {
            assert_eq!(
                read(text, SkyFrame::Equatorial).unwrap().frame,
                frame,
                "{text}"
            );
        }
    }

    #[test]
    fn names_that_hold_a_position_are_read_as_one() {
        for (text, ra_deg, dec_deg) in [
            ("HESS J1745-290", 266.375, -29.0),
            ("HESS J0632+057", 98.125, 5.7),
            ("RX J1713.7-3946", 258.425, -39.766_667),
            ("3FHL J0509.4+0542", 77.35, 5.7),
            ("SDSS J094857.31+002225.5", 147.238_79, 0.373_75),
            ("j1745-2900", 266.375, -29.008_333),
            ("SHBL J001355.9-185406", 3.483, -18.901_667),
        ] {
            let (ra, dec) = at(text);
            // The middle of the step that was cut off.
            assert!(
                (ra - ra_deg).abs() < 0.26 && (dec - dec_deg).abs() < 0.06,
                "{text}: {ra} {dec}"
            );
        }
        let g = read("G106.3+2.7", SkyFrame::Equatorial).unwrap();
        let (l_rad, b_rad) = SkyFrame::Galactic.lonlat(g.position);
        assert!(
            (l_rad.to_degrees() - 106.35).abs() < 1e-6 && (b_rad.to_degrees() - 2.75).abs() < 1e-6
        );
        assert!(g.uncertain_rad > 0.0);
    }

    #[test]
    fn what_is_no_position_is_told() {
        let wrong = |text: &str| read(text, SkyFrame::Equatorial).unwrap_err();
        for text in [
            "",
            "  ",
            "TXS 0506+056",
            "Mrk 421",
            "crab",
            "12",
            "1 2 3",
            "NaN NaN",
            "inf 3",
            "1 2 3 4 5",
            "5h 3h 2",
        ] {
            assert!(
                matches!(wrong(text), CoordinateError::NotAPosition(_)),
                "{text}: {:?}",
                wrong(text)
            );
        }
        assert_eq!(
            wrong("10 95").to_string(),
            "a latitude within ±90° is wanted, found 95°"
        );
        assert_eq!(
            wrong("400 5").to_string(),
            "a longitude of 0° to 360° is wanted, found 400°"
        );
        assert_eq!(
            wrong("10:61:00 5").to_string(),
            "minutes and seconds below 60 are wanted, found 61"
        );
        assert_eq!(
            wrong("25h 5").to_string(),
            "a longitude of 0° to 360° is wanted, found 375°"
        );
        assert!(wrong("Mrk 421").to_string().contains("17:45:40 -29:00:28"));
    }

    #[test]
    fn positions_are_written_as_people_read_them() {
        let crab = Equatorial::from_degrees(83.633_083, 22.014_5);
        assert_eq!(
            sexagesimal(crab, SkyFrame::Equatorial, 1),
            "05ʰ34ᵐ31.9ˢ +22°00′52″"
        );
        assert_eq!(degrees(crab, SkyFrame::Equatorial, 4), "83.6331° +22.0145°");
        assert_eq!(degrees(crab, SkyFrame::Galactic, 3), "184.557° −5.784°");
        assert_eq!(
            sexagesimal(crab, SkyFrame::Galactic, 0),
            "184°33′27″ −05°47′04″"
        );
        assert_eq!(iau_name("SRC", crab), "SRC J053431.9+220052");
        // Rounding carries over, and never writes 60 seconds, 24 hours or 360 degrees.
        let last = Equatorial::from_degrees(359.999_999_9, -0.000_000_1);
        assert_eq!(
            sexagesimal(last, SkyFrame::Equatorial, 1),
            "00ʰ00ᵐ00.0ˢ +00°00′00″"
        );
        assert_eq!(degrees(last, SkyFrame::Equatorial, 3), "0.000° +0.000°");
        assert_eq!(
            iau_name("A", Equatorial::from_degrees(359.999_999_9, -0.000_1)),
            "A J235959.9-000000"
        );
        let nowhere = Equatorial {
            ra_rad: f64::NAN,
            dec_rad: 0.0,
        };
        assert_eq!(sexagesimal(nowhere, SkyFrame::Equatorial, 1), "no position");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(ra in 0.0..360.0_f64, dec in -90.0..90.0_f64, which in 0..4_usize) {
            let position = Equatorial::from_degrees(ra, dec);
            let frame = SkyFrame::ALL[which];
            for text in [sexagesimal(position, frame, 6), degrees(position, frame, 9)] {
                let back = read(&text, frame).unwrap();
                prop_assert!(back.position.separation_rad(position) < 1e-10 + 3e-6 / 206_264.8 * 2.0, "{text}");
            }
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,24}", digits in "[-+0-9hmsd:. jJgG°'\"]{0,30}") {
            read(&text, SkyFrame::Equatorial).ok();
            read(&digits, SkyFrame::Galactic).ok();
        }
    }
}
