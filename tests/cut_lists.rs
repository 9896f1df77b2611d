//! The combined search of ANTARES and IceCube took what lies south of the equator of each list: as many candidates as it
//! published (arXiv:2001.04412, table 1).

#![allow(clippy::unwrap_used)]

use nuscope::analysis::Opened;
use nuscope_scan::Likelihood;
use nuscope_tests::data;

/// The list, where it lies, and what was published of it.
const LISTS: [(&str, &str, usize); 3] = [
    ("IC40", "icecube/ps10yr/events/IC40_exp.csv", 22_779),
    ("IC79", "icecube/ps3yr/IC79-2010-events.txt", 44_771),
    ("IC86_I", "icecube/ps3yr/IC86-2011-events.txt", 74_931),
];

#[test]
fn southern_lists_have_the_candidates_of_the_combined_search() {
    let mut text = String::new();
    for (name, path, _) in LISTS {
        let Some(path) = data::real(path) else { return };
        text += &format!(
            "[[sample]]\nname = {name:?}\nevents = {path:?}\nresponse = {name:?}\ndec_deg = [-90.0, 0.0]\n"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("south.toml");
    std::fs::write(&path, text).unwrap();
    let opened = Opened::read(&path).unwrap();
    let likelihood = Likelihood::of(&opened.inputs, &opened.settings).unwrap();
    assert!(likelihood.warnings().is_empty());
    assert_eq!(likelihood.spatial_because(), "");
    for (sample, (name, _, candidates)) in likelihood.samples().iter().zip(LISTS) {
        assert_eq!((sample.name.as_str(), sample.used), (name, candidates));
        assert_eq!(sample.energies, candidates, "{name}");
    }
    let (low, high) = likelihood.covered_dec_rad();
    assert!(
        low.to_degrees() < -89.0 && high.abs() < 1e-11,
        "{low} {high}"
    );
}
