//! What of a file can be written as tables: its candidates, catalogues, good runs and responses, and the tables
//! that it held. Candidates come first, then catalogues.

use nuscope_model::{Catalogue, DirectionAxis, Uptime};
use nuscope_table::{Column, Note, Table, Values};

use crate::response_tables::{angular_resolution, effective_area, named, smearing};
use crate::sample_table::{
    ERROR_SHARE, LIST_NAME, angle, further, numbers, say_share, share_note, table_of, text,
};
use crate::{Loaded, Warnings};

/// All tables of a file, each with `notes` about where it comes from; what cannot be a table goes to `warnings`.
pub fn tables_of(loaded: &Loaded, notes: &[Note], warnings: &mut Warnings) -> Vec<Table> {
    let samples = loaded.samples.iter().map(|sample| table_of(sample, notes));
    let catalogues = loaded.catalogues.iter().map(|list| catalogue(list, notes));
    let uptimes = loaded.uptimes.iter().map(|list| uptime(list, notes));
    let plain = loaded.tables.iter().map(|table| {
        let mut table = table.as_ref().clone();
        table.notes.extend_from_slice(notes);
        table
    });
    let areas = loaded.effective_areas.iter();
    let (areas, by_offset): (Vec<_>, Vec<_>) =
        areas.partition(|area| area.direction != DirectionAxis::ThetaRad);
    let areas = areas.into_iter().map(|area| effective_area(area, notes));
    let resolutions = loaded.angular_resolutions.iter();
    let resolutions = resolutions.map(|one| angular_resolution(one, notes));
    let smearings = loaded.smearings.iter().map(|one| smearing(one, notes));
    let tables = samples
        .chain(catalogues)
        .chain(uptimes)
        .chain(areas)
        .chain(resolutions)
        .chain(smearings)
        .chain(plain)
        .collect();
    for (count, one, many) in [
        (
            by_offset.len(),
            "effective area by offset is not written: it has no form as a table of rows",
            "effective areas by offset are not written: they have no form as tables of rows",
        ),
        (
            loaded.point_spreads.len(),
            "point spread is not written: it has no form as a table of rows",
            "point spreads are not written: they have no form as tables of rows",
        ),
        (
            loaded.energy_dispersions.len(),
            "energy dispersion is not written: it has no form as a table of rows",
            "energy dispersions are not written: they have no form as tables of rows",
        ),
    ] {
        warnings.count(count, one, many);
    }
    tables
}

/// A catalogue of sources, with columns that are read as one again.
fn catalogue(catalogue: &Catalogue, notes: &[Note]) -> Table {
    let sources = &catalogue.sources;
    let of = |value: fn(&nuscope_model::Source) -> f64| sources.iter().map(value).collect();
    let optional = |value: fn(&nuscope_model::Source) -> Option<f64>| -> Option<Vec<f64>> {
        let any = sources.iter().any(|source| value(source).is_some());
        let values = sources
            .iter()
            .map(|source| value(source).unwrap_or(f64::NAN));
        any.then(|| values.collect())
    };
    let (ra_rad, dec_rad): (Vec<f64>, Vec<f64>) = (
        of(|source| source.position.ra_rad),
        of(|source| source.position.dec_rad),
    );
    let same = |angle_rad: f64| angle_rad;
    let turn = |angle_rad: f64| angle_rad.rem_euclid(std::f64::consts::TAU);
    let mut all: Vec<Note> = named(LIST_NAME, &catalogue.name).collect();
    let mut columns = vec![
        text(
            "name",
            &sources
                .iter()
                .map(|source| source.name.clone())
                .collect::<Vec<_>>(),
        ),
        angle("RA", "pos.eq.ra;meta.main", &ra_rad, turn),
        angle("Dec", "pos.eq.dec;meta.main", &dec_rad, same),
    ];
    if let Some(errors_rad) = optional(|source| source.error_rad) {
        let mut errors = angle("AngErr", "stat.error;pos.eq", &errors_rad, same);
        say_share(&mut errors, catalogue.error_containment);
        columns.push(errors);
        all.extend(share_note(ERROR_SHARE, catalogue.error_containment));
    }
    if let Some(extensions_rad) = optional(|source| source.extension_rad) {
        columns.push(angle("extension", "phys.angSize", &extensions_rad, same));
    }
    if let Some(redshifts) = optional(|source| source.redshift) {
        columns.push(Column {
            ucd: "src.redshift".into(),
            ..Column::new("redshift", "", numbers(&redshifts))
        });
    }
    if sources.iter().any(|source| !source.kind.is_empty()) {
        let kinds: Vec<_> = sources.iter().map(|source| source.kind.clone()).collect();
        columns.push(text("class", &kinds));
    }
    let taken = |columns: &[Column], name: &str| {
        columns
            .iter()
            .any(|column| column.name.eq_ignore_ascii_case(name))
    };
    for extra in &catalogue.extras {
        if !taken(&columns, &extra.name) {
            columns.push(further(extra));
        }
    }
    for labels in &catalogue.labels {
        if !taken(&columns, &labels.name) {
            columns.push(text(&labels.name, &labels.values));
        }
    }
    all.extend_from_slice(notes);
    Table {
        name: catalogue.name.clone(),
        columns,
        notes: all,
        warnings: Vec::new(),
    }
}

