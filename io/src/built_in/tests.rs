//! The built-in tables are whole, and what they say of themselves is so.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use nuscope_model::{SourceNames, contour::enclosed_sr};

use super::*;

#[test]
fn every_row_is_a_source_with_a_name_and_a_place() {
    let mut names = BTreeSet::new();
    for built_in in CATALOGUES {
        assert!(names.insert(built_in.name), "{} twice", built_in.name);
        assert!(!built_in.reference.is_empty() && built_in.what.ends_with('.'));
        let catalogue = built_in.load();
        assert_eq!(catalogue.len(), built_in.text.lines().count() - 1);
        assert_eq!(catalogue.checksum.len(), 64);
        for source in &catalogue.sources {
            let name = &source.name;
            assert!(
                !name.is_empty() && source.position.dec_rad.abs() <= 1.571,
                "{name}"
            );
            assert!(
                source
                    .extension_rad
                    .is_none_or(|radius| radius > 0.0 && radius < 0.1),
                "{name}"
            );
            assert!(
                source
                    .redshift
                    .is_none_or(|redshift| redshift > 0.0 && redshift < 4.0),
                "{name}"
            );
        }
        let own: BTreeSet<_> = catalogue
            .sources
            .iter()
            .map(|source| &source.name)
            .collect();
        let repeated = catalogue.len() - own.len();
        assert!(repeated == 0, "{}: {repeated} names twice", built_in.name);
    }
    assert!(catalogue("bright STARS").is_some() && catalogue("no such").is_none());
}

#[test]
fn stars_are_as_many_and_as_bright_as_said() {
    let stars = catalogue("Bright stars").unwrap().load();
    let magnitude = &stars.extra("magnitude").unwrap().values;
    assert!(stars.len() == 909 && magnitude.iter().all(|value| *value < 4.5));
    assert_eq!(stars.sources[0].name, "Sirius");
    assert_eq!(stars.extra("B-V").unwrap().values.len(), 909);
}

#[test]
fn extended_sources_keep_their_size() {
    let size_deg = |list: &str, name: &str| {
        let list = catalogue(list).unwrap().load();
        let source = list
            .sources
            .iter()
            .find(|source| source.name == name)
            .unwrap();
        source.extension_rad.unwrap().to_degrees()
    };
    assert!((size_deg("Galactic sources", "RX J0852.0-4622") - 1.0).abs() < 1e-9);
    assert!((size_deg("Extended gamma-ray sources", "Cygnus Cocoon") - 3.0).abs() < 1e-9);
}

#[test]
fn lines_are_there_and_the_bubbles_are_as_large_as_published() {
    for built_in in LINES {
        let lines = built_in.load();
        assert!(!lines.is_empty() && lines.iter().all(|line| line.positions.len() > 1));
    }
    let figures = lines("constellations").unwrap().load();
    let names: BTreeSet<_> = figures.iter().map(|line| line.name.as_str()).collect();
    // Serpens is in two parts, which share its name.
    assert_eq!(names.len(), 88);
    let bubbles = lines("Fermi bubbles").unwrap().load();
    for bubble in &bubbles {
        let corners: Vec<_> = bubble.positions.iter().map(|at| at.to_vector()).collect();
        let area = enclosed_sr(&[corners]);
        assert!((0.35..0.5).contains(&area), "{area}");
        let reach = bubble
            .positions
            .iter()
            .map(|at| at.to_galactic().b_rad.abs().to_degrees());
        assert!((reach.fold(0.0, f64::max) - 50.0).abs() < 0.1);
    }
}

#[test]
fn sources_are_found_by_the_names_people_use() {
    let lists: Vec<_> = CATALOGUES.iter().map(BuiltInCatalogue::load).collect();
    let names = SourceNames::new(&lists);
    for (typed, wanted) in [
        ("TXS 0506", "TXS 0506+056"),
        ("ngc1068", "NGC 1068"),
        ("m77", "NGC 1068"),
        ("Mrk-421", "Mkn 421"),
        ("sgr a*", "Galactic Centre"),
        ("galactic center", "Galactic Centre"),
        ("crab", "Crab Nebula"),
        ("cen a", "Centaurus A"),
        ("vela jr", "Vela Jr"),
        ("LMC", "Large Magellanic Cloud"),
        ("betelgeuse", "Betelgeuse"),
        ("cyg x-3", "Cygnus X-3"),
    ] {
        let found = names.find(typed, 30);
        let hit = found
            .iter()
            .any(|found| found.source.name == wanted || found.name == wanted);
        assert!(hit, "{typed}: {:?}", found.first().map(|found| found.name));
    }
    // Markarian 421 stands in two lists; both are offered.
    assert!(names.find("Mrk 421", 9).len() >= 2);
}
