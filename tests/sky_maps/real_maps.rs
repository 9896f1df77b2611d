//! Contours of the IceCube and LIGO maps, through the window: areas and sources inside are those of healpy.

use std::path::Path;

use nuscope::command::{Command, MapCommand};
use nuscope::view::{ContourKind, View};
use nuscope_tests::data;
use nuscope_tests::headless::{self, ask, open, state};
use nuscope_tests::table::Table;

/// The maps of the table: their names there, their files, and the quantity.
const MAPS: [(&str, &str); 2] = [
    (
        "icecube",
        "skymaps/hese_59031_run00134244.evt000034406854.fits",
    ),
    ("ligo", "skymaps/bayestar.multiorder.fits"),
];

/// The catalogues of the table's columns.
const CATALOGUES: [(&str, &str); 3] = [
    ("tevcat", "catalogs/tevcat.ecsv"),
    ("3fhl", "catalogs/gll_psch_v13_3FHL.fit.gz"),
    ("icecube10", "catalogs/icecube_10yr_sources_ppd.csv"),
];

/// Levels of a kind that the table has for a map.
fn asked(map: &str, kind: &str) -> Vec<f64> {
    let table = Table::read("sky_contours.csv");
    let rows = table
        .rows()
        .filter(|row| row.text("map") == map && row.text("kind") == kind);
    rows.map(|row| row.number("asked")).collect()
}

#[test]
fn areas_and_sources_inside_are_those_of_healpy() {
    let table = Table::read("sky_contours.csv");
    let mut compared = 0;
    for (map, file) in MAPS {
        let Some(path) = data::real(file) else {
            continue;
        };
        let mut window = headless::window(&[path.to_str().unwrap()], (1280.0, 900.0));
        // The window has catalogues of its own.
        let built_in: Vec<String> = state(&window)
            .document
            .catalogues
            .iter()
            .map(|list| list.name.clone())
            .collect();
        window.state_mut().state.view.sky.hidden_catalogues = built_in;
        let mut names = Vec::new();
        for (_, file) in CATALOGUES {
            let Some(path) = data::real(file) else { return };
            let before = state(&window).document.catalogues.len();
            open(&mut window, Path::new(&path));
            // The first list of the file; others hold its extended sources.
            names.push(state(&window).document.catalogues[before].name.clone());
        }
        ask(&mut window, MapCommand::ToggleContours);
        let contours = state(&window).derived.maps.contours().unwrap();
        assert_eq!(
            contours.kind,
            Some(ContourKind::Credible),
            "{map}: it is a probability"
        );
        for kind in ["credible", "value"] {
            let levels = asked(map, kind);
            let view: &mut View = &mut window.state_mut().state.view;
            let look = &mut view.sky.maps.contours;
            match kind {
                "credible" => look.percent = levels.iter().map(|share| 100.0 * share).collect(),
                _ => (look.kind, look.values) = (Some(ContourKind::Values), levels.clone()),
            }
            ask(&mut window, Command::Select(None));
            let maps = &state(&window).derived.maps;
            let (made, inside) = (&maps.contours().unwrap().made, maps.inside().unwrap());
            assert_eq!(
                made.len(),
                levels.len(),
                "{map} {kind}: {:?}",
                maps.contours().unwrap().remarks
            );
            for row in table
                .rows()
                .filter(|row| row.text("map") == map && row.text("kind") == kind)
            {
                let asked: f64 = row.number("asked");
                // The innermost comes first: of values the highest.
                let place = levels.iter().filter(|level| match kind {
                    "credible" => **level < asked,
                    _ => **level > asked,
                });
                let place = place.count();
                let (found, area_deg2) = (made[place].area_deg2, row.number::<f64>("area_deg2"));
                println!("{map} {kind} {asked}: {found:.3} of {area_deg2:.3} deg²");
                assert!(
                    (found / area_deg2 - 1.0).abs() < 0.01,
                    "{map} {kind} {asked}"
                );
                for ((column, _), catalogue) in CATALOGUES.iter().zip(&names) {
                    let within = |source: &&nuscope::maps::SourceInside| {
                        source.catalogue == *catalogue && source.contour <= place
                    };
                    let found = inside.sources.iter().filter(within).count();
                    assert_eq!(
                        found as f64,
                        row.number::<f64>(column),
                        "{map} {kind} {asked}: {column}"
                    );
                }
                compared += 1;
            }
        }
    }
    println!("{compared} contours");
}

#[test]
fn a_likelihood_scan_has_contours_of_its_likelihood() {
    let name = "icecube/alerts_realtime/run00136662-evt000035405932-BRONZE-8_64_512.npz";
    let Some(path) = data::real(name) else { return };
    let mut window = headless::window(&[path.to_str().unwrap()], (1280.0, 900.0));
    ask(&mut window, MapCommand::ToggleContours);
    let contours = state(&window).derived.maps.contours().unwrap();
    assert_eq!(contours.kind, Some(ContourKind::Likelihood));
    let cells = state(&window).document.maps[0].cells.clone().unwrap();
    let column = cells.column("delta llh").unwrap();
    for (made, share) in contours.made.iter().zip([0.5, 0.9, 0.99_f64]) {
        let most = -(1.0 - share).ln();
        let inside = cells.cells().iter().zip(&column.values);
        let inside = inside.filter(|(_, value)| **value <= most);
        let area: f64 = inside.map(|(cell, _)| cell.area_sr()).sum();
        let wanted = area * nuscope_model::contour::SQUARE_DEGREES;
        println!("{}: {:.4} of {wanted:.4} deg²", made.label, made.area_deg2);
        assert!((made.area_deg2 / wanted - 1.0).abs() < 1e-9);
    }
}
