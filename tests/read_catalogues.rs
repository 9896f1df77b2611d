//! Public lists, catalogues and responses: every column has the values that astropy and pandas find.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use nuscope_io::Loaded;
use nuscope_model::{Catalogue, DirectionAxis, EffectiveArea, Extra, Labels, Quantity, Sample};
use nuscope_tests::{data, table::Table};

/// The values of a column: numbers, or texts.
enum Found {
    Numbers(Vec<f64>),
    Texts(Vec<String>),
}

fn degrees(values: impl IntoIterator<Item = f64>) -> Found {
    Found::Numbers(values.into_iter().map(f64::to_degrees).collect())
}

fn further(column: &str, extras: &[Extra], labels: &[Labels]) -> Found {
    if let Some(name) = column.strip_prefix("extra ") {
        let extra = extras.iter().find(|extra| extra.name == name);
        return Found::Numbers(extra.expect(name).values.clone());
    }
    let name = column.strip_prefix("label ").expect(column);
    let label = labels.iter().find(|label| label.name == name);
    Found::Texts(label.expect(name).values.clone())
}

fn of_sample(sample: &Sample, column: &str) -> Found {
    let quantity = match column {
        "ra_deg" => return degrees(sample.ra_rad.iter().copied()),
        "dec_deg" => return degrees(sample.dec_rad.iter().copied()),
        "name" => return Found::Texts(sample.names.clone()),
        "sigma_deg" => Quantity::AngularErrorRad,
        "log10_energy" => Quantity::Log10EnergyGev,
        "mjd" => Quantity::Mjd,
        "hits" => Quantity::Hits,
        "azimuth_deg" => Quantity::AzimuthRad,
        "zenith_deg" => Quantity::ZenithRad,
        "signalness" => Quantity::Signalness,
        "ra_plus_deg" => Quantity::RaErrorPlusRad,
        "ra_minus_deg" => Quantity::RaErrorMinusRad,
        "dec_plus_deg" => Quantity::DecErrorPlusRad,
        "dec_minus_deg" => Quantity::DecErrorMinusRad,
        column => return further(column, &sample.extras, &sample.labels),
    };
    let values = sample.column(quantity).expect(column).iter();
    Found::Numbers(values.map(|value| quantity.display_value(*value)).collect())
}

fn of_catalogue(catalogue: &Catalogue, column: &str) -> Found {
    let sources = || catalogue.sources.iter();
    let or_nan = |value: Option<f64>| value.unwrap_or(f64::NAN);
    match column {
        "ra_deg" => degrees(sources().map(|source| source.position.ra_rad)),
        "dec_deg" => degrees(sources().map(|source| source.position.dec_rad)),
        "error_deg" => degrees(sources().map(|source| or_nan(source.error_rad))),
        "extension_deg" => degrees(sources().map(|source| or_nan(source.extension_rad))),
        "redshift" => Found::Numbers(sources().map(|source| or_nan(source.redshift)).collect()),
        "name" => Found::Texts(sources().map(|source| source.name.clone()).collect()),
        "kind" => Found::Texts(sources().map(|source| source.kind.clone()).collect()),
        column => further(column, &catalogue.extras, &catalogue.labels),
    }
}

fn of_area(area: &EffectiveArea, column: &str) -> Found {
    if column == "area_cm2" {
        return Found::Numbers(area.area_cm2.clone());
    }
    let widths = |edges: &[f64]| {
        edges
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .collect::<Vec<_>>()
    };
    let unit = match area.direction {
        DirectionAxis::DeclinationRad => 1_f64.to_degrees(),
        _ => 1.0,
    };
    let directions = widths(&area.direction_edges);
    let mut weighted = Vec::new();
    for (row, energy) in widths(&area.log10_energy_edges).into_iter().enumerate() {
        for (column, direction) in directions.iter().enumerate() {
            let value = area.area_cm2[row * directions.len() + column];
            weighted.push(value * energy * direction * unit);
        }
    }
    Found::Numbers(weighted)
}

fn find(loaded: &Loaded, part: &str, name: &str, column: &str) -> (usize, Found) {
    match part {
        "sample" => {
            let found = loaded.samples.iter().find(|sample| sample.name == name);
            let sample = found.expect(name);
            (sample.len(), of_sample(sample, column))
        }
        "catalogue" => {
            let found = loaded.catalogues.iter().find(|one| one.name == name);
            let catalogue = found.expect(name);
            (catalogue.len(), of_catalogue(catalogue, column))
        }
        "area" => {
            let found = loaded.effective_areas.iter().find(|area| area.name == name);
            let area = found.expect(name);
            (area.area_cm2.len(), of_area(area, column))
        }
        "resolution" => {
            let found = loaded
                .angular_resolutions
                .iter()
                .find(|one| one.name == name);
            let medians = &found.expect(name).median_rad;
            (medians.len(), degrees(medians.iter().copied()))
        }
        _ => {
            let found = loaded.uptimes.iter().find(|uptime| uptime.name == name);
            let uptime = found.expect(name);
            let runs = uptime.start_mjd.iter().zip(&uptime.stop_mjd);
            let values = match column {
                "days" => runs.map(|(start, stop)| stop - start).collect(),
                _ => uptime.start_mjd.clone(),
            };
            (uptime.len(), Found::Numbers(values))
        }
    }
}

