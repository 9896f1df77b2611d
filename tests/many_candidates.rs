//! Candidates where they are many or none, errors of their directions, and places that are none: numbers against
//! healpy and scipy, switches by their names, pictures that people looked at.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use egui::accesskit::Role;
use nuscope::document::Document;
use nuscope::picture::picture;
use nuscope::view::{ErrorLevel, Mode, ShownAs, View};
use nuscope_io::table::{Column as TableColumn, Table, Values};
use nuscope_model::density::{Places, count};
use nuscope_model::{Column, Containment, Quantity, Sample, heat};
use nuscope_tests::golden::{compare, software_driver};
use nuscope_tests::headless::{choose, click, state, window};

/// `data/density_truth.py` made the table.
#[test]
fn counts_are_those_of_healpy_and_heat_is_scipys() {
    let rows: Vec<Vec<&str>> = include_str!("data/density_truth.csv")
        .lines()
        .map(|line| line.split(',').collect())
        .collect();
    let of = |kind: &'static str| rows.iter().filter(move |row| row[0] == kind);
    let number = |row: &[&str], at: usize| row[at].parse::<f64>().unwrap();
    let (ra, dec): (Vec<f64>, Vec<f64>) = of("at")
        .map(|row| (number(row, 1).to_radians(), number(row, 2).to_radians()))
        .unzip();
    assert_eq!(ra.len(), 1_904);
    for nside in [1, 8, 64] {
        let places = Places::new(&[(&ra, &dec)], nside).unwrap();
        let counts = places.count_where(|_| true);
        let mut wanted = vec![0; counts.counts.len()];
        for row in of("count").filter(|row| row[1] == nside.to_string()) {
            wanted[number(row, 2) as usize] = number(row, 3) as u32;
        }
        assert_eq!(wanted.iter().sum::<u32>(), 1_904);
        assert!(counts.counts == wanted, "nside {nside}");
        assert_eq!(count(&ra, &dec, nside).unwrap(), counts);
    }
    let mut sources = count(&[], &[], 32).unwrap();
    for row in of("from") {
        sources.counts[number(row, 1) as usize] += 1;
    }
    assert_eq!(sources.total(), 40);
    for sigma_deg in [4.0_f64, 12.0] {
        let found = heat::spread(&sources, sigma_deg.to_radians());
        let top = f64::from(found.iter().copied().fold(0.0, f32::max));
        let mut compared = 0;
        for row in of("heat").filter(|row| number(row, 1) == sigma_deg) {
            let off = (f64::from(found[number(row, 2) as usize]) - number(row, 3)).abs();
            // Beyond five σ of each of forty nothing is left.
            assert!(off < 4e-5 * top, "{row:?}: off by {off} of {top}");
            compared += 1;
        }
        assert_eq!(compared, 300);
    }
}

#[test]
fn rows_without_a_place_are_counted_and_said_in_every_format() {
    let numbers = |name: &str, unit: &str, values: Vec<f64>| TableColumn {
        name: name.into(),
        unit: Some(unit.into()),
        values: Values::Number(values),
        ..TableColumn::default()
    };
    let ra = vec![10.0, f64::NAN, 30.0, f64::INFINITY, 50.0, 60.0];
    let dec = vec![-10.0, 0.0, 91.0, 5.0, f64::NAN, 90.0];
    let table = Table {
        name: "candidates".into(),
        columns: vec![
            numbers("ra", "deg", ra),
            numbers("dec", "deg", dec),
            numbers(
                "mjd",
                "d",
                (0..6).map(|i| 55_000.0 + f64::from(i)).collect(),
            ),
        ],
        ..Table::default()
    };
    let folder = tempfile::tempdir().unwrap();
    for ending in ["csv", "txt", "ecsv", "vot", "xml", "parquet", "fits", "h5"] {
        let path = folder.path().join(format!("list.{ending}"));
        nuscope_io::write_tables(&path, std::slice::from_ref(&table)).unwrap();
        let loaded = nuscope_io::open(&path).unwrap();
        let sample = &loaded.samples[0];
        assert_eq!(sample.len(), 2, "{ending}");
        let said = loaded.warnings.0;
        assert!(
            said.iter()
                .any(|words| words.starts_with("4 of 6 rows skipped")),
            "{ending}: {said:?}"
        );
        assert!(
            sample
                .ra_rad
                .iter()
                .chain(&sample.dec_rad)
                .all(|angle| angle.is_finite())
        );
    }
}

fn column(quantity: Quantity, values: Vec<f64>) -> Column {
    Column { quantity, values }
}

fn document(ra_rad: Vec<f64>, dec_rad: Vec<f64>) -> Document {
    let count = ra_rad.len();
    let sample = Sample {
        name: "few".into(),
        ra_rad,
        dec_rad,
        columns: vec![
            column(Quantity::Mjd, vec![55_000.0; count]),
            column(Quantity::AngularErrorRad, vec![0.05; count]),
        ],
        ..Sample::default()
    };
    Document {
        samples: vec![Arc::new(sample)],
        ..Document::default()
    }
}

