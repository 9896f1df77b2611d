//! Folders of public releases open as one: lists with the good runs and responses of their seasons.

#![allow(clippy::unwrap_used)]

use nuscope_tests::data;

#[test]
fn the_ten_year_release_puts_events_good_runs_and_areas_together() {
    let Some(path) = data::real("icecube/ps10yr") else {
        return;
    };
    let release = nuscope_io::open(&path).unwrap();
    let sample = &release.samples[0];
    assert_eq!((sample.name.as_str(), sample.len()), ("IC40", 36_900));
    // The published live time of the season is 376.36 days.
    assert!((sample.livetime_days.unwrap() - 376.36).abs() < 0.005);
    assert_eq!(sample.uptime.as_ref().unwrap().len(), 1420);
    let area = sample.responses.effective_area.as_ref().unwrap();
    assert_eq!(
        (area.log10_energy_edges.len(), area.direction_edges.len()),
        (41, 51)
    );
    assert_eq!(area.check().unwrap(), 469);
    assert_eq!(
        (release.effective_areas.len(), release.uptimes.len()),
        (5, 4)
    );
    let days = |name: &str| {
        let uptime = release.uptimes.iter().find(|uptime| uptime.name == name);
        (uptime.unwrap().livetime_days() * 100.0).round() / 100.0
    };
    assert_eq!(
        [days("IC79"), days("IC86_I"), days("IC86_II")],
        [316.05, 332.96, 331.98]
    );
    assert!(
        release
            .uptimes
            .iter()
            .all(|uptime| uptime.overlaps().0 == 0)
    );
    assert_eq!(
        release.warnings.to_string(),
        "texts without a table: readme.txt"
    );
}

#[test]
fn the_three_year_release_keeps_three_samples_with_their_responses() {
    let Some(path) = data::real("icecube/ps3yr") else {
        return;
    };
    let release = nuscope_io::open(&path).unwrap();
    let found: Vec<_> = release
        .samples
        .iter()
        .map(|sample| (sample.name.as_str(), sample.len()))
        .collect();
    let expected = [
        ("IC79-2010", 93_133),
        ("IC86-2011", 136_244),
        ("IC86-2012", 105_300),
    ];
    assert_eq!(found, expected);
    for sample in &release.samples {
        let area = sample.responses.effective_area.as_ref().unwrap();
        assert_eq!(area.area_cm2.len(), 70 * 200);
        area.check().unwrap();
        let resolution = sample.responses.angular_resolution.as_ref().unwrap();
        assert_eq!(resolution.median_rad.len(), 7);
        assert_eq!(sample.checksum.len(), 64);
    }
    assert!(release.warnings.is_empty(), "{}", release.warnings);
}

#[test]
fn the_list_around_txs_opens_with_what_lies_beside_it() {
    let Some(path) = data::real("icecube/txs") else {
        return;
    };
    let release = nuscope_io::open(&path).unwrap();
    assert_eq!((release.samples.len(), release.samples[0].len()), (1, 320));
    assert_eq!(
        release.warnings.to_string(),
        "Fig_S4_tabulated.txt holds a table of no meaning here; open it by itself"
    );
}

#[test]
fn catalogues_open_by_the_folder_too() {
    let Some(path) = data::real("catalogs") else {
        return;
    };
    let release = nuscope_io::open(&path).unwrap();
    let mut sizes: Vec<_> = release.catalogues.iter().map(|one| one.len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [55, 110, 176, 1556]);
}