/// A list of good runs.
fn uptime(uptime: &Uptime, notes: &[Note]) -> Table {
    let days =
        |name: &str, values: &[f64]| Column::new(name, "days", Values::Number(values.to_vec()));
    Table {
        name: format!("{} good runs", uptime.name).trim().to_owned(),
        columns: vec![
            days("MJD_start", &uptime.start_mjd),
            days("MJD_stop", &uptime.stop_mjd),
        ],
        notes: named(LIST_NAME, &uptime.name)
            .chain(notes.iter().cloned())
            .collect(),
        warnings: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use nuscope_model::{
        Containment, Equatorial, PointSpread, Provenance, Quantity, Sample, Source,
    };

    use super::*;

    /// What is read of `tables` that were written in a format.
    fn written(tables: &[Table], ending: &str) -> Loaded {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a").with_extension(ending);
        crate::write_tables(&path, tables).unwrap();
        crate::open(&path).unwrap()
    }

    const ENDINGS: [&str; 6] = ["csv", "ecsv", "fits", "vot", "parquet", "h5"];

    #[test]
    fn errors_keep_the_share_that_they_hold() {
        let share = |fraction| Containment::new(fraction).unwrap();
        for (fraction, title) in [(0.95, "AngErr95"), (0.87, "AngErr"), (0.6827, "AngErr")] {
            let source = Source {
                name: "TXS 0506+056".into(),
                error_rad: Some(0.25_f64.to_radians()),
                ..Source::default()
            };
            let list = Catalogue {
                name: "3FHL".into(),
                sources: vec![source],
                error_containment: share(fraction),
                ..Catalogue::default()
            };
            let column = |quantity| nuscope_model::Column {
                quantity,
                values: vec![0.5_f64.to_radians()],
            };
            let sample = Sample {
                ra_rad: vec![1.0],
                dec_rad: vec![0.5],
                error_containment: share(fraction),
                axis_error_containment: share(0.9),
                columns: [Quantity::AngularErrorRad, Quantity::RaErrorPlusRad]
                    .map(column)
                    .into(),
                ..Sample::default()
            };
            let table = catalogue(&list, &[]);
            assert_eq!(table.columns[3].name, title);
            for ending in ENDINGS {
                let back = &written(std::slice::from_ref(&table), ending).catalogues[0];
                assert_eq!(back.error_containment, share(fraction), "{ending}");
                assert_eq!(back.sources[0].error_rad, list.sources[0].error_rad);
                assert_eq!(back.name, "3FHL", "{ending}");
                let back = &written(&[table_of(&sample, &[])], ending).samples[0];
                assert_eq!(back.error_containment, share(fraction), "{ending}");
                assert_eq!(back.axis_error_containment, share(0.9), "{ending}");
                assert_eq!(back.columns, sample.columns, "{ending}");
            }
        }
    }

    #[test]
    fn who_simulated_a_list_is_kept_where_it_is_known() {
        for generator in ["", "nuscope"] {
            let sample = Sample {
                provenance: Provenance::Simulated,
                generator: generator.into(),
                ra_rad: vec![1.0],
                dec_rad: vec![0.5],
                ..Sample::default()
            };
            let table = table_of(&sample, &[]);
            let own = table.notes[1].value.contains("nuscope");
            assert_eq!(own, generator == "nuscope");
            for ending in ENDINGS {
                let back = &written(std::slice::from_ref(&table), ending).samples[0];
                assert_eq!(back.provenance, Provenance::Simulated, "{ending}");
                assert_eq!(back.generator, generator, "{ending}");
            }
        }
    }

    #[test]
    fn good_runs_of_a_list_have_a_name_of_their_own() {
        let runs = Uptime {
            name: "IC40".into(),
            start_mjd: vec![54562.0],
            stop_mjd: vec![54563.0],
            ..Uptime::default()
        };
        let table = uptime(&runs, &[]);
        assert_eq!(table.name, "IC40 good runs");
        for ending in ENDINGS {
            let back = &written(std::slice::from_ref(&table), ending).uptimes[0];
            assert_eq!(back.name, "IC40", "{ending}");
        }
    }

    #[test]
    fn every_list_is_a_table_and_what_is_none_is_said() {
        let source = Source {
            name: "TXS 0506+056".into(),
            position: Equatorial::from_degrees(77.3582, 5.6931),
            redshift: Some(0.3365),
            ..Source::default()
        };
        let loaded = Loaded {
            samples: vec![Arc::new(Sample::default())],
            catalogues: vec![Arc::new(Catalogue {
                sources: vec![source, Source::default()],
                ..Catalogue::default()
            })],
            uptimes: vec![Arc::new(Uptime::default())],
            tables: vec![Arc::new(Table::default())],
            point_spreads: vec![Arc::new(PointSpread::default())],
            ..Loaded::default()
        };
        let mut warnings = Warnings::default();
        let note = Note {
            key: "PROGRAM".into(),
            ..Note::default()
        };
        let tables = tables_of(&loaded, std::slice::from_ref(&note), &mut warnings);
        assert_eq!(tables.len(), 4);
        assert!(tables.iter().all(|table| table.notes.contains(&note)));
        assert!(
            warnings.to_string().contains("point spread is not written"),
            "{warnings}"
        );
        let names: Vec<_> = tables[1]
            .columns
            .iter()
            .map(|column| &*column.name)
            .collect();
        assert_eq!(names, ["name", "RA", "Dec", "redshift"]);
        assert_eq!(tables[1].columns[1].values.show(0), "77.3582");
        assert_eq!(tables[1].columns[3].values.show(1), "");
    }
}
