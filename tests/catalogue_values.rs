//! Sources of the built-in catalogues against what their publications have: positions, sizes, redshifts, magnitudes.

#![allow(clippy::unwrap_used)]

use nuscope_io::built_in;
use nuscope_model::catalogue::Extension;
use nuscope_tests::data::workspace;

#[test]
fn sources_are_where_their_publications_have_them() {
    let path = workspace().join("tests/data/sources_truth.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let mut compared = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let &[
            catalogue,
            name,
            ra,
            dec,
            extension,
            form,
            redshift,
            magnitude,
        ] = cells.as_slice()
        else {
            panic!("{line}");
        };
        let list = built_in::catalogue(catalogue).unwrap().load();
        let index = list
            .sources
            .iter()
            .position(|source| source.name == name)
            .unwrap();
        let source = &list.sources[index];
        // Half of the last digit that the table keeps: 0.001° for those of 3FHL, 0.0001° for others.
        let most_deg = if catalogue.contains("gamma") || catalogue.contains("Blazars") {
            5.1e-4
        } else {
            5.1e-5
        };
        let truth = [ra, dec].map(|value| value.parse::<f64>().unwrap());
        let found = [source.position.ra_rad, source.position.dec_rad].map(f64::to_degrees);
        for (found, truth) in found.iter().zip(truth) {
            assert!(
                (found - truth).abs() <= most_deg,
                "{name}: {found} for {truth}"
            );
        }
        let same = |found: Option<f64>, truth: &str, within: f64| match truth.parse::<f64>() {
            Ok(truth) => (found.unwrap() - truth).abs() <= within,
            Err(_) => found.is_none(),
        };
        assert!(
            same(source.extension_rad.map(f64::to_degrees), extension, 1e-9),
            "{name}"
        );
        let wanted = match form {
            "disc" => Extension::Disc,
            "gaussian" => Extension::Gaussian,
            "ring" => Extension::Ring,
            "map" => Extension::Map,
            _ => Extension::Unknown,
        };
        assert_eq!(source.extension, wanted, "{name}");
        if catalogue.contains("Blazars") {
            assert!(same(source.redshift, redshift, 1e-9), "{name}");
        }
        let magnitudes = list.extra("magnitude");
        assert!(
            same(
                magnitudes.map(|column| column.values[index]),
                magnitude,
                0.005
            ),
            "{name}"
        );
        compared += 1;
    }
    assert_eq!(compared, 22);
}
