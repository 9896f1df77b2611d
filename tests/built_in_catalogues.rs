//! The built-in catalogues against lists of others: sources of one name are at one place.

#![allow(clippy::unwrap_used)]

use nuscope_io::built_in::{self, CATALOGUES};
use nuscope_model::{Catalogue, Source, SourceNames, source_names::Fit};
use nuscope_tests::data;

/// Sources of one name that are elsewhere in another list, with the reason.
const ELSEWHERE: [(&str, &str, &str); 11] = [
    ("W 28", "3FHL", "one of two sources of 3FHL there"),
    ("Large Magellanic Cloud", "3FHL", "parts of the galaxy"),
    (
        "HESS J1702-420",
        "3FHL",
        "near a supernova remnant, within the TeV source's extent",
    ),
    ("HESS J1800-240B", "3FHL", "a cloud beside W 28"),
    ("HESS J1458-608", "3FHL", "the pulsar in an extended nebula"),
    (
        "Geminga",
        "TeVCat",
        "the middle of Milagro's extended emission",
    ),
    (
        "M 31",
        "IceCube's list",
        "the middle of the gamma rays, not of the galaxy",
    ),
    (
        "Large Magellanic Cloud",
        "IceCube's list",
        "the middle of the gamma rays",
    ),
    (
        "Small Magellanic Cloud",
        "IceCube's list",
        "the middle of the gamma rays",
    ),
    (
        "MGRO J2019+37",
        "IceCube's list",
        "an extended source, measured anew",
    ),
    (
        "MGRO J1908+06",
        "IceCube's list",
        "an extended source, measured anew",
    ),
];

fn open(name: &str) -> Option<Catalogue> {
    let path = data::real(name)?;
    Some((*nuscope_io::open(&path).unwrap().catalogues[0]).clone())
}

/// 3FHL with the names of what its sources are taken to be, and the size of extended ones.
fn fermi() -> Option<Catalogue> {
    let mut catalogue = open("catalogs/gll_psch_v13_3FHL.fit.gz")?;
    let labels = catalogue.labels.clone();
    let column = |name: &str| {
        &labels
            .iter()
            .find(|column| column.name == name)
            .unwrap()
            .values
    };
    let known = ["ASSOC1", "ASSOC_TEV"].map(column);
    let models = column("Extended_Source_Name");
    let extended = built_in::catalogue("Extended gamma-ray sources")
        .unwrap()
        .load();
    for (i, source) in catalogue.sources.iter_mut().enumerate() {
        let names = known.iter().map(|names| names[i].trim().to_owned());
        source.aliases = names.filter(|name| !name.is_empty()).collect();
        let model = extended
            .sources
            .iter()
            .find(|one| one.name == models[i].trim());
        source.extension_rad = model.and_then(|model| model.extension_rad);
    }
    Some(catalogue)
}

/// Sources of the same name in the other list that are farther away than 0.1° and than either is large; how many were
/// compared.
fn compare(list: &Catalogue, other: &Catalogue) -> (usize, Vec<String>) {
    let names = SourceNames::new([other]);
    let (mut compared, mut off) = (0, Vec::new());
    for source in &list.sources {
        let own = std::iter::once(&source.name).chain(&source.aliases);
        let found = own.flat_map(|name| names.find(name, 20));
        for same in found.filter(|found| found.fit == Fit::Same) {
            compared += 1;
            let size = |source: &Source| source.extension_rad.unwrap_or_default();
            let most_rad = 0.1_f64.to_radians() + size(source).max(size(same.source));
            let away_rad = source.position.separation_rad(same.source.position);
            if away_rad > most_rad {
                off.push(format!(
                    "{}: {:.3}° from {}",
                    source.name,
                    away_rad.to_degrees(),
                    same.name
                ));
            }
        }
    }
    (compared, off)
}

#[test]
fn sources_of_one_name_are_at_one_place_in_all_lists() {
    let others = [
        ("3FHL", fermi()),
        ("TeVCat", open("catalogs/tevcat.ecsv")),
        (
            "IceCube's list",
            open("catalogs/icecube_10yr_sources_ppd.csv"),
        ),
    ];
    let mut unknown = Vec::new();
    for (title, other) in others {
        let Some(other) = other else { continue };
        for built_in in &CATALOGUES {
            let (compared, off) = compare(&built_in.load(), &other);
            println!(
                "{} and {title}: {compared} compared, {} off",
                built_in.name,
                off.len()
            );
            let known = |words: &String| {
                ELSEWHERE
                    .iter()
                    .any(|(name, list, _)| *list == title && words.starts_with(&format!("{name}:")))
            };
            let others = off.into_iter().filter(|words| !known(words));
            unknown.extend(others.map(|words| format!("{title}: {words}")));
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}