fn sky(shown_as: ShownAs) -> View {
    let mut view = View {
        mode: Mode::Sky,
        ..View::default()
    };
    view.sky.crowd.shown_as = shown_as;
    view.sky.errors.shown = true;
    view
}

#[test]
fn all_at_a_pole_all_at_one_place_one_and_none_are_drawn_in_every_form() {
    let pole = std::f64::consts::FRAC_PI_2;
    let crowds = [
        document(vec![0.3; 500], vec![pole; 500]),
        document((0..500).map(f64::from).collect(), vec![-pole; 500]),
        document(vec![std::f64::consts::PI; 1_500], vec![0.0; 1_500]),
        document(vec![1.0], vec![-0.5]),
        document(Vec::new(), Vec::new()),
    ];
    for document in &crowds {
        let draw = |shown_as: ShownAs, own_errors: bool, range: Option<(f64, f64)>| {
            let mut view = sky(shown_as);
            view.sky.crowd.own_errors = own_errors;
            view.sky.crowd.logarithmic = own_errors;
            view.sky_time.range = range;
            picture(document, &view, (200, 140)).unwrap()
        };
        let dots = draw(ShownAs::Automatic, false, None);
        let heat = draw(ShownAs::Heat, false, None);
        draw(ShownAs::Heat, true, None);
        draw(ShownAs::Density, true, None);
        draw(ShownAs::Density, false, Some((1.0, 2.0)));
        assert_eq!(
            dots != heat,
            document.candidates() > 0,
            "what is there is seen"
        );
    }
}

#[test]
fn the_form_and_the_share_are_chosen_by_name() {
    let mut window = window(&["demo:sky"], (1280.0, 2000.0));
    for (choice, wanted) in [
        ("density", ShownAs::Density),
        ("heat", ShownAs::Heat),
        ("dots", ShownAs::Dots),
        ("dots or density", ShownAs::Automatic),
    ] {
        choose(&mut window, "Candidates as", choice);
        assert_eq!(state(&window).view.sky.crowd.shown_as, wanted);
    }
    choose(&mut window, "Bins", "0.92° (nside 64)");
    assert_eq!(state(&window).view.sky.crowd.nside, Some(64));
    choose(&mut window, "Candidates as", "heat");
    click(&mut window, Role::CheckBox, "Spread by own errors");
    click(&mut window, Role::CheckBox, "Logarithmic density");
    let crowd = &state(&window).view.sky.crowd;
    assert!(crowd.own_errors && crowd.logarithmic);
    click(&mut window, Role::CheckBox, "Errors");
    choose(&mut window, "Share of true directions", "68.3 %");
    let errors = &state(&window).view.sky.errors;
    assert_eq!((errors.shown, errors.level), (true, ErrorLevel::TwoThirds));
}

/// Circles, ellipses whose sides differ, at the seam and at a pole, and one that nobody knows.
fn alerts() -> Document {
    let degrees = |values: &[f64]| {
        values
            .iter()
            .map(|value| value.to_radians())
            .collect::<Vec<_>>()
    };
    let dec = degrees(&[0.0, 40.0, -35.0, 5.0, 84.0, -70.0]);
    let alerts = Sample {
        name: "alerts".into(),
        ra_rad: degrees(&[180.0, 250.0, 110.0, 1.0, 60.0, 200.0]),
        columns: vec![
            column(
                Quantity::RaErrorPlusRad,
                degrees(&[12.0, 9.0, 30.0, 14.0, 60.0, f64::NAN]),
            ),
            column(
                Quantity::RaErrorMinusRad,
                degrees(&[5.0, 20.0, 12.0, 14.0, 25.0, 10.0]),
            ),
            column(
                Quantity::DecErrorPlusRad,
                degrees(&[6.0, 4.0, 15.0, 9.0, 4.0, 10.0]),
            ),
            column(
                Quantity::DecErrorMinusRad,
                degrees(&[3.0, 12.0, 5.0, 4.0, 9.0, 10.0]),
            ),
        ],
        dec_rad: dec,
        axis_error_containment: Containment::new(0.9).unwrap(),
        ..Sample::default()
    };
    let circles = Sample {
        name: "tracks".into(),
        ra_rad: degrees(&[60.0, 300.0, 320.0]),
        dec_rad: degrees(&[-10.0, -40.0, 25.0]),
        columns: vec![column(Quantity::AngularErrorRad, degrees(&[2.0, 4.0, 8.0]))],
        ..Sample::default()
    };
    Document {
        samples: vec![Arc::new(alerts), Arc::new(circles)],
        ..Document::default()
    }
}

#[test]
fn errors_are_drawn_at_the_share_that_is_asked_for() {
    if software_driver() {
        let mut view = sky(ShownAs::Automatic);
        view.sky.galaxy = false;
        compare("errors", &picture(&alerts(), &view, (400, 250)).unwrap());
    }
}

#[test]
fn heat_by_own_errors_is_drawn_on_a_light_ground() {
    if software_driver() {
        let mut view = sky(ShownAs::Heat);
        view.dark = false;
        view.sky.errors.shown = false;
        view.sky.crowd.own_errors = true;
        compare(
            "heat_light",
            &picture(&alerts(), &view, (400, 250)).unwrap(),
        );
    }
}