#[test]
fn every_column_has_the_values_that_astropy_and_pandas_find() {
    let table = Table::read("tables_truth.csv");
    let mut opened: BTreeMap<String, Option<Loaded>> = BTreeMap::new();
    let mut compared = 0;
    for row in table.rows() {
        let file = row.text("file");
        let open = || data::real(file).map(|path| nuscope_io::open(&path).unwrap());
        let Some(loaded) = opened.entry(file.to_owned()).or_insert_with(open) else {
            continue;
        };
        let (part, name, column) = (row.text("part"), row.text("name"), row.text("column"));
        let (rows, found) = find(loaded, part, name, column);
        let what = format!("{file}: {name}: {column}");
        assert_eq!(rows, row.number::<usize>("rows"), "{what}");
        let (count, sum) = match found {
            Found::Numbers(values) => {
                let finite = || values.iter().filter(|value| value.is_finite());
                (finite().count(), finite().sum::<f64>())
            }
            Found::Texts(texts) => {
                let letters: usize = texts.iter().map(|text| text.chars().count()).sum();
                let filled = texts.iter().filter(|text| !text.is_empty());
                (filled.count(), letters as f64)
            }
        };
        assert_eq!(count, row.number::<usize>("count"), "{what}");
        let expected: f64 = row.number("sum");
        let tolerance = 1e-11 * expected.abs().max(1.0);
        assert!(
            (sum - expected).abs() <= tolerance,
            "{what}: {sum}, not {expected}"
        );
        compared += 1;
    }
    let there = opened.values().flatten().count();
    assert!(there == 0 || compared > 0);
}

#[test]
fn nothing_in_the_public_files_is_left_out_without_a_word() {
    let table = Table::read("tables_truth.csv");
    let mut files: Vec<&str> = table.rows().map(|row| row.text("file")).collect();
    files.dedup();
    let mut said = Vec::new();
    for file in files {
        let Some(path) = data::real(file) else {
            continue;
        };
        for warning in nuscope_io::open(&path).unwrap().warnings.0 {
            said.push(format!("{file}: {warning}"));
        }
    }
    if data::real("catalogs/gll_psch_v13_3FHL.fit.gz").is_some() {
        let expected = "catalogs/gll_psch_v13_3FHL.fit.gz: columns with several values a row are left out: \
                        Flux_Band, Unc_Flux_Band, nuFnu, Sqrt_TS_Band";
        assert_eq!(said, [expected]);
    }
}

#[test]
fn errors_carry_the_share_that_their_releases_state() {
    let share = |file: &str| -> Option<(f64, f64)> {
        let loaded = nuscope_io::open(&data::real(file)?).unwrap();
        let sample = loaded.samples.first()?;
        let axes = sample.axis_error_containment.fraction();
        Some((sample.error_containment.fraction(), axes))
    };
    let sigma = 1.0 - (-0.5_f64).exp();
    for file in [
        "icecube/ps10yr/events/IC40_exp.csv",
        "icecube/txs/events_IC86b.txt",
        "antares/ANTARES_2007-2017_cone43_35_r3.vot",
    ] {
        if let Some((errors, _)) = share(file) {
            assert!((errors - sigma).abs() < 1e-15, "{file}");
        }
    }
    if let Some((_, axes)) = share("icecube/icecat/IceCube_Gold_Bronze_Tracks.csv") {
        assert_eq!(axes, 0.9);
    }
    let Some(path) = data::real("catalogs/gll_psch_v13_3FHL.fit.gz") else {
        return;
    };
    let loaded = nuscope_io::open(&path).unwrap();
    assert_eq!(loaded.catalogues[0].error_containment.fraction(), 0.95);
    // ROIs and EnergyBounds have positions or energies, and are neither sources nor candidates.
    assert_eq!((loaded.samples.len(), loaded.tables.len()), (0, 2));
}

#[test]
fn alerts_are_one_candidate_with_the_radius_of_ninety_percent() {
    let expected = [
        (
            "km3net/KM3-230213A/KM3-230213A_voevent.xml",
            "KM3-230213A",
            94.3,
            -7.8,
            2.2,
            120e6,
        ),
        (
            "icecube/alerts_realtime/sample_astrotrack_alert.xml",
            "ICECUBE_GOLD_Event2019-06-02T19:48:12.01_24_132642_058895105_0",
            242.8166,
            11.9,
            1.1102,
            23.8726,
        ),
    ];
    for (file, name, ra_deg, dec_deg, error_deg, energy_gev) in expected {
        let Some(path) = data::real(file) else {
            continue;
        };
        let loaded = nuscope_io::open(&path).unwrap();
        let sample = &loaded.samples[0];
        let first = |quantity| sample.column(quantity).unwrap()[0];
        assert_eq!((sample.len(), sample.names[0].as_str()), (1, name));
        let position = sample.position(0);
        assert!(
            (position.ra_rad.to_degrees() - ra_deg).abs() < 1e-9,
            "{name}"
        );
        assert!(
            (position.dec_rad.to_degrees() - dec_deg).abs() < 1e-9,
            "{name}"
        );
        let error = first(Quantity::AngularErrorRad).to_degrees();
        assert!((error - error_deg).abs() < 1e-9, "{name}: {error}");
        assert_eq!(sample.error_containment.fraction(), 0.9);
        assert!((first(Quantity::Log10EnergyGev) - f64::log10(energy_gev)).abs() < 1e-12);
    }
}
