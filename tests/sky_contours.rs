//! Contours of real maps: area, and what lies inside, are healpy's; the lines enclose as much as the pixels.

#![allow(clippy::unwrap_used)]

use nuscope_io::Loaded;
use nuscope_model::contour::{SQUARE_DEGREES, enclosed_sr};
use nuscope_model::{Catalogue, Contour, Field, Inside};
use nuscope_tests::data;
use nuscope_tests::table::Table;

fn open(name: &str) -> Option<Loaded> {
    Some(nuscope_io::open(&data::real(name)?).unwrap())
}

/// The maps of the table, with the name they have there.
fn maps() -> Vec<(&'static str, Field)> {
    let mut maps = Vec::new();
    if let Some(loaded) = open("skymaps/hese_59031_run00134244.evt000034406854.fits") {
        let map = loaded.map.as_ref().unwrap();
        maps.push(("icecube", Field::of_map(map, &map.columns[0]).unwrap()));
    }
    if let Some(loaded) = open("skymaps/bayestar.multiorder.fits") {
        let map = loaded.multi_order.as_ref().unwrap();
        let density = map.column("PROBDENSITY").unwrap();
        maps.push(("ligo", Field::of_multi_order(map, density)));
    }
    maps
}

fn catalogue(name: &str) -> Option<Catalogue> {
    Some((*open(name)?.catalogues[0]).clone())
}

/// The contours that the table asks for, and the row's text that names them.
fn asked(map: &str, field: &Field) -> Vec<(String, Contour, [f64; 4])> {
    let table = Table::read("sky_contours.csv");
    let rows = table.rows().filter(|row| row.text("map") == map);
    rows.map(|row| {
        let asked: f64 = row.number("asked");
        let level = match row.text("kind") {
            "credible" => field.credible_levels(&[asked]).unwrap()[0].level,
            _ => asked,
        };
        let columns = ["area_deg2", "tevcat", "3fhl", "icecube10"];
        let name = [map, row.text("kind"), row.text("asked")].join(",");
        let wanted = columns.map(|column| row.number(column));
        (name, field.contour(level, Inside::AtLeast), wanted)
    })
    .collect()
}

#[test]
fn areas_are_healpys() {
    for (map, field) in maps() {
        for (name, contour, [area_deg2, ..]) in asked(map, &field) {
            let of_lines = enclosed_sr(&contour.lines) * SQUARE_DEGREES;
            println!(
                "{name}: {:.4} of {area_deg2:.4} square degrees, {of_lines:.4} within {} lines",
                contour.area_deg2(),
                contour.lines.len()
            );
            // The table's last pixel is one of many equal ones where cells are large.
            assert!(
                (contour.area_deg2() / area_deg2 - 1.0).abs() < 1e-3,
                "{name}"
            );
            assert!(
                (of_lines / area_deg2 - 1.0).abs() < 0.01,
                "{name}: {of_lines}"
            );
        }
    }
}

#[test]
fn sources_inside_are_healpys() {
    let tevcat = catalogue("catalogs/tevcat.ecsv");
    let fermi = catalogue("catalogs/gll_psch_v13_3FHL.fit.gz");
    let icecube = catalogue("catalogs/icecube_10yr_sources_ppd.csv");
    let (Some(tevcat), Some(fermi), Some(icecube)) = (tevcat, fermi, icecube) else {
        return;
    };
    let names = Table::read("sky_contours_inside.csv");
    let mut contours = 0;
    for (map, field) in maps() {
        for (name, contour, [_, wanted @ ..]) in asked(map, &field) {
            for (catalogue, wanted) in [&tevcat, &fermi, &icecube].into_iter().zip(wanted) {
                let found = contour.sources_inside(catalogue).count();
                assert_eq!(found as f64, wanted, "{name}, {}", catalogue.name);
            }
            let inside = contour.sources_inside(&tevcat);
            let found: Vec<&str> = inside.map(|(_, source)| source.name.as_str()).collect();
            let row_name = |row: nuscope_tests::table::Row| {
                [row.text("map"), row.text("kind"), row.text("asked")].join(",")
            };
            let wanted = names.rows().filter(|row| row_name(*row) == name);
            let wanted: Vec<&str> = wanted.map(|row| row.text("name")).collect();
            assert_eq!(found, wanted, "{name}");
            contours += 1;
        }
    }
    println!("{contours} contours");
}
