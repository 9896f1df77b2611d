//! Frames of the sky, altitude and azimuth, Sun and Moon, and what a site sees: against ERFA, astropy and km3astro.

#![allow(clippy::unwrap_used)]

use nuscope_model::{EarthTurn, Equatorial, Horizontal, Mjd, Site, SkyFrame, Utc, solar_system};
use nuscope_tests::data;
use nuscope_tests::table::{Row, Table};

fn position(row: Row, lon: &str, lat: &str) -> Equatorial {
    Equatorial::from_degrees(row.number(lon), row.number(lat))
}

fn arcsec(angle_rad: f64) -> f64 {
    angle_rad.to_degrees() * 3600.0
}

/// The angle between two places over a horizon.
fn apart(a: Horizontal, b: Horizontal) -> f64 {
    let place = |from: Horizontal| Equatorial {
        ra_rad: from.azimuth_rad,
        dec_rad: from.altitude_rad,
    };
    arcsec(place(a).separation_rad(place(b)))
}

fn seen(row: Row) -> Horizontal {
    Horizontal {
        altitude_rad: row.number::<f64>("altitude_deg").to_radians(),
        azimuth_rad: row.number::<f64>("azimuth_deg").to_radians(),
    }
}

#[test]
fn static_frames_are_erfas_within_a_milliarcsecond() {
    for (frame, lon, lat) in [
        (SkyFrame::Galactic, "l_deg", "b_deg"),
        (SkyFrame::Ecliptic, "ecl_lon_deg", "ecl_lat_deg"),
        (SkyFrame::Supergalactic, "sgl_deg", "sgb_deg"),
    ] {
        let (mut rows, mut worst) = (0, 0.0_f64);
        for row in Table::read("sky_frames_static.csv").rows() {
            let here = position(row, "ra_deg", "dec_deg");
            let wanted = position(row, lon, lat);
            let (lon_rad, lat_rad) = frame.lonlat(here);
            let found = Equatorial {
                ra_rad: lon_rad,
                dec_rad: lat_rad,
            };
            let back = frame.position(wanted.ra_rad, wanted.dec_rad);
            let off = found.separation_rad(wanted).max(back.separation_rad(here));
            worst = worst.max(arcsec(off) * 1000.0);
            rows += 1;
        }
        println!("{}: {rows} positions, worst {worst:.6} mas", frame.name());
        assert!(rows == 300 && worst < 1.0, "{}: {worst} mas", frame.name());
    }
}

#[test]
fn altitude_and_azimuth_are_astropys_within_an_arc_second() {
    let mut worst = [0.0_f64; 4];
    let mut rows = 0;
    for row in Table::read("sky_frames_horizon.csv").rows() {
        let site = Site::named(row.text("site")).unwrap();
        let mjd: f64 = row.number("mjd");
        let utc = Utc::from(Mjd(mjd));
        let pole = |name: &str| (row.number::<f64>(name) / 3600.0).to_radians();
        let ut1_minus_utc_s = row.number("ut1_minus_utc_s");
        let whole = EarthTurn::Given {
            ut1_minus_utc_s,
            pole_x_rad: pole("pole_x_arcsec"),
            pole_y_rad: pole("pole_y_arcsec"),
        };
        let still_pole = EarthTurn::Given {
            ut1_minus_utc_s,
            pole_x_rad: 0.0,
            pole_y_rad: 0.0,
        };
        let turns = [whole, still_pole, EarthTurn::Table, EarthTurn::Zero];
        for (worst, turn) in worst.iter_mut().zip(turns) {
            let sky = site.sky_at_turn(utc, turn).unwrap();
            let found = sky.horizontal(position(row, "ra_deg", "dec_deg"));
            let off = apart(found, seen(row));
            *worst = worst.max(off);
            // What is said of the error holds; the sites of the table are rounded to 1e-6 degrees.
            let said = arcsec(turn.error_rad(mjd)) + 0.05;
            assert!(
                turn == still_pole || off <= said,
                "{turn:?}: {off} > {said}"
            );
        }
        rows += 1;
    }
    println!("{rows} places; all given, pole still, table, UT1 = UTC: {worst:.4?} arc seconds");
    assert!(rows == 240 && worst[0] < 0.05 && worst[1] < 1.0 && worst[2] < 1.1);
}

#[test]
fn sun_and_moon_stand_where_astropy_sees_them() {
    let (mut rows, mut worst, mut worst_over_horizon) = (0, 0.0_f64, 0.0_f64);
    for row in Table::read("sky_frames_bodies.csv").rows() {
        let utc = Utc::from(Mjd(row.number("mjd")));
        let moon = row.text("body") == "moon";
        let body = match Site::named(row.text("site")) {
            None if moon => solar_system::moon(utc),
            None => solar_system::sun(utc),
            Some(site) => {
                let turn = EarthTurn::Given {
                    ut1_minus_utc_s: row.number("ut1_minus_utc_s"),
                    pole_x_rad: 0.0,
                    pole_y_rad: 0.0,
                };
                let sky = site.sky_at_turn(utc, turn).unwrap();
                let body = if moon { sky.moon() } else { sky.sun() }.unwrap();
                // Polar motion (0.6") is all that differs, and the Sun's light is not bent by the Sun.
                let off = apart(sky.horizontal(body.position), seen(row));
                worst_over_horizon = worst_over_horizon.max(off);
                Some(body)
            }
        };
        let body = body.unwrap();
        let off = arcsec(
            body.position
                .separation_rad(position(row, "ra_deg", "dec_deg")),
        );
        worst = worst.max(off);
        let distance_m: f64 = row.number("distance_m");
        assert!((body.distance_m / distance_m - 1.0).abs() < 2e-6);
        rows += 1;
    }
    println!("{rows} places: worst {worst:.3}\", over the horizon {worst_over_horizon:.3}\"");
    assert!(rows == 240 && worst < 1.0 && worst_over_horizon < 1.0);
}

#[test]
fn the_share_of_a_day_is_that_of_km3astros_map() {
    let Some(path) = data::real("antares/visibility_map_equatorial_antares.csv") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let row =
        |line: &str| -> Vec<f64> { line.split(',').map(|cell| cell.parse().unwrap()).collect() };
    let rows: Vec<_> = text.lines().map(row).collect();
    // Rows are right ascensions and columns declinations from -90° on, in steps of one hour of the day. A place counts
    // as visible up to a cosine of the zenith of 0.1 above the horizon, as in ANTARES' point-source analyses.
    assert_eq!((rows.len(), rows[0].len()), (360, 180));
    let site = Site::antares();
    let mut worst = 0.0_f64;
    for column in 0..180 {
        let mean = rows.iter().map(|row| row[column]).sum::<f64>() / 360.0;
        let dec_deg = column as f64 - 90.0;
        let found = 1.0 - site.share_above(dec_deg.to_radians(), 0.1_f64.asin());
        worst = worst.max((found - mean).abs());
    }
    println!("ANTARES: share of the day within {worst:.3} of km3astro's");
    assert!(worst < 0.004, "{worst}");
}
